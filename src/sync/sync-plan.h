/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base-idset.h"

G_BEGIN_DECLS

/* The decisions of a sync, as functions from data to data. No I/O, no store, no clock. */

/* How a folder is brought into agreement. */
typedef enum
{
  SYNC_MODE_FIRST = 1, /* nothing known yet */
  SYNC_MODE_REKEY,     /* UIDVALIDITY changed, missing or 0: every UID we know means nothing */
  SYNC_MODE_QRESYNC,   /* changes and vanished came with SELECT */
  SYNC_MODE_CONDSTORE, /* ask for changes since a modseq; vanished by UID list */
  SYNC_MODE_PLAIN,     /* all flags, all UIDs */
  SYNC_MODE_NEW,       /* only what is new, and whether the count agrees: flags were read not long ago */
} SyncMode;

/* One side's idea of a folder. 0: unknown. */
typedef struct
{
  guint64 uidvalidity;
  guint64 uidnext;
  guint64 highestmodseq;
  guint64 exists;
} SyncFolderState;

typedef struct
{
  gboolean qresync;
  gboolean condstore;
} SyncAbilities;

SyncMode sync_plan_mode (const SyncFolderState *known, const SyncFolderState *server,
                         SyncAbilities abilities);
gboolean sync_plan_modseq_usable (guint64 known, guint64 server);

/* What to do with messages that seem gone. */
typedef enum
{
  SYNC_VANISH_ACCEPT = 1,
  SYNC_VANISH_VERIFY, /* so many that the server must say so twice, in another way */
} SyncVanish;

SyncVanish sync_plan_vanished (guint64 n_local, guint64 n_vanished);

/* Batches of a fetch, newest first: the first screen, then as many as take about a second. */
#define SYNC_FIRST_BATCH 50
#define SYNC_BATCH 500 /* rows in one transaction */
#define SYNC_LARGEST_BATCH 5000
guint sync_plan_batch (guint last, gint64 last_us);

/* What STATUS says against what is here. 0: unknown. */
typedef struct
{
  guint64 uidvalidity;
  guint64 uidnext;
  guint64 highestmodseq;
  guint64 messages;
  guint64 unseen;
} SyncNumbers;

typedef enum
{
  SYNC_NUMBERS_CHANGED = 1, /* look at the folder */
  SYNC_NUMBERS_SAME,        /* proven: nothing happened */
  SYNC_NUMBERS_LIKELY,      /* no modseq: flags may have changed and even out */
  SYNC_NUMBERS_DOUBTFUL,    /* the same modseq and other counts: one side is wrong */
} SyncNumbersVerdict;

SyncNumbersVerdict sync_plan_numbers (const SyncNumbers *here, const SyncNumbers *there);

/* Size of the next body chunk in bytes: aims at one second each, between 32 KB and 1 MB. */
guint64 sync_plan_chunk (guint64 last_bytes, gint64 last_us);

/* Bytes of small bodies that take about a second, from what the last command brought. */
guint64 sync_plan_slice (guint64 last_bytes, gint64 last_us);

/* How far a body may be from its announced size and still count as whole. */
gboolean sync_plan_body_complete (guint64 announced, guint64 received, gboolean server_ended_it);

/* What to do with a folder that is here and not in the server's list. */
typedef enum
{
  SYNC_MISSING_KEEP = 1, /* the list itself is doubtful: nothing is removed */
  SYNC_MISSING_ASK,      /* look it up by name once more before removing */
  SYNC_MISSING_LIST,     /* so many that the list itself is asked for again first */
} SyncMissing;

SyncMissing sync_plan_missing_folders (guint n_local, guint n_listed, guint n_missing, gboolean has_inbox);

G_END_DECLS
