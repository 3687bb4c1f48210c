/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-session.c: what all verbs share: running commands, events, opening and leaving
 *
 * Untagged data go to the running command's sink; what it did not ask for becomes an event. Belongs to one thread. */

#include "imap-session-private.h"

#include <string.h>

#define CONNECT_TIMEOUT_MS (30 * 1000)
#define COMMAND_TIMEOUT_MS (60 * 1000)
#define PIPELINE_MAX 4

gboolean
imap_session_has (ImapSession *self, ImapExtension extension)
{
  return imap_capabilities_has (imap_connection_get_capabilities (self->connection), extension);
}

gboolean
imap_session_has_name (ImapSession *self, const char *name)
{
  return imap_capabilities_has_name (imap_connection_get_capabilities (self->connection), name);
}

/** imap_session_is_broken: nothing more can be done with it: free it and open another. */
gboolean
imap_session_is_broken (ImapSession *self)
{
  return imap_connection_is_broken (self->connection);
}

void
imap_session_set_event_func (ImapSession *self, ImapEventFunc func, gpointer data)
{
  self->event_func = func;
  self->event_data = data;
}

/** imap_session_get_stream: for its counters and transcript; read or write nothing. */
NetStream *
imap_session_get_stream (ImapSession *self)
{
  return imap_connection_get_stream (self->connection);
}

/** imap_session_get_append_limit: largest message APPEND takes; 0: not said. */
guint64
imap_session_get_append_limit (ImapSession *self)
{
  return imap_connection_get_capabilities (self->connection)->append_limit;
}

/** imap_session_get_selected: (nullable): raw name of the selected folder. */
const char *
imap_session_get_selected (ImapSession *self)
{
  return self->selected;
}

static void
emit (ImapSession *self, const ImapEvent *event)
{
  self->n_events++;
  if (self->event_func != NULL)
    self->event_func (self, event, self->event_data);
}

static void
emit_fetch (ImapSession *self, ImapResponse *response)
{
  g_autoptr (ImapFetch) fetch = imap_fetch_parse (response->tree, response->number, NULL);

  if (fetch != NULL)
    emit (self, &(ImapEvent) { .kind = IMAP_EVENT_FLAGS, .sequence = fetch->sequence, .fetch = fetch });
}

/* expunged-resp = "VANISHED" [SP "(EARLIER)"] SP known-uids (RFC 7162) */
static void
emit_vanished (ImapSession *self, ImapResponse *response)
{
  const ImapValue *v = imap_tree_first (response->tree);
  gboolean earlier = v != NULL && v->kind == IMAP_VALUE_LIST;
  g_autoptr (BaseIdset) uids = NULL;

  if (earlier)
    v = imap_tree_next (response->tree, v);
  if (v == NULL || v->kind == IMAP_VALUE_LIST || (uids = imap_seqset_parse (v->data, v->length)) == NULL)
    return;
  emit (self, &(ImapEvent) { .kind = IMAP_EVENT_VANISHED, .uids = uids, .earlier = earlier });
}

static void
emit_status (ImapSession *self, ImapResponse *response)
{
  if (response->status == IMAP_STATUS_BYE)
    emit (self, &(ImapEvent) { .kind = IMAP_EVENT_BYE, .text = response->text });
  else if (g_strcmp0 (response->code, "ALERT") == 0)
    emit (self, &(ImapEvent) { .kind = IMAP_EVENT_ALERT, .text = response->text });
}

/* The connection's data func once we are authenticated. */
gboolean
imap_session_data (ImapResponse *response, gpointer session)
{
  ImapSession *self = session;

  if (self->sink != NULL && self->sink (self, response, self->sink_data))
    return TRUE;
  if (response->kind == IMAP_RESPONSE_STATUS)
    emit_status (self, response);
  else if (self->selected == NULL)
    return FALSE;
  else if (strcmp (response->word, "FETCH") == 0)
    emit_fetch (self, response);
  else if (strcmp (response->word, "VANISHED") == 0)
    emit_vanished (self, response);
  else if (strcmp (response->word, "EXISTS") == 0 && response->has_number)
    emit (self, &(ImapEvent) { .kind = IMAP_EVENT_EXISTS, .exists = response->number });
  else if (strcmp (response->word, "EXPUNGE") == 0 && response->has_number)
    emit (self, &(ImapEvent) { .kind = IMAP_EVENT_EXPUNGE, .sequence = response->number });
  return FALSE;
}

/* A command with this session's string rules. */
ImapCommand *
imap_session_command (ImapSession *self, const char *verb)
{
  ImapCommand *command = imap_command_new (verb);

  command->utf8 = self->utf8;
  return command;
}

/* Runs @command with @sink taking its data. @answer: (out) (optional): the tagged OK. */
gboolean
imap_session_run (ImapSession *self, ImapCommand *command, ImapSinkFunc sink, gpointer data,
                  ImapResponse **answer, GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapResponse) response = NULL;

  self->sink = sink;
  self->sink_data = data;
  response = imap_connection_run (self->connection, command, cancellable, error);
  self->sink = NULL;
  if (response == NULL)
    return FALSE;
  if (answer != NULL)
    *answer = g_steal_pointer (&response);
  return TRUE;
}

static gboolean
finish_first (ImapSession *self, GQueue *sent, ImapAnswerFunc func, gpointer data, GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (ImapResponse) answer
      = imap_connection_finish (self->connection, g_queue_pop_head (sent), cancellable, &local);

  if (answer != NULL && func != NULL)
    func (self, answer, data);
  /* The first failure is told; the answers to what was sent already are still read. */
  if (answer == NULL && error != NULL && *error == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return answer != NULL;
}

gboolean
imap_session_run_sets (ImapSession *self, GPtrArray *sets, ImapMakeFunc make, ImapAnswerFunc answer,
                       ImapSinkFunc sink, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  GQueue sent = G_QUEUE_INIT;
  guint i = 0;

  self->sink = sink;
  self->sink_data = data;
  while ((i < sets->len && local == NULL) || (!g_queue_is_empty (&sent) && !imap_session_is_broken (self)))
    {
      if (i < sets->len && local == NULL && g_queue_get_length (&sent) < PIPELINE_MAX)
        {
          g_autoptr (ImapCommand) command = make (self, g_ptr_array_index (sets, i++), data);
          ImapPending *pending = imap_connection_send (self->connection, command, cancellable, &local);

          if (pending != NULL)
            g_queue_push_tail (&sent, pending);
          continue;
        }
      finish_first (self, &sent, answer, data, cancellable, &local);
    }
  g_queue_clear (&sent);
  self->sink = NULL;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* The greeting must be an untagged OK: anything else is not a server we log in to (N-08 … N-14). */
static gboolean
read_greeting (ImapSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapResponse) greeting = NULL;

  greeting = imap_connection_read (self->connection, cancellable, error);
  if (greeting == NULL)
    return FALSE;
  if (greeting->kind == IMAP_RESPONSE_STATUS && greeting->status == IMAP_STATUS_OK)
    return TRUE;
  if (greeting->kind == IMAP_RESPONSE_STATUS && greeting->status == IMAP_STATUS_PREAUTH)
    g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_PREAUTH,
                         "the server let us in before we proved who we are");
  else if (greeting->kind == IMAP_RESPONSE_STATUS && greeting->status == IMAP_STATUS_BYE)
    imap_error_set_refused (error, "greeting", IMAP_STATUS_BYE, greeting->code, greeting->text);
  else
    g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_PROTOCOL, "the greeting is not one of an IMAP server");
  return FALSE;
}

/* STARTTLS or nothing; what was said before it is forgotten (N-16, T-11). */
static gboolean
start_tls (ImapSession *self, NetEndpoint *endpoint, GCancellable *cancellable, GError **error)
{
  ImapCapabilities *capabilities = imap_connection_get_capabilities (self->connection);
  g_autoptr (ImapCommand) command = imap_command_new ("STARTTLS");
  g_autoptr (ImapResponse) answer = NULL;
  g_autoptr (GError) local = NULL;
  ImapPending *pending;

  if (capabilities->known && !imap_capabilities_has (capabilities, IMAP_EXTENSION_STARTTLS))
    {
      g_set_error_literal (error, NET_ERROR, NET_ERROR_TLS_REQUIRED, "the server offers no encryption");
      return FALSE;
    }
  pending = imap_connection_send (self->connection, command, cancellable, error);
  if (pending == NULL)
    return FALSE;
  if (imap_connection_await_continuation (self->connection, pending, NULL, cancellable, &local))
    g_set_error_literal (&local, IMAP_ERROR, IMAP_ERROR_PROTOCOL, "STARTTLS was answered by a question");
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  answer = imap_connection_finish (self->connection, pending, cancellable, &local);
  if (answer == NULL)
    {
      g_set_error (error, NET_ERROR, NET_ERROR_TLS_REQUIRED, "the server refuses to encrypt: %s",
                   local->message);
      return FALSE;
    }
  imap_capabilities_clear (capabilities);
  return net_stream_start_tls (imap_session_get_stream (self), endpoint, cancellable, error);
}

/**
 * imap_session_open:
 *
 * Connects, encrypts, authenticates and switches extensions on. Errors: NET_ERROR, IMAP_ERROR_PREAUTH, AUTH_FAILED,
 * PROTOCOL … Returns: (transfer full) (nullable)
 */
ImapSession *
imap_session_open (NetEndpoint *endpoint, NetCredentials *credentials, GCancellable *cancellable,
                   GError **error)
{
  NetStream *stream = net_stream_connect (endpoint, CONNECT_TIMEOUT_MS, cancellable, error);
  g_autoptr (ImapSession) self = NULL;

  if (stream == NULL)
    return NULL;
  self = g_new0 (ImapSession, 1);
  self->connection = imap_connection_new (stream);
  net_stream_set_timeout (stream, CONNECT_TIMEOUT_MS);
  if (!read_greeting (self, cancellable, error))
    return NULL;
  if (endpoint->security == NET_SECURITY_STARTTLS && !start_tls (self, endpoint, cancellable, error))
    return NULL;
  if (!imap_session_login (self, endpoint, credentials, cancellable, error))
    return NULL;
  net_stream_set_timeout (stream, COMMAND_TIMEOUT_MS);
  imap_connection_set_data_func (self->connection, imap_session_data, self);
  return g_steal_pointer (&self);
}

/** imap_session_logout: says good-bye; free the session after it in any case. */
gboolean
imap_session_logout (ImapSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapCommand) command = imap_session_command (self, "LOGOUT");
  gboolean ok;

  net_stream_set_timeout (imap_session_get_stream (self), 5000);
  ok = imap_session_run (self, command, NULL, NULL, NULL, cancellable, error);
  imap_connection_break (self->connection);
  return ok;
}

/** imap_session_free: closes without a word; %NULL is allowed. */
void
imap_session_free (ImapSession *self)
{
  if (self == NULL)
    return;
  imap_connection_free (self->connection);
  g_free (self->selected);
  g_free (self);
}

/** imap_session_noop: asks for news, which come as events. */
gboolean
imap_session_noop (ImapSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapCommand) command = imap_session_command (self, "NOOP");

  return imap_session_run (self, command, NULL, NULL, NULL, cancellable, error);
}
