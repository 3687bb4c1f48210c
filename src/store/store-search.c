/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-search.c: asking the full-text index
 *
 * The index gives the ids of candidates, which costs little even for a hundred thousand of them; what costs is to read their rows for
 * date and conditions. So when only the newest few are wanted and candidates are many, messages are walked from the newest
 * down in the date index, and rows are read of candidates only, until there are enough. Without words the walk alone answers.
 * Any thread but the main one. */

#include "store-private.h"

#include <stdlib.h>
#include <string.h>

#include "base-clock.h"

/* With fewer candidates than this, reading all their rows is faster than the walk. */
#define FEW 400

static gint
compare_items (gconstpointer a, gconstpointer b)
{
  const StoreListItem *x = a, *y = b;

  if (x->key != y->key)
    return x->key > y->key ? -1 : 1;
  return x->id > y->id ? -1 : x->id < y->id;
}

typedef struct
{
  StoreConn *conn;
  const StoreSearchPlan *plan;
  gint64 account_id;
  gboolean conversations;
  guint limit;      /* 0: all */
  GArray *items;    /* StoreListItem: what was found */
  GHashTable *seen; /* gint64 threads, with conversations */
} Search;

/* Statements of a search are not cached: no two are alike. */
static sqlite3_stmt *
prepare (Search *s, const char *sql, GError **error)
{
  sqlite3_stmt *stmt = NULL;
  int code = sqlite3_prepare_v2 (s->conn->db, sql, -1, &stmt, NULL);

  if (code != SQLITE_OK)
    store_set_error (s->conn, code, error);
  return stmt;
}

/* ?1 is the caller's, ?2 the account, the rest the plan's. */
static void
bind_plan (Search *s, sqlite3_stmt *stmt)
{
  sqlite3_bind_int64 (stmt, 2, s->account_id);
  for (guint i = 0; i < s->plan->binds->len; i++)
    {
      GVariant *value = g_ptr_array_index (s->plan->binds, i);

      if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
        sqlite3_bind_int64 (stmt, (int) i + 3, g_variant_get_int64 (value));
      else
        sqlite3_bind_text (stmt, (int) i + 3, g_variant_get_string (value, NULL), -1, SQLITE_TRANSIENT);
    }
}

/* FALSE: there are enough. */
static gboolean
take (Search *s, gint64 message_id, gint64 thread_id, gint64 received)
{
  StoreListItem item = { s->conversations ? thread_id : message_id, received };

  if (s->conversations && !g_hash_table_add (s->seen, g_memdup2 (&thread_id, sizeof thread_id)))
    return TRUE;
  g_array_append_val (s->items, item);
  return s->limit == 0 || s->items->len < s->limit;
}

#define CONDITIONS "(?2=0 OR m.account_id=?2) AND m.visible>0 AND "

/* Indexes that have only what a condition asks for, in the order of date. */
typedef struct
{
  const char *condition;
  const char *index;
  const char *dates; /* id and date of all in it */
} Narrow;

static const Narrow narrows[] = {
  { STORE_SQL_STARRED, "message_starred", STORE_SQL_SEARCH_DATES_OF ("message_starred", STORE_SQL_STARRED) },
  { STORE_SQL_ATTACHMENT, "message_attachment",
    STORE_SQL_SEARCH_DATES_OF ("message_attachment", STORE_SQL_ATTACHMENT) },
};

/* The first that must hold; under OR or NOT it need not. */
static const Narrow *
find_narrow (const char *where)
{
  if (strstr (where, " OR ") != NULL || strstr (where, "NOT ") != NULL)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (narrows); i++)
    if (strstr (where, narrows[i].condition) != NULL)
      return &narrows[i];
  return NULL;
}

/* Ids the index gives, rising. */
static GArray *
find_candidates (Search *s, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *stmt = prepare (s, STORE_SQL_SEARCH_WORDS, error);
  int result = -1;

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_text (stmt, 1, s->plan->match, -1, SQLITE_TRANSIENT);
  while ((result = store_step (s->conn, stmt, error)) > 0)
    {
      gint64 id = sqlite3_column_int64 (stmt, 0);

      g_array_append_val (ids, id);
    }
  sqlite3_finalize (stmt);
  return result == 0 ? g_steal_pointer (&ids) : NULL;
}

/* Reads one candidate's row. Returns: 1: there are enough, 0: go on, -1: error */
static int
try_candidate (Search *s, sqlite3_stmt *stmt, gint64 id, GError **error)
{
  int result;

  sqlite3_bind_int64 (stmt, 1, id);
  result = store_step (s->conn, stmt, error);
  if (result > 0)
    result = take (s, id, sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1)) ? 0 : 1;
  sqlite3_reset (stmt);
  return result;
}

/* All candidates; sorted, and only then cut: a conversation's place is that of its newest hit. */
static gboolean
read_all (Search *s, GArray *ids, sqlite3_stmt *stmt, GError **error)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (StoreListItem));
  int result = 0;

  for (guint i = 0; i < ids->len && result >= 0; i++)
    {
      StoreListItem item = { g_array_index (ids, gint64, i), 0 };

      sqlite3_bind_int64 (stmt, 1, item.id);
      result = store_step (s->conn, stmt, error);
      if (result > 0)
        {
          item.key = sqlite3_column_int64 (stmt, 1);
          if (s->conversations)
            item.id = sqlite3_column_int64 (stmt, 0);
          g_array_append_val (found, item);
        }
      sqlite3_reset (stmt);
    }
  if (result < 0)
    return FALSE;
  g_array_sort (found, compare_items);
  for (guint i = 0; i < found->len; i++)
    {
      StoreListItem item = g_array_index (found, StoreListItem, i);

      if (!take (s, item.id, item.id, item.key))
        break;
    }
  return TRUE;
}

static int
compare_ids (const void *a, const void *b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

/* From the newest message down; reads rows of candidates only. */
static gboolean
walk (Search *s, GArray *ids, sqlite3_stmt *stmt, GError **error)
{
  const Narrow *narrow = find_narrow (s->plan->where);
  sqlite3_stmt *dates = prepare (s, narrow != NULL ? narrow->dates : STORE_SQL_SEARCH_DATES, error);
  guint left = ids->len;
  int result = -1;

  if (dates == NULL)
    return FALSE;
  while (left > 0 && (result = store_step (s->conn, dates, error)) > 0)
    {
      gint64 id = sqlite3_column_int64 (dates, 0);

      if (bsearch (&id, ids->data, ids->len, sizeof id, compare_ids) == NULL)
        continue;
      left--;
      result = try_candidate (s, stmt, id, error);
      if (result != 0)
        break;
    }
  sqlite3_finalize (dates);
  return result >= 0;
}

static gboolean
search_words (Search *s, GError **error)
{
  g_autoptr (GArray) ids = find_candidates (s, error);
  g_autofree char *sql = NULL;
  sqlite3_stmt *stmt;
  gboolean ok;

  if (ids == NULL)
    return FALSE;
  if (ids->len == 0)
    return TRUE;
  sql = g_strconcat ("SELECT m.thread_id,m.received FROM mail.message m WHERE m.id=?1 AND " CONDITIONS,
                     s->plan->where, NULL);
  stmt = prepare (s, sql, error);
  if (stmt == NULL)
    return FALSE;
  bind_plan (s, stmt);
  ok = s->limit == 0 || ids->len <= FEW ? read_all (s, ids, stmt, error) : walk (s, ids, stmt, error);
  sqlite3_finalize (stmt);
  return ok;
}

/* Conditions alone: newest first, in the order of the date index. */
static gboolean
search_conditions (Search *s, GError **error)
{
  const Narrow *narrow = find_narrow (s->plan->where);
  g_autofree char *sql
      = g_strconcat ("SELECT m.id,m.thread_id,m.received FROM mail.message m INDEXED BY ",
                     narrow != NULL ? narrow->index : "message_received", " WHERE ?1 IS NULL AND " CONDITIONS,
                     s->plan->where, " ORDER BY m.received DESC,m.id DESC", NULL);
  sqlite3_stmt *stmt = prepare (s, sql, error);
  int result = -1;

  if (stmt == NULL)
    return FALSE;
  bind_plan (s, stmt);
  while ((result = store_step (s->conn, stmt, error)) > 0)
    if (!take (s, sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1),
               sqlite3_column_int64 (stmt, 2)))
      break;
  sqlite3_finalize (stmt);
  return result >= 0;
}

GArray *
store_search (Store *store, gint64 account_id, const char *text, gboolean conversations, guint limit,
              GCancellable *cancellable, GError **error)
{
  g_autoptr (StoreSearchPlan) plan = store_query_compile (text, base_clock_now_unix ());
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (StoreListItem));
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  Search s = { NULL, plan, account_id, conversations, limit, items, seen };
  gboolean ok;

  if (plan->match == NULL && g_str_equal (plan->where, "1"))
    return g_steal_pointer (&items); /* nothing asked, nothing found */
  store_index_write_if_free (store);
  s.conn = store_read_begin (store, cancellable);
  ok = plan->match != NULL ? search_words (&s, error) : search_conditions (&s, error);
  store_read_end (store, s.conn);
  return ok ? g_steal_pointer (&items) : NULL;
}

GArray *
store_search_unread (Store *store, gint64 account_id, const char *text, guint limit,
                     GCancellable *cancellable, GError **error)
{
  g_autoptr (StoreSearchPlan) plan = store_query_compile_conditions (text, base_clock_now_unix ());
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (StoreUnread));
  g_autofree char *sql = g_strdup_printf (
      "SELECT m.id,m.received,p.folder_id,p.uid FROM mail.message m INDEXED BY message_unread_text"
      " JOIN mail.placement p ON p.message_id=m.id AND p.hidden=0 AND p.uid IS NOT NULL"
      " WHERE ?1 IS NULL AND m.account_id=?2 AND m.text_version=0 AND m.visible>0 AND %s"
      " ORDER BY m.received DESC LIMIT %u",
      plan->where, limit);
  Search s = { .plan = plan, .account_id = account_id };
  sqlite3_stmt *stmt;
  int result = -1;

  s.conn = store_read_begin (store, cancellable);
  stmt = prepare (&s, sql, error);
  if (stmt != NULL)
    bind_plan (&s, stmt);
  while (stmt != NULL && (result = store_step (s.conn, stmt, error)) > 0)
    {
      StoreUnread one = { sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1),
                          sqlite3_column_int64 (stmt, 2), (guint32) sqlite3_column_int64 (stmt, 3) };

      g_array_append_val (list, one);
    }
  sqlite3_finalize (stmt);
  store_read_end (store, s.conn);
  return result == 0 ? g_steal_pointer (&list) : NULL;
}

gboolean
store_search_get_coverage (Store *store, gint64 account_id, StoreCoverage *coverage, GError **error)
{
  StoreConn *conn = store_read_begin (store, NULL);
  int result = -1;

  *coverage = (StoreCoverage) { 0 };
  {
    g_auto (StoreStmt) stmt = store_sql (conn, error, STORE_SQL_COVERAGE, "i", account_id);

    while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      {
        coverage->to_go += (guint) sqlite3_column_int64 (stmt, 0);
        coverage->back_to = MAX (coverage->back_to, sqlite3_column_int64 (stmt, 1));
      }
  }
  coverage->rebuilding = store_value (conn, -1, "SELECT next_id FROM mail.search_state", "") >= 0;
  coverage->current
      = store_value (conn, 0, "SELECT version FROM mail.search_state", "") == STORE_INDEX_VERSION;
  store_read_end (store, conn);
  return result == 0;
}
