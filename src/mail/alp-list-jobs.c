/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-list-jobs.c: a list's two questions to the store: which ids, and what is in these rows
 *
 * The jobs run on the engine's reader; their arguments are handed over whole. */

#include "alp-list-jobs.h"

AlpIdsJob *
alp_ids_job_new (Store *store, const StoreListQuery *query, guint limit, AlpMessageIndex *from)
{
  AlpIdsJob *job = g_new0 (AlpIdsJob, 1);

  job->store = store;
  job->query = *query;
  job->query.search = g_strdup (query->search);
  job->limit = limit;
  job->from = alp_message_index_ref (from);
  return job;
}

void
alp_ids_job_free (gpointer data)
{
  AlpIdsJob *job = data;

  g_free ((char *) job->query.search);
  alp_message_index_unref (job->from);
  g_free (job);
}

gpointer
alp_ids_job_run (gpointer argument, GCancellable *cancellable, GError **error)
{
  AlpIdsJob *job = argument;
  g_autoptr (GArray) items = NULL;
  AlpIndexChange *change;

  items = job->query.search != NULL
              ? store_search (job->store, job->query.account_id, job->query.search, job->query.conversations,
                              job->limit, cancellable, error)
              : store_list_ids (job->store, &job->query, job->limit, cancellable, error);
  if (items == NULL)
    return NULL;
  change = g_new0 (AlpIndexChange, 1);
  change->from = alp_message_index_ref (job->from);
  change->to = alp_message_index_new_from_items ((const StoreListItem *) (gpointer) items->data, items->len,
                                                 job->from->rising);
  change->runs = alp_message_index_diff (change->from, change->to, ALP_INDEX_RUNS);
  return change;
}

void
alp_index_change_free (AlpIndexChange *self)
{
  alp_message_index_unref (self->from);
  alp_message_index_unref (self->to);
  g_array_unref (self->runs);
  g_free (self);
}

AlpRowsJob *
alp_rows_job_new (Store *store, const StoreListQuery *query, GArray *ids)
{
  AlpRowsJob *job = g_new0 (AlpRowsJob, 1);

  job->store = store;
  job->conversations = query->conversations;
  job->folder_id = query->folder_id;
  job->ids = ids;
  return job;
}

void
alp_rows_job_free (gpointer data)
{
  AlpRowsJob *job = data;

  g_array_unref (job->ids);
  g_free (job);
}

gpointer
alp_rows_job_run (gpointer argument, GCancellable *cancellable, GError **error)
{
  AlpRowsJob *job = argument;
  const gint64 *ids = (const gint64 *) (gpointer) job->ids->data;

  return job->conversations ? store_conversations_get (job->store, ids, job->ids->len, job->folder_id, error)
                            : store_messages_get (job->store, ids, job->ids->len, error);
}
