/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-data.c: what leaves us cannot be read as two messages, and an address cannot be read as a command
 * (hostile-servers O-01, O-02, O-04) */

#include "smtp-data.h"

#include <string.h>

static char *
on_the_wire (const char *text, gsize length, SmtpDataFacts *facts)
{
  g_autoptr (GBytes) message = g_bytes_new_static (text, length);
  g_autoptr (GBytes) normal = smtp_data_normalize (message, facts);
  g_autoptr (GBytes) stuffed = smtp_data_stuff (normal);

  return g_strndup (g_bytes_get_data (stuffed, NULL), g_bytes_get_size (stuffed));
}

static void
test_end_of_data_variants (void)
{
  static const struct
  {
    const char *text;
    gsize length;
    const char *wire;
  } rows[] = {
#define ROW(text, wire) { text, sizeof text - 1, wire }
    ROW ("a\n.\nb", "a\r\n..\r\nb\r\n.\r\n"),
    ROW ("a\n.\rb", "a\r\n..\r\nb\r\n.\r\n"),
    ROW ("a\r.\nb", "a\r\n..\r\nb\r\n.\r\n"),
    ROW ("a\r.\rb", "a\r\n..\r\nb\r\n.\r\n"),
    ROW ("a\n.\r\nb", "a\r\n..\r\nb\r\n.\r\n"),
    ROW ("a\r.\r\nb", "a\r\n..\r\nb\r\n.\r\n"),
    ROW ("a\r\n.\r\r\nb", "a\r\n..\r\n\r\nb\r\n.\r\n"),
    ROW ("a\r\r\n.\r\r\nb", "a\r\n\r\n..\r\n\r\nb\r\n.\r\n"),
    ROW ("a\r\n\0.\r\nb", "a\r\n..\r\nb\r\n.\r\n"),
    ROW ("a\r\n.\0\r\nb", "a\r\n..\r\nb\r\n.\r\n"),
    ROW (".", "..\r\n.\r\n"),
    ROW ("", "\r\n.\r\n"),
    ROW ("a: b\r\n\r\nno newline", "a: b\r\n\r\nno newline\r\n.\r\n"),
    ROW ("..two", "...two\r\n.\r\n"),
#undef ROW
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SmtpDataFacts facts;
      g_autofree char *wire = on_the_wire (rows[i].text, rows[i].length, &facts);

      g_assert_cmpstr (wire, ==, rows[i].wire);
    }
}

/* Undoes the stuffing as a server must (RFC 5321, 4.5.2), seeing only CRLF.CRLF as the end. */
static void
test_random_has_one_end (void)
{
  static const char alphabet[] = "\r\n..ab\0";

  for (guint round = 0; round < 20000; round++)
    {
      char text[24];
      SmtpDataFacts facts;
      const char *end;

      for (guint i = 0; i < sizeof text; i++)
        text[i] = alphabet[g_test_rand_int_range (0, sizeof alphabet - 1)];
      g_autofree char *wire = on_the_wire (text, sizeof text, &facts);
      g_autofree char *framed = g_strconcat ("\r\n", wire, NULL);
      end = strstr (framed, "\r\n.\r\n");
      g_assert_nonnull (end);
      g_assert_cmpstr (end, ==, "\r\n.\r\n");
      for (const char *p = wire; *p != '\0'; p++)
        {
          g_assert_true (*p != '\r' || p[1] == '\n');
          g_assert_true (*p != '\n' || (p > wire && p[-1] == '\r'));
        }
    }
}

static void
test_facts (void)
{
  SmtpDataFacts facts;

  g_free (on_the_wire ("Subject: a\r\n\r\nb", 15, &facts));
  g_assert_false (facts.has_8bit);
  g_free (on_the_wire ("Subject: a\r\n\r\n\xc3\xa4", 16, &facts));
  g_assert_true (facts.has_8bit);
  g_assert_false (facts.has_8bit_header);
  g_free (on_the_wire ("Subject: \xc3\xa4\r\n\r\nb", 16, &facts));
  g_assert_true (facts.has_8bit_header);
}

static void
test_addresses (void)
{
  static const char *const safe[] = {
    "a@b.c", "first.last+tag@example.org", "\"a b\"@example.org", "\"a\\\"b\"@example.org", "a@[127.0.0.1]",
    "a@[IPv6:2001:db8::1]", "\xc3\xa4@\xe4\xbe\x8b\xe3\x81\x88.jp", "o'neill@example.org",
  };
  static const char *const unsafe[] = {
    "", "a", "a@", "@b", "a@b@c", "a@b.c> RCPT TO:<x@evil", "a b@c", "a@b\r\nDATA", "a\n@b", "a@b\x7f", "<a@b>", "\"a@b",
    "\"a\"b@c", "a\"b\"@c", "a@b c", "\"a\r\"@b", "\"a\\\r\"@b", "a,b@c", "a;b@c", "a@b,c@d", "\xff@b", "a\\@b",
  };
  g_autofree char *huge = g_strnfill (2000, 'a');
  g_autofree char *huge_address = g_strconcat (huge, "@b", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (safe); i++)
    g_assert_true (smtp_data_address_is_safe (safe[i]));
  for (guint i = 0; i < G_N_ELEMENTS (unsafe); i++)
    {
      if (smtp_data_address_is_safe (unsafe[i]))
        g_error ("taken as safe: %s", unsafe[i]);
    }
  g_assert_false (smtp_data_address_is_safe (huge_address));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/data/end-of-data-variants", test_end_of_data_variants);
  g_test_add_func ("/smtp/data/random-has-one-end", test_random_has_one_end);
  g_test_add_func ("/smtp/data/facts", test_facts);
  g_test_add_func ("/smtp/data/addresses", test_addresses);
  return g_test_run ();
}
