/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Leaves a list by one request (RFC 8058): POST of "List-Unsubscribe=One-Click" over TLS, without cookies, Referer or sign-in, never to
 * this computer's network, no redirects. @uri: of AlpFacts.one_click_uri, after the person said so. Main thread. Errors: ALP_ERROR in words. */
void alp_unsubscribe_async (const char *uri, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean alp_unsubscribe_finish (GAsyncResult *result, GError **error);

G_END_DECLS
