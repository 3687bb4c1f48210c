/* SPDX-License-Identifier: GPL-3.0-or-later */
/* smtp-auth.c: AUTH (RFC 4954)
 *
 * The mechanism and its bounds are net-sasl's. Here: the initial response where the mechanism has one and it fits a
 * line, "*" to break off, and no belief in a 235 before the exchange itself is complete (row N-21). */

#include "smtp-session-private.h"

#include <string.h>

#include "net-sasl.h"

#define MAX_COMMAND 12288 /* RFC 4954 4 */

static gboolean
auth_refused (SmtpSession *self, const SmtpReply *reply, GError **error)
{
  g_autofree char *text = smtp_session_dup_text (self, reply);
  SmtpError code = reply->code / 100 == 4 ? SMTP_ERROR_LATER : SMTP_ERROR_AUTH_FAILED;

  if (reply->code / 100 < 4)
    code = SMTP_ERROR_PROTOCOL;
  g_set_error (error, SMTP_ERROR, code, "AUTH: %u %s", reply->code, text);
  self->usable = FALSE;
  return FALSE;
}

static SmtpReply *
begin (SmtpSession *self, NetSasl *sasl, GCancellable *cancellable, GError **error)
{
  const char *mechanism = net_sasl_get_mechanism (sasl);
  g_autofree char *response = NULL;
  g_autoptr (SmtpReply) reply = NULL;

  if (!net_sasl_is_client_first (sasl))
    return smtp_session_command (self, FALSE, cancellable, error, "AUTH %s", mechanism);
  if (!net_sasl_step (sasl, NULL, &response, NULL, error))
    return NULL;
  net_stream_add_secret (self->stream, response);
  if (strlen (response) + 40 < MAX_COMMAND)
    return smtp_session_command (self, TRUE, cancellable, error, "AUTH %s %s", mechanism,
                                 *response != '\0' ? response : "=");
  reply = smtp_session_command (self, FALSE, cancellable, error, "AUTH %s", mechanism);
  if (reply == NULL || reply->code != 334)
    return g_steal_pointer (&reply);
  return smtp_session_command (self, TRUE, cancellable, error, "%s", response);
}

static void
break_off (SmtpSession *self, GCancellable *cancellable)
{
  g_autoptr (SmtpReply) reply = smtp_session_command (self, FALSE, cancellable, NULL, "*");

  self->usable = FALSE;
}

/* smtp_session_authenticate: FALSE with @error; the session is then of no further use. */
gboolean
smtp_session_authenticate (SmtpSession *self, NetCredentials *credentials, GCancellable *cancellable,
                           GError **error)
{
  const char *offered = g_hash_table_lookup (self->extensions, "AUTH");
  g_autoptr (SmtpReply) reply = NULL;
  g_autoptr (NetSasl) sasl = net_sasl_new_for_stream ("smtp", self->endpoint->ascii_host, credentials,
                                                      offered != NULL ? offered : "", self->stream, error);

  if (sasl == NULL)
    return FALSE;
  reply = begin (self, sasl, cancellable, error);
  while (reply != NULL && reply->code == 334)
    {
      g_autofree char *response = NULL;

      if (!net_sasl_step (sasl, smtp_reply_get_last_line (reply), &response, NULL, error))
        {
          break_off (self, cancellable);
          return FALSE;
        }
      net_stream_add_secret (self->stream, response);
      g_clear_pointer (&reply, smtp_reply_free);
      reply = smtp_session_command (self, TRUE, cancellable, error, "%s", response);
    }
  if (reply == NULL)
    return FALSE;
  if (reply->code != 235)
    return auth_refused (self, reply, error);
  if (net_sasl_is_done (sasl))
    return TRUE;
  g_set_error (error, NET_ERROR, NET_ERROR_AUTH_FAILED, "the server says yes before it has proved who it is");
  self->usable = FALSE;
  return FALSE;
}
