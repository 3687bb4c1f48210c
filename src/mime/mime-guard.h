/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean mime_guard_allows (const char *field, gsize length);
GBytes *mime_guard_message (GBytes *bytes, GPtrArray *defects);

G_END_DECLS
