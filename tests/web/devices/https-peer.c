/* SPDX-License-Identifier: GPL-3.0-or-later */
/* https-peer.c: an https server that checks what it is asked, by a list, and answers as told, well or badly
 *
 * Written to the socket itself, not by an HTTP library, so that it can break off, drip, lie about lengths. One connection
 * for each request. The thread only writes under the lock; the test's thread reads after the call came back. */

#include "https-peer.h"

#include <gio/gio.h>
#include <string.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

#define MAX_REQUEST 65536

struct _HttpsPeer
{
  GSocketListener *listener;
  guint16 port;
  GTlsCertificate *certificate;
  GThread *thread;
  GCancellable *cancellable;

  GMutex lock;          /* guards the rest */
  GPtrArray *exchanges; /* JsonNode, borrowed */
  guint next;
  guint requests;
  char *problem;
  char *secret;
};

static void fail (HttpsPeer *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
fail (HttpsPeer *self, const char *format, ...)
{
  va_list args;

  if (self->problem != NULL)
    return;
  va_start (args, format);
  self->problem = g_strdup_vprintf (format, args);
  va_end (args);
}

/* ---- comparing ---- */

static gboolean
same (HttpsPeer *self, JsonNode *expected, JsonNode *given)
{
  if (JSON_NODE_HOLDS_VALUE (expected) && g_strcmp0 (json_node_get_string (expected), "$SECRET") == 0)
    {
      const char *text = JSON_NODE_HOLDS_VALUE (given) ? json_node_get_string (given) : NULL;

      if (text == NULL || strlen (text) < 16 || (self->secret != NULL && !g_str_equal (self->secret, text)))
        return FALSE;
      g_set_str (&self->secret, text);
      return TRUE;
    }
  if (JSON_NODE_HOLDS_OBJECT (expected) && JSON_NODE_HOLDS_OBJECT (given))
    {
      JsonObject *a = json_node_get_object (expected), *b = json_node_get_object (given);
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;

      if (json_object_get_size (a) != json_object_get_size (b))
        return FALSE;
      json_object_iter_init (&iter, a);
      while (json_object_iter_next (&iter, &name, &member))
        if (!json_object_has_member (b, name) || !same (self, member, json_object_get_member (b, name)))
          return FALSE;
      return TRUE;
    }
  if (JSON_NODE_HOLDS_ARRAY (expected) && JSON_NODE_HOLDS_ARRAY (given))
    {
      JsonArray *a = json_node_get_array (expected), *b = json_node_get_array (given);

      if (json_array_get_length (a) != json_array_get_length (b))
        return FALSE;
      for (guint i = 0; i < json_array_get_length (a); i++)
        if (!same (self, json_array_get_element (a, i), json_array_get_element (b, i)))
          return FALSE;
      return TRUE;
    }
  return json_node_equal (expected, given);
}

static char *
find_header (const char *head, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (head, "\r\n", 0);

  for (guint i = 1; lines[i] != NULL; i++)
    {
      char *colon = strchr (lines[i], ':');

      if (colon == NULL)
        continue;
      *colon = '\0';
      if (g_ascii_strcasecmp (lines[i], name) == 0)
        return g_strdup (g_strstrip (colon + 1));
    }
  return NULL;
}

static void
check_request (HttpsPeer *self, JsonObject *exchange, const char *head, const char *body)
{
  g_autofree char *line
      = g_strdup_printf ("%s %s HTTP/1.1", json_object_get_string_member (exchange, "method"),
                         json_object_get_string_member (exchange, "path"));
  JsonNode *expected = json_object_get_member (exchange, "body");
  JsonObject *headers = json_object_has_member (exchange, "headers")
                            ? json_object_get_object_member (exchange, "headers")
                            : NULL;
  g_autoptr (GList) names = headers != NULL ? json_object_get_members (headers) : NULL;
  g_autofree char *cookie = find_header (head, "Cookie");
  g_autofree char *referrer = find_header (head, "Referer");

  if (!g_str_has_prefix (head, line))
    fail (self, "expected “%s”, got “%.*s”", line, (int) strcspn (head, "\r"), head);
  if (cookie != NULL || referrer != NULL)
    fail (self, "a header that tells too much");
  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autofree char *value = find_header (head, l->data);
      const char *wanted = json_object_get_string_member (headers, l->data);

      if (g_strcmp0 (value, wanted) != 0)
        fail (self, "%s: header %s is “%s”, not “%s”", line, (char *) l->data, value, wanted);
    }
  if (expected == NULL && *body != '\0')
    fail (self, "%s: a body that was not expected: %s", line, body);
  if (expected != NULL)
    {
      g_autoptr (JsonNode) given = json_from_string (body, NULL);
      g_autofree char *type = find_header (head, "Content-Type");

      if (given == NULL || !same (self, expected, given))
        fail (self, "%s: another body: %s", line, body);
      if (g_strcmp0 (type, "application/json") != 0)
        fail (self, "%s: the body is “%s”", line, type);
    }
}

/* ---- answering ---- */

static void
write_text (GOutputStream *out, const char *text)
{
  g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL);
}

static char *
make_body (JsonObject *exchange)
{
  if (json_object_has_member (exchange, "giant"))
    {
      g_autofree char *fill = g_strnfill ((gsize) json_object_get_int_member (exchange, "giant"), 'x');

      return g_strdup_printf ("{\"result\":\"%s\"}", fill);
    }
  if (json_object_has_member (exchange, "deep"))
    {
      g_autofree char *fill = g_strnfill ((gsize) json_object_get_int_member (exchange, "deep"), '[');

      return g_strdup (fill);
    }
  if (json_object_has_member (exchange, "raw"))
    return g_strdup (json_object_get_string_member (exchange, "raw"));
  if (json_object_has_member (exchange, "answer"))
    return json_to_string (json_object_get_member (exchange, "answer"), FALSE);
  return g_strdup ("");
}

static gboolean
may_go_on (HttpsPeer *self, guint ms)
{
  for (guint i = 0; i < ms && !g_cancellable_is_cancelled (self->cancellable); i += 10)
    g_usleep (10000);
  return !g_cancellable_is_cancelled (self->cancellable);
}

/* A byte now and then, for ever: each comes in time, the answer never does. */
static void
drip (HttpsPeer *self, GOutputStream *out)
{
  write_text (out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Slow: ");
  while (may_go_on (self, 50) && g_output_stream_write_all (out, "x", 1, NULL, NULL, NULL))
    ;
}

static void
answer (HttpsPeer *self, JsonObject *exchange, GIOStream *stream)
{
  GOutputStream *out = g_io_stream_get_output_stream (stream);
  g_autofree char *body = make_body (exchange);
  gint64 length = (gint64) strlen (body);
  GString *head = g_string_new (NULL);
  JsonObject *more
      = json_object_has_member (exchange, "send") ? json_object_get_object_member (exchange, "send") : NULL;
  g_autoptr (GList) names = more != NULL ? json_object_get_members (more) : NULL;

  g_string_printf (
      head,
      "HTTP/1.1 %d Status\r\nContent-Type: %s\r\nConnection: close\r\nContent-Length: %" G_GINT64_FORMAT
      "\r\n",
      (int) json_object_get_int_member_with_default (exchange, "status", 200),
      json_object_get_string_member_with_default (exchange, "type", "application/json"), length);
  for (GList *l = names; l != NULL; l = l->next)
    g_string_append_printf (head, "%s: %s\r\n", (char *) l->data,
                            json_object_get_string_member (more, l->data));
  g_string_append (head, "\r\n");
  if (json_object_has_member (exchange, "drip"))
    drip (self, out);
  else if (json_object_has_member (exchange, "stall"))
    {
      char byte;

      g_input_stream_read (g_io_stream_get_input_stream (stream), &byte, 1, self->cancellable, NULL);
    }
  else if (!json_object_has_member (exchange, "close"))
    {
      write_text (out, head->str);
      if (json_object_has_member (exchange, "truncate"))
        body[MIN (length, json_object_get_int_member (exchange, "truncate"))] = '\0';
      write_text (out, body);
    }
  g_string_free (head, TRUE);
}

/* ---- serving ---- */

/* Returns: (transfer full) (nullable): the head; *@body the rest. */
static char *
read_request (GIOStream *stream, char **body)
{
  GInputStream *in = g_io_stream_get_input_stream (stream);
  g_autoptr (GString) text = g_string_new (NULL);
  char *end = NULL;
  gsize wanted = 0;

  for (;;)
    {
      char chunk[4096];
      gssize n;

      end = strstr (text->str, "\r\n\r\n");
      if (end != NULL)
        {
          g_autofree char *head = g_strndup (text->str, (gsize) (end - text->str) + 2);
          g_autofree char *length = find_header (head, "Content-Length");

          wanted = length != NULL ? (gsize) g_ascii_strtoull (length, NULL, 10) : 0;
          if (text->len >= (gsize) (end - text->str) + 4 + wanted)
            break;
        }
      n = text->len < MAX_REQUEST ? g_input_stream_read (in, chunk, sizeof chunk, NULL, NULL) : -1;
      if (n <= 0)
        return NULL;
      g_string_append_len (text, chunk, n);
    }
  *body = g_strdup (end + 4);
  return g_strndup (text->str, (gsize) (end - text->str) + 2);
}

static void
serve (HttpsPeer *self, GSocketConnection *connection)
{
  g_autoptr (GIOStream) tls
      = G_IO_STREAM (g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, NULL));
  g_autofree char *head = NULL;
  g_autofree char *body = NULL;
  JsonObject *exchange = NULL;
  g_autoptr (JsonNode) own = NULL; /* the test may be done with its own while this still writes */

  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  g_socket_set_timeout (g_socket_connection_get_socket (connection), 20);
  if (!g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, NULL)
      || (head = read_request (tls, &body)) == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->requests++;
  if (self->exchanges == NULL || self->next >= self->exchanges->len)
    fail (self, "a request too many: %.*s", (int) strcspn (head, "\r"), head);
  else
    {
      g_autofree char *text = json_to_string (g_ptr_array_index (self->exchanges, self->next++), FALSE);

      own = json_from_string (text, NULL);
      exchange = json_node_get_object (own);
      check_request (self, exchange, head, body);
    }
  g_mutex_unlock (&self->lock);
  if (exchange != NULL)
    answer (self, exchange, tls);
  g_io_stream_close (tls, NULL, NULL);
}

static gpointer
serve_all (gpointer data)
{
  HttpsPeer *self = data;

#ifdef __SANITIZE_ADDRESS__
  /* glib-networking forgets an error when a client resets the connection; the peer's own leaks are nobody's concern. */
  __lsan_disable ();
#endif
  for (;;)
    {
      g_autoptr (GSocketConnection) connection
          = g_socket_listener_accept (self->listener, NULL, self->cancellable, NULL);

      if (connection == NULL)
        return NULL;
      serve (self, connection);
    }
}

HttpsPeer *
https_peer_new (void)
{
  HttpsPeer *self = g_new0 (HttpsPeer, 1);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "support", "certificates", "server.pem", NULL);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) effective = NULL;

  g_mutex_init (&self->lock);
  self->cancellable = g_cancellable_new ();
  self->certificate = g_tls_certificate_new_from_file (path, NULL);
  g_assert_nonnull (self->certificate);
  self->listener = g_socket_listener_new ();
  g_assert_true (g_socket_listener_add_address (self->listener, address, G_SOCKET_TYPE_STREAM,
                                                G_SOCKET_PROTOCOL_TCP, NULL, &effective, NULL));
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  self->thread = g_thread_new ("https-peer", serve_all, self);
  return self;
}

void
https_peer_free (HttpsPeer *self)
{
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->thread);
  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_object_unref (self->certificate);
  g_object_unref (self->cancellable);
  g_mutex_clear (&self->lock);
  g_free (self->problem);
  g_free (self->secret);
  g_free (self);
}

void
https_peer_expect (HttpsPeer *self, GPtrArray *exchanges)
{
  g_mutex_lock (&self->lock);
  self->exchanges = exchanges;
  self->next = 0;
  self->requests = 0;
  g_clear_pointer (&self->problem, g_free);
  g_clear_pointer (&self->secret, g_free);
  g_mutex_unlock (&self->lock);
}

char *
https_peer_dup_url (HttpsPeer *self)
{
  return g_strdup_printf ("https://127.0.0.1:%u", self->port);
}

char *
https_peer_dup_ca_file (void)
{
  return g_test_build_filename (G_TEST_DIST, "support", "certificates", "ca.pem", NULL);
}

void
https_peer_assert_done (HttpsPeer *self, const char *name)
{
  g_mutex_lock (&self->lock);
  if (self->problem != NULL)
    g_error ("%s: %s", name, self->problem);
  if (self->exchanges != NULL && self->next != self->exchanges->len)
    g_error ("%s: %u of %u requests came", name, self->next, self->exchanges->len);
  g_mutex_unlock (&self->lock);
}

guint
https_peer_get_requests (HttpsPeer *self)
{
  return self->requests;
}

const char *
https_peer_get_secret (HttpsPeer *self)
{
  return self->secret;
}
