/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-window.c: the main window: three panes that adapt, and what happens between them.
 *
 * Main thread.  The panes know nothing of each other: they tell by signals what was chosen, this file decides what is
 * shown and calls mail/.  Nothing here waits: every action is applied locally at once and told with a toast that can
 * undo it. */
#include "alp-window.h"

#include "alp-composer.h"
#include "alp-conversation-pane.h"
#include "alp-folder-pane.h"
#include "alp-format.h"
#include "alp-list-pane.h"
#include "alp-mailto.h"
#include "alp-message-list.h"

#include <glib/gi18n.h>

/* A message counts as read when it was looked at this long. */
#define READ_DELAY_MS 400

struct _AlpWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkStack *pages;
  AdwStatusPage *failure;
  AdwOverlaySplitView *outer;
  AdwNavigationSplitView *inner;
  AlpFolderPane *folder_pane;
  AlpListPane *list_pane;
  AlpConversationPane *conversation_pane;
  AdwNavigationPage *list_page;

  GSettings *settings;
  AlpEngine *engine;
  AlpAccount *account; /* whose state the list's banner shows */
  AlpFolder *folder;
  AlpMessage *message;
  AdwToast *toast;
  guint read_id;
  guint on_way; /* messages in the outbox that are not delivered yet */
  gint64 told;  /* the newest message whose failure was told */
  gboolean searching;
};

G_DEFINE_FINAL_TYPE (AlpWindow, alp_window, ADW_TYPE_APPLICATION_WINDOW)

/* ---- toasts ---- */

static void
on_toast_dismissed (AlpWindow *self, AdwToast *toast)
{
  if (self->toast == toast)
    g_clear_object (&self->toast);
}

/**
 * alp_window_toast:
 * @text: what happened
 * @undo: whether it can be undone
 *
 * Replaces the toast before it: an Undo button always means the last action.
 */
void
alp_window_toast (AlpWindow *self, const char *text, gboolean undo)
{
  AdwToast *toast;

  g_return_if_fail (ALP_IS_WINDOW (self));

  if (self->toast != NULL)
    {
      g_autoptr (AdwToast) old = g_steal_pointer (&self->toast);

      adw_toast_dismiss (old);
    }
  toast = adw_toast_new (text);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_timeout (toast, undo ? 8 : 4);
  if (undo)
    {
      adw_toast_set_button_label (toast, _ ("Undo"));
      adw_toast_set_action_name (toast, "win.undo");
    }
  self->toast = g_object_ref (toast);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (on_toast_dismissed), self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, toast);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

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

static void
on_acted_quietly (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *label = alp_engine_act_finish (ALP_ENGINE (source), result, &error);

  if (error != NULL)
    alp_window_toast (self, error->message, FALSE);
}

/* ---- what is shown ---- */

static AlpListKind
kind_of (AlpFolder *folder)
{
  switch (alp_folder_get_role (folder))
    {
    case ALP_FOLDER_ROLE_INBOX:
      return ALP_LIST_KIND_INBOX;
    case ALP_FOLDER_ROLE_SPAM:
      return ALP_LIST_KIND_SPAM;
    case ALP_FOLDER_ROLE_TRASH:
      return ALP_LIST_KIND_TRASH;
    case ALP_FOLDER_ROLE_DRAFTS:
      return ALP_LIST_KIND_DRAFTS;
    case ALP_FOLDER_ROLE_NONE:
    case ALP_FOLDER_ROLE_SENT:
    case ALP_FOLDER_ROLE_ARCHIVE:
    case ALP_FOLDER_ROLE_ALL:
    default:
      return ALP_LIST_KIND_FOLDER;
    }
}

static void
update_list_title (AlpWindow *self)
{
  guint unread, total;
  g_autofree char *number = NULL, *subtitle = NULL;

  if (self->folder == NULL || self->searching)
    return;
  unread = alp_folder_get_unread (self->folder);
  total = alp_folder_get_total (self->folder);
  number = alp_format_count (unread > 0 ? unread : total);
  if (unread > 0)
    subtitle = g_strdup_printf (ngettext ("%s unread", "%s unread", unread), number);
  else if (total > 0)
    subtitle = g_strdup_printf (ngettext ("%s message", "%s messages", total), number);
  alp_list_pane_set_title (self->list_pane, alp_folder_get_name (self->folder), subtitle);
  adw_navigation_page_set_title (self->list_page, alp_folder_get_name (self->folder));
}

static void
update_account_state (AlpWindow *self)
{
  AlpAccountState state;

  if (self->account == NULL)
    return;
  state = alp_account_get_state (self->account);
  if (state == ALP_ACCOUNT_STATE_NEEDS_ATTENTION)
    {
      const char *text = alp_account_get_error (self->account);

      alp_list_pane_set_banner (self->list_pane, text != NULL ? text : _ ("Sign in again to get new mail."),
                                _ ("Try Again"), "win.sync");
    }
  else if (state == ALP_ACCOUNT_STATE_OFFLINE)
    alp_list_pane_set_banner (self->list_pane, _ ("Offline. Changes are sent later."), NULL, NULL);
  else
    alp_list_pane_set_banner (self->list_pane, NULL, NULL, NULL);
  alp_list_pane_set_busy (self->list_pane,
                          state == ALP_ACCOUNT_STATE_CONNECTING || state == ALP_ACCOUNT_STATE_SYNCING);
}

static void
follow_account (AlpWindow *self, AlpAccount *account)
{
  if (self->account == account)
    return;
  if (self->account != NULL)
    g_signal_handlers_disconnect_by_func (self->account, update_account_state, self);
  g_set_object (&self->account, account);
  if (account != NULL)
    g_signal_connect_swapped (account, "notify", G_CALLBACK (update_account_state), self);
}

static void
update_move_menu (AlpWindow *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GListModel *folders = self->account != NULL ? alp_account_get_folders (self->account) : NULL;
  guint n = folders != NULL ? g_list_model_get_n_items (folders) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AlpFolder) folder = g_list_model_get_item (folders, i);
      g_autoptr (GMenuItem) item = NULL;

      if (folder == self->folder || !alp_folder_get_selectable (folder))
        continue;
      item = g_menu_item_new (alp_folder_get_name (folder), NULL);
      g_menu_item_set_action_and_target (item, "win.move", "x", alp_folder_get_id (folder));
      g_menu_append_item (menu, item);
    }
  alp_conversation_pane_set_move_menu (self->conversation_pane, G_MENU_MODEL (menu));
}

static void
show_folder (AlpWindow *self)
{
  g_autoptr (AlpMessageList) list = NULL;

  if (self->folder == NULL)
    {
      alp_list_pane_set_list (self->list_pane, NULL, ALP_LIST_KIND_FOLDER);
      return;
    }
  self->searching = FALSE;
  list = alp_engine_list_folder (self->engine, self->folder);
  alp_list_pane_set_list (self->list_pane, G_LIST_MODEL (list), kind_of (self->folder));
  update_list_title (self);
}

static void
on_folder_changed (AlpWindow *self)
{
  if (self->folder != NULL)
    g_signal_handlers_disconnect_by_func (self->folder, update_list_title, self);
  g_set_object (&self->folder, alp_folder_pane_get_folder (self->folder_pane));
  if (self->folder != NULL)
    g_signal_connect_swapped (self->folder, "notify", G_CALLBACK (update_list_title), self);
  follow_account (self, alp_folder_pane_get_account (self->folder_pane));
  alp_list_pane_close_search (self->list_pane);
  show_folder (self);
  update_account_state (self);
  update_move_menu (self);
}

static void
on_folder_activated (AlpWindow *self)
{
  if (adw_overlay_split_view_get_collapsed (self->outer))
    adw_overlay_split_view_set_show_sidebar (self->outer, FALSE);
  adw_navigation_split_view_set_show_content (self->inner, FALSE);
}

static void
on_search_changed (AlpWindow *self, const char *text)
{
  g_autoptr (AlpMessageList) list = NULL;

  if (*text == '\0')
    {
      if (self->searching)
        show_folder (self);
      return;
    }
  self->searching = TRUE;
  list = alp_engine_list_search (self->engine, self->account, text);
  alp_list_pane_set_list (self->list_pane, G_LIST_MODEL (list), ALP_LIST_KIND_SEARCH);
  alp_list_pane_set_title (self->list_pane, _ ("Search"), text);
}

/* ---- the selected message ---- */

static void
update_action_state (AlpWindow *self)
{
  static const char *names[]
      = { "archive", "trash", "spam", "star", "mark-unread", "reply", "reply-all", "forward", "move" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), names[i]);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), self->message != NULL);
    }
}

static gboolean
mark_read (gpointer data)
{
  AlpWindow *self = data;

  self->read_id = 0;
  if (self->message == NULL || !alp_message_get_unread (self->message))
    return G_SOURCE_REMOVE;
  alp_engine_mark_opened_async (self->engine, self->message, NULL, on_acted_quietly, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
on_message_selected (AlpWindow *self)
{
  AlpMessage *message = alp_list_pane_get_message (self->list_pane);
  g_autoptr (AlpMessageList) list = NULL;

  if (message == self->message)
    return;
  g_clear_handle_id (&self->read_id, g_source_remove);
  g_set_object (&self->message, message);
  update_action_state (self);
  if (message == NULL)
    {
      alp_conversation_pane_clear (self->conversation_pane);
      return;
    }
  list = alp_engine_list_conversation (self->engine, message);
  alp_conversation_pane_show (self->conversation_pane, self->engine, message, G_LIST_MODEL (list));
  adw_navigation_split_view_set_show_content (self->inner, TRUE);
  /* Nobody asked to read a row that only took the place of one that left, and "read" would become what Undo takes back. */
  if (!alp_list_pane_is_restoring (self->list_pane))
    self->read_id = g_timeout_add (READ_DELAY_MS, mark_read, self);
}

static void
on_message_activated (AlpWindow *self)
{
  on_message_selected (self);
  adw_navigation_split_view_set_show_content (self->inner, self->message != NULL);
}

static void
on_show_content (AlpWindow *self)
{
  if (adw_navigation_split_view_get_collapsed (self->inner)
      && !adw_navigation_split_view_get_show_content (self->inner))
    alp_list_pane_unselect (self->list_pane);
}

static void
on_star_toggled (AlpWindow *self, AlpMessage *message)
{
  alp_engine_set_flag_async (self->engine, message, ALP_FLAG_STARRED, !alp_message_get_starred (message),
                             NULL, on_acted_quietly, g_object_ref (self));
}

static void
on_link_activated (AlpWindow *self, const char *uri)
{
  g_autoptr (GtkUriLauncher) launcher = NULL;

  if (g_ascii_strncasecmp (uri, "mailto:", 7) == 0)
    {
      alp_window_compose (self, uri);
      return;
    }
  launcher = gtk_uri_launcher_new (uri);
  gtk_uri_launcher_launch (launcher, GTK_WINDOW (self), NULL, NULL, NULL);
}

/* ---- actions on the selected message ---- */

static void
leave_row (AlpWindow *self)
{
  if (adw_navigation_split_view_get_collapsed (self->inner))
    adw_navigation_split_view_set_show_content (self->inner, FALSE);
  else
    alp_list_pane_keep_place (self->list_pane);
}

static void
act_archive (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;
  g_autoptr (AlpMessage) message = self->message != NULL ? g_object_ref (self->message) : NULL;

  if (message == NULL)
    return;
  leave_row (self);
  alp_engine_archive_async (self->engine, message, NULL, on_acted, g_object_ref (self));
}

static void
act_trash (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;
  g_autoptr (AlpMessage) message = self->message != NULL ? g_object_ref (self->message) : NULL;

  if (message == NULL)
    return;
  leave_row (self);
  alp_engine_delete_async (self->engine, message, NULL, on_acted, g_object_ref (self));
}

static void
act_move (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;
  g_autoptr (AlpMessage) message = self->message != NULL ? g_object_ref (self->message) : NULL;

  if (message == NULL)
    return;
  leave_row (self);
  alp_engine_move_async (self->engine, message, g_variant_get_int64 (parameter), NULL, on_acted,
                         g_object_ref (self));
}

static void
act_spam (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;
  AlpFolder *spam
      = self->account != NULL ? alp_account_find_role (self->account, ALP_FOLDER_ROLE_SPAM) : NULL;

  if (spam != NULL)
    {
      g_autoptr (GVariant) target = g_variant_ref_sink (g_variant_new_int64 (alp_folder_get_id (spam)));

      act_move (action, target, self);
      return;
    }
  alp_window_toast (self, _ ("This address has no Spam folder"), FALSE);
}

static void
act_star (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;

  if (self->message != NULL)
    on_star_toggled (self, self->message);
}

static void
act_mark_unread (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;

  if (self->message == NULL)
    return;
  g_clear_handle_id (&self->read_id, g_source_remove);
  alp_engine_set_flag_async (self->engine, self->message, ALP_FLAG_SEEN,
                             alp_message_get_unread (self->message), NULL, on_acted, g_object_ref (self));
}

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
act_sync (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;

  if (self->engine != NULL)
    alp_engine_sync (self->engine, self->account);
}

/* ---- writing ---- */

static void
on_composer_sent (AlpWindow *self)
{
  alp_window_toast (self, _ ("Sending…"), FALSE);
}

static gboolean
is_on_way (const AlpOutboxItem *item)
{
  return item->state == ALP_OUTBOX_QUEUED || item->state == ALP_OUTBOX_SENDING;
}

static void
tell_outbox (AlpWindow *self, GPtrArray *items)
{
  guint on_way = 0;

  for (guint i = 0; i < items->len; i++)
    {
      const AlpOutboxItem *item = g_ptr_array_index (items, i);

      on_way += is_on_way (item);
      if ((item->state == ALP_OUTBOX_FAILED || item->state == ALP_OUTBOX_UNKNOWN) && item->id > self->told)
        {
          g_autofree char *text
              = g_strdup_printf (_ ("“%s” could not be sent. %s"), item->subject, item->error);

          self->told = item->id;
          alp_window_toast (self, text, FALSE);
          if (self->toast != NULL)
            adw_toast_set_timeout (self->toast, 0);
        }
    }
  if (self->on_way > 0 && on_way == 0 && (self->toast == NULL || adw_toast_get_timeout (self->toast) > 0))
    alp_window_toast (self, ngettext ("Message sent", "Messages sent", self->on_way), FALSE);
  self->on_way = on_way;
}

static void
on_outbox_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpWindow) self = data;
  g_autoptr (GPtrArray) items = alp_engine_load_outbox_finish (ALP_ENGINE (source), result, NULL);

  if (items != NULL && self->engine != NULL)
    tell_outbox (self, items);
}

static void
on_outbox_changed (AlpWindow *self)
{
  alp_engine_load_outbox_async (self->engine, NULL, on_outbox_loaded, g_object_ref (self));
}

static void
on_composer_discarded (AlpWindow *self)
{
  alp_window_toast (self, _ ("Draft discarded"), FALSE);
}

static void
open_composer (AlpWindow *self, AlpDraft *draft)
{
  GtkWidget *composer
      = alp_composer_new (gtk_window_get_application (GTK_WINDOW (self)), self->engine, draft);

  g_signal_connect_object (composer, "sent", G_CALLBACK (on_composer_sent), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (composer, "discarded", G_CALLBACK (on_composer_discarded), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (composer));
}

/**
 * alp_window_compose:
 * @mailto: (nullable): a mailto: link to begin with
 *
 * Opens a composer; without an address it says so.
 */
void
alp_window_compose (AlpWindow *self, const char *mailto)
{
  g_autoptr (AlpMailto) fields = NULL;
  g_autoptr (AlpDraft) draft = NULL;

  g_return_if_fail (ALP_IS_WINDOW (self));

  if (self->engine == NULL || self->account == NULL)
    {
      alp_window_toast (self, _ ("Add an address first"), FALSE);
      return;
    }
  draft = alp_draft_new (self->engine, self->account);
  fields = alp_mailto_parse (mailto);
  if (fields != NULL)
    g_object_set (draft, "to", fields->to, "cc", fields->cc, "bcc", fields->bcc, "subject", fields->subject,
                  "text", fields->body, NULL);
  open_composer (self, draft);
}

static void
answer (AlpWindow *self, AlpReplyKind kind)
{
  AlpMessageCard *card = alp_conversation_pane_get_current (self->conversation_pane);
  g_autoptr (AlpDraft) draft = NULL;

  if (card == NULL)
    return;
  draft = alp_draft_new_reply (self->engine, alp_message_card_get_message (card),
                               alp_message_card_get_content (card), kind, NULL, FALSE);
  open_composer (self, draft);
}

static void
act_reply (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  answer (data, ALP_REPLY_SENDER);
}

static void
act_reply_all (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  answer (data, ALP_REPLY_ALL);
}

static void
act_forward (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  answer (data, ALP_REPLY_FORWARD);
}

/* ---- moving around ---- */

static void
act_search (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;

  adw_navigation_split_view_set_show_content (self->inner, FALSE);
  alp_list_pane_open_search (self->list_pane);
}

static void
act_account (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;

  alp_folder_pane_select_account (self->folder_pane, (guint) g_variant_get_int32 (parameter));
}

static void
act_next_pane (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;

  if (alp_list_pane_has_list_focus (self->list_pane))
    gtk_widget_child_focus (GTK_WIDGET (self->conversation_pane), GTK_DIR_TAB_FORWARD);
  else if (alp_conversation_pane_has_focus (self->conversation_pane)
           && adw_overlay_split_view_get_show_sidebar (self->outer))
    gtk_widget_child_focus (GTK_WIDGET (self->folder_pane), GTK_DIR_TAB_FORWARD);
  else
    alp_list_pane_focus_list (self->list_pane);
}

static gboolean
is_typing (AlpWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  return focus != NULL
         && (GTK_IS_EDITABLE (focus)
             || (GTK_IS_TEXT_VIEW (focus) && gtk_text_view_get_editable (GTK_TEXT_VIEW (focus))));
}

static gboolean
letters_allowed (AlpWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (!g_settings_get_boolean (self->settings, "single-key-shortcuts") || self->engine == NULL
      || is_typing (self))
    return FALSE;
  if (focus == NULL)
    return TRUE;
  return alp_list_pane_has_list_focus (self->list_pane)
         || alp_conversation_pane_has_focus (self->conversation_pane);
}

static gboolean
act_on_letter (AlpWindow *self, guint key)
{
  switch (key)
    {
    case GDK_KEY_a:
      return g_action_group_activate_action (G_ACTION_GROUP (self), "archive", NULL), TRUE;
    case GDK_KEY_s:
      return g_action_group_activate_action (G_ACTION_GROUP (self), "star", NULL), TRUE;
    case GDK_KEY_u:
      return g_action_group_activate_action (G_ACTION_GROUP (self), "mark-unread", NULL), TRUE;
    case GDK_KEY_exclam:
      return g_action_group_activate_action (G_ACTION_GROUP (self), "spam", NULL), TRUE;
    case GDK_KEY_m:
      return alp_conversation_pane_open_move_menu (self->conversation_pane), TRUE;
    case GDK_KEY_j:
      return alp_list_pane_step (self->list_pane, 1, FALSE), TRUE;
    case GDK_KEY_k:
      return alp_list_pane_step (self->list_pane, -1, FALSE), TRUE;
    case GDK_KEY_n:
      return alp_list_pane_step (self->list_pane, 1, TRUE), TRUE;
    case GDK_KEY_p:
      return alp_list_pane_step (self->list_pane, -1, TRUE), TRUE;
    case GDK_KEY_slash:
      return g_action_group_activate_action (G_ACTION_GROUP (self), "search", NULL), TRUE;
    case GDK_KEY_Delete:
    case GDK_KEY_KP_Delete:
      return g_action_group_activate_action (G_ACTION_GROUP (self), "trash", NULL), TRUE;
    default:
      return FALSE;
    }
}

static gboolean
on_key (AlpWindow *self, guint key, guint code, GdkModifierType state)
{
  GdkModifierType mods = state & gtk_accelerator_get_default_mod_mask () & ~GDK_SHIFT_MASK;

  if (key == GDK_KEY_Escape && mods == 0)
    {
      if (alp_list_pane_close_search (self->list_pane))
        return GDK_EVENT_STOP;
      if (adw_navigation_split_view_get_collapsed (self->inner)
          && adw_navigation_split_view_get_show_content (self->inner))
        {
          adw_navigation_split_view_set_show_content (self->inner, FALSE);
          return GDK_EVENT_STOP;
        }
      return GDK_EVENT_PROPAGATE;
    }
  if (key == GDK_KEY_z && mods == GDK_CONTROL_MASK && !is_typing (self))
    {
      g_action_group_activate_action (G_ACTION_GROUP (self), "undo", NULL);
      return GDK_EVENT_STOP;
    }
  if (mods != 0 || !letters_allowed (self))
    return GDK_EVENT_PROPAGATE;
  return act_on_letter (self, key) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
}

/* ---- set-up ---- */

static void
update_page (AlpWindow *self)
{
  guint n = g_list_model_get_n_items (alp_engine_get_accounts (self->engine));

  gtk_stack_set_visible_child_name (self->pages, n > 0 ? "mail" : "welcome");
  if (n > 0 && !alp_list_pane_has_list_focus (self->list_pane))
    alp_list_pane_focus_list (self->list_pane);
}

/**
 * alp_window_set_engine:
 * @engine: (nullable): the opened mail, or %NULL with @error
 *
 * Ends the loading page.
 */
void
alp_window_set_engine (AlpWindow *self, AlpEngine *engine, const GError *error)
{
  g_return_if_fail (ALP_IS_WINDOW (self));

  if (engine == NULL)
    {
      adw_status_page_set_description (self->failure,
                                       error != NULL ? error->message : _ ("The reason is not known."));
      gtk_stack_set_visible_child_name (self->pages, "failed");
      return;
    }
  g_set_object (&self->engine, engine);
  g_signal_connect_object (engine, "outbox-changed", G_CALLBACK (on_outbox_changed), self, G_CONNECT_SWAPPED);
  on_outbox_changed (self);
  alp_folder_pane_set_accounts (self->folder_pane, alp_engine_get_accounts (engine));
  g_signal_connect_object (alp_engine_get_accounts (engine), "items-changed", G_CALLBACK (update_page), self,
                           G_CONNECT_SWAPPED);
  update_page (self);
}

static void
on_density (AlpWindow *self)
{
  alp_list_pane_set_large (self->list_pane, g_settings_get_enum (self->settings, "list-density") == 1);
}

static gboolean
on_close_request (AlpWindow *self)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
  g_settings_set_int (self->settings, "window-width", CLAMP (width, 360, 10000));
  g_settings_set_int (self->settings, "window-height", CLAMP (height, 294, 10000));
  return FALSE;
}

/**
 * alp_window_new:
 *
 * Returns: (transfer floating): the window on its loading page, as big as it was left
 */
GtkWidget *
alp_window_new (GtkApplication *application, GSettings *settings)
{
  AlpWindow *self = g_object_new (ALP_TYPE_WINDOW, "application", application, NULL);

  self->settings = g_object_ref (settings);
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  g_signal_connect_object (settings, "changed::list-density", G_CALLBACK (on_density), self,
                           G_CONNECT_SWAPPED);
  on_density (self);
  return GTK_WIDGET (self);
}

static void
alp_window_dispose (GObject *object)
{
  AlpWindow *self = ALP_WINDOW (object);

  g_clear_handle_id (&self->read_id, g_source_remove);
  if (self->folder != NULL)
    g_signal_handlers_disconnect_by_func (self->folder, update_list_title, self);
  follow_account (self, NULL);
  g_clear_object (&self->folder);
  g_clear_object (&self->message);
  g_clear_object (&self->toast);
  g_clear_object (&self->engine);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (alp_window_parent_class)->dispose (object);
}

static void
alp_window_class_init (AlpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AlpWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, AlpWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, AlpWindow, failure);
  gtk_widget_class_bind_template_child (widget_class, AlpWindow, outer);
  gtk_widget_class_bind_template_child (widget_class, AlpWindow, inner);
  gtk_widget_class_bind_template_child (widget_class, AlpWindow, folder_pane);
  gtk_widget_class_bind_template_child (widget_class, AlpWindow, list_pane);
  gtk_widget_class_bind_template_child (widget_class, AlpWindow, conversation_pane);
  gtk_widget_class_bind_template_child (widget_class, AlpWindow, list_page);
}

static void
connect_panes (AlpWindow *self)
{
  g_signal_connect_object (self->folder_pane, "folder-changed", G_CALLBACK (on_folder_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->folder_pane, "folder-activated", G_CALLBACK (on_folder_activated), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list_pane, "message-selected", G_CALLBACK (on_message_selected), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list_pane, "message-activated", G_CALLBACK (on_message_activated), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list_pane, "star-toggled", G_CALLBACK (on_star_toggled), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list_pane, "search-changed", G_CALLBACK (on_search_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->conversation_pane, "link-activated", G_CALLBACK (on_link_activated), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inner, "notify::show-content", G_CALLBACK (on_show_content), self,
                           G_CONNECT_SWAPPED);
  g_object_bind_property (self->outer, "show-sidebar", alp_list_pane_get_sidebar_button (self->list_pane),
                          "active", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

static void
alp_window_init (AlpWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "archive", .activate = act_archive },
    { .name = "trash", .activate = act_trash },
    { .name = "spam", .activate = act_spam },
    { .name = "star", .activate = act_star },
    { .name = "mark-unread", .activate = act_mark_unread },
    { .name = "move", .activate = act_move, .parameter_type = "x" },
    { .name = "undo", .activate = act_undo },
    { .name = "sync", .activate = act_sync },
    { .name = "reply", .activate = act_reply },
    { .name = "reply-all", .activate = act_reply_all },
    { .name = "forward", .activate = act_forward },
    { .name = "search", .activate = act_search },
    { .name = "account", .activate = act_account, .parameter_type = "i" },
    { .name = "next-pane", .activate = act_next_pane },
  };
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  connect_panes (self);
  update_action_state (self);
  g_signal_connect_object (self, "close-request", G_CALLBACK (on_close_request), self, G_CONNECT_DEFAULT);
}
