/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-change.c: what a transaction changed, told after its commit
 *
 * Collected by the writer's owner, one record per kind and folder, published by store_commit (). */

#include "store-private.h"

void
store_change_free (StoreChange *self)
{
  g_clear_pointer (&self->items, g_array_unref);
  g_free (self);
}

static StoreChange *
find_or_make (Store *store, StoreChangeKind kind, gint64 account_id, gint64 folder_id)
{
  StoreChange *change;

  for (guint i = store->changes->len; i > 0; i--)
    {
      change = g_ptr_array_index (store->changes, i - 1);
      if (change->kind == kind && change->account_id == account_id && change->folder_id == folder_id)
        return change;
    }
  change = g_new0 (StoreChange, 1);
  change->kind = kind;
  change->account_id = account_id;
  change->folder_id = folder_id;
  g_ptr_array_add (store->changes, change);
  return change;
}

void
store_change_add (Store *store, StoreChangeKind kind, gint64 account_id, gint64 folder_id, gint64 message_id,
                  gint64 thread_id, gint64 key)
{
  StoreChange *change = find_or_make (store, kind, account_id, folder_id);
  StoreChangeItem item = { message_id, thread_id, key };

  if (message_id == 0)
    return;
  if (change->items == NULL)
    change->items = g_array_new (FALSE, FALSE, sizeof (StoreChangeItem));
  g_array_append_val (change->items, item);
}

void
store_set_change_func (Store *store, StoreChangeFunc func, gpointer user_data)
{
  g_mutex_lock (&store->lock);
  store->change_func = func;
  store->change_data = user_data;
  g_mutex_unlock (&store->lock);
}
