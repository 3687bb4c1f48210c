/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-changes.c: change records on their way to the main thread, at most one dispatch per frame
 *
 * The store tells of changes on the thread that wrote; sync tells of states on its workers. Both are copied into a queue under a lock
 * (pushing is the only thing done there) and one source on the main context empties it: at once when it was quiet for a frame, else
 * when the frame is over. */

#include "alp-changes.h"

#include "alp-error.h"

#define FRAME_US 16000

struct _AlpChanges
{
  GMainContext *context;
  AlpChangesFunc func;
  gpointer user_data;
  GMutex lock; /* guards the fields below */
  GPtrArray *queue;
  GSource *source;
  gint64 last_us;
};

static void
change_free (gpointer data)
{
  AlpChange *change = data;

  g_clear_pointer (&change->items, g_array_unref);
  g_clear_error (&change->error);
  g_free (change);
}

static gboolean
dispatch (gpointer data)
{
  AlpChanges *self = data;
  g_autoptr (GPtrArray) changes = NULL;

  g_mutex_lock (&self->lock);
  changes = g_steal_pointer (&self->queue);
  g_clear_pointer (&self->source, g_source_unref);
  self->last_us = g_get_monotonic_time ();
  g_mutex_unlock (&self->lock);
  if (changes != NULL)
    self->func (changes, self->user_data);
  return G_SOURCE_REMOVE;
}

static void
push (AlpChanges *self, AlpChange *change)
{
  g_mutex_lock (&self->lock);
  if (self->queue == NULL)
    self->queue = g_ptr_array_new_with_free_func (change_free);
  g_ptr_array_add (self->queue, change);
  if (self->source == NULL)
    {
      gint64 quiet_us = g_get_monotonic_time () - self->last_us;

      self->source = quiet_us >= FRAME_US ? g_idle_source_new ()
                                          : g_timeout_source_new ((guint) ((FRAME_US - quiet_us) / 1000 + 1));
      g_source_set_priority (self->source, G_PRIORITY_DEFAULT);
      g_source_set_callback (self->source, dispatch, self, NULL);
      g_source_attach (self->source, self->context);
    }
  g_mutex_unlock (&self->lock);
}

void
alp_changes_push_store (const StoreChange *change, gpointer data)
{
  AlpChange *copy = g_new0 (AlpChange, 1);

  copy->kind = change->kind;
  copy->account_id = change->account_id;
  copy->folder_id = change->folder_id;
  copy->items = change->items != NULL ? g_array_copy (change->items) : NULL;
  push (data, copy);
}

void
alp_changes_push_state (gint64 account_id, SyncState state, const GError *error, gpointer data)
{
  AlpChange *change = g_new0 (AlpChange, 1);

  change->account_id = account_id;
  change->state = state;
  change->error = error != NULL ? alp_error_from (error) : NULL;
  push (data, change);
}

void
alp_changes_push_progress (const SyncProgress *progress, gpointer data)
{
  AlpChange *change = g_new0 (AlpChange, 1);

  change->progress = *progress;
  push (data, change);
}

AlpChanges *
alp_changes_new (AlpChangesFunc func, gpointer user_data)
{
  AlpChanges *self = g_new0 (AlpChanges, 1);

  self->context = g_main_context_ref_thread_default ();
  self->func = func;
  self->user_data = user_data;
  g_mutex_init (&self->lock);
  return self;
}

void
alp_changes_free (AlpChanges *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_pointer (&self->queue, g_ptr_array_unref);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_free (self);
}
