/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base-worker.h"

G_BEGIN_DECLS

void alp_job_run (gpointer source, gpointer tag, BaseWorker *worker, BasePriority priority,
                  BaseWorkerFunc func, gpointer argument, GDestroyNotify argument_free,
                  GDestroyNotify result_free, GCancellable *cancellable, GAsyncReadyCallback callback,
                  gpointer user_data);
void alp_job_fail (gpointer source, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback,
                   gpointer user_data, GError *error);
gpointer alp_job_finish (gpointer source, gpointer tag, GAsyncResult *result, GError **error);

/* What a job without a result of its own returns. */
#define ALP_JOB_DONE GINT_TO_POINTER (1)

G_END_DECLS
