/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-message.c: messages that arrive, and reading them back
 *
 * store_messages_add () is the way in. The same message in another folder is found by identity and gets one more placement;
 * the same message twice in one folder stays two messages, as on the server, so that deleting one cannot take both.
 * Any thread but the main one. */

#include "store-private.h"

#define TEXT(s) ((s) != NULL ? (s) : "")

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

/* ---- adding ---- */

typedef struct
{
  Store *store;
  StoreConn *conn;
  gint64 folder_id;
  gint64 account_id;
} Adder;

/* Text from outside: valid UTF-8, no NUL, bounded (an index row of megabytes would help nobody). */
static char *
clean (const char *text, gsize max_bytes)
{
  gsize length = text != NULL ? strlen (text) : 0;

  return g_utf8_make_valid (TEXT (text), (gssize) MIN (length, max_bytes));
}

static gint64
identity_of (Adder *a, const StoreNewMessage *new, const char *message_id)
{
  g_autofree char *text = NULL;

  if (new->email_id != NULL && *new->email_id != '\0')
    text = g_strdup_printf ("%" G_GINT64_FORMAT "\nE\n%s", a->account_id, new->email_id);
  else if (*message_id != '\0')
    text = g_strdup_printf ("%" G_GINT64_FORMAT "\nM\n%s\n%" G_GUINT64_FORMAT "\n%" G_GINT64_FORMAT,
                            a->account_id, message_id, new->size, new->date);
  else
    text = g_strdup_printf ("%" G_GINT64_FORMAT "\nH\n%s\n%s\n%s\n%" G_GUINT64_FORMAT "\n%" G_GINT64_FORMAT,
                            a->account_id, TEXT (new->subject), TEXT (new->from_email), TEXT (new->to),
                            new->size, new->date);
  return store_hash64 (text, -1);
}

/* The message with this identity that has no other UID in this folder. */
static gint64
find_by_identity (Adder *a, gint64 identity)
{
  return store_value (a->conn, 0,
                      "SELECT id FROM mail.message m WHERE identity=?1 AND NOT EXISTS"
                      " (SELECT 1 FROM mail.placement p WHERE p.message_id=m.id AND p.folder_id=?2 AND p.uid "
                      "IS NOT NULL) ORDER BY id LIMIT 1",
                      "ii", identity, a->folder_id);
}

static gint64
insert_message (Adder *a, const StoreNewMessage *new, const char *message_id, gint64 identity, GError **error)
{
  g_autofree char *subject = clean (new->subject, 2000);
  g_autofree char *from_name = clean (new->from_name, 500);
  g_autofree char *from_email = clean (new->from_email, 500);
  g_autofree char *to = clean (new->to, 20000);
  g_autofree char *cc = clean (new->cc, 20000);
  g_autofree char *sender = g_strconcat (from_name, " ", from_email, NULL);
  g_autofree char *recipients = g_strconcat (to, " ", cc, NULL);
  gint64 thread_id = store_thread_assign (a->store, a->conn, a->account_id, message_id, new->in_reply_to,
                                          new->references, error);
  gint64 id;

  if (thread_id == 0
      || !store_run (
          a->conn, error,
          "INSERT INTO mail.message "
          "(account_id,thread_id,identity,message_id,message_key,subject,from_name,from_email,to_text,cc,"
          "date,received,size,keywords,has_attachment) VALUES "
          "(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)",
          "iiisisssssiiisi", a->account_id, thread_id, identity, message_id,
          *message_id != '\0' ? store_hash64 (message_id, -1) : (gint64) 0, subject, from_name, from_email,
          to, cc, new->date, new->received, (gint64) new->size, TEXT (new->keywords),
          (gint64) new->has_attachment))
    return 0;
  id = sqlite3_last_insert_rowid (a->conn->db);
  return store_search_index (a->conn, id, subject, sender, recipients, NULL, NULL, TRUE, error) ? id : 0;
}

/* A message moved here before the server said so gets its UID: COPYUID came late, or never. */
static gint64
bind_provisional (Adder *a, gint64 message_id, const StoreNewMessage *new, GError **error)
{
  gint64 placement = store_value (a->conn, 0,
                                  "SELECT id FROM mail.placement WHERE message_id=?1 AND folder_id=?2 AND "
                                  "uid IS NULL ORDER BY provisional,id LIMIT 1",
                                  "ii", message_id, a->folder_id);

  if (placement == 0)
    return 0;
  if (!store_journal_bind (a->store, a->conn, placement, new->uid, error)
      || !store_run (a->conn, error,
                     "UPDATE mail.placement SET server_flags=?2,modseq=?3,keywords=?4 WHERE id=?1", "iiis",
                     placement, (gint64) new->flags, (gint64) new->modseq, TEXT (new->keywords))
      || !store_journal_refresh_flags (a->store, a->conn, placement, error))
    return -1;
  return placement;
}

static gboolean
insert_placement (Adder *a, gint64 message_id, const StoreNewMessage *new, GError **error)
{
  gint64 thread_id, received;

  {
    g_auto (StoreStmt) stmt = store_sql (
        a->conn, error, "SELECT thread_id,received FROM mail.message WHERE id=?1", "i", message_id);

    if (stmt == NULL || store_step (a->conn, stmt, error) < 0)
      return FALSE;
    thread_id = sqlite3_column_int64 (stmt, 0);
    received = sqlite3_column_int64 (stmt, 1);
  }
  if (!store_run (a->conn, error,
                  "INSERT INTO mail.placement "
                  "(folder_id,message_id,thread_id,uid,received,flags,server_flags,keywords,modseq)"
                  " VALUES (?1,?2,?3,?4,?5,?6,?6,?7,?8)",
                  "iiiiiisi", a->folder_id, message_id, thread_id, (gint64) new->uid, received,
                  (gint64) new->flags, TEXT (new->keywords), (gint64) new->modseq))
    return FALSE;
  store_change_add (a->store, STORE_CHANGE_ADDED, a->account_id, a->folder_id, message_id, thread_id,
                    received);
  return TRUE;
}

/* Returns: 1: new here, 0: was here, -1: error */
static int
add_one (Adder *a, const StoreNewMessage *new, gint64 *id, GError **error)
{
  g_autofree char *message_id = store_normalize_message_id (new->message_id);
  gint64 identity, bound;

  *id = store_value (a->conn, 0, "SELECT message_id FROM mail.placement WHERE folder_id=?1 AND uid=?2", "ii",
                     a->folder_id, (gint64) new->uid);
  if (*id != 0)
    {
      StoreFlagsUpdate update = { new->uid, new->flags, new->keywords, new->modseq };

      return store_placements_update_flags (a->store, a->folder_id, &update, 1, error) < 0 ? -1 : 0;
    }
  identity = identity_of (a, new, message_id);
  *id = find_by_identity (a, identity);
  if (*id == 0)
    *id = insert_message (a, new, message_id, identity, error);
  if (*id == 0)
    return -1;
  bound = bind_provisional (a, *id, new, error);
  if (bound != 0)
    return bound < 0 ? -1 : 0;
  return insert_placement (a, *id, new, error) ? 1 : -1;
}

static gint
add_all (Adder *a, GPtrArray *messages, GArray *ids, GError **error)
{
  gint added = 0;

  a->account_id
      = store_value (a->conn, 0, "SELECT account_id FROM mail.folder WHERE id=?1", "i", a->folder_id);
  if (a->account_id == 0)
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "No such folder");
      return -1;
    }
  for (guint i = 0; i < messages->len; i++)
    {
      const StoreNewMessage *new = g_ptr_array_index (messages, i);
      gint64 id = 0;
      int result = new->uid > 0 ? add_one (a, new, &id, error) : 0;

      if (result < 0)
        return -1;
      added += result;
      g_array_append_val (ids, id);
    }
  if (!store_journal_adopt (a->store, a->conn, a->folder_id, error))
    return -1;
  if (added > 0)
    store_change_add (a->store, STORE_CHANGE_FOLDER, a->account_id, a->folder_id, 0, 0, 0);
  return added;
}

gint
store_messages_add (Store *store, gint64 folder_id, GPtrArray *messages, GArray **ids, GError **error)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (gint64));
  Adder adder = { store, &store->writer, folder_id, 0 };
  gint added;

  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return -1;
  added = add_all (&adder, messages, found, error);
  if (!store_end (store, added >= 0, error))
    return -1;
  if (ids != NULL)
    *ids = g_steal_pointer (&found);
  return added;
}

/* ---- reading ---- */

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
