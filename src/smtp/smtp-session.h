/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "net-credentials.h"
#include "net-endpoint.h"
#include "net-stream.h"
#include "smtp-options.h"

G_BEGIN_DECLS

typedef enum
{
  SMTP_ERROR_PROTOCOL = 1,   /* the server's answer is no SMTP */
  SMTP_ERROR_REFUSED,        /* a permanent refusal (5xx) */
  SMTP_ERROR_LATER,          /* a temporary refusal (4xx) */
  SMTP_ERROR_AUTH_FAILED,    /* user or password not accepted */
  SMTP_ERROR_AUTH_REQUIRED,  /* the server wants authentication and we have none to give */
  SMTP_ERROR_TOO_LARGE,      /* over the server's SIZE; nothing was sent */
  SMTP_ERROR_BAD_ADDRESS,    /* an envelope address that cannot be put on the wire safely */
  SMTP_ERROR_NEEDS_SMTPUTF8, /* a non-ASCII address and a server without SMTPUTF8 */
  SMTP_ERROR_NEEDS_8BITMIME, /* an 8-bit message and a server without 8BITMIME: encode it to 7 bits and send again */
  SMTP_ERROR_LINE_TOO_LONG, /* a line over 998 bytes (RFC 5322 2.1.1): encode it and send again */
  SMTP_ERROR_UNSUPPORTED,   /* an option asks for an extension the server does not offer */
  SMTP_ERROR_STOPPED,       /* the caller's own hook said no */
  SMTP_ERROR_UNKNOWN,       /* the outcome is not known: see SMTP_OUTCOME_UNKNOWN */
  SMTP_ERROR_HOLD_TOO_LONG, /* the server does not keep a message back that long: wait here */
  SMTP_ERROR_BAD_OPTION,    /* options that contradict themselves */
} SmtpError;

#define SMTP_ERROR (smtp_error_quark ())
GQuark smtp_error_quark (void);

/* What became of the message. Only UNKNOWN forbids sending it again without asking. */
typedef enum
{
  SMTP_OUTCOME_SENT = 1, /* the server took it, for every recipient marked accepted */
  SMTP_OUTCOME_REFUSED,  /* the server said no; nothing was delivered */
  SMTP_OUTCOME_NOT_SENT, /* it did not get that far; nothing can have been delivered */
  SMTP_OUTCOME_UNKNOWN,  /* the connection was lost after the message's last byte and before the answer */
} SmtpOutcome;

/* SmtpRecipient: what the server said about one address. */
typedef struct
{
  char *address;
  guint code;     /* 0: never asked */
  char *enhanced; /* (nullable): "5.1.1", RFC 3463 */
  char *text;     /* (nullable): the server's words, cleaned, at most 500 characters */
  gboolean accepted;
} SmtpRecipient;

void smtp_recipient_free (SmtpRecipient *self);

/**
 * SmtpCommitFunc:
 *
 * Called once, just before the bytes that make the server take the message leave us: from here on a lost connection
 * means SMTP_OUTCOME_UNKNOWN. The outbox writes that down here. Returns %FALSE with @error to stop: nothing is sent.
 */
typedef gboolean (*SmtpCommitFunc) (gpointer user_data, GError **error);

/* SmtpSession: one connection to a submission server (RFC 6409). Belongs to the thread that opened it. */
typedef struct _SmtpSession SmtpSession;

SmtpSession *smtp_session_open (NetEndpoint *endpoint, NetCredentials *credentials, GCancellable *cancellable,
                                GError **error);
void smtp_session_quit (SmtpSession *self);
void smtp_session_free (SmtpSession *self);

guint64 smtp_session_get_max_size (SmtpSession *self);
gboolean smtp_session_has (SmtpSession *self, const char *extension);
void smtp_session_get_hold_limits (SmtpSession *self, SmtpHoldLimits *limits);
NetStream *smtp_session_get_stream (SmtpSession *self);
void smtp_session_set_commit_func (SmtpSession *self, SmtpCommitFunc func, gpointer user_data);

SmtpOutcome smtp_session_send (SmtpSession *self, const char *from, const char *const *recipients,
                               GBytes *message, SmtpSendFlags flags, GPtrArray **results, char **server_text,
                               GCancellable *cancellable, GError **error);
SmtpOutcome smtp_session_send_with_options (SmtpSession *self, const char *from,
                                            const char *const *recipients, GBytes *message,
                                            const SmtpSendOptions *options, GPtrArray **results,
                                            char **server_text, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmtpSession, smtp_session_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmtpRecipient, smtp_recipient_free)

G_END_DECLS
