/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-upkeep.c: what takes room, making room, counting again
 *
 * Rule above all: nothing that exists only here is ever removed. What may go is named by a condition on rows (CLEARABLE), not by age
 * of files. Any thread but the main one. */

#include "store-private.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base-clock.h"

#define OLD_ENOUGH_S 3600 /* a file younger than this may be of a write that goes on */

static char *
dup_bodies_dir (Store *store)
{
  return g_build_filename (store->cache_dir, "bodies", NULL);
}

static guint64
size_of (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 && S_ISREG (info.st_mode) ? (guint64) info.st_size : 0;
}

/* ---- storage ---- */

typedef gboolean (*FileFunc) (const char *path, const char *name, const GStatBuf *info, gpointer data);

/* Calls @func for each body file; it ends when @func says so. */
static void
for_each_body (Store *store, FileFunc func, gpointer data)
{
  g_autofree char *top = dup_bodies_dir (store);
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

static gboolean
add_body_size (const char *path, const char *name, const GStatBuf *info, gpointer data)
{
  StoreStorage *storage = data;

  storage->bodies += (guint64) info->st_size;
  storage->n_bodies++;
  return TRUE;
}

/* Files of a folder that belong to a database: it, its WAL, and what was set aside of it. */
static void
add_database (const char *dir, const char *name, guint64 *own, guint64 *aside)
{
  g_autoptr (GDir) files = g_dir_open (dir, 0, NULL);
  g_autofree char *damaged = g_strconcat (name, ".damaged-", NULL);
  const char *file;

  while (files != NULL && (file = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, file, NULL);

      if (g_str_has_prefix (file, damaged))
        *aside += size_of (path);
      else if (g_str_has_prefix (file, name))
        *own += size_of (path);
    }
}

static guint64
value_of (StoreConn *conn, const char *sql)
{
  return (guint64) MAX (0, store_value (conn, 0, sql, ""));
}

gboolean
store_storage_get (Store *store, StoreStorage *storage, GError **error)
{
  StoreConn *conn = store_read_begin (store, NULL);

  *storage = (StoreStorage) { 0 };
  add_database (store->cache_dir, "mail.db", &storage->mail, &storage->set_aside);
  add_database (store->data_dir, "local.db", &storage->local, &storage->set_aside);
  storage->index = value_of (
      conn, "SELECT sum(pgsize) FROM dbstat('mail',1) WHERE name LIKE 'message\\_fts%' ESCAPE '\\'");
  storage->outbox = value_of (conn, "SELECT sum(length(message)) FROM main.outbox");
  storage->drafts = value_of (conn, "SELECT sum(length(content)) FROM main.draft_version");
  store_read_end (store, conn);
  storage->mail -= MIN (storage->mail, storage->index);
  storage->local -= MIN (storage->local, storage->outbox + storage->drafts);
  for_each_body (store, add_body_size, storage);
  return TRUE;
}

/* ---- making room ---- */

/* Message m: the server has it and knows of all that was done to it. ?1: account or 0, ?2: received before, ?3: larger than */
#define CLEARABLE                                                                                            \
  "m.body_state=2 AND (?1=0 OR m.account_id=?1) AND m.received<?2 AND m.size>=?3"                            \
  " AND m.account_id IN (SELECT id FROM main.account WHERE kind=1)"                                          \
  " AND EXISTS (SELECT 1 FROM mail.placement p WHERE p.message_id=m.id AND p.uid IS NOT NULL AND p.hidden=0" \
  " AND p.provisional=0)"                                                                                    \
  " AND NOT EXISTS (SELECT 1 FROM main.journal_item i JOIN main.journal j ON j.id=i.journal_id"              \
  " WHERE i.message_id=m.id AND j.state IN (1,2))"                                                           \
  " AND m.flags & 16 = 0"

static GPtrArray *
list_hashes (StoreConn *conn, const StoreClearing *c, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  g_auto (StoreStmt) stmt
      = store_sql (conn, error, "SELECT DISTINCT body_hash FROM mail.message m WHERE " CLEARABLE, "iii",
                   c->account_id, c->received_before, (gint64) c->larger_than);
  int result = -1;

  while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
    g_ptr_array_add (list, store_dup_column (stmt, 0));
  return result == 0 ? g_steal_pointer (&list) : NULL;
}

/* Files of those hashes that no row names any more. */
static void
remove_files (Store *store, GPtrArray *hashes, guint *n, guint64 *bytes)
{
  g_autofree char *top = dup_bodies_dir (store);
  StoreConn *conn = &store->writer;

  for (guint i = 0; i < hashes->len; i++)
    {
      const char *hash = g_ptr_array_index (hashes, i);
      char prefix[3] = { hash[0], hash[0] != '\0' ? hash[1] : '\0', 0 };
      g_autofree char *name = g_strconcat (hash, ".eml", NULL);
      g_autofree char *path = g_build_filename (top, prefix, name, NULL);
      guint64 size = size_of (path);

      if (strlen (hash) != 64
          || store_value (conn, 0, "SELECT 1 FROM mail.message WHERE body_hash=?1 AND body_hash<>'' LIMIT 1",
                          "s", hash)
                 != 0
          || g_unlink (path) != 0)
        continue;
      *n += 1;
      *bytes += size;
    }
}

gboolean
store_bodies_clear (Store *store, const StoreClearing *c, guint *n, guint64 *bytes, GError **error)
{
  StoreConn *conn = &store->writer;
  g_autoptr (GPtrArray) hashes = NULL;
  guint files = 0;
  guint64 size = 0;
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  hashes = list_hashes (conn, c, error);
  ok = hashes != NULL
       && store_run (
           conn, error,
           "UPDATE mail.message SET body_state=1,body_hash='' WHERE id IN (SELECT id FROM mail.message m"
           " WHERE " CLEARABLE ")",
           "iii", c->account_id, c->received_before, (gint64) c->larger_than);
  if (!store_end (store, ok, error))
    return FALSE;
  /* the rows are gone for good before a file goes; nobody can name it again in between, for that needs the writer */
  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  remove_files (store, hashes, &files, &size);
  if (n != NULL)
    *n = files;
  if (bytes != NULL)
    *bytes = size;
  return store_end (store, TRUE, error);
}

typedef struct
{
  Store *store;
  gint64 now;
  guint n;
  guint64 bytes;
} Sweep;

static gboolean
sweep_file (const char *path, const char *name, const GStatBuf *info, gpointer data)
{
  Sweep *sweep = data;
  g_autofree char *hash = g_strndup (name, 64);
  gboolean is_body
      = strlen (name) == 68 && g_str_has_suffix (name, ".eml") && strspn (hash, "0123456789abcdef") == 64;

  if (sweep->now - info->st_mtime < OLD_ENOUGH_S || (!is_body && !g_str_has_prefix (name, "tmp-")))
    return TRUE; /* not ours: a person's or another program's */
  if (is_body
      && store_value (&sweep->store->writer, 0,
                      "SELECT 1 FROM mail.message WHERE body_hash=?1 AND body_hash<>'' LIMIT 1", "s", hash)
             != 0)
    return TRUE;
  if (g_unlink (path) == 0)
    {
      sweep->n++;
      sweep->bytes += (guint64) info->st_size;
    }
  return TRUE;
}

static void
sweep_set_aside (Sweep *sweep)
{
  g_autoptr (GDir) files = g_dir_open (sweep->store->cache_dir, 0, NULL);
  const char *name;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (sweep->store->cache_dir, name, NULL);
      guint64 size = size_of (path);

      if (!g_str_has_prefix (name, "mail.db.damaged-") || g_unlink (path) != 0)
        continue;
      sweep->n++;
      sweep->bytes += size;
    }
}

gboolean
store_sweep (Store *store, guint *n, guint64 *bytes, GError **error)
{
  Sweep sweep = { store, base_clock_now_unix (), 0, 0 };

  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  for_each_body (store, sweep_file, &sweep);
  sweep_set_aside (&sweep);
  if (n != NULL)
    *n = sweep.n;
  if (bytes != NULL)
    *bytes = sweep.bytes;
  return store_end (store, TRUE, error);
}

gboolean
store_compact (Store *store, GError **error)
{
  static const char *const statements[] = { "INSERT INTO mail.message_fts (message_fts) VALUES ('optimize')",
                                            "VACUUM mail",
                                            "VACUUM main",
                                            "PRAGMA mail.wal_checkpoint(TRUNCATE)",
                                            "PRAGMA main.wal_checkpoint(TRUNCATE)",
                                            "PRAGMA mail.optimize" };
  gboolean ok = TRUE;

  if (!store_index_write (store, error) || !store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  /* the writer stays ours, but VACUUM wants no transaction */
  ok = store_exec_script (&store->writer, "COMMIT", error);
  for (guint i = 0; ok && i < G_N_ELEMENTS (statements); i++)
    ok = store_exec_script (&store->writer, statements[i], error);
  if (!store_exec_script (&store->writer, "BEGIN IMMEDIATE", ok ? error : NULL))
    ok = FALSE;
  return store_end (store, ok, error);
}

gboolean
store_account_rebuild (Store *store, gint64 account_id, GError **error)
{
  g_autoptr (GPtrArray) folders = NULL;
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  folders = store_folders_list (store, account_id, error);
  ok = folders != NULL;
  for (guint i = 0; ok && i < folders->len; i++)
    {
      const StoreFolder *folder = g_ptr_array_index (folders, i);

      ok = store_folder_reset (store, folder->id, 0, error)
           && store_folder_set_sync_state (store, folder->id, 0, 0, 0, 0, 0, error);
    }
  return store_end (store, ok, error);
}
