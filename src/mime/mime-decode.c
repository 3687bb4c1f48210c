/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-decode.c: transfer encodings, read as generously as can be without guessing
 *
 * base64 and quoted-printable of our own, since no byte may be lost where padding is missing, another stream follows or
 * blanks stand at the end of a line (hostile-content C-047). Linear, one allocation, any thread. */

#include "mime-decode.h"

#include <string.h>

static int
base64_value (char c)
{
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/** mime_decode_base64: Returns: (transfer full): what the text says; characters outside of the alphabet are left out, after
 * padding another stream may follow (RFC 2045, 6.8) */
GBytes *
mime_decode_base64 (const char *data, gsize length)
{
  guint8 *out = g_malloc (length / 4 * 3 + 4);
  gsize n = 0;
  guint32 bits = 0;
  guint have = 0;

  for (gsize i = 0; i <= length; i++)
    {
      int value = i < length ? base64_value (data[i]) : -1;

      if (value >= 0)
        {
          bits = bits << 6 | (guint32) value;
          have++;
        }
      else if (i < length && data[i] != '=')
        continue;
      if (have < 4 && value >= 0)
        continue;
      /* A whole group, or what padding or the end left of one. */
      bits <<= 6 * (4 - have);
      for (guint byte = 0; byte + 1 < have; byte++)
        out[n++] = (guint8) (bits >> (16 - 8 * byte));
      bits = have = 0;
    }
  return g_bytes_new_take (out, n);
}

/** mime_decode_quoted_printable: Returns: (transfer full): what the text says; what is no escape stays as it is (RFC 2045, 6.7) */
GBytes *
mime_decode_quoted_printable (const char *data, gsize length)
{
  guint8 *out = g_malloc (length + 1);
  gsize n = 0;

  for (gsize i = 0; i < length; i++)
    {
      gsize end = i + 1;

      if (data[i] != '=')
        {
          out[n++] = (guint8) data[i];
          continue;
        }
      if (i + 2 < length && g_ascii_isxdigit (data[i + 1]) && g_ascii_isxdigit (data[i + 2]))
        {
          out[n++] = (guint8) (g_ascii_xdigit_value (data[i + 1]) * 16 + g_ascii_xdigit_value (data[i + 2]));
          i += 2;
          continue;
        }
      while (end < length && (data[end] == ' ' || data[end] == '\t' || data[end] == '\r'))
        end++;
      if (end < length && data[end] != '\n')
        out[n++] = '=';
      else
        i = end;
    }
  return g_bytes_new_take (out, n);
}

/** mime_decode_hz: Returns: (transfer full): text in HZ (RFC 1843) as GB 2312 in its 8-bit form, which iconv knows */
char *
mime_decode_hz (const char *data, gsize length)
{
  GString *out = g_string_sized_new (length + 1);
  gboolean is_gb = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      char next = i + 1 < length ? data[i + 1] : '\0';

      if (data[i] == '~' && strchr ("{}~\n", next) != NULL && next != '\0')
        {
          is_gb = next == '{' || (is_gb && next != '}');
          if (next == '~')
            g_string_append_c (out, '~');
          i++;
        }
      else
        g_string_append_c (out, is_gb && data[i] > 0x20 ? (char) (data[i] | 0x80) : data[i]);
    }
  return g_string_free_and_steal (out);
}
