/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mime-headers.h"

G_BEGIN_DECLS

typedef enum
{
  MIME_ERROR_INVALID = 1, /* an argument of ours that makes no message: bad address, no sender */
  MIME_ERROR_FILE,        /* an attachment that cannot be read */
  MIME_ERROR_TOO_LARGE,
} MimeErrorCode;

#define MIME_ERROR (mime_error_quark ())
GQuark mime_error_quark (void);

/* MimePart: one node of a message. Belongs to its message. Strings are clean UTF-8, never %NULL. */
typedef struct
{
  char *section;     /* "1.2" as IMAP counts (RFC 9051, 6.4.5) */
  char *type;        /* lower case, "text/plain" */
  char *charset;     /* "" when undeclared */
  char *name;        /* safe file name; "" when the message gives none */
  char *disposition; /* "attachment", "inline" or "" */
  char *content_id;  /* without brackets, "" */
  gboolean is_multipart;
  gboolean in_message; /* inside an attached message */
  gboolean is_body;    /* shown as text of the message, so no attachment */
  gboolean flowed;
  gboolean delsp;
  guint depth;
  GPtrArray *children; /* MimePart; %NULL for a leaf */
  gpointer object;     /* private */
} MimePart;

/* MimeMessage: a whole message. One thread at a time. */
typedef struct
{
  MimeHeaders *headers;
  MimePart *root;
  GPtrArray *leaves;      /* MimePart, not owned; those inside attached messages too; at most 10,000 */
  GPtrArray *attachments; /* MimePart, not owned: what is neither body text nor shown inside it */
  GPtrArray *defects;     /* char * */
  gpointer object;        /* private */
} MimeMessage;

MimeMessage *mime_message_parse (GBytes *bytes, GError **error);
void mime_message_free (MimeMessage *self);
char *mime_message_dup_text (MimeMessage *self);
char *mime_message_dup_html (MimeMessage *self);
char *mime_message_dup_preview (MimeMessage *self);
MimePart *mime_message_find_content_id (MimeMessage *self, const char *content_id);
MimePart *mime_message_find_section (MimeMessage *self, const char *section);
char *mime_message_dup_field (MimeMessage *self, const char *name);
gboolean mime_message_has_attachment (MimeMessage *self);

GBytes *mime_part_decode (MimePart *self);
char *mime_part_dup_file_name (MimePart *self);
char *mime_file_name_clean (const char *name, const char *type);
char *mime_part_dup_parameter (MimePart *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MimeMessage, mime_message_free)

G_END_DECLS
