/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-look.c: what a server says of one folder: state, flags, vanished, new
 *
 * Three ways of looking, the cheapest that the server offers (sync-plan): QRESYNC tells everything with SELECT; CONDSTORE tells
 * changed flags, and counting tells whether anything vanished; without both every flag is read. The whole list of UIDs is
 * asked for only when the counts do not explain each other. Every question is by UID. */

#include "sync-folder-private.h"

#include "sync-error.h"
#include "sync-message.h"

#define FLAGS_EVERY_US (10 * 60 * G_USEC_PER_SEC) /* without CONDSTORE, while only new messages are told of */

/**
 * sync_look_select:
 *
 * Selects the folder and chooses how to compare.
 */
gboolean
sync_look_select (SyncRun *run, GError **error)
{
  const StoreFolder *folder = run->folder;
  SyncFolderState known = { folder->uidvalidity, folder->uidnext, folder->highestmodseq, folder->total };
  SyncFolderState server = { 0 };
  SyncAbilities can = { 0 };
  ImapResync resync = { folder->uidvalidity, folder->highestmodseq, run->local };
  gboolean use = folder->uidvalidity != 0 && sync_plan_modseq_usable (folder->highestmodseq, G_MAXINT64)
                 && !base_idset_is_empty (run->local) && !run->options->distrust
                 && imap_session_has (run->imap, IMAP_EXTENSION_QRESYNC);

  sync_session_set_folder (run->session, 0);
  imap_selected_clear (&run->selected);
  if (!imap_session_select (run->imap, folder->path, FALSE, use ? &resync : NULL, &run->selected,
                            run->cancellable, error))
    return FALSE;
  sync_session_set_folder (run->session, folder->id);
  can.qresync = use && run->selected.resynced;
  can.condstore = imap_session_has (run->imap, IMAP_EXTENSION_CONDSTORE) && !run->selected.nomodseq
                  && !run->options->distrust;
  server.uidvalidity = run->selected.uidvalidity;
  server.uidnext = run->selected.uidnext;
  server.highestmodseq = run->selected.nomodseq ? 0 : run->selected.highestmodseq;
  server.exists = run->selected.exists;
  run->mode = sync_plan_mode (&known, &server, can);
  if (run->mode == SYNC_MODE_PLAIN && run->options->only_new && !run->options->distrust
      && folder->low_uid == SYNC_COMPLETE && server.uidnext >= folder->uidnext
      && !sync_notes_is_due (sync_session_get_setup (run->session)->notes, folder->id, SYNC_LOOK_FLAGS,
                             FLAGS_EVERY_US))
    run->mode = SYNC_MODE_NEW;
  run->unreadable = sync_notes_get_unreadable (sync_session_get_setup (run->session)->notes, folder->id,
                                               run->selected.uidvalidity);
  return TRUE;
}

/* All UIDs of the server, by search. A count that differs from EXISTS is suspicious unless the server meanwhile said
 * that something changed (I-09, I-16). */
static gboolean
ask_server_uids (SyncRun *run, GError **error)
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

/* UIDs of the server from @from on. "n:*" names the last message even when it is older (RFC 9051, 9). */
static BaseIdset *
ask_from (SyncRun *run, guint64 from, GError **error)
{
  g_autofree char *criteria = g_strdup_printf ("UID %" G_GUINT64_FORMAT ":*", from);
  BaseIdset *uids = NULL;

  if (run->selected.exists == 0 || (run->selected.uidnext != 0 && run->selected.uidnext <= from))
    return base_idset_new ();
  if (!imap_session_search (run->imap, criteria, &uids, run->cancellable, error))
    return NULL;
  if (from > 1)
    base_idset_remove_range (uids, 1, from - 1);
  return uids;
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
write_flags (SyncRun *run, FlagsBatch *batch, GError **error)
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

/* One range is a shorter command than many, and tells of others at no cost. */
static gboolean
fetch_flags (SyncRun *run, guint64 changed_since, FlagsBatch *batch, GError **error)
{
  g_autoptr (BaseIdset) range = base_idset_new ();

  base_idset_add_range (range, 1, MAX (base_idset_max (run->local), 1));
  return imap_session_fetch (run->imap, range, IMAP_FETCH_FLAGS | IMAP_FETCH_MODSEQ, changed_since, FALSE,
                             on_flags, batch, run->cancellable, error);
}

/* Every flag was read, so every UID was seen. When the count agrees nothing else has to be asked. */
static gboolean
take_seen (SyncRun *run, FlagsBatch *batch, GError **error)
{
  guint64 highest = base_idset_max (run->local);
  g_autoptr (BaseIdset) newer = ask_from (run, highest + 1, error);

  if (newer == NULL)
    return FALSE;
  if (base_idset_count (batch->uids) + base_idset_count (newer) != run->selected.exists)
    return TRUE;
  base_idset_union (newer, batch->uids);
  g_clear_pointer (&run->server, base_idset_free);
  run->server = g_steal_pointer (&newer);
  return TRUE;
}

/**
 * sync_look_flags:
 *
 * Takes over the flags of messages that are here.
 */
gboolean
sync_look_flags (SyncRun *run, GError **error)
{
  g_auto (FlagsBatch) batch = { 0 };

  if (base_idset_is_empty (run->local) || run->mode == SYNC_MODE_FIRST || run->mode == SYNC_MODE_REKEY
      || run->mode == SYNC_MODE_NEW)
    return TRUE;
  flags_batch_init (&batch);
  if (run->mode == SYNC_MODE_QRESYNC)
    for (guint i = 0; i < run->selected.changed->len; i++)
      on_flags (run->selected.changed->pdata[i], &batch);
  else if (run->mode == SYNC_MODE_CONDSTORE)
    {
      if (run->selected.highestmodseq != run->folder->highestmodseq
          && !fetch_flags (run, run->folder->highestmodseq, &batch, error))
        return FALSE;
    }
  else if (run->selected.exists > 0)
    {
      if (!fetch_flags (run, 0, &batch, error) || !take_seen (run, &batch, error))
        return FALSE;
      sync_notes_looked (sync_session_get_setup (run->session)->notes, run->folder->id, SYNC_LOOK_FLAGS);
    }
  return write_flags (run, &batch, error);
}

/* Vanished */

/* Whether everything was here at the last sync, so that only UIDs from the known UIDNEXT on can be new. */
static gboolean
was_complete (const SyncRun *run)
{
  return run->folder->low_uid == SYNC_COMPLETE && run->folder->uidnext != 0
         && (run->mode == SYNC_MODE_QRESYNC || run->mode == SYNC_MODE_CONDSTORE
             || run->mode == SYNC_MODE_NEW);
}

/* Without QRESYNC: asks for what is new; when that explains the count, nothing vanished. */
static gboolean
explain_by_new (SyncRun *run, gboolean *explained, GError **error)
{
  *explained = FALSE;
  if (run->mode == SYNC_MODE_QRESYNC || run->server != NULL || !was_complete (run))
    return TRUE;
  g_clear_pointer (&run->wanted, base_idset_free);
  run->wanted = ask_from (run, run->folder->uidnext, error);
  if (run->wanted == NULL)
    return FALSE;
  base_idset_subtract (run->wanted, run->local);
  run->wanted_exact = TRUE;
  *explained = base_idset_count (run->local) + base_idset_count (run->wanted) == run->selected.exists;
  if (!*explained)
    g_clear_pointer (&run->wanted, base_idset_free);
  return TRUE;
}

/**
 * sync_look_vanished:
 *
 * Removes from the folder here what the server no longer has, after a second look when it is much.
 */
gboolean
sync_look_vanished (SyncRun *run, GError **error)
{
  g_autoptr (BaseIdset) gone = NULL;
  guint64 before = base_idset_count (run->local);
  gboolean explained;
  gint n;

  if (before == 0)
    return TRUE;
  if (run->mode == SYNC_MODE_QRESYNC && run->server == NULL)
    gone = base_idset_intersect (run->local, run->selected.vanished);
  else
    {
      if (!explain_by_new (run, &explained, error))
        return FALSE;
      if (explained)
        return TRUE;
      if (!ask_server_uids (run, error))
        return FALSE;
      gone = base_idset_copy (run->local);
      base_idset_subtract (gone, run->server);
    }
  if (base_idset_is_empty (gone))
    return TRUE;
  if (sync_plan_vanished (before, base_idset_count (gone)) == SYNC_VANISH_VERIFY
      && !sync_check_vanished (run, gone, error))
    return FALSE;
  n = store_placements_vanish (run->store, run->folder->id, gone, error);
  if (n < 0)
    return FALSE;
  run->report->vanished += (guint) n;
  base_idset_subtract (run->local, gone);
  return TRUE;
}

/* New */

/**
 * sync_look_wanted:
 *
 * Which UIDs are not here. When nothing was missed before, only those from the known UIDNEXT on can be new.
 */
gboolean
sync_look_wanted (SyncRun *run, GError **error)
{
  const StoreFolder *folder = run->folder;
  guint64 upper = run->selected.uidnext;

  if (run->wanted != NULL)
    return TRUE;
  run->wanted_exact = TRUE;
  if (run->server == NULL && was_complete (run) && upper != 0)
    {
      if (upper > folder->uidnext && upper - folder->uidnext <= SYNC_FIRST_BATCH)
        {
          run->wanted = base_idset_new ();
          base_idset_add_range (run->wanted, folder->uidnext, upper - 1);
          run->wanted_exact = FALSE;
        }
      else
        run->wanted = ask_from (run, folder->uidnext, error);
      if (run->wanted == NULL)
        return FALSE;
    }
  else
    {
      if (!ask_server_uids (run, error))
        return FALSE;
      run->wanted = base_idset_copy (run->server);
    }
  base_idset_subtract (run->wanted, run->local);
  base_idset_subtract (run->wanted, run->unreadable);
  return TRUE;
}
