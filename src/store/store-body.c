/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-body.c: whole messages as files named by their SHA-256
 *
 * cache_dir/bodies/ab/abcdef….eml. Written by store-body-batch.c. Reading verifies the hash, so
 * a damaged file counts as absent and is fetched again. File names come from a hash alone, never from outside. */

#include "store-private.h"

#include <glib/gstdio.h>
#include <string.h>

/* What the search index takes of one message's text. */
#define MAX_TEXT_BYTES (1024 * 1024)
#define MAX_PREVIEW_BYTES 1000

static char *
dup_folder (Store *store, const char *hash)
{
  char prefix[3] = { hash[0], hash[1], 0 };

  return g_build_filename (store->cache_dir, "bodies", prefix, NULL);
}

static char *
dup_path (Store *store, const char *hash)
{
  g_autofree char *folder = dup_folder (store, hash);
  g_autofree char *name = g_strconcat (hash, ".eml", NULL);

  return g_build_filename (folder, name, NULL);
}

static gboolean
announce (Store *store, gint64 message_id)
{
  StoreConn *conn = &store->writer;
  g_auto (StoreStmt) stmt = store_sql (
      conn, NULL, "SELECT account_id,thread_id,received FROM mail.message WHERE id=?1", "i", message_id);

  if (stmt == NULL || store_step (conn, stmt, NULL) <= 0)
    return FALSE;
  store_change_add (store, STORE_CHANGE_CHANGED, sqlite3_column_int64 (stmt, 0), 0, message_id,
                    sqlite3_column_int64 (stmt, 1), sqlite3_column_int64 (stmt, 2));
  return TRUE;
}

/* Sets the state of a body; its file is the caller's business. */
gboolean
store_body_mark (Store *store, gint64 message_id, StoreBodyState state, const char *hash, GError **error)
{
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  ok = store_run (&store->writer, error, "UPDATE mail.message SET body_state=?2,body_hash=?3 WHERE id=?1",
                  "iis", message_id, (gint64) state, hash);
  if (ok && !announce (store, message_id))
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "No such message");
      ok = FALSE;
    }
  return store_end (store, ok, error);
}

gboolean
store_body_add (Store *store, gint64 message_id, GBytes *body, GError **error)
{
  StoreNewBody record = { .message_id = message_id, .body = body };

  if (!store_bodies_add (store, &record, 1, error))
    return FALSE;
  if (store_body_has (store, message_id))
    return TRUE;
  g_set_error_literal (error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "No such message");
  return FALSE;
}

gboolean
store_body_set_gone (Store *store, gint64 message_id, GError **error)
{
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  /* there is no text to wait for */
  ok = store_body_mark (store, message_id, STORE_BODY_GONE, "", error)
       && store_run (&store->writer, error, "UPDATE mail.message SET text_version=?2 WHERE id=?1", "ii",
                     message_id, (gint64) STORE_INDEX_VERSION);
  return store_end (store, ok, error);
}

static char *
dup_hash (Store *store, gint64 message_id, GError **error)
{
  StoreConn *conn = store_read_begin (store, NULL);
  char *hash = NULL;

  {
    g_auto (StoreStmt) stmt = store_sql (
        conn, error, "SELECT body_hash FROM mail.message WHERE id=?1 AND body_state=2", "i", message_id);

    if (stmt != NULL && store_step (conn, stmt, error) > 0)
      hash = store_dup_column (stmt, 0);
  }
  store_read_end (store, conn);
  return hash;
}

gboolean
store_body_has (Store *store, gint64 message_id)
{
  g_autofree char *hash = dup_hash (store, message_id, NULL);

  return hash != NULL;
}

GBytes *
store_body_get (Store *store, gint64 message_id, GError **error)
{
  g_autofree char *hash = dup_hash (store, message_id, error);
  g_autofree char *path = NULL;
  g_autofree char *found = NULL;
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GBytes) body = NULL;

  if (hash == NULL || strlen (hash) != 64)
    return NULL;
  path = dup_path (store, hash);
  file = g_mapped_file_new (path, FALSE, NULL);
  if (file != NULL)
    {
      body = g_mapped_file_get_bytes (file);
      found = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, body);
      if (g_strcmp0 (found, hash) == 0)
        return g_steal_pointer (&body);
      g_unlink (path);
    }
  store_body_mark (store, message_id, STORE_BODY_NONE, "", NULL);
  return NULL;
}

/* Headers of a message as its search row has them, from mail.db. */
static gboolean
index_text (Store *store, gint64 message_id, const char *text, const char *filenames, GError **error)
{
  StoreConn *conn = &store->writer;
  g_auto (StoreStmt) stmt = store_sql (conn, error, STORE_SQL_INDEX_HEADERS " WHERE id=?1", "i", message_id);
  int result = stmt != NULL ? store_step (conn, stmt, error) : -1;
  StoreIndexDoc doc = { 0 };

  if (result == 0)
    g_set_error_literal (error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "No such message");
  if (result <= 0)
    return FALSE;
  store_index_doc_from_row (&doc, stmt);
  doc.body = text;
  doc.filenames = filenames;
  store_index_queue (store, &doc);
  return TRUE;
}

static gboolean
write_text (Store *store, gint64 message_id, const char *preview, const char *text, const char *filenames,
            gboolean has_attachment, GError **error)
{
  return index_text (store, message_id, text, filenames, error)
         && store_run (&store->writer, error,
                       "UPDATE mail.message SET preview=?2,has_attachment=?3 WHERE id=?1", "isi", message_id,
                       preview, (gint64) has_attachment);
}

static char *
clean (const char *text, gsize max)
{
  gsize length = text != NULL ? strlen (text) : 0;

  return g_utf8_make_valid (text != NULL ? text : "", (gssize) MIN (length, max));
}

gboolean
store_body_set_text (Store *store, gint64 message_id, const char *preview, const char *text,
                     const char *filenames, gboolean has_attachment, GError **error)
{
  g_autofree char *clean_preview = clean (preview, MAX_PREVIEW_BYTES);
  g_autofree char *clean_text = clean (text, MAX_TEXT_BYTES);
  g_autofree char *clean_names = clean (filenames, MAX_PREVIEW_BYTES * 10);
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  ok = write_text (store, message_id, clean_preview, clean_text, clean_names, has_attachment, error);
  if (ok)
    announce (store, message_id);
  return store_end (store, ok, error);
}

/* ---- garbage ---- */

/* Files of messages that go, unless another message has the same bytes. */
static GPtrArray *
list_files (Store *store, StoreConn *conn, gint64 before, GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_auto (StoreStmt) stmt = store_sql (
      conn, error,
      "SELECT body_hash FROM mail.message m WHERE orphaned>0 AND orphaned<?1 AND body_hash<>'' AND NOT EXISTS"
      " (SELECT 1 FROM mail.message o WHERE o.body_hash=m.body_hash AND o.body_hash<>'' AND NOT "
      "(o.orphaned>0 AND o.orphaned<?1))",
      "i", before);
  int result = -1;

  while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
    {
      const char *hash = (const char *) sqlite3_column_text (stmt, 0);

      if (strlen (hash) == 64)
        g_ptr_array_add (paths, dup_path (store, hash));
    }
  return result == 0 ? g_steal_pointer (&paths) : NULL;
}

#define GONE "SELECT id FROM mail.message WHERE orphaned>0 AND orphaned<?1"

/* A message that goes leaves its Message-ID with its conversation while others are in it; an empty conversation goes too. */
static gboolean
keep_mentions (StoreConn *conn, gint64 before, GError **error)
{
  static const char *const statements[] = {
    "INSERT OR IGNORE INTO mail.thread_key SELECT account_id,message_key,thread_id FROM mail.message m WHERE "
    "id IN"
    " (" GONE ") AND message_id<>'' AND EXISTS (SELECT 1 FROM mail.message o WHERE o.thread_id=m.thread_id"
    " AND NOT (o.orphaned>0 AND o.orphaned<?1))",
    "DELETE FROM mail.thread WHERE id IN (SELECT thread_id FROM mail.message WHERE id IN (" GONE "))"
    " AND NOT EXISTS (SELECT 1 FROM mail.message o WHERE o.thread_id=thread.id"
    " AND NOT (o.orphaned>0 AND o.orphaned<?1))",
    "DELETE FROM mail.thread_key WHERE thread_id IN (SELECT thread_id FROM mail.message WHERE id IN (" GONE
    "))"
    " AND NOT EXISTS (SELECT 1 FROM mail.thread t WHERE t.id=thread_id)",
  };

  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    if (!store_run (conn, error, statements[i], "i", before))
      return FALSE;
  return TRUE;
}

gboolean
store_collect_garbage (Store *store, gint64 before, GError **error)
{
  StoreConn *conn = &store->writer;
  g_autoptr (GPtrArray) paths = NULL;
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  paths = list_files (store, conn, before, error);
  ok = paths != NULL && keep_mentions (conn, before, error)
       && store_run (conn, error, "DELETE FROM mail.message_fts WHERE rowid IN (" GONE ")", "i", before)
       && store_run (conn, error, "DELETE FROM mail.message WHERE id IN (" GONE ")", "i", before);
  if (!store_end (store, ok, error))
    return FALSE;
  for (guint i = 0; i < paths->len; i++)
    g_unlink (g_ptr_array_index (paths, i));
  return TRUE;
}
