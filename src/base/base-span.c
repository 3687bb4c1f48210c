/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base-span.c: what of BaseSpan is too long for the header. Pure functions, any thread. */

#include "base-span.h"

/**
 * base_span_take_number:
 * @max: the largest number that is allowed
 * @number: (out): the number
 *
 * Takes decimal digits. Returns: %FALSE, with the cursor where it was, when there is no digit or more than @max.
 */
gboolean
base_span_take_number (BaseSpan *self, guint64 max, guint64 *number)
{
  gsize start = self->position;
  guint64 value = 0;

  while (g_ascii_isdigit (base_span_peek (self)))
    {
      guint digit = (guint) (base_span_take (self) - '0');

      if (value > (max - MIN (digit, max)) / 10 || value * 10 + digit > max)
        {
          self->position = start;
          return FALSE;
        }
      value = value * 10 + digit;
    }
  if (self->position == start)
    return FALSE;
  *number = value;
  return TRUE;
}

/** base_span_dup_rest: Returns: (transfer full): what is left, NUL-terminated (NULs inside stay) */
char *
base_span_dup_rest (const BaseSpan *self)
{
  return g_strndup (self->data + self->position, base_span_left (self));
}
