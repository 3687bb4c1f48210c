/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-outbox.c: a message is sent exactly once or visibly not at all (data-safety P3)
 *
 * States are durable in local.db before the act they speak of, each attempt with a row of its own (store-ledger.h):
 *   QUEUED → SENDING → COMMITTING (just before the bytes that make the server take it) → SENT → FILED
 * A crash or a lost connection in COMMITTING is UNKNOWN: nobody sends it again but a person. The round looks for its
 * Message-ID in Sent and inbox, which can only prove that it was delivered.
 *
 * Sending runs on the outbox worker, filing (sync-filing.c) on a thread with an IMAP session. Both may run at the same time as another
 * of their kind: each step is a transition from a known state. */

#include "sync-outbox.h"

#include "sync-sign-in.h"

#include <string.h>

#include "base-clock.h"
#include "smtp-session.h"
#include "sync-error.h"
#include "sync-filing.h"
#include "sync-outbox-time.h"
#include "sync-send.h"

#define LOOK_AGAIN_MS (60 * 1000) /* the wall clock may be set, the machine may have slept */
#define FRESH_S (24 * 3600)       /* younger ones are of this profile's own time */
#define GIVE_UP_ATTEMPTS 30       /* the clock alone, which may have been wrong, gives nothing up */

/* Whether something of the account was not delivered yet, or nobody knows, or was written and is only here. Blocks. */
gboolean
sync_outbox_has_work (SyncSetup *setup)
{
  g_autoptr (GPtrArray) items = store_outbox_list (setup->store, setup->account_id, FALSE, NULL);
  g_autoptr (GPtrArray) drafts = store_drafts_to_upload (setup->store, setup->account_id, G_MAXINT64, NULL);

  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      StoreOutboxItem *item = items->pdata[i];

      if (item->state != STORE_OUTBOX_FILED && item->state != STORE_OUTBOX_SENT)
        return TRUE;
    }
  return drafts != NULL && drafts->len > 0;
}

#define NAMED_MAX 5

static void
add_what (GString *text, guint n, const char *one, const char *many)
{
  if (n > 0)
    g_string_append_printf (text, "%s%u %s", text->len > 0 ? ", " : "", n, n == 1 ? one : many);
}

/**
 * sync_outbox_dup_work:
 *
 * Returns: (transfer full): what of the account was never on a server, for a log and a command line: "2 messages not sent (Lunch, Bill),
 * 1 draft, 3 changes"; "": nothing (data-safety D-27). Blocks (disk).
 */
char *
sync_outbox_dup_work (SyncSetup *setup)
{
  g_autoptr (GPtrArray) items = store_outbox_list (setup->store, setup->account_id, FALSE, NULL);
  g_autoptr (GPtrArray) drafts = store_drafts_to_upload (setup->store, setup->account_id, G_MAXINT64, NULL);
  g_autoptr (GPtrArray) changes = store_journal_pending (setup->store, setup->account_id, NULL);
  g_autoptr (GPtrArray) subjects = g_ptr_array_new ();
  GString *text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      const StoreOutboxItem *item = items->pdata[i];

      if (item->state == STORE_OUTBOX_FILED || item->state == STORE_OUTBOX_SENT)
        continue;
      if (n++ < NAMED_MAX)
        g_ptr_array_add (subjects, item->subject);
    }
  add_what (text, n, "message not sent", "messages not sent");
  if (n > 0)
    {
      g_autofree char *joined = NULL;

      g_ptr_array_add (subjects, NULL);
      joined = g_strjoinv (", ", (char **) subjects->pdata);
      g_string_append_printf (text, " (%s%s)", joined, n > NAMED_MAX ? ", …" : "");
    }
  add_what (text, drafts != NULL ? drafts->len : 0, "draft", "drafts");
  add_what (text, changes != NULL ? changes->len : 0, "change", "changes");
  return g_string_free (text, FALSE);
}

typedef struct
{
  SyncSetup *setup;
  gint64 outbox_id;
  gint64 attempt_id;
} Commit;

/* Just before the final dot: from here on a lost connection means "unknown". */
static gboolean
on_commit (gpointer data, GError **error)
{
  Commit *commit = data;

  return store_ledger_commit (commit->setup->store, commit->outbox_id, commit->attempt_id, error);
}

/* "a@b.c: 550 no such user; …" of the recipients that were refused, else the error. */
static char *
describe_refusal (SmtpOutcome outcome, GPtrArray *results, const char *server_text, const GError *error)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; results != NULL && i < results->len; i++)
    {
      SmtpRecipient *recipient = results->pdata[i];

      if (recipient->accepted || recipient->code == 0)
        continue;
      g_string_append_printf (text, "%s%s: %u %s", text->len > 0 ? "; " : "", recipient->address,
                              recipient->code, recipient->text != NULL ? recipient->text : "");
    }
  if (text->len == 0 && error != NULL)
    g_string_append (text, outcome == SMTP_OUTCOME_REFUSED && server_text != NULL && *server_text != '\0'
                               ? server_text
                               : error->message);
  return g_string_free (text, FALSE);
}

/* (element-type StoreRecipient) */
static GPtrArray *
copy_results (GPtrArray *results)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func ((GDestroyNotify) store_recipient_free);

  for (guint i = 0; results != NULL && i < results->len; i++)
    {
      const SmtpRecipient *result = results->pdata[i];
      StoreRecipient *copy = g_new0 (StoreRecipient, 1);

      copy->address = g_strdup (result->address);
      copy->code = result->code;
      copy->enhanced = g_strdup (result->enhanced);
      copy->text = g_strdup (result->text);
      copy->accepted = result->accepted;
      g_ptr_array_add (copies, copy);
    }
  return copies;
}

typedef struct
{
  StoreOutboxState state;
  StoreAttemptOutcome outcome;
  gint64 next_attempt;
} Verdict;

/* The server or the line would not take it now: later, unless it is too old by now. */
static Verdict
put_back (const StoreOutboxItem *item, StoreAttemptOutcome outcome)
{
  gint64 now = base_clock_now_unix ();

  if (now > sync_outbox_gives_up (item) && item->attempts >= GIVE_UP_ATTEMPTS)
    return (Verdict) { STORE_OUTBOX_FAILED, outcome, 0 };
  return (Verdict) { STORE_OUTBOX_QUEUED, outcome, now + sync_outbox_pause (item->attempts) };
}

static Verdict
judge (const StoreOutboxItem *item, SmtpOutcome outcome, const GError *send_error)
{
  BaseRetry retry = send_error != NULL ? sync_error_judge (send_error).retry : BASE_RETRY_NEVER;

  if (outcome == SMTP_OUTCOME_SENT)
    return (Verdict) { STORE_OUTBOX_SENT, STORE_ATTEMPT_SENT, 0 };
  if (outcome == SMTP_OUTCOME_UNKNOWN)
    return (Verdict) { STORE_OUTBOX_UNKNOWN, STORE_ATTEMPT_UNKNOWN, 0 };
  if (g_error_matches (send_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return (Verdict) { STORE_OUTBOX_QUEUED, STORE_ATTEMPT_STOPPED, 0 };
  if (retry == BASE_RETRY_NEVER)
    return (Verdict) { STORE_OUTBOX_FAILED, STORE_ATTEMPT_REFUSED, 0 };
  return put_back (item, outcome == SMTP_OUTCOME_REFUSED ? STORE_ATTEMPT_LATER : STORE_ATTEMPT_CUT);
}

static gboolean
record_outcome (SyncSetup *setup, const StoreOutboxItem *item, gint64 attempt_id, SmtpOutcome outcome,
                const char *why, GPtrArray *results, const GError *send_error, GError **error)
{
  Verdict verdict = judge (item, outcome, send_error);
  g_autoptr (GPtrArray) recipients = copy_results (results);
  g_autoptr (GError) draft_error = NULL;

  if (!store_ledger_end (setup->store, item->id, attempt_id, verdict.state, verdict.outcome, why,
                         verdict.next_attempt, recipients, error))
    return FALSE;
  if (verdict.state == STORE_OUTBOX_SENT && item->draft_id != 0
      && !store_draft_remove (setup->store, item->draft_id, &draft_error))
    g_warning ("the draft of a sent message stays: %s", draft_error->message);
  return TRUE;
}

static SmtpOutcome
run_attempt (SmtpSession *smtp, const StoreOutboxItem *item, gboolean release, GPtrArray **results,
             char **server_text, GCancellable *cancellable, GError **error)
{
  g_autofree char *report = sync_send_options_get (item->options, "report");
  SmtpSendOptions options = { 0 };

  if (item->flags & STORE_OUTBOX_PARTIAL)
    options.flags |= SMTP_SEND_PARTIAL;
  if (report != NULL)
    {
      options.flags |= SMTP_SEND_DSN_IF_OFFERED;
      options.notify = SMTP_NOTIFY_SUCCESS | SMTP_NOTIFY_FAILURE | SMTP_NOTIFY_DELAY;
      options.return_what = SMTP_RETURN_HEADERS;
    }
  if (release)
    options.hold_until = item->not_before;
  return smtp_session_send_with_options (smtp, item->from, (const char *const *) item->recipients,
                                         item->message, &options, results, server_text, cancellable, error);
}

/* Sends one entry that is due. FALSE: the connection or the store is not usable any more. */
static gboolean
send_item (SyncSetup *setup, SmtpSession *smtp, gint64 outbox_id, gboolean release, gboolean *sent,
           GCancellable *cancellable, GError **error)
{
  g_autoptr (StoreOutboxItem) item = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) send_error = NULL;
  g_autofree char *server_text = NULL;
  g_autofree char *why = NULL;
  Commit commit = { setup, outbox_id, store_ledger_begin (setup->store, outbox_id, &send_error) };
  SmtpOutcome outcome;

  if (commit.attempt_id == 0)
    {
      if (send_error == NULL)
        return TRUE; /* not queued any more: somebody else's */
      g_propagate_error (error, g_steal_pointer (&send_error));
      return FALSE;
    }
  item = store_outbox_get (setup->store, outbox_id, error);
  if (item == NULL
      || (release && !store_outbox_change_flags (setup->store, outbox_id, STORE_OUTBOX_ON_SERVER, 0, error)))
    return FALSE;
  smtp_session_set_commit_func (smtp, on_commit, &commit);
  outcome = run_attempt (smtp, item, release, &results, &server_text, cancellable, &send_error);
  smtp_session_set_commit_func (smtp, NULL, NULL);
  why = describe_refusal (outcome, results, server_text, send_error);
  if (!record_outcome (setup, item, commit.attempt_id, outcome, why, results, send_error, error))
    return FALSE;
  if (release && outcome != SMTP_OUTCOME_SENT && outcome != SMTP_OUTCOME_UNKNOWN
      && !store_outbox_change_flags (setup->store, outbox_id, 0,
                                     STORE_OUTBOX_ON_SERVER | STORE_OUTBOX_RELEASE, error))
    return FALSE;
  if (outcome == SMTP_OUTCOME_SENT)
    *sent = TRUE;
  else
    g_info ("outbox %" G_GINT64_FORMAT ": %s", outbox_id, why);
  if (send_error == NULL || send_error->domain == SMTP_ERROR)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&send_error));
  return FALSE;
}

typedef struct
{
  GArray *now;     /* ids that are due */
  GArray *release; /* ids that wait for their time, and the server may wait instead of us */
  gint64 next_ms;  /* until something else is due, -1: never */
} Due;

static void
due_clear (Due *due)
{
  g_clear_pointer (&due->now, g_array_unref);
  g_clear_pointer (&due->release, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Due, due_clear)

/* Whether only the time to send at is waited for. */
static gboolean
may_release (const StoreOutboxItem *item, const SyncClocks *clocks)
{
  StoreOutboxItem now = *item;

  now.not_before = 0;
  return (item->flags & STORE_OUTBOX_RELEASE) && item->not_before > clocks->unix_s + LOOK_AGAIN_MS / 1000
         && sync_outbox_wait_ms (&now, clocks) <= 0;
}

static gboolean
collect_due (SyncSetup *setup, Due *due, GError **error)
{
  g_autoptr (GPtrArray) items = store_outbox_list (setup->store, setup->account_id, FALSE, error);
  SyncClocks clocks = sync_clocks_now ();

  due_clear (due);
  if (items == NULL)
    return FALSE;
  *due = (Due) { g_array_new (FALSE, FALSE, sizeof (gint64)), g_array_new (FALSE, FALSE, sizeof (gint64)),
                 -1 };
  for (guint i = 0; i < items->len; i++)
    {
      StoreOutboxItem *item = items->pdata[i];
      gint64 wait_ms = sync_outbox_wait_ms (item, &clocks);

      if (item->state != STORE_OUTBOX_QUEUED)
        continue;
      if (wait_ms <= 0)
        g_array_append_val (due->now, item->id);
      else if (may_release (item, &clocks))
        g_array_append_val (due->release, item->id);
      if (wait_ms > 0 && (due->next_ms < 0 || wait_ms < due->next_ms))
        due->next_ms = MIN (wait_ms, LOOK_AGAIN_MS);
    }
  return TRUE;
}

/* What waited long may have left long ago: this profile may be a copy from before that (data-safety D-21). The server is asked whether
 * it has the message; an account without such a server cannot be asked. @ids: loses those that were sent. */
static gboolean
leave_out_sent (SyncSetup *setup, GArray *ids, gboolean *sent, GCancellable *cancellable, GError **error)
{
  g_autoptr (SyncSession) session = NULL;

  for (guint i = ids->len; setup->account->kind == STORE_ACCOUNT_IMAP && i-- > 0;)
    {
      g_autoptr (StoreOutboxItem) item
          = store_outbox_get (setup->store, g_array_index (ids, gint64, i), error);
      gint64 age = base_clock_now_unix () - (item != NULL ? item->created : 0);
      gboolean has;

      if (item == NULL)
        return FALSE;
      if (item->attempts > 0 || (age >= 0 && age < FRESH_S))
        continue;
      if (session == NULL)
        session = sync_session_open (setup, cancellable, error);
      if (session == NULL || !sync_filing_look_for (session, item, &has, cancellable, error))
        return FALSE;
      if (!has)
        continue;
      g_message ("outbox %" G_GINT64_FORMAT ": the server has it already, it is not sent again", item->id);
      if (!store_outbox_set_state (setup->store, item->id, STORE_OUTBOX_SENT, NULL, 0, error))
        return FALSE;
      g_array_remove_index (ids, i);
      *sent = TRUE;
    }
  return TRUE;
}

/* What the server cannot wait with, we wait with. */
static gboolean
release_items (SyncSetup *setup, SmtpSession *smtp, GArray *ids, gboolean *sent, GCancellable *cancellable,
               GError **error)
{
  SmtpHoldLimits limits;

  smtp_session_get_hold_limits (smtp, &limits);
  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);
      g_autoptr (StoreOutboxItem) item = store_outbox_get (setup->store, id, error);
      gboolean can;

      if (item == NULL)
        return FALSE;
      can = limits.max_seconds > 0
            && smtp_hold_limits_allow (&limits, base_clock_now_unix (), item->not_before);
      if (can ? !send_item (setup, smtp, id, TRUE, sent, cancellable, error)
              : !store_outbox_change_flags (setup->store, id, 0, STORE_OUTBOX_RELEASE, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * sync_outbox_send:
 * @sent: (out): whether something was delivered (it still must be filed)
 * @next_ms: (out): milliseconds until another entry is due, -1: never
 *
 * Sends what is due, oldest first, over one connection. Blocks. Returns: %FALSE when the server could not be reached
 * or the connection broke; entries keep their own state and error in any case.
 */
gboolean
sync_outbox_send (SyncSetup *setup, gboolean *sent, gint64 *next_ms, GCancellable *cancellable,
                  GError **error)
{
  g_auto (Due) due = { 0 };
  g_autoptr (SmtpSession) smtp = NULL;

  *sent = FALSE;
  *next_ms = -1;
  if (!collect_due (setup, &due, error))
    return FALSE;
  *next_ms = due.next_ms;
  if (!leave_out_sent (setup, due.now, sent, cancellable, error)
      || !leave_out_sent (setup, due.release, sent, cancellable, error))
    return FALSE;
  if (due.now->len == 0 && due.release->len == 0)
    return TRUE;
  smtp = sync_sign_in_smtp (setup, cancellable, error);
  if (smtp == NULL)
    return FALSE;
  for (guint i = 0; i < due.now->len; i++)
    if (!send_item (setup, smtp, g_array_index (due.now, gint64, i), FALSE, sent, cancellable, error))
      return FALSE;
  if (!release_items (setup, smtp, due.release, sent, cancellable, error))
    return FALSE;
  smtp_session_quit (smtp);
  if (!collect_due (setup, &due, error))
    return FALSE;
  *next_ms = due.now->len > 0 ? 0 : due.next_ms;
  return TRUE;
}
