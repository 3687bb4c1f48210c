/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* AlpMessage: one row: a message, or a whole conversation (then "conversation" is TRUE, id is the conversation's, and what is
 * done with it is done with all its messages in the folder shown). Main thread.
 *
 * Properties (read-only, notified): id, thread-id, account-id, folder-id (int64), conversation (boolean), subject, sender,
 * sender-email, to, participants, preview (strings), date (int64, Unix seconds), unread, starred, has-attachment, answered, draft,
 * pending, loading (booleans), count (uint: messages of the conversation, 1 for a message).
 * While loading is TRUE the texts are "" and the rest 0. Texts are never NULL. */
#define ALP_TYPE_MESSAGE (alp_message_get_type ())
G_DECLARE_FINAL_TYPE (AlpMessage, alp_message, ALP, MESSAGE, GObject)

gint64 alp_message_get_id (AlpMessage *self);
gint64 alp_message_get_thread_id (AlpMessage *self);
gint64 alp_message_get_account_id (AlpMessage *self);
/* The folder whose list this row is of, 0: none (search, conversation). */
gint64 alp_message_get_folder_id (AlpMessage *self);
gboolean alp_message_get_conversation (AlpMessage *self);
const char *alp_message_get_subject (AlpMessage *self);
/* Name of the sender, of all participants for a conversation; the address when there is no name. */
const char *alp_message_get_sender (AlpMessage *self);
/* "" for a conversation. */
const char *alp_message_get_sender_email (AlpMessage *self);
const char *alp_message_get_to (AlpMessage *self);
const char *alp_message_get_participants (AlpMessage *self);
const char *alp_message_get_preview (AlpMessage *self);
/* Unix seconds: when it was received. */
gint64 alp_message_get_date (AlpMessage *self);
gboolean alp_message_get_unread (AlpMessage *self);
gboolean alp_message_get_starred (AlpMessage *self);
gboolean alp_message_get_has_attachment (AlpMessage *self);
gboolean alp_message_get_answered (AlpMessage *self);
gboolean alp_message_get_draft (AlpMessage *self);
/* An action on it still waits for the server. */
gboolean alp_message_get_pending (AlpMessage *self);
gboolean alp_message_get_loading (AlpMessage *self);
guint alp_message_get_count (AlpMessage *self);
/* Bytes, 0 for a conversation. */
guint64 alp_message_get_size (AlpMessage *self);
/* The message a conversation row stands for when only one is meant: its newest; a message itself. 0 while loading. */
gint64 alp_message_get_newest (AlpMessage *self);

G_END_DECLS
