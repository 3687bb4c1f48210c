/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-journal-plan.c: which entries of the journal become one command
 *
 * Pure. A thousand messages starred one by one are a thousand entries and one STORE. Entries change places only where nobody can tell
 * the difference: an entry may go before others when they are about other messages, and never over an operation on a folder. */

#include "sync-journal-plan.h"

#include <string.h>

#define BATCH_MAX 5000 /* messages in one command set */

static gboolean
is_about_messages (const StoreJournalEntry *entry)
{
  return entry->kind == STORE_ACTION_FLAGS || entry->kind == STORE_ACTION_MOVE
         || entry->kind == STORE_ACTION_COPY || entry->kind == STORE_ACTION_DELETE;
}

static gboolean
is_about_folders (const StoreJournalEntry *entry)
{
  return entry->kind >= STORE_ACTION_FOLDER_CREATE;
}

static gboolean
is_same_command (const StoreJournalEntry *a, const StoreJournalEntry *b)
{
  return a->kind == b->kind && a->state == b->state && a->uidvalidity == b->uidvalidity
         && a->add_flags == b->add_flags && a->remove_flags == b->remove_flags && a->argument == b->argument
         && strcmp (a->path, b->path) == 0 && strcmp (a->wire_path, b->wire_path) == 0
         && strcmp (a->wire_target, b->wire_target) == 0 && strcmp (a->add_keywords, b->add_keywords) == 0
         && strcmp (a->remove_keywords, b->remove_keywords) == 0;
}

/* @touched: keys of messages; an item whose message is not here is known by its UID alone and moves for nobody. */
static gboolean
touches (GHashTable *touched, const StoreJournalEntry *entry)
{
  for (guint i = 0; i < entry->items->len; i++)
    {
      StoreJournalItem *item = g_ptr_array_index (entry->items, i);

      if (item->message_id == 0 || g_hash_table_contains (touched, &item->message_id))
        return TRUE;
    }
  return FALSE;
}

static void
touch (GHashTable *touched, const StoreJournalEntry *entry)
{
  for (guint i = 0; i < entry->items->len; i++)
    g_hash_table_add (touched, &((StoreJournalItem *) g_ptr_array_index (entry->items, i))->message_id);
}

/**
 * sync_journal_plan_batch:
 * @entries: (element-type StoreJournalEntry): pending ones in order
 * @first: where to begin; not handled yet
 * @handled: as many as entries; those already done with are left out
 *
 * Returns: (transfer full) (element-type guint): indices of entries that go as one command, @first among them, rising
 */
GArray *
sync_journal_plan_batch (GPtrArray *entries, guint first, const gboolean *handled)
{
  GArray *batch = g_array_new (FALSE, FALSE, sizeof (guint));
  const StoreJournalEntry *head = g_ptr_array_index (entries, first);
  g_autoptr (GHashTable) touched = g_hash_table_new (g_int64_hash, g_int64_equal);
  guint n = head->items->len;

  g_array_append_val (batch, first);
  if (!is_about_messages (head) || touches (touched, head))
    return batch;
  touch (touched, head);
  for (guint i = first + 1; i < entries->len; i++)
    {
      const StoreJournalEntry *entry = g_ptr_array_index (entries, i);

      if (handled[i])
        continue;
      if (is_about_folders (entry))
        break;
      if (is_same_command (head, entry) && !touches (touched, entry) && n + entry->items->len <= BATCH_MAX)
        {
          g_array_append_val (batch, i);
          n += entry->items->len;
        }
      touch (touched, entry);
    }
  return batch;
}
