/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-folder-row.c: one folder in the folder pane: icon, name, how many are unread.
 *
 * Main thread.  Follows its folder's properties.  Only the inbox's count is a pill; drafts and outbox count everything
 * in them, because there unread means nothing. */
#include "alp-folder-row.h"

#include "alp-format.h"

#include <glib/gi18n.h>

struct _AlpFolderRow
{
  GtkListBoxRow parent_instance;

  AlpFolder *folder;
  GtkWidget *icon;
  GtkWidget *name;
  GtkWidget *count;
  GtkWidget *expander;
};

G_DEFINE_FINAL_TYPE (AlpFolderRow, alp_folder_row, GTK_TYPE_LIST_BOX_ROW)

enum
{
  SIGNAL_EXPANDER_CLICKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
update (AlpFolderRow *self)
{
  AlpFolderRole role = alp_folder_get_role (self->folder);
  gboolean all = role == ALP_FOLDER_ROLE_DRAFTS;
  guint unread = alp_folder_get_unread (self->folder);
  guint n = all ? alp_folder_get_total (self->folder) : unread;
  const char *name = alp_folder_get_name (self->folder);
  g_autofree char *count = alp_format_count (n);
  g_autofree char *spoken = NULL;

  if (role == ALP_FOLDER_ROLE_SPAM || role == ALP_FOLDER_ROLE_TRASH || role == ALP_FOLDER_ROLE_SENT)
    n = 0;
  gtk_widget_set_margin_start (gtk_widget_get_parent (self->icon),
                               12 + 16 * (int) MIN (alp_folder_get_depth (self->folder), 6));
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (self), alp_folder_get_selectable (self->folder));
  if (alp_folder_get_selectable (self->folder))
    gtk_widget_remove_css_class (GTK_WIDGET (self), "alp-ghost");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "alp-ghost");
  gtk_widget_set_tooltip_text (self->name, alp_folder_get_path (self->folder));
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), alp_folder_get_icon_name (self->folder));
  gtk_label_set_text (GTK_LABEL (self->name), name);
  gtk_label_set_text (GTK_LABEL (self->count), count);
  gtk_widget_set_visible (self->count, n > 0);
  if (role == ALP_FOLDER_ROLE_INBOX)
    gtk_widget_add_css_class (self->count, "alp-pill");
  if (n > 0 && !all)
    gtk_widget_add_css_class (GTK_WIDGET (self), "alp-unread");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "alp-unread");

  if (n > 0 && !all)
    /* Translators: a folder's name and its number of unread messages, read out by assistive technology */
    spoken = g_strdup_printf (ngettext ("%s, %u unread", "%s, %u unread", n), name, n);
  else
    spoken = g_strdup (name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

AlpFolder *
alp_folder_row_get_folder (AlpFolderRow *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER_ROW (self), NULL);

  return self->folder;
}

/**
 * alp_folder_row_set_expander:
 * @shown: whether there are folders below this one
 * @expanded: whether they are shown
 */
void
alp_folder_row_set_expander (AlpFolderRow *self, gboolean shown, gboolean expanded)
{
  g_return_if_fail (ALP_IS_FOLDER_ROW (self));

  gtk_widget_set_visible (self->expander, shown);
  gtk_button_set_icon_name (GTK_BUTTON (self->expander), expanded ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_widget_set_tooltip_text (self->expander,
                               expanded ? _ ("Hide Folders Inside") : _ ("Show Folders Inside"));
  if (shown)
    gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_EXPANDED, expanded, -1);
  else
    gtk_accessible_reset_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_EXPANDED);
}

gboolean
alp_folder_row_has_expander (AlpFolderRow *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER_ROW (self), FALSE);

  return gtk_widget_get_visible (self->expander);
}

static void
on_expander_clicked (AlpFolderRow *self)
{
  g_signal_emit (self, signals[SIGNAL_EXPANDER_CLICKED], 0);
}

/**
 * alp_folder_row_new:
 * @folder: a reference is kept
 *
 * Returns: (transfer floating): a row that follows @folder
 */
GtkWidget *
alp_folder_row_new (AlpFolder *folder)
{
  AlpFolderRow *self = g_object_new (ALP_TYPE_FOLDER_ROW, NULL);

  self->folder = g_object_ref (folder);
  g_signal_connect_object (folder, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

static void
alp_folder_row_dispose (GObject *object)
{
  AlpFolderRow *self = ALP_FOLDER_ROW (object);

  g_clear_object (&self->folder);
  G_OBJECT_CLASS (alp_folder_row_parent_class)->dispose (object);
}

static void
alp_folder_row_class_init (AlpFolderRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_folder_row_dispose;
  /* expander-clicked: the folders below are to be shown or hidden. */
  signals[SIGNAL_EXPANDER_CLICKED] = g_signal_new ("expander-clicked", ALP_TYPE_FOLDER_ROW, G_SIGNAL_RUN_LAST,
                                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
alp_folder_row_init (AlpFolderRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->icon = gtk_image_new ();
  self->name = gtk_label_new (NULL);
  self->count = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->name, TRUE);
  gtk_widget_add_css_class (self->name, "alp-name");
  gtk_widget_add_css_class (self->count, "alp-count");
  gtk_widget_set_valign (self->count, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_box_append (GTK_BOX (box), self->icon);
  gtk_box_append (GTK_BOX (box), self->name);
  gtk_box_append (GTK_BOX (box), self->count);
  self->expander = gtk_button_new_from_icon_name ("pan-down-symbolic");
  gtk_widget_set_visible (self->expander, FALSE);
  gtk_widget_set_focusable (self->expander, FALSE);
  gtk_widget_set_valign (self->expander, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->expander, "flat");
  gtk_widget_add_css_class (self->expander, "circular");
  gtk_widget_add_css_class (self->expander, "alp-expander");
  g_signal_connect_object (self->expander, "clicked", G_CALLBACK (on_expander_clicked), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->expander);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
}
