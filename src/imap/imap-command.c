/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-command.c: what we send (RFC 9051 9: astring, quoted, literal)
 *
 * Every value from outside goes through here and becomes an atom, a quoted string or a literal; none can end a line. */

#include "imap-command.h"

#include <string.h>

static void
piece_clear (gpointer data)
{
  ImapPiece *piece = data;

  g_free (piece->text);
  g_clear_pointer (&piece->literal, g_bytes_unref);
}

/** imap_command_new: @verb is static and begins the command. */
ImapCommand *
imap_command_new (const char *verb)
{
  ImapCommand *self = g_new0 (ImapCommand, 1);

  self->verb = verb;
  self->pieces = g_array_new (FALSE, FALSE, sizeof (ImapPiece));
  g_array_set_clear_func (self->pieces, piece_clear);
  self->text = g_string_new (verb);
  return self;
}

void
imap_command_free (ImapCommand *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->pieces);
  g_string_free (self->text, TRUE);
  g_free (self);
}

/** imap_command_add: text of our own making only. */
void
imap_command_add (ImapCommand *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_string_append_vprintf (self->text, format, args);
  va_end (args);
}

static gboolean
is_astring (const char *value)
{
  if (*value == '\0' || g_ascii_strcasecmp (value, "NIL") == 0)
    return FALSE;
  for (; *value != '\0'; value++)
    if ((guchar) *value <= ' ' || (guchar) *value >= 0x7f || strchr ("(){%*\"\\[]&", *value) != NULL)
      return FALSE;
  return TRUE;
}

static gboolean
can_quote (const char *value, gboolean utf8)
{
  if (strlen (value) > 4096 || (utf8 && !g_utf8_validate (value, -1, NULL)))
    return FALSE;
  for (; *value != '\0'; value++)
    if (*value == '\r' || *value == '\n' || ((guchar) *value >= 0x80 && !utf8))
      return FALSE;
  return TRUE;
}

/** imap_command_add_string: quoted, or a literal where quotes cannot hold it. */
void
imap_command_add_string (ImapCommand *self, const char *value)
{
  if (!can_quote (value, self->utf8))
    {
      g_autoptr (GBytes) bytes = g_bytes_new (value, strlen (value));

      imap_command_add_literal (self, bytes);
      return;
    }
  g_string_append_c (self->text, '"');
  for (; *value != '\0'; value++)
    {
      if (*value == '"' || *value == '\\')
        g_string_append_c (self->text, '\\');
      g_string_append_c (self->text, *value);
    }
  g_string_append_c (self->text, '"');
}

/** imap_command_add_astring: a folder name or other value in its shortest form. */
void
imap_command_add_astring (ImapCommand *self, const char *value)
{
  if (is_astring (value))
    g_string_append (self->text, value);
  else
    imap_command_add_string (self, value);
}

static void
add_literal (ImapCommand *self, GBytes *bytes, gboolean binary)
{
  ImapPiece piece = { g_strdup (self->text->str), g_bytes_ref (bytes), binary };

  g_array_append_val (self->pieces, piece);
  g_string_truncate (self->text, 0);
}

/** imap_command_add_literal: @bytes are shared, not copied. */
void
imap_command_add_literal (ImapCommand *self, GBytes *bytes)
{
  add_literal (self, bytes, FALSE);
}

/** imap_command_add_literal8: the same as "~{n}": any byte may be in it (RFC 3516 4.4, RFC 9051 4.3). */
void
imap_command_add_literal8 (ImapCommand *self, GBytes *bytes)
{
  add_literal (self, bytes, TRUE);
}

/** imap_command_get_pieces: (transfer none): of ImapPiece; the last has no literal. Nothing may be added after. */
GArray *
imap_command_get_pieces (ImapCommand *self)
{
  ImapPiece last = { g_strdup (self->text->str), NULL, FALSE };

  g_array_append_val (self->pieces, last);
  return self->pieces;
}
