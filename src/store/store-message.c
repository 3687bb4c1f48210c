/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-message.c: reading messages back. Any thread but the main one. */

#include "store-private.h"

void
store_message_free (StoreMessage *self)
{
  if (self == NULL)
    return;
  g_free (self->message_id);
  g_free (self->subject);
  g_free (self->from_name);
  g_free (self->from_email);
  g_free (self->to);
  g_free (self->cc);
  g_free (self->preview);
  g_free (self->keywords);
  g_free (self->body_hash);
  g_free (self);
}

/* A row of STORE_MESSAGE_COLUMNS. */
StoreMessage *
store_message_from_row (StoreStmt stmt)
{
  StoreMessage *self = g_new0 (StoreMessage, 1);

  self->id = sqlite3_column_int64 (stmt, 0);
  self->account_id = sqlite3_column_int64 (stmt, 1);
  self->thread_id = sqlite3_column_int64 (stmt, 2);
  self->message_id = store_dup_column (stmt, 3);
  self->subject = store_dup_column (stmt, 4);
  self->from_name = store_dup_column (stmt, 5);
  self->from_email = store_dup_column (stmt, 6);
  self->to = store_dup_column (stmt, 7);
  self->cc = store_dup_column (stmt, 8);
  self->date = sqlite3_column_int64 (stmt, 9);
  self->received = sqlite3_column_int64 (stmt, 10);
  self->size = (guint64) sqlite3_column_int64 (stmt, 11);
  self->preview = store_dup_column (stmt, 12);
  self->flags = (StoreFlags) sqlite3_column_int (stmt, 13);
  self->keywords = store_dup_column (stmt, 14);
  self->has_attachment = sqlite3_column_int (stmt, 15) != 0;
  self->body_state = (StoreBodyState) sqlite3_column_int (stmt, 16);
  self->body_hash = store_dup_column (stmt, 17);
  self->pending = sqlite3_column_int (stmt, 18) != 0;
  return self;
}

GPtrArray *
store_messages_get (Store *store, const gint64 *ids, gsize n, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) store_message_free);
  StoreConn *conn = store_read_begin (store, NULL);
  int result = 0;

  for (gsize i = 0; i < n && result >= 0; i++)
    {
      g_auto (StoreStmt) stmt = store_sql (
          conn, error, "SELECT " STORE_MESSAGE_COLUMNS " FROM mail.message m WHERE m.id=?1", "i", ids[i]);

      result = stmt != NULL ? store_step (conn, stmt, error) : -1;
      if (result > 0)
        g_ptr_array_add (list, store_message_from_row (stmt));
    }
  store_read_end (store, conn);
  return result >= 0 ? g_steal_pointer (&list) : NULL;
}

StoreMessage *
store_message_get (Store *store, gint64 id, GError **error)
{
  g_autoptr (GPtrArray) list = store_messages_get (store, &id, 1, error);

  if (list == NULL)
    return NULL;
  if (list->len == 1)
    return g_ptr_array_steal_index (list, 0);
  g_set_error_literal (error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "No such message");
  return NULL;
}

gint64
store_message_find (Store *store, gint64 account_id, const char *message_id)
{
  g_autofree char *id = store_normalize_message_id (message_id);
  StoreConn *conn;
  gint64 found;

  if (*id == '\0')
    return 0;
  conn = store_read_begin (store, NULL);
  found = store_value (conn, 0,
                       "SELECT id FROM mail.message WHERE message_key=?1 AND message_key<>0 AND "
                       "account_id=?2 AND message_id=?3"
                       " ORDER BY visible=0,id LIMIT 1",
                       "iis", store_hash64 (id, -1), account_id, id);
  store_read_end (store, conn);
  return found;
}
