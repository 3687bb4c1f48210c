/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-journal.c: what the person did, done on the server, in order and once (design 1.4)
 *
 * Each entry is marked RUNNING, durable, before its first command, so one that a crash or a lost connection cut is
 * known: before anything of it is repeated the server is asked what has happened already. Every command is by UID, and
 * every UID is of the UIDVALIDITY the entry was made under; after a change messages are found again by Message-ID.
 *
 * A message is never deleted from its source unless the server has proven that the target has it: by COPYUID, or by
 * finding its Message-ID there. Plain EXPUNGE, which would take what others marked, does not occur. */

#include "sync-journal.h"

#include <string.h>

#include "sync-error.h"
#include "sync-message.h"

typedef struct
{
  SyncSession *session;
  ImapSession *imap;
  Store *store;
  StoreJournalEntry *entry;
  GCancellable *cancellable;
  gboolean was_running; /* cut before: what it did is not known */
  BaseIdset *uids;      /* those still to be done */
} Replay;

/* Whether the account's journal has entries to replay. Blocks (disk). */
gboolean
sync_journal_has_work (SyncSetup *setup)
{
  g_autoptr (GPtrArray) entries = store_journal_pending (setup->store, setup->account_id, NULL);

  return entries != NULL && entries->len > 0;
}

/* The one message with this Message-ID in the selected folder, 0: none or not sure which. */
static gboolean
find_by_message_id (Replay *replay, const char *message_id, guint32 *uid, GError **error)
{
  g_autoptr (BaseIdset) found = NULL;

  *uid = 0;
  if (*message_id == '\0')
    return TRUE;
  if (!imap_session_search_header (replay->imap, "Message-ID", message_id, &found, replay->cancellable,
                                   error))
    return FALSE;
  if (base_idset_count (found) == 1)
    *uid = (guint32) base_idset_max (found);
  return TRUE;
}

/* Selects the entry's folder and fills uids; items that the folder does not have (any more) are left out. */
static gboolean
bind_items (Replay *replay, GError **error)
{
  StoreJournalEntry *entry = replay->entry;
  g_auto (ImapSelected) selected = { 0 };

  sync_session_set_folder (replay->session, 0);
  if (!imap_session_select (replay->imap, entry->path, FALSE, NULL, &selected, replay->cancellable, error))
    return FALSE;
  if (selected.read_only)
    {
      g_set_error (error, IMAP_ERROR, IMAP_ERROR_NO_PERMISSION, "the folder cannot be changed");
      return FALSE;
    }
  for (guint i = 0; i < entry->items->len; i++)
    {
      StoreJournalItem *item = entry->items->pdata[i];
      guint32 uid = item->uid;

      if (uid == 0 || selected.uidvalidity == 0 || selected.uidvalidity != entry->uidvalidity)
        {
          if (!find_by_message_id (replay, item->rfc_message_id, &uid, error))
            return FALSE;
          if (uid != 0
              && !store_journal_rebind (replay->store, entry->id, item->rfc_message_id, selected.uidvalidity,
                                        uid, error))
            return FALSE;
        }
      item->uid = uid;
      if (uid != 0)
        base_idset_add (replay->uids, uid);
    }
  return TRUE;
}

/* Takes out of uids what the source no longer has: moved or deleted by the attempt that was cut, or by others. */
static gboolean
drop_absent (Replay *replay, GError **error)
{
  g_autoptr (BaseIdset) present = NULL;
  g_autoptr (BaseIdset) left = NULL;
  g_autofree char *set = base_idset_to_string (replay->uids);
  g_autofree char *criteria = g_strdup_printf ("UID %s", set);

  if (!imap_session_search (replay->imap, criteria, &present, replay->cancellable, error))
    return FALSE;
  left = base_idset_intersect (replay->uids, present);
  base_idset_free (replay->uids);
  replay->uids = g_steal_pointer (&left);
  return TRUE;
}

static gboolean
replay_flags (Replay *replay, GError **error)
{
  const char *add_keywords[4], *remove_keywords[4];
  StoreJournalEntry *entry = replay->entry;
  guint add = sync_flags_to_imap (entry->add_flags, add_keywords);
  guint remove = sync_flags_to_imap (entry->remove_flags, remove_keywords);

  if ((add != 0 || add_keywords[0] != NULL)
      && !imap_session_store (replay->imap, replay->uids, +1, add, add_keywords, replay->cancellable, error))
    return FALSE;
  if ((remove != 0 || remove_keywords[0] != NULL)
      && !imap_session_store (replay->imap, replay->uids, -1, remove, remove_keywords, replay->cancellable,
                              error))
    return FALSE;
  return store_journal_done (replay->store, entry->id, 0, NULL, NULL, 0, error);
}

/* \Deleted and UID EXPUNGE of exactly uids. Without UIDPLUS the mark is all that may be done. */
static gboolean
delete_uids (Replay *replay, const BaseIdset *uids, GError **error)
{
  g_autoptr (GError) expunge_error = NULL;

  if (!imap_session_store (replay->imap, uids, +1, IMAP_FLAG_DELETED, NULL, replay->cancellable, error))
    return FALSE;
  if (imap_session_expunge (replay->imap, uids, replay->cancellable, &expunge_error))
    return TRUE;
  if (g_error_matches (expunge_error, IMAP_ERROR, IMAP_ERROR_UNSUPPORTED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&expunge_error));
  return FALSE;
}

static gboolean
replay_delete (Replay *replay, GError **error)
{
  return delete_uids (replay, replay->uids, error)
         && store_journal_done (replay->store, replay->entry->id, 0, NULL, NULL, 0, error);
}

static gboolean
move_done (Replay *replay, const ImapCopied *copied, GError **error)
{
  gsize n = copied->source != NULL ? copied->source->len : 0;

  return store_journal_done (replay->store, replay->entry->id, copied->uidvalidity,
                             n > 0 ? (const guint32 *) (void *) copied->source->data : NULL,
                             n > 0 ? (const guint32 *) (void *) copied->target->data : NULL, n, error);
}

static const StoreJournalItem *
item_of_uid (Replay *replay, guint32 uid)
{
  for (guint i = 0; i < replay->entry->items->len; i++)
    {
      const StoreJournalItem *item = replay->entry->items->pdata[i];

      if (item->uid == uid)
        return item;
    }
  return NULL;
}

/* Which of uids the target has already, by Message-ID. The target is selected for it, then the source again. */
static gboolean
find_in_target (Replay *replay, BaseIdset *proven, GError **error)
{
  g_auto (ImapSelected) target = { 0 };
  g_auto (ImapSelected) source = { 0 };
  BaseIdsetIter iter = { .set = replay->uids };
  guint64 uid;

  if (!imap_session_select (replay->imap, replay->entry->target_path, TRUE, NULL, &target,
                            replay->cancellable, error))
    return FALSE;
  while (base_idset_next (&iter, &uid))
    {
      const StoreJournalItem *item = item_of_uid (replay, (guint32) uid);
      g_autoptr (BaseIdset) found = NULL;

      if (item == NULL || *item->rfc_message_id == '\0')
        continue;
      if (!imap_session_search_header (replay->imap, "Message-ID", item->rfc_message_id, &found,
                                       replay->cancellable, error))
        return FALSE;
      if (!base_idset_is_empty (found))
        base_idset_add (proven, uid);
    }
  return imap_session_select (replay->imap, replay->entry->path, FALSE, NULL, &source, replay->cancellable,
                              error);
}

/* COPY, proof, then removal of what is proven. */
static gboolean
move_by_copy (Replay *replay, GError **error)
{
  g_auto (ImapCopied) copied = { 0 };
  g_autoptr (BaseIdset) proven = base_idset_new ();
  g_autoptr (BaseIdset) to_copy = NULL;

  /* After a cut the copies may be there already. */
  if (replay->was_running && !find_in_target (replay, proven, error))
    return FALSE;
  to_copy = base_idset_copy (replay->uids);
  base_idset_subtract (to_copy, proven);
  if (!base_idset_is_empty (to_copy)
      && !imap_session_copy (replay->imap, to_copy, replay->entry->target_path, &copied, replay->cancellable,
                             error))
    return FALSE;
  for (guint i = 0; copied.source != NULL && i < copied.source->len; i++)
    if (base_idset_contains (to_copy, g_array_index (copied.source, guint32, i)))
      base_idset_add (proven, g_array_index (copied.source, guint32, i));
  if (!base_idset_equal (proven, replay->uids) && !find_in_target (replay, proven, error))
    return FALSE;
  if (!base_idset_is_empty (proven) && !delete_uids (replay, proven, error))
    return FALSE;
  if (!base_idset_equal (proven, replay->uids))
    g_warning ("a copy could not be proven; the originals stay");
  return move_done (replay, &copied, error);
}

static gboolean
move_once (Replay *replay, GError **error)
{
  g_auto (ImapCopied) copied = { 0 };
  g_autoptr (GError) move_error = NULL;

  if (!imap_session_has (replay->imap, IMAP_EXTENSION_MOVE))
    return move_by_copy (replay, error);
  if (imap_session_move (replay->imap, replay->uids, replay->entry->target_path, &copied, replay->cancellable,
                         &move_error))
    return move_done (replay, &copied, error);
  if (!g_error_matches (move_error, IMAP_ERROR, IMAP_ERROR_BAD)
      && !g_error_matches (move_error, IMAP_ERROR, IMAP_ERROR_UNSUPPORTED))
    {
      g_propagate_error (error, g_steal_pointer (&move_error));
      return FALSE;
    }
  return drop_absent (replay, error) && move_by_copy (replay, error);
}

static gboolean
replay_move (Replay *replay, GError **error)
{
  g_autoptr (GError) move_error = NULL;

  if (move_once (replay, &move_error))
    return TRUE;
  if (g_error_matches (move_error, IMAP_ERROR, IMAP_ERROR_TRY_CREATE))
    {
      g_clear_error (&move_error);
      if (!imap_session_create (replay->imap, replay->entry->target_path, IMAP_ROLE_NONE, replay->cancellable,
                                error))
        return FALSE;
      return move_once (replay, error);
    }
  g_propagate_error (error, g_steal_pointer (&move_error));
  return FALSE;
}

static gboolean
replay_commands (Replay *replay, GError **error)
{
  if (!bind_items (replay, error))
    return FALSE;
  if (!base_idset_is_empty (replay->uids) && replay->entry->kind != STORE_ACTION_FLAGS
      && !drop_absent (replay, error))
    return FALSE;
  /* Nothing left: done by the attempt that was cut, or the messages are gone. The next sync shows what is true. */
  if (base_idset_is_empty (replay->uids))
    return store_journal_done (replay->store, replay->entry->id, 0, NULL, NULL, 0, error);
  switch (replay->entry->kind)
    {
    case STORE_ACTION_FLAGS:
      return replay_flags (replay, error);
    case STORE_ACTION_MOVE:
      return replay_move (replay, error);
    case STORE_ACTION_DELETE:
      return replay_delete (replay, error);
    default:
      g_set_error (error, SYNC_ERROR, SYNC_ERROR_REFUSED,
                   "the journal holds an action this version does not know");
      return FALSE;
    }
}

/* Whether the server's refusal is final, so that the entry fails and its local effect is taken back. */
static gboolean
refused_for_good (const GError *error)
{
  static const int final[]
      = { IMAP_ERROR_NO,         IMAP_ERROR_BAD,       IMAP_ERROR_NOT_FOUND,     IMAP_ERROR_TRY_CREATE,
          IMAP_ERROR_OVER_QUOTA, IMAP_ERROR_TOO_LARGE, IMAP_ERROR_NO_PERMISSION, IMAP_ERROR_UNSUPPORTED,
          IMAP_ERROR_BAD_NAME };

  if (error->domain == SYNC_ERROR)
    return error->code == SYNC_ERROR_REFUSED;
  if (error->domain != IMAP_ERROR)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (final); i++)
    if (error->code == final[i])
      return TRUE;
  return FALSE;
}

static gboolean
replay_entry (SyncSession *session, StoreJournalEntry *entry, GCancellable *cancellable, GError **error)
{
  Replay replay = { session,
                    sync_session_get_imap (session),
                    sync_session_get_setup (session)->store,
                    entry,
                    cancellable,
                    entry->state == STORE_JOURNAL_RUNNING,
                    NULL };
  g_autoptr (GError) local_error = NULL;
  gboolean ok;

  if (!store_journal_begin (replay.store, entry->id, &local_error))
    {
      if (g_error_matches (local_error, STORE_ERROR, STORE_ERROR_NOT_FOUND))
        return TRUE; /* undone meanwhile */
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  replay.uids = base_idset_new ();
  ok = replay_commands (&replay, &local_error);
  base_idset_free (replay.uids);
  sync_session_set_folder (session, 0);
  if (ok)
    return TRUE;
  if (refused_for_good (local_error))
    {
      g_info ("journal entry %" G_GINT64_FORMAT " refused: %s", entry->id, local_error->message);
      return store_journal_fail (replay.store, entry->id, local_error->message, error);
    }
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/**
 * sync_journal_replay:
 *
 * Replays what the account's journal holds, oldest first, and leaves no folder selected that it says. Blocks. Returns:
 * %FALSE when it had to stop (connection, store): the rest stays for the next time. An entry the server refuses is
 * marked failed and does not stop the others.
 */
gboolean
sync_journal_replay (SyncSession *session, GCancellable *cancellable, GError **error)
{
  SyncSetup *setup = sync_session_get_setup (session);
  g_autoptr (GPtrArray) entries = store_journal_pending (setup->store, setup->account_id, error);
  gboolean ok = TRUE;

  if (entries == NULL)
    return FALSE;
  g_mutex_lock (&setup->journal_lock);
  for (guint i = 0; ok && i < entries->len; i++)
    {
      StoreJournalEntry *entry = entries->pdata[i];
      /* As it is now: an earlier entry may have told this one's UIDs. */
      g_autoptr (StoreJournalEntry) fresh = store_journal_get (setup->store, entry->id, NULL);

      if (fresh != NULL && (fresh->state == STORE_JOURNAL_PENDING || fresh->state == STORE_JOURNAL_RUNNING))
        ok = replay_entry (session, fresh, cancellable, error);
    }
  g_mutex_unlock (&setup->journal_lock);
  return ok;
}
