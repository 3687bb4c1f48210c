/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-index.c: writing the full-text index
 *
 * FTS5 keeps new rows in memory and writes them as one piece of index, but only until the next savepoint, and every statement with
 * a trigger makes one: row by row it would write a piece of index per message. So rows wait in a queue and go in together, in the
 * order of their ids: headers just before the commit that adds the messages, texts when enough of them have come together over
 * several commits, when somebody searches, or when the store is closed. text_version is set with them, so a text that was still
 * waiting when the program died is known as missing and is found again by store_search_rebuild (). The writer's owner only. */

#include "store-private.h"

#include <string.h>

#include "base-clock.h"

/* As much text as a piece of index should have, and as long as it may wait. */
#define WAITING_MAX_BYTES (8 * 1024 * 1024)
#define WAITING_MAX_ROWS 1000
#define WAITING_MAX_US (3 * G_USEC_PER_SEC)

typedef struct
{
  gint64 id;
  gboolean is_new;
  gboolean has_text;
  gsize bytes;
  char *columns[STORE_INDEX_COLUMNS];
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  for (int i = 0; i < STORE_INDEX_COLUMNS; i++)
    g_free (row->columns[i]);
  g_free (row);
}

static GHashTable *
rows_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, row_free);
}

static Row *
row_new (const StoreIndexDoc *doc)
{
  const char *const given[STORE_INDEX_COLUMNS]
      = { doc->subject, doc->sender, doc->recipients, doc->cc, doc->body, doc->filenames, doc->list };
  Row *row = g_new0 (Row, 1);

  row->id = doc->id;
  row->is_new = doc->is_new;
  row->has_text = !doc->is_new;
  for (int i = 0; i < STORE_INDEX_COLUMNS; i++)
    if (given[i] != NULL && *given[i] != '\0')
      {
        row->columns[i] = store_text_prepare (given[i]);
        row->bytes += strlen (row->columns[i]);
      }
  return row;
}

/* Puts a message's search row into the queue; a later one of the same message takes its place. Strings are copied. */
void
store_index_queue (Store *store, const StoreIndexDoc *doc)
{
  Row *row = row_new (doc);
  Row *former;

  if (store->index_rows == NULL)
    store->index_rows = rows_new ();
  former = g_hash_table_lookup (store->index_rows, &row->id);
  row->is_new |= former != NULL && former->is_new;
  g_hash_table_replace (store->index_rows, &row->id, row);
}

static gint
compare_rows (gconstpointer a, gconstpointer b)
{
  const Row *x = *(Row *const *) a, *y = *(Row *const *) b;

  return x->id < y->id ? -1 : x->id > y->id;
}

#define INTO(verb, table)                                                                                    \
  verb " INTO mail." table " (rowid,subject,sender,recipients,cc,body,filenames,list) VALUES "               \
       "(?1,?2,?3,?4,?5,?6,?7,?8)"

static gboolean
write_row (StoreConn *conn, const char *sql, const Row *row, GError **error)
{
  return store_run (conn, error, sql, "isssssss", row->id, row->columns[0], row->columns[1], row->columns[2],
                    row->columns[3], row->columns[4], row->columns[5], row->columns[6]);
}

gboolean
store_index_write_new (Store *store, const StoreIndexDoc *doc, GError **error)
{
  Row *row = row_new (doc);
  gboolean ok = write_row (&store->writer, INTO ("INSERT OR REPLACE", "message_fts_new"), row, error);

  row_free (row);
  return ok;
}

/* Rows in order, first into the index, then into the one being built where that has come past the message. */
static gboolean
write_rows (StoreConn *conn, GPtrArray *rows, GError **error)
{
  gint64 built = store_value (conn, -1, "SELECT next_id FROM mail.search_state", "");
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < rows->len; i++)
    {
      const Row *row = g_ptr_array_index (rows, i);

      ok = write_row (
          conn, row->is_new ? INTO ("INSERT", "message_fts") : INTO ("INSERT OR REPLACE", "message_fts"), row,
          error);
    }
  for (guint i = 0; ok && built >= 0 && i < rows->len; i++)
    {
      const Row *row = g_ptr_array_index (rows, i);

      if (row->id <= built)
        ok = write_row (conn, INTO ("INSERT OR REPLACE", "message_fts_new"), row, error);
    }
  for (guint i = 0; ok && i < rows->len; i++)
    {
      const Row *row = g_ptr_array_index (rows, i);

      if (row->has_text)
        ok = store_run (conn, error, "UPDATE mail.message SET text_version=?2 WHERE id=?1", "ii", row->id,
                        (gint64) STORE_INDEX_VERSION);
    }
  return ok;
}

/* A message that was removed while its text waited has no row to set; its index row would stay for ever. */
static void
drop_gone (StoreConn *conn, GPtrArray *rows)
{
  for (guint i = rows->len; i-- > 0;)
    {
      const Row *row = g_ptr_array_index (rows, i);

      if (!row->is_new && store_value (conn, 0, "SELECT 1 FROM mail.message WHERE id=?1", "i", row->id) == 0)
        g_ptr_array_remove_index (rows, i);
    }
}

static gboolean
write_table (StoreConn *conn, GHashTable *table, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  if (table == NULL || g_hash_table_size (table) == 0)
    return TRUE;
  rows = g_hash_table_get_values_as_ptr_array (table);
  drop_gone (conn, rows);
  g_ptr_array_sort (rows, compare_rows);
  return write_rows (conn, rows, error);
}

/* Texts wait for more of them; what has no row yet goes in now. */
static void
put_texts_aside (Store *store)
{
  GHashTableIter iter;
  gpointer value;

  if (store->index_waiting == NULL)
    store->index_waiting = rows_new ();
  g_hash_table_iter_init (&iter, store->index_rows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Row *row = value;
      Row *former;

      if (row->is_new)
        continue;
      g_hash_table_iter_steal (&iter);
      former = g_hash_table_lookup (store->index_waiting, &row->id);
      store->index_bytes += row->bytes - (former != NULL ? former->bytes : 0);
      g_hash_table_replace (store->index_waiting, &row->id, row);
    }
  g_atomic_int_set (&store->index_any, g_hash_table_size (store->index_waiting) > 0);
  if (store->index_since == 0 && g_hash_table_size (store->index_waiting) > 0)
    store->index_since = base_clock_monotonic_us ();
}

static gboolean
is_due (Store *store)
{
  return store->index_waiting != NULL
         && (store->index_bytes > WAITING_MAX_BYTES
             || g_hash_table_size (store->index_waiting) >= WAITING_MAX_ROWS
             || (store->index_since != 0
                 && base_clock_monotonic_us () - store->index_since > WAITING_MAX_US));
}

/* Before a commit: writes new rows, and waiting texts when it is time (@all: in any case). */
gboolean
store_index_flush (Store *store, gboolean all, GError **error)
{
  if (store->index_rows != NULL && g_hash_table_size (store->index_rows) > 0)
    {
      put_texts_aside (store);
      if (!write_table (&store->writer, store->index_rows, error))
        return FALSE;
      g_hash_table_remove_all (store->index_rows);
    }
  store->index_written = all || is_due (store);
  return !store->index_written || write_table (&store->writer, store->index_waiting, error);
}

/* After a commit: what was written is not waiting any more. */
void
store_index_committed (Store *store)
{
  if (!store->index_written || store->index_waiting == NULL)
    return;
  g_hash_table_remove_all (store->index_waiting);
  store->index_bytes = 0;
  store->index_since = 0;
  store->index_written = FALSE;
  g_atomic_int_set (&store->index_any, FALSE);
}

/* After a rollback: rows of the transaction are forgotten. Texts it had put aside already stay: their messages are looked at again. */
void
store_index_drop (Store *store)
{
  if (store->index_rows != NULL)
    g_hash_table_remove_all (store->index_rows);
  store->index_written = FALSE;
}

gboolean
store_index_has_waiting (Store *store)
{
  return store->index_waiting != NULL && g_hash_table_size (store->index_waiting) > 0;
}

/* Writes what waits. Any thread. */
gboolean
store_index_write (Store *store, GError **error)
{
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  ok = store_index_flush (store, TRUE, error);
  return store_end (store, ok, error);
}

/* Before a search: what waits is written unless somebody else is writing, for a search must not wait. Any thread. */
void
store_index_write_if_free (Store *store)
{
  if (g_atomic_int_get (&store->index_any) && store_try_begin (store))
    store_end (store, store_index_flush (store, TRUE, NULL), NULL);
}

/* A row of STORE_SQL_INDEX_HEADERS; borrowed until the statement moves on. */
void
store_index_doc_from_row (StoreIndexDoc *doc, StoreStmt stmt)
{
  doc->id = sqlite3_column_int64 (stmt, 0);
  doc->subject = (const char *) sqlite3_column_text (stmt, 1);
  doc->sender = (const char *) sqlite3_column_text (stmt, 2);
  doc->recipients = (const char *) sqlite3_column_text (stmt, 3);
  doc->cc = (const char *) sqlite3_column_text (stmt, 4);
  doc->list = (const char *) sqlite3_column_text (stmt, 5);
}
