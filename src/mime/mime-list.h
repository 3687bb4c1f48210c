/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mime-auth.h"

G_BEGIN_DECLS

/* How to leave a list (RFC 2369, 8058). Strings are nullable. */
typedef struct
{
  char *
      one_click_uri; /* https: one POST of "List-Unsubscribe=One-Click", without cookies, does it (RFC 8058) */
  char *web_uri;     /* to be opened in the browser */
  char *mail_to;     /* to be written to, after the person saw the message */
  char *mail_subject;
  char *mail_body;
} MimeUnsubscribe;

MimeUnsubscribe *mime_unsubscribe_read (GBytes *block, const MimeHeaders *headers, const MimeAuth *auth);
void mime_unsubscribe_free (MimeUnsubscribe *self);

/* Where a person stands to a sender (product 6.5). */
typedef enum
{
  MIME_SENDER_INTERNAL = 0, /* own, an alias, a trusted domain, or a contact: no badge */
  MIME_SENDER_EXTERNAL,
  MIME_SENDER_UNKNOWN, /* on a public provider: its domain says nothing */
} MimeSenderKind;

MimeSenderKind mime_sender_classify (const MimeHeaders *headers, const char *const *own_addresses,
                                     const char *const *trusted_domains, gboolean is_contact);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MimeUnsubscribe, mime_unsubscribe_free)

G_END_DECLS
