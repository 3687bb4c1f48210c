/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-value.h"

G_BEGIN_DECLS

typedef enum
{
  IMAP_STATUS_MESSAGES = 1 << 0,
  IMAP_STATUS_UIDNEXT = 1 << 1,
  IMAP_STATUS_UIDVALIDITY = 1 << 2,
  IMAP_STATUS_UNSEEN = 1 << 3,
  IMAP_STATUS_HIGHESTMODSEQ = 1 << 4,
  IMAP_STATUS_SIZE = 1 << 5,        /* RFC 8438 */
  IMAP_STATUS_MAILBOXID = 1 << 6,   /* RFC 8474 */
  IMAP_STATUS_APPENDLIMIT = 1 << 7, /* RFC 7889 */
} ImapStatusWhat;

/* ImapStatus: RFC 9051 7.3.4. */
typedef struct
{
  guint has;  /* ImapStatusWhat bits */
  char *name; /* raw */
  guint32 messages, uidnext, uidvalidity, unseen;
  guint64 highestmodseq, size;
  char *mailbox_id;     /* (nullable) */
  guint64 append_limit; /* bytes */
} ImapStatus;

ImapStatus *imap_status_parse (const ImapTree *tree, GError **error);
void imap_status_free (ImapStatus *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImapStatus, imap_status_free)

G_END_DECLS
