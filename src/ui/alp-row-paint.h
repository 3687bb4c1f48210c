/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-row-paint.h: what rows of a list draw with: icons, avatars, lines of text.  Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void alp_paint_icon (GtkWidget *widget, GtkSnapshot *snapshot, const char *name, double x, double y,
                     double size, const GdkRGBA *color);
void alp_paint_avatar (GtkWidget *widget, GtkSnapshot *snapshot, PangoLayout *initials, const char *text,
                       double x, double y, double size);
void alp_paint_disc (GtkSnapshot *snapshot, double x, double y, double size, const GdkRGBA *color);
void alp_paint_pill (GtkSnapshot *snapshot, double x, double y, double width, double height,
                     const GdkRGBA *color);
void alp_paint_layout (GtkSnapshot *snapshot, PangoLayout *layout, double x, double y, const GdkRGBA *color);
char *alp_avatar_dup_initials (const char *text);

G_END_DECLS
