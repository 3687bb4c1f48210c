/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net-stream.h"

G_BEGIN_DECLS

/* SmtpReply: one whole answer of the server, one or more lines with one code (RFC 5321 4.2). */
typedef struct
{
  guint code;       /* 200..599 */
  char *enhanced;   /* (nullable): of the first line that has one (RFC 2034) */
  GPtrArray *lines; /* char *: what follows the code on each line, as received; never empty */
} SmtpReply;

SmtpReply *smtp_reply_read (NetStream *stream, GCancellable *cancellable, GError **error);
void smtp_reply_free (SmtpReply *self);

gboolean smtp_reply_parse_line (const char *line, gsize length, guint *code, gboolean *last,
                                const char **text);
char *smtp_reply_dup_text (const SmtpReply *self);
const char *smtp_reply_get_last_line (const SmtpReply *self);

static inline gboolean
smtp_reply_is_ok (const SmtpReply *self)
{
  return self->code / 100 == 2;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmtpReply, smtp_reply_free)

G_END_DECLS
