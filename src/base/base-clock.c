/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base-clock.c: the one source of time, so that tests can set the date
 *
 * Wall-clock time is for what people see and for what must survive a restart; waits use the monotonic clock, which
 * no change of date moves. Any thread. */

#include "base-clock.h"

static gint64 test_offset_us; /* set before threads start, in tests alone */

/** base_clock_now_us: Returns: microseconds since 1970, UTC */
gint64
base_clock_now_us (void)
{
  return g_get_real_time () + test_offset_us;
}

/** base_clock_now_unix: Returns: seconds since 1970, UTC */
gint64
base_clock_now_unix (void)
{
  return base_clock_now_us () / G_USEC_PER_SEC;
}

/** base_clock_monotonic_us: Returns: microseconds of a clock that never jumps */
gint64
base_clock_monotonic_us (void)
{
  return g_get_monotonic_time ();
}

/** base_clock_set_for_test: lets the wall clock stand at @unix_seconds now and run on from there. */
void
base_clock_set_for_test (gint64 unix_seconds)
{
  test_offset_us = unix_seconds * G_USEC_PER_SEC - g_get_real_time ();
}
