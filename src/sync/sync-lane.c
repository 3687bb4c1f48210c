/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-lane.c: a worker and its connection
 *
 * A lost connection is made again at once, the second time in a row after a growing pause with jitter; what only a person can
 * solve rests for an hour, or until somebody asks. After sleep nothing on the old connection is waited for: whatever blocks is
 * cancelled. After a change of the network the connection is asked by NOOP, with little patience. */

#include "sync-lane.h"

#include "base-clock.h"
#include "net-stream.h"

#define PERSON_US                                                                                            \
  (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC) /* a server that wrongly refused may have recovered */
#define PROBE_MS (10 * 1000)
#define COMMAND_MS (60 * 1000)

struct _SyncLane
{
  SyncSetup *setup;
  BaseWorker *worker;
  SyncSession *session; /* nullable */
  BaseBackoff backoff;
  gint64 next_try_us;
  gint hurry, probe, distrust; /* atomic */
  GMutex lock;                 /* guards io, stopped */
  GCancellable *io;            /* of whatever the lane does on its connection */
  gboolean stopped;
};

/* Starts the lane's worker, which has nothing to do yet. */
SyncLane *
sync_lane_new (const char *name, SyncSetup *setup)
{
  SyncLane *self = g_new0 (SyncLane, 1);

  self->setup = sync_setup_ref (setup);
  self->worker = base_worker_new (name);
  self->io = g_cancellable_new ();
  g_mutex_init (&self->lock);
  return self;
}

/* After sync_lane_stop (). */
void
sync_lane_free (SyncLane *self)
{
  if (self == NULL)
    return;
  base_worker_unref (self->worker);
  sync_setup_unref (self->setup);
  g_object_unref (self->io);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gpointer
close_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  sync_lane_close (argument);
  return NULL;
}

/* Ends what runs and waits for it: a few seconds at most. Any thread but the lane's. */
void
sync_lane_stop (SyncLane *self)
{
  g_mutex_lock (&self->lock);
  self->stopped = TRUE;
  g_cancellable_cancel (self->io);
  g_mutex_unlock (&self->lock);
  /* A session is closed on the thread that opened it. */
  base_worker_run_sync (self->worker, BASE_PRIORITY_INTERACTIVE, close_job, self, NULL, NULL);
  base_worker_stop (self->worker);
  base_worker_join (self->worker);
}

/* Any thread. */
BaseWorker *
sync_lane_get_worker (SyncLane *self)
{
  return self->worker;
}

/* What the lane passes to everything that blocks; another one after each sleep. */
GCancellable *
sync_lane_get_cancellable (SyncLane *self)
{
  return self->io;
}

gboolean
sync_lane_is_open (SyncLane *self)
{
  return self->session != NULL;
}

/* Gives the connection up without a word. */
void
sync_lane_close (SyncLane *self)
{
  g_clear_pointer (&self->session, sync_session_free);
}

static gboolean
is_alive (SyncLane *self)
{
  ImapSession *imap = sync_session_get_imap (self->session);
  NetStream *stream = imap_session_get_stream (imap);
  g_autoptr (GError) error = NULL;
  gboolean alive;

  net_stream_set_timeout (stream, PROBE_MS);
  alive = imap_session_noop (imap, self->io, &error);
  net_stream_set_timeout (stream, COMMAND_MS);
  if (!alive)
    g_info ("the connection did not survive the change of network: %s", error->message);
  return alive;
}

/* A new cancellable after one that sleep has cancelled. */
static void
renew_io (SyncLane *self)
{
  g_mutex_lock (&self->lock);
  if (!self->stopped && g_cancellable_is_cancelled (self->io))
    {
      g_object_unref (self->io);
      self->io = g_cancellable_new ();
    }
  g_mutex_unlock (&self->lock);
}

/**
 * sync_lane_get_session:
 *
 * Connects when there is no connection or the one there is must not be trusted. Blocks. Returns: (transfer none): %NULL on
 * failure
 */
SyncSession *
sync_lane_get_session (SyncLane *self, GError **error)
{
  if (g_atomic_int_compare_and_exchange (&self->distrust, TRUE, FALSE))
    sync_lane_close (self);
  renew_io (self);
  if (g_atomic_int_compare_and_exchange (&self->probe, TRUE, FALSE) && self->session != NULL
      && !is_alive (self))
    sync_lane_close (self);
  if (self->session != NULL && imap_session_is_broken (sync_session_get_imap (self->session)))
    sync_lane_close (self);
  if (self->session == NULL)
    self->session = sync_session_open (self->setup, self->io, error);
  return self->session;
}

/**
 * sync_lane_failed:
 *
 * Closes the connection and decides when to try again.
 */
SyncLaneOutcome
sync_lane_failed (SyncLane *self, const GError *error)
{
  SyncVerdict verdict = sync_error_judge (error);
  gint64 now = base_clock_monotonic_us ();
  gboolean stopped, slept;

  sync_lane_close (self);
  g_mutex_lock (&self->lock);
  stopped = self->stopped;
  slept = !stopped && g_cancellable_is_cancelled (self->io);
  g_mutex_unlock (&self->lock);
  if (stopped)
    return SYNC_LANE_STOPPED;
  if (slept)
    {
      self->next_try_us = now;
      return SYNC_LANE_AGAIN;
    }
  if (verdict.retry == BASE_RETRY_AFTER_PERSON)
    {
      self->next_try_us = now + PERSON_US;
      return SYNC_LANE_PERSON;
    }
  if (verdict.retry == BASE_RETRY_NOW && self->backoff.failures == 0)
    {
      self->backoff.failures = 1;
      self->next_try_us = now;
      return SYNC_LANE_AGAIN;
    }
  self->next_try_us = now + (gint64) base_backoff_next_ms (&self->backoff) * 1000;
  return SYNC_LANE_LATER;
}

void
sync_lane_succeeded (SyncLane *self)
{
  base_backoff_reset (&self->backoff);
  self->next_try_us = 0;
}

/* Milliseconds until the lane may try again; 0: now. */
gint64
sync_lane_get_pause (SyncLane *self)
{
  gint64 left_us = self->next_try_us - base_clock_monotonic_us ();

  if (g_atomic_int_compare_and_exchange (&self->hurry, TRUE, FALSE))
    self->next_try_us = left_us = 0;
  return left_us > 0 ? left_us / 1000 + 1 : 0;
}

/* A pause ends: somebody asks, or the network came back. Any thread. */
void
sync_lane_hurry (SyncLane *self)
{
  g_atomic_int_set (&self->hurry, TRUE);
  base_wake_signal (base_worker_get_wake (self->worker));
}

/* The computer slept: the connection is dead, whatever it looks like. Any thread. */
void
sync_lane_distrust (SyncLane *self)
{
  g_atomic_int_set (&self->distrust, TRUE);
  g_mutex_lock (&self->lock);
  g_cancellable_cancel (self->io);
  g_mutex_unlock (&self->lock);
  sync_lane_hurry (self);
}

/* The network changed: asks the connection whether it lives before it is used again. Any thread. */
void
sync_lane_probe (SyncLane *self)
{
  g_atomic_int_set (&self->probe, TRUE);
  sync_lane_hurry (self);
}
