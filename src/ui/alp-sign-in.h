/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-sign-in.h: the form that adds an address.  Main thread. */
#pragma once

#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_SIGN_IN (alp_sign_in_get_type ())
G_DECLARE_FINAL_TYPE (AlpSignIn, alp_sign_in, ALP, SIGN_IN, AdwBin)

void alp_sign_in_set_engine (AlpSignIn *self, AlpEngine *engine);
void alp_sign_in_focus (AlpSignIn *self);
const char *alp_sign_in_get_name (AlpSignIn *self);
const char *alp_sign_in_get_email (AlpSignIn *self);
void alp_sign_in_set_typed (AlpSignIn *self, const char *name, const char *email);

G_END_DECLS
