/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net-loop.c: waiting in place on a main context (design 1.2)
 *
 * Every wait of net goes through net_loop_run (): it iterates the thread's own main context until the awaited thing
 * happened, the deadline passed, the job was cancelled or a wake came, whichever is first. So no thread ever sits in a
 * system call that nothing can end. Runs on the thread whose context it is. */

#include "net-loop.h"

static gboolean
on_timer (gpointer user_data)
{
  return G_SOURCE_REMOVE; /* being dispatched is all it is for */
}

/* On the thread that cancels. */
static void
on_cancelled (GCancellable *cancellable, gpointer context)
{
  g_main_context_wakeup (context);
}

static GSource *
attach_timer (GMainContext *context, gint64 deadline_us)
{
  gint64 left_us = MAX (deadline_us - g_get_monotonic_time (), 0);
  GSource *timer = g_timeout_source_new ((guint) MIN (left_us / 1000 + 1, G_MAXINT));

  g_source_set_ready_time (timer, deadline_us);
  g_source_set_callback (timer, on_timer, NULL, NULL);
  g_source_attach (timer, context);
  return timer;
}

/**
 * net_loop_run:
 * @context: the thread's own main context
 * @done: set to %TRUE by some source of @context
 * @deadline_us: on base_clock_monotonic_us (); -1: none
 * @wake: (nullable): also ends the wait
 * @cancellable: (nullable): also ends the wait
 *
 * Returns: what ended the wait; something done counts before everything else
 */
NetLoopEnd
net_loop_run (GMainContext *context, const gboolean *done, gint64 deadline_us, BaseWake *wake,
              GCancellable *cancellable)
{
  GSource *timer = deadline_us >= 0 ? attach_timer (context, deadline_us) : NULL;
  /* No GCancellableSource: cancelling touches the context of such a source, on the other thread, even when this wait is
   * over and the context freed. Disconnecting a handler waits until it has run. */
  gulong handler = cancellable != NULL
                       ? g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), context, NULL)
                       : 0;
  NetLoopEnd end = 0;

  while (end == 0)
    {
      if (*done)
        end = NET_LOOP_DONE;
      else if (g_cancellable_is_cancelled (cancellable))
        end = NET_LOOP_CANCELLED;
      else if (wake != NULL && base_wake_is_set (wake))
        end = NET_LOOP_WAKE;
      else if (deadline_us >= 0 && g_get_monotonic_time () >= deadline_us)
        end = NET_LOOP_DEADLINE;
      else
        g_main_context_iteration (context, TRUE);
    }
  if (timer != NULL)
    g_source_destroy (timer);
  g_clear_pointer (&timer, g_source_unref);
  g_cancellable_disconnect (cancellable, handler);
  return end;
}

/** net_call_init: prepares @self for one operation */
void
net_call_init (NetCall *self)
{
  *self = (NetCall) { FALSE, NULL, g_cancellable_new () };
}

/** net_call_ready: the GAsyncReadyCallback to give to the operation, with the call as user data */
void
net_call_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  NetCall *self = user_data;

  self->result = g_object_ref (result);
  self->done = TRUE;
}

/**
 * net_call_await:
 *
 * Waits for the operation. When the deadline passes or @cancellable is cancelled, cancels the operation and waits for
 * it to say so, so that nothing of it is left behind. Returns: what ended the wait; the result is there in any case.
 */
NetLoopEnd
net_call_await (NetCall *self, GMainContext *context, gint64 deadline_us, GCancellable *cancellable)
{
  NetLoopEnd end = net_loop_run (context, &self->done, deadline_us, NULL, cancellable);

  if (end == NET_LOOP_DONE)
    return end;
  g_cancellable_cancel (self->cancellable);
  net_loop_run (context, &self->done, -1, NULL, NULL);
  return end;
}

/** net_call_clear: frees what the call holds */
void
net_call_clear (NetCall *self)
{
  g_clear_object (&self->result);
  g_clear_object (&self->cancellable);
}
