/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-encode.c: values as they may stand in a header, bodies in 7 bits
 *
 * Whatever a value holds, it makes exactly one field: control characters and line ends become spaces before anything
 * else happens (hostile-servers O-03). Non-ASCII is RFC 2047 in text, RFC 2231 in parameters. All lines are at most 998
 * octets, in practice at most 78. Pure functions, any thread. */

#include "mime-encode.h"

#include <string.h>

#include "mime-idn.h"
#include "mime-util.h"

#define LINE 76
#define WORD_BYTES                                                                                           \
  39 /* of UTF-8 in one encoded word: 52 characters of base64, 64 with its frame, under the 75 allowed */

static gboolean
is_ascii (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar) *text >= 0x80)
      return FALSE;
  return TRUE;
}

static guint
column (const GString *out)
{
  const char *newline = memrchr (out->str, '\n', out->len);

  return (guint) (newline != NULL ? out->str + out->len - newline - 1 : (gssize) out->len);
}

/* Appends one word after a space, on a new line where it does not fit. */
static void
append_word (GString *out, const char *word)
{
  if (column (out) + 1 + strlen (word) > LINE && column (out) > 20)
    g_string_append_c (out, '\n');
  g_string_append_c (out, ' ');
  g_string_append (out, word);
}

/* encoded-word = "=?utf-8?B?" … "?=" (RFC 2047, 2), cut between characters. */
static void
append_encoded (GString *out, const char *text)
{
  while (*text != '\0')
    {
      gsize n = strlen (text);

      if (n > WORD_BYTES)
        for (n = WORD_BYTES; n > 0 && ((guchar) text[n] & 0xC0) == 0x80; n--)
          ;
      g_autofree char *base64 = g_base64_encode ((const guchar *) text, n);
      g_autofree char *word = g_strdup_printf ("=?utf-8?B?%s?=", base64);
      append_word (out, word);
      text += n;
    }
}

static void
append_text (GString *out, const char *text)
{
  g_auto (GStrv) words = NULL;
  gboolean plain = is_ascii (text) && strstr (text, "=?") == NULL;

  words = g_strsplit (text, " ", -1);
  for (guint i = 0; words[i] != NULL && plain; i++)
    plain = strlen (words[i]) < 900;
  if (!plain)
    {
      append_encoded (out, text);
      return;
    }
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      append_word (out, words[i]);
}

/** mime_encode_field: appends "Name: value" of an unstructured field, folded. */
void
mime_encode_field (GString *out, const char *name, const char *value)
{
  g_autofree char *clean = mime_clean_line (value, 5000);

  g_string_append_printf (out, "%s:", name);
  append_text (out, g_strstrip (clean));
  g_string_append_c (out, '\n');
}

/* display-name of a mailbox: atoms, a quoted string, or encoded words (RFC 5322, 3.4). */
static void
append_name (GString *out, const char *name)
{
  g_autoptr (GString) quoted = NULL;

  if (!is_ascii (name) || strstr (name, "=?") != NULL || strlen (name) > 200)
    {
      append_encoded (out, name);
      return;
    }
  if (strpbrk (name, "\"\\,;:<>()@[].") == NULL)
    {
      append_text (out, name);
      return;
    }
  quoted = g_string_new ("\"");
  for (const char *p = name; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (quoted, '\\');
      g_string_append_c (quoted, *p);
    }
  g_string_append_c (quoted, '"');
  append_word (out, quoted->str);
}

/** mime_encode_addresses: appends an address field; nothing when there is no address. The addresses were checked. */
void
mime_encode_addresses (GString *out, const char *name, GPtrArray *addresses)
{
  if (addresses->len == 0)
    return;
  g_string_append_printf (out, "%s:", name);
  for (guint i = 0; i < addresses->len; i++)
    {
      const MimeAddress *address = g_ptr_array_index (addresses, i);
      g_autofree char *clean_name = mime_clean_line (address->name, 500);
      g_autofree char *bracketed = NULL;

      g_strstrip (clean_name);
      if (*clean_name != '\0')
        append_name (out, clean_name);
      g_autofree char *wire = mime_address_dup_ascii (address->email);
      bracketed = g_strdup_printf (*clean_name != '\0' ? "<%s>%s" : "%s%s",
                                   wire != NULL ? wire : address->email, i + 1 < addresses->len ? "," : "");
      append_word (out, bracketed);
    }
  g_string_append_c (out, '\n');
}

/** mime_encode_ids: appends a field of message ids; nothing when there is none. What is no id is left out. */
void
mime_encode_ids (GString *out, const char *name, const char *const *ids)
{
  gboolean any = FALSE;

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      g_autofree char *word = NULL;

      if (*ids[i] == '\0' || strlen (ids[i]) > 900 || strpbrk (ids[i], " \t\r\n<>") != NULL
          || !is_ascii (ids[i]))
        continue;
      if (!any)
        g_string_append_printf (out, "%s:", name);
      any = TRUE;
      word = g_strdup_printf ("<%s>", ids[i]);
      append_word (out, word);
    }
  if (any)
    g_string_append_c (out, '\n');
}

/* The nearest ASCII to a file name, at most 60 characters, its extension kept. */
static char *
ascii_fallback (const char *text)
{
  GString *ascii = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_c (ascii, (guchar) *p >= 0x80 || *p == '"' || *p == '\\' ? '_' : *p);
  if (ascii->len > 60)
    {
      const char *dot = strrchr (ascii->str, '.');
      g_autofree char *extension = g_strdup (dot != NULL && strlen (dot) < 12 ? dot : "");

      g_string_truncate (ascii, 60 - strlen (extension));
      g_string_append (ascii, extension);
    }
  return g_string_free_and_steal (ascii);
}

/**
 * mime_encode_parameter:
 * @extended: write what is not ASCII by RFC 2231, in parts so that no line gets long; else its nearest ASCII
 *
 * Appends "; name=value". Readers take the first of two equal names, so the fall-back for old ones (O-12) stands in
 * another field than the real name.
 */
void
mime_encode_parameter (GString *out, const char *name, const char *value, gboolean extended)
{
  g_autofree char *clean = mime_clean_line (value, 250);
  g_autofree char *ascii = ascii_fallback (clean);
  g_autofree char *encoded = g_uri_escape_string (clean, NULL, FALSE);

  if (!extended || g_str_equal (clean, ascii))
    {
      g_string_append_printf (out, ";\n %s=\"%s\"", name, ascii);
      return;
    }
  for (gsize offset = 0, part = 0; offset < strlen (encoded); part++)
    {
      gsize n = MIN (strlen (encoded) - offset, 60);

      while (n > 2 && (encoded[offset + n - 1] == '%' || encoded[offset + n - 2] == '%')
             && encoded[offset + n] != '\0')
        n--;
      g_string_append_printf (out, ";\n %s*%" G_GSIZE_FORMAT "*=%s%.*s", name, part,
                              part == 0 ? "utf-8''" : "", (int) n, encoded + offset);
      offset += n;
    }
}

static void
append_flowed_line (GString *out, const char *line)
{
  const char *p = line;

  if (*p == ' ' || g_str_has_prefix (p, "From "))
    g_string_append_c (out, ' ');
  while (strnlen (p, 77) > 76)
    {
      const char *cut = NULL;

      for (const char *q = p; q < p + 74; q++)
        if (*q == ' ' && q[1] != ' ' && q[1] != '>' && q > p)
          cut = q;
      if (cut == NULL)
        {
          cut = strchr (p + 74, ' ');
          if (cut == NULL || cut[1] == '\0')
            break;
        }
      g_string_append_len (out, p, cut - p + 1);
      g_string_append_c (out, '\n');
      p = cut + 1;
      if (*p == ' ' || *p == '>' || g_str_has_prefix (p, "From "))
        g_string_append_c (out, ' ');
    }
  g_string_append (out, p);
  g_string_append_c (out, '\n');
}

/** mime_encode_flowed: Returns: (transfer full): text as format=flowed, lines soft-broken at 76 (RFC 3676) */
char *
mime_encode_flowed (const char *text)
{
  GString *out = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = lines[i];

      if (lines[i + 1] == NULL && *line == '\0')
        break;
      g_strdelimit (line, "\r", ' ');
      if (!g_str_equal (line, "-- "))
        g_strchomp (line);
      if (*line == '>' || g_str_equal (line, "-- "))
        g_string_append_printf (out, "%s\n", line);
      else
        append_flowed_line (out, line);
    }
  return g_string_free_and_steal (out);
}

static gboolean
fits_7bit (const char *text)
{
  gsize length = 0;

  for (; *text != '\0'; text++)
    {
      if ((guchar) *text >= 0x80 || *text == '\r')
        return FALSE;
      length = *text == '\n' ? 0 : length + 1;
      if (length > 990)
        return FALSE;
    }
  return TRUE;
}

/* quoted-printable (RFC 2045, 6.7) of text with LF line ends. */
static void
append_quoted_printable (GString *out, const char *text)
{
  guint used = 0;

  for (const guchar *p = (const guchar *) text; *p != '\0'; p++)
    {
      gboolean at_end = p[1] == '\n' || p[1] == '\0';
      gboolean plain = (*p > 0x20 && *p < 0x7F && *p != '=') || ((*p == ' ' || *p == '\t') && !at_end);

      if (*p == '\n')
        {
          g_string_append_c (out, '\n');
          used = 0;
          continue;
        }
      /* A dot or "From " at the start is nobody's business but of old transports: spelled out. */
      if (used == 0 && (*p == '.' || strncmp ((const char *) p, "From ", 5) == 0))
        plain = FALSE;
      if (used + (plain ? 1 : 3) > 75)
        {
          g_string_append (out, "=\n");
          used = 0;
        }
      if (plain)
        g_string_append_c (out, (char) *p);
      else
        g_string_append_printf (out, "=%02X", *p);
      used += plain ? 1 : 3;
    }
  if (used > 0)
    g_string_append_c (out, '\n');
}

/** mime_encode_text_body: appends the transfer encoding field, the empty line and the text. */
void
mime_encode_text_body (GString *out, const char *text)
{
  if (fits_7bit (text))
    {
      g_string_append (out, "Content-Transfer-Encoding: 7bit\n\n");
      g_string_append (out, text);
      if (out->str[out->len - 1] != '\n')
        g_string_append_c (out, '\n');
      return;
    }
  g_string_append (out, "Content-Transfer-Encoding: quoted-printable\n\n");
  append_quoted_printable (out, text);
}

/* @n: 1 to 57 bytes. Returns: the end of what was written to @out */
static char *
encode_base64_line (char *out, const guchar *data, gsize n)
{
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  gsize i = 0;

  for (; i + 2 < n; i += 3)
    {
      guint32 three = (guint32) data[i] << 16 | (guint32) data[i + 1] << 8 | data[i + 2];

      *out++ = digits[three >> 18];
      *out++ = digits[three >> 12 & 63];
      *out++ = digits[three >> 6 & 63];
      *out++ = digits[three & 63];
    }
  if (i < n)
    {
      guint32 rest = (guint32) data[i] << 16 | (i + 1 < n ? (guint32) data[i + 1] << 8 : 0);

      *out++ = digits[rest >> 18];
      *out++ = digits[rest >> 12 & 63];
      *out++ = i + 1 < n ? digits[rest >> 6 & 63] : '=';
      *out++ = '=';
    }
  *out++ = '\n';
  return out;
}

/** mime_encode_base64_body: appends the transfer encoding field, the empty line and the bytes. In one go: attachments are large. */
void
mime_encode_base64_body (GString *out, GBytes *bytes)
{
  gsize length, start;
  const guchar *data = g_bytes_get_data (bytes, &length);
  char *p;

  g_string_append (out, "Content-Transfer-Encoding: base64\n\n");
  start = out->len;
  g_string_set_size (out, start + (length + 56) / 57 * 77);
  p = out->str + start;
  for (gsize i = 0; i < length; i += 57)
    p = encode_base64_line (p, data + i, MIN (57, length - i));
  g_string_set_size (out, (gsize) (p - out->str));
}
