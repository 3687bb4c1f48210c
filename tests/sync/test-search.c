/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-search.c: the words of a search as IMAP criteria */

#include <glib.h>

#include "sync-search-private.h"

/* As it would be sent, values between < and >. */
static char *
written (const char *query)
{
  g_autoptr (GArray) pieces = sync_search_compile (query);
  g_autoptr (GString) out = NULL;

  if (pieces == NULL)
    return NULL;
  out = g_string_new (NULL);
  for (guint i = 0; i < pieces->len; i++)
    {
      const ImapSearchPiece *piece = &g_array_index (pieces, ImapSearchPiece, i);

      g_string_append (out, piece->text);
      if (piece->value != NULL)
        g_string_append_printf (out, "<%s>", piece->value);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
test_compile (void)
{
  static const struct
  {
    const char *query;
    const char *criteria; /* NULL: nothing to ask for */
  } rows[] = {
    { "budget", "TEXT <budget>" },
    { "\"Offerte Zürich\"", "TEXT <Offerte Zürich>" },
    { "budget hut", "(TEXT <budget> TEXT <hut>)" },
    { "budget is:unread", "(TEXT <budget>)" },
    { "budget OR hut", "OR TEXT <budget> TEXT <hut>" },
    { "a1 OR b2 OR c3", "OR TEXT <a1> OR TEXT <b2> TEXT <c3>" },
    { "from:anna to:ben", "(FROM <anna> OR TO <ben> CC <ben>)" },
    { "-budget subject:hut", "(NOT TEXT <budget> SUBJECT <hut>)" },
    { "-(budget hut) cc:x1", "(NOT (TEXT <budget> TEXT <hut>) CC <x1>)" },
    { "list:gnome filename:pdf", "(HEADER List-Id <gnome> TEXT <pdf>)" },
    { "(budget is:starred) OR hut", "OR (TEXT <budget>) TEXT <hut>" },
    { "quote\"d", "(TEXT <quote> TEXT <d>)" },
    { "strange:word", "TEXT <strange:word>" },
    /* what only a condition decides, or could */
    { "is:unread", NULL },
    { "in:inbox larger:1M", NULL },
    { "budget OR is:unread", NULL },
    { "-(budget is:starred)", NULL },
    { "- ! ?", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = written (rows[i].query);

      g_test_message ("%s", rows[i].query);
      g_assert_cmpstr (text, ==, rows[i].criteria);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/search/compile", test_compile);
  return g_test_run ();
}
