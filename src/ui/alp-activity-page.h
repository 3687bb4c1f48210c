/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-activity-page.h: the log of what was done and what happened.  Main thread. */
#pragma once

#include "alp-activity.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_ACTIVITY_PAGE (alp_activity_page_get_type ())
G_DECLARE_FINAL_TYPE (AlpActivityPage, alp_activity_page, ALP, ACTIVITY_PAGE, AdwNavigationPage)

AdwNavigationPage *alp_activity_page_new (AlpEngine *engine, AlpAccount *account);
AdwDialog *alp_activity_page_new_dialog (AlpEngine *engine, AlpAccount *account);

G_END_DECLS
