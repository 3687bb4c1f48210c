/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-hostile.c: generators of hostile-content 3.2 (C-035 to C-047), and random damage to whole messages
 *
 * Everything a viewer asks for is asked for; the test is that it comes back, valid and bounded. */

#include <string.h>

#include "mime-html.h"
#include "mime-message.h"

static void
use_part (MimePart *part)
{
  g_autoptr (GBytes) bytes = mime_part_decode (part);
  g_autofree char *name = mime_part_dup_file_name (part);

  g_assert_true (g_utf8_validate (name, -1, NULL) && g_utf8_validate (part->type, -1, NULL));
  g_assert_nonnull (bytes);
}

static guint
use (GString *source)
{
  g_autoptr (GBytes) bytes = g_bytes_new (source->str, source->len);
  g_autoptr (MimeMessage) message = mime_message_parse (bytes, NULL);
  gint64 start = g_get_monotonic_time ();

  if (message == NULL)
    return 0;
  g_autofree char *text = mime_message_dup_text (message);
  g_autofree char *html = mime_message_dup_html (message);
  g_autofree char *preview = mime_message_dup_preview (message);
  g_autoptr (MimeHtml) clean = html != NULL ? mime_html_sanitize (html, NULL) : NULL;

  g_assert_true (g_utf8_validate (text, -1, NULL) && g_utf8_validate (preview, -1, NULL));
  g_assert_true (g_utf8_validate (message->headers->subject, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (preview, -1), <=, 200);
  for (guint i = 0; i < message->leaves->len && i < 200; i++)
    use_part (g_ptr_array_index (message->leaves, i));
  g_test_message ("%zu bytes, %u leaves, %u attachments, %" G_GINT64_FORMAT " ms", source->len,
                  message->leaves->len, message->attachments->len, (g_get_monotonic_time () - start) / 1000);
  return message->leaves->len;
}

static void
test_nested_multiparts (void)
{
  for (guint depth = 100; depth <= 10000; depth *= 10)
    {
      g_autoptr (GString) source = g_string_new ("Subject: deep\n");

      for (guint i = 0; i < depth; i++)
        g_string_append_printf (source, "Content-Type: multipart/mixed; boundary=\"b%u\"\n\n--b%u\n", i, i);
      g_string_append (source, "\nbottom\n");
      use (source);
    }
}

static void
test_nested_messages (void)
{
  g_autoptr (GString) source = g_string_new (NULL);

  for (guint i = 0; i < 10000; i++)
    g_string_append (source, "Content-Type: message/rfc822\n\n");
  use (source);
}

static void
test_same_boundary (void)
{
  g_autoptr (GString) source = g_string_new (NULL);

  for (guint i = 0; i < 10000; i++)
    g_string_append (source, "Content-Type: multipart/mixed; boundary=b\n\n--b\n");
  use (source);
}

static void
test_many_parts (void)
{
  g_autoptr (GString) source = g_string_new ("Content-Type: multipart/mixed; boundary=b\n\n");

  for (guint i = 0; i < 50000; i++)
    g_string_append (source, "--b\nContent-Type: text/plain\n\nx\n");
  g_assert_cmpuint (use (source), <=, 10000);
}

static void
test_address_bombs (void)
{
  static const char *const fields[]
      = { "To", "Cc", "Bcc", "From", "Sender", "Reply-To", "Resent-To", "Resent-From", "from\t", "tO " };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    for (guint nested = 0; nested < 2; nested++)
      {
        g_autoptr (GString) source = g_string_new (nested ? "Content-Type: message/rfc822\n\n" : "");

        g_string_append_printf (source, "%s: ", fields[i]);
        for (guint n = 0; n < 100000; n++)
          g_string_append (source, n % 30 == 0 ? "a:\n " : "a:");
        g_string_append (source, "\n\nbody\n");
        use (source);
      }
}

static void
test_many_recipients (void)
{
  g_autoptr (GString) source = g_string_new ("To: ");

  for (guint i = 0; i < 200000; i++)
    g_string_append_printf (source, "u%u@x.org,\n ", i);
  g_string_append (source, "z@x.org\n\nbody\n");
  use (source);
}

static void
test_folded_field (void)
{
  g_autoptr (GString) source = g_string_new ("Subject: ");

  for (guint i = 0; i < 200000; i++)
    g_string_append (source, "word\n ");
  g_string_append (source, "end\n\nbody\n");
  use (source);
}

static void
test_parameters (void)
{
  static const char *const rows[] = {
    "name*0=a; name*0=b; name*2=c",
    "name*99999999999=x",
    "name*0*='x'%zz; name*1=y",
    "name*=utf-8''%FF%00%2F..",
    "name*='';name=x",
    "boundary=",
    "boundary=\"\"",
    "boundary=\"a b \"",
    "boundary=b; boundary=c",
    "charset=\"\"",
    "charset=\xff",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) source = g_string_new (NULL);

      g_string_printf (source, "Content-Type: multipart/mixed; %s\n\n--b\n\nx\n--b--\n", rows[i]);
      use (source);
      g_string_printf (source, "Content-Type: text/html; %s\n\nx\n", rows[i]);
      use (source);
    }
}

static void
test_many_parameters (void)
{
  g_autoptr (GString) source = g_string_new ("Content-Type: application/x");

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (source, ";\n name*%u=x", i);
  g_string_append (source, "\n\nx\n");
  use (source);
}

static void
test_near_boundaries (void)
{
  g_autoptr (GString) source = g_string_new ("Content-Type: multipart/mixed; boundary=bound\n\n");

  for (guint i = 0; i < 200000; i++)
    g_string_append (source, "--boun\n");
  use (source);
}

static void
test_encodings (void)
{
  static const char *const rows[][2] = {
    { "base64", "!!!!====YQ==YQ==\001\377" },
    { "base64", "Y\nQ\n=\n=\ntrailing" },
    { "quoted-printable", "a=XY=\n=" },
    { "quoted-printable", "=e4=" },
    { "x-uuencode", "begin 644 x\n" },
    { "gzip", "x" },
    { "7bit (comment)", "x" },
    { "base64 base64", "eA==" },
    { "", "x" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) source = g_string_new (NULL);

      g_string_printf (source, "Content-Type: text/html\nContent-Transfer-Encoding: %s\n\n%s", rows[i][0],
                       rows[i][1]);
      use (source);
    }
}

static void
test_big_header (void)
{
  g_autoptr (GString) source = g_string_new ("X: ");
  g_autofree char *fill = g_strnfill (6 * 1024 * 1024, 'x');

  g_string_append (source, fill);
  g_string_append (source, "\nSubject: late\n\nbody\n");
  g_assert_cmpuint (use (source), ==, 1);
}

static void
test_long_line (void)
{
  g_autoptr (GString) source = g_string_new ("Content-Type: text/plain; format=flowed\n\n");
  g_autofree char *fill = g_strnfill (8 * 1024 * 1024, '>');

  g_string_append (source, fill);
  use (source);
}

static const char seed[]
    = "From: =?utf-8?q?A?= <a@x.org>\nTo: g: b@x.org;\nSubject: =?iso-8859-1?q?=FC?=\nDate: Tue, 1 Jul 2025 "
      "10:00:00 +0000\n"
      "Content-Type: multipart/mixed; boundary=\"m\"\n\n--m\nContent-Type: text/html; charset=utf-8\n"
      "Content-Transfer-Encoding: quoted-printable\n\n<p style=3D\"color:red\">a<img "
      "src=3Dcid:x>=C3=BC</p>\n--m\n"
      "Content-Type: message/rfc822\n\nFrom: c@y.org\nContent-Type: text/plain; format=flowed; "
      "charset=utf-16\n\nx \ny\n--m\n"
      "Content-Type: application/x; name*0*=utf-8''%C3%A4; name*1=b\nContent-Transfer-Encoding: "
      "base64\n\nAAAA\n--m--\n";

static void
test_random_damage (void)
{
  for (guint round = 0; round < 1500; round++)
    {
      g_autoptr (GString) source = g_string_new_len (seed, sizeof seed - 1);

      for (gint n = g_test_rand_int_range (1, 12); n > 0; n--)
        {
          gsize at = (gsize) g_test_rand_int_range (0, (gint) source->len - 1);

          switch (g_test_rand_int_range (0, 4))
            {
            case 0:
              source->str[at] = (char) g_test_rand_int_range (0, 256);
              break;
            case 1:
              g_string_erase (source, (gssize) at, 1);
              break;
            case 2:
              g_string_insert_len (source, (gssize) at,
                                   seed + g_test_rand_int_range (0, (gint) sizeof seed - 40), 30);
              break;
            default:
              g_string_insert_c (source, (gssize) at, "\n\r:;=\"<>-"[g_test_rand_int_range (0, 9)]);
            }
        }
      use (source);
    }
}

static void
test_every_cut (void)
{
  for (gsize n = 0; n < sizeof seed; n++)
    {
      g_autoptr (GString) source = g_string_new_len (seed, (gssize) n);
      use (source);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/hostile/nested-multiparts", test_nested_multiparts);
  g_test_add_func ("/mime/hostile/nested-messages", test_nested_messages);
  g_test_add_func ("/mime/hostile/same-boundary", test_same_boundary);
  g_test_add_func ("/mime/hostile/many-parts", test_many_parts);
  g_test_add_func ("/mime/hostile/address-bombs", test_address_bombs);
  g_test_add_func ("/mime/hostile/many-recipients", test_many_recipients);
  g_test_add_func ("/mime/hostile/folded-field", test_folded_field);
  g_test_add_func ("/mime/hostile/parameters", test_parameters);
  g_test_add_func ("/mime/hostile/many-parameters", test_many_parameters);
  g_test_add_func ("/mime/hostile/near-boundaries", test_near_boundaries);
  g_test_add_func ("/mime/hostile/encodings", test_encodings);
  g_test_add_func ("/mime/hostile/big-header", test_big_header);
  g_test_add_func ("/mime/hostile/long-line", test_long_line);
  g_test_add_func ("/mime/hostile/random-damage", test_random_damage);
  g_test_add_func ("/mime/hostile/every-cut", test_every_cut);
  return g_test_run ();
}
