/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-window-list.c: what the list shows: a folder, all inboxes, filters, search; the banner of its account.
 *
 * Main thread.  Follows the folder pane and the chips, and gives the list pane its model and its words. */
#include "alp-window-private.h"

#include "alp-address-switcher.h"
#include "alp-format.h"

#include <glib/gi18n.h>

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

void
alp_window_update_list_title (AlpWindow *self)
{
  guint unread, total;
  g_autofree char *number = NULL, *subtitle = NULL;
  const char *name;

  if (self->searching || alp_folder_pane_get_search (self->folder_pane) != NULL)
    return;
  unread = self->folder != NULL ? alp_folder_get_unread (self->folder)
                                : alp_folder_pane_get_unified_unread (self->folder_pane);
  total = self->folder != NULL ? alp_folder_get_total (self->folder) : 0;
  name = self->folder != NULL
             ? alp_folder_get_name (self->folder)
             : alp_address_switcher_unified_title (alp_folder_pane_get_unified_role (self->folder_pane));
  number = alp_format_count (unread > 0 ? unread : total);
  if (unread > 0)
    subtitle = g_strdup_printf (ngettext ("%s unread", "%s unread", unread), number);
  else if (total > 0)
    subtitle = g_strdup_printf (ngettext ("%s message", "%s messages", total), number);
  alp_list_pane_set_title (self->list_pane, name, subtitle);
  adw_navigation_page_set_title (self->list_page, name);
}

/* ---- the account's state ---- */

static void
show_quota (AlpWindow *self)
{
  double percent = alp_folder_pane_get_quota_percent (self->folder_pane);

  if (percent >= 85)
    alp_list_pane_set_banner (self->list_pane,
                              percent >= 100 ? _ ("Your storage is full. New mail may be refused.")
                                             : _ ("Your storage is nearly full."),
                              NULL, NULL);
}

void
alp_window_update_account_state (AlpWindow *self)
{
  AlpAccountState state;

  if (!alp_window_show_trouble (self))
    alp_list_pane_set_banner (self->list_pane, NULL, NULL, NULL);
  if (self->account == NULL)
    return;
  state = alp_account_get_state (self->account);
  if (state == ALP_ACCOUNT_STATE_OFFLINE)
    alp_list_pane_set_banner (self->list_pane, _ ("Offline. Changes are sent later."), NULL, NULL);
  alp_list_pane_set_busy (self->list_pane,
                          state == ALP_ACCOUNT_STATE_CONNECTING || state == ALP_ACCOUNT_STATE_SYNCING);
  if (state != ALP_ACCOUNT_STATE_OFFLINE && state != ALP_ACCOUNT_STATE_NEEDS_ATTENTION)
    show_quota (self);
}

static void
follow_account (AlpWindow *self, AlpAccount *account)
{
  if (self->account == account)
    return;
  if (self->account != NULL)
    g_signal_handlers_disconnect_by_func (self->account, alp_window_update_account_state, self);
  g_set_object (&self->account, account);
  if (account != NULL)
    g_signal_connect_swapped (account, "notify", G_CALLBACK (alp_window_update_account_state), self);
}

/* ---- folders and filters ---- */

/* What the chips leave of all inboxes: a search, because no folder holds them all. */
static AlpMessageList *
list_unified_filtered (AlpWindow *self, AlpFilter filter)
{
  AlpFolderRole role = alp_folder_pane_get_unified_role (self->folder_pane);
  g_autofree char *text = g_strdup_printf ("in:%s%s%s%s%s", alp_folder_role_get_name (role),
                                           (filter & ALP_FILTER_UNREAD) != 0 ? " is:unread" : "",
                                           (filter & ALP_FILTER_STARRED) != 0 ? " is:starred" : "",
                                           (filter & ALP_FILTER_ATTACHMENT) != 0 ? " has:attachment" : "",
                                           (filter & ALP_FILTER_CONTACT) != 0 ? " is:contact" : "");

  return alp_search_list (self->engine, ALP_SCOPE_EVERYWHERE, NULL, NULL, text);
}

/**
 * alp_window_show_folder:
 *
 * Shows the chosen folder, or all inboxes, as the chips and the settings want it.
 */
void
alp_window_show_folder (AlpWindow *self)
{
  g_autoptr (AlpMessageList) list = NULL;
  AlpFilter filter = alp_list_pane_get_filter (self->list_pane);
  gboolean unified = self->folder == NULL && alp_folder_pane_get_unified (self->folder_pane);
  AlpSavedSearch *search = alp_folder_pane_get_search (self->folder_pane);

  if (self->engine != NULL && search != NULL)
    {
      alp_window_show_saved_search (self, search);
      return;
    }
  if (self->engine == NULL || (self->folder == NULL && !unified))
    {
      alp_list_pane_set_list (self->list_pane, NULL, ALP_LIST_KIND_FOLDER);
      return;
    }
  self->searching = FALSE;
  if (unified && filter != 0)
    list = list_unified_filtered (self, filter);
  else if (unified)
    list = alp_engine_list_role (self->engine, alp_folder_pane_get_unified_role (self->folder_pane),
                                 alp_profile_get_id (alp_folder_pane_get_profile (self->folder_pane)));
  else
    list = alp_engine_list_filtered (self->engine, self->folder, filter,
                                     g_settings_get_enum (self->settings, "list-order") == 1,
                                     g_settings_get_boolean (self->settings, "list-conversations"));
  alp_list_pane_set_list (self->list_pane, list,
                          filter != 0 ? ALP_LIST_KIND_FILTERED
                          : unified   ? ALP_LIST_KIND_INBOX
                                      : kind_of (self->folder));
  alp_window_update_list_title (self);
}

static void
on_folder_changed (AlpWindow *self)
{
  if (self->folder != NULL)
    g_signal_handlers_disconnect_by_func (self->folder, alp_window_update_list_title, self);
  g_set_object (&self->folder, alp_folder_pane_get_folder (self->folder_pane));
  if (self->folder != NULL)
    g_signal_connect_swapped (self->folder, "notify", G_CALLBACK (alp_window_update_list_title), self);
  follow_account (self, alp_folder_pane_get_account (self->folder_pane));
  alp_window_forget_place (self);
  alp_list_pane_set_search_place (self->list_pane, self->engine, self->folder != NULL ? self->account : NULL,
                                  self->folder);
  alp_list_pane_clear_filter (self->list_pane);
  alp_window_show_folder (self);
  alp_window_update_account_state (self);
  alp_window_update_action_state (self);
}

static void
on_folder_activated (AlpWindow *self)
{
  if (adw_overlay_split_view_get_collapsed (self->outer))
    adw_overlay_split_view_set_show_sidebar (self->outer, FALSE);
  adw_navigation_split_view_set_show_content (self->inner, FALSE);
}

static void
on_list_setting (AlpWindow *self)
{
  if (!self->searching)
    alp_window_show_folder (self);
}

/* ---- widths ---- */

/* At the width of a phone a folder pane over the list, and a list whose header keeps only what it must. */
void
alp_window_compact_changed (AlpWindow *self)
{
  gboolean narrow = adw_navigation_split_view_get_collapsed (self->inner);

  alp_list_pane_set_narrow (self->list_pane, narrow);
  alp_conversation_pane_set_narrow (self->conversation_pane, narrow);
  alp_window_place_account_button (self, narrow);
}

static void
on_show_content (AlpWindow *self)
{
  if (adw_navigation_split_view_get_collapsed (self->inner)
      && !adw_navigation_split_view_get_show_content (self->inner)
      && alp_list_pane_get_n_selected (self->list_pane) == 1)
    alp_list_pane_unselect (self->list_pane);
}

/* Call once settings are there. */
void
alp_window_connect_list (AlpWindow *self)
{
  g_signal_connect_object (self->folder_pane, "folder-changed", G_CALLBACK (on_folder_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->folder_pane, "folder-activated", G_CALLBACK (on_folder_activated), self,
                           G_CONNECT_SWAPPED);
  alp_window_connect_search (self);
  g_signal_connect_object (self->folder_pane, "quota-changed", G_CALLBACK (alp_window_update_account_state),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list_pane, "filter-changed", G_CALLBACK (alp_window_show_folder), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::list-order", G_CALLBACK (on_list_setting), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::list-conversations", G_CALLBACK (on_list_setting), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inner, "notify::collapsed", G_CALLBACK (alp_window_compact_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inner, "notify::show-content", G_CALLBACK (on_show_content), self,
                           G_CONNECT_SWAPPED);
  alp_list_pane_bind_settings (self->list_pane, self->settings);
  alp_window_compact_changed (self);
}

void
alp_window_disconnect_list (AlpWindow *self)
{
  if (self->folder != NULL)
    g_signal_handlers_disconnect_by_func (self->folder, alp_window_update_list_title, self);
  follow_account (self, NULL);
  g_clear_object (&self->folder);
  g_clear_pointer (&self->place, alp_list_place_free);
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_handle_id (&self->server_id, g_source_remove);
}
