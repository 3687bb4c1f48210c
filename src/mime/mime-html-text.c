/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-html-text.c: HTML as plain text, for search, previews, quotes and people who prefer it
 *
 * Blocks become lines, lists get marks, quotes "> ", and what is hidden by style is left out. Any thread. */

#include "mime-html.h"

#include <string.h>

#include "mime-html-policy.h"
#include "mime-tree.h"

#define MAX_TEXT (16 * 1024 * 1024)

typedef struct
{
  const GumboNode *node;
  guint child;
} Frame;

typedef struct
{
  GString *out;
  guint quotes;
  guint newlines; /* wanted before the next text */
  gboolean space; /* a space is wanted before it */
  guint pre;
} TextWriter;

static void
text_break (TextWriter *writer, guint newlines)
{
  writer->newlines = MAX (writer->newlines, newlines);
  writer->space = FALSE;
}

static void
text_flush (TextWriter *writer)
{
  if (writer->out->len == 0)
    {
      for (guint q = 0; q < writer->quotes; q++)
        g_string_append (writer->out, "> ");
    }
  else
    for (guint i = 0; i < writer->newlines; i++)
      {
        g_string_append_c (writer->out, '\n');
        for (guint q = 0; q < writer->quotes; q++)
          g_string_append (writer->out, "> ");
      }
  if (writer->newlines == 0 && writer->space && writer->out->len > 0)
    g_string_append_c (writer->out, ' ');
  writer->newlines = 0;
  writer->space = FALSE;
}

static void
text_append (TextWriter *writer, const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (writer->pre > 0 && c == '\n')
        {
          writer->newlines++;
          continue;
        }
      if (writer->pre == 0 && (c == ' ' || c == '\n' || c == '\t' || c == '\r'))
        {
          writer->space = TRUE;
          continue;
        }
      if (writer->newlines > 0 || writer->space || writer->out->len == 0)
        text_flush (writer);
      g_string_append_unichar (writer->out, c == 0xA0 ? ' ' : c);
    }
}

static guint
breaks_around (GumboTag tag)
{
  switch ((int) tag)
    {
    case GUMBO_TAG_P:
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_TABLE:
      return 2;
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_TR:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_DD:
    case GUMBO_TAG_CENTER:
    case GUMBO_TAG_ADDRESS:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_FOOTER:
      return 1;
    default:
      return 0;
    }
}

static gboolean
text_enter (TextWriter *writer, const GumboNode *node)
{
  if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE)
    {
      text_append (writer, node->v.text.text);
      return FALSE;
    }
  if (node->type != GUMBO_NODE_ELEMENT || mime_html_fate (node->v.element.tag) == MIME_HTML_DROP)
    return FALSE;
  GumboTag tag = node->v.element.tag;
  const GumboAttribute *style = gumbo_get_attribute (&node->v.element.attributes, "style");
  if (style != NULL
      && (strstr (style->value, "display:none") != NULL || strstr (style->value, "display: none") != NULL))
    return FALSE;
  if (tag == GUMBO_TAG_BR)
    {
      writer->newlines++;
      writer->space = FALSE;
      return FALSE;
    }
  text_break (writer, breaks_around (tag));
  writer->quotes += tag == GUMBO_TAG_BLOCKQUOTE && writer->quotes < 20;
  writer->pre += tag == GUMBO_TAG_PRE;
  if (tag == GUMBO_TAG_LI)
    text_append (writer, "•");
  if (tag == GUMBO_TAG_LI || tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH)
    writer->space = TRUE;
  return TRUE;
}

static void
text_leave (TextWriter *writer, const GumboNode *node)
{
  GumboTag tag = node->type == GUMBO_NODE_ELEMENT ? node->v.element.tag : GUMBO_TAG_UNKNOWN;

  text_break (writer, breaks_around (tag));
  writer->quotes -= tag == GUMBO_TAG_BLOCKQUOTE && writer->quotes > 0;
  writer->pre -= tag == GUMBO_TAG_PRE && writer->pre > 0;
}

static void
walk (TextWriter *writer, const GumboNode *root)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (Frame));
  Frame first = { root, 0 };

  g_array_append_val (stack, first);
  while (stack->len > 0 && writer->out->len < MAX_TEXT)
    {
      Frame *top = &g_array_index (stack, Frame, stack->len - 1);
      const GumboVector *children = &top->node->v.element.children;

      if (top->child < children->length)
        {
          Frame next = { children->data[top->child++], 0 };

          if (text_enter (writer, next.node))
            g_array_append_val (stack, next);
          continue;
        }
      text_leave (writer, top->node);
      g_array_set_size (stack, stack->len - 1);
    }
}

/**
 * mime_html_to_text:
 * @html: UTF-8
 *
 * Returns: (transfer full): what a person would read, with blank lines between paragraphs and "> " before quotes
 */
char *
mime_html_to_text (const char *html)
{
  g_autofree char *valid = g_utf8_make_valid (html, -1);
  g_autoptr (MimeTree) tree = mime_tree_parse (valid);
  TextWriter writer = { 0 };

  if (tree->output == NULL)
    return mime_tree_strip_tags (valid);
  writer.out = g_string_new (NULL);
  walk (&writer, tree->output->root);
  return g_string_free_and_steal (writer.out);
}
