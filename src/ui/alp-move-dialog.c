/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-move-dialog.c: choosing a folder by typing a part of its name.
 *
 * Main thread.  The entry keeps the keyboard: Down goes into the list, Enter takes the first match.  Letters are
 * compared without case and accents. */
#include "alp-move-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AlpMoveDialog
{
  AdwDialog parent_instance;

  AlpAccount *account;
  gint64 except;
  GtkWidget *entry;
  GtkListBox *list;
  GtkStack *stack;
};

G_DEFINE_FINAL_TYPE (AlpMoveDialog, alp_move_dialog, ADW_TYPE_DIALOG)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static char *
fold (const char *text)
{
  g_autofree char *plain = g_str_to_ascii (text, NULL);
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return g_strdup_printf ("%s\n%s", folded, plain);
}

static gboolean
filter (GtkListBoxRow *row, gpointer data)
{
  AlpMoveDialog *self = data;
  AlpFolder *folder = g_object_get_data (G_OBJECT (row), "folder");
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->entry)), -1);
  g_autofree char *name = fold (alp_folder_get_name (folder));
  g_autofree char *path = fold (alp_folder_get_path (folder));
  g_autofree char *plain = g_ascii_strdown (name, -1);

  return *wanted == '\0' || strstr (name, wanted) != NULL || strstr (path, wanted) != NULL
         || strstr (plain, wanted) != NULL;
}

static GtkListBoxRow *
first_visible (AlpMoveDialog *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      return row;
  return NULL;
}

static void
on_search (AlpMoveDialog *self)
{
  GtkListBoxRow *row;

  gtk_list_box_invalidate_filter (self->list);
  row = first_visible (self);
  gtk_list_box_select_row (self->list, row);
  gtk_stack_set_visible_child_name (self->stack, row != NULL ? "list" : "none");
}

static void
choose (AlpMoveDialog *self, GtkListBoxRow *row)
{
  g_autoptr (AlpFolder) folder
      = row != NULL ? g_object_ref (g_object_get_data (G_OBJECT (row), "folder")) : NULL;

  if (folder == NULL)
    return;
  g_object_ref (self);
  adw_dialog_close (ADW_DIALOG (self));
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, folder);
  g_object_unref (self);
}

static void
on_entry_activate (AlpMoveDialog *self)
{
  choose (self, first_visible (self));
}

static gboolean
on_entry_key (AlpMoveDialog *self, guint key)
{
  if (key != GDK_KEY_Down)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
  return GDK_EVENT_STOP;
}

static GtkWidget *
make_row (AlpFolder *folder)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name (alp_folder_get_icon_name (folder));
  GtkWidget *label = gtk_label_new (alp_folder_get_name (folder));

  gtk_widget_set_margin_start (box, 6 + 16 * (int) MIN (alp_folder_get_depth (folder), 6));
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_tooltip_text (row, alp_folder_get_path (folder));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  alp_folder_get_name (folder), -1);
  g_object_set_data_full (G_OBJECT (row), "folder", g_object_ref (folder), g_object_unref);
  return row;
}

static void
fill (AlpMoveDialog *self)
{
  GListModel *folders = alp_account_get_folders (self->account);
  guint n = g_list_model_get_n_items (folders);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AlpFolder) folder = g_list_model_get_item (folders, i);

      if (alp_folder_get_selectable (folder) && alp_folder_get_id (folder) != self->except)
        gtk_list_box_append (self->list, make_row (folder));
    }
  on_search (self);
}

/**
 * alp_move_dialog_new:
 * @except_folder_id: where the messages are now: not offered; 0 for none
 *
 * Returns: (transfer floating): to be presented over a window
 */
AdwDialog *
alp_move_dialog_new (AlpAccount *account, gint64 except_folder_id)
{
  AlpMoveDialog *self = g_object_new (ALP_TYPE_MOVE_DIALOG, NULL);

  self->account = g_object_ref (account);
  self->except = except_folder_id;
  fill (self);
  return ADW_DIALOG (self);
}

static void
alp_move_dialog_dispose (GObject *object)
{
  g_clear_object (&ALP_MOVE_DIALOG (object)->account);
  G_OBJECT_CLASS (alp_move_dialog_parent_class)->dispose (object);
}

static void
alp_move_dialog_class_init (AlpMoveDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_move_dialog_dispose;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", ALP_TYPE_MOVE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, ALP_TYPE_FOLDER);
}

static GtkWidget *
make_list (AlpMoveDialog *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *none = adw_status_page_new ();

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Folders"),
                                  -1);
  gtk_list_box_set_filter_func (self->list, filter, self, NULL);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (choose), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (none), "folder-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (none), _ ("No Such Folder"));
  gtk_widget_add_css_class (none, "compact");
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, scrolled, "list");
  gtk_stack_add_named (self->stack, none, "none");
  return GTK_WIDGET (self->stack);
}

static void
alp_move_dialog_init (AlpMoveDialog *self)
{
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->entry = gtk_search_entry_new ();
  gtk_search_entry_set_placeholder_text (GTK_SEARCH_ENTRY (self->entry), _ ("Search folders"));
  gtk_search_entry_set_search_delay (GTK_SEARCH_ENTRY (self->entry), 0);
  gtk_widget_set_margin_start (clamp, 12);
  gtk_widget_set_margin_end (clamp, 12);
  gtk_widget_set_margin_bottom (clamp, 6);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->entry);
  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (on_search), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (on_entry_activate), self);
  g_signal_connect_swapped (self->entry, "stop-search", G_CALLBACK (adw_dialog_close), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_entry_key), self);
  gtk_widget_add_controller (self->entry, keys);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), clamp);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), make_list (self));
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Move to Folder"));
  adw_dialog_set_content_width (ADW_DIALOG (self), 380);
  adw_dialog_set_content_height (ADW_DIALOG (self), 480);
  adw_dialog_set_child (ADW_DIALOG (self), view);
  adw_dialog_set_focus (ADW_DIALOG (self), self->entry);
}
