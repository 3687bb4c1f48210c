/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-engine.h"
#include "sync-setup.h"

G_BEGIN_DECLS

/* SyncAccount: the supervisor of one started account: three workers and their connections. Any thread. */
typedef struct _SyncAccount SyncAccount;

SyncAccount *sync_account_start (SyncSetup *setup, SyncBodies bodies, SyncStateFunc func, gpointer user_data);
void sync_account_stop (SyncAccount *self);
SyncAccount *sync_account_ref (SyncAccount *self);
void sync_account_unref (SyncAccount *self);

void sync_account_wake (SyncAccount *self);
void sync_account_refresh (SyncAccount *self);
SyncState sync_account_get_state (SyncAccount *self);
GBytes *sync_account_fetch_body (SyncAccount *self, gint64 message_id, GCancellable *cancellable,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncAccount, sync_account_unref)

G_END_DECLS
