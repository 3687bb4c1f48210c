/* SPDX-License-Identifier: GPL-3.0-or-later */
/* smtp-data.c: a message as bytes that no server can read as two
 *
 * SMTP smuggling lives from servers that disagree about what ends a line. So nothing but CRLF leaves us: a lone CR or
 * LF becomes CRLF, a NUL is dropped, every line that begins with a dot is stuffed, and the message ends with CRLF
 * before the final dot (RFC 5321, 4.5.2 and 2.3.8; hostile-servers O-01, O-02). Pure functions, any thread. */

#include "smtp-data.h"

#include <string.h>

#define MAX_ADDRESS 998 /* what fits a command line after the other words; RFC 5321 allows 254 */

/**
 * smtp_data_normalize:
 * @facts: (out): what it needs of the server
 *
 * Returns: (transfer full): the message with CRLF at the end of every line, the last included, without NULs; the same
 *   bytes when nothing was to be done
 */
GBytes *
smtp_data_normalize (GBytes *message, SmtpDataFacts *facts)
{
  gsize length;
  const guchar *data = g_bytes_get_data (message, &length);
  g_autoptr (GByteArray) out = g_byte_array_sized_new ((guint) MIN (length + length / 32 + 2, G_MAXUINT));
  gboolean in_header = TRUE;
  gsize line_start = 0;

  *facts = (SmtpDataFacts){ FALSE, FALSE };
  for (gsize i = 0; i < length; i++)
    {
      if (data[i] == '\0')
        continue;
      if (data[i] == '\r' || data[i] == '\n')
        {
          if (data[i] == '\r' && i + 1 < length && data[i + 1] == '\n')
            i++;
          if (out->len == line_start)
            in_header = FALSE;
          g_byte_array_append (out, (const guint8 *) "\r\n", 2);
          line_start = out->len;
          continue;
        }
      facts->has_8bit |= data[i] >= 0x80;
      facts->has_8bit_header |= in_header && data[i] >= 0x80;
      g_byte_array_append (out, &data[i], 1);
    }
  if (out->len > line_start || out->len == 0)
    g_byte_array_append (out, (const guint8 *) "\r\n", 2);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

/**
 * smtp_data_stuff:
 * @normalized: what smtp_data_normalize() made
 *
 * Returns: (transfer full): the same with a dot before each line that begins with one, and the final dot line
 */
GBytes *
smtp_data_stuff (GBytes *normalized)
{
  gsize length;
  const char *data = g_bytes_get_data (normalized, &length);
  GByteArray *out = g_byte_array_sized_new ((guint) MIN (length + length / 64 + 8, G_MAXUINT));
  const char *end = data + length;

  while (data < end)
    {
      const char *newline = memchr (data, '\n', (gsize) (end - data));
      const char *next = newline != NULL ? newline + 1 : end;

      if (*data == '.')
        g_byte_array_append (out, (const guint8 *) ".", 1);
      g_byte_array_append (out, (const guint8 *) data, (guint) (next - data));
      data = next;
    }
  g_byte_array_append (out, (const guint8 *) ".\r\n", 3);
  return g_byte_array_free_to_bytes (out);
}

/**
 * smtp_data_address_is_safe:
 *
 * Whether @address can stand between "<" and ">" of a command without meaning anything else: valid UTF-8, no control
 * character, no space, no angle bracket outside a quoted local part, exactly one "@" outside quotes with something on
 * both sides. It need not exist. RFC 5321 section 4.1.2 (Mailbox); hostile-servers O-04.
 */
gboolean
smtp_data_address_is_safe (const char *address)
{
  gboolean quoted = FALSE;
  const char *at = NULL;

  if (*address == '\0' || strlen (address) > MAX_ADDRESS || !g_utf8_validate (address, -1, NULL))
    return FALSE;
  for (const char *p = address; *p != '\0'; p++)
    {
      guchar c = (guchar) *p;

      if (c < 0x20 || c == 0x7F)
        return FALSE;
      if (quoted && c == '\\')
        {
          if (p[1] < 0x20 || p[1] == 0x7F)
            return FALSE;
          p++;
        }
      else if (c == '"')
        {
          if (at != NULL || (!quoted && p != address) || (quoted && p[1] != '@'))
            return FALSE;
          quoted = !quoted;
        }
      else if (!quoted && strchr (" <>()[]\\,;:", c) != NULL && !(at != NULL && strchr ("[]:", c) != NULL))
        return FALSE;
      else if (!quoted && c == '@')
        {
          if (at != NULL || p == address)
            return FALSE;
          at = p;
        }
    }
  return !quoted && at != NULL && at[1] != '\0';
}
