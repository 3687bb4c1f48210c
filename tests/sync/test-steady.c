/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-steady.c: a wrong wall clock makes nothing old (data-safety D-22) */

#include "sync-steady.h"

#include <string.h>

#define DAY G_GINT64_CONSTANT (86400)
#define T0 G_GINT64_CONSTANT (1790000000)

/* Notes for @days days, one each 12 hours, with the wall clock @offset wrong; each time as a program that was started again. */
static void
live (SyncSteady **self, gint64 *real, guint days, gint64 offset, const char *boot)
{
  for (guint i = 0; i < days * 2; i++)
    {
      g_autofree char *kept = NULL;

      *real += DAY / 2;
      sync_steady_note (*self, *real + offset, boot, *real - T0);
      if (i % 20 != 0)
        continue;
      kept = sync_steady_format (*self);
      sync_steady_free (*self);
      *self = sync_steady_parse (kept);
    }
}

static void
test_true_clock (void)
{
  g_autoptr (SyncSteady) self = sync_steady_parse (NULL);
  gint64 real = T0;

  live (&self, &real, 29, 0, "a");
  g_assert_cmpint (sync_steady_before (self, 30 * DAY), ==, 0);
  live (&self, &real, 3, 0, "a");
  g_assert_cmpint (sync_steady_before (self, 30 * DAY), >, T0 - DAY);
  g_assert_cmpint (sync_steady_before (self, 30 * DAY), <=, real - 30 * DAY);
  /* started once a week */
  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *boot = g_strdup_printf ("week%u", i);

      real += 6 * DAY;
      live (&self, &real, 1, 0, boot);
    }
  g_assert_cmpint (sync_steady_before (self, 30 * DAY), >, real - 40 * DAY);
  g_assert_cmpint (sync_steady_before (self, 30 * DAY), <=, real - 30 * DAY);
}

/* However the clock jumps: what was stamped less than 30 days ago, by whatever the clock was then, stays. */
static void
test_jumps (void)
{
  static const gint64 offsets[]
      = { 365 * DAY, -365 * DAY, -T0 + 1000, 40 * DAY, -2 * DAY, DAY / 24, 20000 * DAY };

  for (gsize i = 0; i < G_N_ELEMENTS (offsets); i++)
    for (guint reboot = 0; reboot < 2; reboot++)
      {
        g_autoptr (SyncSteady) self = sync_steady_parse (NULL);
        gint64 real = T0, stamp_before, stamp_within, stamp_after;

        live (&self, &real, 60, 0, "a");
        stamp_before = real; /* lost while the clock is right */
        live (&self, &real, 2, offsets[i], reboot ? "b" : "a");
        g_assert_cmpint (sync_steady_before (self, 30 * DAY), <=, stamp_before);
        stamp_within = real + offsets[i];
        live (&self, &real, 2, offsets[i], reboot ? "b" : "a");
        g_assert_cmpint (sync_steady_before (self, 30 * DAY), <=, stamp_within);
        live (&self, &real, 2, 0, reboot ? "c" : "a");
        stamp_after = real;
        g_assert_cmpint (sync_steady_before (self, 30 * DAY), <=, stamp_before);
        g_assert_cmpint (sync_steady_before (self, 30 * DAY), <=, stamp_within);
        live (&self, &real, reboot ? 10 : 22, 0, reboot ? "c" : "a");
        g_assert_cmpint (sync_steady_before (self, 30 * DAY), <=, stamp_before);
        g_assert_cmpint (sync_steady_before (self, 30 * DAY), <=, stamp_within);
        /* and in the end things do become old again */
        live (&self, &real, 70, 0, reboot ? "c" : "a");
        g_assert_cmpint (sync_steady_before (self, 30 * DAY), >, stamp_after);
      }
}

static void
test_long (void)
{
  g_autoptr (SyncSteady) self = sync_steady_parse ("nonsense");
  g_autofree char *text = NULL;
  gint64 real = T0;

  live (&self, &real, 1200, 0, "a");
  text = sync_steady_format (self);
  g_assert_cmpuint (strlen (text), <, 30000);
  g_assert_cmpint (sync_steady_before (self, 1000 * DAY), >, real - 1010 * DAY);
  g_assert_cmpint (sync_steady_before (self, 1000 * DAY), <=, real - 1000 * DAY);
  g_assert_cmpint (sync_steady_before (self, 0), >, real - DAY);
  g_assert_cmpint (sync_steady_before (self, 5000 * DAY), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/steady/true-clock", test_true_clock);
  g_test_add_func ("/sync/steady/jumps", test_jumps);
  g_test_add_func ("/sync/steady/long", test_long);
  return g_test_run ();
}
