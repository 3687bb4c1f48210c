/* SPDX-License-Identifier: GPL-3.0-or-later */
/* smtp-data.c: message bytes as they may go on the wire
 *
 * One line end only: CRLF. A bare CR, a bare LF and CRLF all end a line and become CRLF; NUL disappears; the last line
 * gets an end. Every line that then begins with a dot is stuffed (RFC 5321 4.5.2). So no variant of the end-of-data
 * mark that some server might accept (LF.LF, CR.CR, CRLF NUL . CRLF …) can be inside a message: SMTP smuggling has no
 * way through (hostile-servers O-01, O-02). Pure. */

#include "smtp-data.h"

#include <string.h>

/** smtp_data_reader_init: begins at the start of @bytes, which outlive the reader */
void
smtp_data_reader_init (SmtpDataReader *self, const guint8 *bytes, gsize length, gboolean stuff_dots)
{
  *self = (SmtpDataReader) { bytes, length, 0, stuff_dots, FALSE };
}

static void
end_line (SmtpDataReader *self, GByteArray *out)
{
  g_byte_array_append (out, (const guint8 *) "\r\n", 2);
  self->in_line = FALSE;
}

/* Copies up to the next byte that needs care. */
static void
copy_run (SmtpDataReader *self, gsize size, GByteArray *out)
{
  gsize start = self->position;
  gsize limit = start + MIN (self->length - start, MAX (size, 1));
  gsize at = start;

  while (at < limit && self->bytes[at] != '\r' && self->bytes[at] != '\n' && self->bytes[at] != '\0')
    at++;
  if (at == start)
    return;
  if (!self->in_line && self->stuff_dots && self->bytes[start] == '.')
    g_byte_array_append (out, (const guint8 *) ".", 1);
  g_byte_array_append (out, self->bytes + start, at - start);
  self->in_line = TRUE;
  self->position = at;
}

/* Takes a line end or a NUL at the position. */
static void
take_special (SmtpDataReader *self, GByteArray *out)
{
  guint8 byte = self->bytes[self->position++];

  if (byte == '\0')
    return;
  if (byte == '\r' && self->position < self->length && self->bytes[self->position] == '\n')
    self->position++;
  end_line (self, out);
}

static gboolean
is_special (guint8 byte)
{
  return byte == '\r' || byte == '\n' || byte == '\0';
}

/**
 * smtp_data_reader_next:
 * @size: about how many bytes to add
 *
 * Returns: whether there is more; after %FALSE everything, with a last line end, was added
 */
gboolean
smtp_data_reader_next (SmtpDataReader *self, gsize size, GByteArray *out)
{
  gsize stop = out->len + size;

  while (self->position < self->length && out->len < stop)
    {
      if (is_special (self->bytes[self->position]))
        take_special (self, out);
      else
        copy_run (self, stop - out->len, out);
    }
  if (self->position < self->length)
    return TRUE;
  if (self->in_line)
    end_line (self, out);
  return FALSE;
}

/** smtp_data_append: appends the whole message in its wire form, without the final dot */
void
smtp_data_append (const guint8 *bytes, gsize length, gboolean stuff_dots, GByteArray *out)
{
  SmtpDataReader reader;

  smtp_data_reader_init (&reader, bytes, length, stuff_dots);
  while (smtp_data_reader_next (&reader, 65536, out))
    ;
}

/** smtp_data_scan: fills @facts for a message as smtp_data_append () will send it */
void
smtp_data_scan (const guint8 *bytes, gsize length, SmtpData *facts)
{
  guint64 line = 0;
  gboolean in_header = TRUE;

  memset (facts, 0, sizeof *facts);
  for (gsize i = 0; i < length; i++)
    {
      if (bytes[i] == '\0')
        continue;
      if (bytes[i] == '\r' || bytes[i] == '\n')
        {
          if (bytes[i] == '\r' && i + 1 < length && bytes[i + 1] == '\n')
            i++;
          in_header = in_header && line > 0;
          facts->size += line + 2;
          line = 0;
          continue;
        }
      line++;
      facts->longest_line = MAX (facts->longest_line, line);
      if (bytes[i] >= 0x80)
        {
          facts->is_8bit = TRUE;
          facts->has_8bit_header |= in_header;
        }
    }
  if (line > 0)
    facts->size += line + 2;
}
