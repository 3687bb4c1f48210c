/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-outbox-time.c: when a message may leave
 *
 * Pure but for reading the clocks. Never early: a hold (undo send) is counted by the monotonic clock; a time to send at needs the wall
 * clock to have reached it and, within one boot, as much real time to have passed as there was to wait. So a clock set forward sends
 * nothing early, a zone or DST change means nothing (times are UTC), and after sleep what is due goes at once. */

#include "sync-outbox-time.h"

#include "base-clock.h"

#define GIVE_UP_AFTER_S (5 * 24 * 3600) /* RFC 5321, 4.5.4.1 */
#define PAUSE_MAX_S 3600
#define SLACK_MS 1500 /* the wall clock is kept in whole seconds */

SyncClocks
sync_clocks_now (void)
{
  return (SyncClocks) { base_clock_now_unix (), base_clock_monotonic_us (), store_clock_boottime_ms (),
                        store_clock_get_boot () };
}

/* Pure: a message the server would not take now is tried again after 1, 5, 15 minutes, then every hour. */
gint64
sync_outbox_pause (guint attempts)
{
  static const gint64 pauses[] = { 60, 60, 5 * 60, 15 * 60, PAUSE_MAX_S };

  return pauses[MIN (attempts, G_N_ELEMENTS (pauses) - 1)];
}

/* Pure: Unix seconds after which a temporary refusal becomes a failure. */
gint64
sync_outbox_gives_up (const StoreOutboxItem *item)
{
  return MAX (item->created, item->not_before) + GIVE_UP_AFTER_S;
}

static gint64
wait_for_time (const StoreOutboxItem *item, const SyncClocks *clocks)
{
  gint64 wall = (item->not_before - clocks->unix_s) * 1000;
  gint64 real;

  if (item->not_before == 0)
    return 0;
  if (g_strcmp0 (item->boot, clocks->boot) != 0 || item->anchor_unix == 0)
    return wall;
  real = (item->not_before - item->anchor_unix) * 1000 - (clocks->boottime_ms - item->anchored_ms) - SLACK_MS;
  return MAX (wall, real);
}

/**
 * sync_outbox_wait_ms:
 *
 * Pure. Returns: milliseconds until @item may leave; 0 or less: now. The state is not looked at.
 */
gint64
sync_outbox_wait_ms (const StoreOutboxItem *item, const SyncClocks *clocks)
{
  gint64 hold = 0, retry = 0;

  if (item->hold_ms > 0 && g_strcmp0 (item->boot, clocks->boot) == 0)
    hold = (item->hold_until_us - clocks->monotonic_us + 999) / 1000;
  else if (item->hold_ms > 0)
    hold = item->hold_ms; /* of another boot, and not set anew: cannot be, and is never early */
  /* a pause longer than any pause is a clock that was set back */
  if (item->next_attempt > clocks->unix_s && item->next_attempt <= clocks->unix_s + PAUSE_MAX_S)
    retry = (item->next_attempt - clocks->unix_s) * 1000;
  return MAX (MAX (hold, retry), wait_for_time (item, clocks));
}
