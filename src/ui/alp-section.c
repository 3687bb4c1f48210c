/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-section.c: Future, Today, Yesterday, This Week, Last Week, This Month, month, month and year.
 *
 * Pure but for the locale and the zone of `now`; any thread.  A section is a span of time, so that a sorted list finds
 * its rows by binary search and never looks at each of a million dates. */
#include "alp-section.h"

#include <glib/gi18n.h>

typedef enum
{
  FUTURE,
  TODAY,
  YESTERDAY,
  THIS_WEEK,
  LAST_WEEK,
  THIS_MONTH,
  MONTH,
} Kind;

static GDateTime *
midnight (GDateTime *when, int days)
{
  g_autoptr (GDateTime) day
      = g_date_time_new (g_date_time_get_timezone (when), g_date_time_get_year (when),
                         g_date_time_get_month (when), g_date_time_get_day_of_month (when), 0, 0, 0);

  return day != NULL ? g_date_time_add_days (day, days) : g_date_time_ref (when);
}

static gint64
days_from (GDateTime *now, int days)
{
  g_autoptr (GDateTime) day = midnight (now, days);

  return g_date_time_to_unix (day);
}

static gint64
month_begin (GDateTime *when, int months)
{
  g_autoptr (GDateTime) first = g_date_time_new (g_date_time_get_timezone (when), g_date_time_get_year (when),
                                                 g_date_time_get_month (when), 1, 0, 0, 0);
  g_autoptr (GDateTime) moved = first != NULL ? g_date_time_add_months (first, months) : NULL;

  return moved != NULL ? g_date_time_to_unix (moved) : 0;
}

static Kind
find (gint64 t, GDateTime *now, AlpSection *out)
{
  int weekday = g_date_time_get_day_of_week (now);
  gint64 today = days_from (now, 0), tomorrow = days_from (now, 1), yesterday = days_from (now, -1);
  gint64 week = days_from (now, 1 - weekday), last_week = days_from (now, -6 - weekday);
  gint64 month = month_begin (now, 0);
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) when = NULL;

  if (t >= tomorrow)
    return *out = (AlpSection) { tomorrow, G_MAXINT64 }, FUTURE;
  if (t >= today)
    return *out = (AlpSection) { today, tomorrow }, TODAY;
  if (t >= yesterday)
    return *out = (AlpSection) { yesterday, today }, YESTERDAY;
  if (t >= week)
    return *out = (AlpSection) { week, yesterday }, THIS_WEEK;
  if (t >= last_week)
    return *out = (AlpSection) { last_week, MIN (week, yesterday) }, LAST_WEEK;
  if (t >= month)
    return *out = (AlpSection) { month, last_week }, THIS_MONTH;
  utc = g_date_time_new_from_unix_utc (t);
  when = utc != NULL ? g_date_time_to_timezone (utc, g_date_time_get_timezone (now)) : NULL;
  if (when == NULL || t <= 0)
    return *out = (AlpSection) { G_MININT64, 1 }, MONTH;
  *out = (AlpSection) { MAX (month_begin (when, 0), 1), MIN (month_begin (when, 1), MIN (last_week, month)) };
  return MONTH;
}

/**
 * alp_section_find:
 * @unix_time: seconds; anything
 * @now: what "today" is, in the zone to show
 * @section: (out): the span around @unix_time; spans never overlap and leave no gap
 */
void
alp_section_find (gint64 unix_time, GDateTime *now, AlpSection *section)
{
  find (unix_time, now, section);
}

/**
 * alp_section_dup_title:
 *
 * Returns: (transfer full): the translated title of the section that @unix_time is in
 */
char *
alp_section_dup_title (gint64 unix_time, GDateTime *now)
{
  static const char *const titles[] = { N_ ("Future"),    N_ ("Today"),     N_ ("Yesterday"),
                                        N_ ("This Week"), N_ ("Last Week"), N_ ("This Month") };
  AlpSection section;
  Kind kind = find (unix_time, now, &section);
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) when = NULL;

  if (kind != MONTH)
    return g_strdup (_ (titles[kind]));
  utc = unix_time > 0 ? g_date_time_new_from_unix_utc (unix_time) : NULL;
  when = utc != NULL ? g_date_time_to_timezone (utc, g_date_time_get_timezone (now)) : NULL;
  if (when == NULL)
    return g_strdup (_ ("Unknown Date"));
  if (g_date_time_get_year (when) == g_date_time_get_year (now))
    /* Translators: a month of this year, standing alone, as strftime(3) */
    return g_date_time_format (when, _ ("%OB"));
  /* Translators: a month of another year, standing alone, as strftime(3) */
  return g_date_time_format (when, _ ("%OB %Y"));
}
