/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-local-journal.c: what the person did, carried out where no server is: on local.db
 *
 * Each operation can be done twice without harm: flags and places are set to what they shall be, copies and new messages are
 * remembered by what they were made for. So an entry found RUNNING after a crash is simply done again. A message keeps its
 * number in every folder. Blocks; under the account's journal_lock. */

#include <string.h>

#include "base-clock.h"
#include "sync-filing.h"
#include "sync-local.h"
#include "sync-send.h"

static char *
change_words (const char *words, const char *add, const char *remove)
{
  g_auto (GStrv) old = g_strsplit (words, " ", -1);
  g_auto (GStrv) more = g_strsplit (add, " ", -1);
  g_auto (GStrv) less = g_strsplit (remove, " ", -1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  char **lists[] = { old, more };

  for (guint l = 0; l < G_N_ELEMENTS (lists); l++)
    for (guint i = 0; lists[l][i] != NULL; i++)
      {
        gboolean skip = *lists[l][i] == '\0';

        for (guint k = 0; less[k] != NULL && !skip; k++)
          skip = g_ascii_strcasecmp (less[k], lists[l][i]) == 0;
        for (guint k = 0; k < kept->len && !skip; k++)
          skip = g_ascii_strcasecmp (kept->pdata[k], lists[l][i]) == 0;
        if (!skip)
          g_ptr_array_add (kept, lists[l][i]);
      }
  g_ptr_array_add (kept, NULL);
  return g_strjoinv (" ", (char **) kept->pdata);
}

static gboolean
replay_flags (SyncSetup *setup, const StoreJournalEntry *entry, gint64 id, GError **error)
{
  g_autoptr (StoreLocalMessage) message = store_local_get (setup->store, setup->account_id, id, NULL);
  g_autofree char *keywords = NULL;

  if (message == NULL)
    return TRUE;
  keywords = change_words (message->keywords, entry->add_keywords, entry->remove_keywords);
  return store_local_set_flags (setup->store, setup->account_id, id,
                                (message->flags | entry->add_flags) & ~entry->remove_flags, keywords, error);
}

static const char *
target_of (const StoreJournalEntry *entry)
{
  return *entry->wire_target != '\0' ? entry->wire_target : entry->target_path;
}

/* Returns: the copy's number; 0 without @error when the original is gone. */
static gint64
replay_copy (SyncSetup *setup, const StoreJournalEntry *entry, gint64 id, GError **error)
{
  g_autoptr (StoreLocalMessage) message = store_local_get (setup->store, setup->account_id, id, NULL);
  g_autofree char *once = g_strdup_printf ("copy %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, entry->id, id);
  g_autofree char *file = store_local_dup_file (setup->store, setup->account_id, id);
  g_autoptr (GMappedFile) mapped = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (message == NULL)
    return 0;
  mapped = g_mapped_file_new (file, FALSE, error);
  if (mapped == NULL)
    return 0;
  bytes = g_mapped_file_get_bytes (mapped);
  return sync_local_add_bytes (setup->store, setup->account_id, target_of (entry), message->flags,
                               message->received, bytes, once, error);
}

/* FLAGS, MOVE, COPY, DELETE of the entry's messages. */
static gboolean
replay_messages (SyncSetup *setup, const StoreJournalEntry *entry, GError **error)
{
  g_autoptr (GArray) from = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) to = g_array_new (FALSE, FALSE, sizeof (guint32));
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < entry->items->len; i++)
    {
      guint32 uid = ((StoreJournalItem *) entry->items->pdata[i])->uid;
      guint32 target = uid;
      GError *local_error = NULL;

      if (uid == 0)
        continue;
      if (entry->kind == STORE_ACTION_FLAGS)
        ok = replay_flags (setup, entry, uid, &local_error);
      else if (entry->kind == STORE_ACTION_MOVE)
        ok = store_local_move (setup->store, setup->account_id, uid, target_of (entry), &local_error);
      else if (entry->kind == STORE_ACTION_DELETE)
        ok = store_local_remove (setup->store, setup->account_id, uid, &local_error);
      else
        {
          target = (guint32) replay_copy (setup, entry, uid, &local_error);
          ok = local_error == NULL;
        }
      if (local_error != NULL)
        g_propagate_error (error, local_error);
      if (!ok || target == 0)
        continue;
      g_array_append_val (from, uid);
      g_array_append_val (to, target);
    }
  if (!ok)
    return FALSE;
  if (entry->kind == STORE_ACTION_FLAGS || entry->kind == STORE_ACTION_DELETE)
    return store_journal_done (setup->store, entry->id, 0, NULL, NULL, 0, error);
  return store_journal_done (setup->store, entry->id, SYNC_LOCAL_UIDVALIDITY, (guint32 *) (void *) from->data,
                             (guint32 *) (void *) to->data, from->len, error);
}

static gboolean
replay_append (SyncSetup *setup, const StoreJournalEntry *entry, GError **error)
{
  g_autofree char *once = g_strdup_printf ("append %" G_GINT64_FORMAT, entry->id);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) payload = store_journal_get_payload (setup->store, entry->id, &local_error);

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (payload != NULL
      && sync_local_add_bytes (setup->store, setup->account_id,
                               *entry->wire_path != '\0' ? entry->wire_path : entry->path, entry->add_flags,
                               base_clock_now_unix (), payload, once, error)
             == 0)
    return FALSE;
  return store_journal_done (setup->store, entry->id, 0, NULL, NULL, 0, error);
}

/* The new copy first, then the old one goes. */
static gboolean
replay_draft (SyncSetup *setup, const StoreJournalEntry *entry, GError **error)
{
  g_autofree char *once = g_strdup_printf ("draft %" G_GINT64_FORMAT, entry->id);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) payload = store_journal_get_payload (setup->store, entry->id, &local_error);
  g_autoptr (StoreDraftCopy) old = store_draft_copy_get (setup->store, entry->argument);
  const char *path = sync_local_role_path (STORE_ROLE_DRAFTS);
  StoreDraftCopy copy = { .draft_id = entry->argument,
                          .account_id = setup->account_id,
                          .path = (char *) path,
                          .uidvalidity = SYNC_LOCAL_UIDVALIDITY,
                          .rfc_message_id = entry->rfc_message_id,
                          .version = (guint) g_ascii_strtoull (entry->note, NULL, 10) };

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (payload != NULL)
    {
      copy.uid = (guint32) sync_local_add_bytes (setup->store, setup->account_id, path,
                                                 STORE_FLAG_DRAFT | STORE_FLAG_SEEN, base_clock_now_unix (),
                                                 payload, once, error);
      if (copy.uid == 0)
        return FALSE;
    }
  if (old != NULL && old->account_id == setup->account_id && old->uid != 0 && old->uid != copy.uid
      && !store_local_remove (setup->store, setup->account_id, old->uid, error))
    return FALSE;
  return store_journal_draft_done (setup->store, entry->id, payload != NULL ? &copy : NULL, error);
}

static gboolean
replay_folder (SyncSetup *setup, const StoreJournalEntry *entry, GError **error)
{
  Store *store = setup->store;
  const char *path = *entry->wire_path != '\0' ? entry->wire_path : entry->path;
  gboolean ok = TRUE;

  if (entry->kind == STORE_ACTION_FOLDER_CREATE)
    ok = store_local_folder_add (store, setup->account_id, entry->target_path, error)
         && store_journal_folder_named (store, entry->id, entry->target_path, error);
  else if (entry->kind == STORE_ACTION_FOLDER_RENAME)
    ok = store_local_folder_rename (store, setup->account_id, path, entry->target_path, error)
         && store_journal_folder_named (store, entry->id, entry->target_path, error);
  else if (entry->kind == STORE_ACTION_FOLDER_DELETE)
    ok = store_local_folder_remove (store, setup->account_id, path, error);
  return ok && store_journal_done (store, entry->id, 0, NULL, NULL, 0, error);
}

static gboolean
replay (SyncSetup *setup, const StoreJournalEntry *entry, GError **error)
{
  switch (entry->kind)
    {
    case STORE_ACTION_FLAGS:
    case STORE_ACTION_MOVE:
    case STORE_ACTION_DELETE:
    case STORE_ACTION_COPY:
      return replay_messages (setup, entry, error);
    case STORE_ACTION_APPEND:
      return replay_append (setup, entry, error);
    case STORE_ACTION_DRAFT:
      return replay_draft (setup, entry, error);
    case STORE_ACTION_FOLDER_CREATE:
    case STORE_ACTION_FOLDER_RENAME:
    case STORE_ACTION_FOLDER_DELETE:
    case STORE_ACTION_FOLDER_SUBSCRIBE:
      return replay_folder (setup, entry, error);
    }
  return store_journal_fail (setup->store, entry->id, "unknown operation", error);
}

/* sync_local_replay: everything in the journal of the account, in order. FALSE with @error: the rest waits. */
gboolean
sync_local_replay (SyncSetup *setup, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) entries = store_journal_pending (setup->store, setup->account_id, error);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      gint64 id = ((StoreJournalEntry *) entries->pdata[i])->id;
      g_autoptr (StoreJournalEntry) entry = NULL;
      g_autoptr (GError) local_error = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      /* Undone meanwhile: skipped. */
      if (!store_journal_begin (setup->store, id, &local_error)
          && g_error_matches (local_error, STORE_ERROR, STORE_ERROR_NOT_FOUND))
        continue;
      /* Read anew: an earlier one may have given its messages their numbers. */
      entry = local_error == NULL ? store_journal_get (setup->store, id, &local_error) : NULL;
      if (entry != NULL && replay (setup, entry, &local_error))
        continue;
      store_journal_retry (setup->store, id, local_error->message, NULL);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  return entries != NULL;
}

/* ---- Sent ---- */

static gboolean
file_one (SyncSetup *setup, gint64 outbox_id, GError **error)
{
  g_autoptr (StoreOutboxItem) item = store_outbox_get (setup->store, outbox_id, error);
  g_autofree char *once = g_strdup_printf ("sent %" G_GINT64_FORMAT, outbox_id);
  g_autofree char *bcc = item != NULL ? sync_send_options_get (item->options, "bcc") : NULL;
  g_autoptr (GBytes) copy
      = item != NULL && item->message != NULL ? sync_filing_add_bcc (item->message, bcc) : NULL;
  gint64 uid;

  if (item == NULL)
    return FALSE;
  if (copy == NULL)
    return store_outbox_set_filed (setup->store, outbox_id, 0, 0, error);
  uid = sync_local_add_bytes (
      setup->store, setup->account_id, sync_local_role_path (STORE_ROLE_SENT), STORE_FLAG_SEEN,
      item->delivered != 0 ? item->delivered : base_clock_now_unix (), copy, once, error);
  if (uid == 0)
    return FALSE;
  if (item->draft_id != 0 && !store_draft_remove (setup->store, item->draft_id, NULL))
    g_debug ("draft %" G_GINT64_FORMAT " was gone", item->draft_id);
  return store_outbox_set_filed (setup->store, outbox_id, SYNC_LOCAL_UIDVALIDITY, (guint32) uid, error)
         && store_outbox_drop_message (setup->store, outbox_id, error);
}

/* sync_local_file_sent: a copy of each message that was delivered, in the local Sent folder, once */
gboolean
sync_local_file_sent (SyncSetup *setup, GError **error)
{
  g_autoptr (GPtrArray) list = store_outbox_list (setup->store, setup->account_id, FALSE, error);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const StoreOutboxItem *item = list->pdata[i];

      if (item->state == STORE_OUTBOX_SENT && !file_one (setup, item->id, error))
        return FALSE;
    }
  return list != NULL;
}
