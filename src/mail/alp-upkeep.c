/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-upkeep.c: looking after a profile, for the page about storage and for alpenpost-cli
 *
 * Main thread; what is done is the store's (store-upkeep.h), on the upkeep worker, one after the other. */

#include "alp-upkeep-job.h"

#include "alp-engine-private.h"
#include "base-clock.h"
#include "sync-index.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define DAY_S (24 * 3600)

/* Takes over @job; NULL: the engine was stopped, and the call ends at once. */
static void
run (AlpEngine *engine, gpointer tag, BaseWorkerFunc func, AlpUpkeepJob *job, GDestroyNotify result_free,
     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  if (job == NULL)
    alp_job_fail (engine, tag, cancellable, callback, user_data, alp_engine_new_stopped_error ());
  else
    alp_job_run (engine, tag, alp_engine_get_upkeep (engine), BASE_PRIORITY_INTERACTIVE, func, job,
                 alp_upkeep_job_free, result_free, cancellable, callback, user_data);
}

/* ---- storage ---- */

static void
storage_account_free (gpointer data)
{
  AlpStorageAccount *self = data;

  g_free (self->email);
  g_free (self);
}

void
alp_storage_free (AlpStorage *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->accounts);
  g_free (self);
}

/* Bytes of the regular files of one folder. */
static guint64
folder_size (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint64 bytes = 0;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      GStatBuf info;

      if (g_lstat (file, &info) == 0 && S_ISREG (info.st_mode))
        bytes += (guint64) info.st_size;
    }
  return bytes;
}

static gboolean
add_accounts (AlpStorage *storage, Store *store, GError **error)
{
  g_autoptr (GArray) shares = store_storage_get_accounts (store, error);

  if (shares == NULL)
    return FALSE;
  for (guint i = 0; i < shares->len; i++)
    {
      const StoreAccountStorage *share = &g_array_index (shares, StoreAccountStorage, i);
      g_autoptr (StoreAccount) account = store_account_get (store, share->account_id, error);
      AlpStorageAccount *one;

      if (account == NULL)
        return FALSE;
      one = g_new0 (AlpStorageAccount, 1);
      one->account_id = share->account_id;
      one->email = g_strdup (account->email);
      one->messages = share->messages;
      one->kept = share->n_local_mail;
      one->kept_bytes = share->local_mail;
      /* what is kept here for good has a second copy for reading, which is not the server's */
      one->bodies = share->n_bodies;
      one->body_bytes = share->bodies;
      one->waiting = share->unsent + share->unfinished;
      g_ptr_array_add (storage->accounts, one);
    }
  return TRUE;
}

static gpointer
storage_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  AlpUpkeepJob *job = argument;
  g_autoptr (AlpStorage) self = g_new0 (AlpStorage, 1);
  StoreStorage s;

  self->accounts = g_ptr_array_new_with_free_func (storage_account_free);
  if (!store_storage_get (job->store, &s, error) || !add_accounts (self, job->store, error))
    return NULL;
  self->bodies = s.bodies;
  self->n_bodies = s.n_bodies;
  self->index = s.index;
  self->lists = s.mail;
  self->kept = s.local_mail;
  self->n_kept = s.n_local_mail;
  self->drafts = s.drafts;
  self->attachments = folder_size (job->attachments);
  self->outbox = s.outbox;
  self->journal = s.journal;
  self->settings = s.local;
  self->backups = s.backups;
  self->set_aside = s.set_aside;
  self->total = self->bodies + self->index + self->lists + self->kept + self->drafts + self->attachments
                + self->outbox + self->journal + self->settings + self->backups + self->set_aside;
  return g_steal_pointer (&self);
}

void
alp_upkeep_load_storage_async (AlpEngine *engine, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (engine));

  run (engine, alp_upkeep_load_storage_async, storage_job, alp_upkeep_job_new (engine, NULL, NULL),
       (GDestroyNotify) alp_storage_free, cancellable, callback, user_data);
}

AlpStorage *
alp_upkeep_load_storage_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_upkeep_load_storage_async, result, error);
}

/* ---- checks ---- */

void
alp_check_report_free (AlpCheckReport *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_free (self->recovered);
  g_free (self);
}

/* Damaged pages are beyond store_repair (): mail.db is set aside and filled again at the next start. */
static gboolean
repair (AlpUpkeepJob *job, GPtrArray *problems, GCancellable *cancellable, GError **error)
{
  gboolean index = FALSE;

  for (guint i = 0; i < problems->len; i++)
    index |= g_str_has_prefix (g_ptr_array_index (problems, i), "search index")
             || g_str_has_prefix (g_ptr_array_index (problems, i), "messages missing in the search index");
  return store_repair (job->store, error)
         && (!index
             || sync_index_rebuild (job->sync, TRUE, alp_upkeep_meter_set, job->meter, cancellable, error));
}

/* Who has everything repaired knows what happened. */
static AlpCheckReport *
finish_check (AlpUpkeepJob *job, AlpCheckReport *report)
{
  if ((job->flags & ALP_CHECK_REPAIR) != 0 && report->problems->len == 0 && report->recovered != NULL)
    store_setting_set (job->store, "recovered-from", NULL, NULL);
  return report;
}

static gpointer
check_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  AlpUpkeepJob *job = argument;
  gboolean hashes = (job->flags & ALP_CHECK_BODIES) != 0;
  g_autoptr (AlpCheckReport) report = g_new0 (AlpCheckReport, 1);
  guint before;

  report->recovered = store_setting_get (job->store, "recovered-from");
  report->problems
      = store_check_deep (job->store, hashes, alp_upkeep_meter_set, job->meter, cancellable, error);
  if (report->problems == NULL)
    return NULL;
  before = report->problems->len;
  if (before == 0 || (job->flags & ALP_CHECK_REPAIR) == 0)
    return finish_check (job, g_steal_pointer (&report));
  if (!repair (job, report->problems, cancellable, error))
    return NULL;
  g_clear_pointer (&report->problems, g_ptr_array_unref);
  report->problems
      = store_check_deep (job->store, hashes, alp_upkeep_meter_set, job->meter, cancellable, error);
  if (report->problems == NULL)
    return NULL;
  report->repaired = before - MIN (before, report->problems->len);
  return finish_check (job, g_steal_pointer (&report));
}

void
alp_upkeep_check_async (AlpEngine *engine, AlpCheckFlags flags, AlpProgressFunc progress,
                        gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  AlpUpkeepJob *job;

  g_return_if_fail (ALP_IS_ENGINE (engine));

  job = alp_upkeep_job_new (engine, progress, progress_data);
  if (job != NULL)
    job->flags = flags;
  run (engine, alp_upkeep_check_async, check_job, job, (GDestroyNotify) alp_check_report_free, cancellable,
       callback, user_data);
}

AlpCheckReport *
alp_upkeep_check_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_upkeep_check_async, result, error);
}

/* ---- clearing ---- */

static gpointer
clear_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  AlpUpkeepJob *job = argument;
  const AlpClearing *c = &job->clearing;
  StoreClearing clearing = { c->account_id, G_MAXINT64, c->larger_than };
  AlpCleared *cleared = g_new0 (AlpCleared, 1);
  guint swept = 0;
  guint64 swept_bytes = 0;
  gboolean ok;

  if (c->older_than_days > 0)
    clearing.received_before = base_clock_now_unix () - (gint64) c->older_than_days * DAY_S;
  ok = (c->sweep_only || store_bodies_clear (job->store, &clearing, &cleared->files, &cleared->bytes, error))
       && store_sweep (job->store, &swept, &swept_bytes, error) && alp_upkeep_sweep_attachments (job, error);
  cleared->files += swept;
  cleared->bytes += swept_bytes;
  if (ok)
    return cleared;
  g_free (cleared);
  return NULL;
}

void
alp_upkeep_clear_async (AlpEngine *engine, const AlpClearing *clearing, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  AlpUpkeepJob *job;

  g_return_if_fail (ALP_IS_ENGINE (engine));

  job = alp_upkeep_job_new (engine, NULL, NULL);
  if (job != NULL)
    job->clearing = *clearing;
  run (engine, alp_upkeep_clear_async, clear_job, job, g_free, cancellable, callback, user_data);
}

gboolean
alp_upkeep_clear_finish (AlpEngine *engine, GAsyncResult *result, AlpCleared *cleared, GError **error)
{
  g_autofree AlpCleared *done = alp_job_finish (engine, alp_upkeep_clear_async, result, error);

  if (done != NULL && cleared != NULL)
    *cleared = *done;
  return done != NULL;
}

/* ---- rebuilding, compacting ---- */

static gpointer
index_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  AlpUpkeepJob *job = argument;

  return sync_index_rebuild (job->sync, TRUE, alp_upkeep_meter_set, job->meter, cancellable, error)
             ? ALP_JOB_DONE
             : NULL;
}

void
alp_upkeep_rebuild_index_async (AlpEngine *engine, AlpProgressFunc progress, gpointer progress_data,
                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (engine));

  run (engine, alp_upkeep_finish, index_job, alp_upkeep_job_new (engine, progress, progress_data), NULL,
       cancellable, callback, user_data);
}

static gpointer
rebuild_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  AlpUpkeepJob *job = argument;
  gboolean ok;

  if (job->folder_id == 0)
    ok = store_account_rebuild (job->store, job->account_id, error);
  else
    {
      ok = store_begin (job->store, STORE_PRIORITY_INTERACTIVE, error);
      if (ok && store_folder_reset (job->store, job->folder_id, 0, error)
          && store_folder_set_sync_state (job->store, job->folder_id, 0, 0, 0, 0, 0, error))
        ok = store_commit (job->store, error);
      else if (ok)
        {
          store_rollback (job->store);
          ok = FALSE;
        }
    }
  if (ok)
    sync_engine_refresh (job->sync, job->account_id);
  return ok ? ALP_JOB_DONE : NULL;
}

void
alp_upkeep_rebuild_account_async (AlpEngine *engine, AlpAccount *account, AlpFolder *folder,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  AlpUpkeepJob *job;

  g_return_if_fail (ALP_IS_ENGINE (engine));
  g_return_if_fail (ALP_IS_ACCOUNT (account));

  job = alp_upkeep_job_new (engine, NULL, NULL);
  if (job != NULL)
    {
      job->account_id = alp_account_get_id (account);
      job->folder_id = folder != NULL ? alp_folder_get_id (folder) : 0;
    }
  run (engine, alp_upkeep_finish, rebuild_job, job, NULL, cancellable, callback, user_data);
}

static gpointer
compact_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  AlpUpkeepJob *job = argument;

  return store_compact (job->store, cancellable, error) ? ALP_JOB_DONE : NULL;
}

void
alp_upkeep_compact_async (AlpEngine *engine, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (engine));

  run (engine, alp_upkeep_finish, compact_job, alp_upkeep_job_new (engine, NULL, NULL), NULL, cancellable,
       callback, user_data);
}

gboolean
alp_upkeep_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_upkeep_finish, result, error) != NULL;
}

/* ---- what opening found ---- */

char *
alp_upkeep_dup_notice (AlpEngine *engine)
{
  SyncEngine *sync;
  Store *store;
  g_autofree char *aside = NULL;

  g_return_val_if_fail (ALP_IS_ENGINE (engine), NULL);

  sync = alp_engine_get_sync (engine);
  if (sync == NULL)
    return NULL;
  store = sync_engine_get_store (sync);
  aside = store_setting_get (store, "recovered-from");
  if (aside != NULL)
    /* Translators: %s is a file name */
    return g_strdup_printf (
        _ ("The database of this profile was damaged. What could be read of it was saved; please look "
           "at your drafts and your outbox. The damaged one is kept as %s."),
        aside);
  if (store_was_rebuilt (store))
    return g_strdup (
        _ ("The list of your mail was damaged and is fetched again from the server. Nothing you wrote is "
           "lost."));
  return NULL;
}

static gpointer
forget_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  AlpUpkeepJob *job = argument;

  store_setting_set (job->store, "recovered-from", NULL, NULL);
  return ALP_JOB_DONE;
}

void
alp_upkeep_forget_recovery (AlpEngine *engine)
{
  AlpUpkeepJob *job;

  g_return_if_fail (ALP_IS_ENGINE (engine));

  job = alp_upkeep_job_new (engine, NULL, NULL);
  if (job != NULL)
    base_worker_post (alp_engine_get_upkeep (engine), BASE_PRIORITY_NORMAL, forget_job, job,
                      alp_upkeep_job_free);
}
