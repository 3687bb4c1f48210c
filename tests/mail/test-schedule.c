/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-schedule.c: the times that are offered for sending later and snoozing (product 10.1) */

#include "alp-schedule.h"

static const AlpPresetHours hours = ALP_PRESET_HOURS_DEFAULT;

static const char names[] = "?LMAETNma"; /* by AlpPresetKind */

static char *
describe (const char *zone, const char *now_text, gint64 last, gint64 current)
{
  g_autoptr (GTimeZone) tz = g_time_zone_new_identifier (zone);
  g_autoptr (GDateTime) now = g_date_time_new_from_iso8601 (now_text, tz);
  g_autoptr (GArray) presets = NULL;
  GString *out = g_string_new (NULL);

  g_assert_nonnull (tz);
  g_assert_nonnull (now);
  presets = alp_schedule_presets (now, &hours, last, current);
  for (guint i = 0; i < presets->len; i++)
    {
      const AlpPreset *one = &g_array_index (presets, AlpPreset, i);
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (one->when);
      g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, tz);
      g_autofree char *text = g_date_time_format (local, "%a%d-%H:%M");

      g_string_append_printf (out, "%s%c=%s", i > 0 ? " " : "", names[one->kind], text);
    }
  return g_string_free_and_steal (out);
}

static void
test_table (void)
{
  static const struct
  {
    const char *zone;
    const char *now;
    const char *expected;
  } rows[] = {
    /* 2026-03-02 is a Monday. */
    { "Europe/Zurich", "2026-03-02T06:00:00",
      "M=Mon02-08:00 A=Mon02-14:00 E=Mon02-18:00 T=Tue03-08:00 N=Mon09-08:00" },
    { "Europe/Zurich", "2026-03-02T07:55:00",
      "M=Mon02-08:00 A=Mon02-14:00 E=Mon02-18:00 T=Tue03-08:00 N=Mon09-08:00" },
    { "Europe/Zurich", "2026-03-02T07:55:01", "A=Mon02-14:00 E=Mon02-18:00 T=Tue03-08:00 N=Mon09-08:00" },
    { "Europe/Zurich", "2026-03-04T15:00:00", "E=Wed04-18:00 T=Thu05-08:00 N=Mon09-08:00" },
    { "Europe/Zurich", "2026-03-06T19:00:00",
      "T=Sat07-08:00 N=Mon09-08:00" }, /* tomorrow on a Friday is Saturday */
    { "Europe/Zurich", "2026-03-07T10:00:00", "m=Mon09-08:00 a=Mon09-14:00" },
    { "Europe/Zurich", "2026-03-08T23:59:59", "m=Mon09-08:00 a=Mon09-14:00" },
    { "Europe/Zurich", "2026-03-02T23:58:00", "T=Tue03-08:00 N=Mon09-08:00" },
    { "Europe/Zurich", "2026-12-31T19:00:00", "T=Fri01-08:00 N=Mon04-08:00" }, /* over the year */
    /* The clocks go forward on Sunday 2026-03-29 and back on 2026-10-25: eight stays eight. */
    { "Europe/Zurich", "2026-03-28T12:00:00", "m=Mon30-08:00 a=Mon30-14:00" },
    { "Europe/Zurich", "2026-10-23T20:00:00", "T=Sat24-08:00 N=Mon26-08:00" },
    { "America/New_York", "2026-03-06T09:00:00", "A=Fri06-14:00 E=Fri06-18:00 T=Sat07-08:00 N=Mon09-08:00" },
    { "Asia/Kathmandu", "2026-03-03T13:56:00", "E=Tue03-18:00 T=Wed04-08:00 N=Mon09-08:00" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *found = describe (rows[i].zone, rows[i].now, 0, 0);

      g_assert_cmpstr (found, ==, rows[i].expected);
    }
}

static void
test_last_and_current (void)
{
  g_autoptr (GTimeZone) tz = g_time_zone_new_identifier ("Europe/Zurich");
  g_autoptr (GDateTime) now = g_date_time_new (tz, 2026, 3, 4, 15, 0, 0);
  g_autoptr (GDateTime) evening = g_date_time_new (tz, 2026, 3, 4, 18, 0, 0);
  g_autoptr (GDateTime) later = g_date_time_new (tz, 2026, 5, 1, 9, 30, 0);
  gint64 unix_now = g_date_time_to_unix (now);
  g_autofree char *last = describe ("Europe/Zurich", "2026-03-04T15:00:00", g_date_time_to_unix (later), 0);
  g_autofree char *same = describe ("Europe/Zurich", "2026-03-04T15:00:00", g_date_time_to_unix (evening), 0);
  g_autofree char *past = describe ("Europe/Zurich", "2026-03-04T15:00:00", unix_now + 60, 0);
  g_autofree char *current
      = describe ("Europe/Zurich", "2026-03-04T15:00:00", 0, g_date_time_to_unix (evening));

  g_assert_cmpstr (last, ==, "L=Fri01-09:30 E=Wed04-18:00 T=Thu05-08:00 N=Mon09-08:00");
  g_assert_cmpstr (same, ==, "L=Wed04-18:00 T=Thu05-08:00 N=Mon09-08:00");
  g_assert_cmpstr (past, ==, "E=Wed04-18:00 T=Thu05-08:00 N=Mon09-08:00");
  g_assert_cmpstr (current, ==, "T=Thu05-08:00 N=Mon09-08:00");
}

/* Whatever the moment: nothing in the past, nothing twice, in order of the table. */
static void
test_every_hour (void)
{
  static const char *const zones[]
      = { "Europe/Zurich", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe", "UTC" };

  for (gsize z = 0; z < G_N_ELEMENTS (zones); z++)
    {
      g_autoptr (GTimeZone) tz = g_time_zone_new_identifier (zones[z]);
      g_autoptr (GDateTime) start = g_date_time_new (tz, 2026, 1, 1, 0, 7, 0);

      for (int hour = 0; hour < 24 * 366; hour += 5)
        {
          g_autoptr (GDateTime) now = g_date_time_add_hours (start, hour);
          g_autoptr (GArray) presets = alp_schedule_presets (now, &hours, 0, 0);

          g_assert_cmpuint (presets->len, >=, 2);
          for (guint i = 0; i < presets->len; i++)
            {
              gint64 when = g_array_index (presets, AlpPreset, i).when;

              g_assert_cmpint (when, >=, g_date_time_to_unix (now) + ALP_SCHEDULE_LEAST_S);
              g_assert_cmpint (when, <=, g_date_time_to_unix (now) + 8 * 24 * 3600);
              g_assert_true (i == 0 || when > g_array_index (presets, AlpPreset, i - 1).when);
            }
        }
    }
}

static void
test_free_choice (void)
{
  g_autoptr (GTimeZone) tz = g_time_zone_new_utc ();
  g_autoptr (GDateTime) now = g_date_time_new (tz, 2026, 3, 4, 15, 3, 20);
  g_autoptr (GDateTime) first = g_date_time_new (tz, 2026, 3, 4, 15, 10, 0);
  gint64 unix_now = g_date_time_to_unix (now);
  g_autofree char *soon = alp_schedule_refuse (now, unix_now + 299, 10);
  g_autofree char *good = alp_schedule_refuse (now, unix_now + 300, 10);
  g_autofree char *far = alp_schedule_refuse (now, unix_now + (gint64) 10 * 366 * 24 * 3600, 10);
  g_autofree char *far_snooze = alp_schedule_refuse (now, unix_now + (gint64) 366 * 24 * 3600, 1);
  g_autofree char *past = alp_schedule_refuse (now, -5, 10);

  g_assert_cmpint (alp_schedule_first (now), ==, g_date_time_to_unix (first));
  g_assert_nonnull (soon);
  g_assert_null (good);
  g_assert_nonnull (far);
  g_assert_nonnull (far_snooze);
  g_assert_nonnull (past);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/schedule/table", test_table);
  g_test_add_func ("/mail/schedule/last-and-current", test_last_and_current);
  g_test_add_func ("/mail/schedule/every-hour", test_every_hour);
  g_test_add_func ("/mail/schedule/free-choice", test_free_choice);
  return g_test_run ();
}
