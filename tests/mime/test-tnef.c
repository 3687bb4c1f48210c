/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-tnef.c: winmail.dat made here, unpacked in the shut-in helper; hostile ones; RTF (hostile-content C-049) */

#include <gio/gio.h>
#include <string.h>

#include "mime-tnef.h"

static void
put16 (GByteArray *out, guint value)
{
  const guint8 bytes[] = { (guint8) value, (guint8) (value >> 8) };

  g_byte_array_append (out, bytes, 2);
}

static void
put32 (GByteArray *out, guint32 value)
{
  put16 (out, value & 0xFFFF);
  put16 (out, value >> 16);
}

static void
put_attribute (GByteArray *out, guint8 level, guint32 id, const void *data, gsize length)
{
  guint sum = 0;

  g_byte_array_append (out, &level, 1);
  put32 (out, id);
  put32 (out, (guint32) length);
  g_byte_array_append (out, data, (guint) length);
  for (gsize i = 0; i < length; i++)
    sum += ((const guint8 *) data)[i];
  put16 (out, sum & 0xFFFF);
}

static void
put_property (GByteArray *out, guint type, guint id, const void *data, gsize length)
{
  static const guint8 zeros[4] = { 0 };

  put16 (out, type);
  put16 (out, id);
  put32 (out, 1);
  put32 (out, (guint32) length);
  g_byte_array_append (out, data, (guint) length);
  g_byte_array_append (out, zeros, (guint) (-length & 3));
}

static GByteArray *
begin (void)
{
  GByteArray *out = g_byte_array_new ();
  const guint8 codepage[8] = { 0xE4, 0x04 }; /* 1252 */
  const guint8 version[4] = { 0, 0, 1, 0 };

  put32 (out, 0x223E9F78);
  put16 (out, 1);
  put_attribute (out, 1, 0x00089006, version, 4);
  put_attribute (out, 1, 0x00069007, codepage, 8);
  return out;
}

static void
put_file (GByteArray *out, const char *title, const char *long_name, const char *id, const void *data,
          gsize length)
{
  const guint8 rendering[14] = { 1, 0, 0xFF, 0xFF, 0xFF, 0xFF };
  g_autoptr (GByteArray) properties = g_byte_array_new ();

  put_attribute (out, 2, 0x00069002, rendering, sizeof rendering);
  put_attribute (out, 2, 0x00018010, title, strlen (title) + 1);
  put_attribute (out, 2, 0x0006800F, data, length);
  put32 (properties, id != NULL ? 2 : 1);
  put_property (properties, 0x1E, 0x3707, long_name, strlen (long_name) + 1);
  if (id != NULL)
    put_property (properties, 0x1E, 0x3712, id, strlen (id) + 1);
  put_attribute (out, 2, 0x00069005, properties->data, properties->len);
}

static void
put_body (GByteArray *out, guint type, guint id, const void *data, gsize length)
{
  g_autoptr (GByteArray) properties = g_byte_array_new ();

  put32 (properties, 1);
  put_property (properties, type, id, data, length);
  put_attribute (out, 1, 0x00069003, properties->data, properties->len);
}

static GBytes *
finish (GByteArray *out)
{
  return g_byte_array_free_to_bytes (out);
}

static void
test_walls (void)
{
  g_autofree char *helper = mime_tnef_find_helper ();
  g_autoptr (GSubprocess) process
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, helper, "--try", NULL);

  /* No file, process or socket can be had from within. */
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

static void
test_unpack (void)
{
  GByteArray *out = begin ();
  static const char html[] = "<html><body><p>Gr\xFC\xDF"
                             "e</p><img src=\"cid:pic@x\"></body></html>";
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MimeTnef) tnef = NULL;
  g_autoptr (GError) error = NULL;
  const MimeAttachment *file, *picture;

  put_body (out, 0x102, 0x1013, html, strlen (html));
  put_file (out, "REPORT~1.PDF", "..\\..\\Report 2025.pdf", NULL, "%PDF", 4);
  put_file (out, "pic.png", "pic.png", "pic@x", "png", 3);
  bytes = finish (out);
  tnef = mime_tnef_unpack (bytes, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (tnef->html, "<p>Grüße</p>"));
  g_assert_cmpuint (tnef->files->len, ==, 2);
  file = g_ptr_array_index (tnef->files, 0);
  picture = g_ptr_array_index (tnef->files, 1);
  g_assert_cmpstr (file->name, ==, "Report 2025.pdf");
  g_assert_cmpmem (g_bytes_get_data (file->bytes, NULL), g_bytes_get_size (file->bytes), "%PDF", 4);
  g_assert_cmpstr (picture->content_id, ==, "pic@x");
}

static GBytes *
message_with (GBytes *tnef)
{
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (tnef, NULL), g_bytes_get_size (tnef));
  char *text = g_strdup_printf (
      "From: Ana <ana@example.org>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <1@x>\r\n"
      "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsee below\r\n"
      "--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: "
      "base64\r\n\r\n%s\r\n"
      "--b\r\nContent-Type: application/pdf; name=other.pdf\r\n\r\nx\r\n--b--\r\n",
      base64);

  return g_bytes_new_take (text, strlen (text));
}

static void
test_rebuild (void)
{
  GByteArray *out = begin ();
  static const char html[] = "<p>Hello <img src=\"cid:pic@x\"><script>x</script></p>";
  g_autoptr (GBytes) tnef = NULL;
  g_autoptr (GBytes) source = NULL;
  g_autoptr (GBytes) rebuilt = NULL;
  g_autoptr (MimeMessage) message = NULL;
  g_autoptr (MimeMessage) back = NULL;
  g_autoptr (GError) error = NULL;

  put_body (out, 0x102, 0x1013, html, strlen (html));
  put_file (out, "a.txt", "a.txt", NULL, "hello", 5);
  put_file (out, "pic.png", "pic.png", "pic@x", "png", 3);
  tnef = finish (out);
  source = message_with (tnef);
  message = mime_message_parse (source, NULL);
  g_assert_nonnull (mime_tnef_find (message));
  rebuilt = mime_tnef_rebuild (message, source, &error);
  g_assert_no_error (error);
  back = mime_message_parse (rebuilt, NULL);
  g_autofree char *text = mime_message_dup_text (back);
  g_assert_cmpstr (back->headers->subject, ==, "Grüße");
  g_assert_cmpstr (back->headers->message_id, ==, "1@x");
  g_assert_null (mime_tnef_find (back));
  g_assert_cmpstr (g_strchomp (text), ==, "Hello");
  g_assert_cmpuint (back->attachments->len, ==, 2);
  g_assert_cmpstr (((MimePart *) g_ptr_array_index (back->attachments, 0))->name, ==, "a.txt");
  g_assert_cmpstr (((MimePart *) g_ptr_array_index (back->attachments, 1))->name, ==, "other.pdf");
  g_assert_nonnull (mime_message_find_content_id (back, "pic@x"));
}

static GBytes *
with_rtf (const char *rtf)
{
  GByteArray *out = begin ();
  g_autoptr (GByteArray) packed = g_byte_array_new ();

  put32 (packed, (guint32) strlen (rtf) + 12);
  put32 (packed, (guint32) strlen (rtf));
  put32 (packed, 0x414C454D); /* not compressed */
  put32 (packed, 0);
  g_byte_array_append (packed, (const guint8 *) rtf, (guint) strlen (rtf));
  put_body (out, 0x102, 0x1009, packed->data, packed->len);
  return finish (out);
}

static void
test_rtf (void)
{
  /* RTF, what HTML is in it (NULL: none), its text */
  static const char *const rows[][3] = {
    { "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}\\f0 Hello\\par W\\'f6rld \\u8364? {\\b bold}}", NULL,
      "Hello\nWörld € bold" },
    { "{\\rtf1\\ansi\\fromhtml1{\\*\\htmltag64 <p>}Gr\\'fc\\'dfe \\htmlrtf{\\b \\htmlrtf0 x < "
      "y\\htmlrtf}\\htmlrtf0{\\*\\htmltag72 </p>}}",
      "<p>Grüße x &lt; y</p>", NULL },
    { "{\\rtf1 a\\{b\\}\\\\c}", NULL, "a{b}\\c" },
    { "{\\rtf1{\\pict 0102}{\\*\\unknown secret}seen}", NULL, "seen" },
    { "{\\rtf1 \\uc2\\u228xxy}", NULL, "äy" },
    { "{{{{{{", NULL, "" },
    { "}}}}a", NULL, "a" },
    { "\\", NULL, "" },
    { "\\'", NULL, "" },
    { "\\u-99999999999 x", NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *html = mime_rtf_to_html (rows[i][0], strlen (rows[i][0]));
      g_autofree char *text = mime_rtf_to_text (rows[i][0], strlen (rows[i][0]));

      g_test_message ("%s -> %s, %s", rows[i][0], html, text);
      g_assert_cmpstr (html, ==, rows[i][1]);
      if (rows[i][2] != NULL)
        g_assert_cmpstr (text, ==, rows[i][2]);
      g_assert_true (g_utf8_validate (text, -1, NULL));
    }
  g_autoptr (GBytes) bytes = with_rtf ("{\\rtf1\\fromhtml1{\\*\\htmltag64 <b>}hi{\\*\\htmltag72 </b>}}");
  g_autoptr (MimeTnef) tnef = mime_tnef_unpack (bytes, NULL);
  g_assert_nonnull (tnef);
  g_assert_cmpstr (tnef->html, ==, "<b>hi</b>");
  /* The example of MS-OXRTFCP, 4.1.1, and damage to it. */
  static const guint8 packed[]
      = { 0x2d, 0x00, 0x00, 0x00, 0x2b, 0x00, 0x00, 0x00, 0x4c, 0x5a, 0x46, 0x75, 0xf1,
          0xc5, 0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32,
          0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62,
          0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0 };
  gsize unpacked = 0;
  g_autofree char *rtf = mime_rtf_unpack ((const char *) packed, sizeof packed, &unpacked);
  g_assert_cmpmem (rtf, unpacked, "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n", 43);
  for (guint round = 0; round < 5000; round++)
    {
      guint8 copy[sizeof packed];
      memcpy (copy, packed, sizeof packed);
      copy[g_test_rand_int_range (0, sizeof packed)] = (guint8) g_test_rand_int_range (0, 256);
      g_autofree char *any = mime_rtf_unpack (
          (const char *) copy, (gsize) g_test_rand_int_range (0, sizeof packed + 1), &unpacked);
    }
  g_autofree char *flood = g_strnfill (3000000, '{');
  g_autofree char *nothing = mime_rtf_to_text (flood, 3000000);
  g_assert_cmpstr (nothing, ==, "");
}

/* Every one ends soon, in an error or in something valid; the program goes on. */
static void
test_hostile (void)
{
  GByteArray *out = begin ();
  static const char html[] = "<p>x</p>";
  g_autoptr (GBytes) whole = NULL;
  gint64 start = g_get_monotonic_time ();
  guint good = 0;

  put_body (out, 0x102, 0x1013, html, strlen (html));
  put_file (out, "a", "b", "c@d", "hello", 5);
  whole = finish (out);
  for (guint round = 0; round < 60; round++)
    {
      gsize length;
      guint8 *data = g_bytes_unref_to_data (g_bytes_ref (whole), &length);

      if (round < 20)
        length = length * round / 20;
      else
        for (gint n = g_test_rand_int_range (1, 8); n > 0; n--)
          data[g_test_rand_int_range (6, (gint) length)]
              = (guint8) (g_test_rand_bit () ? 0xFF : g_test_rand_int_range (0, 256));
      g_autoptr (GBytes) damaged = g_bytes_new_take (data, length);
      g_autoptr (MimeTnef) tnef = mime_tnef_unpack (damaged, NULL);
      good += tnef != NULL;
      if (tnef != NULL && tnef->html != NULL)
        g_assert_true (g_utf8_validate (tnef->html, -1, NULL));
    }
  g_test_message ("%u of 60 unpacked, %" G_GINT64_FORMAT " ms", good,
                  (g_get_monotonic_time () - start) / 1000);
}

static void
test_nested (void)
{
  g_autoptr (GBytes) inner = finish (begin ());

  /* Messages in messages: cut at some depth, never followed for ever. */
  for (guint level = 0; level < 20; level++)
    {
      GByteArray *out = begin ();
      const guint8 rendering[14] = { 1 };
      g_autoptr (GByteArray) object = g_byte_array_new ();
      g_autoptr (GByteArray) properties = g_byte_array_new ();
      const guint8 guid[16] = { 7, 3, 2 };

      g_byte_array_append (object, guid, 16);
      g_byte_array_append (object, g_bytes_get_data (inner, NULL), (guint) g_bytes_get_size (inner));
      put_attribute (out, 2, 0x00069002, rendering, sizeof rendering);
      put32 (properties, 1);
      put_property (properties, 0x0D, 0x3701, object->data, object->len);
      put_attribute (out, 2, 0x00069005, properties->data, properties->len);
      g_bytes_unref (inner);
      inner = finish (out);
    }
  g_autoptr (MimeTnef) tnef = mime_tnef_unpack (inner, NULL);
  g_assert_true (tnef == NULL || tnef->files->len < 30);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/tnef/walls", test_walls);
  g_test_add_func ("/mime/tnef/unpack", test_unpack);
  g_test_add_func ("/mime/tnef/rebuild", test_rebuild);
  g_test_add_func ("/mime/tnef/rtf", test_rtf);
  g_test_add_func ("/mime/tnef/hostile", test_hostile);
  g_test_add_func ("/mime/tnef/nested", test_nested);
  return g_test_run ();
}
