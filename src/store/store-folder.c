/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-folder.c: mailboxes and what sync knows of them, in mail.db. Any thread but the main one. */

#include "store-private.h"

StoreFolder *
store_folder_new (void)
{
  StoreFolder *self = g_new0 (StoreFolder, 1);

  self->role = STORE_ROLE_NONE;
  self->selectable = self->subscribed = TRUE;
  return self;
}

StoreFolder *
store_folder_copy (const StoreFolder *self)
{
  StoreFolder *copy = g_memdup2 (self, sizeof *self);

  copy->path = g_strdup (self->path);
  copy->display = g_strdup (self->display);
  copy->name = g_strdup (self->name);
  return copy;
}

void
store_folder_free (StoreFolder *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->display);
  g_free (self->name);
  g_free (self);
}

#define COLUMNS                                                                                              \
  "id,account_id,path,display,name,delimiter,role,attributes,selectable,subscribed,uidvalidity,uidnext,"     \
  "highestmodseq,low_uid,synced_at,total,unread"

static StoreFolder *
from_row (StoreStmt stmt)
{
  StoreFolder *self = g_new0 (StoreFolder, 1);

  self->id = sqlite3_column_int64 (stmt, 0);
  self->account_id = sqlite3_column_int64 (stmt, 1);
  self->path = store_dup_column (stmt, 2);
  self->display = store_dup_column (stmt, 3);
  self->name = store_dup_column (stmt, 4);
  self->delimiter = (char) sqlite3_column_int (stmt, 5);
  self->role = (StoreRole) sqlite3_column_int (stmt, 6);
  self->attributes = (guint) sqlite3_column_int64 (stmt, 7);
  self->selectable = sqlite3_column_int (stmt, 8) != 0;
  self->subscribed = sqlite3_column_int (stmt, 9) != 0;
  self->uidvalidity = (guint32) sqlite3_column_int64 (stmt, 10);
  self->uidnext = (guint32) sqlite3_column_int64 (stmt, 11);
  self->highestmodseq = (guint64) sqlite3_column_int64 (stmt, 12);
  self->low_uid = (guint32) sqlite3_column_int64 (stmt, 13);
  self->synced_at = sqlite3_column_int64 (stmt, 14);
  self->total = (guint) MAX (0, sqlite3_column_int64 (stmt, 15));
  self->unread = (guint) MAX (0, sqlite3_column_int64 (stmt, 16));
  return self;
}

GPtrArray *
store_folders_list (Store *store, gint64 account_id, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) store_folder_free);
  StoreConn *conn = store_read_begin (store, NULL);
  int result = -1;

  {
    g_auto (StoreStmt) stmt
        = store_sql (conn, error,
                     "SELECT " COLUMNS " FROM mail.folder WHERE account_id=?1 AND hidden=0 ORDER BY "
                     "role<>2,display,id",
                     "i", account_id);

    while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      g_ptr_array_add (list, from_row (stmt));
  }
  store_read_end (store, conn);
  return result == 0 ? g_steal_pointer (&list) : NULL;
}

static StoreFolder *
get_one (Store *store, const char *sql, gint64 a, gint64 b, const char *text, GError **error)
{
  StoreConn *conn = store_read_begin (store, NULL);
  StoreFolder *folder = NULL;
  int result = -1;

  {
    g_auto (StoreStmt) stmt = store_sql (conn, error, sql, "iis", a, b, text);

    if (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      folder = from_row (stmt);
  }
  store_read_end (store, conn);
  if (result == 0)
    g_set_error_literal (error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "No such folder");
  return folder;
}

StoreFolder *
store_folder_get (Store *store, gint64 id, GError **error)
{
  return get_one (store, "SELECT " COLUMNS " FROM mail.folder WHERE id=?1 AND ?2=0 AND ?3 IS NULL", id, 0,
                  NULL, error);
}

StoreFolder *
store_folder_get_by_path (Store *store, gint64 account_id, const char *path, GError **error)
{
  return get_one (store, "SELECT " COLUMNS " FROM mail.folder WHERE account_id=?1 AND ?2=0 AND path=?3",
                  account_id, 0, path, error);
}

StoreFolder *
store_folder_get_by_role (Store *store, gint64 account_id, StoreRole role, GError **error)
{
  return get_one (
      store,
      "SELECT " COLUMNS
      " FROM mail.folder WHERE role=?2 AND account_id=?1 AND ?3 IS NULL AND hidden=0 ORDER BY id LIMIT 1",
      account_id, role, NULL, error);
}

#define TEXT(s) ((s) != NULL ? (s) : "")

gint64
store_folder_upsert (Store *store, const StoreFolder *f, GError **error)
{
  StoreConn *conn = &store->writer;
  gint64 id;
  gboolean ok;

  if (f->path == NULL || *f->path == '\0' || f->account_id == 0)
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_INVALID, "A folder needs an account and a path");
      return 0;
    }
  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return 0;
  ok = store_run (
      conn, error,
      "INSERT INTO mail.folder (account_id,path,display,name,delimiter,role,attributes,selectable,subscribed)"
      " VALUES (?1,?2,?3,?4,?5,coalesce((SELECT nullif(role,0) FROM main.folder_setting WHERE account_id=?1"
      " AND path=?2),?6),?7,?8,?9) ON CONFLICT (account_id,path) DO UPDATE SET "
      "display=excluded.display,"
      "name=excluded.name,delimiter=excluded.delimiter,role=excluded.role,attributes=excluded.attributes,"
      "selectable=excluded.selectable,subscribed=excluded.subscribed WHERE display<>excluded.display OR "
      "name<>excluded.name"
      " OR delimiter<>excluded.delimiter OR role<>excluded.role OR attributes<>excluded.attributes"
      " OR selectable<>excluded.selectable OR subscribed<>excluded.subscribed",
      "isssiiiii", f->account_id, f->path, TEXT (f->display), TEXT (f->name), (gint64) (guchar) f->delimiter,
      (gint64) (f->role == 0 ? STORE_ROLE_NONE : f->role), (gint64) f->attributes, (gint64) f->selectable,
      (gint64) f->subscribed);
  if (ok && sqlite3_changes (conn->db) > 0)
    store_change_add (store, STORE_CHANGE_FOLDERS, f->account_id, 0, 0, 0, 0);
  id = store_value (conn, 0, "SELECT id FROM mail.folder WHERE account_id=?1 AND path=?2", "is",
                    f->account_id, f->path);
  return store_end (store, ok && id != 0, error) ? id : 0;
}

static gint64
account_of (StoreConn *conn, gint64 folder_id)
{
  return store_value (conn, 0, "SELECT account_id FROM mail.folder WHERE id=?1", "i", folder_id);
}

gboolean
store_folder_rename (Store *store, gint64 id, const char *path, const char *display, const char *name,
                     GError **error)
{
  StoreConn *conn = &store->writer;
  gint64 account_id;
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  account_id = account_of (conn, id);
  ok = store_run (conn, error,
                  "UPDATE main.journal SET path=?2 WHERE account_id=?3 AND state IN (1,2) AND path=(SELECT "
                  "path FROM mail.folder WHERE id=?1)",
                  "isi", id, path, account_id)
       && store_run (conn, error,
                     "UPDATE main.journal SET target_path=?2 WHERE account_id=?3 AND state IN (1,2)"
                     " AND target_path=(SELECT path FROM mail.folder WHERE id=?1)",
                     "isi", id, path, account_id)
       && store_run (conn, error,
                     "UPDATE OR REPLACE main.folder_setting SET path=?2 WHERE account_id=?3"
                     " AND path=(SELECT path FROM mail.folder WHERE id=?1)",
                     "isi", id, path, account_id)
       && store_run (conn, error, "UPDATE mail.folder SET path=?2,display=?3,name=?4 WHERE id=?1", "isss", id,
                     path, display, name);
  store_change_add (store, STORE_CHANGE_FOLDERS, account_id, 0, 0, 0, 0);
  return store_end (store, ok, error);
}

gboolean
store_folder_remove (Store *store, gint64 id, GError **error)
{
  StoreConn *conn = &store->writer;
  gint64 account_id;
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  account_id = account_of (conn, id);
  ok = store_run (conn, error, "DELETE FROM mail.placement WHERE folder_id=?1", "i", id)
       && store_run (conn, error, "DELETE FROM mail.folder_thread WHERE folder_id=?1", "i", id)
       && store_run (conn, error, "DELETE FROM mail.folder WHERE id=?1", "i", id);
  store_change_add (store, STORE_CHANGE_FOLDERS, account_id, 0, 0, 0, 0);
  return store_end (store, ok, error);
}

gboolean
store_folder_set_sync_state (Store *store, gint64 id, guint32 uidvalidity, guint32 uidnext,
                             guint64 highestmodseq, guint32 low_uid, gint64 synced_at, GError **error)
{
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  ok = store_run (
      &store->writer, error,
      "UPDATE mail.folder SET uidvalidity=?2,uidnext=?3,highestmodseq=?4,low_uid=?5,synced_at=?6 WHERE id=?1",
      "iiiiii", id, (gint64) uidvalidity, (gint64) uidnext, (gint64) highestmodseq, (gint64) low_uid,
      synced_at);
  store_change_add (store, STORE_CHANGE_FOLDER, account_of (&store->writer, id), id, 0, 0, 0);
  return store_end (store, ok, error);
}

/* Tells lists that every visible row of the folder goes. */
static gboolean
announce_removed (Store *store, StoreConn *conn, gint64 account_id, gint64 folder_id, const char *sql,
                  GError **error)
{
  g_auto (StoreStmt) stmt = store_sql (conn, error, sql, "i", folder_id);
  int result = -1;

  while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
    store_change_add (store, STORE_CHANGE_REMOVED, account_id, folder_id, sqlite3_column_int64 (stmt, 0),
                      sqlite3_column_int64 (stmt, 1), sqlite3_column_int64 (stmt, 2));
  return result == 0;
}

gboolean
store_folder_reset (Store *store, gint64 id, guint32 new_uidvalidity, GError **error)
{
  StoreConn *conn = &store->writer;
  gint64 account_id;
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  account_id = account_of (conn, id);
  /* operations lose their UID and wait to be bound again by identity (store_journal_adopt ()) */
  ok = store_run (conn, error,
                  "UPDATE main.journal_item SET uid=0,message_id=0 WHERE journal_id IN (SELECT id FROM "
                  "main.journal WHERE account_id=?1"
                  " AND state IN (1,2) AND path=(SELECT path FROM mail.folder WHERE id=?2)) AND uid<>0",
                  "ii", account_id, id)
       && store_run (conn, error,
                     "UPDATE main.journal SET uidvalidity=?3 WHERE account_id=?1 AND state IN (1,2)"
                     " AND path=(SELECT path FROM mail.folder WHERE id=?2)",
                     "iii", account_id, id, (gint64) new_uidvalidity)
       && announce_removed (store, conn, account_id, id,
                            "SELECT message_id,thread_id,received FROM mail.placement WHERE folder_id=?1 AND "
                            "hidden=0 AND uid IS NOT NULL",
                            error)
       && store_run (conn, error, "DELETE FROM mail.placement WHERE folder_id=?1 AND uid IS NOT NULL", "i",
                     id)
       && store_run (conn, error,
                     "UPDATE mail.folder SET uidvalidity=?2,uidnext=0,highestmodseq=0,low_uid=0,synced_at=0 "
                     "WHERE id=?1",
                     "ii", id, (gint64) new_uidvalidity);
  store_change_add (store, STORE_CHANGE_FOLDER, account_id, id, 0, 0, 0);
  return store_end (store, ok, error);
}

/* provisional rows whose operation is neither pending nor running */
#define SETTLED                                                                                              \
  "folder_id=?1 AND provisional<>0 AND uid IS NULL AND hidden=0 AND NOT EXISTS (SELECT 1 FROM main.journal " \
  "j WHERE j.id=provisional AND j.state IN (1,2))"

gboolean
store_folder_settle (Store *store, gint64 id, GError **error)
{
  StoreConn *conn = &store->writer;
  gint64 account_id;
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  account_id = account_of (conn, id);
  ok = announce_removed (store, conn, account_id, id,
                         "SELECT message_id,thread_id,received FROM mail.placement WHERE " SETTLED, error)
       && store_run (conn, error, "DELETE FROM mail.placement WHERE " SETTLED, "i", id);
  if (ok && sqlite3_changes (conn->db) > 0)
    store_change_add (store, STORE_CHANGE_FOLDER, account_id, id, 0, 0, 0);
  return store_end (store, ok, error);
}
