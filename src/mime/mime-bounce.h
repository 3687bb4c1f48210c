/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mime-message.h"
#include "mime-reason.h"

G_BEGIN_DECLS

typedef enum
{
  MIME_BOUNCE_FAILED = 1,
  MIME_BOUNCE_DELAYED,
  MIME_BOUNCE_DELIVERED,
  MIME_BOUNCE_RELAYED,
  MIME_BOUNCE_EXPANDED,
} MimeBounceAction;

/* What became of a message for one recipient. Strings are clean UTF-8, never %NULL. */
typedef struct
{
  char *address; /* as the sender wrote it where the report tells, else where it went at last */
  char *final;   /* where it went at last; "" when that is not said */
  char *status;  /* "5.1.1", "" */
  char *server;  /* the one that refused, "" */
  char *text;    /* what it said, one line, "" */
  MimeBounceAction action;
  MimeReason reason;
  gint64 retry_until; /* Unix seconds, 0: not said */
} MimeBounceRecipient;

typedef struct
{
  GPtrArray *recipients; /* MimeBounceRecipient, at least one */
  char *reporter;        /* the server that wrote the report, "" */
  char *message_id;      /* of the message it is about, "" */
  char *subject;         /* of that message, "" */
  gint64 arrived;        /* when that server got it, 0: not said */
  gboolean is_standard;  /* RFC 3464, not free text */
} MimeBounce;

MimeBounce *mime_bounce_parse (MimeMessage *message);
void mime_bounce_free (MimeBounce *self);
const char *mime_bounce_action_get_id (MimeBounceAction action);

/* Private to the two files. */
MimeBounceRecipient *mime_bounce_add (MimeBounce *self, const char *address);
void mime_bounce_conclude (MimeBounceRecipient *recipient);
gboolean mime_bounce_parse_text (MimeBounce *self, MimeMessage *message, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MimeBounce, mime_bounce_free)

G_END_DECLS
