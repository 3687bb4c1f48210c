/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-bodystructure.h"
#include "imap-envelope.h"
#include "imap-flags.h"

G_BEGIN_DECLS

/* What a FETCH response said; whatever is not in `has` was not in it. */
typedef enum
{
  IMAP_FETCH_FLAGS = 1 << 0,
  IMAP_FETCH_DATE = 1 << 1,
  IMAP_FETCH_SIZE = 1 << 2,
  IMAP_FETCH_HEADERS = 1 << 3, /* the header fields a list and a thread need */
  IMAP_FETCH_BODYSTRUCTURE = 1 << 4,
  IMAP_FETCH_ENVELOPE = 1 << 5,
  IMAP_FETCH_MODSEQ = 1 << 6,    /* asked for only where CONDSTORE is offered */
  IMAP_FETCH_EMAILID = 1 << 7,   /* asked for only where OBJECTID is offered */
  IMAP_FETCH_GMAIL = 1 << 8,     /* X-GM-MSGID, X-GM-THRID, X-GM-LABELS; only where X-GM-EXT-1 is offered */
  IMAP_FETCH_SECTION = 1 << 9,   /* only in ImapFetch.has */
  IMAP_FETCH_UID = 1 << 10,      /* only in ImapFetch.has */
  IMAP_FETCH_THREADID = 1 << 11, /* asked for only where OBJECTID is offered */
  IMAP_FETCH_SAVEDATE = 1 << 12, /* asked for only where SAVEDATE is offered */
  IMAP_FETCH_PREVIEW
  = 1 << 13, /* asked for only where PREVIEW is offered; NIL where the server has none at hand */
} ImapFetchWhat;

/* ImapFetch: one message data response (RFC 9051 7.5.2). Bytes and strings are copies. */
typedef struct
{
  guint has; /* ImapFetchWhat bits */
  guint32 sequence;
  guint32 uid;                      /* 0: not said, such a response is never handed out as an answer */
  gboolean uid_unclear;             /* private: two different ones were said: none counts (I-12) */
  guint flags;                      /* ImapFlags */
  GStrv keywords;                   /* (nullable) */
  gint64 internal_date;             /* Unix seconds; 0: missing or senseless */
  guint64 size;                     /* RFC822.SIZE: a hint, never the truth */
  guint64 modseq;                   /* 0: none */
  GBytes *header;                   /* (nullable): of BODY[HEADER…] */
  ImapEnvelope *envelope;           /* (nullable): also %NULL when it was malformed */
  ImapBodystructure *bodystructure; /* (nullable): also %NULL when it was malformed */
  char *section;                    /* (nullable): which section `section_bytes` is, e.g. "" or "1.2" */
  guint64 section_offset;           /* of a partial */
  GBytes *section_bytes;            /* (nullable) */
  char *email_id, *thread_id;       /* (nullable): RFC 8474 */
  gint64 save_date;                 /* Unix seconds; 0: not known (RFC 8514) */
  char *preview;                    /* (nullable): cleaned UTF-8, ≤ 256 characters (RFC 8970) */
  guint64 gm_msgid, gm_thrid;
  GStrv gm_labels; /* (nullable) */
} ImapFetch;

ImapFetch *imap_fetch_parse (const ImapTree *tree, guint32 sequence, GError **error);
void imap_fetch_free (ImapFetch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImapFetch, imap_fetch_free)

G_END_DECLS
