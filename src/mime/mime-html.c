/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-html.c: HTML of a message made safe to show
 *
 * The text was decoded once; gumbo parses it as WebKit does; the tree is walked once, without recursion, and what the
 * policy allows is written out anew. Nothing transforms the result afterwards (design 6). Everything written is escaped,
 * so the output holds no tag, attribute or entity that did not pass by name.
 *
 * Bounds: 4 MB in, nesting of 20,000 in the parser's tree (its clean-up recurses), 250 in the output, since WebKit itself
 * cuts at 512. Pure function, any thread. */

#include "mime-html.h"

#include <gumbo.h>
#include <string.h>

#include "mime-html-policy.h"

#define MAX_HTML (4 * 1024 * 1024)
#define MAX_TREE_DEPTH 20000
#define MAX_OUTPUT_DEPTH 250
#define MAX_STYLE 4000
#define MAX_URI 8000
#define MAX_DATA_URI (1024 * 1024)

typedef struct
{
  const GumboNode *node;
  guint child;
  const char *close; /* nullable: the element's name to close */
} Frame;

typedef struct
{
  GString *out;
  const MimeHtmlOptions *options;
  MimeHtml *result;
  guint depth; /* of open elements in the output */
} Writer;

/** mime_html_free: frees the result; %NULL is allowed. */
void
mime_html_free (MimeHtml *self)
{
  if (self == NULL)
    return;
  g_free (self->html);
  g_free (self);
}

static void
append_escaped (GString *out, const char *text, gboolean attribute)
{
  for (; *text != '\0'; text++)
    switch (*text)
      {
      case '&':
        g_string_append (out, "&amp;");
        break;
      case '<':
        g_string_append (out, "&lt;");
        break;
      case '>':
        g_string_append (out, "&gt;");
        break;
      case '"':
        g_string_append (out, attribute ? "&quot;" : "\"");
        break;
      default:
        g_string_append_c (out, *text);
      }
}

static void
append_attribute (GString *out, const char *name, const char *value)
{
  g_string_append_printf (out, " %s=\"", name);
  append_escaped (out, value, TRUE);
  g_string_append_c (out, '"');
}

static gboolean
has_control (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar) *text <= 0x20 || *text == 0x7F)
      return TRUE;
  return FALSE;
}

static gboolean
has_scheme (const char *uri, const char *scheme)
{
  return g_ascii_strncasecmp (uri, scheme, strlen (scheme)) == 0;
}

/** mime_html_uri_is_safe_link: Returns: whether a link may lead there: http, https or mailto, printable (C-071) */
gboolean
mime_html_uri_is_safe_link (const char *uri)
{
  if (strlen (uri) > MAX_URI || has_control (uri) || strchr (uri, '\\') != NULL)
    return FALSE;
  return (has_scheme (uri, "https://") && uri[8] != '\0') || (has_scheme (uri, "http://") && uri[7] != '\0')
         || has_scheme (uri, "mailto:");
}

/* Only functions that compute a colour or a length. */
static gboolean
value_is_safe (const char *value)
{
  static const char *const functions[] = { "rgb", "rgba", "hsl", "hsla", "calc", "min", "max" };

  if (strlen (value) > 300 || strpbrk (value, "\\@<>{}&;") != NULL || strstr (value, "/*") != NULL)
    return FALSE;
  for (const char *p = value; *p != '\0'; p++)
    {
      const char *start = p;
      gboolean known = FALSE;

      if ((guchar) *p < 0x20)
        return FALSE;
      if (*p != '(')
        continue;
      while (start > value && (g_ascii_isalnum (start[-1]) || start[-1] == '-'))
        start--;
      if (start == p)
        continue;
      for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
        known |= strlen (functions[i]) == (gsize) (p - start) && g_ascii_strncasecmp (start, functions[i], (gsize) (p - start)) == 0;
      if (!known)
        return FALSE;
    }
  return TRUE;
}

static gboolean
declaration_is_safe (const char *name, const char *value)
{
  if (!mime_html_property_allowed (name) || *value == '\0' || !value_is_safe (value))
    return FALSE;
  /* A negative margin or indent moves text over other text (C-066). */
  return strchr (value, '-') == NULL || (!g_str_has_prefix (name, "margin") && !g_str_equal (name, "text-indent"))
         || strpbrk (value, "0123456789") == NULL;
}

/** mime_html_clean_style: Returns: (transfer full): the declarations of a style attribute that are allowed, "" for none */
char *
mime_html_clean_style (const char *style)
{
  GString *out = g_string_new (NULL);
  g_auto (GStrv) declarations = NULL;

  if (strlen (style) > MAX_STYLE)
    return g_string_free_and_steal (out);
  declarations = g_strsplit (style, ";", 200);
  for (guint i = 0; declarations[i] != NULL; i++)
    {
      char *colon = strchr (declarations[i], ':');
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;

      if (colon == NULL)
        continue;
      *colon = '\0';
      name = g_ascii_strdown (g_strstrip (declarations[i]), -1);
      value = g_strdup (colon + 1);
      for (char *p = value; *p != '\0'; p++)
        if (*p == '\n' || *p == '\r' || *p == '\t' || *p == '\f')
          *p = ' ';
      g_strstrip (value);
      if (declaration_is_safe (name, value))
        g_string_append_printf (out, "%s%s: %s", out->len > 0 ? "; " : "", name, value);
    }
  return g_string_free_and_steal (out);
}

static const char *
attribute (const GumboElement *element, const char *name)
{
  const GumboAttribute *found = gumbo_get_attribute (&element->attributes, name);

  return found != NULL ? found->value : NULL;
}

static void
append_plain_attributes (Writer *writer, const GumboElement *element)
{
  for (guint i = 0; i < element->attributes.length; i++)
    {
      const GumboAttribute *a = element->attributes.data[i];

      if (a->attr_namespace != GUMBO_ATTR_NAMESPACE_NONE)
        continue;
      if (g_str_equal (a->name, "style"))
        {
          g_autofree char *style = mime_html_clean_style (a->value);
          if (*style != '\0')
            append_attribute (writer->out, "style", style);
        }
      else if (g_str_equal (a->name, "background"))
        writer->result->remote_images += has_scheme (a->value, "http") || has_scheme (a->value, "//");
      else if (strlen (a->value) <= 1000 && mime_html_attribute_allowed (a->name))
        append_attribute (writer->out, a->name, a->value);
    }
}

static gboolean
is_one_pixel (const char *size)
{
  return size != NULL && (g_str_equal (size, "0") || g_str_equal (size, "1") || g_str_equal (size, "1px") || g_str_equal (size, "0px"));
}

/* Senders whose pictures only count readers; matched against the host or the path. */
static gboolean
is_tracker (const char *uri, const GumboElement *element)
{
  static const char *const known[] = { "/open.php?", "/track/open", "/trk/open", "list-manage.com/track", "sendgrid.net/wf/open",
                                       "mandrillapp.com/track", "mailtrack.io/", "/e2t/", "awstrack.me/", "hubspotemail.net/",
                                       "google-analytics.com/", "pixel.mailchimp", "/beacon/", "/pixel.gif", "/wf/open?" };
  g_autofree char *lower = g_ascii_strdown (uri, 500);

  if (is_one_pixel (attribute (element, "width")) || is_one_pixel (attribute (element, "height")))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (strstr (lower, known[i]) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
is_data_image (const char *uri)
{
  static const char *const kinds[] = { "data:image/png;base64,", "data:image/jpeg;base64,", "data:image/gif;base64,", "data:image/webp;base64," };
  gsize length = strlen (uri);

  if (length > MAX_DATA_URI)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (has_scheme (uri, kinds[i]))
      return strspn (uri + strlen (kinds[i]), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") == length - strlen (kinds[i]);
  return FALSE;
}

/* What an image's source becomes; %NULL leaves the image without one. @drop: the whole image goes. */
static char *
map_source (Writer *writer, const GumboElement *element, gboolean *drop)
{
  const MimeHtmlOptions *options = writer->options;
  const char *given = attribute (element, "src");
  g_autofree char *source = given != NULL ? g_strstrip (g_strdup (given)) : NULL;

  if (source == NULL || *source == '\0')
    return NULL;
  if (has_scheme (source, "cid:"))
    return options->cid_func != NULL ? options->cid_func (source + 4, options->user_data) : NULL;
  if (options->keep_own_uris && has_scheme (source, "alp-part:") && !has_control (source))
    return g_steal_pointer (&source);
  if (is_data_image (source))
    return g_steal_pointer (&source);
  if (!has_scheme (source, "http:") && !has_scheme (source, "https:") && !has_scheme (source, "//"))
    return NULL;
  writer->result->remote_images++;
  if (is_tracker (source, element))
    {
      writer->result->trackers++;
      *drop = TRUE;
      return NULL;
    }
  if (options->remote_func == NULL || strlen (source) > MAX_URI || has_control (source))
    return NULL;
  return options->remote_func (source, options->user_data);
}

static void
write_image (Writer *writer, const GumboElement *element)
{
  gboolean drop = FALSE;
  g_autofree char *source = map_source (writer, element, &drop);

  if (drop)
    return;
  g_string_append (writer->out, "<img");
  if (source != NULL)
    append_attribute (writer->out, "src", source);
  append_plain_attributes (writer, element);
  g_string_append_c (writer->out, '>');
}

static void
write_start (Writer *writer, const GumboElement *element, const char *name)
{
  g_string_append_printf (writer->out, "<%s", name);
  if (element->tag == GUMBO_TAG_A)
    {
      const char *given = attribute (element, "href");
      g_autofree char *href = given != NULL ? g_strstrip (g_strdup (given)) : NULL;

      if (href != NULL && mime_html_uri_is_safe_link (href))
        append_attribute (writer->out, "href", href);
    }
  append_plain_attributes (writer, element);
  g_string_append_c (writer->out, '>');
}

/* Begins a node; returns whether its children are to be visited, then @close names what to close. */
static gboolean
enter_node (Writer *writer, const GumboNode *node, const char **close)
{
  const GumboElement *element = &node->v.element;
  MimeHtmlFate fate;

  *close = NULL;
  if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE || node->type == GUMBO_NODE_CDATA)
    {
      append_escaped (writer->out, node->v.text.text, FALSE);
      return FALSE;
    }
  if (node->type != GUMBO_NODE_ELEMENT || element->tag_namespace != GUMBO_NAMESPACE_HTML)
    return FALSE;
  fate = mime_html_fate (element->tag);
  if (fate == MIME_HTML_DROP)
    return FALSE;
  if (element->tag == GUMBO_TAG_IMG)
    {
      write_image (writer, element);
      return FALSE;
    }
  if (fate == MIME_HTML_UNWRAP || writer->depth >= MAX_OUTPUT_DEPTH)
    return TRUE;
  write_start (writer, element, gumbo_normalized_tagname (element->tag));
  if (mime_html_is_void (element->tag))
    return FALSE;
  if (element->tag == GUMBO_TAG_PRE && element->children.length > 0)
    {
      const GumboNode *first = element->children.data[0];
      /* The parser eats the first line end of a pre. */
      if (first->type == GUMBO_NODE_TEXT && first->v.text.text[0] == '\n')
        g_string_append_c (writer->out, '\n');
    }
  writer->depth++;
  *close = gumbo_normalized_tagname (element->tag);
  return TRUE;
}

static void
leave_node (Writer *writer, const char *close)
{
  if (close == NULL)
    return;
  g_string_append_printf (writer->out, "</%s>", close);
  writer->depth--;
}

static const GumboVector *
children_of (const GumboNode *node)
{
  return node->type == GUMBO_NODE_DOCUMENT ? &node->v.document.children : &node->v.element.children;
}

static void
walk (Writer *writer, const GumboNode *root)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (Frame));
  Frame first = { root, 0, NULL };

  g_array_append_val (stack, first);
  while (stack->len > 0)
    {
      Frame *top = &g_array_index (stack, Frame, stack->len - 1);
      const GumboVector *children = children_of (top->node);

      if (top->child < children->length)
        {
          const GumboNode *child = children->data[top->child++];
          Frame next = { child, 0, NULL };

          if (enter_node (writer, child, &next.close))
            g_array_append_val (stack, next);
          continue;
        }
      leave_node (writer, top->close);
      g_array_set_size (stack, stack->len - 1);
    }
}

/* Where to cut so that no tree can get deeper than the parser's clean-up can bear: a rough count of unclosed tags. */
static gsize
safe_length (const char *html)
{
  gsize length = strnlen (html, MAX_HTML);
  guint depth = 0;

  for (gsize i = 0; i + 1 < length; i++)
    {
      if (html[i] != '<')
        continue;
      if (html[i + 1] == '/')
        depth -= depth > 0;
      else if (g_ascii_isalpha (html[i + 1]) && ++depth > MAX_TREE_DEPTH)
        return i;
    }
  while (length > 0 && ((guchar) html[length] & 0xC0) == 0x80)
    length--;
  return length;
}

/* The body's own colours, which many newsletters rely on. */
static gboolean
open_body (Writer *writer, const GumboNode *root)
{
  const GumboVector *children = children_of (root);

  for (guint i = 0; i < children->length; i++)
    {
      const GumboNode *node = children->data[i];
      const GumboElement *body = &node->v.element;
      const char *style, *color;

      if (node->type != GUMBO_NODE_ELEMENT || body->tag != GUMBO_TAG_BODY)
        continue;
      style = attribute (body, "style");
      color = attribute (body, "bgcolor");
      g_autofree char *clean = mime_html_clean_style (style != NULL ? style : "");
      g_autofree char *background = color != NULL && strlen (color) < 30 ? g_strdup_printf ("background-color: %s", color) : g_strdup ("");
      g_autofree char *clean_background = mime_html_clean_style (background);
      if (*clean == '\0' && *clean_background == '\0')
        return FALSE;
      g_autofree char *both = g_strjoin (*clean != '\0' && *clean_background != '\0' ? "; " : "", clean_background, clean, NULL);
      g_string_append (writer->out, "<div");
      append_attribute (writer->out, "style", both);
      g_string_append_c (writer->out, '>');
      return TRUE;
    }
  return FALSE;
}

static GumboOutput *
parse (const char *html, gsize length)
{
  GumboOptions options = kGumboDefaultOptions;

  options.max_errors = 0;
  return gumbo_parse_with_options (&options, html, length);
}

/**
 * mime_html_sanitize:
 * @html: valid UTF-8
 * @options: (nullable): %NULL: no images at all but those inside the HTML
 *
 * Returns: (transfer full): a fragment safe to show; never %NULL
 */
MimeHtml *
mime_html_sanitize (const char *html, const MimeHtmlOptions *options)
{
  static const MimeHtmlOptions nothing = { NULL, NULL, NULL, FALSE };
  MimeHtml *self = g_new0 (MimeHtml, 1);
  gsize length = safe_length (html);
  Writer writer = { g_string_new (NULL), options != NULL ? options : &nothing, self, 0 };
  GumboOutput *output = parse (html, length);
  gboolean body_open;

  self->truncated = html[length] != '\0';
  body_open = open_body (&writer, output->root);
  walk (&writer, output->root);
  if (body_open)
    g_string_append (writer.out, "</div>");
  gumbo_destroy_output (&kGumboDefaultOptions, output);
  self->html = g_string_free_and_steal (writer.out);
  return self;
}

/* --- HTML as plain text --- */

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

/**
 * mime_html_to_text:
 * @html: valid UTF-8
 *
 * Returns: (transfer full): what a person would read, with blank lines between paragraphs and "> " before quotes
 */
char *
mime_html_to_text (const char *html)
{
  TextWriter writer = { .out = g_string_new (NULL) };
  GumboOutput *output = parse (html, safe_length (html));
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (Frame));
  Frame first = { output->root, 0, NULL };

  g_array_append_val (stack, first);
  while (stack->len > 0)
    {
      Frame *top = &g_array_index (stack, Frame, stack->len - 1);
      const GumboVector *children = children_of (top->node);

      if (top->child < children->length)
        {
          Frame next = { children->data[top->child++], 0, NULL };

          if (text_enter (&writer, next.node))
            g_array_append_val (stack, next);
          continue;
        }
      text_leave (&writer, top->node);
      g_array_set_size (stack, stack->len - 1);
    }
  gumbo_destroy_output (&kGumboDefaultOptions, output);
  return g_string_free_and_steal (writer.out);
}
