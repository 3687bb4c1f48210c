/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-setup.c: an account turned into endpoints and credentials. Immutable, any thread. */

#include "sync-setup.h"

#include "net-error.h"
#include "sync-error.h"
#include "sync-goa.h"
#include "sync-topic.h"

#define COMMAND_TIMEOUT_MS (60 * 1000) /* a password manager may ask for its own password */

/* The name under which the password of @account is kept: survives removing and adding the account again. */
char *
sync_setup_secret_key (const StoreAccount *account)
{
  return g_strdup_printf ("%s@%s:%u",
                          account->user != NULL && *account->user != '\0' ? account->user : account->email,
                          account->imap_host, account->imap_port);
}

/* Where @host and @port are, with the certificate a person accepted there. */
static NetEndpoint *
make_endpoint (Store *store, const StoreAccount *account, const char *host, guint port, int security)
{
  g_autofree char *pin = store != NULL ? store_pin_get (store, host, (guint16) port) : NULL;

  return net_endpoint_new (host, (guint16) port, (NetSecurity) security, account->ca_file, pin);
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
  g_mutex_init (&self->sign_in_lock);
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
  self->oauth = sync_oauth_for (self->secret_key);
  self->imap = make_endpoint (store, account, account->imap_host, account->imap_port, account->imap_security);
  self->smtp = make_endpoint (store, account, account->smtp_host, account->smtp_port, account->smtp_security);
  return self;
}

static gboolean
has_same_pin (SyncSetup *self, NetEndpoint *endpoint)
{
  g_autofree char *pin
      = self->store != NULL ? store_pin_get (self->store, endpoint->host, endpoint->port) : NULL;

  return g_strcmp0 (pin, endpoint->pin) == 0;
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
         && g_strcmp0 (mine->password_command, account->password_command) == 0
         && has_same_pin (self, self->imap) && has_same_pin (self, self->smtp);
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
  g_mutex_clear (&self->sign_in_lock);
  g_clear_error (&self->refusal);
  g_free (self);
}

/* Whether an earlier attempt ended in a way that only a person can mend; then @error says how. */
static gboolean
is_refused (SyncSetup *self, GError **error)
{
  gboolean refused;

  g_mutex_lock (&self->sign_in_lock);
  refused = self->refusal != NULL;
  if (refused)
    g_propagate_error (error, g_error_copy (self->refusal));
  g_mutex_unlock (&self->sign_in_lock);
  return refused;
}

/**
 * sync_setup_note_failure:
 * @error: what ended an attempt to open a connection
 *
 * A refused sign-in stops all lanes of the account from trying again: a server that is asked over and over with a wrong
 * password locks the address (product 9.5). A refused certificate learns whether this server had a good one before.
 */
void
sync_setup_note_failure (SyncSetup *self, GError *error)
{
  BaseCertificate *certificate = net_error_get_certificate (error);

  if (certificate != NULL && self->store != NULL)
    certificate->was_trusted
        = store_certificate_was_trusted (self->store, certificate->host, certificate->port);
  if (!sync_topic_is_sign_in (sync_error_get_topic (error)))
    return;
  g_mutex_lock (&self->sign_in_lock);
  if (self->refusal == NULL)
    self->refusal = g_error_copy (error);
  g_mutex_unlock (&self->sign_in_lock);
}

/** sync_setup_forgive: a person acted: the next attempt is made. Any thread. */
void
sync_setup_forgive (SyncSetup *self)
{
  g_mutex_lock (&self->sign_in_lock);
  g_clear_error (&self->refusal);
  g_mutex_unlock (&self->sign_in_lock);
}

/**
 * sync_setup_note_success:
 * @stream: signed in
 *
 * Remembers that this server's certificate was in order, unless it is one that a person accepted.
 */
void
sync_setup_note_success (SyncSetup *self, NetEndpoint *endpoint, NetStream *stream)
{
  g_autofree char *sha256 = NULL;

  if (self->store == NULL || stream == NULL || !net_stream_is_encrypted (stream))
    return;
  sha256 = net_stream_dup_certificate_sha256 (stream);
  if (sha256 != NULL && g_strcmp0 (sha256, endpoint->pin) != 0)
    store_certificate_note_trusted (self->store, endpoint->host, endpoint->port, sha256, NULL);
}

/* Returns: (transfer full): the secret as it is kept. */
static char *
find_secret (SyncSetup *self, GCancellable *cancellable, GError **error)
{
  if (self->password != NULL)
    return g_strdup (self->password);
  if (self->password_command != NULL && *self->password_command != '\0')
    return sync_secret_run_command (self->password_command, COMMAND_TIMEOUT_MS, cancellable, error);
  return sync_secrets_lookup (self->secrets, self->secret_key, cancellable, error);
}

/* The desktop's own account: asked each time, it renews what is old. */
static NetCredentials *
make_goa_credentials (SyncSetup *self, NetEndpoint *endpoint, const char *secret, GCancellable *cancellable,
                      GError **error)
{
  char *password, *token;
  NetCredentials *credentials;

  if (!sync_goa_get (secret, &password, &token, cancellable, error))
    return NULL;
  credentials = net_credentials_new (self->user, password, token,
                                     token == NULL && endpoint->security == NET_SECURITY_NONE);
  sync_secret_wipe (password);
  sync_secret_wipe (token);
  return credentials;
}

/* A password, or a token that is renewed where it has to be; a token never goes over a clear connection. */
static NetCredentials *
make_credentials (SyncSetup *self, NetEndpoint *endpoint, const char *secret, GCancellable *cancellable,
                  GError **error)
{
  g_autofree char *label = NULL;
  NetCredentials *credentials;
  char *access;

  if (sync_goa_is_secret (secret))
    return make_goa_credentials (self, endpoint, secret, cancellable, error);
  if (!sync_oauth_is_secret (secret))
    return net_credentials_new (self->user, secret, NULL, endpoint->security == NET_SECURITY_NONE);
  label = g_strdup_printf ("Alpenpost %s", self->email);
  access = sync_oauth_get_access (self->oauth, secret, self->password == NULL ? self->secrets : NULL,
                                  self->secret_key, label, cancellable, error);
  if (access == NULL)
    return NULL;
  credentials = net_credentials_new (self->user, NULL, access, FALSE);
  sync_secret_wipe (access);
  return credentials;
}

/**
 * sync_setup_get_credentials:
 * @endpoint: the one they are for: without encryption only where the person allowed it
 *
 * Asks the keyring or runs the password command, so it blocks. After a refused sign-in it fails at once, until
 * sync_setup_forgive (). Returns: (transfer full): who we are to the server.
 */
NetCredentials *
sync_setup_get_credentials (SyncSetup *self, NetEndpoint *endpoint, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  NetCredentials *credentials;
  char *password;

  if (is_refused (self, &local_error))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  password = find_secret (self, cancellable, &local_error);
  if (password == NULL)
    {
      sync_setup_note_failure (self, local_error);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  credentials = make_credentials (self, endpoint, password, cancellable, &local_error);
  sync_secret_wipe (password);
  if (credentials == NULL)
    {
      sync_setup_note_failure (self, local_error);
      g_propagate_error (error, g_steal_pointer (&local_error));
    }
  return credentials;
}
