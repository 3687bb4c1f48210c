/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-text.c: plain text as people wrote it
 *
 * Linear in the length whatever the text is (hostile-content C-053): no backtracking, links are found by looking for
 * their beginnings. Pure functions on valid UTF-8, any thread. */

#include "mime-text.h"

#include <string.h>

#include "mime-util.h"

#define MAX_QUOTE_DEPTH 10
#define MAX_LINK 2000

static guint
quote_depth (const char *line)
{
  guint depth = 0;

  while (line[depth] == '>')
    depth++;
  return depth;
}

/**
 * mime_text_unflow:
 * @delsp: the DelSp parameter is "yes"
 *
 * Joins the soft lines of format=flowed. RFC 3676 section 4. Returns: (transfer full): the text
 */
char *
mime_text_unflow (const char *text, gboolean delsp)
{
  GString *out = g_string_sized_new (strlen (text));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean open = FALSE;
  guint open_depth = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = lines[i];
      gsize length = strlen (line);
      guint depth = quote_depth (line);
      gboolean is_signature, is_soft;

      if (length > 0 && line[length - 1] == '\r')
        line[--length] = '\0';
      is_signature = g_str_equal (line + depth, "-- ") || g_str_equal (line + depth, " -- ");
      is_soft = length > depth && line[length - 1] == ' ' && !is_signature;
      if (open && depth == open_depth && !is_signature)
        {
          const char *rest = line + depth;
          g_string_append (out, *rest == ' ' ? rest + 1 : rest);
        }
      else
        {
          if (i > 0)
            g_string_append_c (out, '\n');
          g_string_append_len (out, line, (gssize) depth);
          const char *rest = line + depth;
          if (depth > 0)
            g_string_append_c (out, ' ');
          g_string_append (out, *rest == ' ' ? rest + 1 : rest);
        }
      if (is_soft && delsp && out->len > 0)
        g_string_truncate (out, out->len - 1);
      open = is_soft;
      open_depth = depth;
    }
  return g_string_free_and_steal (out);
}

/* How many bytes of @text, which begins with a link's scheme, belong to the link. */
static gsize
link_length (const char *text)
{
  gsize n = 0;
  int open = 0;

  while (text[n] != '\0' && n < MAX_LINK && (guchar) text[n] > 0x20 && strchr ("<>\"", text[n]) == NULL)
    {
      open += text[n] == '(';
      if (text[n] == ')' && --open < 0)
        break;
      n++;
    }
  while (n > 0 && strchr (".,;:!?'", text[n - 1]) != NULL)
    n--;
  return n;
}

static gsize
scheme_length (const char *text)
{
  static const char *const schemes[] = { "https://", "http://", "mailto:" };

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (text, schemes[i], strlen (schemes[i])) == 0)
      return strlen (schemes[i]);
  return 0;
}

static void
append_line (GString *out, const char *line)
{
  const char *plain = line;

  for (const char *p = line; *p != '\0';)
    {
      gsize scheme
          = (p == line || !g_ascii_isalnum (p[-1])) && strchr ("hHmM", *p) != NULL ? scheme_length (p) : 0;
      gsize length = scheme > 0 ? link_length (p) : 0;

      if (length <= scheme)
        {
          p++;
          continue;
        }
      mime_append_escaped (out, plain, p - plain, TRUE);
      g_string_append (out, "<a href=\"");
      mime_append_escaped (out, p, (gssize) length, TRUE);
      g_string_append (out, "\">");
      mime_append_escaped (out, p, (gssize) length, TRUE);
      g_string_append (out, "</a>");
      plain = p += length;
    }
  mime_append_escaped (out, plain, -1, TRUE);
}

/**
 * mime_text_to_html:
 *
 * Returns: (transfer full): safe HTML: links can be clicked, quotes are nested blockquotes of class "quote", line ends kept
 */
char *
mime_text_to_html (const char *text)
{
  GString *out = g_string_new ("<div class=\"plain\" style=\"white-space: pre-wrap\">");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint depth = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = lines[i];
      guint marks = 0;
      const char *p = line;

      while (*p == '>' || (marks > 0 && *p == ' ' && p[1] == '>'))
        {
          marks += *p == '>';
          p++;
        }
      if (marks > 0 && *p == ' ')
        p++;
      marks = MIN (marks, MAX_QUOTE_DEPTH);
      if (i > 0 && marks == depth)
        g_string_append_c (out, '\n');
      for (; depth < marks; depth++)
        g_string_append (out, "<blockquote class=\"quote\">");
      for (; depth > marks; depth--)
        g_string_append (out, "</blockquote>");
      append_line (out, p);
    }
  for (; depth > 0; depth--)
    g_string_append (out, "</blockquote>");
  g_string_append (out, "</div>");
  return g_string_free_and_steal (out);
}

/** mime_text_preview: Returns: (transfer full): the first @max_chars characters on one line, quotes left out */
char *
mime_text_preview (const char *text, gsize max_chars)
{
  GString *out = g_string_new (NULL);
  gboolean space = TRUE;
  gboolean at_start = TRUE;

  for (const char *p = text; *p != '\0' && max_chars > 0; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (at_start && c == '>')
        {
          const char *newline = strchr (p, '\n');
          if (newline == NULL)
            break;
          p = newline;
          continue;
        }
      at_start = c == '\n';
      if (g_unichar_isspace (c))
        c = ' ';
      /* Invisible filler of newsletters' preview texts. */
      if ((c == ' ' && space) || g_unichar_iscntrl (c) || c == 0x200B || c == 0x200C || c == 0x200D
          || c == 0x34F || c == 0xFEFF || c == 0xAD)
        continue;
      space = c == ' ';
      g_string_append_unichar (out, c);
      max_chars--;
    }
  if (out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  return g_string_free_and_steal (out);
}

/** mime_text_quote: Returns: (transfer full): every line with "> " before it, the signature left out */
char *
mime_text_quote (const char *text)
{
  GString *out = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = g_strv_length (lines);

  while (n > 0 && *g_strstrip (lines[n - 1]) == '\0')
    n--;
  for (guint i = 0; i < n; i++)
    {
      char *line = g_strchomp (lines[i]);

      if (g_str_equal (line, "--"))
        break;
      g_string_append_printf (out, ">%s%s\n", *line == '>' || *line == '\0' ? "" : " ", line);
    }
  return g_string_free_and_steal (out);
}
