/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-session-login.c: CAPABILITY, AUTHENTICATE or LOGIN, then ENABLE, ID and COMPRESS (RFC 9051 6.2, 6.3.1) */

#include <string.h>

#include "imap-session-private.h"
#include "net-sasl.h"

#define ROUNDS_MAX 8

static gboolean
ask_capabilities (ImapSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapCommand) command = imap_command_new ("CAPABILITY");

  if (!imap_session_run (self, command, NULL, NULL, NULL, cancellable, error))
    return FALSE;
  if (imap_session_has (self, IMAP_EXTENSION_IMAP4REV1) || imap_session_has (self, IMAP_EXTENSION_IMAP4REV2))
    return TRUE;
  g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_PROTOCOL, "the server speaks no IMAP4rev1");
  return FALSE;
}

static gboolean
write_line (ImapSession *self, const char *text, GError **error)
{
  NetStream *stream = imap_session_get_stream (self);

  return net_stream_write (stream, text, strlen (text), TRUE, error)
         && net_stream_write (stream, "\r\n", 2, FALSE, error);
}

/* The rounds of an exchange. The server's OK counts only when the mechanism is content (SCRAM: it proved itself). */
static gboolean
answer_challenges (ImapSession *self, NetSasl *sasl, ImapPending *pending, char *initial,
                   GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (ImapResponse) answer = NULL;

  for (guint round = 0; round < ROUNDS_MAX; round++)
    {
      g_autofree char *challenge = NULL;
      g_autofree char *response = NULL;

      if (!imap_connection_await_continuation (self->connection, pending, &challenge, cancellable, &local))
        break;
      if (initial != NULL)
        response = g_strdup (initial);
      else if (!net_sasl_step (sasl, challenge, &response, NULL, error))
        {
          write_line (self, "*", NULL);
          imap_connection_break (self->connection);
          return FALSE;
        }
      initial = NULL;
      if (!write_line (self, response != NULL ? response : "", error))
        return FALSE;
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (pending->answer == NULL)
    {
      g_set_error_literal (error, NET_ERROR, NET_ERROR_AUTH_FAILED, "the sign-in does not end");
      return FALSE;
    }
  answer = imap_connection_finish (self->connection, pending, cancellable, error);
  if (answer == NULL)
    return FALSE;
  if (net_sasl_is_done (sasl))
    return TRUE;
  g_set_error_literal (error, NET_ERROR, NET_ERROR_AUTH_FAILED, "the server ended the sign-in too early");
  return FALSE;
}

static gboolean
authenticate (ImapSession *self, NetSasl *sasl, GCancellable *cancellable, GError **error)
{
  g_autofree char *initial = NULL;
  g_autoptr (ImapCommand) command = imap_command_new ("AUTHENTICATE");
  ImapPending *pending;

  if (net_sasl_is_client_first (sasl) && !net_sasl_step (sasl, NULL, &initial, NULL, error))
    return FALSE;
  imap_command_add (command, " %s", net_sasl_get_mechanism (sasl));
  if (initial != NULL && imap_session_has (self, IMAP_EXTENSION_SASL_IR))
    {
      net_stream_add_secret (imap_session_get_stream (self), initial);
      imap_command_add (command, " %s", *initial != '\0' ? initial : "=");
      g_clear_pointer (&initial, g_free);
    }
  pending = imap_connection_send (self->connection, command, cancellable, error);
  return pending != NULL && answer_challenges (self, sasl, pending, initial, cancellable, error);
}

static gboolean
login (ImapSession *self, NetCredentials *credentials, GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapCommand) command = imap_command_new ("LOGIN");

  net_stream_add_secret (imap_session_get_stream (self), credentials->password);
  imap_command_add (command, " ");
  imap_command_add_string (command, credentials->user);
  imap_command_add (command, " ");
  imap_command_add_string (command, credentials->password);
  return imap_session_run (self, command, NULL, NULL, NULL, cancellable, error);
}

/* Any plain refusal of a sign-in is about the password, whatever the code (N-11: also a referral). */
static void
explain_refusal (GError **error)
{
  if (error != NULL && *error != NULL
      && (g_error_matches (*error, IMAP_ERROR, IMAP_ERROR_NO)
          || g_error_matches (*error, IMAP_ERROR, IMAP_ERROR_NO_PERMISSION)
          || g_error_matches (*error, IMAP_ERROR, IMAP_ERROR_NOT_FOUND)))
    (*error)->code = IMAP_ERROR_AUTH_FAILED;
}

static gboolean
sign_in (ImapSession *self, NetEndpoint *endpoint, NetCredentials *credentials, GCancellable *cancellable,
         GError **error)
{
  NetStream *stream = imap_session_get_stream (self);
  gboolean may_show = net_stream_is_encrypted (stream) || credentials->allow_plain_without_tls;
  g_autofree char *offered
      = imap_capabilities_dup_mechanisms (imap_connection_get_capabilities (self->connection));
  g_autoptr (GError) local = NULL;
  g_autoptr (NetSasl) sasl = NULL;
  gboolean ok;

  if (endpoint->security != NET_SECURITY_NONE && !net_stream_is_encrypted (stream))
    {
      g_set_error_literal (error, NET_ERROR, NET_ERROR_TLS_REQUIRED, "no encryption, no sign-in");
      return FALSE;
    }
  if (!net_stream_is_encrypted (stream) && imap_session_has (self, IMAP_EXTENSION_LOGINDISABLED))
    {
      g_set_error_literal (error, NET_ERROR, NET_ERROR_TLS_REQUIRED,
                           "the server takes no sign-in without encryption");
      return FALSE;
    }
  sasl = net_sasl_new_for_stream ("imap", endpoint->ascii_host, credentials, offered, stream, &local);
  if (sasl != NULL)
    ok = authenticate (self, sasl, cancellable, &local);
  else if (may_show && credentials->password != NULL && credentials->oauth_token == NULL
           && !imap_session_has (self, IMAP_EXTENSION_LOGINDISABLED))
    {
      g_clear_error (&local);
      ok = login (self, credentials, cancellable, &local);
    }
  else
    ok = FALSE;
  if (ok)
    return TRUE;
  explain_refusal (&local);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
on_enabled (ImapSession *self, ImapResponse *response, gpointer data)
{
  if (response->kind != IMAP_RESPONSE_DATA || strcmp (response->word, "ENABLED") != 0)
    return FALSE;
  for (const ImapValue *v = imap_tree_first (response->tree); v != NULL;
       v = imap_tree_next (response->tree, v))
    {
      self->qresync |= imap_value_is (v, "QRESYNC");
      self->utf8 |= imap_value_is (v, "UTF8=ACCEPT") || imap_value_is (v, "IMAP4REV2");
    }
  return TRUE;
}

/* A refusal only means: without it. Returns: FALSE when the connection broke. */
static gboolean
try (ImapSession *self, ImapExtension extension, ImapCommand *command, ImapSinkFunc sink,
     GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (imap_session_run_optional (self, extension, command, sink, NULL, cancellable, &local)
      || !imap_session_is_broken (self))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
enable (ImapSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapCommand) command = imap_command_new ("ENABLE");
  gboolean qresync = imap_session_has (self, IMAP_EXTENSION_QRESYNC);
  gboolean utf8 = imap_session_has (self, IMAP_EXTENSION_UTF8_ACCEPT)
                  || imap_session_has (self, IMAP_EXTENSION_UTF8_ONLY);
  /* With IMAP4rev1 beside it, rev2 has to be asked for (RFC 9051 appendix A). */
  gboolean rev2 = imap_session_has (self, IMAP_EXTENSION_IMAP4REV2)
                  && imap_session_has (self, IMAP_EXTENSION_IMAP4REV1);

  self->utf8 = imap_session_has (self, IMAP_EXTENSION_IMAP4REV2) && !rev2;
  if (!imap_session_has (self, IMAP_EXTENSION_ENABLE) || (!qresync && !utf8 && !rev2))
    return TRUE;
  imap_command_add (command, "%s%s%s", qresync ? " QRESYNC" : "", utf8 ? " UTF8=ACCEPT" : "",
                    rev2 ? " IMAP4rev2" : "");
  if (!try (self, IMAP_EXTENSION_ENABLE, command, on_enabled, cancellable, error))
    return FALSE;
  /* What was not said to be on is not there (iCloud, I-30). */
  if (qresync && !self->qresync)
    imap_capabilities_switch_off (imap_connection_get_capabilities (self->connection),
                                  IMAP_EXTENSION_QRESYNC);
  if (utf8 && !self->utf8)
    imap_capabilities_switch_off (imap_connection_get_capabilities (self->connection),
                                  IMAP_EXTENSION_UTF8_ACCEPT);
  return TRUE;
}

static gboolean
on_id (ImapSession *self, ImapResponse *response, gpointer data)
{
  if (response->kind != IMAP_RESPONSE_DATA || strcmp (response->word, "ID") != 0)
    return FALSE;
  imap_server_free (self->server);
  self->server = imap_id_parse (response->tree, NULL);
  return TRUE;
}

/* RFC 2971. Some servers want it before SELECT (2.5). No version: nobody needs to know. */
static gboolean
identify (ImapSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapCommand) command = imap_command_new ("ID");

  if (!imap_session_has (self, IMAP_EXTENSION_ID))
    return TRUE;
  imap_command_add (command, " (\"name\" \"Alpenpost\")");
  return try (self, IMAP_EXTENSION_ID, command, on_id, cancellable, error);
}

static gboolean
is_near (NetEndpoint *endpoint)
{
  return strcmp (endpoint->ascii_host, "localhost") == 0 || g_str_has_prefix (endpoint->ascii_host, "127.")
         || strcmp (endpoint->ascii_host, "::1") == 0;
}

/* RFC 4978. Not on loopback, where it only costs time. */
static gboolean
compress (ImapSession *self, NetEndpoint *endpoint, GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapCommand) command = imap_command_new ("COMPRESS");
  g_autoptr (GError) local = NULL;

  if (!imap_session_has (self, IMAP_EXTENSION_COMPRESS_DEFLATE)
      || (is_near (endpoint) && !self->compress_near))
    return TRUE;
  imap_command_add (command, " DEFLATE");
  if (imap_session_run_optional (self, IMAP_EXTENSION_COMPRESS_DEFLATE, command, NULL, NULL, cancellable,
                                 &local))
    return net_stream_start_deflate (imap_session_get_stream (self), error);
  if (!imap_session_is_broken (self))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* From a fresh (encrypted) stream to a usable session. Untagged data are dropped until it is over, but for sinks'. */
gboolean
imap_session_login (ImapSession *self, NetEndpoint *endpoint, NetCredentials *credentials,
                    GCancellable *cancellable, GError **error)
{
  ImapCapabilities *capabilities = imap_connection_get_capabilities (self->connection);

  if ((!capabilities->known
       || (!imap_session_has (self, IMAP_EXTENSION_IMAP4REV1)
           && !imap_session_has (self, IMAP_EXTENSION_IMAP4REV2)))
      && !ask_capabilities (self, cancellable, error))
    return FALSE;
  capabilities->known = FALSE; /* the answer to the sign-in may bring a new list; otherwise it is asked for */
  if (!sign_in (self, endpoint, credentials, cancellable, error))
    return FALSE;
  if (!capabilities->known && !ask_capabilities (self, cancellable, error))
    return FALSE;
  imap_connection_set_signed_in (self->connection);
  imap_connection_set_data_func (self->connection, imap_session_data, self);
  imap_session_apply_quirks (self, endpoint->ascii_host);
  if (!identify (self, cancellable, error))
    return FALSE;
  imap_session_apply_quirks (self, endpoint->ascii_host);
  return enable (self, cancellable, error) && compress (self, endpoint, cancellable, error);
}
