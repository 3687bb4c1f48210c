/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-build.c: what we send, read back (hostile-servers O-03, O-04, O-12) */

#include <string.h>

#include "mime-build.h"
#include "mime-html.h"

static MimeDraft *
make_draft (void)
{
  MimeDraft *draft = mime_draft_new ();

  draft->from = mime_address_new ("Jürg Meier", "juerg@example.org");
  g_ptr_array_add (draft->to, mime_address_new ("Lang, Ana", "ana@example.org"));
  g_ptr_array_add (draft->bcc, mime_address_new ("", "secret@example.org"));
  draft->subject = g_strdup ("Grüße aus den Alpen");
  draft->text = g_strdup ("Hallo\n\n> quoted\n");
  draft->date_unix = 1751356800;
  return draft;
}

static char *
build (const MimeDraft *draft, gboolean with_bcc)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = mime_build (draft, with_bcc, &error);

  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static MimeMessage *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  MimeMessage *message = mime_message_parse (bytes, NULL);

  g_assert_nonnull (message);
  return message;
}

/* CRLF only, no long line, no 8-bit octet. */
static void
assert_travels (const char *text)
{
  gsize length = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      g_assert_true ((guchar) *p < 0x80);
      if (*p == '\n')
        g_assert_true (p > text && p[-1] == '\r');
      if (*p == '\r')
        g_assert_true (p[1] == '\n');
      length = *p == '\n' ? 0 : length + 1;
      g_assert_cmpuint (length, <=, 999);
    }
}

static guint
count_fields (const char *text)
{
  guint n = 0;
  const char *end = strstr (text, "\r\n\r\n");

  for (const char *line = text; line < end + 2; line = strchr (line, '\n') + 1)
    n += *line != ' ' && *line != '\t';
  return n;
}

static void
test_plain (void)
{
  g_autoptr (MimeDraft) draft = make_draft ();
  g_autofree char *text = build (draft, FALSE);
  g_autoptr (MimeMessage) message = parse (text);
  g_autofree char *body = mime_message_dup_text (message);

  assert_travels (text);
  g_assert_null (strstr (text, "secret@"));
  g_assert_cmpstr (message->headers->subject, ==, "Grüße aus den Alpen");
  g_assert_cmpstr (((MimeAddress *) g_ptr_array_index (message->headers->from, 0))->name, ==, "Jürg Meier");
  g_assert_cmpstr (((MimeAddress *) g_ptr_array_index (message->headers->to, 0))->name, ==, "Lang, Ana");
  g_assert_cmpint (message->headers->date_unix, ==, 1751356800);
  g_assert_true (g_str_has_suffix (message->headers->message_id, "@example.org"));
  g_assert_cmpstr (g_strchomp (body), ==, "Hallo\n\n> quoted");
  g_assert_cmpuint (message->defects->len, ==, 0);
}

static void
test_bcc_and_recipients (void)
{
  g_autoptr (MimeDraft) draft = make_draft ();
  g_autofree char *text = NULL;
  g_auto (GStrv) recipients = NULL;

  g_ptr_array_add (draft->cc, mime_address_new ("again", "ANA@example.org"));
  text = build (draft, TRUE);
  recipients = mime_draft_dup_recipients (draft);
  g_assert_nonnull (strstr (text, "Bcc: secret@example.org"));
  g_assert_cmpuint (g_strv_length (recipients), ==, 2);
}

static void
test_injection (void)
{
  static const char *const evil[] = { "a\r\nBcc: x@evil.com",
                                      "a\nX: y",
                                      "a\rb",
                                      "a\r\n\r\nbody",
                                      "a\342\200\250Bcc: x@evil.com",
                                      "=?utf-8?q?a=0D=0ABcc:_x@evil.com?=",
                                      "a\302\205b",
                                      "a\001b" };
  g_autoptr (MimeDraft) good = make_draft ();
  g_autofree char *good_text = NULL;
  guint fields;

  good->in_reply_to = g_strdup ("x@y");
  good->references = g_strsplit ("x@y", " ", -1);
  good_text = build (good, FALSE);
  fields = count_fields (good_text);
  for (guint i = 0; i < G_N_ELEMENTS (evil); i++)
    {
      g_autoptr (MimeDraft) draft = make_draft ();
      g_autofree char *text = NULL;

      g_clear_pointer (&draft->subject, g_free);
      draft->subject = g_strdup (evil[i]);
      g_clear_pointer (&draft->from, mime_address_free);
      draft->from = mime_address_new (evil[i], "juerg@example.org");
      draft->in_reply_to = g_strdup (evil[i]);
      draft->references = g_strsplit (evil[i], " ", -1);
      text = build (draft, FALSE);
      assert_travels (text);
      g_assert_cmpuint (count_fields (text), <=, fields);
      g_assert_null (strstr (text, "\r\nBcc:"));
      g_assert_null (strstr (text, "\r\nX:"));
    }
}

static void
test_bad_addresses (void)
{
  static const char *const bad[]
      = { "", "a", "a@b> RCPT TO:<x@evil", "a@b\r\nBcc: x@y.z", "a b@c", "\"a\rb\"@c" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (MimeDraft) draft = make_draft ();
      g_autoptr (GError) error = NULL;

      g_ptr_array_add (draft->to, mime_address_new ("x", bad[i]));
      g_assert_null (mime_build (draft, FALSE, &error));
      g_assert_error (error, MIME_ERROR, MIME_ERROR_INVALID);
    }
}

static void
test_attachments (void)
{
  static const char *const names[] = { "plain.txt",           "Grüße.pdf",        "a\"b\\c.txt",
                                       "100%;x=y.txt",        "../../etc/passwd", "\360\237\230\200.png",
                                       "\342\200\256cod.exe", "a\r\nX: y.txt" };
  g_autoptr (MimeDraft) draft = make_draft ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\0\1\2\r\n.\r\n\377", 9);
  g_autofree char *text = NULL;
  g_autoptr (MimeMessage) message = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_ptr_array_add (draft->attachments, mime_attachment_new (names[i], NULL, bytes, NULL));
  text = build (draft, FALSE);
  assert_travels (text);
  g_assert_null (strstr (text, "\r\nX:"));
  message = parse (text);
  g_assert_cmpuint (message->attachments->len, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < message->attachments->len; i++)
    {
      MimePart *part = g_ptr_array_index (message->attachments, i);
      g_autoptr (GBytes) decoded = mime_part_decode (part);

      g_test_message ("%s -> %s", names[i], part->name);
      g_assert_true (g_bytes_equal (decoded, bytes));
      g_assert_null (strpbrk (part->name, "/\\\r\n"));
    }
  g_assert_cmpstr (((MimePart *) g_ptr_array_index (message->attachments, 1))->name, ==, "Grüße.pdf");
}

static void
test_rich (void)
{
  g_autoptr (MimeDraft) draft = make_draft ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("png", 3);
  MimeAttachment *image = mime_attachment_new ("a.png", "image/png", bytes, NULL);
  g_autofree char *text = NULL;
  g_autofree char *html = NULL;
  g_autoptr (MimeMessage) message = NULL;

  image->content_id = g_strdup ("i@example.org");
  g_ptr_array_add (draft->attachments, image);
  g_ptr_array_add (draft->attachments, mime_attachment_new ("b.bin", NULL, bytes, NULL));
  draft->html = g_strdup ("<p>Grüße <img src=\"cid:i@example.org\"></p>");
  text = build (draft, FALSE);
  assert_travels (text);
  message = parse (text);
  html = mime_message_dup_html (message);
  g_assert_cmpstr (message->root->type, ==, "multipart/mixed");
  g_assert_cmpstr (((MimePart *) g_ptr_array_index (message->root->children, 0))->type, ==,
                   "multipart/related");
  g_assert_cmpstr (g_strchomp (html), ==, draft->html);
  g_assert_cmpuint (message->attachments->len, ==, 1);
}

static void
test_texts_come_back (void)
{
  static const char *const texts[] = {
    "",
    "x",
    "From here\nFrom there",
    ".\n..\n",
    " leading\n  two",
    "-- \nsignature",
    "a very long line of many words that goes on and on "
    "until it has to be broken softly somewhere near the seventy-sixth column, and then goes on",
    "Grüße\n",
    "=20=\n",
    "tab\tx",
    "> quoted words that are long enough to be broken when they are not left alone, as they are here, since "
    "quotes stay\n> b",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (MimeDraft) draft = make_draft ();
      g_autofree char *expected = g_strchomp (g_strdup (texts[i]));
      g_autofree char *text = NULL;
      g_autofree char *back = NULL;
      g_autoptr (MimeMessage) message = NULL;

      g_free (draft->text);
      draft->text = g_strdup (texts[i]);
      text = build (draft, FALSE);
      assert_travels (text);
      message = parse (text);
      back = mime_message_dup_text (message);
      g_assert_cmpstr (g_strchomp (back), ==, expected);
    }
}

static void
test_huge_line (void)
{
  g_autoptr (MimeDraft) draft = make_draft ();
  g_autofree char *text = NULL;

  g_free (draft->text);
  draft->text = g_strnfill (3000000, 'x');
  for (gsize i = 500000; i < 3000000; i += 7)
    draft->text[i] = ' ';
  text = build (draft, FALSE);
  assert_travels (text);
}

static void
test_missing_file (void)
{
  static const char *const paths[] = { "/nonexistent/file", "/", "/dev/zero" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (MimeDraft) draft = make_draft ();
      g_autoptr (GError) error = NULL;

      g_ptr_array_add (draft->attachments, mime_attachment_new (NULL, NULL, NULL, paths[i]));
      g_assert_null (mime_build (draft, FALSE, &error));
      g_assert_error (error, MIME_ERROR, MIME_ERROR_FILE);
    }
}

static void
test_message_id (void)
{
  static const char *const emails[] = { "a@b.c", "", "a", "a@", "a@b\r\nX: y", "a@ä.de" };

  for (guint i = 0; i < G_N_ELEMENTS (emails); i++)
    {
      g_autofree char *one = mime_build_message_id (emails[i]);
      g_autofree char *two = mime_build_message_id (emails[i]);

      g_assert_cmpstr (one, !=, two);
      g_assert_null (strpbrk (one, " \r\n<>"));
      g_assert_nonnull (strchr (one, '@'));
    }
}

static void
test_idn (void)
{
  g_autoptr (MimeDraft) draft = make_draft ();
  g_autofree char *text = NULL;
  g_auto (GStrv) recipients = NULL;

  g_ptr_array_add (draft->to, mime_address_new ("Bücher", "post@bücher.de"));
  g_ptr_array_add (draft->cc, mime_address_new ("", "post@xn--bcher-kva.de"));
  text = build (draft, FALSE);
  recipients = mime_draft_dup_recipients (draft);
  assert_travels (text);
  g_assert_nonnull (strstr (text, "<post@xn--bcher-kva.de>"));
  g_assert_cmpuint (g_strv_length (recipients), ==, 3);
  g_assert_cmpstr (recipients[1], ==, "post@xn--bcher-kva.de");
}

/* A forwarded message, the type it travels as, and whether its bytes come back as they were (but for Bcc). */
static void
test_nested (void)
{
  static const struct
  {
    const char *source;
    const char *type;
    const char *encoding;
    gboolean intact;
  } rows[] = {
    { "Subject: a\r\nFrom: x@y.z\r\n\r\nhello\r\n", "message/rfc822", "7bit", TRUE },
    { "Subject: a\nFrom: x@y.z\n\ngr\xC3\xBC\xC3\x9F\n", "message/rfc822", "8bit", TRUE },
    { "From x@y.z Mon\nSubject: a\nBcc: s@y.z,\n t@y.z\n\nBcc: stays\n", "message/rfc822", "7bit", FALSE },
    { "Subject: a\r\nContent-Type: text/plain\r\n\r\na\rb\r\n", "message/rfc822", "7bit", FALSE },
    { "no header at all", "application/octet-stream", "base64", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MimeDraft) draft = make_draft ();
      g_autoptr (GBytes) bytes = g_bytes_new (rows[i].source, strlen (rows[i].source));
      g_autofree char *text = NULL;
      g_autofree char *encoding = g_strdup_printf ("Content-Transfer-Encoding: %s\r\n", rows[i].encoding);
      g_autoptr (MimeMessage) message = NULL;
      MimePart *part;

      g_ptr_array_add (draft->attachments, mime_attachment_new ("a.eml", "message/rfc822", bytes, NULL));
      text = build (draft, FALSE);
      message = parse (text);
      part = g_ptr_array_index (message->root->children, 1);
      g_assert_cmpstr (part->type, ==, rows[i].type);
      g_assert_nonnull (strstr (text, encoding));
      g_assert_null (strstr (text, "t@y.z"));
      g_autoptr (GBytes) back = mime_part_decode (part);
      if (rows[i].intact)
        {
          g_autoptr (GString) expected = g_string_new (rows[i].source);
          g_autoptr (GString) got
              = g_string_new_len (g_bytes_get_data (back, NULL), (gssize) g_bytes_get_size (back));

          g_string_replace (expected, "\r", "", 0);
          g_string_replace (got, "\r", "", 0);
          g_assert_cmpstr (g_strchomp (got->str), ==, g_strchomp (expected->str));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/build/plain", test_plain);
  g_test_add_func ("/mime/build/bcc-and-recipients", test_bcc_and_recipients);
  g_test_add_func ("/mime/build/injection", test_injection);
  g_test_add_func ("/mime/build/bad-addresses", test_bad_addresses);
  g_test_add_func ("/mime/build/attachments", test_attachments);
  g_test_add_func ("/mime/build/rich", test_rich);
  g_test_add_func ("/mime/build/texts-come-back", test_texts_come_back);
  g_test_add_func ("/mime/build/huge-line", test_huge_line);
  g_test_add_func ("/mime/build/missing-file", test_missing_file);
  g_test_add_func ("/mime/build/message-id", test_message_id);
  g_test_add_func ("/mime/build/idn", test_idn);
  g_test_add_func ("/mime/build/nested", test_nested);
  return g_test_run ();
}
