/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base-wake.h"
#include "sync-engine.h"
#include "sync-session.h"

G_BEGIN_DECLS

typedef struct
{
  BaseWake *interrupt;       /* nullable: ends the folder early, between batches */
  SyncProgressFunc progress; /* nullable */
  gpointer progress_data;
} SyncFolderOptions;

gboolean sync_folder_run (SyncSession *session, gint64 folder_id, const SyncFolderOptions *options,
                          SyncReport *report, GCancellable *cancellable, GError **error);

G_END_DECLS
