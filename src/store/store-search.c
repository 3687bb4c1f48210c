/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-search.c: the full-text index and asking it
 *
 * FTS5 without content (the text is in the body files), folding case and diacritics. Hits are sorted here by date: their number
 * is small against the index, and a temporary tree in SQL costs more. Any thread but the main one. */

#include "store-private.h"

#include "base-clock.h"

static gint
compare_items (gconstpointer a, gconstpointer b)
{
  const StoreListItem *x = a, *y = b;

  if (x->key != y->key)
    return x->key > y->key ? -1 : 1;
  return x->id > y->id ? -1 : x->id < y->id;
}

/* The words first (rowids of the index), or, without words, the messages by date. */
static char *
build_sql (const StoreSearchPlan *plan, gboolean conversations)
{
  const char *id = conversations ? "m.thread_id" : "m.id";

  if (plan->match != NULL)
    return g_strdup_printf (
        "SELECT %s,m.received FROM mail.message_fts s CROSS JOIN mail.message m ON m.id=s.rowid"
        " WHERE message_fts MATCH ?1 AND (?2=0 OR m.account_id=?2) AND m.visible>0 AND %s",
        id, plan->where);
  return g_strdup_printf ("SELECT %s,m.received FROM mail.message m WHERE ?1 IS NULL AND (?2=0 OR "
                          "m.account_id=?2) AND m.visible>0 AND %s"
                          " ORDER BY m.received DESC,m.id DESC",
                          id, plan->where);
}

static void
bind_plan (StoreStmt stmt, const StoreSearchPlan *plan)
{
  for (guint i = 0; i < plan->binds->len; i++)
    {
      GVariant *value = g_ptr_array_index (plan->binds, i);

      if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
        sqlite3_bind_int64 (stmt, (int) i + 3, g_variant_get_int64 (value));
      else
        sqlite3_bind_text (stmt, (int) i + 3, g_variant_get_string (value, NULL), -1, SQLITE_TRANSIENT);
    }
}

static gboolean
run_plan (StoreConn *conn, const StoreSearchPlan *plan, gint64 account_id, gboolean conversations,
          GArray *items, GError **error)
{
  g_autofree char *sql = build_sql (plan, conversations);
  sqlite3_stmt *stmt = NULL; /* not cached: no two searches are alike */
  int result = -1;
  int code = sqlite3_prepare_v2 (conn->db, sql, -1, &stmt, NULL);

  if (code != SQLITE_OK)
    {
      store_set_error (conn, code, error);
      return FALSE;
    }
  if (plan->match != NULL)
    sqlite3_bind_text (stmt, 1, plan->match, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int64 (stmt, 2, account_id);
  bind_plan (stmt, plan);
  while ((result = store_step (conn, stmt, error)) > 0)
    {
      StoreListItem item = { sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1) };

      g_array_append_val (items, item);
    }
  sqlite3_finalize (stmt);
  return result == 0;
}

/* Sorted by date: keeps the newest row of each thread. */
static void
keep_first_of_each (GArray *items)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  guint n = 0;

  for (guint i = 0; i < items->len; i++)
    {
      StoreListItem item = g_array_index (items, StoreListItem, i);

      if (g_hash_table_contains (seen, &item.id))
        continue;
      /* the key lives in the part of the array that stays */
      g_array_index (items, StoreListItem, n) = item;
      g_hash_table_add (seen, &g_array_index (items, StoreListItem, n).id);
      n++;
    }
  g_array_set_size (items, n);
}

GArray *
store_search (Store *store, gint64 account_id, const char *text, gboolean conversations, guint limit,
              GCancellable *cancellable, GError **error)
{
  g_autoptr (StoreSearchPlan) plan = store_query_compile (text, base_clock_now_unix ());
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (StoreListItem));
  StoreConn *conn;
  gboolean ok;

  if (plan->match == NULL && g_str_equal (plan->where, "1"))
    return g_steal_pointer (&items); /* nothing asked, nothing found */
  store_index_write_if_free (store);
  conn = store_read_begin (store, cancellable);
  ok = run_plan (conn, plan, account_id, conversations, items, error);
  store_read_end (store, conn);
  if (!ok)
    return NULL;
  g_array_sort (items, compare_items);
  if (conversations)
    keep_first_of_each (items);
  if (limit > 0 && items->len > limit)
    g_array_set_size (items, limit);
  return g_steal_pointer (&items);
}

gboolean
store_search_get_reach (Store *store, gint64 account_id, guint *messages, guint *with_text, GError **error)
{
  StoreConn *conn = store_read_begin (store, NULL);
  int result = -1;

  {
    g_auto (StoreStmt) stmt = store_sql (conn, error,
                                         "SELECT count(*),coalesce(sum(text_version>0),0) FROM mail.message "
                                         "WHERE visible>0 AND (?1=0 OR account_id=?1)",
                                         "i", account_id);

    if (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      {
        *messages = (guint) sqlite3_column_int64 (stmt, 0);
        *with_text = (guint) sqlite3_column_int64 (stmt, 1);
      }
  }
  store_read_end (store, conn);
  return result > 0;
}
