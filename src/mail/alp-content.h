/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "alp-facts.h"
#include "alp-part.h"

G_BEGIN_DECLS

/* AlpContent: a whole message, decoded and made safe. Never changes. Main thread; made by alp_engine_load_content_async (). */
#define ALP_TYPE_CONTENT (alp_content_get_type ())
G_DECLARE_FINAL_TYPE (AlpContent, alp_content, ALP, CONTENT, GObject)

gint64 alp_content_get_message_id (AlpContent *self);
/* The address it came to, 0: none. */
gint64 alp_content_get_account_id (AlpContent *self);
/* (transfer none): what it tells beside its text, and what is known of its sender. */
const AlpFacts *alp_content_get_facts (AlpContent *self);
/* Nullable: sanitised HTML; inline images are alp-part: URIs, everything remote is gone. NULL for a plain text message. */
const char *alp_content_get_html (AlpContent *self);
/* The plain text as the sender wrote it, or made of the HTML. Valid UTF-8, "" when there is none. */
const char *alp_content_get_text (AlpContent *self);
/* The same as safe HTML with links and quotes: for showing plain text in the web view. */
const char *alp_content_get_text_html (AlpContent *self);

/* Decoded header fields, "" when missing. Addresses as text: Name <address>, … */
const char *alp_content_get_subject (AlpContent *self);
const char *alp_content_get_from (AlpContent *self);
const char *alp_content_get_reply_to (AlpContent *self);
const char *alp_content_get_to (AlpContent *self);
const char *alp_content_get_cc (AlpContent *self);
const char *alp_content_get_bcc (AlpContent *self);
/* Without <>. */
const char *alp_content_get_rfc_message_id (AlpContent *self);
/* NULL-terminated, without <>, oldest first. */
const char *const *alp_content_get_references (AlpContent *self);
/* Unix seconds, 0: none. */
gint64 alp_content_get_date (AlpContent *self);

/* (transfer none): of AlpPart, those to show as attachments. */
GListModel *alp_content_get_attachments (AlpContent *self);
/* The part an alp-part: URI in the HTML names. Decodes at once (inline images are small). @type: (out): its MIME type.
 * Returns: (nullable) (transfer full): NULL when there is no such part. */
GBytes *alp_content_dup_part (AlpContent *self, const char *uri, char **type);
/* Remote images that were left out. */
guint alp_content_get_remote_images (AlpContent *self);
/* Of these, those that only report that the message was read. */
guint alp_content_get_trackers (AlpContent *self);
/* The address of a remote image by the alp-part: URI that stands for it. (nullable): no such. */
const char *alp_content_get_remote_uri (AlpContent *self, const char *part_uri);
/* What is wrong with the message, for an inspector; NULL-terminated, may be empty. */
const char *const *alp_content_get_defects (AlpContent *self);
/* The message as the server gave it. */
GBytes *alp_content_get_source (AlpContent *self);

G_END_DECLS
