/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-template-dialog.h: templates, to be removed.  Main thread. */
#pragma once

#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_TEMPLATE_DIALOG (alp_template_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AlpTemplateDialog, alp_template_dialog, ALP, TEMPLATE_DIALOG, AdwDialog)

AdwDialog *alp_template_dialog_new (AlpEngine *engine);

G_END_DECLS
