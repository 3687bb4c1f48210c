/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-folder-menu.c: what can be done with a folder: its menu and the dialogs that ask.
 *
 * Main thread.  Only what cannot be undone asks, and says what is in the folder. */
#include "alp-folder-pane-private.h"

#include "alp-format.h"
#include "alp-move-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

void
alp_folder_pane_folder_done (GObject *engine, GAsyncResult *result, gpointer pane)
{
  g_autoptr (AlpFolderPane) self = pane;
  g_autoptr (GError) error = NULL;
  gboolean undoable = FALSE;
  g_autofree char *text = alp_engine_folder_finish (ALP_ENGINE (engine), result, &undoable, &error);

  if (text == NULL)
    alp_folder_pane_tell (self, error->message, FALSE);
  else if (*text != '\0')
    alp_folder_pane_tell (self, text, undoable);
}

static AlpFolder *
parent_of (AlpFolderPane *self, AlpFolder *folder)
{
  g_autofree char *path = alp_folder_dup_parent_path (folder);

  return *path != '\0' ? alp_account_find_folder (self->account, path) : NULL;
}

/* ---- a name ---- */

typedef enum
{
  NAME_CREATE,
  NAME_RENAME,
} NameKind;

typedef struct
{
  AlpFolderPane *pane;
  AlpFolder *folder; /* nullable: the parent, or what is renamed */
  NameKind kind;
  GtkWidget *entry;
  char delimiter;
} NameQuestion;

static void
name_question_free (gpointer data)
{
  NameQuestion *question = data;

  g_object_unref (question->pane);
  g_clear_object (&question->folder);
  g_free (question);
}

static void
on_name_changed (GtkWidget *entry, AdwAlertDialog *dialog)
{
  NameQuestion *question = g_object_get_data (G_OBJECT (dialog), "question");
  const char *name = gtk_editable_get_text (GTK_EDITABLE (entry));
  const char *mistake = alp_folder_name_mistake (name, question->delimiter);

  adw_alert_dialog_set_response_enabled (dialog, "ok", mistake == NULL);
  if (mistake != NULL && *name != '\0')
    gtk_widget_add_css_class (entry, "error");
  else
    gtk_widget_remove_css_class (entry, "error");
  gtk_widget_set_tooltip_text (entry, mistake != NULL && *name != '\0' ? mistake : NULL);
}

static void
on_name_response (AdwAlertDialog *dialog, const char *response, NameQuestion *question)
{
  AlpFolderPane *self = question->pane;
  const char *name = gtk_editable_get_text (GTK_EDITABLE (question->entry));

  if (!g_str_equal (response, "ok") || self->account == NULL)
    return;
  if (question->kind == NAME_CREATE)
    alp_engine_create_folder_async (self->engine, self->account, question->folder, name, NULL,
                                    alp_folder_pane_folder_done, g_object_ref (self));
  else
    alp_engine_rename_folder_async (self->engine, question->folder, parent_of (self, question->folder), name,
                                    NULL, alp_folder_pane_folder_done, g_object_ref (self));
}

static void
ask_name (AlpFolderPane *self, NameKind kind, AlpFolder *folder)
{
  AdwDialog *dialog
      = adw_alert_dialog_new (kind == NAME_CREATE ? _ ("New Folder") : _ ("Rename Folder"), NULL);
  NameQuestion *question = g_new0 (NameQuestion, 1);
  GtkWidget *list = gtk_list_box_new ();

  question->pane = g_object_ref (self);
  question->folder = folder != NULL ? g_object_ref (folder) : NULL;
  question->kind = kind;
  question->delimiter = folder != NULL ? alp_folder_get_delimiter (folder) : '\0';
  question->entry = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (question->entry), C_ ("folder", "Name"));
  adw_entry_row_set_max_length (ADW_ENTRY_ROW (question->entry), ALP_FOLDER_NAME_MAX);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (question->entry), TRUE);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), question->entry);
  if (kind == NAME_CREATE && folder != NULL)
    adw_alert_dialog_format_body (ADW_ALERT_DIALOG (dialog), _ ("It will be inside “%s”."),
                                  alp_folder_get_name (folder));
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), list);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "ok",
                                  kind == NAME_CREATE ? _ ("C_reate") : _ ("_Rename"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "ok", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "ok");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "question", question, name_question_free);
  g_signal_connect (dialog, "response", G_CALLBACK (on_name_response), question);
  g_signal_connect_object (question->entry, "changed", G_CALLBACK (on_name_changed), dialog,
                           G_CONNECT_DEFAULT);
  if (kind == NAME_RENAME)
    gtk_editable_set_text (GTK_EDITABLE (question->entry), alp_folder_get_name (folder));
  on_name_changed (question->entry, ADW_ALERT_DIALOG (dialog));
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

/* ---- yes or no ---- */

static void
on_sure (AdwAlertDialog *dialog, const char *response, AlpFolderPane *self)
{
  AlpFolder *folder = g_object_get_data (G_OBJECT (dialog), "folder");

  if (g_str_equal (response, "delete"))
    alp_engine_delete_folder_async (self->engine, folder, NULL, alp_folder_pane_folder_done,
                                    g_object_ref (self));
  else if (g_str_equal (response, "empty"))
    alp_engine_empty_folder_async (self->engine, folder, NULL, alp_folder_pane_folder_done,
                                   g_object_ref (self));
}

static guint
count_below (AlpFolderPane *self, AlpFolder *folder)
{
  GListModel *folders = alp_account_get_folders (self->account);
  g_autofree char *prefix
      = g_strdup_printf ("%s%c", alp_folder_get_path (folder), alp_folder_get_delimiter (folder));
  guint n = g_list_model_get_n_items (folders), count = 0;

  for (guint i = 0; i < n && alp_folder_get_delimiter (folder) != '\0'; i++)
    {
      g_autoptr (AlpFolder) other = g_list_model_get_item (folders, i);

      count += g_str_has_prefix (alp_folder_get_path (other), prefix);
    }
  return count;
}

/* @empty: only what is in it. */
static void
ask_sure (AlpFolderPane *self, AlpFolder *folder, gboolean empty)
{
  guint total = alp_folder_get_total (folder), inside = empty ? 0 : count_below (self, folder);
  g_autofree char *number = alp_format_count (total);
  g_autofree char *heading
      = g_strdup_printf (empty ? _ ("Empty “%s”?") : _ ("Delete “%s”?"), alp_folder_get_name (folder));
  g_autofree char *messages = g_strdup_printf (
      ngettext ("%s message is deleted for good.", "%s messages are deleted for good.", total), number);
  g_autofree char *below = g_strdup_printf (
      ngettext ("So is %u folder inside it.", "So are %u folders inside it.", inside), inside);
  g_autofree char *body = inside > 0 ? g_strdup_printf ("%s %s", messages, below) : g_strdup (messages);
  AdwDialog *dialog;

  if (!alp_folder_get_selectable (folder))
    g_set_str (&body, inside > 0 ? below : "");
  dialog = adw_alert_dialog_new (heading, body);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"),
                                  empty ? "empty" : "delete", empty ? _ ("_Empty") : _ ("_Delete"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), empty ? "empty" : "delete",
                                            ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "folder", g_object_ref (folder), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_sure), self, G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

/* ---- actions ---- */

static void
act_new (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpFolderPane *self = data;

  if (self->account != NULL)
    ask_name (self, NAME_CREATE, NULL);
}

static void
act_new_inside (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ask_name (data, NAME_CREATE, ALP_FOLDER_PANE (data)->menu_folder);
}

static void
act_rename (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ask_name (data, NAME_RENAME, ALP_FOLDER_PANE (data)->menu_folder);
}

static void
on_parent_chosen (AlpMoveDialog *dialog, AlpFolder *parent, AlpFolderPane *self)
{
  AlpFolder *folder = g_object_get_data (G_OBJECT (dialog), "folder");

  alp_engine_rename_folder_async (self->engine, folder, parent, alp_folder_get_name (folder), NULL,
                                  alp_folder_pane_folder_done, g_object_ref (self));
}

static void
act_move (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpFolderPane *self = data;
  AdwDialog *dialog = alp_move_dialog_new (self->account, alp_folder_get_id (self->menu_folder));

  g_object_set_data_full (G_OBJECT (dialog), "folder", g_object_ref (self->menu_folder), g_object_unref);
  g_signal_connect_object (dialog, "chosen", G_CALLBACK (on_parent_chosen), self, G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
act_move_top (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpFolderPane *self = data;

  alp_engine_rename_folder_async (self->engine, self->menu_folder, NULL,
                                  alp_folder_get_name (self->menu_folder), NULL, alp_folder_pane_folder_done,
                                  g_object_ref (self));
}

static void
act_delete (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ask_sure (data, ALP_FOLDER_PANE (data)->menu_folder, FALSE);
}

static void
act_empty (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ask_sure (data, ALP_FOLDER_PANE (data)->menu_folder, TRUE);
}

static void
act_rebuild (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpFolderPane *self = data;

  alp_engine_rebuild_folder_async (self->engine, self->menu_folder, NULL, alp_folder_pane_folder_done,
                                   g_object_ref (self));
}

static void
act_favorite (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpFolderPane *self = data;

  alp_engine_set_folder_favorite_async (self->engine, self->menu_folder,
                                        !alp_folder_get_favorite (self->menu_folder), NULL,
                                        alp_folder_pane_folder_done, g_object_ref (self));
}

static void
act_subscribe (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpFolderPane *self = data;

  alp_engine_subscribe_folder_async (self->engine, self->menu_folder,
                                     !alp_folder_get_subscribed (self->menu_folder), NULL,
                                     alp_folder_pane_folder_done, g_object_ref (self));
}

static void
act_role (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpFolderPane *self = data;

  alp_engine_set_folder_role_async (self->engine, self->menu_folder,
                                    (AlpFolderRole) g_variant_get_int32 (parameter), NULL,
                                    alp_folder_pane_folder_done, g_object_ref (self));
}

static void
act_search (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpFolderPane *self = data;

  if (self->menu_search != NULL)
    g_signal_emit_by_name (self, "search-action", self->menu_search, g_variant_get_string (parameter, NULL));
}

/* ---- the menu ---- */

static GMenuModel *
make_roles (void)
{
  static const struct
  {
    AlpFolderRole role;
    const char *title;
  } roles[] = { { ALP_FOLDER_ROLE_NONE, NC_ ("folder", "As the Server Says") },
                { ALP_FOLDER_ROLE_DRAFTS, NC_ ("folder", "Drafts") },
                { ALP_FOLDER_ROLE_SENT, NC_ ("folder", "Sent") },
                { ALP_FOLDER_ROLE_ARCHIVE, NC_ ("folder", "Archive") },
                { ALP_FOLDER_ROLE_SPAM, NC_ ("folder", "Spam") },
                { ALP_FOLDER_ROLE_TRASH, NC_ ("folder", "Trash") } };

  GMenu *menu = g_menu_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autoptr (GMenuItem) item
          = g_menu_item_new (g_dpgettext2 (GETTEXT_PACKAGE, "folder", roles[i].title), NULL);

      g_menu_item_set_action_and_target (item, "folder.role", "i", (gint32) roles[i].role);
      g_menu_append_item (menu, item);
    }
  return G_MENU_MODEL (menu);
}

static void
append (GMenu *menu, gboolean when, const char *title, const char *action)
{
  if (when)
    g_menu_append (menu, title, action);
}

static GMenu *
make_menu (AlpFolder *folder)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) make = g_menu_new ();
  g_autoptr (GMenu) more = g_menu_new ();
  g_autoptr (GMenu) remove = g_menu_new ();
  g_autoptr (GMenuModel) roles = make_roles ();
  AlpFolderRole role = alp_folder_get_role (folder);
  gboolean own = role == ALP_FOLDER_ROLE_NONE, real = alp_folder_get_selectable (folder);

  append (make, alp_folder_get_delimiter (folder) != '\0', _ ("_New Folder Inside…"), "folder.new-inside");
  append (make, own && real, _ ("_Rename…"), "folder.rename");
  append (make, own && real, _ ("_Move Into…"), "folder.move");
  append (make, own && real && alp_folder_get_depth (folder) > 0, _ ("Move to the _Top"), "folder.move-top");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (make));
  append (more, own && real,
          alp_folder_get_favorite (folder) ? _ ("Remove from _Favorites") : _ ("Add to _Favorites"),
          "folder.favorite");
  append (more, own && real, alp_folder_get_subscribed (folder) ? _ ("_Unsubscribe") : _ ("_Subscribe"),
          "folder.subscribe");
  if (role != ALP_FOLDER_ROLE_INBOX && real)
    g_menu_append_submenu (more, _ ("Use _As"), roles);
  append (more, real, _ ("Re_build"), "folder.rebuild");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (more));
  append (remove, role == ALP_FOLDER_ROLE_TRASH || role == ALP_FOLDER_ROLE_SPAM, _ ("_Empty…"),
          "folder.empty");
  append (remove, own, _ ("_Delete…"), "folder.delete");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (remove));
  return menu;
}

/* @menu at a point of @row. */
void
alp_folder_menu_popup (AlpFolderPane *self, GtkWidget *row, GMenuModel *menu, double x, double y)
{
  graphene_point_t from = GRAPHENE_POINT_INIT ((float) x, (float) y), to;
  GdkRectangle point;

  if (!gtk_widget_compute_point (row, GTK_WIDGET (self), &from, &to))
    return;
  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (NULL);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), menu);
  point = (GdkRectangle) { (int) to.x, (int) to.y, 1, 1 };
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &point);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/**
 * alp_folder_menu_open:
 * @row: what was clicked, and where on it
 */
void
alp_folder_menu_open (AlpFolderPane *self, GtkWidget *row, AlpFolder *folder, double x, double y)
{
  g_autoptr (GMenu) menu = make_menu (folder);

  g_set_object (&self->menu_folder, folder);
  alp_folder_menu_popup (self, row, G_MENU_MODEL (menu), x, y);
}

void
alp_folder_menu_install (AlpFolderPane *self)
{
  static const GActionEntry entries[] = {
    { .name = "new", .activate = act_new },
    { .name = "new-inside", .activate = act_new_inside },
    { .name = "rename", .activate = act_rename },
    { .name = "move", .activate = act_move },
    { .name = "move-top", .activate = act_move_top },
    { .name = "delete", .activate = act_delete },
    { .name = "empty", .activate = act_empty },
    { .name = "rebuild", .activate = act_rebuild },
    { .name = "favorite", .activate = act_favorite },
    { .name = "subscribe", .activate = act_subscribe },
    { .name = "role", .activate = act_role, .parameter_type = "i" },
    { .name = "search", .activate = act_search, .parameter_type = "s" },
  };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "folder", G_ACTION_GROUP (group));
}
