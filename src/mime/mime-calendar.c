/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-calendar.c: invitations by mail (iMIP, RFC 6047)
 *
 * libical reads the grammar, after mime-calendar-text.c took out what could hurt. An invitation never changes anything
 * by itself: mime_invitation_judge() says what it may do, and only its organizer may change or cancel it, only an attendee
 * may answer it (hostile-content C-120). Pure, any thread. */

#include "mime-calendar.h"

#include <libical/ical.h>
#include <string.h>

#include "mime-encode.h"
#include "mime-idn.h"
#include "mime-reply.h"
#include "mime-util.h"

#define MAX_SHORT 500
#define MAX_DESCRIPTION 4000
#define MAX_OCCURRENCES 1000
#define TWO_YEARS (G_GINT64_CONSTANT (2) * 366 * 24 * 3600)

typedef struct
{
  icalcomponent *calendar;
  icalcomponent *event; /* of calendar */
  GHashTable *offsets;
} Private;

static void
attendee_free (gpointer data)
{
  MimeAttendee *self = data;

  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->email);
  g_free (self);
}

/** mime_invitation_free: frees it; %NULL is allowed. */
void
mime_invitation_free (MimeInvitation *self)
{
  Private *priv;

  if (self == NULL)
    return;
  priv = self->object;
  g_clear_pointer (&priv->calendar, icalcomponent_free);
  g_hash_table_unref (priv->offsets);
  g_free (priv);
  g_free (self->uid);
  g_free (self->summary);
  g_free (self->location);
  g_free (self->description);
  g_free (self->status);
  g_free (self->zone);
  g_free (self->rule);
  attendee_free (self->organizer);
  g_ptr_array_unref (self->attendees);
  g_free (self);
}

static char *
clean_text (const char *text, gsize max)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *out = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (valid, "\n", 500);

  for (guint i = 0; lines[i] != NULL && out->len < max; i++)
    {
      g_autofree char *line = mime_clean_line (lines[i], max);
      g_string_append_printf (out, "%s%s", i > 0 ? "\n" : "", line);
    }
  return g_string_free_and_steal (out);
}

static MimeCalendarMethod
method_of (const char *word)
{
  static const struct
  {
    const char *word;
    MimeCalendarMethod method;
  } rows[] = { { "REQUEST", MIME_CALENDAR_REQUEST },
               { "CANCEL", MIME_CALENDAR_CANCEL },
               { "REPLY", MIME_CALENDAR_REPLY },
               { "COUNTER", MIME_CALENDAR_COUNTER } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_ascii_strcasecmp (word, rows[i].word) == 0)
      return rows[i].method;
  return MIME_CALENDAR_OTHER;
}

static const char *
email_of (const char *value)
{
  if (value == NULL)
    return "";
  return g_ascii_strncasecmp (value, "mailto:", 7) == 0 ? value + 7 : value;
}

static MimeAnswer
answer_of (icalproperty *property)
{
  icalparameter *parameter = icalproperty_get_first_parameter (property, ICAL_PARTSTAT_PARAMETER);

  switch ((int) (parameter != NULL ? icalparameter_get_partstat (parameter) : ICAL_PARTSTAT_NONE))
    {
    case ICAL_PARTSTAT_ACCEPTED:
      return MIME_ANSWER_ACCEPTED;
    case ICAL_PARTSTAT_TENTATIVE:
      return MIME_ANSWER_TENTATIVE;
    case ICAL_PARTSTAT_DECLINED:
      return MIME_ANSWER_DECLINED;
    case ICAL_PARTSTAT_DELEGATED:
      return MIME_ANSWER_DELEGATED;
    default:
      return MIME_ANSWER_NONE;
    }
}

static MimeAttendee *
attendee_new (icalproperty *property, const char *value)
{
  MimeAttendee *self = g_new0 (MimeAttendee, 1);
  icalparameter *name
      = property != NULL ? icalproperty_get_first_parameter (property, ICAL_CN_PARAMETER) : NULL;
  icalparameter *role
      = property != NULL ? icalproperty_get_first_parameter (property, ICAL_ROLE_PARAMETER) : NULL;

  self->name = mime_clean_line (name != NULL ? icalparameter_get_cn (name) : "", 200);
  self->email = mime_clean_line (email_of (value), 320);
  g_strstrip (self->email);
  if (property != NULL)
    self->answer = answer_of (property);
  self->optional = role != NULL && icalparameter_get_role (role) == ICAL_ROLE_OPTPARTICIPANT;
  return self;
}

static icalcomponent *
find_event (icalcomponent *calendar)
{
  icalcomponent *first = NULL;

  for (icalcomponent *one = icalcomponent_get_first_component (calendar, ICAL_VEVENT_COMPONENT); one != NULL;
       one = icalcomponent_get_next_component (calendar, ICAL_VEVENT_COMPONENT))
    {
      if (first == NULL)
        first = one;
      /* The series itself, before its exceptions. */
      if (icalcomponent_get_first_property (one, ICAL_RECURRENCEID_PROPERTY) == NULL)
        return one;
    }
  return first;
}

/* Unix seconds, 0 for what is no time. @zone_name: (out) (optional) */
static gint64
read_time (const MimeInvitation *self, icalproperty *property, struct icaltimetype value, gboolean *floating,
           char **zone_name)
{
  const Private *priv = self->object;
  icalparameter *parameter
      = property != NULL ? icalproperty_get_first_parameter (property, ICAL_TZID_PARAMETER) : NULL;
  g_autoptr (GTimeZone) zone = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GDateTime) date = NULL;

  if (icaltime_is_null_time (value) || value.year < 1 || value.year > 9999)
    return 0;
  if (parameter != NULL && !value.is_date)
    zone = mime_calendar_find_zone (icalparameter_get_tzid (parameter), priv->offsets, &name);
  if (floating != NULL)
    *floating = zone == NULL && !value.is_date && !icaltime_is_utc (value);
  if (zone == NULL)
    zone = g_time_zone_new_utc ();
  date = g_date_time_new (zone, value.year, value.month, value.day, value.is_date ? 0 : value.hour,
                          value.is_date ? 0 : value.minute, value.is_date ? 0 : MIN (value.second, 59));
  if (zone_name != NULL)
    *zone_name = g_strdup (name != NULL ? name : "");
  return date != NULL ? g_date_time_to_unix (date) : 0;
}

static void
read_times (MimeInvitation *self, icalcomponent *event)
{
  icalproperty *start = icalcomponent_get_first_property (event, ICAL_DTSTART_PROPERTY);
  icalproperty *end = icalcomponent_get_first_property (event, ICAL_DTEND_PROPERTY);
  icalproperty *duration = icalcomponent_get_first_property (event, ICAL_DURATION_PROPERTY);
  icalproperty *recurrence = icalcomponent_get_first_property (event, ICAL_RECURRENCEID_PROPERTY);

  if (start != NULL)
    {
      struct icaltimetype value = icalproperty_get_dtstart (start);

      g_clear_pointer (&self->zone, g_free);
      self->all_day = value.is_date != 0;
      self->start = read_time (self, start, value, &self->floating, &self->zone);
      if (self->zone == NULL)
        self->zone = g_strdup ("");
    }
  if (end != NULL)
    self->end = read_time (self, end, icalproperty_get_dtend (end), NULL, NULL);
  else if (duration != NULL && self->start != 0)
    self->end = self->start + icaldurationtype_as_int (icalproperty_get_duration (duration));
  else if (self->all_day)
    self->end = self->start + 24 * 3600;
  if (self->end < self->start)
    self->end = self->start;
  if (recurrence != NULL)
    self->recurrence = read_time (self, recurrence, icalproperty_get_recurrenceid (recurrence), NULL, NULL);
}

static void
read_people (MimeInvitation *self, icalcomponent *event)
{
  icalproperty *organizer = icalcomponent_get_first_property (event, ICAL_ORGANIZER_PROPERTY);

  self->organizer = attendee_new (organizer, organizer != NULL ? icalproperty_get_organizer (organizer) : "");
  for (icalproperty *one = icalcomponent_get_first_property (event, ICAL_ATTENDEE_PROPERTY); one != NULL;
       one = icalcomponent_get_next_property (event, ICAL_ATTENDEE_PROPERTY))
    g_ptr_array_add (self->attendees, attendee_new (one, icalproperty_get_attendee (one)));
}

static void
read_rule (MimeInvitation *self, icalcomponent *event)
{
  icalproperty *rule = icalcomponent_get_first_property (event, ICAL_RRULE_PROPERTY);
  const char *text = rule != NULL ? icalproperty_get_value_as_string (rule) : "";

  self->rule = mime_clean_line (text, 300);
}

static gboolean
is_attendee (const MimeInvitation *self, const char *email)
{
  for (guint i = 0; i < self->attendees->len; i++)
    if (mime_address_equal (((MimeAttendee *) g_ptr_array_index (self->attendees, i))->email, email))
      return TRUE;
  return FALSE;
}

static const char *
sender_of (const MimeHeaders *headers)
{
  const MimeAddress *from
      = headers != NULL && headers->from->len == 1 ? g_ptr_array_index (headers->from, 0) : NULL;

  return from != NULL ? from->email : "";
}

/**
 * mime_invitation_parse:
 * @text: UTF-8, iCalendar (RFC 5545)
 * @header_method: (nullable): the method of the Content-Type
 * @headers: (nullable): of the message it came with
 *
 * Returns: (transfer full) (nullable): the first event; %NULL when there is none
 */
MimeInvitation *
mime_invitation_parse (const char *text, const char *header_method, const MimeHeaders *headers)
{
  g_autoptr (MimeInvitation) self = g_new0 (MimeInvitation, 1);
  Private *priv = g_new0 (Private, 1);
  g_autofree char *clean = NULL;
  const char *method;
  icalproperty *property;

  self->object = priv;
  self->attendees = g_ptr_array_new_with_free_func (attendee_free);
  priv->offsets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  icalerror_set_errors_are_fatal (FALSE);
  clean = mime_calendar_clean (text, priv->offsets, &self->n_attendees);
  priv->calendar = icalparser_parse_string (clean);
  if (priv->calendar == NULL || icalcomponent_isa (priv->calendar) != ICAL_VCALENDAR_COMPONENT)
    return NULL;
  priv->event = find_event (priv->calendar);
  if (priv->event == NULL)
    return NULL;
  property = icalcomponent_get_first_property (priv->calendar, ICAL_METHOD_PROPERTY);
  method = property != NULL ? icalproperty_get_value_as_string (property) : "";
  self->method = method_of (method != NULL ? method : "");
  self->method_differs
      = header_method != NULL && *header_method != '\0' && method_of (header_method) != self->method;
  self->uid = mime_clean_line (icalcomponent_get_uid (priv->event), MAX_SHORT);
  self->sequence = MAX (icalcomponent_get_sequence (priv->event), 0);
  self->summary = mime_clean_line (icalcomponent_get_summary (priv->event), MAX_SHORT);
  self->location = mime_clean_line (icalcomponent_get_location (priv->event), MAX_SHORT);
  self->description = clean_text (icalcomponent_get_description (priv->event), MAX_DESCRIPTION);
  property = icalcomponent_get_first_property (priv->event, ICAL_STATUS_PROPERTY);
  self->status = mime_clean_line (property != NULL ? icalproperty_get_value_as_string (property) : "", 40);
  self->zone = g_strdup ("");
  read_times (self, priv->event);
  read_rule (self, priv->event);
  read_people (self, priv->event);
  if (self->method == MIME_CALENDAR_REPLY || self->method == MIME_CALENDAR_COUNTER)
    self->sender_differs = headers != NULL && !is_attendee (self, sender_of (headers));
  else if (headers != NULL && *self->organizer->email != '\0')
    self->sender_differs = !mime_address_equal (self->organizer->email, sender_of (headers));
  return g_steal_pointer (&self);
}

/** mime_invitation_read: Returns: (transfer full) (nullable): the invitation in a message (never one of an attached message) */
MimeInvitation *
mime_invitation_read (MimeMessage *message)
{
  for (guint i = 0; i < message->leaves->len; i++)
    {
      MimePart *leaf = g_ptr_array_index (message->leaves, i);
      g_autofree char *lower = g_ascii_strdown (leaf->name, -1);
      g_autoptr (GBytes) bytes = NULL;
      MimeInvitation *found;

      if (leaf->in_message
          || (!g_str_equal (leaf->type, "text/calendar") && !g_str_equal (leaf->type, "application/ics")
              && !g_str_has_suffix (lower, ".ics")))
        continue;
      bytes = mime_part_decode (leaf);
      if (g_bytes_get_size (bytes) == 0)
        continue;
      g_autofree char *text = mime_to_utf8 (g_bytes_get_data (bytes, NULL),
                                            MIN (g_bytes_get_size (bytes), 4u * 1024 * 1024), leaf->charset);
      g_autofree char *method = mime_part_dup_parameter (leaf, "method");
      found = mime_invitation_parse (text, method, message->headers);
      if (found != NULL)
        return found;
    }
  return NULL;
}

/**
 * mime_invitation_judge:
 * @known: (nullable): what is known of the same uid
 * @auth: (nullable): what the own server found out about the sender
 *
 * Returns: what the message may do; nothing ever happens without a person but showing it
 */
MimeApply
mime_invitation_judge (const MimeInvitation *self, const MimeKnownEvent *known, const MimeHeaders *headers,
                       const MimeAuth *auth)
{
  const char *sender = sender_of (headers);
  gboolean is_forged
      = auth != NULL && (auth->verdict == MIME_AUTH_FORGED || auth->verdict == MIME_AUTH_UNVERIFIED);

  if (self->method_differs || *self->uid == '\0')
    return MIME_APPLY_REFUSE;
  if (self->method == MIME_CALENDAR_REPLY || self->method == MIME_CALENDAR_COUNTER)
    return known != NULL && is_attendee (self, sender) && !is_forged ? MIME_APPLY_ANSWER : MIME_APPLY_REFUSE;
  if (known == NULL)
    return self->method == MIME_CALENDAR_CANCEL ? MIME_APPLY_REFUSE : MIME_APPLY_ASK;
  if (!mime_address_equal (known->organizer, self->organizer->email)
      || !mime_address_equal (known->organizer, sender) || is_forged)
    return MIME_APPLY_REFUSE;
  return self->sequence >= known->sequence ? MIME_APPLY_UPDATE : MIME_APPLY_OLD;
}

/* Rules whose next date is always near: others could make the library search for ever. */
static gboolean
is_simple_rule (const struct icalrecurrencetype *rule)
{
  if (rule->freq != ICAL_DAILY_RECURRENCE && rule->freq != ICAL_WEEKLY_RECURRENCE
      && rule->freq != ICAL_MONTHLY_RECURRENCE && rule->freq != ICAL_YEARLY_RECURRENCE)
    return FALSE;
  return rule->by_second[0] == ICAL_RECURRENCE_ARRAY_MAX && rule->by_minute[0] == ICAL_RECURRENCE_ARRAY_MAX
         && rule->by_hour[0] == ICAL_RECURRENCE_ARRAY_MAX && rule->by_year_day[0] == ICAL_RECURRENCE_ARRAY_MAX
         && rule->by_week_no[0] == ICAL_RECURRENCE_ARRAY_MAX
         && rule->by_set_pos[0] == ICAL_RECURRENCE_ARRAY_MAX && rule->by_month[0] == ICAL_RECURRENCE_ARRAY_MAX
         && rule->by_month_day[0] == ICAL_RECURRENCE_ARRAY_MAX && rule->rscale == NULL;
}

static void
add_occurrence (GPtrArray *out, gint64 start, gint64 from, gint64 until, gint64 length)
{
  gint64 *one;

  if (start + MAX (length, 1) <= from || start >= until)
    return;
  one = g_new (gint64, 1);
  *one = start;
  g_ptr_array_add (out, one);
}

/**
 * mime_invitation_occurrences:
 * @from: Unix seconds
 * @until: Unix seconds; at most two years after @from count
 *
 * To find conflicts. Returns: (transfer full) (element-type gint64): starts of what touches the time, at most 1,000; of a rule that
 *   is not simple only the first
 */
GPtrArray *
mime_invitation_occurrences (const MimeInvitation *self, gint64 from, gint64 until)
{
  const Private *priv = self->object;
  GPtrArray *out = g_ptr_array_new_with_free_func (g_free);
  icalproperty *property = icalcomponent_get_first_property (priv->event, ICAL_RRULE_PROPERTY);
  icalproperty *start = icalcomponent_get_first_property (priv->event, ICAL_DTSTART_PROPERTY);
  struct icalrecurrencetype rule;
  icalrecur_iterator *iterator;

  until = MIN (until, from + TWO_YEARS);
  if (property == NULL || start == NULL)
    {
      add_occurrence (out, self->start, from, until, self->end - self->start);
      return out;
    }
  rule = icalproperty_get_rrule (property);
  if (!is_simple_rule (&rule))
    {
      add_occurrence (out, self->start, from, until, self->end - self->start);
      return out;
    }
  iterator = icalrecur_iterator_new (rule, icalproperty_get_dtstart (start));
  for (guint i = 0; iterator != NULL && i < MAX_OCCURRENCES * 10u && out->len < MAX_OCCURRENCES; i++)
    {
      struct icaltimetype next = icalrecur_iterator_next (iterator);
      gint64 at = read_time (self, start, next, NULL, NULL);

      if (icaltime_is_null_time (next) || at == 0 || at >= until)
        break;
      add_occurrence (out, at, from, until, self->end - self->start);
    }
  if (iterator != NULL)
    icalrecur_iterator_free (iterator);
  return out;
}

static void
copy_property (icalcomponent *to, icalcomponent *from, icalproperty_kind kind)
{
  icalproperty *property = icalcomponent_get_first_property (from, kind);

  if (property != NULL)
    icalcomponent_add_property (to, icalproperty_new_clone (property));
}

static const char *
partstat_word (MimeAnswer answer)
{
  static const char *const words[] = { "NEEDS-ACTION", "ACCEPTED", "TENTATIVE", "DECLINED", "DELEGATED" };

  return words[answer < G_N_ELEMENTS (words) ? answer : 0];
}

static char *
make_reply (const MimeInvitation *self, const MimeAddress *from, MimeAnswer answer)
{
  static const icalproperty_kind copied[]
      = { ICAL_UID_PROPERTY,     ICAL_SEQUENCE_PROPERTY, ICAL_ORGANIZER_PROPERTY, ICAL_RECURRENCEID_PROPERTY,
          ICAL_DTSTART_PROPERTY, ICAL_DTEND_PROPERTY,    ICAL_SUMMARY_PROPERTY };
  const Private *priv = self->object;
  icalcomponent *calendar = icalcomponent_new_vcalendar ();
  icalcomponent *event = icalcomponent_new_vevent ();
  g_autofree char *mailto = g_strconcat ("mailto:", from->email, NULL);
  icalproperty *attendee = icalproperty_new_attendee (mailto);
  char *raw;
  char *text;

  icalcomponent_add_property (calendar, icalproperty_new_version ("2.0"));
  icalcomponent_add_property (calendar, icalproperty_new_prodid ("-//Alpenpost//EN"));
  icalcomponent_add_property (calendar, icalproperty_new_method (ICAL_METHOD_REPLY));
  for (guint i = 0; i < G_N_ELEMENTS (copied); i++)
    copy_property (event, priv->event, copied[i]);
  icalcomponent_add_property (
      event, icalproperty_new_dtstamp (icaltime_current_time_with_zone (icaltimezone_get_utc_timezone ())));
  icalproperty_set_parameter_from_string (attendee, "PARTSTAT", partstat_word (answer));
  if (*from->name != '\0')
    icalproperty_set_parameter_from_string (attendee, "CN", from->name);
  icalcomponent_add_property (event, attendee);
  icalcomponent_add_component (calendar, event);
  raw = icalcomponent_as_ical_string_r (calendar);
  text = g_utf8_make_valid (raw != NULL ? raw : "", -1);
  icalmemory_free_buffer (raw);
  icalcomponent_free (calendar);
  return text;
}

/**
 * mime_invitation_build_reply:
 * @from: the address that was invited
 * @subject: translated: "Accepted: …"
 * @text: translated: what it says to a person
 *
 * iMIP REPLY (RFC 5546, 3.2.3). Errors: MIME_ERROR_INVALID when there is nobody to answer. Returns: (transfer full): the message, CRLF
 */
GBytes *
mime_invitation_build_reply (const MimeInvitation *self, MimeMessage *original, const MimeAddress *from,
                             MimeAnswer answer, const char *subject, const char *text, GError **error)
{
  g_autoptr (MimeDraft) draft = mime_draft_new ();
  g_autoptr (GString) part
      = g_string_new ("Content-Type: text/calendar; charset=utf-8; method=REPLY; component=VEVENT\n");
  g_autofree char *calendar = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *body = NULL;

  if (self->method != MIME_CALENDAR_REQUEST || self->method_differs
      || !mime_address_is_valid (self->organizer->email) || *self->uid == '\0')
    {
      g_set_error_literal (error, MIME_ERROR, MIME_ERROR_INVALID, "there is nobody to answer");
      return NULL;
    }
  draft->from = mime_address_copy (from);
  g_ptr_array_add (draft->to, mime_address_new (self->organizer->name, self->organizer->email));
  draft->subject = g_strdup (subject);
  draft->text = g_strdup (text);
  draft->in_reply_to
      = *original->headers->message_id != '\0' ? g_strdup (original->headers->message_id) : NULL;
  draft->references = mime_reply_references (original->headers);
  calendar = make_reply (self, from, answer);
  lines = g_strsplit (calendar, "\r\n", -1);
  body = g_strjoinv ("\n", lines);
  mime_encode_text_body (part, body);
  return mime_build_alternative (draft, part->str, error);
}
