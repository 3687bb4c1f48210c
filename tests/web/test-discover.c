/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-discover.c: all sources together, against a local https server, scripted DNS and scripted mail servers
 *
 * GIO's resolver is replaced by one that knows the names below and counts what it is asked, so that no question leaves
 * this machine and "asks nobody" can be shown. */

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>

#include "peer.h"
#include "web-discover.h"
#include "web-fetch.h"

/* --- DNS --- */

typedef GResolver TestResolver;
typedef GResolverClass TestResolverClass;

GType test_resolver_get_type (void);
G_DEFINE_TYPE (TestResolver, test_resolver, G_TYPE_RESOLVER)

static gint questions;

static const char *const hosts[] = { "autoconfig.good.test",      "autoconfig.away.test",
                                     "autoconfig.http.test",      "autoconfig.file.test",
                                     "autoconfig.huge.test",      "autoconfig.bomb.test",
                                     "autoconfig.loop.test",      "autoconfig.slow.test",
                                     "autoconfig.other.test",     "other.test",
                                     "imap.probe.test",           "smtp.probe.test",
                                     "autoconfig.untrusted.test", NULL };

static const struct
{
  const char *name;
  guint16 port;
  const char *target;
} srv_records[] = {
  { "_imaps._tcp.srv.test", 993, "imap.srv.test" },
  { "_submissions._tcp.srv.test", 465, "smtp.srv.test" },
  { "_submission._tcp.srv.test", 587, "smtp.srv.test" },
  { "_pop3s._tcp.srv.test", 0, "." },
  { "_imaps._tcp.srv-away.test", 993, "mail.hoster.test" },
  { "_submissions._tcp.srv-away.test", 465, "mail.hoster.test" },
  { "_imaps._tcp.srv-half.test", 993, "imap.srv-half.test" },
};

static const struct
{
  const char *domain, *target;
} mx_records[] = {
  { "mx.test", "mta-gw.infomaniak.ch" },
  { "mx-none.test", "mx.mx-none.test" },
  { "slow.test", "mta-gw.infomaniak.ch" },
  { "good.test", "mta-gw.infomaniak.ch" },
};

static GList *
lookup (GResolver *resolver, const char *name, GResolverNameLookupFlags flags, GCancellable *cancellable,
        GError **error)
{
  g_atomic_int_inc (&questions);
  if (g_strv_contains (hosts, name) && !(flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY))
    return g_list_append (NULL, g_inet_address_new_from_string ("127.0.0.1"));
  g_set_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "no %s", name);
  return NULL;
}

static GList *
lookup_plain (GResolver *resolver, const char *name, GCancellable *cancellable, GError **error)
{
  return lookup (resolver, name, 0, cancellable, error);
}

static void
lookup_by_name (GResolver *resolver, const char *name, GResolverNameLookupFlags flags,
                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, data);
  GError *error = NULL;
  GList *list = lookup (resolver, name, flags, cancellable, &error);

  if (list != NULL)
    g_task_return_pointer (task, list, NULL);
  else
    g_task_return_error (task, error);
}

static void
lookup_by_name_plain (GResolver *resolver, const char *name, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer data)
{
  lookup_by_name (resolver, name, 0, cancellable, callback, data);
}

static GList *
finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
lookup_records (GResolver *resolver, const char *name, GResolverRecordType type, GCancellable *cancellable,
                GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, data);
  GList *list = NULL;

  g_atomic_int_inc (&questions);
  for (guint i = 0; i < G_N_ELEMENTS (mx_records) && type == G_RESOLVER_RECORD_MX; i++)
    if (g_str_equal (mx_records[i].domain, name))
      list = g_list_append (list, g_variant_ref_sink (g_variant_new ("(qs)", 10, mx_records[i].target)));
  if (list != NULL)
    g_task_return_pointer (task, list, NULL);
  else
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "no record of %s", name);
}

static void
lookup_service (GResolver *resolver, const char *name, GCancellable *cancellable,
                GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, data);
  GList *list = NULL;

  g_atomic_int_inc (&questions);
  for (guint i = 0; i < G_N_ELEMENTS (srv_records); i++)
    if (g_str_equal (srv_records[i].name, name))
      list = g_list_append (list, g_srv_target_new (srv_records[i].target, srv_records[i].port, 0, 1));
  if (list != NULL)
    g_task_return_pointer (task, list, NULL);
  else
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "no service %s", name);
}

static void
test_resolver_init (TestResolver *self)
{
}

static void
test_resolver_class_init (TestResolverClass *class)
{
  class->lookup_by_name = lookup_plain;
  class->lookup_by_name_with_flags = lookup;
  class->lookup_by_name_async = lookup_by_name_plain;
  class->lookup_by_name_finish = finish;
  class->lookup_by_name_with_flags_async = lookup_by_name;
  class->lookup_by_name_with_flags_finish = finish;
  class->lookup_service_async = lookup_service;
  class->lookup_service_finish = finish;
  class->lookup_records_async = lookup_records;
  class->lookup_records_finish = finish;
}

/* --- https --- */

#define SERVER(kind, type, host, port)                                                                       \
  "<" kind "Server type=\"" type "\"><hostname>" host "</hostname><port>" port "</port><socketType>SSL"      \
  "</socketType><username>%EMAILADDRESS%</username></" kind "Server>"
#define DOCUMENT(host)                                                                                       \
  "<clientConfig version=\"1.1\"><emailProvider>" SERVER ("incoming", "imap", "imap." host, "993")           \
      SERVER ("outgoing", "smtp", "smtp." host, "465") "</emailProvider></clientConfig>"
#define BOMB                                                                                                 \
  "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaaaaaaaaaaaa\"><!ENTITY b "                                             \
  "\"&a;&a;&a;&a;&a;&a;&a;&a;\">]><clientConfig "                                                            \
  "version=\"1.1\"><emailProvider><displayName>&b;&b;&b;&b;</displayName></emailProvider></clientConfig>"

typedef struct
{
  GMainLoop *loop;
  GMainContext *context;
  GThread *thread;
  guint16 port;
  gint requests;
} Web;

static Web web;

static void
redirect (SoupServerMessage *message, const char *target, const char *host, guint port)
{
  g_autofree char *location = NULL;

  if (host != NULL)
    location = g_strdup_printf ("%s://%s:%u/mail/config-v1.1.xml", target, host, port);
  soup_server_message_set_redirect (message, 302, location != NULL ? location : target);
}

static gboolean
answer_late (gpointer data)
{
  soup_server_message_set_response (data, "text/xml", SOUP_MEMORY_STATIC, DOCUMENT ("slow.test"),
                                    strlen (DOCUMENT ("slow.test")));
  soup_server_message_set_status (data, 200, NULL);
  soup_server_message_unpause (data);
  g_object_unref (data);
  return G_SOURCE_REMOVE;
}

static void
answer_slowly (SoupServerMessage *message)
{
  g_autoptr (GSource) source = g_timeout_source_new (1000);

  soup_server_message_pause (message);
  g_source_set_callback (source, answer_late, g_object_ref (message), NULL);
  g_source_attach (source, web.context);
}

static void
give (SoupServerMessage *message, const char *text, gsize length)
{
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "text/xml", SOUP_MEMORY_COPY, text, length);
}

static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autofree char *host = g_strdup (soup_message_headers_get_one (headers, "Host"));
  g_autofree char *large = NULL;

  g_atomic_int_inc (&web.requests);
  g_assert_null (soup_message_headers_get_one (headers, "Cookie"));
  g_assert_null (soup_message_headers_get_one (headers, "Referer"));
  g_assert_null (soup_message_headers_get_one (headers, "Authorization"));
  if (strchr (host, ':') != NULL)
    *strchr (host, ':') = '\0';
  if (g_str_equal (host, "autoconfig.good.test"))
    give (message, DOCUMENT ("good.test"), strlen (DOCUMENT ("good.test")));
  else if (g_str_equal (host, "other.test"))
    give (message, DOCUMENT ("other.test"), strlen (DOCUMENT ("other.test")));
  else if (g_str_equal (host, "autoconfig.away.test"))
    redirect (message, "https", "other.test", web.port);
  else if (g_str_equal (host, "autoconfig.http.test"))
    redirect (message, "http", "other.test", web.port);
  else if (g_str_equal (host, "autoconfig.file.test"))
    redirect (message, "file:///etc/passwd", NULL, 0);
  else if (g_str_equal (host, "autoconfig.loop.test"))
    redirect (message, "https", "autoconfig.loop.test", web.port);
  else if (g_str_equal (host, "autoconfig.bomb.test"))
    give (message, BOMB, strlen (BOMB));
  else if (g_str_equal (host, "autoconfig.slow.test"))
    answer_slowly (message);
  else if (g_str_equal (host, "autoconfig.huge.test"))
    {
      large = g_strnfill (20 * 1024 * 1024, ' ');
      give (message, large, 20 * 1024 * 1024);
    }
  else
    soup_server_message_set_status (message, 404, NULL);
}

static gpointer
web_thread (gpointer ready)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "support", "certificates", "web.pem", NULL);
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, NULL);
  g_autoptr (SoupServer) server = NULL;
  GSList *uris;

  g_main_context_push_thread_default (web.context);
  server = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_add_handler (server, NULL, on_request, NULL, NULL);
  g_assert_true (
      soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (server);
  web.port = (guint16) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_atomic_int_set ((gint *) ready, 1);
  g_main_loop_run (web.loop);
  soup_server_disconnect (server);
  g_main_context_pop_thread_default (web.context);
  return NULL;
}

static void
start_web (void)
{
  gint ready = 0;

  web.context = g_main_context_new ();
  web.loop = g_main_loop_new (web.context, FALSE);
  web.thread = g_thread_new ("web", web_thread, &ready);
  while (!g_atomic_int_get (&ready))
    g_usleep (1000);
}

static void
stop_web (void)
{
  g_main_loop_quit (web.loop);
  g_thread_join (web.thread);
  g_main_loop_unref (web.loop);
  g_main_context_unref (web.context);
}

/* --- the tests --- */

typedef struct
{
  const char *row, *address;
  guint patience_ms;
  BaseMailSource source; /* 0: nothing found */
  const char *imap, *consent;
} Search;

static const Search searches[] = {
  { "table", "me@ik.me", 0, BASE_MAIL_SOURCE_TABLE, "mail.infomaniak.com", NULL },
  /* Autoconfig is above the mail exchanger, which answers too. */
  { "autoconfig", "me@good.test", 0, BASE_MAIL_SOURCE_AUTOCONFIG, "imap.good.test", NULL },
  { "well-known", "me@other.test", 0, BASE_MAIL_SOURCE_AUTOCONFIG, "imap.other.test", NULL },
  { "redirect-to-another", "me@away.test", 0, BASE_MAIL_SOURCE_AUTOCONFIG, "imap.other.test", "other.test" },
  { "redirect-to-http", "me@http.test", 0, 0, NULL, NULL },
  { "redirect-to-file", "me@file.test", 0, 0, NULL, NULL },
  { "redirect-for-ever", "me@loop.test", 0, 0, NULL, NULL },
  { "20-megabytes", "me@huge.test", 0, 0, NULL, NULL },
  { "bomb", "me@bomb.test", 0, 0, NULL, NULL },
  { "certificate-of-another", "me@untrusted.test", 0, 0, NULL, NULL },
  { "srv", "me@srv.test", 0, BASE_MAIL_SOURCE_SRV, "imap.srv.test", NULL },
  { "srv-to-another", "me@srv-away.test", 0, BASE_MAIL_SOURCE_SRV, "mail.hoster.test", "mail.hoster.test" },
  { "srv-half", "me@srv-half.test", 0, 0, NULL, NULL },
  { "mx", "me@mx.test", 0, BASE_MAIL_SOURCE_MX, "mail.infomaniak.com", NULL },
  { "mx-unknown", "me@mx-none.test", 0, 0, NULL, NULL },
  { "slow-is-waited-for", "me@slow.test", 15000, BASE_MAIL_SOURCE_AUTOCONFIG, "imap.slow.test", NULL },
  { "slow-is-not-waited-for", "me@slow.test", 100, BASE_MAIL_SOURCE_MX, "mail.infomaniak.com", NULL },
  { "nothing", "me@nothing.test", 0, 0, NULL, NULL },
};

static void
on_news (BaseMailSource source, WebDiscoverState state, const char *why, gpointer data)
{
  static const char *const words[] = { "", "asked", "found", "nothing" };

  g_test_message ("%s: %s%s%s", base_mail_source_get_name (source), words[state], why != NULL ? ", " : "",
                  why != NULL ? why : "");
}

static void
test_search (gconstpointer data)
{
  const Search *row = data;
  static const WebProbePorts closed = { 1, 1, 1, 1 };
  WebDiscoverOptions options = { row->patience_ms, 20000, web.port, &closed, on_news, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (BaseMailSettings) settings = NULL;
  gint asked_before = g_atomic_int_get (&questions);

  settings = web_discover (row->address, &options, NULL, &error);
  if (row->source == 0)
    {
      g_assert_null (settings);
      g_assert_error (error, WEB_ERROR, WEB_ERROR_NOT_FOUND);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpint (settings->source, ==, row->source);
  g_assert_cmpstr (base_mail_settings_get_best (settings, BASE_MAIL_IMAP)->host, ==, row->imap);
  g_assert_cmpstr (settings->consent_host, ==, row->consent);
  if (row->source == BASE_MAIL_SOURCE_TABLE)
    g_assert_cmpint (g_atomic_int_get (&questions), ==, asked_before);
}

/* Servers that answer are found by their usual names, the certificate being good for them. */
static void
test_probe (void)
{
  static const PeerStep imap_script[]
      = { PEER_START_TLS (), PEER_SEND ("* OK hi\r\n"), PEER_DRAIN (), PEER_END };
  static const PeerStep smtp_script[] = { PEER_SEND ("220-hi\r\n220 there\r\n"),
                                          PEER_EXPECT ("^EHLO \\[127\\.0\\.0\\.1\\]$"),
                                          PEER_SEND ("250-x\r\n250 STARTTLS\r\n"),
                                          PEER_EXPECT ("^STARTTLS$"),
                                          PEER_SEND ("220 go\r\n"),
                                          PEER_START_TLS (),
                                          PEER_EXPECT_CLOSE (),
                                          PEER_END };
  g_autoptr (Peer) imap = peer_new_full (imap_script, PEER_MODE_WHOLE, 0, "web.pem");
  g_autoptr (Peer) smtp = peer_new_full (smtp_script, PEER_MODE_WHOLE, 0, "web.pem");
  WebProbePorts ports = { peer_get_port (imap), 1, 1, peer_get_port (smtp) };
  WebDiscoverOptions options = { 0, 20000, web.port, &ports, on_news, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (BaseMailSettings) settings = web_discover ("me@probe.test", &options, NULL, &error);
  const BaseMailServer *server;
  g_autoptr (GBytes) sent = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (settings->source, ==, BASE_MAIL_SOURCE_PROBE);
  server = base_mail_settings_get_best (settings, BASE_MAIL_SMTP);
  g_assert_cmpstr (server->host, ==, "smtp.probe.test");
  g_assert_cmpint (server->security, ==, BASE_MAIL_STARTTLS);
  g_assert_cmpstr (base_mail_settings_get_best (settings, BASE_MAIL_IMAP)->host, ==, "imap.probe.test");
  peer_assert_done (imap);
  peer_assert_done (smtp);
  sent = peer_get_received (imap);
  g_assert_cmpuint (g_bytes_get_size (sent), ==, 0);
}

/* A certificate that names somebody else, or another protocol, is no server of ours. */
static void
test_probe_refused (void)
{
  static const PeerStep other[] = { PEER_START_TLS (), PEER_SEND ("* OK hi\r\n"), PEER_DRAIN (), PEER_END };
  static const PeerStep web_server[]
      = { PEER_START_TLS (), PEER_SEND ("HTTP/1.1 400 Bad\r\n"), PEER_DRAIN (), PEER_END };
  static const PeerStep no_starttls[] = { PEER_SEND ("* OK hi\r\n"), PEER_EXPECT ("^x1 STARTTLS$"),
                                          PEER_SEND ("x1 NO\r\n"), PEER_DRAIN (), PEER_END };
  static const PeerStep injected[] = { PEER_SEND ("* OK hi\r\n"), PEER_EXPECT ("^x1 STARTTLS$"),
                                       PEER_SEND ("x1 OK\r\n* evil\r\n"), PEER_DRAIN (), PEER_END };

  static const struct
  {
    const PeerStep *script;
    BaseMailSecurity security;
    const char *certificate;
  } rows[] = { { other, BASE_MAIL_TLS, "other.pem" },
               { web_server, BASE_MAIL_TLS, "web.pem" },
               { no_starttls, BASE_MAIL_STARTTLS, "web.pem" },
               { injected, BASE_MAIL_STARTTLS, "web.pem" } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Peer) peer = peer_new_full (rows[i].script, PEER_MODE_WHOLE, 0, rows[i].certificate);
      g_autoptr (GError) error = NULL;

      g_assert_false (web_probe_server (BASE_MAIL_IMAP, "imap.probe.test", peer_get_port (peer),
                                        rows[i].security, 5000, NULL, &error));
      g_assert_nonnull (error);
    }
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (100 * 1000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancel (void)
{
  static const WebProbePorts closed = { 1, 1, 1, 1 };
  WebDiscoverOptions options = { 15000, 20000, web.port, &closed, NULL, NULL };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);

  g_assert_null (web_discover ("me@slow.test", &options, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
}

static void
test_bad_addresses (void)
{
  static const char *const addresses[] = { "",
                                           "me",
                                           "me@",
                                           "@x.test",
                                           "me@localhost",
                                           "me@x.test\r\nHost: evil",
                                           "me@127.0.0.1",
                                           "me@x_.test/../y",
                                           "\xff@x.test" };
  gint asked_before = g_atomic_int_get (&questions);

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (web_discover (addresses[i], NULL, NULL, &error));
      g_assert_error (error, WEB_ERROR, WEB_ERROR_BAD_ADDRESS);
    }
  g_assert_cmpint (g_atomic_int_get (&questions), ==, asked_before);
}

static void
test_fetch_addresses (void)
{
  static const char *const urls[] = { "http://good.test/", "file:///etc/passwd",         "ftp://good.test/",
                                      "https://",          "https://user:pw@good.test/", "x" };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (web_fetch (urls[i], 1000, 5, NULL, NULL, &error));
      g_assert_error (error, WEB_ERROR, WEB_ERROR_INSECURE);
    }
}

typedef struct
{
  const char *host;
  int code; /* of WEB_ERROR; 0: a document, of @final */
  const char *final;
} Fetch;

static const Fetch fetches[] = {
  { "autoconfig.good.test", 0, "autoconfig.good.test" },
  { "autoconfig.away.test", 0, "other.test" },
  { "autoconfig.http.test", WEB_ERROR_INSECURE, NULL },
  { "autoconfig.file.test", WEB_ERROR_INSECURE, NULL },
  { "autoconfig.loop.test", WEB_ERROR_NOT_FOUND, NULL },
  { "autoconfig.huge.test", WEB_ERROR_TOO_LARGE, NULL },
  { "autoconfig.other.test", WEB_ERROR_NOT_FOUND, NULL },
  { "autoconfig.untrusted.test", WEB_ERROR_NETWORK, NULL },
  { "nowhere.test", WEB_ERROR_NETWORK, NULL },
};

static void
test_fetch (gconstpointer data)
{
  const Fetch *row = data;
  g_autofree char *url = g_strdup_printf ("https://%s:%u/mail/config-v1.1.xml", row->host, web.port);
  g_autofree char *final = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = web_fetch (url, 100000, 5, &final, NULL, &error);

  if (row->code != 0)
    g_assert_error (error, WEB_ERROR, row->code);
  else
    g_assert_no_error (error);
  g_assert_cmpstr (final, ==, row->final);
}

static void
test_file (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "autoconfig-XXXXXX", NULL);
  int fd = g_mkstemp (path);
  g_autoptr (BaseMailSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (fd, >=, 0);
  g_assert_true (g_file_set_contents (path, DOCUMENT ("hoster.test"), -1, NULL));
  settings = web_discover_file ("me@example.org", path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (settings->source, ==, BASE_MAIL_SOURCE_FILE);
  g_assert_cmpstr (settings->consent_host, ==, "imap.hoster.test");
  g_assert_null (web_discover_file ("me@example.org", "/dev/zero", &error));
  g_assert_error (error, WEB_ERROR, WEB_ERROR_BAD_DOCUMENT);
  g_clear_error (&error);
  g_assert_null (web_discover_file ("me@example.org", "/nonexistent/x", &error));
  g_assert_nonnull (error);
  g_unlink (path);
  g_close (fd, NULL);
}

int
main (int argc, char **argv)
{
  g_autofree char *ca = NULL;
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GResolver) resolver = NULL;
  int code;

  g_test_init (&argc, &argv, NULL);
  ca = g_test_build_filename (G_TEST_DIST, "support", "certificates", "ca.pem", NULL);
  database = g_tls_file_database_new (ca, NULL);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), database);
  resolver = g_object_new (test_resolver_get_type (), NULL);
  g_resolver_set_default (resolver);
  start_web ();
  for (guint i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      g_autofree char *path = g_strconcat ("/web/discover/", searches[i].row, NULL);

      g_test_add_data_func (path, &searches[i], test_search);
    }
  for (guint i = 0; i < G_N_ELEMENTS (fetches); i++)
    {
      g_autofree char *path = g_strconcat ("/web/fetch/", fetches[i].host, NULL);

      g_test_add_data_func (path, &fetches[i], test_fetch);
    }
  g_test_add_func ("/web/discover/probe", test_probe);
  g_test_add_func ("/web/discover/probe-refused", test_probe_refused);
  g_test_add_func ("/web/discover/cancel", test_cancel);
  g_test_add_func ("/web/discover/bad-addresses", test_bad_addresses);
  g_test_add_func ("/web/discover/fetch-addresses", test_fetch_addresses);
  g_test_add_func ("/web/discover/file", test_file);
  code = g_test_run ();
  stop_web ();
  return code;
}
