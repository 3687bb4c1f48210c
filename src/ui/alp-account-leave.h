/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-account-leave.h: removing addresses and signing out of user accounts, after what must be asked was asked.  Main thread. */
#pragma once

#include "alp-engine.h"
#include "alp-profile.h"

#include <adwaita.h>

G_BEGIN_DECLS

void alp_account_leave_profile (GtkWidget *parent, AlpEngine *engine, AlpProfile *profile);
void alp_account_leave_addresses (GtkWidget *parent, AlpEngine *engine, GListModel *accounts);

G_END_DECLS
