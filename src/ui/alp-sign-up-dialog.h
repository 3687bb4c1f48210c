/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-sign-up-dialog.h: where a new address can be had.  Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

AdwDialog *alp_sign_up_dialog_new (void);

G_END_DECLS
