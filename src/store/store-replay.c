/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-replay.c: the journal as the one who replays it sees it
 *
 * PENDING → RUNNING before the first command, then DONE, FAILED or back to PENDING. Each step is one durable transaction, and each
 * may be repeated. Any thread but the main one. */

#include "store-private.h"

static void
item_free (StoreJournalItem *self)
{
  g_free (self->rfc_message_id);
  g_free (self);
}

void
store_journal_entry_free (StoreJournalEntry *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->wire_path);
  g_free (self->target_path);
  g_free (self->wire_target);
  g_free (self->add_keywords);
  g_free (self->remove_keywords);
  g_free (self->rfc_message_id);
  g_free (self->note);
  g_free (self->label);
  g_free (self->error);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_free (self);
}

#define SELECT_ENTRY                                                                                         \
  "SELECT j.id,j.group_id,j.account_id,j.kind,j.state,"                                                      \
  "coalesce((SELECT id FROM mail.folder f WHERE f.account_id=j.account_id AND "                              \
  "f.path=j.path),0),j.path,j.uidvalidity,"                                                                  \
  "coalesce((SELECT id FROM mail.folder f WHERE f.account_id=j.account_id AND "                              \
  "f.path=j.target_path),0),j.target_path,"                                                                  \
  "j.add_flags,j.remove_flags,j.attempts,j.error,j.created,"                                                 \
  "iif(j.wire_path<>'',j.wire_path,j.path),iif(j.wire_target<>'',j.wire_target,j.target_path),"              \
  "j.add_keywords,j.remove_keywords,j.argument,j.rfc_message_id,j.note,j.label FROM main.journal j "

static StoreJournalEntry *
from_row (StoreStmt stmt)
{
  StoreJournalEntry *self = g_new0 (StoreJournalEntry, 1);

  self->id = sqlite3_column_int64 (stmt, 0);
  self->group_id = sqlite3_column_int64 (stmt, 1);
  self->account_id = sqlite3_column_int64 (stmt, 2);
  self->kind = (StoreActionKind) sqlite3_column_int (stmt, 3);
  self->state = (StoreJournalState) sqlite3_column_int (stmt, 4);
  self->folder_id = sqlite3_column_int64 (stmt, 5);
  self->path = store_dup_column (stmt, 6);
  self->uidvalidity = (guint32) sqlite3_column_int64 (stmt, 7);
  self->target_id = sqlite3_column_int64 (stmt, 8);
  self->target_path = store_dup_column (stmt, 9);
  self->add_flags = (StoreFlags) sqlite3_column_int (stmt, 10);
  self->remove_flags = (StoreFlags) sqlite3_column_int (stmt, 11);
  self->attempts = (guint) sqlite3_column_int (stmt, 12);
  self->error = store_dup_column (stmt, 13);
  self->created = sqlite3_column_int64 (stmt, 14);
  self->wire_path = store_dup_column (stmt, 15);
  self->wire_target = store_dup_column (stmt, 16);
  self->add_keywords = store_dup_column (stmt, 17);
  self->remove_keywords = store_dup_column (stmt, 18);
  self->argument = sqlite3_column_int64 (stmt, 19);
  self->rfc_message_id = store_dup_column (stmt, 20);
  self->note = store_dup_column (stmt, 21);
  self->label = store_dup_column (stmt, 22);
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  return self;
}

static gboolean
load_items (StoreConn *conn, StoreJournalEntry *entry, GError **error)
{
  g_auto (StoreStmt) stmt = store_sql (
      conn, error,
      "SELECT message_id,uid,rfc_message_id,size,id FROM main.journal_item WHERE journal_id=?1 ORDER BY id",
      "i", entry->id);
  int result = -1;

  while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
    {
      StoreJournalItem *item = g_new0 (StoreJournalItem, 1);

      item->message_id = sqlite3_column_int64 (stmt, 0);
      item->uid = (guint32) sqlite3_column_int64 (stmt, 1);
      item->rfc_message_id = store_dup_column (stmt, 2);
      item->size = (guint64) sqlite3_column_int64 (stmt, 3);
      item->id = sqlite3_column_int64 (stmt, 4);
      g_ptr_array_add (entry->items, item);
    }
  return result == 0;
}

static GPtrArray *
load_entries (Store *store, const char *sql, gint64 argument, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) store_journal_entry_free);
  StoreConn *conn = store_read_begin (store, NULL);
  int result = -1;

  {
    g_auto (StoreStmt) stmt = store_sql (conn, error, sql, "i", argument);

    while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      g_ptr_array_add (list, from_row (stmt));
  }
  for (guint i = 0; result == 0 && i < list->len; i++)
    if (!load_items (conn, g_ptr_array_index (list, i), error))
      result = -1;
  store_read_end (store, conn);
  return result == 0 ? g_steal_pointer (&list) : NULL;
}

GPtrArray *
store_journal_pending (Store *store, gint64 account_id, GError **error)
{
  return load_entries (store, SELECT_ENTRY "WHERE j.account_id=?1 AND j.state IN (1,2) ORDER BY j.id",
                       account_id, error);
}

GPtrArray *
store_journal_failed (Store *store, gint64 account_id, GError **error)
{
  return load_entries (store, SELECT_ENTRY "WHERE j.account_id=?1 AND j.state=4 ORDER BY j.id DESC",
                       account_id, error);
}

StoreJournalEntry *
store_journal_get (Store *store, gint64 entry_id, GError **error)
{
  g_autoptr (GPtrArray) list = load_entries (store, SELECT_ENTRY "WHERE j.id=?1", entry_id, error);

  if (list != NULL && list->len == 1)
    return g_ptr_array_steal_index (list, 0);
  if (list != NULL)
    g_set_error_literal (error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "No such operation");
  return NULL;
}

/* ---- steps ---- */

static void
announce (Store *store, gint64 entry_id)
{
  store_change_add (
      store, STORE_CHANGE_JOURNAL,
      store_value (&store->writer, 0, "SELECT account_id FROM main.journal WHERE id=?1", "i", entry_id), 0, 0,
      0, 0);
}

/* One statement over ?1 entry, ?2 text that must meet a row. */
static gboolean
step (Store *store, gint64 entry_id, const char *sql, const char *text, GError **error)
{
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  announce (store, entry_id);
  ok = store_run (&store->writer, error, sql, "is", entry_id, text != NULL ? text : "");
  if (ok && sqlite3_changes (store->writer.db) == 0)
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_NOT_FOUND,
                           "The operation was taken back or is finished");
      ok = FALSE;
    }
  return store_end (store, ok, error);
}

gboolean
store_journal_begin (Store *store, gint64 entry_id, GError **error)
{
  return step (store, entry_id,
               "UPDATE main.journal SET state=2,attempts=attempts+1,error=?2 WHERE id=?1 AND state IN (1,2)",
               NULL, error);
}

gboolean
store_journal_begin_many (Store *store, const gint64 *ids, gsize n, GArray **begun, GError **error)
{
  g_autoptr (GArray) out = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean ok = TRUE;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  for (gsize i = 0; ok && i < n; i++)
    {
      ok = store_run (
          &store->writer, error,
          "UPDATE main.journal SET state=2,attempts=attempts+1,error='' WHERE id=?1 AND state IN (1,2)", "i",
          ids[i]);
      if (ok && sqlite3_changes (store->writer.db) > 0)
        g_array_append_val (out, ids[i]);
    }
  if (n > 0)
    announce (store, ids[0]);
  if (!store_end (store, ok, error))
    return FALSE;
  *begun = g_steal_pointer (&out);
  return TRUE;
}

gboolean
store_journal_set_argument (Store *store, gint64 entry_id, gint64 argument, GError **error)
{
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = store_run (&store->writer, error, "UPDATE main.journal SET argument=?2 WHERE id=?1", "ii", entry_id,
                  argument);
  return store_end (store, ok, error);
}

GBytes *
store_journal_get_payload (Store *store, gint64 entry_id, GError **error)
{
  StoreConn *conn = store_read_begin (store, NULL);
  GBytes *payload = NULL;
  int result = -1;

  {
    g_auto (StoreStmt) stmt
        = store_sql (conn, error, "SELECT payload FROM main.journal WHERE id=?1", "i", entry_id);

    if (stmt != NULL && (result = store_step (conn, stmt, error)) > 0
        && sqlite3_column_type (stmt, 0) != SQLITE_NULL)
      payload = g_bytes_new (sqlite3_column_blob (stmt, 0), (gsize) sqlite3_column_bytes (stmt, 0));
  }
  store_read_end (store, conn);
  if (result == 0)
    g_set_error_literal (error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "No such operation");
  return payload;
}

gboolean
store_journal_retry (Store *store, gint64 entry_id, const char *why, GError **error)
{
  return step (store, entry_id, "UPDATE main.journal SET state=1,error=?2 WHERE id=?1 AND state IN (1,2)",
               why, error);
}

gboolean
store_journal_dismiss (Store *store, gint64 entry_id, GError **error)
{
  return step (store, entry_id,
               "UPDATE main.journal SET state=5,error=?2,payload=NULL WHERE id=?1 AND state=4", NULL, error);
}

gboolean
store_journal_rebind (Store *store, const StoreJournalEntry *entry, guint32 uidvalidity, GError **error)
{
  StoreConn *conn = &store->writer;
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = store_run (conn, error, "UPDATE main.journal SET uidvalidity=?2 WHERE id=?1", "ii", entry->id,
                  (gint64) uidvalidity);
  for (guint i = 0; ok && i < entry->items->len; i++)
    {
      const StoreJournalItem *item = g_ptr_array_index (entry->items, i);

      ok = store_run (conn, error, "UPDATE main.journal_item SET uid=?2 WHERE id=?1", "ii", item->id,
                      (gint64) item->uid);
    }
  return store_end (store, ok, error);
}

gboolean
store_journal_fail (Store *store, gint64 entry_id, const char *why, GError **error)
{
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  announce (store, entry_id);
  ok = store_journal_revert (store, &store->writer, entry_id, STORE_JOURNAL_FAILED, error)
       && store_run (&store->writer, error, "UPDATE main.journal SET error=?2 WHERE id=?1", "is", entry_id,
                     why != NULL ? why : "");
  return store_end (store, ok, error);
}

/* ---- done ---- */

/* The server's flags now include the entry's; what is still pending stays on top. */
static gboolean
finish_flags (Store *store, StoreConn *conn, const StoreJournalEntry *entry, GError **error)
{
  for (guint i = 0; i < entry->items->len; i++)
    {
      const StoreJournalItem *item = g_ptr_array_index (entry->items, i);
      gint64 placement = store_value (conn, 0,
                                      "SELECT id FROM mail.placement WHERE message_id=?1 AND folder_id=?2 "
                                      "AND (?3=0 OR uid=?3) ORDER BY hidden,id LIMIT 1",
                                      "iii", item->message_id, entry->folder_id, (gint64) item->uid);

      if (placement != 0
          && (!store_run (conn, error,
                          "UPDATE mail.placement SET server_flags=(server_flags|?2)&~?3 WHERE id=?1", "iii",
                          placement, (gint64) entry->add_flags, (gint64) entry->remove_flags)
              || !store_journal_take_server_keywords (conn, placement, entry->add_keywords,
                                                      entry->remove_keywords, error)
              || !store_journal_refresh_flags (store, conn, placement, error)))
        return FALSE;
    }
  return TRUE;
}

static guint32
find_uid (guint32 from, const guint32 *from_uids, const guint32 *to_uids, gsize n)
{
  for (gsize i = 0; from != 0 && i < n; i++)
    if (from_uids[i] == from)
      return to_uids[i];
  return 0;
}

/* The folder's sync may have been here first: then nothing is left to bind. */
static gboolean
bind_target (Store *store, StoreConn *conn, const StoreJournalEntry *entry, gint64 message_id, guint32 uid,
             GError **error)
{
  gint64 placement = store_value (
      conn, 0,
      "SELECT id FROM mail.placement WHERE message_id=?1 AND folder_id=?2 AND uid IS NULL AND provisional=?3",
      "iii", message_id, entry->target_id, entry->id);

  if (placement == 0
      || store_value (conn, 0, "SELECT id FROM mail.placement WHERE folder_id=?1 AND uid=?2", "ii",
                      entry->target_id, (gint64) uid)
             != 0)
    return TRUE;
  return store_journal_bind (store, conn, placement, uid, error);
}

static gboolean
finish_move (Store *store, StoreConn *conn, const StoreJournalEntry *entry, guint32 uidvalidity,
             const guint32 *from_uids, const guint32 *to_uids, gsize n, GError **error)
{
  gint64 known
      = store_value (conn, 0, "SELECT uidvalidity FROM mail.folder WHERE id=?1", "i", entry->target_id);
  gboolean trust = uidvalidity != 0 && known == (gint64) uidvalidity;

  for (guint i = 0; trust && i < entry->items->len; i++)
    {
      const StoreJournalItem *item = g_ptr_array_index (entry->items, i);
      guint32 uid = find_uid (item->uid, from_uids, to_uids, n);

      if (uid != 0 && item->message_id != 0
          && !bind_target (store, conn, entry, item->message_id, uid, error))
        return FALSE;
    }
  return store_run (conn, error, "DELETE FROM mail.placement WHERE hidden=?1 AND hidden<>0", "i", entry->id);
}

/* Inside a transaction. An entry that is done already changes nothing. */
static gboolean
finish (Store *store, gint64 entry_id, guint32 uidvalidity, const guint32 *from_uids, const guint32 *to_uids,
        gsize n, GError **error)
{
  StoreConn *conn = &store->writer;
  g_autoptr (StoreJournalEntry) entry = store_journal_get (store, entry_id, error);

  if (entry == NULL
      || !store_run (conn, error, "UPDATE main.journal SET state=3,error='',payload=NULL WHERE id=?1", "i",
                     entry_id))
    return FALSE;
  switch (entry->kind)
    {
    case STORE_ACTION_FLAGS:
      return finish_flags (store, conn, entry, error);
    case STORE_ACTION_MOVE:
    case STORE_ACTION_COPY:
    case STORE_ACTION_DELETE:
      return finish_move (store, conn, entry, uidvalidity, from_uids, to_uids, n, error);
    case STORE_ACTION_APPEND:
    case STORE_ACTION_DRAFT:
    case STORE_ACTION_FOLDER_CREATE:
    case STORE_ACTION_FOLDER_RENAME:
    case STORE_ACTION_FOLDER_DELETE:
    case STORE_ACTION_FOLDER_SUBSCRIBE:
    default:
      return store_journal_finish_folder (store, conn, entry_id, error);
    }
}

gboolean
store_journal_done_many (Store *store, const gint64 *ids, gsize n_ids, guint32 uidvalidity,
                         const guint32 *from_uids, const guint32 *to_uids, gsize n, GError **error)
{
  gboolean ok = TRUE;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  for (gsize i = 0; ok && i < n_ids; i++)
    ok = finish (store, ids[i], uidvalidity, from_uids, to_uids, n, error);
  if (n_ids > 0)
    announce (store, ids[0]);
  return store_end (store, ok, error);
}

gboolean
store_journal_done (Store *store, gint64 entry_id, guint32 uidvalidity, const guint32 *from_uids,
                    const guint32 *to_uids, gsize n, GError **error)
{
  return store_journal_done_many (store, &entry_id, 1, uidvalidity, from_uids, to_uids, n, error);
}
