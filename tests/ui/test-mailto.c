/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-mailto.c: mailto: links (RFC 6068), friendly and hostile. */
#include "alp-mailto.h"

typedef struct
{
  const char *uri;
  const char *to, *cc, *bcc, *subject, *body;
} Row;

static const Row rows[] = {
  { "mailto:", NULL, NULL, NULL, NULL, NULL },
  { "mailto:ana@example.org", "ana@example.org", NULL, NULL, NULL, NULL },
  { "MAILTO:ana@example.org", "ana@example.org", NULL, NULL, NULL, NULL },
  { "mailto:a@x.org,b@x.org", "a@x.org,b@x.org", NULL, NULL, NULL, NULL },
  { "mailto:a@x.org?to=b@x.org&cc=c@x.org&bcc=d@x.org", "a@x.org, b@x.org", "c@x.org", "d@x.org", NULL,
    NULL },
  { "mailto:?subject=Hut%20weekend&body=Line%201%0D%0ALine%202", NULL, NULL, NULL, "Hut weekend",
    "Line 1\nLine 2" },
  { "mailto:?subject=caf%C3%A9", NULL, NULL, NULL, "caf\303\251", NULL },
  /* A plus is a plus (RFC 6068, 5). */
  { "mailto:a+b@x.org?subject=1+1", "a+b@x.org", NULL, NULL, "1+1", NULL },
  { "mailto:a@x.org?subject=x&amp;cc=c@x.org", "a@x.org", "c@x.org", NULL, "x", NULL },
  /* No header can be smuggled in, no file attached, no other header set. */
  { "mailto:a@x.org?subject=Hi%0D%0ABcc:%20evil@x.org", "a@x.org", NULL, NULL, "Hi Bcc: evil@x.org", NULL },
  { "mailto:a%0D%0ABcc:e@x.org", "a Bcc:e@x.org", NULL, NULL, NULL, NULL },
  { "mailto:a@x.org?attach=/etc/passwd&attachment=/etc/passwd&from=b@x.org", "a@x.org", NULL, NULL, NULL,
    NULL },
  { "mailto:?subject=a%00b%1Bc", NULL, NULL, NULL, "abc", NULL },
  { "mailto:?subject=%FF", NULL, NULL, NULL, "\357\277\275", NULL },
  { "mailto:?subject=%4&body=%", NULL, NULL, NULL, "%4", "%" },
  { "mailto:?subject&&=x&=&subject=last", NULL, NULL, NULL, "last", NULL },
  { "mailto:?subject=one&subject=two", NULL, NULL, NULL, "one", NULL },
  { "mailto:a@x.org#fragment?subject=no", "a@x.org#fragment", NULL, NULL, "no", NULL },
};

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (AlpMailto) got = alp_mailto_parse (rows[i].uri);

      g_test_message ("%s", rows[i].uri);
      g_assert_nonnull (got);
      g_assert_cmpstr (got->to, ==, rows[i].to);
      g_assert_cmpstr (got->cc, ==, rows[i].cc);
      g_assert_cmpstr (got->bcc, ==, rows[i].bcc);
      g_assert_cmpstr (got->subject, ==, rows[i].subject);
      g_assert_cmpstr (got->body, ==, rows[i].body);
    }
}

static void
test_not_mailto (void)
{
  g_autofree char *huge = g_strnfill (300 * 1024, 'a');
  g_autofree char *long_uri = g_strconcat ("mailto:", huge, NULL);

  g_assert_null (alp_mailto_parse (NULL));
  g_assert_null (alp_mailto_parse (""));
  g_assert_null (alp_mailto_parse ("https://example.org"));
  g_assert_null (alp_mailto_parse ("javascript:alert(1)"));
  g_assert_null (alp_mailto_parse (long_uri));
}

static void
test_random (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (int i = 0; i < 5000; i++)
    {
      static const char alphabet[] = "%?&=#@,;0aF\xc3\xa9 \r\n";
      g_autoptr (GString) uri = g_string_new ("mailto:");
      int length = g_rand_int_range (random, 0, 40);

      for (int j = 0; j < length; j++)
        g_string_append_c (uri, alphabet[g_rand_int_range (random, 0, sizeof alphabet - 1)]);
      alp_mailto_free (alp_mailto_parse (uri->str));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/mailto/rows", test_rows);
  g_test_add_func ("/ui/mailto/not-mailto", test_not_mailto);
  g_test_add_func ("/ui/mailto/random", test_random);
  return g_test_run ();
}
