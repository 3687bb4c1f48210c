/* SPDX-License-Identifier: GPL-3.0-or-later */
/* smtp-session.c: connecting to a submission server and becoming somebody there
 *
 * Order: greeting, EHLO, STARTTLS and EHLO again, AUTH. What the server said before TLS is forgotten (RFC 3207, 4.2).
 * EHLO names the literal [127.0.0.1], never this computer (product 22.1). Nothing secret and no message byte leaves
 * on a clear connection unless the endpoint says that the person allowed it. Belongs to one thread. */

#include "smtp-session-private.h"

#include <string.h>

#include "net-sasl.h"

#define CONNECT_TIMEOUT_MS (30 * 1000)
#define COMMAND_TIMEOUT_MS (5 * 60 * 1000) /* RFC 5321, 4.5.3.2 */
#define LOGIN_TIMEOUT_MS (60 * 1000)
#define MAX_SASL_ROUNDS 10

/** smtp_session_free: closes the connection without a farewell; %NULL is allowed. */
void
smtp_session_free (SmtpSession *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->stream, net_stream_free);
  g_hash_table_unref (self->extensions);
  g_free (self);
}

/* Buffers one command line. The arguments were checked by the caller. */
gboolean
smtp_session_write_command (SmtpSession *self, GError **error, const char *format, ...)
{
  va_list args;
  g_autofree char *line = NULL;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  return net_stream_write (self->stream, line, strlen (line), FALSE, error)
         && net_stream_write (self->stream, "\r\n", 2, FALSE, error);
}

/* Flushes what was written and reads one reply; after a failure the session is broken. */
SmtpReply *
smtp_session_read_reply (SmtpSession *self, GCancellable *cancellable, GError **error)
{
  SmtpReply *reply = NULL;

  if (net_stream_flush (self->stream, cancellable, error))
    reply = smtp_reply_read (self->stream, cancellable, error);
  if (reply == NULL || reply->code == 421)
    self->broken = TRUE;
  return reply;
}

/* Makes an error of a negative reply: 4xx is for later, 5xx for good. */
void
smtp_session_set_reply_error (GError **error, const SmtpReply *reply, const char *what)
{
  int code = reply->code / 100 == 4 ? SMTP_ERROR_LATER : SMTP_ERROR_REFUSED;

  if (reply->code / 100 < 4)
    code = SMTP_ERROR_PROTOCOL;
  else if (reply->code == 530)
    code = SMTP_ERROR_AUTH_REQUIRED;
  g_set_error (error, SMTP_ERROR, code, "%s: %u %s%s%s", what, reply->code,
               reply->enhanced != NULL ? reply->enhanced : "", reply->enhanced != NULL ? " " : "", reply->text);
}

static gboolean
read_greeting (SmtpSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (SmtpReply) reply = smtp_session_read_reply (self, cancellable, error);

  if (reply == NULL)
    return FALSE;
  if (reply->code == 220)
    return TRUE;
  smtp_session_set_reply_error (error, reply, "greeting");
  return FALSE;
}

/* ehlo-line = ehlo-keyword *( SP ehlo-param ), also with "=" as in "AUTH=LOGIN" of old servers (RFC 5321, 4.1.1.1) */
static void
add_extension (SmtpSession *self, const char *line)
{
  gsize length = strcspn (line, " =");
  char *keyword = g_ascii_strup (line, (gssize) length);
  const char *parameters = line[length] != '\0' ? line + length + 1 : "";

  if (g_hash_table_contains (self->extensions, keyword))
    {
      g_free (keyword);
      return;
    }
  g_hash_table_insert (self->extensions, keyword, g_strdup (parameters));
}

static gboolean
say_hello (SmtpSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (SmtpReply) reply = NULL;

  g_hash_table_remove_all (self->extensions);
  if (!smtp_session_write_command (self, error, "EHLO [127.0.0.1]"))
    return FALSE;
  reply = smtp_session_read_reply (self, cancellable, error);
  if (reply == NULL)
    return FALSE;
  if (reply->code != 250)
    {
      smtp_session_set_reply_error (error, reply, "EHLO");
      return FALSE;
    }
  for (guint i = 1; i < reply->lines->len; i++)
    add_extension (self, g_ptr_array_index (reply->lines, i));
  return TRUE;
}

static gboolean
start_tls (SmtpSession *self, NetEndpoint *endpoint, GCancellable *cancellable, GError **error)
{
  g_autoptr (SmtpReply) reply = NULL;

  if (!smtp_session_has (self, "STARTTLS"))
    {
      g_set_error_literal (error, NET_ERROR, NET_ERROR_TLS_REQUIRED, "the server does not offer STARTTLS");
      return FALSE;
    }
  if (!smtp_session_write_command (self, error, "STARTTLS"))
    return FALSE;
  reply = smtp_session_read_reply (self, cancellable, error);
  if (reply == NULL)
    return FALSE;
  if (reply->code != 220)
    {
      g_set_error (error, NET_ERROR, NET_ERROR_TLS_REQUIRED, "STARTTLS: %u %s", reply->code, reply->text);
      return FALSE;
    }
  /* Refuses when anything was sent after the 220 in clear (B-05, B-06). */
  return net_stream_start_tls (self->stream, endpoint, cancellable, error)
         && say_hello (self, cancellable, error);
}

static gboolean
write_sasl (SmtpSession *self, const char *command, const char *response, GError **error)
{
  if (command != NULL && !net_stream_write (self->stream, command, strlen (command), FALSE, error))
    return FALSE;
  /* An empty initial response is "=", an empty answer an empty line (RFC 4954, 4). */
  if (command != NULL && response != NULL)
    {
      if (!net_stream_write (self->stream, " ", 1, FALSE, error))
        return FALSE;
      if (*response == '\0')
        response = "=";
    }
  return (response == NULL || net_stream_write (self->stream, response, strlen (response), TRUE, error))
         && net_stream_write (self->stream, "\r\n", 2, FALSE, error);
}

/* Runs the exchange from the first reply on. */
static gboolean
continue_sasl (SmtpSession *self, NetSasl *sasl, gboolean first_pending, GCancellable *cancellable, GError **error)
{
  for (guint round = 0; round < MAX_SASL_ROUNDS; round++)
    {
      g_autoptr (SmtpReply) reply = smtp_session_read_reply (self, cancellable, error);
      g_autofree char *response = NULL;
      gboolean done = FALSE;

      if (reply == NULL)
        return FALSE;
      if (reply->code == 235)
        {
          if (net_sasl_is_done (sasl))
            return TRUE;
          /* The server's own proof is missing (SCRAM): it may not be who it says. */
          g_set_error_literal (error, NET_ERROR, NET_ERROR_AUTH_FAILED, "the server ended the sign-in too early");
          return FALSE;
        }
      if (reply->code != 334)
        {
          g_set_error (error, SMTP_ERROR, reply->code / 100 == 4 ? SMTP_ERROR_LATER : SMTP_ERROR_AUTH_FAILED,
                       "AUTH: %u %s", reply->code, reply->text);
          return FALSE;
        }
      const char *challenge = reply->lines->len > 0 ? g_ptr_array_index (reply->lines, 0) : "";
      if (!net_sasl_step (sasl, first_pending ? NULL : challenge, &response, &done, error))
        {
          self->broken = TRUE;
          return FALSE;
        }
      first_pending = FALSE;
      if (!write_sasl (self, NULL, response != NULL ? response : "", error))
        return FALSE;
    }
  self->broken = TRUE;
  g_set_error_literal (error, NET_ERROR, NET_ERROR_AUTH_FAILED, "the sign-in does not end");
  return FALSE;
}

static gboolean
authenticate (SmtpSession *self, NetEndpoint *endpoint, NetCredentials *credentials, GCancellable *cancellable,
              GError **error)
{
  const char *offered = g_hash_table_lookup (self->extensions, "AUTH");
  g_autoptr (NetSasl) sasl = NULL;
  g_autofree char *command = NULL;
  g_autofree char *initial = NULL;
  gboolean done = FALSE;
  gboolean first = FALSE;

  if (offered == NULL)
    {
      g_set_error_literal (error, NET_ERROR, NET_ERROR_AUTH_UNSUPPORTED, "the server offers no way to sign in");
      return FALSE;
    }
  sasl = net_sasl_new_for_stream ("smtp", endpoint->ascii_host, credentials, offered, self->stream, error);
  if (sasl == NULL)
    return FALSE;
  first = net_sasl_is_client_first (sasl);
  if (first && !net_sasl_step (sasl, NULL, &initial, &done, error))
    return FALSE;
  command = g_strdup_printf ("AUTH %s", net_sasl_get_mechanism (sasl));
  net_stream_set_timeout (self->stream, LOGIN_TIMEOUT_MS);
  if (!write_sasl (self, command, first ? initial : NULL, error))
    return FALSE;
  return continue_sasl (self, sasl, FALSE, cancellable, error);
}

static gboolean
prepare (SmtpSession *self, NetEndpoint *endpoint, NetCredentials *credentials, GCancellable *cancellable,
         GError **error)
{
  net_stream_set_timeout (self->stream, CONNECT_TIMEOUT_MS);
  if (!read_greeting (self, cancellable, error) || !say_hello (self, cancellable, error))
    return FALSE;
  if (endpoint->security == NET_SECURITY_STARTTLS && !start_tls (self, endpoint, cancellable, error))
    return FALSE;
  /* TLS is a fact of the socket, looked at right before anything secret is written (N-23). */
  if (endpoint->security != NET_SECURITY_NONE && !net_stream_is_encrypted (self->stream))
    {
      g_set_error_literal (error, NET_ERROR, NET_ERROR_TLS_REQUIRED, "the connection is not encrypted");
      return FALSE;
    }
  return credentials == NULL || authenticate (self, endpoint, credentials, cancellable, error);
}

/**
 * smtp_session_open:
 * @credentials: (nullable): %NULL for a server that asks for none
 *
 * Connects, encrypts as @endpoint says and signs in. Blocks; worker thread.
 *
 * Errors: NET_ERROR_*, SMTP_ERROR_AUTH_FAILED, SMTP_ERROR_LATER, SMTP_ERROR_REFUSED, SMTP_ERROR_PROTOCOL.
 * RFC 5321, 3207, 4954, 8314. Returns: (transfer full): a session ready to send
 */
SmtpSession *
smtp_session_open (NetEndpoint *endpoint, NetCredentials *credentials, GCancellable *cancellable, GError **error)
{
  g_autoptr (SmtpSession) self = g_new0 (SmtpSession, 1);

  self->extensions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->stream = net_stream_connect (endpoint, CONNECT_TIMEOUT_MS, cancellable, error);
  if (self->stream == NULL || !prepare (self, endpoint, credentials, cancellable, error))
    return NULL;
  net_stream_set_timeout (self->stream, COMMAND_TIMEOUT_MS);
  return g_steal_pointer (&self);
}

/** smtp_session_quit: says farewell without waiting long for an answer. Errors do not matter any more. */
void
smtp_session_quit (SmtpSession *self)
{
  if (!self->broken && smtp_session_write_command (self, NULL, "QUIT"))
    {
      net_stream_set_timeout (self->stream, 2000);
      g_autoptr (SmtpReply) reply = smtp_session_read_reply (self, NULL, NULL);
    }
  self->broken = TRUE;
  net_stream_close (self->stream);
}

/** smtp_session_has: Returns: whether the server offers @extension (upper case), as of the last EHLO */
gboolean
smtp_session_has (SmtpSession *self, const char *extension)
{
  return g_hash_table_contains (self->extensions, extension);
}

/** smtp_session_get_max_size: Returns: the server's limit in bytes, 0 when it names none (RFC 1870) */
guint64
smtp_session_get_max_size (SmtpSession *self)
{
  const char *size = g_hash_table_lookup (self->extensions, "SIZE");
  guint64 bytes = 0;

  if (size == NULL || !g_ascii_string_to_unsigned (size, 10, 0, G_MAXINT64, &bytes, NULL))
    return 0;
  return bytes;
}

/** smtp_session_get_stream: Returns: (transfer none): the connection, for its transcript and counters */
NetStream *
smtp_session_get_stream (SmtpSession *self)
{
  return self->stream;
}

/** smtp_session_set_commit_func: see SmtpCommitFunc; for the sends that follow. */
void
smtp_session_set_commit_func (SmtpSession *self, SmtpCommitFunc func, gpointer user_data)
{
  self->commit_func = func;
  self->commit_data = user_data;
}
