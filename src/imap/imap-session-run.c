/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-session-run.c: commands on their way: one, several in a row, several of several callers at once (RFC 9051 5.5)
 *
 * Commands that commute (FETCH, STORE, STATUS) are requests: many are on their way, answers go by tag, data to the first
 * request that wants them, in the order begun. Everything else waits until all requests are answered, so that an EXPUNGE or
 * another SELECT never comes between (I-34). One thread. */

#include "imap-session-private.h"

#define DEPTH_DEFAULT 8 /* commands on the wire; Exchange breaks at about 50 (2.5) */

/* One command on the wire. */
typedef struct
{
  ImapRequest *request;
  ImapPending *pending;
} OnWire;

struct _ImapRequest
{
  ImapSinkFunc sink;
  ImapMakeFunc make;
  ImapAnswerFunc answer; /* (nullable) */
  gpointer data;
  GDestroyNotify free_data; /* (nullable) */
  GPtrArray *sets;          /* one command each */
  guint next;               /* set not sent yet */
  guint on_wire;
  gboolean abandoned;
  GError *error; /* the first failure */
};

static void
request_free (ImapRequest *request)
{
  if (request->free_data != NULL)
    request->free_data (request->data);
  g_clear_pointer (&request->sets, g_ptr_array_unref);
  g_clear_error (&request->error);
  g_free (request);
}

void
imap_session_free_requests (ImapSession *self)
{
  g_queue_clear_full (&self->wire, g_free);
  g_queue_clear_full (&self->requests, (GDestroyNotify) request_free);
}

/* A command with this session's string rules. */
ImapCommand *
imap_session_command (ImapSession *self, const char *verb)
{
  ImapCommand *command = imap_command_new (verb);

  command->utf8 = self->utf8;
  return command;
}

/* Whether some request or the running command asked for @response. */
gboolean
imap_session_offer (ImapSession *self, ImapResponse *response)
{
  if (self->sink != NULL && self->sink (self, response, self->sink_data))
    return TRUE;
  for (GList *l = self->requests.head; l != NULL; l = l->next)
    {
      ImapRequest *request = l->data;

      if (request->on_wire > 0 && request->sink != NULL && request->sink (self, response, request->data))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_unsent (const ImapRequest *request)
{
  return request->error == NULL && !request->abandoned && request->next < request->sets->len;
}

/* Fills the wire, oldest request first. A failure to send belongs to the request. */
static void
pump (ImapSession *self, GCancellable *cancellable)
{
  guint depth = self->depth > 0 ? self->depth : DEPTH_DEFAULT;

  for (GList *l = self->requests.head; l != NULL && g_queue_get_length (&self->wire) < depth;)
    {
      ImapRequest *request = l->data;
      g_autoptr (ImapCommand) command = NULL;
      ImapPending *pending;
      OnWire *on_wire;

      if (!is_unsent (request))
        {
          l = l->next;
          continue;
        }
      command = request->make (self, g_ptr_array_index (request->sets, request->next++), request->data);
      pending = imap_connection_send (self->connection, command, cancellable, &request->error);
      if (pending == NULL)
        continue;
      on_wire = g_new (OnWire, 1);
      *on_wire = (OnWire) { request, pending };
      g_queue_push_tail (&self->wire, on_wire);
      request->on_wire++;
    }
}

/* Waits for the answer to the oldest command on the wire. */
static void
finish_oldest (ImapSession *self, GCancellable *cancellable)
{
  g_autofree OnWire *oldest = g_queue_peek_head (&self->wire);
  ImapRequest *request = oldest->request;
  g_autoptr (GError) local = NULL;
  g_autoptr (ImapResponse) answer
      = imap_connection_finish (self->connection, oldest->pending, cancellable, &local);

  g_queue_pop_head (&self->wire);
  request->on_wire--;
  if (answer != NULL && request->answer != NULL && !request->abandoned)
    request->answer (self, answer, request->data);
  if (answer == NULL && request->error == NULL)
    request->error = g_steal_pointer (&local);
  if (request->abandoned && request->on_wire == 0)
    {
      g_queue_remove (&self->requests, request);
      request_free (request);
    }
}

/* Waits until nothing is on its way; what the requests got stays with them. */
void
imap_session_settle (ImapSession *self, GCancellable *cancellable)
{
  pump (self, cancellable);
  while (!g_queue_is_empty (&self->wire))
    {
      finish_oldest (self, cancellable);
      pump (self, cancellable);
    }
}

/* Begins one command per text of @sets. @free_data: (nullable): frees @data when the request ends. */
ImapRequest *
imap_session_begin (ImapSession *self, GPtrArray *sets, ImapMakeFunc make, ImapAnswerFunc answer,
                    ImapSinkFunc sink, gpointer data, GDestroyNotify free_data, GCancellable *cancellable)
{
  ImapRequest *request = g_new0 (ImapRequest, 1);

  request->sink = sink;
  request->make = make;
  request->answer = answer;
  request->data = data;
  request->free_data = free_data;
  request->sets = g_ptr_array_ref (sets);
  g_queue_push_tail (&self->requests, request);
  pump (self, cancellable);
  /* What fits into the buffers is on its way now; the rest goes with the next wait. */
  if (request->on_wire > 0 && !imap_session_is_broken (self))
    {
      g_autoptr (GError) local = NULL;

      if (!net_stream_flush (imap_session_get_stream (self), cancellable, &local) && request->error == NULL)
        request->error = g_steal_pointer (&local);
    }
  return request;
}

/**
 * imap_session_finish:
 * @request: (transfer full): from imap_session_begin_… ()
 *
 * Waits until all of @request is answered; the callbacks of other requests may be called meanwhile. Returns: %FALSE with
 * the first failure of @request
 */
gboolean
imap_session_finish (ImapSession *self, ImapRequest *request, GCancellable *cancellable, GError **error)
{
  gboolean ok;

  while (request->on_wire > 0 || is_unsent (request))
    {
      pump (self, cancellable);
      if (!g_queue_is_empty (&self->wire))
        finish_oldest (self, cancellable);
    }
  ok = request->error == NULL;
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&request->error));
  g_queue_remove (&self->requests, request);
  request_free (request);
  return ok;
}

/** imap_session_abandon: @request: (transfer full): its callback is not called again; what is on its way is read later. */
void
imap_session_abandon (ImapSession *self, ImapRequest *request)
{
  request->abandoned = TRUE;
  request->sink = NULL;
  if (request->on_wire > 0)
    return;
  g_queue_remove (&self->requests, request);
  request_free (request);
}

/* Runs @command alone, with @sink taking its data. @answer: (out) (optional): the tagged OK. */
gboolean
imap_session_run (ImapSession *self, ImapCommand *command, ImapSinkFunc sink, gpointer data,
                  ImapResponse **answer, GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapResponse) response = NULL;

  imap_session_settle (self, cancellable);
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

/* Runs one command per text of @sets. @commutes: other requests may be on their way meanwhile. */
gboolean
imap_session_run_sets (ImapSession *self, gboolean commutes, GPtrArray *sets, ImapMakeFunc make,
                       ImapAnswerFunc answer, ImapSinkFunc sink, gpointer data, GCancellable *cancellable,
                       GError **error)
{
  if (!commutes)
    imap_session_settle (self, cancellable);
  return imap_session_finish (
      self, imap_session_begin (self, sets, make, answer, sink, data, NULL, cancellable), cancellable, error);
}

/* Runs what uses @extension. BAD (and what @also says) means: announced, but does not work: off for the session, and
 * told by imap_session_get_refused (). */
gboolean
imap_session_run_optional (ImapSession *self, ImapExtension extension, ImapCommand *command,
                           ImapSinkFunc sink, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!imap_session_has (self, extension))
    {
      g_set_error (error, IMAP_ERROR, IMAP_ERROR_UNSUPPORTED, "%s: the server does not offer it",
                   command->verb);
      return FALSE;
    }
  if (imap_session_run (self, command, sink, data, NULL, cancellable, &local))
    return TRUE;
  if (g_error_matches (local, IMAP_ERROR, IMAP_ERROR_BAD))
    imap_session_refuse (self, extension);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* @extension does not work here. */
void
imap_session_refuse (ImapSession *self, ImapExtension extension)
{
  imap_capabilities_switch_off (imap_connection_get_capabilities (self->connection), extension);
  self->refused |= G_GUINT64_CONSTANT (1) << extension;
  g_info ("the server announces extension %u and refuses it", extension);
}
