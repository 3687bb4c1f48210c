/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "alp-account.h"
#include "alp-content.h"
#include "alp-message.h"

G_BEGIN_DECLS

typedef struct _AlpEngine AlpEngine;

typedef enum
{
  ALP_REPLY_SENDER = 1,
  ALP_REPLY_ALL,
  ALP_REPLY_FORWARD,
} AlpReplyKind;

/* AlpDraft: a message being written. Main thread. Properties (read-write, notified): to, cc, bcc, subject, text, html (strings, addresses
 * as typed), account (AlpAccount). Read-only: draft-id (int64, 0 until saved). */
#define ALP_TYPE_DRAFT (alp_draft_get_type ())
G_DECLARE_FINAL_TYPE (AlpDraft, alp_draft, ALP, DRAFT, GObject)

AlpDraft *alp_draft_new (AlpEngine *engine, AlpAccount *account);
/* Recipients, subject, quote and threading from @message. @content: (nullable): its text, when loaded: without it nothing is quoted
 * and a forward has no attachments. The account is the message's. */
AlpDraft *alp_draft_new_reply (AlpEngine *engine, AlpMessage *message, AlpContent *content,
                               AlpReplyKind kind);

/* (transfer none) (nullable) */
AlpAccount *alp_draft_get_account (AlpDraft *self);
void alp_draft_set_account (AlpDraft *self, AlpAccount *account);
gint64 alp_draft_get_id (AlpDraft *self);
/* A file by path; read when sending. */
void alp_draft_add_attachment (AlpDraft *self, const char *path);
void alp_draft_remove_attachment (AlpDraft *self, const char *path);
/* NULL-terminated paths. */
const char *const *alp_draft_get_attachments (AlpDraft *self);

/* Durable on this computer when it finishes; each save is a new version. */
void alp_draft_save_async (AlpDraft *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean alp_draft_save_finish (AlpDraft *self, GAsyncResult *result, GError **error);
/* Removes what was saved. @callback: (nullable) */
void alp_draft_discard_async (AlpDraft *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean alp_draft_discard_finish (AlpDraft *self, GAsyncResult *result, GError **error);
/* Builds the message and puts it into the durable outbox; sending follows as soon as there is a network. The saved draft is removed.
 * Errors say what is wrong with which address or file; then the draft stays as it is. */
void alp_draft_send_async (AlpDraft *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean alp_draft_send_finish (AlpDraft *self, GAsyncResult *result, GError **error);

G_END_DECLS
