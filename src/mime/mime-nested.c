/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-nested.c: a message that is sent along as message/rfc822
 *
 * Such a part may only be 7bit or 8bit (RFC 2046, 5.2.1), so its bytes travel as they are where they can, which keeps
 * signatures in it valid. Where they cannot (bare CR, NUL, lines over 998 octets) its parts are encoded anew. Its Bcc
 * field is left out: it was never meant for others (hostile-servers O-05). Pure, any thread. */

#include "mime-nested.h"

#include <gmime/gmime.h>
#include <string.h>

#include "mime-guard.h"
#include "mime-headers.h"
#include "mime-util.h"

#define MAX_LINE 998

/* LF line ends; the header field Bcc and a mailbox's "From " line are left out. */
static char *
normalize (const char *data, gsize length)
{
  gsize header = mime_headers_length (data, length);
  GString *out = g_string_sized_new (length);
  gboolean skip = FALSE;

  for (gsize at = 0; at < length;)
    {
      const char *line = data + at;
      const char *newline = memchr (line, '\n', length - at);
      gsize n = newline != NULL ? (gsize) (newline - line) + 1 : length - at;

      if (at < header && *line != ' ' && *line != '\t')
        skip = (n >= 4 && g_ascii_strncasecmp (line, "bcc", 3) == 0 && strchr (": \t", line[3]) != NULL)
               || (at == 0 && n > 6 && (memcmp (line, "From ", 5) == 0 || memcmp (line, ">From ", 6) == 0));
      if (at >= header || !skip)
        {
          gsize keep = newline != NULL ? n - 1 : n;

          keep -= newline != NULL && keep > 0 && line[keep - 1] == '\r';
          g_string_append_len (out, line, (gssize) keep);
          g_string_append_c (out, '\n');
        }
      at += n;
    }
  return g_string_free_and_steal (out);
}

static gboolean
travels (const char *text, gboolean *is_8bit)
{
  gsize length = 0;

  *is_8bit = FALSE;
  for (; *text != '\0'; text++)
    {
      if (*text == '\r')
        return FALSE;
      *is_8bit |= (guchar) *text >= 0x80;
      length = *text == '\n' ? 0 : length + 1;
      if (length > MAX_LINE)
        return FALSE;
    }
  return TRUE;
}

/* What is not encoded yet gets base64: the one form that any byte survives. */
static void
encode_part (GMimeObject *parent, GMimeObject *object, gpointer user_data)
{
  if (GMIME_IS_PART (object)
      && g_mime_part_get_content_encoding (GMIME_PART (object)) != GMIME_CONTENT_ENCODING_BASE64
      && g_mime_part_get_content_encoding (GMIME_PART (object)) != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
    g_mime_part_set_content_encoding (GMIME_PART (object), GMIME_CONTENT_ENCODING_BASE64);
}

static char *
encode_anew (GBytes *bytes)
{
  g_autoptr (GPtrArray) defects = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) guarded = mime_guard_message (bytes, defects);
  gsize length;
  const char *data = g_bytes_get_data (guarded, &length);
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new_with_buffer (data, length);
  g_autoptr (GMimeParser) parser = g_mime_parser_new_with_stream (stream);
  g_autoptr (GMimeStream) memory = g_mime_stream_mem_new ();
  GMimeMessage *message;
  GByteArray *array;

  g_mime_parser_set_persist_stream (parser, TRUE);
  message = g_mime_parser_construct_message (parser, mime_parser_options ());
  if (message == NULL)
    return NULL;
  g_mime_message_foreach (message, encode_part, NULL);
  g_mime_object_write_to_stream (GMIME_OBJECT (message), NULL, memory);
  g_object_unref (message);
  array = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (memory));
  return normalize ((const char *) array->data, array->len);
}

/**
 * mime_nested_prepare:
 * @is_8bit: (out): whether it needs a server with 8BITMIME
 *
 * Returns: (transfer full) (nullable): the message with LF line ends; %NULL when it cannot be a message/rfc822 part
 */
char *
mime_nested_prepare (GBytes *bytes, gboolean *is_8bit)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = NULL;

  mime_init ();
  *is_8bit = FALSE;
  if (data == NULL || memchr (data, ':', MIN (length, 1000)) == NULL)
    return NULL;
  if (memchr (data, '\0', length) == NULL)
    {
      text = normalize (data, length);
      if (travels (text, is_8bit))
        return g_steal_pointer (&text);
    }
  g_free (text);
  text = encode_anew (bytes);
  return text != NULL && strlen (text) > 0 && travels (text, is_8bit) ? g_steal_pointer (&text) : NULL;
}
