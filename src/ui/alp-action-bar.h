/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-action-bar.h: the buttons over an open message, as the person wants them.  Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_ACTION_BAR (alp_action_bar_get_type ())
G_DECLARE_FINAL_TYPE (AlpActionBar, alp_action_bar, ALP, ACTION_BAR, AdwBin)

void alp_action_bar_set_narrow (AlpActionBar *self, gboolean narrow);
void alp_action_bar_set_starred (AlpActionBar *self, gboolean starred);

G_END_DECLS
