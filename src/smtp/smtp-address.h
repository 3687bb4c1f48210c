/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *smtp_address_dup_wire (const char *address, gboolean *needs_utf8, GError **error);

G_END_DECLS
