/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-reserve.c: room kept for what a person writes
 *
 * A file of 10 MB beside local.db. When the disk is full it is given back, so that drafts, actions and the outbox still have somewhere to
 * go; what could be had again (mail that comes in) is refused from then on until there is room for the file again. Under the writer's
 * lock, or at open. */

#include "store-private.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define RESERVE_BYTES (10 * 1024 * 1024)
/* The file is made when it leaves this much beside itself. */
#define SPARE_BYTES (2 * RESERVE_BYTES)

static char *
dup_path (Store *store)
{
  return g_build_filename (store->data_dir, "reserve", NULL);
}

static guint64
free_bytes (Store *store)
{
  struct statvfs info;

  return statvfs (store->data_dir, &info) == 0 ? (guint64) info.f_bavail * info.f_frsize : 0;
}

static gboolean
make (const char *path)
{
  int fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  gboolean ok = fd >= 0 && posix_fallocate (fd, 0, RESERVE_BYTES) == 0;

  if (fd >= 0)
    close (fd);
  if (!ok)
    g_unlink (path);
  return ok;
}

/* Makes the file when it is missing and there is room. Failing is no harm. Returns: whether it is there. */
gboolean
store_reserve_keep (Store *store)
{
  g_autofree char *path = dup_path (store);

  if (store_file_size (path) == RESERVE_BYTES)
    return TRUE;
  return free_bytes (store) >= RESERVE_BYTES + SPARE_BYTES && make (path);
}

/* The disk is full. Returns: whether there was something to give back, so that trying again makes sense. */
gboolean
store_reserve_release (Store *store)
{
  g_autofree char *path = dup_path (store);

  if (g_unlink (path) != 0)
    return FALSE;
  g_message ("the disk is full: the room kept for drafts is given back");
  g_atomic_int_set (&store->reserve_released, 1);
  return TRUE;
}

/* Whether the background may write: not while it would take the room that was given back for what a person does. */
gboolean
store_reserve_allows (Store *store, StorePriority priority, GError **error)
{
  if (priority == STORE_PRIORITY_INTERACTIVE || g_atomic_int_get (&store->reserve_released) == 0)
    return TRUE;
  if (store_reserve_keep (store))
    {
      g_atomic_int_set (&store->reserve_released, 0);
      return TRUE;
    }
  g_set_error_literal (error, STORE_ERROR, STORE_ERROR_FULL,
                       "the disk is full; what room is left is for what a person writes");
  return FALSE;
}
