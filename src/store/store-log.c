/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-log.c: activity, reminders (snooze, follow-up), device passwords, in local.db. Any thread but the main one. */

#include "store-private.h"

#include <string.h>

#include "base-clock.h"

#define ACTIVITY_KEPT 10000
#define MAX_TEXT_BYTES 500
#define MAX_WAITING 1000

/* ---- activity ---- */

void
store_activity_free (StoreActivity *self)
{
  if (self == NULL)
    return;
  g_free (self->subject);
  g_free (self->detail);
  g_free (self);
}

static gpointer
activity_from_row (StoreStmt stmt)
{
  StoreActivity *self = g_new0 (StoreActivity, 1);

  self->id = sqlite3_column_int64 (stmt, 0);
  self->account_id = sqlite3_column_int64 (stmt, 1);
  self->time = sqlite3_column_int64 (stmt, 2);
  self->kind = (StoreActivityKind) sqlite3_column_int (stmt, 3);
  self->ok = sqlite3_column_int (stmt, 4) != 0;
  self->subject = store_dup_column (stmt, 5);
  self->detail = store_dup_column (stmt, 6);
  return self;
}

static char *
cut (const char *text)
{
  const char *given = STORE_TEXT (text);

  return g_utf8_make_valid (given, (gssize) MIN (strlen (given), MAX_TEXT_BYTES));
}

gboolean
store_activity_add (Store *store, gint64 account_id, StoreActivityKind kind, gboolean ok, const char *subject,
                    const char *detail, GError **error)
{
  g_autofree char *short_subject = cut (subject);
  g_autofree char *short_detail = cut (detail);
  gboolean done;

  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  done = store_run (
             &store->writer, error,
             "INSERT INTO main.activity (account_id,time,kind,ok,subject,detail) VALUES (?1,?2,?3,?4,?5,?6)",
             "iiiiss", account_id, base_clock_now_unix (), (gint64) kind, (gint64) ok, short_subject,
             short_detail)
         && store_run (&store->writer, error, "DELETE FROM main.activity WHERE id<=?1", "i",
                       (gint64) sqlite3_last_insert_rowid (store->writer.db) - ACTIVITY_KEPT);
  store_change_add (store, STORE_CHANGE_ACTIVITY, account_id, 0, 0, 0, 0);
  return store_end (store, done, error);
}

GPtrArray *
store_activity_list (Store *store, gint64 account_id, StoreActivityKind kind, gint64 before, guint limit,
                     GError **error)
{
  return store_rows (store, activity_from_row, (GDestroyNotify) store_activity_free, error,
                     "SELECT id,account_id,time,kind,ok,subject,detail FROM main.activity WHERE"
                     " (?1=0 OR account_id=?1) AND (?2=0 OR kind=?2) AND id<?3 ORDER BY id DESC LIMIT ?4",
                     "iiii", account_id, (gint64) kind, before > 0 ? before : G_MAXINT64,
                     limit > 0 ? (gint64) limit : (gint64) -1);
}

gboolean
store_activity_clear (Store *store, gint64 before, GError **error)
{
  return store_write (store, STORE_CHANGE_ACTIVITY, 0, error, "DELETE FROM main.activity WHERE time<?1", "i",
                      before)
         != 0;
}

/* ---- reminders ---- */

void
store_reminder_free (StoreReminder *self)
{
  if (self == NULL)
    return;
  g_free (self->message_id);
  g_free (self);
}

#define REMINDER                                                                                             \
  "SELECT r.id,r.account_id,r.kind,r.thread_key,coalesce((SELECT m.thread_id FROM mail.message m WHERE"      \
  " m.message_key=r.thread_key AND m.account_id=r.account_id LIMIT 1),(SELECT k.thread_id FROM"              \
  " mail.thread_key k WHERE k.account_id=r.account_id AND k.key=r.thread_key),0),"                           \
  "r.message_id,r.due,r.created,r.changed,r.state FROM main.reminder r "

static gpointer
reminder_from_row (StoreStmt stmt)
{
  StoreReminder *self = g_new0 (StoreReminder, 1);

  self->id = sqlite3_column_int64 (stmt, 0);
  self->account_id = sqlite3_column_int64 (stmt, 1);
  self->kind = (StoreReminderKind) sqlite3_column_int (stmt, 2);
  self->thread_key = sqlite3_column_int64 (stmt, 3);
  self->thread_id = sqlite3_column_int64 (stmt, 4);
  self->message_id = store_dup_column (stmt, 5);
  self->due = sqlite3_column_int64 (stmt, 6);
  self->created = sqlite3_column_int64 (stmt, 7);
  self->changed = sqlite3_column_int64 (stmt, 8);
  self->state = (StoreReminderState) sqlite3_column_int (stmt, 9);
  return self;
}

gint64
store_reminder_set (Store *store, const StoreReminder *r, GError **error)
{
  StoreConn *conn = &store->writer;
  gint64 id = 0;
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return 0;
  if (r->state == STORE_REMINDER_WAITING
      && store_value (conn, 0,
                      "SELECT count(*) FROM main.reminder WHERE account_id=?1 AND state=1 AND thread_key<>?2",
                      "ii", r->account_id, r->thread_key)
             >= MAX_WAITING)
    {
      g_set_error (error, STORE_ERROR, STORE_ERROR_INVALID, "More than %d conversations wait already",
                   MAX_WAITING);
      ok = FALSE;
    }
  else
    ok = store_run (
        conn, error,
        "INSERT INTO main.reminder (account_id,kind,thread_key,message_id,due,created,changed,state)"
        " VALUES (?1,?2,?3,?4,?5,?6,?7,?8) ON CONFLICT DO UPDATE SET"
        " message_id=excluded.message_id,due=excluded.due,changed=excluded.changed,"
        "state=excluded.state WHERE excluded.changed>=changed",
        "iiisiiii", r->account_id, (gint64) r->kind, r->thread_key, STORE_TEXT (r->message_id), r->due,
        r->created, r->changed, (gint64) r->state);
  if (ok)
    id = store_value (conn, 0,
                      "SELECT id FROM main.reminder WHERE account_id=?1 AND kind=?2 AND thread_key=?3", "iii",
                      r->account_id, (gint64) r->kind, r->thread_key);
  store_change_add (store, STORE_CHANGE_REMINDERS, r->account_id, 0, 0, 0, 0);
  return store_end (store, ok, error) ? id : 0;
}

GPtrArray *
store_reminders_list (Store *store, gint64 account_id, gboolean with_ended, GError **error)
{
  return store_rows (store, reminder_from_row, (GDestroyNotify) store_reminder_free, error,
                     REMINDER "WHERE (?1=0 OR r.account_id=?1) AND (?2 OR r.state<>3) ORDER BY r.due,r.id",
                     "ii", account_id, (gint64) with_ended);
}

gint64
store_reminder_next_due (Store *store)
{
  StoreConn *conn = store_read_begin (store, NULL);
  gint64 due = store_value (conn, 0, "SELECT min(due) FROM main.reminder WHERE state=1", "");

  store_read_end (store, conn);
  return due;
}

GPtrArray *
store_reminders_take_due (Store *store, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return NULL;
  rows = store_rows (store, reminder_from_row, (GDestroyNotify) store_reminder_free, error,
                     REMINDER "WHERE r.state=1 AND r.due<=?1 ORDER BY r.due,r.id", "i", now);
  ok = rows != NULL
       && (rows->len == 0
           || store_run (&store->writer, error,
                         "UPDATE main.reminder SET state=2,changed=?1 WHERE state=1 AND due<=?1", "i", now));
  if (ok && rows->len > 0)
    store_change_add (store, STORE_CHANGE_REMINDERS, 0, 0, 0, 0, 0);
  return store_end (store, ok, error) ? g_steal_pointer (&rows) : NULL;
}

gboolean
store_reminder_end (Store *store, gint64 id, GError **error)
{
  return store_write (store, STORE_CHANGE_REMINDERS, 0, error,
                      "UPDATE main.reminder SET state=3,changed=max(changed,?2) WHERE id=?1", "ii", id,
                      base_clock_now_unix ())
         != 0;
}

gint64
store_thread_get_key (Store *store, gint64 thread_id)
{
  StoreConn *conn = store_read_begin (store, NULL);
  gint64 key = store_value (conn, 0,
                            "SELECT message_key FROM mail.message WHERE thread_id=?1 AND message_key<>0"
                            " ORDER BY received,id LIMIT 1",
                            "i", thread_id);

  store_read_end (store, conn);
  return key;
}

/* ---- device passwords ---- */

void
store_device_free (StoreDevice *self)
{
  if (self == NULL)
    return;
  g_free (self->provider);
  g_free (self->remote_id);
  g_free (self->label);
  g_free (self->type);
  g_free (self->protocols);
  g_free (self->holder);
  g_free (self->note);
  g_free (self);
}

static gpointer
device_from_row (StoreStmt stmt)
{
  StoreDevice *self = g_new0 (StoreDevice, 1);

  self->id = sqlite3_column_int64 (stmt, 0);
  self->account_id = sqlite3_column_int64 (stmt, 1);
  self->provider = store_dup_column (stmt, 2);
  self->remote_id = store_dup_column (stmt, 3);
  self->label = store_dup_column (stmt, 4);
  self->type = store_dup_column (stmt, 5);
  self->protocols = store_dup_column (stmt, 6);
  self->holder = store_dup_column (stmt, 7);
  self->note = store_dup_column (stmt, 8);
  self->created = sqlite3_column_int64 (stmt, 9);
  self->last_used = sqlite3_column_int64 (stmt, 10);
  self->expires = sqlite3_column_int64 (stmt, 11);
  self->status = sqlite3_column_int (stmt, 12);
  self->is_this = sqlite3_column_int (stmt, 13) != 0;
  self->revoked = sqlite3_column_int64 (stmt, 14);
  return self;
}

GPtrArray *
store_devices_list (Store *store, gint64 account_id, GError **error)
{
  return store_rows (
      store, device_from_row, (GDestroyNotify) store_device_free, error,
      "SELECT id,account_id,provider,remote_id,label,type,protocols,holder,note,created,last_used,"
      "expires,status,is_this,revoked FROM main.device WHERE ?1=0 OR account_id=?1"
      " ORDER BY revoked>0,created DESC,id DESC",
      "i", account_id);
}

gint64
store_device_save (Store *store, const StoreDevice *d, GError **error)
{
  gint64 id;
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return 0;
  id = store_write (
      store, STORE_CHANGE_DEVICES, d->account_id, error,
      d->id == 0 ? "INSERT INTO main.device (account_id,provider,remote_id,label,type,protocols,holder,note,"
                   "created,last_used,expires,status,is_this,revoked) VALUES"
                   " (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14) RETURNING ?15"
                 : "UPDATE main.device SET account_id=?1,provider=?2,remote_id=?3,label=?4,type=?5,"
                   "protocols=?6,holder=?7,note=?8,created=?9,last_used=?10,expires=?11,status=?12,"
                   "is_this=?13,revoked=?14 WHERE id=?15",
      "isssssssiiiiiii", d->account_id, STORE_TEXT (d->provider), STORE_TEXT (d->remote_id),
      STORE_TEXT (d->label), STORE_TEXT (d->type), STORE_TEXT (d->protocols), STORE_TEXT (d->holder),
      STORE_TEXT (d->note), d->created, d->last_used, d->expires, (gint64) d->status, (gint64) d->is_this,
      d->revoked, d->id);
  ok = id != 0;
  if (d->id != 0)
    id = d->id;
  if (ok && d->is_this)
    ok = store_run (&store->writer, error, "UPDATE main.device SET is_this=(id=?2) WHERE account_id=?1", "ii",
                    d->account_id, id);
  return store_end (store, ok, error) ? id : 0;
}

gboolean
store_device_remove (Store *store, gint64 id, GError **error)
{
  return store_write (store, STORE_CHANGE_DEVICES, 0, error, "DELETE FROM main.device WHERE id=?1", "i", id)
         != 0;
}
