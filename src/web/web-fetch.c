/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web-fetch.c: one small document by https
 *
 * A session of its own for each: no cookies, no cache, no stored password, no referrer, no compression (so no bomb), a
 * user agent that tells nothing. Redirects are followed by hand, to https only, at most three times. Certificates are
 * the system's to judge; there is no exception. Blocks; for a worker's thread with a main context of its own. */

#include "web-fetch.h"

#include <libsoup/soup.h>
#include <string.h>

#include "web-error.h"

#define MAX_REDIRECTS 3
#define CHUNK 16384

static SoupSession *
make_session (guint timeout_s)
{
  SoupSession *session = soup_session_new_with_options ("user-agent", "Alpenpost", "timeout", timeout_s,
                                                        "idle-timeout", 1u, NULL);

  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_COOKIE_JAR);
  return session;
}

static gboolean
is_https (GUri *uri)
{
  return g_strcmp0 (g_uri_get_scheme (uri), "https") == 0 && g_uri_get_host (uri) != NULL
         && *g_uri_get_host (uri) != '\0' && g_uri_get_userinfo (uri) == NULL;
}

static GBytes *
read_body (GInputStream *stream, gsize max, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  for (;;)
    {
      guint8 chunk[CHUNK];
      gssize n = g_input_stream_read (stream, chunk, sizeof chunk, cancellable, error);

      if (n < 0)
        return NULL;
      if (n == 0)
        return g_byte_array_free_to_bytes (g_steal_pointer (&body));
      if (body->len + (gsize) n > max)
        {
          g_set_error (error, WEB_ERROR, WEB_ERROR_TOO_LARGE, "a document of over %" G_GSIZE_FORMAT " bytes",
                       max);
          return NULL;
        }
      g_byte_array_append (body, chunk, (guint) n);
    }
}

/* The next address after a redirect; %NULL with @error when it may not be followed. */
static GUri *
follow (GUri *uri, SoupMessage *message, GError **error)
{
  const char *location
      = soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");
  g_autoptr (GUri) next
      = location != NULL ? g_uri_parse_relative (uri, location, SOUP_HTTP_URI_FLAGS, NULL) : NULL;

  if (next == NULL || !is_https (next))
    {
      g_set_error (error, WEB_ERROR, WEB_ERROR_INSECURE, "a redirect to somewhere without https");
      return NULL;
    }
  return g_steal_pointer (&next);
}

/* One request. A redirect gives %NULL without @error and *@next. */
static GBytes *
request (SoupSession *session, GUri *uri, gsize max, GUri **next, GCancellable *cancellable, GError **error)
{
  g_autoptr (SoupMessage) message = soup_message_new_from_uri ("GET", uri);
  g_autoptr (GInputStream) stream = NULL;
  SoupStatus status;

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  stream = soup_session_send (session, message, cancellable, error);
  if (stream == NULL)
    return NULL;
  status = soup_message_get_status (message);
  if (status == 200)
    return read_body (stream, max, cancellable, error);
  if (status == 301 || status == 302 || status == 303 || status == 307 || status == 308)
    *next = follow (uri, message, error);
  else
    g_set_error (error, WEB_ERROR, WEB_ERROR_NOT_FOUND, "%s answers %u", g_uri_get_host (uri), status);
  return NULL;
}

static void
explain (GError **error, const char *host)
{
  GError *old = *error;

  if (old->domain == WEB_ERROR || g_error_matches (old, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  *error = g_error_new (WEB_ERROR, WEB_ERROR_NETWORK, "%s: %s", host, old->message);
  g_error_free (old);
}

/**
 * web_fetch:
 * @url: an https address
 * @max: most bytes of the body
 * @final_host: (out) (nullable): the host that gave the document, after redirects
 *
 * Returns: (transfer full) (nullable): the document; %NULL with an error of WEB_ERROR or G_IO_ERROR_CANCELLED
 */
GBytes *
web_fetch (const char *url, gsize max, guint timeout_s, char **final_host, GCancellable *cancellable,
           GError **error)
{
  g_autoptr (SoupSession) session = make_session (timeout_s);
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GError) local = NULL;

  if (uri == NULL || !is_https (uri))
    {
      g_set_error (error, WEB_ERROR, WEB_ERROR_INSECURE, "not an https address");
      return NULL;
    }
  for (guint i = 0; i <= MAX_REDIRECTS; i++)
    {
      GUri *next = NULL;
      g_autoptr (GBytes) body = request (session, uri, max, &next, cancellable, &local);

      if (body != NULL && final_host != NULL)
        *final_host = g_strdup (g_uri_get_host (uri));
      if (body != NULL)
        return g_steal_pointer (&body);
      if (next == NULL)
        break;
      g_uri_unref (uri);
      uri = next;
    }
  if (local == NULL)
    g_set_error (&local, WEB_ERROR, WEB_ERROR_NOT_FOUND, "too many redirects");
  explain (&local, g_uri_get_host (uri));
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/**
 * web_post_form:
 * @url: an https address
 * @form: application/x-www-form-urlencoded; may hold secrets
 * @max: most bytes of the answer
 * @ca_file: (nullable) (type filename): PEM of a private authority that is trusted for this alone
 *
 * For talking with an authorisation server. No redirect is followed: what is in @form is for this server. Returns:
 * (transfer full) (nullable): the answer's body, whatever its status below 500; %NULL with an error of WEB_ERROR or
 * G_IO_ERROR_CANCELLED
 */
GBytes *
web_post_form (const char *url, const char *form, gsize max, guint timeout_s, const char *ca_file,
               GCancellable *cancellable, GError **error)
{
  g_autoptr (SoupSession) session = make_session (timeout_s);
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) body = NULL, sent = g_bytes_new (form, strlen (form));
  g_autoptr (GError) local = NULL;

  if (uri == NULL || !is_https (uri))
    {
      g_set_error (error, WEB_ERROR, WEB_ERROR_INSECURE, "not an https address");
      return NULL;
    }
  if (ca_file != NULL)
    {
      g_autoptr (GTlsDatabase) database = g_tls_file_database_new (ca_file, NULL);

      if (database != NULL)
        soup_session_set_tls_database (session, database);
    }
  message = soup_message_new_from_uri ("POST", uri);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_append (soup_message_get_request_headers (message), "Accept", "application/json");
  soup_message_set_request_body_from_bytes (message, "application/x-www-form-urlencoded", sent);
  stream = soup_session_send (session, message, cancellable, &local);
  if (stream != NULL && soup_message_get_status (message) < 500)
    body = read_body (stream, max, cancellable, &local);
  else if (stream != NULL)
    g_set_error (&local, WEB_ERROR, WEB_ERROR_NETWORK, "status %u", soup_message_get_status (message));
  if (body == NULL)
    {
      explain (&local, g_uri_get_host (uri));
      g_propagate_error (error, g_steal_pointer (&local));
    }
  return g_steal_pointer (&body);
}
