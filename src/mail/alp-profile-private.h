/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-profile.h"
#include "store.h"

G_BEGIN_DECLS

/* Brings @profiles (of AlpProfile) into agreement with @records (StoreProfile) and @accounts (AlpAccount): same profile, same object. */
void alp_profiles_update (GListStore *profiles, GPtrArray *records, GListModel *accounts);
/* Removes those that were begun and never got an address. Blocking. */
void alp_profiles_prune (Store *store);

G_END_DECLS
