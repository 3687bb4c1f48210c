/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-capability.h"
#include "imap-id.h"

G_BEGIN_DECLS

/* What a known server needs beyond switched-off extensions (hostile-servers 2.5). */
typedef enum
{
  IMAP_QUIRK_SIZE_SLOW = 1 << 0,    /* RFC822.SIZE costs the server a download of each message: ask late */
  IMAP_QUIRK_SIZE_WRONG = 1 << 1,   /* RFC822.SIZE differs from what BODY[] gives: never a proof */
  IMAP_QUIRK_UID_UNSTABLE = 1 << 2, /* check the Message-ID of what a UID gives */
  IMAP_QUIRK_FAILS_AT_RANDOM
  = 1 << 3,                   /* NO [SERVERBUG] for what works a minute later: smaller sets, quarantine */
  IMAP_QUIRK_LABELS = 1 << 4, /* folders are labels: one message is in many of them */
  IMAP_QUIRK_STATUS_ID_BROKEN = 1 << 5, /* STATUS MAILBOXID gives any bytes; SELECT tells the right one */
} ImapQuirkFlags;

/* All that the table says about one server. */
typedef struct
{
  const char *server; /* (nullable): static */
  guint64 off;        /* 1 << ImapExtension */
  guint flags;        /* ImapQuirkFlags */
  guint depth;        /* most commands on the wire; 0: the usual number */
} ImapQuirks;

/* One row. All that are not NULL must match; substrings in any case, `host` as the end of the host name. */
typedef struct
{
  const char *server;
  const char *greeting, *id, *host, *capability;
  ImapQuirks quirks;
  const char *date, *evidence, *test;
} ImapQuirkRow;

const ImapQuirkRow *imap_quirks_get_rows (guint *n);
ImapQuirks imap_quirks_find (const char *greeting, const ImapServer *server, const char *host,
                             const ImapCapabilities *capabilities);

G_END_DECLS
