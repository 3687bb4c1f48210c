/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-shortcuts.h: the dialog that lists the keys.  Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

AdwDialog *alp_shortcuts_dialog_new (void);

G_END_DECLS
