/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-list.c: ids and sort keys of a list, conversation rows
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
    g_auto (StoreStmt) stmt
        = store_sql (conn, error, "SELECT id FROM mail.folder WHERE role=?1 AND (?2=0 OR account_id=?2)",
                     "ii", (gint64) query->role, query->account_id);

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
    ok = collect (conn, items, STORE_SQL_LIST_THREAD, query->thread_id, limit, error);
  else if (query->folder_id != 0)
    ok = collect_folder (conn, items, query->folder_id, query->conversations, limit, error);
  else
    ok = collect_role (conn, items, query, limit, error);
  store_read_end (store, conn);
  return ok ? g_steal_pointer (&items) : NULL;
}

/* ---- conversations ---- */

void
store_conversation_free (StoreConversation *self)
{
  if (self == NULL)
    return;
  g_free (self->subject);
  g_free (self->participants);
  g_free (self->preview);
  g_free (self);
}

static gboolean
load_thread (StoreConn *conn, gint64 thread_id, GPtrArray *list, GError **error)
{
  g_auto (StoreStmt) stmt
      = store_sql (conn, error,
                   "SELECT " STORE_MESSAGE_COLUMNS " FROM mail.message m WHERE m.thread_id=?1 AND m.visible>0"
                   " ORDER BY m.received,m.id",
                   "i", thread_id);
  int result = -1;

  while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
    g_ptr_array_add (list, store_message_from_row (stmt));
  return result == 0;
}

GPtrArray *
store_thread_get_messages (Store *store, gint64 thread_id, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) store_message_free);
  StoreConn *conn = store_read_begin (store, NULL);
  gboolean ok = load_thread (conn, thread_id, list, error);

  store_read_end (store, conn);
  return ok ? g_steal_pointer (&list) : NULL;
}

/* More names do not fit in a row anyway. */
#define MAX_PARTICIPANTS 12

static char *
join_participants (GPtrArray *messages)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < messages->len && names->len < MAX_PARTICIPANTS; i++)
    {
      const StoreMessage *message = g_ptr_array_index (messages, i);
      char *name = *message->from_name != '\0' ? message->from_name : message->from_email;

      if (*name != '\0' && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, name);
    }
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

static StoreConversation *
make_conversation (StoreConn *conn, gint64 thread_id, gint64 folder_id, GPtrArray *messages)
{
  StoreConversation *self = g_new0 (StoreConversation, 1);
  const StoreMessage *newest = g_ptr_array_index (messages, messages->len - 1);
  gint64 here
      = folder_id == 0
            ? 0
            : store_value (
                  conn, 0,
                  "SELECT message_id FROM mail.placement WHERE thread_id=?1 AND folder_id=?2 AND hidden=0"
                  " ORDER BY received DESC LIMIT 1",
                  "ii", thread_id, folder_id);

  for (guint i = 0; i < messages->len; i++)
    {
      const StoreMessage *message = g_ptr_array_index (messages, i);

      if (message->id == here)
        newest = message;
      self->unread += (message->flags & STORE_FLAG_SEEN) == 0;
      self->flagged |= (message->flags & STORE_FLAG_FLAGGED) != 0;
      self->has_attachment |= message->has_attachment;
      self->pending |= message->pending;
    }
  self->thread_id = thread_id;
  self->account_id = newest->account_id;
  self->newest_message = newest->id;
  self->subject = g_strdup (newest->subject);
  self->preview = g_strdup (newest->preview);
  self->participants = join_participants (messages);
  self->received = newest->received;
  self->count = messages->len;
  return self;
}

GPtrArray *
store_conversations_get (Store *store, const gint64 *thread_ids, gsize n, gint64 folder_id, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) store_conversation_free);
  StoreConn *conn = store_read_begin (store, NULL);
  gboolean ok = TRUE;

  for (gsize i = 0; ok && i < n; i++)
    {
      g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify) store_message_free);

      ok = load_thread (conn, thread_ids[i], messages, error);
      if (ok && messages->len > 0)
        g_ptr_array_add (list, make_conversation (conn, thread_ids[i], folder_id, messages));
    }
  store_read_end (store, conn);
  return ok ? g_steal_pointer (&list) : NULL;
}
