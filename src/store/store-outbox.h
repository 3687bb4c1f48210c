/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-types.h"

G_BEGIN_DECLS

/* Values are stored: never renumber. */
typedef enum
{
  STORE_OUTBOX_QUEUED = 1, /* waits for its time, the network, or a retry */
  STORE_OUTBOX_SENDING,    /* a connection works on it; nothing can have been delivered yet */
  STORE_OUTBOX_COMMITTING, /* the final dot is about to go out; when found so at start, it becomes UNKNOWN */
  STORE_OUTBOX_UNKNOWN,    /* may or may not have been delivered: never sent again without a person */
  STORE_OUTBOX_SENT,       /* delivered, not yet in Sent */
  STORE_OUTBOX_FILED,      /* delivered and in Sent */
  STORE_OUTBOX_FAILED,     /* refused for good; error says why */
} StoreOutboxState;

typedef struct
{
  gint64 id;
  gint64 account_id;
  char *from;        /* bare address */
  char **recipients; /* bare addresses */
  char *message_id;  /* without <>: fixed before the first attempt */
  char *subject;     /* for lists */
  GBytes *message;   /* nullable: store_outbox_list () without bodies */
  guint64 size;
  gint64 created;    /* Unix seconds */
  gint64 not_before; /* Unix seconds, 0: now */
  StoreOutboxState state;
  guint attempts;
  gint64 next_attempt; /* Unix seconds */
  char *error;         /* "" */
} StoreOutboxItem;

void store_outbox_item_free (StoreOutboxItem *self);

/* Durable when it returns. @subject nullable. Returns: id, 0 on error; INVALID when this Message-ID is in the outbox already. */
gint64 store_outbox_add (Store *store, gint64 account_id, const char *from, const char *const *recipients,
                         GBytes *message, const char *message_id, const char *subject, gint64 not_before,
                         GError **error);
/* Entries of the account (0: all), oldest first; without their bytes. @with_filed: also those that are finished. */
GPtrArray *store_outbox_list (Store *store, gint64 account_id, gboolean with_filed, GError **error);
/* The whole entry with its bytes. */
StoreOutboxItem *store_outbox_get (Store *store, gint64 id, GError **error);
/* Sets the state (durable), @error_text nullable, @next_attempt Unix seconds or 0. SENDING counts an attempt. */
gboolean store_outbox_set_state (Store *store, gint64 id, StoreOutboxState state, const char *error_text,
                                 gint64 next_attempt, GError **error);
/* Like set_state, but only when it is in state @from; FALSE without error when it is not (another did it, or it was removed). */
gboolean store_outbox_transition (Store *store, gint64 id, StoreOutboxState from, StoreOutboxState to,
                                  GError **error);
/* Takes it out while not SENDING or COMMITTING (undo send, or the person gives up); BUSY otherwise. */
gboolean store_outbox_remove (Store *store, gint64 id, GError **error);
/* At start: COMMITTING → UNKNOWN, SENDING → QUEUED. Done by store_open () already. */
gboolean store_outbox_recover (Store *store, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreOutboxItem, store_outbox_item_free)

G_END_DECLS
