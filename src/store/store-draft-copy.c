/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-draft-copy.c: drafts and their copies in the server's Drafts folder, in local.db
 *
 * The row that names the copy outlives the draft until the journal has deleted the copy; so no old version is ever forgotten up there.
 * Any thread but the main one. */

#include "store-private.h"

#include "base-clock.h"

void
store_draft_copy_free (StoreDraftCopy *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->rfc_message_id);
  g_free (self);
}

StoreDraftCopy *
store_draft_copy_get (Store *store, gint64 draft_id)
{
  StoreConn *conn = store_read_begin (store, NULL);
  StoreDraftCopy *copy = NULL;

  {
    g_auto (StoreStmt) stmt
        = store_sql (conn, NULL,
                     "SELECT draft_id,account_id,path,uidvalidity,uid,rfc_message_id,version,"
                     "uploaded FROM main.draft_server WHERE draft_id=?1",
                     "i", draft_id);

    if (stmt != NULL && store_step (conn, stmt, NULL) > 0)
      {
        copy = g_new0 (StoreDraftCopy, 1);
        copy->draft_id = sqlite3_column_int64 (stmt, 0);
        copy->account_id = sqlite3_column_int64 (stmt, 1);
        copy->path = store_dup_column (stmt, 2);
        copy->uidvalidity = (guint32) sqlite3_column_int64 (stmt, 3);
        copy->uid = (guint32) sqlite3_column_int64 (stmt, 4);
        copy->rfc_message_id = store_dup_column (stmt, 5);
        copy->version = (guint) sqlite3_column_int64 (stmt, 6);
        copy->uploaded = sqlite3_column_int64 (stmt, 7);
      }
  }
  store_read_end (store, conn);
  return copy;
}

gboolean
store_draft_copy_set (Store *store, const StoreDraftCopy *copy, GError **error)
{
  g_autofree char *id_text = store_normalize_message_id (copy->rfc_message_id);
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = store_run (&store->writer, error,
                  "INSERT OR REPLACE INTO main.draft_server "
                  "(draft_id,account_id,path,uidvalidity,uid,rfc_message_id,version,uploaded) VALUES "
                  "(?1,?2,?3,?4,?5,?6,?7,?8)",
                  "iisiisii", copy->draft_id, copy->account_id, copy->path, (gint64) copy->uidvalidity,
                  (gint64) copy->uid, id_text, (gint64) copy->version,
                  copy->uploaded != 0 ? copy->uploaded : base_clock_now_unix ());
  store_change_add (store, STORE_CHANGE_DRAFTS, copy->account_id, 0, 0, 0, 0);
  return store_end (store, ok, error);
}

#define COPY_AND_MESSAGE                                                                                     \
  " FROM main.draft_server s JOIN mail.folder f ON f.account_id=s.account_id AND f.path=s.path JOIN "        \
  "mail.placement p ON p.folder_id=f.id AND p.uid=s.uid AND f.uidvalidity=s.uidvalidity AND p.hidden=0"

gint64
store_draft_find_by_message (Store *store, gint64 message_id)
{
  StoreConn *conn = store_read_begin (store, NULL);
  gint64 id = store_value (conn, 0,
                           "SELECT s.draft_id" COPY_AND_MESSAGE
                           " JOIN main.draft d ON d.id=s.draft_id WHERE p.message_id=?1 LIMIT 1",
                           "i", message_id);

  store_read_end (store, conn);
  return id;
}

gint64
store_draft_find_message (Store *store, gint64 draft_id)
{
  StoreConn *conn = store_read_begin (store, NULL);
  gint64 id = store_value (conn, 0, "SELECT p.message_id" COPY_AND_MESSAGE " WHERE s.draft_id=?1 LIMIT 1",
                           "i", draft_id);

  store_read_end (store, conn);
  return id;
}

static gint64
append (Store *store, gint64 draft_id, gint64 account_id, guint version, const char *message_id,
        GBytes *message, GError **error)
{
  StoreConn *conn = &store->writer;
  g_autofree char *id_text = store_normalize_message_id (message_id);
  g_autofree char *note = g_strdup_printf ("%u", version);
  gint64 id;

  if (!store_run (
          conn, error,
          "UPDATE main.journal SET state=5,payload=NULL WHERE kind=6 AND argument=?1 AND state IN (1,4)", "i",
          draft_id)
      || !store_run (conn, error,
                     "INSERT INTO main.journal (group_id,account_id,kind,path,uidvalidity,created,undoable,"
                     "argument,rfc_message_id,note,payload) VALUES (0,?1,6,'',0,?2,0,?3,?4,?5,?6)",
                     "iiissb", account_id, base_clock_now_unix (), draft_id, id_text, note, message))
    return 0;
  id = sqlite3_last_insert_rowid (conn->db);
  return store_run (conn, error, "UPDATE main.journal SET group_id=id WHERE id=?1", "i", id) ? id : 0;
}

gint64
store_act_draft (Store *store, gint64 draft_id, gint64 account_id, guint version, const char *message_id,
                 GBytes *message, GError **error)
{
  gint64 id;

  if (message != NULL && (message_id == NULL || *message_id == '\0'))
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_INVALID,
                           "A draft on the server needs a Message-ID");
      return 0;
    }
  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return 0;
  id = append (store, draft_id, account_id, version, message_id != NULL ? message_id : "", message, error);
  store_change_add (store, STORE_CHANGE_JOURNAL, account_id, 0, 0, 0, 0);
  return store_end (store, id != 0, error) ? id : 0;
}

/* The draft went over to another account: the copy in the old one's Drafts goes, under a number of its own. */
static gboolean
leave_account (Store *store, gint64 entry_id, gint64 draft_id, gint64 account_id, GError **error)
{
  StoreConn *conn = &store->writer;
  gint64 old
      = store_value (conn, 0, "SELECT account_id FROM main.draft_server WHERE draft_id=?1", "i", draft_id);

  return old == 0 || old == account_id
         || (store_run (conn, error, "UPDATE main.draft_server SET draft_id=?2 WHERE draft_id=?1", "ii",
                        draft_id, -entry_id)
             && append (store, -entry_id, old, 0, "", NULL, error) != 0);
}

gboolean
store_journal_draft_done (Store *store, gint64 entry_id, const StoreDraftCopy *copy, GError **error)
{
  StoreConn *conn = &store->writer;
  gint64 draft_id
      = store_value (conn, 0, "SELECT argument FROM main.journal WHERE id=?1 AND kind=6", "i", entry_id);
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = copy != NULL
           ? leave_account (store, entry_id, draft_id, copy->account_id, error)
                 && store_draft_copy_set (store, copy, error)
           : store_run (conn, error, "DELETE FROM main.draft_server WHERE draft_id=?1", "i", draft_id);
  ok = ok && store_journal_done (store, entry_id, 0, NULL, NULL, 0, error);
  store_change_add (store, STORE_CHANGE_DRAFTS, 0, 0, 0, 0, 0);
  return store_end (store, ok, error);
}
