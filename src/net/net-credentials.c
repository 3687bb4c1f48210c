/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net-credentials.c: user and secret, wiped when the last holder lets go
 *
 * Immutable after creation, shared between threads. */

#include "net-credentials.h"

#include <string.h>

/**
 * net_credentials_new:
 * @user: the user name at the server
 * @password: (nullable): the password
 * @oauth_token: (nullable): a bearer token; with one, no password mechanism is ever used (row N-18)
 * @allow_plain_without_tls: whether PLAIN and LOGIN may go over a clear connection; only after the person said so
 *
 * Returns: (transfer full): the credentials
 */
NetCredentials *
net_credentials_new (const char *user, const char *password, const char *oauth_token,
                     gboolean allow_plain_without_tls)
{
  NetCredentials *self = g_new0 (NetCredentials, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->user = g_strdup (user);
  self->password = g_strdup (password);
  self->oauth_token = g_strdup (oauth_token);
  self->allow_plain_without_tls = allow_plain_without_tls;
  return self;
}

/** net_credentials_ref: Returns: (transfer full): @self. Any thread. */
NetCredentials *
net_credentials_ref (NetCredentials *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
wipe (char *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

/** net_credentials_unref: gives up one reference; the last one wipes the secrets. Any thread. */
void
net_credentials_unref (NetCredentials *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->user);
  wipe (self->password);
  wipe (self->oauth_token);
  g_free (self);
}
