/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-journal-folder.c: folders made, renamed, deleted, subscribed, in the journal and at once in mail.db
 *
 * An entry's path is the folder as mail.db knows it and follows renames; wire_path is what the server calls it when the entry's turn
 * comes, '' when that is the same. So what was done before a rename is replayed under the old name, and its local effect is found
 * under the new one. Any thread but the main one. */

#include "store-private.h"

#include "base-clock.h"

#include <string.h>

typedef struct
{
  gint64 account_id;
  const char *old_path, *new_path;
  const char *prefix; /* old_path and the delimiter: the folders below */
} Rename;

#define BELOW(column) "(" column "=?2 OR substr(" column ",1,length(?4))=?4)"
#define MOVED(column) column "=?3||substr(" column ",length(?2)+1)"

static const char *
last_part (const char *display, char delimiter)
{
  const char *slash = delimiter != '\0' ? strrchr (display, delimiter) : NULL;

  return slash != NULL && slash[1] != '\0' ? slash + 1 : display;
}

static gboolean
run_rename (StoreConn *conn, const Rename *rename, const char *sql, GError **error)
{
  return store_run (conn, error, sql, "isss", rename->account_id, rename->old_path, rename->new_path,
                    rename->prefix);
}

/* What was done before goes to the server under the old name. */
static gboolean
freeze_wire (StoreConn *conn, const Rename *rename, GError **error)
{
  return run_rename (conn, rename,
                     "UPDATE main.journal SET wire_path=path WHERE account_id=?1 AND state IN (1,2) AND "
                     "wire_path='' AND ?3<>'' AND " BELOW ("path"),
                     error)
         && run_rename (
             conn, rename,
             "UPDATE main.journal SET wire_target=target_path WHERE account_id=?1 AND state IN (1,2) "
             "AND wire_target='' AND ?3<>'' AND kind IN (2,4) AND " BELOW ("target_path"),
             error);
}

static gboolean
rename_in_journal (StoreConn *conn, const Rename *rename, GError **error)
{
  return run_rename (conn, rename,
                     "UPDATE main.journal SET " MOVED ("path") " WHERE account_id=?1 AND " BELOW ("path"),
                     error)
         && run_rename (
             conn, rename,
             "UPDATE main.journal SET " MOVED (
                 "target_path") " WHERE account_id=?1 AND kind IN (2,4) AND " BELOW ("target_path"),
             error);
}

/* A name that is taken meanwhile stays: the next folder list says what is true. */
static gboolean
rename_rows (Store *store, StoreConn *conn, const Rename *rename, const char *old_display,
             const char *new_display, char delimiter, GError **error)
{
  store_change_add (store, STORE_CHANGE_FOLDERS, rename->account_id, 0, 0, 0, 0);
  return store_run (conn, error,
                    "UPDATE OR IGNORE mail.folder SET display=?4||substr(display,length(?3)+1) WHERE "
                    "account_id=?1 AND (path=?2 OR substr(path,1,length(?5))=?5)",
                    "issss", rename->account_id, rename->old_path, old_display, new_display, rename->prefix)
         && store_run (conn, error, "UPDATE mail.folder SET name=?3 WHERE account_id=?1 AND path=?2", "iss",
                       rename->account_id, rename->old_path, last_part (new_display, delimiter))
         && run_rename (
             conn, rename,
             "UPDATE OR IGNORE mail.folder SET " MOVED ("path") " WHERE account_id=?1 AND " BELOW ("path"),
             error);
}

static char *
make_prefix (const char *path, char delimiter)
{
  /* a flat name space has nothing below: no path contains \001 */
  return g_strdup_printf ("%s%c", path, delimiter != '\0' ? delimiter : '\001');
}

/* ---- effects, revert, finish: by entry ---- */

static gint64
folder_of (StoreConn *conn, const StoreJournalEntry *entry)
{
  return store_value (conn, 0, "SELECT id FROM mail.folder WHERE account_id=?1 AND path=?2", "is",
                      entry->account_id, entry->path);
}

static gboolean
apply_create (Store *store, StoreConn *conn, const StoreJournalEntry *entry, GError **error)
{
  store_change_add (store, STORE_CHANGE_FOLDERS, entry->account_id, 0, 0, 0, 0);
  return store_run (conn, error,
                    "INSERT OR IGNORE INTO mail.folder (account_id,path,display,name,delimiter) VALUES "
                    "(?1,?2,?3,?4,?5)",
                    "isssi", entry->account_id, entry->path, entry->target_path,
                    last_part (entry->target_path, (char) entry->argument), entry->argument);
}

static gboolean
apply_rename (Store *store, StoreConn *conn, const StoreJournalEntry *entry, GError **error)
{
  g_autofree char *prefix = make_prefix (entry->wire_path, (char) entry->argument);
  Rename rename = { entry->account_id, entry->wire_path, entry->path, prefix };

  if (folder_of (conn, entry) != 0 || strcmp (entry->wire_path, entry->path) == 0)
    return TRUE;
  return rename_rows (store, conn, &rename, entry->note, entry->target_path, (char) entry->argument, error);
}

static gboolean
announce_rows (Store *store, StoreConn *conn, const StoreJournalEntry *entry, gint64 folder_id,
               StoreChangeKind kind, const char *sql, GError **error)
{
  g_auto (StoreStmt) stmt = store_sql (conn, error, sql, "ii", folder_id, entry->id);
  int result = -1;

  while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
    store_change_add (store, kind, entry->account_id, folder_id, sqlite3_column_int64 (stmt, 0),
                      sqlite3_column_int64 (stmt, 1), sqlite3_column_int64 (stmt, 2));
  store_change_add (store, STORE_CHANGE_FOLDERS, entry->account_id, 0, 0, 0, 0);
  return result == 0;
}

static gboolean
apply_delete (Store *store, StoreConn *conn, const StoreJournalEntry *entry, GError **error)
{
  gint64 folder_id = folder_of (conn, entry);

  if (folder_id == 0)
    return TRUE;
  return announce_rows (store, conn, entry, folder_id, STORE_CHANGE_REMOVED,
                        "SELECT message_id,thread_id,received FROM mail.placement WHERE folder_id=?1 AND "
                        "hidden=0 AND ?2<>0",
                        error)
         && store_run (conn, error, "UPDATE mail.placement SET hidden=?2 WHERE folder_id=?1 AND hidden=0",
                       "ii", folder_id, entry->id)
         && store_run (conn, error, "UPDATE mail.folder SET hidden=?2 WHERE id=?1", "ii", folder_id,
                       entry->id);
}

static gboolean
set_subscribed (Store *store, StoreConn *conn, const StoreJournalEntry *entry, gboolean on, GError **error)
{
  store_change_add (store, STORE_CHANGE_FOLDERS, entry->account_id, 0, 0, 0, 0);
  return store_run (conn, error, "UPDATE mail.folder SET subscribed=?3 WHERE account_id=?1 AND path=?2",
                    "isi", entry->account_id, entry->path, (gint64) on);
}

gboolean
store_journal_apply_folder (Store *store, StoreConn *conn, gint64 entry_id, GError **error)
{
  g_autoptr (StoreJournalEntry) entry = store_journal_get (store, entry_id, error);

  if (entry == NULL)
    return FALSE;
  switch ((int) entry->kind)
    {
    case STORE_ACTION_FOLDER_CREATE:
      return apply_create (store, conn, entry, error);
    case STORE_ACTION_FOLDER_RENAME:
      return apply_rename (store, conn, entry, error);
    case STORE_ACTION_FOLDER_DELETE:
      return apply_delete (store, conn, entry, error);
    case STORE_ACTION_FOLDER_SUBSCRIBE:
      return set_subscribed (store, conn, entry, entry->add_flags != 0, error);
    default:
      return TRUE;
    }
}

static gboolean
remove_rows (Store *store, StoreConn *conn, const StoreJournalEntry *entry, GError **error)
{
  gint64 folder_id = folder_of (conn, entry);

  return folder_id == 0 || store_folder_remove (store, folder_id, error);
}

/* The server keeps the old name: so does everything that came after. */
static gboolean
revert_rename (Store *store, StoreConn *conn, const StoreJournalEntry *entry, GError **error)
{
  g_autofree char *prefix = make_prefix (entry->path, (char) entry->argument);
  Rename back = { entry->account_id, entry->path, entry->wire_path, prefix };

  return rename_rows (store, conn, &back, entry->target_path, entry->note, (char) entry->argument, error)
         && rename_in_journal (conn, &back, error)
         && run_rename (conn, &back,
                        "UPDATE main.journal SET " MOVED (
                            "wire_path") " WHERE account_id=?1 AND state IN (1,2) AND " BELOW ("wire_path"),
                        error)
         && run_rename (conn, &back,
                        "UPDATE main.journal SET " MOVED (
                            "wire_target") " WHERE account_id=?1 AND state IN (1,2) AND kind IN (2,4) "
                                           "AND " BELOW ("wire_target"),
                        error);
}

gboolean
store_journal_revert_folder (Store *store, StoreConn *conn, gint64 entry_id, GError **error)
{
  g_autoptr (StoreJournalEntry) entry = store_journal_get (store, entry_id, error);
  gint64 folder_id;

  if (entry == NULL)
    return FALSE;
  folder_id = folder_of (conn, entry);
  switch ((int) entry->kind)
    {
    case STORE_ACTION_FOLDER_CREATE:
      return store_value (conn, 1, "SELECT uidvalidity FROM mail.folder WHERE id=?1", "i", folder_id) != 0
             || remove_rows (store, conn, entry, error);
    case STORE_ACTION_FOLDER_RENAME:
      return revert_rename (store, conn, entry, error);
    case STORE_ACTION_FOLDER_DELETE:
      return store_run (conn, error, "UPDATE mail.folder SET hidden=0 WHERE hidden=?1", "i", entry_id)
             && announce_rows (
                 store, conn, entry, folder_id, STORE_CHANGE_ADDED,
                 "SELECT message_id,thread_id,received FROM mail.placement WHERE folder_id=?1 AND "
                 "hidden=?2",
                 error)
             && store_run (conn, error, "UPDATE mail.placement SET hidden=0 WHERE hidden=?1", "i", entry_id);
    case STORE_ACTION_FOLDER_SUBSCRIBE:
      return set_subscribed (store, conn, entry, entry->add_flags == 0, error);
    default:
      return TRUE;
    }
}

gboolean
store_journal_finish_folder (Store *store, StoreConn *conn, gint64 entry_id, GError **error)
{
  g_autoptr (StoreJournalEntry) entry = store_journal_get (store, entry_id, error);

  if (entry == NULL)
    return FALSE;
  return entry->kind != STORE_ACTION_FOLDER_DELETE || remove_rows (store, conn, entry, error);
}

/* ---- acting ---- */

static gboolean
fail (GError **error, StoreError code, const char *text)
{
  g_set_error_literal (error, STORE_ERROR, code, text);
  return FALSE;
}

/* Returns: the entry, 0 on error */
static gint64
write_entry (Store *store, const StoreFolderAction *a, const StoreFolder *folder, gint64 group_id,
             gboolean inverse, GError **error)
{
  StoreConn *conn = &store->writer;
  gboolean rename = a->kind == STORE_ACTION_FOLDER_RENAME;
  gboolean named = rename || a->kind == STORE_ACTION_FOLDER_CREATE;
  gint64 argument = a->kind == STORE_ACTION_FOLDER_DELETE ? (gint64) folder->uidnext
                    : folder != NULL                      ? (gint64) (guchar) folder->delimiter
                                                          : (gint64) (guchar) a->delimiter;
  gint64 id;

  if (!store_run (
          conn, error,
          "INSERT INTO main.journal (group_id,account_id,kind,path,wire_path,uidvalidity,target_path,"
          "add_flags,label,created,inverse,argument,note) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,"
          "?13)",
          "iiissisisiiis", group_id, a->account_id, (gint64) a->kind, named ? a->path : folder->path,
          rename ? folder->path : "", folder != NULL ? (gint64) folder->uidvalidity : (gint64) 0,
          named ? a->display : "", (gint64) a->on, a->label != NULL ? a->label : "", base_clock_now_unix (),
          (gint64) inverse, argument, rename ? folder->display : ""))
    return 0;
  id = sqlite3_last_insert_rowid (conn->db);
  if (group_id == 0 && !store_run (conn, error, "UPDATE main.journal SET group_id=id WHERE id=?1", "i", id))
    return 0;
  store_change_add (store, STORE_CHANGE_JOURNAL, a->account_id, 0, 0, 0, 0);
  return id;
}

static gboolean
is_taken (StoreConn *conn, const StoreFolderAction *a)
{
  return store_value (conn, 0,
                      "SELECT 1 FROM mail.folder WHERE account_id=?1 AND (path=?2 OR display=?3) AND id<>?4",
                      "issi", a->account_id, a->path, a->display, a->folder_id)
         != 0;
}

static gint64
act_create (Store *store, const StoreFolderAction *a, gint64 group_id, gboolean inverse, GError **error)
{
  gint64 id;

  if (a->path == NULL || *a->path == '\0' || a->display == NULL || is_taken (&store->writer, a))
    return fail (error, STORE_ERROR_INVALID, "The name is empty or taken"), 0;
  id = write_entry (store, a, NULL, group_id, inverse, error);
  return id != 0 && store_journal_apply_folder (store, &store->writer, id, error) ? id : 0;
}

static gint64
act_rename (Store *store, const StoreFolderAction *a, const StoreFolder *folder, gint64 group_id,
            gboolean inverse, GError **error)
{
  StoreConn *conn = &store->writer;
  g_autofree char *prefix = make_prefix (folder->path, folder->delimiter);
  Rename rename = { a->account_id, folder->path, a->path, prefix };

  if (a->path == NULL || *a->path == '\0' || a->display == NULL || is_taken (conn, a)
      || folder->role == STORE_ROLE_INBOX || g_str_has_prefix (a->path, prefix))
    return fail (error, STORE_ERROR_INVALID, "The folder cannot get this name"), 0;
  if (!freeze_wire (conn, &rename, error) || !rename_in_journal (conn, &rename, error)
      || !rename_rows (store, conn, &rename, folder->display, a->display, folder->delimiter, error))
    return 0;
  return write_entry (store, a, folder, group_id, inverse, error);
}

/* The folders below go first, the deepest before all. */
static GArray *
list_below (StoreConn *conn, const StoreFolder *folder, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *prefix = make_prefix (folder->path, folder->delimiter);
  g_auto (StoreStmt) stmt = store_sql (conn, error,
                                       "SELECT id FROM mail.folder WHERE account_id=?1 AND hidden=0 AND "
                                       "(id=?2 OR substr(path,1,length(?3))=?3)"
                                       " ORDER BY length(path) DESC,id",
                                       "iis", folder->account_id, folder->id, prefix);
  int result = -1;

  while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
    {
      gint64 id = sqlite3_column_int64 (stmt, 0);

      g_array_append_val (ids, id);
    }
  return result == 0 ? g_steal_pointer (&ids) : NULL;
}

static gint64
act_delete (Store *store, const StoreFolderAction *a, const StoreFolder *folder, gint64 group_id,
            gboolean inverse, GError **error)
{
  g_autoptr (GArray) ids = list_below (&store->writer, folder, error);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      g_autoptr (StoreFolder) one = store_folder_get (store, g_array_index (ids, gint64, i), error);
      gint64 id;

      if (one == NULL)
        return 0;
      if (one->role != STORE_ROLE_NONE)
        return fail (error, STORE_ERROR_INVALID, "A folder with a role is not deleted"), 0;
      id = write_entry (store, a, one, group_id, inverse, error);
      if (id == 0 || !store_journal_apply_folder (store, &store->writer, id, error))
        return 0;
      group_id = group_id != 0 ? group_id : id;
    }
  return ids != NULL ? group_id : 0;
}

static gint64
act (Store *store, const StoreFolderAction *a, gint64 group_id, gboolean inverse, GError **error)
{
  g_autoptr (StoreFolder) folder = NULL;
  gint64 id;

  if (a->kind == STORE_ACTION_FOLDER_CREATE)
    return act_create (store, a, group_id, inverse, error);
  folder = store_folder_get (store, a->folder_id, error);
  if (folder == NULL)
    return 0;
  switch ((int) a->kind)
    {
    case STORE_ACTION_FOLDER_RENAME:
      return act_rename (store, a, folder, group_id, inverse, error);
    case STORE_ACTION_FOLDER_DELETE:
      return act_delete (store, a, folder, group_id, inverse, error);
    case STORE_ACTION_FOLDER_SUBSCRIBE:
      if (folder->subscribed == a->on)
        return fail (error, STORE_ERROR_NOT_FOUND, "Nothing to do"), 0;
      id = write_entry (store, a, folder, group_id, inverse, error);
      return id != 0 && store_journal_apply_folder (store, &store->writer, id, error) ? id : 0;
    default:
      return fail (error, STORE_ERROR_INVALID, "Not an operation on folders"), 0;
    }
}

gint64
store_act_folder (Store *store, const StoreFolderAction *action, GError **error)
{
  gint64 id;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return 0;
  id = act (store, action, 0, FALSE, error);
  return store_end (store, id != 0, error) ? id : 0;
}

gboolean
store_journal_undo_folder (Store *store, const StoreJournalEntry *entry, gint64 *group, GError **error)
{
  StoreConn *conn = &store->writer;
  StoreFolderAction back = { .kind = entry->kind, .account_id = entry->account_id };
  gint64 id;

  back.folder_id = folder_of (conn, entry);
  if (back.folder_id == 0)
    return fail (error, STORE_ERROR_NOT_UNDOABLE, "The folder is gone");
  if (entry->kind == STORE_ACTION_FOLDER_CREATE)
    {
      if (store_value (conn, 1, "SELECT total FROM mail.folder WHERE id=?1", "i", back.folder_id) != 0)
        return fail (error, STORE_ERROR_NOT_UNDOABLE, "The folder is not empty any more");
      back.kind = STORE_ACTION_FOLDER_DELETE;
    }
  back.path = entry->wire_path;
  back.display = entry->note;
  back.on = entry->add_flags == 0;
  id = act (store, &back, *group, TRUE, error);
  if (id != 0 && *group == 0)
    *group = id;
  return id != 0;
}

gboolean
store_journal_folder_named (Store *store, gint64 entry_id, const char *path, GError **error)
{
  StoreConn *conn = &store->writer;
  g_autoptr (StoreJournalEntry) entry = NULL;
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  entry = store_journal_get (store, entry_id, error);
  ok = entry != NULL;
  if (ok && strcmp (entry->path, path) != 0)
    {
      g_autofree char *prefix = make_prefix (entry->path, (char) entry->argument);
      Rename rename = { entry->account_id, entry->path, path, prefix };

      ok = rename_in_journal (conn, &rename, error)
           && run_rename (
               conn, &rename,
               "UPDATE OR IGNORE mail.folder SET " MOVED ("path") " WHERE account_id=?1 AND " BELOW ("path"),
               error);
    }
  return store_end (store, ok, error);
}

gboolean
store_journal_has_folder (Store *store, gint64 account_id, const char *path)
{
  StoreConn *conn = store_read_begin (store, NULL);
  gboolean has = store_value (conn, 0,
                              "SELECT 1 FROM main.journal WHERE account_id=?1 AND state IN (1,2) AND kind IN "
                              "(7,8,9) AND (path=?2 OR wire_path=?2) LIMIT 1",
                              "is", account_id, path)
                 != 0;

  store_read_end (store, conn);
  return has;
}

gint64
store_act_append (Store *store, gint64 account_id, const char *path, StoreFlags flags, const char *message_id,
                  GBytes *message, const char *label, GError **error)
{
  StoreConn *conn = &store->writer;
  g_autofree char *id_text = store_normalize_message_id (message_id);
  gint64 id = 0;
  gboolean ok;

  if (*id_text == '\0' || g_bytes_get_size (message) == 0)
    return fail (error, STORE_ERROR_INVALID, "A message to put there needs a Message-ID"), 0;
  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return 0;
  ok = store_run (
      conn, error,
      "INSERT INTO main.journal (group_id,account_id,kind,path,uidvalidity,add_flags,label,created,"
      "undoable,rfc_message_id,payload) VALUES (0,?1,5,?2,0,?3,?4,?5,0,?6,?7)",
      "isisisb", account_id, path, (gint64) flags, label != NULL ? label : "", base_clock_now_unix (),
      id_text, message);
  if (ok)
    id = sqlite3_last_insert_rowid (conn->db);
  ok = ok && store_run (conn, error, "UPDATE main.journal SET group_id=id WHERE id=?1", "i", id);
  store_change_add (store, STORE_CHANGE_JOURNAL, account_id, 0, 0, 0, 0);
  return store_end (store, ok, error) ? id : 0;
}
