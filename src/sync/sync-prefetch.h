/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base-wake.h"
#include "sync-engine.h"
#include "sync-session.h"

G_BEGIN_DECLS

typedef struct
{
  SyncBodies bodies;         /* where neither folder nor address says otherwise */
  BaseWake *interrupt;       /* nullable: ends it early, between two commands */
  SyncProgressFunc progress; /* nullable */
  gpointer progress_data;
} SyncPrefetchOptions;

gboolean sync_prefetch_folder (SyncSession *session, gint64 folder_id, const SyncPrefetchOptions *options,
                               SyncReport *report, GCancellable *cancellable, GError **error);
gboolean sync_prefetch_has_work (SyncSetup *setup, SyncBodies bodies);
gboolean sync_prefetch_all (SyncSession *session, const SyncPrefetchOptions *options,
                            GCancellable *cancellable, GError **error);

G_END_DECLS
