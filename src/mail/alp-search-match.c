/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-search-match.c: which letters of a line of text a search was about
 *
 * Pure. Like the index: words from their beginning, without case and accents; characters of scripts without spaces anywhere. */

#include "alp-search-hint.h"

#include "store-query-parse.h"

#include <string.h>

#define MATCHES_MAX 32
#define WORDS_MAX 16
#define TEXT_MAX 4096 /* bytes of one line */

/* The letter under its accents, small. 0: only an accent. */
static gunichar
fold (gunichar c)
{
  gunichar parts[8];

  if (c < 0x80)
    return (gunichar) g_ascii_tolower ((gchar) c);
  if (g_unichar_type (c) == G_UNICODE_NON_SPACING_MARK)
    return 0;
  return g_unichar_fully_decompose (c, FALSE, parts, G_N_ELEMENTS (parts)) > 0 ? g_unichar_tolower (parts[0])
                                                                               : g_unichar_tolower (c);
}

static void
add_words (GPtrArray *words, const char *value)
{
  g_autoptr (GString) word = g_string_new (NULL);

  for (const char *p = value;; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c != 0 && (g_unichar_isalnum (c) || g_unichar_type (c) == G_UNICODE_NON_SPACING_MARK))
        {
          if (fold (c) != 0)
            g_string_append_unichar (word, fold (c));
          continue;
        }
      if (word->len > 0 && words->len < WORDS_MAX)
        g_ptr_array_add (words, g_strdup (word->str));
      g_string_truncate (word, 0);
      if (c == 0)
        return;
    }
}

/* Only what must be there: nothing under NOT. */
static void
collect (const StoreQueryNode *node, GPtrArray *words)
{
  static const char *const shown[] = { "from", "to", "cc", "subject", "body", NULL };

  if (node->kind == STORE_QUERY_NOT)
    return;
  if (node->kind == STORE_QUERY_TERM)
    {
      if (node->key == NULL || g_strv_contains (shown, node->key))
        add_words (words, node->value);
      return;
    }
  for (guint i = 0; i < node->children->len; i++)
    collect (g_ptr_array_index (node->children, i), words);
}

char **
alp_search_words (const char *text)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_null_terminated (8, g_free, TRUE);
  g_autoptr (StoreQueryNode) query = store_query_parse (text);

  if (query != NULL)
    collect (query, words);
  return (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
}

/* Bytes of @text that @word takes, 0: it does not begin here. */
static gsize
match_at (const char *text, const char *word)
{
  const char *p = text;

  for (const char *w = word; *w != '\0'; w = g_utf8_next_char (w))
    {
      while (*p != '\0' && fold (g_utf8_get_char (p)) == 0)
        p = g_utf8_next_char (p);
      if (*p == '\0' || fold (g_utf8_get_char (p)) != g_utf8_get_char (w))
        return 0;
      p = g_utf8_next_char (p);
    }
  while (*p != '\0' && fold (g_utf8_get_char (p)) == 0)
    p = g_utf8_next_char (p);
  return (gsize) (p - text);
}

static gsize
longest_at (const char *text, const char *const *words)
{
  gsize longest = 0;

  for (guint i = 0; words[i] != NULL; i++)
    longest = MAX (longest, match_at (text, words[i]));
  return longest;
}

GArray *
alp_search_find_matches (const char *text, const char *const *words)
{
  GArray *spans = NULL;
  gboolean in_word = FALSE;

  if (text == NULL || words == NULL || words[0] == NULL)
    return NULL;
  for (const char *p = text; *p != '\0' && p - text < TEXT_MAX;)
    {
      gunichar c = g_utf8_get_char (p);
      gboolean letter = g_unichar_isalnum (c) || g_unichar_type (c) == G_UNICODE_NON_SPACING_MARK;
      gsize n = letter && (!in_word || g_unichar_iswide (c)) ? longest_at (p, words) : 0;

      in_word = letter && !g_unichar_iswide (c);
      if (n == 0)
        {
          p = g_utf8_next_char (p);
          continue;
        }
      spans = spans != NULL ? spans : g_array_new (FALSE, FALSE, sizeof (AlpSearchSpan));
      {
        AlpSearchSpan span = { (gsize) (p - text), (gsize) (p - text) + n };

        g_array_append_val (spans, span);
      }
      if (spans->len >= MATCHES_MAX)
        break;
      p += n;
    }
  return spans;
}
