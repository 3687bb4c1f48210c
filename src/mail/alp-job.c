/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-job.c: from the façade's _async calls to a worker and back
 *
 * A job of base-worker wrapped into a GTask of the façade object, with errors turned into words on the way back. Main thread. */

#include "alp-job.h"

#include "alp-error.h"

typedef struct
{
  GTask *task;
  GDestroyNotify result_free;
} Pending;

static void
on_done (GObject *unused, GAsyncResult *result, gpointer data)
{
  g_autofree Pending *pending = data;
  g_autoptr (GTask) task = pending->task;
  GError *error = NULL;
  gpointer value = base_worker_run_finish (result, &error);

  if (error != NULL)
    {
      alp_error_translate (&error);
      g_task_return_error (task, error);
      return;
    }
  g_task_return_pointer (task, value, pending->result_free);
}

/**
 * alp_job_run:
 * @source: the object the call is of
 * @tag: the _async function
 * @argument: handed over
 *
 * Runs @func on @worker; @callback comes on this thread's context. @source is kept until then.
 */
void
alp_job_run (gpointer source, gpointer tag, BaseWorker *worker, BasePriority priority, BaseWorkerFunc func,
             gpointer argument, GDestroyNotify argument_free, GDestroyNotify result_free,
             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Pending *pending = g_new0 (Pending, 1);

  pending->task = g_task_new (source, cancellable, callback, user_data);
  g_task_set_source_tag (pending->task, tag);
  g_task_set_check_cancellable (pending->task, FALSE);
  pending->result_free = result_free;
  base_worker_run_async (worker, priority, func, argument, argument_free, result_free, cancellable, on_done,
                         pending);
}

/**
 * alp_job_fail:
 * @error: (transfer full): any; translated
 *
 * Ends the call at once, without a worker.
 */
void
alp_job_fail (gpointer source, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback,
              gpointer user_data, GError *error)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  alp_error_translate (&error);
  g_task_return_error (task, error);
}

gpointer
alp_job_finish (gpointer source, gpointer tag, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, source), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
