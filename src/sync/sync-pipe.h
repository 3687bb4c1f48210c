/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* SyncPipe: what one thread reads from a server, another writes to the disk, at most so much in between. */
typedef struct _SyncPipe SyncPipe;

/**
 * SyncPipeFunc:
 * @item: still owned by the pipe, which frees it afterwards
 *
 * Called on the pipe's thread, one item after another in order. FALSE with @error: no more items are handled.
 */
typedef gboolean (*SyncPipeFunc) (gpointer item, gpointer user_data, GError **error);

SyncPipe *sync_pipe_new (gsize max_weight, SyncPipeFunc func, gpointer user_data, GDestroyNotify item_free);
gboolean sync_pipe_push (SyncPipe *self, gpointer item, gsize weight);
gboolean sync_pipe_finish (SyncPipe *self, GError **error);

G_END_DECLS
