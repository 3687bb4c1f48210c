/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-conversation.c: conversations as rows, and the messages in them, each shown once
 *
 * Copies of one message (store-list.h says which is shown) are merged here, on reading: mail.db keeps them apart, so that an
 * action on one can never take the other. Any thread but the main one. */

#include "store-private.h"

/* ---- copies ---- */

typedef struct
{
  gint64 id;
  gint64 key;       /* message_key, 0: has no copies */
  gboolean is_here; /* body */
  gboolean dropped;
} Copy;

static gint64
rank (StoreConn *conn, const Copy *copy, gint64 prefer_folder)
{
  return store_value (conn, 0, STORE_SQL_COPY_RANK, "ii", copy->id, prefer_folder) + copy->is_here;
}

/* Marks all but one of the copies of each message as dropped. @copies: newest first. */
static void
drop_copies (StoreConn *conn, GArray *copies, gint64 prefer_folder)
{
  g_autoptr (GHashTable) shown = g_hash_table_new (g_int64_hash, g_int64_equal); /* key → Copy */

  for (guint i = copies->len; i-- > 0;)
    {
      Copy *copy = &g_array_index (copies, Copy, i);
      Copy *other = copy->key != 0 ? g_hash_table_lookup (shown, &copy->key) : NULL;

      if (other != NULL && rank (conn, copy, prefer_folder) <= rank (conn, other, prefer_folder))
        copy->dropped = TRUE;
      else if (copy->key != 0)
        {
          if (other != NULL)
            other->dropped = TRUE;
          g_hash_table_replace (shown, &copy->key, copy);
        }
    }
}

/* Appends the messages of a conversation as rows of a list, newest first. */
gboolean
store_thread_collect (StoreConn *conn, GArray *items, gint64 thread_id, gint64 prefer_folder, guint limit,
                      GError **error)
{
  g_autoptr (GArray) copies = g_array_new (FALSE, FALSE, sizeof (Copy));
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (StoreListItem));
  int result = -1;

  {
    g_auto (StoreStmt) stmt = store_sql (conn, error, STORE_SQL_LIST_THREAD, "i", thread_id);

    while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      {
        StoreListItem item = { sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1) };
        Copy copy = { item.id, sqlite3_column_int64 (stmt, 2),
                      sqlite3_column_int (stmt, 3) == STORE_BODY_COMPLETE, FALSE };

        g_array_append_val (all, item);
        g_array_append_val (copies, copy);
      }
  }
  if (result != 0)
    return FALSE;
  drop_copies (conn, copies, prefer_folder);
  for (guint i = 0; i < all->len && (limit == 0 || items->len < limit); i++)
    if (!g_array_index (copies, Copy, i).dropped)
      g_array_append_val (items, g_array_index (all, StoreListItem, i));
  return TRUE;
}

/* @messages: oldest first. Returns: those shown, borrowed. */
static GPtrArray *
pick_shown (StoreConn *conn, GPtrArray *messages, gint64 prefer_folder)
{
  GPtrArray *shown = g_ptr_array_new ();
  g_autoptr (GArray) copies = g_array_new (FALSE, FALSE, sizeof (Copy));

  for (guint i = messages->len; i-- > 0;)
    {
      const StoreMessage *m = g_ptr_array_index (messages, i);
      Copy copy = { m->id, *m->message_id != '\0' ? store_hash64 (m->message_id, -1) : 0,
                    m->body_state == STORE_BODY_COMPLETE, FALSE };

      g_array_append_val (copies, copy);
    }
  drop_copies (conn, copies, prefer_folder);
  for (guint i = 0; i < messages->len; i++)
    if (!g_array_index (copies, Copy, messages->len - 1 - i).dropped)
      g_ptr_array_add (shown, g_ptr_array_index (messages, i));
  return shown;
}

/* ---- rows ---- */

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
make_conversation (StoreConn *conn, gint64 thread_id, gint64 folder_id, GPtrArray *all)
{
  g_autoptr (GPtrArray) messages = pick_shown (conn, all, folder_id);
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
      self->has_attachment |= message->has_attachment;
    }
  for (guint i = 0; i < all->len; i++)
    {
      const StoreMessage *message = g_ptr_array_index (all, i);

      self->flagged |= (message->flags & STORE_FLAG_FLAGGED) != 0;
      self->pending |= message->pending;
    }
  self->muted = store_value (conn, 0, "SELECT muted FROM mail.thread WHERE id=?1", "i", thread_id) != 0;
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
