/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Signing in with the browser (OAuth 2). Main thread. */

/* Whether a client is configured for the provider of @address: in alpenpost/oauth.ini of the person's configuration, or in
 * /etc/alpenpost/oauth.ini. Reads a small file. */
gboolean alp_oauth_is_possible (const char *address);

/* On the thread that called: open @url in the browser. */
typedef void (*AlpOAuthOpenFunc) (const char *url, gpointer user_data);

/* Waits for the person to come back from the browser, five minutes at most. @open and @open_data must live until the callback. */
void alp_oauth_sign_in_async (const char *address, AlpOAuthOpenFunc open, gpointer open_data,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* Returns: (transfer full) (nullable): what to give to alp_engine_add_account_async () or alp_engine_set_password_async () in the
 * place of a password; alp_oauth_wipe () it. */
char *alp_oauth_sign_in_finish (GAsyncResult *result, GError **error);
void alp_oauth_wipe (char *secret);

G_END_DECLS
