/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-sign-in-again.h: a new password for an address that is here.  Main thread. */
#pragma once

#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_SIGN_IN_AGAIN (alp_sign_in_again_get_type ())
G_DECLARE_FINAL_TYPE (AlpSignInAgain, alp_sign_in_again, ALP, SIGN_IN_AGAIN, AdwDialog)

AdwDialog *alp_sign_in_again_new (AlpEngine *engine, AlpAccount *account);

G_END_DECLS
