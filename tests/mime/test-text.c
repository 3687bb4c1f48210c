/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-text.c: format=flowed, links, quotes, previews (hostile-content C-053) */

#include <string.h>

#include "mime-text.h"

static void
test_unflow (void)
{
  static const char *const rows[][2] = {
    { "a \nb\nc", "a b\nc" },
    { "-- \nsig", "-- \nsig" },
    { "> a \n> b\nc", "> a b\nc" },
    { "> a \n>> b", "> a \n>> b" },
    { " From x", "From x" },
    { "", "" },
    { "a \n", "a " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = mime_text_unflow (rows[i][0], FALSE);

      g_test_message ("%s", rows[i][0]);
      g_assert_cmpstr (text, ==, rows[i][1]);
    }
}

static void
test_links (void)
{
  static const char *const rows[][2] = {
    { "see https://example.org/a?b=1&c=2.",
      "see <a href=\"https://example.org/a?b=1&amp;c=2\">https://example.org/a?b=1&amp;c=2</a>." },
    { "(http://x.org/)", "(<a href=\"http://x.org/\">http://x.org/</a>)" },
    { "<http://x.org>", "&lt;<a href=\"http://x.org\">http://x.org</a>&gt;" },
    { "javascript:alert(1) http:// xhttp://y", "javascript:alert(1) http:// xhttp://y" },
    { "\"><script>x</script>", "&quot;&gt;&lt;script&gt;x&lt;/script&gt;" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *html = mime_text_to_html (rows[i][0]);

      g_test_message ("%s", html);
      g_assert_nonnull (strstr (html, rows[i][1]));
    }
}

static void
test_quotes (void)
{
  g_autofree char *html = mime_text_to_html ("> a\n> > b\nc");

  g_assert_nonnull (
      strstr (html, "<blockquote class=\"quote\">a<blockquote class=\"quote\">b</blockquote></blockquote>c"));
}

static void
test_floods (void)
{
  static const char *const pieces[]
      = { ">", "(", "aaaa@", "http://", "http://x ", "\n", " \n", "> \n", "\314\201", "h", "<", "\033[1m" };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      GString *source = g_string_new (NULL);

      /* The sanitiser's strstr() measures the whole text at each call: with many lines that is slow here only. */
      while (source->len < (strchr (pieces[i], '\n') != NULL ? 30000 : 1000000))
        g_string_append (source, pieces[i]);
      g_autofree char *text = g_string_free_and_steal (source);
      g_autofree char *flowed = mime_text_unflow (text, TRUE);
      g_autofree char *html = mime_text_to_html (text);
      g_autofree char *preview = mime_text_preview (text, 200);
      g_autofree char *quote = mime_text_quote (text);

      g_assert_true (g_utf8_validate (preview, -1, NULL) && g_utf8_validate (flowed, -1, NULL));
      g_assert_nonnull (html);
      g_assert_nonnull (quote);
    }
}

static void
test_preview (void)
{
  g_autofree char *preview = mime_text_preview ("> quoted\n\n  Hello\n\tyou  \n", 200);
  g_autofree char *cut = mime_text_preview ("äöüß", 2);

  g_assert_cmpstr (preview, ==, "Hello you");
  g_assert_cmpstr (cut, ==, "äö");
}

static void
test_quote (void)
{
  g_autofree char *quote = mime_text_quote ("a\n> b\n\nc\n-- \nsignature\n");

  g_assert_cmpstr (quote, ==, "> a\n>> b\n>\n> c\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/text/unflow", test_unflow);
  g_test_add_func ("/mime/text/links", test_links);
  g_test_add_func ("/mime/text/quotes", test_quotes);
  g_test_add_func ("/mime/text/floods", test_floods);
  g_test_add_func ("/mime/text/preview", test_preview);
  g_test_add_func ("/mime/text/quote", test_quote);
  return g_test_run ();
}
