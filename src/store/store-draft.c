/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-draft.c: what is being written, with its last versions, in local.db. Any thread but the main one. */

#include "store-private.h"

#include "base-clock.h"

#define NEWEST_VERSIONS 5 /* all of these are kept … */
#define SPACED_S 60       /* … of older ones the last of each minute … */
#define MOST_VERSIONS 30  /* … and never more than so many */

void
store_draft_free (StoreDraft *self)
{
  if (self == NULL)
    return;
  g_free (self->subject);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_free (self);
}

static gint64
make_version (Store *store, gint64 id, gint64 account_id, gint64 now, GError **error)
{
  StoreConn *conn = &store->writer;

  if (id == 0)
    return store_run (conn, error, "INSERT INTO main.draft (account_id,version,saved) VALUES (?1,1,?2)", "ii",
                      account_id, now)
               ? sqlite3_last_insert_rowid (conn->db)
               : 0;
  if (!store_run (conn, error, "UPDATE main.draft SET version=version+1,saved=?3,account_id=?2 WHERE id=?1",
                  "iii", id, account_id, now))
    return 0;
  if (sqlite3_changes (conn->db) == 0)
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "No such draft");
      return 0;
    }
  return id;
}

gint64
store_draft_save (Store *store, gint64 id, gint64 account_id, const char *subject, GBytes *content,
                  GError **error)
{
  StoreConn *conn = &store->writer;
  gint64 now = base_clock_now_unix ();
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return 0;
  id = make_version (store, id, account_id, now, error);
  ok = id != 0
       && store_run (conn, error,
                     "INSERT INTO main.draft_version SELECT id,version,?2,?3,?4 FROM main.draft WHERE id=?1",
                     "iisb", id, now, subject != NULL ? subject : "", content)
       && store_run (conn, error,
                     "DELETE FROM main.draft_version AS v WHERE draft_id=?1"
                     " AND version<=(SELECT version FROM main.draft WHERE id=?1)-?2"
                     " AND (EXISTS (SELECT 1 FROM main.draft_version n WHERE n.draft_id=?1 AND "
                     "n.version>v.version AND n.saved/?3=v.saved/?3)"
                     " OR (SELECT COUNT(*) FROM main.draft_version n WHERE n.draft_id=?1 AND "
                     "n.version>=v.version)>?4)",
                     "iiii", id, (gint64) NEWEST_VERSIONS, (gint64) SPACED_S, (gint64) MOST_VERSIONS);
  store_change_add (store, STORE_CHANGE_DRAFTS, account_id, 0, 0, 0, 0);
  return store_end (store, ok, error) ? id : 0;
}

static StoreDraft *
from_row (StoreStmt stmt)
{
  StoreDraft *self = g_new0 (StoreDraft, 1);

  self->id = sqlite3_column_int64 (stmt, 0);
  self->account_id = sqlite3_column_int64 (stmt, 1);
  self->version = (guint) sqlite3_column_int (stmt, 2);
  self->saved = sqlite3_column_int64 (stmt, 3);
  self->subject = store_dup_column (stmt, 4);
  self->content = g_bytes_new (sqlite3_column_blob (stmt, 5), (gsize) sqlite3_column_bytes (stmt, 5));
  self->outbox_id = sqlite3_column_int64 (stmt, 6);
  return self;
}

#define COLUMNS "d.id,d.account_id,v.version,v.saved,v.subject,v.content,d.outbox_id"

static GPtrArray *
list (Store *store, const char *sql, gint64 a, gint64 b, GError **error)
{
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) store_draft_free);
  StoreConn *conn = store_read_begin (store, NULL);
  int result = -1;

  {
    g_auto (StoreStmt) stmt = store_sql (conn, error, sql, "ii", a, b);

    while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      g_ptr_array_add (drafts, from_row (stmt));
  }
  store_read_end (store, conn);
  return result == 0 ? g_steal_pointer (&drafts) : NULL;
}

GPtrArray *
store_drafts_list (Store *store, gint64 account_id, GError **error)
{
  return list (store,
               "SELECT " COLUMNS
               " FROM main.draft d JOIN main.draft_version v ON v.draft_id=d.id AND v.version=d.version"
               " WHERE ?2=0 AND (?1=0 OR d.account_id=?1) ORDER BY d.saved DESC,d.id DESC",
               account_id, 0, error);
}

GPtrArray *
store_draft_versions (Store *store, gint64 id, GError **error)
{
  return list (store,
               "SELECT " COLUMNS " FROM main.draft d JOIN main.draft_version v ON v.draft_id=d.id"
               " WHERE d.id=?1 AND ?2=0 ORDER BY v.version DESC",
               id, 0, error);
}

GPtrArray *
store_drafts_to_upload (Store *store, gint64 account_id, gint64 before, GError **error)
{
  return list (
      store,
      "SELECT " COLUMNS
      " FROM main.draft d JOIN main.draft_version v ON v.draft_id=d.id AND v.version=d.version"
      " WHERE (?1=0 OR d.account_id=?1) AND d.outbox_id=0 AND d.saved<=?2"
      " AND d.version>coalesce((SELECT s.version FROM main.draft_server s WHERE s.draft_id=d.id),0)"
      " AND d.version>coalesce((SELECT max(CAST(j.note AS INTEGER)) FROM main.journal j WHERE j.kind=6 "
      "AND j.argument=d.id AND j.account_id=d.account_id AND j.state IN (1,2,4)),0) ORDER BY d.id",
      account_id, before, error);
}

StoreDraft *
store_draft_get (Store *store, gint64 id, guint version, GError **error)
{
  StoreConn *conn = store_read_begin (store, NULL);
  StoreDraft *draft = NULL;
  int result = -1;

  {
    g_auto (StoreStmt) stmt
        = store_sql (conn, error,
                     "SELECT " COLUMNS " FROM main.draft d JOIN main.draft_version v ON v.draft_id=d.id"
                     " WHERE d.id=?1 AND v.version=CASE ?2 WHEN 0 THEN d.version ELSE ?2 END",
                     "ii", id, (gint64) version);

    if (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      draft = from_row (stmt);
  }
  store_read_end (store, conn);
  if (result == 0)
    g_set_error_literal (error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "No such draft");
  return draft;
}

static gboolean
forget (Store *store, gint64 id, GError **error)
{
  StoreConn *conn = &store->writer;
  gint64 account_id = store_value (conn, 0, "SELECT account_id FROM main.draft WHERE id=?1", "i", id);
  gboolean on_server
      = store_value (conn, 0,
                     "SELECT EXISTS (SELECT 1 FROM main.draft_server WHERE draft_id=?1) OR EXISTS (SELECT 1 "
                     "FROM main.journal WHERE kind=6 AND argument=?1 AND state=2)",
                     "i", id)
        != 0;

  /* what has not begun to go up does not go at all */
  return store_run (conn, error,
                    "UPDATE main.journal SET state=5,payload=NULL WHERE kind=6 AND argument=?1 AND state IN "
                    "(1,4)",
                    "i", id)
         && (!on_server || store_act_draft (store, id, account_id, 0, "", NULL, error) != 0)
         && store_run (conn, error, "DELETE FROM main.draft_version WHERE draft_id=?1", "i", id)
         && store_run (conn, error, "DELETE FROM main.draft WHERE id=?1", "i", id);
}

gboolean
store_draft_remove (Store *store, gint64 id, GError **error)
{
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = forget (store, id, error);
  store_change_add (store, STORE_CHANGE_DRAFTS, 0, 0, 0, 0, 0);
  return store_end (store, ok, error);
}

gboolean
store_draft_set_outbox (Store *store, gint64 id, gint64 outbox_id, GError **error)
{
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = store_run (&store->writer, error, "UPDATE main.draft SET outbox_id=?2 WHERE id=?1", "ii", id,
                  outbox_id);
  store_change_add (store, STORE_CHANGE_DRAFTS, 0, 0, 0, 0, 0);
  return store_end (store, ok, error);
}
