/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-draft-files.c: the copies of attached files
 *
 * Runs on a worker; disk only. A copy is written to a temporary name, synced and renamed to its SHA-256, so it is there whole or not
 * at all, and the same file attached twice is kept once. Only plain files of a bounded size are taken: nothing that blocks, never
 * ends or grows while it is read (hostile-servers O-07). */

#include "alp-draft-files.h"

#include "alp-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_BYTES (G_GUINT64_CONSTANT (150) * 1024 * 1024)
#define CHUNK (256 * 1024)
#define SWEEP_AGE_S 3600

AlpStashJob *
alp_stash_job_new (const char *folder, GFile *file, GBytes *bytes, const char *name, const char *type)
{
  AlpStashJob *self = g_new0 (AlpStashJob, 1);

  self->folder = g_strdup (folder);
  self->file = file != NULL ? g_object_ref (file) : NULL;
  self->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  self->name = g_strdup (name);
  self->type = g_strdup (type);
  return self;
}

void
alp_stash_job_free (gpointer data)
{
  AlpStashJob *self = data;

  g_free (self->folder);
  g_clear_object (&self->file);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->name);
  g_free (self->type);
  g_free (self);
}

void
alp_stashed_free (gpointer data)
{
  AlpStashed *self = data;

  g_free (self->name);
  g_free (self->type);
  g_free (self->hash);
  g_free (self);
}

gboolean
alp_stash_is_hash (const char *text)
{
  return text != NULL && strlen (text) == 64 && strspn (text, "0123456789abcdef") == 64;
}

static void
set_file_error (GError **error, const char *name, const char *why)
{
  /* Translators: the name of a file; the reason */
  g_set_error (error, ALP_ERROR, ALP_ERROR_INVALID, _ ("“%s” was not attached: %s"), name, why);
}

/* Opens a plain file of a size we take. */
static GInputStream *
open_file (AlpStashJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info (
      job->file, "standard::type,standard::size,standard::display-name,standard::content-type",
      G_FILE_QUERY_INFO_NONE, cancellable, &local_error);
  GFileInputStream *stream = NULL;

  if (job->name == NULL)
    job->name
        = info != NULL ? g_strdup (g_file_info_get_display_name (info)) : g_file_get_basename (job->file);
  if (info != NULL && g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    set_file_error (error, job->name, _ ("it is a folder."));
  else if (info != NULL && g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    set_file_error (error, job->name, _ ("it is no ordinary file."));
  else if (info != NULL && (guint64) g_file_info_get_size (info) > MAX_BYTES)
    set_file_error (error, job->name, _ ("it is larger than any mail server takes."));
  else if (info != NULL)
    stream = g_file_read (job->file, cancellable, &local_error);
  if (local_error != NULL)
    set_file_error (error, job->name, local_error->message);
  if (stream != NULL && job->type == NULL && g_file_info_get_content_type (info) != NULL)
    job->type = g_content_type_get_mime_type (g_file_info_get_content_type (info));
  return G_INPUT_STREAM (stream);
}

static gboolean
write_all (int fd, const guint8 *data, gsize size)
{
  while (size > 0)
    {
      gssize n = write (fd, data, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      data += n;
      size -= (gsize) n;
    }
  return TRUE;
}

/* Copies @stream to @fd. Returns: bytes, or -1 with @error */
static gint64
copy (AlpStashJob *job, GInputStream *stream, int fd, GChecksum *checksum, GCancellable *cancellable,
      GError **error)
{
  g_autofree guint8 *buffer = g_malloc (CHUNK);
  guint64 total = 0;

  while (TRUE)
    {
      g_autoptr (GError) local_error = NULL;
      gssize n = g_input_stream_read (stream, buffer, CHUNK, cancellable, &local_error);

      if (n < 0)
        {
          set_file_error (error, job->name, local_error->message);
          return -1;
        }
      if (n == 0)
        return (gint64) total;
      total += (guint64) n;
      if (total > MAX_BYTES)
        {
          set_file_error (error, job->name, _ ("it is larger than any mail server takes."));
          return -1;
        }
      g_checksum_update (checksum, buffer, n);
      if (!write_all (fd, buffer, (gsize) n))
        {
          set_file_error (error, job->name, g_strerror (errno));
          return -1;
        }
    }
}

static void
settle (AlpStashed *self, AlpStashJob *job)
{
  g_autofree char *base = NULL;

  if (job->name == NULL || *job->name == '\0')
    g_set_str (&job->name, _ ("Attachment"));
  base = g_path_get_basename (job->name);
  self->name = g_utf8_make_valid (base, -1);
  if (job->type != NULL && strchr (job->type, '/') != NULL)
    self->type = g_ascii_strdown (job->type, -1);
  else
    {
      g_autofree char *guessed = g_content_type_guess (self->name, NULL, 0, NULL);

      self->type = g_content_type_get_mime_type (guessed);
    }
  if (self->type == NULL)
    self->type = g_strdup ("application/octet-stream");
}

static AlpStashed *
stash (AlpStashJob *job, GInputStream *stream, GCancellable *cancellable, GError **error)
{
  g_autofree char *temporary = g_build_filename (job->folder, "new-XXXXXX", NULL);
  g_autofree char *path = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gint64 size = -1;
  int fd = -1;
  AlpStashed *self;

  if (g_mkdir_with_parents (job->folder, 0700) == 0)
    fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      set_file_error (error, job->name, g_strerror (errno));
      return NULL;
    }
  size = copy (job, stream, fd, checksum, cancellable, error);
  path = g_build_filename (job->folder, g_checksum_get_string (checksum), NULL);
  if (size >= 0 && fsync (fd) != 0)
    {
      set_file_error (error, job->name, g_strerror (errno));
      size = -1;
    }
  close (fd);
  if (size >= 0 && g_rename (temporary, path) != 0)
    {
      set_file_error (error, job->name, g_strerror (errno));
      size = -1;
    }
  if (size < 0)
    {
      g_unlink (temporary);
      return NULL;
    }
  self = g_new0 (AlpStashed, 1);
  self->hash = g_strdup (g_checksum_get_string (checksum));
  self->size = (guint64) size;
  settle (self, job);
  return self;
}

/**
 * alp_stash_job_run:
 *
 * Errors: ALP_ERROR_INVALID, a sentence with the file's name.
 */
gpointer
alp_stash_job_run (gpointer argument, GCancellable *cancellable, GError **error)
{
  AlpStashJob *job = argument;
  g_autoptr (GInputStream) stream = NULL;

  if (job->bytes != NULL)
    stream = g_memory_input_stream_new_from_bytes (job->bytes);
  else
    stream = open_file (job, cancellable, error);
  return stream != NULL ? stash (job, stream, cancellable, error) : NULL;
}

void
alp_stash_sweep (const char *folder, GHashTable *hashes)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf info;

      if (!g_hash_table_contains (hashes, name) && g_lstat (path, &info) == 0 && S_ISREG (info.st_mode)
          && now - info.st_mtime > SWEEP_AGE_S)
        g_unlink (path);
    }
}
