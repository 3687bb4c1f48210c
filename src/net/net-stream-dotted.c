/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net-stream-dotted.c: a block that ends with a lone dot (RFC 1939 3)
 *
 * A line begins after CRLF and nowhere else: a bare LF inside a message can neither end it early nor have its dot taken
 * away, so no message can make the rest of itself pass for the server's next answer. Belongs to the stream's thread. */

#include "net-stream-private.h"

#include <string.h>

typedef struct
{
  NetStream *stream;
  GOutputStream *sink; /* NULL: thrown away */
  guint64 max, written;
  GCancellable *cancellable;
} Dotted;

static gboolean
put (Dotted *self, gsize length, GError **error)
{
  NetStream *stream = self->stream;

  if (length > self->max - self->written)
    return net_stream_break (stream,
                             g_error_new (NET_ERROR, NET_ERROR_TOO_LONG,
                                          "the server sent a message of over %" G_GUINT64_FORMAT " bytes",
                                          self->max),
                             error);
  if (self->sink != NULL
      && !g_output_stream_write_all (self->sink, stream->buffer + stream->start, length, NULL,
                                     self->cancellable, error))
    return FALSE;
  self->written += length;
  stream->start += length;
  return TRUE;
}

/* Makes @n bytes available. */
static gboolean
need (Dotted *self, gsize n, GError **error)
{
  while (self->stream->end - self->stream->start < n)
    if (!net_stream_fill (self->stream, self->cancellable, error))
      return FALSE;
  return TRUE;
}

/* At the beginning of a line: takes the dot away; *@ended when it was the last line. */
static gboolean
take_dot (Dotted *self, gboolean *ended, GError **error)
{
  NetStream *stream = self->stream;

  if (!need (self, 1, error))
    return FALSE;
  if (stream->buffer[stream->start] != '.')
    return TRUE;
  if (!need (self, 3, error))
    return FALSE;
  *ended = stream->buffer[stream->start + 1] == '\r' && stream->buffer[stream->start + 2] == '\n';
  stream->start += *ended ? 3 : 1;
  return TRUE;
}

/* Passes on what is there, at most to the end of the line. TRUE in *@line_ended after a CRLF. */
static gboolean
put_line (Dotted *self, gboolean *line_ended, GError **error)
{
  NetStream *stream = self->stream;
  const guint8 *from = stream->buffer + stream->start;
  gsize have = stream->end - stream->start;
  const guint8 *cr = memchr (from, '\r', have);
  gsize length = cr != NULL ? (gsize) (cr - from) : have;

  *line_ended = FALSE;
  if (cr == NULL)
    return put (self, length, error);
  if (length > 0 && !put (self, length, error))
    return FALSE;
  if (!need (self, 2, error))
    return FALSE;
  *line_ended = stream->buffer[stream->start + 1] == '\n';
  return put (self, *line_ended ? 2 : 1, error);
}

/**
 * net_stream_read_dotted:
 * @max: most bytes the block may have; more breaks the stream with NET_ERROR_TOO_LONG
 * @sink: (nullable): where to write the block with the dots taken away; its writes block (a file or memory)
 * @written: (out) (nullable): how many bytes were written
 *
 * Reads a block that ends with a line of one dot, which is taken but not passed on. Line ends stay as they are. The
 * transcript counts the bytes and shows none. FALSE with @error: then @sink holds a part.
 */
gboolean
net_stream_read_dotted (NetStream *stream, guint64 max, GOutputStream *sink, guint64 *written,
                        GCancellable *cancellable, GError **error)
{
  Dotted self = { stream, sink, max, 0, cancellable };
  gboolean at_line_start = TRUE;
  gboolean ended = FALSE;

  for (;;)
    {
      if (at_line_start && !take_dot (&self, &ended, error))
        return FALSE;
      if (ended)
        break;
      if (!need (&self, 1, error) || !put_line (&self, &at_line_start, error))
        return FALSE;
    }
  net_transcript_received_block (stream->transcript, self.written);
  if (written != NULL)
    *written = self.written;
  return TRUE;
}
