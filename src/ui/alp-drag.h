/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-drag.h: messages on the way from the list to a folder, or out as files.  Main thread. */
#pragma once

#include "alp-export.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Boxed AlpRows: what a drop on a folder gets. */
#define ALP_TYPE_ROWS (alp_rows_get_type ())
GType alp_rows_get_type (void);

GdkContentProvider *alp_drag_content_new (AlpRows *rows);
void alp_drag_set_engine (AlpEngine *engine);

G_END_DECLS
