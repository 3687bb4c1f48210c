/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-attachment-tile.h: one attachment as a tile.  Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_ATTACHMENT_TILE (alp_attachment_tile_get_type ())
G_DECLARE_FINAL_TYPE (AlpAttachmentTile, alp_attachment_tile, ALP, ATTACHMENT_TILE, AdwBin)

GtkWidget *alp_attachment_tile_new (const char *name, const char *type, guint64 size, const char *action_icon,
                                    const char *action_label);
void alp_attachment_tile_add_action (AlpAttachmentTile *self, const char *icon, const char *label);
void alp_attachment_tile_set_warning (AlpAttachmentTile *self, const char *text);

/* In place of the icon of its kind. */
void alp_attachment_tile_set_picture (AlpAttachmentTile *self, GdkPaintable *picture);

G_END_DECLS
