/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "alp-account.h"
#include "alp-content.h"
#include "alp-draft-attachment.h"
#include "alp-message.h"

G_BEGIN_DECLS

typedef struct _AlpEngine AlpEngine;

typedef enum
{
  ALP_REPLY_SENDER = 1,
  ALP_REPLY_ALL,
  ALP_REPLY_FORWARD,
  ALP_REPLY_FORWARD_ATTACHED, /* the message as a file of the new one */
  ALP_REPLY_EDIT,             /* the same again, as a new message */
} AlpReplyKind;

/* How far ahead the person can be told that nobody answered. */
#define ALP_DRAFT_MAX_REMIND_DAYS 365

/* Values are kept: never renumber. */
typedef enum
{
  ALP_PRIORITY_HIGH = 1,
  ALP_PRIORITY_NORMAL,
  ALP_PRIORITY_LOW,
} AlpPriority;

/* AlpDraft: a message being written. Main thread. Properties (read-write, notified): to, cc, bcc, reply-to (addresses as typed), subject,
 * text, html (NULL: a plain message), from-name, from-email (NULL: those of the account), headers ("Name: value" a line; strings), account
 * (AlpAccount), priority (int), remind-days (int, 0: never), receipt, delivery (booleans: ask for a read receipt, a delivery report). Read-only: draft-id (int64, 0 until
 * saved). */
#define ALP_TYPE_DRAFT (alp_draft_get_type ())
G_DECLARE_FINAL_TYPE (AlpDraft, alp_draft, ALP, DRAFT, GObject)

AlpDraft *alp_draft_new (AlpEngine *engine, AlpAccount *account);
/* Recipients, subject, quote, attachments and threading from @message. @content: (nullable): the whole message, when loaded: without it
 * nothing is quoted and a forward has no attachments. @selection: (nullable): text to quote instead of all. @rich: write HTML.
 * The account is the message's. */
AlpDraft *alp_draft_new_reply (AlpEngine *engine, AlpMessage *message, AlpContent *content, AlpReplyKind kind,
                               const char *selection, gboolean rich);
/* (transfer none) (nullable) */
AlpAccount *alp_draft_get_account (AlpDraft *self);
void alp_draft_set_account (AlpDraft *self, AlpAccount *account);
AlpEngine *alp_draft_get_engine (AlpDraft *self);
gint64 alp_draft_get_id (AlpDraft *self);
/* (transfer none) (nullable): an address of ours that the answered message was written to, for choosing the identity. */
const char *alp_draft_get_written_to (AlpDraft *self);
gboolean alp_draft_get_is_reply (AlpDraft *self);
/* Takes over the fields, text and attachments of another version of it (alp_draft_open_async ()). Nothing is saved by that. */
void alp_draft_restore (AlpDraft *self, AlpDraft *version);
/* Takes over text, fields that are empty here, and attachments of a template. Returns: (transfer full): HTML to put in at the cursor */
char *alp_draft_take_template (AlpDraft *self, AlpDraft *pattern);
/* Whether a person may add this field to a message; "X-Anything" may, "From" may not. Pure. */
gboolean alp_draft_may_add_header (const char *name);

/* (transfer none): of AlpDraftAttachment, also those that are shown in the text. */
GListModel *alp_draft_get_attachments (AlpDraft *self);
/* A file by path or as a GFile; its bytes are copied at once, without waiting. Returns: (transfer none) */
AlpDraftAttachment *alp_draft_add_attachment (AlpDraft *self, const char *path);
AlpDraftAttachment *alp_draft_add_file (AlpDraft *self, GFile *file, gboolean is_inline);
AlpDraftAttachment *alp_draft_add_bytes (AlpDraft *self, GBytes *bytes, const char *name, const char *type,
                                         gboolean is_inline);
void alp_draft_remove_attachment (AlpDraft *self, AlpDraftAttachment *attachment);
/* (transfer none) (nullable): what a URI in the HTML names. */
AlpDraftAttachment *alp_draft_find_uri (AlpDraft *self, const char *uri);
/* Some attachment is still being copied. */
gboolean alp_draft_is_adding (AlpDraft *self);
/* Bytes of all of them, as they are on disk. */
guint64 alp_draft_get_attachments_size (AlpDraft *self);
/* Foreign HTML made safe for the editor: nothing that loads or runs is left. (transfer full) */
char *alp_draft_clean_html (const char *html);
/* (transfer full) */
char *alp_draft_html_to_text (const char *html);
char *alp_draft_text_to_html (const char *text);

/* Durable on this computer when it finishes; each save is a new version. */
void alp_draft_save_async (AlpDraft *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean alp_draft_save_finish (AlpDraft *self, GAsyncResult *result, GError **error);
/* Removes what was saved. @callback: (nullable) */
void alp_draft_discard_async (AlpDraft *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean alp_draft_discard_finish (AlpDraft *self, GAsyncResult *result, GError **error);
/* Builds the message and puts it into the durable outbox; sending follows as soon as there is a network. Waits for attachments that are
 * still being copied. The saved draft is removed. Errors say what is wrong with which address or file; then the draft stays as it is.
 * For programs; a composer uses alp_draft_schedule_async (). */
void alp_draft_send_async (AlpDraft *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean alp_draft_send_finish (AlpDraft *self, GAsyncResult *result, GError **error);

G_END_DECLS
