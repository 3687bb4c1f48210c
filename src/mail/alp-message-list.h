/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "alp-message.h"

G_BEGIN_DECLS

/* AlpMessageList: a GListModel of AlpMessage over any number of rows; made by alp_engine_list_* (). Main thread.
 *
 * It knows ids and sort keys of all rows and loads rows by pages as they are looked at: g_list_model_get_item () returns at once,
 * a row not yet here has loading = TRUE. The same id is the same object as long as somebody holds it. Follows the store by itself.
 * Never put a sort or filter model above it.
 *
 * Properties: loading (boolean, notified: the first rows are not yet known), n-items (uint, notified). */
#define ALP_TYPE_MESSAGE_LIST (alp_message_list_get_type ())
G_DECLARE_FINAL_TYPE (AlpMessageList, alp_message_list, ALP, MESSAGE_LIST, GObject)

/* TRUE until the ids of the whole list are known. */
gboolean alp_message_list_get_loading (AlpMessageList *self);
/* Position of the row with this id, or G_MAXUINT. */
guint alp_message_list_find (AlpMessageList *self, gint64 id);
/* Id at a position without making a row, 0 beyond the end. */
gint64 alp_message_list_get_id (AlpMessageList *self, guint position);
/* Sort key (Unix seconds) at a position without making a row, 0 beyond the end. */
gint64 alp_message_list_get_key (AlpMessageList *self, guint position);
/* Whether rows are conversations, and of which folder (0: none): what an action on ids of this list needs. */
gboolean alp_message_list_get_conversations (AlpMessageList *self);
gint64 alp_message_list_get_folder_id (AlpMessageList *self);
/* TRUE: oldest first. */
gboolean alp_message_list_get_rising (AlpMessageList *self);
/* (nullable): why the list could not be read. */
const GError *alp_message_list_get_error (AlpMessageList *self);

G_END_DECLS
