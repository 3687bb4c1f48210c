/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-search.h"
#include "sync-session.h"

G_BEGIN_DECLS

/* Returns: whether all went well; else @error. */
typedef gboolean (*SyncSessionFunc) (SyncSession *session, gpointer data, GCancellable *cancellable,
                                     GError **error);
/* blocking: @func with a connection that is opened for it and closed again; in sync-engine.c. */
gboolean sync_engine_run_alone (SyncEngine *self, gint64 account_id, SyncSessionFunc func, gpointer data,
                                GCancellable *cancellable, GError **error);

/* The words of a search (store-query.h) as IMAP criteria; conditions are left out, they are known here. Pure. Returns: (transfer full)
 * (element-type ImapSearchPiece) (nullable): NULL when there is nothing to ask a server for. */
GArray *sync_search_compile (const char *text);

G_END_DECLS
