/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-open.c: opening and closing a profile
 *
 * First local.db alone, which is read through, saved when it is damaged (store-recover.c) and copied once a day; then mail.db, which is set
 * aside when it is damaged and filled again; then what a crash left half done. At open only, before any other thread knows the store. */

#include "store-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

/* Up to this size local.db is read through at every open: some tens of milliseconds. */
#define LOCAL_CHECKED_BYTES (64 * 1024 * 1024)

/* Whether one database answers as it should. @deep: looks at every page. */
static gboolean
check_database (StoreConn *conn, const char *schema, gboolean deep, GError **error)
{
  g_autofree char *sql = deep ? g_strdup_printf ("PRAGMA %s.quick_check(1)", schema)
                              : g_strdup_printf ("SELECT count(*) FROM %s.sqlite_schema", schema);
  g_auto (StoreStmt) stmt = store_sql (conn, error, sql, "");
  const char *text;

  if (stmt == NULL || store_step (conn, stmt, error) < 0)
    return FALSE;
  text = deep ? (const char *) sqlite3_column_text (stmt, 0) : "ok";
  if (g_strcmp0 (text, "ok") == 0)
    return TRUE;
  g_set_error (error, STORE_ERROR, STORE_ERROR_CORRUPT, "%s.db is damaged: %s", schema,
               text != NULL ? text : "?");
  return FALSE;
}

/* An empty or missing file is a new database to SQLite; beside a copy of an old one it is a loss. */
static gboolean
check_not_emptied (Store *store, StoreConn *conn, GError **error)
{
  g_autofree char *copy = g_strconcat (store->local_path, ".backup-1", NULL);

  if (store_value (conn, 0, "PRAGMA main.user_version", "") != 0 || !g_file_test (copy, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error_literal (error, STORE_ERROR, STORE_ERROR_CORRUPT, "local.db is empty, but a copy of it is not");
  return FALSE;
}

/* local.db by itself, before mail.db can confuse the picture. A big one (drafts with large files) is read through by `doctor` alone. */
static gboolean
check_local (Store *store, GError **error)
{
  StoreConn conn = { 0 };
  GStatBuf info;
  gboolean deep = g_stat (store->local_path, &info) != 0 || info.st_size < LOCAL_CHECKED_BYTES;
  gboolean ok = store_conn_open_local (&conn, store, FALSE, error)
                && check_database (&conn, "main", deep, error) && check_not_emptied (store, &conn, error)
                && store_exec_script (&conn, "PRAGMA journal_mode=WAL; BEGIN IMMEDIATE; COMMIT", error);
  g_autofree char *suspect = store_dup_suspect_path (store);

  if (ok)
    store_backup_if_due (store, &conn);
  else
    g_unlink (suspect); /* it is not mail.db that is suspect */
  store_conn_close (&conn);
  g_prefix_error (error, "%s: ", store->local_path);
  return ok;
}

/* A damaged local.db is saved row by row (store-recover.c); CORRUPT when nothing could be. */
static gboolean
open_local_db (Store *store, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (check_local (store, &problem))
    return TRUE;
  if (g_error_matches (problem, STORE_ERROR, STORE_ERROR_CORRUPT) && store_recover_local (store))
    return check_local (store, error);
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static void
set_mail_aside (Store *store)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };
  g_autofree char *base = NULL;
  g_autofree char *suspect = store_dup_suspect_path (store);
  g_autofree char *cleared = g_strconcat (suspect, "-cleared", NULL);

  for (guint n = 1; n < 1000; n++)
    {
      g_free (base);
      base = g_strdup_printf ("%s.damaged-%u", store->mail_path, n);
      if (!g_file_test (base, G_FILE_TEST_EXISTS))
        break;
    }
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = g_strconcat (store->mail_path, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (base, suffixes[i], NULL);

      g_rename (from, to);
    }
  g_unlink (suspect);
  g_unlink (cleared);
  g_message ("mail.db was damaged and has been set aside as %s", base);
}

static gboolean
try_open_writer (Store *store, gboolean *made_mail, GError **error)
{
  g_autofree char *suspect = store_dup_suspect_path (store);
  g_autofree char *cleared = g_strconcat (suspect, "-cleared", NULL);
  gboolean deep = g_file_test (suspect, G_FILE_TEST_EXISTS);

  /* Suspect once more although the whole check found nothing: there is damage that only some statements meet. */
  if (deep && g_file_test (cleared, G_FILE_TEST_EXISTS))
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_CORRUPT, "mail.db was found damaged twice");
      return FALSE;
    }
  if (!store_conn_open (&store->writer, store, FALSE, error))
    return FALSE;
  if (check_database (&store->writer, "mail", FALSE, error)
      && (!deep || check_database (&store->writer, "mail", TRUE, error))
      && store_schema_upgrade (&store->writer, made_mail, error))
    {
      if (deep)
        g_rename (suspect, cleared);
      return TRUE;
    }
  store_conn_close (&store->writer);
  return FALSE;
}

/* local.db is known to be sound here, so a CORRUPT can only mean mail.db. */
static gboolean
open_writer (Store *store, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gboolean existed = g_file_test (store->mail_path, G_FILE_TEST_EXISTS);
  gboolean made_mail = FALSE;

  if (!try_open_writer (store, &made_mail, &local_error))
    {
      if (!g_error_matches (local_error, STORE_ERROR, STORE_ERROR_CORRUPT))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      set_mail_aside (store);
      if (!try_open_writer (store, &made_mail, error))
        return FALSE;
      existed = TRUE;
    }
  store->rebuilt = made_mail && existed;
  return TRUE;
}

static gboolean
make_folder (const char *path, GError **error)
{
  if (g_mkdir_with_parents (path, 0700) == 0)
    return TRUE;
  g_set_error (error, STORE_ERROR, store_is_full_errno (errno) ? STORE_ERROR_FULL : STORE_ERROR_READ_ONLY,
               "%s: %s", path, g_strerror (errno));
  return FALSE;
}

static void
close_connections (Store *store)
{
  for (guint i = 0; i < STORE_READERS; i++)
    store_conn_close (&store->readers[i]);
  store_conn_close (&store->writer);
}

static gboolean
open_databases (Store *store, GError **error)
{
  guint adopted = 0;

  if (!open_writer (store, error))
    return FALSE;
  for (guint i = 0; i < STORE_READERS; i++)
    if (!store_conn_open (&store->readers[i], store, TRUE, error))
      return FALSE;
  /* known after a restart too, until somebody has shown it */
  if (store->recovered != NULL
      && (!store_local_adopt_files (store, &adopted, error)
          || !store_setting_set (store, "recovered-from", store->recovered, error)))
    return FALSE;
  if (adopted > 0)
    g_message ("%u messages kept only here have lost their rows and are in the inbox again", adopted);
  return store_outbox_recover (store, error) && store_journal_recover (store, error);
}

static gboolean
open_all (Store *store, GError **error)
{
  g_autofree char *bodies = g_build_filename (store->cache_dir, "bodies", NULL);
  g_autoptr (GError) problem = NULL;

  if (!make_folder (store->data_dir, error) || !make_folder (bodies, error) || !open_local_db (store, error))
    return FALSE;
  if (open_databases (store, &problem))
    return TRUE;
  close_connections (store);
  if (g_error_matches (problem, STORE_ERROR, STORE_ERROR_CORRUPT))
    {
      /* local.db was read through: it is a page of mail.db that only the first real use came to */
      set_mail_aside (store);
      store->rebuilt = open_databases (store, error);
      return store->rebuilt;
    }
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/* Once per process. SQLite's memory statistics cost a lock per allocation and are not looked at; it refuses harmlessly when another
 * library was first to use it. */
static gpointer
set_up_sqlite (gpointer data)
{
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  return NULL;
}

Store *
store_open (const char *data_dir, const char *cache_dir, GError **error)
{
  static GOnce once = G_ONCE_INIT;
  g_autoptr (Store) self = g_new0 (Store, 1);
  g_autoptr (GError) problem = NULL;
  gboolean ok;

  g_once (&once, set_up_sqlite, NULL);
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) store_change_free);
  self->data_dir = g_strdup (data_dir);
  self->cache_dir = g_strdup (cache_dir);
  self->local_path = g_build_filename (data_dir, "local.db", NULL);
  self->mail_path = g_build_filename (cache_dir, "mail.db", NULL);
  ok = open_all (self, &problem);
  if (!ok && g_atomic_int_get (&self->reserve_released) != 0)
    {
      close_connections (self);
      g_clear_error (&problem);
      g_atomic_int_set (&self->reserve_released, 0); /* opening is not the background's */
      ok = open_all (self, &problem);
      g_atomic_int_set (&self->reserve_released, 1);
    }
  if (!ok)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  if (g_atomic_int_get (&self->reserve_released) == 0)
    store_reserve_keep (self);
  return g_steal_pointer (&self);
}

void
store_free (Store *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < STORE_READERS; i++)
    store_conn_close (&self->readers[i]);
  if (self->writer.db != NULL && store_index_has_waiting (self))
    store_index_write (self, NULL);
  if (self->writer.db != NULL)
    sqlite3_exec (self->writer.db, "PRAGMA mail.optimize; PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL);
  store_conn_close (&self->writer);
  g_ptr_array_unref (self->changes);
  g_clear_pointer (&self->index_rows, g_hash_table_unref);
  g_clear_pointer (&self->index_waiting, g_hash_table_unref);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_free (self->data_dir);
  g_free (self->cache_dir);
  g_free (self->local_path);
  g_free (self->mail_path);
  g_free (self->recovered);
  g_free (self);
}

gboolean
store_was_rebuilt (Store *self)
{
  return self->rebuilt;
}

gboolean
store_check (Store *self, GError **error)
{
  StoreConn *conn = store_read_begin (self, NULL);
  gboolean ok = check_database (conn, "main", TRUE, error) && check_database (conn, "mail", TRUE, error);

  store_read_end (self, conn);
  return ok;
}
