/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mime-message.h"

G_BEGIN_DECLS

typedef enum
{
  MIME_CHECK_NOTE = 1, /* shown while writing only */
  MIME_CHECK_ASK,      /* "send anyway" is offered */
  MIME_CHECK_BLOCK,    /* cannot be overridden */
} MimeCheckSeverity;

/* The rows of reference/outgoing-checks.md. */
typedef enum
{
  MIME_CHECK_RECIPIENTS_NONE = 0,
  MIME_CHECK_RECIPIENT_INVALID,
  MIME_CHECK_RECIPIENTS_OVER_LIMIT,
  MIME_CHECK_TYPE_FORBIDDEN,
  MIME_CHECK_OVER_SIZE,
  MIME_CHECK_SUBJECT_EMPTY,
  MIME_CHECK_SUBJECT_TOO_LONG,
  MIME_CHECK_ATTACHMENT_MENTIONED,
  MIME_CHECK_LINK_MALFORMED,
  MIME_CHECK_SPAM_WORDING,
  MIME_CHECK_BODY_SYMBOLS,
  MIME_CHECK_HEADER_CHARACTERS,
  MIME_CHECK_EXTERNAL_RECIPIENTS,
  MIME_CHECK_NO_REPLY_RECIPIENT,
  MIME_CHECK_REPLY_TO_DIFFERS,
  MIME_CHECK_SPF_MISMATCH,
  MIME_CHECK_MANY_VISIBLE,
  MIME_CHECK_BCC_AND_ENCRYPTED,
  MIME_CHECK_IDENTITY_MISMATCH,
  MIME_N_CHECKS,
} MimeCheck;

typedef enum
{
  MIME_SPF_UNKNOWN = 0, /* the check was not run */
  MIME_SPF_COVERS,
  MIME_SPF_DOES_NOT_COVER,
} MimeSpfState;

/* What the message itself does not tell. All is optional: zero is "not known". */
typedef struct
{
  const char *from;               /* the address it leaves from; else the From field */
  guint max_recipients;           /* 0: 100 */
  guint64 max_size;               /* of the encoded message; 0: 25 MiB */
  gboolean provider_forbids;      /* the provider is known to reject forbidden types */
  gboolean external_notice;       /* on for this address */
  const char *const *own_domains; /* besides that of @from */
  const char *const *added;       /* recipients that reply-all added by itself */
  const char *const *extra_bcc;   /* not in the message */
  const MimeHeaders *original;    /* the message replied to */
  const char *const *identities;  /* the person's own addresses */
  MimeSpfState spf;
  gboolean encrypted;
} MimeCheckContext;

typedef struct
{
  MimeCheck check;
  MimeCheckSeverity severity;
  char *detail;        /* what it is about: an address, a file, a word; "" */
  guint64 number;      /* how many, how large; 0 */
  gboolean unreadable; /* TYPE_FORBIDDEN as a note: the archive cannot be looked into */
} MimeFinding;

GPtrArray *mime_check_run (MimeMessage *message, GBytes *source, const MimeCheckContext *context);
const char *mime_check_get_id (MimeCheck check);
const char *mime_check_severity_get_id (MimeCheckSeverity severity);

/* mime-check-text.c: what texts tell */
gboolean mime_check_mentions_attachment (const char *text);
char *mime_check_find_bad_link (const char *text, const char *html);
char *mime_check_find_spam (const char *subject, const char *text, const char *html);
char *mime_check_find_symbol (const char *text, gboolean is_header);
char *mime_check_own_text (const char *text);

G_END_DECLS
