/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-message-list.h"
#include "base-worker.h"
#include "store.h"

G_BEGIN_DECLS

/* @query: copied. @reader: its jobs read @store. @rising: oldest first. */
AlpMessageList *alp_message_list_new (Store *store, BaseWorker *reader, const StoreListQuery *query,
                                      gboolean rising);
/* @changes: (element-type AlpChange) */
void alp_message_list_apply (AlpMessageList *self, GPtrArray *changes);
/* The store is about to go: nothing is asked of it any more. */
void alp_message_list_detach (AlpMessageList *self);
/* Called when the list is disposed. */
void alp_message_list_set_gone_func (AlpMessageList *self,
                                     void (*func) (AlpMessageList *list, gpointer user_data),
                                     gpointer user_data, GDestroyNotify destroy);

G_END_DECLS
