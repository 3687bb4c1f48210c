/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-search-server.c: what servers find, added to a search's list
 *
 * Main thread; asked one address after another on the setup worker, which may wait for the network. */

#include "alp-search-server.h"

#include "alp-engine-private.h"
#include "alp-message-list-private.h"
#include "sync-search.h"

typedef struct
{
  SyncEngine *sync;
  gint64 account_id; /* 0: all */
  char *text;
} AskJob;

static void
ask_job_free (gpointer data)
{
  AskJob *job = data;

  g_free (job->text);
  g_free (job);
}

/* One server that does not answer must not hide what the others found; its error counts when none found anything. */
static gpointer
ask_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  AskJob *job = argument;
  g_autoptr (GPtrArray) accounts = store_accounts_list (sync_engine_get_store (job->sync), error);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (StoreListItem));
  g_autoptr (GError) first = NULL;

  if (accounts == NULL)
    return NULL;
  for (guint i = 0; i < accounts->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      const StoreAccount *account = g_ptr_array_index (accounts, i);
      g_autoptr (GArray) found = NULL;

      if (account->kind != STORE_ACCOUNT_IMAP || (job->account_id != 0 && job->account_id != account->id))
        continue;
      found = sync_search_server (job->sync, account->id, job->text, cancellable,
                                  first == NULL ? &first : NULL);
      if (found != NULL)
        g_array_append_vals (all, found->data, found->len);
    }
  if (all->len > 0 || first == NULL)
    return g_steal_pointer (&all);
  g_propagate_error (error, g_steal_pointer (&first));
  return NULL;
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  AlpMessageList *list = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GArray) found = alp_job_finish (source, on_asked, result, &error);

  if (found == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  alp_message_list_add_found (list, found);
  g_task_return_int (task, (gssize) found->len);
}

void
alp_search_ask_server_async (AlpEngine *engine, AlpMessageList *list, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  const StoreListQuery *query;
  GTask *task;
  AskJob *job;

  g_return_if_fail (ALP_IS_ENGINE (engine));
  g_return_if_fail (ALP_IS_MESSAGE_LIST (list));

  query = alp_message_list_get_search (list);
  task = g_task_new (engine, cancellable, callback, user_data);
  g_task_set_source_tag (task, alp_search_ask_server_async);
  g_task_set_task_data (task, g_object_ref (list), g_object_unref);
  if (query == NULL || alp_engine_get_sync (engine) == NULL)
    {
      g_task_return_int (task, 0);
      g_object_unref (task);
      return;
    }
  job = g_new0 (AskJob, 1);
  job->sync = alp_engine_get_sync (engine);
  job->account_id = query->account_id;
  job->text = g_strdup (query->search);
  alp_job_run (engine, on_asked, alp_engine_get_setup (engine), BASE_PRIORITY_NORMAL, ask_job, job,
               ask_job_free, (GDestroyNotify) g_array_unref, cancellable, on_asked, task);
}

gint
alp_search_ask_server_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, engine), -1);

  return (gint) g_task_propagate_int (G_TASK (result), error);
}
