/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-round.c: one whole round over an account
 *
 * The order: what the person did goes out first (journal), then what was sent is filed, then the folder list, then each
 * folder, inbox first. A folder that fails does not stop the others; a connection that fails stops the round. */

#include "sync-round.h"

#include "sync-error.h"
#include "sync-filing.h"
#include "sync-folder.h"
#include "sync-folders.h"
#include "sync-journal.h"
#include "sync-policy.h"
#include "sync-prefetch.h"
#include "sync-steady.h"

#define KEEP_LOST_S (30 * 24 * 3600) /* a message in no folder is kept so long (data-safety D-18) */

/* Whether the connection or the store is of no use after @error, so that a round ends. */
gboolean
sync_round_ends (SyncSession *session, const GError *error)
{
  return error->domain == G_IO_ERROR || error->domain == NET_ERROR || error->domain == STORE_ERROR
         || imap_session_is_broken (sync_session_get_imap (session));
}

static gboolean
is_wanted (SyncSession *session, const SyncFolderEntry *entry, const SyncRoundOptions *options)
{
  const StoreFolder *folder = entry->folder;

  if (!folder->selectable
      || !sync_policy_get (sync_session_get_setup (session), folder, SYNC_BODIES_NONE).headers)
    return FALSE;
  if (options->folder != NULL)
    return g_str_equal (options->folder, folder->display) || g_str_equal (options->folder, folder->path)
           || (folder->role == STORE_ROLE_INBOX && g_ascii_strcasecmp (options->folder, "INBOX") == 0);
  return TRUE;
}

/* Without CONDSTORE nothing proves that no flag changed and changed back: all are read once in a while. */
#define FLAGS_EVERY_US (30 * 60 * G_USEC_PER_SEC)
#define DOUBT_EVERY_US (10 * 60 * G_USEC_PER_SEC)

/* Where the list did not tell, STATUS is cheaper than a look at a folder whose every flag would have to be read. */
static gboolean
ask_numbers (SyncSession *session, SyncFolderEntry *entry, GCancellable *cancellable, GError **error)
{
  ImapSession *imap = sync_session_get_imap (session);
  g_autoptr (ImapStatus) status = NULL;
  g_autoptr (GError) local = NULL;

  if (entry->listed || imap_session_has (imap, IMAP_EXTENSION_QRESYNC)
      || entry->folder->low_uid != SYNC_COMPLETE)
    return TRUE;
  if (imap_session_status (imap, entry->folder->path, &status, cancellable, &local))
    sync_folders_judge (session, entry, status);
  else if (sync_round_ends (session, local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return TRUE;
}

/* Whether the folder has to be selected. */
static gboolean
needs_look (SyncSession *session, const SyncFolderEntry *entry, const SyncRoundOptions *options)
{
  SyncNotes *notes = sync_session_get_setup (session)->notes;

  switch (entry->numbers)
    {
    case SYNC_NUMBERS_SAME:
      return FALSE;
    case SYNC_NUMBERS_LIKELY:
      return options->every_folder
             || sync_notes_is_due (notes, entry->folder->id, SYNC_LOOK_FLAGS, FLAGS_EVERY_US);
    case SYNC_NUMBERS_DOUBTFUL:
    case SYNC_NUMBERS_CHANGED:
    default:
      return TRUE;
    }
}

static gboolean
round_folder (SyncSession *session, const SyncFolderEntry *entry, const SyncRoundOptions *options,
              GPtrArray *reports, GCancellable *cancellable, GError **error)
{
  SyncReport *report = g_new0 (SyncReport, 1);
  SyncNotes *notes = sync_session_get_setup (session)->notes;
  SyncFolderOptions folder_options = { .interrupt = options->interrupt,
                                       .progress = options->progress,
                                       .progress_data = options->progress_data };
  SyncPrefetchOptions bodies_options
      = { options->bodies, options->interrupt, options->progress, options->progress_data };
  gboolean ok = TRUE;

  report->folder_id = entry->folder->id;
  report->path = g_strdup (entry->folder->display);
  if (entry->numbers == SYNC_NUMBERS_DOUBTFUL
      && sync_notes_is_due (notes, entry->folder->id, SYNC_LOOK_ALL, DOUBT_EVERY_US))
    {
      folder_options.distrust = TRUE;
      sync_notes_looked (notes, entry->folder->id, SYNC_LOOK_ALL);
    }
  if (needs_look (session, entry, options))
    ok = sync_folder_run (session, entry->folder->id, &folder_options, report, cancellable, &report->error);
  if (ok)
    ok = sync_prefetch_folder (session, entry->folder->id, &bodies_options, report, cancellable,
                               &report->error);
  if (!ok && sync_round_ends (session, report->error))
    {
      g_propagate_error (error, g_error_copy (report->error));
    }
  else if (!ok)
    {
      g_info ("%s: %s", report->path, report->error->message);
      ok = TRUE;
    }
  if (reports != NULL)
    g_ptr_array_add (reports, report);
  else
    sync_report_free (report);
  return ok;
}

static gint
compare_entries (gconstpointer a, gconstpointer b)
{
  static const gint rank[] = { 9, 9, 0, 2, 1, 3, 6, 5, 8, 7, 4 };
  const StoreFolder *fa = (*(SyncFolderEntry *const *) a)->folder;
  const StoreFolder *fb = (*(SyncFolderEntry *const *) b)->folder;
  gint ra = fa->role < G_N_ELEMENTS (rank) ? rank[fa->role] : 9;
  gint rb = fb->role < G_N_ELEMENTS (rank) ? rank[fb->role] : 9;

  return ra != rb ? ra - rb : g_strcmp0 (fa->display, fb->display);
}

/* Journal and outbox: what is ours goes first. A refusal is no reason not to look at the mail. */
static gboolean
send_ours (SyncSession *session, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) file_error = NULL;

  if (!sync_journal_replay (session, cancellable, error))
    return FALSE;
  if (sync_filing_run (session, cancellable, &file_error))
    return TRUE;
  if (sync_round_ends (session, file_error))
    {
      g_propagate_error (error, g_steal_pointer (&file_error));
      return FALSE;
    }
  g_warning ("a sent message could not be filed: %s", file_error->message);
  return TRUE;
}

/**
 * sync_round_run:
 * @reports: (nullable): a SyncReport of each folder is added
 *
 * Blocks. Returns: %FALSE when the round ended early, or when the one folder asked for does not exist.
 */
gboolean
sync_round_run (SyncSession *session, const SyncRoundOptions *options, GPtrArray *reports,
                GCancellable *cancellable, GError **error)
{
  Store *store = sync_session_get_setup (session)->store;
  g_autoptr (GPtrArray) entries = NULL;
  guint n = 0;

  /* Folders made or renamed here must be so there before the list is believed. */
  if (!sync_journal_replay (session, cancellable, error))
    return FALSE;
  entries = sync_folders_run (session, cancellable, error);
  if (entries == NULL || !send_ours (session, cancellable, error))
    return FALSE;
  g_ptr_array_sort (entries, compare_entries);
  for (guint i = 0; i < entries->len; i++)
    {
      SyncFolderEntry *entry = entries->pdata[i];

      if (!is_wanted (session, entry, options))
        continue;
      n++;
      if (!ask_numbers (session, entry, cancellable, error))
        return FALSE;
      if (!needs_look (session, entry, options) && !options->every_folder && options->bodies == 0)
        continue;
      if (!round_folder (session, entry, options, reports, cancellable, error))
        return FALSE;
      if (options->interrupt != NULL && base_wake_is_set (options->interrupt))
        break;
    }
  if (options->folder != NULL && n == 0)
    {
      g_set_error (error, SYNC_ERROR, SYNC_ERROR_NO_FOLDER, "the account has no folder %s", options->folder);
      return FALSE;
    }
  return store_collect_garbage (store, sync_steady_cutoff (store, KEEP_LOST_S), error);
}

/* Only our own news: files what was just sent and looks at the folders it concerns. Blocks. */
gboolean
sync_round_news (SyncSession *session, GCancellable *cancellable, GError **error)
{
  SyncSetup *setup = sync_session_get_setup (session);
  SyncFolderOptions options = { 0 };
  SyncReport report = { 0 };
  g_autoptr (StoreFolder) sent = NULL;
  g_autoptr (GError) folder_error = NULL;

  if (!send_ours (session, cancellable, error))
    return FALSE;
  sent = store_folder_get_by_role (setup->store, setup->account_id, STORE_ROLE_SENT, NULL);
  if (sent == NULL || sync_folder_run (session, sent->id, &options, &report, cancellable, &folder_error))
    return TRUE;
  if (!sync_round_ends (session, folder_error))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&folder_error));
  return FALSE;
}
