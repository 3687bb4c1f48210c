/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-address-switcher.h: which address is shown, and the list to choose another.  Main thread. */
#pragma once

#include "alp-engine.h"
#include "alp-profile.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_ADDRESS_SWITCHER (alp_address_switcher_get_type ())
G_DECLARE_FINAL_TYPE (AlpAddressSwitcher, alp_address_switcher, ALP, ADDRESS_SWITCHER, AdwBin)

void alp_address_switcher_set_profile (AlpAddressSwitcher *self, AlpProfile *profile);
void alp_address_switcher_show_account (AlpAddressSwitcher *self, AlpAccount *account);
void alp_address_switcher_show_unified (AlpAddressSwitcher *self, AlpFolderRole role);
const char *alp_address_switcher_unified_title (AlpFolderRole role);

G_END_DECLS
