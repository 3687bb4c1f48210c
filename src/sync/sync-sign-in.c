/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-sign-in.c: opening connections as somebody: the one place where credentials meet servers
 *
 * What a server or the keyring refused is noted in the setup, which then refuses by itself until a person acts
 * (product 9.5). Blocks; worker threads. */

#include "sync-sign-in.h"

#include "sync-topic.h"

/* What the three protocols have in common. @open connects with the credentials. */
typedef gpointer (*OpenFunc) (SyncSetup *setup, NetCredentials *credentials, gconstpointer options,
                              GCancellable *cancellable, GError **error);

/* A token may end before its time: then it is renewed, once, before the person is asked. */
static gboolean
is_stale_token (SyncSetup *setup, const NetCredentials *credentials, const GError *error)
{
  if (credentials->oauth_token == NULL || setup->password != NULL
      || sync_error_get_topic (error) != SYNC_TOPIC_PASSWORD_WRONG)
    return FALSE;
  sync_oauth_distrust (setup->oauth, credentials->oauth_token);
  return TRUE;
}

static gpointer
sign_in (SyncSetup *setup, NetEndpoint *endpoint, OpenFunc open, gconstpointer options,
         GCancellable *cancellable, GError **error)
{
  for (guint round = 0;; round++)
    {
      g_autoptr (NetCredentials) credentials
          = sync_setup_get_credentials (setup, endpoint, cancellable, error);
      g_autoptr (GError) local_error = NULL;
      gpointer session;

      if (credentials == NULL)
        return NULL;
      session = open (setup, credentials, options, cancellable, &local_error);
      if (session != NULL)
        return session;
      if (round == 0 && is_stale_token (setup, credentials, local_error))
        continue;
      sync_setup_note_failure (setup, local_error);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
}

static gpointer
open_imap (SyncSetup *setup, NetCredentials *credentials, gconstpointer options, GCancellable *cancellable,
           GError **error)
{
  return imap_session_open_full (setup->imap, credentials, options, cancellable, error);
}

static gpointer
open_pop (SyncSetup *setup, NetCredentials *credentials, gconstpointer options, GCancellable *cancellable,
          GError **error)
{
  return pop_session_open (setup->imap, credentials, cancellable, error);
}

static gpointer
open_smtp (SyncSetup *setup, NetCredentials *credentials, gconstpointer options, GCancellable *cancellable,
           GError **error)
{
  return smtp_session_open (setup->smtp, credentials, cancellable, error);
}

/** sync_sign_in_imap: Returns: (transfer full) (nullable): an authenticated connection */
ImapSession *
sync_sign_in_imap (SyncSetup *setup, const ImapOptions *options, GCancellable *cancellable, GError **error)
{
  ImapSession *session = sign_in (setup, setup->imap, open_imap, options, cancellable, error);

  if (session != NULL)
    sync_setup_note_success (setup, setup->imap, imap_session_get_stream (session));
  return session;
}

/** sync_sign_in_pop: Returns: (transfer full) (nullable): an authenticated connection */
PopSession *
sync_sign_in_pop (SyncSetup *setup, GCancellable *cancellable, GError **error)
{
  PopSession *session = sign_in (setup, setup->imap, open_pop, NULL, cancellable, error);

  if (session != NULL)
    sync_setup_note_success (setup, setup->imap, pop_session_get_stream (session));
  return session;
}

/** sync_sign_in_smtp: Returns: (transfer full) (nullable): an authenticated connection, ready to send */
SmtpSession *
sync_sign_in_smtp (SyncSetup *setup, GCancellable *cancellable, GError **error)
{
  SmtpSession *session = sign_in (setup, setup->smtp, open_smtp, NULL, cancellable, error);

  if (session != NULL)
    sync_setup_note_success (setup, setup->smtp, smtp_session_get_stream (session));
  return session;
}
