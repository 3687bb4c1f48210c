/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-outbox.c: mail on its way out, in local.db (synchronous=FULL)
 *
 * The Message-ID is fixed and unique before the first attempt. The state says what may have happened on the wire, so that after a
 * crash nothing is sent twice: COMMITTING found at start becomes UNKNOWN and waits for a person. Any thread but the main one. */

#include "store-private.h"

#include "base-clock.h"

#include <time.h>

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
  g_free (self->boot);
  g_free (self->options);
  g_free (self);
}

const char *
store_clock_get_boot (void)
{
  static gsize once;
  static char *boot;

  if (g_once_init_enter (&once))
    {
      if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &boot, NULL, NULL))
        boot = g_strdup ("");
      g_strstrip (boot);
      g_once_init_leave (&once, 1);
    }
  return boot;
}

gint64
store_clock_boottime_ms (void)
{
  struct timespec now;

  if (clock_gettime (CLOCK_BOOTTIME, &now) != 0)
    return base_clock_monotonic_us () / 1000;
  return (gint64) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static gint64
insert (StoreConn *conn, const StoreOutboxNew *what, const char *id_text, const char *joined, GError **error)
{
  gint64 now = base_clock_now_unix ();
  gint64 hold_until
      = what->hold_ms > 0 ? base_clock_monotonic_us () + (gint64) what->hold_ms * 1000 : (gint64) 0;

  if (!store_run (
          conn, error,
          "INSERT INTO main.outbox "
          "(account_id,sender,recipients,message_id,subject,size,created,not_before,state,message,hold_ms,"
          "hold_until,boot,anchored,anchor_unix,flags,options,draft_id)"
          " VALUES (?1,?2,?3,?4,?5,?6,?7,?8,1,?9,?10,?11,?12,?13,?7,?14,?15,?16)",
          "issssiiibiisiisi", what->account_id, what->from, joined, id_text,
          what->subject != NULL ? what->subject : "", (gint64) g_bytes_get_size (what->message), now,
          what->not_before, what->message, (gint64) what->hold_ms, hold_until, store_clock_get_boot (),
          store_clock_boottime_ms (), (gint64) what->flags, what->options != NULL ? what->options : "",
          what->draft_id))
    return 0;
  return sqlite3_last_insert_rowid (conn->db);
}

gint64
store_outbox_add_new (Store *store, const StoreOutboxNew *what, GError **error)
{
  StoreConn *conn = &store->writer;
  g_autofree char *id_text = store_normalize_message_id (what->message_id);
  g_autofree char *joined = g_strjoinv ("\n", (char **) what->recipients);
  gint64 id = 0;

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
    id = insert (conn, what, id_text, joined, error);
  if (id != 0 && what->draft_id != 0 && !store_draft_set_outbox (store, what->draft_id, id, error))
    id = 0;
  store_change_add (store, STORE_CHANGE_OUTBOX, what->account_id, 0, 0, 0, 0);
  return store_end (store, id != 0, error) ? id : 0;
}

gint64
store_outbox_add (Store *store, gint64 account_id, const char *from, const char *const *recipients,
                  GBytes *message, const char *message_id, const char *subject, gint64 not_before,
                  GError **error)
{
  StoreOutboxNew what = { .account_id = account_id,
                          .from = from,
                          .recipients = recipients,
                          .message = message,
                          .message_id = message_id,
                          .subject = subject,
                          .not_before = not_before };

  return store_outbox_add_new (store, &what, error);
}

#define COLUMNS                                                                                              \
  "id,account_id,sender,recipients,message_id,subject,size,created,not_before,state,attempts,next_attempt,"  \
  "error,hold_ms,hold_until,boot,anchored,anchor_unix,flags,options,checked,delivered,draft_id,"             \
  "filed_uidvalidity,filed_uid"
#define MESSAGE_COLUMN 25

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
  self->hold_ms = (guint) sqlite3_column_int64 (stmt, 13);
  self->hold_until_us = sqlite3_column_int64 (stmt, 14);
  self->boot = store_dup_column (stmt, 15);
  self->anchored_ms = sqlite3_column_int64 (stmt, 16);
  self->anchor_unix = sqlite3_column_int64 (stmt, 17);
  self->flags = (guint) sqlite3_column_int64 (stmt, 18);
  self->options = store_dup_column (stmt, 19);
  self->checked = sqlite3_column_int64 (stmt, 20);
  self->delivered = sqlite3_column_int64 (stmt, 21);
  self->draft_id = sqlite3_column_int64 (stmt, 22);
  self->filed_uidvalidity = (guint32) sqlite3_column_int64 (stmt, 23);
  self->filed_uid = (guint32) sqlite3_column_int64 (stmt, 24);
  return self;
}

static GPtrArray *
list (Store *store, const char *sql, gint64 a, gint64 b, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) store_outbox_item_free);
  StoreConn *conn = store_read_begin (store, NULL);
  int result = -1;

  {
    g_auto (StoreStmt) stmt = store_sql (conn, error, sql, "ii", a, b);

    while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      g_ptr_array_add (items, from_row (stmt));
  }
  store_read_end (store, conn);
  return result == 0 ? g_steal_pointer (&items) : NULL;
}

GPtrArray *
store_outbox_list (Store *store, gint64 account_id, gboolean with_filed, GError **error)
{
  return list (store,
               "SELECT " COLUMNS
               " FROM main.outbox WHERE (?1=0 OR account_id=?1) AND (?2 OR state<>6) ORDER BY id",
               account_id, (gint64) with_filed, error);
}

GPtrArray *
store_outbox_list_filed (Store *store, gint64 account_id, gint64 since, GError **error)
{
  return list (store,
               "SELECT " COLUMNS
               " FROM main.outbox WHERE account_id=?1 AND state=6 AND filed_uid<>0 AND delivered>=?2 AND "
               "length(message)>0 ORDER BY id",
               account_id, since, error);
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
        item->message = g_bytes_new (sqlite3_column_blob (stmt, MESSAGE_COLUMN),
                                     (gsize) sqlite3_column_bytes (stmt, MESSAGE_COLUMN));
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
  ok = store_run (&store->writer, error,
                  "UPDATE main.outbox SET state=?2,error=?3,next_attempt=?4,attempts=attempts+(?2=2),"
                  "delivered=CASE WHEN ?2=5 AND delivered=0 THEN ?5 ELSE delivered END WHERE id=?1",
                  "iisii", id, (gint64) state, error_text != NULL ? error_text : "", next_attempt,
                  base_clock_now_unix ());
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

/* One statement over ?1 id, ?2 and ?3 numbers; @busy: (nullable): what to say when no row is in a state for it. */
static gboolean
change (Store *store, gint64 id, const char *sql, gint64 a, gint64 b, const char *busy, GError **error)
{
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  announce (store, id);
  ok = store_run (&store->writer, error, sql, "iii", id, a, b);
  if (ok && busy != NULL && sqlite3_changes (store->writer.db) == 0)
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_BUSY, busy);
      ok = FALSE;
    }
  return store_end (store, ok, error);
}

gboolean
store_outbox_change_flags (Store *store, gint64 id, guint set, guint clear, GError **error)
{
  return change (store, id, "UPDATE main.outbox SET flags=(flags|?2)&~?3 WHERE id=?1", set, clear, NULL,
                 error);
}

gboolean
store_outbox_set_checked (Store *store, gint64 id, GError **error)
{
  return change (store, id, "UPDATE main.outbox SET checked=?2 WHERE id=?1 AND ?3=0", base_clock_now_unix (),
                 0, NULL, error);
}

gboolean
store_outbox_set_filed (Store *store, gint64 id, guint32 uidvalidity, guint32 uid, GError **error)
{
  return change (store, id,
                 "UPDATE main.outbox SET state=6,error='',filed_uidvalidity=?2,filed_uid=?3 WHERE id=?1",
                 uidvalidity, uid, NULL, error);
}

gboolean
store_outbox_drop_message (Store *store, gint64 id, GError **error)
{
  return change (store, id, "UPDATE main.outbox SET message=zeroblob(0) WHERE id=?1 AND state=6 AND ?2=?3", 0,
                 0, NULL, error);
}

gboolean
store_outbox_reschedule (Store *store, gint64 id, gint64 not_before, GError **error)
{
  StoreConn *conn = &store->writer;
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = change (store, id,
               "UPDATE main.outbox SET not_before=?2,hold_ms=0,hold_until=0,next_attempt=0 WHERE id=?1 AND "
               "state=1 "
               "AND ?3=0",
               not_before, 0, "The message is not waiting any more", error)
       && store_run (conn, error, "UPDATE main.outbox SET boot=?2,anchored=?3,anchor_unix=?4 WHERE id=?1",
                     "isii", id, store_clock_get_boot (), store_clock_boottime_ms (), base_clock_now_unix ());
  return store_end (store, ok, error);
}

gboolean
store_outbox_remove (Store *store, gint64 id, GError **error)
{
  StoreConn *conn = &store->writer;
  gint64 draft_id;
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  draft_id = store_value (conn, 0, "SELECT draft_id FROM main.outbox WHERE id=?1", "i", id);
  ok = change (store, id,
               "DELETE FROM main.outbox WHERE id=?1 AND state NOT IN (2,3) AND NOT (state=5 AND flags&?2) "
               "AND ?3=0",
               STORE_OUTBOX_ON_SERVER, 0, "The message is being sent, or is not in the outbox", error)
       && store_run (conn, error, "DELETE FROM main.outbox_recipient WHERE outbox_id=?1", "i", id)
       && store_run (conn, error, "DELETE FROM main.send_attempt WHERE outbox_id=?1", "i", id)
       && (draft_id == 0 || store_draft_set_outbox (store, draft_id, 0, error));
  return store_end (store, ok, error);
}

gboolean
store_outbox_prune (Store *store, gint64 before, GError **error)
{
  StoreConn *conn = &store->writer;
  gboolean ok;

  if (store_value (conn, 0, "SELECT 1 FROM main.outbox WHERE state=6 AND delivered<?1 LIMIT 1", "i", before)
      == 0)
    return TRUE;
  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  ok = store_run (conn, error, "DELETE FROM main.outbox WHERE state=6 AND delivered<?1", "i", before)
       && store_run (conn, error,
                     "DELETE FROM main.outbox_recipient WHERE outbox_id NOT IN (SELECT id FROM main.outbox)",
                     "")
       && store_run (conn, error,
                     "DELETE FROM main.send_attempt WHERE outbox_id NOT IN (SELECT id FROM main.outbox)", "");
  return store_end (store, ok, error);
}

/* A hold of an earlier boot begins again: nobody could take anything back while the machine was off. */
static gboolean
set_clocks_anew (Store *store, GError **error)
{
  const char *boot = store_clock_get_boot ();

  return store_run (&store->writer, error,
                    "UPDATE main.outbox SET hold_until=iif(hold_ms>0,?2+hold_ms*1000,0),boot=?1,anchored=?3,"
                    "anchor_unix=max(anchor_unix,?4) WHERE state=1 AND boot<>?1",
                    "siii", boot, base_clock_monotonic_us (), store_clock_boottime_ms (),
                    base_clock_now_unix ());
}

gboolean
store_outbox_recover (Store *store, GError **error)
{
  gboolean ok;

  if (store_value (&store->writer, 0, "SELECT 1 FROM main.outbox WHERE state IN (1,2,3) LIMIT 1", "") == 0)
    return TRUE;
  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = store_run (&store->writer, error,
                  "UPDATE main.send_attempt SET outcome=CASE step WHEN 2 THEN 4 ELSE 5 END WHERE outcome=0",
                  "")
       && store_run (&store->writer, error,
                     "UPDATE main.outbox SET state=CASE state WHEN 3 THEN 4 ELSE 1 END WHERE state IN (2,3)",
                     "")
       && set_clocks_anew (store, error);
  return store_end (store, ok, error);
}
