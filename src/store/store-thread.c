/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-thread.c: which conversation a message belongs to
 *
 * A conversation is a set of Message-IDs: those its messages have and those they mention (RFC 5322, section 3.6.4). A new
 * message joins every conversation its own ids lead to; when these are several they become one, the smaller ones moving
 * into the biggest, so that n messages cost O(n log n) in any order of arrival. No parent links are followed: nothing
 * recurses, depth and cycles do not matter. Inside the writer's transaction. */

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

static GArray *
collect_keys (const char *message_id, const char *in_reply_to, const char *const *references)
{
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint n = references != NULL ? g_strv_length ((char **) references) : 0;

  add_key (keys, message_id);
  add_key (keys, in_reply_to);
  if (n > 0)
    add_key (keys, references[0]);
  for (guint i = n > MAX_REFERENCES ? n - MAX_REFERENCES : 1; i < n; i++)
    add_key (keys, references[i]);
  return keys;
}

static gboolean
announce_thread (Store *store, StoreConn *conn, gint64 thread_id, StoreChangeKind kind, GError **error)
{
  g_auto (StoreStmt) stmt
      = store_sql (conn, error,
                   "SELECT p.message_id,p.received,p.folder_id,f.account_id FROM mail.placement p"
                   " JOIN mail.folder f ON f.id=p.folder_id WHERE p.thread_id=?1 AND p.hidden=0",
                   "i", thread_id);
  int result = -1;

  while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
    store_change_add (store, kind, sqlite3_column_int64 (stmt, 3), sqlite3_column_int64 (stmt, 2),
                      sqlite3_column_int64 (stmt, 0), thread_id, sqlite3_column_int64 (stmt, 1));
  return result == 0;
}

/* Everything of @from becomes part of @into. Lists learn that rows left one thread and joined the other. */
static gboolean
join_threads (Store *store, StoreConn *conn, gint64 into, gint64 from, GError **error)
{
  return announce_thread (store, conn, from, STORE_CHANGE_REMOVED, error)
         && store_run (conn, error, "UPDATE mail.thread_key SET thread_id=?1 WHERE thread_id=?2", "ii", into,
                       from)
         && store_run (conn, error, "UPDATE mail.message SET thread_id=?1 WHERE thread_id=?2", "ii", into,
                       from)
         && store_run (conn, error, "UPDATE mail.placement SET thread_id=?1 WHERE thread_id=?2", "ii", into,
                       from)
         && store_run (
             conn, error,
             "UPDATE mail.thread SET keys=keys+(SELECT keys FROM mail.thread WHERE id=?2) WHERE id=?1", "ii",
             into, from)
         && store_run (conn, error, "DELETE FROM mail.thread WHERE id=?1", "i", from)
         && announce_thread (store, conn, into, STORE_CHANGE_ADDED, error);
}

static gint64
make_thread (StoreConn *conn, gint64 account_id, GError **error)
{
  if (!store_run (conn, error, "INSERT INTO mail.thread (account_id) VALUES (?1)", "i", account_id))
    return 0;
  return sqlite3_last_insert_rowid (conn->db);
}

/* The biggest conversation the keys lead to, 0 when none; the others are added to @others. */
static gint64
find_threads (StoreConn *conn, gint64 account_id, GArray *keys, GArray *others)
{
  gint64 best = 0, best_size = -1;

  for (guint i = 0; i < keys->len; i++)
    {
      gint64 id
          = store_value (conn, 0, "SELECT thread_id FROM mail.thread_key WHERE account_id=?1 AND key=?2",
                         "ii", account_id, g_array_index (keys, gint64, i));
      gint64 size = id != 0 && id != best
                        ? store_value (conn, 0, "SELECT keys FROM mail.thread WHERE id=?1", "i", id)
                        : -1;
      gboolean known = id == 0 || id == best;

      for (guint j = 0; !known && j < others->len; j++)
        known = g_array_index (others, gint64, j) == id;
      if (known)
        continue;
      if (size > best_size)
        {
          if (best != 0)
            g_array_append_val (others, best);
          best = id;
          best_size = size;
        }
      else
        g_array_append_val (others, id);
    }
  return best;
}

gint64
store_thread_assign (Store *store, StoreConn *conn, gint64 account_id, const char *message_id,
                     const char *in_reply_to, const char *const *references, GError **error)
{
  g_autoptr (GArray) keys = collect_keys (message_id, in_reply_to, references);
  g_autoptr (GArray) others = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 id = find_threads (conn, account_id, keys, others);
  int added = 0;

  if (id == 0 && (id = make_thread (conn, account_id, error)) == 0)
    return 0;
  for (guint i = 0; i < others->len; i++)
    if (!join_threads (store, conn, id, g_array_index (others, gint64, i), error))
      return 0;
  for (guint i = 0; i < keys->len; i++)
    {
      if (!store_run (conn, error, "INSERT OR IGNORE INTO mail.thread_key VALUES (?1,?2,?3)", "iii",
                      account_id, g_array_index (keys, gint64, i), id))
        return 0;
      added += sqlite3_changes (conn->db);
    }
  if (added > 0
      && !store_run (conn, error, "UPDATE mail.thread SET keys=keys+?2 WHERE id=?1", "ii", id,
                     (gint64) added))
    return 0;
  return id;
}
