/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-date.c: INTERNALDATE, " 1-Feb-2026 10:11:12 +0100" (RFC 9051 date-time) */

#include "imap-date.h"

#include "base-span.h"

static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

static int
take_month (BaseSpan *span)
{
  for (int i = 0; i < 12; i++)
    {
      char name[4] = { months[3 * i], months[3 * i + 1], months[3 * i + 2], 0 };

      if (base_span_skip_word (span, name))
        return i + 1;
    }
  return 0;
}

/* Days since 1970-01-01 of a Gregorian date. */
static gint64
days_from_civil (gint64 y, int m, int d)
{
  gint64 era;
  int year_of_era, day_of_year;

  y -= m <= 2;
  era = (y >= 0 ? y : y - 399) / 400;
  year_of_era = (int) (y - era * 400);
  day_of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static gboolean
take_zone (BaseSpan *span, int *seconds)
{
  int sign = base_span_take (span);
  guint64 zone;

  if ((sign != '+' && sign != '-') || !base_span_take_number (span, 9999, &zone) || zone % 100 > 59
      || zone / 100 > 15)
    return FALSE;
  *seconds = (int) (zone / 100 * 3600 + zone % 100 * 60) * (sign == '-' ? -1 : 1);
  return TRUE;
}

/**
 * imap_date_parse:
 *
 * Returns: %FALSE for anything that is no real moment from 1970 on (I-31): the caller falls back to header dates
 */
gboolean
imap_date_parse (const char *text, gsize length, gint64 *unix_seconds)
{
  BaseSpan span = base_span (text, length);
  guint64 day, year, hour, minute, second;
  int month, zone;
  gint64 result;

  base_span_skip_spaces (&span);
  if (!base_span_take_number (&span, 31, &day) || day == 0 || !base_span_skip_char (&span, '-')
      || (month = take_month (&span)) == 0 || !base_span_skip_char (&span, '-')
      || !base_span_take_number (&span, 9998, &year) || year < 1970)
    return FALSE;
  if (!g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  base_span_skip_spaces (&span);
  if (!base_span_take_number (&span, 23, &hour) || !base_span_skip_char (&span, ':')
      || !base_span_take_number (&span, 59, &minute) || !base_span_skip_char (&span, ':')
      || !base_span_take_number (&span, 60, &second))
    return FALSE;
  base_span_skip_spaces (&span);
  if (!take_zone (&span, &zone))
    return FALSE;
  result = days_from_civil ((gint64) year, month, (int) day) * 86400
           + (gint64) (hour * 3600 + minute * 60 + second) - zone;
  if (result <= 0)
    return FALSE;
  *unix_seconds = result;
  return TRUE;
}

/** imap_date_format: (transfer full): in UTC, quoted, for APPEND; tells no time zone of ours. */
char *
imap_date_format (gint64 unix_seconds)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (MAX (unix_seconds, 0));
  int month;

  if (date == NULL)
    return g_strdup ("\" 1-Jan-1970 00:00:00 +0000\"");
  month = g_date_time_get_month (date);
  return g_strdup_printf ("\"%2d-%.3s-%04d %02d:%02d:%02d +0000\"", g_date_time_get_day_of_month (date),
                          months + 3 * (month - 1), g_date_time_get_year (date), g_date_time_get_hour (date),
                          g_date_time_get_minute (date), g_date_time_get_second (date));
}
