/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-mailto.c: mailto: links (RFC 6068).
 *
 * Pure; any thread.  A link comes from any web page, so only five fields are taken, control characters are removed
 * (a header cannot be smuggled into a subject) and `attach` is ignored on purpose. */
#include "alp-mailto.h"

#include <string.h>

#define MAX_URI (256 * 1024)

void
alp_mailto_free (AlpMailto *self)
{
  if (self == NULL)
    return;
  g_free (self->to);
  g_free (self->cc);
  g_free (self->bcc);
  g_free (self->subject);
  g_free (self->body);
  g_free (self);
}

/* Percent-decodes; bytes that are not UTF-8 become U+FFFD, controls (but tab and newline in a body) go. */
static char *
decode (const char *text, gsize length, gboolean lines)
{
  g_autoptr (GString) raw = g_string_sized_new (length);
  g_autofree char *valid = NULL;
  GString *out;

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '%' && i + 2 < length && g_ascii_isxdigit (text[i + 1])
          && g_ascii_isxdigit (text[i + 2]))
        {
          char byte = (char) (g_ascii_xdigit_value (text[i + 1]) * 16 + g_ascii_xdigit_value (text[i + 2]));

          if (byte != '\0')
            g_string_append_c (raw, byte);
          i += 2;
        }
      else
        g_string_append_c (raw, text[i]);
    }
  valid = g_utf8_make_valid (raw->str, (gssize) raw->len);
  out = g_string_sized_new (raw->len);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (lines && (c == '\n' || c == '\t'))
        g_string_append_unichar (out, c);
      else if (!g_unichar_iscntrl (c))
        g_string_append_unichar (out, c);
      else if (!lines && (c == '\n' || c == '\r') && out->len > 0 && out->str[out->len - 1] != ' ')
        g_string_append_c (out, ' ');
    }
  return g_string_free_and_steal (out);
}

static void
add_address (char **field, const char *value)
{
  char *joined;

  if (*value == '\0')
    return;
  joined = *field != NULL ? g_strconcat (*field, ", ", value, NULL) : g_strdup (value);
  g_free (*field);
  *field = joined;
}

static void
set_header (AlpMailto *self, const char *name, gsize name_length, const char *value, gsize value_length)
{
  g_autofree char *key = decode (name, name_length, FALSE);
  gboolean is_body = g_ascii_strcasecmp (key, "body") == 0;
  g_autofree char *text = decode (value, value_length, is_body);

  if (g_ascii_strcasecmp (key, "to") == 0)
    add_address (&self->to, text);
  else if (g_ascii_strcasecmp (key, "cc") == 0)
    add_address (&self->cc, text);
  else if (g_ascii_strcasecmp (key, "bcc") == 0)
    add_address (&self->bcc, text);
  else if (g_ascii_strcasecmp (key, "subject") == 0 && self->subject == NULL)
    self->subject = g_steal_pointer (&text);
  else if (is_body && self->body == NULL)
    self->body = g_steal_pointer (&text);
}

/**
 * alp_mailto_parse:
 * @uri: a link from anywhere
 *
 * Returns: (nullable) (transfer full): its fields, each %NULL when not set; %NULL when @uri is not a mailto: link
 */
AlpMailto *
alp_mailto_parse (const char *uri)
{
  g_autoptr (AlpMailto) self = NULL;
  g_autofree char *path = NULL;
  const char *p, *query;

  if (uri == NULL || g_ascii_strncasecmp (uri, "mailto:", 7) != 0 || strlen (uri) > MAX_URI)
    return NULL;

  self = g_new0 (AlpMailto, 1);
  p = uri + 7;
  if (g_str_has_prefix (p, "//"))
    p += 2;
  query = strchr (p, '?');
  path = decode (p, query != NULL ? (gsize) (query - p) : strlen (p), FALSE);
  add_address (&self->to, path);

  for (p = query != NULL ? query + 1 : NULL; p != NULL && *p != '\0';)
    {
      gsize length = strcspn (p, "&#");
      const char *equals = memchr (p, '=', length);

      if (equals != NULL)
        set_header (self, p, (gsize) (equals - p), equals + 1, length - (gsize) (equals - p) - 1);
      p += length;
      if (*p == '#')
        break;
      if (*p == '&')
        p += g_str_has_prefix (p, "&amp;") ? 5 : 1;
    }
  return g_steal_pointer (&self);
}
