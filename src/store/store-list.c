/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-list.c: ids and sort keys of a list
 *
 * Lists of a folder, role or thread read nothing but a covering index, already in order (tests/store/test-plan.c). A role over
 * several accounts is merged here from one sorted run per folder, because SQL would sort the whole in a temporary tree. */

#include "store-private.h"

static gint
compare_items (gconstpointer a, gconstpointer b)
{
  const StoreListItem *x = a, *y = b;

  if (x->key != y->key)
    return x->key > y->key ? -1 : 1;
  return x->id > y->id ? -1 : x->id < y->id;
}

static gboolean
collect (StoreConn *conn, GArray *items, const char *sql, gint64 id, guint limit, GError **error)
{
  g_auto (StoreStmt) stmt = store_sql (conn, error, sql, "ii", id, limit > 0 ? (gint64) limit : (gint64) -1);
  int result = -1;

  while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
    {
      StoreListItem item = { sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1) };

      g_array_append_val (items, item);
    }
  return result == 0;
}

static gboolean
collect_folder (StoreConn *conn, GArray *items, gint64 folder_id, gboolean conversations, guint limit,
                GError **error)
{
  return collect (conn, items, conversations ? STORE_SQL_LIST_THREADS : STORE_SQL_LIST_MESSAGES, folder_id,
                  limit, error);
}

static gboolean
collect_role (StoreConn *conn, GArray *items, const StoreListQuery *query, guint limit, GError **error)
{
  g_autoptr (GArray) folders = g_array_new (FALSE, FALSE, sizeof (gint64));
  int result = -1;

  {
    g_auto (StoreStmt) stmt = store_sql (
        conn, error,
        "SELECT id FROM mail.folder WHERE role=?1 AND CASE WHEN ?2 THEN account_id=?2 ELSE"
        " account_id IN (SELECT id FROM main.account WHERE unified=1 AND (?3=0 OR profile_id=?3)) END",
        "iii", (gint64) query->role, query->account_id, query->profile_id);

    while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      {
        gint64 id = sqlite3_column_int64 (stmt, 0);

        g_array_append_val (folders, id);
      }
  }
  for (guint i = 0; result == 0 && i < folders->len; i++)
    if (!collect_folder (conn, items, g_array_index (folders, gint64, i), query->conversations, limit, error))
      return FALSE;
  if (result == 0 && folders->len > 1)
    {
      g_array_sort (items, compare_items);
      if (limit > 0 && items->len > limit)
        g_array_set_size (items, limit);
    }
  return result == 0;
}

GArray *
store_list_ids (Store *store, const StoreListQuery *query, guint limit, GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GArray) items = NULL;
  StoreConn *conn;
  gboolean ok;

  if (query->search != NULL)
    return store_search (store, query->account_id, query->search, query->conversations, limit, cancellable,
                         error);
  items = g_array_new (FALSE, FALSE, sizeof (StoreListItem));
  conn = store_read_begin (store, cancellable);
  if (query->thread_id != 0)
    ok = store_thread_collect (conn, items, query->thread_id, query->prefer_folder, limit, error);
  else if (query->folder_id != 0)
    ok = collect_folder (conn, items, query->folder_id, query->conversations, limit, error);
  else
    ok = collect_role (conn, items, query, limit, error);
  store_read_end (store, conn);
  return ok ? g_steal_pointer (&items) : NULL;
}
