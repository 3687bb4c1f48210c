/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-values.c: spans, pauses, the clock, and text from outside */

#include "base-backoff.h"
#include "base-clock.h"
#include "base-log.h"
#include "base-span.h"

static void
test_number (void)
{
  static const struct
  {
    const char *text;
    guint64 max;
    gboolean ok;
    guint64 number;
  } rows[] = {
    { "0", 10, TRUE, 0 },
    { "10)", 10, TRUE, 10 },
    { "11", 10, FALSE, 0 },
    { "0005", 10, TRUE, 5 },
    { "4294967296", G_MAXUINT32, FALSE, 0 },
    { "18446744073709551615", G_MAXUINT64, TRUE, G_MAXUINT64 },
    { "18446744073709551616", G_MAXUINT64, FALSE, 0 },
    { "99999999999999999999", G_MAXUINT64, FALSE, 0 },
    { "-1", 10, FALSE, 0 },
    { "", 10, FALSE, 0 },
    { "7", 3, FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      BaseSpan span = base_span_from_string (rows[i].text);
      guint64 number = 0;

      g_assert_cmpint (base_span_take_number (&span, rows[i].max, &number), ==, rows[i].ok);
      g_assert_cmpuint (number, ==, rows[i].number);
      g_assert_true (rows[i].ok || span.position == 0);
    }
}

static void
test_backoff (void)
{
  BaseBackoff backoff = { 0 };

  g_assert_cmpuint (base_backoff_next_ms (&backoff), >=, 5000);
  g_assert_cmpuint (base_backoff_next_ms (&backoff), >=, 24000);
  for (guint i = 0; i < 10; i++)
    base_backoff_next_ms (&backoff);
  g_assert_cmpuint (base_backoff_next_ms (&backoff), <=, 12 * 60 * 1000);
  base_backoff_reset (&backoff);
  g_assert_cmpuint (base_backoff_next_ms (&backoff), <=, 6000);
}

static void
test_clean_text (void)
{
  static const struct
  {
    const char *text;
    const char *clean;
  } rows[] = {
    { "plain", "plain" },
    { "a\r\nb\tc", "a  b c" },
    { "evil \xE2\x80\xAE"
      "fdp.exe",
      "evil  fdp.exe" },
    { "bad \xff byte", "bad \xEF\xBF\xBD byte" },
    { "0123456789abcdefghijklmnop", "0123456789abcdefghij" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *clean = base_log_clean_text (rows[i].text, -1, 20);
      g_assert_cmpstr (clean, ==, rows[i].clean);
    }
}

static void
test_clock (void)
{
  base_clock_set_for_test (1000000);
  g_assert_cmpint (base_clock_now_unix (), >=, 1000000);
  g_assert_cmpint (base_clock_now_unix (), <, 1000100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/span/number", test_number);
  g_test_add_func ("/base/backoff/grows", test_backoff);
  g_test_add_func ("/base/log/clean-text", test_clean_text);
  g_test_add_func ("/base/clock/settable", test_clock);
  return g_test_run ();
}
