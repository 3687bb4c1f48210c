/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-upkeep-job.c: what upkeep jobs share: arguments, progress back to the main thread, and what runs by itself after the start
 *
 * The meter's numbers come from the worker; the main thread hears of them ten times a second at most. Both sides hold a reference. */

#include "alp-upkeep-job.h"

#include "alp-draft-files.h"
#include "alp-engine-private.h"
#include "sync-index.h"

#define METER_EVERY_US (G_USEC_PER_SEC / 10)

struct _AlpUpkeepMeter
{
  gatomicrefcount references;
  AlpProgressFunc func;
  gpointer data;
  gint64 told; /* monotonic; the worker's */
};

typedef struct
{
  AlpUpkeepMeter *meter;
  gint64 done;
  gint64 total;
} Tick;

static void
meter_unref (AlpUpkeepMeter *self)
{
  if (g_atomic_ref_count_dec (&self->references))
    g_free (self);
}

static void
tick_free (gpointer data)
{
  Tick *tick = data;

  meter_unref (tick->meter);
  g_free (tick);
}

static gboolean
on_tick (gpointer data)
{
  const Tick *tick = data;

  tick->meter->func (tick->done, tick->total, tick->meter->data);
  return G_SOURCE_REMOVE;
}

gboolean
alp_upkeep_meter_set (gint64 done, gint64 total, gpointer data)
{
  AlpUpkeepMeter *self = data;
  gint64 now = g_get_monotonic_time ();
  Tick *tick;

  if (self->func == NULL || now - self->told < METER_EVERY_US)
    return TRUE;
  self->told = now;
  tick = g_new (Tick, 1);
  g_atomic_ref_count_inc (&self->references);
  *tick = (Tick) { self, done, total };
  /* the same context and priority as the job's end, so it comes before that */
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, on_tick, tick, tick_free);
  return TRUE;
}

AlpUpkeepJob *
alp_upkeep_job_new (AlpEngine *engine, AlpProgressFunc progress, gpointer progress_data)
{
  SyncEngine *sync = alp_engine_get_sync (engine);
  AlpUpkeepJob *job;

  if (sync == NULL)
    return NULL;
  job = g_new0 (AlpUpkeepJob, 1);
  job->sync = sync;
  job->store = sync_engine_get_store (sync);
  job->attachments = g_build_filename (alp_engine_get_profile (engine), "attachments", NULL);
  job->meter = g_new0 (AlpUpkeepMeter, 1);
  g_atomic_ref_count_init (&job->meter->references);
  job->meter->func = progress;
  job->meter->data = progress_data;
  return job;
}

void
alp_upkeep_job_free (gpointer data)
{
  AlpUpkeepJob *job = data;

  meter_unref (job->meter);
  g_free (job->attachments);
  g_free (job);
}

gboolean
alp_upkeep_sweep_attachments (AlpUpkeepJob *job, GError **error)
{
  g_autoptr (GHashTable) hashes = NULL;

  if (!g_file_test (job->attachments, G_FILE_TEST_IS_DIR))
    return TRUE;
  hashes = store_local_collect_hashes (job->store, error);
  if (hashes == NULL)
    return FALSE;
  alp_stash_sweep (job->attachments, hashes);
  return TRUE;
}

/* ---- by itself ---- */

static gpointer
begin_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  AlpUpkeepJob *job = argument;
  g_autoptr (GError) problem = NULL;

  if (!alp_upkeep_sweep_attachments (job, &problem))
    g_info ("copies of files were not swept: %s", problem->message);
  g_clear_error (&problem);
  if (!sync_index_rebuild (job->sync, FALSE, NULL, NULL, cancellable, &problem) && problem != NULL)
    g_info ("the search index is not complete: %s", problem->message);
  return ALP_JOB_DONE;
}

void
alp_upkeep_begin (AlpEngine *engine)
{
  AlpUpkeepJob *job = alp_upkeep_job_new (engine, NULL, NULL);

  if (job != NULL)
    base_worker_post (alp_engine_get_upkeep (engine), BASE_PRIORITY_BACKGROUND, begin_job, job,
                      alp_upkeep_job_free);
}
