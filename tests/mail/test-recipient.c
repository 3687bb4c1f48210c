/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-recipient.c: lists of recipients as people type and paste them */

#include "alp-recipient.h"

#include <string.h>

/* Expected: "name|email" or "!text" for what is no address, joined by " / ". */
static char *
describe (const char *text)
{
  g_autoptr (GPtrArray) recipients = alp_recipients_parse (text);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < recipients->len; i++)
    {
      const AlpRecipient *one = g_ptr_array_index (recipients, i);

      g_string_append (out, i > 0 ? " / " : "");
      if (one->valid)
        g_string_append_printf (out, "%s|%s", one->name, one->email);
      else
        g_string_append_printf (out, "!%s", one->text);
    }
  return g_string_free_and_steal (out);
}

static void
test_table (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } rows[] = {
    { "", "" },
    { "  , ;\n ", "" },
    { "ana@example.org", "|ana@example.org" },
    { "ana@example.org, bob@example.org", "|ana@example.org / |bob@example.org" },
    { "ana@example.org; bob@example.org;", "|ana@example.org / |bob@example.org" },
    { "ana@example.org bob@example.org", "|ana@example.org / |bob@example.org" },
    { "ana@example.org\r\nbob@example.org\n", "|ana@example.org / |bob@example.org" },
    { "Ana <ana@example.org>", "Ana|ana@example.org" },
    { "\"Müller, Ana\" <ana@example.org>, bob@x.org", "Müller, Ana|ana@example.org / |bob@x.org" },
    { "Müller, Ana <ana@example.org>; Li, Bo <bo@x.org>", "Müller, Ana|ana@example.org / Li, Bo|bo@x.org" },
    { "Müller, Ana <ana@example.org>, bo@x.org", "Müller, Ana|ana@example.org / |bo@x.org" },
    { "\"Bo \\\"B\\\" Li\" <bo@x.org>", "Bo \"B\" Li|bo@x.org" },
    { "'Ana' <ana@example.org>", "Ana|ana@example.org" },
    { "ana@example.org <ana@example.org>", "|ana@example.org" },
    { "山田 太郎 <taro@例え.jp>", "山田 太郎|taro@例え.jp" },
    { "علي <ali@example.org>", "علي|ali@example.org" },
    { "Ana <ana@example.org> (work)", "Ana|ana@example.org" },
    { "Ana <ana@example.org> and more", "!Ana <ana@example.org> and more" },
    { "Friends: ana@example.org, bob@example.org;", "|ana@example.org / |bob@example.org" },
    { "mailto:ana@example.org", "|ana@example.org" },
    { "ana@example.org, bob@", "|ana@example.org / !bob@" },
    { "bob", "!bob" },
    { "bob, ana@example.org", "!bob / |ana@example.org" },
    { "Ana <ana@", "!Ana <ana@" },
    { "Ana <nobody>", "!Ana <nobody>" },
    { "\"open quote <a@b.c>\nbob@example.org", "open quote|a@b.c / |bob@example.org" },
    { "a@b.c\r\nBcc: evil@example.org", "|a@b.c / |evil@example.org" },
    { "x@y.z> RCPT TO:<a@evil.org", "!x@y.z> RCPT TO:<a@evil.org" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *found = describe (rows[i].text);

      g_assert_cmpstr (found, ==, rows[i].expected);
    }
}

/* What is written of a list reads back as the same list. */
static void
test_round_trip (void)
{
  static const char *const parts[]
      = { "Ana", "Müller, Bo", "\"", "\\", "a;b", "(x)", "山", "<", ">", "@", "o'Neil", "." };

  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) alp_recipient_free);
      g_autoptr (GPtrArray) back = NULL;
      g_autofree char *text = NULL;

      for (guint i = 0; i < 1 + round % 4; i++)
        {
          g_autofree char *name = g_strjoin (" ", parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))],
                                             parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))], NULL);
          g_autofree char *email = g_strdup_printf ("user%u@example.org", i);

          g_ptr_array_add (list, alp_recipient_new (name, email));
        }
      text = alp_recipients_to_text (list);
      back = alp_recipients_parse (text);
      g_assert_cmpuint (back->len, ==, list->len);
      for (guint i = 0; i < list->len; i++)
        {
          const AlpRecipient *a = list->pdata[i], *b = back->pdata[i];

          g_assert_true (b->valid);
          g_assert_cmpstr (a->name, ==, b->name);
          g_assert_cmpstr (a->email, ==, b->email);
        }
    }
}

static void
test_closed (void)
{
  g_assert_true (alp_recipient_text_is_closed ("Ana"));
  g_assert_false (alp_recipient_text_is_closed ("\"Müller"));
  g_assert_true (alp_recipient_text_is_closed ("\"Müller, Ana\" <a@b.c>"));
  g_assert_false (alp_recipient_text_is_closed ("Ana <a@b"));
}

static void
test_bounds (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) recipients = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, "u%u@example.org,", i);
  recipients = alp_recipients_parse (text->str);
  g_assert_cmpuint (recipients->len, ==, 5000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/recipient/table", test_table);
  g_test_add_func ("/mail/recipient/round-trip", test_round_trip);
  g_test_add_func ("/mail/recipient/closed", test_closed);
  g_test_add_func ("/mail/recipient/bounds", test_bounds);
  return g_test_run ();
}
