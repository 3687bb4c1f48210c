/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-message.c: messages decoded for views, and finished messages made ready for sending */

#include "alp-content-private.h"
#include "alp-error.h"
#include "alp-parse.h"
#include "alp-prepare.h"

#include <string.h>

static const char html_message[]
    = "From: A <a@example.org>\r\nTo: b@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
      "Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n"
      "<p>Hi <img src=\"cid:i@x\"><script>bad()</script></p>\r\n--b\r\nContent-Type: "
      "image/png\r\nContent-ID: <i@x>\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--b--\r\n";

static void
test_inline (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (html_message, sizeof html_message - 1);
  g_autoptr (GError) error = NULL;
  AlpParsed *parsed = alp_parse_bytes (bytes, 42, ALP_PARSE_DEFAULT, &error);
  BaseWorker *worker = base_worker_new ("test");
  g_autoptr (AlpContent) content = NULL;
  g_autoptr (GBytes) part = NULL;
  g_autofree char *type = NULL;
  const char *uri;

  g_assert_no_error (error);
  content = alp_content_new (42, parsed, worker);
  uri = strstr (alp_content_get_html (content), "alp-part:42/");
  g_assert_nonnull (uri);
  g_assert_null (strstr (alp_content_get_html (content), "script"));
  {
    g_autofree char *only = g_strndup (uri, strcspn (uri, "\"'"));

    part = alp_content_dup_part (content, only, &type);
  }
  g_assert_nonnull (part);
  g_assert_cmpuint (g_bytes_get_size (part), ==, 3);
  g_assert_cmpstr (type, ==, "image/png");
  g_assert_null (alp_content_dup_part (content, "alp-part:43/2", &type));
  g_assert_null (alp_content_dup_part (content, "alp-part:42/99", &type));
  g_assert_null (alp_content_dup_part (content, NULL, &type));
  g_clear_object (&content);
  base_worker_stop (worker);
  base_worker_join (worker);
  base_worker_unref (worker);
}

static AlpPrepared *
prepare (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return alp_prepare_message (bytes, "me@example.org", error);
}

static void
test_prepare (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AlpPrepared) ready
      = prepare ("To: a@example.org\nBcc: hidden@example.org,\n secret@example.org\nCc: "
                 "A@example.org\nSubject: s\n\nOne\n\nBcc: stays\n",
                 &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (ready->message, NULL), g_bytes_get_size (ready->message));
  g_assert_cmpuint (g_strv_length (ready->recipients), ==, 3);
  g_assert_null (strstr (text, "hidden"));
  g_assert_null (strstr (text, "secret"));
  g_assert_nonnull (strstr (text, "\r\nMessage-ID: <"));
  g_assert_nonnull (strstr (text, "\r\nFrom: <me@example.org>\r\n"));
  g_assert_nonnull (strstr (text, "\r\nDate: "));
  g_assert_true (g_str_has_suffix (text, "\r\n\r\nOne\r\n\r\nBcc: stays\r\n"));
}

static void
test_prepare_mistakes (void)
{
  static const char *const rows[]
      = { "", "\n", "no header at all", "Subject: nobody\n\nx\n", "To: not an address\n\nx\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (prepare (rows[i], &error));
      g_assert_error (error, ALP_ERROR, ALP_ERROR_INVALID);
    }
}

static void
test_not_mail (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (alp_parse_file ("/nowhere", ALP_PARSE_DEFAULT, &error));
  g_assert_error (error, ALP_ERROR, ALP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (alp_parse_file ("/", ALP_PARSE_DEFAULT, &error));
  g_assert_error (error, ALP_ERROR, ALP_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/content/inline", test_inline);
  g_test_add_func ("/mail/prepare/bcc-and-missing-fields", test_prepare);
  g_test_add_func ("/mail/prepare/mistakes", test_prepare_mistakes);
  g_test_add_func ("/mail/parse/not-mail", test_not_mail);
  return g_test_run ();
}
