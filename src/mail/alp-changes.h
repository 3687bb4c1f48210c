/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"
#include "sync-engine.h"

G_BEGIN_DECLS

/* One thing that happened below the line, on its way up. Never changes. */
typedef struct
{
  StoreChangeKind kind; /* 0: the state of account_id */
  gint64 account_id;
  gint64 folder_id;
  GArray *items; /* (element-type StoreChangeItem) (nullable) */
  SyncState state;
  SyncProgress progress; /* account_id 0: none */
  GError *error;         /* nullable: ALP_ERROR */
} AlpChange;

/* @changes: (element-type AlpChange): in order. Main thread. */
typedef void (*AlpChangesFunc) (GPtrArray *changes, gpointer user_data);

/* AlpChanges: gathers changes from any thread and hands them over on the thread that made it, at most once per frame. */
typedef struct _AlpChanges AlpChanges;

AlpChanges *alp_changes_new (AlpChangesFunc func, gpointer user_data);
/* No function call comes after this. Whoever pushes must be gone. */
void alp_changes_free (AlpChanges *self);
/* StoreChangeFunc and SyncStateFunc; @self as user_data. */
void alp_changes_push_store (const StoreChange *change, gpointer self);
/* SyncProgressFunc; @self as user_data. */
void alp_changes_push_progress (const SyncProgress *progress, gpointer self);
void alp_changes_push_state (gint64 account_id, SyncState state, const GError *error, gpointer self);

G_END_DECLS
