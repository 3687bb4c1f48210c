/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-window-actions.c: what is done with messages: the selected rows, or one row by its button or a swipe.
 *
 * Main thread.  Nothing here waits: every action is applied locally at once and told with a toast that can undo it.
 * Only what cannot be undone asks first. */
#include "alp-window-private.h"

#include "alp-export.h"
#include "alp-move-dialog.h"

#include <glib/gi18n.h>

/* A message counts as read when it was looked at this long. */
#define READ_DELAY_MS 400

static void
on_acted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *label = alp_engine_act_finish (ALP_ENGINE (source), result, &error);

  if (error != NULL)
    alp_window_toast (self, error->message, FALSE);
  else if (label != NULL)
    alp_window_toast (self, label, TRUE);
}

/* GAsyncReadyCallback; @window: (transfer full).  For what the person did not ask for in words: only failure is told. */
void
alp_window_quiet_finish (GObject *source, GAsyncResult *result, gpointer window)
{
  g_autoptr (AlpWindow) self = window;
  g_autoptr (GError) error = NULL;
  g_autofree char *label = alp_engine_act_finish (ALP_ENGINE (source), result, &error);

  if (error != NULL)
    alp_window_toast (self, error->message, FALSE);
}

/* ---- which rows ---- */

static AlpRows *
rows_of_message (AlpMessage *message)
{
  AlpRows *rows = g_new0 (AlpRows, 1);
  gint64 id = alp_message_get_id (message);

  rows->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (rows->ids, id);
  rows->conversations = alp_message_get_conversation (message);
  rows->folder_id = alp_message_get_folder_id (message);
  return rows;
}

/* The selected rows; the message shown when its row left the list by itself.  Never NULL, may be empty. */
static AlpRows *
current_rows (AlpWindow *self)
{
  if (alp_list_pane_get_n_selected (self->list_pane) == 0 && self->message != NULL)
    return rows_of_message (self->message);
  return alp_list_pane_dup_rows (self->list_pane);
}

/* On a phone the list comes back, else the row that follows is shown. */
static void
leave_row (AlpWindow *self)
{
  if (!alp_list_pane_keep_place (self->list_pane) || adw_navigation_split_view_get_collapsed (self->inner))
    adw_navigation_split_view_set_show_content (self->inner, FALSE);
}

static void
act (AlpWindow *self, AlpAction action, const AlpRows *rows, gint64 folder_id, const char *target)
{
  if (rows->ids->len > 0 && self->engine != NULL)
    alp_engine_act_rows_async (self->engine, action, rows, folder_id, target, NULL, on_acted,
                               g_object_ref (self));
}

/* Acts on the selection and, when rows leave by that, on what comes next. */
static void
act_on_current (AlpWindow *self, AlpAction action, const char *target)
{
  g_autoptr (AlpRows) rows = current_rows (self);
  gboolean leaves = action == ALP_ACTION_ARCHIVE || action == ALP_ACTION_DELETE || action == ALP_ACTION_MOVE;

  if (rows->ids->len == 0)
    return;
  if (leaves)
    leave_row (self);
  act (self, action, rows, 0, target);
  if (!leaves && alp_list_pane_get_n_selected (self->list_pane) > 1)
    alp_list_pane_leave_selection (self->list_pane);
}

/* ---- delete ---- */

static gboolean
is_trash (AlpWindow *self, gint64 folder_id)
{
  AlpFolder *folder = folder_id != 0 ? alp_engine_get_folder (self->engine, folder_id) : NULL;

  if (folder_id == 0)
    return alp_window_search_reaches_trash (self);
  return folder != NULL && alp_folder_get_role (folder) == ALP_FOLDER_ROLE_TRASH;
}

typedef struct
{
  AlpWindow *window;
  AlpRows *rows;
  gboolean selected;
} Doomed;

static void
on_delete_answer (GObject *dialog, GAsyncResult *result, gpointer data)
{
  g_autofree Doomed *doomed = data;
  g_autoptr (AlpWindow) self = doomed->window;
  g_autoptr (AlpRows) rows = doomed->rows;

  if (!g_str_equal (adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (dialog), result), "delete"))
    return;
  if (doomed->selected)
    leave_row (self);
  act (self, ALP_ACTION_DELETE, rows, 0, NULL);
}

/* Takes over @rows. */
static void
ask_to_delete (AlpWindow *self, AlpRows *rows, gboolean selected)
{
  AdwDialog *dialog = adw_alert_dialog_new (NULL, NULL);
  Doomed *doomed = g_new0 (Doomed, 1);

  adw_alert_dialog_set_heading (ADW_ALERT_DIALOG (dialog), _ ("Delete for Good?"));
  adw_alert_dialog_format_body (
      ADW_ALERT_DIALOG (dialog),
      ngettext ("%u row of the trash is deleted on the server too. This cannot be undone.",
                "%u rows of the trash are deleted on the server too. This cannot be undone.", rows->ids->len),
      rows->ids->len);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "delete", _ ("_Delete"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  doomed->window = g_object_ref (self);
  doomed->rows = rows;
  doomed->selected = selected;
  adw_alert_dialog_choose (ADW_ALERT_DIALOG (dialog), GTK_WIDGET (self), NULL, on_delete_answer, doomed);
}

static void
act_trash (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;
  g_autoptr (AlpRows) rows = current_rows (self);

  if (rows->ids->len == 0)
    return;
  if (is_trash (self, rows->folder_id))
    {
      ask_to_delete (self, g_steal_pointer (&rows), TRUE);
      return;
    }
  act_on_current (self, ALP_ACTION_DELETE, NULL);
}

/* ---- move ---- */

/**
 * alp_window_move_rows:
 *
 * Moves @rows (a drop, or the dialog's choice), with the toast that undoes it.
 */
void
alp_window_move_rows (AlpWindow *self, const AlpRows *rows, gint64 folder_id)
{
  g_autoptr (AlpRows) current = current_rows (self);

  if (rows->ids->len == 0 || rows->folder_id == folder_id)
    return;
  if (current->ids->len == rows->ids->len
      && g_array_index (current->ids, gint64, 0) == g_array_index (rows->ids, gint64, 0))
    leave_row (self);
  act (self, ALP_ACTION_MOVE, rows, folder_id, NULL);
}

typedef struct
{
  AlpWindow *window;
  AlpRows *rows;
} Moving;

static void
moving_free (gpointer data)
{
  Moving *moving = data;

  g_object_unref (moving->window);
  alp_rows_free (moving->rows);
  g_free (moving);
}

static void
on_folder_chosen (AlpMoveDialog *dialog, AlpFolder *folder, Moving *moving)
{
  alp_window_move_rows (moving->window, moving->rows, alp_folder_get_id (folder));
}

/* Takes over @rows. */
static void
choose_folder (AlpWindow *self, AlpRows *rows)
{
  Moving *moving;
  AdwDialog *dialog;

  if (rows->ids->len == 0 || self->account == NULL)
    {
      alp_rows_free (rows);
      return;
    }
  moving = g_new0 (Moving, 1);
  moving->window = g_object_ref (self);
  moving->rows = rows;
  dialog = alp_move_dialog_new (self->account, rows->folder_id);
  g_signal_connect_data (dialog, "chosen", G_CALLBACK (on_folder_chosen), moving,
                         (GClosureNotify) (GCallback) moving_free, 0);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
act_move_to (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  choose_folder (data, current_rows (data));
}

static void
act_move (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (AlpRows) rows = current_rows (data);

  alp_window_move_rows (data, rows, g_variant_get_int64 (parameter));
}

/* ---- the others ---- */

static void
act_archive (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  act_on_current (data, ALP_ACTION_ARCHIVE, NULL);
}

static void
act_spam (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  act_on_current (data, ALP_ACTION_MOVE, "spam");
}

static void
act_not_spam (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  act_on_current (data, ALP_ACTION_MOVE, "inbox");
}

static void
act_star (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;
  gboolean starred = alp_list_pane_get_n_selected (self->list_pane) == 0 && self->message != NULL
                         ? alp_message_get_starred (self->message)
                         : alp_list_pane_all_starred (self->list_pane);

  act_on_current (self, starred ? ALP_ACTION_UNSTAR : ALP_ACTION_STAR, NULL);
}

static void
act_add_star (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  act_on_current (data, ALP_ACTION_STAR, NULL);
}

static void
act_remove_star (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  act_on_current (data, ALP_ACTION_UNSTAR, NULL);
}

static void
act_mark_read (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  act_on_current (data, ALP_ACTION_SEEN, NULL);
}

static void
act_mark_as_unread (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;

  g_clear_handle_id (&self->read_id, g_source_remove);
  act_on_current (self, ALP_ACTION_UNSEEN, NULL);
}

static void
act_mark_unread (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;
  gboolean unread = alp_list_pane_get_n_selected (self->list_pane) == 0 && self->message != NULL
                        ? alp_message_get_unread (self->message)
                        : alp_list_pane_any_unread (self->list_pane);

  g_clear_handle_id (&self->read_id, g_source_remove);
  act_on_current (self, unread ? ALP_ACTION_SEEN : ALP_ACTION_UNSEEN, NULL);
}

/**
 * alp_window_act_on_message:
 * @action: "archive", "trash", "star", "read", "move", "spam", "menu"
 *
 * A button of one row or a swipe on it; the selection stays as it is.
 */
void
alp_window_act_on_message (AlpWindow *self, AlpMessage *message, const char *action)
{
  g_autoptr (AlpRows) rows = rows_of_message (message);

  if (message == self->message
      && (g_str_equal (action, "archive") || g_str_equal (action, "trash") || g_str_equal (action, "spam")))
    leave_row (self);
  if (g_str_equal (action, "archive"))
    act (self, ALP_ACTION_ARCHIVE, rows, 0, NULL);
  else if (g_str_equal (action, "trash") && is_trash (self, rows->folder_id))
    ask_to_delete (self, g_steal_pointer (&rows), FALSE);
  else if (g_str_equal (action, "trash"))
    act (self, ALP_ACTION_DELETE, rows, 0, NULL);
  else if (g_str_equal (action, "star"))
    act (self, alp_message_get_starred (message) ? ALP_ACTION_UNSTAR : ALP_ACTION_STAR, rows, 0, NULL);
  else if (g_str_equal (action, "read"))
    act (self, alp_message_get_unread (message) ? ALP_ACTION_SEEN : ALP_ACTION_UNSEEN, rows, 0, NULL);
  else if (g_str_equal (action, "spam"))
    act (self, ALP_ACTION_MOVE, rows, 0, "spam");
  else if (g_str_equal (action, "move"))
    choose_folder (self, g_steal_pointer (&rows));
}

/**
 * alp_window_act_on_card:
 * @name: "reply", "reply-all", "forward", "star", "unread"
 *
 * About one message of the conversation, not all of it.
 */
void
alp_window_act_on_card (AlpWindow *self, AlpMessageCard *card, const char *name)
{
  AlpMessage *message = alp_message_card_get_message (card);
  g_autoptr (AlpRows) rows = rows_of_message (message);

  if (g_str_equal (name, "star"))
    act (self, alp_message_get_starred (message) ? ALP_ACTION_UNSTAR : ALP_ACTION_STAR, rows, 0, NULL);
  else if (g_str_equal (name, "unread"))
    act (self, alp_message_get_unread (message) ? ALP_ACTION_SEEN : ALP_ACTION_UNSEEN, rows, 0, NULL);
  else
    {
      /* The answer is about the card with the focus. */
      gtk_widget_child_focus (GTK_WIDGET (card), GTK_DIR_TAB_FORWARD);
      g_action_group_activate_action (G_ACTION_GROUP (self), name, NULL);
    }
}

/* ---- read by itself ---- */

static gboolean
mark_read (gpointer data)
{
  AlpWindow *self = data;

  self->read_id = 0;
  if (self->message == NULL || !alp_message_get_unread (self->message))
    return G_SOURCE_REMOVE;
  alp_engine_mark_opened_async (self->engine, self->message, NULL, alp_window_quiet_finish,
                                g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/* What is looked at for a moment counts as read; how long, the person says. */
void
alp_window_mark_read_soon (AlpWindow *self)
{
  int seconds;

  g_clear_handle_id (&self->read_id, g_source_remove);
  seconds = g_settings_get_int (self->settings, "read-delay");
  if (seconds >= 0)
    self->read_id = g_timeout_add (seconds > 0 ? (guint) seconds * 1000 : READ_DELAY_MS, mark_read, self);
}

/* ---- undo, save ---- */

static void
on_undone (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *label = alp_engine_undo_finish (ALP_ENGINE (source), result, &error);

  if (error != NULL || label != NULL)
    alp_window_toast (self, error != NULL ? error->message : label, FALSE);
}

static void
act_undo (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;

  if (self->engine != NULL)
    alp_engine_undo_async (self->engine, NULL, on_undone, g_object_ref (self));
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files = alp_engine_export_rows_finish (ALP_ENGINE (source), result, &error);
  g_autofree char *text = NULL;

  if (files != NULL)
    text = g_strdup_printf (ngettext ("%u file saved", "%u files saved", files->len), files->len);
  alp_window_toast (self, text != NULL ? text : error->message, FALSE);
}

static void
on_save_folder (GObject *dialog, GAsyncResult *result, gpointer data)
{
  g_autofree Moving *saving = data;
  g_autoptr (AlpWindow) self = saving->window;
  g_autoptr (AlpRows) rows = saving->rows;
  g_autoptr (GFile) folder = gtk_file_dialog_select_folder_finish (GTK_FILE_DIALOG (dialog), result, NULL);
  const char *path = folder != NULL ? g_file_peek_path (folder) : NULL;

  if (path != NULL)
    alp_engine_export_rows_async (self->engine, rows, path, NULL, on_saved, g_object_ref (self));
}

static void
act_save (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;
  g_autoptr (AlpRows) rows = current_rows (self);
  g_autoptr (GtkFileDialog) dialog = NULL;
  Moving *saving;

  if (rows->ids->len == 0)
    return;
  dialog = gtk_file_dialog_new ();
  gtk_file_dialog_set_title (dialog, _ ("Save Messages"));
  saving = g_new0 (Moving, 1);
  saving->window = g_object_ref (self);
  saving->rows = g_steal_pointer (&rows);
  gtk_file_dialog_select_folder (dialog, GTK_WINDOW (self), NULL, on_save_folder, saving);
}

/* ---- selection ---- */

static void
act_select (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  alp_list_pane_begin_selection (ALP_WINDOW (data)->list_pane);
}

static void
act_select_all (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  alp_list_pane_select_all (ALP_WINDOW (data)->list_pane);
}

static void
act_leave_selection (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  alp_list_pane_leave_selection (ALP_WINDOW (data)->list_pane);
}

/**
 * alp_window_update_action_state:
 *
 * Actions that have nothing to act on are off.
 */
void
alp_window_update_action_state (AlpWindow *self)
{
  static const char *const any[]
      = { "archive",  "trash",          "spam",        "not-spam", "star",    "mark-read", "mark-unread",
          "add-star", "mark-as-unread", "remove-star", "move",     "move-to", "save" };
  static const char *const one[] = { "reply", "reply-all", "forward" };
  gboolean some = self->message != NULL || alp_list_pane_get_n_selected (self->list_pane) > 0;

  for (gsize i = 0; i < G_N_ELEMENTS (any) + G_N_ELEMENTS (one); i++)
    {
      gboolean needs_one = i >= G_N_ELEMENTS (any);
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self),
                                                    needs_one ? one[i - G_N_ELEMENTS (any)] : any[i]);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), needs_one ? self->message != NULL : some);
    }
}

/* Call before alp_window_update_action_state (). */
void
alp_window_add_actions (AlpWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "archive", .activate = act_archive },
    { .name = "trash", .activate = act_trash },
    { .name = "spam", .activate = act_spam },
    { .name = "not-spam", .activate = act_not_spam },
    { .name = "star", .activate = act_star },
    { .name = "add-star", .activate = act_add_star },
    { .name = "remove-star", .activate = act_remove_star },
    { .name = "mark-unread", .activate = act_mark_unread },
    { .name = "mark-read", .activate = act_mark_read },
    { .name = "mark-as-unread", .activate = act_mark_as_unread },
    { .name = "move", .activate = act_move, .parameter_type = "x" },
    { .name = "move-to", .activate = act_move_to },
    { .name = "undo", .activate = act_undo },
    { .name = "save", .activate = act_save },
    { .name = "select", .activate = act_select },
    { .name = "select-all", .activate = act_select_all },
    { .name = "leave-selection", .activate = act_leave_selection },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
