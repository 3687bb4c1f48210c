/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-local.c: mail that no server keeps
 *
 * A row in local.db (synchronous=FULL) and a file. The file gets its name inside the transaction that makes the row, and its
 * folder is flushed before the commit: a row without its file cannot be, and a file without a row is never written over by another
 * message. store-local-file.c has the files. Any thread but the main one. */

#include "store-private.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "base-clock.h"
#include "store-local.h"

#define COLUMNS "id,path,flags,keywords,received,size"

void
store_local_message_free (StoreLocalMessage *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->keywords);
  g_free (self);
}

void
store_pop_message_free (StorePopMessage *self)
{
  if (self == NULL)
    return;
  g_free (self->uidl);
  g_free (self);
}

/* --- messages --- */

/* 0: the next number. */
static gint64
insert_row (StoreConn *conn, const StoreLocalNew *what, gint64 id, GError **error)
{
  g_autofree char *number = id != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, id) : NULL;

  if (!store_run (conn, error,
                  "INSERT INTO main.local_message (id,account_id,path,flags,keywords,received,size) VALUES "
                  "(?1,?2,?3,?4,?5,?6,?7)",
                  "sisisii", number, what->account_id, what->path, (gint64) what->flags,
                  STORE_TEXT (what->keywords), what->received, (gint64) what->size))
    return 0;
  return sqlite3_last_insert_rowid (conn->db);
}

/* A file that no row knows has this number: another message, that may be nowhere else. It stays; this one gets a number past all
 * files. */
static gint64
insert_past_files (Store *store, const StoreLocalNew *what, gint64 taken, GError **error)
{
  gint64 highest = MAX (taken, store_local_get_highest_file (store, what->account_id));

  g_message ("a message file without a row was kept: %" G_GINT64_FORMAT, taken);
  if (highest >= G_MAXUINT32)
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_FAILED, "no number is left for a message");
      return 0;
    }
  return store_run (&store->writer, error, "DELETE FROM main.local_message WHERE id=?1", "i", taken)
             ? insert_row (&store->writer, what, highest + 1, error)
             : 0;
}

/* Inside the transaction: the row, the UIDL, then the file to its name. */
static gint64
insert (Store *store, const StoreLocalNew *what, GError **error)
{
  StoreConn *conn = &store->writer;
  gint64 id = insert_row (conn, what, 0, error);

  if (id != 0 && store_local_file_is_other (store, what->account_id, id, what->file))
    id = insert_past_files (store, what, id, error);
  if (id == 0)
    return 0;
  if (what->uidl != NULL
      && !store_run (conn, error, "INSERT OR REPLACE INTO main.pop_message VALUES (?1,?2,?3,?4,?5,?5)",
                     "isiii", what->account_id, what->uidl, (gint64) what->repeated, id,
                     base_clock_now_unix ()))
    return 0;
  return store_local_place_file (store, what->account_id, id, what->file, error) ? id : 0;
}

gint64
store_local_add (Store *store, const StoreLocalNew *what, GError **error)
{
  gint64 id;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return 0;
  id = insert (store, what, error);
  if (store_end (store, id != 0, error))
    return id;
  if (id != 0)
    {
      g_autofree char *target = store_local_dup_file (store, what->account_id, id);

      if (g_rename (target, what->file) != 0)
        g_warning ("%s: %s", target, g_strerror (errno));
    }
  return 0;
}

static gpointer
message_from_row (StoreStmt stmt)
{
  StoreLocalMessage *self = g_new0 (StoreLocalMessage, 1);

  self->id = sqlite3_column_int64 (stmt, 0);
  self->path = store_dup_column (stmt, 1);
  self->flags = (StoreFlags) sqlite3_column_int64 (stmt, 2);
  self->keywords = store_dup_column (stmt, 3);
  self->received = sqlite3_column_int64 (stmt, 4);
  self->size = (guint64) sqlite3_column_int64 (stmt, 5);
  return self;
}

GPtrArray *
store_local_list (Store *store, gint64 account_id, const char *path, GError **error)
{
  return store_rows (
      store, message_from_row, (GDestroyNotify) store_local_message_free, error,
      path != NULL ? "SELECT " COLUMNS " FROM main.local_message WHERE account_id=?1 AND path=?2 ORDER BY id"
                   : "SELECT " COLUMNS " FROM main.local_message WHERE account_id=?1 ORDER BY id",
      path != NULL ? "is" : "i", account_id, path);
}

StoreLocalMessage *
store_local_get (Store *store, gint64 account_id, gint64 id, GError **error)
{
  return store_rows_first (
      store_rows (store, message_from_row, (GDestroyNotify) store_local_message_free, error,
                  "SELECT " COLUMNS " FROM main.local_message WHERE id=?1 AND account_id=?2", "ii", id,
                  account_id),
      "message", error);
}

gboolean
store_local_set_flags (Store *store, gint64 account_id, gint64 id, StoreFlags flags, const char *keywords,
                       GError **error)
{
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = store_run (
      &store->writer, error,
      "UPDATE main.local_message SET flags=?3,keywords=coalesce(?4,keywords) WHERE id=?1 AND account_id=?2",
      "iiis", id, account_id, (gint64) flags, keywords);
  return store_end (store, ok, error);
}

gboolean
store_local_move (Store *store, gint64 account_id, gint64 id, const char *path, GError **error)
{
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = store_run (&store->writer, error,
                  "UPDATE main.local_message SET path=?3 WHERE id=?1 AND account_id=?2", "iis", id,
                  account_id, path);
  return store_end (store, ok, error);
}

/* The file goes after the row: what a crash leaves between is a file too many. */
gboolean
store_local_remove (Store *store, gint64 account_id, gint64 id, GError **error)
{
  g_autofree char *file = store_local_dup_file (store, account_id, id);
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = store_run (&store->writer, error, "DELETE FROM main.local_message WHERE id=?1 AND account_id=?2", "ii",
                  id, account_id);
  if (!store_end (store, ok, error))
    return FALSE;
  if (g_unlink (file) != 0 && errno != ENOENT)
    g_message ("%s: %s", file, g_strerror (errno));
  return TRUE;
}

gint64
store_local_get_max_id (Store *store)
{
  StoreConn *conn = store_read_begin (store, NULL);
  gint64 id = store_value (conn, 0, "SELECT max(id) FROM main.local_message", "");

  store_read_end (store, conn);
  return id;
}

/* --- folders --- */

static gpointer
text_from_row (StoreStmt stmt)
{
  return store_dup_column (stmt, 0);
}

char **
store_local_folders_list (Store *store, gint64 account_id, GError **error)
{
  g_autoptr (GPtrArray) list
      = store_rows (store, text_from_row, NULL, error,
                    "SELECT path FROM main.local_folder WHERE account_id=?1 ORDER BY path", "i", account_id);

  if (list == NULL)
    return NULL;
  g_ptr_array_add (list, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&list), FALSE);
}

gboolean
store_local_folder_add (Store *store, gint64 account_id, const char *path, GError **error)
{
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = store_run (&store->writer, error, "INSERT OR IGNORE INTO main.local_folder VALUES (?1,?2)", "is",
                  account_id, path);
  return store_end (store, ok, error);
}

gboolean
store_local_folder_rename (Store *store, gint64 account_id, const char *path, const char *to, GError **error)
{
  StoreConn *conn = &store->writer;
  g_autofree char *below = g_strconcat (path, "/", NULL);
  gint64 length = (gint64) g_utf8_strlen (path, -1);
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = store_run (
           conn, error,
           "UPDATE OR REPLACE main.local_folder SET path=?3||substr(path,?4+1) WHERE account_id=?1 AND "
           "(path=?2 OR substr(path,1,?4+1)=?5)",
           "issis", account_id, path, to, length, below)
       && store_run (
           conn, error,
           "UPDATE main.local_message SET path=?3||substr(path,?4+1) WHERE account_id=?1 AND (path=?2 OR "
           "substr(path,1,?4+1)=?5)",
           "issis", account_id, path, to, length, below);
  return store_end (store, ok, error);
}

gboolean
store_local_folder_remove (Store *store, gint64 account_id, const char *path, GError **error)
{
  g_autoptr (GPtrArray) list = store_local_list (store, account_id, path, error);
  gboolean ok;

  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    if (!store_local_remove (store, account_id, ((StoreLocalMessage *) list->pdata[i])->id, error))
      return FALSE;
  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = store_run (&store->writer, error, "DELETE FROM main.local_folder WHERE account_id=?1 AND path=?2",
                  "is", account_id, path);
  return store_end (store, ok, error);
}

/* --- POP3 --- */

static gpointer
pop_from_row (StoreStmt stmt)
{
  StorePopMessage *self = g_new0 (StorePopMessage, 1);

  self->uidl = store_dup_column (stmt, 0);
  self->repeated = (guint) sqlite3_column_int64 (stmt, 1);
  self->local_id = sqlite3_column_int64 (stmt, 2);
  self->fetched = sqlite3_column_int64 (stmt, 3);
  self->here = sqlite3_column_int64 (stmt, 4) != 0;
  return self;
}

GPtrArray *
store_pop_list (Store *store, gint64 account_id, GError **error)
{
  return store_rows (
      store, pop_from_row, (GDestroyNotify) store_pop_message_free, error,
      "SELECT p.uidl,p.repeated,p.local_id,p.fetched,m.id IS NOT NULL FROM main.pop_message p LEFT JOIN "
      "main.local_message m ON m.id=p.local_id WHERE p.account_id=?1",
      "i", account_id);
}

gint64
store_pop_find (Store *store, gint64 account_id, const char *uidl)
{
  StoreConn *conn = store_read_begin (store, NULL);
  gint64 id = store_value (conn, 0, "SELECT local_id FROM main.pop_message WHERE account_id=?1 AND uidl=?2",
                           "is", account_id, uidl);

  store_read_end (store, conn);
  return id;
}

gboolean
store_pop_listed (Store *store, gint64 account_id, GPtrArray *messages, gint64 before, GError **error)
{
  StoreConn *conn = &store->writer;
  gint64 now = base_clock_now_unix ();
  gboolean ok = TRUE;

  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  for (guint i = 0; ok && i < messages->len; i++)
    {
      const StorePopMessage *message = messages->pdata[i];

      ok = store_run (conn, error,
                      "UPDATE main.pop_message SET listed=?4 WHERE account_id=?1 AND uidl=?2 AND repeated=?3",
                      "isii", account_id, message->uidl, (gint64) message->repeated, now);
    }
  ok = ok
       && store_run (conn, error, "DELETE FROM main.pop_message WHERE account_id=?1 AND listed<?2", "ii",
                     account_id, before);
  return store_end (store, ok, error);
}
