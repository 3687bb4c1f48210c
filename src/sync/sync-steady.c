/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-steady.c: what is really so many days old, whatever the wall clock says (data-safety D-22)
 *
 * What is dropped or deleted after days is stamped with the wall clock, which may be a year ahead today and right tomorrow. So the
 * program counts time itself: within one boot what the kernel counted, across boots what the wall clock says but a week at most. Now
 * and then, and whenever the wall clock goes back, it writes down which wall time that was. Something is old enough when its
 * stamp is before every wall time written down since. So a wrong clock makes things stay longer, never shorter. Kept in local.db;
 * all but sync_steady_cutoff () is pure. */

#include "sync-steady.h"

#include "base-clock.h"

#include <stdio.h>
#include <string.h>

#define SETTING "clock.steady"
#define EVERY_S (20 * 3600)
#define AWAY_MAX_S (7 * 24 * 3600) /* of a time the program did not see */
#define SLACK_S 3600               /* the clock may have been set since the last note */
#define POINTS_MAX 800

typedef struct
{
  gint64 steady;
  gint64 wall;
} Point;

struct _SyncSteady
{
  char *boot; /* of the last note */
  gint64 boot_s;
  gint64 wall;
  gint64 steady;
  GArray *points; /* Point, rising by steady */
};

/**
 * sync_steady_parse:
 * @text: (nullable): what sync_steady_format () made; anything else counts from now on
 *
 * Returns: (transfer full)
 */
SyncSteady *
sync_steady_parse (const char *text)
{
  SyncSteady *self = g_new0 (SyncSteady, 1);
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", " ", POINTS_MAX * 2);
  guint n = g_strv_length (words);

  self->points = g_array_new (FALSE, FALSE, sizeof (Point));
  self->boot = g_strdup (n >= 4 ? words[0] : "");
  if (n < 4)
    return self;
  self->boot_s = g_ascii_strtoll (words[1], NULL, 10);
  self->wall = g_ascii_strtoll (words[2], NULL, 10);
  self->steady = g_ascii_strtoll (words[3], NULL, 10);
  for (guint i = 4; i < n; i++)
    {
      Point point;

      if (sscanf (words[i], "%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT, &point.steady, &point.wall) == 2)
        g_array_append_val (self->points, point);
    }
  return self;
}

/** sync_steady_format: Returns: (transfer full) */
char *
sync_steady_format (const SyncSteady *self)
{
  GString *text = g_string_new (NULL);

  g_string_printf (text, "%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                   *self->boot != '\0' ? self->boot : "-", self->boot_s, self->wall, self->steady);
  for (guint i = 0; i < self->points->len; i++)
    {
      const Point *point = &g_array_index (self->points, Point, i);

      g_string_append_printf (text, " %" G_GINT64_FORMAT ":%" G_GINT64_FORMAT, point->steady, point->wall);
    }
  return g_string_free (text, FALSE);
}

void
sync_steady_free (SyncSteady *self)
{
  if (self == NULL)
    return;
  g_free (self->boot);
  g_array_unref (self->points);
  g_free (self);
}

/* Every second one of the older half goes; of two the earlier wall time stays. */
static void
thin (GArray *points)
{
  for (guint i = 0; i + 1 < points->len / 2; i++)
    {
      Point *point = &g_array_index (points, Point, i);

      point->wall = MIN (point->wall, g_array_index (points, Point, i + 1).wall);
      g_array_remove_index (points, i + 1);
    }
}

/**
 * sync_steady_note:
 * @wall: Unix seconds
 * @boot: which start of the machine this is, without spaces
 * @boot_s: seconds since then, sleep included
 *
 * Returns: whether there is something new to keep.
 */
gboolean
sync_steady_note (SyncSteady *self, gint64 wall, const char *boot, gint64 boot_s)
{
  gboolean first = self->points->len == 0;
  gint64 passed
      = strcmp (self->boot, boot) == 0 ? boot_s - self->boot_s : MIN (wall - self->wall, AWAY_MAX_S);
  gint64 steady = self->steady + (first ? 0 : MAX (passed, 0));
  gboolean back = wall < self->wall - SLACK_S;
  Point point = { steady, wall };

  if (!first && !back && strcmp (self->boot, boot) == 0
      && steady - g_array_index (self->points, Point, self->points->len - 1).steady < EVERY_S)
    return FALSE; /* counted from the last note next time */
  self->steady = steady;
  self->wall = wall;
  self->boot_s = boot_s;
  g_set_str (&self->boot, boot);
  if (first || back || steady - g_array_index (self->points, Point, self->points->len - 1).steady >= EVERY_S)
    g_array_append_val (self->points, point);
  if (self->points->len > POINTS_MAX)
    thin (self->points);
  return TRUE;
}

/** sync_steady_before: Returns: Unix seconds; what is stamped earlier is at least @seconds old. 0: nothing is known to be */
gint64
sync_steady_before (const SyncSteady *self, gint64 seconds)
{
  gint64 before = self->wall - seconds;
  gboolean known = FALSE;

  for (guint i = self->points->len; i-- > 0;)
    {
      const Point *point = &g_array_index (self->points, Point, i);

      before = MIN (before, point->wall - SLACK_S);
      known = point->steady <= self->steady - seconds;
      if (known)
        break;
    }
  return known ? MAX (before, 0) : 0;
}

/**
 * sync_steady_cutoff:
 *
 * Returns: Unix seconds; what is stamped earlier is at least @seconds old, for certain. 0: nothing is. Blocks (disk).
 */
gint64
sync_steady_cutoff (Store *store, gint64 seconds)
{
  static GMutex lock;
  g_autofree char *text = NULL;
  g_autoptr (SyncSteady) steady = NULL;
  gint64 before;

  g_mutex_lock (&lock);
  text = store_setting_get (store, SETTING);
  steady = sync_steady_parse (text);
  if (sync_steady_note (steady, base_clock_now_unix (), store_clock_get_boot (),
                        store_clock_boottime_ms () / 1000))
    {
      g_autofree char *kept = sync_steady_format (steady);

      store_setting_set (store, SETTING, kept, NULL);
    }
  before = sync_steady_before (steady, seconds);
  g_mutex_unlock (&lock);
  return before;
}
