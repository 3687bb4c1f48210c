/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-html.c: HTML of a message made safe to show
 *
 * The text was decoded once; gumbo parses it as WebKit does (mime-tree.c, within limits); the tree is walked without
 * recursion, and what the policy allows is written out anew. Only ordinary elements are written, none whose content a
 * parser reads in another way, and everything is escaped, so the output holds no tag, attribute or entity that did not
 * pass by name. The result is read and written again until it does not change: sanitising is idempotent (C-020).
 *
 * Bounds: those of mime-tree.c, and 250 open elements in the output, since WebKit itself cuts at 512. Any thread. */

#include "mime-html.h"

#include <string.h>

#include "mime-css.h"
#include "mime-html-private.h"
#include "mime-html-policy.h"
#include "mime-tree.h"
#include "mime-util.h"

#define MAX_OUTPUT_DEPTH 250
#define MAX_PASSES 6
#define MAX_URI 8000
#define MAX_DATA_URI (1024 * 1024)
#define MAX_NAMES 2000

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
  guint depth;          /* of open elements in the output */
  gboolean is_own;      /* the input was written by the pass before */
  const GumboNode *box; /* nullable: the input is our output: this is the mail's own box */
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
append_attribute (GString *out, const char *name, const char *value)
{
  g_string_append_printf (out, " %s=\"", name);
  mime_append_escaped (out, value, -1, TRUE);
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

/* An address as browsers read it: without spaces around it, and without tabs and line ends anywhere. */
static char *
clean_uri (const char *uri)
{
  char *clean = g_strstrip (g_strdup (uri));
  char *out = clean;

  for (const char *in = clean; *in != '\0'; in++)
    if (*in != '\t' && *in != '\n' && *in != '\r')
      *out++ = *in;
  *out = '\0';
  return clean;
}

static const char *
attribute (const GumboElement *element, const char *name)
{
  const GumboAttribute *found = gumbo_get_attribute (&element->attributes, name);

  return found != NULL ? found->value : NULL;
}

static void
append_names (Writer *writer, const GumboElement *element)
{
  const char *given_class = attribute (element, "class");
  const char *given_id = attribute (element, "id");
  gboolean is_box = writer->box != NULL && element == &writer->box->v.element;

  if (writer->options->for_quote)
    return;
  if (given_class != NULL && strlen (given_class) <= MAX_NAMES)
    mime_html_append_class (writer->out, given_class, is_box);
  if (given_id != NULL && strlen (given_id) <= MAX_NAMES)
    {
      g_autofree char *id = mime_css_map_names (given_id, 1);
      if (*id != '\0' && strpbrk (given_id, " \t\r\n\f") == NULL)
        append_attribute (writer->out, "id", id);
    }
}

static void
append_plain_attributes (Writer *writer, const GumboElement *element)
{
  append_names (writer, element);
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
  return size != NULL
         && (g_str_equal (size, "0") || g_str_equal (size, "1") || g_str_equal (size, "1px")
             || g_str_equal (size, "0px"));
}

/* Senders whose pictures only count readers; matched against the host or the path. */
static gboolean
is_tracker (const char *uri, const GumboElement *element)
{
  static const char *const known[] = { "/open.php?",
                                       "/track/open",
                                       "/trk/open",
                                       "list-manage.com/track",
                                       "sendgrid.net/wf/open",
                                       "mandrillapp.com/track",
                                       "mailtrack.io/",
                                       "/e2t/",
                                       "awstrack.me/",
                                       "hubspotemail.net/",
                                       "google-analytics.com/",
                                       "pixel.mailchimp",
                                       "/beacon/",
                                       "/pixel.gif",
                                       "/wf/open?" };
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
  static const char *const kinds[] = { "data:image/png;base64,", "data:image/jpeg;base64,",
                                       "data:image/gif;base64,", "data:image/webp;base64," };
  gsize length = strlen (uri);

  if (length > MAX_DATA_URI)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (has_scheme (uri, kinds[i]))
      return strspn (uri + strlen (kinds[i]),
                     "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
             == length - strlen (kinds[i]);
  return FALSE;
}

/* What an image's source becomes; %NULL leaves the image without one. @drop: the whole image goes. */
static char *
map_source (Writer *writer, const GumboElement *element, gboolean *drop)
{
  const MimeHtmlOptions *options = writer->options;
  const char *given = attribute (element, "src");
  g_autofree char *source = given != NULL ? clean_uri (given) : NULL;

  if (source == NULL || *source == '\0')
    return NULL;
  if (writer->is_own)
    return g_steal_pointer (&source);
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
      g_autofree char *href = given != NULL ? clean_uri (given) : NULL;

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
      mime_append_escaped (writer->out, node->v.text.text, -1, FALSE);
      return FALSE;
    }
  if (node->type != GUMBO_NODE_ELEMENT || element->tag_namespace != GUMBO_NAMESPACE_HTML)
    return FALSE;
  fate = mime_html_fate (element->tag);
  if (fate == MIME_HTML_DROP || (writer->options->for_quote && mime_html_is_hidden (element)))
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

/* Everything of the mail stands in one box when the mail has a style sheet or its body a style. */
static gboolean
open_box (Writer *writer, const GumboNode *root)
{
  g_autofree char *sheet = writer->options->for_quote ? g_strdup ("") : mime_html_dup_sheet (root);
  const GumboElement *body = mime_html_find_body (root);
  g_autofree char *style = body != NULL ? mime_html_dup_body_style (body) : g_strdup ("");

  if (*sheet != '\0')
    {
      g_string_append_printf (writer->out, "<style>\n%s</style>", sheet);
      writer->box = mime_html_find_box (body);
    }
  if (writer->box != NULL || (*sheet == '\0' && *style == '\0'))
    return FALSE;
  g_string_append (writer->out, "<div");
  if (*sheet != '\0')
    mime_html_append_class (writer->out, body != NULL ? attribute (body, "class") : NULL, TRUE);
  if (*style != '\0')
    append_attribute (writer->out, "style", style);
  g_string_append_c (writer->out, '>');
  return TRUE;
}

static char *
run_pass (const char *html, const MimeHtmlOptions *options, gboolean is_own, MimeHtml *result)
{
  g_autoptr (MimeTree) tree = mime_tree_parse (html);
  Writer writer = { g_string_new (NULL), options, result, 0, is_own, NULL };
  gboolean box_open;

  result->truncated |= tree->truncated;
  if (tree->output == NULL)
    {
      g_autofree char *text = mime_tree_strip_tags (html);

      mime_append_escaped (writer.out, text, -1, FALSE);
      return g_string_free_and_steal (writer.out);
    }
  box_open = open_box (&writer, tree->output->root);
  walk (&writer, tree->output->root);
  if (box_open)
    g_string_append (writer.out, "</div>");
  return g_string_free_and_steal (writer.out);
}

/**
 * mime_html_sanitize:
 * @html: UTF-8
 * @options: (nullable): %NULL: no images at all but those inside the HTML
 *
 * Returns: (transfer full): a fragment safe to show; never %NULL
 */
MimeHtml *
mime_html_sanitize (const char *html, const MimeHtmlOptions *options)
{
  const MimeHtmlOptions own = { .for_quote = options != NULL && options->for_quote };
  MimeHtml *self = g_new0 (MimeHtml, 1);
  MimeHtml ignored = { 0 };
  g_autofree char *valid = g_utf8_make_valid (html, -1);

  self->html = run_pass (valid, options != NULL ? options : &own, FALSE, self);
  for (guint i = 1; i < MAX_PASSES && !ignored.truncated; i++)
    {
      char *again = run_pass (self->html, &own, TRUE, &ignored);
      gboolean is_same = g_str_equal (again, self->html);

      g_free (self->html);
      self->html = again;
      if (is_same)
        break;
    }
  self->truncated |= ignored.truncated;
  return self;
}
