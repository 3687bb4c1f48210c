/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-round.c: one whole round over an account, and the rest in IDLE between two
 *
 * The order: what the person did goes out first (journal), then what was sent is filed, then the folder list, then each
 * folder, inbox first. A folder that fails does not stop the others; a connection that fails stops the round. */

#include "sync-round.h"

#include "base-clock.h"
#include "sync-body.h"
#include "sync-error.h"
#include "sync-filing.h"
#include "sync-folder.h"
#include "sync-folders.h"
#include "sync-journal.h"

#define BODIES_AT_ONCE 200
#define KEEP_LOST_S (30 * 24 * 3600)      /* a message in no folder is kept so long (data-safety D-18) */
#define IDLE_US (9 * 60 * G_USEC_PER_SEC) /* sooner than NAT tables forget (I-21) */

/* Whether the connection is of no use after @error, so the round ends. */
static gboolean
ends_round (SyncSession *session, const GError *error)
{
  return error->domain == G_IO_ERROR || error->domain == NET_ERROR || error->domain == STORE_ERROR
         || imap_session_is_broken (sync_session_get_imap (session));
}

static gboolean
is_wanted (const SyncFolderEntry *entry, const SyncRoundOptions *options)
{
  const StoreFolder *folder = entry->folder;

  if (!folder->selectable)
    return FALSE;
  if (options->folder != NULL)
    return g_str_equal (options->folder, folder->display) || g_str_equal (options->folder, folder->path)
           || (folder->role == STORE_ROLE_INBOX && g_ascii_strcasecmp (options->folder, "INBOX") == 0);
  return TRUE;
}

static gboolean
bring_bodies (SyncSession *session, gint64 folder_id, const SyncRoundOptions *options, SyncReport *report,
              GCancellable *cancellable, GError **error)
{
  gboolean more = options->bodies != 0;

  while (more)
    if (!sync_body_prefetch (session, folder_id, options->bodies, BODIES_AT_ONCE, options->interrupt, &more,
                             report, cancellable, error))
      return FALSE;
  return TRUE;
}

static gboolean
round_folder (SyncSession *session, const SyncFolderEntry *entry, const SyncRoundOptions *options,
              GPtrArray *reports, GCancellable *cancellable, GError **error)
{
  SyncReport *report = g_new0 (SyncReport, 1);
  SyncFolderOptions folder_options = { options->interrupt, options->progress, options->progress_data };
  gboolean ok = TRUE;

  report->folder_id = entry->folder->id;
  report->path = g_strdup (entry->folder->display);
  if (!entry->unchanged)
    ok = sync_folder_run (session, entry->folder->id, &folder_options, report, cancellable, &report->error);
  if (ok)
    ok = bring_bodies (session, entry->folder->id, options, report, cancellable, &report->error);
  if (!ok && ends_round (session, report->error))
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
  if (ends_round (session, file_error))
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
  g_autoptr (GPtrArray) entries = sync_folders_run (session, cancellable, error);
  guint n = 0;

  if (entries == NULL || !send_ours (session, cancellable, error))
    return FALSE;
  g_ptr_array_sort (entries, compare_entries);
  for (guint i = 0; i < entries->len; i++)
    {
      SyncFolderEntry *entry = entries->pdata[i];

      if (!is_wanted (entry, options))
        continue;
      n++;
      if (entry->unchanged && !options->every_folder)
        continue;
      if (options->every_folder)
        entry->unchanged = FALSE;
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
  return store_collect_garbage (store, base_clock_now_unix () - KEEP_LOST_S, error);
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
  if (!ends_round (session, folder_error))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&folder_error));
  return FALSE;
}

/**
 * sync_round_rest:
 * @until_monotonic_us: when the next round is due
 *
 * Keeps the inbox selected and in agreement until the server says something (then it is taken over), @wake is set or
 * the time has come. Blocks.
 */
gboolean
sync_round_rest (SyncSession *session, gint64 until_monotonic_us, BaseWake *wake, GCancellable *cancellable,
                 GError **error)
{
  SyncSetup *setup = sync_session_get_setup (session);
  SyncFolderOptions options = { .interrupt = wake };
  SyncReport report = { 0 };
  g_autoptr (StoreFolder) inbox
      = store_folder_get_by_role (setup->store, setup->account_id, STORE_ROLE_INBOX, error);
  gint64 until = MIN (until_monotonic_us, base_clock_monotonic_us () + IDLE_US);

  if (inbox == NULL)
    return FALSE;
  if (sync_session_get_folder (session) != inbox->id || inbox->low_uid != 1
      || sync_session_take_news (session))
    return sync_folder_run (session, inbox->id, &options, &report, cancellable, error);
  switch (imap_session_idle (sync_session_get_imap (session), until, wake, cancellable, error))
    {
    case IMAP_IDLE_FAILED:
      return FALSE;
    case IMAP_IDLE_NEWS:
      return sync_folder_run (session, inbox->id, &options, &report, cancellable, error);
    case IMAP_IDLE_WAKE:
    case IMAP_IDLE_DEADLINE:
    default:
      return TRUE;
    }
}
