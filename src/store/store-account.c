/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-account.c: accounts as set up, in local.db. Any thread but the main one. */

#include "store-private.h"

StoreAccount *
store_account_new (void)
{
  StoreAccount *self = g_new0 (StoreAccount, 1);

  self->imap_port = 993;
  self->smtp_port = 465;
  self->imap_security = self->smtp_security = STORE_SECURITY_TLS;
  self->profile_id = 1;
  self->kind = STORE_ACCOUNT_IMAP;
  self->unified = TRUE;
  return self;
}

StoreAccount *
store_account_copy (const StoreAccount *self)
{
  StoreAccount *copy = g_memdup2 (self, sizeof *self);

  copy->email = g_strdup (self->email);
  copy->name = g_strdup (self->name);
  copy->user = g_strdup (self->user);
  copy->imap_host = g_strdup (self->imap_host);
  copy->smtp_host = g_strdup (self->smtp_host);
  copy->ca_file = g_strdup (self->ca_file);
  copy->password_command = g_strdup (self->password_command);
  copy->color = g_strdup (self->color);
  return copy;
}

void
store_account_free (StoreAccount *self)
{
  if (self == NULL)
    return;
  g_free (self->email);
  g_free (self->name);
  g_free (self->user);
  g_free (self->imap_host);
  g_free (self->smtp_host);
  g_free (self->ca_file);
  g_free (self->password_command);
  g_free (self->color);
  g_free (self);
}

#define COLUMNS                                                                                              \
  "id,email,name,user,imap_host,imap_port,imap_security,smtp_host,smtp_port,smtp_security,ca_file,password_" \
  "command,color,position,profile_id,kind,unified,paused"

static StoreAccount *
from_row (StoreStmt stmt)
{
  StoreAccount *self = g_new0 (StoreAccount, 1);

  self->id = sqlite3_column_int64 (stmt, 0);
  self->email = store_dup_column (stmt, 1);
  self->name = store_dup_column (stmt, 2);
  self->user = store_dup_column (stmt, 3);
  self->imap_host = store_dup_column (stmt, 4);
  self->imap_port = (guint16) sqlite3_column_int (stmt, 5);
  self->imap_security = (StoreSecurity) sqlite3_column_int (stmt, 6);
  self->smtp_host = store_dup_column (stmt, 7);
  self->smtp_port = (guint16) sqlite3_column_int (stmt, 8);
  self->smtp_security = (StoreSecurity) sqlite3_column_int (stmt, 9);
  self->ca_file = g_strdup ((const char *) sqlite3_column_text (stmt, 10));
  self->password_command = g_strdup ((const char *) sqlite3_column_text (stmt, 11));
  self->color = g_strdup ((const char *) sqlite3_column_text (stmt, 12));
  self->position = sqlite3_column_int (stmt, 13);
  self->profile_id = sqlite3_column_int64 (stmt, 14);
  self->kind = (StoreAccountKind) sqlite3_column_int (stmt, 15);
  self->unified = sqlite3_column_int (stmt, 16) != 0;
  self->paused = sqlite3_column_int (stmt, 17) != 0;
  return self;
}

GPtrArray *
store_accounts_list (Store *store, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) store_account_free);
  StoreConn *conn = store_read_begin (store, NULL);
  int result = -1;

  {
    g_auto (StoreStmt) stmt
        = store_sql (conn, error, "SELECT " COLUMNS " FROM main.account ORDER BY position,id", "");

    while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      g_ptr_array_add (list, from_row (stmt));
  }
  store_read_end (store, conn);
  return result == 0 ? g_steal_pointer (&list) : NULL;
}

static StoreAccount *
get_one (Store *store, const char *sql, gint64 id, const char *email, GError **error)
{
  StoreConn *conn = store_read_begin (store, NULL);
  StoreAccount *account = NULL;
  int result = -1;

  {
    g_auto (StoreStmt) stmt = store_sql (conn, error, sql, "is", id, email);

    if (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      account = from_row (stmt);
  }
  store_read_end (store, conn);
  if (result == 0)
    g_set_error_literal (error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "No such account");
  return account;
}

StoreAccount *
store_account_get (Store *store, gint64 id, GError **error)
{
  return get_one (store, "SELECT " COLUMNS " FROM main.account WHERE id=?1 AND ?2 IS NULL", id, NULL, error);
}

StoreAccount *
store_account_get_by_email (Store *store, const char *email, GError **error)
{
  return get_one (store, "SELECT " COLUMNS " FROM main.account WHERE ?1=0 AND email=?2", 0, email, error);
}

#define TEXT(s) ((s) != NULL ? (s) : "")

static gboolean
write_row (Store *store, const char *sql, const StoreAccount *a, gint64 id, GError **error)
{
  return store_run (&store->writer, error, sql, "ssssiisiisssiiiiii", a->email, TEXT (a->name),
                    TEXT (a->user), TEXT (a->imap_host), (gint64) a->imap_port, (gint64) a->imap_security,
                    TEXT (a->smtp_host), (gint64) a->smtp_port, (gint64) a->smtp_security, a->ca_file,
                    a->password_command, a->color, (gint64) a->position, MAX (1, a->profile_id),
                    MAX (1, (gint64) a->kind), (gint64) a->unified, (gint64) a->paused, id);
}

gint64
store_account_add (Store *store, const StoreAccount *account, GError **error)
{
  gint64 id = 0;
  gboolean ok = FALSE;

  if (account->email == NULL || *account->email == '\0')
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_INVALID, "An account needs an address");
      return 0;
    }
  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return 0;
  if (store_value (&store->writer, 0, "SELECT 1 FROM main.account WHERE email=?1", "s", account->email) != 0)
    g_set_error (error, STORE_ERROR, STORE_ERROR_INVALID, "The account %s is there already", account->email);
  else
    ok = write_row (store,
                    "INSERT INTO main.account "
                    "(email,name,user,imap_host,imap_port,imap_security,smtp_host,smtp_port,smtp_security,"
                    "ca_file,password_command,color,position,profile_id,kind,unified,paused) VALUES "
                    "(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17) RETURNING ?18",
                    account, 0, error);
  if (ok)
    id = sqlite3_last_insert_rowid (store->writer.db);
  store_change_add (store, STORE_CHANGE_ACCOUNTS, id, 0, 0, 0, 0);
  return store_end (store, ok, error) ? id : 0;
}

gboolean
store_account_update (Store *store, const StoreAccount *account, GError **error)
{
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  ok = write_row (store,
                  "UPDATE main.account SET "
                  "email=?1,name=?2,user=?3,imap_host=?4,imap_port=?5,imap_security=?6,smtp_host=?7,"
                  "smtp_port=?8,smtp_security=?9,ca_file=?10,password_command=?11,color=?12,position=?13,"
                  "profile_id=?14,kind=?15,unified=?16,paused=?17 WHERE id=?18",
                  account, account->id, error);
  store_change_add (store, STORE_CHANGE_ACCOUNTS, account->id, 0, 0, 0, 0);
  return store_end (store, ok, error);
}

gboolean
store_account_remove (Store *store, gint64 id, GError **error)
{
  static const char *const statements[] = {
    "DELETE FROM mail.placement WHERE folder_id IN (SELECT id FROM mail.folder WHERE account_id=?1)",
    "DELETE FROM mail.message_fts WHERE rowid IN (SELECT id FROM mail.message WHERE account_id=?1)",
    "DELETE FROM mail.message WHERE account_id=?1",
    "DELETE FROM mail.thread_key WHERE account_id=?1",
    "DELETE FROM mail.thread WHERE account_id=?1",
    "DELETE FROM mail.thread_subject WHERE account_id=?1",
    "DELETE FROM mail.contact WHERE account_id=?1",
    "DELETE FROM mail.folder_thread WHERE folder_id IN (SELECT id FROM mail.folder WHERE account_id=?1)",
    "DELETE FROM mail.folder WHERE account_id=?1",
    "DELETE FROM main.journal_item WHERE journal_id IN (SELECT id FROM main.journal WHERE account_id=?1)",
    "DELETE FROM main.journal WHERE account_id=?1",
    "DELETE FROM main.outbox WHERE account_id=?1",
    "DELETE FROM main.draft_version WHERE draft_id IN (SELECT id FROM main.draft WHERE account_id=?1)",
    "DELETE FROM main.draft WHERE account_id=?1",
    "DELETE FROM main.account_setting WHERE account_id=?1",
    "DELETE FROM main.identity WHERE account_id=?1",
    "DELETE FROM main.signature WHERE account_id=?1",
    "DELETE FROM main.saved_search WHERE account_id=?1",
    "DELETE FROM main.folder_setting WHERE account_id=?1",
    "DELETE FROM main.trusted WHERE account_id=?1",
    "DELETE FROM main.reminder WHERE account_id=?1",
    "DELETE FROM main.muted WHERE account_id=?1",
    "DELETE FROM main.device WHERE account_id=?1",
    "DELETE FROM main.account WHERE id=?1",
  };
  gboolean ok = TRUE;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return FALSE;
  for (guint i = 0; ok && i < G_N_ELEMENTS (statements); i++)
    ok = store_run (&store->writer, error, statements[i], "i", id);
  store_change_add (store, STORE_CHANGE_ACCOUNTS, id, 0, 0, 0, 0);
  store_change_add (store, STORE_CHANGE_FOLDERS, id, 0, 0, 0, 0);
  return store_end (store, ok, error);
}

guint
store_account_count_unfinished (Store *store, gint64 id)
{
  StoreConn *conn = store_read_begin (store, NULL);
  gint64 n
      = store_value (conn, 0,
                     "SELECT (SELECT count(*) FROM main.journal WHERE account_id=?1 AND state IN (1,2))"
                     " + (SELECT count(*) FROM main.outbox WHERE account_id=?1 AND state IN (1,2,3,4,7))",
                     "i", id);

  store_read_end (store, conn);
  return (guint) n;
}
