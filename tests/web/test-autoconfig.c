/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-autoconfig.c: provider files, good ones and those of hostile-content C-109 */

#include <string.h>

#include "web-autoconfig.h"
#include "web-error.h"

#define CONFIG(servers)                                                                                      \
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<clientConfig version=\"1.1\"><emailProvider "                \
  "id=\"example.org\"><domain>example.org</domain><displayName>Example</displayName>" servers                \
  "</emailProvider></clientConfig>"
#define SERVER(kind, type, host, port, socket, user)                                                         \
  "<" kind "Server type=\"" type "\"><hostname>" host "</hostname><port>" port "</port><socketType>" socket  \
  "</socketType><username>" user "</username><authentication>password-cleartext</authentication></" kind     \
  "Server>"
#define SMTP SERVER ("outgoing", "smtp", "smtp.example.org", "465", "SSL", "%EMAILADDRESS%")
#define IMAP SERVER ("incoming", "imap", "imap.example.org", "993", "SSL", "%EMAILADDRESS%")

typedef struct
{
  const char *row, *text;
  const char *servers; /* what is left; NULL: refused */
  int code;
  guint refused;
} Document;

static const Document documents[] = {
  { "good", CONFIG (IMAP SMTP),
    "imap:imap.example.org:993:tls:me@example.org "
    "smtp:smtp.example.org:465:tls:me@example.org ",
    0, 0 },
  { "order-and-kinds",
    CONFIG (SERVER ("incoming", "pop3", "pop.example.org", "995", "SSL", "%EMAILLOCALPART%") SERVER (
        "incoming", "imap", "%EMAILDOMAIN%", "143", "STARTTLS", "%EMAILLOCALPART%.%EMAILDOMAIN%")
                SERVER ("incoming", "exchange", "x.example.org", "443", "SSL", "x") SMTP),
    "pop3:pop.example.org:995:tls:me imap:example.org:143:starttls:me.example.org "
    "smtp:smtp.example.org:465:tls:me@example.org ",
    0, 0 },
  { "plain",
    CONFIG (SERVER ("incoming", "imap", "imap.example.org", "143", "plain", "x")
                SERVER ("outgoing", "smtp", "smtp.example.org", "25", "plain", "x")),
    NULL, WEB_ERROR_INSECURE, 0 },
  { "plain-besides", CONFIG (SERVER ("incoming", "imap", "imap.example.org", "143", "plain", "x") IMAP SMTP),
    "imap:imap.example.org:993:tls:me@example.org smtp:smtp.example.org:465:tls:me@example.org ", 0, 1 },
  { "no-socket-type", CONFIG (SERVER ("incoming", "imap", "imap.example.org", "993", "", "x") SMTP), NULL,
    WEB_ERROR_INSECURE, 0 },
  { "port-0", CONFIG (SERVER ("incoming", "imap", "imap.example.org", "0", "SSL", "x") SMTP), NULL,
    WEB_ERROR_INSECURE, 0 },
  { "port-99999", CONFIG (SERVER ("incoming", "imap", "imap.example.org", "99999", "SSL", "x") SMTP), NULL,
    WEB_ERROR_INSECURE, 0 },
  { "port-text", CONFIG (SERVER ("incoming", "imap", "imap.example.org", "993x", "SSL", "x") SMTP), NULL,
    WEB_ERROR_INSECURE, 0 },
  { "host-with-crlf",
    CONFIG (SERVER ("incoming", "imap", "imap.example.org&#13;&#10;x", "993", "SSL", "x") SMTP), NULL,
    WEB_ERROR_INSECURE, 0 },
  { "host-with-path", CONFIG (SERVER ("incoming", "imap", "imap.example.org/x", "993", "SSL", "x") SMTP),
    NULL, WEB_ERROR_INSECURE, 0 },
  { "host-address", CONFIG (SERVER ("incoming", "imap", "127.0.0.1", "993", "SSL", "x") SMTP), NULL,
    WEB_ERROR_INSECURE, 0 },
  { "host-local", CONFIG (SERVER ("incoming", "imap", "localhost", "993", "SSL", "x") SMTP), NULL,
    WEB_ERROR_INSECURE, 0 },
  { "host-of-local-part", CONFIG (SERVER ("incoming", "imap", "%EMAILADDRESS%", "993", "SSL", "x") SMTP),
    NULL, WEB_ERROR_INSECURE, 0 },
  { "user-unknown-placeholder",
    CONFIG (SERVER ("incoming", "imap", "imap.example.org", "993", "SSL", "%PASSWORD%") SMTP), NULL,
    WEB_ERROR_INSECURE, 0 },
  { "user-with-line-end",
    CONFIG (SERVER ("incoming", "imap", "imap.example.org", "993", "SSL", "a&#10;b") SMTP), NULL,
    WEB_ERROR_INSECURE, 0 },
  { "only-ntlm",
    CONFIG ("<incomingServer "
            "type=\"imap\"><hostname>i.example.org</hostname><port>993</port><socketType>SSL</socketType>"
            "<authentication>NTLM</authentication></incomingServer>" SMTP),
    NULL, WEB_ERROR_INSECURE, 0 },
  { "no-outgoing", CONFIG (IMAP), NULL, WEB_ERROR_BAD_DOCUMENT, 0 },
  { "entity-bomb",
    "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b "
    "\"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c "
    "\"&b;&b;&b;&b;&b;&b;&b;&b;\">]><clientConfig version=\"1.1\"><emailProvider "
    "id=\"x\"><displayName>&c;</displayName>"
    "</emailProvider></clientConfig>",
    NULL, WEB_ERROR_BAD_DOCUMENT, 0 },
  { "external-entity",
    "<!DOCTYPE x [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><clientConfig version=\"1.1\"><emailProvider>&x;"
    "</emailProvider></clientConfig>",
    NULL, WEB_ERROR_BAD_DOCUMENT, 0 },
  { "unknown-entity", CONFIG ("<displayName>&x;</displayName>" IMAP SMTP), NULL, WEB_ERROR_BAD_DOCUMENT, 0 },
  { "wrong-namespace",
    "<clientConfig version=\"1.1\" xmlns=\"http://evil.test/\"><emailProvider>" IMAP SMTP
    "</emailProvider></clientConfig>",
    NULL, WEB_ERROR_BAD_DOCUMENT, 0 },
  { "own-namespace",
    "<clientConfig version=\"1.1\" xmlns=\"urn:ietf:params:xml:ns:autoconfig\"><emailProvider>" IMAP SMTP
    "</emailProvider></clientConfig>",
    "imap:imap.example.org:993:tls:me@example.org smtp:smtp.example.org:465:tls:me@example.org ", 0, 0 },
  { "wrong-root", "<html version=\"1.1\"><emailProvider>" IMAP SMTP "</emailProvider></html>", NULL,
    WEB_ERROR_BAD_DOCUMENT, 0 },
  { "wrong-version",
    "<clientConfig version=\"2.0\"><emailProvider>" IMAP SMTP "</emailProvider></clientConfig>", NULL,
    WEB_ERROR_BAD_DOCUMENT, 0 },
  { "second-provider",
    "<clientConfig version=\"1.1\"><emailProvider>" IMAP SMTP "</emailProvider><emailProvider>" SERVER (
        "incoming", "imap", "evil.test", "993", "SSL", "x") "</emailProvider></clientConfig>",
    "imap:imap.example.org:993:tls:me@example.org smtp:smtp.example.org:465:tls:me@example.org ", 0, 0 },
  { "outside-a-provider", "<clientConfig version=\"1.1\">" IMAP SMTP "</clientConfig>", NULL,
    WEB_ERROR_BAD_DOCUMENT, 0 },
  { "html", "<!DOCTYPE html><html><body>404</body></html>", NULL, WEB_ERROR_BAD_DOCUMENT, 0 },
  { "empty", "", NULL, WEB_ERROR_BAD_DOCUMENT, 0 },
  { "cut", "<clientConfig version=\"1.1\"><emailProvider>" IMAP, NULL, WEB_ERROR_BAD_DOCUMENT, 0 },
  { "not-utf-8", CONFIG ("<displayName>\xff\xfe</displayName>" IMAP SMTP), NULL, WEB_ERROR_BAD_DOCUMENT, 0 },
  { "byte-order-mark", "\xef\xbb\xbf" CONFIG (IMAP SMTP),
    "imap:imap.example.org:993:tls:me@example.org smtp:smtp.example.org:465:tls:me@example.org ", 0, 0 },
};

static char *
describe (const BaseMailSettings *settings)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < settings->servers->len; i++)
    {
      const BaseMailServer *s = g_ptr_array_index (settings->servers, i);

      g_string_append_printf (text, "%s:%s:%u:%s:%s ", base_mail_protocol_get_name (s->protocol), s->host,
                              s->port, base_mail_security_get_name (s->security), s->user);
    }
  return g_string_free_and_steal (text);
}

static BaseMailSettings *
parse (const char *text, GError **error)
{
  return web_autoconfig_parse (text, strlen (text), "me@example.org", BASE_MAIL_SOURCE_FILE, error);
}

static void
test_document (gconstpointer data)
{
  const Document *row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BaseMailSettings) settings = parse (row->text, &error);
  g_autofree char *servers = NULL;

  if (row->servers == NULL)
    {
      g_assert_null (settings);
      g_test_message ("%s", error->message);
      g_assert_error (error, WEB_ERROR, row->code);
      return;
    }
  g_assert_no_error (error);
  servers = describe (settings);
  g_assert_cmpstr (servers, ==, row->servers);
  g_assert_cmpuint (settings->refused, ==, row->refused);
}

/* Cut after every byte: an error, never a crash and never half of it. */
static void
test_cut (void)
{
  static const char text[] = CONFIG (IMAP SMTP);

  for (gsize length = 0; length < sizeof text - 1; length++)
    g_assert_null (web_autoconfig_parse (text, length, "me@example.org", BASE_MAIL_SOURCE_FILE, NULL));
}

static void
check_refused (GString *text, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (
      web_autoconfig_parse (text->str, text->len, "me@example.org", BASE_MAIL_SOURCE_FILE, &error));
  g_assert_error (error, WEB_ERROR, code);
}

static void
test_bounds (void)
{
  g_autoptr (GString) deep = g_string_new ("<clientConfig version=\"1.1\">");
  g_autoptr (GString) many = g_string_new ("<clientConfig version=\"1.1\"><emailProvider>");
  g_autoptr (GString) wide = g_string_new ("<clientConfig version=\"1.1\"><emailProvider><displayName>");
  g_autoptr (GString) large = g_string_new ("<clientConfig version=\"1.1\">");
  g_autoptr (GString) servers = g_string_new ("<clientConfig version=\"1.1\"><emailProvider>");
  g_autoptr (BaseMailSettings) settings = NULL;

  for (int i = 0; i < 10000; i++)
    g_string_append (deep, "<a>");
  check_refused (deep, WEB_ERROR_BAD_DOCUMENT);
  for (int i = 0; i < 10000; i++)
    g_string_append (many, "<a/>");
  check_refused (many, WEB_ERROR_BAD_DOCUMENT);
  for (int i = 0; i < 10000; i++)
    g_string_append (wide, "xxxxxxxxxx");
  check_refused (wide, WEB_ERROR_BAD_DOCUMENT);
  for (int i = 0; i < 50000; i++)
    g_string_append (large, "<!-- xxxx -->");
  check_refused (large, WEB_ERROR_TOO_LARGE);
  for (int i = 0; i < 300; i++)
    g_string_append (servers, SMTP IMAP);
  g_string_append (servers, "</emailProvider></clientConfig>");
  settings = parse (servers->str, NULL);
  if (settings != NULL)
    g_assert_cmpuint (settings->servers->len, <=, 40);
}

static void
test_sign_in (void)
{
#define OAUTH                                                                                                \
  "<incomingServer "                                                                                         \
  "type=\"imap\"><hostname>i.example.org</hostname><port>993</port><socketType>SSL</socketType>"             \
  "<authentication>OAuth2</authentication><authentication>password-cleartext</authentication></"             \
  "incomingServer>" SMTP
#define ISSUER(host)                                                                                         \
  "<clientConfig version=\"1.1\"><emailProvider>" OAUTH "</emailProvider><oAuth2><issuer>" host              \
  "</issuer></oAuth2></clientConfig>"
  g_autoptr (BaseMailSettings) own = parse (ISSUER ("login.example.org"), NULL);
  g_autoptr (BaseMailSettings) known = parse (ISSUER ("accounts.gmail.com"), NULL);
  g_autoptr (BaseMailSettings) foreign = parse (ISSUER ("login.evil.test"), NULL);

  g_assert_cmpint (own->sign_in, ==, BASE_SIGN_IN_OAUTH2 | BASE_SIGN_IN_PASSWORD);
  g_assert_cmpint (known->sign_in, ==, BASE_SIGN_IN_OAUTH2 | BASE_SIGN_IN_PASSWORD);
  g_assert_cmpint (foreign->sign_in, ==, BASE_SIGN_IN_PASSWORD);
}

static void
test_pages (void)
{
  static const struct
  {
    const char *url;
    gboolean taken;
  } rows[] = { { "https://example.org/help", TRUE },
               { "http://example.org/", FALSE },
               { "javascript:alert(1)", FALSE },
               { "file:///etc/passwd", FALSE },
               { "https://", FALSE },
               { "https://a b/", FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text
          = g_strconcat ("<clientConfig version=\"1.1\"><emailProvider><displayName>a\xe2\x80\xae"
                         "b</displayName>" IMAP SMTP "<documentation url=\"",
                         rows[i].url, "\"/></emailProvider></clientConfig>", NULL);
      g_autoptr (BaseMailSettings) settings = parse (text, NULL);

      g_assert_nonnull (settings);
      g_assert_true ((settings->help_page != NULL) == rows[i].taken);
      g_assert_null (settings->provider); /* a name with a direction mark is none */
    }
}

/* One byte changed anywhere, many times: whatever comes out holds its promises. */
static void
test_mutations (void)
{
  static const char text[] = CONFIG (IMAP SMTP);
  char copy[sizeof text];

  for (int i = 0; i < 20000; i++)
    {
      g_autoptr (BaseMailSettings) settings = NULL;

      memcpy (copy, text, sizeof text);
      for (int k = 0; k < 1 + i % 3; k++)
        copy[g_test_rand_int_range (0, sizeof text - 1)] = (char) g_test_rand_int_range (0, 256);
      settings = web_autoconfig_parse (copy, sizeof text - 1, "me@example.org", BASE_MAIL_SOURCE_FILE, NULL);
      if (settings == NULL)
        continue;
      g_assert_true (base_mail_settings_is_complete (settings));
      for (guint s = 0; s < settings->servers->len; s++)
        {
          const BaseMailServer *server = g_ptr_array_index (settings->servers, s);
          g_autofree char *host = base_mail_dup_host (server->host);

          g_assert_cmpstr (host, ==, server->host);
          g_assert_cmpuint (server->port, >, 0);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autofree char *path = g_strconcat ("/web/autoconfig/", documents[i].row, NULL);

      g_test_add_data_func (path, &documents[i], test_document);
    }
  g_test_add_func ("/web/autoconfig/cut-everywhere", test_cut);
  g_test_add_func ("/web/autoconfig/bounds", test_bounds);
  g_test_add_func ("/web/autoconfig/sign-in", test_sign_in);
  g_test_add_func ("/web/autoconfig/pages", test_pages);
  g_test_add_func ("/web/autoconfig/mutations", test_mutations);
  return g_test_run ();
}
