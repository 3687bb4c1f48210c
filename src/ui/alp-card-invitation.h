/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-card-invitation.h: an invitation as a card above the text.  Main thread. */
#pragma once

#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Adds nothing when @content has none. @answers: whether answering is offered. */
void alp_card_invitation_add (GtkBox *banners, AlpEngine *engine, AlpContent *content, gboolean answers);

G_END_DECLS
