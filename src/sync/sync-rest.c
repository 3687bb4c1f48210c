/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-rest.c: between two rounds: waiting for news, and taking them over
 *
 * The inbox stays selected. Where the server offers NOTIFY it tells of every folder on this one connection; else IDLE tells of
 * the inbox, connections of their own watch a few more (sync_rest_watch ()), and the rest waits for the next round. What a server
 * says only means "look": the look is the usual one. */

#include "sync-rest.h"

#include "base-clock.h"
#include "sync-body.h"
#include "sync-folder.h"
#include "sync-folders.h"
#include "sync-round.h"

#define IDLE_US (9 * 60 * G_USEC_PER_SEC) /* sooner than NAT tables forget (I-21) */

static gboolean
look (SyncSession *session, gint64 folder_id, const SyncRestOptions *options, gboolean only_new,
      GCancellable *cancellable, GError **error)
{
  SyncFolderOptions folder_options = { .interrupt = options->wake,
                                       .progress = options->progress,
                                       .progress_data = options->progress_data,
                                       .only_new = only_new };
  SyncReport report = { 0 };
  g_autoptr (GError) local = NULL;

  if (sync_folder_run (session, folder_id, &folder_options, &report, cancellable, &local))
    return TRUE;
  if (sync_round_ends (session, local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_info ("folder %" G_GINT64_FORMAT ": %s", folder_id, local->message);
  return TRUE;
}

/* Which of the folders the server spoke of differ from what is here. */
static void
judge_statuses (SyncSession *session)
{
  SyncSetup *setup = sync_session_get_setup (session);
  g_autoptr (GPtrArray) statuses = sync_session_take_statuses (session);

  for (guint i = 0; i < statuses->len; i++)
    {
      const ImapStatus *status = statuses->pdata[i];
      SyncFolderEntry entry = { 0 };

      entry.folder = store_folder_get_by_path (setup->store, setup->account_id, status->name, NULL);
      if (entry.folder == NULL)
        continue;
      sync_folders_judge (session, &entry, status);
      if (entry.folder->selectable && entry.numbers != SYNC_NUMBERS_SAME
          && entry.numbers != SYNC_NUMBERS_LIKELY)
        sync_notes_add_changed (setup->notes, entry.folder->id);
      store_folder_free (entry.folder);
    }
}

static gboolean
look_at_changed (SyncSession *session, const SyncRestOptions *options, GCancellable *cancellable,
                 GError **error)
{
  SyncNotes *notes = sync_session_get_setup (session)->notes;
  gint64 folder_id;

  judge_statuses (session);
  while (sync_notes_take_changed (notes, &folder_id))
    {
      if (!look (session, folder_id, options, FALSE, cancellable, error))
        return FALSE;
      if (base_wake_is_set (options->wake))
        break;
    }
  return TRUE;
}

/**
 * sync_rest_run:
 * @round_wanted: (out): the folder list changed, or the server lost track: a whole round is due
 *
 * Takes over what is known to have changed, then waits until the server says something, the wake is set or the time has come.
 * Returns after each news; call it again. Blocks. Returns: %FALSE when the connection or the store failed.
 */
gboolean
sync_rest_run (SyncSession *session, const SyncRestOptions *options, gboolean *round_wanted,
               GCancellable *cancellable, GError **error)
{
  SyncSetup *setup = sync_session_get_setup (session);
  g_autoptr (StoreFolder) inbox
      = store_folder_get_by_role (setup->store, setup->account_id, STORE_ROLE_INBOX, error);
  gint64 until = MIN (options->until_us, base_clock_monotonic_us () + IDLE_US);
  guint news;

  *round_wanted = FALSE;
  if (inbox == NULL || !look_at_changed (session, options, cancellable, error))
    return FALSE;
  news = sync_session_take_news (session);
  if (sync_session_get_folder (session) != inbox->id || inbox->low_uid != SYNC_COMPLETE
      || news != SYNC_NEWS_NONE)
    return look (session, inbox->id, options, news == SYNC_NEWS_EXISTS, cancellable, error);
  if (!sync_session_notify (session, cancellable, error))
    return FALSE;
  judge_statuses (session);
  if (sync_session_take_list_news (session))
    {
      *round_wanted = TRUE;
      return TRUE;
    }
  if (base_wake_is_set (options->wake))
    return TRUE;
  return imap_session_idle (sync_session_get_imap (session), until, options->wake, cancellable, error)
         != IMAP_IDLE_FAILED;
}

/**
 * sync_rest_watch:
 * @news: (out): the folder changed
 *
 * Watches one folder by IDLE until it changes, @wake is set or some minutes have passed; takes nothing over. Blocks.
 */
gboolean
sync_rest_watch (SyncSession *session, gint64 folder_id, BaseWake *wake, gboolean *news,
                 GCancellable *cancellable, GError **error)
{
  SyncSetup *setup = sync_session_get_setup (session);
  g_autoptr (StoreFolder) folder = store_folder_get (setup->store, folder_id, error);
  g_autoptr (GError) local = NULL;
  ImapIdleEnd end;

  *news = FALSE;
  if (folder == NULL)
    return FALSE;
  if (sync_session_get_folder (session) != folder_id)
    {
      *news = TRUE; /* whatever happened before */
      if (!sync_body_select (session, folder, cancellable, &local) && local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      return TRUE;
    }
  end = imap_session_idle (sync_session_get_imap (session), base_clock_monotonic_us () + IDLE_US, wake,
                           cancellable, error);
  *news = sync_session_take_news (session) != SYNC_NEWS_NONE;
  return end != IMAP_IDLE_FAILED;
}
