/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-unsent.c: what would be lost with an address, shown and saved as files before the address goes
 *
 * The jobs run on the engine's actor, disk only. */

#include "alp-unsent.h"

#include "alp-draft-record.h"
#include "alp-engine-private.h"
#include "alp-export-private.h"

#include <glib/gstdio.h>
#include <errno.h>

void
alp_unsent_free (AlpUnsent *self)
{
  if (self == NULL)
    return;
  g_free (self->subject);
  g_free (self->to);
  g_free (self);
}

typedef struct
{
  SyncEngine *sync;
  GHashTable *accounts; /* set of gint64 */
  char *folder;         /* nullable */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_hash_table_unref (job->accounts);
  g_free (job->folder);
  g_free (job);
}

static gboolean
is_unsent (const StoreOutboxItem *item)
{
  return item->state != STORE_OUTBOX_SENT && item->state != STORE_OUTBOX_FILED;
}

/* Not here alone: the server has this very version. */
static gboolean
is_up_there (Store *store, const StoreDraft *draft)
{
  g_autoptr (StoreDraftCopy) copy = store_draft_copy_get (store, draft->id);

  return copy != NULL && (copy->version == 0 || copy->version >= draft->version);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const AlpUnsent *x = *(const AlpUnsent *const *) a, *y = *(const AlpUnsent *const *) b;

  return x->time > y->time ? -1 : x->time < y->time;
}

static AlpUnsent *
from_draft (const StoreDraft *draft)
{
  g_autoptr (AlpDraftRecord) record = alp_draft_record_parse (draft->content, NULL);
  AlpUnsent *self = g_new0 (AlpUnsent, 1);

  self->draft_id = draft->id;
  self->account_id = draft->account_id;
  self->time = draft->saved;
  self->subject = g_strdup (draft->subject);
  self->to = g_strdup (record != NULL && record->to != NULL ? record->to : "");
  return self;
}

static AlpUnsent *
from_outbox (const StoreOutboxItem *item)
{
  AlpUnsent *self = g_new0 (AlpUnsent, 1);

  self->outbox_id = item->id;
  self->account_id = item->account_id;
  self->time = item->created;
  self->subject = g_strdup (item->subject);
  self->to = g_strjoinv (", ", item->recipients);
  return self;
}

static gpointer
list_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  Job *job = argument;
  Store *store = sync_engine_get_store (job->sync);
  g_autoptr (GPtrArray) items = store_outbox_list (store, 0, FALSE, error);
  g_autoptr (GPtrArray) drafts = items != NULL ? store_drafts_list (store, 0, error) : NULL;
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) alp_unsent_free);

  if (drafts == NULL)
    return NULL;
  for (guint i = 0; i < items->len; i++)
    {
      const StoreOutboxItem *item = g_ptr_array_index (items, i);

      if (g_hash_table_contains (job->accounts, &item->account_id) && is_unsent (item))
        g_ptr_array_add (found, from_outbox (item));
    }
  for (guint i = 0; i < drafts->len; i++)
    {
      const StoreDraft *draft = g_ptr_array_index (drafts, i);

      if (g_hash_table_contains (job->accounts, &draft->account_id) && draft->outbox_id == 0
          && !is_up_there (store, draft))
        g_ptr_array_add (found, from_draft (draft));
    }
  g_ptr_array_sort (found, compare_times);
  return g_steal_pointer (&found);
}

static void
run (AlpEngine *engine, gpointer tag, BaseWorkerFunc func, GListModel *accounts, const char *folder,
     GDestroyNotify result_free, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job;

  if (alp_engine_get_sync (engine) == NULL)
    {
      alp_job_fail (engine, tag, cancellable, callback, user_data, alp_engine_new_stopped_error ());
      return;
    }
  job = g_new0 (Job, 1);
  job->sync = alp_engine_get_sync (engine);
  job->folder = g_strdup (folder);
  job->accounts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);
      gint64 id = alp_account_get_id (account);

      g_hash_table_add (job->accounts, g_memdup2 (&id, sizeof id));
    }
  alp_job_run (engine, tag, alp_engine_get_actor (engine), BASE_PRIORITY_INTERACTIVE, func, job, job_free,
               result_free, cancellable, callback, user_data);
}

void
alp_unsent_list_async (AlpEngine *engine, GListModel *accounts, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (engine));

  run (engine, alp_unsent_list_async, list_job, accounts, NULL, (GDestroyNotify) g_ptr_array_unref,
       cancellable, callback, user_data);
}

GPtrArray *
alp_unsent_list_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_unsent_list_async, result, error);
}

/* ---- as files ---- */

/* As it goes to the server's Drafts folder: whatever was typed, with Bcc. */
static GBytes *
draft_bytes (SyncEngine *sync, gint64 id, GError **error)
{
  Store *store = sync_engine_get_store (sync);
  g_autofree char *folder = alp_draft_record_dup_folder (sync_engine_get_profile (sync));
  g_autoptr (StoreDraft) saved = store_draft_get (store, id, 0, error);
  g_autoptr (AlpDraftRecord) record = saved != NULL ? alp_draft_record_parse (saved->content, error) : NULL;
  g_autoptr (MimeDraft) draft
      = record != NULL ? alp_draft_record_to_mime (record, folder, FALSE, error) : NULL;
  g_autoptr (StoreAccount) account
      = draft != NULL ? store_account_get (store, saved->account_id, error) : NULL;

  if (account == NULL)
    return NULL;
  if (draft->from == NULL || !mime_address_is_valid (draft->from->email))
    {
      g_clear_pointer (&draft->from, mime_address_free);
      draft->from = mime_address_new (account->name, account->email);
    }
  draft->message_id = mime_build_message_id (draft->from->email);
  return alp_draft_record_build (record, draft, TRUE, error);
}

static GBytes *
unsent_bytes (SyncEngine *sync, const AlpUnsent *unsent, GError **error)
{
  g_autoptr (StoreOutboxItem) item = NULL;

  if (unsent->draft_id != 0)
    return draft_bytes (sync, unsent->draft_id, error);
  item = store_outbox_get (sync_engine_get_store (sync), unsent->outbox_id, error);
  return item != NULL ? g_bytes_ref (item->message) : NULL;
}

static gpointer
export_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  Job *job = argument;
  g_autoptr (GPtrArray) found = list_job (argument, cancellable, error);

  if (found == NULL)
    return NULL;
  if (g_mkdir_with_parents (job->folder, 0700) != 0)
    {
      g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (errno), "%s: %s", job->folder,
                   g_strerror (errno));
      return NULL;
    }
  for (guint i = 0; i < found->len; i++)
    {
      const AlpUnsent *unsent = g_ptr_array_index (found, i);
      g_autofree char *name = alp_export_dup_name (unsent->subject, unsent->time);
      g_autoptr (GBytes) bytes = unsent_bytes (job->sync, unsent, error);
      g_autofree char *path = bytes != NULL ? alp_export_write_file (job->folder, name, bytes, error) : NULL;

      if (path == NULL)
        return NULL;
    }
  return GUINT_TO_POINTER (found->len + 1);
}

void
alp_unsent_export_async (AlpEngine *engine, GListModel *accounts, const char *folder,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (engine));
  g_return_if_fail (folder != NULL);

  run (engine, alp_unsent_export_async, export_job, accounts, folder, NULL, cancellable, callback, user_data);
}

gint
alp_unsent_export_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  gpointer value = alp_job_finish (engine, alp_unsent_export_async, result, error);

  return value != NULL ? (gint) GPOINTER_TO_UINT (value) - 1 : -1;
}
