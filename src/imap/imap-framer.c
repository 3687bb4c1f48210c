/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-framer.c: lines and literals → one whole response (RFC 9051 4.3)
 *
 * Pure. A response is a line, or lines joined by literals. Nothing is allocated from a number the server wrote; a literal
 * over the limit ends the connection, because nobody knows what is data after it (I-01, I-02). */

#include "imap-framer.h"

#include "base-span.h"
#include "imap-error.h"
#include "imap-value.h"

#define LITERALS_MAX 1000000
#define LARGE_MAX 500 /* of over IMAP_FRAMER_SMALL_MAX bytes; each may be an open mapping */

/* Status lines and continuations end in human text, which may look like a literal and is none. */
static gboolean
is_text_line (const char *line, gsize length)
{
  static const char *const words[] = { "OK", "NO", "BAD", "BYE", "PREAUTH" };
  BaseSpan span = base_span (line, length);

  if (length > 0 && line[0] == '+')
    return TRUE;
  while (!base_span_at_end (&span) && base_span_peek (&span) != ' ')
    span.position++;
  base_span_skip_spaces (&span);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      BaseSpan word = span;

      if (base_span_skip_word (&word, words[i])
          && (base_span_at_end (&word) || base_span_peek (&word) == ' '))
        return TRUE;
    }
  return FALSE;
}

/* 0: no literal at the end of the line. The number has only digits; anything else is text (I-01). */
static gsize
find_literal (const char *line, gsize length)
{
  gsize i = length;

  if (length < 3 || line[length - 1] != '}')
    return 0;
  for (i = length - 2; i > 0 && g_ascii_isdigit (line[i]); i--)
    ;
  return line[i] == '{' && i < length - 2 ? length - i : 0;
}

static ImapFrame
too_large (GError **error)
{
  g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_TOO_LARGE, "a response is larger than any we accept");
  return IMAP_FRAME_ERROR;
}

/**
 * imap_framer_feed_line:
 * @line: without CRLF
 * @literal: (out): for IMAP_FRAME_LITERAL: how many bytes to read and feed next
 */
ImapFrame
imap_framer_feed_line (ImapFramer *self, const char *line, gsize length, guint64 *literal, GError **error)
{
  gsize marker = 0;
  BaseSpan span;

  if (self->text == NULL)
    {
      while (length > 0 && *line == '\0') /* seen in the wild (I-08) */
        line++, length--;
      self->text = g_string_sized_new (length + 1);
      if (!is_text_line (line, length))
        marker = find_literal (line, length);
    }
  else
    marker = find_literal (line, length);
  if (self->text->len + length > IMAP_FRAMER_LINE_MAX)
    return too_large (error);
  g_string_append_len (self->text, line, length);
  if (marker == 0)
    return IMAP_FRAME_DONE;
  span = base_span (line + length - marker + 1, marker - 2);
  if (!base_span_take_number (&span, IMAP_FRAMER_LITERAL_MAX, literal) || !base_span_at_end (&span)
      || ++self->n_literals > LITERALS_MAX)
    return too_large (error);
  self->total += *literal;
  if (self->total > IMAP_FRAMER_LITERAL_MAX)
    return too_large (error);
  /* Written anew: the parser wants plain digits. */
  g_string_truncate (self->text, self->text->len - marker);
  g_string_append_printf (self->text, "{%" G_GUINT64_FORMAT "}\n", *literal);
  self->literal = *literal;
  return IMAP_FRAME_LITERAL;
}

/** imap_framer_feed_literal: @bytes must be as many as the last call asked for. */
gboolean
imap_framer_feed_literal (ImapFramer *self, GBytes *bytes, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  if (length <= IMAP_FRAMER_SMALL_MAX)
    {
      if (self->text->len + length > IMAP_FRAMER_LINE_MAX)
        return too_large (error) != IMAP_FRAME_ERROR;
      g_string_append_c (self->text, IMAP_LITERAL_SMALL);
      g_string_append_len (self->text, data, length);
      return TRUE;
    }
  if (self->literals != NULL && self->literals->len >= LARGE_MAX)
    return too_large (error) != IMAP_FRAME_ERROR;
  if (self->literals == NULL)
    self->literals = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_ptr_array_add (self->literals, g_bytes_ref (bytes));
  g_string_append_c (self->text, IMAP_LITERAL_LARGE);
  return TRUE;
}

/** imap_framer_take: (transfer full): the response's text and large literals (nullable); the framer is empty then. */
GString *
imap_framer_take (ImapFramer *self, GPtrArray **literals)
{
  GString *text = g_steal_pointer (&self->text);

  *literals = g_steal_pointer (&self->literals);
  imap_framer_clear (self);
  return text;
}

/** imap_framer_clear: forgets what was fed. */
void
imap_framer_clear (ImapFramer *self)
{
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  g_clear_pointer (&self->literals, g_ptr_array_unref);
  *self = (ImapFramer) { 0 };
}
