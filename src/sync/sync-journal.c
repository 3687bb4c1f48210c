/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-journal.c: what the person did, done on the server, in order and once (design 1.4)
 *
 * Each entry is marked RUNNING, durable, before its first command, so one that a crash or a lost connection cut is
 * known: before anything of it is repeated the server is asked what has happened already. Every command is by UID, and
 * every UID is of the UIDVALIDITY the entry was made under; after a change messages are found again by Message-ID.
 * Entries that are one command go as one (sync-journal-plan.c); when the server refuses it, each is tried alone, so that
 * only what is really refused fails. Runs on a thread with an IMAP session. */

#include "sync-journal.h"

#include <string.h>

#include "sync-error.h"
#include "sync-journal-plan.h"
#include "sync-journal-private.h"
#include "sync-message.h"

#define KEYWORDS_MAX 50
#define ATTEMPTS_MAX 12 /* of a command that the server answers, and never with OK */

/* Whether the account's journal has entries to replay. Blocks (disk). */
gboolean
sync_journal_has_work (SyncSetup *setup)
{
  g_autoptr (GPtrArray) entries = store_journal_pending (setup->store, setup->account_id, NULL);

  return entries != NULL && entries->len > 0;
}

/* ---- finding the messages ---- */

typedef struct
{
  guint64 size;
  guint32 uid;
} BySize;

static gboolean
on_size (ImapFetch *fetch, gpointer data)
{
  BySize *by = data;

  if (fetch->size == by->size && (by->uid == 0 || fetch->uid < by->uid))
    by->uid = fetch->uid;
  return TRUE;
}

/* The message with this Message-ID in the selected folder; of several the one of the same size (two of the same bytes are the same
 * message to a person). 0: not there; not sure: it is among the lost. */
static gboolean
find_again (SyncReplay *self, const StoreJournalItem *item, guint32 *uid, GError **error)
{
  g_autoptr (BaseIdset) found = NULL;
  BySize by = { .size = item->size };

  *uid = 0;
  if (*item->rfc_message_id == '\0')
    {
      g_array_append_val (self->lost, item->id);
      return TRUE;
    }
  if (!imap_session_search_header (self->imap, "Message-ID", item->rfc_message_id, &found, self->cancellable,
                                   error))
    return FALSE;
  if (base_idset_count (found) == 1)
    *uid = (guint32) base_idset_max (found);
  else if (base_idset_count (found) > 1)
    {
      if (!imap_session_fetch (self->imap, found, IMAP_FETCH_SIZE, 0, FALSE, on_size, &by, self->cancellable,
                               error))
        return FALSE;
      *uid = by.uid;
      if (by.uid == 0)
        g_array_append_val (self->lost, item->id);
    }
  return TRUE;
}

static gboolean
bind_entry (SyncReplay *self, StoreJournalEntry *entry, guint32 uidvalidity, GError **error)
{
  gboolean other = uidvalidity == 0 || uidvalidity != entry->uidvalidity;
  gboolean looked = FALSE;

  for (guint i = 0; i < entry->items->len; i++)
    {
      StoreJournalItem *item = entry->items->pdata[i];

      if (item->uid != 0 && !other)
        continue;
      looked = TRUE;
      if (!find_again (self, item, &item->uid, error))
        return FALSE;
    }
  if (looked && !store_journal_rebind (self->store, entry, uidvalidity, error))
    return FALSE;
  for (guint i = 0; i < entry->items->len; i++)
    {
      StoreJournalItem *item = entry->items->pdata[i];

      if (item->uid == 0)
        continue;
      base_idset_add (self->uids, item->uid);
      g_hash_table_insert (self->items, GUINT_TO_POINTER (item->uid), item);
    }
  return TRUE;
}

/* What the folder says it does not keep is refused here: a server says OK and forgets it (I-17). */
static gboolean
check_permitted (SyncReplay *self, const ImapSelected *selected, GError **error)
{
  const char *keywords[4];
  guint wanted = sync_flags_to_imap (self->entry->add_flags, keywords)
                 | sync_flags_to_imap (self->entry->remove_flags, keywords);

  if (selected->read_only
      || (self->entry->kind == STORE_ACTION_FLAGS && (wanted & ~selected->permanent_flags) != 0))
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_NO_PERMISSION, "the folder cannot be changed");
      return FALSE;
    }
  return TRUE;
}

#define LOST "the folder was made anew on the server, and the message cannot be found again"

/* Messages that cannot be found again are told of, and the others of their entry go on without them. */
static gboolean
set_lost_apart (SyncReplay *self, GError **error)
{
  /* of several entries each is tried alone after this */
  if (base_idset_is_empty (self->uids) || self->entries->len > 1)
    {
      g_set_error_literal (error, SYNC_ERROR, SYNC_ERROR_REFUSED, LOST);
      return FALSE;
    }
  return store_journal_fail_items (self->store, self->entry->id, (const gint64 *) (gpointer) self->lost->data,
                                   self->lost->len, LOST, error);
}

/* Selects the entries' folder and fills uids; items that the folder does not have (any more) are left out. */
static gboolean
bind_items (SyncReplay *self, GError **error)
{
  g_auto (ImapSelected) selected = { 0 };

  sync_session_set_folder (self->session, 0);
  if (!imap_session_select (self->imap, self->entry->wire_path, self->entry->kind == STORE_ACTION_COPY, NULL,
                            &selected, self->cancellable, error))
    return FALSE;
  if (self->entry->kind != STORE_ACTION_COPY && !check_permitted (self, &selected, error))
    return FALSE;
  for (guint i = 0; i < self->entries->len; i++)
    if (!bind_entry (self, self->entries->pdata[i], selected.uidvalidity, error))
      return FALSE;
  return self->lost->len == 0 || set_lost_apart (self, error);
}

gboolean
sync_replay_drop_absent (SyncReplay *self, GError **error)
{
  g_autoptr (BaseIdset) present = NULL;
  g_autoptr (BaseIdset) left = NULL;
  g_autofree char *set = base_idset_to_string (self->uids);
  g_autofree char *criteria = g_strdup_printf ("UID %s", set);

  if (!imap_session_search (self->imap, criteria, &present, self->cancellable, error))
    return FALSE;
  left = base_idset_intersect (self->uids, present);
  base_idset_free (self->uids);
  self->uids = g_steal_pointer (&left);
  return TRUE;
}

/* ---- flags, deleting ---- */

gboolean
sync_replay_finish (SyncReplay *self, const ImapCopied *copied, GError **error)
{
  gsize n = copied != NULL && copied->source != NULL ? copied->source->len : 0;
  g_autoptr (GArray) ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), self->entries->len);

  for (guint i = 0; i < self->entries->len; i++)
    g_array_append_val (ids, ((StoreJournalEntry *) self->entries->pdata[i])->id);
  return store_journal_done_many (self->store, (const gint64 *) (gpointer) ids->data, ids->len,
                                  n > 0 ? copied->uidvalidity : 0,
                                  n > 0 ? (const guint32 *) (void *) copied->source->data : NULL,
                                  n > 0 ? (const guint32 *) (void *) copied->target->data : NULL, n, error);
}

static gboolean
store_flags (SyncReplay *self, int sign, StoreFlags flags, const char *other, GError **error)
{
  const char *known[4];
  const char *keywords[KEYWORDS_MAX + 4];
  g_auto (GStrv) words = g_strsplit (other, " ", KEYWORDS_MAX);
  guint imap_flags = sync_flags_to_imap (flags, known);
  guint n = 0;

  for (guint i = 0; known[i] != NULL; i++)
    keywords[n++] = known[i];
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      keywords[n++] = words[i];
  keywords[n] = NULL;
  return (imap_flags == 0 && n == 0)
         || imap_session_store (self->imap, self->uids, sign, imap_flags, keywords, self->cancellable, error);
}

static gboolean
replay_flags (SyncReplay *self, GError **error)
{
  const StoreJournalEntry *entry = self->entry;

  return store_flags (self, +1, entry->add_flags, entry->add_keywords, error)
         && store_flags (self, -1, entry->remove_flags, entry->remove_keywords, error)
         && sync_replay_finish (self, NULL, error);
}

gboolean
sync_replay_delete (SyncReplay *self, const BaseIdset *uids, GError **error)
{
  g_autoptr (GError) expunge_error = NULL;

  if (!imap_session_store (self->imap, uids, +1, IMAP_FLAG_DELETED, NULL, self->cancellable, error))
    return FALSE;
  if (imap_session_expunge (self->imap, uids, self->cancellable, &expunge_error))
    return TRUE;
  if (g_error_matches (expunge_error, IMAP_ERROR, IMAP_ERROR_UNSUPPORTED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&expunge_error));
  return FALSE;
}

/* ---- one command ---- */

static gboolean
replay_messages (SyncReplay *self, GError **error)
{
  if (!bind_items (self, error))
    return FALSE;
  if (!base_idset_is_empty (self->uids) && self->entry->kind != STORE_ACTION_FLAGS
      && !sync_replay_drop_absent (self, error))
    return FALSE;
  /* Nothing left: done by the attempt that was cut, or the messages are gone. The next sync shows what is true. */
  if (base_idset_is_empty (self->uids))
    return sync_replay_finish (self, NULL, error);
  switch ((int) self->entry->kind)
    {
    case STORE_ACTION_FLAGS:
      return replay_flags (self, error);
    case STORE_ACTION_MOVE:
      return sync_replay_move (self, error);
    case STORE_ACTION_COPY:
      return sync_replay_copy (self, error);
    default:
      return sync_replay_delete (self, self->uids, error) && sync_replay_finish (self, NULL, error);
    }
}

static gboolean
replay (SyncReplay *self, GError **error)
{
  switch (self->entry->kind)
    {
    case STORE_ACTION_FLAGS:
    case STORE_ACTION_MOVE:
    case STORE_ACTION_COPY:
    case STORE_ACTION_DELETE:
      return replay_messages (self, error);
    case STORE_ACTION_APPEND:
      return sync_replay_append (self, error);
    case STORE_ACTION_DRAFT:
      return sync_replay_draft (self, error);
    case STORE_ACTION_FOLDER_CREATE:
    case STORE_ACTION_FOLDER_RENAME:
    case STORE_ACTION_FOLDER_DELETE:
    case STORE_ACTION_FOLDER_SUBSCRIBE:
      return sync_replay_folder (self, error);
    default:
      g_set_error (error, SYNC_ERROR, SYNC_ERROR_REFUSED,
                   "the journal holds an action this version does not know");
      return FALSE;
    }
}

static gboolean
is_one_of (int code, const int *codes, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (codes[i] == code)
      return TRUE;
  return FALSE;
}

/* Whether the server's refusal is final, so that the entry fails and its local effect is taken back. */
static gboolean
refused_for_good (const GError *error, guint attempts)
{
  static const int final[]
      = { IMAP_ERROR_NO,         IMAP_ERROR_BAD,           IMAP_ERROR_NOT_FOUND,     IMAP_ERROR_TRY_CREATE,
          IMAP_ERROR_OVER_QUOTA, IMAP_ERROR_TOO_LARGE,     IMAP_ERROR_NO_PERMISSION, IMAP_ERROR_UNSUPPORTED,
          IMAP_ERROR_BAD_NAME,   IMAP_ERROR_ALREADY_EXISTS };
  /* An answer, but not the one: not for ever, or everything behind it waits for ever. */
  static const int after_many[]
      = { IMAP_ERROR_UNAVAILABLE, IMAP_ERROR_PARSE, IMAP_ERROR_NOT_RECEIVED, IMAP_ERROR_PROTOCOL };

  if (error->domain == SYNC_ERROR)
    return error->code == SYNC_ERROR_REFUSED || error->code == SYNC_ERROR_NO_FOLDER;
  if (error->domain != IMAP_ERROR)
    return FALSE;
  return is_one_of (error->code, final, G_N_ELEMENTS (final))
         || (attempts >= ATTEMPTS_MAX && is_one_of (error->code, after_many, G_N_ELEMENTS (after_many)));
}

static gboolean
run_entries (SyncSession *session, GPtrArray *entries, gboolean was_running, GCancellable *cancellable,
             GError **error)
{
  SyncReplay self = { .session = session,
                      .imap = sync_session_get_imap (session),
                      .store = sync_session_get_setup (session)->store,
                      .entries = entries,
                      .entry = entries->pdata[0],
                      .cancellable = cancellable,
                      .was_running = was_running };
  gboolean ok;

  self.uids = base_idset_new ();
  self.items = g_hash_table_new (NULL, NULL);
  self.lost = g_array_new (FALSE, FALSE, sizeof (gint64));
  ok = replay (&self, error);
  base_idset_free (self.uids);
  g_hash_table_unref (self.items);
  g_array_unref (self.lost);
  sync_session_set_folder (session, 0);
  return ok;
}

/* One entry alone. FALSE: the connection or the store is not usable. */
static gboolean
run_alone (SyncSession *session, StoreJournalEntry *entry, gboolean was_running, GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_autoptr (GError) local_error = NULL;

  g_ptr_array_add (one, entry);
  if (run_entries (session, one, was_running, cancellable, &local_error))
    return TRUE;
  if (!refused_for_good (local_error, entry->attempts))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  g_info ("journal entry %" G_GINT64_FORMAT " refused: %s", entry->id, local_error->message);
  return store_journal_fail (sync_session_get_setup (session)->store, entry->id, local_error->message, error);
}

/* The entries as they are now, those that are still to be done marked RUNNING. */
static GPtrArray *
begin (SyncSession *session, GPtrArray *entries, GArray *batch, GError **error)
{
  Store *store = sync_session_get_setup (session)->store;
  g_autoptr (GPtrArray) fresh = g_ptr_array_new_with_free_func ((GDestroyNotify) store_journal_entry_free);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) begun = NULL;

  for (guint i = 0; i < batch->len; i++)
    {
      StoreJournalEntry *entry = entries->pdata[g_array_index (batch, guint, i)];

      g_array_append_val (ids, entry->id);
    }
  if (!store_journal_begin_many (store, (const gint64 *) (gpointer) ids->data, ids->len, &begun, error))
    return NULL;
  for (guint i = 0; i < begun->len; i++)
    {
      /* An earlier entry may have told this one's UIDs. */
      StoreJournalEntry *entry = store_journal_get (store, g_array_index (begun, gint64, i), error);

      if (entry == NULL)
        return NULL;
      g_ptr_array_add (fresh, entry);
    }
  return g_steal_pointer (&fresh);
}

static gboolean
run_batch (SyncSession *session, GPtrArray *entries, GArray *batch, GCancellable *cancellable, GError **error)
{
  const StoreJournalEntry *head = entries->pdata[g_array_index (batch, guint, 0)];
  gboolean was_running = head->state == STORE_JOURNAL_RUNNING;
  g_autoptr (GPtrArray) fresh = begin (session, entries, batch, error);
  g_autoptr (GError) local_error = NULL;

  if (fresh == NULL)
    return FALSE;
  if (fresh->len == 0) /* undone meanwhile */
    return TRUE;
  if (fresh->len > 1)
    {
      if (run_entries (session, fresh, was_running, cancellable, &local_error))
        return TRUE;
      if (!refused_for_good (local_error, ATTEMPTS_MAX))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      was_running = TRUE; /* part of it may have been done */
    }
  for (guint i = 0; i < fresh->len; i++)
    if (!run_alone (session, fresh->pdata[i], was_running, cancellable, error))
      return FALSE;
  return TRUE;
}

static gboolean
run_all (SyncSession *session, GPtrArray *entries, GCancellable *cancellable, GError **error)
{
  g_autofree gboolean *handled = g_new0 (gboolean, entries->len + 1);

  for (guint i = 0; i < entries->len; i++)
    {
      g_autoptr (GArray) batch = NULL;

      if (handled[i])
        continue;
      batch = sync_journal_plan_batch (entries, i, handled);
      for (guint j = 0; j < batch->len; j++)
        handled[g_array_index (batch, guint, j)] = TRUE;
      if (!run_batch (session, entries, batch, cancellable, error))
        return FALSE;
    }
  return TRUE;
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
  g_autoptr (GPtrArray) entries = NULL;
  gboolean ok;

  g_mutex_lock (&setup->journal_lock);
  entries = store_journal_pending (setup->store, setup->account_id, error);
  ok = entries != NULL && run_all (session, entries, cancellable, error);
  g_mutex_unlock (&setup->journal_lock);
  return ok;
}
