/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-local-file.c: the files of mail that no server keeps: <data>/local/<account>/<number>.eml
 *
 * Such a file may be the only copy there is. So none is ever written over by another message, none goes but with its row or its account,
 * and after local.db was damaged those whose rows are lost get new ones. Any thread but the main one. */

#include "store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "store-local.h"

static char *
folder_of (Store *store, gint64 account_id)
{
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT, account_id);

  return g_build_filename (store->data_dir, "local", name, NULL);
}

char *
store_local_dup_file (Store *store, gint64 account_id, gint64 id)
{
  g_autofree char *folder = folder_of (store, account_id);
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT ".eml", id);

  return g_build_filename (folder, name, NULL);
}

static gboolean
set_errno (GError **error, const char *what)
{
  int code = errno;

  g_set_error (error, STORE_ERROR,
               code == ENOSPC || code == EDQUOT  ? STORE_ERROR_FULL
               : code == EROFS || code == EACCES ? STORE_ERROR_READ_ONLY
                                                 : STORE_ERROR_FAILED,
               "%s: %s", what, g_strerror (code));
  return FALSE;
}

char *
store_local_dup_folder (Store *store, gint64 account_id, GError **error)
{
  g_autofree char *folder = folder_of (store, account_id);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return g_steal_pointer (&folder);
  set_errno (error, folder);
  return NULL;
}

static gboolean
flush_folder (Store *store, gint64 account_id, GError **error)
{
  g_autofree char *folder = folder_of (store, account_id);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd >= 0 && fsync (fd) == 0;

  if (!ok)
    set_errno (error, folder);
  if (fd >= 0)
    close (fd);
  return ok;
}

/* Moves @file to its name and flushes the folder; on failure it is where it was. */
gboolean
store_local_place_file (Store *store, gint64 account_id, gint64 id, const char *file, GError **error)
{
  g_autofree char *target = store_local_dup_file (store, account_id, id);

  if (g_rename (file, target) != 0)
    return set_errno (error, target);
  if (flush_folder (store, account_id, error))
    return TRUE;
  /* The caller still has it to give. */
  if (g_rename (target, file) != 0)
    g_warning ("%s: %s", target, g_strerror (errno));
  return FALSE;
}

/* Whether the name is taken by other bytes than those of @file. The same bytes: what a crash left of this very message. */
gboolean
store_local_file_is_other (Store *store, gint64 account_id, gint64 id, const char *file)
{
  g_autofree char *target = store_local_dup_file (store, account_id, id);
  g_autoptr (GMappedFile) there = NULL;
  g_autoptr (GMappedFile) mine = NULL;
  gsize length;

  if (!g_file_test (target, G_FILE_TEST_EXISTS))
    return FALSE;
  there = g_mapped_file_new (target, FALSE, NULL);
  mine = g_mapped_file_new (file, FALSE, NULL);
  if (there == NULL || mine == NULL)
    return TRUE;
  length = g_mapped_file_get_length (mine);
  return g_mapped_file_get_length (there) != length
         || (length > 0
             && memcmp (g_mapped_file_get_contents (there), g_mapped_file_get_contents (mine), length) != 0);
}

/* The number in a name such as 12.eml, 0: another file. */
static gint64
number_of (const char *name)
{
  g_autofree char *number = NULL;
  guint64 id;

  if (!g_str_has_suffix (name, ".eml"))
    return 0;
  number = g_strndup (name, strlen (name) - strlen (".eml"));
  return g_ascii_string_to_unsigned (number, 10, 1, G_MAXUINT32, &id, NULL) ? (gint64) id : 0;
}

/* 0: there is none. */
gint64
store_local_get_highest_file (Store *store, gint64 account_id)
{
  g_autofree char *folder = folder_of (store, account_id);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gint64 highest = 0;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    highest = MAX (highest, number_of (name));
  return highest;
}

/* ---- after a loss ---- */

/* A row for each file of one account that has none: in the inbox, as new mail, for nothing more is known of it. */
static gboolean
adopt_folder (Store *store, gint64 account_id, guint *n, GError **error)
{
  g_autofree char *folder = folder_of (store, account_id);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      gint64 id = number_of (name);
      GStatBuf info;

      if (id == 0 || g_lstat (path, &info) != 0 || !S_ISREG (info.st_mode))
        continue;
      if (!store_run (
              &store->writer, error,
              "INSERT OR IGNORE INTO main.local_message (id,account_id,path,flags,received,size) VALUES "
              "(?1,?2,'INBOX',0,?3,?4)",
              "iiii", id, account_id, (gint64) info.st_mtime, (gint64) info.st_size))
        return FALSE;
      *n += (guint) sqlite3_changes (store->writer.db);
    }
  return TRUE;
}

gboolean
store_local_adopt_files (Store *store, guint *n, GError **error)
{
  g_autoptr (GPtrArray) accounts = store_accounts_list (store, error);
  gboolean ok = accounts != NULL;

  *n = 0;
  if (!ok || !store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  for (guint i = 0; ok && i < accounts->len; i++)
    {
      const StoreAccount *account = g_ptr_array_index (accounts, i);

      if (account->kind != STORE_ACCOUNT_IMAP)
        ok = adopt_folder (store, account->id, n, error);
    }
  return store_end (store, ok, error);
}

/* ---- an account that goes ---- */

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_unlink (file);
    }
  g_rmdir (path);
}

void
store_local_tidy (Store *store, gint64 account_id)
{
  g_autofree char *folder = folder_of (store, account_id);
  StoreConn *conn = store_read_begin (store, NULL);
  gint64 there = store_value (conn, -1, "SELECT count(*) FROM main.account WHERE id=?1", "i", account_id);

  store_read_end (store, conn);
  if (account_id > 0 && there == 0)
    remove_folder (folder);
}
