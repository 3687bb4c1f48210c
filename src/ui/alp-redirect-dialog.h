/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-redirect-dialog.h: a message passed on as it is.  Main thread. */
#pragma once

#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* AlpRedirectDialog.  Signals: "sent" (gint64 outbox id). */
#define ALP_TYPE_REDIRECT_DIALOG (alp_redirect_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AlpRedirectDialog, alp_redirect_dialog, ALP, REDIRECT_DIALOG, AdwDialog)

AdwDialog *alp_redirect_dialog_new (AlpEngine *engine, AlpAccount *account, AlpContent *content);

G_END_DECLS
