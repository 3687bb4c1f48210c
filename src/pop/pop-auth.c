/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pop-auth.c: the log-in: AUTH (RFC 5034), else USER and PASS (RFC 1939 7)
 *
 * The mechanism and its bounds are net-sasl's. USER and PASS show the password, so they come only under TLS or with the
 * person's word, and never with a token. No APOP: it is MD5. */

#include "pop-session-private.h"

#include <string.h>

#include "net-sasl.h"

#define MAX_COMMAND 255           /* RFC 5034 4 */
#define MAX_CHALLENGE (66 * 1024) /* a little more than net-sasl takes, so that it says no */

/* "-ERR" here is about the password unless a code says otherwise. */
static gboolean
auth_refused (PopSession *self, const PopReply *reply, const char *what, GError **error)
{
  g_autoptr (GError) local = NULL;

  pop_session_set_reply_error (self, reply, what, &local);
  if (g_error_matches (local, POP_ERROR, POP_ERROR_REFUSED))
    local->code = POP_ERROR_AUTH_FAILED;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
break_off (PopSession *self, GCancellable *cancellable)
{
  g_autoptr (PopReply) reply = pop_session_command (self, FALSE, cancellable, NULL, "*");

  self->usable = FALSE;
}

/* AUTH and, where it fits, the initial response; the one that does not fit goes to *@later. */
static PopReply *
begin (PopSession *self, NetSasl *sasl, char **later, GCancellable *cancellable, GError **error)
{
  const char *mechanism = net_sasl_get_mechanism (sasl);
  g_autofree char *initial = NULL;

  if (!net_sasl_is_client_first (sasl))
    return pop_session_command (self, FALSE, cancellable, error, "AUTH %s", mechanism);
  if (!net_sasl_step (sasl, NULL, &initial, NULL, error))
    return NULL;
  net_stream_add_secret (self->stream, initial);
  if (strlen (initial) + strlen (mechanism) + 8 <= MAX_COMMAND)
    return pop_session_command (self, TRUE, cancellable, error, "AUTH %s %s", mechanism,
                                *initial != '\0' ? initial : "=");
  *later = g_steal_pointer (&initial);
  return pop_session_command (self, FALSE, cancellable, error, "AUTH %s", mechanism);
}

static PopReply *
answer (PopSession *self, NetSasl *sasl, const char *challenge, char **later, GCancellable *cancellable,
        GError **error)
{
  g_autofree char *response = g_steal_pointer (later);
  PopReply *reply = NULL;

  if (response == NULL && !net_sasl_step (sasl, challenge, &response, NULL, error))
    {
      break_off (self, cancellable);
      return NULL;
    }
  net_stream_add_secret (self->stream, response);
  if (pop_session_write (self, TRUE, error, "%s", response) && pop_session_flush (self, cancellable, error))
    reply = pop_session_read_reply (self, MAX_CHALLENGE, cancellable, error);
  explicit_bzero (response, strlen (response));
  return reply;
}

static gboolean
run_sasl (PopSession *self, NetSasl *sasl, GCancellable *cancellable, GError **error)
{
  g_autofree char *later = NULL;
  g_autoptr (PopReply) reply = begin (self, sasl, &later, cancellable, error);

  while (reply != NULL && reply->status == POP_STATUS_CONTINUE)
    {
      PopReply *next = answer (self, sasl, reply->text, &later, cancellable, error);

      pop_reply_free (reply);
      reply = next;
    }
  if (reply == NULL)
    return FALSE;
  if (reply->status != POP_STATUS_OK)
    return auth_refused (self, reply, "AUTH", error);
  if (net_sasl_is_done (sasl))
    return TRUE;
  self->usable = FALSE;
  g_set_error (error, NET_ERROR, NET_ERROR_AUTH_FAILED, "the server says yes before it has proved who it is");
  return FALSE;
}

static gboolean
is_one_line (const char *text)
{
  return strpbrk (text, "\r\n") == NULL;
}

static gboolean
run_user_pass (PopSession *self, NetCredentials *credentials, GCancellable *cancellable, GError **error)
{
  g_autoptr (PopReply) reply = NULL;

  if (!is_one_line (credentials->user) || !is_one_line (credentials->password))
    {
      g_set_error (error, POP_ERROR, POP_ERROR_BAD_ARGUMENT, "a line end in the user name or password");
      return FALSE;
    }
  net_stream_add_secret (self->stream, credentials->password);
  reply = pop_session_command (self, FALSE, cancellable, error, "USER %s", credentials->user);
  if (reply == NULL)
    return FALSE;
  if (reply->status != POP_STATUS_OK)
    return auth_refused (self, reply, "USER", error);
  g_clear_pointer (&reply, pop_reply_free);
  reply = pop_session_command (self, TRUE, cancellable, error, "PASS %s", credentials->password);
  if (reply == NULL)
    return FALSE;
  return reply->status == POP_STATUS_OK || auth_refused (self, reply, "PASS", error);
}

/* Whether the server takes USER (RFC 2449 6.1: it need not); one without CAPA is from the time when all did. */
static gboolean
may_say_user (PopSession *self, NetCredentials *credentials)
{
  if (credentials->password == NULL || credentials->oauth_token != NULL)
    return FALSE;
  if (!net_stream_is_encrypted (self->stream) && !credentials->allow_plain_without_tls)
    return FALSE;
  return self->capabilities == NULL || pop_session_has (self, "USER");
}

/* FALSE with @error; the session is then of no further use. */
gboolean
pop_session_authenticate (PopSession *self, NetCredentials *credentials, GCancellable *cancellable,
                          GError **error)
{
  const char *offered = self->capabilities != NULL ? g_hash_table_lookup (self->capabilities, "SASL") : NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (NetSasl) sasl = net_sasl_new_for_stream ("pop", self->endpoint->ascii_host, credentials,
                                                      offered != NULL ? offered : "", self->stream, &local);

  if (sasl != NULL)
    return run_sasl (self, sasl, cancellable, error);
  if (may_say_user (self, credentials))
    return run_user_pass (self, credentials, cancellable, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
