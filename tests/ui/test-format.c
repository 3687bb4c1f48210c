/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-format.c: dates and sizes as people read them. */
#include "alp-format.h"

#include <locale.h>

static void
test_list_date (void)
{
  static const struct
  {
    const char *when;
    const char *want;
  } rows[] = {
    { "2026-11-25T07:05:00Z", "07:05" },
    { "2026-11-25T00:00:00Z", "00:00" },
    { "2026-11-25T23:59:00Z", "23:59" },
    { "2026-11-24T23:59:00Z", "Yesterday" },
    { "2026-11-23T10:00:00Z", "Mon" },
    { "2026-11-19T10:00:00Z", "Thu" },
    { "2026-11-18T10:00:00Z", "18 Nov" },
    { "2026-01-01T10:00:00Z", "1 Jan" },
    { "2025-12-31T10:00:00Z", "31 Dec 2025" },
    { "1999-02-03T10:00:00Z", "3 Feb 1999" },
    /* From the future (a wrong clock): not a weekday, which would read as the past. */
    { "2026-11-27T10:00:00Z", "27 Nov" },
    { "2031-11-27T10:00:00Z", "27 Nov 2031" },
  };

  g_autoptr (GDateTime) now = g_date_time_new_from_iso8601 ("2026-11-25T12:00:00Z", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GDateTime) when = g_date_time_new_from_iso8601 (rows[i].when, NULL);
      g_autofree char *got = alp_format_list_date (g_date_time_to_unix (when), now);

      g_test_message ("%s", rows[i].when);
      g_assert_cmpstr (got, ==, rows[i].want);
    }
}

static void
test_nonsense_dates (void)
{
  const gint64 rows[] = { 0, -1, G_MININT64, G_MAXINT64, G_GINT64_CONSTANT (1) << 60 };
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *list = alp_format_list_date (rows[i], now);
      g_autofree char *full = alp_format_full_date (rows[i]);

      g_assert_cmpstr (list, ==, "");
      g_assert_cmpstr (full, ==, "Unknown date");
    }
}

static void
test_ago (void)
{
  static const struct
  {
    gint64 seconds;
    const char *want;
  } rows[] = {
    { -500, "Updated just now" },
    { 0, "Updated just now" },
    { 59, "Updated just now" },
    { 60, "Updated 1 minute ago" },
    { 150, "Updated 2 minutes ago" },
    { 3600, "Updated 1 hour ago" },
    { 47 * 3600, "Updated 47 hours ago" },
    { 48 * 3600, "Updated 2 days ago" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *got = alp_format_ago (1000000000, 1000000000 + rows[i].seconds);

      g_assert_cmpstr (got, ==, rows[i].want);
    }
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/format/list-date", test_list_date);
  g_test_add_func ("/ui/format/nonsense-dates", test_nonsense_dates);
  g_test_add_func ("/ui/format/ago", test_ago);
  return g_test_run ();
}
