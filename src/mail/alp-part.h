/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* AlpPart: one attachment. Main thread. Properties (construct-only): name, content-type, size (uint64, decoded bytes), inline (boolean). */
#define ALP_TYPE_PART (alp_part_get_type ())
G_DECLARE_FINAL_TYPE (AlpPart, alp_part, ALP, PART, GObject)

/* A clean file name: no path, no control or direction characters; never "". */
const char *alp_part_get_name (AlpPart *self);
/* MIME type, lower case. */
const char *alp_part_get_content_type (AlpPart *self);
guint64 alp_part_get_size (AlpPart *self);
/* TRUE: shown inside the text. */
gboolean alp_part_get_inline (AlpPart *self);

/* TRUE: a kind of file that can do harm when opened; only saving is offered. */
gboolean alp_part_get_dangerous (AlpPart *self);
/* TRUE: a message inside the message (message/rfc822): open it with alp_part_open_message_async (). */
gboolean alp_part_get_is_message (AlpPart *self);
/* Decodes on a worker and makes it safe like any message. Returns (finish): (transfer full): an AlpContent. */
void alp_part_open_message_async (AlpPart *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
gpointer alp_part_open_message_finish (AlpPart *self, GAsyncResult *result, GError **error);
/* Decodes on a worker. Returns (finish): (transfer full): the bytes. */
void alp_part_load_async (AlpPart *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data);
GBytes *alp_part_load_finish (AlpPart *self, GAsyncResult *result, GError **error);
/* TRUE: a picture of a kind that can be made small. */
gboolean alp_part_get_is_picture (AlpPart *self);

/* A small picture: RGBA, rows without gaps, straight alpha. */
typedef struct
{
  guint width;
  guint height;
  GBytes *pixels;
} AlpThumbnail;

void alp_thumbnail_free (AlpThumbnail *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpThumbnail, alp_thumbnail_free)
/* Decoded in a process that is shut in, no side longer than @size pixels. Returns (finish): (transfer full). */
void alp_part_load_thumbnail_async (AlpPart *self, guint size, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
AlpThumbnail *alp_part_load_thumbnail_finish (AlpPart *self, GAsyncResult *result, GError **error);
/* Decodes and writes to @file, replacing it; complete or not at all. */
void alp_part_save_async (AlpPart *self, GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean alp_part_save_finish (AlpPart *self, GAsyncResult *result, GError **error);

G_END_DECLS
