/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GBytes *mime_decode_base64 (const char *data, gsize length);
GBytes *mime_decode_quoted_printable (const char *data, gsize length);
char *mime_decode_hz (const char *data, gsize length);

G_END_DECLS
