/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-address.c: address fields, honest and hostile (hostile-content C-040, C-041, C-057 to C-061) */

#include <string.h>

#include "mime-address.h"
#include "mime-idn.h"

static void
check (const char *field, const char *name, const char *email, guint n)
{
  g_autoptr (GPtrArray) list = mime_addresses_parse (field);
  const MimeAddress *first;

  g_test_message ("%s", field);
  g_assert_cmpuint (list->len, ==, n);
  if (n == 0)
    return;
  first = g_ptr_array_index (list, 0);
  g_assert_cmpstr (first->name, ==, name);
  g_assert_cmpstr (first->email, ==, email);
}

static void
test_table (void)
{
  check ("", "", "", 0);
  check ("ana@example.org", "", "ana@example.org", 1);
  check ("Ana Lang <ana@example.org>", "Ana Lang", "ana@example.org", 1);
  check ("\"Lang, Ana\" <ana@example.org>, b@example.org", "Lang, Ana", "ana@example.org", 2);
  check ("=?utf-8?q?J=C3=BCrg?= <j@example.org>", "Jürg", "j@example.org", 1);
  check ("friends: a@x.org, b@x.org;", "", "a@x.org", 2);
  check ("Ana\r\n <ana@example.org>", "Ana", "ana@example.org", 1);
  check ("\"ceo@bank.com\" <x@evil.com>", "ceo@bank.com", "x@evil.com", 1);
}

static void
test_name_never_becomes_address (void)
{
  g_autoptr (GPtrArray) list
      = mime_addresses_parse ("=?utf-8?b?Y2VvQGJhbmsuY29t?==?utf-8?Q?=00=0A?= <x@evil.com>");
  const MimeAddress *first = g_ptr_array_index (list, 0);

  g_assert_cmpstr (first->email, ==, "x@evil.com");
  g_assert_null (strpbrk (first->name, "\r\n"));
}

static void
test_nested_groups (void)
{
  g_autoptr (GString) field = g_string_new (NULL);
  g_autoptr (GPtrArray) list = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (field, "a:");
  list = mime_addresses_parse (field->str);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpstr (((MimeAddress *) g_ptr_array_index (list, 0))->email, ==, "");
  /* Under the length guard, over that for colons. */
  g_string_truncate (field, 8000);
  g_clear_pointer (&list, g_ptr_array_unref);
  list = mime_addresses_parse (field->str);
  g_assert_cmpuint (list->len, ==, 1);
}

static void
test_floods (void)
{
  static const char marks[] = "(<;,\"@\\[:=";

  for (guint i = 0; marks[i] != '\0'; i++)
    for (gsize n = 1000; n <= 1000000; n *= 1000)
      {
        g_autofree char *field = g_strnfill (n, marks[i]);
        g_autoptr (GPtrArray) list = mime_addresses_parse (field);

        g_assert_cmpuint (list->len, <=, MIME_MAX_ADDRESSES);
      }
}

static void
test_valid (void)
{
  static const char *const good[]
      = { "a@b.c", "a.b+c@example.org", "a@[1.2.3.4]", "ä@例え.jp", "\"a b\"@c.d" };
  static const char *const bad[] = { "",
                                     "a",
                                     "@b",
                                     "a@",
                                     "a@b.c> RCPT TO:<x@evil",
                                     "a b@c",
                                     "<>",
                                     "a@b@c",
                                     "a@b\r",
                                     "a@b\nBcc: x@y",
                                     "a,b@c",
                                     "\"a\r\nb\"@c",
                                     "a..b@c.d",
                                     ".a@c.d",
                                     "a@-c.d",
                                     "a@c..d",
                                     "a@c.d.",
                                     "\"a\"b\"@c" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (mime_address_is_valid (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      g_assert_false (mime_address_is_valid (bad[i]));
    }
}

static void
test_format (void)
{
  static const char *const names[] = { "Ana", "Lang, Ana", "say \"hi\"", "back\\slash", "Jürg", "x (y)" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (MimeAddress) address = mime_address_new (names[i], "a@example.org");
      g_autofree char *text = mime_address_format (address);

      check (text, names[i], "a@example.org", 1);
    }
}

static void
test_domains (void)
{
  /* As written, on the wire (NULL: no domain), as a person sees it (C-063). */
  static const char *const rows[][3] = {
    { "example.org", "example.org", "example.org" },
    { "Bücher.DE", "xn--bcher-kva.de", "bücher.de" },
    { "xn--bcher-kva.de", "xn--bcher-kva.de", "bücher.de" },
    { "例え.jp", "xn--r8jz45g.jp", "例え.jp" },
    { "例え。jp", "xn--r8jz45g.jp", "例え.jp" },
    { "почта.рф", "xn--80a1acny.xn--p1ai", "почта.рф" },
    /* Cyrillic a in a Latin name; a whole name of Cyrillic that looks Latin; Greek omicron; dotless i */
    { "p\xD0\xB0ypal.com", "xn--pypal-4ve.com", "xn--pypal-4ve.com" },
    { "xn--80ak6aa92e.com", "xn--80ak6aa92e.com", "xn--80ak6aa92e.com" },
    { "g\xCE\xBFogle.com", "xn--gogle-rce.com", "xn--gogle-rce.com" },
    { "w\xC4\xB1kipedia.org", "xn--wkipedia-tkb.org", "xn--wkipedia-tkb.org" },
    { "\xEF\xBD\x85xample.org", "example.org", "example.org" },
    { "a..b", NULL, "a..b" },
    { "-a.b", NULL, "-a.b" },
    { "a b", NULL, "a b" },
    { "[1.2.3.4]", "[1.2.3.4]", "[1.2.3.4]" },
    { "x\xE2\xA0\x80y.com", NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *ascii = mime_domain_dup_ascii (rows[i][0]);
      g_autofree char *shown = mime_domain_dup_display (rows[i][0]);

      g_test_message ("%s -> %s, %s", rows[i][0], ascii, shown);
      if (rows[i][1] != NULL || rows[i][2] != NULL)
        g_assert_cmpstr (ascii, ==, rows[i][1]);
      if (rows[i][2] != NULL)
        g_assert_cmpstr (shown, ==, rows[i][2]);
      else
        g_assert_true (ascii == NULL || g_str_has_prefix (shown, "xn--"));
    }
}

static void
test_equal (void)
{
  g_assert_true (mime_address_equal ("A@Example.org", "a@example.ORG"));
  g_assert_true (mime_address_equal ("a@bücher.de", "a@xn--bcher-kva.de"));
  g_assert_false (mime_address_equal ("a@bücher.de", "a@bucher.de"));
}

static void
test_look_alikes (void)
{
  static const char *const pairs[][2] = { { "rnicrosoft.com", "microsoft.com" },
                                          { "paypa1.com", "paypal.com" },
                                          { "p\xD0\xB0ypal.com", "paypal.com" },
                                          { "g00gle.com", "google.com" } };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *a = mime_domain_dup_skeleton (pairs[i][0]);
      g_autofree char *b = mime_domain_dup_skeleton (pairs[i][1]);
      g_assert_cmpstr (a, ==, b);
    }
  g_autofree char *registrable = mime_domain_dup_registrable ("mail.shop.example.co.uk");
  g_assert_cmpstr (registrable, ==, "example.co.uk");
}

static void
test_groups (void)
{
  g_autoptr (GPtrArray) list
      = mime_addresses_parse ("undisclosed-recipients:;, Friends: Ana <ana@x.org>, b@x.org;, c@x.org");
  const MimeAddress *first, *ana, *last;

  g_assert_cmpuint (list->len, ==, 4);
  first = g_ptr_array_index (list, 0);
  ana = g_ptr_array_index (list, 1);
  last = g_ptr_array_index (list, 3);
  g_assert_cmpstr (first->name, ==, "undisclosed-recipients");
  g_assert_cmpstr (first->group, ==, first->name);
  g_assert_cmpstr (first->email, ==, "");
  g_assert_cmpstr (ana->group, ==, "Friends");
  g_assert_cmpstr (ana->email, ==, "ana@x.org");
  g_assert_null (last->group);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/address/table", test_table);
  g_test_add_func ("/mime/address/name-never-becomes-address", test_name_never_becomes_address);
  g_test_add_func ("/mime/address/nested-groups", test_nested_groups);
  g_test_add_func ("/mime/address/floods", test_floods);
  g_test_add_func ("/mime/address/valid", test_valid);
  g_test_add_func ("/mime/address/format", test_format);
  g_test_add_func ("/mime/address/domains", test_domains);
  g_test_add_func ("/mime/address/equal", test_equal);
  g_test_add_func ("/mime/address/look-alikes", test_look_alikes);
  g_test_add_func ("/mime/address/groups", test_groups);
  return g_test_run ();
}
