/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-journal-split.c: some messages of an operation are refused, the others are not
 *
 * Those become a failed entry of their own, so that a person is told of exactly them. Any thread but the main one. */

#include "store-private.h"

#define COLUMNS                                                                                              \
  "group_id,account_id,kind,path,uidvalidity,target_path,add_flags,remove_flags,label,attempts,created,"     \
  "inverse,undone,undoable,wire_path,wire_target,add_keywords,remove_keywords,argument,rfc_message_id,note"

static gboolean
move_item (StoreConn *conn, gint64 item_id, gint64 from, gint64 to, GError **error)
{
  static const char *const statements[] = {
    "UPDATE mail.placement SET hidden=?3 WHERE hidden=?2 AND ?2<>0 AND message_id=(SELECT message_id FROM "
    "main.journal_item WHERE id=?1)",
    "UPDATE mail.placement SET provisional=?3 WHERE provisional=?2 AND ?2<>0 AND message_id=(SELECT "
    "message_id FROM main.journal_item WHERE id=?1)",
    "UPDATE main.journal_item SET journal_id=?3 WHERE id=?1 AND journal_id=?2",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (statements); i++)
    if (!store_run (conn, error, statements[i], "iii", item_id, from, to))
      return FALSE;
  return TRUE;
}

/**
 * store_journal_fail_items:
 * @item_ids: StoreJournalItem.id of @entry_id, some of them
 * @why: for a person who asks for details
 *
 * The server can do nothing about these messages: their local effect is taken back, and they stay as a failed entry of their own to be
 * shown. The rest of the entry goes on. One transaction; blocks.
 */
gboolean
store_journal_fail_items (Store *store, gint64 entry_id, const gint64 *item_ids, gsize n, const char *why,
                          GError **error)
{
  StoreConn *conn = &store->writer;
  gint64 failed;
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = store_run (conn, error,
                  "INSERT INTO main.journal (" COLUMNS ",state,error) SELECT " COLUMNS
                  ",?2,?3 FROM main.journal WHERE id=?1",
                  "iis", entry_id, (gint64) STORE_JOURNAL_FAILED, why);
  failed = sqlite3_last_insert_rowid (conn->db);
  for (gsize i = 0; ok && i < n; i++)
    ok = move_item (conn, item_ids[i], entry_id, failed, error);
  ok = ok && store_journal_revert (store, conn, failed, STORE_JOURNAL_FAILED, error);
  return store_end (store, ok, error);
}
