/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-draft.h"
#include "alp-outbox.h"

G_BEGIN_DECLS

/* What is being written, all of it: drafts on this computer, their older versions, their copies in the server's Drafts folder, and
 * drafts that wait in the outbox. Main thread; nothing blocks; errors are ALP_ERROR.
 *
 * Saving is alp_draft_save_async (): durable here at once. The copy on the server follows by itself within 30 s (the engine looks
 * every few seconds for saved versions that are not up there; each replaces the one before, never a second one appears). */

/* One draft, or one version of it; a record that never changes. */
typedef struct
{
  gint64 id;         /* of the draft on this computer */
  gint64 account_id; /* whose it is */
  gint64
      message_id; /* the message in the server's Drafts folder that is its copy; 0: none (yet), or not seen here yet */
  gint64 outbox_id; /* it waits there to be sent; 0: no */
  guint version;    /* counts saves */
  guint uploaded;   /* the version the server has, 0: none */
  gint64 saved;     /* Unix seconds */
  char *subject;    /* "" */
} AlpDraftInfo;

void alp_draft_info_free (AlpDraftInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpDraftInfo, alp_draft_info_free)

/* Drafts of @account ((nullable): all), newest first; without those in the outbox. Returns (finish): (element-type AlpDraftInfo) */
void alp_draft_list_async (AlpEngine *engine, AlpAccount *account, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *alp_draft_list_finish (AlpEngine *engine, GAsyncResult *result, GError **error);
/* Versions kept of one draft, newest first. Returns (finish): (element-type AlpDraftInfo) */
void alp_draft_versions_async (AlpEngine *engine, gint64 draft_id, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *alp_draft_versions_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

/* A saved draft, to go on with it. @version 0: the newest. Returns (finish): (transfer full) */
void alp_draft_open_async (AlpEngine *engine, gint64 draft_id, guint version, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
/* A message of the Drafts folder, to go on with it: ours as it was saved here, or one that another program wrote. Saving then
 * replaces that very message. Returns (finish): (transfer full) */
void alp_draft_open_message_async (AlpEngine *engine, gint64 message_id, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
AlpDraft *alp_draft_open_finish (AlpEngine *engine, GAsyncResult *result, GError **error);
/* Here and on the server. */
void alp_draft_delete_async (AlpEngine *engine, gint64 draft_id, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
gboolean alp_draft_delete_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

/* Puts the draft into the outbox. @undo_seconds: how long alp_outbox_cancel_async () can still stop it, counted by a clock that no
 * change of date moves (0: at once). @not_before: Unix seconds, 0: now; never sent earlier. The draft stays, hidden, until the
 * message is delivered. Returns (finish): the outbox id, 0 on failure: the error says which address or file is wrong. */
void alp_draft_schedule_async (AlpDraft *draft, guint undo_seconds, gint64 not_before,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gint64 alp_draft_schedule_finish (AlpDraft *draft, GAsyncResult *result, GError **error);

/* Takes a message out of the outbox that has not begun to leave. Returns (finish): the draft it was made of, there again (open it
 * with alp_draft_open_async ()); 0 with ALP_ERROR_BUSY: too late; 0 without an error: it was made of none. */
void alp_outbox_cancel_async (AlpEngine *engine, gint64 outbox_id, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gint64 alp_outbox_cancel_finish (AlpEngine *engine, GAsyncResult *result, GError **error);
/* Another time for a message that has not begun to leave; 0: now. */
void alp_outbox_reschedule_async (AlpEngine *engine, gint64 outbox_id, gint64 not_before,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
/* A person's decision: a failed or unknown message again, a waiting one at once. @to_accepted: also when the server refuses some
 * of the recipients (then they stay listed with the reasons). */
void alp_outbox_resend_async (AlpEngine *engine, gint64 outbox_id, gboolean to_accepted,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* For these two. */
gboolean alp_outbox_change_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

/* What the server said of one recipient at the last attempt. */
typedef struct
{
  char *address;
  gboolean accepted;
  guint code;     /* 0: never asked */
  char *enhanced; /* "5.1.1" or "" */
  char *text;     /* the server's own words, "" */
} AlpOutboxRecipient;

/* One attempt to send. */
typedef struct
{
  guint number;
  gint64 started; /* Unix seconds */
  gint64 ended;   /* 0: the program or the connection ended first */
  char *outcome;  /* for programs: "sent", "refused", "later", "unknown", "cut", "open" */
  char *text;     /* the reason, "" */
} AlpOutboxAttempt;

typedef struct
{
  gint64 id;
  gint64 not_before;     /* Unix seconds, 0: at once */
  gint64 undo_until_us;  /* g_get_monotonic_time () until which it can still be taken back, 0: not held */
  gint64 next_attempt;   /* Unix seconds, 0: none planned */
  gint64 gives_up;       /* Unix seconds: after that a temporary refusal becomes a failure */
  gint64 checked;        /* unknown: when the server's folders were last searched for it, 0: not yet */
  gboolean on_server;    /* the server holds it until its time (cannot be taken back) */
  GPtrArray *recipients; /* (element-type AlpOutboxRecipient) */
  GPtrArray *attempts;   /* (element-type AlpOutboxAttempt): oldest first */
} AlpOutboxDetails;

void alp_outbox_details_free (AlpOutboxDetails *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpOutboxDetails, alp_outbox_details_free)

/* Everything that is known about one message on its way. Returns (finish): (transfer full) */
void alp_outbox_load_details_async (AlpEngine *engine, gint64 outbox_id, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
AlpOutboxDetails *alp_outbox_load_details_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

G_END_DECLS
