/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-headers.c: header blocks as records (hostile-content C-042, C-043, C-046, C-055, C-059) */

#include <string.h>

#include "mime-headers.h"

static MimeHeaders *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return mime_headers_parse (bytes);
}

static void
test_ordinary (void)
{
  g_autoptr (MimeHeaders) headers
      = parse ("From: Ana <ana@example.org>\r\nTo: b@example.org,\r\n c@example.org\r\n"
               "Subject: =?utf-8?b?R3LDvMOfZQ==?=\r\nDate: Tue, 1 Jul 2025 10:00:00 +0200\r\n"
               "Message-ID: <1@x>\r\nReferences: <a@x> <b@x>\r\n\r\nSubject: body\r\n");

  g_assert_cmpstr (headers->subject, ==, "Grüße");
  g_assert_cmpuint (headers->to->len, ==, 2);
  g_assert_cmpint (headers->date_unix, ==, 1751356800);
  g_assert_cmpstr (headers->message_id, ==, "1@x");
  g_assert_cmpuint (g_strv_length (headers->references), ==, 2);
  g_assert_cmpstr (headers->in_reply_to, ==, "");
  g_assert_cmpuint (headers->defects->len, ==, 0);
}

static void
test_nothing (void)
{
  static const char *const texts[]
      = { "", "\r\n", "\n\n", ":", " folded", "no colon at all", "From", "From:", "\377\376\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (MimeHeaders) headers = parse (texts[i]);

      g_assert_cmpstr (headers->subject, ==, "");
      g_assert_cmpuint (headers->from->len, ==, 0);
    }
}

static void
test_two_senders (void)
{
  g_autoptr (MimeHeaders) headers = parse ("From: a@x.org\nfrom : b@y.org\nSubject: one\nSubject: two\n");

  g_assert_cmpstr (((MimeAddress *) g_ptr_array_index (headers->from, 0))->email, ==, "a@x.org");
  g_assert_cmpstr (headers->subject, ==, "one");
  g_assert_cmpuint (headers->defects->len, ==, 2);
}

static void
test_subject_has_no_controls (void)
{
  g_autoptr (MimeHeaders) headers
      = parse ("Subject: =?utf-8?q?a=00b=0D=0ABcc:_x=E2=80=AEd?= =?bogus-charset?q?=FF?= =?utf-8?b?AA==?=\n");

  g_assert_true (g_utf8_validate (headers->subject, -1, NULL));
  g_assert_null (strpbrk (headers->subject, "\r\n"));
  g_assert_null (strstr (headers->subject, "\342\200\256"));
}

static void
test_dates (void)
{
  static const char *const dates[] = { "",
                                       "never",
                                       "Tue, 1 Jul 99999999999999999999 10:00:00 +0000",
                                       "1 Jan 0001 00:00:00 +0000",
                                       "31 Dec 9999 23:59:59 -9999",
                                       "Mon, 32 Foo 2020",
                                       "1 Jul 25 1:2",
                                       "::::",
                                       "+0000",
                                       "2^63" };

  for (guint i = 0; i < G_N_ELEMENTS (dates); i++)
    {
      g_autofree char *text = g_strdup_printf ("Date: %s\n", dates[i]);
      g_autoptr (MimeHeaders) headers = parse (text);

      g_assert_cmpint (headers->date_unix, >=, 0);
      g_assert_cmpint (headers->date_unix, <, G_GINT64_CONSTANT (253402300800));
    }
}

static void
test_many_references (void)
{
  g_autoptr (GString) text = g_string_new ("References:");
  g_autoptr (MimeHeaders) headers = NULL;

  for (guint i = 0; i < 3000; i++)
    g_string_append_printf (text, "\r\n <%u@x>", i);
  headers = parse (text->str);
  g_assert_cmpuint (g_strv_length (headers->references), ==, 1000);
  g_assert_cmpstr (headers->references[0], ==, "0@x");
  g_assert_cmpstr (headers->references[999], ==, "2999@x");
}

static void
test_many_fields (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (MimeHeaders) headers = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (text, "Received: from x\r\n");
  g_string_append (text, "Subject: end\r\n\r\n");
  headers = parse (text->str);
  g_assert_cmpstr (headers->subject, ==, "end");
}

static void
test_normalize (void)
{
  static const char *const rows[][2] = {
    { "Hello", "Hello" },
    { "Re: Hello", "Hello" },
    { "RE: re: AW: Hello", "Hello" },
    { "Re[2]: Hello", "Hello" },
    { "Fwd: Re: Hello", "Hello" },
    { "Review: it", "Review: it" },
    { "Re:", "" },
    { "", "" },
    { "[list] Re: x", "[list] Re: x" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *subject = mime_subject_normalize (rows[i][0]);
      g_assert_cmpstr (subject, ==, rows[i][1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/headers/ordinary", test_ordinary);
  g_test_add_func ("/mime/headers/nothing", test_nothing);
  g_test_add_func ("/mime/headers/two-senders", test_two_senders);
  g_test_add_func ("/mime/headers/subject-has-no-controls", test_subject_has_no_controls);
  g_test_add_func ("/mime/headers/dates", test_dates);
  g_test_add_func ("/mime/headers/many-references", test_many_references);
  g_test_add_func ("/mime/headers/many-fields", test_many_fields);
  g_test_add_func ("/mime/headers/normalize", test_normalize);
  return g_test_run ();
}
