/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-outbox.h"

G_BEGIN_DECLS

/* Values are stored: never renumber. */
typedef enum
{
  STORE_ATTEMPT_OPEN = 0, /* under way */
  STORE_ATTEMPT_SENT,
  STORE_ATTEMPT_REFUSED, /* for good */
  STORE_ATTEMPT_LATER,   /* not now */
  STORE_ATTEMPT_UNKNOWN, /* cut when the message was on the wire as a whole */
  STORE_ATTEMPT_CUT,     /* cut before; nothing can have been delivered */
  STORE_ATTEMPT_STOPPED, /* by ourselves */
} StoreAttemptOutcome;

typedef struct
{
  gint64 id;
  gint64 outbox_id;
  guint number;
  gint64 started;     /* Unix seconds */
  gint64 ended;       /* 0: not */
  gboolean committed; /* the bytes that make the server take it were about to leave */
  StoreAttemptOutcome outcome;
  char *text; /* "" */
} StoreAttempt;

void store_attempt_free (StoreAttempt *self);

/* What a server said of one recipient. */
typedef struct
{
  char *address;
  guint code; /* 0: never asked */
  char *enhanced;
  char *text;
  gboolean accepted;
} StoreRecipient;

void store_recipient_free (StoreRecipient *self);

/**
 * store_ledger_begin:
 *
 * QUEUED → SENDING and a row for the attempt, durable, in one transaction. Returns: the attempt, 0 without an error when the entry is
 * not queued any more (another took it, or it was removed).
 */
gint64 store_ledger_begin (Store *store, gint64 outbox_id, GError **error);
/* SENDING → COMMITTING. STORE_ERROR_NOT_FOUND: it is not SENDING. */
gboolean store_ledger_commit (Store *store, gint64 outbox_id, gint64 attempt_id, GError **error);
/* How it ended: the entry's new state, the row, and what was said of each recipient, in one transaction.
 * @recipients: (element-type StoreRecipient) (nullable) */
gboolean store_ledger_end (Store *store, gint64 outbox_id, gint64 attempt_id, StoreOutboxState state,
                           StoreAttemptOutcome outcome, const char *text, gint64 next_attempt,
                           GPtrArray *recipients, GError **error);

/* Oldest first. (element-type StoreAttempt) */
GPtrArray *store_ledger_list (Store *store, gint64 outbox_id, GError **error);
/* Of the last attempt that came so far. (element-type StoreRecipient) */
GPtrArray *store_ledger_get_recipients (Store *store, gint64 outbox_id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreAttempt, store_attempt_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreRecipient, store_recipient_free)

G_END_DECLS
