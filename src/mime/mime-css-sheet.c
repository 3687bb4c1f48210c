/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-css-sheet.c: style sheets of a mail, kept inside the mail
 *
 * Of a sheet stay ordinary rules and @media for width, orientation and colour scheme; @import, @font-face and every other
 * at-rule go. Each selector gets the mail's own box (".alp-mail") in front, html and body become that box, and classes
 * and ids get a prefix, so that nothing outside can be meant (hostile-content C-007, C-066, C-083). Output is a normal
 * form that reads as itself: cleaning twice changes nothing. Linear, iterative, bounded. Any thread. */

#include "mime-css.h"

#include <string.h>

#define MAX_SHEET (1024 * 1024)
#define MAX_OUTPUT (512 * 1024)
#define MAX_SELECTORS 5000
#define MAX_COMPOUNDS 12
#define PREFIX "m-"

typedef struct
{
  GString *out;
  guint selectors;
} Sheet;

/** mime_css_append_name: appends a class or id with our prefix, once. */
void
mime_css_append_name (GString *out, const char *name, gsize length)
{
  if (length < strlen (PREFIX) || memcmp (name, PREFIX, strlen (PREFIX)) != 0)
    g_string_append (out, PREFIX);
  g_string_append_len (out, name, (gssize) length);
}

/** mime_css_map_names: Returns: (transfer full): the names of a class or id attribute as the selectors know them */
char *
mime_css_map_names (const char *value, guint max)
{
  GString *out = g_string_new (NULL);
  guint n = 0;

  for (const char *p = value; *p != '\0' && n < max;)
    {
      gsize length;

      p += strspn (p, " \t\r\n\f");
      length = strcspn (p, " \t\r\n\f");
      if (mime_css_name_is_plain (p, length))
        {
          if (n++ > 0)
            g_string_append_c (out, ' ');
          mime_css_append_name (out, p, length);
        }
      p += length;
    }
  return g_string_free_and_steal (out);
}

static gboolean
pseudo_is_safe (const MimeCssToken *token)
{
  static const char *const allowed[]
      = { "hover",        "link",       "visited",    "active",        "focus",
          "first-child",  "last-child", "only-child", "first-of-type", "last-of-type",
          "only-of-type", "empty",      "nth-child(", "nth-of-type(" };

  for (guint i = 0; i < G_N_ELEMENTS (allowed); i++)
    if (mime_css_equals (token, allowed[i]))
      return TRUE;
  return FALSE;
}

/* ":" was read: a pseudo-class, with "2n+1" or a word between brackets where it takes one. */
static gboolean
append_pseudo (MimeCssReader *reader, GString *out)
{
  MimeCssToken token = mime_css_next (reader);

  if ((token.type != MIME_CSS_IDENT && token.type != MIME_CSS_FUNCTION) || !pseudo_is_safe (&token))
    return FALSE;
  g_string_append_c (out, ':');
  g_string_append_len (out, token.start, (gssize) token.length);
  if (token.type == MIME_CSS_IDENT)
    return TRUE;
  for (guint i = 0; i < 8; i++)
    {
      token = mime_css_next (reader);
      if (token.type == MIME_CSS_SPACE)
        continue;
      if (mime_css_is (&token, ')'))
        {
          g_string_append_c (out, ')');
          return TRUE;
        }
      if (token.length > 12
          || (token.type != MIME_CSS_NUMBER && token.type != MIME_CSS_IDENT && !mime_css_is (&token, '+')
              && !mime_css_is (&token, '-')))
        return FALSE;
      g_string_append_len (out, token.start, (gssize) token.length);
    }
  return FALSE;
}

static gboolean
value_is_plain (const MimeCssToken *token, const char **start, gsize *length)
{
  gboolean quoted = token->type == MIME_CSS_STRING;

  if (!quoted && token->type != MIME_CSS_IDENT)
    return FALSE;
  *start = token->start + (quoted ? 1 : 0);
  *length = token->length - (quoted ? 2 : 0);
  for (gsize i = 0; i < *length; i++)
    if (!g_ascii_isalnum ((*start)[i]) && strchr (" -_.:;%#/=", (*start)[i]) == NULL)
      return FALSE;
  return *length <= 100;
}

/* "[" was read. Classes and ids by whole value become ordinary selectors. */
static gboolean
append_attribute (MimeCssReader *reader, GString *out)
{
  static const char *const allowed[] = { "class",  "id",      "href", "style", "align", "width",
                                         "height", "bgcolor", "dir",  "lang",  "title", "alt" };
  MimeCssToken name = mime_css_next (reader);
  MimeCssToken token = mime_css_next (reader);
  g_autofree char *lower = NULL;
  const char *value;
  gsize length;
  char match = '\0';
  gboolean known = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (allowed); i++)
    known |= name.type == MIME_CSS_IDENT && mime_css_equals (&name, allowed[i]);
  if (!known)
    return FALSE;
  lower = g_ascii_strdown (name.start, (gssize) name.length);
  if (mime_css_is (&token, ']'))
    {
      g_string_append_printf (out, "[%s]", lower);
      return TRUE;
    }
  if (token.type == MIME_CSS_DELIM && strchr ("~^$*|", *token.start) != NULL)
    {
      match = *token.start;
      token = mime_css_next (reader);
    }
  if (!mime_css_is (&token, '='))
    return FALSE;
  token = mime_css_next (reader);
  if (!value_is_plain (&token, &value, &length))
    return FALSE;
  token = mime_css_next (reader);
  if (!mime_css_is (&token, ']'))
    return FALSE;
  if ((g_str_equal (lower, "class") || g_str_equal (lower, "id")) && (match == '\0' || match == '~'))
    {
      if (!mime_css_name_is_plain (value, length))
        return FALSE;
      g_string_append_c (out, g_str_equal (lower, "id") ? '#' : '.');
      mime_css_append_name (out, value, length);
      return TRUE;
    }
  g_string_append_printf (out, "[%s%.*s=\"%.*s\"]", lower, match != '\0' ? 1 : 0, &match, (int) length,
                          value);
  return TRUE;
}

/* One simple selector that begins with @token. @is_root: (inout): it stands for the mail itself. */
static gboolean
append_simple (MimeCssReader *reader, const MimeCssToken *token, GString *out, gboolean *is_root)
{
  MimeCssToken next;

  if (token->type == MIME_CSS_IDENT && out->len == 0)
    {
      g_autofree char *lower = g_ascii_strdown (token->start, (gssize) token->length);

      if (g_str_equal (lower, "html") || g_str_equal (lower, "body"))
        *is_root = TRUE;
      else if (mime_css_name_is_plain (lower, strlen (lower)) && g_str_is_ascii (lower))
        g_string_append (out, lower);
      else
        return FALSE;
      return TRUE;
    }
  if (mime_css_is (token, '*') && out->len == 0)
    {
      g_string_append_c (out, '*');
      return TRUE;
    }
  if (token->type == MIME_CSS_HASH && mime_css_name_is_plain (token->start + 1, token->length - 1))
    {
      g_string_append_c (out, '#');
      mime_css_append_name (out, token->start + 1, token->length - 1);
      return TRUE;
    }
  if (mime_css_is (token, '.'))
    {
      next = mime_css_next (reader);
      if (next.type != MIME_CSS_IDENT || !mime_css_name_is_plain (next.start, next.length))
        return FALSE;
      if (out->len == 0 && mime_css_equals (&next, MIME_CSS_ROOT))
        {
          *is_root = TRUE;
          return TRUE;
        }
      g_string_append_c (out, '.');
      mime_css_append_name (out, next.start, next.length);
      return TRUE;
    }
  if (mime_css_is (token, '['))
    return append_attribute (reader, out);
  return mime_css_is (token, ':') && append_pseudo (reader, out);
}

typedef struct
{
  GString *selector; /* what is finished */
  GString *compound; /* being read */
  gboolean is_root;  /* the compound stands for the mail */
  gboolean has_root; /* the selector began with it */
  char combinator;   /* before the compound */
  guint n;
} Selector;

/* Ends a compound. Roots can only come first; "html body" is one. */
static gboolean
finish_compound (Selector *self)
{
  if (!self->is_root && self->compound->len == 0)
    return FALSE;
  if (++self->n > MAX_COMPOUNDS + (self->has_root ? 1u : 0u))
    return FALSE;
  if (self->is_root)
    {
      if (self->selector->len > 0 && !self->has_root)
        return FALSE;
      if (self->has_root && self->n > 2)
        return FALSE;
      g_string_assign (self->selector, "." MIME_CSS_ROOT);
      self->has_root = TRUE;
    }
  else if (self->n == 1)
    g_string_assign (self->selector, "." MIME_CSS_ROOT " ");
  else if (self->combinator == ' ')
    g_string_append_c (self->selector, ' ');
  else
    g_string_append_printf (self->selector, " %c ", self->combinator);
  g_string_append (self->selector, self->compound->str);
  g_string_truncate (self->compound, 0);
  self->is_root = FALSE;
  self->combinator = ' ';
  return TRUE;
}

/* Where the selector at the reader ends: at a "," outside of brackets, or at the end. The reader moves behind it. */
static const char *
selector_end (MimeCssReader *reader)
{
  guint depth = 0;

  while (TRUE)
    {
      MimeCssToken token = mime_css_next (reader);

      if (token.type == MIME_CSS_END || (mime_css_is (&token, ',') && depth == 0))
        return token.start;
      depth += token.type == MIME_CSS_FUNCTION || mime_css_is (&token, '(') || mime_css_is (&token, '[')
               || (token.type == MIME_CSS_BAD && token.start[token.length - 1] == '(');
      depth -= depth > 0 && (mime_css_is (&token, ')') || mime_css_is (&token, ']'));
    }
}

/* Reads the one selector that @reader holds. */
static gboolean
read_selector (MimeCssReader *reader, Selector *self)
{
  gboolean safe = TRUE;

  for (MimeCssToken token = mime_css_next (reader); safe && token.type != MIME_CSS_END;
       token = mime_css_next (reader))
    {
      gboolean is_combinator
          = mime_css_is (&token, '>') || mime_css_is (&token, '+') || mime_css_is (&token, '~');

      if (token.type != MIME_CSS_SPACE && !is_combinator)
        {
          safe = append_simple (reader, &token, self->compound, &self->is_root);
          continue;
        }
      if (self->compound->len > 0 || self->is_root)
        safe = finish_compound (self);
      if (is_combinator)
        {
          safe &= self->n > 0 && self->combinator == ' ';
          self->combinator = *token.start;
        }
    }
  if (self->compound->len > 0 || self->is_root)
    safe = safe && finish_compound (self);
  return safe && self->n > 0 && self->combinator == ' ';
}

static void
append_selectors (Sheet *sheet, GString *out, const char *text, gsize length)
{
  MimeCssReader reader = { text, text + length };

  while (reader.at < reader.end && sheet->selectors < MAX_SELECTORS)
    {
      Selector selector = { g_string_new (NULL), g_string_new (NULL), FALSE, FALSE, ' ', 0 };
      MimeCssReader one = { .at = reader.at };

      one.end = selector_end (&reader);
      sheet->selectors++;
      if (read_selector (&one, &selector))
        g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "", selector.selector->str);
      g_string_free (selector.selector, TRUE);
      g_string_free (selector.compound, TRUE);
    }
}

/* Moves past the block whose "{" was read; returns where its content ends. */
static const char *
skip_block (MimeCssReader *reader)
{
  guint depth = 1;

  for (MimeCssToken token = mime_css_next (reader); token.type != MIME_CSS_END;
       token = mime_css_next (reader))
    {
      depth += mime_css_is (&token, '{');
      depth -= mime_css_is (&token, '}');
      if (depth == 0)
        return token.start;
    }
  return reader->end;
}

/* Reads up to "{" or ";" or the end. Returns the first of these. */
static MimeCssToken
read_prelude (MimeCssReader *reader, const char **end)
{
  MimeCssToken token;

  do
    {
      *end = reader->at;
      token = mime_css_next (reader);
    }
  while (token.type != MIME_CSS_END && !mime_css_is (&token, '{') && !mime_css_is (&token, ';'));
  return token;
}

static gboolean
feature_is_safe (const MimeCssToken *name)
{
  static const char *const allowed[]
      = { "min-width", "max-width",   "min-device-width",    "max-device-width",
          "width",     "orientation", "prefers-color-scheme" };

  for (guint i = 0; i < G_N_ELEMENTS (allowed); i++)
    if (name->type == MIME_CSS_IDENT && mime_css_equals (name, allowed[i]))
      return TRUE;
  return FALSE;
}

static MimeCssToken
next_solid (MimeCssReader *reader)
{
  MimeCssToken token = mime_css_next (reader);

  return token.type == MIME_CSS_SPACE ? mime_css_next (reader) : token;
}

/* "(" was read: "min-width: 600px)". */
static gboolean
append_feature (MimeCssReader *reader, GString *out)
{
  MimeCssToken name = next_solid (reader);
  MimeCssToken colon = next_solid (reader);
  MimeCssToken value = next_solid (reader);
  MimeCssToken close = next_solid (reader);

  if (!feature_is_safe (&name) || !mime_css_is (&colon, ':') || !mime_css_is (&close, ')')
      || value.length > 12 || (value.type != MIME_CSS_NUMBER && value.type != MIME_CSS_IDENT))
    return FALSE;
  g_string_append_printf (out, "(%.*s: %.*s)", (int) name.length, name.start, (int) value.length,
                          value.start);
  return TRUE;
}

/* The media queries that are about size and colours; "" when one is about anything else (print, speech, resolution). */
static char *
clean_media (const char *text, gsize length)
{
  static const char *const words[] = { "screen", "only", "all", "and" };
  MimeCssReader reader = { text, text + length };
  GString *out = g_string_new (NULL);

  for (MimeCssToken token = next_solid (&reader); token.type != MIME_CSS_END; token = next_solid (&reader))
    {
      gboolean known = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (words); i++)
        known |= token.type == MIME_CSS_IDENT && mime_css_equals (&token, words[i]);
      if (mime_css_is (&token, ',') && out->len > 0)
        {
          g_string_append_c (out, ',');
          continue;
        }
      if (out->len > 0)
        g_string_append_c (out, ' ');
      if (known)
        g_string_append_len (out, token.start, (gssize) token.length);
      else if (out->len > 500 || !mime_css_is (&token, '(') || !append_feature (&reader, out))
        {
          g_string_truncate (out, 0);
          break;
        }
    }
  return g_string_free_and_steal (out);
}

static void take_rules (Sheet *sheet, MimeCssReader *reader, gboolean nested);

static void
take_at_rule (Sheet *sheet, MimeCssReader *reader, const MimeCssToken *at, gboolean nested)
{
  const char *start = reader->at;
  const char *end;
  MimeCssToken token = read_prelude (reader, &end);
  MimeCssReader inner;
  g_autofree char *media = NULL;
  gsize before = sheet->out->len;
  gsize filled;

  if (!mime_css_is (&token, '{'))
    return;
  inner.at = reader->at;
  inner.end = skip_block (reader);
  if (nested || !mime_css_equals (at, "@media"))
    return;
  media = clean_media (start, (gsize) (end - start));
  if (*media == '\0')
    return;
  g_string_append_printf (sheet->out, "@media %s {\n", media);
  filled = sheet->out->len;
  take_rules (sheet, &inner, TRUE);
  if (sheet->out->len == filled)
    g_string_truncate (sheet->out, before);
  else
    g_string_append (sheet->out, "}\n");
}

static void
take_rule (Sheet *sheet, MimeCssReader *reader, const char *start)
{
  const char *end;
  MimeCssToken token = read_prelude (reader, &end);
  g_autoptr (GString) rule = g_string_new (NULL);
  const char *body = reader->at;
  gsize filled;

  if (!mime_css_is (&token, '{'))
    return;
  append_selectors (sheet, rule, start, (gsize) (end - start));
  end = skip_block (reader);
  if (rule->len == 0)
    return;
  g_string_append (rule, " {");
  filled = rule->len;
  mime_css_append_declarations (rule, body, (gsize) (end - body));
  if (rule->len > filled)
    g_string_append_printf (sheet->out, "%s}\n", rule->str);
}

static void
take_rules (Sheet *sheet, MimeCssReader *reader, gboolean nested)
{
  while (sheet->out->len < MAX_OUTPUT && sheet->selectors < MAX_SELECTORS)
    {
      const char *start = reader->at;
      MimeCssToken token = mime_css_next (reader);

      if (token.type == MIME_CSS_END)
        return;
      if (token.type == MIME_CSS_SPACE || mime_css_is (&token, ';') || mime_css_is (&token, '}')
          || (token.type == MIME_CSS_BAD && (*token.start == '<' || mime_css_equals (&token, "-->"))))
        continue;
      if (token.type == MIME_CSS_AT)
        {
          take_at_rule (sheet, reader, &token, nested);
          continue;
        }
      reader->at = start;
      take_rule (sheet, reader, start);
    }
}

/**
 * mime_css_clean_sheet:
 * @text: valid UTF-8; of more than 1 MB the beginning is read
 * @media: (nullable): the media attribute of the element
 *
 * Returns: (transfer full): the rules that may stay, without "<" anywhere; "" for none
 */
char *
mime_css_clean_sheet (const char *text, const char *media)
{
  Sheet sheet = { g_string_new (NULL), 0 };
  MimeCssReader reader = { text, text + strnlen (text, MAX_SHEET) };
  g_autofree char *queries = media != NULL && *media != '\0' ? clean_media (media, strlen (media)) : NULL;

  if (queries != NULL && *queries == '\0')
    return g_string_free_and_steal (sheet.out);
  take_rules (&sheet, &reader, FALSE);
  if (queries != NULL && !g_str_equal (queries, "all") && !g_str_equal (queries, "screen")
      && sheet.out->len > 0)
    {
      /* Queries do not nest here: a sheet for one medium keeps its plain rules. */
      g_autofree char *rules = g_string_free_and_steal (sheet.out);

      if (strstr (rules, "@media") != NULL)
        return g_strdup ("");
      return g_strdup_printf ("@media %s {\n%s}\n", queries, rules);
    }
  return g_string_free_and_steal (sheet.out);
}
