/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* SyncConditions: what the computer says about network, power and sleep. One per engine; any thread. */
typedef struct _SyncConditions SyncConditions;

typedef enum
{
  SYNC_CONDITION_SLEPT = 1 << 0, /* the computer was asleep: no connection can be trusted */
  SYNC_CONDITION_NETWORK
  = 1 << 1, /* another network, or it came or went: connections are asked whether they live */
  SYNC_CONDITION_SAVING = 1 << 2, /* metered or power saver: changed */
  SYNC_CONDITION_CLOCK = 1 << 3,  /* somebody set the clock */
} SyncConditionChange;

/* Called on a thread of the conditions' own (or of the test), without any lock held. */
typedef void (*SyncConditionsFunc) (guint changes, gpointer user_data);

SyncConditions *sync_conditions_new (SyncConditionsFunc func, gpointer user_data);
void sync_conditions_free (SyncConditions *self);
gboolean sync_conditions_is_metered (SyncConditions *self);
gboolean sync_conditions_is_saving_power (SyncConditions *self);
void sync_conditions_note_sleep (SyncConditions *self);
void sync_conditions_note_network (SyncConditions *self);
void sync_conditions_set_saving (SyncConditions *self, gboolean metered, gboolean saving_power);

G_END_DECLS
