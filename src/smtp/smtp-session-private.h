/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "smtp-reply.h"
#include "smtp-session.h"

G_BEGIN_DECLS

/* Time-outs in ms. RFC 5321 4.5.3.2 sets the long ones; the others are short because somebody waits. */
#define SMTP_TIMEOUT_OPEN 30000
#define SMTP_TIMEOUT_ENVELOPE 300000
#define SMTP_TIMEOUT_DATA 180000
#define SMTP_TIMEOUT_FINAL 600000
#define SMTP_TIMEOUT_QUIT 3000

struct _SmtpSession
{
  NetEndpoint *endpoint;
  NetStream *stream;
  GHashTable *extensions; /* upper-case keyword → parameters */
  guint64 max_size;       /* 0: none announced */
  gboolean usable;        /* in step with the server */
  SmtpCommitFunc commit;
  gpointer commit_data;
};

SmtpReply *smtp_session_command (SmtpSession *self, gboolean secret, GCancellable *cancellable,
                                 GError **error, const char *format, ...) G_GNUC_PRINTF (5, 6);
char *smtp_session_dup_text (SmtpSession *self, const SmtpReply *reply);
void smtp_session_set_reply_error (SmtpSession *self, const SmtpReply *reply, const char *what,
                                   GError **error);
gboolean smtp_session_authenticate (SmtpSession *self, NetCredentials *credentials, GCancellable *cancellable,
                                    GError **error);

G_END_DECLS
