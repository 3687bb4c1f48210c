/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-draft-box.c: the drafts of a profile: listed, opened, thrown away, with their versions and their copies on the server
 *
 * Main thread; the work is on the engine's actor, opening a message of another program on its loader. A draft that was continued from
 * a message and not changed yet is a row without content: it stands for the message and is read from it. */

#include "alp-draft-box.h"

#include "alp-draft-saved.h"
#include "alp-engine-private.h"

#include <string.h>

void
alp_draft_info_free (AlpDraftInfo *self)
{
  if (self == NULL)
    return;
  g_free (self->subject);
  g_free (self);
}

/* Ends the call when the engine was stopped. Returns: whether it goes on. */
static gboolean
is_running (AlpEngine *engine, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  if (alp_engine_get_sync (engine) != NULL)
    return TRUE;
  alp_job_fail (engine, tag, cancellable, callback, user_data, alp_engine_new_stopped_error ());
  return FALSE;
}

typedef struct
{
  SyncEngine *sync;
  gint64 id; /* a draft, a message or an account */
  guint version;
} BoxJob;

static BoxJob *
box_job_new (AlpEngine *engine, gint64 id, guint version)
{
  BoxJob *job = g_new0 (BoxJob, 1);

  job->sync = alp_engine_get_sync (engine);
  job->id = id;
  job->version = version;
  return job;
}

/* ---- lists ---- */

static AlpDraftInfo *
info_new (Store *store, const StoreDraft *draft)
{
  AlpDraftInfo *info = g_new0 (AlpDraftInfo, 1);
  g_autoptr (StoreDraftCopy) copy = store_draft_copy_get (store, draft->id);

  info->id = draft->id;
  info->account_id = draft->account_id;
  info->message_id = copy != NULL ? store_draft_find_message (store, draft->id) : 0;
  info->outbox_id = draft->outbox_id;
  info->version = draft->version;
  info->uploaded = copy != NULL ? copy->version : 0;
  info->saved = draft->saved;
  info->subject = g_strdup (draft->subject);
  return info;
}

/* A row that only stands for a message that is gone stands for nothing. */
static gboolean
is_shown (const StoreDraft *draft, const AlpDraftInfo *info)
{
  return draft->outbox_id == 0 && (g_bytes_get_size (draft->content) > 0 || info->message_id != 0);
}

static gpointer
list_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  BoxJob *job = argument;
  Store *store = sync_engine_get_store (job->sync);
  g_autoptr (GPtrArray) drafts = store_drafts_list (store, job->id, error);
  GPtrArray *infos;

  if (drafts == NULL)
    return NULL;
  infos = g_ptr_array_new_with_free_func ((GDestroyNotify) alp_draft_info_free);
  for (guint i = 0; i < drafts->len; i++)
    {
      const StoreDraft *draft = g_ptr_array_index (drafts, i);
      AlpDraftInfo *info = info_new (store, draft);

      if (is_shown (draft, info))
        g_ptr_array_add (infos, info);
      else
        alp_draft_info_free (info);
    }
  return infos;
}

void
alp_draft_list_async (AlpEngine *engine, AlpAccount *account, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (engine));

  if (is_running (engine, alp_draft_list_async, cancellable, callback, user_data))
    alp_job_run (engine, alp_draft_list_async, alp_engine_get_actor (engine), BASE_PRIORITY_INTERACTIVE,
                 list_job, box_job_new (engine, account != NULL ? alp_account_get_id (account) : 0, 0),
                 g_free, (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

GPtrArray *
alp_draft_list_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_draft_list_async, result, error);
}

static gpointer
versions_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  BoxJob *job = argument;
  Store *store = sync_engine_get_store (job->sync);
  g_autoptr (GPtrArray) drafts = store_draft_versions (store, job->id, error);
  GPtrArray *infos;

  if (drafts == NULL)
    return NULL;
  infos = g_ptr_array_new_with_free_func ((GDestroyNotify) alp_draft_info_free);
  for (guint i = 0; i < drafts->len; i++)
    g_ptr_array_add (infos, info_new (store, g_ptr_array_index (drafts, i)));
  return infos;
}

void
alp_draft_versions_async (AlpEngine *engine, gint64 draft_id, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (engine));

  if (is_running (engine, alp_draft_versions_async, cancellable, callback, user_data))
    alp_job_run (engine, alp_draft_versions_async, alp_engine_get_actor (engine), BASE_PRIORITY_INTERACTIVE,
                 versions_job, box_job_new (engine, draft_id, 0), g_free, (GDestroyNotify) g_ptr_array_unref,
                 cancellable, callback, user_data);
}

GPtrArray *
alp_draft_versions_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_draft_versions_async, result, error);
}

/* ---- opening ---- */

/* What a worker found; the draft itself is made on the main thread. */
typedef struct
{
  StoreDraft *saved; /* nullable: with source */
  GBytes *source;    /* nullable: the message it is continued from */
  gint64 draft_id;
  gint64 account_id;
} Opened;

static void
opened_free (gpointer data)
{
  Opened *self = data;

  g_clear_pointer (&self->saved, store_draft_free);
  g_clear_pointer (&self->source, g_bytes_unref);
  g_free (self);
}

static Opened *
opened_from_message (BoxJob *job, gint64 message_id, gint64 draft_id, gint64 account_id,
                     GCancellable *cancellable, GError **error)
{
  GBytes *source = sync_engine_fetch_body (job->sync, message_id, cancellable, error);
  Opened *opened;

  if (source == NULL)
    return NULL;
  opened = g_new0 (Opened, 1);
  opened->source = source;
  opened->draft_id = draft_id;
  opened->account_id = account_id;
  return opened;
}

static Opened *
opened_from_draft (BoxJob *job, gint64 draft_id, guint version, GCancellable *cancellable, GError **error)
{
  Store *store = sync_engine_get_store (job->sync);
  g_autoptr (StoreDraft) saved = store_draft_get (store, draft_id, version, error);
  Opened *opened;
  gint64 message_id;

  if (saved == NULL)
    return NULL;
  message_id = g_bytes_get_size (saved->content) == 0 ? store_draft_find_message (store, draft_id) : 0;
  if (message_id != 0)
    return opened_from_message (job, message_id, draft_id, saved->account_id, cancellable, error);
  opened = g_new0 (Opened, 1);
  opened->saved = g_steal_pointer (&saved);
  return opened;
}

static gpointer
open_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  BoxJob *job = argument;

  return opened_from_draft (job, job->id, job->version, cancellable, error);
}

/* Where the server has the message: in a Drafts folder if in any. */
static gboolean
find_copy (Store *store, gint64 message_id, StoreDraftCopy *copy)
{
  g_autoptr (GPtrArray) placements = store_placements_list (store, message_id, NULL);

  for (guint i = 0; placements != NULL && i < placements->len; i++)
    {
      const StorePlacement *placement = g_ptr_array_index (placements, i);
      g_autoptr (StoreFolder) folder = store_folder_get (store, placement->folder_id, NULL);

      if (folder == NULL || placement->hidden || placement->uid == 0 || folder->role != STORE_ROLE_DRAFTS)
        continue;
      copy->path = g_strdup (folder->path);
      copy->uidvalidity = folder->uidvalidity;
      copy->uid = placement->uid;
      return TRUE;
    }
  return FALSE;
}

/* A row for a draft that another program wrote; saving it then replaces that message. One outside Drafts is left where it is. */
static gint64
adopt (Store *store, const StoreMessage *message, GError **error)
{
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  StoreDraftCopy copy
      = { .account_id = message->account_id, .rfc_message_id = message->message_id, .version = 1 };
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_INTERACTIVE, error))
    return 0;
  copy.draft_id = store_draft_save (store, 0, message->account_id, message->subject, nothing, error);
  ok = copy.draft_id != 0
       && (!find_copy (store, message->id, &copy) || store_draft_copy_set (store, &copy, error));
  g_free (copy.path);
  if (!ok)
    store_rollback (store);
  return ok && store_commit (store, error) ? copy.draft_id : 0;
}

static gpointer
open_message_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  BoxJob *job = argument;
  Store *store = sync_engine_get_store (job->sync);
  gint64 draft_id = store_draft_find_by_message (store, job->id);
  g_autoptr (StoreMessage) message = NULL;
  Opened *opened;

  if (draft_id != 0)
    return opened_from_draft (job, draft_id, 0, cancellable, error);
  message = store_message_get (store, job->id, error);
  if (message == NULL)
    return NULL;
  opened = opened_from_message (job, job->id, 0, message->account_id, cancellable, error);
  if (opened == NULL)
    return NULL;
  opened->draft_id = adopt (store, message, error);
  if (opened->draft_id == 0)
    g_clear_pointer (&opened, opened_free);
  return opened;
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  Opened *opened = alp_job_finish (source, on_opened, result, &error);
  AlpEngine *engine = ALP_ENGINE (source);

  if (opened == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_return_pointer (
      task,
      opened->saved != NULL
          ? alp_draft_new_saved (engine, opened->saved)
          : alp_draft_new_from_message (engine, opened->account_id, opened->draft_id, opened->source),
      g_object_unref);
  opened_free (opened);
}

static void
open_with (AlpEngine *engine, BaseWorkerFunc func, BoxJob *job, GCancellable *cancellable,
           GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (engine, cancellable, callback, user_data);

  g_task_set_source_tag (task, alp_draft_open_async);
  alp_job_run (engine, on_opened, alp_engine_get_loader (engine), BASE_PRIORITY_INTERACTIVE, func, job,
               g_free, opened_free, cancellable, on_opened, task);
}

void
alp_draft_open_async (AlpEngine *engine, gint64 draft_id, guint version, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (engine));

  if (is_running (engine, alp_draft_open_async, cancellable, callback, user_data))
    open_with (engine, open_job, box_job_new (engine, draft_id, version), cancellable, callback, user_data);
}

void
alp_draft_open_message_async (AlpEngine *engine, gint64 message_id, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (engine));

  if (is_running (engine, alp_draft_open_async, cancellable, callback, user_data))
    open_with (engine, open_message_job, box_job_new (engine, message_id, 0), cancellable, callback,
               user_data);
}

AlpDraft *
alp_draft_open_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_draft_open_async, result, error);
}

/* ---- deleting ---- */

static gpointer
delete_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  BoxJob *job = argument;

  if (!store_draft_remove (sync_engine_get_store (job->sync), job->id, error))
    return NULL;
  sync_engine_wake (job->sync, 0);
  return ALP_JOB_DONE;
}

void
alp_draft_delete_async (AlpEngine *engine, gint64 draft_id, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (engine));

  if (is_running (engine, alp_draft_delete_async, cancellable, callback, user_data))
    alp_job_run (engine, alp_draft_delete_async, alp_engine_get_actor (engine), BASE_PRIORITY_INTERACTIVE,
                 delete_job, box_job_new (engine, draft_id, 0), g_free, NULL, cancellable, callback,
                 user_data);
}

gboolean
alp_draft_delete_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_draft_delete_async, result, error) != NULL;
}
