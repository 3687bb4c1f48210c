/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-upkeep.h"

#include "sync-engine.h"

G_BEGIN_DECLS

/* Private to mail/: what an upkeep job takes to its worker. */
typedef struct _AlpUpkeepMeter AlpUpkeepMeter;

typedef struct
{
  SyncEngine *sync;
  Store *store;
  char *attachments; /* folder of copied files */
  gint64 account_id;
  gint64 folder_id;
  AlpCheckFlags flags;
  AlpClearing clearing;
  AlpUpkeepMeter *meter;
} AlpUpkeepJob;

/* NULL when the engine was stopped. @progress: (nullable). */
AlpUpkeepJob *alp_upkeep_job_new (AlpEngine *engine, AlpProgressFunc progress, gpointer progress_data);
void alp_upkeep_job_free (gpointer job);
/* A StoreProgressFunc; @meter as user_data. Worker's thread. */
gboolean alp_upkeep_meter_set (gint64 done, gint64 total, gpointer meter);
/* Files copied for drafts that nothing in local.db names, older than an hour. Worker's thread. */
gboolean alp_upkeep_sweep_attachments (AlpUpkeepJob *job, GError **error);

/* At alp_engine_start (): what is due in the background. Main thread. */
void alp_upkeep_begin (AlpEngine *engine);

G_END_DECLS
