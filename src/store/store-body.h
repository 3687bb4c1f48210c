/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-types.h"

G_BEGIN_DECLS

/* Bodies are whole messages as the server gave them, files named by sha256 under cache_dir/bodies/. Complete or absent. */

/* Writes (temp, fsync, rename), then marks the message. The caller has checked that the fetch was complete.
 * STORE_ERROR_FULL, READ_ONLY, NOT_FOUND. */
gboolean store_body_add (Store *store, gint64 message_id, GBytes *body, GError **error);
/* Mapped file, its hash verified; NULL without error when there is none here. A damaged file is removed and counts as
 * absent. */
GBytes *store_body_get (Store *store, gint64 message_id, GError **error);
gboolean store_body_has (Store *store, gint64 message_id);
/* What MIME found in the body: @preview about 200 characters, @text for the search index (cut at 1 MB), @filenames of
 * attachments separated by newlines. Nullable: "". */
gboolean store_body_set_text (Store *store, gint64 message_id, const char *preview, const char *text,
                              const char *filenames, gboolean has_attachment, GError **error);
/* The server has no such message any more, or refuses it for good. */
gboolean store_body_set_gone (Store *store, gint64 message_id, GError **error);

G_END_DECLS
