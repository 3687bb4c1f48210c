/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-util.c: text of messages turned into clean UTF-8, once
 *
 * Whatever comes out is valid UTF-8 without NUL. Any thread. */

#include "mime-util.h"

#include <string.h>
#include <uchardet/uchardet.h>

#include "mime-decode.h"

static GMimeParserOptions *options;

/** mime_init: makes GMime ready; cheap after the first call. Any thread. */
void
mime_init (void)
{
  static gsize once;
  static const char *fallbacks[] = { "utf-8", "windows-1252", NULL };

  if (!g_once_init_enter (&once))
    return;
  g_mime_init ();
  options = g_mime_parser_options_new ();
  g_mime_parser_options_set_address_compliance_mode (options, GMIME_RFC_COMPLIANCE_LOOSE);
  g_mime_parser_options_set_parameter_compliance_mode (options, GMIME_RFC_COMPLIANCE_LOOSE);
  g_mime_parser_options_set_rfc2047_compliance_mode (options, GMIME_RFC_COMPLIANCE_LOOSE);
  g_mime_parser_options_set_fallback_charsets (options, fallbacks);
  g_once_init_leave (&once, 1);
}

/** mime_parser_options: Returns: (transfer none): lenient reading, windows-1252 for undeclared 8-bit headers */
GMimeParserOptions *
mime_parser_options (void)
{
  return options;
}

static gboolean
is_unwanted (gunichar c)
{
  return (g_unichar_iscntrl (c) && c != '\t') || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)
         || c == 0x2028 || c == 0x2029 || (c >= 0xE0000 && c <= 0xE007F);
}

/** mime_clean_line: Returns: (transfer full): one line of valid UTF-8 without control and override characters (C-065) */
char *
mime_clean_line (const char *text, gsize max_chars)
{
  GString *out = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  gboolean space = FALSE;

  for (const char *p = valid; *p != '\0' && max_chars > 0; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\r' || c == '\n' || c == '\t')
        c = ' ';
      if (is_unwanted (c) || (c == ' ' && space))
        continue;
      space = c == ' ';
      g_string_append_unichar (out, c);
      max_chars--;
    }
  return g_string_free_and_steal (out);
}

/* Senders write the name of a small set and mean the larger one that their system calls the same: as browsers do it
 * (WHATWG Encoding), the larger one is read. */
static const char *
larger_charset (const char *charset)
{
  static const char *const rows[][2] = {
    { "iso-8859-1", "windows-1252" },
    { "latin1", "windows-1252" },
    { "iso8859-1", "windows-1252" },
    { "iso-8859-9", "windows-1254" },
    { "gb2312", "gb18030" },
    { "gb_2312-80", "gb18030" },
    { "gbk", "gb18030" },
    { "x-gbk", "gb18030" },
    { "cp936", "gb18030" },
    { "euc-kr", "cp949" },
    { "ks_c_5601-1987", "cp949" },
    { "ks_c_5601", "cp949" },
    { "ksc5601", "cp949" },
    { "shift_jis", "cp932" },
    { "shift-jis", "cp932" },
    { "sjis", "cp932" },
    { "x-sjis", "cp932" },
    { "windows-31j", "cp932" },
    { "big5", "big5-hkscs" },
    { "tis-620", "cp874" },
    { "windows-874", "cp874" },
    { "iso-8859-11", "cp874" },
    { "unicode-1-1-utf-8", "utf-8" },
    { "latin-9", "iso-8859-15" },
    { "iso-8859-8-i", "iso-8859-8" },
    { "iso-8859-8-e", "iso-8859-8" },
    { "x-mac-roman", "macintosh" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_ascii_strcasecmp (charset, rows[i][0]) == 0)
      return rows[i][1];
  return g_mime_charset_iconv_name (charset);
}

static char *
convert (const char *data, gsize length, const char *charset)
{
  gsize written = 0;
  char *text;
  g_autofree char *iconv_name = NULL;

  if (charset == NULL || strlen (charset) > 60)
    return NULL;
  if (g_ascii_strcasecmp (charset, "hz-gb-2312") == 0 || g_ascii_strcasecmp (charset, "hz") == 0)
    {
      g_autofree char *gb = mime_decode_hz (data, length);
      return convert (gb, strlen (gb), "gb2312");
    }
  iconv_name = g_strdup (larger_charset (charset));
  text = g_convert_with_fallback (data, (gssize) length, "UTF-8", iconv_name, "\xEF\xBF\xBD", NULL, &written,
                                  NULL);
  if (text != NULL && memchr (text, '\0', written) != NULL)
    for (gsize i = 0; i < written; i++)
      if (text[i] == '\0')
        text[i] = ' ';
  return text;
}

static char *
guess_charset (const char *data, gsize length)
{
  uchardet_t detector = uchardet_new ();
  char *guess = NULL;

  if (uchardet_handle_data (detector, data, MIN (length, 64 * 1024)) == 0)
    {
      uchardet_data_end (detector);
      guess = g_strdup (uchardet_get_charset (detector));
    }
  uchardet_delete (detector);
  if (guess != NULL && *guess == '\0')
    g_clear_pointer (&guess, g_free);
  return guess;
}

static gboolean
is_ascii_label (const char *charset)
{
  return charset == NULL || *charset == '\0' || g_ascii_strcasecmp (charset, "us-ascii") == 0
         || g_ascii_strcasecmp (charset, "utf-8") == 0 || g_ascii_strcasecmp (charset, "utf8") == 0;
}

/**
 * mime_to_utf8:
 * @charset: (nullable): as declared
 *
 * Decodes once: valid UTF-8 under a label that allows it is taken as it is, then the declared charset, then a guess,
 * then windows-1252. UTF-7 is never used (C-054). Returns: (transfer full): valid UTF-8 without NUL
 */
char *
mime_to_utf8 (const char *data, gsize length, const char *charset)
{
  g_autofree char *guess = NULL;
  char *text = NULL;

  mime_init ();
  if (charset != NULL && g_ascii_strncasecmp (charset, "utf-7", 5) == 0)
    charset = NULL;
  if (is_ascii_label (charset) && memchr (data != NULL ? data : "", '\0', length) == NULL
      && g_utf8_validate (data != NULL ? data : "", (gssize) length, NULL))
    return g_strndup (data, length);
  if (!is_ascii_label (charset))
    text = convert (data, length, charset);
  if (text == NULL)
    {
      guess = guess_charset (data, length);
      text = convert (data, length, guess);
    }
  if (text == NULL)
    text = convert (data, length, "windows-1252");
  if (text == NULL)
    text = g_utf8_make_valid (data, (gssize) length);
  if (!g_utf8_validate (text, -1, NULL))
    {
      char *valid = g_utf8_make_valid (text, -1);
      g_free (text);
      text = valid;
    }
  return text;
}

/** mime_decode_header: Returns: (transfer full): an unstructured field decoded (RFC 2047) and cleaned */
char *
mime_decode_header (const char *raw, gsize max_chars)
{
  g_autofree char *decoded = NULL;

  if (raw == NULL)
    return g_strdup ("");
  mime_init ();
  decoded = g_mime_utils_header_decode_text (options, raw);
  g_autofree char *clean = mime_clean_line (decoded, max_chars);
  return g_strdup (g_strstrip (clean));
}

/** mime_append_escaped: appends @length bytes (-1: all) of text as HTML; with @quotes it may stand in an attribute. */
void
mime_append_escaped (GString *out, const char *text, gssize length, gboolean quotes)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;

  for (gsize i = 0; i < n; i++)
    switch (text[i])
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
        g_string_append (out, quotes ? "&quot;" : "\"");
        break;
      default:
        g_string_append_c (out, text[i]);
      }
}

/**
 * mime_safe_file_name:
 * @name: (nullable): as the message says
 * @type: the MIME type, for a name when there is none
 *
 * Returns: (transfer full): a name that is no path, at most 200 bytes, without control or override characters, not
 *   beginning with a dot (C-096)
 */
char *
mime_safe_file_name (const char *name, const char *type)
{
  g_autofree char *clean = mime_clean_line (name, 300);
  char *base = clean;

  for (char *p = clean; *p != '\0'; p++)
    if (*p == '/' || *p == '\\')
      base = p + 1;
  base = g_strstrip (base);
  while (*base == '.')
    base++;
  for (gsize n = strlen (base); n > 0 && (base[n - 1] == '.' || base[n - 1] == ' '); n--)
    base[n - 1] = '\0';
  if (*base == '\0')
    return g_strdup (g_str_has_prefix (type, "message/rfc822") ? "message.eml" : "attachment");
  if (strlen (base) <= 200)
    return g_strdup (base);
  /* Keeps the extension: it tells people what they open. */
  const char *dot = strrchr (base, '.');
  const char *extension = dot != NULL && strlen (dot) <= 20 ? dot : "";
  gsize keep = 200 - strlen (extension);
  const char *end = g_utf8_find_prev_char (base, base + keep + 1);
  return g_strdup_printf ("%.*s%s", (int) (end != NULL ? end - base : 0), base, extension);
}
