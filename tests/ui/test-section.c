/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-section.c: sections of the list: titles, spans without gap or overlap, recipients in words.  No display. */
#include "alp-format.h"
#include "alp-section.h"

static GDateTime *
now_is (int day)
{
  return g_date_time_new_utc (2026, 3, day, 12, 0, 0);
}

static gint64
at (int year, int month, int day, int hour)
{
  g_autoptr (GDateTime) when = g_date_time_new_utc (year, month, day, hour, 0, 0);

  return g_date_time_to_unix (when);
}

static void
test_titles (void)
{
  /* Thursday, 19 March 2026 */
  g_autoptr (GDateTime) now = now_is (19);

  const struct
  {
    gint64 when;
    const char *title;
  } rows[] = { { at (2026, 3, 20, 0), "Future" },
               { at (2026, 3, 19, 0), "Today" },
               { at (2026, 3, 18, 23), "Yesterday" },
               { at (2026, 3, 16, 0), "This Week" },
               { at (2026, 3, 15, 23), "Last Week" },
               { at (2026, 3, 9, 0), "Last Week" },
               { at (2026, 3, 8, 23), "This Month" },
               { at (2026, 3, 1, 0), "This Month" },
               { at (2026, 2, 28, 23), "February" },
               { at (2025, 12, 31, 23), "December 2025" },
               { 0, "Unknown Date" },
               { G_MININT64, "Unknown Date" },
               { G_MAXINT64, "Future" } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *title = alp_section_dup_title (rows[i].when, now);

      g_assert_cmpstr (title, ==, rows[i].title);
    }
}

/* On every day of a month, also where weeks and months cross: each time is in its own span, and spans touch. */
static void
test_spans (void)
{
  for (int day = 1; day <= 31; day++)
    {
      g_autoptr (GDateTime) now = now_is (day);
      gint64 t = at (2026, 4, 3, 0), oldest = at (2024, 1, 1, 0);

      while (t > oldest)
        {
          AlpSection section, before;

          alp_section_find (t, now, &section);
          g_assert_cmpint (section.begin, <=, t);
          g_assert_cmpint (section.end, >, t);
          alp_section_find (section.begin - 1, now, &before);
          g_assert_cmpint (before.end, ==, section.begin);
          t = section.begin - 1;
        }
    }
}

static void
test_recipients (void)
{
  const struct
  {
    const char *to;
    const char *cc;
    const char *text;
  } rows[] = { { "Alice <alice@mail.test>", "", "to me" },
               { "\"Weber, Bob\" <bob@mail.test>, alice@mail.test", "", "to Weber, Bob, me" },
               { "a@x.test, b@x.test", "c@x.test, d@x.test, e@x.test",
                 "to a@x.test, b@x.test, c@x.test and 2 more" },
               { "", "", "to undisclosed recipients" },
               { "\"broken <x", "", "to \"broken" } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = alp_format_recipients (rows[i].to, rows[i].cc, "alice@mail.test");

      if (i + 1 < G_N_ELEMENTS (rows))
        g_assert_cmpstr (text, ==, rows[i].text);
      else
        g_assert_true (g_str_has_prefix (text, "to "));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/section/titles", test_titles);
  g_test_add_func ("/ui/section/spans", test_spans);
  g_test_add_func ("/ui/section/recipients", test_recipients);
  return g_test_run ();
}
