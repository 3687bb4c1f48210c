/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web-api.c: one request with a credential, by https, to a service that speaks JSON
 *
 * The credential goes to the one origin (scheme, host, port) the person agreed to and nowhere else: a redirect is followed
 * only within it, only for GET. No cookies, no cache, no stored password, no referrer, no compression. One deadline for
 * the whole call, so that an answer that drips is an answer that does not come. Bodies that may hold a secret are wiped
 * where they are ours. Certificates are the system's to judge, or those of the authority the person gave for this address.
 *
 * Runs its own main context for the time of a call; any worker's thread. */

#include "web-api.h"

#include <libsoup/soup.h>
#include <string.h>

#define MAX_ANSWER (1024 * 1024)
#define MAX_REDIRECTS 3
#define MAX_RETRY_AFTER (24 * 60 * 60)
#define CHUNK 16384
#define TIMEOUT_MS 20000
#define IDLE_S 15

struct _WebApi
{
  GUri *base;
  char *text;
  char *header_name[2];
  char *header_value[2];
  GTlsDatabase *anchors; /* nullable: the system's */
  guint timeout_ms;
};

static gboolean
is_https (GUri *uri)
{
  return g_strcmp0 (g_uri_get_scheme (uri), "https") == 0 && g_uri_get_host (uri) != NULL
         && *g_uri_get_host (uri) != '\0' && g_uri_get_userinfo (uri) == NULL;
}

/**
 * web_api_new:
 * @base_url: https; what follows the host is put before every path
 * @ca_file: (nullable): PEM of a private authority for this service
 *
 * Returns: (transfer full) (nullable): %NULL with BASE_DEVICE_ERROR_INVALID when @base_url is no https address
 */
WebApi *
web_api_new (const char *base_url, const char *ca_file, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (base_url, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GError) local = NULL;
  g_autoptr (GTlsDatabase) anchors = NULL;
  WebApi *self;

  if (uri == NULL || !is_https (uri) || g_uri_get_query (uri) != NULL)
    {
      base_device_set_error (error, BASE_DEVICE_ERROR_INVALID, 0, "url", "“%s” is no https address",
                             base_url);
      return NULL;
    }
  if (ca_file != NULL && (anchors = g_tls_file_database_new (ca_file, &local)) == NULL)
    {
      base_device_set_error (error, BASE_DEVICE_ERROR_NETWORK, 0, NULL, "%s", local->message);
      return NULL;
    }
  self = g_new0 (WebApi, 1);
  self->base = g_steal_pointer (&uri);
  self->text = g_strdup (base_url);
  while (g_str_has_suffix (self->text, "/"))
    self->text[strlen (self->text) - 1] = '\0';
  self->anchors = g_steal_pointer (&anchors);
  self->timeout_ms = TIMEOUT_MS;
  return self;
}

static void
drop_headers (WebApi *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->header_name); i++)
    {
      g_clear_pointer (&self->header_name[i], g_free);
      g_clear_pointer (&self->header_value[i], base_secret_wipe);
    }
}

void
web_api_free (WebApi *self)
{
  if (self == NULL)
    return;
  drop_headers (self);
  g_uri_unref (self->base);
  g_free (self->text);
  g_clear_object (&self->anchors);
  g_free (self);
}

/** web_api_set_timeout: @ms: for one whole call, connecting included */
void
web_api_set_timeout (WebApi *self, guint ms)
{
  self->timeout_ms = ms;
}

/**
 * web_api_set_header:
 * @value: (nullable): the credential; a copy is kept and wiped at the end
 *
 * Sent with every request from now on, instead of the one set before.
 */
void
web_api_set_header (WebApi *self, const char *name, const char *value)
{
  drop_headers (self);
  if (value == NULL)
    return;
  self->header_name[0] = g_strdup (name);
  self->header_value[0] = g_strdup (value);
}

/** web_api_set_basic: HTTP Basic (RFC 7617), in UTF-8, sent without being asked for. */
void
web_api_set_basic (WebApi *self, const char *login, const char *password)
{
  char *pair = g_strconcat (login, ":", password, NULL);
  char *encoded = g_base64_encode ((const guint8 *) pair, strlen (pair));
  char *value = g_strconcat ("Basic ", encoded, NULL);

  web_api_set_header (self, "Authorization", value);
  base_secret_wipe (pair);
  base_secret_wipe (encoded);
  base_secret_wipe (value);
}

/** web_api_get_url: Returns: (transfer none): without a slash at the end */
const char *
web_api_get_url (WebApi *self)
{
  return self->text;
}

static int
port_of (GUri *uri)
{
  return g_uri_get_port (uri) > 0 ? g_uri_get_port (uri) : 443;
}

static gboolean
is_own (WebApi *self, GUri *uri)
{
  return is_https (uri) && g_ascii_strcasecmp (g_uri_get_host (uri), g_uri_get_host (self->base)) == 0
         && port_of (uri) == port_of (self->base);
}

/** web_api_is_same_origin: Returns: whether the credential may go to @url */
gboolean
web_api_is_same_origin (WebApi *self, const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL) : NULL;

  return uri != NULL && is_own (self, uri);
}

/* ---- one exchange ---- */

typedef struct
{
  GMainContext *context;
  GCancellable *stop; /* the deadline's and the caller's */
  GSource *timer;
  GCancellable *cancellable; /* nullable: the caller's */
  gulong handler;
  GAsyncResult *result;
  gboolean late;
} Call;

static gboolean
on_deadline (gpointer data)
{
  Call *call = data;

  call->late = TRUE;
  g_cancellable_cancel (call->stop);
  return G_SOURCE_REMOVE;
}

static void
forward_cancel (GCancellable *from, gpointer stop)
{
  g_cancellable_cancel (stop);
}

static void
call_begin (Call *call, guint timeout_ms, GCancellable *cancellable)
{
  call->context = g_main_context_new ();
  g_main_context_push_thread_default (call->context);
  call->stop = g_cancellable_new ();
  call->timer = g_timeout_source_new (timeout_ms);
  g_source_set_callback (call->timer, on_deadline, call, NULL);
  g_source_attach (call->timer, call->context);
  if (cancellable != NULL)
    {
      call->cancellable = cancellable;
      call->handler = g_cancellable_connect (cancellable, G_CALLBACK (forward_cancel), call->stop, NULL);
    }
}

static void
call_end (Call *call)
{
  if (call->cancellable != NULL)
    g_cancellable_disconnect (call->cancellable, call->handler);
  g_source_destroy (call->timer);
  g_source_unref (call->timer);
  while (g_main_context_iteration (call->context, FALSE))
    ;
  g_main_context_pop_thread_default (call->context);
  g_main_context_unref (call->context);
  g_object_unref (call->stop);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Call *) data)->result = g_object_ref (result);
}

static GAsyncResult *
await (Call *call)
{
  while (call->result == NULL)
    g_main_context_iteration (call->context, TRUE);
  return g_steal_pointer (&call->result);
}

static SoupSession *
make_session (WebApi *self)
{
  SoupSession *session = soup_session_new_with_options ("user-agent", "Alpenpost", "timeout", IDLE_S,
                                                        "idle-timeout", 1u, NULL);

  if (self->anchors != NULL)
    soup_session_set_tls_database (session, self->anchors);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_COOKIE_JAR);
  return session;
}

static void
wipe_bytes (gpointer data)
{
  GByteArray *bytes = data;

  explicit_bzero (bytes->data, bytes->len);
  g_byte_array_unref (bytes);
}

/* The whole body; %NULL with @error when it is too large or breaks off. */
static GByteArray *
read_body (Call *call, GInputStream *stream, GError **error)
{
  GByteArray *body = g_byte_array_sized_new (CHUNK);
  guint8 chunk[CHUNK];

  for (;;)
    {
      g_autoptr (GAsyncResult) result = NULL;
      gssize n;

      g_input_stream_read_async (stream, chunk, sizeof chunk, G_PRIORITY_DEFAULT, call->stop, on_result,
                                 call);
      result = await (call);
      n = g_input_stream_read_finish (stream, result, error);
      if (n > 0 && body->len + (gsize) n <= MAX_ANSWER)
        {
          g_byte_array_append (body, chunk, (guint) n);
          continue;
        }
      explicit_bzero (chunk, sizeof chunk);
      if (n == 0)
        return body;
      wipe_bytes (body);
      if (n > 0)
        base_device_set_error (error, BASE_DEVICE_ERROR_SERVER, 0, NULL, "an answer of over %d bytes",
                               MAX_ANSWER);
      return NULL;
    }
}

/* Seconds from Retry-After (RFC 9110 10.2.3): a number, or a date. */
static guint
read_retry_after (SoupMessage *message)
{
  const char *text
      = soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");
  g_autoptr (GDateTime) date = NULL;
  guint64 seconds;

  if (text == NULL)
    return 0;
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &seconds, NULL))
    return (guint) MIN (seconds, MAX_RETRY_AFTER);
  date = soup_date_time_new_from_http_string (text);
  if (date == NULL)
    return 0;
  return (guint) CLAMP (g_date_time_to_unix (date) - g_get_real_time () / G_USEC_PER_SEC, 0, MAX_RETRY_AFTER);
}

static gboolean
is_json (SoupMessage *message)
{
  const char *type
      = soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);

  return type != NULL
         && (g_ascii_strcasecmp (type, "application/json") == 0 || g_str_has_suffix (type, "+json")
             || g_ascii_strcasecmp (type, "text/json") == 0);
}

static void
set_body (SoupMessage *message, JsonNode *json)
{
  gsize length;
  char *text;
  GByteArray *bytes;
  g_autoptr (GBytes) body = NULL;

  if (json == NULL)
    return;
  text = json_to_string (json, FALSE);
  length = strlen (text);
  bytes = g_byte_array_sized_new ((guint) length);
  g_byte_array_append (bytes, (const guint8 *) text, (guint) length);
  base_secret_wipe (text);
  body = g_bytes_new_with_free_func (bytes->data, bytes->len, wipe_bytes, bytes);
  soup_message_set_request_body_from_bytes (message, "application/json", body);
}

/* What is shorter than it says is no answer: it might be well-formed by chance. */
static gboolean
is_whole (SoupMessage *message, gsize length)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);

  return soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH
         || soup_message_headers_get_content_length (headers) == (goffset) length;
}

static WebAnswer *
take_answer (SoupMessage *message, GByteArray *body, GError **error)
{
  WebAnswer *answer = g_new0 (WebAnswer, 1);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  gboolean json = is_json (message);

  answer->status = soup_message_get_status (message);
  answer->retry_after = read_retry_after (message);
  if (json && body->len > 0 && g_utf8_validate ((const char *) body->data, body->len, NULL)
      && json_parser_load_from_data (parser, (const char *) body->data, (gssize) body->len, NULL))
    answer->json = json_parser_steal_root (parser);
  if (answer->status / 100 == 2 && answer->status != 204 && answer->json == NULL)
    {
      base_device_set_error (error, BASE_DEVICE_ERROR_SERVER, 0, NULL, "%s",
                             json ? "an answer that is broken" : "an answer that is no JSON");
      g_clear_pointer (&answer, web_answer_free);
    }
  return answer;
}

/* A redirect gives %NULL without @error and *@next. */
static WebAnswer *
exchange (WebApi *self, Call *call, SoupMessage *message, GUri **next, GError **error)
{
  g_autoptr (SoupSession) session = make_session (self);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GByteArray *body;
  WebAnswer *answer = NULL;
  const char *location;

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  for (guint i = 0; i < G_N_ELEMENTS (self->header_name); i++)
    if (self->header_name[i] != NULL)
      soup_message_headers_replace (soup_message_get_request_headers (message), self->header_name[i],
                                    self->header_value[i]);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept", "application/json");
  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, call->stop, on_result, call);
  result = await (call);
  stream = soup_session_send_finish (session, result, error);
  if (stream == NULL)
    return NULL;
  location = soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");
  if (soup_message_get_status (message) / 100 == 3)
    {
      *next = location != NULL
                  ? g_uri_parse_relative (soup_message_get_uri (message), location, SOUP_HTTP_URI_FLAGS, NULL)
                  : NULL;
      if (*next == NULL || !is_own (self, *next) || g_strcmp0 (soup_message_get_method (message), "GET") != 0)
        {
          g_clear_pointer (next, g_uri_unref);
          base_device_set_error (error, BASE_DEVICE_ERROR_SERVER, 0, "redirect",
                                 "a redirect that is not followed");
        }
      return NULL;
    }
  body = read_body (call, stream, error);
  if (body == NULL)
    return NULL;
  if (is_whole (message, body->len))
    answer = take_answer (message, body, error);
  else
    base_device_set_error (error, BASE_DEVICE_ERROR_NETWORK, 0, NULL, "the answer broke off");
  wipe_bytes (body);
  return answer;
}

/* What went wrong on the way, as one of our codes. */
static void
explain (WebApi *self, Call *call, GError **error)
{
  g_autoptr (GError) old = *error;

  if (old->domain == BASE_DEVICE_ERROR)
    {
      *error = g_steal_pointer (&old);
      return;
    }
  *error = NULL;
  if (call->late)
    base_device_set_error (error, BASE_DEVICE_ERROR_NETWORK, 0, NULL, "%s does not answer",
                           g_uri_get_host (self->base));
  else if (g_error_matches (old, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    *error = g_steal_pointer (&old);
  else
    base_device_set_error (error, BASE_DEVICE_ERROR_NETWORK, 0,
                           old->domain == G_TLS_ERROR ? "certificate" : NULL, "%s: %s",
                           g_uri_get_host (self->base), old->message);
}

/**
 * web_api_call:
 * @path: from the base address on, or a whole address of the same origin
 * @body: (transfer full) (nullable): sent as JSON, then wiped
 *
 * Blocks until the answer is there or the time is over.
 *
 * Returns: (transfer full) (nullable): the answer, whatever its status; %NULL with BASE_DEVICE_ERROR_NETWORK,
 * BASE_DEVICE_ERROR_SERVER (too large, broken, a success that is no JSON, a redirect elsewhere) or G_IO_ERROR_CANCELLED
 */
WebAnswer *
web_api_call (WebApi *self, const char *method, const char *path, JsonNode *body, GCancellable *cancellable,
              GError **error)
{
  g_autofree char *url
      = g_str_has_prefix (path, "https://") ? g_strdup (path) : g_strconcat (self->text, path, NULL);
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GError) local = NULL;
  WebAnswer *answer = NULL;
  Call call = { 0 };

  call_begin (&call, self->timeout_ms, cancellable);
  if (uri == NULL || !is_own (self, uri))
    base_device_set_error (&local, BASE_DEVICE_ERROR_SERVER, 0, "redirect", "an address elsewhere");
  for (guint i = 0; local == NULL && answer == NULL && i <= MAX_REDIRECTS; i++)
    {
      g_autoptr (SoupMessage) message = soup_message_new_from_uri (method, uri);
      GUri *next = NULL;

      set_body (message, body);
      answer = exchange (self, &call, message, &next, &local);
      if (next != NULL)
        {
          g_uri_unref (uri);
          uri = next;
        }
    }
  if (answer == NULL && local == NULL)
    base_device_set_error (&local, BASE_DEVICE_ERROR_SERVER, 0, "redirect", "too many redirects");
  if (local != NULL)
    {
      explain (self, &call, &local);
      g_propagate_error (error, g_steal_pointer (&local));
    }
  call_end (&call);
  if (body != NULL)
    {
      web_json_wipe (body);
      json_node_unref (body);
    }
  return answer;
}

void
web_answer_free (WebAnswer *self)
{
  if (self == NULL)
    return;
  if (self->json != NULL)
    {
      web_json_wipe (self->json);
      json_node_unref (self->json);
    }
  g_free (self);
}
