/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net-stream-open.c: how a stream comes to be: connecting, and TLS from the start or later
 *
 * Sockets, addresses and proxies are GIO's (happy eyeballs included); each asynchronous operation is awaited in place
 * by net_call_await (). Belongs to the thread that makes the stream. */

#include "net-stream-private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "net-loop.h"
#include "net-tls.h"

/* An hour of silence is normal (IDLE); a dead peer is found by the kernel within about two minutes. */
static void
tune_socket (GSocketConnection *connection)
{
  GSocket *socket = g_socket_connection_get_socket (connection);

  g_socket_set_keepalive (socket, TRUE);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPIDLE, 60, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPINTVL, 15, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPCNT, 4, NULL);
}

/* Turns what ended a call into the error to report; @gio_error is taken. */
static void
report (GError **error, NetLoopEnd end, GError *gio_error, GCancellable *cancellable, const char *what)
{
  if (end == NET_LOOP_CANCELLED && g_cancellable_set_error_if_cancelled (cancellable, error))
    g_error_free (gio_error);
  else if (end == NET_LOOP_DEADLINE)
    {
      g_set_error (error, NET_ERROR, NET_ERROR_TIMED_OUT, "%s: timed out", what);
      g_error_free (gio_error);
    }
  else
    net_error_take (error, gio_error, what);
}

static GSocketConnection *
connect_socket (NetEndpoint *endpoint, GMainContext *context, gint64 deadline_us, GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnectable) address = g_network_address_new (endpoint->ascii_host, endpoint->port);
  g_autoptr (GError) gio_error = NULL;
  g_autofree char *what = g_strdup_printf ("connect to %s:%u", endpoint->host, endpoint->port);
  GSocketConnection *connection;
  NetLoopEnd end;
  NetCall call;

  net_call_init (&call);
  g_socket_client_connect_async (client, address, call.cancellable, net_call_ready, &call);
  end = net_call_await (&call, context, deadline_us, cancellable);
  connection = g_socket_client_connect_finish (client, call.result, &gio_error);
  net_call_clear (&call);
  if (connection == NULL)
    {
      report (error, end, g_steal_pointer (&gio_error), cancellable, what);
      return NULL;
    }
  tune_socket (connection);
  return connection;
}

static gboolean
handshake (NetStream *self, NetEndpoint *endpoint, gint64 deadline_us, GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GIOStream) tls = net_tls_new (self->stream, endpoint, error);
  g_autoptr (GError) gio_error = NULL;
  NetLoopEnd end;
  NetCall call;
  gboolean ok;

  if (tls == NULL)
    return FALSE;
  net_call_init (&call);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, call.cancellable,
                                    net_call_ready, &call);
  end = net_call_await (&call, self->context, deadline_us, cancellable);
  ok = g_tls_connection_handshake_finish (G_TLS_CONNECTION (tls), call.result, &gio_error);
  net_call_clear (&call);
  if (!ok)
    {
      net_tls_explain (tls, endpoint, &gio_error);
      if (gio_error->domain == G_IO_ERROR && end == NET_LOOP_DONE)
        {
          g_set_error (error, NET_ERROR, NET_ERROR_TLS_FAILED, "TLS with %s: %s", endpoint->host,
                       gio_error->message);
          return FALSE;
        }
      report (error, end, g_steal_pointer (&gio_error), cancellable, "TLS");
      return FALSE;
    }
  if (!net_tls_check (tls, endpoint, error))
    return FALSE;
  net_stream_set_top (self, tls);
  net_transcript_note (self->transcript, "TLS is on");
  return TRUE;
}

/**
 * net_stream_connect:
 * @timeout_ms: for connection and TLS handshake together, and then for each wait; 0: 30 s
 *
 * Connects (all addresses of the host, proxies as configured), and with NET_SECURITY_TLS also shakes hands. With
 * STARTTLS and NONE the stream is clear so far. Returns: (transfer full) (nullable): the stream, or %NULL with @error
 */
NetStream *
net_stream_connect (NetEndpoint *endpoint, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMainContext) context = net_stream_own_context ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (NetStream) self = NULL;
  gint64 deadline_us;

  if (timeout_ms == 0)
    timeout_ms = NET_DEFAULT_TIMEOUT_MS;
  deadline_us = g_get_monotonic_time () + timeout_ms * G_GINT64_CONSTANT (1000);
  connection = connect_socket (endpoint, context, deadline_us, cancellable, error);
  if (connection == NULL)
    return NULL;
  self = net_stream_new (G_IO_STREAM (connection));
  self->timeout_ms = timeout_ms;
  net_transcript_note (self->transcript, "connected");
  if (endpoint->security == NET_SECURITY_TLS && !handshake (self, endpoint, deadline_us, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* RFC 3207 6, hostile-servers B-01..B-07: a clear byte behind the server's consent would be taken for an encrypted one. */
static gboolean
refuse_injected (NetStream *self, GError **error)
{
  if (self->end == self->start && net_stream_read_some (self, error) < 0)
    return FALSE;
  if (self->end == self->start)
    return TRUE;
  return net_stream_break (self,
                           g_error_new (NET_ERROR, NET_ERROR_INJECTION,
                                        "%" G_GSIZE_FORMAT " clear bytes where TLS must begin",
                                        self->end - self->start),
                           error);
}

/**
 * net_stream_start_tls:
 *
 * Encrypts from here on; to be called right after the server's consent was read. Any byte received beyond that is
 * fatal (NET_ERROR_INJECTION). After a failure the stream is broken: there is no way back to clear text.
 */
gboolean
net_stream_start_tls (NetStream *self, NetEndpoint *endpoint, GCancellable *cancellable, GError **error)
{
  GError *tls_error = NULL;

  if (!net_stream_check_usable (self, error))
    return FALSE;
  if (net_stream_is_encrypted (self) || self->deflate != NULL || self->pending->len > 0)
    {
      g_set_error (error, NET_ERROR, NET_ERROR_TLS_FAILED, "TLS cannot begin here");
      return FALSE;
    }
  if (!refuse_injected (self, error))
    return FALSE;
  if (handshake (self, endpoint, net_stream_get_progress_deadline (self), cancellable, &tls_error))
    return TRUE;
  return net_stream_break (self, tls_error, error);
}
