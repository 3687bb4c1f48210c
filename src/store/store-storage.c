/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-storage.c: what takes room, by kind and by address
 *
 * Sizes of files as the disk has them; inside the databases the pages of a table, or the bytes of its blobs. Any thread but the main
 * one: it looks at every file and every message. */

#include "store-private.h"

#include <glib/gstdio.h>
#include <string.h>

/* How names of files are written in local.db. */
#define HASH_LENGTH 64

guint64
store_file_size (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 && S_ISREG (info.st_mode) ? (guint64) info.st_size : 0;
}

/* Calls @func for each regular file one level below @top; it ends when @func says so. */
static void
for_each_below (const char *top, StoreFileFunc func, gpointer data)
{
  g_autoptr (GDir) outer = g_dir_open (top, 0, NULL);
  const char *prefix, *name;

  while (outer != NULL && (prefix = g_dir_read_name (outer)) != NULL)
    {
      g_autofree char *folder = g_build_filename (top, prefix, NULL);
      g_autoptr (GDir) inner = g_dir_open (folder, 0, NULL);

      while (inner != NULL && (name = g_dir_read_name (inner)) != NULL)
        {
          g_autofree char *path = g_build_filename (folder, name, NULL);
          GStatBuf info;

          if (g_lstat (path, &info) == 0 && S_ISREG (info.st_mode) && !func (path, name, &info, data))
            return;
        }
    }
}

void
store_bodies_for_each (Store *store, StoreFileFunc func, gpointer data)
{
  g_autofree char *top = g_build_filename (store->cache_dir, "bodies", NULL);

  for_each_below (top, func, data);
}

typedef struct
{
  guint64 bytes;
  guint n;
} Sum;

static gboolean
add_size (const char *path, const char *name, const GStatBuf *info, gpointer data)
{
  Sum *sum = data;

  sum->bytes += (guint64) info->st_size;
  sum->n++;
  return TRUE;
}

/* Files of a folder that belong to a database: it, its WAL, copies, and what was set aside of it. */
static void
add_database (const char *dir, const char *name, guint64 *own, guint64 *copies, guint64 *aside)
{
  g_autoptr (GDir) files = g_dir_open (dir, 0, NULL);
  g_autofree char *damaged = g_strconcat (name, ".damaged-", NULL);
  g_autofree char *copy = g_strconcat (name, ".backup-", NULL);
  const char *file;

  while (files != NULL && (file = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, file, NULL);

      if (g_str_has_prefix (file, damaged))
        *aside += store_file_size (path);
      else if (g_str_has_prefix (file, copy))
        *copies += store_file_size (path);
      else if (g_str_has_prefix (file, name))
        *own += store_file_size (path);
    }
}

static guint64
value_of (StoreConn *conn, const char *sql)
{
  return (guint64) MAX (0, store_value (conn, 0, sql, ""));
}

static void
read_databases (StoreConn *conn, StoreStorage *storage)
{
  storage->index = value_of (
      conn, "SELECT sum(pgsize) FROM dbstat('mail',1) WHERE name LIKE 'message\\_fts%' ESCAPE '\\'");
  storage->outbox = value_of (conn, "SELECT sum(length(message)) FROM main.outbox");
  storage->drafts = value_of (conn, "SELECT sum(length(content)) FROM main.draft_version");
  storage->journal = value_of (conn, "SELECT sum(pgsize) FROM dbstat('main',1) WHERE name LIKE 'journal%'");
}

gboolean
store_storage_get (Store *store, StoreStorage *storage, GError **error)
{
  StoreConn *conn = store_read_begin (store, NULL);
  g_autofree char *local = g_build_filename (store->data_dir, "local", NULL);
  Sum bodies = { 0 }, kept = { 0 };
  guint64 parts;

  *storage = (StoreStorage) { 0 };
  add_database (store->cache_dir, "mail.db", &storage->mail, &storage->backups, &storage->set_aside);
  add_database (store->data_dir, "local.db", &storage->local, &storage->backups, &storage->set_aside);
  read_databases (conn, storage);
  store_read_end (store, conn);
  parts = storage->outbox + storage->drafts + storage->journal;
  storage->mail -= MIN (storage->mail, storage->index);
  storage->local -= MIN (storage->local, parts);
  store_bodies_for_each (store, add_size, &bodies);
  for_each_below (local, add_size, &kept);
  storage->bodies = bodies.bytes;
  storage->n_bodies = bodies.n;
  storage->local_mail = kept.bytes;
  storage->n_local_mail = kept.n;
  return TRUE;
}

GArray *
store_storage_get_accounts (Store *store, GError **error)
{
  static const char sql[]
      = "SELECT a.id,"
        "(SELECT count(*) FROM mail.message m WHERE m.account_id=a.id),"
        "(SELECT count(*) FROM mail.message m WHERE m.account_id=a.id AND body_state=2),"
        "(SELECT sum(size) FROM mail.message m WHERE m.account_id=a.id AND body_state=2),"
        "(SELECT count(*) FROM main.local_message l WHERE l.account_id=a.id),"
        "(SELECT sum(size) FROM main.local_message l WHERE l.account_id=a.id),"
        "(SELECT count(*) FROM main.outbox o WHERE o.account_id=a.id AND o.state IN (1,2,3,4,7)),"
        "(SELECT count(*) FROM main.journal j WHERE j.account_id=a.id AND j.state IN (1,2))"
        " FROM main.account a ORDER BY a.position,a.id";
  g_autoptr (GArray) list = g_array_new (FALSE, TRUE, sizeof (StoreAccountStorage));
  StoreConn *conn = store_read_begin (store, NULL);
  int result = -1;

  {
    g_auto (StoreStmt) stmt = store_sql (conn, error, sql, "");

    while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      {
        StoreAccountStorage one = { .account_id = sqlite3_column_int64 (stmt, 0),
                                    .messages = (guint) sqlite3_column_int64 (stmt, 1),
                                    .n_bodies = (guint) sqlite3_column_int64 (stmt, 2),
                                    .bodies = (guint64) sqlite3_column_int64 (stmt, 3),
                                    .n_local_mail = (guint) sqlite3_column_int64 (stmt, 4),
                                    .local_mail = (guint64) sqlite3_column_int64 (stmt, 5),
                                    .unsent = (guint) sqlite3_column_int64 (stmt, 6),
                                    .unfinished = (guint) sqlite3_column_int64 (stmt, 7) };

        g_array_append_val (list, one);
      }
  }
  store_read_end (store, conn);
  return result == 0 ? g_steal_pointer (&list) : NULL;
}

/* ---- names of files in local.db ---- */

static void
collect_from (GHashTable *hashes, const char *text, gsize length)
{
  gsize run = 0;

  for (gsize i = 0; i <= length; i++)
    {
      if (i < length && (g_ascii_isdigit (text[i]) || (text[i] >= 'a' && text[i] <= 'f')))
        {
          run++;
          continue;
        }
      if (run == HASH_LENGTH)
        g_hash_table_add (hashes, g_strndup (text + i - run, run));
      run = 0;
    }
}

static gboolean
collect_from_table (StoreConn *conn, const char *table, GHashTable *hashes, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM main.\"%s\"", table);
  g_auto (StoreStmt) stmt = store_sql (conn, error, sql, "");
  int result = -1;

  while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
    for (int i = 0; i < sqlite3_column_count (stmt); i++)
      {
        int type = sqlite3_column_type (stmt, i);

        if (type == SQLITE_TEXT || type == SQLITE_BLOB)
          {
            const char *bytes = sqlite3_column_blob (stmt, i);

            collect_from (hashes, bytes, (gsize) sqlite3_column_bytes (stmt, i));
          }
      }
  return result == 0;
}

GHashTable *
store_local_collect_hashes (Store *store, GError **error)
{
  g_autoptr (GHashTable) hashes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) tables = g_ptr_array_new_with_free_func (g_free);
  StoreConn *conn = store_read_begin (store, NULL);
  gboolean ok;
  int result = -1;

  {
    g_auto (StoreStmt) stmt
        = store_sql (conn, error, "SELECT name FROM main.sqlite_schema WHERE type='table'", "");

    while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      g_ptr_array_add (tables, store_dup_column (stmt, 0));
  }
  ok = result == 0;
  for (guint i = 0; ok && i < tables->len; i++)
    ok = collect_from_table (conn, g_ptr_array_index (tables, i), hashes, error);
  store_read_end (store, conn);
  return ok ? g_steal_pointer (&hashes) : NULL;
}
