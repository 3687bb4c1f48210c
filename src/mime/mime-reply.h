/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mime-build.h"

G_BEGIN_DECLS

typedef enum
{
  MIME_REPLY_SENDER = 1,
  MIME_REPLY_ALL,
  MIME_REPLY_FORWARD,
  MIME_REPLY_FORWARD_ATTACHED, /* the whole message as a file */
} MimeReplyKind;

/* @intro: the translated line above the quote ("On …, Ana wrote:"). @own: addresses of ours, %NULL-terminated. */
MimeDraft *mime_reply_new (MimeMessage *original, MimeReplyKind kind, const MimeAddress *from,
                           const char *const *own, const char *intro);

char **mime_reply_references (const MimeHeaders *headers);
char *mime_reply_dup_html (MimeMessage *original, MimeReplyKind kind, const char *intro, GPtrArray *pictures);

G_END_DECLS
