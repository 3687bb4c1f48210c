/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-message.h"

G_BEGIN_DECLS

/* One row of a list: id (message, or thread when conversations), key (received, Unix seconds). Lists are sorted by key
 * falling, then id falling. */
typedef struct
{
  gint64 id;
  gint64 key;
} StoreListItem;

/* What a list shows. Set one of folder_id, role, thread_id, search; account_id 0 means all accounts (role, search). */
typedef struct
{
  gint64 account_id;
  gint64 folder_id;
  StoreRole role; /* 0: not by role */
  gint64
      profile_id; /* with role, no account_id: addresses of this StoreProfile, 0: of any; only those with unified set */
  gint64 thread_id;     /* messages of one conversation, each once (see below), oldest last like every list */
  gint64 prefer_folder; /* with thread_id: of two copies the one in this folder; 0: the one in the inbox */
  const char *search;   /* nullable: query text, see store-query.h */
  gboolean conversations; /* ids are threads */
} StoreListQuery;

/* Copies of one message in a conversation: what one sent to a list or to oneself is there twice, as sent and as delivered (same Message-ID,
 * other size: two messages, see store_messages_add ()). A conversation shows and counts it once: the copy in the preferred folder, else
 * the one in the inbox, else one with its body here, else the oldest. What is done to the shown card is done to that copy alone, so no
 * action takes both; when it goes, the other takes its place. store_thread_get_messages () gives all copies: an action on a whole
 * conversation reaches every one. */

/* Returns: (element-type StoreListItem): at most @limit rows (0: all); NULL on error or cancelled. Uses a covering index
 * for folders, roles and threads: 100,000 rows take milliseconds. */
GArray *store_list_ids (Store *store, const StoreListQuery *query, guint limit, GCancellable *cancellable,
                        GError **error);

/* A conversation as a row. */
typedef struct
{
  gint64 thread_id;
  gint64 account_id;
  gint64 newest_message; /* newest in the folder asked for, else newest at all */
  char *subject;
  char *participants; /* names (or addresses) in order of first appearance, separated by ", " */
  char *preview;
  gint64 received; /* newest */
  guint count;
  guint unread;
  gboolean flagged;
  gboolean has_attachment;
  gboolean pending;
  gboolean muted;
} StoreConversation;

void store_conversation_free (StoreConversation *self);

/* Returns: (element-type StoreConversation): in the order of @thread_ids, those gone left out. @folder_id: 0 for any. */
GPtrArray *store_conversations_get (Store *store, const gint64 *thread_ids, gsize n, gint64 folder_id,
                                    GError **error);
/* All messages (every copy) of the conversation that are visible in some folder, oldest first. (element-type StoreMessage) */
GPtrArray *store_thread_get_messages (Store *store, gint64 thread_id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreConversation, store_conversation_free)

G_END_DECLS
