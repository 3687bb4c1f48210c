/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sync-secret.h"

G_BEGIN_DECLS

/* Called on the thread of sync_oauth_sign_in (): the browser must open @url. */
typedef void (*SyncOAuthOpenFunc) (const char *url, gpointer user_data);

gboolean sync_oauth_is_possible (const char *address);
char *sync_oauth_sign_in (const char *address, SyncOAuthOpenFunc open, gpointer user_data,
                          GCancellable *cancellable, GError **error);

/* SyncOAuth: the token of one account at work. Thread-safe. */
typedef struct _SyncOAuth SyncOAuth;

gboolean sync_oauth_is_secret (const char *secret);
SyncOAuth *sync_oauth_for (const char *secret_key);
char *sync_oauth_get_access (SyncOAuth *self, const char *secret, SyncSecrets *secrets,
                             const char *secret_key, const char *label, GCancellable *cancellable,
                             GError **error);
void sync_oauth_distrust (SyncOAuth *self, const char *access);

G_END_DECLS
