/* SPDX-License-Identifier: GPL-3.0-or-later */
/* peer.c: a scripted server on loopback
 *
 * Runs its script with blocking GIO calls in a thread of its own. The test's thread only makes it, waits for it and asks
 * for its results. It keeps everything it received, so a test can prove that a secret never left in clear. */

#include "peer.h"

#include <string.h>
#include <sys/socket.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

#define PATIENCE_SECONDS 20

struct _Peer
{
  const PeerStep *script;
  PeerMode mode;
  gsize cut_after;
  char *certificate_file;
  char *ca_file;

  GSocketListener *listener;
  guint16 port;
  GThread *thread;
  GCancellable *cancellable;

  GSocketConnection *socket;
  GIOStream *stream; /* the top */
  GMatchInfo *match;
  char *match_line;
  gboolean finished; /* atomic */
  char *problem;
  GByteArray *received, *received_clear;
  gsize sent;
};

static gboolean fail (Peer *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (Peer *self, const char *format, ...)
{
  va_list args;

  if (self->problem != NULL)
    return FALSE;
  va_start (args, format);
  self->problem = g_strdup_vprintf (format, args);
  va_end (args);
  return FALSE;
}

static void
drop_connection (Peer *self, gboolean in_order)
{
  if (self->stream != NULL && in_order)
    g_io_stream_close (self->stream, NULL, NULL);
  if (self->socket != NULL)
    g_io_stream_close (G_IO_STREAM (self->socket), NULL, NULL);
  g_clear_object (&self->stream);
  g_clear_object (&self->socket);
}

static gboolean
need_connection (Peer *self)
{
  g_autoptr (GError) error = NULL;

  if (self->stream != NULL)
    return TRUE;
  self->socket = g_socket_listener_accept (self->listener, NULL, self->cancellable, &error);
  if (self->socket == NULL)
    return fail (self, "accept: %s", error->message);
  g_socket_set_timeout (g_socket_connection_get_socket (self->socket), PATIENCE_SECONDS);
  g_socket_set_option (g_socket_connection_get_socket (self->socket), 6 /* TCP */, 1 /* NODELAY */, 1, NULL);
  self->stream = g_object_ref (G_IO_STREAM (self->socket));
  return TRUE;
}

/* Up to @size bytes: how many, 0 when the client closed, -1 on error. */
static gssize
read_piece (Peer *self, char *piece, gsize size)
{
  gssize n = g_input_stream_read (g_io_stream_get_input_stream (self->stream), piece, size, self->cancellable,
                                  NULL);

  if (n <= 0)
    return n;
  g_byte_array_append (self->received, (guint8 *) piece, n);
  if (!G_IS_TLS_CONNECTION (self->stream))
    g_byte_array_append (self->received_clear, (guint8 *) piece, n);
  return n;
}

static gssize
read_byte (Peer *self, char *byte)
{
  return read_piece (self, byte, 1);
}

static char *
read_line (Peer *self)
{
  g_autoptr (GString) line = g_string_new (NULL);
  char byte;

  for (;;)
    {
      if (read_byte (self, &byte) != 1)
        return NULL;
      if (byte == '\n')
        break;
      g_string_append_c (line, byte);
    }
  if (line->len > 0 && line->str[line->len - 1] == '\r')
    g_string_truncate (line, line->len - 1);
  return g_string_free_and_steal (g_steal_pointer (&line));
}

static gboolean
send_bytes (Peer *self, const char *bytes, gsize length)
{
  GOutputStream *out = g_io_stream_get_output_stream (self->stream);
  gsize piece = self->mode == PEER_MODE_BYTES ? 1 : length;

  if (self->mode == PEER_MODE_CUT)
    length = piece = MIN (length, self->cut_after - MIN (self->sent, self->cut_after));
  for (gsize at = 0; at < length; at += piece)
    {
      if (!g_output_stream_write_all (out, bytes + at, piece, NULL, self->cancellable, NULL))
        return fail (self, "the client closed while the peer was sending");
      self->sent += piece;
    }
  if (self->mode == PEER_MODE_CUT && self->sent >= self->cut_after)
    {
      drop_connection (self, FALSE);
      return FALSE;
    }
  return TRUE;
}

static gboolean
send_text (Peer *self, const char *text)
{
  g_autoptr (GString) full = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    if (*p == '\\' && p[1] >= '1' && p[1] <= '9')
      {
        g_autofree char *group = self->match != NULL ? g_match_info_fetch (self->match, p[1] - '0') : NULL;

        g_string_append (full, group != NULL ? group : "");
        p++;
      }
    else
      g_string_append_c (full, *p);
  return send_bytes (self, full->str, full->len);
}

/* Takes @line. A regex without groups leaves those of the one before: the tag of IDLE is wanted after DONE. */
static gboolean
matches (Peer *self, const char *regex_text, char *line)
{
  g_autoptr (GRegex) regex = g_regex_new (regex_text, G_REGEX_RAW | G_REGEX_DOTALL, 0, NULL);
  g_autofree char *own = line;

  if (regex == NULL)
    return fail (self, "the script's regex %s is wrong", regex_text);
  if (g_regex_get_capture_count (regex) > 0)
    {
      g_clear_pointer (&self->match, g_match_info_unref);
      g_free (self->match_line);
      self->match_line = g_strdup (line);
      if (g_regex_match (regex, self->match_line, 0, &self->match))
        return TRUE;
    }
  else if (g_regex_match (regex, line, 0, NULL))
    return TRUE;
  return fail (self, "the client sent “%s”, the script expects %s", line, regex_text);
}

static gboolean
expect_line (Peer *self, const char *regex_text)
{
  char *line = read_line (self);

  if (line == NULL)
    return fail (self, "the client closed, the script expects %s", regex_text);
  return matches (self, regex_text, line);
}

static gboolean
expect_data (Peer *self, const char *regex_text)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (;;)
    {
      g_autofree char *line = read_line (self);

      if (line == NULL)
        return fail (self, "the client closed inside the data");
      if (g_str_equal (line, "."))
        break;
      g_string_append_printf (all, "%s\r\n", line);
    }
  return regex_text == NULL || matches (self, regex_text, g_strdup (all->str));
}

static gboolean
expect_bytes (Peer *self, gsize n)
{
  char piece[16384];
  gsize got = 0;

  while (got < n)
    {
      gssize more = read_piece (self, piece, MIN (sizeof piece, n - got));

      if (more <= 0)
        return fail (self, "the client closed after %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " bytes", got,
                     n);
      got += more;
    }
  return TRUE;
}

static gboolean
drain (Peer *self)
{
  char byte;

  while (read_byte (self, &byte) == 1)
    ;
  drop_connection (self, TRUE);
  return TRUE;
}

static gboolean
expect_close (Peer *self)
{
  char byte;

  if (read_byte (self, &byte) == 1)
    return fail (self, "the client goes on with “%c…” where it should close", byte);
  drop_connection (self, TRUE);
  return TRUE;
}

static gboolean
start_tls (Peer *self)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  GIOStream *tls;

  certificate = g_tls_certificate_new_from_file (self->certificate_file, &error);
  if (certificate == NULL)
    return fail (self, "%s", error->message);
  tls = g_tls_server_connection_new (self->stream, certificate, &error);
  g_object_unref (self->stream);
  self->stream = tls;
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  if (!g_tls_connection_handshake (G_TLS_CONNECTION (tls), self->cancellable, &error))
    return fail (self, "handshake: %s", error->message);
  return TRUE;
}

static gboolean
abort_connection (Peer *self)
{
  struct linger linger = { 1, 0 };

  setsockopt (g_socket_get_fd (g_socket_connection_get_socket (self->socket)), SOL_SOCKET, SO_LINGER, &linger,
              sizeof linger);
  g_socket_close (g_socket_connection_get_socket (self->socket), NULL);
  drop_connection (self, FALSE);
  return TRUE;
}

/* Closes without close_notify, but in order for TCP. */
static gboolean
cut_connection (Peer *self)
{
  if (!G_IS_TLS_CONNECTION (self->stream))
    return abort_connection (self);
  g_socket_close (g_socket_connection_get_socket (self->socket), NULL);
  drop_connection (self, FALSE);
  return TRUE;
}

static gboolean
run_step (Peer *self, const PeerStep *step)
{
  if (!need_connection (self))
    return FALSE;
  switch (step->kind)
    {
    case PEER_STEP_SEND:
      return send_text (self, step->text);
    case PEER_STEP_SEND_BYTES:
      return send_bytes (self, step->text, step->number);
    case PEER_STEP_EXPECT:
      return expect_line (self, step->text);
    case PEER_STEP_EXPECT_DATA:
      return expect_data (self, step->text);
    case PEER_STEP_EXPECT_BYTES:
      return expect_bytes (self, step->number);
    case PEER_STEP_EXPECT_CLOSE:
      return expect_close (self);
    case PEER_STEP_DRAIN:
    case PEER_STEP_STALL:
      return drain (self);
    case PEER_STEP_WAIT:
      g_usleep (step->number * 1000);
      return TRUE;
    case PEER_STEP_START_TLS:
      return start_tls (self);
    case PEER_STEP_CLOSE:
      drop_connection (self, TRUE);
      return TRUE;
    case PEER_STEP_ABORT:
      return cut_connection (self);
    case PEER_STEP_FUNC:
      return step->func (self, self->stream) || fail (self, "the script's function says no");
    case PEER_STEP_END:
      break;
    }
  return TRUE;
}

static gpointer
peer_thread (gpointer data)
{
  Peer *self = data;
  g_autoptr (GMainContext) context = NULL;

#ifdef __SANITIZE_ADDRESS__
  /* glib-networking forgets an error when a client resets the connection; the peer's own leaks are nobody's concern. */
  __lsan_disable ();
#endif
  context = g_main_context_new ();
  g_main_context_push_thread_default (context);
  for (const PeerStep *step = self->script; step->kind != PEER_STEP_END; step++)
    if (!run_step (self, step))
      break;
  drop_connection (self, TRUE);
  g_main_context_pop_thread_default (context);
  g_atomic_int_set (&self->finished, TRUE);
  return NULL;
}

/** peer_new: a peer for @script (which must outlive it) with the good certificate; it listens when this returns. */
Peer *
peer_new (const PeerStep *script)
{
  return peer_new_full (script, PEER_MODE_WHOLE, 0, NULL);
}

/**
 * peer_new_full:
 * @cut_after: for PEER_MODE_CUT
 * @certificate_file: (nullable): PEM file in tests/support/certificates with key and certificate
 */
Peer *
peer_new_full (const PeerStep *script, PeerMode mode, gsize cut_after, const char *certificate_file)
{
  Peer *self = g_new0 (Peer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  self->script = script;
  self->mode = mode;
  self->cut_after = cut_after;
  self->certificate_file
      = g_test_build_filename (G_TEST_DIST, "support", "certificates",
                               certificate_file != NULL ? certificate_file : "server.pem", NULL);
  self->ca_file = g_test_build_filename (G_TEST_DIST, "support", "certificates", "ca.pem", NULL);
  self->received = g_byte_array_new ();
  self->received_clear = g_byte_array_new ();
  self->cancellable = g_cancellable_new ();
  self->listener = g_socket_listener_new ();
  g_socket_listener_add_address (self->listener, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                 &bound, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->thread = g_thread_new ("peer", peer_thread, self);
  return self;
}

/** peer_join: waits for the script's end. Returns: whether it went as written; else *@problem says why not. */
gboolean
peer_join (Peer *self, char **problem)
{
  for (int i = 0; i < 1000 && self->thread != NULL && !g_atomic_int_get (&self->finished); i++)
    g_usleep (10 * 1000);
  if (self->thread != NULL)
    {
      if (!g_atomic_int_get (&self->finished))
        {
          g_cancellable_cancel (self->cancellable);
          g_thread_join (g_steal_pointer (&self->thread));
          fail (self, "the script did not end");
        }
      else
        g_thread_join (g_steal_pointer (&self->thread));
    }
  if (problem != NULL)
    *problem = g_strdup (self->problem);
  return self->problem == NULL;
}

/** peer_assert_done: fails the test unless the script ran to its end as written. */
void
peer_assert_done (Peer *self)
{
  g_autofree char *problem = NULL;

  if (!peer_join (self, &problem))
    g_error ("peer: %s", problem);
}

/** peer_free: stops the peer wherever its script is. */
void
peer_free (Peer *self)
{
  if (self == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  if (self->thread != NULL)
    g_thread_join (self->thread);
  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->match, g_match_info_unref);
  g_free (self->match_line);
  g_free (self->problem);
  g_free (self->certificate_file);
  g_free (self->ca_file);
  g_byte_array_unref (self->received);
  g_byte_array_unref (self->received_clear);
  g_free (self);
}

guint16
peer_get_port (Peer *self)
{
  return self->port;
}

const char *
peer_get_ca_file (Peer *self)
{
  return self->ca_file;
}

GBytes *
peer_get_received (Peer *self)
{
  return g_bytes_new (self->received->data, self->received->len);
}

GBytes *
peer_get_received_clear (Peer *self)
{
  return g_bytes_new (self->received_clear->data, self->received_clear->len);
}

gsize
peer_get_sent (Peer *self)
{
  return self->sent;
}
