/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-account.h"
#include "store.h"
#include "sync-engine.h"

G_BEGIN_DECLS

AlpAccount *alp_account_new (const StoreAccount *record);
/* Takes over what changed and notifies. @folders: (element-type StoreFolder), @settings: (element-type StoreFolderSetting): of any. */
void alp_account_update (AlpAccount *self, const StoreAccount *record, GPtrArray *folders,
                         GPtrArray *settings);
void alp_account_set_progress (AlpAccount *self, const SyncProgress *progress);
/* @error: (nullable): ALP_ERROR */
void alp_account_set_state (AlpAccount *self, SyncState state, const GError *error);
StoreAccount *alp_account_spec_to_record (const AlpAccountSpec *spec);

G_END_DECLS
