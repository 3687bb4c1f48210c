/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-activity-page.c: the log of what was done and what happened: a filter, pages of it, export (product 18.1).
 *
 * Main thread. */
#include "alp-activity-page.h"

#include "alp-device-form.h"
#include "alp-format.h"

#include <glib/gi18n.h>
#include <string.h>

#define PAGE 100

struct _AlpActivityPage
{
  AdwNavigationPage parent_instance;

  AdwToastOverlay *toasts;
  GtkStack *stack;
  GtkDropDown *kind;
  GtkListBox *list;
  GtkWidget *more;
  GSimpleActionGroup *actions;

  AlpEngine *engine;
  AlpAccount *account; /* nullable: all */
  GCancellable *cancellable;
  gint64 oldest; /* id of the last line shown, 0: none */
};

G_DEFINE_FINAL_TYPE (AlpActivityPage, alp_activity_page, ADW_TYPE_NAVIGATION_PAGE)

static void
toast (AlpActivityPage *self, const char *text)
{
  AdwToast *one = adw_toast_new (text);

  adw_toast_set_use_markup (one, FALSE);
  adw_toast_overlay_add_toast (self->toasts, one);
}

/* ---- the lines ---- */

static const char *
icon_of (const AlpActivity *line)
{
  if (!line->ok)
    return "dialog-warning-symbolic";
  switch (line->kind)
    {
    case ALP_ACTIVITY_DEVICE:
      return "computer-symbolic";
    case ALP_ACTIVITY_SIGN_IN:
    case ALP_ACTIVITY_PASSWORD:
    case ALP_ACTIVITY_CERTIFICATE:
      return "dialog-password-symbolic";
    case ALP_ACTIVITY_SEND:
      return "alp-sent-symbolic";
    case ALP_ACTIVITY_RULE:
    case ALP_ACTIVITY_IMPORT:
    case ALP_ACTIVITY_ACCOUNT:
    case ALP_ACTIVITY_SYNC:
    case ALP_ACTIVITY_UPKEEP:
    case ALP_ACTIVITY_N_KINDS:
    default:
      return "emblem-ok-symbolic";
    }
}

static GtkWidget *
make_row (AlpActivityPage *self, const AlpActivity *line)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_of (line));
  g_autofree char *when = alp_format_full_date (line->time);
  g_autofree char *facts = self->account == NULL && *line->email != '\0'
                               ? g_strdup_printf ("%s · %s", when, line->email)
                               : g_strdup (when);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), line->words);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), facts);
  if (!line->ok)
    gtk_widget_add_css_class (icon, "warning");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  return row;
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpActivityPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = alp_activity_load_finish (ALP_ENGINE (source), result, &error);

  if (self->engine == NULL || lines == NULL)
    return;
  if (self->oldest == 0)
    gtk_list_box_remove_all (self->list);
  for (guint i = 0; i < lines->len; i++)
    {
      const AlpActivity *line = g_ptr_array_index (lines, i);

      gtk_list_box_append (self->list, make_row (self, line));
      self->oldest = line->id;
    }
  gtk_widget_set_visible (self->more, lines->len == PAGE);
  gtk_stack_set_visible_child_name (self->stack, self->oldest != 0 ? "list" : "empty");
}

static AlpActivityKind
chosen_kind (AlpActivityPage *self)
{
  return (AlpActivityKind) gtk_drop_down_get_selected (self->kind);
}

static void
load_more (AlpActivityPage *self)
{
  if (self->engine != NULL)
    alp_activity_load_async (self->engine, self->account, chosen_kind (self), self->oldest, PAGE,
                             self->cancellable, on_loaded, g_object_ref (self));
}

static void
reload (AlpActivityPage *self)
{
  self->oldest = 0;
  load_more (self);
}

/* ---- export ---- */

typedef struct
{
  AlpActivityPage *page;
  gboolean csv;
  GFile *file;
} Export;

static void
export_free (Export *export)
{
  g_object_unref (export->page);
  g_clear_object (&export->file);
  g_free (export);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  Export *export = data;
  g_autoptr (GError) error = NULL;

  if (export->page->engine != NULL)
    toast (export->page, g_file_replace_contents_finish (G_FILE (source), result, NULL, &error)
                             ? _ ("The list was saved.")
                             : error->message);
  export_free (export);
}

static void
on_export_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  Export *export = data;
  g_autoptr (GPtrArray) lines = alp_activity_load_finish (ALP_ENGINE (source), result, NULL);
  g_autoptr (GBytes) bytes = NULL;
  char *text;

  if (lines == NULL)
    {
      export_free (export);
      return;
    }
  text = export->csv ? alp_activity_format_csv (lines) : alp_activity_format_json (lines);
  bytes = g_bytes_new_take (text, strlen (text));
  g_file_replace_contents_bytes_async (export->file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                       on_written, export);
}

static void
on_chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  Export *export = data;
  AlpActivityPage *self = export->page;

  export->file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  if (export->file == NULL || self->engine == NULL)
    {
      export_free (export);
      return;
    }
  alp_activity_load_async (self->engine, self->account, chosen_kind (self), 0, 0, NULL, on_export_loaded,
                           export);
}

static void
act_export (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpActivityPage *self = data;
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  Export *export = g_new0 (Export, 1);

  export->page = g_object_ref (self);
  export->csv = g_str_equal (g_action_get_name (G_ACTION (action)), "export-csv");
  gtk_file_dialog_set_initial_name (dialog, export->csv ? "activity.csv" : "activity.json");
  gtk_file_dialog_save (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, on_chosen, export);
}

/* ---- making ---- */

static GtkWidget *
make_header (AlpActivityPage *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *more = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();

  g_menu_append (menu, _ ("Save as a _Table (CSV)…"), "activity.export-csv");
  g_menu_append (menu, _ ("Save for _Programs (JSON)…"), "activity.export-json");
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (more), "document-save-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (more), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (more, _ ("Save the List"));
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), more);
  adw_header_bar_set_title_widget (
      ADW_HEADER_BAR (header),
      adw_window_title_new (_ ("Activity"),
                            self->account != NULL ? alp_account_get_email (self->account) : ""));
  return header;
}

static GtkWidget *
make_list (AlpActivityPage *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *column = alp_device_form_column ();

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  self->more = gtk_button_new_with_mnemonic (_ ("Show _Older Ones"));
  gtk_widget_add_css_class (self->more, "pill");
  gtk_widget_set_halign (self->more, GTK_ALIGN_CENTER);
  g_signal_connect_object (self->more, "clicked", G_CALLBACK (load_more), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (column), self->more);
  adw_clamp_set_child (ADW_CLAMP (clamp), column);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  return scroller;
}

static GtkWidget *
make_filter (AlpActivityPage *self)
{
  const char *words[ALP_ACTIVITY_N_KINDS + 1] = { NULL };
  g_autoptr (GtkStringList) model = NULL;

  for (guint i = 0; i < ALP_ACTIVITY_N_KINDS; i++)
    words[i] = alp_activity_kind_words ((AlpActivityKind) i);
  model = gtk_string_list_new (words);
  self->kind = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&model)), NULL));
  gtk_widget_set_halign (GTK_WIDGET (self->kind), GTK_ALIGN_CENTER);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->kind), 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->kind), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What Is Shown"), -1);
  g_signal_connect_object (self->kind, "notify::selected", G_CALLBACK (reload), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self->kind);
}

static void
build (AlpActivityPage *self)
{
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *empty = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (empty), "document-open-recent-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (empty), _ ("Nothing Happened"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (empty),
      _ ("Sign-ins that failed, devices and other changes are listed here. It stays on this "
         "computer."));
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, empty, "empty");
  gtk_stack_add_named (self->stack, make_list (self), "list");
  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  adw_toast_overlay_set_child (self->toasts, GTK_WIDGET (self->stack));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), make_header (self));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), make_filter (self));
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (self->toasts));
  adw_navigation_page_set_child (ADW_NAVIGATION_PAGE (self), view);
}

/** alp_activity_page_new: @account: (nullable): all. Returns: (transfer floating): the page, for a navigation view */
AdwNavigationPage *
alp_activity_page_new (AlpEngine *engine, AlpAccount *account)
{
  AlpActivityPage *self
      = g_object_new (ALP_TYPE_ACTIVITY_PAGE, "title", _ ("Activity"), "tag", "activity", NULL);

  self->engine = g_object_ref (engine);
  self->account = account != NULL ? g_object_ref (account) : NULL;
  build (self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "activity", G_ACTION_GROUP (self->actions));
  reload (self);
  return ADW_NAVIGATION_PAGE (self);
}

/** alp_activity_page_new_dialog: Returns: (transfer floating): the page in a dialog of its own */
AdwDialog *
alp_activity_page_new_dialog (AlpEngine *engine, AlpAccount *account)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *views = adw_navigation_view_new ();

  adw_navigation_view_add (ADW_NAVIGATION_VIEW (views), alp_activity_page_new (engine, account));
  adw_dialog_set_title (dialog, _ ("Activity"));
  adw_dialog_set_child (dialog, views);
  adw_dialog_set_content_width (dialog, 560);
  adw_dialog_set_content_height (dialog, 620);
  return dialog;
}

static void
alp_activity_page_dispose (GObject *object)
{
  AlpActivityPage *self = ALP_ACTIVITY_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->actions);
  g_clear_object (&self->engine);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (alp_activity_page_parent_class)->dispose (object);
}

static void
alp_activity_page_class_init (AlpActivityPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_activity_page_dispose;
}

static void
alp_activity_page_init (AlpActivityPage *self)
{
  static const GActionEntry entries[] = {
    { .name = "export-csv", .activate = act_export },
    { .name = "export-json", .activate = act_export },
  };

  self->cancellable = g_cancellable_new ();
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}
