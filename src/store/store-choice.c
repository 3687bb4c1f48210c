/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-choice.c: saved and recent searches, folders' and addresses' settings, trusted senders, in local.db
 *
 * Any thread but the main one. */

#include "store-private.h"

#include <string.h>

#include "base-clock.h"

#define RECENT_KEPT 50
#define MAX_QUERY_BYTES 1000

/* ---- searches ---- */

void
store_saved_search_free (StoreSavedSearch *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->query);
  g_free (self->icon);
  g_free (self);
}

static gpointer
search_from_row (StoreStmt stmt)
{
  StoreSavedSearch *self = g_new0 (StoreSavedSearch, 1);

  self->id = sqlite3_column_int64 (stmt, 0);
  self->account_id = sqlite3_column_int64 (stmt, 1);
  self->name = store_dup_column (stmt, 2);
  self->query = store_dup_column (stmt, 3);
  self->icon = store_dup_column (stmt, 4);
  self->position = sqlite3_column_int (stmt, 5);
  return self;
}

GPtrArray *
store_saved_searches_list (Store *store, GError **error)
{
  return store_rows (
      store, search_from_row, (GDestroyNotify) store_saved_search_free, error,
      "SELECT id,account_id,name,query,icon,position FROM main.saved_search ORDER BY position,id", "");
}

gint64
store_saved_search_save (Store *store, const StoreSavedSearch *s, GError **error)
{
  gint64 id = store_write (
      store, STORE_CHANGE_SEARCHES, 0, error,
      s->id == 0
          ? "INSERT INTO main.saved_search (account_id,name,query,icon,position) VALUES"
            " (?1,?2,?3,?4,?5) RETURNING ?6"
          : "UPDATE main.saved_search SET account_id=?1,name=?2,query=?3,icon=?4,position=?5 WHERE id=?6",
      "isssii", s->account_id, STORE_TEXT (s->name), STORE_TEXT (s->query), STORE_TEXT (s->icon),
      (gint64) s->position, s->id);

  return id != 0 && s->id != 0 ? s->id : id;
}

gboolean
store_saved_search_remove (Store *store, gint64 id, GError **error)
{
  return store_write (store, STORE_CHANGE_SEARCHES, 0, error, "DELETE FROM main.saved_search WHERE id=?1",
                      "i", id)
         != 0;
}

gboolean
store_recent_search_add (Store *store, const char *query, GError **error)
{
  g_autofree char *text = g_strstrip (g_utf8_make_valid (query, MIN (strlen (query), MAX_QUERY_BYTES)));
  gboolean ok;

  if (*text == '\0')
    return TRUE;
  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = store_run (&store->writer, error,
                  "INSERT INTO main.recent_search VALUES (?1,max(?2,coalesce((SELECT max(used)+1 FROM"
                  " main.recent_search),0)),1) ON CONFLICT DO UPDATE SET used=excluded.used,times=times+1",
                  "si", text, base_clock_now_unix ())
       && store_run (&store->writer, error,
                     "DELETE FROM main.recent_search WHERE query NOT IN (SELECT query FROM main.recent_search"
                     " ORDER BY used DESC LIMIT ?1)",
                     "i", (gint64) RECENT_KEPT);
  store_change_add (store, STORE_CHANGE_SEARCHES, 0, 0, 0, 0, 0);
  return store_end (store, ok, error);
}

static gpointer
text_from_row (StoreStmt stmt)
{
  return store_dup_column (stmt, 0);
}

/* Takes over @rows of strings. */
static char **
to_strv (GPtrArray *rows)
{
  if (rows == NULL)
    return NULL;
  g_ptr_array_set_free_func (rows, NULL);
  g_ptr_array_add (rows, NULL);
  return (char **) g_ptr_array_free (rows, FALSE);
}

char **
store_recent_searches_list (Store *store, const char *prefix, guint limit, GError **error)
{
  return to_strv (store_rows (store, text_from_row, g_free, error,
                              "SELECT query FROM main.recent_search WHERE substr(query,1,length(?1))=?1"
                              " COLLATE NOCASE ORDER BY used DESC LIMIT ?2",
                              "si", STORE_TEXT (prefix), (gint64) (limit > 0 ? limit : RECENT_KEPT)));
}

gboolean
store_recent_search_remove (Store *store, const char *query, GError **error)
{
  return store_write (store, STORE_CHANGE_SEARCHES, 0, error,
                      "DELETE FROM main.recent_search WHERE ?1 IS NULL OR query=?1", "s", query)
         != 0;
}

/* ---- folders ---- */

void
store_folder_setting_free (StoreFolderSetting *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self);
}

#define FOLDER_SETTING                                                                                       \
  "SELECT account_id,path,policy,months,role,favorite,position,notify,collapsed FROM main.folder_setting "

static gpointer
folder_setting_from_row (StoreStmt stmt)
{
  StoreFolderSetting *self = g_new0 (StoreFolderSetting, 1);

  self->account_id = sqlite3_column_int64 (stmt, 0);
  self->path = store_dup_column (stmt, 1);
  self->policy = (StorePolicy) sqlite3_column_int (stmt, 2);
  self->months = (guint) sqlite3_column_int (stmt, 3);
  self->role = (StoreRole) sqlite3_column_int (stmt, 4);
  self->favorite = sqlite3_column_int (stmt, 5) != 0;
  self->position = sqlite3_column_int (stmt, 6);
  self->notify = sqlite3_column_int (stmt, 7);
  self->collapsed = sqlite3_column_int (stmt, 8) != 0;
  return self;
}

StoreFolderSetting *
store_folder_setting_get (Store *store, gint64 account_id, const char *path, GError **error)
{
  g_autoptr (GPtrArray) rows
      = store_rows (store, folder_setting_from_row, (GDestroyNotify) store_folder_setting_free, error,
                    FOLDER_SETTING "WHERE account_id=?1 AND path=?2", "is", account_id, path);
  StoreFolderSetting *self;

  if (rows == NULL)
    return NULL;
  if (rows->len > 0)
    return g_ptr_array_steal_index (rows, 0);
  self = g_new0 (StoreFolderSetting, 1);
  self->account_id = account_id;
  self->path = g_strdup (path);
  return self;
}

GPtrArray *
store_folder_settings_list (Store *store, gint64 account_id, GError **error)
{
  return store_rows (store, folder_setting_from_row, (GDestroyNotify) store_folder_setting_free, error,
                     FOLDER_SETTING
                     "WHERE ?1=0 OR account_id=?1 ORDER BY favorite DESC,position,account_id,path",
                     "i", account_id);
}

/* The role changes hands: at most one folder of an address has one by the person's word. */
static gboolean
apply_role (Store *store, const StoreFolderSetting *s, GError **error)
{
  StoreConn *conn = &store->writer;

  if (s->role == 0)
    return TRUE; /* the next folder list of the server says what it is */
  return store_run (conn, error,
                    "UPDATE main.folder_setting SET role=0 WHERE account_id=?1 AND path<>?2 AND role=?3",
                    "isi", s->account_id, s->path, (gint64) s->role)
         && store_run (conn, error,
                       "UPDATE mail.folder SET role=CASE WHEN path=?2 THEN ?3 ELSE 1 END"
                       " WHERE account_id=?1 AND (path=?2 OR (role=?3 AND ?3<>1))",
                       "isi", s->account_id, s->path, (gint64) s->role);
}

gboolean
store_folder_setting_save (Store *store, const StoreFolderSetting *s, GError **error)
{
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = store_run (&store->writer, error,
                  "INSERT OR REPLACE INTO main.folder_setting"
                  " (account_id,path,policy,months,role,favorite,position,notify,collapsed)"
                  " VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9)",
                  "isiiiiiii", s->account_id, s->path, (gint64) s->policy, (gint64) s->months,
                  (gint64) s->role, (gint64) s->favorite, (gint64) s->position, (gint64) s->notify,
                  (gint64) s->collapsed)
       && apply_role (store, s, error);
  store_change_add (store, STORE_CHANGE_SETTINGS, s->account_id, 0, 0, 0, 0);
  store_change_add (store, STORE_CHANGE_FOLDERS, s->account_id, 0, 0, 0, 0);
  return store_end (store, ok, error);
}

/* ---- addresses ---- */

gboolean
store_account_setting_set (Store *store, gint64 account_id, const char *name, const char *value,
                           GError **error)
{
  return store_write (store, STORE_CHANGE_SETTINGS, account_id, error,
                      value != NULL
                          ? "INSERT OR REPLACE INTO main.account_setting VALUES (?1,?2,?3)"
                          : "DELETE FROM main.account_setting WHERE account_id=?1 AND name=?2 AND ?3 IS NULL",
                      "iss", account_id, name, value)
         != 0;
}

char *
store_account_setting_get (Store *store, gint64 account_id, const char *name)
{
  g_autoptr (GPtrArray) rows = store_rows (
      store, text_from_row, g_free, NULL,
      "SELECT value FROM main.account_setting WHERE account_id=?1 AND name=?2", "is", account_id, name);

  return rows != NULL && rows->len > 0 ? g_ptr_array_steal_index (rows, 0) : NULL;
}

/* ---- trust ---- */

gboolean
store_trust_add (Store *store, StoreTrust kind, gint64 account_id, const char *name, GError **error)
{
  if (name == NULL || *name == '\0' || strlen (name) > 320)
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_INVALID,
                           "This is neither an address nor a domain");
      return FALSE;
    }
  return store_write (store, STORE_CHANGE_SETTINGS, account_id, error,
                      "INSERT OR IGNORE INTO main.trusted VALUES (?1,?2,?3,?4)", "iisi", (gint64) kind,
                      account_id, name, base_clock_now_unix ())
         != 0;
}

gboolean
store_trust_remove (Store *store, StoreTrust kind, gint64 account_id, const char *name, GError **error)
{
  return store_write (store, STORE_CHANGE_SETTINGS, account_id, error,
                      "DELETE FROM main.trusted WHERE kind=?1 AND account_id=?2 AND name=?3", "iis",
                      (gint64) kind, account_id, name)
         != 0;
}

gboolean
store_trust_has (Store *store, StoreTrust kind, gint64 account_id, const char *email)
{
  const char *at = strrchr (email, '@');
  StoreConn *conn = store_read_begin (store, NULL);
  gint64 found = store_value (
      conn, 0,
      "SELECT 1 FROM main.trusted WHERE kind=?1 AND account_id IN (0,?2) AND name IN (?3,?4) LIMIT 1", "iiss",
      (gint64) kind, account_id, email, at != NULL ? at + 1 : email);

  store_read_end (store, conn);
  return found != 0;
}

char **
store_trust_list (Store *store, StoreTrust kind, gint64 account_id, GError **error)
{
  return to_strv (store_rows (store, text_from_row, g_free, error,
                              "SELECT name FROM main.trusted WHERE kind=?1 AND account_id=?2 ORDER BY name",
                              "ii", (gint64) kind, account_id));
}
