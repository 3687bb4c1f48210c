/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-style.c: CSS declarations by allow list, of style attributes and of rules
 *
 * A declaration stays when the policy names its property and every token of its value is harmless: no url(), no function
 * but colours and arithmetic, no escape, no brace (hostile-content C-005, C-006, C-066). Of a background only the colour
 * stays. Pure functions, any thread. */

#include "mime-css.h"

#include "mime-html.h"

#include <stdlib.h>
#include <string.h>

#include "mime-html-policy.h"

#define MAX_STYLE 8000
#define MAX_VALUE 300
#define MAX_DECLARATIONS 200
#define MAX_LENGTH 20000.0 /* of any unit: nothing in a mail is larger */

/* Only functions that compute a colour or a length. */
static gboolean
function_is_safe (const MimeCssToken *token)
{
  static const char *const functions[] = { "rgb(", "rgba(", "hsl(", "hsla(", "calc(", "min(", "max(" };

  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (mime_css_equals (token, functions[i]))
      return TRUE;
  return FALSE;
}

static gboolean
string_is_safe (const MimeCssToken *token)
{
  for (gsize i = 1; i + 1 < token->length; i++)
    if (!g_ascii_isalnum (token->start[i]) && (guchar) token->start[i] < 0x80
        && strchr (" -_.,", token->start[i]) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
number_is_safe (const MimeCssToken *token)
{
  char digits[32] = { 0 };

  memcpy (digits, token->start, MIN (token->length, sizeof digits - 1));
  return token->length < sizeof digits - 1 && ABS (g_ascii_strtod (digits, NULL)) <= MAX_LENGTH;
}

static gboolean
token_is_safe (const MimeCssToken *token)
{
  switch (token->type)
    {
    case MIME_CSS_IDENT:
    case MIME_CSS_SPACE:
      return TRUE;
    case MIME_CSS_FUNCTION:
      return function_is_safe (token);
    case MIME_CSS_HASH:
      return mime_css_name_is_plain (token->start + 1, token->length - 1);
    case MIME_CSS_STRING:
      return string_is_safe (token);
    case MIME_CSS_NUMBER:
      return number_is_safe (token);
    case MIME_CSS_DELIM:
      return strchr ("!,/+-*()", *token->start) != NULL;
    case MIME_CSS_END:
    case MIME_CSS_AT:
    case MIME_CSS_BAD:
    default:
      return FALSE;
    }
}

/* Reads up to the ";" that ends a declaration. Returns whether all of it is safe; @value gets it in normal form. */
static gboolean
read_value (MimeCssReader *reader, GString *value)
{
  gboolean safe = TRUE;
  guint depth = 0;
  guint open = 0;

  for (MimeCssToken token = mime_css_next (reader); token.type != MIME_CSS_END;
       token = mime_css_next (reader))
    {
      gboolean is_open = token.type == MIME_CSS_FUNCTION || mime_css_is (&token, '(');

      if (mime_css_is (&token, ';') && depth == 0)
        break;
      if (is_open || mime_css_is (&token, '{') || mime_css_is (&token, '['))
        depth++;
      if ((mime_css_is (&token, ')') || mime_css_is (&token, '}') || mime_css_is (&token, ']')) && depth > 0)
        depth--;
      open += is_open;
      if (mime_css_is (&token, ')'))
        safe &= open-- > 0;
      safe &= token_is_safe (&token) && value->len <= MAX_VALUE;
      if (!safe)
        continue;
      if (token.type != MIME_CSS_SPACE)
        g_string_append_len (value, token.start, (gssize) token.length);
      else if (value->len > 0)
        g_string_append_c (value, ' ');
    }
  while (value->len > 0 && value->str[value->len - 1] == ' ')
    g_string_truncate (value, value->len - 1);
  return safe && open == 0 && value->len > 0 && value->len <= MAX_VALUE;
}

/* The colour of a background, which may also name a picture, a place and a size. */
static char *
background_color (const char *text, gsize length)
{
  static const char *const others[]
      = { "none",   "repeat",      "repeat-x",   "repeat-y",    "no-repeat", "center", "top",
          "bottom", "left",        "right",      "cover",       "contain",   "scroll", "fixed",
          "local",  "padding-box", "border-box", "content-box", "inherit" };
  MimeCssReader reader = { text, text + length };
  g_autoptr (GString) color = g_string_new (NULL);
  guint depth = 0;

  for (MimeCssToken token = mime_css_next (&reader); token.type != MIME_CSS_END;
       token = mime_css_next (&reader))
    {
      gboolean is_other = token.type != MIME_CSS_IDENT && token.type != MIME_CSS_HASH;

      if (mime_css_is (&token, ';') && depth == 0)
        break;
      if (token.type == MIME_CSS_FUNCTION && depth == 0 && color->len == 0 && function_is_safe (&token)
          && !mime_css_equals (&token, "calc("))
        {
          const char *close = memchr (token.start, ')', (gsize) (reader.end - token.start));

          if (close == NULL || close - token.start > 60)
            break;
          g_string_append_len (color, token.start, close - token.start + 1);
          reader.at = close + 1;
          continue;
        }
      if (token.type == MIME_CSS_FUNCTION || mime_css_is (&token, '(')
          || (token.type == MIME_CSS_BAD && token.start[token.length - 1] == '('))
        depth++;
      if (mime_css_is (&token, ')') && depth > 0)
        depth--;
      for (guint i = 0; i < G_N_ELEMENTS (others) && !is_other; i++)
        is_other = mime_css_equals (&token, others[i]);
      if (!is_other && depth == 0 && color->len == 0 && token_is_safe (&token))
        g_string_append_len (color, token.start, (gssize) token.length);
    }
  return g_string_free_and_steal (g_steal_pointer (&color));
}

static gboolean
value_is_allowed (const char *name, const char *value)
{
  /* A negative margin or indent moves text over other text (C-066). */
  if (strchr (value, '-') != NULL && (g_str_has_prefix (name, "margin") || g_str_equal (name, "text-indent"))
      && strpbrk (value, "0123456789") != NULL)
    return FALSE;
  return strpbrk (value, "\"'") == NULL || g_str_has_prefix (name, "font");
}

static void
append_declaration (GString *out, const char *name, const char *value)
{
  if (out->len > 0 && out->str[out->len - 1] != '{')
    g_string_append (out, "; ");
  g_string_append_printf (out, "%s: %s", name, value);
}

static void
take_declaration (GString *out, const MimeCssToken *property, MimeCssReader *reader)
{
  g_autofree char *name = g_ascii_strdown (property->start, (gssize) property->length);
  g_autoptr (GString) value = g_string_new (NULL);
  const char *start = reader->at;
  gboolean safe = read_value (reader, value);

  if (g_str_equal (name, "background"))
    {
      g_autofree char *color = background_color (start, (gsize) (reader->end - start));
      g_autoptr (GString) clean = g_string_new (NULL);
      MimeCssReader again = { color, color + strlen (color) };

      if (read_value (&again, clean))
        append_declaration (out, "background-color", clean->str);
      return;
    }
  if (safe && mime_html_property_allowed (name) && value_is_allowed (name, value->str))
    append_declaration (out, name, value->str);
}

static void
skip_declaration (MimeCssReader *reader, const MimeCssToken *first)
{
  guint depth = 0;

  for (MimeCssToken token = *first; token.type != MIME_CSS_END; token = mime_css_next (reader))
    {
      if (mime_css_is (&token, ';') && depth == 0)
        return;
      if (token.type == MIME_CSS_FUNCTION || mime_css_is (&token, '(') || mime_css_is (&token, '{')
          || mime_css_is (&token, '['))
        depth++;
      if ((mime_css_is (&token, ')') || mime_css_is (&token, '}') || mime_css_is (&token, ']')) && depth > 0)
        depth--;
    }
}

/** mime_css_append_declarations: appends what is allowed of "name: value; …", separated from what @out holds unless that
 * ends in "{". */
void
mime_css_append_declarations (GString *out, const char *text, gsize length)
{
  MimeCssReader reader = { text, text + length };

  for (guint n = 0; n < MAX_DECLARATIONS; n++)
    {
      MimeCssToken token = mime_css_next (&reader);
      MimeCssToken property;

      while (token.type == MIME_CSS_SPACE || mime_css_is (&token, ';'))
        token = mime_css_next (&reader);
      if (token.type == MIME_CSS_END)
        return;
      property = token;
      if (property.type == MIME_CSS_IDENT)
        do
          token = mime_css_next (&reader);
        while (token.type == MIME_CSS_SPACE);
      if (property.type == MIME_CSS_IDENT && mime_css_is (&token, ':'))
        take_declaration (out, &property, &reader);
      else
        skip_declaration (&reader, &token);
    }
}

/** mime_html_clean_style: Returns: (transfer full): the declarations of a style attribute that are allowed, "" for none */
char *
mime_html_clean_style (const char *style)
{
  GString *out = g_string_new (NULL);
  gsize length = strlen (style);

  if (length <= MAX_STYLE)
    mime_css_append_declarations (out, style, length);
  return g_string_free_and_steal (out);
}

/** mime_css_hides: Returns: whether these declarations make an element invisible for readers (C-085) */
gboolean
mime_css_hides (const char *declarations)
{
  static const char *const hiding[]
      = { "display:none",  "visibility:hidden", "mso-hide:all",   "font-size:0;",    "font-size:0px",
          "max-height:0;", "max-height:0px",    "opacity:0;",     "font-size:1px",   "font-size:0!",
          "max-width:0;",  "max-width:0px",     "line-height:0;", "line-height:0px", "color:transparent" };
  GString *tight = g_string_sized_new (strlen (declarations) + 1);
  gboolean found = FALSE;

  for (const char *p = declarations; *p != '\0' && tight->len < MAX_STYLE; p++)
    if (!g_ascii_isspace (*p))
      g_string_append_c (tight, g_ascii_tolower (*p));
  g_string_append_c (tight, ';');
  for (guint i = 0; i < G_N_ELEMENTS (hiding) && !found; i++)
    for (const char *at = tight->str; (at = strstr (at, hiding[i])) != NULL && !found; at++)
      found = at == tight->str || at[-1] == ';';
  g_string_free (tight, TRUE);
  return found;
}
