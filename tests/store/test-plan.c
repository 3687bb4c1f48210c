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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/plan", test_plan);
  return g_test_run ();
}
