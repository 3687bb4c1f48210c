/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Remote images, fetched by us and only after the person said so: no cookies, no Referer, no sign-in, nothing of this computer's
 * network, bounded in size, time and number. Main thread. */

#define ALP_REMOTE_MAX_BYTES (10 * 1024 * 1024)
#define ALP_REMOTE_MAX_MESSAGE_BYTES (50 * 1024 * 1024)
#define ALP_REMOTE_MAX_REQUESTS 200
#define ALP_REMOTE_SECONDS 20

/* AlpRemote: the images of one message. A second request for the same address is answered from memory. */
#define ALP_TYPE_REMOTE (alp_remote_get_type ())
G_DECLARE_FINAL_TYPE (AlpRemote, alp_remote, ALP, REMOTE, GObject)

AlpRemote *alp_remote_new (void);
/* @uri: http or https. */
void alp_remote_fetch_async (AlpRemote *self, const char *uri, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
/* @type: (out): image/…. Returns: (transfer full): the picture as it came, not decoded; NULL with @error. */
GBytes *alp_remote_fetch_finish (AlpRemote *self, GAsyncResult *result, char **type, GError **error);

/* For other requests of this kind; the type is libsoup's, so that nobody else needs its header. */
typedef struct _SoupSession SoupSession;
SoupSession *alp_remote_new_session (GUri *uri, guint seconds);

/* Pure. Whether an address belongs to this computer or its local network (loopback, private, link-local, multicast, mapped IPv6 …). */
gboolean alp_remote_is_private (GInetAddress *address);
/* For tests against a server on loopback. */
void alp_remote_allow_private (gboolean allow);

G_END_DECLS
