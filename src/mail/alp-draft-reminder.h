/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-engine.h"

G_BEGIN_DECLS

/* "Tell me if nobody answers": <profile>/reminders holds one entry for each message sent with that wish. Main thread; nothing blocks. An
 * answer is any later message of somebody else in its conversation. */

typedef struct
{
  gint64 account_id;
  gint64 message_id; /* the sent message here; 0: not (yet) here */
  char *rfc_message_id;
  char *subject;
  gint64 sent; /* Unix seconds */
  gint64 due;
} AlpDraftReminder;

void alp_draft_reminder_free (AlpDraftReminder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpDraftReminder, alp_draft_reminder_free)

/* Those that are due by now and have no answer; answered ones are forgotten. Each is told once: it is forgotten too.
 * @now: Unix seconds. Returns (finish): (transfer full) (element-type AlpDraftReminder) */
void alp_draft_reminders_due_async (AlpEngine *engine, gint64 now, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *alp_draft_reminders_due_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

G_END_DECLS
