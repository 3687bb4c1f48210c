/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-upkeep.c: making room, fetching again; store-storage.c says what takes it
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
      guint64 size = store_file_size (path);

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
      guint64 size = store_file_size (path);

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
  store_bodies_for_each (store, sweep_file, &sweep);
  sweep_set_aside (&sweep);
  if (n != NULL)
    *n = sweep.n;
  if (bytes != NULL)
    *bytes = sweep.bytes;
  return store_end (store, TRUE, error);
}

gboolean
store_compact (Store *store, GCancellable *cancellable, GError **error)
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
  store_writer_set_cancellable (store, cancellable);
  for (guint i = 0; ok && i < G_N_ELEMENTS (statements); i++)
    ok = store_exec_script (&store->writer, statements[i], error);
  store_writer_set_cancellable (store, NULL);
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
