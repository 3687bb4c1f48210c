/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A small picture: RGBA, rows without gaps. */
typedef struct
{
  guint width;
  guint height;
  GBytes *pixels;
} MimePicture;

MimePicture *mime_picture_shrink (GBytes *bytes, guint size, GError **error);
void mime_picture_free (MimePicture *self);
gboolean mime_picture_is_type (const char *type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MimePicture, mime_picture_free)

G_END_DECLS
