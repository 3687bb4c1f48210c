/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-help.c: the help pages are there and can be read */

#include "alp-help-text.h"
#include "alp-help.h"

#include <string.h>

static void
test_marks (void)
{
  g_autoptr (AlpHelpText) text
      = alp_help_text_parse ("# A & B\nkeywords: café, three\n\nOne **two** `x<y`\n\n"
                             "## Head\n- first\n2. second\nodd ** `\n");

  static const struct
  {
    AlpHelpKind kind;
    guint number;
    const char *markup;
  } rows[] = {
    { ALP_HELP_PARAGRAPH, 0, "One <b>two</b> <tt>x&lt;y</tt>" },
    { ALP_HELP_HEADING, 0, "Head" },
    { ALP_HELP_BULLET, 0, "first" },
    { ALP_HELP_STEP, 2, "second" },
    { ALP_HELP_PARAGRAPH, 0, "odd ** `" },
  };

  g_assert_cmpstr (text->title, ==, "A & B");
  g_assert_cmpuint (text->blocks->len, ==, G_N_ELEMENTS (rows));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const AlpHelpBlock *block = g_ptr_array_index (text->blocks, i);

      g_assert_cmpint (block->kind, ==, rows[i].kind);
      g_assert_cmpuint (block->number, ==, rows[i].number);
      g_assert_cmpstr (block->markup, ==, rows[i].markup);
    }
  g_assert_true (alp_help_text_matches (text, "cafe SECOND"));
  g_assert_true (alp_help_text_matches (text, ""));
  g_assert_false (alp_help_text_matches (text, "cafe nowhere"));
}

/* Every page has a title, words to find it by and a text whose markup GTK takes; what people look for is found. */
static void
test_pages (void)
{
  static const char *const wanted[]
      = { "lost phone", "bounce", "trash", "unified inbox", "phishing", "quiet hours", "100" };
  g_auto (GStrv) pages = alp_help_list_pages ();

  for (guint i = 0; pages[i] != NULL; i++)
    {
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "docs", "help", pages[i], NULL);
      g_autofree char *name = g_strconcat (path, ".md", NULL), *bytes = NULL;
      g_autoptr (AlpHelpText) text = NULL;

      g_assert_true (g_file_get_contents (name, &bytes, NULL, NULL));
      g_assert_true (g_utf8_validate (bytes, -1, NULL));
      text = alp_help_text_parse (bytes);
      g_assert_cmpstr (text->title, !=, "");
      g_assert_cmpstr (text->keywords, !=, "");
      g_assert_cmpuint (text->blocks->len, >=, 3);
      for (guint j = 0; j < text->blocks->len; j++)
        g_assert_true (pango_parse_markup (((AlpHelpBlock *) g_ptr_array_index (text->blocks, j))->markup, -1,
                                           0, NULL, NULL, NULL, NULL));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      guint found = 0;

      for (guint j = 0; pages[j] != NULL; j++)
        {
          g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "docs", "help", pages[j], NULL);
          g_autofree char *name = g_strconcat (path, ".md", NULL), *bytes = NULL;
          g_autoptr (AlpHelpText) text = NULL;

          g_assert_true (g_file_get_contents (name, &bytes, NULL, NULL));
          text = alp_help_text_parse (bytes);
          found += alp_help_text_matches (text, wanted[i]);
        }
      g_assert_cmpuint (found, >, 0);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/help/marks", test_marks);
  g_test_add_func ("/help/pages", test_pages);
  return g_test_run ();
}
