/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-engine-messages.c: lists, whole messages, actions
 *
 * Main thread. The work is in alp-message-list.c, alp-parse.c and alp-actions.c; here it gets its worker. */

#include "alp-engine-private.h"

#include "alp-actions.h"
#include "alp-content-private.h"
#include "alp-folder-private.h"
#include "alp-message-list-private.h"
#include "alp-message-private.h"

/* ---- lists ---- */

static void
on_list_gone (AlpMessageList *list, gpointer engine)
{
  alp_engine_remove_list (engine, list);
}

static AlpMessageList *
make_list (AlpEngine *self, const StoreListQuery *query, gboolean rising)
{
  SyncEngine *sync = alp_engine_get_sync (self);
  AlpMessageList *list = alp_message_list_new (sync != NULL ? sync_engine_get_store (sync) : NULL,
                                               alp_engine_get_reader (self), query, rising);

  alp_engine_add_list (self, list);
  alp_message_list_set_gone_func (list, on_list_gone, g_object_ref (self), g_object_unref);
  return list;
}

AlpMessageList *
alp_engine_list_folder (AlpEngine *self, AlpFolder *folder)
{
  StoreListQuery query = { .conversations = TRUE };

  g_return_val_if_fail (ALP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (ALP_IS_FOLDER (folder), NULL);

  query.account_id = alp_folder_get_account_id (folder);
  query.folder_id = alp_folder_get_id (folder);
  return make_list (self, &query, FALSE);
}

/* What the chips mean, in the words of the search. */
static char *
filter_query (AlpFolder *folder, AlpFilter filter)
{
  /* A quote inside a name would end the phrase. */
  g_autofree char *path = g_strdelimit (g_strdup (alp_folder_get_path (folder)), "\"", ' ');

  return g_strdup_printf ("in:\"%s\"%s%s%s%s", path, (filter & ALP_FILTER_UNREAD) != 0 ? " is:unread" : "",
                          (filter & ALP_FILTER_STARRED) != 0 ? " is:starred" : "",
                          (filter & ALP_FILTER_ATTACHMENT) != 0 ? " has:attachment" : "",
                          (filter & ALP_FILTER_CONTACT) != 0 ? " is:contact" : "");
}

AlpMessageList *
alp_engine_list_filtered (AlpEngine *self, AlpFolder *folder, AlpFilter filter, gboolean oldest_first,
                          gboolean conversations)
{
  StoreListQuery query = { .conversations = conversations };
  g_autofree char *text = NULL;

  g_return_val_if_fail (ALP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (ALP_IS_FOLDER (folder), NULL);

  query.account_id = alp_folder_get_account_id (folder);
  query.folder_id = alp_folder_get_id (folder);
  if (filter != 0)
    query.search = text = filter_query (folder, filter);
  return make_list (self, &query, oldest_first);
}

AlpMessageList *
alp_engine_list_folder_messages (AlpEngine *self, AlpFolder *folder)
{
  StoreListQuery query = { 0 };

  g_return_val_if_fail (ALP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (ALP_IS_FOLDER (folder), NULL);

  query.account_id = alp_folder_get_account_id (folder);
  query.folder_id = alp_folder_get_id (folder);
  return make_list (self, &query, FALSE);
}

AlpMessageList *
alp_engine_list_role (AlpEngine *self, AlpFolderRole role, gint64 profile_id)
{
  StoreListQuery query = { .conversations = TRUE };

  g_return_val_if_fail (ALP_IS_ENGINE (self), NULL);

  query.role = alp_folder_role_to_store (role);
  query.profile_id = profile_id;
  return make_list (self, &query, FALSE);
}

AlpMessageList *
alp_engine_list_search (AlpEngine *self, AlpAccount *account, const char *text)
{
  StoreListQuery query = { .search = text != NULL ? text : "" };

  g_return_val_if_fail (ALP_IS_ENGINE (self), NULL);

  query.account_id = account != NULL ? alp_account_get_id (account) : 0;
  return make_list (self, &query, FALSE);
}

AlpMessageList *
alp_engine_list_conversation (AlpEngine *self, AlpMessage *message)
{
  StoreListQuery query = { 0 };

  g_return_val_if_fail (ALP_IS_ENGINE (self), NULL);
  g_return_val_if_fail (ALP_IS_MESSAGE (message), NULL);

  query.account_id = alp_message_get_account_id (message);
  query.thread_id = alp_message_get_thread_id (message);
  return make_list (self, &query, TRUE);
}

/* ---- whole messages ---- */

typedef struct
{
  SyncEngine *sync;
  gint64 message_id;
} LoadJob;

static gpointer
load_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  LoadJob *job = argument;
  Store *store = sync_engine_get_store (job->sync);
  g_autoptr (GBytes) bytes = sync_engine_fetch_body (job->sync, job->message_id, cancellable, error);
  g_autoptr (StoreMessage) row = bytes != NULL ? store_message_get (store, job->message_id, NULL) : NULL;

  return bytes != NULL ? alp_parse_bytes_for (bytes, job->message_id, ALP_PARSE_DEFAULT, store,
                                              row != NULL ? row->account_id : 0, error)
                       : NULL;
}

typedef struct
{
  GTask *task;
  gint64 message_id;
} Load;

/* Tag and worker are those of the outer task; the record becomes an object here, on the main thread. */
static void
on_parsed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Load *load = data;
  g_autoptr (GTask) task = load->task;
  GError *error = NULL;
  AlpParsed *parsed = alp_job_finish (source, on_parsed, result, &error);

  if (parsed == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (
        task, alp_content_new (load->message_id, parsed, alp_engine_get_loader (ALP_ENGINE (source))),
        g_object_unref);
}

void
alp_engine_load_content_by_id_async (AlpEngine *self, gint64 message_id, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  LoadJob *job;
  Load *load;

  g_return_if_fail (ALP_IS_ENGINE (self));

  if (alp_engine_get_sync (self) == NULL || message_id == 0)
    {
      alp_job_fail (self, alp_engine_load_content_async, cancellable, callback, user_data,
                    message_id == 0 ? g_error_new (SYNC_ERROR, SYNC_ERROR_NO_MESSAGE, "no message")
                                    : alp_engine_new_stopped_error ());
      return;
    }
  load = g_new0 (Load, 1);
  load->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (load->task, alp_engine_load_content_async);
  load->message_id = message_id;
  job = g_new0 (LoadJob, 1);
  job->sync = alp_engine_get_sync (self);
  job->message_id = message_id;
  alp_job_run (self, on_parsed, alp_engine_get_loader (self), BASE_PRIORITY_INTERACTIVE, load_job, job,
               g_free, (GDestroyNotify) alp_parsed_free, cancellable, on_parsed, load);
}

void
alp_engine_load_content_async (AlpEngine *self, AlpMessage *message, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_MESSAGE (message));

  alp_engine_load_content_by_id_async (self, alp_message_get_newest (message), cancellable, callback,
                                       user_data);
}

AlpContent *
alp_engine_load_content_finish (AlpEngine *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_engine_load_content_async, result, error);
}

/* ---- actions ---- */

/* Takes over @job. */
static void
run_action (AlpEngine *self, AlpActionJob *job, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  if (job->sync == NULL)
    {
      alp_action_job_free (job);
      alp_job_fail (self, alp_engine_act_async, cancellable, callback, user_data,
                    alp_engine_new_stopped_error ());
      return;
    }
  alp_job_run (self, alp_engine_act_async, alp_engine_get_actor (self), BASE_PRIORITY_INTERACTIVE,
               alp_action_job_run, job, alp_action_job_free, g_free, cancellable, callback, user_data);
}

static AlpActionJob *
job_for_row (AlpEngine *self, AlpAction action, AlpMessage *message)
{
  AlpActionJob *job = alp_action_job_new (alp_engine_get_sync (self), action);
  gint64 id = alp_message_get_id (message);

  job->folder_id = alp_message_get_folder_id (message);
  if (alp_message_get_conversation (message))
    g_array_append_val (job->threads, id);
  else
    g_array_append_val (job->ids, id);
  return job;
}

void
alp_engine_set_flag_async (AlpEngine *self, AlpMessage *message, AlpFlag flag, gboolean on,
                           GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  AlpAction action;

  g_return_if_fail (ALP_IS_ENGINE (self));
  g_return_if_fail (ALP_IS_MESSAGE (message));

  if (flag == ALP_FLAG_SEEN)
    action = on ? ALP_ACTION_SEEN : ALP_ACTION_UNSEEN;
  else
    action = on ? ALP_ACTION_STAR : ALP_ACTION_UNSTAR;
  run_action (self, job_for_row (self, action, message), cancellable, callback, user_data);
}

void
alp_engine_mark_opened_async (AlpEngine *self, AlpMessage *message, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  AlpActionJob *job;

  g_return_if_fail (ALP_IS_ENGINE (self));
  g_return_if_fail (ALP_IS_MESSAGE (message));

  job = job_for_row (self, ALP_ACTION_SEEN, message);
  job->automatic = TRUE;
  run_action (self, job, cancellable, callback, user_data);
}

void
alp_engine_archive_async (AlpEngine *self, AlpMessage *message, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (self));
  g_return_if_fail (ALP_IS_MESSAGE (message));

  run_action (self, job_for_row (self, ALP_ACTION_ARCHIVE, message), cancellable, callback, user_data);
}

void
alp_engine_delete_async (AlpEngine *self, AlpMessage *message, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (self));
  g_return_if_fail (ALP_IS_MESSAGE (message));

  run_action (self, job_for_row (self, ALP_ACTION_DELETE, message), cancellable, callback, user_data);
}

void
alp_engine_move_async (AlpEngine *self, AlpMessage *message, gint64 target_folder_id,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  AlpActionJob *job;

  g_return_if_fail (ALP_IS_ENGINE (self));
  g_return_if_fail (ALP_IS_MESSAGE (message));

  job = job_for_row (self, ALP_ACTION_MOVE, message);
  job->target_id = target_folder_id;
  run_action (self, job, cancellable, callback, user_data);
}

void
alp_engine_act_async (AlpEngine *self, AlpAction action, const gint64 *message_ids, gsize n,
                      const char *target, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  AlpActionJob *job;

  g_return_if_fail (ALP_IS_ENGINE (self));

  job = alp_action_job_new (alp_engine_get_sync (self), action);
  if (n > 0)
    g_array_append_vals (job->ids, message_ids, (guint) n);
  job->target = g_strdup (target);
  run_action (self, job, cancellable, callback, user_data);
}

void
alp_engine_act_rows_async (AlpEngine *self, AlpAction action, const AlpRows *rows, gint64 target_folder_id,
                           const char *target, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  AlpActionJob *job;

  g_return_if_fail (ALP_IS_ENGINE (self));
  g_return_if_fail (rows != NULL);

  job = alp_action_job_new (alp_engine_get_sync (self), action);
  g_array_append_vals (rows->conversations ? job->threads : job->ids, rows->ids->data, rows->ids->len);
  job->folder_id = rows->folder_id;
  job->target_id = target_folder_id;
  job->target = g_strdup (target);
  run_action (self, job, cancellable, callback, user_data);
}

char *
alp_engine_act_finish (AlpEngine *self, GAsyncResult *result, GError **error)
{
  g_autofree char *done = alp_job_finish (self, alp_engine_act_async, result, error);

  return done != NULL && *done != '\0' ? g_steal_pointer (&done) : NULL;
}

void
alp_engine_undo_async (AlpEngine *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (self));

  if (alp_engine_get_sync (self) == NULL)
    {
      alp_job_fail (self, alp_engine_undo_async, cancellable, callback, user_data,
                    alp_engine_new_stopped_error ());
      return;
    }
  alp_job_run (self, alp_engine_undo_async, alp_engine_get_actor (self), BASE_PRIORITY_INTERACTIVE,
               alp_undo_job_run, alp_engine_get_sync (self), NULL, g_free, cancellable, callback, user_data);
}

char *
alp_engine_undo_finish (AlpEngine *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_engine_undo_async, result, error);
}
