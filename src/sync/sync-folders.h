/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-session.h"

G_BEGIN_DECLS

/* A folder of the store and what the server said of it in the folder list. */
typedef struct
{
  StoreFolder *folder;
  gboolean unchanged; /* STATUS proves that nothing happened since the last complete sync */
} SyncFolderEntry;

void sync_folder_entry_free (SyncFolderEntry *self);

GPtrArray *sync_folders_run (SyncSession *session, GCancellable *cancellable, GError **error);
StoreFolder *sync_folders_ensure_role (SyncSession *session, StoreRole role, GCancellable *cancellable,
                                       GError **error);

G_END_DECLS
