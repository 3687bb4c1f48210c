/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-device.c: the device passwords of an address, seen from the main thread
 *
 * One kind of job for all calls, on the setup worker, because each may wait for the provider's service. Passwords are in
 * the job and in AlpNewDevice only; both wipe them. */

#include "alp-device.h"

#include "alp-engine-private.h"
#include "sync-device.h"

typedef enum
{
  OP_SERVICE = 1,
  OP_DETECT,
  OP_CONNECT,
  OP_LIST,
  OP_CREATE,
  OP_BY_HAND,
  OP_REGENERATE,
  OP_USE,
  OP_REVOKE,
  OP_RENAME,
  OP_REPAIR,
} Operation;

typedef struct
{
  SyncEngine *sync;
  gint64 account_id;
  Operation operation;
  BaseDeviceService *service; /* nullable, like all below */
  BaseDevice *device;
  char *label;
  BaseDeviceType type;
  BaseDeviceProtocols protocols;
  char *secret;
  char **ids;
  gboolean use;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  base_device_service_free (job->service);
  base_device_free (job->device);
  g_free (job->label);
  base_secret_wipe (job->secret);
  g_strfreev (job->ids);
  g_free (job);
}

void
alp_new_device_free (AlpNewDevice *self)
{
  if (self == NULL)
    return;
  base_device_free (self->device);
  base_secret_wipe (self->secret);
  g_free (self);
}

static AlpNewDevice *
new_device (BaseDevice *device, char *secret)
{
  AlpNewDevice *made = g_new0 (AlpNewDevice, 1);

  made->device = device;
  made->secret = secret;
  return made;
}

static gpointer
create (const Job *job, GCancellable *cancellable, GError **error)
{
  SyncDeviceRequest request = { .label = job->label, .type = job->type, .protocols = job->protocols };
  BaseDevice *device = NULL;
  char *secret = NULL;

  if (job->operation == OP_BY_HAND)
    return sync_device_add_by_hand (job->sync, job->account_id, &request, job->secret, job->use, &device,
                                    cancellable, error)
               ? new_device (device, NULL)
               : NULL;
  secret = sync_device_create (job->sync, job->account_id, &request, &device, cancellable, error);
  return secret != NULL ? new_device (device, secret) : NULL;
}

static gpointer
regenerate (const Job *job, GCancellable *cancellable, GError **error)
{
  char *secret = sync_device_regenerate (job->sync, job->account_id, job->device->id, cancellable, error);

  return secret != NULL ? new_device (base_device_copy (job->device), secret) : NULL;
}

static gboolean
act (const Job *job, GCancellable *cancellable, GError **error)
{
  switch (job->operation)
    {
    case OP_CONNECT:
      return job->service != NULL ? sync_device_connect (job->sync, job->account_id, job->service,
                                                         job->secret, cancellable, error)
                                  : sync_device_disconnect (job->sync, job->account_id, error);
    case OP_USE:
      return sync_device_use (job->sync, job->account_id, job->device, job->secret, cancellable, error);
    case OP_REVOKE:
      return job->ids != NULL ? sync_device_revoke (job->sync, job->account_id,
                                                    (const char *const *) job->ids, NULL, cancellable, error)
                              : sync_device_revoke_all (job->sync, job->account_id, cancellable, error);
    case OP_RENAME:
      return sync_device_rename (job->sync, job->account_id, job->ids[0], job->label, cancellable, error);
    case OP_REPAIR:
      return sync_device_repair (job->sync, job->account_id, job->label, cancellable, error);
    case OP_SERVICE:
    case OP_DETECT:
    case OP_LIST:
    case OP_CREATE:
    case OP_BY_HAND:
    case OP_REGENERATE:
    default:
      g_return_val_if_reached (FALSE);
    }
}

static gpointer
run (gpointer argument, GCancellable *cancellable, GError **error)
{
  const Job *job = argument;
  g_autoptr (GError) local = NULL;
  gpointer result = NULL;

  switch (job->operation)
    {
    case OP_SERVICE:
      result = sync_device_get_service (job->sync, job->account_id, &local);
      break;
    case OP_DETECT:
      result = sync_device_detect (job->sync, job->account_id, cancellable, &local);
      break;
    case OP_LIST:
      result = sync_device_list (job->sync, job->account_id, cancellable, &local);
      break;
    case OP_CREATE:
    case OP_BY_HAND:
      result = create (job, cancellable, &local);
      break;
    case OP_REGENERATE:
      result = regenerate (job, cancellable, &local);
      break;
    case OP_CONNECT:
    case OP_USE:
    case OP_REVOKE:
    case OP_RENAME:
    case OP_REPAIR:
    default:
      result = act (job, cancellable, &local) ? ALP_JOB_DONE : NULL;
    }
  if (local != NULL)
    g_propagate_error (error, alp_device_error_from (local));
  return result;
}

static Job *
job_new (AlpEngine *engine, AlpAccount *account, Operation operation)
{
  Job *job = g_new0 (Job, 1);

  job->sync = alp_engine_get_sync (engine);
  job->account_id = alp_account_get_id (account);
  job->operation = operation;
  return job;
}

static void
start (AlpEngine *engine, gpointer tag, Job *job, GDestroyNotify result_free, GCancellable *cancellable,
       GAsyncReadyCallback callback, gpointer user_data)
{
  if (job->sync == NULL)
    {
      job_free (job);
      alp_job_fail (engine, tag, cancellable, callback, user_data, alp_engine_new_stopped_error ());
      return;
    }
  alp_job_run (engine, tag, alp_engine_get_setup (engine), BASE_PRIORITY_INTERACTIVE, run, job, job_free,
               result_free, cancellable, callback, user_data);
}

/* ---- the service ---- */

void
alp_device_load_service_async (AlpEngine *engine, AlpAccount *account, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  start (engine, alp_device_load_service_async, job_new (engine, account, OP_SERVICE),
         (GDestroyNotify) base_device_service_free, cancellable, callback, user_data);
}

BaseDeviceService *
alp_device_load_service_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_device_load_service_async, result, error);
}

void
alp_device_detect_async (AlpEngine *engine, AlpAccount *account, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  start (engine, alp_device_detect_async, job_new (engine, account, OP_DETECT),
         (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

GPtrArray *
alp_device_detect_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_device_detect_async, result, error);
}

void
alp_device_connect_async (AlpEngine *engine, AlpAccount *account, const BaseDeviceService *service,
                          const char *secret, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Job *job = job_new (engine, account, OP_CONNECT);

  job->service = service != NULL ? base_device_service_copy (service) : NULL;
  job->secret = g_strdup (secret);
  start (engine, alp_device_connect_async, job, NULL, cancellable, callback, user_data);
}

gboolean
alp_device_connect_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_device_connect_async, result, error) != NULL;
}

/* ---- the passwords ---- */

void
alp_device_list_async (AlpEngine *engine, AlpAccount *account, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  start (engine, alp_device_list_async, job_new (engine, account, OP_LIST),
         (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

GPtrArray *
alp_device_list_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_device_list_async, result, error);
}

static Job *
request_job (AlpEngine *engine, AlpAccount *account, Operation operation, const AlpDeviceRequest *request)
{
  Job *job = job_new (engine, account, operation);

  job->label = g_strdup (request->label);
  job->type = request->type;
  job->protocols = request->protocols;
  return job;
}

void
alp_device_create_async (AlpEngine *engine, AlpAccount *account, const AlpDeviceRequest *request,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  start (engine, alp_device_create_async, request_job (engine, account, OP_CREATE, request),
         (GDestroyNotify) alp_new_device_free, cancellable, callback, user_data);
}

void
alp_device_add_by_hand_async (AlpEngine *engine, AlpAccount *account, const AlpDeviceRequest *request,
                              const char *secret, gboolean use, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = request_job (engine, account, OP_BY_HAND, request);

  job->secret = g_strdup (secret);
  job->use = use;
  start (engine, alp_device_create_async, job, (GDestroyNotify) alp_new_device_free, cancellable, callback,
         user_data);
}

void
alp_device_regenerate_async (AlpEngine *engine, AlpAccount *account, const BaseDevice *device,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = job_new (engine, account, OP_REGENERATE);

  job->device = base_device_copy (device);
  start (engine, alp_device_create_async, job, (GDestroyNotify) alp_new_device_free, cancellable, callback,
         user_data);
}

AlpNewDevice *
alp_device_create_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_device_create_async, result, error);
}

/* ---- what is done with them ---- */

void
alp_device_use_async (AlpEngine *engine, AlpAccount *account, const BaseDevice *device, const char *secret,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = job_new (engine, account, OP_USE);

  job->device = base_device_copy (device);
  job->secret = g_strdup (secret);
  start (engine, alp_device_revoke_async, job, NULL, cancellable, callback, user_data);
}

void
alp_device_revoke_async (AlpEngine *engine, AlpAccount *account, const char *const *ids,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = job_new (engine, account, OP_REVOKE);

  job->ids = g_strdupv ((char **) ids);
  start (engine, alp_device_revoke_async, job, NULL, cancellable, callback, user_data);
}

void
alp_device_rename_async (AlpEngine *engine, AlpAccount *account, const char *id, const char *label,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = job_new (engine, account, OP_RENAME);
  const char *const ids[] = { id, NULL };

  job->ids = g_strdupv ((char **) ids);
  job->label = g_strstrip (g_strdup (label));
  start (engine, alp_device_revoke_async, job, NULL, cancellable, callback, user_data);
}

void
alp_device_repair_async (AlpEngine *engine, AlpAccount *account, const char *label, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = job_new (engine, account, OP_REPAIR);

  job->label = label != NULL ? g_strdup (label) : alp_device_default_label ();
  start (engine, alp_device_revoke_async, job, NULL, cancellable, callback, user_data);
}

gboolean
alp_device_act_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_device_revoke_async, result, error) != NULL;
}
