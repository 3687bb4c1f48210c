/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-account.c: the supervisor of one account (design 3: connection budget)
 *
 * Three workers, each with a connection of its own:
 *   background   folders, new mail, flags, bodies; then rests in IDLE until the server, a wake or a timer speaks
 *   interactive  what a person waits for: the body of an opened message, replay of the journal
 *   outbox       SMTP
 * Each owns its session on its own thread; what they share (state, requests) is behind one lock or atomic.
 *
 * Failures: sync-error judges them. A lost connection is made again at once, the second time in a row after a growing
 * pause; what only a person can solve rests until the password changes or somebody asks. A change of the network
 * ends a pause. The network monitor is believed when it says "changed", never when it says "no network": a server may
 * be on this machine. */

#include "sync-account.h"

#include "base-backoff.h"
#include "base-clock.h"
#include "base-worker.h"
#include "sync-body.h"
#include "sync-journal.h"
#include "sync-outbox.h"
#include "sync-prefetch.h"
#include "sync-round.h"
#include "sync-session.h"

#define POLL_US (5 * 60 * G_USEC_PER_SEC) /* the folders that IDLE does not watch */
#define INTERACTIVE_REST_MS (60 * 1000)   /* then its connection is closed */
#define ATTENTION_RETRY_US                                                                                   \
  (G_GINT64_CONSTANT (3600)                                                                                  \
   * G_USEC_PER_SEC) /* a server that wrongly refused a password may have recovered */

struct _SyncAccount
{
  gatomicrefcount ref_count;
  SyncSetup *setup;
  SyncBodies bodies;
  SyncStateFunc state_func;
  gpointer state_data;
  GMutex lock; /* guards state */
  SyncState state;
  GCancellable *stop; /* cancelled: nothing begins any more, what runs ends */
  gint asked;         /* atomic: somebody wants a round now */
  gint changed;       /* atomic: only the outbox or journal has news for the background */
  gulong network_handler;
  GNetworkMonitor *monitor;

  BaseWorker *background;
  SyncSession *session; /* background thread */
  BaseBackoff backoff;  /* background thread */
  gint64 next_try_us;   /* background thread, monotonic */
  gint64 next_round_us; /* background thread, monotonic */

  BaseWorker *interactive;
  SyncSession *interactive_session; /* interactive thread */
  gint64 interactive_used_us;       /* interactive thread */

  BaseWorker *outbox;
  BaseBackoff outbox_backoff; /* outbox thread */
};

SyncAccount *
sync_account_ref (SyncAccount *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/* The workers are stopped by sync_account_stop(). */
void
sync_account_unref (SyncAccount *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->background, base_worker_unref);
  g_clear_pointer (&self->interactive, base_worker_unref);
  g_clear_pointer (&self->outbox, base_worker_unref);
  sync_setup_unref (self->setup);
  g_object_unref (self->stop);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
set_state (SyncAccount *self, SyncState state, const GError *error)
{
  gboolean news;

  g_mutex_lock (&self->lock);
  news = self->state != state || error != NULL;
  self->state = state;
  g_mutex_unlock (&self->lock);
  if (news && self->state_func != NULL)
    self->state_func (self->setup->account_id, state, error, self->state_data);
}

/* What the account does now. Any thread. */
SyncState
sync_account_get_state (SyncAccount *self)
{
  SyncState state;

  g_mutex_lock (&self->lock);
  state = self->state;
  g_mutex_unlock (&self->lock);
  return state;
}

static void
background_failed (SyncAccount *self, const GError *error)
{
  SyncVerdict verdict = sync_error_judge (error);
  gint64 now = base_clock_monotonic_us ();

  g_clear_pointer (&self->session, sync_session_free);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_info ("account %" G_GINT64_FORMAT ": %s", self->setup->account_id, error->message);
  if (verdict.retry == BASE_RETRY_AFTER_PERSON)
    {
      self->next_try_us = now + ATTENTION_RETRY_US;
      set_state (self, SYNC_STATE_NEEDS_ATTENTION, error);
      return;
    }
  if (verdict.retry == BASE_RETRY_NOW && self->backoff.failures == 0)
    {
      self->backoff.failures = 1;
      self->next_try_us = now;
      return;
    }
  self->next_try_us = now + (gint64) base_backoff_next_ms (&self->backoff) * 1000;
  set_state (self, SYNC_STATE_OFFLINE, error);
}

/* One step: connect when needed, look at what is due, then rest. FALSE on failure. */
static gboolean
background_step (SyncAccount *self, BaseWake *wake, GCancellable *cancellable, GError **error)
{
  gboolean asked = g_atomic_int_compare_and_exchange (&self->asked, TRUE, FALSE);
  gboolean changed = g_atomic_int_compare_and_exchange (&self->changed, TRUE, FALSE);

  if (self->session == NULL)
    {
      set_state (self, SYNC_STATE_CONNECTING, NULL);
      self->session = sync_session_open (self->setup, cancellable, error);
      if (self->session == NULL)
        return FALSE;
      self->next_round_us = 0;
    }
  if (asked || base_clock_monotonic_us () >= self->next_round_us)
    {
      SyncRoundOptions options = { .interrupt = wake };

      set_state (self, SYNC_STATE_SYNCING, NULL);
      if (!sync_round_run (self->session, &options, NULL, cancellable, error))
        return FALSE;
      /* A round that made way for other work goes on after it. */
      self->next_round_us = base_wake_is_set (wake) ? 0 : base_clock_monotonic_us () + POLL_US;
    }
  else if (changed)
    {
      if (!sync_round_news (self->session, cancellable, error))
        return FALSE;
    }
  self->backoff.failures = 0;
  set_state (self, SYNC_STATE_IDLE, NULL);
  if (!sync_prefetch_all (self->session, &(SyncPrefetchOptions) { .bodies = self->bodies, .interrupt = wake },
                          cancellable, error))
    return FALSE;
  if (base_wake_is_set (wake))
    return TRUE;
  return sync_round_rest (self->session, self->next_round_us, wake, cancellable, error);
}

static gint64
background_rest (BaseWake *wake, GCancellable *cancellable, gpointer data)
{
  SyncAccount *self = data;
  g_autoptr (GError) error = NULL;
  gint64 left_us = self->next_try_us - base_clock_monotonic_us ();

  if (g_cancellable_is_cancelled (self->stop))
    return -1;
  if (g_atomic_int_get (&self->asked))
    left_us = MIN (left_us, 0);
  if (left_us > 0)
    return left_us / 1000 + 1;
  if (!background_step (self, wake, self->stop, &error))
    background_failed (self, error);
  left_us = self->next_try_us - base_clock_monotonic_us ();
  return MAX (left_us / 1000, 0);
}

/* Jobs of the interactive worker */

static SyncSession *
interactive_session (SyncAccount *self, GCancellable *cancellable, GError **error)
{
  if (self->interactive_session == NULL)
    self->interactive_session = sync_session_open (self->setup, cancellable, error);
  self->interactive_used_us = base_clock_monotonic_us ();
  return self->interactive_session;
}

/* Whether a job that failed with @error may be tried once more: its kept connection had died meanwhile. */
static gboolean
interactive_try_again (SyncAccount *self, gboolean was_kept, GError **error)
{
  if (sync_error_judge (*error).retry != BASE_RETRY_NOW)
    return FALSE;
  g_clear_pointer (&self->interactive_session, sync_session_free);
  if (was_kept)
    g_clear_error (error);
  return was_kept;
}

static gint64
interactive_rest (BaseWake *wake, GCancellable *cancellable, gpointer data)
{
  SyncAccount *self = data;
  gint64 left;

  if (self->interactive_session == NULL)
    return -1;
  left = INTERACTIVE_REST_MS - (base_clock_monotonic_us () - self->interactive_used_us) / 1000;
  if (left > 0)
    return left;
  g_clear_pointer (&self->interactive_session, sync_session_free);
  return -1;
}

typedef struct
{
  SyncAccount *account;
  gint64 message_id;
} BodyJob;

static void
forward_cancel (GCancellable *from, gpointer to)
{
  g_cancellable_cancel (to);
}

static gpointer
body_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  BodyJob *job = argument;
  SyncAccount *self = job->account;
  gboolean kept = self->interactive_session != NULL;
  g_autoptr (GError) local_error = NULL;
  GBytes *body = NULL;
  gulong handler = g_cancellable_connect (self->stop, G_CALLBACK (forward_cancel), g_object_ref (cancellable),
                                          g_object_unref);

  for (guint attempt = 0; attempt < 2; attempt++)
    {
      SyncSession *session = interactive_session (self, cancellable, &local_error);

      if (session != NULL)
        body = sync_body_fetch (session, job->message_id, 0, cancellable, &local_error);
      if (body != NULL || !interactive_try_again (self, kept && attempt == 0, &local_error))
        break;
    }
  g_cancellable_disconnect (self->stop, handler);
  if (body == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return body;
}

/* The body of a message, from the server if it is not here. Blocks; not on one of the account's workers. */
GBytes *
sync_account_fetch_body (SyncAccount *self, gint64 message_id, GCancellable *cancellable, GError **error)
{
  BodyJob job = { self, message_id };

  return base_worker_run_sync (self->interactive, BASE_PRIORITY_INTERACTIVE, body_job, &job, cancellable,
                               error);
}

static gpointer
journal_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  SyncAccount *self = argument;
  gboolean kept = self->interactive_session != NULL;
  g_autoptr (GError) local_error = NULL;

  if (g_cancellable_is_cancelled (self->stop) || !sync_journal_has_work (self->setup))
    return NULL;
  for (guint attempt = 0; attempt < 2; attempt++)
    {
      SyncSession *session = interactive_session (self, self->stop, &local_error);

      if (session != NULL && sync_journal_replay (session, self->stop, &local_error))
        return NULL;
      if (!interactive_try_again (self, kept && attempt == 0, &local_error))
        break;
    }
  /* The next round tries again. */
  g_info ("journal: %s", local_error->message);
  return NULL;
}

/* Outbox worker */

static gint64
outbox_rest (BaseWake *wake, GCancellable *cancellable, gpointer data)
{
  SyncAccount *self = data;
  g_autoptr (GError) error = NULL;
  gboolean sent = FALSE;
  gint64 next_ms = -1;

  if (g_cancellable_is_cancelled (self->stop))
    return -1;
  if (!sync_outbox_send (self->setup, &sent, &next_ms, self->stop, &error))
    {
      next_ms = base_backoff_next_ms (&self->outbox_backoff);
      g_info ("outbox: %s", error->message);
      if (sync_error_judge (error).retry == BASE_RETRY_AFTER_PERSON)
        set_state (self, SYNC_STATE_NEEDS_ATTENTION, error);
    }
  else
    base_backoff_reset (&self->outbox_backoff);
  if (sent)
    {
      g_atomic_int_set (&self->changed, TRUE);
      base_wake_signal (base_worker_get_wake (self->background));
    }
  return next_ms;
}

/* The account as a whole */

static void
on_network_changed (GNetworkMonitor *monitor, gboolean available, gpointer data)
{
  if (available)
    sync_account_refresh (data);
}

/**
 * sync_account_start:
 * @func: called on worker threads
 *
 * Returns: (transfer full): the account at work. sync_account_stop() and sync_account_unref() it.
 */
SyncAccount *
sync_account_start (SyncSetup *setup, SyncBodies bodies, SyncStateFunc func, gpointer user_data)
{
  SyncAccount *self = g_new0 (SyncAccount, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->setup = sync_setup_ref (setup);
  self->bodies = bodies;
  self->state_func = func;
  self->state_data = user_data;
  self->state = SYNC_STATE_STOPPED;
  self->stop = g_cancellable_new ();
  self->background = base_worker_new ("alp-sync");
  self->interactive = base_worker_new ("alp-now");
  self->outbox = base_worker_new ("alp-outbox");
  self->monitor = g_network_monitor_get_default ();
  self->network_handler = g_signal_connect_data (self->monitor, "network-changed",
                                                 G_CALLBACK (on_network_changed), sync_account_ref (self),
                                                 (GClosureNotify) (void (*) (void)) sync_account_unref, 0);
  base_worker_set_rest (self->interactive, interactive_rest, self);
  base_worker_set_rest (self->outbox, outbox_rest, self);
  base_worker_set_rest (self->background, background_rest, self);
  return self;
}

/* A session is closed on the thread that opened it. */
static gpointer
close_sessions (gpointer argument, GCancellable *cancellable, GError **error)
{
  SyncSession **session = argument;

  g_clear_pointer (session, sync_session_free);
  return NULL;
}

/* Ends the workers and waits for them (a few seconds at most: everything they do is cancellable). */
void
sync_account_stop (SyncAccount *self)
{
  if (self->network_handler != 0)
    g_signal_handler_disconnect (self->monitor, self->network_handler);
  self->network_handler = 0;
  g_cancellable_cancel (self->stop);
  base_worker_run_sync (self->background, BASE_PRIORITY_INTERACTIVE, close_sessions, &self->session, NULL,
                        NULL);
  base_worker_run_sync (self->interactive, BASE_PRIORITY_BACKGROUND, close_sessions,
                        &self->interactive_session, NULL, NULL);
  base_worker_stop (self->background);
  base_worker_stop (self->interactive);
  base_worker_stop (self->outbox);
  base_worker_join (self->background);
  base_worker_join (self->interactive);
  base_worker_join (self->outbox);
  set_state (self, SYNC_STATE_STOPPED, NULL);
}

/* There is work in the journal or the outbox. */
void
sync_account_wake (SyncAccount *self)
{
  base_worker_post (self->interactive, BASE_PRIORITY_NORMAL, journal_job, sync_account_ref (self),
                    (GDestroyNotify) sync_account_unref);
  base_wake_signal (base_worker_get_wake (self->outbox));
}

/* Somebody wants to see what is new, or what kept us waiting is solved: a whole round now. */
void
sync_account_refresh (SyncAccount *self)
{
  sync_account_wake (self);
  g_atomic_int_set (&self->asked, TRUE);
  base_wake_signal (base_worker_get_wake (self->background));
}
