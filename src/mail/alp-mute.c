/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-mute.c: conversations nobody wants to hear of
 *
 * Main thread; written on the actor. */

#include "alp-mute.h"

#include "alp-engine-private.h"

typedef struct
{
  Store *store;
  GArray *ids; /* of messages */
  gboolean muted;
} MuteJob;

static void
mute_job_free (gpointer data)
{
  MuteJob *job = data;

  g_array_unref (job->ids);
  g_free (job);
}

/* All or none. */
static gpointer
mute_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  MuteJob *job = argument;
  gboolean ok = store_begin (job->store, STORE_PRIORITY_INTERACTIVE, error);

  if (!ok)
    return NULL;
  for (guint i = 0; ok && i < job->ids->len; i++)
    {
      g_autoptr (StoreMessage) message
          = store_message_get (job->store, g_array_index (job->ids, gint64, i), error);

      ok = message != NULL && store_thread_set_muted (job->store, message->thread_id, job->muted, error);
    }
  if (ok)
    return store_commit (job->store, error) ? ALP_JOB_DONE : NULL;
  store_rollback (job->store);
  return NULL;
}

void
alp_engine_mute_async (AlpEngine *engine, const gint64 *message_ids, gsize n, gboolean muted,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  SyncEngine *sync;
  MuteJob *job;

  g_return_if_fail (ALP_IS_ENGINE (engine));

  sync = alp_engine_get_sync (engine);
  if (sync == NULL)
    {
      alp_job_fail (engine, alp_engine_mute_async, cancellable, callback, user_data,
                    alp_engine_new_stopped_error ());
      return;
    }
  job = g_new0 (MuteJob, 1);
  job->store = sync_engine_get_store (sync);
  job->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (n > 0)
    g_array_append_vals (job->ids, message_ids, (guint) n);
  job->muted = muted;
  alp_job_run (engine, alp_engine_mute_async, alp_engine_get_actor (engine), BASE_PRIORITY_INTERACTIVE,
               mute_job, job, mute_job_free, NULL, cancellable, callback, user_data);
}

gboolean
alp_engine_mute_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_engine_mute_async, result, error) != NULL;
}
