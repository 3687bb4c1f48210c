/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-calendar-text.c: calendar text made small and harmless before a library reads it
 *
 * Bounds of hostile-content C-050: 2 MB, 20,000 lines, 32 KB a line, 500 attendees. Time zones that a message defines are
 * left out, since their rules can be made to run for ever; of each the plain offset is kept, and real zones are found by
 * name. Alarms are left out (some start programs), and so is what points to files. Linear, pure, any thread. */

#include "mime-calendar.h"

#include <string.h>

#define MAX_TEXT (2 * 1024 * 1024)
#define MAX_LINES 20000
#define MAX_LINE (32 * 1024)
#define MAX_ATTENDEES 500

static gboolean
has_name (const char *line, const char *name)
{
  gsize n = strlen (name);

  return g_ascii_strncasecmp (line, name, n) == 0 && (line[n] == ':' || line[n] == ';');
}

/* "+0130" → minutes */
static int
parse_offset (const char *text)
{
  int sign = *text == '-' ? -1 : 1;
  const char *digits = text + (*text == '-' || *text == '+');

  if (strspn (digits, "0123456789") < 4)
    return 0;
  return sign
         * ((digits[0] - '0') * 600 + (digits[1] - '0') * 60 + (digits[2] - '0') * 10 + (digits[3] - '0'));
}

typedef struct
{
  GString *out;
  GHashTable *offsets; /* TZID → minutes */
  char *tzid;
  guint skip; /* open blocks that are left out */
  gboolean in_zone;
  gboolean has_offset;
  guint n_attendees;
} Cleaner;

static void
read_zone_line (Cleaner *self, const char *line)
{
  if (has_name (line, "TZID") && self->tzid == NULL)
    self->tzid = g_strndup (strchr (line, ':') != NULL ? strchr (line, ':') + 1 : "", 200);
  else if (has_name (line, "TZOFFSETTO") && self->tzid != NULL && !self->has_offset)
    {
      int minutes = parse_offset (strchr (line, ':') != NULL ? strchr (line, ':') + 1 : "");

      self->has_offset = TRUE;
      if (g_hash_table_size (self->offsets) < 100 && minutes > -24 * 60 && minutes < 24 * 60)
        g_hash_table_insert (self->offsets, g_strdup (self->tzid), GINT_TO_POINTER (minutes));
    }
}

static gboolean
is_left_out (const char *name)
{
  return g_ascii_strcasecmp (name, "VTIMEZONE") == 0 || g_ascii_strcasecmp (name, "VALARM") == 0;
}

static void
take_line (Cleaner *self, const char *line)
{
  gboolean begins = g_ascii_strncasecmp (line, "BEGIN:", 6) == 0;
  gboolean ends = g_ascii_strncasecmp (line, "END:", 4) == 0;

  if (begins && (self->skip > 0 || is_left_out (line + 6)))
    {
      if (self->skip++ == 0 && g_ascii_strcasecmp (line + 6, "VTIMEZONE") == 0)
        {
          self->in_zone = TRUE;
          self->has_offset = FALSE;
          g_clear_pointer (&self->tzid, g_free);
        }
      return;
    }
  if (self->skip > 0)
    {
      if (self->in_zone)
        read_zone_line (self, line);
      self->skip -= ends;
      self->in_zone &= self->skip > 0;
      return;
    }
  if (has_name (line, "ATTACH") || has_name (line, "IMAGE") || has_name (line, "RDATE")
      || has_name (line, "EXDATE"))
    return;
  if (has_name (line, "ATTENDEE") && ++self->n_attendees > MAX_ATTENDEES)
    return;
  g_string_append_printf (self->out, "%s\r\n", line);
}

/**
 * mime_calendar_clean:
 * @text: UTF-8
 * @offsets: filled with the offsets of the zones the text defines: TZID → minutes
 * @n_attendees: (out): all there were
 *
 * Returns: (transfer full): unfolded lines that a library may read
 */
char *
mime_calendar_clean (const char *text, GHashTable *offsets, guint *n_attendees)
{
  Cleaner self = { .out = g_string_new (NULL), .offsets = offsets };
  const char *end = text + strnlen (text, MAX_TEXT);
  g_autoptr (GString) line = g_string_new (NULL);
  guint n = 0;

  for (const char *p = text; p < end && n < MAX_LINES; n++)
    {
      const char *newline = memchr (p, '\n', (gsize) (end - p));
      const char *stop = newline != NULL ? newline : end;
      gsize length = (gsize) (stop - p);

      while (length > 0 && p[length - 1] == '\r')
        length--;
      /* A line that begins with a blank continues the one before (RFC 5545, 3.1). */
      if ((*p == ' ' || *p == '\t') && length > 0)
        {
          if (line->len + length < MAX_LINE)
            g_string_append_len (line, p + 1, (gssize) length - 1);
        }
      else
        {
          if (line->len > 0)
            take_line (&self, line->str);
          g_string_truncate (line, 0);
          g_string_append_len (line, p, (gssize) MIN (length, MAX_LINE));
        }
      p = newline != NULL ? newline + 1 : end;
    }
  if (line->len > 0)
    take_line (&self, line->str);
  g_free (self.tzid);
  *n_attendees = self.n_attendees;
  return g_string_free_and_steal (self.out);
}

/* Names that Windows gives to zones (CLDR, windowsZones). */
static const char *
windows_zone (const char *name)
{
  static const char *const rows[][2] = {
    { "W. Europe Standard Time", "Europe/Berlin" },
    { "Central Europe Standard Time", "Europe/Budapest" },
    { "Romance Standard Time", "Europe/Paris" },
    { "Central European Standard Time", "Europe/Warsaw" },
    { "GMT Standard Time", "Europe/London" },
    { "Greenwich Standard Time", "Atlantic/Reykjavik" },
    { "E. Europe Standard Time", "Europe/Chisinau" },
    { "FLE Standard Time", "Europe/Kiev" },
    { "GTB Standard Time", "Europe/Bucharest" },
    { "Turkey Standard Time", "Europe/Istanbul" },
    { "Russian Standard Time", "Europe/Moscow" },
    { "Israel Standard Time", "Asia/Jerusalem" },
    { "Egypt Standard Time", "Africa/Cairo" },
    { "South Africa Standard Time", "Africa/Johannesburg" },
    { "Arab Standard Time", "Asia/Riyadh" },
    { "Arabian Standard Time", "Asia/Dubai" },
    { "Iran Standard Time", "Asia/Tehran" },
    { "Pakistan Standard Time", "Asia/Karachi" },
    { "India Standard Time", "Asia/Kolkata" },
    { "Bangladesh Standard Time", "Asia/Dhaka" },
    { "SE Asia Standard Time", "Asia/Bangkok" },
    { "China Standard Time", "Asia/Shanghai" },
    { "Singapore Standard Time", "Asia/Singapore" },
    { "Taipei Standard Time", "Asia/Taipei" },
    { "Tokyo Standard Time", "Asia/Tokyo" },
    { "Korea Standard Time", "Asia/Seoul" },
    { "AUS Eastern Standard Time", "Australia/Sydney" },
    { "E. Australia Standard Time", "Australia/Brisbane" },
    { "W. Australia Standard Time", "Australia/Perth" },
    { "New Zealand Standard Time", "Pacific/Auckland" },
    { "Eastern Standard Time", "America/New_York" },
    { "Central Standard Time", "America/Chicago" },
    { "Mountain Standard Time", "America/Denver" },
    { "Pacific Standard Time", "America/Los_Angeles" },
    { "US Mountain Standard Time", "America/Phoenix" },
    { "Atlantic Standard Time", "America/Halifax" },
    { "Alaskan Standard Time", "America/Anchorage" },
    { "Hawaiian Standard Time", "Pacific/Honolulu" },
    { "SA Pacific Standard Time", "America/Bogota" },
    { "E. South America Standard Time", "America/Sao_Paulo" },
    { "Argentina Standard Time", "America/Buenos_Aires" },
    { "UTC", "UTC" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_ascii_strcasecmp (rows[i][0], name) == 0)
      return rows[i][1];
  return NULL;
}

/* A name of the zone database, and nothing that could be a path elsewhere. */
static GTimeZone *
database_zone (const char *name)
{
  if (strlen (name) > 60 || strstr (name, "..") != NULL || *name == '/'
      || strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/") != strlen (name)
      || (strchr (name, '/') == NULL && !g_str_equal (name, "UTC")))
    return NULL;
  return g_time_zone_new_identifier (name);
}

/**
 * mime_calendar_find_zone:
 * @name: (out) (transfer full): what to call it
 *
 * Returns: (transfer full) (nullable): the zone of a TZID: by its name in the database (also at the end of a longer one), by the name
 *   Windows has for it, else by the offset the message tells
 */
GTimeZone *
mime_calendar_find_zone (const char *tzid, GHashTable *offsets, char **name)
{
  const char *windows = windows_zone (tzid);
  const char *candidate = windows != NULL ? windows : tzid;
  GTimeZone *zone = database_zone (candidate);
  gpointer offset;

  /* "/freeassociation.sourceforge.net/Tzfile/Europe/Zurich" */
  for (const char *slash = tzid; zone == NULL && slash != NULL && (slash = strchr (slash, '/')) != NULL;)
    zone = database_zone (candidate = ++slash);
  if (zone != NULL)
    {
      *name = g_strdup (candidate);
      return zone;
    }
  *name = g_strdup ("");
  if (!g_hash_table_lookup_extended (offsets, tzid, NULL, &offset))
    return NULL;
  return g_time_zone_new_offset (GPOINTER_TO_INT (offset) * 60);
}
