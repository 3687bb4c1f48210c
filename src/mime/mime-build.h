/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mime-message.h"

G_BEGIN_DECLS

/* One file to send along: either bytes or a path, read when the message is built. */
typedef struct
{
  char *name;       /* nullable with path: its base name */
  char *type;       /* nullable: guessed from the name */
  GBytes *bytes;    /* nullable */
  char *path;       /* nullable */
  char *content_id; /* nullable: an inline part that the HTML names */
} MimeAttachment;

/* What a composer holds. Strings are nullable. */
typedef struct
{
  MimeAddress *from;
  GPtrArray *to; /* MimeAddress, never %NULL, as the others */
  GPtrArray *cc;
  GPtrArray *bcc;
  GPtrArray *reply_to;
  char *subject;
  char *text;
  char *html;
  GPtrArray *attachments;       /* MimeAttachment */
  char *in_reply_to;            /* without brackets, as all ids */
  char **references;            /* nullable */
  char *message_id;             /* fixed before the first attempt to send */
  gint64 date_unix;             /* 0: now */
  const char *text_disposition; /* nullable: a token, "reaction" (RFC 9078) */
} MimeDraft;

MimeDraft *mime_draft_new (void);
void mime_draft_free (MimeDraft *self);
MimeAttachment *mime_attachment_new (const char *name, const char *type, GBytes *bytes, const char *path);
void mime_attachment_free (MimeAttachment *self);

GBytes *mime_build (const MimeDraft *draft, gboolean with_bcc, GError **error);
GBytes *mime_build_report (const MimeDraft *draft, const char *report_type, const char *report,
                           GError **error);
GBytes *mime_build_alternative (const MimeDraft *draft, const char *part, GError **error);
char *mime_build_message_id (const char *email);
char **mime_draft_dup_recipients (const MimeDraft *draft);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MimeDraft, mime_draft_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MimeAttachment, mime_attachment_free)

G_END_DECLS
