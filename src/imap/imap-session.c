/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-session.c: what all verbs share: running commands, events, opening and leaving
 *
 * Untagged data go to the running command's sink; what it did not ask for becomes an event. Belongs to one thread. */

#include "imap-session-private.h"

#include <string.h>

#define CONNECT_TIMEOUT_MS (30 * 1000)
#define COMMAND_TIMEOUT_MS (60 * 1000)

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

/** imap_session_dup_refused: (transfer full): "IDLE MOVE": announced, and refused in this session: for a day's ImapOptions.off */
char *
imap_session_dup_refused (ImapSession *self)
{
  return imap_extensions_format (self->refused);
}

const ImapServer *
imap_session_get_server (ImapSession *self)
{
  return self->server;
}

const ImapQuirks *
imap_session_get_quirks (ImapSession *self)
{
  return &self->quirks;
}

/* What the table says, from what is known of the server so far. */
void
imap_session_apply_quirks (ImapSession *self, const char *host)
{
  ImapCapabilities *capabilities = imap_connection_get_capabilities (self->connection);

  self->quirks = imap_quirks_find (self->greeting, self->server, host, capabilities);
  self->depth = self->quirks.depth;
  capabilities->off |= self->quirks.off;
  if (self->quirks.server != NULL)
    g_info ("the server is %s", self->quirks.server);
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
  ImapFetch *fetch = imap_response_get_fetch (response);

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

/* What NOTIFY brings of other folders (RFC 5465 4, 5.4). */
static void
emit_notified (ImapSession *self, ImapResponse *response)
{
  if (strcmp (response->word, "STATUS") == 0)
    {
      g_autoptr (ImapStatus) status = imap_status_parse (response->tree, NULL);

      if (status != NULL)
        emit (self, &(ImapEvent) { .kind = IMAP_EVENT_STATUS, .status = status });
    }
  else if (strcmp (response->word, "LIST") == 0)
    {
      ImapFolder *folder = imap_list_parse (response->tree, self->utf8, NULL);

      if (folder != NULL)
        emit (self, &(ImapEvent) { .kind = IMAP_EVENT_FOLDER, .folder = folder });
      imap_folder_free (folder);
    }
}

/* The UIDs of the selected folder mean something else from now on: no command may be sent with the old ones (I-13). */
static void
check_validity (ImapSession *self, ImapResponse *response)
{
  guint64 validity;

  if (self->selected == NULL || response->code_rest == NULL
      || !g_ascii_string_to_unsigned (response->code_rest, 10, 0, G_MAXUINT32, &validity, NULL)
      || validity == self->selected_uidvalidity)
    return;
  g_info ("UIDVALIDITY changed while the folder was open: starting again");
  g_clear_pointer (&self->selected, g_free);
  imap_connection_break (self->connection);
}

static void
emit_status (ImapSession *self, ImapResponse *response)
{
  if (response->status == IMAP_STATUS_BYE)
    emit (self, &(ImapEvent) { .kind = IMAP_EVENT_BYE, .text = response->text });
  else if (g_strcmp0 (response->code, "UIDVALIDITY") == 0)
    check_validity (self, response);
  else if (g_strcmp0 (response->code, "NOTIFICATIONOVERFLOW") == 0)
    {
      self->notify = FALSE;
      emit (self, &(ImapEvent) { .kind = IMAP_EVENT_OVERFLOW });
    }
  else if (g_strcmp0 (response->code, "ALERT") == 0)
    emit (self, &(ImapEvent) { .kind = IMAP_EVENT_ALERT, .text = response->text });
}

/* The connection's data func once we are authenticated. */
gboolean
imap_session_data (ImapResponse *response, gpointer session)
{
  ImapSession *self = session;

  if (imap_session_offer (self, response))
    return TRUE;
  if (response->kind == IMAP_RESPONSE_STATUS)
    emit_status (self, response);
  else if (self->notify && (strcmp (response->word, "STATUS") == 0 || strcmp (response->word, "LIST") == 0))
    emit_notified (self, response);
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

/* The greeting must be an untagged OK: anything else is not a server we log in to (N-08 … N-14). */
static gboolean
read_greeting (ImapSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapResponse) greeting = NULL;

  greeting = imap_connection_read (self->connection, cancellable, error);
  if (greeting == NULL)
    return FALSE;
  if (greeting->kind == IMAP_RESPONSE_STATUS && greeting->status == IMAP_STATUS_OK)
    {
      self->greeting = g_steal_pointer (&greeting->text);
      return TRUE;
    }
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
 * imap_session_open_full:
 * @options: (nullable)
 *
 * Connects, encrypts, authenticates and switches extensions on. Errors: NET_ERROR, IMAP_ERROR_PREAUTH, AUTH_FAILED,
 * PROTOCOL … Returns: (transfer full) (nullable)
 */
ImapSession *
imap_session_open_full (NetEndpoint *endpoint, NetCredentials *credentials, const ImapOptions *options,
                        GCancellable *cancellable, GError **error)
{
  static const ImapOptions usual = { 0 };
  g_autoptr (ImapSession) self = NULL;
  guint connect_ms;
  NetStream *stream;

  if (options == NULL)
    options = &usual;
  connect_ms = options->connect_timeout_ms != 0 ? options->connect_timeout_ms : CONNECT_TIMEOUT_MS;
  stream = net_stream_connect (endpoint, connect_ms, cancellable, error);
  if (stream == NULL)
    return NULL;
  self = g_new0 (ImapSession, 1);
  self->connection = imap_connection_new (stream);
  self->compress_near = options->compress_near;
  g_queue_init (&self->requests);
  g_queue_init (&self->wire);
  imap_connection_set_flood_max (self->connection, options->flood_max);
  imap_connection_get_capabilities (self->connection)->off = imap_extensions_parse (options->off);
  net_stream_set_timeout (stream, connect_ms);
  if (!read_greeting (self, cancellable, error))
    return NULL;
  if (endpoint->security == NET_SECURITY_STARTTLS && !start_tls (self, endpoint, cancellable, error))
    return NULL;
  imap_connection_get_capabilities (self->connection)->off |= imap_extensions_parse (options->off);
  if (!imap_session_login (self, endpoint, credentials, cancellable, error))
    return NULL;
  net_stream_set_timeout (stream, options->command_timeout_ms != 0 ? options->command_timeout_ms
                                                                   : COMMAND_TIMEOUT_MS);
  return g_steal_pointer (&self);
}

/** imap_session_open: like imap_session_open_full (), with everything the server offers. */
ImapSession *
imap_session_open (NetEndpoint *endpoint, NetCredentials *credentials, GCancellable *cancellable,
                   GError **error)
{
  return imap_session_open_full (endpoint, credentials, NULL, cancellable, error);
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
  imap_session_free_requests (self);
  imap_connection_free (self->connection);
  imap_server_free (self->server);
  g_free (self->greeting);
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
