/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wire-proxy.c: a liar in the middle
 *
 * Real servers behave; this makes them lie, one line at a time, so that the engine's caution is tested against an otherwise
 * whole server. Two threads per connection with blocking streams; what they share is behind one lock. */

#include "wire-proxy.h"

#include <string.h>

#define SLOW_FROM 20000 /* literals as long as this are slow when the test wants it */

struct _WireProxy
{
  char *host;
  guint16 port;
  GSocketService *service;
  guint16 own_port;
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  GMutex lock; /* guards all below */
  GCond idle;
  char **hidden;
  WireRewriteFunc rewrite;
  gpointer rewrite_data;
  gint64 cut_after; /* of each connection; -1: never */
  guint slow;
  guint limit; /* connections at once; 0: any number */
  GPtrArray *commands;
  GPtrArray *open; /* Link, borrowed */
  guint accepted;
  guint threads;
};

typedef struct
{
  WireProxy *proxy;
  GIOStream *client, *server;
  char *command;                   /* under the proxy's lock */
  gint64 sent;                     /* to the client */
  gboolean frozen;                 /* under the proxy's lock */
  gint server_ended, client_ended; /* atomic */
  gint ref_count;                  /* atomic: the two threads */
} Link;

static gboolean
accept_any (GTlsConnection *connection, GTlsCertificate *certificate, GTlsCertificateFlags flags,
            gpointer data)
{
  return TRUE;
}

static void
on_event (GSocketClient *client, GSocketClientEvent event, GSocketConnectable *to, GIOStream *stream,
          gpointer data)
{
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING)
    g_signal_connect (stream, "accept-certificate", G_CALLBACK (accept_any), NULL);
}

/* Only the sockets are shut down: closing a TLS stream that another thread reads is not safe. */
static void
shut (GIOStream *stream)
{
  g_autoptr (GIOStream) base = NULL;

  if (G_IS_TLS_CONNECTION (stream))
    g_object_get (stream, "base-io-stream", &base, NULL);
  else if (G_IS_TCP_WRAPPER_CONNECTION (stream))
    {
      GIOStream *inner = g_tcp_wrapper_connection_get_base_io_stream (G_TCP_WRAPPER_CONNECTION (stream));

      shut (inner);
      return;
    }
  else
    base = g_object_ref (stream);
  if (G_IS_SOCKET_CONNECTION (base))
    g_socket_shutdown (g_socket_connection_get_socket (G_SOCKET_CONNECTION (base)), TRUE, TRUE, NULL);
}

static void
link_unref (Link *link)
{
  WireProxy *proxy = link->proxy;

  if (g_atomic_int_dec_and_test (&link->ref_count))
    {
      g_mutex_lock (&proxy->lock);
      g_ptr_array_remove (proxy->open, link);
      g_mutex_unlock (&proxy->lock);
      g_object_unref (link->client);
      g_object_unref (link->server);
      g_free (link->command);
      g_free (link);
    }
  g_mutex_lock (&proxy->lock);
  proxy->threads--;
  g_cond_signal (&proxy->idle);
  g_mutex_unlock (&proxy->lock);
}

/* Sends to the client, at the speed and up to the byte that the test wants. */
static gboolean
give (Link *link, const char *data, gsize length, guint slow)
{
  WireProxy *proxy = link->proxy;
  GOutputStream *out = g_io_stream_get_output_stream (link->client);

  while (length > 0)
    {
      gsize n = length;
      gint64 cut;
      gboolean frozen;

      g_mutex_lock (&proxy->lock);
      cut = proxy->cut_after;
      frozen = link->frozen;
      g_mutex_unlock (&proxy->lock);
      if (frozen)
        {
          if (g_atomic_int_get (&link->client_ended))
            return FALSE;
          g_usleep (20000);
          continue;
        }
      if (cut >= 0)
        n = MIN (n, (gsize) MAX (cut - link->sent, 0));
      if (slow > 0)
        n = MIN (n, MAX (slow / 20, 1));
      if (n == 0)
        return FALSE;
      if (!g_output_stream_write_all (out, data, n, NULL, NULL, NULL))
        return FALSE;
      link->sent += (gint64) n;
      data += n;
      length -= n;
      if (slow > 0)
        g_usleep (50000);
    }
  return TRUE;
}

static char *
hide_words (WireProxy *proxy, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    {
      gboolean closes = g_str_has_suffix (words[i], "]");
      g_autofree char *bare = g_strndup (words[i], strlen (words[i]) - (closes ? 1 : 0));
      gboolean hidden = proxy->hidden != NULL && g_strv_contains ((const char *const *) proxy->hidden, bare);

      if (hidden && closes)
        g_string_append (out, "]");
      if (hidden)
        continue;
      g_string_append_printf (out, "%s%s", i > 0 ? " " : "", words[i]);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Returns: (transfer full): what the client gets for @line */
static char *
change_line (Link *link, const char *line)
{
  WireProxy *proxy = link->proxy;
  char *changed = NULL;

  g_mutex_lock (&proxy->lock);
  if (proxy->hidden != NULL && strstr (line, "CAPABILITY") != NULL)
    changed = hide_words (proxy, line);
  else if (proxy->rewrite != NULL)
    changed = proxy->rewrite (line, link->command != NULL ? link->command : "", proxy->rewrite_data);
  g_mutex_unlock (&proxy->lock);
  return changed != NULL ? changed : g_strdup (line);
}

static gsize
literal_length (const char *line)
{
  const char *brace = strrchr (line, '{');

  return brace != NULL && g_str_has_suffix (line, "}") ? (gsize) g_ascii_strtoull (brace + 1, NULL, 10) : 0;
}

static gboolean
give_literal (Link *link, GInputStream *in, gsize length)
{
  char buffer[16384];
  guint slow = 0;

  g_mutex_lock (&link->proxy->lock);
  if (length >= SLOW_FROM)
    slow = link->proxy->slow;
  g_mutex_unlock (&link->proxy->lock);
  while (length > 0)
    {
      gssize n = g_input_stream_read (in, buffer, MIN (sizeof buffer, length), NULL, NULL);

      if (n <= 0 || !give (link, buffer, (gsize) n, slow))
        return FALSE;
      length -= (gsize) n;
    }
  return TRUE;
}

static gpointer
from_server (gpointer data)
{
  Link *link = data;
  g_autoptr (GDataInputStream) in = g_data_input_stream_new (g_io_stream_get_input_stream (link->server));
  gboolean open = TRUE;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (in), FALSE);
  g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  while (open)
    {
      g_autofree char *line = g_data_input_stream_read_line (in, NULL, NULL, NULL);
      g_autofree char *changed = NULL;

      if (line == NULL)
        break;
      changed = change_line (link, line);
      if (*changed != '\0' || *line == '\0')
        open = give (link, changed, strlen (changed), 0) && give (link, "\r\n", 2, 0);
      if (open && literal_length (line) > 0)
        open = give_literal (link, G_INPUT_STREAM (in), literal_length (line));
    }
  shut (link->client);
  g_atomic_int_set (&link->server_ended, TRUE);
  link_unref (link);
  return NULL;
}

static void
note_command (Link *link, const char *line)
{
  WireProxy *proxy = link->proxy;
  const char *space = strchr (line, ' ');

  g_mutex_lock (&proxy->lock);
  if (space != NULL)
    {
      g_free (link->command);
      link->command = g_strdup (space + 1);
    }
  g_ptr_array_add (proxy->commands, g_strdup (space != NULL ? space + 1 : line));
  g_mutex_unlock (&proxy->lock);
}

/* The client is gone. The server is asked to close, as TLS wants it; one that does not listen loses its socket. */
static void
leave (Link *link)
{
  GOutputStream *out = g_io_stream_get_output_stream (link->server);

  g_atomic_int_set (&link->client_ended, TRUE);
  shut (link->client);
  if (!g_atomic_int_get (&link->server_ended))
    g_output_stream_write_all (out, "\r\nbye LOGOUT\r\n", 14, NULL, NULL, NULL);
  for (guint i = 0; i < 100 && !g_atomic_int_get (&link->server_ended); i++)
    g_usleep (20000);
  if (!g_atomic_int_get (&link->server_ended))
    shut (link->server);
}

static gpointer
from_client (gpointer data)
{
  Link *link = data;
  g_autoptr (GDataInputStream) in = g_data_input_stream_new (g_io_stream_get_input_stream (link->client));
  GOutputStream *out = g_io_stream_get_output_stream (link->server);
  gboolean open = TRUE;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (in), FALSE);
  g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  while (open)
    {
      g_autofree char *line = g_data_input_stream_read_line (in, NULL, NULL, NULL);
      g_autofree char *whole = NULL;
      gsize length;

      if (line == NULL)
        break;
      note_command (link, line);
      whole = g_strconcat (line, "\r\n", NULL);
      open = g_output_stream_write_all (out, whole, strlen (whole), NULL, NULL, NULL);
      for (length = literal_length (line); open && length > 0;)
        {
          char buffer[16384];
          gssize n
              = g_input_stream_read (G_INPUT_STREAM (in), buffer, MIN (sizeof buffer, length), NULL, NULL);

          open = n > 0 && g_output_stream_write_all (out, buffer, (gsize) n, NULL, NULL, NULL);
          length -= n > 0 ? (gsize) n : 0;
        }
    }
  leave (link);
  link_unref (link);
  return NULL;
}

static gboolean
over_limit (WireProxy *self)
{
  gboolean over;

  g_mutex_lock (&self->lock);
  self->accepted++;
  over = self->limit > 0 && self->open->len >= self->limit;
  g_mutex_unlock (&self->lock);
  return over;
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  WireProxy *self = data;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  Link *link;
  GIOStream *server;

  if (over_limit (self))
    {
      static const char bye[] = "* BYE [UNAVAILABLE] Maximum number of connections from user+IP exceeded\r\n";

      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), bye, strlen (bye),
                                 NULL, NULL, NULL);
      return TRUE;
    }
  g_socket_client_set_tls (client, TRUE);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_signal_connect (client, "event", G_CALLBACK (on_event), NULL);
  server = G_IO_STREAM (g_socket_client_connect_to_host (client, self->host, self->port, NULL, NULL));
  if (server == NULL)
    return TRUE;
  link = g_new0 (Link, 1);
  link->proxy = self;
  link->client = g_object_ref (G_IO_STREAM (connection));
  link->server = server;
  link->ref_count = 2;
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->open, link);
  self->threads += 2;
  g_mutex_unlock (&self->lock);
  g_thread_unref (g_thread_new ("proxy-down", from_server, link));
  g_thread_unref (g_thread_new ("proxy-up", from_client, link));
  return TRUE;
}

static gpointer
run_loop (gpointer data)
{
  WireProxy *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

/* @upstream: "host:port:tls", as the lab tells it */
WireProxy *
wire_proxy_new (const char *upstream)
{
  WireProxy *self = g_new0 (WireProxy, 1);
  g_auto (GStrv) parts = g_strsplit (upstream, ":", 3);

  self->host = g_strdup (parts[0]);
  self->port = (guint16) g_ascii_strtoull (parts[1], NULL, 10);
  g_mutex_init (&self->lock);
  g_cond_init (&self->idle);
  self->cut_after = -1;
  self->commands = g_ptr_array_new_with_free_func (g_free);
  self->open = g_ptr_array_new ();
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_main_context_push_thread_default (self->context);
  self->service = g_socket_service_new ();
  self->own_port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->service), NULL, NULL);
  g_assert_cmpuint (self->own_port, !=, 0);
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  g_main_context_pop_thread_default (self->context);
  self->thread = g_thread_new ("proxy", run_loop, self);
  return self;
}

void
wire_proxy_free (WireProxy *self)
{
  if (self == NULL)
    return;
  g_main_loop_quit (self->loop);
  g_thread_join (self->thread);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  wire_proxy_drop_all (self);
  g_mutex_lock (&self->lock);
  while (self->threads > 0)
    g_cond_wait (&self->idle, &self->lock);
  g_mutex_unlock (&self->lock);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_object_unref (self->service);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_ptr_array_unref (self->commands);
  g_ptr_array_unref (self->open);
  g_strfreev (self->hidden);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->idle);
  g_free (self->host);
  g_free (self);
}

guint16
wire_proxy_get_port (WireProxy *self)
{
  return self->own_port;
}

/* Capabilities nobody is told of, separated by spaces; NULL: none. */
void
wire_proxy_hide (WireProxy *self, const char *extensions)
{
  g_mutex_lock (&self->lock);
  g_strfreev (self->hidden);
  self->hidden = extensions != NULL ? g_strsplit (extensions, " ", -1) : NULL;
  g_mutex_unlock (&self->lock);
}

void
wire_proxy_set_rewrite (WireProxy *self, WireRewriteFunc func, gpointer data)
{
  g_mutex_lock (&self->lock);
  self->rewrite = func;
  self->rewrite_data = data;
  g_mutex_unlock (&self->lock);
}

/* Each connection ends after so many bytes of the server; -1: never. */
void
wire_proxy_cut_after (WireProxy *self, gint64 bytes)
{
  g_mutex_lock (&self->lock);
  self->cut_after = bytes;
  g_mutex_unlock (&self->lock);
}

/* The connections that are open now stay so and say nothing any more, as after a cable was pulled. New ones work. */
void
wire_proxy_freeze_open (WireProxy *self)
{
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->open->len; i++)
    ((Link *) self->open->pdata[i])->frozen = TRUE;
  g_mutex_unlock (&self->lock);
}

/* Long literals come at this speed; 0: as fast as can be. */
void
wire_proxy_set_slow (WireProxy *self, guint bytes_per_second)
{
  g_mutex_lock (&self->lock);
  self->slow = bytes_per_second;
  g_mutex_unlock (&self->lock);
}

/* Refuses more connections at once than this, as providers do; 0: no limit. */
void
wire_proxy_set_limit (WireProxy *self, guint connections)
{
  g_mutex_lock (&self->lock);
  self->limit = connections;
  g_mutex_unlock (&self->lock);
}

void
wire_proxy_drop_all (WireProxy *self)
{
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->open->len; i++)
    {
      Link *link = self->open->pdata[i];

      shut (link->client);
    }
  g_mutex_unlock (&self->lock);
}

/* How many commands since wire_proxy_forget () match the glob @pattern. */
guint
wire_proxy_count (WireProxy *self, const char *pattern)
{
  guint n = 0;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->commands->len; i++)
    n += g_pattern_match_simple (pattern, self->commands->pdata[i]);
  g_mutex_unlock (&self->lock);
  return n;
}

/* Connections accepted since wire_proxy_forget (). */
guint
wire_proxy_count_connections (WireProxy *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->accepted;
  g_mutex_unlock (&self->lock);
  return n;
}

void
wire_proxy_forget (WireProxy *self)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_set_size (self->commands, 0);
  self->accepted = 0;
  g_mutex_unlock (&self->lock);
}

/* Returns: (transfer full): what the client sent, one command a line */
char *
wire_proxy_dup_commands (WireProxy *self)
{
  char *text;

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->commands, NULL);
  text = g_strjoinv ("\n", (char **) self->commands->pdata);
  g_ptr_array_set_size (self->commands, (gint) self->commands->len - 1);
  g_mutex_unlock (&self->lock);
  return text;
}
