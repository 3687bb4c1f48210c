/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-export.h"

G_BEGIN_DECLS

/* Returns: a new file's path, with " (2)" and so on when the name (ending in .eml) is taken; NULL with @error. Blocking. */
char *alp_export_write_file (const char *folder, const char *name, GBytes *bytes, GError **error);

G_END_DECLS
