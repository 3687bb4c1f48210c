/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-folder.c: one folder, server → store
 *
 * The order keeps every crash harmless: flags and vanished first, then the new state numbers with low_uid 2 ("not all
 * here"), then messages newest first, then low_uid 1. A sync that was cut resumes by asking for the whole UID list; what is
 * here already is not fetched again. At the end both sides are compared by numbers; when they differ everything is compared,
 * whatever QRESYNC or CONDSTORE said. How to look is in sync-look, the second looks in sync-check, fetching in
 * sync-headers. */

#include "sync-folder.h"

#include "base-clock.h"
#include "net-stream.h"
#include "sync-error.h"
#include "sync-folder-private.h"

#define NO_VALIDITY_S                                                                                        \
  3600 /* a folder without UIDVALIDITY is read anew at most so often when nothing seems new */

static void
run_clear (SyncRun *run)
{
  g_clear_pointer (&run->folder, store_folder_free);
  imap_selected_clear (&run->selected);
  g_clear_pointer (&run->local, base_idset_free);
  g_clear_pointer (&run->server, base_idset_free);
  g_clear_pointer (&run->wanted, base_idset_free);
  g_clear_pointer (&run->unreadable, base_idset_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SyncRun, run_clear)

static gboolean
set_state (SyncRun *run, guint32 low_uid, GError **error)
{
  const ImapSelected *selected = &run->selected;
  gint64 synced_at = low_uid == SYNC_COMPLETE ? base_clock_now_unix () : run->folder->synced_at;
  guint32 uidnext = selected->uidnext != 0 ? selected->uidnext
                                           : (guint32) MIN (base_idset_max (run->local) + 1, G_MAXUINT32);

  return store_folder_set_sync_state (run->store, run->folder->id, selected->uidvalidity, uidnext,
                                      selected->nomodseq ? 0 : selected->highestmodseq, low_uid, synced_at,
                                      error);
}

/* The server gives this folder another UIDVALIDITY: the placements go, messages and bodies stay to be found again. */
static gboolean
rekey (SyncRun *run, GError **error)
{
  if (run->mode == SYNC_MODE_REKEY && !sync_check_rekey (run, error))
    return FALSE;
  g_info ("%s: UIDVALIDITY %u became %u", run->folder->display, run->folder->uidvalidity,
          run->selected.uidvalidity);
  if (!store_folder_reset (run->store, run->folder->id, run->selected.uidvalidity, error))
    return FALSE;
  base_idset_clear (run->local);
  base_idset_clear (run->unreadable);
  return TRUE;
}

/* No UIDVALIDITY on either side and nothing seems new: not read again at every round (I-13). */
static gboolean
nothing_to_key (const SyncRun *run)
{
  const StoreFolder *folder = run->folder;

  return run->selected.uidvalidity == 0 && folder->uidvalidity == 0 && folder->low_uid == SYNC_COMPLETE
         && run->selected.uidnext == folder->uidnext && run->selected.exists == base_idset_count (run->local)
         && base_clock_now_unix () - folder->synced_at < NO_VALIDITY_S
         && base_clock_now_unix () >= folder->synced_at;
}

static gboolean
compare_all (SyncRun *run, gboolean *complete, GError **error)
{
  g_clear_pointer (&run->server, base_idset_free);
  g_clear_pointer (&run->wanted, base_idset_free);
  run->mode = SYNC_MODE_PLAIN;
  return sync_look_flags (run, error) && sync_look_vanished (run, error) && sync_look_wanted (run, error)
         && sync_headers_fetch (run, complete, error);
}

/* Whether anything has to be written: a look that found nothing new leaves the disk alone. */
static gboolean
state_changed (const SyncRun *run)
{
  const StoreFolder *folder = run->folder;
  const ImapSelected *selected = &run->selected;

  return folder->low_uid != SYNC_COMPLETE || folder->uidvalidity != selected->uidvalidity
         || (selected->uidnext != 0 && folder->uidnext != selected->uidnext)
         || folder->highestmodseq != (selected->nomodseq ? 0 : selected->highestmodseq)
         || base_clock_now_unix () - folder->synced_at > 60 || run->report->added > 0
         || run->report->changed > 0 || run->report->vanished > 0;
}

static gboolean
run_folder (SyncRun *run, GError **error)
{
  gboolean complete, agrees, incomplete;

  if (!sync_look_select (run, error))
    return FALSE;
  if (run->mode == SYNC_MODE_REKEY && nothing_to_key (run))
    return TRUE;
  if ((run->mode == SYNC_MODE_REKEY || (run->mode == SYNC_MODE_FIRST && !base_idset_is_empty (run->local)))
      && !rekey (run, error))
    return FALSE;
  if (!sync_look_flags (run, error) || !sync_look_vanished (run, error) || !sync_look_wanted (run, error))
    return FALSE;
  incomplete = !base_idset_is_empty (run->wanted);
  if (incomplete && !set_state (run, SYNC_INCOMPLETE, error))
    return FALSE;
  if (!sync_headers_fetch (run, &complete, error))
    return FALSE;
  if (!complete)
    return TRUE;
  if (!sync_check_agrees (run, &agrees, error))
    return FALSE;
  if (!agrees)
    {
      if (!compare_all (run, &complete, error))
        return FALSE;
      if (!complete)
        return TRUE;
    }
  if ((incomplete || state_changed (run)) && !set_state (run, SYNC_COMPLETE, error))
    return FALSE;
  return store_folder_settle (run->store, run->folder->id, error);
}

/**
 * sync_folder_run:
 * @report: counts are added to it
 *
 * Brings one folder into agreement and leaves it selected. Blocks. Returns: %FALSE on failure; what was taken over
 * until then stays, and the next run goes on from there.
 */
gboolean
sync_folder_run (SyncSession *session, gint64 folder_id, const SyncFolderOptions *options, SyncReport *report,
                 GCancellable *cancellable, GError **error)
{
  g_auto (SyncRun) run = { 0 };
  guint64 bytes;
  gint64 started = base_clock_monotonic_us ();
  gboolean ok;

  run.session = session;
  run.imap = sync_session_get_imap (session);
  run.store = sync_session_get_setup (session)->store;
  run.options = options;
  run.report = report;
  run.cancellable = cancellable;
  run.folder = store_folder_get (run.store, folder_id, error);
  if (run.folder == NULL)
    return FALSE;
  run.local = store_placements_get_uids (run.store, folder_id, error);
  if (run.local == NULL)
    return FALSE;
  bytes = net_stream_get_bytes_received (imap_session_get_stream (run.imap));
  ok = run_folder (&run, error);
  report->bytes += net_stream_get_bytes_received (imap_session_get_stream (run.imap)) - bytes;
  report->seconds += (double) (base_clock_monotonic_us () - started) / G_USEC_PER_SEC;
  return ok;
}
