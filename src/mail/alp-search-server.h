/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-engine.h"

G_BEGIN_DECLS

/* Asks the servers for messages whose text is not here (alp_search_load_coverage_async () says whether there are any) and adds what they
 * find to @list, a search of alp_search_list () or alp_engine_list_search (). Main thread; errors are ALP_ERROR. */
void alp_search_ask_server_async (AlpEngine *engine, AlpMessageList *list, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
/* Returns: how many messages were found there, -1 with @error when no server answered. */
gint alp_search_ask_server_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

G_END_DECLS
