/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-html-box.c: a mail's style sheets and body, gathered into one box
 *
 * What a mail says about html and body is said about a div of our own around it, and every rule of its style sheets holds
 * inside of that div only (mime-css-sheet.c). Our own output is known by its form: a style sheet, and one div with the
 * box's class. Reads a tree; any thread. */

#include "mime-html-private.h"

#include <string.h>

#include "mime-css.h"
#include "mime-html-policy.h"
#include "mime-html.h"
#include "mime-util.h"

#define MAX_SHEETS (1024 * 1024)
#define MAX_CLASSES 20

typedef struct
{
  const GumboNode *node;
  guint child;
} Frame;

static void
take_sheet (GString *out, const GumboElement *style)
{
  const GumboAttribute *media = gumbo_get_attribute (&style->attributes, "media");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < style->children.length; i++)
    {
      const GumboNode *child = style->children.data[i];

      if (child->type == GUMBO_NODE_TEXT || child->type == GUMBO_NODE_WHITESPACE)
        g_string_append (text, child->v.text.text);
    }
  g_autofree char *clean = mime_css_clean_sheet (text->str, media != NULL ? media->value : NULL);
  if (out->len < MAX_SHEETS)
    g_string_append (out, clean);
}

/* Whether style elements below this one count: in the head, and wherever the text is shown. */
static gboolean
is_searched (const GumboNode *node)
{
  const GumboElement *element = &node->v.element;

  if (node->type == GUMBO_NODE_DOCUMENT)
    return TRUE;
  return node->type == GUMBO_NODE_ELEMENT && element->tag_namespace == GUMBO_NAMESPACE_HTML
         && (element->tag == GUMBO_TAG_HEAD || mime_html_fate (element->tag) != MIME_HTML_DROP);
}

/** mime_html_dup_sheet: Returns: (transfer full): the rules of all style elements that may stay; "" for none */
char *
mime_html_dup_sheet (const GumboNode *root)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (Frame));
  Frame first = { root, 0 };
  GString *out = g_string_new (NULL);

  g_array_append_val (stack, first);
  while (stack->len > 0)
    {
      Frame *top = &g_array_index (stack, Frame, stack->len - 1);
      const GumboVector *children = top->node->type == GUMBO_NODE_DOCUMENT ? &top->node->v.document.children
                                                                           : &top->node->v.element.children;

      if (top->child >= children->length)
        {
          g_array_set_size (stack, stack->len - 1);
          continue;
        }
      Frame next = { children->data[top->child++], 0 };
      if (next.node->type == GUMBO_NODE_ELEMENT && next.node->v.element.tag == GUMBO_TAG_STYLE
          && next.node->v.element.tag_namespace == GUMBO_NAMESPACE_HTML)
        take_sheet (out, &next.node->v.element);
      else if (is_searched (next.node))
        g_array_append_val (stack, next);
    }
  return g_string_free_and_steal (out);
}

/** mime_html_find_body: Returns: (nullable): the body element */
const GumboElement *
mime_html_find_body (const GumboNode *root)
{
  const GumboVector *children
      = root->type == GUMBO_NODE_DOCUMENT ? &root->v.document.children : &root->v.element.children;

  for (guint i = 0; i < children->length; i++)
    {
      const GumboNode *node = children->data[i];

      if (node->type == GUMBO_NODE_ELEMENT && node->v.element.tag == GUMBO_TAG_BODY)
        return &node->v.element;
    }
  return NULL;
}

static gboolean
has_box_class (const GumboElement *element)
{
  const GumboAttribute *value = gumbo_get_attribute (&element->attributes, "class");

  return value != NULL
         && (g_str_equal (value->value, MIME_CSS_ROOT) || g_str_has_prefix (value->value, MIME_CSS_ROOT " "));
}

/** mime_html_find_box: Returns: (nullable): the box, when the body holds nothing but a box of ours */
const GumboNode *
mime_html_find_box (const GumboElement *body)
{
  const GumboNode *only = NULL;

  for (guint i = 0; body != NULL && i < body->children.length; i++)
    {
      const GumboNode *node = body->children.data[i];

      if (only != NULL || node->type != GUMBO_NODE_ELEMENT || node->v.element.tag != GUMBO_TAG_DIV
          || !has_box_class (&node->v.element))
        return NULL;
      only = node;
    }
  return only;
}

/** mime_html_dup_body_style: Returns: (transfer full): what body says of itself, as declarations; "" for nothing */
char *
mime_html_dup_body_style (const GumboElement *body)
{
  const GumboAttribute *style = gumbo_get_attribute (&body->attributes, "style");
  const GumboAttribute *bgcolor = gumbo_get_attribute (&body->attributes, "bgcolor");
  const GumboAttribute *text = gumbo_get_attribute (&body->attributes, "text");
  g_autoptr (GString) all = g_string_new (NULL);

  if (bgcolor != NULL && strlen (bgcolor->value) < 30 && strpbrk (bgcolor->value, ":;{}") == NULL)
    g_string_append_printf (all, "background-color: %s; ", bgcolor->value);
  if (text != NULL && strlen (text->value) < 30 && strpbrk (text->value, ":;{}") == NULL)
    g_string_append_printf (all, "color: %s; ", text->value);
  if (style != NULL)
    g_string_append (all, style->value);
  return mime_html_clean_style (all->str);
}

/** mime_html_append_class: appends a class attribute with the names as our style sheet knows them. @value is nullable. */
void
mime_html_append_class (GString *out, const char *value, gboolean is_box)
{
  g_autofree char *names = mime_css_map_names (value != NULL ? value : "", MAX_CLASSES);
  const char *rest = names;

  /* The box's own name came back with a prefix. */
  if (is_box && g_str_has_prefix (names, "m-" MIME_CSS_ROOT))
    rest += strlen ("m-" MIME_CSS_ROOT);
  rest += *rest == ' ';
  if (!is_box && *rest == '\0')
    return;
  g_string_append_printf (out, " class=\"%s%s", is_box ? MIME_CSS_ROOT : "",
                          is_box && *rest != '\0' ? " " : "");
  mime_append_escaped (out, rest, -1, TRUE);
  g_string_append_c (out, '"');
}

/** mime_html_is_hidden: Returns: whether the element says that nobody shall see it */
gboolean
mime_html_is_hidden (const GumboElement *element)
{
  const GumboAttribute *style = gumbo_get_attribute (&element->attributes, "style");

  return gumbo_get_attribute (&element->attributes, "hidden") != NULL
         || (style != NULL && mime_css_hides (style->value));
}
