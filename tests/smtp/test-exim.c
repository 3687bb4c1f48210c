/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-exim.c: the submission client against a real Exim (run by tests/servers/with-lab)
 *
 * Logs in over STARTTLS and over TLS, sends a message whose dots matter, is refused, and looks into the
 * receiver's maildir for the very bytes. */

#include <string.h>

#include "smtp-session.h"

static NetEndpoint *
lab_endpoint (const char *variable, const char *ca_file)
{
  const char *value = g_getenv (variable);
  g_auto (GStrv) parts = NULL;

  g_assert_nonnull (value);
  parts = g_strsplit (value, ":", 3);
  g_assert_cmpuint (g_strv_length (parts), ==, 3);
  return net_endpoint_new (parts[0], (guint16) g_ascii_strtoull (parts[1], NULL, 10),
                           g_str_equal (parts[2], "tls") ? NET_SECURITY_TLS : NET_SECURITY_STARTTLS, ca_file,
                           NULL);
}

static SmtpSession *
open_lab (const char *variable, const char *password, GError **error)
{
  g_autoptr (NetEndpoint) endpoint = lab_endpoint (variable, g_getenv ("LAB_CA"));
  g_autoptr (NetCredentials) credentials = net_credentials_new ("alice@mail.test", password, NULL, FALSE);

  return smtp_session_open (endpoint, credentials, NULL, error);
}

/* The delivered message that holds @marker, or NULL after 10 s. */
static char *
wait_for_mail (const char *user, const char *marker)
{
  g_autofree char *folder = g_build_filename (g_getenv ("LAB_DIR"), "mail", user, "Maildir", "new", NULL);

  for (int i = 0; i < 100; i++)
    {
      g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *path = g_build_filename (folder, name, NULL);
          g_autofree char *text = NULL;

          if (g_file_get_contents (path, &text, NULL, NULL) && strstr (text, marker) != NULL)
            return g_steal_pointer (&text);
        }
      g_usleep (100 * 1000);
    }
  return NULL;
}

static void
test_deliver (gconstpointer variable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SmtpSession) session = open_lab (variable, "alicepw", &error);
  g_autofree char *marker = g_strdup_printf ("marker-%s-%08x", (const char *) variable, g_random_int ());
  g_autofree char *text = g_strdup_printf (
      "From: alice@mail.test\nTo: bob@mail.test\nSubject: %s\n\n.\n..\nend\n.\r.\nlast", marker);
  g_autoptr (GBytes) message = g_bytes_new (text, strlen (text));
  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *server_text = NULL;
  g_autofree char *delivered = NULL;
  g_autofree char *transcript = NULL;
  const char *to[] = { "bob@mail.test", NULL };

  g_assert_no_error (error);
  g_assert_true (net_stream_is_encrypted (smtp_session_get_stream (session)));
  g_assert_cmpuint (smtp_session_get_max_size (session), ==, 20 * 1024 * 1024);
  g_assert_cmpint (
      smtp_session_send (session, "alice@mail.test", to, message, 0, &results, &server_text, NULL, &error),
      ==, SMTP_OUTCOME_SENT);
  g_assert_no_error (error);
  transcript = net_stream_dup_transcript (smtp_session_get_stream (session));
  g_assert_null (strstr (transcript, "alicepw"));
  g_assert_null (strstr (transcript, marker));
  smtp_session_quit (session);
  delivered = wait_for_mail ("bob@mail.test", marker);
  g_assert_nonnull (delivered);
  g_assert_nonnull (strstr (delivered, "\n\n.\n..\nend\n.\n.\nlast\n"));
}

static void
test_wrong_password (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_lab ("LAB_SMTP", "wrong", &error));
  g_assert_error (error, SMTP_ERROR, SMTP_ERROR_AUTH_FAILED);
}

static void
test_untrusted (void)
{
  g_autoptr (NetEndpoint) endpoint = lab_endpoint ("LAB_SMTP", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (smtp_session_open (endpoint, NULL, NULL, &error));
  g_assert_error (error, NET_ERROR, NET_ERROR_TLS_CERTIFICATE);
}

/* One of two recipients does not exist: nobody gets it, the person is told, and the session stays good. */
static void
test_partial (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SmtpSession) session = open_lab ("LAB_SMTP", "alicepw", &error);
  g_autoptr (GBytes) message = g_bytes_new_static ("Subject: x\n\nx", 13);
  g_autoptr (GPtrArray) results = NULL;
  const char *to[] = { "bob@mail.test", "nobody@mail.test", NULL };

  g_assert_no_error (error);
  g_assert_cmpint (
      smtp_session_send (session, "alice@mail.test", to, message, 0, &results, NULL, NULL, &error), ==,
      SMTP_OUTCOME_REFUSED);
  g_assert_true (((SmtpRecipient *) g_ptr_array_index (results, 0))->accepted);
  g_assert_cmpuint (((SmtpRecipient *) g_ptr_array_index (results, 1))->code, ==, 550);
  g_clear_error (&error);
  to[1] = NULL;
  g_assert_cmpint (smtp_session_send (session, "alice@mail.test", to, message, 0, NULL, NULL, NULL, &error),
                   ==, SMTP_OUTCOME_SENT);
  g_assert_no_error (error);
}

/* Exim reports about what it delivered, and names the mail by our envelope id; a refused option is known beforehand. */
static void
test_report (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SmtpSession) session = open_lab ("LAB_SMTP", "alicepw", &error);
  g_autoptr (GBytes) message = g_bytes_new_static ("Subject: x\n\nx", 13);
  g_autofree char *id = g_strdup_printf ("env%08x", g_random_int ());
  g_autofree char *line = g_strdup_printf ("Original-Envelope-ID: %s", id);
  g_autofree char *report = NULL;
  SmtpSendOptions options
      = { .notify = SMTP_NOTIFY_SUCCESS, .return_what = SMTP_RETURN_HEADERS, .envelope_id = id };
  const char *to[] = { "bob@mail.test", NULL };

  g_assert_no_error (error);
  g_assert_true (smtp_session_has (session, "DSN"));
  g_assert_cmpint (smtp_session_send_with_options (session, "alice@mail.test", to, message, &options, NULL,
                                                   NULL, NULL, &error),
                   ==, SMTP_OUTCOME_SENT);
  g_assert_no_error (error);
  report = wait_for_mail ("alice@mail.test", line);
  g_assert_nonnull (report);
  g_assert_nonnull (strstr (report, "Original-Recipient: rfc822;bob@mail.test\nAction: delivered"));
  options.hold_until = G_MAXINT32;
  g_assert_cmpint (smtp_session_send_with_options (session, "alice@mail.test", to, message, &options, NULL,
                                                   NULL, NULL, &error),
                   ==, SMTP_OUTCOME_NOT_SENT);
  g_assert_error (error, SMTP_ERROR, SMTP_ERROR_UNSUPPORTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/smtp/exim/starttls", "LAB_SMTP", test_deliver);
  g_test_add_data_func ("/smtp/exim/tls", "LAB_SMTPS", test_deliver);
  g_test_add_func ("/smtp/exim/wrong-password", test_wrong_password);
  g_test_add_func ("/smtp/exim/untrusted", test_untrusted);
  g_test_add_func ("/smtp/exim/partial", test_partial);
  g_test_add_func ("/smtp/exim/report", test_report);
  return g_test_run ();
}
