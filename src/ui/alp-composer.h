/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-composer.h: the window in which a message is written.  Main thread. */
#pragma once

#include "alp-draft.h"
#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_COMPOSER (alp_composer_get_type ())
G_DECLARE_FINAL_TYPE (AlpComposer, alp_composer, ALP, COMPOSER, AdwWindow)

GtkWidget *alp_composer_new (GtkApplication *application, AlpEngine *engine, AlpDraft *draft);

G_END_DECLS
