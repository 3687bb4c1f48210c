/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-utf7.c: modified UTF-7 of folder names (RFC 3501 5.1.3)
 *
 * Decoding is only for the eye: commands use the server's own bytes (I-19). So a name is decoded only when encoding it
 * again gives the same bytes; any other is shown with its bytes, the odd ones as %XX. */

#include "imap-utf7.h"

#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

/* One "&…-" run, @p after the "&". Returns: after the "-", %NULL when malformed. */
static const char *
decode_run (const char *p, GString *out)
{
  guint32 bits = 0;
  guint n_bits = 0;
  gunichar high = 0;

  for (; *p != '-'; p++)
    {
      const char *digit = *p != '\0' ? strchr (alphabet, *p) : NULL;
      gunichar unit;

      if (digit == NULL)
        return NULL;
      bits = bits << 6 | (guint32) (digit - alphabet);
      n_bits += 6;
      if (n_bits < 16)
        continue;
      n_bits -= 16;
      unit = bits >> n_bits & 0xffff;
      bits &= (1u << n_bits) - 1;
      if (unit >= 0xd800 && unit < 0xdc00 && high == 0)
        high = unit;
      else if ((unit >= 0xdc00 && unit < 0xe000) == (high != 0) && unit != 0)
        {
          g_string_append_unichar (out,
                                   high != 0 ? 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00) : unit);
          high = 0;
        }
      else
        return NULL;
    }
  return bits == 0 && n_bits < 6 && high == 0 ? p + 1 : NULL;
}

/** imap_utf7_decode: (transfer full) (nullable): UTF-8, or %NULL when @raw is not exactly what imap_utf7_encode () makes. */
char *
imap_utf7_decode (const char *raw)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *again = NULL;

  for (const char *p = raw; *p != '\0';)
    {
      if ((guchar) *p < 0x20 || (guchar) *p > 0x7e)
        return NULL;
      if (*p != '&')
        g_string_append_c (out, *p++);
      else if (p[1] == '-')
        {
          g_string_append_c (out, '&');
          p += 2;
        }
      else if ((p = decode_run (p + 1, out)) == NULL)
        return NULL;
    }
  if (!g_utf8_validate (out->str, out->len, NULL))
    return NULL;
  again = imap_utf7_encode (out->str);
  return strcmp (again, raw) == 0 ? g_strdup (out->str) : NULL;
}

static void
encode_run (const char **p, GString *out)
{
  guint32 bits = 0;
  guint n_bits = 0;

  g_string_append_c (out, '&');
  for (; **p != '\0' && ((guchar) * *p < 0x20 || (guchar) * *p > 0x7e); *p = g_utf8_next_char (*p))
    {
      gunichar c = g_utf8_get_char (*p);
      gunichar units[2] = { c, 0 };
      guint n = 1;

      if (c >= 0x10000)
        {
          units[0] = 0xd800 + ((c - 0x10000) >> 10);
          units[1] = 0xdc00 + ((c - 0x10000) & 0x3ff);
          n = 2;
        }
      for (guint i = 0; i < n; i++)
        {
          bits = bits << 16 | units[i];
          for (n_bits += 16; n_bits >= 6;)
            {
              n_bits -= 6;
              g_string_append_c (out, alphabet[bits >> n_bits & 63]);
            }
          bits &= (1u << n_bits) - 1;
        }
    }
  if (n_bits > 0)
    g_string_append_c (out, alphabet[bits << (6 - n_bits) & 63]);
  g_string_append_c (out, '-');
}

/** imap_utf7_encode: (transfer full): @utf8 must be valid. */
char *
imap_utf7_encode (const char *utf8)
{
  GString *out = g_string_new (NULL);

  for (const char *p = utf8; *p != '\0';)
    {
      if ((guchar) *p < 0x20 || (guchar) *p > 0x7e)
        encode_run (&p, out);
      else
        {
          if (*p == '&')
            g_string_append (out, "&-");
          else
            g_string_append_c (out, *p);
          p++;
        }
    }
  return g_string_free (out, FALSE);
}

/**
 * imap_utf7_display:
 * @utf8: UTF8=ACCEPT or IMAP4rev2 is on: names are UTF-8
 *
 * Returns: (transfer full): @raw for the eye, always valid UTF-8 without control characters
 */
char *
imap_utf7_display (const char *raw, gboolean utf8)
{
  g_autofree char *decoded = utf8 ? NULL : imap_utf7_decode (raw);
  const char *text = decoded != NULL ? decoded : raw;
  GString *out = g_string_new (NULL);

  while (*text != '\0')
    {
      gunichar c = g_utf8_get_char_validated (text, -1);

      if ((gint32) c < 0 || !g_unichar_isprint (c))
        g_string_append_printf (out, "%%%02X", (guchar) *text++);
      else
        {
          g_string_append_unichar (out, c);
          text = g_utf8_next_char (text);
        }
    }
  return g_string_free (out, FALSE);
}
