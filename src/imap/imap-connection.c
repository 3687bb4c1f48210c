/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-connection.c: tags, pipelining, continuations, and who gets an untagged response (RFC 9051 2.2, 5.5, 7)
 *
 * Each tag is 50 random bits, so an answer cannot be sent before the question (N-22, N-23); an answer to a tag that is not
 * on its way ends the connection. A malformed response is dropped alone. Belongs to one thread. */

#include "imap-connection.h"

#include <string.h>
#include <sys/random.h>

#include "imap-error.h"
#include "imap-spill.h"

#define MALFORMED_MAX 1000
#define UNASKED_MAX (64 * 1024 * 1024) /* bytes of data nobody asked for during one command (I-06) */
#define LITERAL_PLUS_MAX                                                                                     \
  (100 * 1024)                 /* more is not sent before the server says that it takes it (as mbsync does) */
#define LITERAL_MINUS_MAX 4096 /* RFC 7888 5 */
#define STRANGER_MAX (64 * 1024) /* bytes of a line or literal before the sign-in (N-20) */

struct _ImapConnection
{
  NetStream *stream;
  ImapFramer framer;
  ImapCapabilities capabilities;
  GQueue pending; /* of ImapPending, in the order sent */
  ImapDataFunc data_func;
  gpointer data;
  guint malformed;
  guint64 unasked, unasked_max;
  gboolean greeted; /* the first response was well-formed */
  gboolean signed_in;
  gboolean broken;
  char *bye; /* (nullable): what the server said when it left */
  gboolean said_bye;
};

static void
pending_free (ImapPending *pending)
{
  g_free (pending->tag);
  imap_response_free (pending->answer);
  g_free (pending);
}

/** imap_connection_new: @stream: (transfer full) */
ImapConnection *
imap_connection_new (NetStream *stream)
{
  ImapConnection *self = g_new0 (ImapConnection, 1);

  self->stream = stream;
  self->unasked_max = UNASKED_MAX;
  g_queue_init (&self->pending);
  return self;
}

void
imap_connection_free (ImapConnection *self)
{
  if (self == NULL)
    return;
  net_stream_free (self->stream);
  imap_framer_clear (&self->framer);
  imap_capabilities_clear (&self->capabilities);
  g_queue_clear_full (&self->pending, (GDestroyNotify) pending_free);
  g_free (self->bye);
  g_free (self);
}

NetStream *
imap_connection_get_stream (ImapConnection *self)
{
  return self->stream;
}

ImapCapabilities *
imap_connection_get_capabilities (ImapConnection *self)
{
  return &self->capabilities;
}

/** imap_connection_set_data_func: %NULL: untagged data are dropped (before TLS and authentication). */
void
imap_connection_set_data_func (ImapConnection *self, ImapDataFunc func, gpointer data)
{
  self->data_func = func;
  self->data = data;
}

void
imap_connection_set_flood_max (ImapConnection *self, guint64 bytes)
{
  self->unasked_max = bytes != 0 ? bytes : UNASKED_MAX;
}

/** imap_connection_set_signed_in: from here on responses may be as long as mail is. */
void
imap_connection_set_signed_in (ImapConnection *self)
{
  self->signed_in = TRUE;
}

/** imap_connection_has_pending: whether @tag is that of a command that was sent and not answered. */
gboolean
imap_connection_has_pending (ImapConnection *self, const char *tag)
{
  for (GList *l = self->pending.head; l != NULL; l = l->next)
    {
      const ImapPending *pending = l->data;

      if (pending->answer == NULL && strcmp (pending->tag, tag) == 0)
        return TRUE;
    }
  return FALSE;
}

/** imap_connection_is_broken: %TRUE when nothing more may be sent on it. */
gboolean
imap_connection_is_broken (ImapConnection *self)
{
  return self->broken;
}

/** imap_connection_break: no further command; the stream stays until it is freed. */
void
imap_connection_break (ImapConnection *self)
{
  self->broken = TRUE;
}

/* Only so much of one response is kept in memory. */
static GBytes *
read_literal (ImapConnection *self, guint64 n, guint64 *in_memory, GCancellable *cancellable, GError **error)
{
  if (!self->signed_in && n > STRANGER_MAX)
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_TOO_LARGE, "much text before the sign-in");
      return NULL;
    }
  if (n > IMAP_FRAMER_SMALL_MAX && *in_memory + n > IMAP_LITERAL_MEMORY_MAX)
    return imap_spill_read (self->stream, n, cancellable, error);
  *in_memory += n;
  return net_stream_read_bytes (self->stream, n, cancellable, error);
}

/* A whole response off the wire. */
static GString *
read_frame (ImapConnection *self, GPtrArray **literals, GCancellable *cancellable, GError **error)
{
  guint64 in_memory = 0;

  for (;;)
    {
      gsize length;
      guint64 n = 0;
      g_autofree char *line = net_stream_read_line (
          self->stream, self->signed_in ? IMAP_FRAMER_LINE_MAX : STRANGER_MAX, &length, cancellable, error);
      g_autoptr (GBytes) bytes = NULL;
      ImapFrame frame;

      if (line == NULL)
        return NULL;
      self->unasked += length + 2; /* what is read, not what was received: with COMPRESS that is less */
      frame = imap_framer_feed_line (&self->framer, line, length, &n, error);
      if (frame == IMAP_FRAME_DONE)
        return imap_framer_take (&self->framer, literals);
      if (frame == IMAP_FRAME_ERROR)
        return NULL;
      self->unasked += n;
      bytes = read_literal (self, n, &in_memory, cancellable, error);
      if (bytes == NULL || !imap_framer_feed_literal (&self->framer, bytes, error))
        return NULL;
    }
}

/* CAPABILITY as data or as code. */
static void
note_capabilities (ImapConnection *self, ImapResponse *response)
{
  if (response->code != NULL && strcmp (response->code, "CAPABILITY") == 0 && response->code_rest != NULL)
    imap_capabilities_parse (&self->capabilities, response->code_rest, strlen (response->code_rest));
  else if (response->kind == IMAP_RESPONSE_DATA && strcmp (response->word, "CAPABILITY") == 0)
    {
      const char *rest = strcasestr (response->tree->text->str, "CAPABILITY");

      if (rest != NULL)
        imap_capabilities_parse (&self->capabilities, rest + 10, strlen (rest + 10));
    }
}

/**
 * imap_connection_read:
 *
 * The next response, whatever it is. Malformed ones are dropped. Returns: (transfer full) (nullable): after an error the
 * connection is broken
 */
ImapResponse *
imap_connection_read (ImapConnection *self, GCancellable *cancellable, GError **error)
{
  for (;;)
    {
      g_autoptr (GError) parse_error = NULL;
      GPtrArray *literals = NULL;
      GString *text = read_frame (self, &literals, cancellable, error);
      ImapResponse *response;

      if (text == NULL)
        {
          self->broken = TRUE;
          if (self->said_bye && error != NULL)
            {
              g_clear_error (error);
              imap_error_set_refused (error, "connection", IMAP_STATUS_BYE, NULL, self->bye);
            }
          return NULL;
        }
      response = imap_response_parse (text, literals, &parse_error);
      if (response != NULL)
        {
          self->greeted = TRUE;
          note_capabilities (self, response);
          return response;
        }
      g_debug ("%s", parse_error->message);
      if (!self->greeted || ++self->malformed > MALFORMED_MAX) /* N-14: nothing before the greeting */
        {
          self->broken = TRUE;
          g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_PROTOCOL, "the server does not speak IMAP");
          return NULL;
        }
    }
}

static char *
make_tag (void)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  guint8 random[10];
  char *tag = g_malloc (sizeof random + 1);

  if (getrandom (random, sizeof random, 0) != (gssize) sizeof random)
    for (gsize i = 0; i < sizeof random; i++)
      random[i] = (guint8) g_random_int ();
  for (gsize i = 0; i < sizeof random; i++)
    tag[i] = alphabet[random[i] & 31];
  tag[sizeof random] = '\0';
  return tag;
}

static gboolean
fail (ImapConnection *self, ImapError code, const char *what, GError **error)
{
  self->broken = TRUE;
  g_set_error_literal (error, IMAP_ERROR, code, what);
  return FALSE;
}

static gboolean
take_tagged (ImapConnection *self, ImapResponse *response, GError **error)
{
  for (GList *l = self->pending.head; l != NULL; l = l->next)
    {
      ImapPending *pending = l->data;

      if (pending->answer == NULL && strcmp (pending->tag, response->tag) == 0)
        {
          pending->answer = response;
          return TRUE;
        }
    }
  imap_response_free (response);
  return fail (self, IMAP_ERROR_PROTOCOL, "an answer to a command that was not sent", error);
}

/* Hands one response on. @response is consumed. */
static gboolean
dispatch (ImapConnection *self, ImapResponse *response, GError **error)
{
  if (response->kind == IMAP_RESPONSE_TAGGED)
    return take_tagged (self, response, error);
  if (response->kind == IMAP_RESPONSE_CONTINUATION)
    {
      imap_response_free (response); /* unasked: nothing to continue (I-22) */
      if (++self->malformed > MALFORMED_MAX)
        return fail (self, IMAP_ERROR_PROTOCOL, "continuation requests without end", error);
      return TRUE;
    }
  if (response->kind == IMAP_RESPONSE_STATUS && response->status == IMAP_STATUS_BYE)
    {
      self->said_bye = TRUE;
      net_stream_set_timeout (self->stream, 5000);
      g_free (self->bye);
      self->bye = g_strdup (response->text);
    }
  if (self->data_func != NULL && self->data_func (response, self->data))
    self->unasked = 0;
  imap_response_free (response);
  if (self->unasked > self->unasked_max)
    return fail (self, IMAP_ERROR_PROTOCOL, "a flood of data nobody asked for", error);
  return TRUE;
}

static gboolean
read_and_dispatch (ImapConnection *self, GCancellable *cancellable, GError **error)
{
  ImapResponse *response = imap_connection_read (self, cancellable, error);

  return response != NULL && dispatch (self, response, error);
}

/* What was lost with the connection while a command that changes something was on its way is not known (I-20, D-08). */
static void
mark_unknown (ImapPending *pending, GError **error)
{
  if (!pending->changes || error == NULL || *error == NULL
      || g_error_matches (*error, IMAP_ERROR, IMAP_ERROR_UNKNOWN))
    return;
  g_autofree char *message
      = g_strdup_printf ("%s: the answer was lost: %s", pending->verb, (*error)->message);

  g_clear_error (error);
  g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_UNKNOWN, message);
}

/**
 * imap_connection_await_continuation:
 * @text: (out) (optional): what the "+" says
 *
 * Returns: %TRUE at "+"; %FALSE without @error when the command ended first (finish it), with @error when broken
 */
gboolean
imap_connection_await_continuation (ImapConnection *self, ImapPending *pending, char **text,
                                    GCancellable *cancellable, GError **error)
{
  if (!net_stream_flush (self->stream, cancellable, error))
    {
      self->broken = TRUE;
      return FALSE;
    }
  while (pending->answer == NULL)
    {
      ImapResponse *response = imap_connection_read (self, cancellable, error);

      if (response == NULL)
        return FALSE;
      if (response->kind == IMAP_RESPONSE_CONTINUATION)
        {
          if (text != NULL)
            *text = g_steal_pointer (&response->text);
          imap_response_free (response);
          return TRUE;
        }
      if (!dispatch (self, response, error))
        return FALSE;
    }
  return FALSE;
}

static gboolean
write_text (ImapConnection *self, const char *text, GError **error)
{
  return net_stream_write (self->stream, text, strlen (text), FALSE, error);
}

/* One piece. FALSE without error: the server ended the command instead of taking the literal. */
static gboolean
write_piece (ImapConnection *self, ImapPending *pending, ImapPiece *piece, GCancellable *cancellable,
             GError **error)
{
  gsize length;
  const void *data;
  gboolean at_once;
  g_autofree char *header = NULL;

  if (!write_text (self, piece->text, error))
    return FALSE;
  if (piece->literal == NULL)
    return write_text (self, "\r\n", error);
  data = g_bytes_get_data (piece->literal, &length);
  at_once = (length <= LITERAL_PLUS_MAX
             && imap_capabilities_has (&self->capabilities, IMAP_EXTENSION_LITERAL_PLUS))
            || (length <= LITERAL_MINUS_MAX
                && imap_capabilities_has (&self->capabilities, IMAP_EXTENSION_LITERAL_MINUS));
  header = g_strdup_printf ("%s{%" G_GSIZE_FORMAT "%s}\r\n", piece->binary ? "~" : "", length,
                            at_once ? "+" : "");
  if (!write_text (self, header, error))
    return FALSE;
  if (!at_once && !imap_connection_await_continuation (self, pending, NULL, cancellable, error))
    return FALSE;
  return net_stream_write_data (self->stream, data, length, error);
}

/**
 * imap_connection_send:
 *
 * Writes @command and returns without waiting for its answer. Returns: (transfer none) (nullable): finish it once
 */
ImapPending *
imap_connection_send (ImapConnection *self, ImapCommand *command, GCancellable *cancellable, GError **error)
{
  ImapPending *pending;
  GArray *pieces = imap_command_get_pieces (command);
  g_autofree char *start = NULL;
  g_autoptr (GError) local = NULL;

  if (self->broken || self->said_bye)
    {
      self->broken = TRUE;
      g_set_error_literal (error, NET_ERROR, NET_ERROR_CLOSED, "the connection is of no use any more");
      return NULL;
    }
  pending = g_new0 (ImapPending, 1);
  pending->tag = make_tag ();
  pending->verb = command->verb;
  start = g_strconcat (pending->tag, " ", NULL);
  g_queue_push_tail (&self->pending, pending);
  self->unasked = 0;
  if (write_text (self, start, &local))
    for (guint i = 0; i < pieces->len; i++)
      if (!write_piece (self, pending, &g_array_index (pieces, ImapPiece, i), cancellable, &local))
        break;
  if (local != NULL)
    {
      self->broken = TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  pending->changes = command->changes;
  return pending;
}

/**
 * imap_connection_finish:
 *
 * Reads until @pending is answered. Returns: (transfer full) (nullable): the tagged OK; %NULL with @error for NO and BAD
 * (the connection goes on) and when the connection broke
 */
ImapResponse *
imap_connection_finish (ImapConnection *self, ImapPending *pending, GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapResponse) answer = NULL;
  g_autoptr (GError) local = NULL;

  if (pending->answer == NULL && !net_stream_flush (self->stream, cancellable, &local))
    self->broken = TRUE;
  while (local == NULL && pending->answer == NULL)
    if (!read_and_dispatch (self, cancellable, &local))
      self->broken = TRUE;
  if (local != NULL)
    {
      mark_unknown (pending, &local);
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  g_queue_remove (&self->pending, pending);
  answer = g_steal_pointer (&pending->answer);
  if (answer->status != IMAP_STATUS_OK)
    {
      imap_error_set_refused (error, pending->verb, answer->status, answer->code, answer->text);
      pending_free (pending);
      return NULL;
    }
  pending_free (pending);
  return g_steal_pointer (&answer);
}

/** imap_connection_run: sends @command and waits for its answer, as imap_connection_finish () does. */
ImapResponse *
imap_connection_run (ImapConnection *self, ImapCommand *command, GCancellable *cancellable, GError **error)
{
  ImapPending *pending = imap_connection_send (self, command, cancellable, error);

  return pending != NULL ? imap_connection_finish (self, pending, cancellable, error) : NULL;
}

/** imap_connection_take_untagged: reads one response while no command waits for it (IDLE). */
gboolean
imap_connection_take_untagged (ImapConnection *self, GCancellable *cancellable, GError **error)
{
  if (read_and_dispatch (self, cancellable, error))
    return TRUE;
  self->broken = TRUE;
  return FALSE;
}
