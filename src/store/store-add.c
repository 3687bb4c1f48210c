/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-add.c: messages that arrive
 *
 * store_messages_add () is the way in. The same message in another folder is found by identity and gets one more placement;
 * the same message twice in one folder stays two messages, as on the server, so that deleting one cannot take both.
 *
 * A first sync comes through here at tens of thousands of messages a second, so what can be done once per batch is: folder
 * counts, the folder's conversations, collected contacts, the search index (store-index.c). Any thread but the main one. */

#include "store-private.h"

#include <string.h>

typedef struct
{
  Store *store;
  StoreConn *conn;
  gint64 folder_id;
  gint64 account_id;
  StoreRole role;
  StoreThreader *threader;
  StoreContacts *contacts;
  gint64 total; /* new visible placements, not yet in folder.total */
  gint64 unread;
} Adder;

/* Text from outside: valid UTF-8, no NUL, bounded (an index row of megabytes would help nobody). */
static char *
clean (const char *text, gsize max_bytes)
{
  gsize length = text != NULL ? strlen (text) : 0;

  return g_utf8_make_valid (STORE_TEXT (text), (gssize) MIN (length, max_bytes));
}

/* What tells a message from all others: @key finds candidates, @identity decides. */
static void
identify (Adder *a, const StoreNewMessage *new, const char *message_id, gint64 *identity, gint64 *key)
{
  char text[2048]; /* longer is cut: an id of that length is nobody's */

  if (*message_id != '\0')
    {
      *key = store_hash64 (message_id, -1);
      g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT "\nM\n%s\n%" G_GUINT64_FORMAT "\n%" G_GINT64_FORMAT,
                  a->account_id, message_id, new->size, new->date);
    }
  else
    {
      g_autofree char *all
          = g_strdup_printf ("%" G_GINT64_FORMAT "\nH\n%s\n%s\n%s\n%" G_GUINT64_FORMAT "\n%" G_GINT64_FORMAT,
                             a->account_id, STORE_TEXT (new->subject), STORE_TEXT (new->from_email),
                             STORE_TEXT (new->to), new->size, new->date);

      *identity = *key = store_hash64 (all, -1);
      text[0] = '\0';
    }
  if (new->email_id != NULL && *new->email_id != '\0')
    g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT "\nE\n%s", a->account_id, new->email_id);
  if (text[0] != '\0')
    *identity = store_hash64 (text, -1);
}

/* The message with this identity that has no other UID in this folder. */
static gint64
find_by_identity (Adder *a, gint64 key, gint64 identity)
{
  return store_value (a->conn, 0,
                      "SELECT id FROM mail.message m WHERE message_key=?1 AND identity=?2 AND NOT EXISTS"
                      " (SELECT 1 FROM mail.placement p WHERE p.message_id=m.id AND p.folder_id=?3 AND p.uid "
                      "IS NOT NULL) ORDER BY id LIMIT 1",
                      "iii", key, identity, a->folder_id);
}

typedef struct
{
  gint64 id;
  gint64 thread_id;
  gint64 received;
} Found;

static gboolean
insert_row (Adder *a, const StoreNewMessage *new, const StoreIndexDoc *doc, const char *message_id,
            gint64 identity, gint64 key, Found *found, const char *from_name, const char *from_email,
            GError **error)
{
  if (!store_run (
          a->conn, error,
          "INSERT INTO mail.message (account_id,thread_id,identity,message_id,message_key,subject,"
          "from_name,from_email,to_text,cc,date,received,size,keywords,has_attachment,list_id,visible,"
          "flags) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,1,?17)",
          "iiisisssssiiisisi", a->account_id, found->thread_id, identity, message_id, key, doc->subject,
          from_name, from_email, doc->recipients, doc->cc, new->date, new->received, (gint64) new->size,
          STORE_TEXT (new->keywords), (gint64) new->has_attachment, doc->list, (gint64) new->flags))
    return FALSE;
  found->id = sqlite3_last_insert_rowid (a->conn->db);
  return TRUE;
}

/* A message nobody has seen before; visible and flagged as its one placement will be. */
static gboolean
insert_message (Adder *a, const StoreNewMessage *new, const char *message_id, gint64 identity, gint64 key,
                Found *found, GError **error)
{
  g_autofree char *subject = clean (new->subject, 2000);
  g_autofree char *from_name = clean (new->from_name, 500);
  g_autofree char *from_email = clean (new->from_email, 500);
  g_autofree char *to = clean (new->to, 20000);
  g_autofree char *cc = clean (new->cc, 20000);
  g_autofree char *list_id = clean (new->list_id, 500);
  g_autofree char *sender = g_strconcat (from_name, " ", from_email, NULL);
  StoreIndexDoc doc = { 0, TRUE, subject, sender, to, cc, NULL, NULL, list_id };
  StoreThreadLinks links
      = { message_id, new->in_reply_to, new->references, subject, from_email, to, cc, new->received };

  found->received = new->received;
  found->thread_id = store_threader_assign (a->threader, &links, error);
  if (found->thread_id == 0
      || !insert_row (a, new, &doc, message_id, identity, key, found, from_name, from_email, error)
      || !store_threader_added (a->threader, &links, found->id, error))
    return FALSE;
  doc.id = found->id;
  store_index_queue (a->store, &doc);
  if (a->role == STORE_ROLE_SENT)
    {
      store_contacts_note_sent (a->contacts, to, new->received);
      store_contacts_note_sent (a->contacts, cc, new->received);
    }
  else if (a->role != STORE_ROLE_JUNK && a->role != STORE_ROLE_TRASH && a->role != STORE_ROLE_DRAFTS)
    store_contacts_note_received (a->contacts, from_name, from_email, new->received);
  return TRUE;
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
                     "UPDATE mail.placement SET server_flags=?2,modseq=?3,keywords=iif(server_keywords IS "
                     "NULL,?4,keywords),server_keywords=iif(server_keywords IS NULL,NULL,?4) WHERE id=?1",
                     "iiis", placement, (gint64) new->flags, (gint64) new->modseq, STORE_TEXT (new->keywords))
      || !store_journal_refresh_flags (a->store, a->conn, placement, error))
    return -1;
  return placement;
}

static gboolean
load_found (Adder *a, Found *found, GError **error)
{
  g_auto (StoreStmt) stmt
      = store_sql (a->conn, error, "SELECT thread_id,received FROM mail.message WHERE id=?1", "i", found->id);

  if (stmt == NULL || store_step (a->conn, stmt, error) < 0)
    return FALSE;
  found->thread_id = sqlite3_column_int64 (stmt, 0);
  found->received = sqlite3_column_int64 (stmt, 1);
  return TRUE;
}

/* @counted: the trigger counts it; else it is counted with the batch. */
static gboolean
insert_placement (Adder *a, const Found *found, gboolean counted, const StoreNewMessage *new, GError **error)
{
  gboolean deleted = (new->flags &STORE_FLAG_DELETED) != 0;

  if (!store_run (a->conn, error,
                  "INSERT INTO mail.placement "
                  "(folder_id,message_id,thread_id,uid,received,flags,server_flags,keywords,modseq,counted)"
                  " VALUES (?1,?2,?3,?4,?5,?6,?6,?7,?8,?9)",
                  "iiiiiisii", a->folder_id, found->id, found->thread_id, (gint64) new->uid, found->received,
                  (gint64) new->flags, STORE_TEXT (new->keywords), (gint64) new->modseq, (gint64) counted))
    return FALSE;
  if (!counted)
    {
      a->total++;
      a->unread += (new->flags &STORE_FLAG_SEEN) == 0;
      if (!deleted)
        store_threader_placed (a->threader, found->thread_id, found->received);
    }
  if (deleted) /* the trigger takes it out of all counts again */
    return store_run (a->conn, error, "UPDATE mail.placement SET hidden=-1 WHERE folder_id=?1 AND uid=?2",
                      "ii", a->folder_id, (gint64) new->uid);
  store_change_add (a->store, STORE_CHANGE_ADDED, a->account_id, a->folder_id, found->id, found->thread_id,
                    found->received);
  return TRUE;
}

/* Returns: 1: new here, 0: was here, -1: error */
static int
add_one (Adder *a, const StoreNewMessage *new, gint64 *id, GError **error)
{
  g_autofree char *message_id = store_normalize_message_id (new->message_id);
  gint64 identity, key, bound;
  Found found = { 0 };

  *id = store_value (a->conn, 0, "SELECT message_id FROM mail.placement WHERE folder_id=?1 AND uid=?2", "ii",
                     a->folder_id, (gint64) new->uid);
  if (*id != 0)
    {
      StoreFlagsUpdate update = { new->uid, new->flags, new->keywords, new->modseq };

      return store_placements_update_flags (a->store, a->folder_id, &update, 1, error) < 0 ? -1 : 0;
    }
  identify (a, new, message_id, &identity, &key);
  *id = found.id = find_by_identity (a, key, identity);
  if (found.id == 0)
    {
      if (!insert_message (a, new, message_id, identity, key, &found, error))
        return -1;
      *id = found.id;
      return insert_placement (a, &found, FALSE, new, error) ? 1 : -1;
    }
  bound = bind_provisional (a, found.id, new, error);
  if (bound != 0)
    return bound < 0 ? -1 : 0;
  return load_found (a, &found, error) && insert_placement (a, &found, TRUE, new, error) ? 1 : -1;
}

/* What was put off until the batch is whole. */
static gboolean
finish (Adder *a, GError **error)
{
  return (a->total == 0
          || (store_run (a->conn, error, "UPDATE mail.folder SET total=total+?2,unread=unread+?3 WHERE id=?1",
                         "iii", a->folder_id, a->total, a->unread)
              && store_threader_flush (a->threader, a->folder_id, error)))
         && store_contacts_flush (a->contacts, error)
         && store_journal_adopt (a->store, a->conn, a->folder_id, error);
}

static gboolean
load_folder (Adder *a, GError **error)
{
  g_auto (StoreStmt) stmt
      = store_sql (a->conn, error, "SELECT account_id,role FROM mail.folder WHERE id=?1", "i", a->folder_id);
  int result = stmt != NULL ? store_step (a->conn, stmt, error) : -1;

  if (result > 0)
    {
      a->account_id = sqlite3_column_int64 (stmt, 0);
      a->role = (StoreRole) sqlite3_column_int (stmt, 1);
    }
  else if (result == 0)
    g_set_error_literal (error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "No such folder");
  return result > 0;
}

static gint
add_all (Adder *a, GPtrArray *messages, GArray *ids, GError **error)
{
  gint added = 0;

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
  if (!finish (a, error))
    return -1;
  if (added > 0)
    store_change_add (a->store, STORE_CHANGE_FOLDER, a->account_id, a->folder_id, 0, 0, 0);
  return added;
}

gint
store_messages_add (Store *store, gint64 folder_id, GPtrArray *messages, GArray **ids, GError **error)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (gint64));
  Adder a = { store, &store->writer, folder_id, 0, 0, NULL, NULL, 0, 0 };
  gint added = -1;

  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return -1;
  if (load_folder (&a, error))
    {
      a.threader = store_threader_new (store, a.conn, a.account_id);
      a.contacts = store_contacts_new (a.conn, a.account_id);
      added = add_all (&a, messages, found, error);
      store_threader_free (a.threader);
      store_contacts_free (a.contacts);
    }
  if (!store_end (store, added >= 0, error))
    return -1;
  if (ids != NULL)
    *ids = g_steal_pointer (&found);
  return added;
}
