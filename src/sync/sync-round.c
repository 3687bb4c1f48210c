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
#include "sync-quota.h"

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

typedef struct
{
  SyncFolderEntry *entry;
  ImapRequest *request;
  ImapStatus *status; /* nullable: not answered, or with nothing */
} Asked;

/* Where the list did not tell, STATUS is cheaper than a look at the folder, and many of them are one round trip. A folder that is
 * selected is looked at: its STATUS may be old (RFC 9051 6.3.11). */
static gboolean
is_worth_asking (SyncSession *session, const SyncFolderEntry *entry, const SyncRoundOptions *options)
{
  return is_wanted (session, entry, options) && !entry->listed && entry->folder->low_uid == SYNC_COMPLETE
         && entry->folder->id != sync_session_get_folder (session);
}

static GArray *
begin_asking (SyncSession *session, GPtrArray *entries, guint from, guint to, const SyncRoundOptions *options,
              GCancellable *cancellable)
{
  GArray *all = g_array_sized_new (FALSE, TRUE, sizeof (Asked), to - from + 1);

  for (guint i = from; i < to; i++)
    {
      Asked asked = { .entry = entries->pdata[i] };

      if (is_worth_asking (session, asked.entry, options))
        g_array_append_val (all, asked);
    }
  for (guint i = 0; i < all->len; i++) /* the answers go to where they are now */
    {
      Asked *asked = &g_array_index (all, Asked, i);

      asked->request
          = imap_session_begin_status (sync_session_get_imap (session), asked->entry->folder->path,
                                       IMAP_STATUS_MESSAGES | IMAP_STATUS_UIDNEXT | IMAP_STATUS_UIDVALIDITY
                                           | IMAP_STATUS_UNSEEN | IMAP_STATUS_HIGHESTMODSEQ,
                                       &asked->status, cancellable);
    }
  return all;
}

/* Asks for the numbers of entries @from to @to. FALSE: the connection failed. */
static gboolean
ask_numbers (SyncSession *session, GPtrArray *entries, guint from, guint to, const SyncRoundOptions *options,
             GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) all = begin_asking (session, entries, from, to, options, cancellable);
  g_autoptr (GError) failure = NULL;

  for (guint i = 0; i < all->len; i++)
    {
      Asked *asked = &g_array_index (all, Asked, i);
      g_autoptr (GError) local = NULL;

      if (imap_session_finish (sync_session_get_imap (session), asked->request, cancellable, &local)
          && asked->status != NULL)
        sync_folders_judge (session, asked->entry, asked->status);
      else if (local != NULL && failure == NULL && sync_round_ends (session, local))
        failure = g_steal_pointer (&local);
      g_clear_pointer (&asked->status, imap_status_free);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
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
  sync_quota_run (session, cancellable);
  g_ptr_array_sort (entries, compare_entries);
  for (guint i = 0; i < entries->len; i++)
    {
      SyncFolderEntry *entry = entries->pdata[i];

      /* the inbox by itself: nobody waits for the numbers of the others to see its news */
      if (i < 2 && !ask_numbers (session, entries, i, i == 0 ? 1 : entries->len, options, cancellable, error))
        return FALSE;
      if (!is_wanted (session, entry, options))
        continue;
      n++;
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
