/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-demo.c: an address with sample mail. Main thread; the work is done on the setup worker. */

#include "alp-demo.h"

#include "alp-engine-private.h"
#include "sync-demo.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  SyncEngine *sync;
  gboolean start;
} DemoJob;

static gpointer
demo_job (gpointer data, GCancellable *cancellable, GError **error)
{
  DemoJob *job = data;
  const char *real_name = g_get_real_name ();
  gboolean known = real_name != NULL && *real_name != '\0' && g_strcmp0 (real_name, "Unknown") != 0
                   && g_strcmp0 (real_name, g_get_user_name ()) != 0;
  /* Translators: the owner of the sample mail, whose name is not known */
  gint64 id = sync_demo_add (job->sync, known ? real_name : _ ("You"), error);

  if (id == 0)
    return NULL;
  if (job->start)
    sync_engine_start_account (job->sync, id);
  return ALP_JOB_DONE;
}

void
alp_engine_add_demo_async (AlpEngine *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  SyncEngine *sync;
  DemoJob *job;

  g_return_if_fail (ALP_IS_ENGINE (self));

  sync = alp_engine_get_sync (self);
  if (sync == NULL || alp_engine_find_account (self, SYNC_DEMO_ADDRESS) != NULL)
    {
      alp_job_fail (self, alp_engine_add_demo_async, cancellable, callback, user_data,
                    sync == NULL ? alp_engine_new_stopped_error ()
                                 : g_error_new_literal (ALP_ERROR, ALP_ERROR_INVALID,
                                                        _ ("The sample mail is here already.")));
      return;
    }
  job = g_new0 (DemoJob, 1);
  job->sync = sync;
  job->start = alp_engine_get_started (self);
  alp_job_run (self, alp_engine_add_demo_async, alp_engine_get_setup (self), BASE_PRIORITY_INTERACTIVE,
               demo_job, job, g_free, NULL, cancellable, callback, user_data);
}

gboolean
alp_engine_add_demo_finish (AlpEngine *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_engine_add_demo_async, result, error) != NULL;
}
