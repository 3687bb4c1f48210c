/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-thread.c: which conversation a message belongs to
 *
 * A conversation is a set of Message-IDs: those its messages have and those they mention (RFC 5322, section 3.6.4). A new
 * message joins every conversation its own ids lead to; when these are several they become one, the smaller ones moving
 * into the biggest, so that n messages cost O(n log n) in any order of arrival. No parent links are followed: nothing
 * recurses, depth and cycles do not matter. An id is looked up among the messages here first; thread_key has only those
 * that are mentioned without being here.
 *
 * The partition is the connected components of "mentions". It equals the reference algorithm's (JWZ) where every message's
 * References are true; where they are not, JWZ cuts a link that another message claimed, this never cuts. Beyond MAX_REFERENCES the
 * middle of a References field is not looked at. Subjects count only as store-thread-subject.c says. In the writer's transaction. */

#include "store-private.h"

#include <string.h>

/* A hostile References field must not join the world: the first is the root, the last are the nearest. */
#define MAX_REFERENCES 50
#define MAX_ID_BYTES 998

gint64
store_hash64 (const char *text, gssize length)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize size = sizeof digest;
  gint64 value;

  g_checksum_update (sum, (const guchar *) text, length);
  g_checksum_get_digest (sum, digest, &size);
  memcpy (&value, digest, sizeof value);
  value = GINT64_FROM_BE (value);
  return value != 0 ? value : 1;
}

char *
store_normalize_message_id (const char *text)
{
  const char *end;

  if (text == NULL)
    return g_strdup ("");
  while (*text == '<' || g_ascii_isspace (*text))
    text++;
  for (end = text; *end != '\0' && *end != '>' && !g_ascii_isspace (*end) && end - text < MAX_ID_BYTES; end++)
    continue;
  return g_utf8_make_valid (text, end - text);
}

struct _StoreThreader
{
  Store *store;
  StoreConn *conn;
  gint64 account_id;
  gboolean some_muted; /* the account has muted conversations */
  GHashTable *known;   /* gint64 key → gint64 thread, for the batch; emptied when conversations join */
  GHashTable *placed;  /* gint64 thread → gint64 received, newest placed in the folder */
};

StoreThreader *
store_threader_new (Store *store, StoreConn *conn, gint64 account_id)
{
  StoreThreader *self = g_new0 (StoreThreader, 1);

  self->store = store;
  self->conn = conn;
  self->account_id = account_id;
  self->some_muted
      = store_value (conn, 0, "SELECT 1 FROM main.muted WHERE account_id=?1 LIMIT 1", "i", account_id) != 0;
  self->known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->placed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return self;
}

void
store_threader_free (StoreThreader *self)
{
  g_hash_table_unref (self->known);
  g_hash_table_unref (self->placed);
  g_free (self);
}

static void
remember (GHashTable *table, gint64 key, gint64 value)
{
  g_hash_table_replace (table, g_memdup2 (&key, sizeof key), g_memdup2 (&value, sizeof value));
}

static void
add_key (GArray *keys, const char *text)
{
  g_autofree char *id = store_normalize_message_id (text);
  gint64 key;

  if (*id == '\0')
    return;
  key = store_hash64 (id, -1);
  for (guint i = 0; i < keys->len; i++)
    if (g_array_index (keys, gint64, i) == key)
      return;
  g_array_append_val (keys, key);
}

/* @own: (out): whether the first is the message's own id */
static GArray *
collect_keys (const StoreThreadLinks *links, gboolean *own)
{
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  const char *const *references = links->references;
  guint n = references != NULL ? g_strv_length ((char **) references) : 0;

  add_key (keys, links->message_id);
  *own = keys->len > 0;
  add_key (keys, links->in_reply_to);
  if (n > 0)
    add_key (keys, references[0]);
  for (guint i = n > MAX_REFERENCES ? n - MAX_REFERENCES + 1 : 1; i < n; i++)
    add_key (keys, references[i]);
  return keys;
}

/* What of @from is in lists leaves it and comes to @into: only that, for @into may be huge. */
static gboolean
announce_move (Store *store, StoreConn *conn, gint64 into, gint64 from, GError **error)
{
  g_auto (StoreStmt) stmt
      = store_sql (conn, error,
                   "SELECT p.message_id,p.received,p.folder_id,f.account_id FROM mail.placement p"
                   " JOIN mail.folder f ON f.id=p.folder_id WHERE p.thread_id=?1 AND p.hidden=0",
                   "i", from);
  int result = -1;

  while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
    {
      gint64 message = sqlite3_column_int64 (stmt, 0), received = sqlite3_column_int64 (stmt, 1);
      gint64 folder = sqlite3_column_int64 (stmt, 2), account = sqlite3_column_int64 (stmt, 3);

      store_change_add (store, STORE_CHANGE_REMOVED, account, folder, message, from, received);
      store_change_add (store, STORE_CHANGE_ADDED, account, folder, message, into, received);
    }
  return result == 0;
}

/* Everything of @from becomes part of @into. Lists learn that rows left one thread and joined the other. */
static gboolean
join_threads (StoreThreader *self, gint64 into, gint64 from, GError **error)
{
  static const char *const statements[] = {
    "UPDATE mail.thread_key SET thread_id=?1 WHERE thread_id=?2",
    "UPDATE mail.message SET thread_id=?1 WHERE thread_id=?2",
    "UPDATE mail.placement SET thread_id=?1 WHERE thread_id=?2",
    "UPDATE mail.thread SET keys=keys+(SELECT keys FROM mail.thread WHERE id=?2),"
    "muted=max(muted,(SELECT muted FROM mail.thread WHERE id=?2)) WHERE id=?1",
  };
  gint64 *placed = g_hash_table_lookup (self->placed, &from);

  if (!announce_move (self->store, self->conn, into, from, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    if (!store_run (self->conn, error, statements[i], "ii", into, from))
      return FALSE;
  if (placed != NULL)
    {
      store_threader_placed (self, into, *placed);
      g_hash_table_remove (self->placed, &from);
    }
  g_hash_table_remove_all (self->known);
  return store_run (self->conn, error, "DELETE FROM mail.thread WHERE id=?1", "i", from);
}

/* The conversation an id leads to, 0: none. */
static gint64
find_thread (StoreThreader *self, gint64 key)
{
  gint64 *known = g_hash_table_lookup (self->known, &key);
  gint64 found;

  if (known != NULL)
    return *known;
  found = store_value (self->conn, 0,
                       "SELECT thread_id FROM mail.message WHERE message_key=?2 AND account_id=?1 UNION ALL"
                       " SELECT thread_id FROM mail.thread_key WHERE account_id=?1 AND key=?2 LIMIT 1",
                       "ii", self->account_id, key);
  if (found != 0)
    remember (self->known, key, found);
  return found;
}

static void
add_once (GArray *list, gint64 id)
{
  for (guint i = 0; i < list->len; i++)
    if (g_array_index (list, gint64, i) == id)
      return;
  g_array_append_val (list, id);
}

/* Joins all of @threads into the biggest. Returns: that one, 0 on error. */
static gint64
join_all (StoreThreader *self, GArray *threads, GError **error)
{
  gint64 best = g_array_index (threads, gint64, 0), best_size = -1;

  for (guint i = 0; threads->len > 1 && i < threads->len; i++)
    {
      gint64 id = g_array_index (threads, gint64, i);
      gint64 size = store_value (self->conn, 0, "SELECT keys FROM mail.thread WHERE id=?1", "i", id);

      if (size <= best_size)
        continue;
      best = id;
      best_size = size;
    }
  for (guint i = 0; i < threads->len; i++)
    if (g_array_index (threads, gint64, i) != best
        && !join_threads (self, best, g_array_index (threads, gint64, i), error))
      return 0;
  return best;
}

/* @weight: ids the conversation gains. */
static gint64
make_thread (StoreThreader *self, guint weight, GError **error)
{
  if (!store_run (self->conn, error, "INSERT INTO mail.thread (account_id,keys) VALUES (?1,?2)", "ii",
                  self->account_id, (gint64) weight))
    return 0;
  return sqlite3_last_insert_rowid (self->conn->db);
}

/* Ids that lead nowhere yet lead to @id from now on. */
static gboolean
write_mentions (StoreThreader *self, GArray *keys, guint first, gint64 id, GError **error)
{
  for (guint i = first; i < keys->len; i++)
    {
      gint64 key = g_array_index (keys, gint64, i);

      if (find_thread (self, key) != 0)
        continue;
      if (!store_run (self->conn, error, "INSERT OR IGNORE INTO mail.thread_key VALUES (?1,?2,?3)", "iii",
                      self->account_id, key, id))
        return FALSE;
      remember (self->known, key, id);
    }
  return TRUE;
}

static gboolean
apply_mute (StoreThreader *self, GArray *keys, gint64 id, GError **error)
{
  for (guint i = 0; i < keys->len; i++)
    if (store_value (self->conn, 0, "SELECT 1 FROM main.muted WHERE account_id=?1 AND key=?2", "ii",
                     self->account_id, g_array_index (keys, gint64, i))
        != 0)
      return store_run (self->conn, error, "UPDATE mail.thread SET muted=1 WHERE id=?1", "i", id);
  return TRUE;
}

gint64
store_threader_assign (StoreThreader *self, const StoreThreadLinks *links, GError **error)
{
  gboolean own;
  g_autoptr (GArray) keys = collect_keys (links, &own);
  g_autoptr (GArray) threads = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 id;

  for (guint i = 0; i < keys->len; i++)
    {
      id = find_thread (self, g_array_index (keys, gint64, i));
      if (id != 0)
        add_once (threads, id);
    }
  if (keys->len <= (own ? 1 : 0) && !store_subject_find (self->conn, self->account_id, links, threads, error))
    return 0;
  if (threads->len == 0)
    id = make_thread (self, keys->len, error);
  else
    {
      id = join_all (self, threads, error);
      if (id != 0
          && !store_run (self->conn, error, "UPDATE mail.thread SET keys=keys+1 WHERE id=?1", "i", id))
        return 0;
    }
  if (id == 0 || !write_mentions (self, keys, own ? 1 : 0, id, error)
      || (self->some_muted && !apply_mute (self, keys, id, error)))
    return 0;
  if (own)
    remember (self->known, g_array_index (keys, gint64, 0), id);
  return id;
}

gboolean
store_threader_added (StoreThreader *self, const StoreThreadLinks *links, gint64 message_id, GError **error)
{
  if (links->in_reply_to != NULL || (links->references != NULL && links->references[0] != NULL))
    return TRUE;
  return store_subject_add (self->conn, self->account_id, links, message_id, error);
}

void
store_threader_placed (StoreThreader *self, gint64 thread_id, gint64 received)
{
  gint64 *placed = g_hash_table_lookup (self->placed, &thread_id);

  if (placed == NULL)
    remember (self->placed, thread_id, received);
  else
    *placed = MAX (*placed, received);
}

gboolean
store_threader_flush (StoreThreader *self, gint64 folder_id, GError **error)
{
  GHashTableIter iter;
  gpointer thread, received;

  g_hash_table_iter_init (&iter, self->placed);
  while (g_hash_table_iter_next (&iter, &thread, &received))
    if (!store_run (self->conn, error,
                    "INSERT INTO mail.folder_thread VALUES (?1,?2,?3) ON CONFLICT DO UPDATE SET"
                    " received=max(received,excluded.received)",
                    "iii", folder_id, *(gint64 *) thread, *(gint64 *) received))
      return FALSE;
  return TRUE;
}

/* ---- mute ---- */

static gboolean
announce_changed (Store *store, StoreConn *conn, gint64 thread_id, GError **error)
{
  g_auto (StoreStmt) stmt
      = store_sql (conn, error,
                   "SELECT p.message_id,p.received,p.folder_id,f.account_id FROM mail.placement p"
                   " JOIN mail.folder f ON f.id=p.folder_id WHERE p.thread_id=?1 AND p.hidden=0",
                   "i", thread_id);
  int result = -1;

  while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
    store_change_add (store, STORE_CHANGE_CHANGED, sqlite3_column_int64 (stmt, 3),
                      sqlite3_column_int64 (stmt, 2), sqlite3_column_int64 (stmt, 0), thread_id,
                      sqlite3_column_int64 (stmt, 1));
  return result == 0;
}

gboolean
store_thread_set_muted (Store *store, gint64 thread_id, gboolean muted, GError **error)
{
  StoreConn *conn = &store->writer;
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = store_run (conn, error,
                  muted
                      ? "INSERT OR IGNORE INTO main.muted SELECT account_id,message_key FROM mail.message"
                        " WHERE thread_id=?1"
                      : "DELETE FROM main.muted WHERE (account_id,key) IN (SELECT account_id,message_key FROM"
                        " mail.message WHERE thread_id=?1 UNION ALL SELECT account_id,key FROM"
                        " mail.thread_key WHERE thread_id=?1)",
                  "i", thread_id)
       && store_run (conn, error, "UPDATE mail.thread SET muted=?2 WHERE id=?1", "ii", thread_id,
                     (gint64) muted)
       && announce_changed (store, conn, thread_id, error);
  return store_end (store, ok, error);
}

gboolean
store_thread_is_muted (Store *store, gint64 thread_id)
{
  StoreConn *conn = store_read_begin (store, NULL);
  gint64 muted = store_value (conn, 0, "SELECT muted FROM mail.thread WHERE id=?1", "i", thread_id);

  store_read_end (store, conn);
  return muted != 0;
}
