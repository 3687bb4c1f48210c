/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-message-window.h: one message in a window of its own.  Main thread. */
#pragma once

#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *alp_message_window_new (GtkWindow *parent, AlpEngine *engine, AlpContent *content);
GtkWidget *alp_source_window_new (GtkWindow *parent, AlpContent *content, gboolean headers_only);

G_END_DECLS
