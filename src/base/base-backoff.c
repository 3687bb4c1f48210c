/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base-backoff.c: how long to wait after the n-th failure. Owned by one thread. */

#include "base-backoff.h"

static const guint pauses_ms[] = { 5 * 1000, 30 * 1000, 2 * 60 * 1000, 10 * 60 * 1000 };

/** base_backoff_next_ms: counts one failure. Returns: milliseconds until the next attempt, ±20 % so that clients spread */
guint
base_backoff_next_ms (BaseBackoff *self)
{
  guint i = MIN (self->failures, G_N_ELEMENTS (pauses_ms) - 1);

  self->failures++;
  /* The shortest pause is a promise to the server, so jitter only lengthens it. */
  return (guint) (pauses_ms[i] * g_random_double_range (i == 0 ? 1.0 : 0.8, 1.2));
}

/** base_backoff_reset: an attempt succeeded. */
void
base_backoff_reset (BaseBackoff *self)
{
  self->failures = 0;
}
