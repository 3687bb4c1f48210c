/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-db.c: connections, statements, the one writer, the readers; store-open.c opens a profile
 *
 * Every connection has local.db as "main" and mail.db attached as "mail". SQLite commits them in this order, and each in one
 * piece; so a journal entry is always durable before its local effect, and store_open () can re-apply the effect. Writing
 * only mail.db costs no fsync, as synchronous=FULL holds for local.db alone.
 *
 * One thread at a time owns the writer; someone interactive gets it before anybody in the background. Readers are four
 * read-only connections (WAL: they never wait for the writer). This is the only file with a lock. Any thread. */

#include "store-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

G_DEFINE_QUARK (alp - store - error - quark, store_error)

/* Only a safety net: the profile's lock keeps other programs out. */
#define BUSY_MS 5000

gboolean
store_is_full_errno (int number)
{
  return number == ENOSPC || number == EDQUOT || number == EFBIG;
}

static StoreError
error_of_code (StoreConn *conn, int code)
{
  switch (code & 0xff)
    {
    case SQLITE_FULL:
      return STORE_ERROR_FULL;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      return STORE_ERROR_READ_ONLY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return STORE_ERROR_CORRUPT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return STORE_ERROR_BUSY;
    case SQLITE_IOERR:
      if (conn->db != NULL && store_is_full_errno (sqlite3_system_errno (conn->db)))
        return STORE_ERROR_FULL;
      return (conn->db != NULL && sqlite3_system_errno (conn->db) == EROFS) ? STORE_ERROR_READ_ONLY
                                                                            : STORE_ERROR_FAILED;
    case SQLITE_ERROR:
      /* our SQL is fixed: a table or column it does not find was there, and a byte of the schema has changed */
      return conn->db != NULL && g_str_has_prefix (sqlite3_errmsg (conn->db), "no such ")
                 ? STORE_ERROR_CORRUPT
                 : STORE_ERROR_FAILED;
    default:
      return STORE_ERROR_FAILED;
    }
}

/* The next open looks closely at mail.db when it finds this file. */
char *
store_dup_suspect_path (Store *store)
{
  return g_strconcat (store->mail_path, ".suspect", NULL);
}

/* Turns SQLite's code into our error; a stopped query becomes G_IO_ERROR_CANCELLED. */
void
store_set_error (StoreConn *conn, int code, GError **error)
{
  const char *text = conn->db != NULL ? sqlite3_errmsg (conn->db) : sqlite3_errstr (code);
  StoreError kind = error_of_code (conn, code);

  if ((code & 0xff) == SQLITE_INTERRUPT)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The query was stopped");
      return;
    }
  if (kind == STORE_ERROR_CORRUPT && conn->store != NULL)
    {
      g_autofree char *path = store_dup_suspect_path (conn->store);

      g_file_set_contents (path, text, -1, NULL);
    }
  g_set_error (error, STORE_ERROR, kind, "%s (SQLite %d)", text, code);
  if (kind == STORE_ERROR_FULL && conn->store != NULL)
    store_reserve_release (conn->store);
}

/* ---- statements ---- */

void
store_stmt_reset (StoreStmt stmt)
{
  sqlite3_reset (stmt);
  sqlite3_clear_bindings (stmt);
}

static void
bind_arguments (StoreStmt stmt, const char *format, va_list arguments)
{
  for (int i = 0; format[i] != '\0'; i++)
    {
      if (format[i] == 'i')
        sqlite3_bind_int64 (stmt, i + 1, va_arg (arguments, gint64));
      else if (format[i] == 's')
        {
          const char *text = va_arg (arguments, const char *);

          if (text != NULL)
            sqlite3_bind_text (stmt, i + 1, text, -1, SQLITE_TRANSIENT);
        }
      else
        {
          gsize length;
          GBytes *bytes = va_arg (arguments, GBytes *);
          const void *data;

          if (bytes == NULL)
            continue;
          data = g_bytes_get_data (bytes, &length);
          sqlite3_bind_blob64 (stmt, i + 1, data != NULL ? data : "", length, SQLITE_TRANSIENT);
        }
    }
}

static StoreStmt
prepare (StoreConn *conn, const char *sql, GError **error)
{
  /* most SQL is a literal: its address finds it, its text proves it */
  StoreRecent *recent = &conn->recent[((guintptr) sql >> 3) % STORE_RECENT];
  StoreStmt stmt;
  int code;

  if (recent->sql == sql && strcmp (sqlite3_sql (recent->stmt), sql) == 0)
    return recent->stmt;
  stmt = g_hash_table_lookup (conn->statements, sql);
  if (stmt != NULL)
    {
      g_warn_if_fail (!sqlite3_stmt_busy (stmt));
      sqlite3_reset (stmt);
      *recent = (StoreRecent) { sql, stmt };
      return stmt;
    }
  code = sqlite3_prepare_v3 (conn->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);
  if (code != SQLITE_OK)
    {
      store_set_error (conn, code, error);
      g_prefix_error (error, "%s: ", sql);
      return NULL;
    }
  g_hash_table_insert (conn->statements, g_strdup (sql), stmt);
  *recent = (StoreRecent) { sql, stmt };
  return stmt;
}

StoreStmt
store_sql_va (StoreConn *conn, GError **error, const char *sql, const char *format, va_list arguments)
{
  StoreStmt stmt = prepare (conn, sql, error);

  if (stmt != NULL)
    bind_arguments (stmt, format, arguments);
  return stmt;
}

StoreStmt
store_sql (StoreConn *conn, GError **error, const char *sql, const char *format, ...)
{
  va_list arguments;
  StoreStmt stmt;

  va_start (arguments, format);
  stmt = store_sql_va (conn, error, sql, format, arguments);
  va_end (arguments);
  return stmt;
}

int
store_step (StoreConn *conn, StoreStmt stmt, GError **error)
{
  int code = sqlite3_step (stmt);

  if (code == SQLITE_ROW)
    return 1;
  if (code == SQLITE_DONE)
    return 0;
  store_set_error (conn, code, error);
  return -1;
}

gboolean
store_run (StoreConn *conn, GError **error, const char *sql, const char *format, ...)
{
  g_auto (StoreStmt) stmt = prepare (conn, sql, error);
  va_list arguments;
  int result;

  if (stmt == NULL)
    return FALSE;
  va_start (arguments, format);
  bind_arguments (stmt, format, arguments);
  va_end (arguments);
  while ((result = store_step (conn, stmt, error)) > 0)
    continue;
  return result == 0;
}

gint64
store_value (StoreConn *conn, gint64 fallback, const char *sql, const char *format, ...)
{
  g_auto (StoreStmt) stmt = prepare (conn, sql, NULL);
  va_list arguments;

  if (stmt == NULL)
    return fallback;
  va_start (arguments, format);
  bind_arguments (stmt, format, arguments);
  va_end (arguments);
  return store_step (conn, stmt, NULL) > 0 ? sqlite3_column_int64 (stmt, 0) : fallback;
}

/* The column's text, "" for NULL. */
char *
store_dup_column (StoreStmt stmt, int column)
{
  const char *text = (const char *) sqlite3_column_text (stmt, column);

  return g_strdup (text != NULL ? text : "");
}

gboolean
store_exec_script (StoreConn *conn, const char *sql, GError **error)
{
  int code = sqlite3_exec (conn->db, sql, NULL, NULL, NULL);

  if (code == SQLITE_OK)
    return TRUE;
  store_set_error (conn, code, error);
  return FALSE;
}

/* ---- connections ---- */

static gboolean
attach_mail (StoreConn *conn, gboolean read_only, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (conn->store->mail_path, "/", FALSE);
  g_autofree char *uri = g_strdup_printf ("file:%s?mode=%s", escaped, read_only ? "ro" : "rwc");

  return store_run (conn, error, "ATTACH ?1 AS mail", "s", uri);
}

/* cache_size is in KiB when negative; a big writer cache keeps bulk inserts off the disk. */
static gboolean
set_pragmas (StoreConn *conn, gboolean read_only, GError **error)
{
  if (read_only)
    return store_exec_script (
        conn,
        "PRAGMA query_only=ON; PRAGMA mail.cache_size=-8000;"
        "PRAGMA main.mmap_size=0; PRAGMA mail.mmap_size=0;", /* mapped it is no faster, and all of it counts as ours */
        error);
  return store_exec_script (
      conn,
      "PRAGMA main.journal_mode=WAL; PRAGMA mail.journal_mode=WAL;"
      "PRAGMA main.synchronous=FULL; PRAGMA mail.synchronous=NORMAL;"
      "PRAGMA mail.cache_size=-64000; PRAGMA temp_store=MEMORY; PRAGMA recursive_triggers=OFF;"
      "PRAGMA mail.wal_autocheckpoint=4000; PRAGMA trusted_schema=OFF;",
      error);
}

void
store_conn_close (StoreConn *conn)
{
  g_clear_pointer (&conn->statements, g_hash_table_unref);
  memset (conn->recent, 0, sizeof conn->recent);
  if (conn->db != NULL)
    sqlite3_close (conn->db);
  conn->db = NULL;
}

static void
finalize_cb (gpointer stmt)
{
  sqlite3_finalize (stmt);
}

gboolean
store_conn_open_local (StoreConn *conn, Store *store, gboolean read_only, GError **error)
{
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI
              | (read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  int code = sqlite3_open_v2 (store->local_path, &conn->db, flags, NULL);

  conn->store = store;
  conn->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, finalize_cb);
  if (code != SQLITE_OK)
    {
      store_set_error (conn, code, error);
      return FALSE;
    }
  sqlite3_extended_result_codes (conn->db, 1);
  sqlite3_busy_timeout (conn->db, BUSY_MS);
  return TRUE;
}

/* Opens both databases; on failure the connection is closed again. */
gboolean
store_conn_open (StoreConn *conn, Store *store, gboolean read_only, GError **error)
{
  if (store_conn_open_local (conn, store, read_only, error) && attach_mail (conn, read_only, error)
      && set_pragmas (conn, read_only, error))
    return TRUE;
  store_conn_close (conn);
  return FALSE;
}

/* ---- transactions ---- */

static void
release_writer (Store *self)
{
  g_mutex_lock (&self->lock);
  self->owner = NULL;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

gboolean
store_begin (Store *self, StorePriority priority, GError **error)
{
  gboolean interactive = priority == STORE_PRIORITY_INTERACTIVE;

  if (self->owner != g_thread_self () && !store_reserve_allows (self, priority, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  if (self->owner == g_thread_self ())
    {
      self->depth++;
      g_mutex_unlock (&self->lock);
      return TRUE;
    }
  if (interactive)
    self->interactive_waiting++;
  while (self->owner != NULL || (!interactive && self->interactive_waiting > 0))
    g_cond_wait (&self->cond, &self->lock);
  if (interactive)
    self->interactive_waiting--;
  self->owner = g_thread_self ();
  self->depth = 1;
  self->failed = FALSE;
  g_mutex_unlock (&self->lock);

  if (store_run (&self->writer, error, "BEGIN IMMEDIATE", ""))
    return TRUE;
  release_writer (self);
  return FALSE;
}

gboolean
store_try_begin (Store *self)
{
  gboolean free_now;

  g_mutex_lock (&self->lock);
  free_now = self->owner == NULL && self->interactive_waiting == 0;
  if (free_now)
    {
      self->owner = g_thread_self ();
      self->depth = 1;
      self->failed = FALSE;
    }
  g_mutex_unlock (&self->lock);
  if (!free_now)
    return FALSE;
  if (store_run (&self->writer, NULL, "BEGIN IMMEDIATE", ""))
    return TRUE;
  release_writer (self);
  return FALSE;
}

static void
roll_back (Store *self)
{
  g_ptr_array_set_size (self->changes, 0);
  store_index_drop (self);
  /* a full disk makes SQLite roll back by itself */
  if (!sqlite3_get_autocommit (self->writer.db))
    sqlite3_exec (self->writer.db, "ROLLBACK", NULL, NULL, NULL);
  release_writer (self);
}

static void
publish (Store *self)
{
  StoreChangeFunc func;
  gpointer data;

  g_mutex_lock (&self->lock);
  func = self->change_func;
  data = self->change_data;
  g_mutex_unlock (&self->lock);
  for (guint i = 0; func != NULL && i < self->changes->len; i++)
    func (g_ptr_array_index (self->changes, i), data);
  g_ptr_array_set_size (self->changes, 0);
}

gboolean
store_commit (Store *self, GError **error)
{
  g_return_val_if_fail (self->owner == g_thread_self () && self->depth > 0, FALSE);
  if (--self->depth > 0)
    return TRUE;
  if (self->failed)
    {
      roll_back (self);
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_FAILED, "A part of the batch failed before");
      return FALSE;
    }
  if (!store_index_flush (self, FALSE, error) || !store_run (&self->writer, error, "COMMIT", ""))
    {
      roll_back (self);
      return FALSE;
    }
  store_index_committed (self);
  publish (self);
  release_writer (self);
  return TRUE;
}

void
store_rollback (Store *self)
{
  g_return_if_fail (self->owner == g_thread_self () && self->depth > 0);
  self->failed = TRUE;
  if (--self->depth == 0)
    roll_back (self);
}

gboolean
store_end (Store *store, gboolean ok, GError **error)
{
  if (ok)
    return store_commit (store, error);
  store_rollback (store);
  return FALSE;
}

gboolean
store_should_yield (Store *self)
{
  gboolean waiting;

  g_mutex_lock (&self->lock);
  waiting = self->interactive_waiting > 0;
  g_mutex_unlock (&self->lock);
  return waiting;
}

/* ---- readers ---- */

static int
progress_cb (void *data)
{
  return g_cancellable_is_cancelled (data);
}

StoreConn *
store_read_begin (Store *store, GCancellable *cancellable)
{
  StoreConn *conn = NULL;

  g_mutex_lock (&store->lock);
  if (store->owner == g_thread_self ())
    conn = &store->writer;
  while (conn == NULL)
    {
      for (guint i = 0; i < STORE_READERS && conn == NULL; i++)
        if (!store->reader_taken[i])
          {
            store->reader_taken[i] = TRUE;
            conn = &store->readers[i];
          }
      if (conn == NULL)
        g_cond_wait (&store->cond, &store->lock);
    }
  g_mutex_unlock (&store->lock);
  if (cancellable != NULL)
    sqlite3_progress_handler (conn->db, 10000, progress_cb, cancellable);
  return conn;
}

void
store_writer_set_cancellable (Store *store, GCancellable *cancellable)
{
  sqlite3_progress_handler (store->writer.db, cancellable != NULL ? 10000 : 0,
                            cancellable != NULL ? progress_cb : NULL, cancellable);
}

void
store_read_end (Store *store, StoreConn *conn)
{
  sqlite3_progress_handler (conn->db, 0, NULL, NULL);
  if (conn == &store->writer)
    return;
  g_mutex_lock (&store->lock);
  store->reader_taken[conn - store->readers] = FALSE;
  g_cond_broadcast (&store->cond);
  g_mutex_unlock (&store->lock);
}

/* ---- settings ---- */

gboolean
store_setting_set (Store *self, const char *name, const char *value, GError **error)
{
  gboolean ok;

  if (!store_begin (self, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  if (value == NULL)
    ok = store_run (&self->writer, error, "DELETE FROM main.setting WHERE name=?1", "s", name);
  else
    ok = store_run (&self->writer, error, "INSERT OR REPLACE INTO main.setting VALUES (?1,?2)", "ss", name,
                    value);
  return store_end (self, ok, error);
}

char *
store_setting_get (Store *self, const char *name)
{
  StoreConn *conn = store_read_begin (self, NULL);
  char *value = NULL;

  {
    g_auto (StoreStmt) stmt
        = store_sql (conn, NULL, "SELECT value FROM main.setting WHERE name=?1", "s", name);

    if (stmt != NULL && store_step (conn, stmt, NULL) > 0)
      value = store_dup_column (stmt, 0);
  }
  store_read_end (self, conn);
  return value;
}
