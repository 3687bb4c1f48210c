/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-outbox.c: mail on its way out, in local.db (synchronous=FULL)
 *
 * The Message-ID is fixed and unique before the first attempt. The state says what may have happened on the wire, so that after a
 * crash nothing is sent twice: COMMITTING found at start becomes UNKNOWN and waits for a person. Any thread but the main one. */

#include "store-private.h"

#include "base-clock.h"

void
store_outbox_item_free (StoreOutboxItem *self)
{
  if (self == NULL)
    return;
  g_free (self->from);
  g_strfreev (self->recipients);
  g_free (self->message_id);
  g_free (self->subject);
  g_clear_pointer (&self->message, g_bytes_unref);
  g_free (self->error);
  g_free (self);
}

gint64
store_outbox_add (Store *store, gint64 account_id, const char *from, const char *const *recipients,
                  GBytes *message, const char *message_id, const char *subject, gint64 not_before,
                  GError **error)
{
  StoreConn *conn = &store->writer;
  g_autofree char *id_text = store_normalize_message_id (message_id);
  g_autofree char *joined = g_strjoinv ("\n", (char **) recipients);
  gint64 id = 0;
  gboolean ok = FALSE;

  if (*id_text == '\0' || *joined == '\0')
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_INVALID,
                           "A message to send needs a Message-ID and a recipient");
      return 0;
    }
  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return 0;
  if (store_value (conn, 0, "SELECT 1 FROM main.outbox WHERE message_id=?1", "s", id_text) != 0)
    g_set_error (error, STORE_ERROR, STORE_ERROR_INVALID, "The message %s is in the outbox already", id_text);
  else
    ok = store_run (conn, error,
                    "INSERT INTO main.outbox "
                    "(account_id,sender,recipients,message_id,subject,size,created,not_before,state,message)"
                    " VALUES (?1,?2,?3,?4,?5,?6,?7,?8,1,?9)",
                    "issssiiib", account_id, from, joined, id_text, subject != NULL ? subject : "",
                    (gint64) g_bytes_get_size (message), base_clock_now_unix (), not_before, message);
  if (ok)
    id = sqlite3_last_insert_rowid (conn->db);
  store_change_add (store, STORE_CHANGE_OUTBOX, account_id, 0, 0, 0, 0);
  return store_end (store, ok, error) ? id : 0;
}

#define COLUMNS                                                                                              \
  "id,account_id,sender,recipients,message_id,subject,size,created,not_before,state,attempts,next_attempt,"  \
  "error"

static StoreOutboxItem *
from_row (StoreStmt stmt)
{
  StoreOutboxItem *self = g_new0 (StoreOutboxItem, 1);

  self->id = sqlite3_column_int64 (stmt, 0);
  self->account_id = sqlite3_column_int64 (stmt, 1);
  self->from = store_dup_column (stmt, 2);
  self->recipients = g_strsplit ((const char *) sqlite3_column_text (stmt, 3), "\n", -1);
  self->message_id = store_dup_column (stmt, 4);
  self->subject = store_dup_column (stmt, 5);
  self->size = (guint64) sqlite3_column_int64 (stmt, 6);
  self->created = sqlite3_column_int64 (stmt, 7);
  self->not_before = sqlite3_column_int64 (stmt, 8);
  self->state = (StoreOutboxState) sqlite3_column_int (stmt, 9);
  self->attempts = (guint) sqlite3_column_int (stmt, 10);
  self->next_attempt = sqlite3_column_int64 (stmt, 11);
  self->error = store_dup_column (stmt, 12);
  return self;
}

GPtrArray *
store_outbox_list (Store *store, gint64 account_id, gboolean with_filed, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) store_outbox_item_free);
  StoreConn *conn = store_read_begin (store, NULL);
  int result = -1;

  {
    g_auto (StoreStmt) stmt = store_sql (
        conn, error,
        "SELECT " COLUMNS " FROM main.outbox WHERE (?1=0 OR account_id=?1) AND (?2 OR state<>6) ORDER BY id",
        "ii", account_id, (gint64) with_filed);

    while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      g_ptr_array_add (list, from_row (stmt));
  }
  store_read_end (store, conn);
  return result == 0 ? g_steal_pointer (&list) : NULL;
}

StoreOutboxItem *
store_outbox_get (Store *store, gint64 id, GError **error)
{
  StoreConn *conn = store_read_begin (store, NULL);
  StoreOutboxItem *item = NULL;
  int result = -1;

  {
    g_auto (StoreStmt) stmt
        = store_sql (conn, error, "SELECT " COLUMNS ",message FROM main.outbox WHERE id=?1", "i", id);

    if (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      {
        item = from_row (stmt);
        item->message = g_bytes_new (sqlite3_column_blob (stmt, 13), (gsize) sqlite3_column_bytes (stmt, 13));
      }
  }
  store_read_end (store, conn);
  if (result == 0)
    g_set_error_literal (error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "No such message in the outbox");
  return item;
}

static void
announce (Store *store, gint64 id)
{
  gint64 account_id
      = store_value (&store->writer, 0, "SELECT account_id FROM main.outbox WHERE id=?1", "i", id);

  store_change_add (store, STORE_CHANGE_OUTBOX, account_id, 0, 0, 0, 0);
}

gboolean
store_outbox_set_state (Store *store, gint64 id, StoreOutboxState state, const char *error_text,
                        gint64 next_attempt, GError **error)
{
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = store_run (
      &store->writer, error,
      "UPDATE main.outbox SET state=?2,error=?3,next_attempt=?4,attempts=attempts+(?2=2) WHERE id=?1", "iisi",
      id, (gint64) state, error_text != NULL ? error_text : "", next_attempt);
  if (ok && sqlite3_changes (store->writer.db) == 0)
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "No such message in the outbox");
      ok = FALSE;
    }
  announce (store, id);
  return store_end (store, ok, error);
}

gboolean
store_outbox_transition (Store *store, gint64 id, StoreOutboxState from, StoreOutboxState to, GError **error)
{
  gboolean ok, changed;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = store_run (&store->writer, error,
                  "UPDATE main.outbox SET state=?3,attempts=attempts+(?3=2) WHERE id=?1 AND state=?2", "iii",
                  id, (gint64) from, (gint64) to);
  changed = ok && sqlite3_changes (store->writer.db) > 0;
  if (changed)
    announce (store, id);
  return store_end (store, ok, error) && changed;
}

gboolean
store_outbox_remove (Store *store, gint64 id, GError **error)
{
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  announce (store, id);
  ok = store_run (&store->writer, error, "DELETE FROM main.outbox WHERE id=?1 AND state NOT IN (2,3)", "i",
                  id);
  if (ok && sqlite3_changes (store->writer.db) == 0)
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_BUSY,
                           "The message is being sent, or is not in the outbox");
      ok = FALSE;
    }
  return store_end (store, ok, error);
}

gboolean
store_outbox_recover (Store *store, GError **error)
{
  gboolean ok;

  if (store_value (&store->writer, 0, "SELECT 1 FROM main.outbox WHERE state IN (2,3) LIMIT 1", "") == 0)
    return TRUE;
  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = store_run (&store->writer, error,
                  "UPDATE main.outbox SET state=CASE state WHEN 3 THEN 4 ELSE 1 END WHERE state IN (2,3)",
                  "");
  return store_end (store, ok, error);
}
