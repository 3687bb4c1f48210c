/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pop-session.c: one connection to a POP3 mailbox, up to the point where its messages can be asked for
 *
 * Greeting, CAPA (RFC 2449), STLS (RFC 2595), log-in, QUIT. What a server says before TLS is forgotten when TLS begins;
 * with STARTTLS asked for, nothing but CAPA and STLS is ever written in clear. POP3 has no tags, so a server that speaks
 * before it is asked could have its words taken for the next answer: that ends the session. A session belongs to the
 * thread that opened it. */

#include "pop-session-private.h"

#include <string.h>

#define MAX_CAPABILITIES 200

G_DEFINE_QUARK (pop_error, pop_error)

/* Always FALSE; the session is over. */
gboolean
pop_session_fail (PopSession *self, GError **error, const char *why)
{
  self->usable = FALSE;
  g_set_error (error, POP_ERROR, POP_ERROR_PROTOCOL, "the server's answer is no POP3: %s", why);
  return FALSE;
}

/* Turns "-ERR" into an error: RFC 2449 8.1, RFC 3206 4. */
void
pop_session_set_reply_error (PopSession *self, const PopReply *reply, const char *what, GError **error)
{
  g_autofree char *words = pop_reply_dup_text (reply);
  g_autofree char *text = net_stream_dup_redacted (self->stream, words);
  PopError code = POP_ERROR_REFUSED;

  if (reply->status != POP_STATUS_ERROR)
    {
      pop_session_fail (self, error, what);
      return;
    }
  if (g_strcmp0 (reply->code, "IN-USE") == 0)
    code = POP_ERROR_IN_USE;
  else if (g_strcmp0 (reply->code, "LOGIN-DELAY") == 0 || g_strcmp0 (reply->code, "SYS/TEMP") == 0)
    code = POP_ERROR_LATER;
  else if (g_strcmp0 (reply->code, "AUTH") == 0)
    code = POP_ERROR_AUTH_FAILED;
  g_set_error (error, POP_ERROR, code, "%s: %s", what, text);
}

/* --- asking --- */

/* Writes one command. Fails when the server has said something nobody asked for. */
gboolean
pop_session_write (PopSession *self, gboolean secret, GError **error, const char *format, ...)
{
  g_autoptr (GString) line = g_string_new (NULL);
  va_list args;
  gboolean ok;

  if (!self->usable)
    {
      g_set_error (error, POP_ERROR, POP_ERROR_PROTOCOL, "the session is over");
      return FALSE;
    }
  va_start (args, format);
  g_string_append_vprintf (line, format, args);
  va_end (args);
  g_string_append (line, "\r\n");
  ok = net_stream_write (self->stream, line->str, line->len, secret, error);
  if (secret)
    explicit_bzero (line->str, line->len);
  self->usable = ok;
  return ok;
}

gboolean
pop_session_flush (PopSession *self, GCancellable *cancellable, GError **error)
{
  if (net_stream_get_buffered (self->stream) > 0)
    return pop_session_fail (self, error, "the server answers before it is asked");
  if (net_stream_flush (self->stream, cancellable, error))
    return TRUE;
  self->usable = FALSE;
  return FALSE;
}

/* %NULL with @error: the session is over. */
PopReply *
pop_session_read_reply (PopSession *self, gsize max, GCancellable *cancellable, GError **error)
{
  gsize length;
  g_autofree char *line = net_stream_read_line (self->stream, max, &length, cancellable, error);
  PopReply *reply;

  if (line == NULL)
    {
      self->usable = FALSE;
      return NULL;
    }
  reply = pop_reply_parse (line, length);
  if (reply == NULL)
    pop_session_fail (self, error, "no status");
  return reply;
}

/* Writes one command and reads its status line. %NULL with @error: the session is over. */
PopReply *
pop_session_command (PopSession *self, gboolean secret, GCancellable *cancellable, GError **error,
                     const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list args;
  gboolean ok;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  ok = pop_session_write (self, secret, error, "%s", line) && pop_session_flush (self, cancellable, error);
  if (secret)
    explicit_bzero (line, strlen (line));
  return ok ? pop_session_read_reply (self, POP_MAX_REPLY, cancellable, error) : NULL;
}

/* Takes @reply (nullable: @error is set already). Whether it is "+OK". */
gboolean
pop_session_expect_ok (PopSession *self, PopReply *reply, const char *what, GError **error)
{
  g_autoptr (PopReply) owned = reply;

  if (reply == NULL)
    return FALSE;
  if (reply->status == POP_STATUS_OK)
    return TRUE;
  pop_session_set_reply_error (self, reply, what, error);
  return FALSE;
}

/* One line of a list; %NULL with *@ended at its end, %NULL with @error when broken. */
char *
pop_session_read_item (PopSession *self, gboolean *ended, GCancellable *cancellable, GError **error)
{
  gsize length;
  g_autofree char *line = net_stream_read_line (self->stream, POP_MAX_REPLY, &length, cancellable, error);

  *ended = FALSE;
  if (line == NULL)
    {
      self->usable = FALSE;
      return NULL;
    }
  if (memchr (line, '\0', length) != NULL)
    {
      pop_session_fail (self, error, "a NUL byte");
      return NULL;
    }
  if (line[0] != '.')
    return g_steal_pointer (&line);
  *ended = line[1] == '\0';
  return *ended ? NULL : g_strdup (line + 1);
}

/* --- opening --- */

static void
add_capability (PopSession *self, const char *line)
{
  gsize word = strcspn (line, " ");
  char *parameters = g_strstrip (g_strdup (line[word] != '\0' ? line + word + 1 : ""));

  g_hash_table_insert (self->capabilities, g_ascii_strup (line, word), parameters);
}

/* RFC 2449 5. A server that does not know the command is an old one: no capabilities, no error. */
static gboolean
ask_capabilities (PopSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (PopReply) reply = pop_session_command (self, FALSE, cancellable, error, "CAPA");
  gboolean ended = FALSE;

  g_clear_pointer (&self->capabilities, g_hash_table_unref);
  if (reply == NULL)
    return FALSE;
  if (reply->status == POP_STATUS_ERROR)
    return TRUE;
  if (reply->status != POP_STATUS_OK)
    return pop_session_fail (self, error, "CAPA");
  self->capabilities = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < MAX_CAPABILITIES; i++)
    {
      g_autofree char *line = pop_session_read_item (self, &ended, cancellable, error);

      if (line == NULL)
        return ended;
      add_capability (self, line);
    }
  return pop_session_fail (self, error, "too many capabilities");
}

static gboolean
encrypt (PopSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (PopReply) reply = NULL;

  if (self->capabilities != NULL && !pop_session_has (self, "STLS"))
    {
      g_set_error (error, NET_ERROR, NET_ERROR_TLS_REQUIRED, "%s does not offer STLS", self->endpoint->host);
      return FALSE;
    }
  reply = pop_session_command (self, FALSE, cancellable, error, "STLS");
  if (reply == NULL)
    return FALSE;
  if (reply->status != POP_STATUS_OK)
    {
      g_set_error (error, NET_ERROR, NET_ERROR_TLS_REQUIRED, "%s refuses to encrypt", self->endpoint->host);
      return FALSE;
    }
  g_clear_pointer (&self->capabilities, g_hash_table_unref);
  return net_stream_start_tls (self->stream, self->endpoint, cancellable, error)
         && ask_capabilities (self, cancellable, error);
}

static gboolean
read_greeting (PopSession *self, GCancellable *cancellable, GError **error)
{
  return pop_session_expect_ok (self, pop_session_read_reply (self, POP_MAX_REPLY, cancellable, error),
                                "greeting", error);
}

static gboolean
prepare (PopSession *self, GCancellable *cancellable, GError **error)
{
  NetSecurity security = self->endpoint->security;

  if (!read_greeting (self, cancellable, error) || !ask_capabilities (self, cancellable, error))
    return FALSE;
  if (security == NET_SECURITY_STARTTLS && !encrypt (self, cancellable, error))
    return FALSE;
  /* The state of the socket counts, whatever led here (row N-23). */
  if (security == NET_SECURITY_NONE || net_stream_is_encrypted (self->stream))
    return TRUE;
  g_set_error (error, NET_ERROR, NET_ERROR_TLS_REQUIRED, "the connection is not encrypted");
  return FALSE;
}

/**
 * pop_session_open:
 *
 * Connects, encrypts as @endpoint says (TLS: port 995; STARTTLS: STLS on 110) and logs in. Blocks; call it on a
 * worker's thread. Returns: (transfer full) (nullable): a session on the mailbox, or %NULL with an error of POP_ERROR
 * or NET_ERROR
 */
PopSession *
pop_session_open (NetEndpoint *endpoint, NetCredentials *credentials, GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (PopSession) self = g_new0 (PopSession, 1);

  self->endpoint = net_endpoint_ref (endpoint);
  self->usable = TRUE;
  self->stream = net_stream_connect (endpoint, POP_TIMEOUT_OPEN, cancellable, error);
  if (self->stream == NULL || !prepare (self, cancellable, error)
      || !pop_session_authenticate (self, credentials, cancellable, error))
    return NULL;
  /* RFC 2449 5: what is offered may be more now. */
  if (self->capabilities != NULL && !ask_capabilities (self, cancellable, error))
    return NULL;
  net_stream_set_timeout (self->stream, POP_TIMEOUT_MAIL);
  return g_steal_pointer (&self);
}

/**
 * pop_session_quit:
 *
 * Ends the session in order: only now does the server delete what was marked (RFC 1939 6). FALSE with POP_ERROR_UNKNOWN
 * when it did not confirm that. Without deletions a missing answer is no error. The session is over in any case.
 */
gboolean
pop_session_quit (PopSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (PopReply) reply = NULL;
  g_autoptr (GError) local = NULL;
  gboolean ok;

  if (self->usable)
    {
      net_stream_set_timeout (self->stream, self->deleted ? POP_TIMEOUT_QUIT : 3000);
      reply = pop_session_command (self, FALSE, cancellable, &local, "QUIT");
    }
  ok = !self->deleted || (reply != NULL && reply->status == POP_STATUS_OK);
  self->usable = FALSE;
  self->deleted = FALSE;
  net_stream_close (self->stream);
  if (!ok)
    g_set_error (error, POP_ERROR, POP_ERROR_UNKNOWN, "the deletions were not confirmed: %s",
                 local != NULL   ? local->message
                 : reply != NULL ? reply->text
                                 : "the session was over");
  return ok;
}

/** pop_session_free: closes without QUIT, so that nothing is deleted, and frees; @self may be %NULL */
void
pop_session_free (PopSession *self)
{
  if (self == NULL)
    return;
  net_stream_free (self->stream);
  net_endpoint_unref (self->endpoint);
  g_clear_pointer (&self->capabilities, g_hash_table_unref);
  g_free (self);
}

/** pop_session_has: Returns: whether the server said it has @capability (an upper-case CAPA keyword) */
gboolean
pop_session_has (PopSession *self, const char *capability)
{
  return self->capabilities != NULL && g_hash_table_contains (self->capabilities, capability);
}

/**
 * pop_session_get_expire_days:
 *
 * Returns: after how many days the server deletes by itself (EXPIRE, RFC 2449 6.7): 0 at the end of the session in
 * which a message was fetched, -1 never, -2 it does not say
 */
gint
pop_session_get_expire_days (PopSession *self)
{
  const char *parameters
      = self->capabilities != NULL ? g_hash_table_lookup (self->capabilities, "EXPIRE") : NULL;
  /* "USER" may follow: other people's mailboxes may differ. */
  g_autofree char *value = parameters != NULL ? g_strndup (parameters, strcspn (parameters, " ")) : NULL;
  guint64 days;

  if (value == NULL)
    return -2;
  if (g_ascii_strcasecmp (value, "NEVER") == 0)
    return -1;
  return g_ascii_string_to_unsigned (value, 10, 0, 36500, &days, NULL) ? (gint) days : -2;
}

/** pop_session_get_stream: Returns: (transfer none): the connection, for its transcript and counters */
NetStream *
pop_session_get_stream (PopSession *self)
{
  return self->stream;
}
