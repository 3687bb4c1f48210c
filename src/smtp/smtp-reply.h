/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net-stream.h"

G_BEGIN_DECLS

/* SmtpReply: one whole answer of a server. */
typedef struct
{
  guint code;       /* 200 to 599 */
  char *enhanced;   /* (nullable): "5.1.1" (RFC 3463) */
  char *text;       /* its lines joined by a space, cleaned, at most 500 characters */
  GPtrArray *lines; /* char *: the text of each line without code, as sent, at most 64 */
} SmtpReply;

SmtpReply *smtp_reply_read (NetStream *stream, GCancellable *cancellable, GError **error);
SmtpReply *smtp_reply_parse (const char *const *lines, GError **error);
void smtp_reply_free (SmtpReply *self);
gboolean smtp_reply_is_positive (const SmtpReply *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmtpReply, smtp_reply_free)

G_END_DECLS
