/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-card-bounce.h: why a message did not arrive, above the text of the report.  Main thread. */
#pragma once

#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Adds nothing when @content is no report. */
void alp_card_bounce_add (GtkBox *banners, AlpEngine *engine, AlpContent *content);

G_END_DECLS
