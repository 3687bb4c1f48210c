/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-folder.c: one folder, server → store: flags, vanished, new
 *
 * SELECT tells both sides' state; sync-plan chooses how to compare. The order keeps every crash harmless: flags and
 * vanished first, then the new state numbers with low_uid 2 ("not all here"), then messages newest first, then low_uid
 * 1. A sync that was cut resumes by asking for the whole UID list; what is here already is not fetched again.
 *
 * Nothing is removed on one surprising answer: many vanished messages are asked for a second time, by FETCH. */

#include "sync-folder.h"

#include "base-clock.h"
#include "net-stream.h"
#include "sync-error.h"
#include "sync-message.h"
#include "sync-plan.h"

#define COMPLETE 1
#define INCOMPLETE 2

/* One run. */
typedef struct
{
  SyncSession *session;
  ImapSession *imap;
  Store *store;
  StoreFolder *folder;
  const SyncFolderOptions *options;
  SyncReport *report;
  GCancellable *cancellable;
  ImapSelected selected;
  SyncMode mode;
  BaseIdset *local;  /* UIDs here before */
  BaseIdset *server; /* nullable: all UIDs of the server, when they had to be asked for */
  BaseIdset *wanted; /* UIDs to fetch */
} Run;

static void
run_clear (Run *run)
{
  g_clear_pointer (&run->folder, store_folder_free);
  imap_selected_clear (&run->selected);
  g_clear_pointer (&run->local, base_idset_free);
  g_clear_pointer (&run->server, base_idset_free);
  g_clear_pointer (&run->wanted, base_idset_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static SyncFolderState
known_state (const StoreFolder *folder)
{
  return (SyncFolderState) { folder->uidvalidity, folder->uidnext, folder->highestmodseq, folder->total };
}

static gboolean
select_folder (Run *run, GError **error)
{
  const StoreFolder *folder = run->folder;
  SyncFolderState known = known_state (folder);
  SyncFolderState server = { 0 };
  SyncAbilities can = { 0 };
  ImapResync resync = { folder->uidvalidity, folder->highestmodseq, run->local };
  gboolean use = folder->uidvalidity != 0 && sync_plan_modseq_usable (folder->highestmodseq, G_MAXINT64)
                 && !base_idset_is_empty (run->local) && imap_session_has (run->imap, IMAP_EXTENSION_QRESYNC);

  sync_session_set_folder (run->session, 0);
  if (!imap_session_select (run->imap, folder->path, FALSE, use ? &resync : NULL, &run->selected,
                            run->cancellable, error))
    return FALSE;
  sync_session_set_folder (run->session, folder->id);
  can.qresync = use && run->selected.resynced;
  can.condstore = imap_session_has (run->imap, IMAP_EXTENSION_CONDSTORE) && !run->selected.nomodseq;
  server.uidvalidity = run->selected.uidvalidity;
  server.uidnext = run->selected.uidnext;
  server.highestmodseq = run->selected.nomodseq ? 0 : run->selected.highestmodseq;
  server.exists = run->selected.exists;
  run->mode = sync_plan_mode (&known, &server, can);
  return TRUE;
}

/* All UIDs of the server, by search. A count that differs from EXISTS is suspicious unless the server meanwhile said
 * that something changed (I-09, I-16). */
static gboolean
ask_server_uids (Run *run, GError **error)
{
  if (run->server != NULL)
    return TRUE;
  if (run->selected.exists == 0)
    {
      run->server = base_idset_new ();
      return TRUE;
    }
  sync_session_take_news (run->session);
  if (!imap_session_search (run->imap, "ALL", &run->server, run->cancellable, error))
    return FALSE;
  if (base_idset_count (run->server) == run->selected.exists || sync_session_take_news (run->session))
    return TRUE;
  g_set_error (error, SYNC_ERROR, SYNC_ERROR_SUSPICIOUS,
               "the server has %u messages in the folder but lists %" G_GUINT64_FORMAT, run->selected.exists,
               base_idset_count (run->server));
  return FALSE;
}

/* Flags */

typedef struct
{
  GArray *updates;     /* StoreFlagsUpdate */
  GPtrArray *keywords; /* owns what updates borrow */
  BaseIdset *uids;
} FlagsBatch;

static gboolean
on_flags (ImapFetch *fetch, gpointer data)
{
  FlagsBatch *batch = data;
  StoreFlagsUpdate update = { .uid = fetch->uid, .modseq = fetch->modseq };
  char *keywords = NULL;

  if (fetch->uid == 0 || !(fetch->has & IMAP_FETCH_FLAGS))
    return TRUE;
  update.flags = sync_flags_from_imap (fetch->flags, (const char *const *) fetch->keywords, &keywords);
  update.keywords = keywords;
  if (keywords != NULL)
    g_ptr_array_add (batch->keywords, keywords);
  g_array_append_val (batch->updates, update);
  base_idset_add (batch->uids, fetch->uid);
  return TRUE;
}

static void
flags_batch_init (FlagsBatch *batch)
{
  batch->updates = g_array_new (FALSE, FALSE, sizeof (StoreFlagsUpdate));
  batch->keywords = g_ptr_array_new_with_free_func (g_free);
  batch->uids = base_idset_new ();
}

static void
flags_batch_clear (FlagsBatch *batch)
{
  g_clear_pointer (&batch->updates, g_array_unref);
  g_clear_pointer (&batch->keywords, g_ptr_array_unref);
  g_clear_pointer (&batch->uids, base_idset_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FlagsBatch, flags_batch_clear)

/* Writes @batch in transactions of 500 rows. */
static gboolean
write_flags (Run *run, FlagsBatch *batch, GError **error)
{
  const StoreFlagsUpdate *updates = (const StoreFlagsUpdate *) (void *) batch->updates->data;

  for (guint i = 0; i < batch->updates->len; i += SYNC_BATCH)
    {
      gsize n = MIN (SYNC_BATCH, batch->updates->len - i);
      gint changed = store_placements_update_flags (run->store, run->folder->id, updates + i, n, error);

      if (changed < 0)
        return FALSE;
      run->report->changed += (guint) changed;
    }
  return TRUE;
}

static gboolean
fetch_flags (Run *run, guint64 changed_since, FlagsBatch *batch, GError **error)
{
  g_autoptr (BaseIdset) known = base_idset_copy (run->local);
  guint64 highest = base_idset_max (run->local);

  /* One range is a shorter command than many, and tells of others at no cost. */
  base_idset_clear (known);
  base_idset_add_range (known, 1, MAX (highest, 1));
  return imap_session_fetch (run->imap, known, IMAP_FETCH_FLAGS | IMAP_FETCH_MODSEQ, changed_since, FALSE,
                             on_flags, batch, run->cancellable, error);
}

static gboolean
sync_flags (Run *run, GError **error)
{
  g_auto (FlagsBatch) batch = { 0 };

  if (base_idset_is_empty (run->local))
    return TRUE;
  flags_batch_init (&batch);
  switch (run->mode)
    {
    case SYNC_MODE_QRESYNC:
      for (guint i = 0; i < run->selected.changed->len; i++)
        on_flags (run->selected.changed->pdata[i], &batch);
      break;
    case SYNC_MODE_CONDSTORE:
      if (run->selected.highestmodseq != run->folder->highestmodseq
          && !fetch_flags (run, run->folder->highestmodseq, &batch, error))
        return FALSE;
      break;
    case SYNC_MODE_PLAIN:
      if (!fetch_flags (run, 0, &batch, error))
        return FALSE;
      break;
    case SYNC_MODE_FIRST:
    case SYNC_MODE_REKEY:
    default:
      return TRUE;
    }
  return write_flags (run, &batch, error);
}

/* Vanished */

/* Asks by FETCH, another way than the one that told of it, whether all of @gone are gone. */
static gboolean
verify_vanished (Run *run, const BaseIdset *gone, GError **error)
{
  g_auto (FlagsBatch) batch = { 0 };

  flags_batch_init (&batch);
  if (!imap_session_fetch (run->imap, gone, IMAP_FETCH_FLAGS, 0, FALSE, on_flags, &batch, run->cancellable,
                           error))
    return FALSE;
  if (base_idset_is_empty (batch.uids))
    return TRUE;
  g_set_error (error, SYNC_ERROR, SYNC_ERROR_SUSPICIOUS,
               "the server says that %" G_GUINT64_FORMAT
               " messages are gone, and still shows %" G_GUINT64_FORMAT " of them",
               base_idset_count (gone), base_idset_count (batch.uids));
  return FALSE;
}

static gboolean
sync_vanished (Run *run, GError **error)
{
  g_autoptr (BaseIdset) gone = NULL;
  guint64 before = base_idset_count (run->local);
  gint n;

  if (before == 0)
    return TRUE;
  if (run->mode == SYNC_MODE_QRESYNC && run->server == NULL)
    gone = base_idset_intersect (run->local, run->selected.vanished);
  else
    {
      if (!ask_server_uids (run, error))
        return FALSE;
      gone = base_idset_copy (run->local);
      base_idset_subtract (gone, run->server);
    }
  if (base_idset_is_empty (gone))
    return TRUE;
  if (sync_plan_vanished (before, base_idset_count (gone)) == SYNC_VANISH_VERIFY
      && !verify_vanished (run, gone, error))
    return FALSE;
  n = store_placements_vanish (run->store, run->folder->id, gone, error);
  if (n < 0)
    return FALSE;
  run->report->vanished += (guint) n;
  base_idset_subtract (run->local, gone);
  return TRUE;
}

/* New */

/* Which UIDs are not here. When nothing was missed before, only those from the known UIDNEXT on can be new. */
static gboolean
find_wanted (Run *run, GError **error)
{
  const StoreFolder *folder = run->folder;
  guint64 upper = run->selected.uidnext;

  if (run->server == NULL && run->mode == SYNC_MODE_QRESYNC && folder->low_uid == COMPLETE && upper != 0)
    {
      run->wanted = base_idset_new ();
      if (upper <= folder->uidnext)
        return TRUE;
      if (upper - folder->uidnext <= 2 * SYNC_BATCH)
        base_idset_add_range (run->wanted, folder->uidnext, upper - 1);
      else
        {
          g_autofree char *criteria = g_strdup_printf ("UID %u:*", folder->uidnext);

          g_clear_pointer (&run->wanted, base_idset_free);
          if (!imap_session_search (run->imap, criteria, &run->wanted, run->cancellable, error))
            return FALSE;
        }
    }
  else
    {
      if (!ask_server_uids (run, error))
        return FALSE;
      run->wanted = base_idset_copy (run->server);
    }
  base_idset_subtract (run->wanted, run->local);
  return TRUE;
}

static gboolean
on_message (ImapFetch *fetch, gpointer data)
{
  GPtrArray *messages = data;

  if (fetch->uid != 0)
    g_ptr_array_add (messages, sync_message_new (fetch));
  return TRUE;
}

static gboolean
set_state (Run *run, guint32 low_uid, GError **error)
{
  const ImapSelected *selected = &run->selected;
  gint64 synced_at = low_uid == COMPLETE ? base_clock_now_unix () : run->folder->synced_at;
  guint32 uidnext = selected->uidnext != 0 ? selected->uidnext
                                           : (guint32) MIN (base_idset_max (run->local) + 1, G_MAXUINT32);

  return store_folder_set_sync_state (run->store, run->folder->id, selected->uidvalidity, uidnext,
                                      selected->nomodseq ? 0 : selected->highestmodseq, low_uid, synced_at,
                                      error);
}

static gboolean
fetch_batch (Run *run, const BaseIdset *batch, GError **error)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify) sync_message_free);
  guint what = IMAP_FETCH_FLAGS | IMAP_FETCH_DATE | IMAP_FETCH_SIZE | IMAP_FETCH_HEADERS | IMAP_FETCH_MODSEQ
               | IMAP_FETCH_EMAILID | IMAP_FETCH_GMAIL;
  gint added;

  if (!imap_session_fetch (run->imap, batch, what, 0, FALSE, on_message, messages, run->cancellable, error))
    return FALSE;
  if (messages->len == 0)
    return TRUE;
  added = store_messages_add (run->store, run->folder->id, messages, NULL, error);
  if (added < 0)
    return FALSE;
  run->report->added += (guint) added;
  return TRUE;
}

/* Newest first. Returns FALSE on failure; @complete tells whether all are here. */
static gboolean
fetch_wanted (Run *run, gboolean *complete, GError **error)
{
  guint64 total = base_idset_count (run->wanted);
  gboolean first = TRUE;

  *complete = FALSE;
  while (TRUE)
    {
      g_autoptr (BaseIdset) batch = sync_plan_next_batch (run->wanted, first);

      if (base_idset_is_empty (batch))
        break;
      if (!fetch_batch (run, batch, error))
        return FALSE;
      first = FALSE;
      if (run->options->progress != NULL)
        run->options->progress (&(SyncProgress) { sync_session_get_setup (run->session)->account_id,
                                                  run->folder->id, SYNC_PROGRESS_HEADERS,
                                                  (guint) (total - base_idset_count (run->wanted)),
                                                  (guint) total },
                                run->options->progress_data);
      if (run->options->interrupt != NULL && base_wake_is_set (run->options->interrupt)
          && !base_idset_is_empty (run->wanted))
        return TRUE;
    }
  *complete = TRUE;
  return TRUE;
}

/* The numbers differ although both sides were compared: compare again by the whole UID list. */
static gboolean
check_count (Run *run, GError **error)
{
  g_autoptr (BaseIdset) local = NULL;

  if (run->mode != SYNC_MODE_QRESYNC || run->server != NULL)
    return TRUE;
  local = store_placements_get_uids (run->store, run->folder->id, error);
  if (local == NULL)
    return FALSE;
  if (base_idset_count (local) == run->selected.exists || sync_session_take_news (run->session))
    return TRUE;
  g_info ("%s: %" G_GUINT64_FORMAT " messages here, %u there: comparing all", run->folder->display,
          base_idset_count (local), run->selected.exists);
  g_clear_pointer (&run->local, base_idset_free);
  g_clear_pointer (&run->wanted, base_idset_free);
  run->local = g_steal_pointer (&local);
  if (!ask_server_uids (run, error) || !sync_vanished (run, error) || !find_wanted (run, error))
    return FALSE;
  return fetch_wanted (run, &(gboolean) { FALSE }, error);
}

static gboolean
rekey (Run *run, GError **error)
{
  g_info ("%s: UIDVALIDITY %u became %u", run->folder->display, run->folder->uidvalidity,
          run->selected.uidvalidity);
  if (!store_folder_reset (run->store, run->folder->id, run->selected.uidvalidity, error))
    return FALSE;
  base_idset_clear (run->local);
  return TRUE;
}

static gboolean
run_folder (Run *run, GError **error)
{
  gboolean complete;

  if (!select_folder (run, error))
    return FALSE;
  if ((run->mode == SYNC_MODE_REKEY || (run->mode == SYNC_MODE_FIRST && !base_idset_is_empty (run->local)))
      && !rekey (run, error))
    return FALSE;
  if (!sync_flags (run, error) || !sync_vanished (run, error) || !find_wanted (run, error))
    return FALSE;
  if (!base_idset_is_empty (run->wanted) && !set_state (run, INCOMPLETE, error))
    return FALSE;
  if (!fetch_wanted (run, &complete, error))
    return FALSE;
  if (!complete)
    return TRUE;
  if (!check_count (run, error) || !set_state (run, COMPLETE, error))
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
  g_auto (Run) run = { 0 };
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
