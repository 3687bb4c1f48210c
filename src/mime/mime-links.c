/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-links.c: where links lead and where they say they lead
 *
 * Reads a target as browsers do (WHATWG URL for http and https: blanks and controls around and within, backslashes,
 * user info, percent signs and other scripts in the host, numbers for addresses), so that no spelling hides the host
 * (hostile-content C-070). Pure, linear, any thread. */

#include "mime-links.h"

#include <string.h>

#include "mime-html-policy.h"
#include "mime-idn.h"
#include "mime-tree.h"

#define MAX_LINKS 2000
#define MAX_TEXT 500
#define MAX_URI 8000

static void
link_free (gpointer data)
{
  MimeLink *self = data;

  g_free (self->target);
  g_free (self->host);
  g_free (self->text);
  g_free (self->named);
  g_free (self);
}

/* Without controls and blanks around, without tabs and line ends within. */
static char *
as_browser (const char *uri)
{
  GString *out = g_string_new (NULL);
  gsize length = strnlen (uri, MAX_URI);

  while (length > 0 && (guchar) uri[length - 1] <= 0x20)
    length--;
  for (gsize i = 0; i < length; i++)
    if ((out->len > 0 || (guchar) uri[i] > 0x20) && strchr ("\t\n\r", uri[i]) == NULL)
      g_string_append_c (out, uri[i]);
  g_autofree char *raw = g_string_free_and_steal (out);
  return g_utf8_make_valid (raw, -1);
}

/* An IPv4 address in any of the spellings of the old C library: "0x7f.1", "2130706433", "0177.0.0.1". */
static gboolean
is_number_host (const char *host)
{
  g_auto (GStrv) pieces = g_strsplit (host, ".", 6);
  guint n = g_strv_length (pieces);

  if (n == 0 || n > 4)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      gboolean hex = g_ascii_strncasecmp (pieces[i], "0x", 2) == 0;
      const char *digits = pieces[i] + (hex ? 2 : 0);

      if (strspn (digits, hex ? "0123456789abcdefABCDEF" : "0123456789") != strlen (digits)
          || (*digits == '\0' && !hex))
        return FALSE;
    }
  return TRUE;
}

/**
 * mime_link_dup_host:
 * @hides_host: (out) (optional): the spelling is one that people are deceived with
 *
 * Returns: (transfer full) (nullable): the host of an http or https address, in A-labels, in lower case; %NULL for all others
 */
char *
mime_link_dup_host (const char *uri, gboolean *hides_host)
{
  g_autofree char *clean = as_browser (uri);
  g_autofree char *authority = NULL;
  g_autofree char *decoded = NULL;
  const char *p;
  char *host, *at, *colon, *ascii;
  gboolean hides;

  if (g_ascii_strncasecmp (clean, "http:", 5) != 0 && g_ascii_strncasecmp (clean, "https:", 6) != 0)
    return NULL;
  p = strchr (clean, ':') + 1;
  hides = strchr (clean, '\\') != NULL;
  p += strspn (p, "/\\");
  authority = g_strndup (p, strcspn (p, "/\\?#"));
  at = strrchr (authority, '@');
  hides |= at != NULL;
  host = at != NULL ? at + 1 : authority;
  if (*host == '[')
    {
      colon = strchr (host, ']');
      if (colon != NULL)
        colon[1] = '\0';
      hides = TRUE;
    }
  else if ((colon = strchr (host, ':')) != NULL)
    *colon = '\0';
  hides |= strchr (host, '%') != NULL;
  decoded = g_uri_unescape_string (host, "/?#@:\\");
  if (decoded == NULL)
    decoded = g_strdup (host);
  while (g_str_has_suffix (decoded, "."))
    decoded[strlen (decoded) - 1] = '\0';
  ascii = mime_domain_dup_ascii (decoded);
  hides |= ascii != NULL && is_number_host (ascii);
  if (hides_host != NULL)
    *hides_host = hides;
  return ascii;
}

/* A name with a known ending: "www.bank.example" in a text. */
static gboolean
is_host_name (const char *word)
{
  static const char *const endings[]
      = { "com", "org",  "net", "ch",  "de",     "fr",   "it",      "es",    "eu",    "at",   "uk",  "us",
          "io",  "info", "gov", "edu", "be",     "nl",   "li",      "lu",    "ca",    "au",   "biz", "me",
          "tv",  "co",   "app", "dev", "online", "shop", "example", "swiss", "jp",    "cn",   "ru",  "pl",
          "se",  "no",   "dk",  "fi",  "pt",     "br",   "bank",    "cloud", "email", "site", "xyz", "tech" };
  const char *dot = strrchr (word, '.');

  for (guint i = 0; dot != NULL && dot > word && i < G_N_ELEMENTS (endings); i++)
    if (g_ascii_strcasecmp (dot + 1, endings[i]) == 0)
      return TRUE;
  return FALSE;
}

/** mime_link_dup_named_host: Returns: (transfer full) (nullable): the host that a text shown for a link names: as a whole address, or as a
 * bare name when there is nothing else in it */
char *
mime_link_dup_named_host (const char *text)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  const char *scheme = strstr (trimmed, "://");
  g_autofree char *word = NULL;
  char *ascii;

  if (scheme != NULL)
    {
      const char *start = scheme;

      while (start > trimmed && g_ascii_isalpha (start[-1]))
        start--;
      g_autofree char *uri = g_strndup (start, strcspn (start, " \n\t"));
      return mime_link_dup_host (uri, NULL);
    }
  if (strpbrk (trimmed, " \n\t") != NULL || strchr (trimmed, '@') != NULL)
    return NULL;
  word = g_strndup (trimmed, strcspn (trimmed, "/?#:"));
  ascii = mime_domain_dup_ascii (word);
  if (ascii != NULL && is_host_name (ascii))
    return ascii;
  g_free (ascii);
  return NULL;
}

static void
append_text (GString *out, const GumboNode *root)
{
  g_autoptr (GPtrArray) stack = g_ptr_array_new ();

  g_ptr_array_add (stack, (gpointer) root);
  while (stack->len > 0 && out->len < MAX_TEXT)
    {
      const GumboNode *node = g_ptr_array_steal_index (stack, stack->len - 1);

      if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE)
        {
          for (const char *p = node->v.text.text; *p != '\0' && out->len < MAX_TEXT; p++)
            if (!g_ascii_isspace (*p))
              g_string_append_c (out, *p);
            else if (out->len > 0 && out->str[out->len - 1] != ' ')
              g_string_append_c (out, ' ');
        }
      else if (node->type == GUMBO_NODE_ELEMENT && mime_html_fate (node->v.element.tag) != MIME_HTML_DROP)
        for (guint i = node->v.element.children.length; i-- > 0;)
          g_ptr_array_add (stack, node->v.element.children.data[i]);
    }
}

static MimeLink *
link_new (const GumboNode *node, const char *href)
{
  MimeLink *self = g_new0 (MimeLink, 1);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *site = NULL;
  g_autofree char *named_site = NULL;

  append_text (text, node);
  self->target = as_browser (href);
  self->host = mime_link_dup_host (href, &self->hides_host);
  self->text = g_utf8_make_valid (text->str, -1);
  g_strstrip (self->text);
  self->named = mime_link_dup_named_host (self->text);
  if (self->named == NULL)
    return self;
  named_site = mime_domain_dup_registrable (self->named);
  site = self->host != NULL ? mime_domain_dup_registrable (self->host) : g_strdup ("");
  self->names_other = !g_str_equal (site, named_site)
                      && (self->host != NULL || g_ascii_strncasecmp (self->target, "mailto:", 7) != 0);
  return self;
}

/** mime_links_find: Returns: (transfer full) (element-type MimeLink): the links of an HTML text, at most 2,000 */
GPtrArray *
mime_links_find (const char *html)
{
  GPtrArray *out = g_ptr_array_new_with_free_func (link_free);
  g_autofree char *valid = g_utf8_make_valid (html, -1);
  g_autoptr (MimeTree) tree = mime_tree_parse (valid);
  g_autoptr (GPtrArray) stack = g_ptr_array_new ();

  if (tree->output != NULL)
    g_ptr_array_add (stack, tree->output->root);
  while (stack->len > 0 && out->len < MAX_LINKS)
    {
      const GumboNode *node = g_ptr_array_steal_index (stack, stack->len - 1);
      const GumboElement *element = &node->v.element;
      const GumboAttribute *href;

      if (node->type != GUMBO_NODE_ELEMENT)
        continue;
      href = gumbo_get_attribute (&element->attributes, "href");
      if ((element->tag == GUMBO_TAG_A || element->tag == GUMBO_TAG_AREA) && href != NULL
          && *href->value != '\0')
        g_ptr_array_add (out, link_new (node, href->value));
      for (guint i = element->children.length; i-- > 0;)
        g_ptr_array_add (stack, element->children.data[i]);
    }
  return out;
}
