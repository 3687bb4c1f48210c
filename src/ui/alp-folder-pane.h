/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-folder-pane.h: addresses, folders, the sync line.  Main thread. */
#pragma once

#include "alp-folder-actions.h"
#include "alp-profile.h"
#include "alp-quota.h"
#include "alp-search.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_FOLDER_PANE (alp_folder_pane_get_type ())
G_DECLARE_FINAL_TYPE (AlpFolderPane, alp_folder_pane, ALP, FOLDER_PANE, AdwBin)

void alp_folder_pane_set_engine (AlpFolderPane *self, AlpEngine *engine);
void alp_folder_pane_select_account (AlpFolderPane *self, guint position);
AlpAccount *alp_folder_pane_get_account (AlpFolderPane *self);
AlpFolder *alp_folder_pane_get_folder (AlpFolderPane *self);
double alp_folder_pane_get_quota_percent (AlpFolderPane *self);
void alp_folder_pane_focus (AlpFolderPane *self);
AlpSavedSearch *alp_folder_pane_get_search (AlpFolderPane *self);
gboolean alp_folder_pane_get_unified (AlpFolderPane *self);
AlpFolderRole alp_folder_pane_get_unified_role (AlpFolderPane *self);
guint alp_folder_pane_get_unified_unread (AlpFolderPane *self);
void alp_folder_pane_set_profile (AlpFolderPane *self, AlpProfile *profile);
AlpProfile *alp_folder_pane_get_profile (AlpFolderPane *self);
void alp_folder_pane_show_account_button (AlpFolderPane *self, gboolean shown);

G_END_DECLS
