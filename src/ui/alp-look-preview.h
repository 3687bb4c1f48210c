/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-look-preview.h: a miniature of the window in the present accent and look.  Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ALP_TYPE_LOOK_PREVIEW (alp_look_preview_get_type ())
G_DECLARE_FINAL_TYPE (AlpLookPreview, alp_look_preview, ALP, LOOK_PREVIEW, GtkWidget)

G_END_DECLS
