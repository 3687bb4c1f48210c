/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mime-build.h"

G_BEGIN_DECLS

/* A wish for a read receipt (RFC 8098, 2.1). */
typedef struct
{
  GPtrArray *addresses; /* MimeAddress: whom to send it to, at most 10 */
  char *message_id;     /* "" */
  gboolean
      must_ask; /* never to be answered without asking: it goes elsewhere than to the sender, to many, or to a list */
} MimeReceiptRequest;

/* A receipt that came back. Strings are never %NULL. */
typedef struct
{
  char *message_id; /* of the message sent, "" */
  char *recipient;  /* who got it, "" */
  char *kind;       /* displayed, deleted, dispatched, processed, denied, failed */
  gboolean automatic;
} MimeReceipt;

MimeReceiptRequest *mime_receipt_request_read (MimeMessage *message);
void mime_receipt_request_free (MimeReceiptRequest *self);
MimeReceipt *mime_receipt_read (MimeMessage *message);
void mime_receipt_free (MimeReceipt *self);
GBytes *mime_receipt_build (MimeMessage *original, const MimeAddress *from, const char *subject,
                            const char *text, gboolean automatic, GError **error);

/* A reaction (RFC 9078). */
char *mime_reaction_read (MimeMessage *message);
gboolean mime_reaction_is_emoji (const char *text);
GBytes *mime_reaction_build (MimeMessage *original, const MimeAddress *from, const char *emoji,
                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MimeReceiptRequest, mime_receipt_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MimeReceipt, mime_receipt_free)

G_END_DECLS
