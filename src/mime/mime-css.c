/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-css.c: CSS cut into tokens
 *
 * Follows CSS Syntax Level 3, section 4, so that we see the borders WebKit sees. Nothing is decoded: a token that holds
 * an escape is bad as a whole, and so are url(…), strings that do not end, and the marks of HTML comments
 * (hostile-content C-005, C-006). Linear, no allocation. Any thread. */

#include "mime-css.h"

#include <string.h>

static gboolean
is_name_start (char c)
{
  return g_ascii_isalpha (c) || c == '_' || (guchar) c >= 0x80;
}

static gboolean
is_name (char c)
{
  return is_name_start (c) || g_ascii_isdigit (c) || c == '-';
}

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static char
peek (const MimeCssReader *reader, gsize n)
{
  return (gsize) (reader->end - reader->at) > n ? reader->at[n] : '\0';
}

static void
skip_comments (MimeCssReader *reader)
{
  while (peek (reader, 0) == '/' && peek (reader, 1) == '*')
    {
      const char *close = memmem (reader->at + 2, (gsize) (reader->end - reader->at - 2), "*/", 2);

      reader->at = close != NULL ? close + 2 : reader->end;
    }
}

/* Reads a name; returns whether an escape was in it. */
static gboolean
read_name (MimeCssReader *reader)
{
  gboolean escaped = FALSE;

  while (reader->at < reader->end && (is_name (*reader->at) || *reader->at == '\\'))
    {
      if (*reader->at == '\\')
        {
          escaped = TRUE;
          reader->at++;
        }
      if (reader->at < reader->end)
        reader->at++;
    }
  return escaped;
}

static MimeCssType
read_string (MimeCssReader *reader)
{
  char quote = *reader->at++;
  gboolean bad = FALSE;

  while (reader->at < reader->end)
    {
      char c = *reader->at++;

      if (c == quote)
        return bad ? MIME_CSS_BAD : MIME_CSS_STRING;
      if (c == '\n' || c == '\r' || c == '\f')
        {
          reader->at--;
          return MIME_CSS_BAD;
        }
      bad |= c == '\\';
      if (c == '\\' && reader->at < reader->end)
        reader->at++;
    }
  return MIME_CSS_BAD;
}

static gboolean
starts_number (const MimeCssReader *reader)
{
  gsize n = peek (reader, 0) == '+' || peek (reader, 0) == '-' ? 1 : 0;

  return g_ascii_isdigit (peek (reader, n))
         || (peek (reader, n) == '.' && g_ascii_isdigit (peek (reader, n + 1)));
}

static gboolean
starts_name (const MimeCssReader *reader)
{
  char c = peek (reader, 0);

  if (c == '-')
    return is_name_start (peek (reader, 1)) || peek (reader, 1) == '-' || peek (reader, 1) == '\\';
  return is_name_start (c) || c == '\\';
}

static MimeCssType
read_number (MimeCssReader *reader)
{
  if (*reader->at == '+' || *reader->at == '-')
    reader->at++;
  while (g_ascii_isdigit (peek (reader, 0)))
    reader->at++;
  if (peek (reader, 0) == '.' && g_ascii_isdigit (peek (reader, 1)))
    for (reader->at++; g_ascii_isdigit (peek (reader, 0));)
      reader->at++;
  if (peek (reader, 0) == '%')
    reader->at++;
  else if (starts_name (reader))
    return read_name (reader) ? MIME_CSS_BAD : MIME_CSS_NUMBER;
  return MIME_CSS_NUMBER;
}

/* The rest of url( without quotes: up to the bracket, whatever it holds. */
static void
skip_url (MimeCssReader *reader)
{
  while (reader->at < reader->end && *reader->at != ')')
    reader->at += *reader->at == '\\' && reader->at + 1 < reader->end ? 2 : 1;
  if (reader->at < reader->end)
    reader->at++;
}

static MimeCssType
read_word (MimeCssReader *reader)
{
  const char *start = reader->at;
  gboolean escaped = read_name (reader);
  gsize length = (gsize) (reader->at - start);
  const char *p;

  if (peek (reader, 0) != '(')
    return escaped ? MIME_CSS_BAD : MIME_CSS_IDENT;
  reader->at++;
  if (!escaped && (length != 3 || g_ascii_strncasecmp (start, "url", 3) != 0))
    return MIME_CSS_FUNCTION;
  for (p = reader->at; p < reader->end && is_space (*p);)
    p++;
  /* With a quoted argument url( is a function whose end the caller finds. */
  if (!escaped && (p == reader->end || (*p != '"' && *p != '\'')))
    skip_url (reader);
  return MIME_CSS_BAD;
}

static MimeCssType
read_token (MimeCssReader *reader)
{
  char c = *reader->at;
  gsize left = (gsize) (reader->end - reader->at);

  if (is_space (c))
    {
      while (reader->at < reader->end && is_space (*reader->at))
        reader->at++;
      return MIME_CSS_SPACE;
    }
  if (c == '"' || c == '\'')
    return read_string (reader);
  if (left >= 4 && memcmp (reader->at, "<!--", 4) == 0)
    {
      reader->at += 4;
      return MIME_CSS_BAD;
    }
  if (left >= 3 && memcmp (reader->at, "-->", 3) == 0)
    {
      reader->at += 3;
      return MIME_CSS_BAD;
    }
  if (starts_number (reader))
    return read_number (reader);
  if (starts_name (reader))
    return read_word (reader);
  reader->at++;
  if ((c == '#' && (is_name (peek (reader, 0)) || peek (reader, 0) == '\\'))
      || (c == '@' && starts_name (reader)))
    return read_name (reader) ? MIME_CSS_BAD : c == '#' ? MIME_CSS_HASH : MIME_CSS_AT;
  return c == '\0' || (guchar) c < 0x20 ? MIME_CSS_BAD : MIME_CSS_DELIM;
}

/** mime_css_next: Returns: the next token, comments left out; of type MIME_CSS_END at the end */
MimeCssToken
mime_css_next (MimeCssReader *reader)
{
  MimeCssToken token = { MIME_CSS_END, NULL, 0 };

  skip_comments (reader);
  token.start = reader->at;
  if (reader->at < reader->end)
    token.type = read_token (reader);
  token.length = (gsize) (reader->at - token.start);
  return token;
}

/** mime_css_is: Returns: whether the token is this one character */
gboolean
mime_css_is (const MimeCssToken *token, char delim)
{
  return token->type == MIME_CSS_DELIM && *token->start == delim;
}

/** mime_css_equals: Returns: whether the token is spelled like @word in any case */
gboolean
mime_css_equals (const MimeCssToken *token, const char *word)
{
  return token->length == strlen (word) && g_ascii_strncasecmp (token->start, word, token->length) == 0;
}

/** mime_css_name_is_plain: Returns: whether a class or id can be written as it is, without escapes */
gboolean
mime_css_name_is_plain (const char *name, gsize length)
{
  if (length == 0 || length > 80)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!is_name (name[i]))
      return FALSE;
  return TRUE;
}
