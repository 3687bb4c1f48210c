/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net-transcript.c: a redacted ring of the last lines of a conversation
 *
 * What a person may copy into a bug report. Three rules keep it clean: what the caller marks secret or data is only
 * counted; known secrets are replaced wherever they appear (a server may echo them), also in base64; and the parts of
 * FETCH answers that hold message text (everything after the opening parenthesis, and the line that follows a literal)
 * are only counted. Lines are cut at 200 bytes. One thread: the stream's. */

#include "net-transcript.h"

#include <stdio.h>
#include <string.h>

#define RING 200
#define LINE_MAX_BYTES 200

struct _NetTranscript
{
  char *lines[RING];
  guint next;
  guint count;
  GPtrArray *secrets;
  gboolean after_block; /* the rest of a line whose literal was message text */
  gint64 start_us;
};

static void
free_secret (gpointer secret)
{
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

/** net_transcript_new: Returns: (transfer full): an empty transcript */
NetTranscript *
net_transcript_new (void)
{
  NetTranscript *self = g_new0 (NetTranscript, 1);

  self->secrets = g_ptr_array_new_with_free_func (free_secret);
  self->start_us = g_get_monotonic_time ();
  return self;
}

void
net_transcript_free (NetTranscript *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < RING; i++)
    g_free (self->lines[i]);
  g_ptr_array_unref (self->secrets);
  g_free (self);
}

/** net_transcript_add_secret: from now on @secret and its base64 form never appear. Shorter than 3 bytes is ignored. */
void
net_transcript_add_secret (NetTranscript *self, const char *secret)
{
  if (secret == NULL || strlen (secret) < 3)
    return;
  g_ptr_array_add (self->secrets, g_strdup (secret));
  g_ptr_array_add (self->secrets, g_base64_encode ((const guchar *) secret, strlen (secret)));
}

/* Takes @line. */
static void
push (NetTranscript *self, char *line)
{
  g_free (self->lines[self->next]);
  self->lines[self->next] = line;
  self->next = (self->next + 1) % RING;
  self->count++;
}

static GString *
begin (NetTranscript *self, const char *who)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%8.3f %s ",
                          (double) (g_get_monotonic_time () - self->start_us) / G_USEC_PER_SEC, who);
  return text;
}

static void
hide_secrets (NetTranscript *self, GString *text)
{
  for (guint i = 0; i < self->secrets->len; i++)
    g_string_replace (text, g_ptr_array_index (self->secrets, i), "‹secret›", 0);
}

/* Text from outside made safe to show: one line, printable, UTF-8, short. Secrets go before the cut can halve one. */
static char *
clean (NetTranscript *self, const char *data, gsize length)
{
  gsize taken = MIN (length, 8192);
  g_autoptr (GString) raw = g_string_new_len (data, taken);
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < raw->len; i++)
    if (raw->str[i] == '\0')
      raw->str[i] = '?';
  hide_secrets (self, raw);
  for (const char *p = raw->str; *p != '\0' && text->len < LINE_MAX_BYTES;)
    {
      gunichar c = g_utf8_get_char_validated (p, -1);

      if (c == (gunichar) -1 || c == (gunichar) -2)
        {
          g_string_append_printf (text, "\\x%02x", (guchar) *p++);
          continue;
        }
      if (g_unichar_isprint (c))
        g_string_append_unichar (text, c);
      else
        g_string_append_printf (text, "\\u%04x", c);
      p = g_utf8_next_char (p);
    }
  if (text->len >= LINE_MAX_BYTES || taken < length)
    g_string_append_printf (text, "… (%" G_GSIZE_FORMAT " bytes)", length);
  return g_string_free_and_steal (g_steal_pointer (&text));
}

/** net_transcript_dup_redacted: Returns: (transfer full): @text without the secrets known so far; else unchanged */
char *
net_transcript_dup_redacted (NetTranscript *self, const char *text)
{
  g_autoptr (GString) redacted = g_string_new (text);

  hide_secrets (self, redacted);
  return g_string_free_and_steal (g_steal_pointer (&redacted));
}

/* Where message text begins in an IMAP FETCH answer, or @length. */
static gsize
message_text_offset (const char *line, gsize length)
{
  const char *fetch;

  if (length < 2 || line[0] != '*')
    return length;
  fetch = memmem (line, MIN (length, 40), " FETCH (", 8);
  return fetch != NULL ? (gsize) (fetch - line) + 8 : length;
}

/** net_transcript_received: one line from the server, without its end */
void
net_transcript_received (NetTranscript *self, const char *line, gsize length)
{
  GString *text = begin (self, "S:");
  gsize shown = message_text_offset (line, length);

  if (self->after_block)
    shown = 0;
  self->after_block = FALSE;
  if (shown > 0)
    {
      g_autofree char *safe = clean (self, line, shown);

      g_string_append (text, safe);
    }
  if (shown < length)
    g_string_append_printf (text, "‹%" G_GSIZE_FORMAT " bytes›", length - shown);
  push (self, g_string_free_and_steal (text));
}

/** net_transcript_received_block: @length bytes that are not lines: a literal, a message */
void
net_transcript_received_block (NetTranscript *self, guint64 length)
{
  GString *text = begin (self, "S:");

  self->after_block = TRUE;
  g_string_append_printf (text, "‹block of %" G_GUINT64_FORMAT " bytes›", length);
  push (self, g_string_free_and_steal (text));
}

/** net_transcript_sent: command text of ours, one or more lines */
void
net_transcript_sent (NetTranscript *self, const char *data, gsize length)
{
  gsize from = 0;

  while (from < length)
    {
      const char *end = memchr (data + from, '\n', length - from);
      gsize stop = end != NULL ? (gsize) (end - data) : length;
      gsize line_length = stop - from;
      g_autofree char *safe = NULL;
      GString *text = begin (self, "C:");

      if (line_length > 0 && data[from + line_length - 1] == '\r')
        line_length--;
      safe = clean (self, data + from, line_length);
      g_string_append (text, safe);
      push (self, g_string_free_and_steal (text));
      from = stop + 1;
    }
}

/** net_transcript_sent_hidden: @length bytes of ours that are not shown; @what: "secret" or "data" */
void
net_transcript_sent_hidden (NetTranscript *self, const char *what, gsize length)
{
  GString *text = begin (self, "C:");

  g_string_append_printf (text, "‹%s, %" G_GSIZE_FORMAT " bytes›", what, length);
  push (self, g_string_free_and_steal (text));
}

/** net_transcript_note: an event that is no line: connected, TLS on */
void
net_transcript_note (NetTranscript *self, const char *note)
{
  GString *text = begin (self, "--");

  g_string_append (text, note);
  push (self, g_string_free_and_steal (text));
}

/** net_transcript_dup_text: Returns: (transfer full): all kept lines, oldest first, UTF-8 */
char *
net_transcript_dup_text (NetTranscript *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < RING; i++)
    {
      const char *line = self->lines[(self->next + i) % RING];

      if (line != NULL)
        g_string_append_printf (text, "%s\n", line);
    }
  hide_secrets (self, text);
  return g_string_free_and_steal (text);
}
