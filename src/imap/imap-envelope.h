/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-value.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;    /* (nullable): raw, RFC 2047 not decoded */
  char *mailbox; /* (nullable) */
  char *host;    /* (nullable): %NULL begins or ends a group */
} ImapAddress;

/* ImapEnvelope: RFC 9051 7.5.2 ENVELOPE, raw header values. */
typedef struct
{
  char *date, *subject, *in_reply_to, *message_id;     /* (nullable) */
  GPtrArray *from, *sender, *reply_to, *to, *cc, *bcc; /* of ImapAddress, never %NULL */
} ImapEnvelope;

ImapEnvelope *imap_envelope_parse (const ImapTree *tree, const ImapValue *value, GError **error);
void imap_envelope_free (ImapEnvelope *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImapEnvelope, imap_envelope_free)

G_END_DECLS
