/* SPDX-License-Identifier: GPL-3.0-or-later */
/* smtp-reply.c: answers of an SMTP server
 *
 *   Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF      (RFC 5321, 4.2)
 *
 * Strict about codes, since they decide whether mail counts as delivered: three digits, the first 2 to 5, the same in
 * every line. Lenient about text. A reply is bounded: 2,048 bytes a line (four times what the RFC allows), 512 lines.
 * Worker thread of the stream; the parser itself is pure. */

#include "smtp-reply.h"

#include "base-log.h"
#include "smtp-session.h"

#define MAX_LINE 2048
#define MAX_LINES 512
#define KEPT_LINES 64
#define MAX_TEXT 500

/** smtp_reply_free: frees a reply; %NULL is allowed. */
void
smtp_reply_free (SmtpReply *self)
{
  if (self == NULL)
    return;
  g_free (self->enhanced);
  g_free (self->text);
  g_ptr_array_unref (self->lines);
  g_free (self);
}

/** smtp_reply_is_positive: Returns: whether the code is 2xx */
gboolean
smtp_reply_is_positive (const SmtpReply *self)
{
  return self->code / 100 == 2;
}

/* "250-text", "250 text" or "250". Returns the code, 0 when the line is none of them. */
static guint
parse_line (const char *line, gboolean *is_last, const char **text)
{
  if (line[0] < '2' || line[0] > '5' || !g_ascii_isdigit (line[1]) || !g_ascii_isdigit (line[2]))
    return 0;
  if (line[3] != '\0' && line[3] != ' ' && line[3] != '-')
    return 0;
  *is_last = line[3] != '-';
  *text = line[3] == '\0' ? line + 3 : line + 4;
  return (guint) ((line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0'));
}

/* status-code = class "." subject "." detail, 1 to 3 digits each (RFC 3463, 2), before a space or the end. */
static char *
parse_enhanced (const char *text, guint code)
{
  const char *p = text;

  if ((guint) (p[0] - '0') != code / 100 || p[1] != '.')
    return NULL;
  p += 2;
  for (guint part = 0; part < 2; part++)
    {
      const char *start = p;

      while (g_ascii_isdigit (*p))
        p++;
      if (p == start || p - start > 3)
        return NULL;
      if (part == 0 && *p++ != '.')
        return NULL;
    }
  return *p == ' ' || *p == '\0' ? g_strndup (text, (gsize) (p - text)) : NULL;
}

static void
add_line (SmtpReply *self, GString *text, const char *line)
{
  const char *words = line;
  g_autofree char *enhanced = parse_enhanced (line, self->code);

  if (enhanced != NULL)
    {
      words = line + strlen (enhanced);
      if (self->enhanced == NULL)
        self->enhanced = g_steal_pointer (&enhanced);
    }
  if (self->lines->len < KEPT_LINES)
    {
      g_ptr_array_add (self->lines, g_strdup (line));
      while (*words == ' ')
        words++;
      if (text->len > 0 && *words != '\0')
        g_string_append_c (text, ' ');
      g_string_append (text, words);
    }
}

/* Returns whether the reply goes on, is whole, or is no reply. */
static gboolean
take_line (SmtpReply *self, GString *text, const char *line, gboolean *is_last, GError **error)
{
  const char *words = NULL;
  guint code = parse_line (line, is_last, &words);

  if (code == 0 || (self->code != 0 && code != self->code))
    {
      g_set_error (error, SMTP_ERROR, SMTP_ERROR_PROTOCOL, "%s in the server's reply",
                   code == 0 ? "no reply code" : "mixed reply codes");
      return FALSE;
    }
  self->code = code;
  add_line (self, text, words);
  return TRUE;
}

static SmtpReply *
reply_new (void)
{
  SmtpReply *self = g_new0 (SmtpReply, 1);

  self->lines = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * smtp_reply_parse:
 * @lines: %NULL-terminated lines without their ends
 *
 * Pure form of smtp_reply_read(). Returns: (transfer full): the reply, %NULL with SMTP_ERROR_PROTOCOL
 */
SmtpReply *
smtp_reply_parse (const char *const *lines, GError **error)
{
  g_autoptr (SmtpReply) self = reply_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      gboolean is_last;

      if (!take_line (self, text, lines[i], &is_last, error))
        return NULL;
      if (is_last && lines[i + 1] == NULL)
        {
          self->text = base_log_clean_text (text->str, -1, MAX_TEXT);
          return g_steal_pointer (&self);
        }
      if (is_last)
        break;
    }
  g_set_error_literal (error, SMTP_ERROR, SMTP_ERROR_PROTOCOL, "the server's reply does not end where it should");
  return NULL;
}

/**
 * smtp_reply_read:
 *
 * Reads one whole reply. Errors: NET_ERROR_*; SMTP_ERROR_PROTOCOL, after which the connection must not be used.
 * RFC 5321 section 4.2. Returns: (transfer full): the reply
 */
SmtpReply *
smtp_reply_read (NetStream *stream, GCancellable *cancellable, GError **error)
{
  g_autoptr (SmtpReply) self = reply_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MAX_LINES; i++)
    {
      gboolean is_last;
      g_autofree char *line = net_stream_read_line (stream, MAX_LINE, NULL, cancellable, error);

      if (line == NULL || !take_line (self, text, line, &is_last, error))
        return NULL;
      if (is_last)
        {
          self->text = base_log_clean_text (text->str, -1, MAX_TEXT);
          return g_steal_pointer (&self);
        }
    }
  g_set_error_literal (error, SMTP_ERROR, SMTP_ERROR_PROTOCOL, "the server's reply does not end");
  return NULL;
}
