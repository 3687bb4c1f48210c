/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-window.h: the main window.  Main thread. */
#pragma once

#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_WINDOW (alp_window_get_type ())
G_DECLARE_FINAL_TYPE (AlpWindow, alp_window, ALP, WINDOW, AdwApplicationWindow)

GtkWidget *alp_window_new (GtkApplication *application, GSettings *settings);
void alp_window_set_engine (AlpWindow *self, AlpEngine *engine, const GError *error);
void alp_window_compose (AlpWindow *self, const char *mailto);
void alp_window_write_again (AlpWindow *self, AlpMessage *message, AlpContent *content);
void alp_window_toast (AlpWindow *self, const char *text, gboolean undo);

G_END_DECLS
