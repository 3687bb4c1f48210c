/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-setup.c: an account turned into endpoints and credentials. Immutable, any thread. */

#include "sync-setup.h"

#include "sync-error.h"

#define COMMAND_TIMEOUT_MS (60 * 1000) /* a password manager may ask for its own password */

/* The name under which the password of @account is kept: survives removing and adding the account again. */
char *
sync_setup_secret_key (const StoreAccount *account)
{
  return g_strdup_printf ("%s@%s:%u",
                          account->user != NULL && *account->user != '\0' ? account->user : account->email,
                          account->imap_host, account->imap_port);
}

/**
 * sync_setup_new:
 * @store: (nullable): not needed to check an account
 * @password: (nullable): used instead of a stored one
 *
 * Returns: (transfer full): the setup
 */
SyncSetup *
sync_setup_new (Store *store, SyncSecrets *secrets, const StoreAccount *account, const char *password)
{
  SyncSetup *self = g_new0 (SyncSetup, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->journal_lock);
  g_mutex_init (&self->filing_lock);
  self->notes = sync_notes_new ();
  self->store = store;
  self->secrets = secrets;
  self->account_id = account->id;
  if (store != NULL && account->id != 0)
    sync_notes_keep (self->notes, store, account->id, account->imap_host);
  self->account = store_account_copy (account);
  self->email = g_strdup (account->email);
  self->user = g_strdup (account->user != NULL && *account->user != '\0' ? account->user : account->email);
  self->password_command = g_strdup (account->password_command);
  self->password = g_strdup (password);
  self->secret_key = sync_setup_secret_key (account);
  self->imap = net_endpoint_new (account->imap_host, (guint16) account->imap_port,
                                 (NetSecurity) account->imap_security, account->ca_file, NULL);
  self->smtp = net_endpoint_new (account->smtp_host, (guint16) account->smtp_port,
                                 (NetSecurity) account->smtp_security, account->ca_file, NULL);
  return self;
}

/* Whether @self still says what @account says now: a setup is kept only as long as the person changes nothing. */
gboolean
sync_setup_is_of (SyncSetup *self, const StoreAccount *account)
{
  const StoreAccount *mine = self->account;

  return mine->id == account->id && g_strcmp0 (mine->email, account->email) == 0
         && g_strcmp0 (mine->user, account->user) == 0 && g_strcmp0 (mine->imap_host, account->imap_host) == 0
         && mine->imap_port == account->imap_port && mine->imap_security == account->imap_security
         && g_strcmp0 (mine->smtp_host, account->smtp_host) == 0 && mine->smtp_port == account->smtp_port
         && mine->smtp_security == account->smtp_security && g_strcmp0 (mine->ca_file, account->ca_file) == 0
         && g_strcmp0 (mine->password_command, account->password_command) == 0;
}

SyncSetup *
sync_setup_ref (SyncSetup *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
sync_setup_unref (SyncSetup *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  store_account_free (self->account);
  sync_notes_free (self->notes);
  g_free (self->partial_dir);
  net_endpoint_unref (self->imap);
  net_endpoint_unref (self->smtp);
  g_free (self->email);
  g_free (self->user);
  g_free (self->password_command);
  sync_secret_wipe (self->password);
  g_free (self->secret_key);
  g_mutex_clear (&self->journal_lock);
  g_mutex_clear (&self->filing_lock);
  g_free (self);
}

/**
 * sync_setup_get_credentials:
 * @endpoint: the one they are for: without encryption only where the person allowed it
 *
 * Asks the keyring or runs the password command, so it blocks. Returns: (transfer full): who we are to the server.
 */
NetCredentials *
sync_setup_get_credentials (SyncSetup *self, NetEndpoint *endpoint, GCancellable *cancellable, GError **error)
{
  char *password;
  NetCredentials *credentials;

  if (self->password != NULL)
    password = g_strdup (self->password);
  else if (self->password_command != NULL && *self->password_command != '\0')
    password = sync_secret_run_command (self->password_command, COMMAND_TIMEOUT_MS, cancellable, error);
  else
    password = sync_secrets_lookup (self->secrets, self->secret_key, cancellable, error);
  if (password == NULL)
    return NULL;
  credentials = net_credentials_new (self->user, password, NULL, endpoint->security == NET_SECURITY_NONE);
  sync_secret_wipe (password);
  return credentials;
}
