/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-local-loop.c: the background work of a POP3 or local account
 *
 * One worker: what the person did and what waits in the outbox at once, a look at the POP3 server every ten minutes or when
 * asked, later and later after failures. Nothing is held open in between. */

#include "sync-local-loop.h"

#include "base-backoff.h"
#include "base-worker.h"
#include "sync-error.h"
#include "sync-local.h"
#include "sync-outbox.h"

#define LOOK_EVERY_US (G_GINT64_CONSTANT (600) * G_USEC_PER_SEC)

struct _SyncLocalLoop
{
  SyncSetup *setup;
  BaseWorker *worker;
  SyncStateFunc func;
  gpointer user_data;
  gint asked;          /* atomic: a look at the server is wanted */
  gint state;          /* atomic: SyncState */
  BaseBackoff backoff; /* the worker's, as the next */
  gint64 next_look_us;
};

static void
set_state (SyncLocalLoop *self, SyncState state, const GError *error)
{
  if (g_atomic_int_get (&self->state) == (gint) state && error == NULL)
    return;
  g_atomic_int_set (&self->state, state);
  if (self->func != NULL)
    self->func (self->setup->account_id, state, error, self->user_data);
}

/* Sends what is due. Returns: ms until more is, -1: nothing waits */
static gint64
send_due (SyncLocalLoop *self, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  gboolean sent = FALSE;
  gint64 next_ms = -1;

  if (!sync_outbox_has_work (self->setup))
    return -1;
  if (self->setup->account->kind == STORE_ACCOUNT_LOCAL)
    {
      if (!sync_demo_deliver (self->setup, &next_ms, &error))
        g_info ("demo: %s", error->message);
      return next_ms;
    }
  if (!sync_outbox_send (self->setup, &sent, &next_ms, cancellable, &error))
    g_info ("outbox: %s", error->message);
  return next_ms;
}

static void
work (SyncLocalLoop *self, gboolean look, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  if (look)
    set_state (self, SYNC_STATE_SYNCING, NULL);
  if (sync_local_round (self->setup, look, NULL, cancellable, &error))
    {
      if (!look)
        return;
      base_backoff_reset (&self->backoff);
      self->next_look_us = g_get_monotonic_time () + LOOK_EVERY_US;
      set_state (self, SYNC_STATE_IDLE, NULL);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->next_look_us
      = g_get_monotonic_time () + base_backoff_next_ms (&self->backoff) * G_GINT64_CONSTANT (1000);
  set_state (self,
             sync_error_judge (error).retry == BASE_RETRY_AFTER_PERSON ? SYNC_STATE_NEEDS_ATTENTION
                                                                       : SYNC_STATE_OFFLINE,
             error);
}

static gint64
rest (BaseWake *wake, GCancellable *cancellable, gpointer data)
{
  SyncLocalLoop *self = data;
  gint64 send_ms, look_ms;
  gboolean look;

  base_wake_clear (wake);
  send_ms = send_due (self, cancellable);
  look = g_atomic_int_compare_and_exchange (&self->asked, TRUE, FALSE)
         || g_get_monotonic_time () >= self->next_look_us;
  work (self, look, cancellable);
  if (g_cancellable_is_cancelled (cancellable))
    return -1;
  look_ms = MAX (0, (self->next_look_us - g_get_monotonic_time ()) / 1000);
  return send_ms >= 0 ? MIN (send_ms, look_ms) : look_ms;
}

/** sync_local_loop_start: Returns: (transfer full): at work; sync_local_loop_stop () it. @func (nullable): on the worker's thread */
SyncLocalLoop *
sync_local_loop_start (SyncSetup *setup, SyncStateFunc func, gpointer user_data)
{
  SyncLocalLoop *self = g_new0 (SyncLocalLoop, 1);

  self->setup = sync_setup_ref (setup);
  self->func = func;
  self->user_data = user_data;
  self->state = SYNC_STATE_STOPPED;
  self->worker = base_worker_new ("alp-local");
  base_worker_set_rest (self->worker, rest, self);
  return self;
}

/** sync_local_loop_stop: ends and frees; at most a few seconds */
void
sync_local_loop_stop (SyncLocalLoop *self)
{
  base_worker_stop (self->worker);
  base_worker_join (self->worker);
  set_state (self, SYNC_STATE_STOPPED, NULL);
  base_worker_unref (self->worker);
  sync_setup_unref (self->setup);
  g_free (self);
}

/** sync_local_loop_wake: something is in the journal or the outbox */
void
sync_local_loop_wake (SyncLocalLoop *self)
{
  base_wake_signal (base_worker_get_wake (self->worker));
}

/** sync_local_loop_refresh: somebody wants to see what is new */
void
sync_local_loop_refresh (SyncLocalLoop *self)
{
  g_atomic_int_set (&self->asked, TRUE);
  sync_local_loop_wake (self);
}

/** sync_local_loop_get_state: Returns: what it does */
SyncState
sync_local_loop_get_state (SyncLocalLoop *self)
{
  return (SyncState) g_atomic_int_get (&self->state);
}
