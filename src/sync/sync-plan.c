/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-plan.c: what a sync decides, without doing it
 *
 * Everything here is pure, so that each rule is one row of a table test. The rules lean to the safe side: when a
 * server's answer is surprising, ask again; never remove on one strange answer (hostile-servers I-09 … I-16). */

#include "sync-plan.h"

/* A modseq is a 63-bit number (RFC 7162, 3.1.1); 0 and more mean that the server has none. */
static gboolean
modseq_valid (guint64 modseq)
{
  return modseq > 0 && modseq <= (guint64) G_MAXINT64;
}

/**
 * sync_plan_modseq_usable:
 * @known: the highest modseq of the last complete sync
 * @server: the one the server tells now
 *
 * Returns: whether "changes since @known" is a question the server answers truthfully. One that went back was restored
 * from a backup or is broken (I-14).
 */
gboolean
sync_plan_modseq_usable (guint64 known, guint64 server)
{
  return modseq_valid (known) && modseq_valid (server) && server >= known;
}

/**
 * sync_plan_mode:
 * @known: what we know, from our last complete sync; all zeros at the first
 * @server: what SELECT just told
 *
 * Returns: how to bring the folder into agreement.
 */
SyncMode
sync_plan_mode (const SyncFolderState *known, const SyncFolderState *server, SyncAbilities abilities)
{
  if (known->uidvalidity == 0 && known->uidnext == 0)
    return SYNC_MODE_FIRST;
  if (server->uidvalidity == 0 || server->uidvalidity != known->uidvalidity)
    return SYNC_MODE_REKEY;
  /* UIDs only grow; a lower UIDNEXT means the folder is not the one we know, whatever UIDVALIDITY says: look at all. */
  if (server->uidnext != 0 && server->uidnext < known->uidnext)
    return SYNC_MODE_PLAIN;
  if (!sync_plan_modseq_usable (known->highestmodseq, server->highestmodseq))
    return SYNC_MODE_PLAIN;
  if (abilities.qresync)
    return SYNC_MODE_QRESYNC;
  if (abilities.condstore)
    return SYNC_MODE_CONDSTORE;
  return SYNC_MODE_PLAIN;
}

/**
 * sync_plan_vanished:
 * @n_local: messages here before
 * @n_vanished: those the server no longer has
 *
 * Returns: whether to ask in a second way first: all of them, or more than half and more than 20 (I-15).
 */
SyncVanish
sync_plan_vanished (guint64 n_local, guint64 n_vanished)
{
  if ((n_vanished > 20 && n_vanished > n_local / 2) || (n_vanished > 1 && n_vanished >= n_local))
    return SYNC_VANISH_VERIFY;
  return SYNC_VANISH_ACCEPT;
}

/**
 * sync_plan_batch:
 * @last: messages asked for by the last command; it took @last_us microseconds
 *
 * Returns: how many to ask for next: about one second's worth, at most four times as many as last time.
 */
guint
sync_plan_batch (guint last, gint64 last_us)
{
  double next = (double) last * 4;

  if (last_us > 0)
    next = MIN (next, (double) last * G_USEC_PER_SEC / (double) last_us);
  return (guint) CLAMP (next, (double) MIN (last, SYNC_FIRST_BATCH), (double) SYNC_LARGEST_BATCH);
}

/**
 * sync_plan_numbers:
 * @here: of a folder that was complete at its last sync; nothing waits in the journal
 * @there: what STATUS says now
 */
SyncNumbersVerdict
sync_plan_numbers (const SyncNumbers *here, const SyncNumbers *there)
{
  if (here->uidvalidity == 0 || there->uidvalidity != here->uidvalidity || there->uidnext == 0
      || there->uidnext != here->uidnext)
    return SYNC_NUMBERS_CHANGED;
  if (modseq_valid (there->highestmodseq) && modseq_valid (here->highestmodseq))
    {
      if (there->highestmodseq != here->highestmodseq)
        return SYNC_NUMBERS_CHANGED;
      return there->messages == here->messages && there->unseen == here->unseen ? SYNC_NUMBERS_SAME
                                                                                : SYNC_NUMBERS_DOUBTFUL;
    }
  if (there->highestmodseq != here->highestmodseq)
    return SYNC_NUMBERS_CHANGED;
  return there->messages == here->messages && there->unseen == here->unseen ? SYNC_NUMBERS_LIKELY
                                                                            : SYNC_NUMBERS_CHANGED;
}

#define CHUNK_MIN ((guint64) 32 * 1024)
#define CHUNK_FIRST ((guint64) 256 * 1024)
#define CHUNK_MAX ((guint64) 1024 * 1024)

/**
 * sync_plan_chunk:
 * @last_bytes: what the last chunk brought, 0 for the first
 * @last_us: microseconds it took
 *
 * Returns: bytes to ask for next. Short enough that a cancel is answered soon, long enough that the line stays full.
 */
guint64
sync_plan_chunk (guint64 last_bytes, gint64 last_us)
{
  double per_second;

  if (last_bytes == 0)
    return CHUNK_FIRST;
  if (last_us <= 0)
    return CHUNK_MAX;
  per_second = (double) last_bytes * G_USEC_PER_SEC / (double) last_us;
  if (per_second >= (double) CHUNK_MAX)
    return CHUNK_MAX;
  return MAX (CHUNK_MIN, (guint64) per_second);
}

/**
 * sync_plan_slice:
 * @last_bytes: what the last command brought; @last_us: how long it took
 *
 * Returns: bytes that a second brings; the caller has the bounds.
 */
guint64
sync_plan_slice (guint64 last_bytes, gint64 last_us)
{
  double per_second = last_us > 0 ? (double) last_bytes * G_USEC_PER_SEC / (double) last_us : 0;

  return (guint64) MIN (per_second, (double) G_MAXINT32);
}

/**
 * sync_plan_body_complete:
 * @announced: RFC822.SIZE, 0 when unknown
 * @received: bytes in whole literals
 * @server_ended_it: a further chunk came back empty or short: the server itself says there is no more
 *
 * Returns: whether the body is whole. A wrong RFC822.SIZE (Exchange) with an end the server confirmed is whole; a short
 * answer that nothing confirms is not (D-11).
 */
gboolean
sync_plan_body_complete (guint64 announced, guint64 received, gboolean server_ended_it)
{
  if (received == 0)
    return FALSE;
  return server_ended_it || (announced != 0 && received == announced);
}

/**
 * sync_plan_missing_folders:
 * @n_local: folders here; @n_listed: folders the server lists; @n_missing: of @n_local those not listed
 * @has_inbox: whether the list names INBOX, which always exists (RFC 3501, 5.1)
 *
 * Returns: whether the list may be believed so far that the missing ones are asked for by name.
 */
SyncMissing
sync_plan_missing_folders (guint n_local, guint n_listed, guint n_missing, gboolean has_inbox)
{
  if (n_listed == 0 || !has_inbox)
    return SYNC_MISSING_KEEP;
  if (n_missing > 5 && n_missing > n_local / 2)
    return SYNC_MISSING_LIST;
  return SYNC_MISSING_ASK;
}
