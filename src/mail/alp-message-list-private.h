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
/* The search the list is of; NULL: it is none. */
const StoreListQuery *alp_message_list_get_search (AlpMessageList *self);
/* Messages that belong to it although the index here does not know: they stay in it. (element-type StoreListItem) */
void alp_message_list_add_found (AlpMessageList *self, GArray *items);
/* The store is about to go: nothing is asked of it any more. */
void alp_message_list_detach (AlpMessageList *self);
/* Called when the list is disposed. */
void alp_message_list_set_gone_func (AlpMessageList *self,
                                     void (*func) (AlpMessageList *list, gpointer user_data),
                                     gpointer user_data, GDestroyNotify destroy);

G_END_DECLS
