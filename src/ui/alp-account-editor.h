/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-account-editor.h: who a user account is; also how a new one is made.  Main thread. */
#pragma once

#include "alp-engine.h"
#include "alp-profile.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_ACCOUNT_EDITOR (alp_account_editor_get_type ())
G_DECLARE_FINAL_TYPE (AlpAccountEditor, alp_account_editor, ALP, ACCOUNT_EDITOR, AdwDialog)

AdwDialog *alp_account_editor_new (AlpEngine *engine, AlpProfile *profile);

G_END_DECLS
