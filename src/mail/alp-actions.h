/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-undo.h"
#include "store.h"
#include "sync-engine.h"

G_BEGIN_DECLS

/* One action of a person, as a job. Private to mail/. */
typedef struct
{
  SyncEngine *sync;
  AlpAction action;
  gboolean automatic; /* the program's own doing: Undo never means it */
  GArray *ids;        /* (element-type gint64): messages */
  GArray *threads;    /* (element-type gint64): conversations; their messages join @ids */
  gint64 folder_id;   /* where the list shows them, 0: anywhere */
  gint64 target_id;   /* MOVE: 0: by name */
  char *target;       /* nullable */
} AlpActionJob;

AlpActionJob *alp_action_job_new (SyncEngine *sync, AlpAction action);
void alp_action_job_free (gpointer data);
/* BaseWorkerFunc. Returns (char *): what was done, "" when there was nothing to do */
gpointer alp_action_job_run (gpointer argument, GCancellable *cancellable, GError **error);
/* BaseWorkerFunc; @argument is the SyncEngine. Returns (char *): what came back */
gpointer alp_undo_job_run (gpointer argument, GCancellable *cancellable, GError **error);

G_END_DECLS
