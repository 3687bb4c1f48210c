/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-desktop.c: the pure parts of what the program gives the desktop */

#include "alp-background.h"
#include "alp-notifier.h"
#include "alp-search-provider.h"

#include <string.h>

static void
test_quiet (void)
{
  static const struct
  {
    int minute, from, until;
    gboolean quiet;
  } rows[] = {
    { 600, 540, 660, TRUE },   { 540, 540, 660, TRUE },   { 660, 540, 660, FALSE },
    { 0, 540, 660, FALSE },    { 1380, 1320, 420, TRUE }, { 10, 1320, 420, TRUE },
    { 420, 1320, 420, FALSE }, { 720, 1320, 420, FALSE }, { 100, 300, 300, FALSE },
    { 1439, 1320, 420, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (alp_notifier_is_quiet (rows[i].minute, rows[i].from, rows[i].until), ==, rows[i].quiet);
}

static void
test_query (void)
{
  static const struct
  {
    const char *terms[4];
    const char *query;
  } rows[] = {
    { { "valley", NULL }, "\"valley\"" }, { { "from:bob", "OR", "-x", NULL }, "\"from:bob\" \"OR\" \"-x\"" },
    { { "a\"b", NULL }, "\"a b\"" },      { { "\"", "\\", NULL }, NULL },
    { { "", "  ", NULL }, NULL },         { { NULL }, NULL },
  };

  g_autofree char *giant = g_strnfill (100000, 'x');
  const char *many[20];
  g_autofree char *query = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *made = alp_search_provider_make_query (rows[i].terms);

      g_assert_cmpstr (made, ==, rows[i].query);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (many) - 1; i++)
    many[i] = giant;
  many[G_N_ELEMENTS (many) - 1] = NULL;
  query = alp_search_provider_make_query (many);
  g_assert_cmpuint (strlen (query), <, 1000);
}

static void
test_entry (void)
{
  const char *programs[]
      = { "/usr/bin/alpenpost", "/home/a b/alpen post", "/odd/\"quote\"/$HOME/`x`/100%/back\\slash" };

  for (gsize i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autofree char *text = alp_background_make_entry (programs[i]);
      g_autoptr (GKeyFile) file = g_key_file_new ();
      g_autofree char *exec = NULL;
      g_auto (GStrv) words = NULL;

      g_assert_true (g_key_file_load_from_data (file, text, (gsize) -1, G_KEY_FILE_NONE, NULL));
      exec = g_key_file_get_string (file, "Desktop Entry", "Exec", NULL);
      /* A doubled percent sign is the specification's; the rest reads like a shell's double quotes. */
      g_assert_true (g_shell_parse_argv (exec, NULL, &words, NULL));
      g_assert_cmpstr (words[1], ==, "--gapplication-service");
      g_assert_cmpuint (g_strv_length (words), ==, 2);
      if (strchr (programs[i], '%') == NULL)
        g_assert_cmpstr (words[0], ==, programs[i]);
      else
        g_assert_nonnull (strstr (words[0], "$HOME/`x`/100%%/back\\slash"));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/quiet-hours", test_quiet);
  g_test_add_func ("/desktop/search-words", test_query);
  g_test_add_func ("/desktop/autostart-entry", test_entry);
  return g_test_run ();
}
