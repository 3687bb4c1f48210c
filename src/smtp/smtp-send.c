/* SPDX-License-Identifier: GPL-3.0-or-later */
/* smtp-send.c: one mail transaction, and the truth about what became of it
 *
 * Until the last byte that makes the server take the message (the final dot, or the last chunk) has been handed to
 * the socket, a failure means "not sent". From there until the answer, it means "unknown" and nobody may send again
 * by himself. The caller's commit function is called at exactly that border.
 *
 * MAIL and all RCPT are pipelined where offered (RFC 2920); DATA is not, so that a refused recipient stops everything
 * unless SMTP_SEND_PARTIAL was asked for. Belongs to the session's thread. */

#include "smtp-data.h"
#include "smtp-session-private.h"

#include <string.h>

#define FINAL_TIMEOUT_MS (10 * 60 * 1000) /* RFC 5321, 4.5.3.2.6: a message must not be repeated because we hurried */
#define COMMAND_TIMEOUT_MS (5 * 60 * 1000)

typedef struct
{
  SmtpSession *session;
  const char *from;
  const char *const *recipients;
  GBytes *data; /* normalised */
  SmtpDataFacts facts;
  SmtpSendFlags flags;
  GPtrArray *results; /* SmtpRecipient */
  char **server_text;
  GCancellable *cancellable;
} Transaction;

static gboolean
is_ascii (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar) *text >= 0x80)
      return FALSE;
  return TRUE;
}

static gboolean
needs_smtputf8 (const Transaction *t)
{
  gboolean needs = !is_ascii (t->from) || t->facts.has_8bit_header;

  for (guint i = 0; t->recipients[i] != NULL; i++)
    needs |= !is_ascii (t->recipients[i]);
  return needs;
}

static gboolean
check_addresses (const Transaction *t, GError **error)
{
  const char *bad = *t->from != '\0' && !smtp_data_address_is_safe (t->from) ? t->from : NULL;

  for (guint i = 0; t->recipients[i] != NULL; i++)
    if (!smtp_data_address_is_safe (t->recipients[i]))
      bad = t->recipients[i];
  if (bad == NULL && t->recipients[0] != NULL)
    return TRUE;
  g_set_error (error, SMTP_ERROR, SMTP_ERROR_BAD_ADDRESS, "%s", bad != NULL ? bad : "no recipient");
  return FALSE;
}

/* Everything that can be known before a byte is sent. */
static gboolean
check (const Transaction *t, GError **error)
{
  guint64 limit = smtp_session_get_max_size (t->session);

  if (!check_addresses (t, error))
    return FALSE;
  if (limit > 0 && g_bytes_get_size (t->data) > limit)
    {
      g_set_error (error, SMTP_ERROR, SMTP_ERROR_TOO_LARGE, "%" G_GSIZE_FORMAT " bytes, the server takes %" G_GUINT64_FORMAT,
                   g_bytes_get_size (t->data), limit);
      return FALSE;
    }
  if (needs_smtputf8 (t) && !smtp_session_has (t->session, "SMTPUTF8"))
    {
      g_set_error_literal (error, SMTP_ERROR, SMTP_ERROR_NEEDS_SMTPUTF8, "the server does not know SMTPUTF8");
      return FALSE;
    }
  if (t->facts.has_8bit && !smtp_session_has (t->session, "8BITMIME"))
    {
      g_set_error_literal (error, SMTP_ERROR, SMTP_ERROR_NEEDS_8BITMIME, "the server does not know 8BITMIME");
      return FALSE;
    }
  if ((t->flags & SMTP_SEND_REQUIRETLS) && !smtp_session_has (t->session, "REQUIRETLS"))
    {
      g_set_error_literal (error, SMTP_ERROR, SMTP_ERROR_REFUSED, "the server does not know REQUIRETLS");
      return FALSE;
    }
  return TRUE;
}

static gboolean
write_mail_from (const Transaction *t, GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_append_printf (line, "MAIL FROM:<%s>", t->from);
  if (smtp_session_has (t->session, "SIZE"))
    g_string_append_printf (line, " SIZE=%" G_GSIZE_FORMAT, g_bytes_get_size (t->data));
  if (t->facts.has_8bit)
    g_string_append (line, " BODY=8BITMIME");
  if (needs_smtputf8 (t))
    g_string_append (line, " SMTPUTF8");
  if (t->flags & SMTP_SEND_REQUIRETLS)
    g_string_append (line, " REQUIRETLS");
  return smtp_session_write_command (t->session, error, "%s", line->str);
}

static void
keep_text (const Transaction *t, const SmtpReply *reply)
{
  if (t->server_text == NULL)
    return;
  g_free (*t->server_text);
  *t->server_text = g_strdup_printf ("%u %s%s%s", reply->code, reply->enhanced != NULL ? reply->enhanced : "",
                                     reply->enhanced != NULL ? " " : "", reply->text);
}

static void
note_recipient (SmtpRecipient *recipient, const SmtpReply *reply)
{
  recipient->code = reply->code;
  recipient->enhanced = g_strdup (reply->enhanced);
  recipient->text = g_strdup (reply->text);
  recipient->accepted = smtp_reply_is_positive (reply);
}

static gboolean
read_mail_from (const Transaction *t, gboolean *accepted, GError **error)
{
  g_autoptr (SmtpReply) reply = smtp_session_read_reply (t->session, t->cancellable, error);

  *accepted = FALSE;
  if (reply == NULL)
    return FALSE;
  *accepted = smtp_reply_is_positive (reply);
  if (*accepted)
    return TRUE;
  keep_text (t, reply);
  smtp_session_set_reply_error (error, reply, "MAIL");
  return TRUE;
}

/* MAIL and RCPT. Returns FALSE with @error when the transaction cannot go on; *@refused tells whether by the server's word. */
static gboolean
send_envelope (const Transaction *t, gboolean *refused, GError **error)
{
  gboolean pipelined = smtp_session_has (t->session, "PIPELINING");
  gboolean mail_accepted = FALSE;

  if (!write_mail_from (t, error))
    return FALSE;
  if (!pipelined && !read_mail_from (t, &mail_accepted, error))
    return FALSE;
  if (!pipelined && !mail_accepted)
    {
      *refused = TRUE;
      return FALSE;
    }
  if (pipelined)
    {
      for (guint i = 0; t->recipients[i] != NULL; i++)
        if (!smtp_session_write_command (t->session, error, "RCPT TO:<%s>", t->recipients[i]))
          return FALSE;
      if (!read_mail_from (t, &mail_accepted, error))
        return FALSE;
      /* The refusal is the error; the replies to RCPT that follow must still be read. */
      if (!mail_accepted)
        error = NULL;
    }
  for (guint i = 0; i < t->results->len; i++)
    {
      g_autoptr (SmtpReply) reply = NULL;

      if (!pipelined && !smtp_session_write_command (t->session, error, "RCPT TO:<%s>", t->recipients[i]))
        return FALSE;
      reply = smtp_session_read_reply (t->session, t->cancellable, error);
      if (reply == NULL)
        return FALSE;
      if (mail_accepted)
        note_recipient (g_ptr_array_index (t->results, i), reply);
    }
  *refused = !mail_accepted;
  return mail_accepted;
}

/* Whether DATA may follow; else sets the error of the first refused recipient. */
static gboolean
recipients_suffice (const Transaction *t, GError **error)
{
  const SmtpRecipient *refused = NULL;
  guint n_accepted = 0;

  for (guint i = 0; i < t->results->len; i++)
    {
      const SmtpRecipient *recipient = g_ptr_array_index (t->results, i);

      n_accepted += recipient->accepted;
      /* A temporary refusal is reported before a final one, so that the rest is tried again. */
      if (!recipient->accepted && (refused == NULL || (refused->code / 100 == 5 && recipient->code / 100 == 4)))
        refused = recipient;
    }
  if (refused == NULL || ((t->flags & SMTP_SEND_PARTIAL) && n_accepted > 0))
    return TRUE;
  g_set_error (error, SMTP_ERROR, refused->code / 100 == 4 ? SMTP_ERROR_LATER : SMTP_ERROR_REFUSED, "RCPT %s: %u %s",
               refused->address, refused->code, refused->text != NULL ? refused->text : "");
  return FALSE;
}

static gboolean
commit (const Transaction *t, GError **error)
{
  SmtpSession *session = t->session;

  if (g_cancellable_set_error_if_cancelled (t->cancellable, error))
    return FALSE;
  return session->commit_func == NULL || session->commit_func (session->commit_data, error);
}

/* After the border: whatever fails now leaves the outcome unknown. Not cancellable, for the same reason. */
static SmtpOutcome
read_final (const Transaction *t, GError **error)
{
  g_autoptr (SmtpReply) reply = NULL;
  g_autoptr (GError) local_error = NULL;

  net_stream_set_timeout (t->session->stream, FINAL_TIMEOUT_MS);
  reply = smtp_session_read_reply (t->session, NULL, &local_error);
  net_stream_set_timeout (t->session->stream, COMMAND_TIMEOUT_MS);
  if (reply == NULL)
    {
      g_set_error (error, SMTP_ERROR, SMTP_ERROR_UNKNOWN, "no answer after the message: %s", local_error->message);
      return SMTP_OUTCOME_UNKNOWN;
    }
  keep_text (t, reply);
  if (smtp_reply_is_positive (reply))
    return SMTP_OUTCOME_SENT;
  smtp_session_set_reply_error (error, reply, "message");
  if (reply->code / 100 >= 4)
    return SMTP_OUTCOME_REFUSED;
  /* 3xx: no rule says what it means here. */
  t->session->broken = TRUE;
  return SMTP_OUTCOME_UNKNOWN;
}

/* BDAT (RFC 3030): the length is told beforehand, so there is no dot and nothing to smuggle. */
static SmtpOutcome
send_chunked (const Transaction *t, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (t->data, &length);

  if (!commit (t, error))
    {
      t->session->broken = TRUE;
      return SMTP_OUTCOME_NOT_SENT;
    }
  if (!smtp_session_write_command (t->session, error, "BDAT %" G_GSIZE_FORMAT " LAST", length)
      || !net_stream_write_data (t->session->stream, data, length, error))
    {
      t->session->broken = TRUE;
      return SMTP_OUTCOME_UNKNOWN;
    }
  return read_final (t, error);
}

static SmtpOutcome
send_data (const Transaction *t, GError **error)
{
  g_autoptr (GBytes) stuffed = smtp_data_stuff (t->data);
  g_autoptr (SmtpReply) reply = NULL;
  gsize length;
  const char *data = g_bytes_get_data (stuffed, &length);

  if (!smtp_session_write_command (t->session, error, "DATA"))
    return SMTP_OUTCOME_NOT_SENT;
  reply = smtp_session_read_reply (t->session, t->cancellable, error);
  if (reply == NULL)
    return SMTP_OUTCOME_NOT_SENT;
  if (reply->code != 354)
    {
      keep_text (t, reply);
      smtp_session_set_reply_error (error, reply, "DATA");
      return SMTP_OUTCOME_REFUSED;
    }
  /* All but the final dot line, which is three bytes; until it leaves, the server has nothing it may deliver. */
  if (!net_stream_write_data (t->session->stream, data, length - 3, error)
      || !net_stream_flush (t->session->stream, t->cancellable, error) || !commit (t, error))
    {
      t->session->broken = TRUE;
      return SMTP_OUTCOME_NOT_SENT;
    }
  if (!net_stream_write (t->session->stream, data + length - 3, 3, FALSE, error))
    {
      t->session->broken = TRUE;
      return SMTP_OUTCOME_UNKNOWN;
    }
  return read_final (t, error);
}

/* Leaves the session ready for the next message, or broken. */
static void
reset (const Transaction *t)
{
  g_autoptr (SmtpReply) reply = NULL;

  if (t->session->broken || !smtp_session_write_command (t->session, NULL, "RSET"))
    return;
  reply = smtp_session_read_reply (t->session, t->cancellable, NULL);
  if (reply != NULL && !smtp_reply_is_positive (reply))
    t->session->broken = TRUE;
}

static SmtpOutcome
run (const Transaction *t, GError **error)
{
  gboolean refused = FALSE;
  SmtpOutcome outcome;

  if (t->session->broken)
    {
      g_set_error_literal (error, NET_ERROR, NET_ERROR_CLOSED, "the session has ended");
      return SMTP_OUTCOME_NOT_SENT;
    }
  if (!check (t, error))
    return SMTP_OUTCOME_NOT_SENT;
  if (!send_envelope (t, &refused, error))
    {
      reset (t);
      return refused ? SMTP_OUTCOME_REFUSED : SMTP_OUTCOME_NOT_SENT;
    }
  if (!recipients_suffice (t, error))
    {
      reset (t);
      return SMTP_OUTCOME_REFUSED;
    }
  outcome = smtp_session_has (t->session, "CHUNKING") ? send_chunked (t, error) : send_data (t, error);
  if (outcome == SMTP_OUTCOME_REFUSED)
    reset (t);
  return outcome;
}

/**
 * smtp_session_send:
 * @from: envelope sender, bare address; "" for the null path
 * @recipients: %NULL-terminated bare addresses; the caller has removed duplicates
 * @message: header and body with any line ends
 * @results: (out) (element-type SmtpRecipient) (transfer full) (optional): one per recipient, in order
 * @server_text: (out) (transfer full) (nullable) (optional): the server's last word
 *
 * Sends one message. Without SMTP_SEND_PARTIAL nothing is sent when any recipient is refused. Blocks; the session's
 * thread. Cancelling works until the commit function was called; then the answer is waited for, 10 minutes at most.
 *
 * Errors: set for every outcome but SMTP_OUTCOME_SENT. RFC 5321, 1870, 2920, 3030, 6152, 6531.
 */
SmtpOutcome
smtp_session_send (SmtpSession *self, const char *from, const char *const *recipients, GBytes *message,
                   SmtpSendFlags flags, GPtrArray **results, char **server_text, GCancellable *cancellable,
                   GError **error)
{
  Transaction t = { .session = self, .from = from, .recipients = recipients, .flags = flags,
                    .server_text = server_text, .cancellable = cancellable };
  SmtpOutcome outcome;

  if (server_text != NULL)
    *server_text = NULL;
  t.data = smtp_data_normalize (message, &t.facts);
  t.results = g_ptr_array_new_with_free_func ((GDestroyNotify) smtp_recipient_free);
  for (guint i = 0; recipients[i] != NULL; i++)
    {
      SmtpRecipient *recipient = g_new0 (SmtpRecipient, 1);

      recipient->address = g_strdup (recipients[i]);
      g_ptr_array_add (t.results, recipient);
    }
  outcome = run (&t, error);
  g_bytes_unref (t.data);
  if (results != NULL)
    *results = t.results;
  else
    g_ptr_array_unref (t.results);
  return outcome;
}
