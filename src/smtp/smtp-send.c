/* SPDX-License-Identifier: GPL-3.0-or-later */
/* smtp-send.c: one message, and what became of it
 *
 * MAIL and all RCPT go out together where the server pipelines (RFC 2920), the message only after every answer was
 * read: who is refused is known before anything is committed. Then DATA, or BDAT where offered (RFC 3030).
 *
 * The outcome is the point of this file. Before the commit hook ran, nothing can have been delivered: NOT_SENT or
 * REFUSED. After it, only the server's answer tells; without one (connection lost, nonsense, cancelled) the outcome is
 * UNKNOWN, and nobody may send again without looking (rows S-07, S-08). */

#include "smtp-session-private.h"

#include <string.h>

#include "base-clock.h"
#include "smtp-address.h"
#include "smtp-data.h"

#define PIECE 65536
#define BDAT_CHUNK (1024 * 1024)
#define MAX_LINE 998 /* RFC 5322 2.1.1 */
#define PIPELINE_DEPTH 50

typedef struct
{
  SmtpSession *session;
  GCancellable *cancellable;
  const SmtpSendOptions *options;
  char *from;            /* wire form */
  GPtrArray *recipients; /* SmtpRecipient */
  GPtrArray *wire;       /* char *, same order */
  const guint8 *bytes;
  gsize length;
  SmtpData facts;
  gboolean needs_utf8;
  gboolean begun; /* MAIL was written */
  char *server_text;
} Send;

static void
send_clear (Send *self)
{
  g_free (self->from);
  g_clear_pointer (&self->recipients, g_ptr_array_unref);
  g_clear_pointer (&self->wire, g_ptr_array_unref);
  g_free (self->server_text);
}

/* --- before the first byte --- */

static gboolean
stop (GError **error, SmtpError code, const char *why)
{
  g_set_error_literal (error, SMTP_ERROR, code, why);
  return FALSE;
}

static gboolean
add_recipient (Send *self, const char *address, GHashTable *seen, GError **error)
{
  gboolean utf8;
  char *wire = smtp_address_dup_wire (address, &utf8, error);
  SmtpRecipient *recipient;

  if (wire == NULL)
    return FALSE;
  if (*wire == '\0')
    {
      g_free (wire);
      return stop (error, SMTP_ERROR_BAD_ADDRESS, "an empty recipient");
    }
  self->needs_utf8 |= utf8;
  if (g_hash_table_contains (seen, wire))
    {
      g_free (wire); /* the same address twice is no second copy (O-04) */
      return TRUE;
    }
  g_hash_table_add (seen, wire);
  recipient = g_new0 (SmtpRecipient, 1);
  recipient->address = g_strdup (address);
  g_ptr_array_add (self->recipients, recipient);
  g_ptr_array_add (self->wire, g_strdup (wire));
  return TRUE;
}

static gboolean
take_envelope (Send *self, const char *from, const char *const *recipients, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  self->recipients = g_ptr_array_new_with_free_func ((GDestroyNotify) smtp_recipient_free);
  self->wire = g_ptr_array_new_with_free_func (g_free);
  self->from = smtp_address_dup_wire (from, &self->needs_utf8, error);
  if (self->from == NULL)
    return FALSE;
  for (guint i = 0; recipients[i] != NULL; i++)
    if (!add_recipient (self, recipients[i], seen, error))
      return FALSE;
  if (self->recipients->len > 0)
    return TRUE;
  g_set_error (error, SMTP_ERROR, SMTP_ERROR_BAD_ADDRESS, "no recipient");
  return FALSE;
}

static gboolean
check_options (Send *self, GError **error)
{
  const SmtpSendOptions *options = self->options;
  SmtpSession *session = self->session;
  gint64 now = base_clock_now_unix ();
  SmtpHoldLimits limits;

  if (!smtp_options_check (options, error))
    return FALSE;
  if (options->flags & SMTP_SEND_REQUIRETLS
      && (!smtp_session_has (session, "REQUIRETLS") || !net_stream_is_encrypted (session->stream)))
    return stop (error, SMTP_ERROR_UNSUPPORTED, "the server cannot promise encrypted delivery");
  if (smtp_options_wants_dsn (options) && !(options->flags & SMTP_SEND_DSN_IF_OFFERED)
      && !smtp_session_has (session, "DSN"))
    return stop (error, SMTP_ERROR_UNSUPPORTED, "the server sends no delivery reports");
  smtp_session_get_hold_limits (session, &limits);
  if (options->hold_until > now && limits.max_seconds == 0)
    return stop (error, SMTP_ERROR_UNSUPPORTED, "the server does not keep messages back");
  if (!smtp_hold_limits_allow (&limits, now, options->hold_until))
    return stop (error, SMTP_ERROR_HOLD_TOO_LONG, "the server does not keep messages back that long");
  return TRUE;
}

/* What the server's extensions do not allow (S-03, S-11, S-12), found out before anything is sent. */
static gboolean
check_message (Send *self, GError **error)
{
  SmtpSession *session = self->session;

  smtp_data_scan (self->bytes, self->length, &self->facts);
  self->needs_utf8 |= self->facts.has_8bit_header;
  if (self->facts.longest_line > MAX_LINE)
    return stop (error, SMTP_ERROR_LINE_TOO_LONG, "a line of the message is longer than 998 bytes");
  if (session->max_size > 0 && self->facts.size > session->max_size)
    {
      g_set_error (error, SMTP_ERROR, SMTP_ERROR_TOO_LARGE,
                   "the message has %" G_GUINT64_FORMAT " bytes, the server takes %" G_GUINT64_FORMAT,
                   self->facts.size, session->max_size);
      return FALSE;
    }
  if (self->needs_utf8 && !smtp_session_has (session, "SMTPUTF8"))
    return stop (error, SMTP_ERROR_NEEDS_SMTPUTF8,
                 "an address or header is not ASCII; the server lacks SMTPUTF8");
  if (self->facts.is_8bit && !smtp_session_has (session, "8BITMIME"))
    return stop (error, SMTP_ERROR_NEEDS_8BITMIME, "the message is 8-bit and the server lacks 8BITMIME");
  return check_options (self, error);
}

/* --- the envelope --- */

static gboolean write_line (Send *self, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
write_line (Send *self, GError **error, const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  return net_stream_write (self->session->stream, line, strlen (line), FALSE, error);
}

static gboolean
write_mail (Send *self, GError **error)
{
  g_autoptr (GString) parameters = g_string_new (NULL);
  SmtpHoldLimits limits;

  if (smtp_session_has (self->session, "SIZE"))
    g_string_append_printf (parameters, " SIZE=%" G_GUINT64_FORMAT, self->facts.size);
  if (self->facts.is_8bit)
    g_string_append (parameters, " BODY=8BITMIME");
  if (self->needs_utf8)
    g_string_append (parameters, " SMTPUTF8");
  if (self->options->flags & SMTP_SEND_REQUIRETLS)
    g_string_append (parameters, " REQUIRETLS");
  smtp_session_get_hold_limits (self->session, &limits);
  smtp_options_append_mail (self->options, smtp_session_has (self->session, "DSN"), &limits,
                            base_clock_now_unix (), parameters);
  return write_line (self, error, "MAIL FROM:<%s>%s\r\n", self->from, parameters->str);
}

static gboolean
write_rcpt (Send *self, guint i, GError **error)
{
  const char *wire = g_ptr_array_index (self->wire, i);
  g_autoptr (GString) parameters = g_string_new (NULL);

  smtp_options_append_rcpt (self->options, smtp_session_has (self->session, "DSN"), !g_str_is_ascii (wire),
                            wire, parameters);
  return write_line (self, error, "RCPT TO:<%s>%s\r\n", wire, parameters->str);
}

static gboolean
flush (Send *self, GError **error)
{
  return net_stream_flush (self->session->stream, self->cancellable, error);
}

static SmtpReply *
read_reply (Send *self, GError **error)
{
  SmtpReply *reply = smtp_reply_read (self->session->stream, self->cancellable, error);

  if (reply == NULL)
    {
      self->session->usable = FALSE;
      return NULL;
    }
  g_free (self->server_text);
  self->server_text = smtp_session_dup_text (self->session, reply);
  if (reply->code == 421)
    self->session->usable = FALSE;
  return reply;
}

/* FALSE: out of step, the session is lost. A refusal is only noted in the recipient. */
static gboolean
take_rcpt_reply (Send *self, guint i, GError **error)
{
  SmtpRecipient *recipient = g_ptr_array_index (self->recipients, i);
  g_autoptr (SmtpReply) reply = read_reply (self, error);

  if (reply == NULL)
    return FALSE;
  recipient->code = reply->code;
  recipient->enhanced = g_strdup (reply->enhanced);
  recipient->text = smtp_session_dup_text (self->session, reply);
  recipient->accepted = smtp_reply_is_ok (reply);
  if (reply->code / 100 != 3 && reply->code != 421)
    return TRUE;
  if (reply->code == 421)
    smtp_session_set_reply_error (self->session, reply, "RCPT", error);
  else
    stop (error, SMTP_ERROR_PROTOCOL, "RCPT answered out of step");
  self->session->usable = FALSE;
  return FALSE;
}

/* NOT_SENT: lost or out of step; REFUSED: the server refuses the sender; SENT: go on. */
static SmtpOutcome
take_mail_reply (Send *self, GError **error)
{
  g_autoptr (SmtpReply) reply = read_reply (self, error);

  if (reply == NULL)
    return SMTP_OUTCOME_NOT_SENT;
  if (smtp_reply_is_ok (reply))
    return SMTP_OUTCOME_SENT;
  smtp_session_set_reply_error (self->session, reply, "MAIL", error);
  if (reply->code / 100 >= 4)
    return SMTP_OUTCOME_REFUSED;
  self->session->usable = FALSE;
  return SMTP_OUTCOME_NOT_SENT;
}

/* Sends RCPT for @depth recipients from @first on and reads their answers. */
static gboolean
give_recipients (Send *self, guint first, guint depth, GError **error)
{
  guint last = MIN (first + depth, self->recipients->len);

  for (guint i = first; i < last; i++)
    if (!write_rcpt (self, i, error))
      return FALSE;
  if (!flush (self, error))
    return FALSE;
  for (guint i = first; i < last; i++)
    if (!take_rcpt_reply (self, i, error))
      return FALSE;
  return TRUE;
}

static SmtpOutcome
give_envelope (Send *self, GError **error)
{
  guint depth = smtp_session_has (self->session, "PIPELINING") ? PIPELINE_DEPTH : 1;
  guint first = 0;
  SmtpOutcome mail;

  self->begun = TRUE;
  if (!write_mail (self, error))
    return SMTP_OUTCOME_NOT_SENT;
  for (; depth > 1 && first < MIN (depth, self->recipients->len); first++)
    if (!write_rcpt (self, first, error))
      return SMTP_OUTCOME_NOT_SENT;
  if (!flush (self, error))
    return SMTP_OUTCOME_NOT_SENT;
  mail = take_mail_reply (self, error);
  if (mail == SMTP_OUTCOME_NOT_SENT)
    return mail;
  for (guint i = 0; i < first && self->session->usable; i++)
    if (!take_rcpt_reply (self, i, mail == SMTP_OUTCOME_SENT ? error : NULL))
      return mail == SMTP_OUTCOME_SENT ? SMTP_OUTCOME_NOT_SENT : mail;
  if (mail != SMTP_OUTCOME_SENT)
    return mail;
  for (; first < self->recipients->len; first += depth)
    if (!give_recipients (self, first, depth, error))
      return SMTP_OUTCOME_NOT_SENT;
  return SMTP_OUTCOME_SENT;
}

/* S-05: when some recipients are refused, the person decides, not we. */
static gboolean
check_recipients (Send *self, GError **error)
{
  guint accepted = 0;
  SmtpError code = SMTP_ERROR_REFUSED;
  const SmtpRecipient *refused = NULL;

  for (guint i = 0; i < self->recipients->len; i++)
    {
      const SmtpRecipient *recipient = g_ptr_array_index (self->recipients, i);

      accepted += recipient->accepted;
      if (recipient->accepted)
        continue;
      if (refused == NULL || refused->code / 100 == 4)
        refused = recipient;
    }
  if (refused == NULL || (accepted > 0 && self->options->flags & SMTP_SEND_PARTIAL))
    return TRUE;
  if (refused->code == 530)
    code = SMTP_ERROR_AUTH_REQUIRED;
  else if (refused->code / 100 == 4)
    code = SMTP_ERROR_LATER;
  g_set_error (error, SMTP_ERROR, code, "%u of %u recipients refused: %u %s",
               self->recipients->len - accepted, self->recipients->len, refused->code, refused->text);
  return FALSE;
}

/* --- the message --- */

static gboolean
commit (Send *self, GError **error)
{
  SmtpSession *session = self->session;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (session->commit == NULL || session->commit (session->commit_data, error))
    return TRUE;
  if (error != NULL && *error == NULL)
    stop (error, SMTP_ERROR_STOPPED, "stopped before sending");
  return FALSE;
}

/* After the commit: what the server's last word means. */
static SmtpOutcome
take_final_reply (Send *self, GError **error)
{
  g_autoptr (GError) read_error = NULL;
  g_autoptr (SmtpReply) reply = NULL;

  net_stream_set_timeout (self->session->stream, SMTP_TIMEOUT_FINAL);
  reply = read_reply (self, &read_error);
  if (reply != NULL && smtp_reply_is_ok (reply))
    return SMTP_OUTCOME_SENT;
  if (reply != NULL && reply->code / 100 >= 4)
    {
      smtp_session_set_reply_error (self->session, reply, "message", error);
      return SMTP_OUTCOME_REFUSED;
    }
  self->session->usable = FALSE;
  g_set_error (error, SMTP_ERROR, SMTP_ERROR_UNKNOWN, "no answer to the message: %s",
               read_error != NULL ? read_error->message : "nonsense");
  return SMTP_OUTCOME_UNKNOWN;
}

/* The connection failed in the middle of the message. A server that refuses early and closes may have said why. */
static SmtpOutcome
fail_in_data (Send *self, GError *write_error, GError **error)
{
  g_autoptr (SmtpReply) reply = NULL;
  g_autoptr (GError) owned = write_error;

  if (net_stream_get_buffered (self->session->stream) > 0)
    reply = read_reply (self, NULL);
  self->session->usable = FALSE;
  if (reply != NULL && reply->code / 100 >= 4)
    {
      smtp_session_set_reply_error (self->session, reply, "message", error);
      return SMTP_OUTCOME_REFUSED;
    }
  g_propagate_error (error, g_steal_pointer (&owned));
  return SMTP_OUTCOME_NOT_SENT;
}

static gboolean
send_body (Send *self, GError **error)
{
  g_autoptr (GByteArray) piece = g_byte_array_new ();
  SmtpDataReader reader;
  gboolean more = TRUE;

  smtp_data_reader_init (&reader, self->bytes, self->length, TRUE);
  while (more)
    {
      more = smtp_data_reader_next (&reader, PIECE, piece);
      if (!net_stream_write_data (self->session->stream, piece->data, piece->len, error)
          || !flush (self, error))
        return FALSE;
      g_byte_array_set_size (piece, 0);
    }
  return TRUE;
}

/* Whoever answers before the question would have that answer taken for the one to the message: a "250" sent along with
 * the 354 must not make a message count as sent. FALSE when there is something to read. */
static gboolean
check_silence (Send *self, GError **error)
{
  NetWait wait
      = net_stream_wait (self->session->stream, base_clock_monotonic_us (), NULL, self->cancellable, error);

  if (wait == NET_WAIT_READY)
    stop (error, SMTP_ERROR_PROTOCOL, "the server answers before it is asked");
  return wait == NET_WAIT_DEADLINE;
}

/* RFC 5321 4.1.1.4 */
static SmtpOutcome
send_with_data (Send *self, GError **error)
{
  g_autoptr (SmtpReply) reply = NULL;
  GError *write_error = NULL;

  if (!write_line (self, error, "DATA\r\n") || !flush (self, error))
    return SMTP_OUTCOME_NOT_SENT;
  reply = read_reply (self, error);
  if (reply == NULL)
    return SMTP_OUTCOME_NOT_SENT;
  if (reply->code != 354)
    {
      smtp_session_set_reply_error (self->session, reply, "DATA", error);
      /* A server that says 2xx here believes something we did not say: it is out of step. */
      self->session->usable = self->session->usable && reply->code / 100 >= 4;
      return reply->code / 100 >= 4 ? SMTP_OUTCOME_REFUSED : SMTP_OUTCOME_NOT_SENT;
    }
  net_stream_set_timeout (self->session->stream, SMTP_TIMEOUT_DATA);
  if (!send_body (self, &write_error) || !check_silence (self, &write_error))
    return fail_in_data (self, write_error, error);
  if (!commit (self, error))
    {
      self->session->usable = FALSE; /* only closing leaves DATA without sending */
      return SMTP_OUTCOME_NOT_SENT;
    }
  if (write_line (self, NULL, ".\r\n"))
    net_stream_flush (self->session->stream, self->cancellable, NULL);
  return take_final_reply (self, error);
}

static gboolean
write_chunk (Send *self, GByteArray *chunk, gboolean last, GError **error)
{
  return write_line (self, error, "BDAT %u%s\r\n", chunk->len, last ? " LAST" : "")
         && net_stream_write_data (self->session->stream, chunk->data, chunk->len, error);
}

/* RFC 3030. Bytes are counted, not marked, so nothing inside can end the message early. */
static SmtpOutcome
send_with_bdat (Send *self, GError **error)
{
  g_autoptr (GByteArray) chunk = g_byte_array_new ();
  SmtpDataReader reader;
  GError *early = NULL;

  net_stream_set_timeout (self->session->stream, SMTP_TIMEOUT_DATA);
  smtp_data_reader_init (&reader, self->bytes, self->length, FALSE);
  while (smtp_data_reader_next (&reader, BDAT_CHUNK, chunk))
    {
      g_autoptr (SmtpReply) reply = NULL;
      GError *write_error = NULL;

      if (!write_chunk (self, chunk, FALSE, &write_error) || !flush (self, &write_error))
        return fail_in_data (self, write_error, error);
      reply = read_reply (self, error);
      if (reply == NULL)
        return SMTP_OUTCOME_NOT_SENT;
      if (!smtp_reply_is_ok (reply))
        {
          smtp_session_set_reply_error (self->session, reply, "BDAT", error);
          return reply->code / 100 >= 4 ? SMTP_OUTCOME_REFUSED : SMTP_OUTCOME_NOT_SENT;
        }
      g_byte_array_set_size (chunk, 0);
    }
  if (!check_silence (self, &early))
    return fail_in_data (self, early, error);
  if (!commit (self, error))
    return SMTP_OUTCOME_NOT_SENT;
  if (write_chunk (self, chunk, TRUE, NULL))
    net_stream_flush (self->session->stream, self->cancellable, NULL);
  return take_final_reply (self, error);
}

/* --- the whole --- */

static SmtpOutcome
run (Send *self, const char *from, const char *const *recipients, GError **error)
{
  SmtpOutcome outcome;
  GError *early = NULL;

  if (!self->session->usable)
    {
      stop (error, SMTP_ERROR_PROTOCOL, "the session is over");
      return SMTP_OUTCOME_NOT_SENT;
    }
  if (!take_envelope (self, from, recipients, error) || !check_message (self, error))
    return SMTP_OUTCOME_NOT_SENT;
  if (!check_silence (self, &early))
    return fail_in_data (self, early, error);
  net_stream_set_timeout (self->session->stream, SMTP_TIMEOUT_ENVELOPE);
  outcome = give_envelope (self, error);
  if (outcome != SMTP_OUTCOME_SENT)
    return outcome;
  if (!check_recipients (self, error))
    return SMTP_OUTCOME_REFUSED;
  return smtp_session_has (self->session, "CHUNKING") ? send_with_bdat (self, error)
                                                      : send_with_data (self, error);
}

/* Leaves the session ready for the next message, or marks it as over. */
static void
tidy (Send *self, SmtpOutcome outcome)
{
  SmtpSession *session = self->session;
  g_autoptr (SmtpReply) reply = NULL;

  if (outcome == SMTP_OUTCOME_SENT || !session->usable || !self->begun)
    return;
  net_stream_set_timeout (session->stream, SMTP_TIMEOUT_OPEN);
  reply = smtp_session_command (session, FALSE, self->cancellable, NULL, "RSET");
  if (reply == NULL || reply->code != 250)
    session->usable = FALSE;
}

/**
 * smtp_session_send_with_options:
 * @from: the envelope sender, "" for none
 * @recipients: the envelope recipients, %NULL-terminated; the same address twice is asked once
 * @message: the message, any line ends; Bcc already removed
 * @options: (nullable): what to ask for besides
 * @results: (out) (nullable) (element-type SmtpRecipient): one per unique recipient, whatever the outcome
 * @server_text: (out) (nullable): the server's last words, cleaned
 *
 * Sends one message. Blocks for up to 10 minutes at the end, as RFC 5321 demands. An option the server cannot fulfil
 * ends in SMTP_OUTCOME_NOT_SENT before anything is sent (SMTP_ERROR_UNSUPPORTED, SMTP_ERROR_HOLD_TOO_LONG). @error is
 * set unless the outcome is SENT. Returns: what became of it; see #SmtpOutcome
 */
SmtpOutcome
smtp_session_send_with_options (SmtpSession *self, const char *from, const char *const *recipients,
                                GBytes *message, const SmtpSendOptions *options, GPtrArray **results,
                                char **server_text, GCancellable *cancellable, GError **error)
{
  static const SmtpSendOptions none = { 0 };
  Send job = { .session = self, .cancellable = cancellable, .options = options != NULL ? options : &none };
  SmtpOutcome outcome;

  job.bytes = g_bytes_get_data (message, &job.length);
  outcome = run (&job, from, recipients, error);
  if (results != NULL)
    *results = job.recipients != NULL ? g_ptr_array_ref (job.recipients) : NULL;
  if (server_text != NULL)
    *server_text = g_steal_pointer (&job.server_text);
  tidy (&job, outcome);
  send_clear (&job);
  return outcome;
}

/** smtp_session_send: smtp_session_send_with_options () with nothing but @flags */
SmtpOutcome
smtp_session_send (SmtpSession *self, const char *from, const char *const *recipients, GBytes *message,
                   SmtpSendFlags flags, GPtrArray **results, char **server_text, GCancellable *cancellable,
                   GError **error)
{
  SmtpSendOptions options = { .flags = flags };

  return smtp_session_send_with_options (self, from, recipients, message, &options, results, server_text,
                                         cancellable, error);
}
