/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base-wake.c: the signal that ends a rest
 *
 * A worker that rests (IMAP IDLE, an empty queue) iterates its own main context. Another thread that has work for it
 * sets the flag and wakes that context. The flag stays set until the owner clears it, so a signal that comes just
 * before the rest begins is not lost. Any thread may signal; only the owner waits and clears. */

#include "base-wake.h"

struct _BaseWake
{
  gatomicrefcount ref_count;
  gint is_set; /* atomic */
  GMainContext *context;
};

/**
 * base_wake_new:
 * @context: the main context that its owner iterates while it rests
 *
 * Returns: (transfer full): a wake that is not set
 */
BaseWake *
base_wake_new (GMainContext *context)
{
  BaseWake *self = g_new0 (BaseWake, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->context = g_main_context_ref (context);
  return self;
}

/** base_wake_ref: Returns: (transfer full): @self. Any thread. */
BaseWake *
base_wake_ref (BaseWake *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/** base_wake_unref: gives up one reference; frees with the last. Any thread. */
void
base_wake_unref (BaseWake *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_main_context_unref (self->context);
  g_free (self);
}

/** base_wake_signal: ends the owner's present or next rest. Any thread; never blocks. */
void
base_wake_signal (BaseWake *self)
{
  g_atomic_int_set (&self->is_set, TRUE);
  g_main_context_wakeup (self->context);
}

/** base_wake_clear: called by the owner when it begins to look for the work that the signal announced. */
void
base_wake_clear (BaseWake *self)
{
  g_atomic_int_set (&self->is_set, FALSE);
}

/** base_wake_is_set: Returns: whether a signal came since the last clear. Any thread. */
gboolean
base_wake_is_set (BaseWake *self)
{
  return g_atomic_int_get (&self->is_set);
}
