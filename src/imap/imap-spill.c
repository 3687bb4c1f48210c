/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-spill.c: large literals go to a nameless file and not into memory (I-02)
 *
 * The file has no name, so nothing is left behind by a crash and nobody else can open it; its pages are the kernel's to
 * drop. It lies in the user's cache folder, because /tmp may be memory. Belongs to the thread of the stream. */

#include "imap-spill.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixoutputstream.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "imap-error.h"

#define SPARE (G_GUINT64_CONSTANT (64) * 1024 * 1024) /* the disk is never filled up by us */

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, IMAP_ERROR, IMAP_ERROR_TOO_LARGE, "a large message cannot be kept: %s", what);
  return FALSE;
}

static int
open_nameless (const char *folder)
{
  g_autofree char *path = NULL;
  int fd = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);

  if (fd >= 0)
    return fd;
  path = g_build_filename (folder, "alpenpost-XXXXXX", NULL); /* a file system without O_TMPFILE */
  fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0)
    unlink (path);
  return fd;
}

static int
open_spill (guint64 n, GError **error)
{
  const char *cache = g_get_user_cache_dir ();
  struct statvfs space;
  int fd;

  (void) g_mkdir_with_parents (cache, 0700);
  fd = open_nameless (cache);
  if (fd < 0)
    fd = open_nameless (g_get_tmp_dir ());
  if (fd < 0)
    {
      fail (error, g_strerror (errno));
      return -1;
    }
  if (fstatvfs (fd, &space) == 0 && (guint64) space.f_bavail * space.f_frsize < n + SPARE)
    {
      close (fd);
      fail (error, "no room on the disk");
      return -1;
    }
  return fd;
}

/**
 * imap_spill_read:
 * @n: exactly how many bytes to read from @stream; the caller has checked it against its limit
 *
 * Returns: (transfer full) (nullable): the bytes, mapped from a nameless file; %NULL with @error: the stream is of no use
 */
GBytes *
imap_spill_read (NetStream *stream, guint64 n, GCancellable *cancellable, GError **error)
{
  g_autoptr (GOutputStream) sink = NULL;
  g_autoptr (GMappedFile) mapped = NULL;
  int fd = open_spill (n, error);

  if (fd < 0)
    return NULL;
  sink = g_unix_output_stream_new (fd, TRUE);
  if (!net_stream_read_to (stream, n, sink, cancellable, error))
    return NULL;
  mapped = g_mapped_file_new_from_fd (fd, FALSE, error);
  return mapped != NULL ? g_mapped_file_get_bytes (mapped) : NULL;
}
