/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-journal-again.c: an operation that the server refused, tried again because a person says so
 *
 * What was refused was taken back here; so it is acted anew on what is there now, as a new entry, and the old one is closed.
 * Any thread but the main one. */

#include "store-private.h"

static gint64
again_messages (Store *store, const StoreJournalEntry *entry, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  StoreAction action = { .kind = entry->kind,
                         .folder_id = entry->folder_id,
                         .target_id = entry->target_id,
                         .add_flags = entry->add_flags,
                         .remove_flags = entry->remove_flags,
                         .add_keywords = entry->add_keywords,
                         .remove_keywords = entry->remove_keywords,
                         .label = entry->label };

  for (guint i = 0; i < entry->items->len; i++)
    {
      const StoreJournalItem *item = g_ptr_array_index (entry->items, i);

      if (item->message_id != 0)
        g_array_append_val (ids, item->message_id);
    }
  action.message_ids = (const gint64 *) (gpointer) ids->data;
  action.n_messages = ids->len;
  if (entry->folder_id == 0)
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "The folder is gone");
      return 0;
    }
  return store_journal_append (store, &action, 0, FALSE, error);
}

static gint64
again_folder (Store *store, const StoreJournalEntry *entry, GError **error)
{
  StoreFolderAction action = { .kind = entry->kind,
                               .account_id = entry->account_id,
                               .folder_id = entry->folder_id,
                               .path = entry->path,
                               .display = entry->target_path,
                               .delimiter = (char) entry->argument,
                               .on = entry->add_flags != 0,
                               .label = entry->label };

  /* a rename that was taken back stands under its old name */
  if (entry->kind == STORE_ACTION_FOLDER_RENAME)
    {
      action.path = entry->target_path;
      action.folder_id
          = store_value (&store->writer, 0, "SELECT id FROM mail.folder WHERE account_id=?1 AND display=?2",
                         "is", entry->account_id, entry->note);
    }
  return store_act_folder (store, &action, error);
}

gint64
store_journal_again (Store *store, gint64 entry_id, GError **error)
{
  StoreConn *conn = &store->writer;
  g_autoptr (StoreJournalEntry) entry = NULL;
  gboolean keeps_payload;
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return 0;
  entry = store_journal_get (store, entry_id, error);
  ok = entry != NULL;
  if (ok && entry->state != STORE_JOURNAL_FAILED)
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "The operation has not failed");
      ok = FALSE;
    }
  keeps_payload = ok && (entry->kind == STORE_ACTION_APPEND || entry->kind == STORE_ACTION_DRAFT);
  if (keeps_payload)
    ok = store_run (conn, error, "UPDATE main.journal SET state=1,error='' WHERE id=?1", "i", entry_id);
  else if (ok)
    ok = store_run (conn, error, "UPDATE main.journal SET state=5 WHERE id=?1", "i", entry_id)
         && (entry->kind >= STORE_ACTION_FOLDER_CREATE ? again_folder (store, entry, error)
                                                       : again_messages (store, entry, error))
                != 0;
  if (ok)
    store_change_add (store, STORE_CHANGE_JOURNAL, entry->account_id, 0, 0, 0, 0);
  return store_end (store, ok, error) ? entry->account_id : 0;
}
