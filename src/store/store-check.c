/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-check.c: is everything as it should be, and putting derived rows right again
 *
 * Checks read on a reader and say what they found as lines; store_repair () makes counts and lists anew from the placements, which are
 * what sync compares with the server. Any thread but the main one. */

#include "store-private.h"

#include <glib/gstdio.h>
#include <string.h>

#define MAX_LINES 200

/* Each counts what is wrong; 0 is right. */
static const struct
{
  const char *what;
  const char *sql;
} rules[] = {
  { "folders whose number of messages is wrong", "SELECT count(*) FROM mail.folder f WHERE total<>(SELECT "
                                                 "count(*) FROM mail.placement p WHERE p.folder_id=f.id AND"
                                                 " hidden=0)" },
  { "folders whose number of unread messages is wrong",
    "SELECT count(*) FROM mail.folder f WHERE unread<>(SELECT count(*) FROM mail.placement p WHERE "
    "p.folder_id=f.id AND"
    " hidden=0 AND flags & 1 = 0)" },
  { "messages that do not know in how many folders they are",
    "SELECT count(*) FROM mail.message m WHERE visible<>(SELECT count(*) FROM mail.placement p WHERE "
    "p.message_id=m.id"
    " AND hidden=0)" },
  { "placements of messages that are not there", "SELECT count(*) FROM mail.placement p WHERE NOT EXISTS "
                                                 "(SELECT 1 FROM mail.message m WHERE m.id=p.message_id)" },
  { "placements in folders that are not there", "SELECT count(*) FROM mail.placement p WHERE NOT EXISTS "
                                                "(SELECT 1 FROM mail.folder f WHERE f.id=p.folder_id)" },
  { "placements in another conversation than their message",
    "SELECT count(*) FROM mail.placement p JOIN mail.message m ON m.id=p.message_id WHERE "
    "p.thread_id<>m.thread_id" },
  { "conversations missing in a folder's list, or with a wrong date",
    "SELECT count(*) FROM (SELECT folder_id,thread_id,max(received) FROM mail.placement WHERE hidden=0 GROUP "
    "BY 1,2 EXCEPT"
    " SELECT folder_id,thread_id,received FROM mail.folder_thread)" },
  { "conversations in a folder's list without a message there",
    "SELECT count(*) FROM mail.folder_thread t WHERE NOT EXISTS (SELECT 1 FROM mail.placement p WHERE"
    " p.thread_id=t.thread_id AND p.folder_id=t.folder_id AND hidden=0)" },
  { "messages missing in the search index", "SELECT count(*) FROM mail.message m WHERE NOT EXISTS (SELECT 1 "
                                            "FROM mail.message_fts_docsize d WHERE d.id=m.id)" },
  { "journal items without an entry", "SELECT count(*) FROM main.journal_item i WHERE NOT EXISTS (SELECT 1 "
                                      "FROM main.journal j WHERE j.id=i.journal_id)" },
};

static void add_line (GPtrArray *lines, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
add_line (GPtrArray *lines, const char *format, ...)
{
  va_list arguments;

  if (lines->len >= MAX_LINES)
    return;
  va_start (arguments, format);
  g_ptr_array_add (lines, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static gboolean
check_pages (StoreConn *conn, const char *schema, GPtrArray *lines, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA %s.integrity_check(50)", schema);
  g_auto (StoreStmt) stmt = store_sql (conn, error, sql, "");
  int result = -1;

  while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
    {
      const char *text = (const char *) sqlite3_column_text (stmt, 0);

      if (g_strcmp0 (text, "ok") != 0)
        add_line (lines, "%s.db: %s", g_str_equal (schema, "main") ? "local" : schema, text);
    }
  return result == 0;
}

/* FTS5 checks itself only on a connection that may write; nothing is written. */
static gboolean
check_index (Store *store, GPtrArray *lines, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  store_writer_set_cancellable (store, cancellable);
  if (!store_exec_script (&store->writer,
                          "INSERT INTO mail.message_fts (message_fts) VALUES ('integrity-check')", &problem))
    {
      if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_propagate_error (error, g_steal_pointer (&problem));
      else
        add_line (lines, "search index: %s", problem->message);
    }
  store_writer_set_cancellable (store, NULL);
  return store_end (store, *error == NULL, error);
}

static gboolean
check_body (Store *store, const char *hash, gboolean hashes)
{
  char prefix[3] = { hash[0], hash[0] != '\0' ? hash[1] : '\0', 0 };
  g_autofree char *name = g_strconcat (hash, ".eml", NULL);
  g_autofree char *path = g_build_filename (store->cache_dir, "bodies", prefix, name, NULL);
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *found = NULL;

  if (!hashes)
    return g_file_test (path, G_FILE_TEST_IS_REGULAR);
  file = g_mapped_file_new (path, FALSE, NULL);
  if (file == NULL)
    return FALSE;
  bytes = g_mapped_file_get_bytes (file);
  found = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  return g_strcmp0 (found, hash) == 0;
}

/* The hashes of bodies that are not as they should be; NULL on error, or when @progress says stop. */
static GPtrArray *
find_bad_bodies (Store *store, StoreConn *conn, gboolean hashes, StoreProgressFunc progress,
                 gpointer user_data, GError **error)
{
  g_autoptr (GPtrArray) bad = g_ptr_array_new_with_free_func (g_free);
  gint64 total
      = store_value (conn, 0, "SELECT count(DISTINCT body_hash) FROM mail.message WHERE body_hash<>''", "");
  gint64 done = 0;
  g_auto (StoreStmt) stmt
      = store_sql (conn, error, "SELECT DISTINCT body_hash FROM mail.message WHERE body_hash<>''", "");
  int result = -1;

  while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
    {
      const char *hash = (const char *) sqlite3_column_text (stmt, 0);

      if (!check_body (store, hash, hashes))
        g_ptr_array_add (bad, g_strdup (hash));
      if (++done % 256 == 0 && progress != NULL && !progress (done, total, user_data))
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The check was stopped");
          return NULL;
        }
    }
  return result == 0 ? g_steal_pointer (&bad) : NULL;
}

static gboolean
check_rules (StoreConn *conn, GPtrArray *lines, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_auto (StoreStmt) stmt = store_sql (conn, error, rules[i].sql, "");
      gint64 n;

      if (stmt == NULL || store_step (conn, stmt, error) < 0)
        return FALSE;
      n = sqlite3_column_int64 (stmt, 0);
      if (n > 0)
        add_line (lines, "%s: %" G_GINT64_FORMAT, rules[i].what, n);
    }
  return TRUE;
}

GPtrArray *
store_check_deep (Store *store, gboolean hashes, StoreProgressFunc progress, gpointer user_data,
                  GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) bad = NULL;
  StoreConn *conn = store_read_begin (store, cancellable);
  gboolean ok = check_pages (conn, "main", lines, error) && check_pages (conn, "mail", lines, error);

  if (ok && lines->len == 0)
    ok = check_rules (conn, lines, error);
  if (ok)
    {
      bad = find_bad_bodies (store, conn, hashes, progress, user_data, error);
      ok = bad != NULL;
    }
  store_read_end (store, conn);
  if (ok && bad->len > 0)
    add_line (lines, "message files missing or damaged: %u", bad->len);
  ok = ok && check_index (store, lines, cancellable, &problem);
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return ok ? g_steal_pointer (&lines) : NULL;
}

static gboolean
forget_bad_bodies (Store *store, GError **error)
{
  StoreConn *conn = &store->writer;
  g_autoptr (GPtrArray) bad = find_bad_bodies (store, conn, FALSE, NULL, NULL, error);

  if (bad == NULL)
    return FALSE;
  for (guint i = 0; i < bad->len; i++)
    if (!store_run (conn, error,
                    "UPDATE mail.message SET body_state=1,body_hash='' WHERE body_hash=?1 AND body_hash<>''",
                    "s", g_ptr_array_index (bad, i)))
      return FALSE;
  return TRUE;
}

gboolean
store_repair (Store *store, GError **error)
{
  static const char *const statements[] = {
    "DELETE FROM mail.placement WHERE NOT EXISTS (SELECT 1 FROM mail.message m WHERE m.id=message_id)",
    "DELETE FROM mail.placement WHERE NOT EXISTS (SELECT 1 FROM mail.folder f WHERE f.id=folder_id)",
    "UPDATE mail.placement SET thread_id=(SELECT thread_id FROM mail.message m WHERE m.id=message_id) WHERE"
    " thread_id<>(SELECT thread_id FROM mail.message m WHERE m.id=message_id)",
    "DELETE FROM mail.folder_thread",
    "INSERT INTO mail.folder_thread SELECT folder_id,thread_id,max(received) FROM mail.placement WHERE "
    "hidden=0 GROUP BY 1,2",
    "UPDATE mail.folder SET total=(SELECT count(*) FROM mail.placement p WHERE p.folder_id=folder.id AND "
    "hidden=0),"
    "unread=(SELECT count(*) FROM mail.placement p WHERE p.folder_id=folder.id AND hidden=0 AND flags & 1 = "
    "0)",
    "UPDATE mail.message SET visible=(SELECT count(*) FROM mail.placement p WHERE p.message_id=message.id "
    "AND hidden=0)"
    " WHERE visible<>(SELECT count(*) FROM mail.placement p WHERE p.message_id=message.id AND hidden=0)",
  };
  gboolean ok = TRUE;

  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  for (guint i = 0; ok && i < G_N_ELEMENTS (statements); i++)
    ok = store_run (&store->writer, error, statements[i], "");
  ok = ok && forget_bad_bodies (store, error);
  store_change_add (store, STORE_CHANGE_ACCOUNTS, 0, 0, 0, 0, 0);
  store_change_add (store, STORE_CHANGE_CHANGED, 0, 0, 0, 0, 0);
  return store_end (store, ok, error);
}
