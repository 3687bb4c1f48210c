/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Programs of our own that read what strangers send and are shut in (helper-walls.c). Blocking; any thread. */
char *mime_helper_find (const char *name);
GBytes *mime_helper_run (const char *name, const char *argument, GBytes *input, gsize max_output,
                         GError **error);

G_END_DECLS
