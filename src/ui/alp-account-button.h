/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-account-button.h: the open user account, and the menu to open another.  Main thread. */
#pragma once

#include "alp-engine.h"
#include "alp-profile.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_ACCOUNT_BUTTON (alp_account_button_get_type ())
G_DECLARE_FINAL_TYPE (AlpAccountButton, alp_account_button, ALP, ACCOUNT_BUTTON, AdwBin)

void alp_account_button_set_engine (AlpAccountButton *self, AlpEngine *engine);
void alp_account_button_set_profile (AlpAccountButton *self, AlpProfile *profile);

GtkWidget *alp_profile_avatar_new (AlpProfile *profile, int size);

G_END_DECLS
