/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base-worker.c: a thread with a job queue, a wake and a rest
 *
 * The one bridge between code that blocks (below the line) and code that never does (above it). A worker owns what
 * its jobs touch: a connection, a reader of the store. Its thread has a main context of its own, which is the
 * thread's default, so GIO's asynchronous calls made by a job answer there.
 *
 * Exactly one thread owns a job at any time: the caller until it is queued, the worker while it runs, the caller's
 * main context when it is handed back. That is why a GTask never drops its data on the wrong thread. */

#include "base-worker.h"

typedef struct
{
  BaseWorkerFunc func;
  gpointer argument;
  GDestroyNotify argument_free;
  GDestroyNotify result_free;
  GTask *task;               /* nullable: nobody waits */
  GCancellable *cancellable; /* the job's own; the caller's and the worker's stop both lead here */
  gulong cancel_handler;
  GCancellable *caller_cancellable;
  GMainContext *reply_context;
  gpointer result;
  GError *error;
} Job;

struct _BaseWorker
{
  gatomicrefcount ref_count;
  char *name;
  GThread *thread;
  GMainContext *context;
  BaseWake *wake;
  GCancellable *stop;
  GMutex lock; /* guards the fields below */
  GQueue queues[BASE_PRIORITY_BACKGROUND + 1];
  GCancellable *running; /* of the job that runs now */
  gboolean stopped;
  BaseRestFunc rest_func;
  gpointer rest_data;
};

static void
job_free (Job *job)
{
  if (job->cancel_handler != 0)
    g_cancellable_disconnect (job->caller_cancellable, job->cancel_handler);
  if (job->argument_free != NULL)
    job->argument_free (job->argument);
  g_clear_error (&job->error);
  g_clear_object (&job->task);
  g_clear_object (&job->cancellable);
  g_clear_object (&job->caller_cancellable);
  g_clear_pointer (&job->reply_context, g_main_context_unref);
  g_free (job);
}

/* On the caller's context. The argument was freed on the worker already. */
static gboolean
job_answer (gpointer data)
{
  Job *job = data;

  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    g_task_return_pointer (job->task, job->result, job->result_free);
  job_free (job);
  return G_SOURCE_REMOVE;
}

static void
job_finish (Job *job)
{
  if (job->argument_free != NULL)
    job->argument_free (g_steal_pointer (&job->argument));
  job->argument_free = NULL;
  if (job->task == NULL)
    {
      if (job->error == NULL && job->result != NULL && job->result_free != NULL)
        job->result_free (job->result);
      job_free (job);
      return;
    }
  /* Not g_main_context_invoke(): that may run the answer right here when nobody owns the context. */
  g_autoptr (GSource) source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, job_answer, job, NULL);
  g_source_attach (source, job->reply_context);
}

static void
job_run (Job *job)
{
  if (!g_cancellable_set_error_if_cancelled (job->cancellable, &job->error))
    job->result = job->func (job->argument, job->cancellable, &job->error);
  job_finish (job);
}

static Job *
take_job (BaseWorker *self)
{
  Job *job = NULL;

  g_mutex_lock (&self->lock);
  for (guint p = BASE_PRIORITY_INTERACTIVE; job == NULL && p <= BASE_PRIORITY_BACKGROUND; p++)
    job = g_queue_pop_head (&self->queues[p]);
  g_clear_object (&self->running);
  if (job != NULL)
    self->running = g_object_ref (job->cancellable);
  g_mutex_unlock (&self->lock);
  return job;
}

static gboolean
on_timeout (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Iterates the context until a wake, a stop, or @pause_ms (-1: no limit) have passed. */
static void
pause_worker (BaseWorker *self, gint64 pause_ms)
{
  g_autoptr (GSource) timeout = NULL;
  gboolean timed_out = pause_ms == 0;

  if (pause_ms > 0)
    {
      timeout = g_timeout_source_new ((guint) MIN (pause_ms, G_MAXINT));
      g_source_set_callback (timeout, on_timeout, &timed_out, NULL);
      g_source_attach (timeout, self->context);
    }
  while (!timed_out && !base_wake_is_set (self->wake) && !g_cancellable_is_cancelled (self->stop))
    g_main_context_iteration (self->context, TRUE);
  if (timeout != NULL)
    g_source_destroy (timeout);
}

static gpointer
worker_main (gpointer data)
{
  BaseWorker *self = data;

  g_main_context_push_thread_default (self->context);
  while (!g_cancellable_is_cancelled (self->stop))
    {
      Job *job;
      gint64 pause_ms = -1;

      base_wake_clear (self->wake);
      while ((job = take_job (self)) != NULL)
        job_run (job);
      if (g_cancellable_is_cancelled (self->stop))
        break;
      if (self->rest_func != NULL && !base_wake_is_set (self->wake))
        pause_ms = self->rest_func (self->wake, self->stop, self->rest_data);
      pause_worker (self, pause_ms);
    }
  /* Jobs that were still queued answer "cancelled". */
  for (Job *job; (job = take_job (self)) != NULL;)
    job_run (job);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  base_worker_unref (self);
  return NULL;
}

/**
 * base_worker_new:
 * @name: at most 15 bytes are seen in a debugger
 *
 * Starts a thread. Returns: (transfer full): the worker; stop and join it before giving it up.
 */
BaseWorker *
base_worker_new (const char *name)
{
  BaseWorker *self = g_new0 (BaseWorker, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->name = g_strdup (name);
  self->context = g_main_context_new ();
  self->wake = base_wake_new (self->context);
  self->stop = g_cancellable_new ();
  g_mutex_init (&self->lock);
  for (guint p = 0; p < G_N_ELEMENTS (self->queues); p++)
    g_queue_init (&self->queues[p]);
  self->thread = g_thread_new (name, worker_main, base_worker_ref (self));
  return self;
}

/** base_worker_ref: Returns: (transfer full): @self. Any thread. */
BaseWorker *
base_worker_ref (BaseWorker *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/** base_worker_unref: gives up one reference. The thread holds one of its own until it was stopped. */
void
base_worker_unref (BaseWorker *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  if (self->thread != NULL)
    g_thread_unref (self->thread);
  base_wake_unref (self->wake);
  g_main_context_unref (self->context);
  g_object_unref (self->stop);
  g_clear_object (&self->running);
  g_mutex_clear (&self->lock);
  g_free (self->name);
  g_free (self);
}

/** base_worker_set_rest: says what to do with an empty queue. Before the first job, or from a job of @self. */
void
base_worker_set_rest (BaseWorker *self, BaseRestFunc func, gpointer user_data)
{
  self->rest_data = user_data;
  self->rest_func = func;
  base_wake_signal (self->wake);
}

/** base_worker_get_wake: Returns: (transfer none): the signal that ends this worker's rest */
BaseWake *
base_worker_get_wake (BaseWorker *self)
{
  return self->wake;
}

/** base_worker_get_context: Returns: (transfer none): the main context that is the thread's default */
GMainContext *
base_worker_get_context (BaseWorker *self)
{
  return self->context;
}

/** base_worker_assert_current: aborts a debug build when the caller is not on @self's thread. */
void
base_worker_assert_current (BaseWorker *self)
{
  g_assert (g_thread_self () == self->thread);
}

static void
on_caller_cancelled (GCancellable *caller, gpointer job_cancellable)
{
  g_cancellable_cancel (job_cancellable);
}

static void
push_job (BaseWorker *self, BasePriority priority, Job *job, GCancellable *caller)
{
  job->cancellable = g_cancellable_new ();
  if (caller != NULL)
    {
      job->caller_cancellable = g_object_ref (caller);
      job->cancel_handler = g_cancellable_connect (caller, G_CALLBACK (on_caller_cancelled),
                                                   g_object_ref (job->cancellable), g_object_unref);
    }
  g_mutex_lock (&self->lock);
  if (self->stopped)
    {
      g_mutex_unlock (&self->lock);
      g_cancellable_cancel (job->cancellable);
      job_run (job);
      return;
    }
  g_queue_push_tail (&self->queues[priority], job);
  g_mutex_unlock (&self->lock);
  base_wake_signal (self->wake);
}

/**
 * base_worker_run_async:
 * @argument: (transfer full): the job's; freed on the worker's thread with @argument_free
 * @result_free: (nullable): frees a result that nobody took
 * @callback: called on the caller's thread-default main context, also when cancelled
 *
 * Runs @func on the worker. Any thread; never blocks.
 */
void
base_worker_run_async (BaseWorker *self, BasePriority priority, BaseWorkerFunc func, gpointer argument,
                       GDestroyNotify argument_free, GDestroyNotify result_free, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->func = func;
  job->argument = argument;
  job->argument_free = argument_free;
  job->result_free = result_free;
  job->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_static_name (job->task, "base_worker_run");
  /* The job looked at the cancellable; a result that exists is delivered. */
  g_task_set_check_cancellable (job->task, FALSE);
  job->reply_context = g_main_context_ref_thread_default ();
  push_job (self, priority, job, cancellable);
}

/** base_worker_run_finish: Returns: (transfer full): what the function returned; %NULL with @error set on failure */
gpointer
base_worker_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct
{
  GMutex lock;
  GCond cond;
  gboolean done;
  BaseWorkerFunc func;
  gpointer argument;
  gpointer result;
  GError *error;
} SyncCall;

/* Freed last, so this also runs when the job was cancelled before it began. */
static void
sync_call_done (gpointer data)
{
  SyncCall *call = data;

  g_mutex_lock (&call->lock);
  call->done = TRUE;
  g_cond_signal (&call->cond);
  g_mutex_unlock (&call->lock);
}

static gpointer
sync_call_run (gpointer data, GCancellable *cancellable, GError **error)
{
  SyncCall *call = data;

  call->result = call->func (call->argument, cancellable, &call->error);
  return NULL;
}

/**
 * base_worker_run_sync:
 *
 * Runs @func on the worker and blocks until it ended. From another worker or a test; never from the main thread of
 * the desktop application, never from @self. Returns: (transfer full): what @func returned
 */
gpointer
base_worker_run_sync (BaseWorker *self, BasePriority priority, BaseWorkerFunc func, gpointer argument,
                      GCancellable *cancellable, GError **error)
{
  SyncCall call = { .func = func, .argument = argument };
  Job *job = g_new0 (Job, 1);

  g_mutex_init (&call.lock);
  g_cond_init (&call.cond);
  job->func = sync_call_run;
  job->argument = &call;
  job->argument_free = sync_call_done;
  push_job (self, priority, job, cancellable);

  g_mutex_lock (&call.lock);
  while (!call.done)
    g_cond_wait (&call.cond, &call.lock);
  g_mutex_unlock (&call.lock);
  g_mutex_clear (&call.lock);
  g_cond_clear (&call.cond);
  if (call.error != NULL)
    g_propagate_error (error, call.error);
  else if (call.result == NULL)
    g_cancellable_set_error_if_cancelled (cancellable, error);
  return call.result;
}

/** base_worker_post: like base_worker_run_async() when nobody needs the answer; errors are the function's own business. */
void
base_worker_post (BaseWorker *self, BasePriority priority, BaseWorkerFunc func, gpointer argument,
                  GDestroyNotify argument_free)
{
  Job *job = g_new0 (Job, 1);

  job->func = func;
  job->argument = argument;
  job->argument_free = argument_free;
  push_job (self, priority, job, NULL);
}

/** base_worker_stop: cancels the running job and all queued ones and ends the thread. Any thread; never blocks. */
void
base_worker_stop (BaseWorker *self)
{
  g_autoptr (GCancellable) running = NULL;

  g_mutex_lock (&self->lock);
  self->stopped = TRUE;
  if (self->running != NULL)
    running = g_object_ref (self->running);
  for (guint p = BASE_PRIORITY_INTERACTIVE; p <= BASE_PRIORITY_BACKGROUND; p++)
    for (GList *l = self->queues[p].head; l != NULL; l = l->next)
      g_cancellable_cancel (((Job *) l->data)->cancellable);
  g_mutex_unlock (&self->lock);
  if (running != NULL)
    g_cancellable_cancel (running);
  g_cancellable_cancel (self->stop);
  base_wake_signal (self->wake);
}

/** base_worker_join: waits until the thread of a stopped worker has ended. */
void
base_worker_join (BaseWorker *self)
{
  GThread *thread = g_steal_pointer (&self->thread);

  if (thread != NULL)
    g_thread_join (thread);
}
