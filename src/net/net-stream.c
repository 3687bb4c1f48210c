/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net-stream.c: one connection as lines and blocks
 *
 * Reads and writes are GIO's non-blocking ones; where they would block, the stream waits in net_loop_run () on the main
 * context of its thread, with a deadline and a cancellable. A wait that ends early leaves nothing behind: no operation
 * is pending, no byte is lost. While a write waits, what the server sends is read (up to 1 MiB), so two pipelines that
 * fill each other cannot lock up. After an I/O error the stream is broken and every call returns that error again.
 * Connecting and TLS are in net-stream-open.c. Belongs to the thread that made it; not for any other. */

#include "net-stream-private.h"

#include <string.h>

#include "net-loop.h"
#include "net-tls.h"

#define CHUNK (32 * 1024)
#define READ_AHEAD_MAX (1024 * 1024)
#define CLOSE_TIMEOUT_US (2 * G_USEC_PER_SEC)

/* The context of the calling thread; a new reference. */
GMainContext *
net_stream_own_context (void)
{
  GMainContext *context = g_main_context_get_thread_default ();

  return g_main_context_ref (context != NULL ? context : g_main_context_default ());
}

/* Makes @stream the connection that is read and written. */
void
net_stream_set_top (NetStream *self, GIOStream *stream)
{
  g_set_object (&self->stream, stream);
  self->input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (stream));
  self->output = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (stream));
}

/**
 * net_stream_new:
 * @stream: (transfer none): a connection whose streams are pollable (sockets, TLS, memory)
 *
 * Returns: (transfer full): a stream over @stream, for the calling thread; time-out 30 s
 */
NetStream *
net_stream_new (GIOStream *stream)
{
  NetStream *self = g_new0 (NetStream, 1);

  self->context = net_stream_own_context ();
  self->timeout_ms = NET_DEFAULT_TIMEOUT_MS;
  self->pending = g_byte_array_new ();
  self->transcript = net_transcript_new ();
  net_stream_set_top (self, stream);
  return self;
}

/** net_stream_close: says goodbye to TLS and closes; at most 2 s. Further use fails with NET_ERROR_CLOSED. */
void
net_stream_close (NetStream *self)
{
  NetCall call;

  if (self->closed)
    return;
  self->closed = TRUE;
  net_call_init (&call);
  g_io_stream_close_async (self->stream, G_PRIORITY_DEFAULT, call.cancellable, net_call_ready, &call);
  net_call_await (&call, self->context, g_get_monotonic_time () + CLOSE_TIMEOUT_US, NULL);
  g_io_stream_close_finish (self->stream, call.result, NULL);
  net_call_clear (&call);
  if (self->broken == NULL)
    self->broken = g_error_new (NET_ERROR, NET_ERROR_CLOSED, "the connection is closed");
}

/** net_stream_free: closes and frees; @self may be %NULL */
void
net_stream_free (NetStream *self)
{
  if (self == NULL)
    return;
  net_stream_close (self);
  g_clear_object (&self->stream);
  g_main_context_unref (self->context);
  g_byte_array_unref (self->pending);
  net_deflate_free (self->deflate);
  net_transcript_free (self->transcript);
  g_clear_error (&self->broken);
  g_free (self->buffer);
  g_free (self);
}

/** net_stream_set_timeout: how long a read or flush may go without a single byte of progress, in ms; 0: 30 s */
void
net_stream_set_timeout (NetStream *self, guint timeout_ms)
{
  self->timeout_ms = timeout_ms != 0 ? timeout_ms : NET_DEFAULT_TIMEOUT_MS;
}

/* Whether the stream may be used; else @error is why not. */
gboolean
net_stream_check_usable (NetStream *self, GError **error)
{
  if (self->broken == NULL)
    return TRUE;
  if (error != NULL)
    *error = g_error_copy (self->broken);
  return FALSE;
}

/* Remembers @broken (taken) as the stream's end. Always FALSE. */
gboolean
net_stream_break (NetStream *self, GError *broken, GError **error)
{
  if (self->broken == NULL)
    self->broken = g_error_copy (broken);
  g_propagate_error (error, broken);
  return FALSE;
}

/* --- reading --- */

static void
make_room (NetStream *self)
{
  if (self->start == self->end)
    self->start = self->end = 0;
  if (self->capacity - self->end >= CHUNK)
    return;
  if (self->start >= CHUNK)
    {
      memmove (self->buffer, self->buffer + self->start, self->end - self->start);
      self->end -= self->start;
      self->start = 0;
      if (self->capacity - self->end >= CHUNK)
        return;
    }
  self->capacity = MAX (2 * CHUNK, self->capacity * 2);
  self->buffer = g_realloc (self->buffer, self->capacity);
}

/* Takes what the socket has: bytes read, 0 would block, -1 error (the end is one). */
static gssize
read_socket (NetStream *self, void *data, gsize size, GError **error)
{
  g_autoptr (GError) gio_error = NULL;
  gssize n = g_pollable_input_stream_read_nonblocking (self->input, data, size, NULL, &gio_error);

  if (n > 0)
    self->bytes_received += n;
  if (n > 0)
    return n;
  if (n < 0 && g_error_matches (gio_error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return 0;
  if (n == 0)
    g_set_error (error, NET_ERROR, NET_ERROR_CLOSED, "the server closed the connection");
  else
    net_error_take (error, g_steal_pointer (&gio_error), "read");
  return -1;
}

static gssize
read_deflated (NetStream *self, GError **error)
{
  for (;;)
    {
      guint8 raw[8192];
      gssize n;

      if (net_deflate_has_input (self->deflate))
        {
          n = net_deflate_take (self->deflate, self->buffer + self->end, self->capacity - self->end, error);
          if (n != 0)
            return n;
        }
      n = read_socket (self, raw, sizeof raw, error);
      if (n <= 0)
        return n;
      net_deflate_feed (self->deflate, raw, n);
    }
}

/* Adds to the buffer without waiting: bytes added, 0 would block, -1 with the stream broken. */
gssize
net_stream_read_some (NetStream *self, GError **error)
{
  GError *read_error = NULL;
  gssize n;

  if (!net_stream_check_usable (self, error))
    return -1;
  make_room (self);
  if (self->deflate != NULL)
    n = read_deflated (self, &read_error);
  else
    n = read_socket (self, self->buffer + self->end, self->capacity - self->end, &read_error);
  if (n < 0)
    net_stream_break (self, read_error, error);
  else
    self->end += n;
  return n;
}

static gboolean
on_pollable (GObject *stream, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static GSource *
watch (NetStream *self, GSource *source, gboolean *flag)
{
  g_source_set_callback (source, G_SOURCE_FUNC (on_pollable), flag, NULL);
  g_source_attach (source, self->context);
  return source;
}

static NetLoopEnd
wait_readable (NetStream *self, gint64 deadline_us, BaseWake *wake, GCancellable *cancellable)
{
  gboolean ready = FALSE;
  GSource *source = watch (self, g_pollable_input_stream_create_source (self->input, NULL), &ready);
  NetLoopEnd end = net_loop_run (self->context, &ready, deadline_us, wake, cancellable);

  g_source_destroy (source);
  g_source_unref (source);
  return end;
}

/* When a wait that begins now has lasted too long. */
gint64
net_stream_get_progress_deadline (NetStream *self)
{
  return g_get_monotonic_time () + self->timeout_ms * G_GINT64_CONSTANT (1000);
}

/* What a wait that did not end well becomes. Always FALSE. */
static gboolean
fail_wait (NetStream *self, NetLoopEnd end, GCancellable *cancellable, GError **error)
{
  if (end == NET_LOOP_CANCELLED && g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  return net_stream_break (self,
                           g_error_new (NET_ERROR, NET_ERROR_TIMED_OUT, "the server was silent for %u s",
                                        (self->timeout_ms + 999) / 1000),
                           error);
}

/* Waits until at least one more byte is in the buffer. */
gboolean
net_stream_fill (NetStream *self, GCancellable *cancellable, GError **error)
{
  gint64 deadline_us = net_stream_get_progress_deadline (self);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  for (;;)
    {
      gssize n = net_stream_read_some (self, error);
      NetLoopEnd end;

      if (n != 0)
        return n > 0;
      end = wait_readable (self, deadline_us, NULL, cancellable);
      if (end != NET_LOOP_DONE)
        return fail_wait (self, end, cancellable, error);
    }
}

static gboolean
too_long (NetStream *self, guint64 max, GError **error)
{
  return net_stream_break (self,
                           g_error_new (NET_ERROR, NET_ERROR_TOO_LONG,
                                        "the server sent a line of over %" G_GUINT64_FORMAT " bytes", max),
                           error);
}

/**
 * net_stream_read_line:
 * @max: most bytes the line may have, without its end
 * @length: (out) (nullable): its bytes; it may hold NUL bytes
 *
 * A line ends with LF; one CR before it belongs to the end. Returns: (transfer full) (nullable): the line without its
 * end, NUL-terminated, or %NULL with @error
 */
char *
net_stream_read_line (NetStream *self, gsize max, gsize *length, GCancellable *cancellable, GError **error)
{
  gsize scanned = 0;

  for (;;)
    {
      gsize have = self->end - self->start;
      const guint8 *from = self->buffer + self->start;
      const guint8 *newline = have > scanned ? memchr (from + scanned, '\n', have - scanned) : NULL;
      gsize line_length;
      char *line;

      if (newline == NULL)
        {
          if (have > max + 1)
            {
              too_long (self, max, error);
              return NULL;
            }
          scanned = have;
          if (!net_stream_fill (self, cancellable, error))
            return NULL;
          continue;
        }
      line_length = newline - from;
      self->start += line_length + 1;
      if (line_length > 0 && from[line_length - 1] == '\r')
        line_length--;
      if (line_length > max)
        {
          too_long (self, max, error);
          return NULL;
        }
      line = g_malloc (line_length + 1);
      memcpy (line, from, line_length);
      line[line_length] = '\0';
      net_transcript_received (self->transcript, line, line_length);
      if (length != NULL)
        *length = line_length;
      return line;
    }
}

static gboolean
read_block (NetStream *self, guint64 n, GByteArray *into, GOutputStream *sink, GCancellable *cancellable,
            GError **error)
{
  guint64 left = n;

  while (left > 0)
    {
      gsize piece = MIN (left, self->end - self->start);

      if (piece == 0)
        {
          if (!net_stream_fill (self, cancellable, error))
            return FALSE;
          continue;
        }
      if (into != NULL)
        g_byte_array_append (into, self->buffer + self->start, piece);
      else if (!g_output_stream_write_all (sink, self->buffer + self->start, piece, NULL, cancellable, error))
        return FALSE;
      self->start += piece;
      left -= piece;
    }
  net_transcript_received_block (self->transcript, n);
  return TRUE;
}

/**
 * net_stream_read_bytes:
 * @n: exactly how many; the caller has checked it against its own limit. Memory grows with what really arrives.
 *
 * Returns: (transfer full) (nullable): the bytes, or %NULL with @error; never fewer
 */
GBytes *
net_stream_read_bytes (NetStream *self, guint64 n, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  if (n > G_MAXUINT / 2)
    {
      g_set_error (error, NET_ERROR, NET_ERROR_TOO_LONG, "a block of %" G_GUINT64_FORMAT " bytes", n);
      return NULL;
    }
  if (!read_block (self, n, bytes, NULL, cancellable, error))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/** net_stream_read_to: writes exactly @n bytes to @sink (a file or memory: its writes block). FALSE with @error. */
gboolean
net_stream_read_to (NetStream *self, guint64 n, GOutputStream *sink, GCancellable *cancellable,
                    GError **error)
{
  return read_block (self, n, NULL, sink, cancellable, error);
}

/** net_stream_get_buffered: Returns: bytes received and not taken yet */
gsize
net_stream_get_buffered (NetStream *self)
{
  return self->end - self->start;
}

/* --- writing --- */

static gboolean
append (NetStream *self, const void *data, gsize length, GError **error)
{
  if (!net_stream_check_usable (self, error))
    return FALSE;
  if (self->deflate != NULL)
    net_deflate_compress (self->deflate, data, length, self->pending);
  else
    g_byte_array_append (self->pending, data, length);
  return TRUE;
}

/**
 * net_stream_write:
 * @secret: whether the transcript must not show it
 *
 * Adds command text to what the next flush sends; sends nothing itself. FALSE with @error when the stream is broken.
 */
gboolean
net_stream_write (NetStream *self, const void *data, gsize length, gboolean secret, GError **error)
{
  if (!append (self, data, length, error))
    return FALSE;
  if (secret)
    net_transcript_sent_hidden (self->transcript, "secret", length);
  else
    net_transcript_sent (self->transcript, data, length);
  return TRUE;
}

/** net_stream_write_data: like net_stream_write (), for message bytes, which the transcript only counts */
gboolean
net_stream_write_data (NetStream *self, const void *data, gsize length, GError **error)
{
  if (!append (self, data, length, error))
    return FALSE;
  net_transcript_sent_hidden (self->transcript, "data", length);
  return TRUE;
}

/* Waits until more can be written; reads meanwhile. */
static gboolean
wait_writable (NetStream *self, GCancellable *cancellable, GError **error)
{
  gboolean ready = FALSE;
  gboolean read_ahead = self->end - self->start < READ_AHEAD_MAX;
  GSource *out = watch (self, g_pollable_output_stream_create_source (self->output, NULL), &ready);
  GSource *in = NULL;
  NetLoopEnd end;

  if (read_ahead)
    in = watch (self, g_pollable_input_stream_create_source (self->input, NULL), &ready);
  end = net_loop_run (self->context, &ready, net_stream_get_progress_deadline (self), NULL, cancellable);
  g_source_destroy (out);
  g_source_unref (out);
  if (in != NULL)
    {
      g_source_destroy (in);
      g_source_unref (in);
    }
  if (end != NET_LOOP_DONE)
    return fail_wait (self, end, cancellable, error);
  return !read_ahead || net_stream_read_some (self, error) >= 0;
}

/**
 * net_stream_flush:
 *
 * Sends everything written so far. When it fails, what the server said before may still be read only if it was
 * received already. FALSE with @error.
 */
gboolean
net_stream_flush (NetStream *self, GCancellable *cancellable, GError **error)
{
  if (!net_stream_check_usable (self, error) || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (self->deflate != NULL)
    net_deflate_flush (self->deflate, self->pending);
  while (self->pending_position < self->pending->len)
    {
      g_autoptr (GError) gio_error = NULL;
      gssize n = g_pollable_output_stream_write_nonblocking (
          self->output, self->pending->data + self->pending_position,
          self->pending->len - self->pending_position, NULL, &gio_error);

      if (n > 0)
        {
          self->pending_position += n;
          self->bytes_sent += n;
        }
      else if (n < 0 && !g_error_matches (gio_error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          GError *write_error = NULL;

          net_error_take (&write_error, g_steal_pointer (&gio_error), "write");
          return net_stream_break (self, write_error, error);
        }
      else if (!wait_writable (self, cancellable, error))
        return FALSE;
    }
  /* What was written may have been a secret. */
  if (self->pending->len > 0)
    explicit_bzero (self->pending->data, self->pending->len);
  g_byte_array_set_size (self->pending, 0);
  self->pending_position = 0;
  return TRUE;
}

/**
 * net_stream_wait:
 * @deadline_us: on base_clock_monotonic_us (); -1: none
 * @wake: (nullable): ends the wait when set; not cleared here
 *
 * Waits until something can be read, without taking it. Bytes come before a wake, a wake before the deadline.
 */
NetWait
net_stream_wait (NetStream *self, gint64 deadline_us, BaseWake *wake, GCancellable *cancellable,
                 GError **error)
{
  for (;;)
    {
      gssize n;

      if (self->end > self->start)
        return NET_WAIT_READY;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NET_WAIT_ERROR;
      n = net_stream_read_some (self, error);
      if (n < 0)
        return NET_WAIT_ERROR;
      if (n > 0)
        return NET_WAIT_READY;
      switch (wait_readable (self, deadline_us, wake, cancellable))
        {
        case NET_LOOP_WAKE:
          return NET_WAIT_WAKE;
        case NET_LOOP_DEADLINE:
          return NET_WAIT_DEADLINE;
        case NET_LOOP_CANCELLED:
        case NET_LOOP_DONE:
          break; /* the next turn finds out */
        }
    }
}

/* --- layers --- */

/** net_stream_is_encrypted: Returns: whether every byte goes through TLS; a property of the connection itself */
gboolean
net_stream_is_encrypted (NetStream *self)
{
  return G_IS_TLS_CONNECTION (self->stream);
}

/**
 * net_stream_start_deflate:
 *
 * Compresses both directions from here on (RFC 4978); to be called right after the server's consent was read. What was
 * received beyond it is compressed already.
 */
gboolean
net_stream_start_deflate (NetStream *self, GError **error)
{
  if (!net_stream_check_usable (self, error))
    return FALSE;
  if (self->deflate != NULL || self->pending->len > 0)
    {
      g_set_error (error, NET_ERROR, NET_ERROR_DECOMPRESS, "compression cannot begin here");
      return FALSE;
    }
  self->deflate = net_deflate_new ();
  if (self->end > self->start)
    net_deflate_feed (self->deflate, self->buffer + self->start, self->end - self->start);
  self->start = self->end = 0;
  net_transcript_note (self->transcript, "compression is on");
  return TRUE;
}

/* --- facts --- */

/** net_stream_get_bytes_received: Returns: bytes read from the connection (after TLS, before decompression) */
guint64
net_stream_get_bytes_received (NetStream *self)
{
  return self->bytes_received;
}

/** net_stream_get_bytes_sent: Returns: bytes written to the connection (before TLS, after compression) */
guint64
net_stream_get_bytes_sent (NetStream *self)
{
  return self->bytes_sent;
}

/** net_stream_dup_transcript: Returns: (transfer full): the last lines, without secrets and message text */
char *
net_stream_dup_transcript (NetStream *self)
{
  return net_transcript_dup_text (self->transcript);
}

/** net_stream_add_secret: @secret (nullable) never appears in the transcript, even when the server echoes it */
void
net_stream_add_secret (NetStream *self, const char *secret)
{
  net_transcript_add_secret (self->transcript, secret);
}

/** net_stream_dup_redacted: Returns: (transfer full): @text, a server's words, without the secrets it may echo in them */
char *
net_stream_dup_redacted (NetStream *self, const char *text)
{
  return net_transcript_dup_redacted (self->transcript, text);
}

/** net_stream_dup_certificate_sha256: Returns: (transfer full) (nullable): the server certificate's fingerprint */
char *
net_stream_dup_certificate_sha256 (NetStream *self)
{
  if (!net_stream_is_encrypted (self))
    return NULL;
  return net_tls_dup_sha256 (g_tls_connection_get_peer_certificate (G_TLS_CONNECTION (self->stream)));
}

/** net_stream_dup_channel_binding: Returns: (transfer full) (nullable): RFC 5929 / RFC 9266 data, where there is any */
GBytes *
net_stream_dup_channel_binding (NetStream *self, GTlsChannelBindingType type)
{
  g_autoptr (GByteArray) data = NULL;

  if (!net_stream_is_encrypted (self))
    return NULL;
  data = g_byte_array_new ();
  if (!g_tls_connection_get_channel_binding_data (G_TLS_CONNECTION (self->stream), type, data, NULL)
      || data->len == 0)
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&data));
}
