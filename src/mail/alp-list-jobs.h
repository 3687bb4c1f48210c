/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-message-index.h"
#include "base-worker.h"
#include "store.h"

G_BEGIN_DECLS

/* What a list asks of the store, as jobs for its reader. Private to mail/. */
typedef struct
{
  Store *store;
  StoreListQuery query; /* owns search */
  guint limit;
  AlpMessageIndex *from; /* what the list has now */
} AlpIdsJob;

/* From one order to another; made beside the main thread, which with a million rows would stand still meanwhile. */
typedef struct
{
  AlpMessageIndex *from;
  AlpMessageIndex *to;
  GArray *runs; /* (element-type AlpIndexRun) */
} AlpIndexChange;

void alp_index_change_free (AlpIndexChange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpIndexChange, alp_index_change_free)

typedef struct
{
  Store *store;
  gboolean conversations;
  gint64 folder_id;
  GArray *ids; /* (element-type gint64) */
} AlpRowsJob;

AlpIdsJob *alp_ids_job_new (Store *store, const StoreListQuery *query, guint limit, AlpMessageIndex *from);
void alp_ids_job_free (gpointer data);
/* BaseWorkerFunc; returns AlpIndexChange */
gpointer alp_ids_job_run (gpointer argument, GCancellable *cancellable, GError **error);

AlpRowsJob *alp_rows_job_new (Store *store, const StoreListQuery *query, GArray *ids);
void alp_rows_job_free (gpointer data);
/* BaseWorkerFunc; returns (element-type StoreMessage or StoreConversation) */
gpointer alp_rows_job_run (gpointer argument, GCancellable *cancellable, GError **error);

G_END_DECLS
