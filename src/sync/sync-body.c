/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-body.c: whole messages, on demand in chunks and ahead of demand many at once
 *
 * A body is kept only when it is known to be whole: as long as announced, or ended by the server itself (a chunk past
 * the end comes back empty). A short answer that nothing confirms is an error and is fetched again another time
 * (data-safety P7, D-11). */

#include "sync-body.h"

#include <string.h>

#include "base-clock.h"
#include "mime-message.h"
#include "net-stream.h"
#include "sync-error.h"
#include "sync-plan.h"

#define SKIP_US (10 * 60 * G_USEC_PER_SEC)
#define RECENT_S (30 * 24 * 3600)
#define RECENT_MAX_SIZE ((guint64) 1024 * 1024)
#define BODY_MAX ((guint64) 1024 * 1024 * 1024)
#define FETCH_AT_ONCE ((guint64) 256 * 1024) /* up to this size a body is one command */
#define PIPELINED_MAX ((guint64) 1024 * 1024)

/**
 * sync_body_index:
 *
 * What MIME finds in a body goes to the store: preview, text for the search, attachment names. A body that cannot be
 * understood is kept all the same.
 */
void
sync_body_index (Store *store, gint64 message_id, GBytes *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MimeMessage) message = mime_message_parse (body, &error);
  g_autofree char *text = NULL;
  g_autofree char *preview = NULL;
  g_autoptr (GString) names = g_string_new (NULL);

  if (message == NULL)
    {
      g_info ("message %" G_GINT64_FORMAT " is not indexed: %s", message_id, error->message);
      return;
    }
  text = mime_message_dup_text (message);
  preview = mime_message_dup_preview (message);
  for (guint i = 0; i < message->leaves->len; i++)
    {
      const MimePart *part = message->leaves->pdata[i];

      if (*part->name != '\0')
        g_string_append_printf (names, "%s%s", names->len > 0 ? "\n" : "", part->name);
    }
  if (!store_body_set_text (store, message_id, preview, text, names->str,
                            mime_message_has_attachment (message), &error))
    g_info ("message %" G_GINT64_FORMAT " is not indexed: %s", message_id, error->message);
}

/* Selects the folder of a placement when it is not. FALSE without @error: the UIDs are of another validity. */
static gboolean
select_for_reading (SyncSession *session, const StoreFolder *folder, GCancellable *cancellable,
                    GError **error)
{
  g_auto (ImapSelected) selected = { 0 };

  if (sync_session_get_folder (session) == folder->id)
    return TRUE;
  sync_session_set_folder (session, 0);
  if (!imap_session_select (sync_session_get_imap (session), folder->path, TRUE, NULL, &selected, cancellable,
                            error))
    return FALSE;
  if (selected.uidvalidity != folder->uidvalidity)
    return FALSE;
  sync_session_set_folder (session, folder->id);
  return TRUE;
}

/* Reads the message at @uid to its end. */
static GBytes *
fetch_chunks (SyncSession *session, guint32 uid, guint64 announced, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  guint64 limit = MIN (BODY_MAX, announced + announced / 10 + 1024 * 1024);
  guint64 last_bytes = 0;
  gint64 last_us = 0;
  gboolean ended = FALSE;

  while (!ended && (all->len == 0 || all->len != announced))
    {
      g_autoptr (GBytes) bytes = NULL;
      guint64 length
          = all->len == 0 && announced <= FETCH_AT_ONCE ? 0 : sync_plan_chunk (last_bytes, last_us);
      gint64 began = base_clock_monotonic_us ();
      gsize size;
      const guint8 *data;

      if (!imap_session_fetch_section (sync_session_get_imap (session), uid, "", all->len, length, &bytes,
                                       cancellable, error))
        return NULL;
      data = g_bytes_get_data (bytes, &size);
      ended = size == 0;
      if (all->len + size > limit)
        {
          g_set_error (error, SYNC_ERROR, SYNC_ERROR_INCOMPLETE, "the message is much longer than announced");
          return NULL;
        }
      g_byte_array_append (all, data, (guint) size);
      last_bytes = size;
      last_us = base_clock_monotonic_us () - began;
    }
  if (!sync_plan_body_complete (announced, all->len, ended))
    {
      g_set_error (error, SYNC_ERROR, SYNC_ERROR_INCOMPLETE,
                   "the server gave %u of %" G_GUINT64_FORMAT " bytes", all->len, announced);
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&all));
}

/* Tries one placement. NULL without @error: it is not there. */
static GBytes *
fetch_placement (SyncSession *session, const StorePlacement *placement, guint64 announced,
                 GCancellable *cancellable, GError **error)
{
  Store *store = sync_session_get_setup (session)->store;
  g_autoptr (StoreFolder) folder = store_folder_get (store, placement->folder_id, NULL);
  g_autoptr (GError) local_error = NULL;
  GBytes *body = NULL;

  if (folder == NULL || placement->uid == 0)
    return NULL;
  if (select_for_reading (session, folder, cancellable, &local_error))
    body = fetch_chunks (session, placement->uid, announced, cancellable, &local_error);
  if (body != NULL || local_error == NULL
      || g_error_matches (local_error, IMAP_ERROR, IMAP_ERROR_NOT_RECEIVED)
      || g_error_matches (local_error, IMAP_ERROR, IMAP_ERROR_NOT_FOUND))
    return body;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

/**
 * sync_body_fetch:
 * @bytes: (out) (optional): size of the body
 *
 * Returns: (transfer full): the body from the store, or from the server (then it is in the store afterwards). %NULL
 * with SYNC_ERROR_NO_MESSAGE when no folder has it any more. Blocks.
 */
GBytes *
sync_body_fetch (SyncSession *session, gint64 message_id, guint64 *bytes, GCancellable *cancellable,
                 GError **error)
{
  Store *store = sync_session_get_setup (session)->store;
  GBytes *body = store_body_get (store, message_id, NULL);
  g_autoptr (StoreMessage) message = NULL;
  g_autoptr (GPtrArray) placements = NULL;
  g_autoptr (GError) local_error = NULL;

  if (body != NULL)
    return body;
  message = store_message_get (store, message_id, error);
  if (message == NULL)
    return NULL;
  placements = store_placements_list (store, message_id, error);
  if (placements == NULL)
    return NULL;
  for (guint i = 0; body == NULL && local_error == NULL && i < placements->len; i++)
    body = fetch_placement (session, placements->pdata[i], message->size, cancellable, &local_error);
  if (body == NULL)
    {
      if (local_error == NULL)
        g_set_error (&local_error, SYNC_ERROR, SYNC_ERROR_NO_MESSAGE, "the server no longer has the message");
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (bytes != NULL)
    *bytes = g_bytes_get_size (body);
  /* Shown even when it cannot be kept (disk full). */
  if (store_body_add (store, message_id, body, &local_error))
    sync_body_index (store, message_id, body);
  else
    g_message ("body of message %" G_GINT64_FORMAT " is not kept: %s", message_id, local_error->message);
  return body;
}

/* Ahead of demand */

typedef struct
{
  Store *store;
  SyncSession *session;
  gint64 folder_id;
  SyncReport *report;
  BaseIdset *asked;
  GArray *doubtful; /* guint32: not as long as announced; read again in chunks */
  GError *error;
} Prefetch;

static gboolean
on_body (ImapFetch *fetch, gpointer data)
{
  Prefetch *prefetch = data;
  gint64 message_id;
  g_autoptr (StoreMessage) message = NULL;

  if (fetch->section_bytes == NULL || !base_idset_contains (prefetch->asked, fetch->uid))
    return TRUE;
  message_id = store_placement_find (prefetch->store, prefetch->folder_id, fetch->uid);
  message = message_id == 0 ? NULL : store_message_get (prefetch->store, message_id, NULL);
  if (message == NULL)
    return TRUE;
  if (!sync_plan_body_complete (message->size, g_bytes_get_size (fetch->section_bytes), FALSE))
    {
      g_array_append_val (prefetch->doubtful, fetch->uid);
      return TRUE;
    }
  if (!store_body_add (prefetch->store, message_id, fetch->section_bytes, &prefetch->error))
    return FALSE;
  sync_body_index (prefetch->store, message_id, fetch->section_bytes);
  if (prefetch->report != NULL)
    prefetch->report->bodies++;
  return TRUE;
}

/* Splits @uids: small ones for the pipeline, the rest for chunks. */
static void
split_by_size (Prefetch *prefetch, GArray *uids, GArray *big)
{
  for (guint i = 0; i < uids->len; i++)
    {
      guint32 uid = g_array_index (uids, guint32, i);
      g_autoptr (StoreMessage) message = store_message_get (
          prefetch->store, store_placement_find (prefetch->store, prefetch->folder_id, uid), NULL);

      if (message != NULL && message->size > PIPELINED_MAX)
        g_array_append_val (big, uid);
      else
        base_idset_add (prefetch->asked, uid);
    }
}

static gboolean
fetch_one_by_one (Prefetch *prefetch, GArray *uids, BaseWake *interrupt, GCancellable *cancellable,
                  GError **error)
{
  for (guint i = 0; i < uids->len; i++)
    {
      gint64 id
          = store_placement_find (prefetch->store, prefetch->folder_id, g_array_index (uids, guint32, i));
      g_autoptr (GError) local_error = NULL;
      g_autoptr (GBytes) body = NULL;

      if (id == 0 || (interrupt != NULL && base_wake_is_set (interrupt)))
        continue;
      body = sync_body_fetch (prefetch->session, id, NULL, cancellable, &local_error);
      if (body != NULL && prefetch->report != NULL)
        prefetch->report->bodies++;
      if (body == NULL && local_error->domain != SYNC_ERROR)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (body == NULL)
        sync_notes_skip_body (sync_session_get_setup (prefetch->session)->notes, id, SKIP_US);
    }
  return TRUE;
}

static gboolean
prefetch_uids (Prefetch *prefetch, GArray *uids, BaseWake *interrupt, GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GArray) big = g_array_new (FALSE, FALSE, sizeof (guint32));

  split_by_size (prefetch, uids, big);
  if (!base_idset_is_empty (prefetch->asked)
      && !imap_session_fetch_bodies (sync_session_get_imap (prefetch->session), prefetch->asked, on_body,
                                     prefetch, cancellable, error))
    return FALSE;
  if (prefetch->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&prefetch->error));
      return FALSE;
    }
  return fetch_one_by_one (prefetch, prefetch->doubtful, interrupt, cancellable, error)
         && fetch_one_by_one (prefetch, big, interrupt, cancellable, error);
}

/* Those of @uids that were not given up on this connection. */
static void
drop_skipped (SyncSession *session, Store *store, gint64 folder_id, GArray *uids)
{
  guint n = 0;

  for (guint i = 0; i < uids->len; i++)
    {
      guint32 uid = g_array_index (uids, guint32, i);

      if (!sync_notes_skips_body (sync_session_get_setup (session)->notes,
                                  store_placement_find (store, folder_id, uid)))
        g_array_index (uids, guint32, n++) = uid;
    }
  g_array_set_size (uids, n);
}

/**
 * sync_body_prefetch:
 * @limit: at most so many bodies
 * @interrupt: (nullable): ends early
 * @more: (out): whether there may be others
 * @report: (nullable): counts are added to it
 *
 * Fetches bodies of a folder that are not here, newest first. Blocks.
 */
gboolean
sync_body_prefetch (SyncSession *session, gint64 folder_id, SyncBodies bodies, guint limit,
                    BaseWake *interrupt, gboolean *more, SyncReport *report, GCancellable *cancellable,
                    GError **error)
{
  Store *store = sync_session_get_setup (session)->store;
  gint64 since = bodies == SYNC_BODIES_RECENT ? base_clock_now_unix () - RECENT_S : 0;
  guint64 max_size = bodies == SYNC_BODIES_RECENT ? RECENT_MAX_SIZE : 0;
  Prefetch prefetch = { store, session, folder_id, report, NULL, NULL, NULL };
  g_autoptr (StoreFolder) folder = NULL;
  g_autoptr (GArray) uids = NULL;
  guint64 before;
  gboolean ok;

  *more = FALSE;
  if (bodies == SYNC_BODIES_NONE || bodies == 0)
    return TRUE;
  uids = store_placements_get_uids_without_body (store, folder_id, since, max_size, 2 * limit, error);
  if (uids == NULL)
    return FALSE;
  drop_skipped (session, store, folder_id, uids);
  if (uids->len > limit)
    g_array_set_size (uids, limit);
  folder = uids->len == 0 ? NULL : store_folder_get (store, folder_id, NULL);
  if (folder == NULL)
    return TRUE;
  before = net_stream_get_bytes_received (imap_session_get_stream (sync_session_get_imap (session)));
  if (!select_for_reading (session, folder, cancellable, error))
    return error == NULL || *error == NULL;
  prefetch.asked = base_idset_new ();
  prefetch.doubtful = g_array_new (FALSE, FALSE, sizeof (guint32));
  ok = prefetch_uids (&prefetch, uids, interrupt, cancellable, error);
  base_idset_free (prefetch.asked);
  g_array_unref (prefetch.doubtful);
  g_clear_error (&prefetch.error);
  if (ok)
    for (guint i = 0; i < uids->len; i++)
      {
        gint64 id = store_placement_find (store, folder_id, g_array_index (uids, guint32, i));

        if (id != 0 && !store_body_has (store, id) && !(interrupt != NULL && base_wake_is_set (interrupt)))
          sync_notes_skip_body (sync_session_get_setup (session)->notes, id, SKIP_US);
      }
  *more = uids->len >= limit;
  if (report != NULL)
    report->bytes
        += net_stream_get_bytes_received (imap_session_get_stream (sync_session_get_imap (session))) - before;
  return ok;
}

/* The same over all folders of the account, inbox first, at most @limit in all. */
gboolean
sync_body_prefetch_any (SyncSession *session, SyncBodies bodies, guint limit, BaseWake *interrupt,
                        gboolean *more, GCancellable *cancellable, GError **error)
{
  SyncSetup *setup = sync_session_get_setup (session);
  g_autoptr (GPtrArray) folders = store_folders_list (setup->store, setup->account_id, error);

  *more = FALSE;
  if (folders == NULL)
    return FALSE;
  for (guint i = 0; i < folders->len && !*more; i++)
    {
      const StoreFolder *folder = folders->pdata[i];

      if (!folder->selectable || folder->total == 0 || folder->role == STORE_ROLE_JUNK)
        continue;
      if (interrupt != NULL && base_wake_is_set (interrupt))
        break;
      if (!sync_body_prefetch (session, folder->id, bodies, limit, interrupt, more, NULL, cancellable, error))
        return FALSE;
    }
  return TRUE;
}
