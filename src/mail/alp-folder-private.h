/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-folder.h"
#include "store.h"

G_BEGIN_DECLS

AlpFolder *alp_folder_new (const StoreFolder *record);
/* Takes over what changed and notifies. Same id. */
void alp_folder_update (AlpFolder *self, const StoreFolder *record);
/* @setting: (nullable): none is kept */
void alp_folder_update_setting (AlpFolder *self, const StoreFolderSetting *setting);
/* Order of the folder pane. */
int alp_folder_compare (AlpFolder *a, AlpFolder *b);
StoreRole alp_folder_role_to_store (AlpFolderRole role);

G_END_DECLS
