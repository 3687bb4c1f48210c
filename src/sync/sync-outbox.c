/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-outbox.c: a message is sent exactly once or visibly not at all (data-safety P3)
 *
 * States are durable in local.db before the act they speak of:
 *   QUEUED → SENDING → COMMITTING (just before the bytes that make the server take it) → SENT → FILED
 * A crash or a lost connection in COMMITTING is UNKNOWN: nobody sends it again but a person. The round looks for its
 * Message-ID in Sent and inbox, which can only prove that it was delivered.
 *
 * Sending runs on the outbox worker, filing (sync-filing.c) on a thread with an IMAP session. Both may run at the same time as another
 * of their kind: each step is a transition from a known state. */

#include "sync-outbox.h"

#include <string.h>

#include "base-clock.h"
#include "mime-headers.h"
#include "smtp-session.h"
#include "sync-error.h"

#define GIVE_UP_AFTER_S (5 * 24 * 3600) /* RFC 5321, 4.5.4.1 */

/* Pure: a message the server would not take now is tried again after 1, 5, 15 minutes, then every hour. */
gint64
sync_outbox_pause (guint attempts)
{
  static const gint64 pauses[] = { 60, 60, 5 * 60, 15 * 60, 60 * 60 };

  return pauses[MIN (attempts, G_N_ELEMENTS (pauses) - 1)];
}

/* Whether something of the account was not delivered yet, or nobody knows. Blocks. */
gboolean
sync_outbox_has_work (SyncSetup *setup)
{
  g_autoptr (GPtrArray) items = store_outbox_list (setup->store, setup->account_id, FALSE, NULL);

  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      StoreOutboxItem *item = items->pdata[i];

      if (item->state != STORE_OUTBOX_FILED && item->state != STORE_OUTBOX_SENT)
        return TRUE;
    }
  return FALSE;
}

/* The header block of @message, without the empty line. */
static GBytes *
header_block (GBytes *message)
{
  gsize size;
  const char *data = g_bytes_get_data (message, &size);

  for (gsize i = 0; i + 1 < size; i++)
    if (data[i] == '\n'
        && (data[i + 1] == '\n' || (data[i + 1] == '\r' && i + 2 < size && data[i + 2] == '\n')))
      return g_bytes_new_from_bytes (message, 0, i + 1);
  return g_bytes_ref (message);
}

/**
 * sync_outbox_add:
 *
 * See sync_engine_send(). Returns: the outbox id, 0 with SYNC_ERROR_MESSAGE when there is no recipient or no
 * Message-ID (the only thing by which a second delivery could be told), or the store's error.
 */
gint64
sync_outbox_add (Store *store, gint64 account_id, const char *from, const char *const *recipients,
                 GBytes *message, gint64 not_before, GError **error)
{
  g_autoptr (GBytes) block = header_block (message);
  g_autoptr (MimeHeaders) headers = mime_headers_parse (block);

  if (recipients == NULL || recipients[0] == NULL)
    {
      g_set_error_literal (error, SYNC_ERROR, SYNC_ERROR_MESSAGE, "the message has no recipient");
      return 0;
    }
  if (headers->message_id == NULL || *headers->message_id == '\0')
    {
      g_set_error_literal (error, SYNC_ERROR, SYNC_ERROR_MESSAGE, "the message has no Message-ID");
      return 0;
    }
  return store_outbox_add (store, account_id, from, recipients, message, headers->message_id,
                           headers->subject, not_before, error);
}

typedef struct
{
  SyncSetup *setup;
  gint64 outbox_id;
} Commit;

/* Just before the final dot: from here on a lost connection means "unknown". */
static gboolean
on_commit (gpointer data, GError **error)
{
  Commit *commit = data;

  return store_outbox_set_state (commit->setup->store, commit->outbox_id, STORE_OUTBOX_COMMITTING, NULL, 0,
                                 error);
}

/* "a@b.c: 550 no such user; …" of the recipients that were refused, else the error. */
static char *
describe_refusal (GPtrArray *results, const char *server_text, const GError *error)
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
  if (text->len == 0)
    g_string_append (text, server_text != NULL && *server_text != '\0'
                               ? server_text
                               : (error != NULL ? error->message : "refused"));
  return g_string_free (text, FALSE);
}

/* The server or the line would not take it now: later, unless it is too old by now. */
static gboolean
put_back (SyncSetup *setup, const StoreOutboxItem *item, const char *why, GError **error)
{
  gint64 now = base_clock_now_unix ();
  gint64 since = MAX (item->created, item->not_before);

  if (now - since > GIVE_UP_AFTER_S)
    return store_outbox_set_state (setup->store, item->id, STORE_OUTBOX_FAILED, why, 0, error);
  return store_outbox_set_state (setup->store, item->id, STORE_OUTBOX_QUEUED, why,
                                 now + sync_outbox_pause (item->attempts + 1), error);
}

static gboolean
record_outcome (SyncSetup *setup, const StoreOutboxItem *item, SmtpOutcome outcome, const char *why,
                const GError *send_error, GError **error)
{
  switch (outcome)
    {
    case SMTP_OUTCOME_SENT:
      return store_outbox_set_state (setup->store, item->id, STORE_OUTBOX_SENT, NULL, 0, error);
    case SMTP_OUTCOME_UNKNOWN:
      return store_outbox_set_state (setup->store, item->id, STORE_OUTBOX_UNKNOWN, why, 0, error);
    case SMTP_OUTCOME_REFUSED:
    case SMTP_OUTCOME_NOT_SENT:
    default:
      if (send_error != NULL && sync_error_judge (send_error).retry != BASE_RETRY_NEVER)
        return put_back (setup, item, why, error);
      if (g_error_matches (send_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return store_outbox_set_state (setup->store, item->id, STORE_OUTBOX_QUEUED, NULL, 0, error);
      return store_outbox_set_state (setup->store, item->id, STORE_OUTBOX_FAILED, why, 0, error);
    }
}

/* Sends one entry that is due. FALSE: the connection or the store is not usable any more. */
static gboolean
send_item (SyncSetup *setup, SmtpSession *smtp, gint64 outbox_id, gboolean *sent, GCancellable *cancellable,
           GError **error)
{
  g_autoptr (StoreOutboxItem) item = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) send_error = NULL;
  g_autofree char *server_text = NULL;
  g_autofree char *why = NULL;
  Commit commit = { setup, outbox_id };
  SmtpOutcome outcome;

  if (!store_outbox_transition (setup->store, outbox_id, STORE_OUTBOX_QUEUED, STORE_OUTBOX_SENDING,
                                &send_error))
    {
      if (send_error == NULL)
        return TRUE; /* not queued any more: somebody else's */
      g_propagate_error (error, g_steal_pointer (&send_error));
      return FALSE;
    }
  item = store_outbox_get (setup->store, outbox_id, error);
  if (item == NULL)
    return FALSE;
  smtp_session_set_commit_func (smtp, on_commit, &commit);
  outcome = smtp_session_send (smtp, item->from, (const char *const *) item->recipients, item->message,
                               SMTP_SEND_DEFAULT, &results, &server_text, cancellable, &send_error);
  smtp_session_set_commit_func (smtp, NULL, NULL);
  why = describe_refusal (results, server_text, send_error);
  if (!record_outcome (setup, item, outcome, why, send_error, error))
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

static gint64
due_at (const StoreOutboxItem *item)
{
  return MAX (item->not_before, item->next_attempt);
}

/* Ids of what is due now; @next_ms: until something else is, -1: never. */
static GArray *
collect_due (SyncSetup *setup, gint64 *next_ms, GError **error)
{
  g_autoptr (GPtrArray) items = store_outbox_list (setup->store, setup->account_id, FALSE, error);
  GArray *due;
  gint64 now = base_clock_now_unix ();

  *next_ms = -1;
  if (items == NULL)
    return NULL;
  due = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < items->len; i++)
    {
      StoreOutboxItem *item = items->pdata[i];
      gint64 wait_ms = (due_at (item) - now) * 1000;

      if (item->state != STORE_OUTBOX_QUEUED)
        continue;
      if (wait_ms <= 0)
        g_array_append_val (due, item->id);
      else if (*next_ms < 0 || wait_ms < *next_ms)
        *next_ms = wait_ms;
    }
  return due;
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
  g_autoptr (GArray) due = collect_due (setup, next_ms, error);
  g_autoptr (NetCredentials) credentials = NULL;
  g_autoptr (SmtpSession) smtp = NULL;
  g_autoptr (GArray) again = NULL;

  *sent = FALSE;
  if (due == NULL)
    return FALSE;
  if (due->len == 0)
    return TRUE;
  credentials = sync_setup_get_credentials (setup, setup->smtp, cancellable, error);
  if (credentials == NULL)
    return FALSE;
  smtp = smtp_session_open (setup->smtp, credentials, cancellable, error);
  if (smtp == NULL)
    return FALSE;
  for (guint i = 0; i < due->len; i++)
    if (!send_item (setup, smtp, g_array_index (due, gint64, i), sent, cancellable, error))
      return FALSE;
  smtp_session_quit (smtp);
  again = collect_due (setup, next_ms, error);
  if (again == NULL)
    return FALSE;
  if (again->len > 0)
    *next_ms = 0;
  return TRUE;
}
