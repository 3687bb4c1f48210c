/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-signature-dialog.h: identities and signatures.  Main thread. */
#pragma once

#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_SIGNATURE_DIALOG (alp_signature_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AlpSignatureDialog, alp_signature_dialog, ALP, SIGNATURE_DIALOG, AdwDialog)

AdwDialog *alp_signature_dialog_new (AlpEngine *engine, AlpAccount *account);

G_END_DECLS
