/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-journal-move.c: MOVE, and COPY where MOVE does not work
 *
 * A message is never deleted from its source unless the server has proven that the target has it: by COPYUID, or by finding it
 * there. Before a copy the target's UIDNEXT is written down, so that after a cut only what came since is looked at: an older copy of
 * the same message proves nothing. Plain EXPUNGE, which would take what others marked, does not occur. */

#include "sync-error.h"
#include "sync-journal-private.h"

#include "mime-headers.h"

#include <string.h>

/* ---- what the target has ---- */

typedef struct
{
  SyncReplay *replay;
  BaseIdset *proven;  /* source UIDs */
  GHashTable *by_id;  /* Message-ID → GQueue of source UIDs, of those not proven */
  GArray *without_id; /* source UIDs of messages that have none */
} Seen;

/* A message without Message-ID is known by its size: among what came since we began to copy, that is enough. */
static gboolean
on_seen (ImapFetch *fetch, gpointer data)
{
  Seen *seen = data;
  g_autoptr (MimeHeaders) headers = fetch->header != NULL ? mime_headers_parse (fetch->header) : NULL;
  const char *id = headers != NULL && headers->message_id != NULL ? headers->message_id : "";

  if (*id != '\0')
    {
      GQueue *sources = g_hash_table_lookup (seen->by_id, id);

      if (sources != NULL && !g_queue_is_empty (sources))
        base_idset_add (seen->proven, GPOINTER_TO_UINT (g_queue_pop_head (sources)));
      return TRUE;
    }
  for (guint i = 0; i < seen->without_id->len; i++)
    {
      guint32 source = g_array_index (seen->without_id, guint32, i);
      const StoreJournalItem *item = g_hash_table_lookup (seen->replay->items, GUINT_TO_POINTER (source));

      if (item->size != fetch->size)
        continue;
      base_idset_add (seen->proven, source);
      g_array_remove_index_fast (seen->without_id, i);
      break;
    }
  return TRUE;
}

static void
list_wanted (Seen *seen)
{
  BaseIdsetIter iter = { .set = seen->replay->uids };
  guint64 uid;

  while (base_idset_next (&iter, &uid))
    {
      const StoreJournalItem *item
          = g_hash_table_lookup (seen->replay->items, GUINT_TO_POINTER ((guint32) uid));
      guint32 source = (guint32) uid;

      if (item == NULL || base_idset_contains (seen->proven, uid))
        continue;
      if (*item->rfc_message_id == '\0')
        {
          g_array_append_val (seen->without_id, source);
          continue;
        }
      if (g_hash_table_lookup (seen->by_id, item->rfc_message_id) == NULL)
        g_hash_table_insert (seen->by_id, item->rfc_message_id, g_queue_new ());
      g_queue_push_tail (g_hash_table_lookup (seen->by_id, item->rfc_message_id), GUINT_TO_POINTER (source));
    }
}

static gboolean
look_at_target (Seen *seen, GError **error)
{
  SyncReplay *self = seen->replay;
  g_auto (ImapSelected) target = { 0 };
  g_autoptr (BaseIdset) since = NULL;
  g_autofree char *criteria = g_strdup_printf ("UID %" G_GINT64_FORMAT ":*", MAX (self->entry->argument, 1));
  g_autoptr (BaseIdset) before = base_idset_new ();

  if (!imap_session_select (self->imap, self->entry->wire_target, TRUE, NULL, &target, self->cancellable,
                            error)
      || !imap_session_search (self->imap, criteria, &since, self->cancellable, error))
    return FALSE;
  /* n:* has the last message even when it is older than n (RFC 9051, 6.4.9) */
  if (self->entry->argument > 1)
    base_idset_add_range (before, 1, (guint64) self->entry->argument - 1);
  base_idset_subtract (since, before);
  return base_idset_is_empty (since)
         || imap_session_fetch (self->imap, since, IMAP_FETCH_HEADERS | IMAP_FETCH_SIZE, 0, FALSE, on_seen,
                                seen, self->cancellable, error);
}

static void
free_queue (gpointer queue)
{
  g_queue_free (queue);
}

/* Adds to @proven which of uids the target has. The target is selected for it, then the source again. */
static gboolean
find_in_target (SyncReplay *self, BaseIdset *proven, GError **error)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_queue);
  g_autoptr (GArray) without_id = g_array_new (FALSE, FALSE, sizeof (guint32));
  Seen seen = { self, proven, by_id, without_id };
  g_auto (ImapSelected) source = { 0 };

  list_wanted (&seen);
  if (g_hash_table_size (by_id) + without_id->len > 0 && !look_at_target (&seen, error))
    return FALSE;
  return imap_session_select (self->imap, self->entry->wire_path, FALSE, NULL, &source, self->cancellable,
                              error);
}

/* The target's UIDNEXT, durable, before the first copy. A target that is not there yet has nothing: then all of it is looked at. */
static gboolean
note_target (SyncReplay *self, GError **error)
{
  g_autoptr (ImapStatus) status = NULL;
  g_autoptr (GError) local_error = NULL;
  gboolean ok = TRUE;

  if (self->entry->argument != 0)
    return TRUE;
  if (!imap_session_status (self->imap, self->entry->wire_target, &status, self->cancellable, &local_error))
    {
      if (g_error_matches (local_error, IMAP_ERROR, IMAP_ERROR_NO)
          || g_error_matches (local_error, IMAP_ERROR, IMAP_ERROR_NOT_FOUND))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if ((status->has & IMAP_STATUS_UIDNEXT) == 0)
    return TRUE;
  if (!store_begin (self->store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  for (guint i = 0; ok && i < self->entries->len; i++)
    {
      StoreJournalEntry *entry = self->entries->pdata[i];

      entry->argument = status->uidnext;
      ok = store_journal_set_argument (self->store, entry->id, status->uidnext, error);
    }
  if (ok)
    return store_commit (self->store, error);
  store_rollback (self->store);
  return FALSE;
}

/* ---- copying ---- */

/* Copies what is not in the target yet; @proven: (inout): what is there for certain. */
static gboolean
copy_missing (SyncReplay *self, BaseIdset *proven, ImapCopied *copied, GError **error)
{
  g_autoptr (BaseIdset) to_copy = NULL;

  if (!note_target (self, error))
    return FALSE;
  /* After a cut the copies may be there already. */
  if (self->was_running && !find_in_target (self, proven, error))
    return FALSE;
  to_copy = base_idset_copy (self->uids);
  base_idset_subtract (to_copy, proven);
  if (!base_idset_is_empty (to_copy)
      && !imap_session_copy (self->imap, to_copy, self->entry->wire_target, copied, self->cancellable, error))
    return FALSE;
  for (guint i = 0; copied->source != NULL && i < copied->source->len; i++)
    if (base_idset_contains (to_copy, g_array_index (copied->source, guint32, i)))
      base_idset_add (proven, g_array_index (copied->source, guint32, i));
  return TRUE;
}

/* COPY, proof, then removal of what is proven. */
static gboolean
move_by_copy (SyncReplay *self, GError **error)
{
  g_auto (ImapCopied) copied = { 0 };
  g_autoptr (BaseIdset) proven = base_idset_new ();

  if (!copy_missing (self, proven, &copied, error)
      || (!base_idset_equal (proven, self->uids) && !find_in_target (self, proven, error))
      || (!base_idset_is_empty (proven) && !sync_replay_delete (self, proven, error)))
    return FALSE;
  if (!base_idset_equal (proven, self->uids))
    {
      g_set_error_literal (error, SYNC_ERROR, SYNC_ERROR_REFUSED,
                           "the copies cannot be found in the target, so the originals stay");
      return FALSE;
    }
  return sync_replay_finish (self, &copied, error);
}

/* What a MOVE left in the source goes only where the target is seen to have it. */
static gboolean
remove_left (SyncReplay *self, const ImapCopied *copied, GError **error)
{
  g_autoptr (BaseIdset) proven = base_idset_new ();

  base_idset_free (self->uids);
  self->uids = base_idset_copy (copied->left);
  if (!find_in_target (self, proven, error)
      || (!base_idset_is_empty (proven) && !sync_replay_delete (self, proven, error)))
    return FALSE;
  if (!base_idset_equal (proven, self->uids))
    {
      g_set_error_literal (error, SYNC_ERROR, SYNC_ERROR_REFUSED,
                           "the copies cannot be found in the target, so the originals stay");
      return FALSE;
    }
  return sync_replay_finish (self, copied, error);
}

/* After a cut: a server may do MOVE as COPY inside, and may have been cut between the two (RFC 6851, 3.3). */
static gboolean
clean_half_moved (SyncReplay *self, GError **error)
{
  g_autoptr (BaseIdset) proven = base_idset_new ();

  if (!self->was_running || self->entry->argument == 0)
    return TRUE;
  if (!find_in_target (self, proven, error)
      || (!base_idset_is_empty (proven) && !sync_replay_delete (self, proven, error)))
    return FALSE;
  base_idset_subtract (self->uids, proven);
  return TRUE;
}

static gboolean
move_once (SyncReplay *self, GError **error)
{
  g_auto (ImapCopied) copied = { 0 };
  g_autoptr (GError) move_error = NULL;

  if (!imap_session_has (self->imap, IMAP_EXTENSION_MOVE))
    return move_by_copy (self, error);
  if (!note_target (self, error) || !clean_half_moved (self, error))
    return FALSE;
  if (base_idset_is_empty (self->uids))
    return sync_replay_finish (self, NULL, error);
  if (imap_session_move (self->imap, self->uids, self->entry->wire_target, &copied, self->cancellable,
                         &move_error))
    return copied.left == NULL || base_idset_is_empty (copied.left)
               ? sync_replay_finish (self, &copied, error)
               : remove_left (self, &copied, error);
  if (!g_error_matches (move_error, IMAP_ERROR, IMAP_ERROR_BAD)
      && !g_error_matches (move_error, IMAP_ERROR, IMAP_ERROR_UNSUPPORTED))
    {
      g_propagate_error (error, g_steal_pointer (&move_error));
      return FALSE;
    }
  return sync_replay_drop_absent (self, error) && move_by_copy (self, error);
}

static gboolean
copy_once (SyncReplay *self, GError **error)
{
  g_auto (ImapCopied) copied = { 0 };
  g_autoptr (BaseIdset) proven = base_idset_new ();

  return copy_missing (self, proven, &copied, error) && sync_replay_finish (self, &copied, error);
}

/* One creation of a target that is not there, then once more. */
static gboolean
with_target (SyncReplay *self, gboolean (*once) (SyncReplay *self, GError **error), GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (once (self, &local_error))
    return TRUE;
  if (!g_error_matches (local_error, IMAP_ERROR, IMAP_ERROR_TRY_CREATE)
      && !g_error_matches (local_error, IMAP_ERROR, IMAP_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  g_clear_error (&local_error);
  if (!imap_session_create (self->imap, self->entry->wire_target, IMAP_ROLE_NONE, self->cancellable,
                            &local_error)
      && !g_error_matches (local_error, IMAP_ERROR, IMAP_ERROR_ALREADY_EXISTS))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  return once (self, error);
}

gboolean
sync_replay_move (SyncReplay *self, GError **error)
{
  return with_target (self, move_once, error);
}

gboolean
sync_replay_copy (SyncReplay *self, GError **error)
{
  return with_target (self, copy_once, error);
}
