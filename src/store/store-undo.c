/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-undo.c: taking an action back
 *
 * An entry the server has not heard of, and on which nothing later rests, is cancelled. Else an inverse entry is appended: for MOVE
 * back to where it was, for FLAGS only the bits that the action had really changed, message by message. */

#include "store-private.h"

#define DEPENDENT                                                                                            \
  "SELECT 1 FROM main.journal_item mine JOIN main.journal_item other ON other.message_id=mine.message_id "   \
  "AND other.journal_id>?1"                                                                                  \
  " JOIN main.journal j ON j.id=other.journal_id WHERE mine.journal_id=?1 AND mine.message_id<>0 AND "       \
  "j.state IN (1,2) LIMIT 1"

static gboolean
fail (GError **error, const char *text)
{
  g_set_error_literal (error, STORE_ERROR, STORE_ERROR_NOT_UNDOABLE, text);
  return FALSE;
}

static gboolean
undo_move (Store *store, const StoreJournalEntry *entry, gint64 *group, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  StoreAction back = { 0 };

  if (entry->folder_id == 0 || entry->target_id == 0)
    return fail (error, "The folder is gone");
  for (guint i = 0; i < entry->items->len; i++)
    g_array_append_val (ids, ((StoreJournalItem *) g_ptr_array_index (entry->items, i))->message_id);
  back.kind = STORE_ACTION_MOVE;
  back.message_ids = (const gint64 *) (gpointer) ids->data;
  back.n_messages = ids->len;
  back.folder_id = entry->target_id;
  back.target_id = entry->folder_id;
  *group = store_journal_append (store, &back, *group, TRUE, error);
  return *group != 0;
}

/* The copies go; a message that was in the target before was not copied, so it has no item. */
static gboolean
undo_copy (Store *store, const StoreJournalEntry *entry, gint64 *group, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  StoreAction back = { .kind = STORE_ACTION_DELETE, .folder_id = entry->target_id };

  if (entry->target_id == 0)
    return fail (error, "The folder is gone");
  for (guint i = 0; i < entry->items->len; i++)
    g_array_append_val (ids, ((StoreJournalItem *) g_ptr_array_index (entry->items, i))->message_id);
  back.message_ids = (const gint64 *) (gpointer) ids->data;
  back.n_messages = ids->len;
  *group = store_journal_append (store, &back, *group, TRUE, error);
  return *group != 0;
}

static char *
keywords_before (Store *store, gint64 entry_id, gint64 message_id)
{
  StoreConn *conn = &store->writer;
  g_auto (StoreStmt) stmt = store_sql (
      conn, NULL, "SELECT prev_keywords FROM main.journal_item WHERE journal_id=?1 AND message_id=?2", "ii",
      entry_id, message_id);

  return stmt != NULL && store_step (conn, stmt, NULL) > 0 ? store_dup_column (stmt, 0) : g_strdup ("");
}

/* One message at a time: what was changed differs from one to the other. */
static gboolean
undo_flags (Store *store, const StoreJournalEntry *entry, gint64 *group, GError **error)
{
  for (guint i = 0; i < entry->items->len; i++)
    {
      const StoreJournalItem *item = g_ptr_array_index (entry->items, i);
      gint64 before = store_value (
          &store->writer, 0, "SELECT prev_flags FROM main.journal_item WHERE journal_id=?1 AND message_id=?2",
          "ii", entry->id, item->message_id);
      g_autofree char *words = keywords_before (store, entry->id, item->message_id);
      g_autofree char *add_keywords = store_keywords_select (entry->remove_keywords, words, TRUE);
      g_autofree char *remove_keywords = store_keywords_select (entry->add_keywords, words, FALSE);
      StoreAction back = { 0 };
      g_autoptr (GError) local_error = NULL;
      gint64 made;

      back.kind = STORE_ACTION_FLAGS;
      back.message_ids = &item->message_id;
      back.n_messages = 1;
      back.folder_id = entry->folder_id;
      back.add_flags = (StoreFlags) ((gint64) entry->remove_flags & before);
      back.remove_flags = (StoreFlags) ((gint64) entry->add_flags & ~before);
      back.add_keywords = add_keywords;
      back.remove_keywords = remove_keywords;
      if (back.add_flags == 0 && back.remove_flags == 0 && *add_keywords == '\0' && *remove_keywords == '\0')
        continue;
      made = store_journal_append (store, &back, *group, TRUE, &local_error);
      if (made != 0)
        *group = made;
      else if (!g_error_matches (local_error, STORE_ERROR, STORE_ERROR_NOT_FOUND)) /* gone, or so already */
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
undo_entry (Store *store, gint64 entry_id, gint64 *group, gint64 *account_id, GError **error)
{
  StoreConn *conn = &store->writer;
  g_autoptr (StoreJournalEntry) entry = store_journal_get (store, entry_id, error);

  if (entry == NULL)
    return FALSE;
  *account_id = entry->account_id;
  if (entry->state == STORE_JOURNAL_FAILED || entry->state == STORE_JOURNAL_CANCELLED)
    return TRUE;
  if (entry->state == STORE_JOURNAL_PENDING && store_value (conn, 0, DEPENDENT, "i", entry_id) == 0)
    return store_journal_revert (store, conn, entry_id, STORE_JOURNAL_CANCELLED, error);
  switch (entry->kind)
    {
    case STORE_ACTION_FLAGS:
      return undo_flags (store, entry, group, error);
    case STORE_ACTION_MOVE:
      return undo_move (store, entry, group, error);
    case STORE_ACTION_COPY:
      return undo_copy (store, entry, group, error);
    case STORE_ACTION_FOLDER_CREATE:
    case STORE_ACTION_FOLDER_RENAME:
    case STORE_ACTION_FOLDER_SUBSCRIBE:
      return store_journal_undo_folder (store, entry, group, error);
    case STORE_ACTION_DELETE:
    case STORE_ACTION_APPEND:
    case STORE_ACTION_DRAFT:
    case STORE_ACTION_FOLDER_DELETE:
    default:
      return fail (error, "Deleted for good");
    }
}

static GArray *
list_entries (StoreConn *conn, gint64 group_id, char **label, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_auto (StoreStmt) stmt = store_sql (
      conn, error,
      "SELECT id,label FROM main.journal WHERE group_id=?1 AND undone=0 AND inverse=0 ORDER BY id DESC", "i",
      group_id);
  int result = -1;

  while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
    {
      gint64 id = sqlite3_column_int64 (stmt, 0);

      g_array_append_val (ids, id);
      g_free (*label);
      *label = store_dup_column (stmt, 1);
    }
  return result == 0 ? g_steal_pointer (&ids) : NULL;
}

static gint64
undo_group (Store *store, gint64 group_id, char **label, GError **error)
{
  StoreConn *conn = &store->writer;
  g_autoptr (GArray) ids = NULL;
  gint64 account_id = 0, inverse_group = 0;

  if (group_id == 0)
    group_id = store_value (
        conn, 0,
        "SELECT max(group_id) FROM main.journal WHERE undone=0 AND inverse=0 AND undoable AND state IN "
        "(1,2,3)",
        "");
  ids = list_entries (conn, group_id, label, error);
  if (ids == NULL)
    return 0;
  if (ids->len == 0)
    return fail (error, "Nothing to undo"), 0;
  for (guint i = 0; i < ids->len; i++)
    if (!undo_entry (store, g_array_index (ids, gint64, i), &inverse_group, &account_id, error))
      return 0;
  if (!store_run (conn, error, "UPDATE main.journal SET undone=1 WHERE group_id=?1", "i", group_id))
    return 0;
  store_change_add (store, STORE_CHANGE_JOURNAL, account_id, 0, 0, 0, 0);
  return account_id;
}

gint64
store_undo (Store *store, gint64 group_id, char **label, GError **error)
{
  g_autofree char *found = g_strdup ("");
  gint64 account_id;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return 0;
  account_id = undo_group (store, group_id, &found, error);
  if (!store_end (store, account_id != 0, error))
    return 0;
  if (label != NULL)
    *label = g_steal_pointer (&found);
  return account_id;
}
