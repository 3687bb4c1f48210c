/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-journal.c: what a person did, appended durably and shown at once
 *
 * store_act () writes entries (local.db) and their effect (mail.db) in one transaction, local.db committing first. An entry holds
 * facts that outlive mail.db: folder path, UIDVALIDITY, UIDs, Message-IDs, sizes. The effect on placements: FLAGS are summed up in
 * pend_add/pend_remove; MOVE hides the source and makes a provisional placement in the target, COPY only the latter; DELETE hides.
 * Undo: store-undo.c. Replay: store-replay.c. Any thread but the main one. */

#include "store-private.h"

#include "base-clock.h"

typedef struct
{
  gint64 placement_id;
  gint64 message_id;
  gint64 folder_id;
  gint64 uid;
  gint64 flags;
  char *keywords;
  char *rfc_message_id;
  gint64 size;
} Row;

static void
row_free (Row *row)
{
  g_free (row->keywords);
  g_free (row->rfc_message_id);
  g_free (row);
}

/* ---- effects ---- */

static gboolean
announce (Store *store, StoreConn *conn, StoreChangeKind kind, gint64 placement_id, GError **error)
{
  g_auto (StoreStmt) stmt
      = store_sql (conn, error,
                   "SELECT f.account_id,p.folder_id,p.message_id,p.thread_id,p.received FROM mail.placement p"
                   " JOIN mail.folder f ON f.id=p.folder_id WHERE p.id=?1",
                   "i", placement_id);
  int result = stmt != NULL ? store_step (conn, stmt, error) : -1;

  if (result > 0)
    {
      store_change_add (store, kind, sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1),
                        sqlite3_column_int64 (stmt, 2), sqlite3_column_int64 (stmt, 3),
                        sqlite3_column_int64 (stmt, 4));
      store_change_add (store, STORE_CHANGE_FOLDER, sqlite3_column_int64 (stmt, 0),
                        sqlite3_column_int64 (stmt, 1), 0, 0, 0);
    }
  return result >= 0;
}

static gboolean
hide (Store *store, StoreConn *conn, gint64 placement_id, gint64 entry_id, GError **error)
{
  return announce (store, conn, STORE_CHANGE_REMOVED, placement_id, error)
         && store_run (conn, error, "UPDATE mail.placement SET hidden=?2 WHERE id=?1", "ii", placement_id,
                       entry_id);
}

/* In the target folder at once, unless it is there already. */
static gboolean
make_provisional (Store *store, StoreConn *conn, gint64 source_id, gint64 entry_id, gint64 target_id,
                  GError **error)
{
  if (target_id == 0)
    return TRUE;
  if (!store_run (conn, error,
                  "INSERT INTO mail.placement "
                  "(folder_id,message_id,thread_id,uid,received,flags,server_flags,keywords,provisional)"
                  " SELECT ?3,message_id,thread_id,NULL,received,flags,flags,keywords,?2 FROM mail.placement "
                  "s WHERE id=?1 AND NOT EXISTS"
                  " (SELECT 1 FROM mail.placement t WHERE t.message_id=s.message_id AND t.folder_id=?3 AND "
                  "t.hidden=0)",
                  "iii", source_id, entry_id, target_id))
    return FALSE;
  return sqlite3_changes (conn->db) == 0
         || announce (store, conn, STORE_CHANGE_ADDED, sqlite3_last_insert_rowid (conn->db), error);
}

static gboolean
apply_effect (Store *store, StoreConn *conn, gint64 placement_id, gint64 entry_id, StoreActionKind kind,
              gint64 target_id, GError **error)
{
  if (kind == STORE_ACTION_FLAGS)
    return store_journal_refresh_flags (store, conn, placement_id, error);
  if ((kind == STORE_ACTION_MOVE || kind == STORE_ACTION_COPY)
      && !make_provisional (store, conn, placement_id, entry_id, target_id, error))
    return FALSE;
  return kind == STORE_ACTION_COPY || hide (store, conn, placement_id, entry_id, error);
}

typedef struct
{
  gint64 add, remove;
  char *add_keywords, *remove_keywords;
} Pending;

static void
pending_clear (Pending *pending)
{
  g_free (pending->add_keywords);
  g_free (pending->remove_keywords);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pending, pending_clear)

static void
sum_one (Pending *sum, gint64 add, gint64 remove, const char *add_keywords, const char *remove_keywords)
{
  char *more = store_keywords_apply (sum->add_keywords, add_keywords, remove_keywords);
  char *less = store_keywords_apply (sum->remove_keywords, remove_keywords, add_keywords);

  sum->add = (sum->add | add) & ~remove;
  sum->remove = (sum->remove | remove) & ~add;
  g_free (sum->add_keywords);
  g_free (sum->remove_keywords);
  sum->add_keywords = more;
  sum->remove_keywords = less;
}

/* Sums up pending FLAGS entries in order; later ones win. */
static gboolean
sum_pending (StoreConn *conn, gint64 placement_id, Pending *sum, GError **error)
{
  g_auto (StoreStmt) stmt = store_sql (
      conn, error,
      "SELECT j.add_flags,j.remove_flags,j.add_keywords,j.remove_keywords FROM mail.placement p JOIN "
      "mail.folder f ON f.id=p.folder_id"
      " JOIN main.journal_item i ON i.message_id=p.message_id JOIN main.journal j ON j.id=i.journal_id"
      " WHERE p.id=?1 AND j.state IN (1,2) AND j.kind=1 AND j.account_id=f.account_id AND j.path=f.path"
      " AND CASE WHEN p.uid IS NULL THEN i.uid=0 AND j.id>p.provisional AND (p.hidden=0 OR j.id<p.hidden) "
      "ELSE i.uid=p.uid END ORDER BY j.id",
      "i", placement_id);
  int result = -1;

  sum->add_keywords = g_strdup ("");
  sum->remove_keywords = g_strdup ("");
  while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
    sum_one (sum, sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1),
             (const char *) sqlite3_column_text (stmt, 2), (const char *) sqlite3_column_text (stmt, 3));
  return result == 0;
}

gboolean
store_journal_refresh_flags (Store *store, StoreConn *conn, gint64 placement_id, GError **error)
{
  g_auto (Pending) sum = { 0 };
  gboolean changed;

  if (!sum_pending (conn, placement_id, &sum, error)
      || !store_run (
          conn, error,
          "UPDATE mail.placement SET pend_add=?2,pend_remove=?3,flags=(server_flags|?2)&~?3 WHERE id=?1 AND"
          " (pend_add<>?2 OR pend_remove<>?3 OR flags<>(server_flags|?2)&~?3)",
          "iii", placement_id, sum.add, sum.remove))
    return FALSE;
  changed = sqlite3_changes (conn->db) > 0;
  if (!store_journal_refresh_keywords (conn, placement_id, sum.add_keywords, sum.remove_keywords, &changed,
                                       error))
    return FALSE;
  return !changed || announce (store, conn, STORE_CHANGE_CHANGED, placement_id, error);
}

/* A provisional placement gets its UID, and so do the operations on it: those after the one that made it, up to the one that
 * takes it away again (a message may go back and forth while offline). */
gboolean
store_journal_bind (Store *store, StoreConn *conn, gint64 placement_id, guint32 uid, GError **error)
{
  return store_run (conn, error,
                    "UPDATE main.journal_item SET uid=?2 WHERE uid=0 AND id IN (SELECT i.id FROM "
                    "mail.placement p JOIN mail.folder f ON f.id=p.folder_id"
                    " JOIN main.journal_item i ON i.message_id=p.message_id JOIN main.journal j ON "
                    "j.id=i.journal_id WHERE p.id=?1 AND j.state IN (1,2)"
                    " AND j.account_id=f.account_id AND j.path=f.path AND j.id>p.provisional AND (p.hidden=0 "
                    "OR j.id<=p.hidden))",
                    "ii", placement_id, (gint64) uid)
         && store_run (conn, error, "UPDATE mail.placement SET uid=?2,provisional=0 WHERE id=?1", "ii",
                       placement_id, (gint64) uid);
}

/* ---- acting ---- */

static void
fail_not_found (GError **error, const char *text)
{
  g_set_error_literal (error, STORE_ERROR, STORE_ERROR_NOT_FOUND, text);
}

static gboolean
has_target (const StoreAction *a)
{
  return a->kind == STORE_ACTION_MOVE || a->kind == STORE_ACTION_COPY;
}

static gboolean
has_keywords (const StoreAction *a)
{
  return (a->add_keywords != NULL && *a->add_keywords != '\0')
         || (a->remove_keywords != NULL && *a->remove_keywords != '\0');
}

/* The placements an action means for one message: visible, and not so already. */
static gboolean
collect_rows (StoreConn *conn, const StoreAction *a, gint64 message_id, GPtrArray *rows, GError **error)
{
  g_auto (StoreStmt) stmt = store_sql (
      conn, error,
      "SELECT p.id,p.message_id,p.folder_id,coalesce(p.uid,0),p.flags,m.message_id,m.size,p.keywords FROM "
      "mail.placement p JOIN mail.folder f ON f.id=p.folder_id"
      " JOIN mail.message m ON m.id=p.message_id WHERE p.message_id=?1 AND p.hidden=0 AND (?2=0 OR "
      "p.folder_id=?2) AND p.folder_id<>?3"
      " AND (?4<>1 OR ?8 OR ((p.flags|?5)&~?6)<>p.flags)"
      " AND (?4<>4 OR NOT EXISTS (SELECT 1 FROM mail.placement t WHERE t.message_id=p.message_id AND "
      "t.folder_id=?3 AND t.hidden=0))"
      " ORDER BY f.role<>2,p.id LIMIT ?7",
      "iiiiiiii", message_id, a->folder_id, has_target (a) ? a->target_id : (gint64) 0, (gint64) a->kind,
      (gint64) a->add_flags, (gint64) a->remove_flags, has_target (a) ? (gint64) 1 : (gint64) -1,
      (gint64) has_keywords (a));
  int result = -1;

  while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
    {
      Row *row = g_new0 (Row, 1);

      row->placement_id = sqlite3_column_int64 (stmt, 0);
      row->message_id = sqlite3_column_int64 (stmt, 1);
      row->folder_id = sqlite3_column_int64 (stmt, 2);
      row->uid = sqlite3_column_int64 (stmt, 3);
      row->flags = sqlite3_column_int64 (stmt, 4);
      row->rfc_message_id = store_dup_column (stmt, 5);
      row->size = sqlite3_column_int64 (stmt, 6);
      row->keywords = store_dup_column (stmt, 7);
      g_ptr_array_add (rows, row);
    }
  return result == 0;
}

static gint
compare_rows (gconstpointer a, gconstpointer b)
{
  const Row *x = *(Row *const *) a, *y = *(Row *const *) b;

  if (x->folder_id != y->folder_id)
    return x->folder_id < y->folder_id ? -1 : 1;
  return x->uid < y->uid ? -1 : x->uid > y->uid;
}

static gint64
write_entry (Store *store, const StoreAction *a, gint64 folder_id, gint64 group_id, gboolean inverse,
             GError **error)
{
  StoreConn *conn = &store->writer;
  gint64 id;

  if (!store_run (conn, error,
                  "INSERT INTO main.journal "
                  "(group_id,account_id,kind,path,uidvalidity,target_path,add_flags,remove_flags,label,"
                  "created,inverse,undoable,add_keywords,remove_keywords)"
                  " SELECT ?1,f.account_id,?2,f.path,f.uidvalidity,coalesce((SELECT path FROM mail.folder "
                  "WHERE id=?3),''),?4,?5,?6,?7,?8,?10,?11,?12"
                  " FROM mail.folder f WHERE f.id=?9",
                  "iiiiisiiiiss", group_id, (gint64) a->kind, a->target_id, (gint64) a->add_flags,
                  (gint64) a->remove_flags, a->label != NULL ? a->label : "", base_clock_now_unix (),
                  (gint64) inverse, folder_id, (gint64) !a->automatic,
                  a->add_keywords != NULL ? a->add_keywords : "",
                  a->remove_keywords != NULL ? a->remove_keywords : ""))
    return 0;
  id = sqlite3_last_insert_rowid (conn->db);
  if (group_id == 0 && !store_run (conn, error, "UPDATE main.journal SET group_id=id WHERE id=?1", "i", id))
    return 0;
  store_change_add (store, STORE_CHANGE_JOURNAL,
                    store_value (conn, 0, "SELECT account_id FROM mail.folder WHERE id=?1", "i", folder_id),
                    0, 0, 0, 0);
  return id;
}

static gboolean
write_item (Store *store, const StoreAction *a, gint64 entry_id, const Row *row, GError **error)
{
  return store_run (&store->writer, error,
                    "INSERT INTO main.journal_item "
                    "(journal_id,message_id,uid,rfc_message_id,size,prev_flags,prev_keywords) VALUES "
                    "(?1,?2,?3,?4,?5,?6,?7)",
                    "iiisiis", entry_id, row->message_id, row->uid, row->rfc_message_id, row->size,
                    row->flags, row->keywords)
         && apply_effect (store, &store->writer, row->placement_id, entry_id, a->kind, a->target_id, error);
}

static gboolean
check_action (StoreConn *conn, const StoreAction *a, GError **error)
{
  gint64 target_account;

  if (a->kind < STORE_ACTION_FLAGS || a->kind > STORE_ACTION_COPY)
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_INVALID, "Not an operation on messages");
      return FALSE;
    }
  if (!has_target (a))
    return TRUE;
  target_account
      = store_value (conn, 0, "SELECT account_id FROM mail.folder WHERE id=?1 AND selectable AND hidden=0",
                     "i", a->target_id);
  if (target_account == 0)
    return fail_not_found (error, "No such folder to move to"), FALSE;
  for (gsize i = 0; i < a->n_messages; i++)
    if (store_value (conn, target_account, "SELECT account_id FROM mail.message WHERE id=?1", "i",
                     a->message_ids[i])
        != target_account)
      {
        g_set_error_literal (error, STORE_ERROR, STORE_ERROR_INVALID, "A move between accounts is a copy");
        return FALSE;
      }
  return TRUE;
}

/* Inside a transaction. @group_id 0: a new one. Returns: the group, 0 on error. */
gint64
store_journal_append (Store *store, const StoreAction *a, gint64 group_id, gboolean inverse, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);
  gint64 folder_id = 0, entry_id = 0;

  if (!check_action (&store->writer, a, error))
    return 0;
  for (gsize i = 0; i < a->n_messages; i++)
    if (!collect_rows (&store->writer, a, a->message_ids[i], rows, error))
      return 0;
  if (rows->len == 0)
    return fail_not_found (error, "Nothing to do"), 0;
  g_ptr_array_sort (rows, compare_rows);
  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = g_ptr_array_index (rows, i);

      if (row->folder_id != folder_id)
        {
          folder_id = row->folder_id;
          entry_id = write_entry (store, a, folder_id, group_id, inverse, error);
          if (group_id == 0)
            group_id = entry_id;
        }
      if (entry_id == 0 || !write_item (store, a, entry_id, row, error))
        return 0;
    }
  return group_id;
}

gint64
store_act (Store *store, const StoreAction *action, GError **error)
{
  gint64 group_id;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return 0;
  group_id = store_journal_append (store, action, 0, FALSE, error);
  return store_end (store, group_id != 0, error) ? group_id : 0;
}

/* Everything the folder shows, with two statements: a trash may hold a hundred thousand. */
static gboolean
append_empty (Store *store, StoreConn *conn, gint64 folder_id, gint64 entry_id, GError **error)
{
  gint64 account_id = store_value (conn, 0, "SELECT account_id FROM mail.folder WHERE id=?1", "i", folder_id);
  int result = -1;

  {
    g_auto (StoreStmt) stmt = store_sql (
        conn, error,
        "SELECT message_id,thread_id,received FROM mail.placement WHERE folder_id=?1 AND hidden=0", "i",
        folder_id);

    while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      store_change_add (store, STORE_CHANGE_REMOVED, account_id, folder_id, sqlite3_column_int64 (stmt, 0),
                        sqlite3_column_int64 (stmt, 1), sqlite3_column_int64 (stmt, 2));
  }
  store_change_add (store, STORE_CHANGE_FOLDER, account_id, folder_id, 0, 0, 0);
  return result == 0
         && store_run (
             conn, error,
             "INSERT INTO main.journal_item "
             "(journal_id,message_id,uid,rfc_message_id,size,prev_flags,prev_keywords)"
             " SELECT ?2,p.message_id,coalesce(p.uid,0),m.message_id,m.size,p.flags,p.keywords FROM "
             "mail.placement p JOIN mail.message m ON m.id=p.message_id"
             " WHERE p.folder_id=?1 AND p.hidden=0 ORDER BY p.uid",
             "ii", folder_id, entry_id)
         && store_run (conn, error, "UPDATE mail.placement SET hidden=?2 WHERE folder_id=?1 AND hidden=0",
                       "ii", folder_id, entry_id);
}

gint64
store_act_empty (Store *store, gint64 folder_id, const char *label, GError **error)
{
  StoreAction action = { .kind = STORE_ACTION_DELETE, .label = label };
  StoreConn *conn = &store->writer;
  gint64 entry_id = 0;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return 0;
  if (store_value (conn, 0, "SELECT 1 FROM mail.placement WHERE folder_id=?1 AND hidden=0 LIMIT 1", "i",
                   folder_id)
      == 0)
    fail_not_found (error, "Nothing to do");
  else
    entry_id = write_entry (store, &action, folder_id, 0, FALSE, error);
  if (entry_id != 0 && !append_empty (store, conn, folder_id, entry_id, error))
    entry_id = 0;
  return store_end (store, entry_id != 0, error) ? entry_id : 0;
}

/* ---- taking back, crashes, rebuilt databases ---- */

static GArray *
list_ids (StoreConn *conn, GError **error, const char *sql, gint64 argument)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_auto (StoreStmt) stmt = store_sql (conn, error, sql, "i", argument);
  int result = -1;

  while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
    {
      gint64 id = sqlite3_column_int64 (stmt, 0);

      g_array_append_val (ids, id);
    }
  return result == 0 ? g_steal_pointer (&ids) : NULL;
}

typedef gboolean (*PlacementFunc) (Store *store, StoreConn *conn, gint64 placement_id, GError **error);

static gboolean
for_each (Store *store, StoreConn *conn, const char *sql, gint64 argument, PlacementFunc func, GError **error)
{
  g_autoptr (GArray) ids = list_ids (conn, error, sql, argument);

  if (ids == NULL)
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    if (!func (store, conn, g_array_index (ids, gint64, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
unhide (Store *store, StoreConn *conn, gint64 placement_id, GError **error)
{
  gboolean deleted
      = store_value (conn, 0, "SELECT flags & 8 FROM mail.placement WHERE id=?1", "i", placement_id) != 0;

  return store_run (conn, error, "UPDATE mail.placement SET hidden=?2 WHERE id=?1", "ii", placement_id,
                    deleted ? STORE_HIDDEN_DELETED : (gint64) 0)
         && (deleted || announce (store, conn, STORE_CHANGE_ADDED, placement_id, error));
}

static gboolean
drop (Store *store, StoreConn *conn, gint64 placement_id, GError **error)
{
  gboolean visible
      = store_value (conn, 1, "SELECT hidden FROM mail.placement WHERE id=?1", "i", placement_id) == 0;

  return (!visible || announce (store, conn, STORE_CHANGE_REMOVED, placement_id, error))
         && store_run (conn, error, "DELETE FROM mail.placement WHERE id=?1", "i", placement_id);
}

#define FLAGGED_BY_ENTRY                                                                                     \
  "SELECT p.id FROM main.journal_item i JOIN main.journal j ON j.id=i.journal_id JOIN mail.folder f ON "     \
  "f.account_id=j.account_id AND f.path=j.path"                                                              \
  " JOIN mail.placement p ON p.message_id=i.message_id AND p.folder_id=f.id WHERE i.journal_id=?1 AND "      \
  "i.message_id<>0 AND j.kind=1"

gboolean
store_journal_revert (Store *store, StoreConn *conn, gint64 entry_id, StoreJournalState state, GError **error)
{
  return store_run (conn, error, "UPDATE main.journal SET state=?2 WHERE id=?1", "ii", entry_id,
                    (gint64) state)
         && store_journal_revert_folder (store, conn, entry_id, error)
         && for_each (store, conn,
                      "SELECT id FROM mail.placement WHERE provisional=?1 AND provisional<>0 AND uid IS NULL",
                      entry_id, drop, error)
         && for_each (store, conn, "SELECT id FROM mail.placement WHERE hidden=?1 AND hidden<>0", entry_id,
                      unhide, error)
         && for_each (store, conn, FLAGGED_BY_ENTRY, entry_id, store_journal_refresh_flags, error);
}

/* The placement an item that lost its message means, in the folder just added to; 0: not here (yet). */
static gint64
find_for_item (StoreConn *conn, gint64 folder_id, gint64 uid, gboolean same_validity,
               const char *rfc_message_id, gint64 size)
{
  if (uid > 0 && same_validity)
    return store_value (conn, 0, "SELECT id FROM mail.placement WHERE folder_id=?1 AND uid=?2 AND hidden=0",
                        "ii", folder_id, uid);
  if (*rfc_message_id == '\0')
    return 0;
  return store_value (conn, 0,
                      "SELECT p.id FROM mail.message m JOIN mail.placement p ON p.message_id=m.id WHERE "
                      "m.message_key=?2 AND m.message_key<>0"
                      " AND m.size=?3 AND p.folder_id=?1 AND p.hidden=0 AND m.message_id=?4 ORDER BY p.uid "
                      "IS NULL,p.id LIMIT 1",
                      "iiis", folder_id, store_hash64 (rfc_message_id, -1), size, rfc_message_id);
}

typedef struct
{
  gint64 item_id, entry_id, uid, size, target_id, kind;
  gboolean same_validity;
  char *rfc_message_id;
} Lost;

static void
lost_free (Lost *lost)
{
  g_free (lost->rfc_message_id);
  g_free (lost);
}

static GPtrArray *
list_lost (StoreConn *conn, gint64 folder_id, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) lost_free);
  g_auto (StoreStmt) stmt = store_sql (conn, error,
                                       "SELECT i.id,j.id,i.uid,i.size,coalesce((SELECT id FROM mail.folder t "
                                       "WHERE t.account_id=j.account_id AND t.path=j.target_path),0),j.kind,"
                                       "j.uidvalidity=f.uidvalidity,i.rfc_message_id FROM mail.folder f JOIN "
                                       "main.journal j ON j.account_id=f.account_id AND j.path=f.path"
                                       " JOIN main.journal_item i ON i.journal_id=j.id WHERE f.id=?1 AND "
                                       "j.state IN (1,2) AND i.message_id=0 ORDER BY j.id,i.id",
                                       "i", folder_id);
  int result = -1;

  while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
    {
      Lost *lost = g_new0 (Lost, 1);

      lost->item_id = sqlite3_column_int64 (stmt, 0);
      lost->entry_id = sqlite3_column_int64 (stmt, 1);
      lost->uid = sqlite3_column_int64 (stmt, 2);
      lost->size = sqlite3_column_int64 (stmt, 3);
      lost->target_id = sqlite3_column_int64 (stmt, 4);
      lost->kind = sqlite3_column_int64 (stmt, 5);
      lost->same_validity = sqlite3_column_int (stmt, 6) != 0;
      lost->rfc_message_id = store_dup_column (stmt, 7);
      g_ptr_array_add (list, lost);
    }
  return result == 0 ? g_steal_pointer (&list) : NULL;
}

gboolean
store_journal_adopt (Store *store, StoreConn *conn, gint64 folder_id, GError **error)
{
  g_autoptr (GPtrArray) lost_items = list_lost (conn, folder_id, error);

  for (guint i = 0; lost_items != NULL && i < lost_items->len; i++)
    {
      const Lost *lost = g_ptr_array_index (lost_items, i);
      gint64 placement
          = find_for_item (conn, folder_id, lost->uid, lost->same_validity, lost->rfc_message_id, lost->size);

      if (placement == 0)
        continue;
      if (!store_run (
              conn, error,
              "UPDATE main.journal_item SET message_id=(SELECT message_id FROM mail.placement WHERE id=?2),"
              "uid=coalesce((SELECT uid FROM mail.placement WHERE id=?2),0) WHERE id=?1",
              "ii", lost->item_id, placement)
          || !apply_effect (store, conn, placement, lost->entry_id, (StoreActionKind) lost->kind,
                            lost->target_id, error))
        return FALSE;
    }
  return lost_items != NULL;
}

typedef struct
{
  gint64 placement_id, entry_id, kind, target_id;
} Unapplied;

/* Entries whose effect mail.db lost: its last commits may be gone after a power cut. */
static gboolean
reapply (Store *store, StoreConn *conn, GError **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (Unapplied));
  int result = -1;

  {
    g_auto (StoreStmt) stmt = store_sql (
        conn, error,
        "SELECT p.id,j.id,j.kind,coalesce((SELECT id FROM mail.folder t WHERE t.account_id=j.account_id AND "
        "t.path=j.target_path),0)"
        " FROM main.journal j JOIN main.journal_item i ON i.journal_id=j.id JOIN mail.folder f ON "
        "f.account_id=j.account_id AND f.path=j.path"
        " JOIN mail.placement p ON p.message_id=i.message_id AND p.folder_id=f.id AND "
        "coalesce(p.uid,0)=i.uid AND p.hidden=0"
        " AND (p.uid IS NOT NULL OR j.id>p.provisional) WHERE j.state IN (1,2) AND j.kind<>1 ORDER BY j.id",
        "");

    while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      {
        Unapplied row = { sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1),
                          sqlite3_column_int64 (stmt, 2), sqlite3_column_int64 (stmt, 3) };

        g_array_append_val (list, row);
      }
  }
  for (guint i = 0; result == 0 && i < list->len; i++)
    {
      const Unapplied *row = &g_array_index (list, Unapplied, i);

      if (!apply_effect (store, conn, row->placement_id, row->entry_id, (StoreActionKind) row->kind,
                         row->target_id, error))
        result = -1;
    }
  return result == 0;
}

/* What was done to folders, in order: later entries are on what it left. */
static gboolean
reapply_folders (Store *store, StoreConn *conn, GError **error)
{
  g_autoptr (GArray) entries = list_ids (
      conn, error, "SELECT id FROM main.journal WHERE state IN (1,2) AND kind>=7 AND ?1=0 ORDER BY id", 0);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    if (!store_journal_apply_folder (store, conn, g_array_index (entries, gint64, i), error))
      return FALSE;
  return entries != NULL;
}

gboolean
store_journal_recover (Store *store, GError **error)
{
  StoreConn *conn = &store->writer;
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = for_each (store, conn,
                 "SELECT id FROM mail.placement WHERE hidden<>0 AND ?1=0 AND hidden IN (SELECT id FROM "
                 "main.journal WHERE state=3)",
                 0, drop, error)
       && for_each (store, conn,
                    "SELECT id FROM mail.placement WHERE hidden>0 AND ?1=0 AND hidden NOT IN (SELECT id "
                    "FROM main.journal WHERE state IN (1,2))",
                    0, unhide, error)
       && for_each (store, conn,
                    "SELECT id FROM mail.placement WHERE provisional<>0 AND uid IS NULL AND ?1=0 AND "
                    "provisional NOT IN (SELECT id FROM main.journal WHERE state IN (1,2,3))",
                    0, drop, error)
       && for_each (
           store, conn,
           "SELECT id FROM mail.placement WHERE (pend_add<>0 OR pend_remove<>0 OR server_keywords IS NOT "
           "NULL) AND ?1=0",
           0, store_journal_refresh_flags, error)
       && store_run (conn, error,
                     "UPDATE mail.folder SET hidden=0 WHERE hidden<>0 AND hidden NOT IN (SELECT id FROM "
                     "main.journal WHERE state IN (1,2))",
                     "")
       && reapply_folders (store, conn, error) && reapply (store, conn, error);
  if (ok)
    {
      g_autoptr (GArray) flag_entries
          = list_ids (conn, error, "SELECT id FROM main.journal WHERE state IN (1,2) AND kind=1 AND ?1=0", 0);

      ok = flag_entries != NULL;
      for (guint i = 0; ok && i < flag_entries->len; i++)
        ok = for_each (store, conn, FLAGGED_BY_ENTRY, g_array_index (flag_entries, gint64, i),
                       store_journal_refresh_flags, error);
    }
  return store_end (store, ok, error);
}
