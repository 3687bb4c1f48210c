/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-conditions.h"
#include "sync-engine.h"
#include "sync-setup.h"

G_BEGIN_DECLS

/* SyncAccount: the supervisor of one started account: its lanes. Any thread. */
typedef struct _SyncAccount SyncAccount;

/* What an account is told by its engine. The functions are called on lanes' threads. */
typedef struct
{
  SyncBodies bodies;
  SyncStateFunc state_func; /* nullable */
  gpointer state_data;
  SyncProgressFunc progress_func; /* nullable */
  gpointer progress_data;
  SyncConditions *conditions; /* outlives the account */
} SyncAccountOptions;

SyncAccount *sync_account_start (SyncSetup *setup, const SyncAccountOptions *options);
void sync_account_stop (SyncAccount *self);
SyncAccount *sync_account_ref (SyncAccount *self);
void sync_account_unref (SyncAccount *self);

void sync_account_wake (SyncAccount *self);
void sync_account_refresh (SyncAccount *self);
void sync_account_conditions_changed (SyncAccount *self, guint changes);
SyncState sync_account_get_state (SyncAccount *self);
guint sync_account_get_budget (SyncAccount *self);
GBytes *sync_account_fetch_body (SyncAccount *self, gint64 message_id, GCancellable *cancellable,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncAccount, sync_account_unref)

G_END_DECLS
