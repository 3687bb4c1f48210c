/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-help-text.c: reads the pages of docs/help (their marks are told in docs/README.md).  Pure. */
#include "alp-help-text.h"

#include <string.h>

static void
block_free (gpointer data)
{
  AlpHelpBlock *block = data;

  g_free (block->markup);
  g_free (block);
}

/* @text up to the next @mark as an element; what has no second mark stays as it is. */
static const char *
add_marked (GString *markup, const char *text, const char *mark, const char *element)
{
  const char *begin = text + strlen (mark), *end = strstr (begin, mark);
  g_autofree char *inside = NULL;

  if (end == NULL)
    {
      g_string_append (markup, mark);
      return begin;
    }
  inside = g_markup_escape_text (begin, end - begin);
  g_string_append_printf (markup, "<%s>%s</%s>", element, inside, element);
  return end + strlen (mark);
}

static char *
to_markup (const char *text)
{
  GString *markup = g_string_new (NULL);

  while (*text != '\0')
    {
      gsize plain = strcspn (text, "*`");
      g_autofree char *escaped = g_markup_escape_text (text, (gssize) plain);

      g_string_append (markup, escaped);
      text += plain;
      if (g_str_has_prefix (text, "**"))
        text = add_marked (markup, text, "**", "b");
      else if (*text == '`')
        text = add_marked (markup, text, "`", "tt");
      else if (*text != '\0')
        g_string_append_c (markup, *text++);
    }
  return g_string_free (markup, FALSE);
}

static void
add_block (AlpHelpText *self, AlpHelpKind kind, guint number, const char *text)
{
  AlpHelpBlock *block = g_new0 (AlpHelpBlock, 1);

  block->kind = kind;
  block->number = number;
  block->markup = to_markup (text);
  g_ptr_array_add (self->blocks, block);
}

static void
add_line (AlpHelpText *self, const char *line)
{
  char *end;
  guint64 number = g_ascii_strtoull (line, &end, 10);

  if (g_str_has_prefix (line, "## "))
    add_block (self, ALP_HELP_HEADING, 0, line + 3);
  else if (g_str_has_prefix (line, "- "))
    add_block (self, ALP_HELP_BULLET, 0, line + 2);
  else if (number > 0 && g_str_has_prefix (end, ". "))
    add_block (self, ALP_HELP_STEP, (guint) number, end + 2);
  else if (*line != '\0')
    add_block (self, ALP_HELP_PARAGRAPH, 0, line);
}

/**
 * alp_help_text_parse:
 * @text: UTF-8, ours
 *
 * Returns: (transfer full): never fails; a text without marks is one of paragraphs without a title
 */
AlpHelpText *
alp_help_text_parse (const char *text)
{
  AlpHelpText *self = g_new0 (AlpHelpText, 1);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  self->title = g_strdup ("");
  self->keywords = g_strdup ("");
  self->blocks = g_ptr_array_new_with_free_func (block_free);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strstrip (lines[i]);

      if (g_str_has_prefix (line, "# "))
        g_set_str (&self->title, line + 2);
      else if (g_str_has_prefix (line, "keywords: "))
        g_set_str (&self->keywords, line + strlen ("keywords: "));
      else
        add_line (self, line);
    }
  return self;
}

void
alp_help_text_free (AlpHelpText *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->keywords);
  g_ptr_array_unref (self->blocks);
  g_free (self);
}

static gboolean
matches_word (const AlpHelpText *self, const char *word)
{
  if (g_str_match_string (word, self->title, TRUE) || g_str_match_string (word, self->keywords, TRUE))
    return TRUE;
  for (guint i = 0; i < self->blocks->len; i++)
    if (g_str_match_string (word, ((AlpHelpBlock *) g_ptr_array_index (self->blocks, i))->markup, TRUE))
      return TRUE;
  return FALSE;
}

gboolean
alp_help_text_matches (const AlpHelpText *self, const char *query)
{
  g_auto (GStrv) words = g_strsplit_set (query, " \t\n", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && !matches_word (self, words[i]))
      return FALSE;
  return TRUE;
}
