/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-engine.h"

G_BEGIN_DECLS

/* What is sent, and how. Borrowed. */
typedef struct
{
  const char *from;              /* bare address */
  const char *const *recipients; /* everybody (To, Cc, Bcc), NULL-terminated, bare addresses */
  GBytes *message;               /* with its Message-ID, without Bcc */
  const char *bcc;               /* nullable: the field as text, for our own copy in Sent */
  gint64 not_before;             /* Unix seconds, 0: now */
  guint hold_ms;                 /* so long it can be taken back */
  gint64 draft_id;               /* what it is made of; hidden until it is delivered, then removed; 0: none */
  gboolean partial;              /* also when some recipients are refused */
  gboolean no_release;           /* never let the server hold it until its time */
  const char *message_id; /* nullable: what it is known by when that is not its Message-ID (passed on) */
  gboolean want_report;   /* of delivery, delay and failure (DSN), where the server can */
} SyncSendRequest;

/* blocking (disk only). Durable when it returns; a started account sends when it is due. Returns: the outbox id, 0 on failure. */
gint64 sync_send_queue (SyncEngine *engine, gint64 account_id, const SyncSendRequest *request,
                        GError **error);
/* Takes a message back that has not begun to leave. @draft_id: (out) (optional): its draft, there again; 0: none. STORE_ERROR_BUSY: too late. */
gboolean sync_send_cancel (SyncEngine *engine, gint64 outbox_id, gint64 *draft_id, GError **error);
/* Another time for one that waits; 0: now. STORE_ERROR_BUSY: too late. */
gboolean sync_send_reschedule (SyncEngine *engine, gint64 outbox_id, gint64 not_before, GError **error);
/* A person's decision. Failed: again. Waiting: now. Unknown: the server's folders are searched first, and it is sent again only when it
 * is nowhere. @to_accepted: also when some recipients are refused. */
gboolean sync_send_again (SyncEngine *engine, gint64 outbox_id, gboolean to_accepted, GError **error);

/* For the outbox itself: what queue() put into StoreOutboxItem.options. */
char *sync_send_options_get (const char *options, const char *name);

G_END_DECLS
