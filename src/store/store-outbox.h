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

/* Bits; stored. */
typedef enum
{
  STORE_OUTBOX_PARTIAL = 1 << 0,   /* also when the server refuses some of the recipients */
  STORE_OUTBOX_RELEASE = 1 << 1,   /* the server may hold it until its time (FUTURERELEASE) */
  STORE_OUTBOX_ON_SERVER = 1 << 2, /* it does */
  STORE_OUTBOX_RESEND = 1 << 3, /* unknown, and a person wants it sent again once nobody finds it delivered */
  STORE_OUTBOX_FILING = 1 << 4, /* we have begun to put a copy into Sent */
} StoreOutboxFlags;

/* What is put into the outbox. Borrowed. */
typedef struct
{
  gint64 account_id;
  const char *from;
  const char *const *recipients;
  GBytes *message;
  const char *message_id; /* with or without <> */
  const char *subject;    /* nullable */
  gint64 not_before;      /* Unix seconds, 0: now */
  guint hold_ms;          /* so long it can be taken back, by the monotonic clock */
  guint flags;            /* StoreOutboxFlags */
  const char *options;    /* nullable: opaque to the store */
  gint64 draft_id;        /* the draft it is made of: hidden until this is delivered; 0: none */
} StoreOutboxNew;

typedef struct
{
  gint64 id;
  gint64 account_id;
  char *from;        /* bare address */
  char **recipients; /* bare addresses */
  char *message_id;  /* without <>: fixed before the first attempt */
  char *subject;     /* for lists */
  GBytes *message;   /* nullable: store_outbox_list () without bodies; empty once it is in Sent for certain */
  guint64 size;
  gint64 created;    /* Unix seconds */
  gint64 not_before; /* Unix seconds, 0: now */
  StoreOutboxState state;
  guint attempts;
  gint64 next_attempt;  /* Unix seconds */
  char *error;          /* "" */
  guint hold_ms;        /* 0: not held */
  gint64 hold_until_us; /* on the monotonic clock of boot @boot */
  char *boot;           /* which the next two are of */
  gint64 anchored_ms;   /* boottime when the time to send was set … */
  gint64 anchor_unix;   /* … and what the wall clock said then */
  guint flags;          /* StoreOutboxFlags */
  char *options;        /* "" */
  gint64 checked;       /* Unix seconds: when it was last looked for on the server (unknown), 0: never */
  gint64 delivered;     /* Unix seconds, 0: not */
  gint64 draft_id;
  guint32 filed_uidvalidity; /* of the copy that we put into Sent, 0: not known, or not ours */
  guint32 filed_uid;
} StoreOutboxItem;

void store_outbox_item_free (StoreOutboxItem *self);

/* Durable when it returns. Returns: id, 0 on error; INVALID when this Message-ID is in the outbox already. */
gint64 store_outbox_add_new (Store *store, const StoreOutboxNew *what, GError **error);
/* The plain one: no hold, no flags. @subject nullable. */
gint64 store_outbox_add (Store *store, gint64 account_id, const char *from, const char *const *recipients,
                         GBytes *message, const char *message_id, const char *subject, gint64 not_before,
                         GError **error);
/* Entries of the account (0: all), oldest first; without their bytes. @with_filed: also those that are finished. */
GPtrArray *store_outbox_list (Store *store, gint64 account_id, gboolean with_filed, GError **error);
/* Finished ones of which we put the copy into Sent at or after @since (Unix seconds). */
GPtrArray *store_outbox_list_filed (Store *store, gint64 account_id, gint64 since, GError **error);
/* The whole entry with its bytes. */
StoreOutboxItem *store_outbox_get (Store *store, gint64 id, GError **error);
/* Sets the state (durable), @error_text nullable, @next_attempt Unix seconds or 0. SENDING counts an attempt. */
gboolean store_outbox_set_state (Store *store, gint64 id, StoreOutboxState state, const char *error_text,
                                 gint64 next_attempt, GError **error);
/* Like set_state, but only when it is in state @from; FALSE without error when it is not (another did it, or it was removed). */
gboolean store_outbox_transition (Store *store, gint64 id, StoreOutboxState from, StoreOutboxState to,
                                  GError **error);
/* Only while it is not on its way. @set, @clear: StoreOutboxFlags. */
gboolean store_outbox_change_flags (Store *store, gint64 id, guint set, guint clear, GError **error);
/* Looked for on the server just now, and not found. */
gboolean store_outbox_set_checked (Store *store, gint64 id, GError **error);
/* Our copy is in Sent; uid 0: not known where. FILED from now on. */
gboolean store_outbox_set_filed (Store *store, gint64 id, guint32 uidvalidity, guint32 uid, GError **error);
/* The copy is there for certain: the bytes here are not needed any more. */
gboolean store_outbox_drop_message (Store *store, gint64 id, GError **error);
/* Another time to send at, only while QUEUED (BUSY otherwise); ends a hold too. */
gboolean store_outbox_reschedule (Store *store, gint64 id, gint64 not_before, GError **error);
/* Takes it out while not SENDING or COMMITTING (undo send, or the person gives up); BUSY otherwise, and when the server holds it.
 * Its draft is there again. */
gboolean store_outbox_remove (Store *store, gint64 id, GError **error);
/* Forgets finished ones delivered before @before (Unix seconds). */
gboolean store_outbox_prune (Store *store, gint64 before, GError **error);
/* At start: COMMITTING → UNKNOWN, SENDING → QUEUED, clocks of an earlier boot set anew. Done by store_open () already. */
gboolean store_outbox_recover (Store *store, GError **error);

/* Which run of the machine this is, and its clock that also counts sleep (ms). "" and 0 where the system does not say. */
const char *store_clock_get_boot (void);
gint64 store_clock_boottime_ms (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreOutboxItem, store_outbox_item_free)

G_END_DECLS
