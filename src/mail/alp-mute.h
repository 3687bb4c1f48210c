/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-engine.h"

G_BEGIN_DECLS

/* Muting: nothing that comes into a muted conversation is told of; it stays so for what comes later, and is found by "is:muted". Kept on
 * this computer. Main thread; errors are ALP_ERROR. */

/* The conversations of these messages. */
void alp_engine_mute_async (AlpEngine *engine, const gint64 *message_ids, gsize n, gboolean muted,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean alp_engine_mute_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

G_END_DECLS
