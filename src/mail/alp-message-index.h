/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "store.h"

G_BEGIN_DECLS

/* AlpMessageIndex: the rows of a list as two arrays, id and sort key. Never changed once made, so any thread may read it. Private to
 * mail/. */
typedef struct
{
  gatomicrefcount refs;
  gint64 *ids;
  gint64 *keys;
  guint n;
  gboolean rising; /* oldest first; else newest first */
} AlpMessageIndex;

/* One contiguous difference: @removed rows at @position (of the old index) give way to @added rows at @new_position (of the new one). */
typedef struct
{
  guint position;
  guint removed;
  guint new_position;
  guint added;
} AlpIndexRun;

/* More differences than this are announced as one. */
#define ALP_INDEX_RUNS 16

AlpMessageIndex *alp_message_index_new (gboolean rising);
AlpMessageIndex *alp_message_index_new_from_items (const StoreListItem *items, gsize n, gboolean rising);
AlpMessageIndex *alp_message_index_ref (AlpMessageIndex *self);
void alp_message_index_unref (AlpMessageIndex *self);

gboolean alp_message_index_find (const AlpMessageIndex *self, gint64 id, gint64 key, guint *position);
guint alp_message_index_find_id (const AlpMessageIndex *self, gint64 id);
AlpMessageIndex *alp_message_index_merge (const AlpMessageIndex *self, const StoreListItem *added,
                                          gsize n_added, const StoreListItem *removed, gsize n_removed);
GArray *alp_message_index_diff (const AlpMessageIndex *from, const AlpMessageIndex *to, guint max_runs);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpMessageIndex, alp_message_index_unref)

G_END_DECLS
