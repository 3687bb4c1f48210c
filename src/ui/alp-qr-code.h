/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-qr-code.h: a text as a QR code.  Any thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GdkTexture *alp_qr_code_render (const char *text, guint dot);

G_END_DECLS
