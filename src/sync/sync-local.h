/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-engine.h"
#include "sync-setup.h"

G_BEGIN_DECLS

gboolean sync_local_is_mine (const SyncSetup *setup);
gboolean sync_local_round (SyncSetup *setup, gboolean look, GPtrArray *reports, GCancellable *cancellable,
                           GError **error);
gboolean sync_local_check (SyncSetup *setup, GCancellable *cancellable, GError **error);
GBytes *sync_local_load_body (Store *store, const StoreMessage *message);

/* For sync-pop and sync-local-journal. */
#define SYNC_LOCAL_UIDVALIDITY 1
gboolean sync_demo_deliver (SyncSetup *setup, gint64 *next_ms, GError **error); /* sync-demo.c */
gint64 sync_local_add_bytes (Store *store, gint64 account_id, const char *path, StoreFlags flags,
                             gint64 received, GBytes *message, const char *once, GError **error);
const char *sync_local_role_path (StoreRole role);
gboolean sync_local_replay (SyncSetup *setup, GCancellable *cancellable, GError **error);
gboolean sync_local_file_sent (SyncSetup *setup, GError **error);

G_END_DECLS
