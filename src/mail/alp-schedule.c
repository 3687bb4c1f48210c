/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-schedule.c: times a person may choose, for sending later and for snoozing (product 10.1)
 *
 * Pure; any thread. Local wall time decides ("tomorrow at eight"), the result is a moment: a change of the clocks or of the zone in between
 * does not move what was promised to the person who chose it here. */

#include "alp-schedule.h"

#include <glib/gi18n-lib.h>

#define SATURDAY 6

static void
add (GArray *out, AlpPresetKind kind, gint64 when, gint64 now, gint64 current)
{
  AlpPreset preset = { kind, when };

  if (when < now + ALP_SCHEDULE_LEAST_S || when == current)
    return;
  for (guint i = 0; i < out->len; i++)
    if (g_array_index (out, AlpPreset, i).when == when)
      return;
  g_array_append_val (out, preset);
}

/* @days from today at a full hour. */
static gint64
at (GDateTime *now, int days, guint hour)
{
  g_autoptr (GDateTime) day = g_date_time_add_days (now, days);
  g_autoptr (GDateTime) moment = g_date_time_new (
      g_date_time_get_timezone (now), g_date_time_get_year (day), g_date_time_get_month (day),
      g_date_time_get_day_of_month (day), (int) MIN (hour, 23), 0, 0);

  return g_date_time_to_unix (moment);
}

GArray *
alp_schedule_presets (GDateTime *now, const AlpPresetHours *hours, gint64 last, gint64 current)
{
  GArray *out = g_array_new (FALSE, FALSE, sizeof (AlpPreset));
  gint64 unix_now = g_date_time_to_unix (now);
  int weekday = g_date_time_get_day_of_week (now);
  int to_monday = 8 - weekday;

  if (last != 0)
    add (out, ALP_PRESET_LAST, last, unix_now, current);
  if (weekday >= SATURDAY)
    {
      add (out, ALP_PRESET_MONDAY_MORNING, at (now, to_monday, hours->morning), unix_now, current);
      add (out, ALP_PRESET_MONDAY_AFTERNOON, at (now, to_monday, hours->afternoon), unix_now, current);
      return out;
    }
  add (out, ALP_PRESET_THIS_MORNING, at (now, 0, hours->morning), unix_now, current);
  add (out, ALP_PRESET_THIS_AFTERNOON, at (now, 0, hours->afternoon), unix_now, current);
  add (out, ALP_PRESET_THIS_EVENING, at (now, 0, hours->evening), unix_now, current);
  add (out, ALP_PRESET_TOMORROW_MORNING, at (now, 1, hours->morning), unix_now, current);
  add (out, ALP_PRESET_NEXT_MONDAY, at (now, to_monday, hours->morning), unix_now, current);
  return out;
}

char *
alp_preset_dup_label (AlpPresetKind kind)
{
  switch (kind)
    {
    case ALP_PRESET_LAST:
      return g_strdup (_ ("As last time"));
    case ALP_PRESET_THIS_MORNING:
      return g_strdup (_ ("Later this morning"));
    case ALP_PRESET_THIS_AFTERNOON:
      return g_strdup (_ ("This afternoon"));
    case ALP_PRESET_THIS_EVENING:
      return g_strdup (_ ("This evening"));
    case ALP_PRESET_TOMORROW_MORNING:
      return g_strdup (_ ("Tomorrow morning"));
    case ALP_PRESET_NEXT_MONDAY:
      return g_strdup (_ ("Next Monday"));
    case ALP_PRESET_MONDAY_MORNING:
      return g_strdup (_ ("Monday morning"));
    case ALP_PRESET_MONDAY_AFTERNOON:
      return g_strdup (_ ("Monday afternoon"));
    default:
      return g_strdup ("");
    }
}

static int
days_between (GDateTime *from, GDateTime *to)
{
  GDate a, b;

  g_date_clear (&a, 1);
  g_date_clear (&b, 1);
  g_date_set_dmy (&a, (GDateDay) g_date_time_get_day_of_month (from),
                  (GDateMonth) g_date_time_get_month (from), (GDateYear) g_date_time_get_year (from));
  g_date_set_dmy (&b, (GDateDay) g_date_time_get_day_of_month (to), (GDateMonth) g_date_time_get_month (to),
                  (GDateYear) g_date_time_get_year (to));
  return g_date_days_between (&a, &b);
}

char *
alp_schedule_dup_time (GDateTime *now, gint64 when)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (when);
  g_autoptr (GDateTime) date
      = utc != NULL ? g_date_time_to_timezone (utc, g_date_time_get_timezone (now)) : NULL;
  int days;

  if (date == NULL)
    return g_strdup ("");
  days = days_between (now, date);
  if (days == 0)
    /* Translators: a time today, strftime form */
    return g_date_time_format (date, _ ("today %H:%M"));
  if (days == 1)
    return g_date_time_format (date, _ ("tomorrow %H:%M"));
  if (g_date_time_get_year (now) == g_date_time_get_year (date))
    /* Translators: a day of this year and a time, strftime form */
    return g_date_time_format (date, _ ("%a %-d %b %H:%M"));
  /* Translators: a day of another year and a time, strftime form */
  return g_date_time_format (date, _ ("%-d %b %Y %H:%M"));
}

gint64
alp_schedule_first (GDateTime *now)
{
  gint64 least = g_date_time_to_unix (now) + ALP_SCHEDULE_LEAST_S;

  return (least + 599) / 600 * 600;
}

char *
alp_schedule_refuse (GDateTime *now, gint64 when, guint years)
{
  g_autoptr (GDateTime) last = g_date_time_add_years (now, (int) years);

  if (when < g_date_time_to_unix (now) + ALP_SCHEDULE_LEAST_S)
    return g_strdup (_ ("Choose a time at least five minutes ahead."));
  if (last == NULL || when > g_date_time_to_unix (last))
    return g_strdup_printf (
        ngettext ("Choose a time at most %u year ahead.", "Choose a time at most %u years ahead.", years),
        years);
  return NULL;
}
