/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-part.c: the beginning of a large message, so that a cut costs one chunk and not all
 *
 * One file per message under cache/partial, named by numbers alone: eight bytes that say how much is surely on the disk, then
 * the bytes of the message. The length is written after its bytes were flushed, so neither kill nor power cut can make a
 * part longer than what is true. A lock on the file keeps a second reader of the same message away. What a part becomes is
 * checked like any other body; here nothing is ever shown. */

#include "sync-part.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base-clock.h"
#include "sync-error.h"

#define HEADER ((off_t) sizeof (guint64))
#define KEEP_S (7 * 24 * 3600)

struct _SyncPart
{
  char *path;
  int fd;
  guint64 length;
};

static gboolean
fail (SyncPart *self, GError **error)
{
  int number = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (number), "%s: %s", self->path, g_strerror (number));
  return FALSE;
}

static gboolean
write_at (int fd, const void *data, gsize size, off_t offset)
{
  const guint8 *at = data;

  while (size > 0)
    {
      gssize n = pwrite (fd, at, size, offset);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      at += n;
      size -= (gsize) n;
      offset += n;
    }
  return TRUE;
}

/* What an earlier run left; anything odd counts as nothing. */
static guint64
read_length (int fd)
{
  guint64 length = 0;
  struct stat info;

  if (fstat (fd, &info) != 0 || pread (fd, &length, sizeof length, 0) != (gssize) sizeof length)
    return 0;
  return length <= (guint64) G_MAXINT64 - (guint64) HEADER && (off_t) length + HEADER <= info.st_size ? length
                                                                                                      : 0;
}

/**
 * sync_part_open:
 *
 * Returns: (transfer full) (nullable): %NULL when another thread reads this message, or when no file can be had: then go on
 * without
 */
SyncPart *
sync_part_open (SyncSetup *setup, gint64 folder_id, guint32 uidvalidity, guint32 uid)
{
  g_autofree char *name = NULL;
  SyncPart *self;
  int fd;

  if (setup->partial_dir == NULL || g_mkdir_with_parents (setup->partial_dir, 0700) != 0)
    return NULL;
  name = g_strdup_printf ("%" G_GINT64_FORMAT "-%u-%u", folder_id, uidvalidity, uid);
  self = g_new0 (SyncPart, 1);
  self->path = g_build_filename (setup->partial_dir, name, NULL);
  fd = g_open (self->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0 || flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      if (fd >= 0)
        close (fd);
      g_free (self->path);
      g_free (self);
      return NULL;
    }
  self->fd = fd;
  self->length = read_length (fd);
  return self;
}

/* Bytes of the message that are here. */
guint64
sync_part_get_length (SyncPart *self)
{
  return self->length;
}

/* Adds what follows; it is on the disk when this returns. */
gboolean
sync_part_append (SyncPart *self, GBytes *bytes, GError **error)
{
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);
  guint64 length = self->length + size;

  if (size == 0)
    return TRUE;
  if (!write_at (self->fd, data, size, HEADER + (off_t) self->length) || fdatasync (self->fd) != 0
      || !write_at (self->fd, &length, sizeof length, 0))
    return fail (self, error);
  self->length = length;
  return TRUE;
}

/* The whole of it, mapped. Returns: (transfer full): valid also after sync_part_discard () */
GBytes *
sync_part_read (SyncPart *self, GError **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new_from_fd (self->fd, FALSE, error);
  g_autoptr (GBytes) all = NULL;

  if (file == NULL)
    return NULL;
  all = g_mapped_file_get_bytes (file);
  if (g_bytes_get_size (all) < (gsize) HEADER + self->length)
    {
      g_set_error (error, SYNC_ERROR, SYNC_ERROR_INCOMPLETE, "%s is shorter than it says", self->path);
      return NULL;
    }
  return g_bytes_new_from_bytes (all, (gsize) HEADER, self->length);
}

/* Begins anew. The file is taken away; a reader of its bytes keeps them. */
void
sync_part_discard (SyncPart *self)
{
  int fd;

  g_unlink (self->path);
  self->length = 0;
  fd = g_open (self->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return;
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    {
      close (self->fd);
      self->fd = fd;
    }
  else
    close (fd);
}

/* Keeps what is there for the next time; an empty one goes. */
void
sync_part_close (SyncPart *self)
{
  if (self == NULL)
    return;
  if (self->length == 0)
    g_unlink (self->path);
  close (self->fd);
  g_free (self->path);
  g_free (self);
}

/* Removes parts in @folder that nobody continued for a week. Blocks. */
void
sync_parts_clean (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gint64 before = base_clock_now_unix () - KEEP_S;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf info;

      if (g_lstat (path, &info) == 0 && S_ISREG (info.st_mode) && info.st_mtime < before)
        g_unlink (path);
    }
}
