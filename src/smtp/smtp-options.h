/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SMTP_SEND_DEFAULT = 0,
  SMTP_SEND_PARTIAL = 1 << 0,        /* go on when only some recipients are accepted; else stop and report */
  SMTP_SEND_REQUIRETLS = 1 << 1,     /* RFC 8689; refused when the server does not offer it */
  SMTP_SEND_DSN_IF_OFFERED = 1 << 2, /* send without the reports when the server has none; else refused */
} SmtpSendFlags;

/* When the sender wants a report about a recipient (RFC 3461 4.1). 0: the server's own habit (failure, delay). */
typedef enum
{
  SMTP_NOTIFY_DEFAULT = 0,
  SMTP_NOTIFY_NEVER = 1 << 0, /* alone */
  SMTP_NOTIFY_SUCCESS = 1 << 1,
  SMTP_NOTIFY_FAILURE = 1 << 2,
  SMTP_NOTIFY_DELAY = 1 << 3,
} SmtpNotify;

/* How much of the message a report carries back (RFC 3461 4.3). */
typedef enum
{
  SMTP_RETURN_DEFAULT = 0,
  SMTP_RETURN_FULL,
  SMTP_RETURN_HEADERS,
} SmtpReturn;

/* SmtpSendOptions: what may be asked of the server for one message; zero everywhere is an ordinary one. */
typedef struct
{
  SmtpSendFlags flags;
  SmtpNotify notify;       /* for every recipient */
  SmtpReturn return_what;  /* only with @notify */
  const char *envelope_id; /* (nullable): comes back in reports; 1-60 printable ASCII bytes */
  gint64 hold_until;       /* Unix seconds (RFC 4865); 0 or past: at once. Refused when the server cannot. */
} SmtpSendOptions;

/* SmtpHoldLimits: how long a server keeps a message back (RFC 4865 4). */
typedef struct
{
  guint64 max_seconds; /* from now; 0: no FUTURERELEASE */
  gint64 max_until;    /* Unix seconds; 0: it did not say */
} SmtpHoldLimits;

void smtp_hold_limits_parse (const char *parameters, SmtpHoldLimits *limits);
gboolean smtp_hold_limits_allow (const SmtpHoldLimits *limits, gint64 now, gint64 until);

gboolean smtp_options_wants_dsn (const SmtpSendOptions *options);
gboolean smtp_options_check (const SmtpSendOptions *options, GError **error);
void smtp_options_append_mail (const SmtpSendOptions *options, gboolean dsn, const SmtpHoldLimits *limits,
                               gint64 now, GString *out);
void smtp_options_append_rcpt (const SmtpSendOptions *options, gboolean dsn, gboolean utf8,
                               const char *address, GString *out);
void smtp_options_append_xtext (const char *text, GString *out);

G_END_DECLS
