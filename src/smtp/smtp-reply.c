/* SPDX-License-Identifier: GPL-3.0-or-later */
/* smtp-reply.c: reading one answer of an SMTP server
 *
 * Bounded: 2048 bytes a line, 200 lines, so neither an endless line nor an endless "250-" costs more than 400 KiB
 * (hostile-servers S-01). A code is three digits from 200 to 599; anything else, and lines that disagree about the
 * code, is no SMTP (S-02). Any one thread. */

#include "smtp-reply.h"

#include <string.h>

#include "base-log.h"
#include "smtp-session.h"

#define MAX_LINE 2048
#define MAX_LINES 200
#define MAX_TEXT 500

/** smtp_reply_free: @self may be %NULL */
void
smtp_reply_free (SmtpReply *self)
{
  if (self == NULL)
    return;
  g_free (self->enhanced);
  g_ptr_array_unref (self->lines);
  g_free (self);
}

/**
 * smtp_reply_parse_line:
 * @line: without its end, NUL-terminated
 * @last: (out): whether it ends the reply
 * @text: (out): inside @line, what follows code and separator
 *
 * RFC 5321 4.2: Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF. Pure.
 * Returns: whether it is one
 */
gboolean
smtp_reply_parse_line (const char *line, gsize length, guint *code, gboolean *last, const char **text)
{
  if (length < 3 || line[0] < '2' || line[0] > '5' || !g_ascii_isdigit (line[1])
      || !g_ascii_isdigit (line[2]))
    return FALSE;
  if (length > 3 && line[3] != ' ' && line[3] != '-')
    return FALSE;
  *code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  *last = length == 3 || line[3] == ' ';
  *text = line + MIN (length, 4);
  return TRUE;
}

/* RFC 2034 4: status-code = class "." subject "." detail, of the same class as the reply code. */
static char *
dup_enhanced (guint code, const char *text)
{
  const char *p = text;

  if (*p++ != (char) ('0' + code / 100))
    return NULL;
  for (int part = 0; part < 2; part++)
    {
      int digits = 0;

      if (*p++ != '.')
        return NULL;
      for (; g_ascii_isdigit (*p) && digits < 3; p++)
        digits++;
      if (digits == 0)
        return NULL;
    }
  return *p == '\0' || *p == ' ' ? g_strndup (text, p - text) : NULL;
}

static gboolean
no_smtp (GError **error, const char *why)
{
  g_set_error (error, SMTP_ERROR, SMTP_ERROR_PROTOCOL, "the server's answer is no SMTP: %s", why);
  return FALSE;
}

static gboolean
read_one (SmtpReply *self, NetStream *stream, gboolean *last, GCancellable *cancellable, GError **error)
{
  const char *text;
  gsize length;
  guint code;
  g_autofree char *line = net_stream_read_line (stream, MAX_LINE, &length, cancellable, error);

  if (line == NULL)
    return FALSE;
  if (!smtp_reply_parse_line (line, length, &code, last, &text))
    return no_smtp (error, "no reply code");
  if (self->lines->len > 0 && code != self->code)
    return no_smtp (error, "two codes in one reply");
  if (self->lines->len >= MAX_LINES)
    return no_smtp (error, "too many lines");
  self->code = code;
  if (self->enhanced == NULL)
    self->enhanced = dup_enhanced (code, text);
  g_ptr_array_add (self->lines, g_strdup (text));
  return TRUE;
}

/**
 * smtp_reply_read:
 *
 * Returns: (transfer full) (nullable): the next whole reply; %NULL with SMTP_ERROR_PROTOCOL or an error of net
 */
SmtpReply *
smtp_reply_read (NetStream *stream, GCancellable *cancellable, GError **error)
{
  g_autoptr (SmtpReply) self = g_new0 (SmtpReply, 1);
  gboolean last = FALSE;

  self->lines = g_ptr_array_new_with_free_func (g_free);
  while (!last)
    if (!read_one (self, stream, &last, cancellable, error))
      return NULL;
  return g_steal_pointer (&self);
}

/** smtp_reply_dup_text: Returns: (transfer full): the server's words in one line, made printable, ≤ 500 characters */
char *
smtp_reply_dup_text (const SmtpReply *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->lines->len && text->len < 4 * MAX_TEXT; i++)
    {
      if (text->len > 0)
        g_string_append_c (text, ' ');
      g_string_append (text, g_ptr_array_index (self->lines, i));
    }
  return base_log_clean_text (text->str, text->len, MAX_TEXT);
}

/** smtp_reply_get_last_line: Returns: what follows the code on the last line, as received (a SASL challenge) */
const char *
smtp_reply_get_last_line (const SmtpReply *self)
{
  return g_ptr_array_index (self->lines, self->lines->len - 1);
}
