/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-preferences.h: the preferences dialog.  Main thread. */
#pragma once

#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_PREFERENCES (alp_preferences_get_type ())
G_DECLARE_FINAL_TYPE (AlpPreferences, alp_preferences, ALP, PREFERENCES, AdwPreferencesDialog)

AdwDialog *alp_preferences_new (GSettings *settings, AlpEngine *engine);

G_END_DECLS
