/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-rows.c: one statement as one call, for tables that need no more
 *
 * Lists of records and single writes of local.db's small tables (people, searches, activity …) differ only in SQL and in
 * how a row becomes a record. Any thread but the main one. */

#include "store-private.h"

/* Returns: (element-type record): one per row in the query's order, freed with @free_func; NULL with @error. */
GPtrArray *
store_rows (Store *store, StoreRowFunc from_row, GDestroyNotify free_func, GError **error, const char *sql,
            const char *format, ...)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (free_func);
  StoreConn *conn = store_read_begin (store, NULL);
  int result = -1;

  {
    va_list arguments;
    g_auto (StoreStmt) stmt = NULL;

    va_start (arguments, format);
    stmt = store_sql_va (conn, error, sql, format, arguments);
    va_end (arguments);
    while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      g_ptr_array_add (list, from_row (stmt));
  }
  store_read_end (store, conn);
  return result == 0 ? g_steal_pointer (&list) : NULL;
}

/* The first record of a list, which it takes over; NOT_FOUND with @what when there is none. */
gpointer
store_rows_first (GPtrArray *rows, const char *what, GError **error)
{
  g_autoptr (GPtrArray) list = rows;

  if (list == NULL)
    return NULL;
  if (list->len > 0)
    return g_ptr_array_steal_index (list, 0);
  g_set_error (error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "No such %s", what);
  return NULL;
}

/* One interactive transaction of one statement; tells @kind of @account_id. Returns: the row's id for an INSERT (the last one this
 * connection made otherwise, 1 at least), 0 with @error. */
gint64
store_write (Store *store, StoreChangeKind kind, gint64 account_id, GError **error, const char *sql,
             const char *format, ...)
{
  va_list arguments;
  gint64 id = 0;
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return 0;
  va_start (arguments, format);
  {
    g_auto (StoreStmt) stmt = store_sql_va (&store->writer, error, sql, format, arguments);
    int result = stmt != NULL ? 1 : -1;

    while (result > 0)
      result = store_step (&store->writer, stmt, error);
    ok = result == 0;
  }
  va_end (arguments);
  if (ok)
    id = MAX (1, sqlite3_last_insert_rowid (store->writer.db));
  store_change_add (store, kind, account_id, 0, 0, 0, 0);
  return store_end (store, ok, error) ? id : 0;
}
