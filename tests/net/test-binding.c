/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-binding.c: SCRAM with channel binding against a real Cyrus (run by tests/servers/with-lab --servers cyrus)
 *
 * One TLS version a run, set by G_TLS_GNUTLS_PRIORITY before GIO starts: under TLS 1.2 the log-in is bound to the
 * connection and Cyrus agrees; under TLS 1.3 Cyrus offers -PLUS as well, but knows no binding that exists there. */

#include <string.h>

#include "net-sasl.h"

static NetStream *
connect_to_cyrus (void)
{
  g_auto (GStrv) parts = g_strsplit (g_getenv ("LAB_CYRUS_IMAPS"), ":", 3);
  g_autoptr (NetEndpoint) endpoint = net_endpoint_new (
      parts[0], (guint16) g_ascii_strtoull (parts[1], NULL, 10), NET_SECURITY_TLS, g_getenv ("LAB_CA"), NULL);
  g_autoptr (GError) error = NULL;
  NetStream *stream = net_stream_connect (endpoint, 10000, NULL, &error);

  g_assert_no_error (error);
  return stream;
}

static char *
read_line (NetStream *stream)
{
  g_autoptr (GError) error = NULL;
  char *line = net_stream_read_line (stream, 8000, NULL, NULL, &error);

  g_assert_no_error (error);
  return line;
}

static void
send_line (NetStream *stream, const char *format, const char *argument)
{
  g_autofree char *line = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  line = g_strdup_printf (format, argument);
#pragma GCC diagnostic pop
  g_assert_true (net_stream_write (stream, line, strlen (line), TRUE, NULL));
  g_assert_true (net_stream_flush (stream, NULL, NULL));
}

/* What Cyrus says in the end; @mechanisms NULL: what it offers. */
static char *
log_in (const char *password, const char *mechanisms, char **used)
{
  g_autoptr (NetStream) stream = connect_to_cyrus ();
  g_autoptr (NetCredentials) credentials = net_credentials_new ("alice", password, NULL, FALSE);
  g_autofree char *greeting = read_line (stream);
  g_autoptr (GError) error = NULL;
  g_autoptr (NetSasl) sasl = net_sasl_new_for_stream (
      "imap", "localhost", credentials, mechanisms != NULL ? mechanisms : greeting, stream, &error);
  g_autofree char *line = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (strstr (greeting, "AUTH=SCRAM-SHA-256-PLUS"));
  *used = g_strdup (net_sasl_get_mechanism (sasl));
  send_line (stream, "a AUTHENTICATE %s\r\n", *used);
  while ((line = read_line (stream)) != NULL && *line == '+')
    {
      g_autofree char *response = NULL;
      const char *challenge = strlen (line) > 2 ? line + 2 : NULL;

      if (!net_sasl_step (sasl, challenge, &response, NULL, &error))
        return g_strdup (error->message);
      g_clear_pointer (&line, g_free);
      send_line (stream, "%s\r\n", response);
    }
  g_assert_true (!g_str_has_prefix (line, "a OK") || net_sasl_is_done (sasl));
  return g_steal_pointer (&line);
}

static void
test_offered (gconstpointer expected)
{
  g_autofree char *used = NULL;
  g_autofree char *answer = log_in ("alicepw", NULL, &used);

  g_assert_cmpstr (used, ==, expected);
  g_assert_true (g_str_has_prefix (answer, "a OK"));
}

static void
test_wrong_password (void)
{
  g_autofree char *used = NULL;
  g_autofree char *answer = log_in ("wrong", NULL, &used);

  g_assert_true (g_str_has_prefix (answer, "a NO"));
}

int
main (int argc, char **argv)
{
  const char *version = g_getenv ("ALPENPOST_TEST_TLS");
  gboolean old = g_strcmp0 (version, "1.2") == 0;

  if (old)
    g_setenv ("G_TLS_GNUTLS_PRIORITY", "NORMAL:-VERS-ALL:+VERS-TLS1.2", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/net/binding/offered", old ? "SCRAM-SHA-256-PLUS" : "SCRAM-SHA-256", test_offered);
  if (old)
    g_test_add_func ("/net/binding/wrong-password", test_wrong_password);
  return g_test_run ();
}
