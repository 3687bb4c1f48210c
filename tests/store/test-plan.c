/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-plan.c: no list query scans a table or sorts in a temporary tree */

#include "store-fixture.h"
#include "store-private.h"

static const char *const list_queries[] = {
  STORE_SQL_LIST_MESSAGES,
  STORE_SQL_LIST_THREADS,
  STORE_SQL_LIST_THREAD,
  STORE_SQL_COPY_RANK,
  "SELECT " STORE_MESSAGE_COLUMNS " FROM mail.message m WHERE m.id=?1",
  "SELECT " STORE_MESSAGE_COLUMNS
  " FROM mail.message m WHERE m.thread_id=?1 AND m.visible>0 ORDER BY m.received,m.id",
  "SELECT message_id FROM mail.placement WHERE thread_id=?1 AND folder_id=?2 AND hidden=0 ORDER BY received "
  "DESC LIMIT 1",
  "SELECT uid FROM mail.placement WHERE folder_id=?1 AND uid>0 ORDER BY uid",
  "SELECT message_id FROM mail.placement WHERE folder_id=?1 AND uid=?2",
  "SELECT thread_id FROM mail.thread_key WHERE account_id=?1 AND key=?2",
  "SELECT id FROM main.journal WHERE account_id=?1 AND state IN (1,2) ORDER BY id",
};

static void
test_plan (void)
{
  Fixture f;
  StoreConn *conn;

  fixture_set_up (&f);
  conn = store_read_begin (f.store, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (list_queries); i++)
    {
      g_autofree char *sql = g_strconcat ("EXPLAIN QUERY PLAN ", list_queries[i], NULL);
      sqlite3_stmt *stmt = NULL;

      g_assert_cmpint (sqlite3_prepare_v2 (conn->db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
      while (sqlite3_step (stmt) == SQLITE_ROW)
        {
          const char *detail = (const char *) sqlite3_column_text (stmt, 3);

          if (strstr (detail, "SCAN") != NULL || strstr (detail, "TEMP B-TREE") != NULL)
            g_test_message ("%s: %s", list_queries[i], detail);
          g_assert_null (strstr (detail, "SCAN"));
          g_assert_null (strstr (detail, "TEMP B-TREE"));
        }
      sqlite3_finalize (stmt);
    }
  store_read_end (f.store, conn);
  fixture_tear_down (&f);
}

static void
fill (Fixture *f, guint n)
{
  g_autofree StoreNewMessage *all = g_new0 (StoreNewMessage, n);
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    {
      char *id = g_strdup_printf ("<%u@plan>", i);

      g_ptr_array_add (texts, id);
      all[i] = fixture_message (i + 1, id, "x");
      g_ptr_array_add (list, &all[i]);
    }
  g_assert_cmpint (store_messages_add (f->store, f->inbox, list, NULL, NULL), ==, n);
}

/* Steps of SQLite's machine over all statements of opening. */
static int
count_open_steps (guint n)
{
  Fixture f;
  int steps = 0;
  sqlite3_stmt *stmt = NULL;

  fixture_set_up (&f);
  fill (&f, n);
  fixture_reopen (&f);
  while ((stmt = sqlite3_next_stmt (f.store->writer.db, stmt)) != NULL)
    steps += sqlite3_stmt_status (stmt, SQLITE_STMTSTATUS_VM_STEP, FALSE);
  fixture_tear_down (&f);
  return steps;
}

/* Opening costs the same however much mail there is. */
static void
test_open (void)
{
  int few = count_open_steps (20);
  int many = count_open_steps (4000);

  g_test_message ("%d steps with 20 messages, %d with 4,000", few, many);
  g_assert_cmpint (many, <, few + 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/plan/lists", test_plan);
  g_test_add_func ("/store/plan/open", test_open);
  return g_test_run ();
}
