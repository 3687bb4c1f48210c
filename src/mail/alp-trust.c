/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-trust.c: whom a person trusts with what, asked and kept on a worker. */

#include "alp-trust.h"

#include "alp-engine-private.h"

typedef struct
{
  Store *store;
  StoreTrust kind;
  gint64 account_id;
  char *name;
} TrustJob;

static void
trust_job_free (gpointer data)
{
  TrustJob *job = data;

  g_free (job->name);
  g_free (job);
}

static gpointer
add_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  TrustJob *job = argument;

  return store_trust_add (job->store, job->kind, job->account_id, job->name, error) ? ALP_JOB_DONE : NULL;
}

static gpointer
ask_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  TrustJob *job = argument;

  if (store_trust_has (job->store, job->kind, job->account_id, job->name))
    return ALP_JOB_DONE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "not trusted");
  return NULL;
}

static void
run (AlpEngine *self, gpointer tag, BaseWorkerFunc func, AlpTrust kind, gint64 account_id, const char *name,
     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  SyncEngine *sync = alp_engine_get_sync (self);
  TrustJob *job;

  if (sync == NULL || name == NULL || *name == '\0')
    {
      alp_job_fail (self, tag, cancellable, callback, user_data, alp_engine_new_stopped_error ());
      return;
    }
  job = g_new0 (TrustJob, 1);
  job->store = sync_engine_get_store (sync);
  job->kind = (StoreTrust) kind;
  job->account_id = account_id;
  job->name = g_utf8_strdown (name, -1);
  alp_job_run (self, tag, alp_engine_get_actor (self), BASE_PRIORITY_INTERACTIVE, func, job, trust_job_free,
               NULL, cancellable, callback, user_data);
}

void
alp_engine_trust_async (AlpEngine *self, AlpTrust kind, gint64 account_id, const char *name,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (self));

  run (self, alp_engine_trust_async, add_job, kind, account_id, name, NULL, callback, user_data);
}

gboolean
alp_engine_trust_finish (AlpEngine *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_engine_trust_async, result, error) != NULL;
}

void
alp_engine_is_trusted_async (AlpEngine *self, AlpTrust kind, gint64 account_id, const char *email,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (self));

  run (self, alp_engine_is_trusted_async, ask_job, kind, account_id, email, cancellable, callback, user_data);
}

gboolean
alp_engine_is_trusted_finish (AlpEngine *self, GAsyncResult *result)
{
  return alp_job_finish (self, alp_engine_is_trusted_async, result, NULL) != NULL;
}
