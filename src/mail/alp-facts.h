/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "alp-bounce.h"

G_BEGIN_DECLS

/* What was found out about where a message comes from (product 6.7). */
typedef enum
{
  ALP_AUTH_UNKNOWN = 0, /* no word of a server that can be trusted */
  ALP_AUTH_VERIFIED,
  ALP_AUTH_UNVERIFIED,
  ALP_AUTH_FORGED,
} AlpAuth;

/* The badge beside the sender (product 6.5). */
typedef enum
{
  ALP_SENDER_INTERNAL = 0, /* none */
  ALP_SENDER_EXTERNAL,
  ALP_SENDER_UNKNOWN, /* on a public provider: its domain says nothing */
} AlpSenderKind;

/* One reason why a message is suspicious. */
typedef struct
{
  char *id;       /* "look-alike" */
  char *sentence; /* translated */
} AlpSuspicion;

typedef enum
{
  ALP_ANSWER_NONE = 0,
  ALP_ANSWER_ACCEPTED,
  ALP_ANSWER_TENTATIVE,
  ALP_ANSWER_DECLINED,
  ALP_ANSWER_DELEGATED,
} AlpAnswer;

typedef struct
{
  char *name; /* "" */
  char *email;
  AlpAnswer answer;
} AlpAttendee;

/* What a calendar message may do.  Nothing happens without the person. */
typedef enum
{
  ALP_EVENT_NEW = 0,   /* an invitation to answer */
  ALP_EVENT_CHANGED,   /* its organizer changed it */
  ALP_EVENT_CANCELLED, /* its organizer called it off */
  ALP_EVENT_ANSWER,    /* an attendee answers */
  ALP_EVENT_OLD,       /* a newer version is known */
  ALP_EVENT_REFUSED,   /* from somebody who may not do that */
  ALP_EVENT_INFO,      /* only tells of an event */
} AlpEventKind;

/* An invitation as a card shows it (product 6.10). */
typedef struct
{
  AlpEventKind kind;
  char *uid;
  char *summary;
  char *location;
  char *description;
  gint64 start; /* Unix seconds; of a day its midnight UTC */
  gint64 end;   /* exclusive */
  gboolean all_day;
  gboolean floating;
  gboolean repeats;
  char *organizer_name;
  char *organizer_email;
  GPtrArray *attendees; /* AlpAttendee */
  guint n_attendees;
  char *own_email;      /* the own address that is invited, "" */
  AlpAnswer own_answer; /* the one given from here, else the one the organizer knows */
  gboolean can_answer;
  char *warning; /* translated, "": why nothing can be done with it */
} AlpInvitation;

/* A link that shows one site and leads to another, or hides where it leads. */
typedef struct
{
  char *target; /* as written */
  char *host;   /* where it leads, "" */
  char *named;  /* what its text names, "": it only hides its target */
} AlpLie;

/* AlpFacts: what a message tells beside its text, and what is known of its sender. A record: never changes, any thread. Strings are valid
 * UTF-8, never NULL unless marked. */
typedef struct
{
  AlpAuth auth;
  char *auth_sentence; /* translated */
  char **auth_details; /* translated lines: SPF, DKIM, DMARC; may be empty */
  char *authority;     /* the server that checked, "" */
  AlpSenderKind sender;
  gboolean is_suspicious;
  gboolean is_fine;           /* the person said that this sender is */
  GPtrArray *reasons;         /* AlpSuspicion, heaviest first; also when they are not enough for a banner */
  char *one_click_uri;        /* nullable: leaving the list by one request (RFC 8058) */
  char *leave_uri;            /* nullable: by the browser */
  char *leave_mail_to;        /* nullable: by a message, with subject and body */
  char *leave_subject;        /* nullable */
  char *leave_body;           /* nullable */
  char *receipt_to;           /* nullable: addresses a read receipt is wanted at */
  gboolean receipt_elsewhere; /* they are not the sender's, or it is a list: with a warning */
  gboolean receipt_answered;  /* it was sent or refused before */
  char *read_by;              /* nullable: this is a read receipt of that address */
  char *read_message_id;      /* nullable: about that message */
  gint64 read_time;
  char **readers;  /* who confirmed having read this message: "address\tUnix seconds", NULL-terminated */
  char *reaction;  /* nullable: emoji */
  char *reacts_to; /* nullable: Message-ID */
  AlpInvitation *invitation; /* nullable */
  AlpBounce *bounce;         /* nullable */
  gint64 bounced_id;         /* the message it is about, 0: not here */
  GPtrArray *lies;           /* AlpLie: links whose text names another site than the one they lead to */
  gboolean unpacked;         /* was a winmail.dat */
  gboolean cannot_unpack;    /* is one, and could not be opened */
} AlpFacts;

void alp_facts_free (AlpFacts *self);
/* "unknown", "verified", …; "internal", …; "new", …; "accepted", …: for programs. */
const char *alp_auth_get_id (AlpAuth auth);
const char *alp_sender_kind_get_id (AlpSenderKind kind);
const char *alp_event_kind_get_id (AlpEventKind kind);
const char *alp_answer_get_id (AlpAnswer answer);
/* The lie about a link that is clicked: @uri as the web view tells it. Returns: (nullable) (transfer none) */
const AlpLie *alp_facts_find_lie (const AlpFacts *self, const char *uri);
/* A ready text for the sender of a winmail.dat (product 6.4). (transfer full): translated */
char *alp_facts_dup_winmail_help (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpFacts, alp_facts_free)

G_END_DECLS
