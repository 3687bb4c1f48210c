/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-types.h"

G_BEGIN_DECLS

typedef enum
{
  STORE_BODY_NONE = 1, /* not here */
  STORE_BODY_COMPLETE, /* file verified, message.body_hash names it */
  STORE_BODY_GONE,     /* the server says it no longer has it */
} StoreBodyState;

/* What sync knows of a message seen in a folder. Borrowed strings; only read during the call. */
typedef struct
{
  guint32 uid; /* > 0 */
  StoreFlags flags;
  const char *keywords;          /* nullable: space-separated, other than those in StoreFlags */
  guint64 modseq;                /* 0: unknown */
  gint64 received;               /* INTERNALDATE, Unix seconds */
  gint64 date;                   /* Date header, Unix seconds; 0: none */
  guint64 size;                  /* RFC822.SIZE */
  const char *email_id;          /* nullable: OBJECTID EMAILID or X-GM-MSGID */
  const char *message_id;        /* nullable: without <> (with is accepted) */
  const char *in_reply_to;       /* nullable */
  const char *const *references; /* nullable, NULL-terminated, oldest first */
  const char *subject;           /* nullable, decoded UTF-8; so are all below */
  const char *from_name;
  const char *from_email;
  const char *to; /* as text: Name <address>, … */
  const char *cc;
  gboolean has_attachment; /* guess from BODYSTRUCTURE; the body corrects it */
  const char *list_id;     /* nullable: List-ID as it stands */
} StoreNewMessage;

/* A message as lists and views show it. */
typedef struct
{
  gint64 id;
  gint64 account_id;
  gint64 thread_id;
  char *message_id; /* without <>; "" when it has none; so are all strings */
  char *subject;
  char *from_name;
  char *from_email;
  char *to;
  char *cc;
  gint64 date;     /* Date header, 0: none */
  gint64 received; /* sort key of lists */
  guint64 size;
  char *preview;
  StoreFlags flags; /* effective: seen when seen in any folder, and so on */
  char *keywords;
  gboolean has_attachment;
  gboolean pending; /* an operation on it waits for the server */
  StoreBodyState body_state;
  char *body_hash; /* hex sha256, "" */
} StoreMessage;

void store_message_free (StoreMessage *self);

/* A message in a folder. uid is 0 while provisional (moved here, the server has not said so yet). */
typedef struct
{
  gint64 id;
  gint64 message_id;
  gint64 folder_id;
  guint32 uid;
  StoreFlags flags;        /* effective */
  StoreFlags server_flags; /* what the server has, as last seen */
  char *keywords;
  guint64 modseq;
  gboolean hidden; /* moved or deleted here, the server does not know yet */
} StorePlacement;

void store_placement_free (StorePlacement *self);

/**
 * store_messages_add:
 * @messages: (element-type StoreNewMessage): about 500 at most
 * @ids: (out) (optional) (element-type gint64): the message keys, in order
 *
 * One background transaction: finds the same message in other folders by identity (EMAILID, else Message-ID + size +
 * date), threads, indexes, places. A UID that is here already only has its flags updated. A provisional placement of the
 * same message is bound to the UID. Returns: number of new placements, -1 on error.
 */
gint store_messages_add (Store *store, gint64 folder_id, GPtrArray *messages, GArray **ids, GError **error);

StoreMessage *store_message_get (Store *store, gint64 id, GError **error);
/* Returns: (element-type StoreMessage): in the order of @ids; those that are gone are left out. */
GPtrArray *store_messages_get (Store *store, const gint64 *ids, gsize n, GError **error);
/* The message of this account with this Message-ID (with or without <>), any folder; 0: none. */
gint64 store_message_find (Store *store, gint64 account_id, const char *message_id);

/* Messages the folder has but does not show: marked \Deleted there, and not expunged. @unread: of these. */
gboolean store_folder_count_deleted (Store *store, gint64 folder_id, guint *total, guint *unread,
                                     GError **error);
/* UIDs the store has in the folder, hidden ones included, provisional ones not. NULL on error. */
BaseIdset *store_placements_get_uids (Store *store, gint64 folder_id, GError **error);
/* UIDs of the folder whose message has no complete body, received at or after @since, at most @max_size bytes (0: any
 * size), newest first, at most @limit. (element-type guint32) */
GArray *store_placements_get_uids_without_body (Store *store, gint64 folder_id, gint64 since,
                                                guint64 max_size, guint limit, GError **error);
/* Message key at a UID; 0: none. */
gint64 store_placement_find (Store *store, gint64 folder_id, guint32 uid);
/* Returns: (element-type StorePlacement): all placements of a message, hidden ones included. */
GPtrArray *store_placements_list (Store *store, gint64 message_id, GError **error);

/* What the server says of one message's flags. */
typedef struct
{
  guint32 uid;
  StoreFlags flags;
  const char *keywords; /* nullable */
  guint64 modseq;       /* 0: unknown */
} StoreFlagsUpdate;

/* Takes over server flags; operations still in the journal stay on top of them (three-way). UIDs not here are ignored.
 * Returns: number of placements whose flags changed, -1 on error. */
gint store_placements_update_flags (Store *store, gint64 folder_id, const StoreFlagsUpdate *updates, gsize n,
                                    GError **error);
/* The server no longer has these UIDs in the folder. Returns: number of placements removed, -1 on error. */
gint store_placements_vanish (Store *store, gint64 folder_id, const BaseIdset *uids, GError **error);
/* Removes messages in no folder since @before (Unix seconds), their index, and body files nothing names. Cheap when there is nothing. */
gboolean store_collect_garbage (Store *store, gint64 before, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreMessage, store_message_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StorePlacement, store_placement_free)

G_END_DECLS
