/* SPDX-License-Identifier: GPL-3.0-or-later */
/* smtp-session.c: one connection to a submission server, up to the point where mail can be sent
 *
 * Greeting, EHLO, STARTTLS, AUTH (RFC 5321, 3207, 4954, 6409). What a server says before TLS is forgotten when TLS
 * begins; with STARTTLS asked for, nothing but EHLO and STARTTLS is ever written in clear (rows S-N1..S-N6, B-05, B-06).
 * We never tell our host name: EHLO says [127.0.0.1] (O-06). A session belongs to the thread that opened it. */

#include "smtp-session-private.h"

#include <string.h>

G_DEFINE_QUARK (smtp_error, smtp_error)

/** smtp_recipient_free: @self may be %NULL */
void
smtp_recipient_free (SmtpRecipient *self)
{
  if (self == NULL)
    return;
  g_free (self->address);
  g_free (self->enhanced);
  g_free (self->text);
  g_free (self);
}

/* The server's words, printable, at most 500 characters, without secrets it may echo. */
char *
smtp_session_dup_text (SmtpSession *self, const SmtpReply *reply)
{
  g_autofree char *words = smtp_reply_dup_text (reply);

  return net_stream_dup_redacted (self->stream, words);
}

/**
 * smtp_session_set_reply_error:
 * @what: what we asked for
 *
 * Turns a refusal into an error. 421 also means that the session is over.
 */
void
smtp_session_set_reply_error (SmtpSession *self, const SmtpReply *reply, const char *what, GError **error)
{
  g_autofree char *text = smtp_session_dup_text (self, reply);
  SmtpError code = SMTP_ERROR_PROTOCOL;

  if (reply->code == 421)
    self->usable = FALSE;
  if (reply->code == 530)
    code = SMTP_ERROR_AUTH_REQUIRED;
  else if (reply->code / 100 == 4)
    code = SMTP_ERROR_LATER;
  else if (reply->code / 100 == 5)
    code = SMTP_ERROR_REFUSED;
  g_set_error (error, SMTP_ERROR, code, "%s: %u %s", what, reply->code, text);
}

/** smtp_session_command: writes one line, sends it, reads the reply. %NULL with @error; the session is then out of step. */
SmtpReply *
smtp_session_command (SmtpSession *self, gboolean secret, GCancellable *cancellable, GError **error,
                      const char *format, ...)
{
  g_autoptr (GString) line = g_string_new (NULL);
  SmtpReply *reply = NULL;
  va_list args;

  va_start (args, format);
  g_string_append_vprintf (line, format, args);
  va_end (args);
  g_string_append (line, "\r\n");
  if (net_stream_write (self->stream, line->str, line->len, secret, error)
      && net_stream_flush (self->stream, cancellable, error))
    reply = smtp_reply_read (self->stream, cancellable, error);
  if (secret)
    explicit_bzero (line->str, line->len);
  if (reply == NULL)
    self->usable = FALSE;
  return reply;
}

static void
add_extension (SmtpSession *self, const char *line)
{
  g_autofree char *clean = g_strstrip (g_strdup (line));
  gsize word = strcspn (clean, " =");
  g_autofree char *keyword = g_ascii_strup (clean, word);
  const char *parameters = clean[word] != '\0' ? clean + word + 1 : "";
  const char *known = g_hash_table_lookup (self->extensions, keyword);

  /* "AUTH PLAIN" and the older "AUTH=LOGIN" may both be there. */
  g_hash_table_insert (self->extensions, g_steal_pointer (&keyword),
                       known != NULL ? g_strconcat (known, " ", parameters, NULL) : g_strdup (parameters));
}

/* RFC 5321 4.1.1.1; the first line is the greeting. */
static void
take_extensions (SmtpSession *self, const SmtpReply *reply)
{
  const char *size;

  g_hash_table_remove_all (self->extensions);
  for (guint i = 1; i < reply->lines->len; i++)
    add_extension (self, g_ptr_array_index (reply->lines, i));
  size = g_hash_table_lookup (self->extensions, "SIZE");
  if (size == NULL || !g_ascii_string_to_unsigned (size, 10, 0, G_MAXUINT64, &self->max_size, NULL))
    self->max_size = 0;
}

static gboolean
say_hello (SmtpSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (SmtpReply) reply = smtp_session_command (self, FALSE, cancellable, error, "EHLO [127.0.0.1]");
  gboolean must_encrypt
      = self->endpoint->security == NET_SECURITY_STARTTLS && !net_stream_is_encrypted (self->stream);

  if (reply == NULL)
    return FALSE;
  if (reply->code == 250)
    {
      take_extensions (self, reply);
      return TRUE;
    }
  if (must_encrypt)
    {
      g_set_error (error, NET_ERROR, NET_ERROR_TLS_REQUIRED, "%s refuses EHLO, so it cannot encrypt",
                   self->endpoint->host);
      return FALSE;
    }
  if (reply->code / 100 != 5)
    {
      smtp_session_set_reply_error (self, reply, "EHLO", error);
      return FALSE;
    }
  g_clear_pointer (&reply, smtp_reply_free);
  g_hash_table_remove_all (self->extensions);
  reply = smtp_session_command (self, FALSE, cancellable, error, "HELO [127.0.0.1]");
  if (reply != NULL && reply->code != 250)
    smtp_session_set_reply_error (self, reply, "HELO", error);
  return reply != NULL && reply->code == 250;
}

static gboolean
encrypt (SmtpSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (SmtpReply) reply = NULL;

  if (!smtp_session_has (self, "STARTTLS"))
    {
      g_set_error (error, NET_ERROR, NET_ERROR_TLS_REQUIRED, "%s does not offer STARTTLS",
                   self->endpoint->host);
      return FALSE;
    }
  reply = smtp_session_command (self, FALSE, cancellable, error, "STARTTLS");
  if (reply == NULL)
    return FALSE;
  if (reply->code != 220)
    {
      g_set_error (error, NET_ERROR, NET_ERROR_TLS_REQUIRED, "%s refuses to encrypt (%u)",
                   self->endpoint->host, reply->code);
      return FALSE;
    }
  g_hash_table_remove_all (self->extensions);
  self->max_size = 0;
  return net_stream_start_tls (self->stream, self->endpoint, cancellable, error)
         && say_hello (self, cancellable, error);
}

static gboolean
read_greeting (SmtpSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (SmtpReply) reply = smtp_reply_read (self->stream, cancellable, error);

  if (reply == NULL)
    return FALSE;
  if (reply->code == 220)
    return TRUE;
  smtp_session_set_reply_error (self, reply, "greeting", error);
  return FALSE;
}

/**
 * smtp_session_open:
 * @credentials: (nullable): %NULL when the server needs none
 *
 * Connects, encrypts as @endpoint says and logs in. Blocks; call it on a worker's thread.
 * Returns: (transfer full) (nullable): a session ready to send, or %NULL with an error of SMTP_ERROR or NET_ERROR
 */
SmtpSession *
smtp_session_open (NetEndpoint *endpoint, NetCredentials *credentials, GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (SmtpSession) self = g_new0 (SmtpSession, 1);

  self->endpoint = net_endpoint_ref (endpoint);
  self->extensions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->usable = TRUE;
  self->stream = net_stream_connect (endpoint, SMTP_TIMEOUT_OPEN, cancellable, error);
  if (self->stream == NULL)
    return NULL;
  if (!read_greeting (self, cancellable, error) || !say_hello (self, cancellable, error))
    return NULL;
  if (endpoint->security == NET_SECURITY_STARTTLS && !encrypt (self, cancellable, error))
    return NULL;
  /* The state of the socket counts, whatever led here (row N-23). */
  if (endpoint->security != NET_SECURITY_NONE && !net_stream_is_encrypted (self->stream))
    {
      g_set_error (error, NET_ERROR, NET_ERROR_TLS_REQUIRED, "the connection is not encrypted");
      return NULL;
    }
  if (credentials != NULL && !smtp_session_authenticate (self, credentials, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

/** smtp_session_quit: says QUIT when there is still somebody to hear it, and closes; at most about 5 s */
void
smtp_session_quit (SmtpSession *self)
{
  if (self->usable)
    {
      g_autoptr (SmtpReply) reply = NULL;

      net_stream_set_timeout (self->stream, SMTP_TIMEOUT_QUIT);
      reply = smtp_session_command (self, FALSE, NULL, NULL, "QUIT");
    }
  self->usable = FALSE;
  net_stream_close (self->stream);
}

/** smtp_session_free: closes without QUIT and frees; @self may be %NULL */
void
smtp_session_free (SmtpSession *self)
{
  if (self == NULL)
    return;
  net_stream_free (self->stream);
  net_endpoint_unref (self->endpoint);
  g_hash_table_unref (self->extensions);
  g_free (self);
}

/** smtp_session_get_max_size: Returns: the largest message in bytes the server takes (RFC 1870); 0: it does not say */
guint64
smtp_session_get_max_size (SmtpSession *self)
{
  return self->max_size;
}

/** smtp_session_has: Returns: whether the server offers @extension (an upper-case EHLO keyword) */
gboolean
smtp_session_has (SmtpSession *self, const char *extension)
{
  return g_hash_table_contains (self->extensions, extension);
}

/** smtp_session_get_hold_limits: how long the server would keep a message back (FUTURERELEASE, RFC 4865); zeros: not */
void
smtp_session_get_hold_limits (SmtpSession *self, SmtpHoldLimits *limits)
{
  smtp_hold_limits_parse (g_hash_table_lookup (self->extensions, "FUTURERELEASE"), limits);
}

/** smtp_session_get_stream: Returns: (transfer none): the connection, for its transcript and counters */
NetStream *
smtp_session_get_stream (SmtpSession *self)
{
  return self->stream;
}

/** smtp_session_set_commit_func: @func is called just before a message becomes the server's */
void
smtp_session_set_commit_func (SmtpSession *self, SmtpCommitFunc func, gpointer user_data)
{
  self->commit = func;
  self->commit_data = user_data;
}
