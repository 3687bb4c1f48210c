/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Why a message did not arrive (product 17.1); also what an SMTP server says while we send. The sentences are in mail/. */
typedef enum
{
  MIME_REASON_UNKNOWN = 0,
  MIME_REASON_USER_UNKNOWN,
  MIME_REASON_ACCOUNT_DISABLED,
  MIME_REASON_MAILBOX_FULL,
  MIME_REASON_DOMAIN_NOT_FOUND,
  MIME_REASON_UNREACHABLE, /* the recipient's server does not answer */
  MIME_REASON_TEMPORARY,
  MIME_REASON_GREYLISTED,
  MIME_REASON_RATE_LIMIT,
  MIME_REASON_TOO_LARGE,
  MIME_REASON_TOO_MANY_RECIPIENTS,
  MIME_REASON_SPF,
  MIME_REASON_DKIM,
  MIME_REASON_DMARC,
  MIME_REASON_REPUTATION,
  MIME_REASON_BLOCK_LIST,
  MIME_REASON_CONTENT,
  MIME_REASON_MALWARE,
  MIME_REASON_ATTACHMENT,
  MIME_REASON_HEADER_CHARACTERS,
  MIME_REASON_AUTHENTICATION, /* our sign-in or our right to send as this address was refused */
  MIME_REASON_SENDER,
  MIME_REASON_RELAY,
  MIME_REASON_TLS,
  MIME_REASON_LOOP,
  MIME_REASON_RECIPIENT_REFUSES, /* only members, only inside, a personal block */
  MIME_REASON_POLICY,
  MIME_REASON_SYNTAX, /* the address or the message breaks a rule of the protocol */
  MIME_REASON_DELIVERED,
  MIME_REASON_RELAYED,
  MIME_REASON_EXPANDED,
  MIME_N_REASONS,
} MimeReason;

/* What the person is offered. */
typedef enum
{
  MIME_OFFER_NONE = 0,
  MIME_OFFER_EDIT = 1 << 0,           /* edit and resend */
  MIME_OFFER_REMOVE_ADDRESS = 1 << 1, /* forget the bad address */
  MIME_OFFER_RETRY = 1 << 2,          /* send the same again later */
  MIME_OFFER_CHECK_DOMAIN = 1 << 3,   /* product 16 */
  MIME_OFFER_SETTINGS = 1 << 4,       /* the account's servers and password */
} MimeOffers;

MimeReason mime_reason_find (guint code, const char *status, const char *text);
const char *mime_reason_get_id (MimeReason reason);
MimeOffers mime_reason_get_offers (MimeReason reason);
char *mime_reason_dup_status (const char *text, guint *code);

/* For the tests: every row of the table can be found by some text. */
guint mime_reason_n_rows (void);
int mime_reason_find_row (const char *status, const char *text);

G_END_DECLS
