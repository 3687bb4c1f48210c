/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-composer-window.h: a composer in a window of its own.  Main thread. */
#pragma once

#include "alp-composer.h"

G_BEGIN_DECLS

#define ALP_TYPE_COMPOSER_WINDOW (alp_composer_window_get_type ())
G_DECLARE_FINAL_TYPE (AlpComposerWindow, alp_composer_window, ALP, COMPOSER_WINDOW, AdwWindow)

GtkWidget *alp_composer_window_new (GtkApplication *application, AlpComposer *composer);
AlpComposer *alp_composer_window_get_composer (AlpComposerWindow *self);

G_END_DECLS
