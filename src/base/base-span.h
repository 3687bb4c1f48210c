/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* BaseSpan: bytes and a cursor, the input of every parser. It owns nothing; the bytes outlive it. Not NUL-terminated. */
typedef struct
{
  const char *data;
  gsize length;
  gsize position; /* ≤ length */
} BaseSpan;

static inline BaseSpan
base_span (const char *data, gsize length)
{
  return (BaseSpan) { data, length, 0 };
}

static inline BaseSpan
base_span_from_string (const char *string)
{
  return base_span (string, strlen (string));
}

static inline gboolean
base_span_at_end (const BaseSpan *self)
{
  return self->position >= self->length;
}

static inline gsize
base_span_left (const BaseSpan *self)
{
  return self->length - self->position;
}

/* The next byte, or -1 at the end. */
static inline int
base_span_peek (const BaseSpan *self)
{
  return self->position < self->length ? (guchar) self->data[self->position] : -1;
}

/* Takes the next byte, or returns -1 at the end. */
static inline int
base_span_take (BaseSpan *self)
{
  return self->position < self->length ? (guchar) self->data[self->position++] : -1;
}

static inline gboolean
base_span_skip_char (BaseSpan *self, char c)
{
  if (base_span_peek (self) != (guchar) c)
    return FALSE;
  self->position++;
  return TRUE;
}

/* Skips @word when it comes next, in any ASCII case. */
static inline gboolean
base_span_skip_word (BaseSpan *self, const char *word)
{
  gsize n = strlen (word);

  if (base_span_left (self) < n || g_ascii_strncasecmp (self->data + self->position, word, n) != 0)
    return FALSE;
  self->position += n;
  return TRUE;
}

static inline void
base_span_skip_spaces (BaseSpan *self)
{
  while (base_span_peek (self) == ' ')
    self->position++;
}

gboolean base_span_take_number (BaseSpan *self, guint64 max, guint64 *number);
char *base_span_dup_rest (const BaseSpan *self);

G_END_DECLS
