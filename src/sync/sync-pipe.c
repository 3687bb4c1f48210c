/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-pipe.c: reading from the network and writing to the disk at the same time
 *
 * The network thread pushes; a thread of the pipe's own takes. The weight of what is under way is bounded, so a fast server
 * and a slow disk cost no memory. Owned by the pushing thread. */

#include "sync-pipe.h"

typedef struct
{
  gpointer data;
  gsize weight;
} Item;

struct _SyncPipe
{
  GThread *thread;
  SyncPipeFunc func;
  gpointer user_data;
  GDestroyNotify item_free;
  gsize max_weight;
  GMutex lock; /* guards all below */
  GCond changed;
  GQueue items; /* Item */
  gsize weight; /* of items and of the one at work */
  gboolean ended;
  GError *error; /* (nullable): the first failure */
};

static Item *
take_item (SyncPipe *self, gboolean *failed)
{
  Item *item;

  g_mutex_lock (&self->lock);
  while (g_queue_is_empty (&self->items) && !self->ended)
    g_cond_wait (&self->changed, &self->lock);
  item = g_queue_pop_head (&self->items);
  *failed = self->error != NULL;
  g_mutex_unlock (&self->lock);
  return item;
}

static gpointer
pipe_main (gpointer data)
{
  SyncPipe *self = data;
  gboolean failed;
  Item *item;

  while ((item = take_item (self, &failed)) != NULL)
    {
      g_autoptr (GError) error = NULL;

      if (!failed)
        self->func (item->data, self->user_data, &error);
      self->item_free (item->data);
      g_mutex_lock (&self->lock);
      self->weight -= item->weight;
      if (error != NULL && self->error == NULL)
        self->error = g_steal_pointer (&error);
      g_cond_broadcast (&self->changed);
      g_mutex_unlock (&self->lock);
      g_free (item);
    }
  return NULL;
}

/**
 * sync_pipe_new:
 * @max_weight: how much may be under way; one item is always taken, however heavy
 *
 * Starts the pipe's thread. Returns: (transfer full): finish it exactly once
 */
SyncPipe *
sync_pipe_new (gsize max_weight, SyncPipeFunc func, gpointer user_data, GDestroyNotify item_free)
{
  SyncPipe *self = g_new0 (SyncPipe, 1);

  self->func = func;
  self->user_data = user_data;
  self->item_free = item_free;
  self->max_weight = max_weight;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->items);
  self->thread = g_thread_new ("alp-write", pipe_main, self);
  return self;
}

/**
 * sync_pipe_push:
 * @item: (transfer full)
 *
 * Waits for room. Returns: %FALSE when an earlier item failed: stop; sync_pipe_finish () has the error
 */
gboolean
sync_pipe_push (SyncPipe *self, gpointer item, gsize weight)
{
  Item *entry;
  gboolean ok;

  g_mutex_lock (&self->lock);
  while (self->weight > 0 && self->weight + weight > self->max_weight && self->error == NULL)
    g_cond_wait (&self->changed, &self->lock);
  ok = self->error == NULL;
  if (ok)
    {
      entry = g_new (Item, 1);
      *entry = (Item) { item, weight };
      self->weight += weight;
      g_queue_push_tail (&self->items, entry);
      g_cond_broadcast (&self->changed);
    }
  g_mutex_unlock (&self->lock);
  if (!ok)
    self->item_free (item);
  return ok;
}

/* Waits until everything pushed is handled and frees the pipe. Returns: FALSE with the first failure of the function. */
gboolean
sync_pipe_finish (SyncPipe *self, GError **error)
{
  GError *failure;

  g_mutex_lock (&self->lock);
  self->ended = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  failure = self->error;
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}
