/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-append.c: a message put into a folder of the server, once, and found again
 *
 * APPEND has no key against doing it twice. So the Message-ID is fixed before the first attempt, and after a cut the folder is
 * searched for it before anything is sent again. Runs on a thread with an IMAP session. */

#include "sync-append.h"

#include "mime-headers.h"
#include "sync-error.h"
#include "sync-folders.h"
#include "sync-journal-private.h"
#include "sync-message.h"

#include <string.h>

#define LOOK_BACK 500          /* messages whose headers are read where SEARCH does not work */
#define SETTLE_US (700 * 1000) /* a server may still be storing what a cut connection brought */

typedef struct
{
  const char *message_id;
  BaseIdset *found;
} Match;

static gboolean
on_header (ImapFetch *fetch, gpointer data)
{
  Match *match = data;
  g_autoptr (MimeHeaders) headers = fetch->header != NULL ? mime_headers_parse (fetch->header) : NULL;

  if (headers != NULL && g_strcmp0 (headers->message_id, match->message_id) == 0)
    base_idset_add (match->found, fetch->uid);
  return TRUE;
}

/* Where SEARCH HEADER is refused (hostile-servers 2.5): the headers of the newest messages. */
static gboolean
find_by_reading (ImapSession *imap, Match *match, GCancellable *cancellable, GError **error)
{
  g_autoptr (BaseIdset) all = NULL;
  g_autoptr (BaseIdset) newest = NULL;

  if (!imap_session_search (imap, "ALL", &all, cancellable, error))
    return FALSE;
  newest = base_idset_take_highest (all, LOOK_BACK);
  return base_idset_is_empty (newest)
         || imap_session_fetch (imap, newest, IMAP_FETCH_HEADERS, 0, FALSE, on_header, match, cancellable,
                                error);
}

/**
 * sync_append_find:
 * @message_id: without <>, not ""
 * @since: only UIDs from here on; 0: all
 * @found: (out) (transfer full): never %NULL after a success
 *
 * Looks for a Message-ID in the selected folder. Blocks.
 */
gboolean
sync_append_find (ImapSession *imap, const char *message_id, guint32 since, BaseIdset **found,
                  GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (BaseIdset) uids = NULL;

  if (!imap_session_search_header (imap, "Message-ID", message_id, &uids, cancellable, &local_error))
    {
      Match match = { message_id, base_idset_new () };

      if (!g_error_matches (local_error, IMAP_ERROR, IMAP_ERROR_NO)
          && !g_error_matches (local_error, IMAP_ERROR, IMAP_ERROR_BAD)
          && !g_error_matches (local_error, IMAP_ERROR, IMAP_ERROR_UNAVAILABLE))
        {
          base_idset_free (match.found);
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      uids = match.found;
      if (!find_by_reading (imap, &match, cancellable, error))
        return FALSE;
    }
  if (since > 1)
    base_idset_remove_range (uids, 1, (guint64) since - 1);
  *found = g_steal_pointer (&uids);
  return TRUE;
}

static gboolean
find_one (SyncSession *session, const char *path, const char *message_id, ImapAppended *appended,
          GCancellable *cancellable, GError **error)
{
  ImapSession *imap = sync_session_get_imap (session);
  g_auto (ImapSelected) selected = { 0 };
  g_autoptr (BaseIdset) found = NULL;

  sync_session_set_folder (session, 0);
  *appended = (ImapAppended) { 0 };
  if (!imap_session_select (imap, path, TRUE, NULL, &selected, cancellable, error)
      || !sync_append_find (imap, message_id, 0, &found, cancellable, error))
    return FALSE;
  if (!base_idset_is_empty (found))
    {
      appended->uidvalidity = selected.uidvalidity;
      appended->uid = (guint32) base_idset_min (found);
    }
  return TRUE;
}

/**
 * sync_append_once:
 * @look_first: an attempt may have been cut: search before sending
 * @appended: (out): where it is; uid 0: the server took it and it cannot be found
 *
 * Puts @message into the folder @path unless it is there. A folder that does not exist is made once. Blocks. IMAP_ERROR_UNKNOWN: the
 * connection was lost; call again with @look_first.
 */
gboolean
sync_append_once (SyncSession *session, const char *path, guint flags, const char *message_id,
                  GBytes *message, gboolean look_first, ImapAppended *appended, GCancellable *cancellable,
                  GError **error)
{
  ImapSession *imap = sync_session_get_imap (session);
  g_autoptr (GError) local_error = NULL;

  if (look_first)
    for (guint i = 0; i < 2; i++)
      {
        g_autoptr (GError) find_error = NULL;

        if (i > 0)
          g_usleep (SETTLE_US);
        if (!find_one (session, path, message_id, appended, cancellable, &find_error)
            && !g_error_matches (find_error, IMAP_ERROR, IMAP_ERROR_NOT_FOUND))
          {
            g_propagate_error (error, g_steal_pointer (&find_error));
            return FALSE;
          }
        if (appended->uid != 0)
          return TRUE;
      }
  if (!imap_session_append (imap, path, flags, 0, message, appended, cancellable, &local_error))
    {
      if (!g_error_matches (local_error, IMAP_ERROR, IMAP_ERROR_TRY_CREATE))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (!imap_session_create (imap, path, IMAP_ROLE_NONE, cancellable, error)
          || !imap_session_append (imap, path, flags, 0, message, appended, cancellable, error))
        return FALSE;
    }
  return appended->uid != 0 || find_one (session, path, message_id, appended, cancellable, error);
}

gboolean
sync_replay_append (SyncReplay *self, GError **error)
{
  const StoreJournalEntry *entry = self->entry;
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) payload = store_journal_get_payload (self->store, entry->id, &local_error);
  ImapAppended appended;
  const char *keywords[4];

  if (payload == NULL && local_error == NULL)
    g_set_error_literal (&local_error, SYNC_ERROR, SYNC_ERROR_REFUSED, "the message is not here any more");
  if (payload == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  return sync_append_once (self->session, entry->wire_path, sync_flags_to_imap (entry->add_flags, keywords),
                           entry->rfc_message_id, payload, self->was_running, &appended, self->cancellable,
                           error)
         && sync_replay_finish (self, NULL, error);
}
