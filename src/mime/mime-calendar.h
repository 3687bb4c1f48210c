/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mime-auth.h"
#include "mime-build.h"

G_BEGIN_DECLS

typedef enum
{
  MIME_CALENDAR_OTHER = 0, /* an event without a question: PUBLISH or no method */
  MIME_CALENDAR_REQUEST,
  MIME_CALENDAR_CANCEL,
  MIME_CALENDAR_REPLY,
  MIME_CALENDAR_COUNTER,
} MimeCalendarMethod;

typedef enum
{
  MIME_ANSWER_NONE = 0, /* NEEDS-ACTION */
  MIME_ANSWER_ACCEPTED,
  MIME_ANSWER_TENTATIVE,
  MIME_ANSWER_DECLINED,
  MIME_ANSWER_DELEGATED,
} MimeAnswer;

typedef struct
{
  char *name;  /* "" */
  char *email; /* "" */
  MimeAnswer answer;
  gboolean optional;
} MimeAttendee;

/* One invitation as a card shows it. Strings are clean UTF-8, never %NULL. */
typedef struct
{
  MimeCalendarMethod method;
  char *uid;
  int sequence;
  char *summary;
  char *location;
  char *description; /* plain text, at most 4,000 characters */
  char *status;      /* "CONFIRMED", "" */
  gint64 start;      /* Unix seconds; of a day its midnight UTC; 0: not told */
  gint64 end;        /* exclusive */
  gboolean all_day;
  gboolean floating;       /* no zone is told: the times are those of where one is, given as UTC */
  char *zone;              /* "Europe/Zurich", "" */
  char *rule;              /* RRULE as it stands, "" */
  gint64 recurrence;       /* RECURRENCE-ID: only this one of a series; 0: none */
  MimeAttendee *organizer; /* email is "" when there is none */
  GPtrArray *attendees;    /* MimeAttendee, at most 500 */
  guint n_attendees;       /* all there are */
  gboolean sender_differs; /* From is neither organizer (of a request) nor attendee (of an answer) */
  gboolean method_differs; /* header and calendar do not agree: nothing is to be done with it */
  gpointer object;         /* private */
} MimeInvitation;

/* What the own calendar or an earlier message says of the same uid. */
typedef struct
{
  const char *organizer; /* address */
  int sequence;
} MimeKnownEvent;

typedef enum
{
  MIME_APPLY_ASK = 0, /* new: a person decides */
  MIME_APPLY_UPDATE,  /* the organizer changes or cancels what is known */
  MIME_APPLY_ANSWER,  /* an attendee answers what one has sent */
  MIME_APPLY_OLD,     /* older than what is known */
  MIME_APPLY_REFUSE,  /* from somebody who may not */
} MimeApply;

MimeInvitation *mime_invitation_read (MimeMessage *message);
MimeInvitation *mime_invitation_parse (const char *text, const char *header_method,
                                       const MimeHeaders *headers);
void mime_invitation_free (MimeInvitation *self);
MimeApply mime_invitation_judge (const MimeInvitation *self, const MimeKnownEvent *known,
                                 const MimeHeaders *headers, const MimeAuth *auth);
GPtrArray *mime_invitation_occurrences (const MimeInvitation *self, gint64 from, gint64 until);
GBytes *mime_invitation_build_reply (const MimeInvitation *self, MimeMessage *original,
                                     const MimeAddress *from, MimeAnswer answer, const char *subject,
                                     const char *text, GError **error);

/* mime-calendar-text.c */
char *mime_calendar_clean (const char *text, GHashTable *offsets, guint *n_attendees);
GTimeZone *mime_calendar_find_zone (const char *tzid, GHashTable *offsets, char **name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MimeInvitation, mime_invitation_free)

G_END_DECLS
