/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-composer-open.h: which drafts are open, for a program that is killed.  Main thread. */
#pragma once

#include "alp-engine.h"

G_BEGIN_DECLS

void alp_composer_open_note (AlpEngine *engine, gint64 draft_id, gboolean open);
/* Returns (finish): (transfer full) (element-type gint64): what a program that was killed had open */
void alp_composer_open_load_async (AlpEngine *engine, GAsyncReadyCallback callback, gpointer user_data);
GArray *alp_composer_open_load_finish (GAsyncResult *result);

G_END_DECLS
