/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* NetCredentials: who we are to a server. Immutable, shared; the secrets are wiped with the last reference. */
typedef struct
{
  gatomicrefcount ref_count;
  char *user;
  char *password;    /* (nullable) */
  char *oauth_token; /* (nullable): a bearer token; when set, the password is never used */
  gboolean allow_plain_without_tls;
} NetCredentials;

NetCredentials *net_credentials_new (const char *user, const char *password, const char *oauth_token,
                                     gboolean allow_plain_without_tls);
NetCredentials *net_credentials_ref (NetCredentials *self);
void net_credentials_unref (NetCredentials *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetCredentials, net_credentials_unref)

G_END_DECLS
