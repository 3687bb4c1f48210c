/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-body-batch.c: many bodies at once, as a download brings them
 *
 * The promise is the one of store-body.c, a row that says COMPLETE has its file; only it is kept for all of them together:
 * every file is written under a temporary name, then all reach the disk by one syncfs (), then they are renamed, then the
 * rows are committed. One flush for two hundred files costs a third of two hundred flushes. Any thread but the main one. */

#include "store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define FEW 4 /* so few files are flushed one by one: others' data on the disk is none of our business */

GArray *
store_bodies_wanted (Store *store, gint64 folder_id, gint64 since, guint64 max_size, guint limit,
                     GError **error)
{
  g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (StoreBodyWanted));
  StoreConn *conn = store_read_begin (store, NULL);
  int result = -1;

  {
    g_auto (StoreStmt) stmt = store_sql (
        conn, error,
        "SELECT p.uid,m.id,m.size FROM mail.placement p INDEXED BY placement_list JOIN mail.message m "
        "ON m.id=p.message_id WHERE p.folder_id=?1 AND p.hidden=0"
        " AND p.received>=?2 AND p.uid IS NOT NULL AND m.body_state=1 AND (?3=0 OR m.size<=?3) "
        "ORDER BY p.received DESC,p.message_id DESC LIMIT ?4",
        "iiii", folder_id, since, (gint64) max_size, limit > 0 ? (gint64) limit : (gint64) -1);

    while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      {
        StoreBodyWanted row = { (guint32) sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1),
                                (guint64) sqlite3_column_int64 (stmt, 2) };

        g_array_append_val (wanted, row);
      }
  }
  store_read_end (store, conn);
  return result == 0 ? g_steal_pointer (&wanted) : NULL;
}

/* One file on its way. */
typedef struct
{
  char *hash;
  char *path;
  char *temp; /* nullable: the file is here already */
  int fd;     /* -1: closed */
} File;

static void
file_clear (gpointer data)
{
  File *file = data;

  if (file->fd >= 0)
    close (file->fd);
  if (file->temp != NULL)
    g_unlink (file->temp);
  g_free (file->hash);
  g_free (file->path);
  g_free (file->temp);
}

static gboolean
fail_errno (const char *path, int number, GError **error)
{
  StoreError code = STORE_ERROR_FAILED;

  if (number == ENOSPC || number == EDQUOT || number == EFBIG)
    code = STORE_ERROR_FULL;
  else if (number == EROFS || number == EACCES || number == EPERM)
    code = STORE_ERROR_READ_ONLY;
  g_set_error (error, STORE_ERROR, code, "%s: %s", path, g_strerror (number));
  return FALSE;
}

static gboolean
write_all (int fd, const guint8 *data, gsize length)
{
  while (length > 0)
    {
      gssize n = write (fd, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      data += n;
      length -= (gsize) n;
    }
  return TRUE;
}

/* One folder for all that is unfinished, so that what a crash leaves is found at once. */
static char *
dup_temporary (Store *store)
{
  return g_build_filename (store->cache_dir, "bodies", "unfinished", NULL);
}

void
store_bodies_clean (Store *store)
{
  g_autofree char *folder = dup_temporary (store);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
}

/* Writes the bytes under a temporary name; the disk may still not have them. */
static gboolean
write_temp (Store *store, GBytes *body, File *file, GError **error)
{
  char prefix[3] = { file->hash[0], file->hash[1], 0 };
  g_autofree char *folder = g_build_filename (store->cache_dir, "bodies", prefix, NULL);
  g_autofree char *temporary = dup_temporary (store);
  g_autofree char *name = g_strconcat (file->hash, ".eml", NULL);
  gsize size = g_bytes_get_size (body);
  GStatBuf info;

  file->path = g_build_filename (folder, name, NULL);
  if (g_stat (file->path, &info) == 0 && (gsize) info.st_size == size)
    return TRUE;
  if (g_mkdir_with_parents (folder, 0700) != 0 || g_mkdir_with_parents (temporary, 0700) != 0)
    return fail_errno (folder, errno, error);
  file->temp = g_strdup_printf ("%s/%s-XXXXXX", temporary, file->hash);
  file->fd = g_mkstemp_full (file->temp, O_RDWR | O_CLOEXEC, 0600);
  if (file->fd < 0)
    {
      int number = errno;

      g_clear_pointer (&file->temp, g_free);
      return fail_errno (folder, number, error);
    }
  if (!write_all (file->fd, g_bytes_get_data (body, NULL), size))
    return fail_errno (file->temp, errno, error);
  return TRUE;
}

/* Everything written so far is on the disk afterwards. */
static gboolean
flush_files (GArray *files, GError **error)
{
  guint n = 0;

  for (guint i = 0; i < files->len; i++)
    n += g_array_index (files, File, i).fd >= 0;
  for (guint i = 0; i < files->len; i++)
    {
      File *file = &g_array_index (files, File, i);

      if (file->fd < 0)
        continue;
      if ((n > FEW ? syncfs (file->fd) : fsync (file->fd)) != 0)
        return fail_errno (file->temp, errno, error);
      if (n > FEW)
        return TRUE;
    }
  return TRUE;
}

/* The names follow the bytes; the folders' entries reach the disk with the next flush at the latest, and a name that a power
 * cut takes away counts as absent (store_body_get ()). */
static gboolean
rename_files (GArray *files, GError **error)
{
  for (guint i = 0; i < files->len; i++)
    {
      File *file = &g_array_index (files, File, i);

      if (file->fd < 0)
        continue;
      if (close (g_steal_fd (&file->fd)) != 0 || g_rename (file->temp, file->path) != 0)
        return fail_errno (file->path, errno, error);
      g_clear_pointer (&file->temp, g_free);
    }
  return TRUE;
}

static gboolean
commit_one (Store *store, const StoreNewBody *body, const char *hash, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!store_body_mark (store, body->message_id, STORE_BODY_COMPLETE, hash, &local)
      || (body->has_text
          && !store_body_set_text (store, body->message_id, body->preview, body->text, body->filenames,
                                   body->has_attachment, &local)))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return TRUE;
}

static gboolean
has_message (Store *store, gint64 id)
{
  return store_value (&store->writer, 0, "SELECT 1 FROM mail.message WHERE id=?1", "i", id) == 1;
}

/* Rows in one transaction, several when somebody interactive waits. */
static gboolean
commit_rows (Store *store, const StoreNewBody *bodies, gsize n, GArray *files, GError **error)
{
  gboolean ok = store_begin (store, STORE_PRIORITY_BACKGROUND, error);

  if (!ok)
    return FALSE;
  for (gsize i = 0; ok && i < n; i++)
    {
      if (has_message (store, bodies[i].message_id))
        ok = commit_one (store, &bodies[i], g_array_index (files, File, i).hash, error);
      if (ok && i + 1 < n && store_should_yield (store)
          && (!store_commit (store, error) || !store_begin (store, STORE_PRIORITY_BACKGROUND, error)))
        return FALSE;
    }
  return store_end (store, ok, error);
}

gboolean
store_bodies_add (Store *store, const StoreNewBody *bodies, gsize n, GError **error)
{
  g_autoptr (GArray) files = g_array_new (FALSE, TRUE, sizeof (File));

  g_array_set_clear_func (files, file_clear);
  for (gsize i = 0; i < n; i++)
    {
      File file = { NULL, NULL, NULL, -1 };
      gboolean ok;

      if (g_bytes_get_size (bodies[i].body) == 0)
        {
          g_set_error_literal (error, STORE_ERROR, STORE_ERROR_INCOMPLETE, "An empty body is no message");
          return FALSE;
        }
      file.hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bodies[i].body);
      ok = write_temp (store, bodies[i].body, &file, error);
      g_array_append_val (files, file);
      if (!ok)
        return FALSE;
    }
  return flush_files (files, error) && rename_files (files, error)
         && commit_rows (store, bodies, n, files, error);
}
