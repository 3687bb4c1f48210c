/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-parts.c: the pure parts of smtp: reply lines, addresses, and what a message looks like on the wire */

#include <string.h>

#include "smtp-address.h"
#include "smtp-data.h"
#include "smtp-reply.h"
#include "smtp-session.h"

/* --- reply lines --- */

typedef struct
{
  const char *line;
  guint code; /* 0: no reply */
  gboolean last;
  const char *text;
} Line;

static const Line lines[] = {
  { "250 ok", 250, TRUE, "ok" }, { "250-more", 250, FALSE, "more" },
  { "250", 250, TRUE, "" },      { "250 ", 250, TRUE, "" },
  { "250-", 250, FALSE, "" },    { "599 x", 599, TRUE, "x" },
  { "999 x", 0, FALSE, NULL },   { "199 x", 0, FALSE, NULL },
  { "25", 0, FALSE, NULL },      { "2500", 0, FALSE, NULL },
  { "2500 x", 0, FALSE, NULL },  { "abc", 0, FALSE, NULL },
  { "25x y", 0, FALSE, NULL },   { "", 0, FALSE, NULL },
  { "-250", 0, FALSE, NULL },    { "250\tx", 0, FALSE, NULL },
};

static void
test_reply_lines (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      guint code = 0;
      gboolean last = FALSE;
      const char *text = NULL;
      gboolean ok = smtp_reply_parse_line (lines[i].line, strlen (lines[i].line), &code, &last, &text);

      g_test_message ("%s", lines[i].line);
      g_assert_cmpint (ok, ==, lines[i].code != 0);
      if (!ok)
        continue;
      g_assert_cmpuint (code, ==, lines[i].code);
      g_assert_cmpint (last, ==, lines[i].last);
      g_assert_cmpstr (text, ==, lines[i].text);
    }
}

/* --- addresses --- */

typedef struct
{
  const char *address, *wire; /* NULL: refused */
  gboolean utf8;
} Address;

static const Address addresses[] = {
  { "a@b.c", "a@b.c", FALSE },
  { "", "", FALSE },
  { "first.last+tag@example.org", "first.last+tag@example.org", FALSE },
  { "\"a b\"@c.example", "\"a b\"@c.example", FALSE },
  { "\"a\\\"b\"@c.example", "\"a\\\"b\"@c.example", FALSE },
  { "a@[1.2.3.4]", "a@[1.2.3.4]", FALSE },
  { "a@[IPv6:::1]", "a@[IPv6:::1]", FALSE },
  { "info@例え.jp", "info@xn--r8jz45g.jp", FALSE },
  { "ä@例え.jp", "ä@xn--r8jz45g.jp", TRUE },
  { "a@b.c> RCPT TO:<x@evil", NULL, FALSE },
  { "a@b.c\r\nDATA", NULL, FALSE },
  { "a\r\n@b.c", NULL, FALSE },
  { "\"a\r\nb\"@c", NULL, FALSE },
  { "\"a\\\r\"@c", NULL, FALSE },
  { "\"a\"b\"@c", NULL, FALSE },
  { "\"@c", NULL, FALSE },
  { "<>", NULL, FALSE },
  { "a b@c", NULL, FALSE },
  { "a@", NULL, FALSE },
  { "@b", NULL, FALSE },
  { "a", NULL, FALSE },
  { "a..b@c", NULL, FALSE },
  { ".a@c", NULL, FALSE },
  { "a@b..c", NULL, FALSE },
  { "a@-b", NULL, FALSE },
  { "a@b c", NULL, FALSE },
  { "a@[1.2.3.4]>", NULL, FALSE },
  { "a@b\xff.c", NULL, FALSE },
  { "a\xff@b.c", NULL, FALSE },
  { "a@b.c SIZE=1", NULL, FALSE },
};

static void
test_addresses (void)
{
  g_autofree char *long_local = g_strnfill (500, 'a');
  g_autofree char *long_address = g_strconcat (long_local, "@b.c", NULL);
  gboolean utf8;

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *shown = g_strescape (addresses[i].address, NULL);
      g_autofree char *wire = smtp_address_dup_wire (addresses[i].address, &utf8, &error);

      g_test_message ("%s", shown);
      g_assert_cmpstr (wire, ==, addresses[i].wire);
      if (wire == NULL)
        g_assert_error (error, SMTP_ERROR, SMTP_ERROR_BAD_ADDRESS);
      else
        g_assert_cmpint (utf8, ==, addresses[i].utf8);
    }
  g_assert_null (smtp_address_dup_wire (long_address, &utf8, NULL));
}

/* --- messages on the wire --- */

typedef struct
{
  const char *bytes;
  gsize length;
  const char *wire;
} Wire;

#define WIRE(bytes, wire) { (bytes), sizeof (bytes) - 1, (wire) }

/* O-01 has each end-of-data variant some server was known to accept; O-02 the odd ends. */
static const Wire wires[] = {
  WIRE ("", ""),
  WIRE (".", "..\r\n"),
  WIRE ("a", "a\r\n"),
  WIRE ("a\r\n", "a\r\n"),
  WIRE ("a\r\n.b\r\n..\r\n", "a\r\n..b\r\n...\r\n"),
  WIRE ("a.\r\nb", "a.\r\nb\r\n"),
  WIRE ("a\n.\nb", "a\r\n..\r\nb\r\n"),
  WIRE ("a\n.\rb", "a\r\n..\r\nb\r\n"),
  WIRE ("a\r.\nb", "a\r\n..\r\nb\r\n"),
  WIRE ("a\r.\rb", "a\r\n..\r\nb\r\n"),
  WIRE ("a\n.\r\nb", "a\r\n..\r\nb\r\n"),
  WIRE ("a\r.\r\nb", "a\r\n..\r\nb\r\n"),
  WIRE ("a\r\n.\r\nb", "a\r\n..\r\nb\r\n"),
  WIRE ("a\r\n.\r\r\nb", "a\r\n..\r\n\r\nb\r\n"),
  WIRE ("a\r\r\n.\r\r\nb", "a\r\n\r\n..\r\n\r\nb\r\n"),
  WIRE ("a\r\n\0.\r\nb", "a\r\n..\r\nb\r\n"),
  WIRE ("a\r\n.\0\r\nb", "a\r\n..\r\nb\r\n"),
  WIRE ("a\r\0\n.\r\0\nb", "a\r\n\r\n..\r\n\r\nb\r\n"),
  WIRE ("\r\n", "\r\n"),
  WIRE ("\0\0", ""),
};

/* What any receiver, however lenient, must find: CRLF as the only control pair, no unstuffed dot. */
static void
check_safe (const guint8 *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      g_assert_cmpuint (bytes[i], !=, 0);
      if (bytes[i] == '\r')
        g_assert_true (i + 1 < length && bytes[i + 1] == '\n');
      if (bytes[i] == '\n')
        g_assert_true (i > 0 && bytes[i - 1] == '\r');
      if (bytes[i] == '.' && (i == 0 || bytes[i - 1] == '\n'))
        g_assert_true (i + 1 < length && bytes[i + 1] == '.');
    }
  if (length > 0)
    g_assert_true (length >= 2 && bytes[length - 1] == '\n');
}

static void
test_wire (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wires); i++)
    {
      g_autoptr (GByteArray) out = g_byte_array_new ();
      g_autoptr (GByteArray) plain = g_byte_array_new ();
      SmtpData facts;

      smtp_data_append ((const guint8 *) wires[i].bytes, wires[i].length, TRUE, out);
      g_assert_cmpmem (out->data, out->len, wires[i].wire, strlen (wires[i].wire));
      check_safe (out->data, out->len);
      smtp_data_append ((const guint8 *) wires[i].bytes, wires[i].length, FALSE, plain);
      smtp_data_scan ((const guint8 *) wires[i].bytes, wires[i].length, &facts);
      g_assert_cmpuint (facts.size, ==, plain->len);
    }
}

/* Random messages of the dangerous bytes, in pieces of every size: always safe, always the same. */
static void
test_wire_random (void)
{
  static const char alphabet[] = "\r\n.\0ab";

  for (int round = 0; round < 3000; round++)
    {
      guint8 bytes[40];
      gsize length = g_test_rand_int_range (0, sizeof bytes);
      g_autoptr (GByteArray) whole = g_byte_array_new ();
      g_autoptr (GByteArray) pieces = g_byte_array_new ();
      SmtpDataReader reader;

      for (gsize i = 0; i < length; i++)
        bytes[i] = alphabet[g_test_rand_int_range (0, 6)];
      smtp_data_append (bytes, length, TRUE, whole);
      check_safe (whole->data, whole->len);
      smtp_data_reader_init (&reader, bytes, length, TRUE);
      while (smtp_data_reader_next (&reader, g_test_rand_int_range (1, 5), pieces))
        ;
      g_assert_cmpmem (pieces->data, pieces->len, whole->data, whole->len);
    }
}

static void
scan (const char *text, SmtpData *facts)
{
  smtp_data_scan ((const guint8 *) text, strlen (text), facts);
}

static void
test_scan (void)
{
  SmtpData facts;

  scan ("A: b\nC: d\n\nbody \xc3\xa9\n", &facts);
  g_assert_cmpuint (facts.size, ==, 6 + 6 + 2 + 9);
  g_assert_cmpuint (facts.longest_line, ==, 7);
  g_assert_true (facts.is_8bit);
  g_assert_false (facts.has_8bit_header);
  scan ("Subject: \xc3\xa9\r\n\r\nx", &facts);
  g_assert_true (facts.has_8bit_header);
  scan ("Subject: e\r\n\r\nx", &facts);
  g_assert_false (facts.is_8bit);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/reply-lines", test_reply_lines);
  g_test_add_func ("/smtp/addresses", test_addresses);
  g_test_add_func ("/smtp/wire", test_wire);
  g_test_add_func ("/smtp/wire-random", test_wire_random);
  g_test_add_func ("/smtp/scan", test_scan);
  return g_test_run ();
}
