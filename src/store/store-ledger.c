/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-ledger.c: one row per attempt to send, in local.db (synchronous=FULL)
 *
 * A row is written before the attempt's first byte leaves, again before the bytes that make the server take the message, and when it
 * is known how it ended; each time with the outbox entry's state, in one transaction. So what a crash leaves says how far it came.
 * Any thread but the main one. */

#include "store-private.h"

#include "base-clock.h"

void
store_attempt_free (StoreAttempt *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self);
}

void
store_recipient_free (StoreRecipient *self)
{
  if (self == NULL)
    return;
  g_free (self->address);
  g_free (self->enhanced);
  g_free (self->text);
  g_free (self);
}

static void
announce (Store *store, gint64 outbox_id)
{
  store_change_add (
      store, STORE_CHANGE_OUTBOX,
      store_value (&store->writer, 0, "SELECT account_id FROM main.outbox WHERE id=?1", "i", outbox_id), 0, 0,
      0, 0);
}

gint64
store_ledger_begin (Store *store, gint64 outbox_id, GError **error)
{
  StoreConn *conn = &store->writer;
  gint64 id = 0;
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return 0;
  ok = store_run (conn, error,
                  "UPDATE main.outbox SET state=2,attempts=attempts+1,error='' WHERE id=?1 AND state=1", "i",
                  outbox_id);
  if (ok && sqlite3_changes (conn->db) > 0)
    {
      ok = store_run (conn, error,
                      "INSERT INTO main.send_attempt (outbox_id,number,started,step) SELECT id,attempts,?2,1 "
                      "FROM main.outbox WHERE id=?1",
                      "ii", outbox_id, base_clock_now_unix ());
      id = ok ? sqlite3_last_insert_rowid (conn->db) : 0;
      announce (store, outbox_id);
    }
  return store_end (store, ok, error) ? id : 0;
}

gboolean
store_ledger_commit (Store *store, gint64 outbox_id, gint64 attempt_id, GError **error)
{
  StoreConn *conn = &store->writer;
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = store_run (conn, error, "UPDATE main.outbox SET state=3 WHERE id=?1 AND state=2", "i", outbox_id);
  if (ok && sqlite3_changes (conn->db) == 0)
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "The message is not being sent");
      ok = FALSE;
    }
  ok = ok && store_run (conn, error, "UPDATE main.send_attempt SET step=2 WHERE id=?1", "i", attempt_id);
  return store_end (store, ok, error);
}

static gboolean
write_recipients (StoreConn *conn, gint64 outbox_id, GPtrArray *recipients, GError **error)
{
  if (recipients == NULL || recipients->len == 0)
    return TRUE;
  if (!store_run (conn, error, "DELETE FROM main.outbox_recipient WHERE outbox_id=?1", "i", outbox_id))
    return FALSE;
  for (guint i = 0; i < recipients->len; i++)
    {
      const StoreRecipient *one = g_ptr_array_index (recipients, i);

      if (!store_run (
              conn, error,
              "INSERT OR REPLACE INTO main.outbox_recipient (outbox_id,address,code,enhanced,text,accepted) "
              "VALUES (?1,?2,?3,?4,?5,?6)",
              "isissi", outbox_id, one->address, (gint64) one->code,
              one->enhanced != NULL ? one->enhanced : "", one->text != NULL ? one->text : "",
              (gint64) one->accepted))
        return FALSE;
    }
  return TRUE;
}

gboolean
store_ledger_end (Store *store, gint64 outbox_id, gint64 attempt_id, StoreOutboxState state,
                  StoreAttemptOutcome outcome, const char *text, gint64 next_attempt, GPtrArray *recipients,
                  GError **error)
{
  StoreConn *conn = &store->writer;
  gint64 now = base_clock_now_unix ();
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = store_run (
           conn, error,
           "UPDATE main.outbox SET state=?2,error=?3,next_attempt=?4,delivered=CASE ?2 WHEN 5 THEN ?5 ELSE "
           "delivered END WHERE id=?1",
           "iisii", outbox_id, (gint64) state, text != NULL ? text : "", next_attempt, now)
       && store_run (conn, error, "UPDATE main.send_attempt SET ended=?2,outcome=?3,text=?4 WHERE id=?1",
                     "iiis", attempt_id, now, (gint64) outcome, text != NULL ? text : "")
       && write_recipients (conn, outbox_id, recipients, error);
  announce (store, outbox_id);
  return store_end (store, ok, error);
}

GPtrArray *
store_ledger_list (Store *store, gint64 outbox_id, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) store_attempt_free);
  StoreConn *conn = store_read_begin (store, NULL);
  int result = -1;

  {
    g_auto (StoreStmt) stmt = store_sql (conn, error,
                                         "SELECT id,outbox_id,number,started,ended,step,outcome,text FROM "
                                         "main.send_attempt WHERE outbox_id=?1 ORDER BY number,id",
                                         "i", outbox_id);

    while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      {
        StoreAttempt *one = g_new0 (StoreAttempt, 1);

        one->id = sqlite3_column_int64 (stmt, 0);
        one->outbox_id = sqlite3_column_int64 (stmt, 1);
        one->number = (guint) sqlite3_column_int (stmt, 2);
        one->started = sqlite3_column_int64 (stmt, 3);
        one->ended = sqlite3_column_int64 (stmt, 4);
        one->committed = sqlite3_column_int (stmt, 5) >= 2;
        one->outcome = (StoreAttemptOutcome) sqlite3_column_int (stmt, 6);
        one->text = store_dup_column (stmt, 7);
        g_ptr_array_add (list, one);
      }
  }
  store_read_end (store, conn);
  return result == 0 ? g_steal_pointer (&list) : NULL;
}

GPtrArray *
store_ledger_get_recipients (Store *store, gint64 outbox_id, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) store_recipient_free);
  StoreConn *conn = store_read_begin (store, NULL);
  int result = -1;

  {
    g_auto (StoreStmt) stmt
        = store_sql (conn, error,
                     "SELECT address,code,enhanced,text,accepted FROM main.outbox_recipient "
                     "WHERE outbox_id=?1 ORDER BY address",
                     "i", outbox_id);

    while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      {
        StoreRecipient *one = g_new0 (StoreRecipient, 1);

        one->address = store_dup_column (stmt, 0);
        one->code = (guint) sqlite3_column_int (stmt, 1);
        one->enhanced = store_dup_column (stmt, 2);
        one->text = store_dup_column (stmt, 3);
        one->accepted = sqlite3_column_int (stmt, 4) != 0;
        g_ptr_array_add (list, one);
      }
  }
  store_read_end (store, conn);
  return result == 0 ? g_steal_pointer (&list) : NULL;
}
