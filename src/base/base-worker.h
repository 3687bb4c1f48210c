/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base-wake.h"

G_BEGIN_DECLS

typedef struct _BaseWorker BaseWorker;

/* What a person waits for goes first. */
typedef enum
{
  BASE_PRIORITY_INTERACTIVE = 1,
  BASE_PRIORITY_NORMAL,
  BASE_PRIORITY_BACKGROUND,
} BasePriority;

/**
 * BaseWorkerFunc:
 * @argument: the job's argument; the worker frees it after the job, on the worker's thread
 * @cancellable: (not nullable): cancelled when the caller cancels or the worker stops
 *
 * Runs on the worker's thread and may block. Must not touch GTK, façade objects or the default main context.
 * Returns the result (%NULL is a result too); on failure sets @error.
 */
typedef gpointer (*BaseWorkerFunc) (gpointer argument, GCancellable *cancellable, GError **error);

/**
 * BaseRestFunc:
 *
 * Called on the worker's thread whenever its queue is empty. Should return soon after @wake is set or @cancellable is
 * cancelled. Returns: milliseconds until it wants to be called again (0: at once), or -1: only after the next job or wake.
 */
typedef gint64 (*BaseRestFunc) (BaseWake *wake, GCancellable *cancellable, gpointer user_data);

BaseWorker *base_worker_new (const char *name);
BaseWorker *base_worker_ref (BaseWorker *self);
void base_worker_unref (BaseWorker *self);

void base_worker_set_rest (BaseWorker *self, BaseRestFunc func, gpointer user_data);
BaseWake *base_worker_get_wake (BaseWorker *self);
GMainContext *base_worker_get_context (BaseWorker *self);
void base_worker_assert_current (BaseWorker *self);

void base_worker_run_async (BaseWorker *self, BasePriority priority, BaseWorkerFunc func, gpointer argument,
                            GDestroyNotify argument_free, GDestroyNotify result_free,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gpointer base_worker_run_finish (GAsyncResult *result, GError **error);
gpointer base_worker_run_sync (BaseWorker *self, BasePriority priority, BaseWorkerFunc func,
                               gpointer argument, GCancellable *cancellable, GError **error);
void base_worker_post (BaseWorker *self, BasePriority priority, BaseWorkerFunc func, gpointer argument,
                       GDestroyNotify argument_free);

void base_worker_stop (BaseWorker *self);
void base_worker_join (BaseWorker *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BaseWorker, base_worker_unref)

G_END_DECLS
