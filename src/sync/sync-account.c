/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-account.c: the supervisor of one account (design 3: connection budget)
 *
 * Lanes, each a worker with a connection of its own:
 *   background   folders, new mail, flags; then rests until the server, a wake or a timer speaks
 *   interactive  what a person waits for: the body of an opened message, replay of the journal
 *   bodies       whole messages ahead of demand; not on a metered network, not while power is saved
 *   watch        IDLE on chosen folders, where the server offers no NOTIFY
 *   outbox       SMTP, a worker alone
 *
 * The budget is how many IMAP connections the server may see. One that says "too many" lowers it by one for an hour; then the
 * lanes further down do without: watches go first, bodies move to the background lane, at last the interactive jobs too.
 *
 * Failures: sync-lane. What only a person can solve rests until the password changes or somebody asks. The network monitor is
 * believed when it says "changed", never when it says "no network": a server may be on this machine. */

#include "sync-account.h"

#include "base-backoff.h"
#include "base-clock.h"
#include "base-worker.h"
#include "sync-body.h"
#include "sync-journal.h"
#include "sync-lane.h"
#include "sync-outbox.h"
#include "sync-policy.h"
#include "sync-prefetch.h"
#include "sync-rest.h"
#include "sync-round.h"

#define POLL_US (4 * 60 * G_USEC_PER_SEC)           /* the folders that nothing watches */
#define POLL_NOTIFIED_US (30 * 60 * G_USEC_PER_SEC) /* the server tells of all folders */
#define BUDGET 4
#define BUDGET_MAX 10
#define BUDGET_BACK_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define WATCHES_MAX 4
#define REST_MS (60 * 1000) /* an interactive or bodies connection without work is closed after so long */

typedef struct
{
  SyncAccount *account;
  SyncLane *lane;   /* nullable: never needed so far; under the account's lock */
  gint64 folder_id; /* under the account's lock; 0: none */
} Watch;

struct _SyncAccount
{
  gatomicrefcount ref_count;
  SyncSetup *setup;
  SyncAccountOptions options;
  GMutex lock; /* guards state, budget, watches */
  SyncState state;
  guint budget;
  gint64 budget_back_us; /* when the budget grows again */
  Watch watches[WATCHES_MAX];
  GCancellable *stop; /* cancelled: nothing begins any more */
  gint asked;         /* atomic: somebody wants a round now */
  gint changed;       /* atomic: only the outbox or journal has news for the background */

  SyncLane *background;
  gint64 next_round_us; /* background thread, monotonic */
  SyncLane *interactive;
  gint64 interactive_used_us; /* interactive thread */
  SyncLane *bodies;
  gint64 bodies_used_us; /* bodies thread */
  BaseWorker *outbox;
  BaseBackoff outbox_backoff; /* outbox thread */
};

SyncAccount *
sync_account_ref (SyncAccount *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/* The lanes are stopped by sync_account_stop(). */
void
sync_account_unref (SyncAccount *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  sync_lane_free (self->background);
  sync_lane_free (self->interactive);
  sync_lane_free (self->bodies);
  for (guint i = 0; i < WATCHES_MAX; i++)
    sync_lane_free (self->watches[i].lane);
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
  if (news && self->options.state_func != NULL)
    self->options.state_func (self->setup->account_id, state, error, self->options.state_data);
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

/* The budget */

static guint
budget_wanted (SyncAccount *self)
{
  g_autofree char *text
      = store_account_setting_get (self->setup->store, self->setup->account_id, "connections");

  return text != NULL ? (guint) CLAMP (g_ascii_strtoull (text, NULL, 10), 1, BUDGET_MAX) : BUDGET;
}

/* IMAP connections the server may see now. Any thread. */
guint
sync_account_get_budget (SyncAccount *self)
{
  guint budget;

  g_mutex_lock (&self->lock);
  budget = self->budget;
  g_mutex_unlock (&self->lock);
  return budget;
}

/* Once an hour one more, up to what is wanted. Background thread. */
static void
raise_budget (SyncAccount *self)
{
  guint wanted = budget_wanted (self);

  g_mutex_lock (&self->lock);
  if (self->budget < wanted && base_clock_monotonic_us () >= self->budget_back_us)
    {
      self->budget++;
      self->budget_back_us = base_clock_monotonic_us () + BUDGET_BACK_US;
    }
  g_mutex_unlock (&self->lock);
}

static void
wake_lane (SyncLane *lane)
{
  if (lane != NULL)
    base_wake_signal (base_worker_get_wake (sync_lane_get_worker (lane)));
}

static void
wake_watches (SyncAccount *self)
{
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < WATCHES_MAX; i++)
    wake_lane (self->watches[i].lane);
  g_mutex_unlock (&self->lock);
}

/* The server says that there are too many connections. */
static void
lower_budget (SyncAccount *self, const GError *error)
{
  guint budget;

  if (!g_error_matches (error, IMAP_ERROR, IMAP_ERROR_TOO_MANY))
    return;
  g_mutex_lock (&self->lock);
  if (self->budget > 1)
    self->budget--;
  self->budget_back_us = base_clock_monotonic_us () + BUDGET_BACK_US;
  budget = self->budget;
  g_mutex_unlock (&self->lock);
  g_message ("account %" G_GINT64_FORMAT ": too many connections; %u from now on", self->setup->account_id,
             budget);
  wake_lane (self->background); /* may have to do the others' work */
  wake_lane (self->bodies);
  wake_lane (self->interactive);
  wake_watches (self);
}

/* Whether whole messages may be fetched ahead of demand now. */
static gboolean
may_prefetch (SyncAccount *self)
{
  SyncConditions *conditions = self->options.conditions;
  g_autofree char *metered = NULL;

  if (sync_conditions_is_saving_power (conditions))
    return FALSE;
  if (!sync_conditions_is_metered (conditions))
    return TRUE;
  metered = store_account_setting_get (self->setup->store, self->setup->account_id, "metered");
  return g_strcmp0 (metered, "all") == 0;
}

static SyncPrefetchOptions
prefetch_options (SyncAccount *self, BaseWake *interrupt)
{
  return (SyncPrefetchOptions) { self->options.bodies, interrupt, self->options.progress_func,
                                 self->options.progress_data };
}

/* Background lane */

static gint64
background_failed (SyncAccount *self, const GError *error)
{
  lower_budget (self, error);
  switch (sync_lane_failed (self->background, error))
    {
    case SYNC_LANE_STOPPED:
      return -1;
    case SYNC_LANE_AGAIN:
      return 0;
    case SYNC_LANE_PERSON:
      set_state (self, SYNC_STATE_NEEDS_ATTENTION, error);
      break;
    case SYNC_LANE_LATER:
    default:
      set_state (self, SYNC_STATE_OFFLINE, error);
      break;
    }
  g_info ("account %" G_GINT64_FORMAT ": %s", self->setup->account_id, error->message);
  return sync_lane_get_pause (self->background);
}

/* With ±20 % jitter, so that ten accounts do not ask at once; seldom while power is saved. */
static gint64
next_round (SyncAccount *self, SyncSession *session)
{
  gint64 pause = sync_session_is_notified (session) ? POLL_NOTIFIED_US : POLL_US;

  if (sync_conditions_is_saving_power (self->options.conditions))
    pause = MAX (pause, 4 * POLL_US);
  return base_clock_monotonic_us () + (gint64) ((double) pause * g_random_double_range (0.8, 1.2));
}

/* Gives each watch a folder: chosen ones, as many as the budget has room for. Background thread. */
static void choose_watches (SyncAccount *self, SyncSession *session);

static gboolean
round_or_news (SyncAccount *self, SyncSession *session, BaseWake *wake, GError **error)
{
  gboolean asked = g_atomic_int_compare_and_exchange (&self->asked, TRUE, FALSE);
  gboolean changed = g_atomic_int_compare_and_exchange (&self->changed, TRUE, FALSE);
  GCancellable *cancellable = sync_lane_get_cancellable (self->background);
  SyncRoundOptions options = { .interrupt = wake,
                               .progress = self->options.progress_func,
                               .progress_data = self->options.progress_data };

  if (asked || base_clock_monotonic_us () >= self->next_round_us)
    {
      set_state (self, SYNC_STATE_SYNCING, NULL);
      raise_budget (self);
      if (!sync_round_run (session, &options, NULL, cancellable, error))
        return FALSE;
      /* A round that made way for other work goes on after it. */
      self->next_round_us = base_wake_is_set (wake) ? 0 : next_round (self, session);
      choose_watches (self, session);
    }
  else if (changed && !sync_round_news (session, cancellable, error))
    return FALSE;
  return TRUE;
}

/* One step: connect when needed, look at what is due, then rest. FALSE on failure. */
static gboolean
background_step (SyncAccount *self, BaseWake *wake, GError **error)
{
  GCancellable *cancellable;
  SyncPrefetchOptions bodies = prefetch_options (self, wake);
  SyncRestOptions rest = { wake, 0, self->options.progress_func, self->options.progress_data };
  gboolean open = sync_lane_is_open (self->background);
  gboolean round_wanted;
  SyncSession *session;

  if (!open)
    set_state (self, SYNC_STATE_CONNECTING, NULL);
  session = sync_lane_get_session (self->background, error);
  if (session == NULL)
    return FALSE;
  cancellable = sync_lane_get_cancellable (self->background);
  if (!open)
    self->next_round_us = 0;
  if (!round_or_news (self, session, wake, error))
    return FALSE;
  sync_lane_succeeded (self->background);
  if (!base_wake_is_set (wake))
    set_state (self, SYNC_STATE_IDLE, NULL);
  if (sync_account_get_budget (self) >= 3)
    wake_lane (self->bodies);
  else if (may_prefetch (self) && !sync_prefetch_all (session, &bodies, cancellable, error))
    return FALSE;
  if (base_wake_is_set (wake))
    return TRUE;
  rest.until_us = self->next_round_us;
  if (!sync_rest_run (session, &rest, &round_wanted, cancellable, error))
    return FALSE;
  if (round_wanted)
    self->next_round_us = 0;
  return TRUE;
}

static gint64
background_rest (BaseWake *wake, GCancellable *cancellable, gpointer data)
{
  SyncAccount *self = data;
  g_autoptr (GError) error = NULL;
  gint64 pause;

  if (g_cancellable_is_cancelled (self->stop))
    return -1;
  pause = sync_lane_get_pause (self->background);
  if (pause > 0)
    return pause;
  return background_step (self, wake, &error) ? 0 : background_failed (self, error);
}

/* Watch lanes */

static gint64
watch_rest (BaseWake *wake, GCancellable *cancellable, gpointer data)
{
  Watch *watch = data;
  SyncAccount *self = watch->account;
  g_autoptr (GError) error = NULL;
  SyncSession *session;
  gint64 folder_id;
  gboolean news = FALSE;
  gint64 pause;

  g_mutex_lock (&self->lock);
  folder_id = watch->folder_id;
  g_mutex_unlock (&self->lock);
  if (folder_id == 0 || g_cancellable_is_cancelled (self->stop)
      || sync_account_get_budget (self) < 4 + (guint) (watch - self->watches))
    {
      sync_lane_close (watch->lane);
      return -1;
    }
  pause = sync_lane_get_pause (watch->lane);
  if (pause > 0)
    return pause;
  session = sync_lane_get_session (watch->lane, &error);
  if (session != NULL
      && sync_rest_watch (session, folder_id, wake, &news, sync_lane_get_cancellable (watch->lane), &error))
    sync_lane_succeeded (watch->lane);
  else
    {
      lower_budget (self, error);
      return sync_lane_failed (watch->lane, error) == SYNC_LANE_STOPPED ? -1
                                                                        : sync_lane_get_pause (watch->lane);
    }
  if (news)
    {
      sync_notes_add_changed (self->setup->notes, folder_id);
      wake_lane (self->background);
    }
  return 0;
}

static void
set_watch (SyncAccount *self, Watch *watch, gint64 folder_id)
{
  g_mutex_lock (&self->lock);
  if (watch->folder_id != folder_id)
    {
      watch->folder_id = folder_id;
      if (watch->lane == NULL && folder_id != 0)
        {
          watch->account = self;
          watch->lane = sync_lane_new ("alp-watch", self->setup);
          base_worker_set_rest (sync_lane_get_worker (watch->lane), watch_rest, watch);
        }
      wake_lane (watch->lane);
    }
  g_mutex_unlock (&self->lock);
}

static void
choose_watches (SyncAccount *self, SyncSession *session)
{
  ImapSession *imap = sync_session_get_imap (session);
  g_autoptr (GPtrArray) folders = NULL;
  guint room = sync_account_get_budget (self) > 3 ? MIN (sync_account_get_budget (self) - 3, WATCHES_MAX) : 0;
  guint n = 0;

  if (imap_session_has (imap, IMAP_EXTENSION_NOTIFY) || !imap_session_has (imap, IMAP_EXTENSION_IDLE)
      || sync_conditions_is_saving_power (self->options.conditions))
    room = 0;
  if (room > 0)
    folders = store_folders_list (self->setup->store, self->setup->account_id, NULL);
  for (guint i = 0; folders != NULL && i < folders->len && n < room; i++)
    {
      const StoreFolder *folder = folders->pdata[i];

      if (folder->role != STORE_ROLE_INBOX && sync_policy_watches (self->setup, folder))
        set_watch (self, &self->watches[n++], folder->id);
    }
  for (; n < WATCHES_MAX; n++)
    set_watch (self, &self->watches[n], 0);
}

/* Bodies lane */

static gint64
bodies_rest (BaseWake *wake, GCancellable *cancellable, gpointer data)
{
  SyncAccount *self = data;
  SyncPrefetchOptions options = prefetch_options (self, wake);
  g_autoptr (GError) error = NULL;
  SyncSession *session;
  gint64 pause, left;

  if (g_cancellable_is_cancelled (self->stop) || sync_account_get_budget (self) < 3 || !may_prefetch (self))
    {
      sync_lane_close (self->bodies);
      return -1;
    }
  pause = sync_lane_get_pause (self->bodies);
  if (pause > 0)
    return pause;
  if (!sync_prefetch_has_work (self->setup, self->options.bodies))
    {
      left = REST_MS - (base_clock_monotonic_us () - self->bodies_used_us) / 1000;
      if (sync_lane_is_open (self->bodies) && left > 0)
        return left;
      sync_lane_close (self->bodies);
      return -1;
    }
  session = sync_lane_get_session (self->bodies, &error);
  self->bodies_used_us = base_clock_monotonic_us ();
  if (session != NULL
      && sync_prefetch_all (session, &options, sync_lane_get_cancellable (self->bodies), &error))
    {
      sync_lane_succeeded (self->bodies);
      return 0;
    }
  lower_budget (self, error);
  g_info ("bodies: %s", error->message);
  return sync_lane_failed (self->bodies, error) == SYNC_LANE_STOPPED ? -1
                                                                     : sync_lane_get_pause (self->bodies);
}

/* Jobs a person waits for: on the interactive lane, or on the background's where one connection must do. */

static SyncLane *
interactive_lane (SyncAccount *self)
{
  return sync_account_get_budget (self) >= 2 ? self->interactive : self->background;
}

static gint64
interactive_rest (BaseWake *wake, GCancellable *cancellable, gpointer data)
{
  SyncAccount *self = data;
  gint64 left;

  if (!sync_lane_is_open (self->interactive))
    return -1;
  left = REST_MS - (base_clock_monotonic_us () - self->interactive_used_us) / 1000;
  if (left > 0 && sync_account_get_budget (self) >= 2)
    return left;
  sync_lane_close (self->interactive);
  return -1;
}

typedef gboolean (*InteractiveFunc) (SyncSession *session, gpointer data, GCancellable *cancellable,
                                     GError **error);

static void
forward_cancel (GCancellable *from, gpointer to)
{
  g_cancellable_cancel (to);
}

static gulong
link_cancel (GCancellable *from, GCancellable *to)
{
  return g_cancellable_connect (from, G_CALLBACK (forward_cancel), g_object_ref (to), g_object_unref);
}

/* One attempt, ended by @cancellable and by what ends the lane's connection (sleep, stop). */
static gboolean
try_with_session (SyncAccount *self, SyncLane *lane, InteractiveFunc func, gpointer data,
                  GCancellable *cancellable, gboolean *cut, GError **error)
{
  SyncSession *session = sync_lane_get_session (lane, error);
  g_autoptr (GCancellable) either = g_cancellable_new ();
  g_autoptr (GCancellable) io = g_object_ref (sync_lane_get_cancellable (lane));
  gulong a, b;
  gboolean ok;

  *cut = session == NULL;
  if (session == NULL)
    return FALSE;
  a = link_cancel (io, either);
  b = link_cancel (cancellable, either);
  ok = func (session, data, either, error);
  g_cancellable_disconnect (io, a);
  g_cancellable_disconnect (cancellable, b);
  *cut = !ok && (g_cancellable_is_cancelled (io) || imap_session_is_broken (sync_session_get_imap (session)));
  return ok;
}

/* Runs @func on a lane's connection, a second time when the kept connection had died meanwhile. On the lane's thread. */
static gboolean
with_session (SyncAccount *self, SyncLane *lane, InteractiveFunc func, gpointer data,
              GCancellable *cancellable, GError **error)
{
  for (guint attempt = 0;; attempt++)
    {
      g_autoptr (GError) local = NULL;
      gboolean kept = sync_lane_is_open (lane);
      gboolean cut;

      if (lane == self->interactive)
        self->interactive_used_us = base_clock_monotonic_us ();
      if (try_with_session (self, lane, func, data, cancellable, &cut, &local))
        return TRUE;
      lower_budget (self, local);
      if (cut)
        sync_lane_close (lane);
      if (cut && kept && attempt == 0 && !g_cancellable_is_cancelled (cancellable)
          && !g_cancellable_is_cancelled (self->stop))
        continue;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
}

typedef struct
{
  SyncAccount *account;
  SyncLane *lane;
  gint64 message_id;
  GBytes *body;
} BodyJob;

static gboolean
body_func (SyncSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  BodyJob *job = data;

  job->body = sync_body_fetch (session, job->message_id, 0, cancellable, error);
  return job->body != NULL;
}

static gpointer
body_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  BodyJob *job = argument;

  with_session (job->account, job->lane, body_func, job, cancellable, error);
  return job->body;
}

/* The body of a message, from the server if it is not here. Blocks; not on one of the account's lanes. */
GBytes *
sync_account_fetch_body (SyncAccount *self, gint64 message_id, GCancellable *cancellable, GError **error)
{
  SyncLane *lane = interactive_lane (self);

  while (TRUE)
    {
      BodyJob job = { self, lane, message_id, NULL };
      g_autoptr (GError) local = NULL;
      GBytes *body = base_worker_run_sync (sync_lane_get_worker (lane), BASE_PRIORITY_INTERACTIVE, body_job,
                                           &job, cancellable, &local);

      if (body != NULL)
        return body;
      /* The lane just learned that there is no connection for it now: then on the one that is there. */
      if (lane != self->background && g_error_matches (local, IMAP_ERROR, IMAP_ERROR_TOO_MANY))
        {
          lane = self->background;
          continue;
        }
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
}

static gboolean
journal_func (SyncSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return sync_journal_replay (session, cancellable, error);
}

static gpointer
journal_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  SyncAccount *self = argument;
  SyncLane *lane = interactive_lane (self);
  g_autoptr (GError) local = NULL;

  if (g_cancellable_is_cancelled (self->stop) || !sync_journal_has_work (self->setup))
    return NULL;
  if (lane == self->interactive && with_session (self, lane, journal_func, NULL, self->stop, &local))
    return NULL;
  if (local != NULL)
    g_info ("journal: %s", local->message);
  /* No connection of its own, any more or for now: the background replays. */
  g_atomic_int_set (&self->changed, TRUE);
  wake_lane (self->background);
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
      wake_lane (self->background);
    }
  return next_ms;
}

/* The account as a whole */

/**
 * sync_account_start:
 * @options: copied
 *
 * Returns: (transfer full): the account at work. sync_account_stop() and sync_account_unref() it.
 */
SyncAccount *
sync_account_start (SyncSetup *setup, const SyncAccountOptions *options)
{
  SyncAccount *self = g_new0 (SyncAccount, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->setup = sync_setup_ref (setup);
  self->options = *options;
  self->state = SYNC_STATE_STOPPED;
  self->stop = g_cancellable_new ();
  self->budget = budget_wanted (self);
  self->background = sync_lane_new ("alp-sync", setup);
  self->interactive = sync_lane_new ("alp-now", setup);
  self->bodies = sync_lane_new ("alp-bodies", setup);
  self->outbox = base_worker_new ("alp-outbox");
  base_worker_set_rest (sync_lane_get_worker (self->interactive), interactive_rest, self);
  base_worker_set_rest (sync_lane_get_worker (self->bodies), bodies_rest, self);
  base_worker_set_rest (self->outbox, outbox_rest, self);
  base_worker_set_rest (sync_lane_get_worker (self->background), background_rest, self);
  return self;
}

/* Ends the lanes and waits for them (a few seconds at most: everything they do is cancellable). */
void
sync_account_stop (SyncAccount *self)
{
  g_cancellable_cancel (self->stop);
  sync_lane_stop (self->background); /* first: it makes watches */
  for (guint i = 0; i < WATCHES_MAX; i++)
    if (self->watches[i].lane != NULL)
      sync_lane_stop (self->watches[i].lane);
  sync_lane_stop (self->bodies);
  sync_lane_stop (self->interactive);
  base_worker_stop (self->outbox);
  base_worker_join (self->outbox);
  set_state (self, SYNC_STATE_STOPPED, NULL);
}

/* There is work in the journal or the outbox. */
void
sync_account_wake (SyncAccount *self)
{
  SyncLane *lane = interactive_lane (self);

  if (lane == self->interactive)
    base_worker_post (sync_lane_get_worker (lane), BASE_PRIORITY_NORMAL, journal_job, sync_account_ref (self),
                      (GDestroyNotify) sync_account_unref);
  else
    {
      g_atomic_int_set (&self->changed, TRUE);
      wake_lane (self->background);
    }
  base_wake_signal (base_worker_get_wake (self->outbox));
}

/* Somebody wants to see what is new, or what kept us waiting is solved: a whole round now. */
void
sync_account_refresh (SyncAccount *self)
{
  sync_setup_forgive (self->setup);
  sync_account_wake (self);
  g_atomic_int_set (&self->asked, TRUE);
  sync_notes_all_bodies_due (self->setup->notes);
  sync_lane_hurry (self->background);
  sync_lane_hurry (self->bodies);
}

static void
for_lanes (SyncAccount *self, void (*func) (SyncLane *))
{
  func (self->background);
  func (self->interactive);
  func (self->bodies);
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < WATCHES_MAX; i++)
    if (self->watches[i].lane != NULL)
      func (self->watches[i].lane);
  g_mutex_unlock (&self->lock);
}

/* @changes: SyncConditionChange bits. Any thread; returns at once. */
void
sync_account_conditions_changed (SyncAccount *self, guint changes)
{
  if (changes & SYNC_CONDITION_SLEPT)
    for_lanes (self, sync_lane_distrust);
  else if (changes & SYNC_CONDITION_NETWORK)
    for_lanes (self, sync_lane_probe);
  if (changes & (SYNC_CONDITION_SLEPT | SYNC_CONDITION_NETWORK))
    {
      g_atomic_int_set (&self->asked, TRUE);
      wake_lane (self->background);
    }
  if (changes & (SYNC_CONDITION_SAVING | SYNC_CONDITION_SLEPT | SYNC_CONDITION_NETWORK))
    sync_lane_hurry (self->bodies);
  base_wake_signal (base_worker_get_wake (self->outbox));
}
