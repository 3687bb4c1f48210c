/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mime_nested_prepare (GBytes *bytes, gboolean *is_8bit);

G_END_DECLS
