/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "smtp-reply.h"
#include "smtp-session.h"

G_BEGIN_DECLS

struct _SmtpSession
{
  NetStream *stream;
  GHashTable *extensions; /* upper-case keyword → its parameters; from the last EHLO alone */
  gboolean broken;        /* the dialogue is out of step: nothing more may be sent on it */
  SmtpCommitFunc commit_func;
  gpointer commit_data;
};

gboolean smtp_session_write_command (SmtpSession *self, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);
SmtpReply *smtp_session_read_reply (SmtpSession *self, GCancellable *cancellable, GError **error);
void smtp_session_set_reply_error (GError **error, const SmtpReply *reply, const char *what);

G_END_DECLS
