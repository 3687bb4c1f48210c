/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base-wake.h"
#include "sync-engine.h"
#include "sync-session.h"

G_BEGIN_DECLS

/* StoreFolder.low_uid */
#define SYNC_COMPLETE 1
#define SYNC_INCOMPLETE 2

typedef struct
{
  BaseWake *interrupt;       /* nullable: ends the folder early, between batches */
  SyncProgressFunc progress; /* nullable */
  gpointer progress_data;
  gboolean
      only_new; /* the server spoke of new messages alone: without CONDSTORE flags are not read again so soon */
  gboolean distrust; /* numbers do not agree: compare everything, whatever the server says of changes */
} SyncFolderOptions;

gboolean sync_folder_run (SyncSession *session, gint64 folder_id, const SyncFolderOptions *options,
                          SyncReport *report, GCancellable *cancellable, GError **error);

G_END_DECLS
