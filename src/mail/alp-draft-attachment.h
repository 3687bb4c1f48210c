/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the HTML of a draft calls its inline images; replaced by cid: when the message is built. */
#define ALP_DRAFT_URI "alp-part:draft/"

typedef enum
{
  ALP_ATTACHMENT_ADDING = 1, /* its bytes are being copied */
  ALP_ATTACHMENT_READY,      /* a copy of our own is on disk: the original may change or go */
  ALP_ATTACHMENT_FAILED,     /* error says why; it is not sent */
} AlpAttachmentState;

/* AlpDraftAttachment: one file of a message being written. Main thread; belongs to its draft. Properties (read-only, notified): name,
 * content-type (strings), size (uint64, bytes), state (int), error (string, nullable), inline (boolean). */
#define ALP_TYPE_DRAFT_ATTACHMENT (alp_draft_attachment_get_type ())
G_DECLARE_FINAL_TYPE (AlpDraftAttachment, alp_draft_attachment, ALP, DRAFT_ATTACHMENT, GObject)

/* Shown name, UTF-8, without folders. */
const char *alp_draft_attachment_get_name (AlpDraftAttachment *self);
const char *alp_draft_attachment_get_content_type (AlpDraftAttachment *self);
/* Bytes; 0 until known. */
guint64 alp_draft_attachment_get_size (AlpDraftAttachment *self);
AlpAttachmentState alp_draft_attachment_get_state (AlpDraftAttachment *self);
/* (nullable): a sentence, when it failed. */
const char *alp_draft_attachment_get_error (AlpDraftAttachment *self);
/* Shown inside the text and not as a tile. */
gboolean alp_draft_attachment_get_inline (AlpDraftAttachment *self);
/* (transfer full): as it stands in the HTML of the draft: alp-part:draft/… */
char *alp_draft_attachment_dup_uri (AlpDraftAttachment *self);
/* (transfer full) (nullable): the copy on disk, NULL until ready. */
char *alp_draft_attachment_dup_path (AlpDraftAttachment *self);

G_END_DECLS
