/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base-wake.h"
#include "net-endpoint.h"
#include "net-error.h"

G_BEGIN_DECLS

/* NetStream: one connection as lines and blocks. Belongs to the thread that made it. */
typedef struct _NetStream NetStream;

typedef enum
{
  NET_WAIT_READY = 1, /* bytes can be read, or the peer closed: read to find out */
  NET_WAIT_WAKE,      /* the wake is set */
  NET_WAIT_DEADLINE,
  NET_WAIT_ERROR, /* cancelled or broken; the error is set */
} NetWait;

NetStream *net_stream_connect (NetEndpoint *endpoint, guint timeout_ms, GCancellable *cancellable,
                               GError **error);
NetStream *net_stream_new (GIOStream *stream);
void net_stream_close (NetStream *self);
void net_stream_free (NetStream *self);

gboolean net_stream_start_tls (NetStream *self, NetEndpoint *endpoint, GCancellable *cancellable,
                               GError **error);
gboolean net_stream_is_encrypted (NetStream *self);
gboolean net_stream_start_deflate (NetStream *self, GError **error);
void net_stream_set_timeout (NetStream *self, guint timeout_ms);

char *net_stream_read_line (NetStream *self, gsize max, gsize *length, GCancellable *cancellable,
                            GError **error);
GBytes *net_stream_read_bytes (NetStream *self, guint64 n, GCancellable *cancellable, GError **error);
gboolean net_stream_read_to (NetStream *self, guint64 n, GOutputStream *sink, GCancellable *cancellable,
                             GError **error);
gboolean net_stream_read_dotted (NetStream *self, guint64 max, GOutputStream *sink, guint64 *written,
                                 GCancellable *cancellable, GError **error);
gsize net_stream_get_buffered (NetStream *self);

gboolean net_stream_write (NetStream *self, const void *data, gsize length, gboolean secret, GError **error);
gboolean net_stream_write_data (NetStream *self, const void *data, gsize length, GError **error);
gboolean net_stream_flush (NetStream *self, GCancellable *cancellable, GError **error);

/* @deadline_us is on base_clock_monotonic_us (); -1: none. Never consumes. */
NetWait net_stream_wait (NetStream *self, gint64 deadline_us, BaseWake *wake, GCancellable *cancellable,
                         GError **error);

guint64 net_stream_get_bytes_received (NetStream *self);
guint64 net_stream_get_bytes_sent (NetStream *self);
char *net_stream_dup_transcript (NetStream *self);
void net_stream_add_secret (NetStream *self, const char *secret);
char *net_stream_dup_redacted (NetStream *self, const char *text);
char *net_stream_dup_certificate_sha256 (NetStream *self);
GBytes *net_stream_dup_channel_binding (NetStream *self, GTlsChannelBindingType type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetStream, net_stream_free)

G_END_DECLS
