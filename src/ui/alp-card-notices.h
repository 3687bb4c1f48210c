/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-card-notices.h: what the program says about a message, above its text.  Main thread. */
#pragma once

#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

void alp_notices_add_before (GtkBox *banners, AlpEngine *engine, AlpContent *content);
void alp_notices_add_after (GtkBox *banners, AlpEngine *engine, AlpContent *content);
char *alp_notice_dup_remote_text (guint images, guint trackers);
char *alp_notice_dup_sender (AlpContent *content);
gboolean alp_notice_is_proven (AlpContent *content);

G_END_DECLS
