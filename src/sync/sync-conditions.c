/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-conditions.c: network, power and sleep, noticed without ever polling
 *
 * A thread of its own sleeps in poll () until one of three speaks: GNetworkMonitor, GPowerProfileMonitor, or a timer that the
 * kernel cancels whenever the wall clock jumps, which it also does on waking up (timerfd_create (2), TFD_TIMER_CANCEL_ON_SET).
 * That the computer slept shows in CLOCK_BOOTTIME, which runs on, against CLOCK_MONOTONIC, which does not. */

#include "sync-conditions.h"

#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <glib-unix.h>

#define SLEPT_US (2 * G_USEC_PER_SEC)

struct _SyncConditions
{
  SyncConditionsFunc func;
  gpointer user_data;
  gint metered, saving_power; /* atomic */
  gint overridden;            /* atomic: the monitors are not asked any more */
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  int timer;                   /* -1: not to be had */
  gint64 asleep_us;            /* time slept since boot, as last seen */
  GNetworkMonitor *network;    /* nullable until the thread has it */
  GPowerProfileMonitor *power; /* nullable */
};

static gint64
clock_us (clockid_t id)
{
  struct timespec now;

  return clock_gettime (id, &now) == 0 ? (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000 : 0;
}

static gint64
asleep_us (void)
{
  return clock_us (CLOCK_BOOTTIME) - clock_us (CLOCK_MONOTONIC);
}

static void
tell (SyncConditions *self, guint changes)
{
  self->func (changes, self->user_data);
}

/* Cancelled by the next jump of the wall clock; would otherwise go off in a hundred years. */
static void
arm (SyncConditions *self)
{
  struct itimerspec when = { .it_value = { .tv_sec = time (NULL) + (time_t) 3153600000 } };

  if (timerfd_settime (self->timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL) != 0)
    g_info ("jumps of the clock are not noticed");
}

static gboolean
on_timer (gint fd, GIOCondition condition, gpointer data)
{
  SyncConditions *self = data;
  guint64 count;
  gint64 slept;
  ssize_t n = read (fd, &count, sizeof count);

  if (n < 0)
    g_debug ("the clock was set");
  slept = asleep_us () - self->asleep_us;
  self->asleep_us += slept;
  arm (self);
  tell (self, slept > SLEPT_US ? SYNC_CONDITION_SLEPT | SYNC_CONDITION_CLOCK : SYNC_CONDITION_CLOCK);
  return G_SOURCE_CONTINUE;
}

static void
on_network (GNetworkMonitor *monitor, gboolean available, gpointer data)
{
  tell (data, SYNC_CONDITION_NETWORK);
}

static void
take_saving (SyncConditions *self)
{
  if (g_atomic_int_get (&self->overridden))
    return;
  g_atomic_int_set (&self->metered, g_network_monitor_get_network_metered (self->network));
  if (self->power != NULL)
    g_atomic_int_set (&self->saving_power, g_power_profile_monitor_get_power_saver_enabled (self->power));
}

static void
on_saving (GObject *monitor, GParamSpec *pspec, gpointer data)
{
  SyncConditions *self = data;

  take_saving (self);
  tell (self, SYNC_CONDITION_SAVING);
}

static void
watch (SyncConditions *self)
{
  /* libproxy's resolver asks for the monitor while GIO's lock is held, and making the monitor takes that lock: two threads
   * that begin with one each wait for ever (GLib 2.84). So the resolver comes first here too; and before it the file
   * system, which it asks for as well, while another thread may just be making that (files being attached). */
  g_vfs_get_default ();
  g_proxy_resolver_get_default ();
  self->network = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect (self->network, "network-changed", G_CALLBACK (on_network), self);
  g_signal_connect (self->network, "notify::network-metered", G_CALLBACK (on_saving), self);
  self->power = g_power_profile_monitor_dup_default ();
  take_saving (self);
  g_signal_connect (self->power, "notify::power-saver-enabled", G_CALLBACK (on_saving), self);
}

static gpointer
conditions_main (gpointer data)
{
  SyncConditions *self = data;
  g_autoptr (GSource) timer = self->timer >= 0 ? g_unix_fd_source_new (self->timer, G_IO_IN) : NULL;

  g_main_context_push_thread_default (self->context);
  watch (self);
  if (timer != NULL)
    {
      g_source_set_callback (timer, G_SOURCE_FUNC (on_timer), self, NULL);
      g_source_attach (timer, self->context);
      arm (self);
    }
  g_main_loop_run (self->loop);
  g_signal_handlers_disconnect_by_data (self->network, self);
  g_signal_handlers_disconnect_by_data (self->power, self);
  if (timer != NULL)
    g_source_destroy (timer);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

/**
 * sync_conditions_new:
 * @func: called when something changes
 *
 * Starts watching. Returns: (transfer full)
 */
SyncConditions *
sync_conditions_new (SyncConditionsFunc func, gpointer user_data)
{
  SyncConditions *self = g_new0 (SyncConditions, 1);

  self->func = func;
  self->user_data = user_data;
  self->timer = timerfd_create (CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  self->asleep_us = asleep_us ();
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("alp-conditions", conditions_main, self);
  return self;
}

static gboolean
quit (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

/* Stops watching; the function is not called any more afterwards. Blocks until a call that runs has returned. */
void
sync_conditions_free (SyncConditions *self)
{
  g_autoptr (GSource) idle = NULL;

  if (self == NULL)
    return;
  idle = g_idle_source_new ();
  g_source_set_callback (idle, quit, self->loop, NULL);
  g_source_attach (idle, self->context);
  g_thread_join (self->thread);
  g_clear_object (&self->network);
  g_clear_object (&self->power);
  if (self->timer >= 0)
    close (self->timer);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_free (self);
}

/* Whether every byte may cost the person money. */
gboolean
sync_conditions_is_metered (SyncConditions *self)
{
  return g_atomic_int_get (&self->metered) != 0;
}

/* Whether the power saver is on. */
gboolean
sync_conditions_is_saving_power (SyncConditions *self)
{
  return g_atomic_int_get (&self->saving_power) != 0;
}

/* The computer woke up: for callers who know it from elsewhere (logind), and for tests. Any thread. */
void
sync_conditions_note_sleep (SyncConditions *self)
{
  tell (self, SYNC_CONDITION_SLEPT);
}

/* The network is another one. Any thread. */
void
sync_conditions_note_network (SyncConditions *self)
{
  tell (self, SYNC_CONDITION_NETWORK);
}

/* Says it instead of the monitors, from now on. Any thread. */
void
sync_conditions_set_saving (SyncConditions *self, gboolean metered, gboolean saving_power)
{
  g_atomic_int_set (&self->overridden, TRUE);
  g_atomic_int_set (&self->metered, metered);
  g_atomic_int_set (&self->saving_power, saving_power);
  tell (self, SYNC_CONDITION_SAVING);
}
