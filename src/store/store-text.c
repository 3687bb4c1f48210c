/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-text.c: text made ready for the index, the same way for mail and for what is searched
 *
 * SQLite's tokenizer folds case and strips diacritics of single letters. Before it, here: letters that are written as two elsewhere
 * (ß, æ, œ …) become two, forms of width and ligatures the plain letters, characters without width go (they only hide words), and
 * scripts without spaces are split into single characters, which a phrase finds again. Raise STORE_INDEX_VERSION after any change
 * here or of the tokenizer. Pure. */

#include "store-private.h"

#include <string.h>

static gboolean
is_spaceless (gunichar c)
{
  if (c < 0x0e00)
    return FALSE;
  switch ((int) g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_HANGUL:
    case G_UNICODE_SCRIPT_BOPOMOFO:
    case G_UNICODE_SCRIPT_THAI:
    case G_UNICODE_SCRIPT_LAO:
    case G_UNICODE_SCRIPT_KHMER:
    case G_UNICODE_SCRIPT_MYANMAR:
      return g_unichar_isalnum (c);
    default:
      return FALSE;
    }
}

static const struct
{
  gunichar letter;
  const char *plain;
} letters[] = {
  { 0xc6, "ae" }, { 0xd0, "d" },   { 0xd8, "o" },   { 0xde, "th" },  { 0xdf, "ss" },   { 0xe6, "ae" },
  { 0xf0, "d" },  { 0xf8, "o" },   { 0xfe, "th" },  { 0x110, "d" },  { 0x111, "d" },   { 0x126, "h" },
  { 0x127, "h" }, { 0x130, "i" },  { 0x131, "i" },  { 0x132, "ij" }, { 0x133, "ij" },  { 0x141, "l" },
  { 0x142, "l" }, { 0x152, "oe" }, { 0x153, "oe" }, { 0x17f, "s" },  { 0x1e9e, "ss" },
};

/* NULL: the letter stays as it is. */
static const char *
find_plain (gunichar c)
{
  if (c < letters[0].letter || c > 0x1e9e)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (letters) && letters[i].letter <= c; i++)
    if (letters[i].letter == c)
      return letters[i].plain;
  return NULL;
}

static gboolean
is_invisible (gunichar c)
{
  return c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e)
         || (c >= 0x2060 && c <= 0x2064) || c == 0xfeff || (c >= 0xfe00 && c <= 0xfe0f);
}

/* Marks to be joined with their letters, and forms of width and ligatures, need normalizing first: rare, and dear. */
static gboolean
needs_normalizing (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      guchar a = (guchar) p[0], b = (guchar) p[1];

      if ((a == 0xcc || (a == 0xcd && b < 0xb0)) /* U+0300-036F combining marks */
          || (a == 0xe1
              && (b == 0x84 || b == 0x85 || b == 0x86 || b == 0x87)) /* U+1100-11FF Hangul letters */
          || (a == 0xef && b >= 0xac))                               /* U+FB00-FFFF ligatures, widths */
        return TRUE;
    }
  return FALSE;
}

static char *
prepare_wide (const char *text)
{
  g_autofree char *normal = needs_normalizing (text) ? g_utf8_normalize (text, -1, G_NORMALIZE_NFKC) : NULL;
  GString *out = g_string_sized_new (strlen (text) + 64);

  for (const char *p = normal != NULL ? normal : text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = (guchar) *p < 0x80 ? (gunichar) *p : g_utf8_get_char (p);
      const char *plain = find_plain (c);

      if (c < 0x80)
        g_string_append_c (out, *p);
      else if (plain != NULL)
        g_string_append (out, plain);
      else if (is_spaceless (c))
        {
          g_string_append_c (out, ' ');
          g_string_append_unichar (out, c);
          g_string_append_c (out, ' ');
        }
      else if (!is_invisible (c))
        g_string_append_len (out, p, g_utf8_next_char (p) - p);
    }
  return g_string_free (out, FALSE);
}

char *
store_text_prepare (const char *text)
{
  const char *p = text;

  for (; *p != '\0' && (guchar) *p < 0x80; p++)
    continue;
  return *p == '\0' ? g_strdup (text) : prepare_wide (text);
}
