/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web-oauth.c: signing in with the browser: authorisation code with PKCE (RFC 6749, 7636, 8252, 9207)
 *
 * What protects it: a verifier that never leaves this process (S256), a state of 256 bits that must come back, the
 * issuer where the server says who it is, a code that is used once, https for every word to the server, and a listener
 * on loopback that takes requests for its own path and state only and outlives wrong ones (hostile-content C-110). No
 * code and no token is logged. Blocks; a worker's thread. */

#include "web-oauth.h"

#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/random.h>

#include "web-fetch.h"

#define MAX_REQUEST 16384
#define MAX_ANSWER 65536
#define MAX_TOKEN 8192
#define ANSWER_S 30
#define CLIENT_MS 5000

struct _WebOAuthFlow
{
  const WebOAuthClient *client; /* not owned */
  GSocketListener *listener;
  char *verifier;
  char *state;
  char *redirect;
  char *url;
};

static void
wipe (char *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

/** web_oauth_token_free: wipes it; @self may be %NULL */
void
web_oauth_token_free (WebOAuthToken *self)
{
  if (self == NULL)
    return;
  wipe (self->access);
  wipe (self->refresh);
  g_free (self);
}

/* RFC 4648 5, without padding. */
static char *
base64url (const guint8 *bytes, gsize size)
{
  char *text = g_base64_encode (bytes, size);

  for (char *p = text; *p != '\0'; p++)
    *p = *p == '+' ? '-' : *p == '/' ? '_' : *p == '=' ? '\0' : *p;
  return text;
}

static char *
dup_random (GError **error)
{
  guint8 bytes[32];

  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes)
    {
      g_set_error_literal (error, WEB_ERROR, WEB_ERROR_NETWORK, "no random numbers");
      return NULL;
    }
  return base64url (bytes, sizeof bytes);
}

/** web_oauth_challenge: Returns: (transfer full): the S256 challenge of @verifier (RFC 7636 4.2) */
char *
web_oauth_challenge (const char *verifier)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize size = sizeof digest;

  g_checksum_update (checksum, (const guchar *) verifier, -1);
  g_checksum_get_digest (checksum, digest, &size);
  return base64url (digest, size);
}

/* @pairs: name, value, … NULL. Values that are %NULL are left out. */
static char *
encode_form (const char *const *pairs)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; pairs[i] != NULL; i += 2)
    if (pairs[i + 1] != NULL)
      {
        g_string_append_printf (text, "%s%s=", text->len > 0 ? "&" : "", pairs[i]);
        g_string_append_uri_escaped (text, pairs[i + 1], NULL, FALSE);
      }
  return g_string_free_and_steal (text);
}

static char *
make_url (WebOAuthFlow *self, const char *login_hint)
{
  const WebOAuthClient *client = self->client;
  g_autofree char *challenge = web_oauth_challenge (self->verifier);
  const char *const pairs[] = { "response_type",
                                "code",
                                "client_id",
                                client->client_id,
                                "redirect_uri",
                                self->redirect,
                                "scope",
                                client->scope,
                                "state",
                                self->state,
                                "code_challenge",
                                challenge,
                                "code_challenge_method",
                                "S256",
                                "login_hint",
                                login_hint,
                                "access_type",
                                "offline",
                                "prompt",
                                "consent",
                                NULL };
  /* access_type and prompt: without them Google gives no refresh token; others ignore them (RFC 6749 3.1). */
  g_autofree char *query = encode_form (pairs);

  return g_strconcat (client->authorization_url, strchr (client->authorization_url, '?') != NULL ? "&" : "?",
                      query, NULL);
}

/**
 * web_oauth_flow_new:
 * @client: outlives the flow
 * @login_hint: (nullable): the address
 *
 * Opens the listener on a free loopback port. Returns: (transfer full) (nullable)
 */
WebOAuthFlow *
web_oauth_flow_new (const WebOAuthClient *client, const char *login_hint, GError **error)
{
  g_autoptr (WebOAuthFlow) self = g_new0 (WebOAuthFlow, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_from_string ("127.0.0.1");
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) got = NULL;

  self->client = client;
  self->listener = g_socket_listener_new ();
  self->verifier = dup_random (error);
  if (self->verifier == NULL || (self->state = dup_random (error)) == NULL
      || !g_socket_listener_add_address (self->listener, wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                         NULL, &got, error))
    return NULL;
  self->redirect = g_strdup_printf ("http://%s:%u/", client->redirect_host,
                                    g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got)));
  self->url = make_url (self, login_hint);
  return g_steal_pointer (&self);
}

/** web_oauth_flow_get_url: Returns: what the browser must open, owned by @self */
const char *
web_oauth_flow_get_url (WebOAuthFlow *self)
{
  return self->url;
}

/** web_oauth_flow_free: closes the listener, wipes the verifier; @self may be %NULL */
void
web_oauth_flow_free (WebOAuthFlow *self)
{
  if (self == NULL)
    return;
  if (self->listener != NULL)
    g_socket_listener_close (self->listener);
  g_clear_object (&self->listener);
  wipe (self->verifier);
  wipe (self->state);
  g_free (self->redirect);
  g_free (self->url);
  g_free (self);
}

/* --- the browser comes back --- */

static gboolean
same_secret (const char *a, const char *b)
{
  gsize length = strlen (b);
  guint different = strlen (a) != length;

  for (gsize i = 0; !different && i < length; i++)
    different |= (guint) (a[i] ^ b[i]);
  return different == 0;
}

/**
 * web_oauth_read_redirect:
 * @request_line: "GET /?code=…&state=… HTTP/1.1"
 * @issuer: (nullable): what "iss" must be when it is there
 * @code: (out) (nullable) (transfer full): the code; %NULL when this is some other request
 *
 * Returns: %TRUE: with @code, or without when the request is not the answer we wait for (a favicon, a wrong state);
 * %FALSE with @error: the server said no, or it is another server than it should be
 */
gboolean
web_oauth_read_redirect (const char *request_line, const char *state, const char *issuer, char **code,
                         GError **error)
{
  g_auto (GStrv) words = g_strsplit (request_line, " ", 4);
  g_autoptr (GHashTable) query = NULL;
  const char *value, *failure, *found_issuer;

  *code = NULL;
  if (g_strv_length (words) != 3 || strcmp (words[0], "GET") != 0 || !g_str_has_prefix (words[1], "/?")
      || !g_str_has_prefix (words[2], "HTTP/1."))
    return TRUE;
  query = g_uri_parse_params (words[1] + 2, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  value = query != NULL ? g_hash_table_lookup (query, "state") : NULL;
  if (value == NULL || !same_secret (value, state))
    return TRUE;
  found_issuer = g_hash_table_lookup (query, "iss");
  if (issuer != NULL && found_issuer != NULL && strcmp (found_issuer, issuer) != 0)
    {
      g_set_error_literal (error, WEB_ERROR, WEB_ERROR_INSECURE,
                           "the answer is of another authorisation server");
      return FALSE;
    }
  failure = g_hash_table_lookup (query, "error");
  value = g_hash_table_lookup (query, "code");
  if (failure != NULL || value == NULL || *value == '\0' || strlen (value) > MAX_TOKEN)
    {
      g_set_error_literal (error, WEB_ERROR, WEB_ERROR_DENIED, "the authorisation server did not agree");
      return FALSE;
    }
  *code = g_strdup (value);
  return TRUE;
}

static void
answer (GIOStream *stream, gboolean done, GCancellable *cancellable)
{
  static const char page[] = "<!DOCTYPE html><meta charset=utf-8><title>Alpenpost</title>"
                             "<body style=\"font-family:sans-serif;text-align:center;margin-top:20vh\">"
                             "<p>%s</p>";
  /* The browser has no language of ours; two sentences that can be closed. */
  const char *words = done ? "You can close this page and go back to Alpenpost." : "There is nothing here.";
  g_auto (GStrv) around = g_strsplit (page, "%s", 2);
  g_autofree char *body = g_strjoinv (words, around);
  g_autofree char *text = g_strdup_printf (
      "HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %" G_GSIZE_FORMAT
      "\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
      "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\nConnection: close\r\n\r\n%s",
      done ? "200 OK" : "404 Not Found", strlen (body), body);

  g_output_stream_write_all (g_io_stream_get_output_stream (stream), text, strlen (text), NULL, cancellable,
                             NULL);
}

/* The first line of what the browser sends, when it is whole within the bound. */
static char *
read_request_line (GSocketConnection *connection, GCancellable *cancellable)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_autofree char *buffer = g_malloc0 (MAX_REQUEST + 1);
  gsize length = 0;

  while (length < MAX_REQUEST)
    {
      gssize n = g_input_stream_read (input, buffer + length, MAX_REQUEST - length, cancellable, NULL);
      char *end;

      if (n <= 0)
        return NULL;
      length += (gsize) n;
      end = memchr (buffer, '\n', length);
      if (end != NULL)
        {
          *end = '\0';
          return g_strdup (g_strchomp (buffer));
        }
    }
  return NULL;
}

/* One visitor. Returns: as web_oauth_read_redirect (). */
static gboolean
serve (WebOAuthFlow *self, GSocketConnection *connection, char **code, GCancellable *cancellable,
       GError **error)
{
  g_autofree char *line = NULL;
  gboolean ok = TRUE;

  g_socket_set_timeout (g_socket_connection_get_socket (connection), CLIENT_MS / 1000);
  line = read_request_line (connection, cancellable);
  if (line != NULL)
    ok = web_oauth_read_redirect (line, self->state, self->client->issuer, code, error);
  if (line != NULL)
    answer (G_IO_STREAM (connection), !ok || *code != NULL, cancellable);
  g_io_stream_close (G_IO_STREAM (connection), cancellable, NULL);
  return ok;
}

typedef struct
{
  GMainLoop *loop;
  GSocketConnection *connection;
  GError *error;
} Visit;

static void
on_accepted (GObject *source, GAsyncResult *result, gpointer data)
{
  Visit *visit = data;

  visit->connection
      = g_socket_listener_accept_finish (G_SOCKET_LISTENER (source), result, NULL, &visit->error);
  g_main_loop_quit (visit->loop);
}

static gboolean
on_deadline (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
forward_cancel (GCancellable *from, gpointer to)
{
  g_cancellable_cancel (to);
}

/* The next visitor on the thread's own context; %NULL at the deadline or when cancelled. */
static GSocketConnection *
await_visitor (WebOAuthFlow *self, GMainContext *context, gint64 deadline_us, GCancellable *cancellable)
{
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  gint64 left_ms = (deadline_us - g_get_monotonic_time ()) / 1000;
  GSource *timer = g_timeout_source_new ((guint) CLAMP (left_ms, 1, G_MAXINT));
  gulong handler = 0;
  Visit visit = { 0 };

  visit.loop = g_main_loop_new (context, FALSE);
  g_source_set_callback (timer, on_deadline, stop, NULL);
  g_source_attach (timer, context);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (forward_cancel), stop, NULL);
  g_socket_listener_accept_async (self->listener, stop, on_accepted, &visit);
  g_main_loop_run (visit.loop);
  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, handler);
  g_source_destroy (timer);
  g_source_unref (timer);
  g_main_loop_unref (visit.loop);
  g_clear_error (&visit.error);
  return visit.connection;
}

static char *
await_code (WebOAuthFlow *self, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  gint64 deadline_us = g_get_monotonic_time () + timeout_ms * G_GINT64_CONSTANT (1000);
  char *code = NULL;
  gboolean ok = TRUE;

  g_main_context_push_thread_default (context);
  while (ok && code == NULL)
    {
      g_autoptr (GSocketConnection) connection = await_visitor (self, context, deadline_us, cancellable);

      ok = connection != NULL;
      if (connection != NULL)
        ok = serve (self, connection, &code, cancellable, error);
      else if (!g_cancellable_set_error_if_cancelled (cancellable, error))
        g_set_error_literal (error, WEB_ERROR, WEB_ERROR_TIMED_OUT, "the browser did not come back");
    }
  g_main_context_pop_thread_default (context);
  return code;
}

/* --- words with the server --- */

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

/* A token goes into a protocol line: printable ASCII only (RFC 6750 2.1), bounded. */
static gboolean
is_token (const char *text)
{
  gsize n = 0;

  for (; text != NULL && text[n] != '\0'; n++)
    if ((guchar) text[n] <= 0x20 || (guchar) text[n] >= 0x7f)
      return FALSE;
  return n > 0 && n <= MAX_TOKEN;
}

static gint64
expiry_of (JsonObject *object, gint64 now)
{
  JsonNode *node = json_object_get_member (object, "expires_in");
  gint64 seconds;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return 0;
  /* Some servers write the number as text. */
  seconds = json_node_get_value_type (node) == G_TYPE_STRING
                ? (gint64) g_ascii_strtoll (json_node_get_string (node), NULL, 10)
                : json_node_get_int (node);
  return seconds > 0 ? now + MIN (seconds, 366 * 86400) : 0;
}

/**
 * web_oauth_token_parse:
 * @json: the server's answer, of @length bytes (-1: to its end)
 * @now: Unix seconds
 *
 * Returns: (transfer full) (nullable): the token; WEB_ERROR_DENIED when the answer is an error that a person must solve
 * (RFC 6749 5.2), WEB_ERROR_BAD_DOCUMENT when it is no token
 */
WebOAuthToken *
web_oauth_token_parse (const char *json, gssize length, gint64 now, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root
      = json_parser_load_from_data (parser, json, length, NULL) ? json_parser_get_root (parser) : NULL;
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  const char *type = object != NULL ? get_text (object, "token_type") : NULL;
  const char *failure = object != NULL ? get_text (object, "error") : NULL;
  const char *refresh = object != NULL ? get_text (object, "refresh_token") : NULL;
  WebOAuthToken *self;

  if (failure != NULL)
    {
      gboolean person
          = g_strv_contains ((const char *const[]) { "invalid_grant", "access_denied", "invalid_client",
                                                     "unauthorized_client", NULL },
                             failure);

      g_set_error (error, WEB_ERROR, person ? WEB_ERROR_DENIED : WEB_ERROR_NETWORK,
                   "the authorisation server refused");
      return NULL;
    }
  if (object == NULL || !is_token (get_text (object, "access_token"))
      || (refresh != NULL && !is_token (refresh))
      || (type != NULL && g_ascii_strcasecmp (type, "Bearer") != 0))
    {
      g_set_error_literal (error, WEB_ERROR, WEB_ERROR_BAD_DOCUMENT,
                           "the authorisation server gave no token");
      return NULL;
    }
  self = g_new0 (WebOAuthToken, 1);
  self->access = g_strdup (get_text (object, "access_token"));
  self->refresh = g_strdup (refresh);
  self->expires = expiry_of (object, now);
  return self;
}

static WebOAuthToken *
request_token (const WebOAuthClient *client, const char *form, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) body
      = web_post_form (client->token_url, form, MAX_ANSWER, ANSWER_S, client->ca_file, cancellable, error);

  return body != NULL
             ? web_oauth_token_parse (g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body),
                                      g_get_real_time () / G_USEC_PER_SEC, error)
             : NULL;
}

/**
 * web_oauth_flow_run:
 * @timeout_ms: how long the person may take in the browser
 *
 * Waits for the browser, then exchanges the code, once. Returns: (transfer full) (nullable): WEB_ERROR_DENIED,
 * WEB_ERROR_TIMED_OUT, WEB_ERROR_NETWORK, WEB_ERROR_INSECURE (another issuer), or cancelled
 */
WebOAuthToken *
web_oauth_flow_run (WebOAuthFlow *self, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  const WebOAuthClient *client = self->client;
  char *code = await_code (self, timeout_ms, cancellable, error);
  WebOAuthToken *token;
  char *form;

  if (code == NULL)
    return NULL;
  g_socket_listener_close (self->listener);
  form = encode_form ((const char *const[]) {
      "grant_type", "authorization_code", "code", code, "redirect_uri", self->redirect, "client_id",
      client->client_id, "client_secret", client->client_secret, "code_verifier", self->verifier, NULL });
  token = request_token (client, form, cancellable, error);
  wipe (form);
  wipe (code);
  return token;
}

/**
 * web_oauth_refresh:
 * @refresh_token: may be void afterwards: keep the new one when there is one
 *
 * Returns: (transfer full) (nullable): a new token. WEB_ERROR_DENIED: the person must sign in again.
 */
WebOAuthToken *
web_oauth_refresh (const WebOAuthClient *client, const char *refresh_token, GCancellable *cancellable,
                   GError **error)
{
  char *form = encode_form ((const char *const[]) { "grant_type", "refresh_token", "refresh_token",
                                                    refresh_token, "client_id", client->client_id,
                                                    "client_secret", client->client_secret, NULL });
  WebOAuthToken *token = request_token (client, form, cancellable, error);

  wipe (form);
  return token;
}
