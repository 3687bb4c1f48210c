/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-changes.h"
#include "alp-engine.h"
#include "alp-job.h"
#include "base-worker.h"
#include "store.h"
#include "sync-engine.h"

G_BEGIN_DECLS

/* NULL after alp_engine_stop (): then nothing can be asked for any more. */
SyncEngine *alp_engine_get_sync (AlpEngine *self);
/* Reads rows and ids. */
BaseWorker *alp_engine_get_reader (AlpEngine *self);
/* A person's actions. */
BaseWorker *alp_engine_get_actor (AlpEngine *self);
/* Whole messages; may wait for the network. */
BaseWorker *alp_engine_get_loader (AlpEngine *self);
/* Connecting to try an account, whole rounds. */
BaseWorker *alp_engine_get_setup (AlpEngine *self);
/* Checks, rebuilding, clearing: minutes. */
BaseWorker *alp_engine_get_upkeep (AlpEngine *self);
/* Whether alp_engine_start () was called. */
gboolean alp_engine_get_started (AlpEngine *self);
/* Lists want to hear of changes. */
void alp_engine_add_list (AlpEngine *self, AlpMessageList *list);
void alp_engine_remove_list (AlpEngine *self, AlpMessageList *list);
/* Who hears of every change, once more: AlpNews. NULL ends it. */
void alp_engine_set_watch (AlpEngine *self, AlpChangesFunc func, gpointer user_data);
/* For a call that comes after alp_engine_stop (). */
GError *alp_engine_new_stopped_error (void);

G_END_DECLS
