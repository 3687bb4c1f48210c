/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-ui.h: makes the folder's resources and types known.  Main thread, once, before the first window. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void alp_ui_init (void);

G_END_DECLS
