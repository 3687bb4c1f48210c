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

/* A body that is not here. */
typedef struct
{
  guint32 uid; /* in the folder asked for */
  gint64 message_id;
  guint64 size; /* as announced, 0: unknown */
} StoreBodyWanted;

/* Messages of the folder without a complete body, received at or after @since, at most @max_size bytes (0: any size), newest
 * first, at most @limit (0: all). (element-type StoreBodyWanted) */
GArray *store_bodies_wanted (Store *store, gint64 folder_id, gint64 since, guint64 max_size, guint limit,
                             GError **error);

/* A whole message and what MIME found in it, as in store_body_set_text (). Borrowed. */
typedef struct
{
  gint64 message_id;
  GBytes *body;
  gboolean has_text; /* the four below are set */
  const char *preview, *text, *filenames;
  gboolean has_attachment;
} StoreNewBody;

/* The same as store_body_add () and store_body_set_text () for many (200 at most), with one flush to the disk for all of them.
 * Those whose message is gone are left out. All or nothing but for a failure while rows are written. */
gboolean store_bodies_add (Store *store, const StoreNewBody *bodies, gsize n, GError **error);
/* Removes what a crash left unfinished. Nobody else may be adding bodies: once, after opening. */
void store_bodies_clean (Store *store);

G_END_DECLS
