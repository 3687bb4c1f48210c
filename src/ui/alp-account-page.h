/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-account-page.h: one address in the preferences.  Main thread. */
#pragma once

#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_ACCOUNT_PAGE (alp_account_page_get_type ())
G_DECLARE_FINAL_TYPE (AlpAccountPage, alp_account_page, ALP, ACCOUNT_PAGE, AdwNavigationPage)

AdwNavigationPage *alp_account_page_new (AlpEngine *engine, AlpAccount *account);

G_END_DECLS
