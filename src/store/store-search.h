/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-list.h"

G_BEGIN_DECLS

/* Runs @text over the messages of an account (0: all). Returns: (element-type StoreListItem): newest first, at most @limit (0: all).
 * Bodies not here are not searched: store_search_get_reach () says how far the index goes. */
GArray *store_search (Store *store, gint64 account_id, const char *text, gboolean conversations, guint limit,
                      GCancellable *cancellable, GError **error);
/* Messages, and how many of them are indexed with their text. */
gboolean store_search_get_reach (Store *store, gint64 account_id, guint *messages, guint *with_text,
                                 GError **error);

G_END_DECLS
