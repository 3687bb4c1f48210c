/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-engine-service.c: what programs ask of a profile: the outbox, finished messages, one whole round, checks
 *
 * Main thread. Rounds and checks wait for the network and run on the setup worker, the rest on the actor. */

#include "alp-engine-private.h"

#include "alp-account-private.h"
#include "alp-outbox-private.h"
#include "alp-prepare.h"

/* Ends the call when the engine was stopped. Returns: whether it goes on. */
static gboolean
is_running (AlpEngine *self, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  if (alp_engine_get_sync (self) != NULL)
    return TRUE;
  alp_job_fail (self, tag, cancellable, callback, user_data, alp_engine_new_stopped_error ());
  return FALSE;
}

/* ---- outbox ---- */

static gpointer
outbox_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) records = store_outbox_list (argument, 0, TRUE, error);
  GPtrArray *items;

  if (records == NULL)
    return NULL;
  items = g_ptr_array_new_with_free_func ((GDestroyNotify) alp_outbox_item_free);
  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (items, alp_outbox_item_new (g_ptr_array_index (records, i)));
  return items;
}

void
alp_engine_load_outbox_async (AlpEngine *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (self));

  if (is_running (self, alp_engine_load_outbox_async, cancellable, callback, user_data))
    alp_job_run (self, alp_engine_load_outbox_async, alp_engine_get_actor (self), BASE_PRIORITY_NORMAL,
                 outbox_job, sync_engine_get_store (alp_engine_get_sync (self)), NULL,
                 (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

GPtrArray *
alp_engine_load_outbox_finish (AlpEngine *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_engine_load_outbox_async, result, error);
}

/* ---- finished messages ---- */

typedef struct
{
  SyncEngine *sync;
  gint64 account_id;
  char *from;
  GBytes *message;
} SendJob;

static void
send_job_free (gpointer data)
{
  SendJob *job = data;

  g_free (job->from);
  g_bytes_unref (job->message);
  g_free (job);
}

static gpointer
send_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  SendJob *job = argument;
  g_autoptr (AlpPrepared) prepared = alp_prepare_message (job->message, job->from, error);

  if (prepared == NULL)
    return NULL;
  return sync_engine_send (job->sync, job->account_id, job->from, (const char *const *) prepared->recipients,
                           prepared->message, 0, error)
                 != 0
             ? ALP_JOB_DONE
             : NULL;
}

void
alp_engine_send_bytes_async (AlpEngine *self, AlpAccount *account, GBytes *message, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  SendJob *job;

  g_return_if_fail (ALP_IS_ENGINE (self));
  g_return_if_fail (ALP_IS_ACCOUNT (account));

  if (!is_running (self, alp_engine_send_bytes_async, cancellable, callback, user_data))
    return;
  job = g_new0 (SendJob, 1);
  job->sync = alp_engine_get_sync (self);
  job->account_id = alp_account_get_id (account);
  job->from = g_strdup (alp_account_get_email (account));
  job->message = g_bytes_ref (message);
  alp_job_run (self, alp_engine_send_bytes_async, alp_engine_get_actor (self), BASE_PRIORITY_INTERACTIVE,
               send_job, job, send_job_free, NULL, cancellable, callback, user_data);
}

gboolean
alp_engine_send_bytes_finish (AlpEngine *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_engine_send_bytes_async, result, error) != NULL;
}

/* ---- one round ---- */

void
alp_sync_report_free (AlpSyncReport *self)
{
  g_free (self->folder);
  g_clear_error (&self->error);
  g_free (self);
}

typedef struct
{
  SyncEngine *sync;
  gint64 account_id;
  char *folder;
  AlpBodies bodies;
} RoundJob;

static void
round_job_free (gpointer data)
{
  RoundJob *job = data;

  g_free (job->folder);
  g_free (job);
}

typedef struct
{
  GPtrArray *reports; /* (element-type AlpSyncReport) */
  GError *error;      /* nullable */
} Round;

static void
round_free (gpointer data)
{
  Round *round = data;

  g_clear_pointer (&round->reports, g_ptr_array_unref);
  g_clear_error (&round->error);
  g_free (round);
}

static AlpSyncReport *
report_new (gint64 account_id, const SyncReport *record)
{
  AlpSyncReport *self = g_new0 (AlpSyncReport, 1);

  self->account_id = account_id;
  self->folder = g_strdup (record->path);
  self->added = record->added;
  self->changed = record->changed;
  self->vanished = record->vanished;
  self->bytes = record->bytes;
  self->seconds = record->seconds;
  self->error = record->error != NULL ? alp_error_from (record->error) : NULL;
  return self;
}

static gpointer
round_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  RoundJob *job = argument;
  Round *round = g_new0 (Round, 1);
  g_autoptr (GPtrArray) records = NULL;

  sync_engine_sync_once (job->sync, job->account_id, job->folder, (SyncBodies) job->bodies, NULL, NULL,
                         &records, cancellable, &round->error);
  alp_error_translate (&round->error);
  round->reports = g_ptr_array_new_with_free_func ((GDestroyNotify) alp_sync_report_free);
  for (guint i = 0; records != NULL && i < records->len; i++)
    g_ptr_array_add (round->reports, report_new (job->account_id, g_ptr_array_index (records, i)));
  return round;
}

void
alp_engine_sync_once_async (AlpEngine *self, AlpAccount *account, const char *folder, AlpBodies bodies,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  RoundJob *job;

  g_return_if_fail (ALP_IS_ENGINE (self));
  g_return_if_fail (ALP_IS_ACCOUNT (account));

  if (!is_running (self, alp_engine_sync_once_async, cancellable, callback, user_data))
    return;
  job = g_new0 (RoundJob, 1);
  job->sync = alp_engine_get_sync (self);
  job->account_id = alp_account_get_id (account);
  job->folder = g_strdup (folder);
  job->bodies = bodies;
  alp_job_run (self, alp_engine_sync_once_async, alp_engine_get_setup (self), BASE_PRIORITY_NORMAL, round_job,
               job, round_job_free, round_free, cancellable, callback, user_data);
}

gboolean
alp_engine_sync_once_finish (AlpEngine *self, GAsyncResult *result, GPtrArray **reports, GError **error)
{
  Round *round = alp_job_finish (self, alp_engine_sync_once_async, result, error);
  gboolean ok;

  if (round == NULL)
    return FALSE;
  ok = round->error == NULL;
  if (reports != NULL)
    *reports = g_steal_pointer (&round->reports);
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&round->error));
  round_free (round);
  return ok;
}

/* ---- checks ---- */

static gpointer
check_store_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  return store_check (argument, error) ? ALP_JOB_DONE : NULL;
}

void
alp_engine_check_store_async (AlpEngine *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (self));

  if (is_running (self, alp_engine_check_store_async, cancellable, callback, user_data))
    alp_job_run (self, alp_engine_check_store_async, alp_engine_get_setup (self), BASE_PRIORITY_NORMAL,
                 check_store_job, sync_engine_get_store (alp_engine_get_sync (self)), NULL, NULL, cancellable,
                 callback, user_data);
}

gboolean
alp_engine_check_store_finish (AlpEngine *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_engine_check_store_async, result, error) != NULL;
}

typedef struct
{
  SyncEngine *sync;
  gint64 account_id;
} CheckJob;

static gpointer
check_account_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  CheckJob *job = argument;
  g_autoptr (StoreAccount) account
      = store_account_get (sync_engine_get_store (job->sync), job->account_id, error);

  return account != NULL && sync_engine_check_account (job->sync, account, NULL, cancellable, error)
             ? ALP_JOB_DONE
             : NULL;
}

void
alp_engine_check_account_async (AlpEngine *self, AlpAccount *account, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  CheckJob *job;

  g_return_if_fail (ALP_IS_ENGINE (self));
  g_return_if_fail (ALP_IS_ACCOUNT (account));

  if (!is_running (self, alp_engine_check_account_async, cancellable, callback, user_data))
    return;
  job = g_new0 (CheckJob, 1);
  job->sync = alp_engine_get_sync (self);
  job->account_id = alp_account_get_id (account);
  alp_job_run (self, alp_engine_check_account_async, alp_engine_get_setup (self), BASE_PRIORITY_INTERACTIVE,
               check_account_job, job, g_free, NULL, cancellable, callback, user_data);
}

gboolean
alp_engine_check_account_finish (AlpEngine *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_engine_check_account_async, result, error) != NULL;
}
