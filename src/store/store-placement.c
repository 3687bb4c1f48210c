/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-placement.c: what the server says of messages in a folder
 *
 * Server flags and effective flags are kept apart: effective = (server | what the journal adds) & ~what it removes. So
 * an answer that is older than a person's click cannot undo the click. Any thread but the main one. */

#include "store-private.h"

#define TEXT(s) ((s) != NULL ? (s) : "")

void
store_placement_free (StorePlacement *self)
{
  if (self == NULL)
    return;
  g_free (self->keywords);
  g_free (self);
}

BaseIdset *
store_placements_get_uids (Store *store, gint64 folder_id, GError **error)
{
  g_autoptr (BaseIdset) set = base_idset_new ();
  StoreConn *conn = store_read_begin (store, NULL);
  int result = -1;

  {
    g_auto (StoreStmt) stmt
        = store_sql (conn, error, "SELECT uid FROM mail.placement WHERE folder_id=?1 AND uid>0 ORDER BY uid",
                     "i", folder_id);

    while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      base_idset_add (set, (guint64) sqlite3_column_int64 (stmt, 0));
  }
  store_read_end (store, conn);
  return result == 0 ? g_steal_pointer (&set) : NULL;
}

GArray *
store_placements_get_uids_without_body (Store *store, gint64 folder_id, gint64 since, guint64 max_size,
                                        guint limit, GError **error)
{
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint32));
  StoreConn *conn = store_read_begin (store, NULL);
  int result = -1;

  {
    g_auto (StoreStmt) stmt
        = store_sql (conn, error,
                     "SELECT p.uid FROM mail.placement p INDEXED BY placement_list JOIN mail.message m ON "
                     "m.id=p.message_id WHERE p.folder_id=?1 AND p.hidden=0"
                     " AND p.received>=?2 AND p.uid IS NOT NULL AND m.body_state=1 AND (?3=0 OR m.size<=?3) "
                     "ORDER BY p.received DESC,p.message_id DESC LIMIT ?4",
                     "iiii", folder_id, since, (gint64) max_size, limit > 0 ? (gint64) limit : (gint64) -1);

    while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      {
        guint32 uid = (guint32) sqlite3_column_int64 (stmt, 0);

        g_array_append_val (uids, uid);
      }
  }
  store_read_end (store, conn);
  return result == 0 ? g_steal_pointer (&uids) : NULL;
}

gint64
store_placement_find (Store *store, gint64 folder_id, guint32 uid)
{
  StoreConn *conn = store_read_begin (store, NULL);
  gint64 id = store_value (conn, 0, "SELECT message_id FROM mail.placement WHERE folder_id=?1 AND uid=?2",
                           "ii", folder_id, (gint64) uid);

  store_read_end (store, conn);
  return id;
}

static StorePlacement *
from_row (StoreStmt stmt)
{
  StorePlacement *self = g_new0 (StorePlacement, 1);

  self->id = sqlite3_column_int64 (stmt, 0);
  self->message_id = sqlite3_column_int64 (stmt, 1);
  self->folder_id = sqlite3_column_int64 (stmt, 2);
  self->uid = (guint32) sqlite3_column_int64 (stmt, 3);
  self->flags = (StoreFlags) sqlite3_column_int (stmt, 4);
  self->server_flags = (StoreFlags) sqlite3_column_int (stmt, 5);
  self->keywords = store_dup_column (stmt, 6);
  self->modseq = (guint64) sqlite3_column_int64 (stmt, 7);
  self->hidden = sqlite3_column_int64 (stmt, 8) != 0;
  return self;
}

GPtrArray *
store_placements_list (Store *store, gint64 message_id, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) store_placement_free);
  StoreConn *conn = store_read_begin (store, NULL);
  int result = -1;

  {
    g_auto (StoreStmt) stmt = store_sql (
        conn, error,
        "SELECT id,message_id,folder_id,uid,flags,server_flags,keywords,modseq,hidden FROM mail.placement"
        " WHERE message_id=?1 ORDER BY id",
        "i", message_id);

    while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      g_ptr_array_add (list, from_row (stmt));
  }
  store_read_end (store, conn);
  return result == 0 ? g_steal_pointer (&list) : NULL;
}

/* \Deleted: on its way out, by another program or by us where the server cannot expunge single messages: nobody sees it any more. */
static gboolean
set_deleted (Store *store, StoreConn *conn, gint64 placement_id, gboolean deleted, GError **error)
{
  gint64 message_id, thread_id, received, folder_id;

  if (!store_run (conn, error, "UPDATE mail.placement SET hidden=?2 WHERE id=?1", "ii", placement_id,
                  deleted ? STORE_HIDDEN_DELETED : (gint64) 0))
    return FALSE;
  {
    g_auto (StoreStmt) stmt = store_sql (
        conn, error, "SELECT message_id,thread_id,received,folder_id FROM mail.placement WHERE id=?1", "i",
        placement_id);

    if (stmt == NULL || store_step (conn, stmt, error) < 0)
      return FALSE;
    message_id = sqlite3_column_int64 (stmt, 0);
    thread_id = sqlite3_column_int64 (stmt, 1);
    received = sqlite3_column_int64 (stmt, 2);
    folder_id = sqlite3_column_int64 (stmt, 3);
  }
  store_change_add (store, deleted ? STORE_CHANGE_REMOVED : STORE_CHANGE_ADDED,
                    store_value (conn, 0, "SELECT account_id FROM mail.folder WHERE id=?1", "i", folder_id),
                    folder_id, message_id, thread_id, received);
  return TRUE;
}

/* Returns: 1: something a person sees changed, 0: not, -1: error */
static int
update_one (Store *store, StoreConn *conn, gint64 account_id, gint64 folder_id,
            const StoreFlagsUpdate *update, GError **error)
{
  gint64 id, message_id, thread_id, received, effective, hidden;
  gboolean same, visible, pending_keywords;

  {
    g_auto (StoreStmt) stmt = store_sql (
        conn, error,
        "SELECT "
        "id,message_id,thread_id,received,flags,server_flags,modseq,pend_add,pend_remove,keywords,hidden,"
        "coalesce(server_keywords,keywords),server_keywords IS NOT NULL FROM mail.placement WHERE "
        "folder_id=?1 AND uid=?2",
        "ii", folder_id, (gint64) update->uid);
    int result = stmt != NULL ? store_step (conn, stmt, error) : -1;

    if (result <= 0)
      return result;
    id = sqlite3_column_int64 (stmt, 0);
    message_id = sqlite3_column_int64 (stmt, 1);
    thread_id = sqlite3_column_int64 (stmt, 2);
    received = sqlite3_column_int64 (stmt, 3);
    effective = ((gint64) update->flags | sqlite3_column_int64 (stmt, 7)) & ~sqlite3_column_int64 (stmt, 8);
    if (update->modseq != 0 && (guint64) sqlite3_column_int64 (stmt, 6) > update->modseq)
      return 0; /* an older state than the one we have */
    same = effective == sqlite3_column_int64 (stmt, 4)
           && g_strcmp0 (TEXT (update->keywords), (const char *) sqlite3_column_text (stmt, 11)) == 0;
    pending_keywords = sqlite3_column_int (stmt, 12) != 0;
    hidden = sqlite3_column_int64 (stmt, 10);
    visible = hidden == 0;
    if (same && (gint64) update->flags == sqlite3_column_int64 (stmt, 5)
        && (guint64) sqlite3_column_int64 (stmt, 6) == update->modseq)
      return 0;
  }
  if (!store_run (
          conn, error,
          "UPDATE mail.placement SET flags=?2,server_flags=?3,keywords=iif(server_keywords IS NULL,?4,"
          "keywords),server_keywords=iif(server_keywords IS NULL,NULL,?4),modseq=CASE WHEN ?5=0 THEN "
          "modseq ELSE ?5 END WHERE id=?1",
          "iiisi", id, effective, (gint64) update->flags, TEXT (update->keywords), (gint64) update->modseq))
    return -1;
  if (same)
    return 0;
  if (hidden <= 0 && ((effective & STORE_FLAG_DELETED) != 0) == visible)
    return set_deleted (store, conn, id, visible, error) ? 1 : -1;
  if (pending_keywords)
    return store_journal_refresh_flags (store, conn, id, error) ? 1 : -1;
  if (!store_run (conn, error, "UPDATE mail.message SET keywords=?2 WHERE id=?1 AND keywords<>?2", "is",
                  message_id, TEXT (update->keywords)))
    return -1;
  if (visible)
    store_change_add (store, STORE_CHANGE_CHANGED, account_id, folder_id, message_id, thread_id, received);
  return 1;
}

gboolean
store_folder_count_deleted (Store *store, gint64 folder_id, guint *total, guint *unread, GError **error)
{
  StoreConn *conn = store_read_begin (store, NULL);
  int result = -1;

  {
    g_auto (StoreStmt) stmt = store_sql (conn, error,
                                         "SELECT count(*),coalesce(sum(flags & 1 = 0),0) FROM mail.placement "
                                         "WHERE folder_id=?1 AND hidden=-1",
                                         "i", folder_id);

    if (stmt != NULL)
      result = store_step (conn, stmt, error);
    *total = result > 0 ? (guint) sqlite3_column_int64 (stmt, 0) : 0;
    *unread = result > 0 ? (guint) sqlite3_column_int64 (stmt, 1) : 0;
  }
  store_read_end (store, conn);
  return result >= 0;
}

static gint64
account_of (StoreConn *conn, gint64 folder_id)
{
  return store_value (conn, 0, "SELECT account_id FROM mail.folder WHERE id=?1", "i", folder_id);
}

gint
store_placements_update_flags (Store *store, gint64 folder_id, const StoreFlagsUpdate *updates, gsize n,
                               GError **error)
{
  gint64 account_id;
  gint changed = 0;

  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return -1;
  account_id = account_of (&store->writer, folder_id);
  for (gsize i = 0; i < n && changed >= 0; i++)
    {
      int result = update_one (store, &store->writer, account_id, folder_id, &updates[i], error);

      changed = result < 0 ? -1 : changed + result;
    }
  if (changed > 0)
    store_change_add (store, STORE_CHANGE_FOLDER, account_id, folder_id, 0, 0, 0);
  return store_end (store, changed >= 0, error) ? changed : -1;
}

/* Returns: 1: removed, 0: was not there, -1: error */
static int
vanish_one (Store *store, StoreConn *conn, gint64 account_id, gint64 folder_id, gint64 uid, GError **error)
{
  gint64 id;

  {
    g_auto (StoreStmt) stmt = store_sql (
        conn, error,
        "SELECT id,message_id,thread_id,received,hidden FROM mail.placement WHERE folder_id=?1 AND uid=?2",
        "ii", folder_id, uid);
    int result = stmt != NULL ? store_step (conn, stmt, error) : -1;

    if (result <= 0)
      return result;
    id = sqlite3_column_int64 (stmt, 0);
    if (sqlite3_column_int64 (stmt, 4) == 0)
      store_change_add (store, STORE_CHANGE_REMOVED, account_id, folder_id, sqlite3_column_int64 (stmt, 1),
                        sqlite3_column_int64 (stmt, 2), sqlite3_column_int64 (stmt, 3));
  }
  return store_run (conn, error, "DELETE FROM mail.placement WHERE id=?1", "i", id) ? 1 : -1;
}

gint
store_placements_vanish (Store *store, gint64 folder_id, const BaseIdset *uids, GError **error)
{
  g_autoptr (BaseIdset) known = NULL;
  g_autoptr (BaseIdset) gone = NULL;
  BaseIdsetIter iter = { 0 };
  gint64 account_id;
  guint64 uid;
  gint removed = 0;

  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return -1;
  /* a hostile 1:4294967295 costs no more than what is here */
  known = store_placements_get_uids (store, folder_id, error);
  if (known == NULL)
    return store_end (store, FALSE, NULL), -1;
  gone = base_idset_intersect (known, uids);
  account_id = account_of (&store->writer, folder_id);
  iter.set = gone;
  while (removed >= 0 && base_idset_next (&iter, &uid))
    {
      int result = vanish_one (store, &store->writer, account_id, folder_id, (gint64) uid, error);

      removed = result < 0 ? -1 : removed + result;
    }
  if (removed > 0)
    store_change_add (store, STORE_CHANGE_FOLDER, account_id, folder_id, 0, 0, 0);
  return store_end (store, removed >= 0, error) ? removed : -1;
}
