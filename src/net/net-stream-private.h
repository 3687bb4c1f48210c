/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net-deflate.h"
#include "net-stream.h"
#include "net-transcript.h"

G_BEGIN_DECLS

#define NET_DEFAULT_TIMEOUT_MS 30000

struct _NetStream
{
  GMainContext *context;
  GIOStream *stream; /* the top: TLS where it is on */
  GPollableInputStream *input;
  GPollableOutputStream *output;
  guint timeout_ms;

  guint8 *buffer; /* [start, end) was received and not taken */
  gsize start, end, capacity;
  GByteArray *pending; /* to be written, from pending_position on */
  gsize pending_position;
  NetDeflate *deflate;

  GError *broken;
  gboolean closed;
  guint64 bytes_received, bytes_sent;
  NetTranscript *transcript;
};

/* What the net-stream-*.c share. */
GMainContext *net_stream_own_context (void);
void net_stream_set_top (NetStream *self, GIOStream *stream);
gboolean net_stream_check_usable (NetStream *self, GError **error);
gboolean net_stream_break (NetStream *self, GError *broken, GError **error);
gboolean net_stream_fill (NetStream *self, GCancellable *cancellable, GError **error);
gssize net_stream_read_some (NetStream *self, GError **error);
gint64 net_stream_get_progress_deadline (NetStream *self);

G_END_DECLS
