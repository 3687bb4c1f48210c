/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-settings.h: the program's GSettings.  Main thread. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GSettings *alp_settings_get_default (void);

G_END_DECLS
