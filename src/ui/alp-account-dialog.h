/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-account-dialog.h: the form that adds an address.  Main thread. */
#pragma once

#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_ACCOUNT_DIALOG (alp_account_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AlpAccountDialog, alp_account_dialog, ALP, ACCOUNT_DIALOG, AdwDialog)

AdwDialog *alp_account_dialog_new (AlpEngine *engine);

G_END_DECLS
