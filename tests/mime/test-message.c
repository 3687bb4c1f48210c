/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-message.c: trees, the text chosen, attachments, names, charsets (hostile-content C-096, C-124, C-125) */

#include <string.h>

#include "mime-message.h"

static MimeMessage *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  MimeMessage *message = mime_message_parse (bytes, &error);

  g_assert_no_error (error);
  g_assert_nonnull (message);
  return message;
}

static void
assert_text (MimeMessage *message, const char *expected)
{
  g_autofree char *text = mime_message_dup_text (message);

  g_assert_cmpstr (g_strchomp (text), ==, expected);
}

static void
test_plain (void)
{
  g_autoptr (MimeMessage) message = parse ("From: a@x.org\r\nSubject: hi\r\n\r\nHello\r\nyou\r\n");
  g_autofree char *html = mime_message_dup_html (message);
  g_autofree char *preview = mime_message_dup_preview (message);

  assert_text (message, "Hello\nyou");
  g_assert_null (html);
  g_assert_cmpstr (preview, ==, "Hello you");
  g_assert_cmpuint (message->leaves->len, ==, 1);
  g_assert_cmpstr (((MimePart *) g_ptr_array_index (message->leaves, 0))->section, ==, "1");
  g_assert_false (mime_message_has_attachment (message));
}

#define TREE                                                                                                 \
  "From: a@x.org\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: multipart/related; "       \
  "boundary=r\n\n"                                                                                           \
  "--r\nContent-Type: multipart/alternative; boundary=a\n\n--a\nContent-Type: text/plain; "                  \
  "charset=utf-8\n\nplain\n"                                                                                 \
  "--a\nContent-Type: text/html\n\n<p>rich<img src=\"cid:i@x\">\n--a--\n--r\nContent-Type: "                 \
  "image/png\nContent-ID: <i@x>\n"                                                                           \
  "Content-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--r--\n--m\nContent-Type: application/pdf; "           \
  "name=\"a.pdf\"\n"                                                                                         \
  "Content-Disposition: attachment; filename=\"../../b.pdf\"\nContent-Transfer-Encoding: "                   \
  "base64\n\nJVBERg==\n--m\n"                                                                                \
  "Content-Type: message/rfc822\n\nFrom: b@y.org\nSubject: inner\n\ninner text\n--m--\n"

static void
test_tree (void)
{
  g_autoptr (MimeMessage) message = parse (TREE);
  static const char *const sections[] = { "1.1.1", "1.1.2", "1.2", "2", "3.1" };
  MimePart *pdf;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *html = mime_message_dup_html (message);
  g_autofree char *preview = mime_message_dup_preview (message);

  g_assert_cmpuint (message->leaves->len, ==, G_N_ELEMENTS (sections));
  for (guint i = 0; i < message->leaves->len; i++)
    g_assert_cmpstr (((MimePart *) g_ptr_array_index (message->leaves, i))->section, ==, sections[i]);
  assert_text (message, "plain");
  g_assert_cmpstr (preview, ==, "rich");
  g_assert_nonnull (strstr (html, "cid:i@x"));
  g_assert_cmpuint (message->attachments->len, ==, 2);
  pdf = g_ptr_array_index (message->attachments, 0);
  g_assert_cmpstr (pdf->name, ==, "b.pdf");
  bytes = mime_part_decode (pdf);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "%PDF", 4);
  g_assert_nonnull (mime_message_find_content_id (message, "i@x"));
  g_assert_true (mime_message_find_section (message, "2") == pdf);
  g_assert_null (mime_message_find_section (message, "9"));
}

static void
test_attached_message_is_kept_whole (void)
{
  g_autoptr (MimeMessage) message = parse (TREE);
  g_autoptr (GBytes) bytes = mime_part_decode (g_ptr_array_index (message->attachments, 1));
  static const char expected[] = "From: b@y.org\nSubject: inner\n\ninner text";

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected, strlen (expected));
}

static void
test_charsets (void)
{
  static const char *const rows[][3] = {
    { "text/plain; charset=iso-8859-1",
      "Gr\xFC\xDF"
      "e",
      "Grüße" },
    { "text/plain; charset=utf-8", "Grüße", "Grüße" },
    { "text/plain", "Grüße", "Grüße" },
    { "text/plain; charset=us-ascii", "Grüße", "Grüße" },
    { "text/plain; charset=\"windows-1252\"", "\x80", "€" },
    { "text/plain; charset=uft-8", "Grüße", "Grüße" },
    { "text/plain; charset=utf-7", "+ADw-b+AD4-", "+ADw-b+AD4-" },
    { "text/plain; charset=iso-2022-jp", "\033$B$\"\033(B", "あ" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *source = g_strdup_printf ("Content-Type: %s\n\n%s\n", rows[i][0], rows[i][1]);
      g_autoptr (MimeMessage) message = parse (source);

      g_test_message ("%s", rows[i][0]);
      assert_text (message, rows[i][2]);
    }
}

static void
test_names (void)
{
  static const char *const names[] = {
    "../../.bashrc",
    "/etc/passwd",
    "a/b",
    "a\\\\b",
    ".desktop",
    ".",
    "..",
    "",
    "a\tb",
    "trailing. . ",
    "~",
    "$(x)",
    "=?utf-8?q?=2E=2E=2Fx?=",
    "\342\200\256fdp.exe",
    "file.pdf                      .exe",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *source = g_strdup_printf ("Content-Type: application/x; name=\"%s\"\n\nx\n", names[i]);
      g_autoptr (MimeMessage) message = parse (source);
      g_autofree char *name = mime_part_dup_file_name (g_ptr_array_index (message->leaves, 0));

      g_test_message ("%s -> %s", names[i], name);
      g_assert_true (*name != '\0' && *name != '.' && strlen (name) <= 200);
      g_assert_null (strpbrk (name, "/\\\r\n\t"));
      g_assert_null (strstr (name, "\342\200\256"));
    }
}

static void
test_long_name (void)
{
  g_autoptr (GString) source = g_string_new ("Content-Type: application/x; name=\"");
  g_autoptr (MimeMessage) message = NULL;
  g_autofree char *name = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append (source, "ä");
  g_string_append (source, ".pdf\"\n\nx\n");
  message = parse (source->str);
  name = mime_part_dup_file_name (g_ptr_array_index (message->leaves, 0));
  g_assert_cmpuint (strlen (name), <=, 200);
  g_assert_true (g_utf8_validate (name, -1, NULL));
}

static void
test_nothing_hides (void)
{
  g_autoptr (MimeMessage) message = parse (
      "Content-Type: multipart/alternative; boundary=a\n\n--a\nContent-Type: text/plain\n\none\n--a\n"
      "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n--a\nContent-Type: text/html\n\n<b>two</b>\n--a\n"
      "Content-Type: application/x-evil\n\nx\n--a--\n");

  assert_text (message, "one");
  g_assert_cmpuint (message->leaves->len, ==, 4);
  g_assert_cmpuint (message->attachments->len, ==, 2);
}

static void
test_several_texts_are_closed (void)
{
  g_autoptr (MimeMessage) message
      = parse ("Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/html\n\n<img "
               "src=\"http://e.test/?\n--a\n"
               "Content-Type: text/plain\n\nsecret\n--a\nContent-Type: text/html\n\n\">\n--a--\n");
  g_autofree char *html = mime_message_dup_html (message);

  g_assert_nonnull (strstr (html, "secret"));
  g_assert_null (strstr (html, "e.test"));
}

static void
test_not_mail (void)
{
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GError) error = NULL;

  g_assert_null (mime_message_parse (empty, &error));
  g_assert_error (error, MIME_ERROR, MIME_ERROR_INVALID);
}

/* multipart/related: the part that start names is the text, wherever it stands (RFC 2387). */
static void
test_related_start (void)
{
  static const char *const starts[][2]
      = { { "; start=\"<b@x>\"", "second" }, { "", "first" }, { "; start=\"<none@x>\"", "first" } };

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      g_autofree char *source
          = g_strdup_printf ("Content-Type: multipart/related; boundary=r%s\n\n"
                             "--r\nContent-Type: text/html\nContent-ID: <a@x>\n\nfirst\n"
                             "--r\nContent-Type: text/html\nContent-ID: <b@x>\n\nsecond\n--r--\n",
                             starts[i][0]);
      g_autoptr (GBytes) bytes = g_bytes_new (source, strlen (source));
      g_autoptr (MimeMessage) message = mime_message_parse (bytes, NULL);
      g_autofree char *text = mime_message_dup_text (message);

      g_assert_cmpstr (g_strchomp (text), ==, starts[i][1]);
      g_assert_cmpuint (message->attachments->len, ==, 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/message/plain", test_plain);
  g_test_add_func ("/mime/message/tree", test_tree);
  g_test_add_func ("/mime/message/attached-message-is-kept-whole", test_attached_message_is_kept_whole);
  g_test_add_func ("/mime/message/charsets", test_charsets);
  g_test_add_func ("/mime/message/names", test_names);
  g_test_add_func ("/mime/message/long-name", test_long_name);
  g_test_add_func ("/mime/message/nothing-hides", test_nothing_hides);
  g_test_add_func ("/mime/message/several-texts-are-closed", test_several_texts_are_closed);
  g_test_add_func ("/mime/message/not-mail", test_not_mail);
  g_test_add_func ("/mime/message/related-start", test_related_start);
  return g_test_run ();
}
