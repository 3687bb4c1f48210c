/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-plan.h"
#include "sync-session.h"

G_BEGIN_DECLS

/* A folder of the store and what the server said of it in the folder list. */
typedef struct
{
  StoreFolder *folder;
  SyncNumbersVerdict numbers; /* what STATUS says against what is here; CHANGED without STATUS */
  gboolean listed;            /* the folder list came with STATUS */
} SyncFolderEntry;

void sync_folder_entry_free (SyncFolderEntry *self);

void sync_folders_judge (SyncSession *session, SyncFolderEntry *entry, const ImapStatus *status);
GPtrArray *sync_folders_run (SyncSession *session, GCancellable *cancellable, GError **error);
StoreFolder *sync_folders_ensure_role (SyncSession *session, StoreRole role, GCancellable *cancellable,
                                       GError **error);

G_END_DECLS
