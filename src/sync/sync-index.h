/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-engine.h"

G_BEGIN_DECLS

/* blocking, for a background thread: adds to the search index what it lacks of bodies that are here, and makes a new index beside the
 * present one when a newer version makes it otherwise, or when @force says so. In slices of 200 messages; goes on where it was stopped,
 * also after a restart. @progress: (nullable). Returns: TRUE when finished; FALSE without @error: @progress said stop. */
gboolean sync_index_rebuild (SyncEngine *engine, gboolean force, StoreProgressFunc progress,
                             gpointer user_data, GCancellable *cancellable, GError **error);

G_END_DECLS
