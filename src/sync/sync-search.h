/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-engine.h"

G_BEGIN_DECLS

/* The server's search, for messages whose text is not here. */

/* blocking: messages of an account that match @text for the server, and of which nothing but the header is in the index here. Folder by
 * folder, newest first in the end; a folder the server cannot search is left out. Makes no connection when nothing of that kind is here.
 * Returns: (element-type StoreListItem). */
GArray *sync_search_server (SyncEngine *engine, gint64 account_id, const char *text,
                            GCancellable *cancellable, GError **error);

G_END_DECLS
