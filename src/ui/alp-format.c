/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-format.c: dates and sizes as people read them.  Pure but for the locale and time zone; any thread. */
#include "alp-format.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * alp_format_list_date:
 * @unix_time: seconds; 0 and what the calendar cannot hold give an empty string
 * @now: what "today" is, in the zone to show
 *
 * Returns: the time today, "Yesterday", the weekday this week, day and month this year, else the whole date.
 */
char *
alp_format_list_date (gint64 unix_time, GDateTime *now)
{
  g_autoptr (GDateTime) utc = unix_time > 0 ? g_date_time_new_from_unix_utc (unix_time) : NULL;
  g_autoptr (GDateTime) when = NULL;
  GDate day, today;
  int age;

  if (utc == NULL)
    return g_strdup ("");
  when = g_date_time_to_timezone (utc, g_date_time_get_timezone (now));
  if (when == NULL)
    return g_strdup ("");

  g_date_clear (&day, 1);
  g_date_clear (&today, 1);
  g_date_set_dmy (&day, g_date_time_get_day_of_month (when), g_date_time_get_month (when),
                  (GDateYear) g_date_time_get_year (when));
  g_date_set_dmy (&today, g_date_time_get_day_of_month (now), g_date_time_get_month (now),
                  (GDateYear) g_date_time_get_year (now));
  age = g_date_days_between (&day, &today);
  if (age == 0)
    /* Translators: time of a message of today, as strftime(3) */
    return g_date_time_format (when, _ ("%H:%M"));
  if (age == 1)
    return g_strdup (_ ("Yesterday"));
  if (age > 1 && age < 7)
    /* Translators: weekday of a message of this week, as strftime(3) */
    return g_date_time_format (when, _ ("%a"));
  if (g_date_time_get_year (when) == g_date_time_get_year (now))
    /* Translators: day and short month of a message of this year, as strftime(3) */
    return g_date_time_format (when, _ ("%-d %b"));
  /* Translators: date of an older message, as strftime(3) */
  return g_date_time_format (when, _ ("%-d %b %Y"));
}

/**
 * alp_format_full_date:
 *
 * Returns: date and time in the local zone, for a message's header; "Unknown date" for 0 or nonsense
 */
char *
alp_format_full_date (gint64 unix_time)
{
  g_autoptr (GDateTime) when = unix_time > 0 ? g_date_time_new_from_unix_local (unix_time) : NULL;

  if (when == NULL)
    return g_strdup (_ ("Unknown date"));
  /* Translators: full date and time of a message, as strftime(3) */
  return g_date_time_format (when, _ ("%A, %-d %B %Y, %H:%M"));
}

/**
 * alp_format_ago:
 *
 * Returns: how long before @now @unix_time was, coarse: for the quiet line under the folders
 */
char *
alp_format_ago (gint64 unix_time, gint64 now)
{
  gint64 minutes = MAX (now - unix_time, 0) / 60;

  if (minutes < 1)
    return g_strdup (_ ("Updated just now"));
  if (minutes < 60)
    return g_strdup_printf (ngettext ("Updated %d minute ago", "Updated %d minutes ago", (gulong) minutes),
                            (int) minutes);
  if (minutes < 48 * 60)
    return g_strdup_printf (ngettext ("Updated %d hour ago", "Updated %d hours ago", (gulong) (minutes / 60)),
                            (int) (minutes / 60));
  return g_strdup_printf (ngettext ("Updated %d day ago", "Updated %d days ago", (gulong) (minutes / 1440)),
                          (int) MIN (minutes / 1440, G_MAXINT));
}

/**
 * alp_format_count:
 *
 * Returns: @n grouped as the locale does ("12,480")
 */
char *
alp_format_count (guint n)
{
  return g_strdup_printf ("%'u", n);
}

/* The next address of a list as shown ("Name" <address>, …); NULL at its end.  Commas in quotes or brackets are no ends. */
static char *
next_recipient (const char **cursor)
{
  const char *begin = *cursor;
  gboolean quoted = FALSE, bracket = FALSE;

  while (*begin == ' ' || *begin == ',')
    begin++;
  if (*begin == '\0')
    return NULL;
  for (*cursor = begin; **cursor != '\0'; (*cursor)++)
    {
      if (**cursor == '"' && (*cursor == begin || (*cursor)[-1] != '\\'))
        quoted = !quoted;
      else if (**cursor == '<' && !quoted)
        bracket = TRUE;
      else if (**cursor == '>' && !quoted)
        bracket = FALSE;
      else if (**cursor == ',' && !quoted && !bracket)
        break;
    }
  return g_strndup (begin, (gsize) (*cursor - begin));
}

/* What to call one recipient: "me", the name, or the address. */
static char *
recipient_name (const char *recipient, const char *own)
{
  const char *open = strrchr (recipient, '<');
  g_autofree char *name
      = open != NULL ? g_strndup (recipient, (gsize) (open - recipient)) : g_strdup (recipient);
  g_autofree char *lower = g_utf8_strdown (recipient, -1);
  g_autofree char *own_lower = own != NULL ? g_utf8_strdown (own, -1) : NULL;

  if (own_lower != NULL && *own_lower != '\0' && strstr (lower, own_lower) != NULL)
    /* Translators: the person who uses the program, among the recipients of a message */
    return g_strdup (_ ("me"));
  g_strstrip (name);
  if (*name == '"' && strlen (name) > 1)
    {
      name[strlen (name) - 1] = '\0';
      memmove (name, name + 1, strlen (name));
    }
  return *name != '\0' ? g_steal_pointer (&name) : g_strdup (recipient);
}

/**
 * alp_format_recipients:
 * @to: the recipients as shown, "Name <address>, …"; may be empty
 * @cc: those of copies
 * @own: (nullable): the person's own address
 *
 * Returns: (transfer full): "to me, Ana and 3 more"
 */
char *
alp_format_recipients (const char *to, const char *cc, const char *own)
{
  const char *lists[] = { to != NULL ? to : "", cc != NULL ? cc : "" };
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  guint more = 0;
  g_autofree char *joined = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    for (char *recipient; (recipient = next_recipient (&lists[i])) != NULL; g_free (recipient))
      if (names->len < 3)
        g_ptr_array_add (names, recipient_name (recipient, own));
      else
        more++;
  if (names->len == 0)
    return g_strdup (_ ("to undisclosed recipients"));
  g_ptr_array_add (names, NULL);
  joined = g_strjoinv (", ", (char **) names->pdata);
  if (more == 0)
    /* Translators: the recipients of a message, in its header */
    return g_strdup_printf (_ ("to %s"), joined);
  /* Translators: the first recipients of a message, and how many others there are */
  return g_strdup_printf (ngettext ("to %s and %u more", "to %s and %u more", more), joined, more);
}
