/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-open.c: a message that lies in a file
 *
 * Read and parsed on the loader; the object is made on the main thread.  It belongs to no address: nothing is known of its
 * sender but what the file says, so nothing is ever shown as proved. */

#include "alp-open.h"

#include "alp-content-private.h"
#include "alp-engine-private.h"
#include "alp-message-private.h"

typedef struct
{
  char *path;
  gint64 id;
} OpenJob;

static void
open_job_free (gpointer data)
{
  OpenJob *job = data;

  g_free (job->path);
  g_free (job);
}

static gpointer
open_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  OpenJob *job = argument;
  g_autoptr (GBytes) bytes = alp_parse_load_file (job->path, error);

  return bytes != NULL ? alp_parse_bytes_for (bytes, job->id, ALP_PARSE_DEFAULT, NULL, 0, error) : NULL;
}

static void
on_parsed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  AlpParsed *parsed = alp_job_finish (source, on_parsed, result, &error);

  if (parsed == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task,
                           alp_content_new (GPOINTER_TO_INT (g_task_get_task_data (task)), parsed,
                                            alp_engine_get_loader (ALP_ENGINE (source))),
                           g_object_unref);
}

void
alp_engine_open_file_async (AlpEngine *self, GFile *file, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  OpenJob *job;

  g_return_if_fail (ALP_IS_ENGINE (self));
  g_return_if_fail (G_IS_FILE (file));

  if (alp_engine_get_sync (self) == NULL || g_file_peek_path (file) == NULL)
    {
      alp_job_fail (self, alp_engine_open_file_async, cancellable, callback, user_data,
                    g_file_peek_path (file) == NULL
                        ? g_error_new (ALP_ERROR, ALP_ERROR_INVALID, "no file of this computer")
                        : alp_engine_new_stopped_error ());
      return;
    }
  task = g_task_new (self, cancellable, callback, user_data);
  job = g_new0 (OpenJob, 1);
  job->path = g_file_get_path (file);
  job->id = alp_content_next_loose_id ();
  g_task_set_source_tag (task, alp_engine_open_file_async);
  g_task_set_task_data (task, GINT_TO_POINTER ((int) job->id), NULL);
  alp_job_run (self, on_parsed, alp_engine_get_loader (self), BASE_PRIORITY_INTERACTIVE, open_job, job,
               open_job_free, (GDestroyNotify) alp_parsed_free, cancellable, on_parsed, task);
}

AlpContent *
alp_engine_open_file_finish (AlpEngine *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_engine_open_file_async, result, error);
}

/* ---- a row by its id ---- */

typedef struct
{
  Store *store;
  gint64 id;
} FindJob;

static gpointer
find_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  FindJob *job = argument;

  return store_message_get (job->store, job->id, error);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (StoreMessage) record = alp_job_finish (source, on_found, result, &error);
  AlpMessage *message;

  if (record == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  message = alp_message_new (record->id, FALSE, 0);
  alp_message_set_message (message, record);
  g_task_return_pointer (task, message, g_object_unref);
}

void
alp_engine_find_message_async (AlpEngine *self, gint64 message_id, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  FindJob *job;

  g_return_if_fail (ALP_IS_ENGINE (self));

  if (alp_engine_get_sync (self) == NULL)
    {
      alp_job_fail (self, alp_engine_find_message_async, cancellable, callback, user_data,
                    alp_engine_new_stopped_error ());
      return;
    }
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, alp_engine_find_message_async);
  job = g_new0 (FindJob, 1);
  job->store = sync_engine_get_store (alp_engine_get_sync (self));
  job->id = message_id;
  alp_job_run (self, on_found, alp_engine_get_reader (self), BASE_PRIORITY_INTERACTIVE, find_job, job, g_free,
               (GDestroyNotify) store_message_free, cancellable, on_found, task);
}

AlpMessage *
alp_engine_find_message_finish (AlpEngine *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_engine_find_message_async, result, error);
}
