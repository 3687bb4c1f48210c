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
  gboolean full;  /* to be sent: links, list numbers, pictures' texts */
  guint lists[8]; /* numbers of the open lists, 0: not numbered */
  guint n_lists;
  gboolean first_cell;
  gsize link_start; /* where the text of the open link begins */
} TextWriter;

static void
text_break (TextWriter *writer, guint newlines)
{
  if (newlines == 0)
    return; /* an inline element: the space before it stays */
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

static const char *
attribute (const GumboNode *node, const char *name)
{
  const GumboAttribute *found = gumbo_get_attribute (&node->v.element.attributes, name);

  return found != NULL ? found->value : NULL;
}

static void
enter_list (TextWriter *writer, const GumboNode *node)
{
  const char *start = attribute (node, "start");
  guint first = start != NULL ? (guint) CLAMP (g_ascii_strtoll (start, NULL, 10), 1, 100000) : 1;

  if (writer->n_lists < G_N_ELEMENTS (writer->lists))
    writer->lists[writer->n_lists] = node->v.element.tag == GUMBO_TAG_OL ? first : 0;
  writer->n_lists++;
}

static void
enter_item (TextWriter *writer)
{
  guint depth = MIN (writer->n_lists, (guint) G_N_ELEMENTS (writer->lists));
  guint *number = depth > 0 ? &writer->lists[depth - 1] : NULL;
  g_autofree char *mark = NULL;

  if (writer->full && number != NULL && *number > 0)
    mark = g_strdup_printf ("%u.", (*number)++);
  text_append (writer, "");
  if (writer->full && depth > 1)
    {
      text_flush (writer);
      for (guint i = 1; i < depth; i++)
        g_string_append (writer->out, "  ");
    }
  text_append (writer, mark != NULL ? mark : "•");
  writer->space = TRUE;
}

static void
enter_full (TextWriter *writer, const GumboNode *node)
{
  const char *alt = node->v.element.tag == GUMBO_TAG_IMG ? attribute (node, "alt") : NULL;

  if (node->v.element.tag == GUMBO_TAG_A)
    {
      if (writer->newlines > 0 || writer->space)
        text_flush (writer);
      writer->link_start = writer->out->len;
    }
  else if (node->v.element.tag == GUMBO_TAG_HR)
    {
      text_break (writer, 1);
      text_append (writer, "----------");
      text_break (writer, 1);
    }
  else if (alt != NULL && *alt != '\0')
    {
      g_autofree char *shown = g_strdup_printf ("[%s]", alt);
      text_append (writer, shown);
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
  const char *style = attribute (node, "style");
  if (style != NULL && (strstr (style, "display:none") != NULL || strstr (style, "display: none") != NULL))
    return FALSE;
  if (tag == GUMBO_TAG_BR)
    {
      writer->newlines++;
      writer->space = FALSE;
      return FALSE;
    }
  text_break (writer,
              (tag == GUMBO_TAG_UL || tag == GUMBO_TAG_OL) && writer->n_lists > 0 ? 1 : breaks_around (tag));
  writer->quotes += tag == GUMBO_TAG_BLOCKQUOTE && writer->quotes < 20;
  writer->pre += tag == GUMBO_TAG_PRE;
  if (tag == GUMBO_TAG_UL || tag == GUMBO_TAG_OL)
    enter_list (writer, node);
  else if (tag == GUMBO_TAG_LI)
    enter_item (writer);
  else if (tag == GUMBO_TAG_TR)
    writer->first_cell = TRUE;
  else if (tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH)
    {
      if (writer->full && !writer->first_cell && writer->newlines == 0)
        g_string_append_c (writer->out, '\t');
      writer->space = !writer->full || writer->first_cell;
      writer->first_cell = FALSE;
    }
  else if (writer->full)
    enter_full (writer, node);
  return TRUE;
}

/* "text <address>", where the text is not the address itself. */
static void
leave_link (TextWriter *writer, const GumboNode *node)
{
  const char *href = attribute (node, "href");
  const char *text = writer->out->str + MIN (writer->link_start, writer->out->len);
  const char *bare;

  if (href == NULL || !mime_html_uri_is_safe_link (href) || *text == '\0')
    return;
  bare = g_str_has_prefix (href, "mailto:") ? href + 7 : strstr (href, "://") + 3;
  if (strstr (text, href) != NULL || g_str_equal (text, bare)
      || (g_str_has_prefix (bare, text) && g_str_equal (bare + strlen (text), "/")))
    return;
  g_string_append_printf (writer->out, " <%s>", g_str_has_prefix (href, "mailto:") ? bare : href);
}

static void
text_leave (TextWriter *writer, const GumboNode *node)
{
  GumboTag tag = node->type == GUMBO_NODE_ELEMENT ? node->v.element.tag : GUMBO_TAG_UNKNOWN;

  if (tag == GUMBO_TAG_UL || tag == GUMBO_TAG_OL)
    writer->n_lists -= writer->n_lists > 0;
  if (writer->full && tag == GUMBO_TAG_A)
    leave_link (writer, node);
  text_break (writer,
              (tag == GUMBO_TAG_UL || tag == GUMBO_TAG_OL) && writer->n_lists > 0 ? 1 : breaks_around (tag));
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

static char *
to_text (const char *html, gboolean full)
{
  g_autofree char *valid = g_utf8_make_valid (html, -1);
  g_autoptr (MimeTree) tree = mime_tree_parse (valid);
  TextWriter writer = { .full = full };

  if (tree->output == NULL)
    return mime_tree_strip_tags (valid);
  writer.out = g_string_new (NULL);
  walk (&writer, tree->output->root);
  return g_string_free_and_steal (writer.out);
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
  return to_text (html, FALSE);
}

/** mime_html_to_text_full: Returns: (transfer full): the same, to be sent beside the HTML: links and pictures are written out, lists
 * numbered, cells kept apart by tabs */
char *
mime_html_to_text_full (const char *html)
{
  return to_text (html, TRUE);
}
