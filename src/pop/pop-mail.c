/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pop-mail.c: the messages of the mailbox: LIST and UIDL, TOP, RETR, DELE (RFC 1939 5, 7)
 *
 * Lists are bounded by POP_MAX_MESSAGES, messages by the caller. A list entry that makes no sense is left out; the
 * others stay. */

#include "pop-session-private.h"

#include <string.h>

#define DELETE_DEPTH 100

/** pop_message_free: @self may be %NULL */
void
pop_message_free (PopMessage *self)
{
  if (self == NULL)
    return;
  g_free (self->uid);
  g_free (self);
}

/* --- the list --- */

/* "number SP rest": the number, or 0; *@rest points into @line. */
static guint
parse_number (const char *line, const char **rest)
{
  char *end;
  guint64 number;

  if (!g_ascii_isdigit (*line))
    return 0;
  number = g_ascii_strtoull (line, &end, 10);
  if (*end != ' ' || number == 0 || number > G_MAXUINT32)
    return 0;
  *rest = end + strspn (end, " ");
  return (guint) number;
}

static gint
compare_numbers (gconstpointer a, gconstpointer b)
{
  const PopMessage *left = *(PopMessage *const *) a, *right = *(PopMessage *const *) b;

  return left->number < right->number ? -1 : left->number > right->number;
}

static PopMessage *
get_message (GHashTable *messages, guint number)
{
  PopMessage *message = g_hash_table_lookup (messages, GUINT_TO_POINTER (number));

  if (message != NULL)
    return message;
  message = g_new0 (PopMessage, 1);
  message->number = number;
  g_hash_table_insert (messages, GUINT_TO_POINTER (number), message);
  return message;
}

/* RFC 1939 7: unique-id of 1 to 70 characters %x21-7E. */
static gboolean
is_uid (const char *text)
{
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i++)
    if (text[i] < '!' || text[i] > '~')
      return FALSE;
  return length >= 1 && length <= POP_MAX_UID;
}

static void
take_size (GHashTable *messages, const char *line)
{
  const char *rest;
  guint number = parse_number (line, &rest);

  /* Extra words may follow the size. */
  if (number > 0)
    get_message (messages, number)->size = g_ascii_strtoull (rest, NULL, 10);
}

static void
take_uid (GHashTable *messages, const char *line)
{
  const char *rest;
  guint number = parse_number (line, &rest);
  g_autofree char *uid = number > 0 ? g_strchomp (g_strdup (rest)) : NULL;
  PopMessage *message;

  if (uid == NULL || !is_uid (uid))
    return;
  message = get_message (messages, number);
  if (message->uid == NULL)
    message->uid = g_steal_pointer (&uid);
}

typedef void (*TakeLine) (GHashTable *messages, const char *line);

/* Reads the answer to LIST or UIDL. A refusal of UIDL only leaves the ids out. */
static gboolean
read_list (PopSession *self, GHashTable *messages, const char *what, TakeLine take, gboolean optional,
           GCancellable *cancellable, GError **error)
{
  g_autoptr (PopReply) reply = pop_session_read_reply (self, POP_MAX_REPLY, cancellable, error);
  gboolean ended = FALSE;

  if (reply == NULL)
    return FALSE;
  if (optional && reply->status == POP_STATUS_ERROR)
    return TRUE;
  if (!pop_session_expect_ok (self, g_steal_pointer (&reply), what, error))
    return FALSE;
  for (guint lines = 0; lines <= POP_MAX_MESSAGES; lines++)
    {
      g_autofree char *line = pop_session_read_item (self, &ended, cancellable, error);

      if (line == NULL)
        return ended;
      take (messages, line);
    }
  self->usable = FALSE;
  g_set_error (error, POP_ERROR, POP_ERROR_TOO_MANY, "more than %d messages", POP_MAX_MESSAGES);
  return FALSE;
}

static gboolean
ask_lists (PopSession *self, GHashTable *messages, GCancellable *cancellable, GError **error)
{
  gboolean together = pop_session_has (self, "PIPELINING");

  if (!pop_session_write (self, FALSE, error, "LIST"))
    return FALSE;
  if (together && !pop_session_write (self, FALSE, error, "UIDL"))
    return FALSE;
  if (!pop_session_flush (self, cancellable, error)
      || !read_list (self, messages, "LIST", take_size, FALSE, cancellable, error))
    return FALSE;
  if (!together
      && (!pop_session_write (self, FALSE, error, "UIDL") || !pop_session_flush (self, cancellable, error)))
    return FALSE;
  return read_list (self, messages, "UIDL", take_uid, TRUE, cancellable, error);
}

static void
count_repeated (GPtrArray *list)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < list->len; i++)
    {
      PopMessage *message = g_ptr_array_index (list, i);

      if (message->uid == NULL)
        continue;
      message->repeated = GPOINTER_TO_UINT (g_hash_table_lookup (seen, message->uid));
      g_hash_table_insert (seen, message->uid, GUINT_TO_POINTER (message->repeated + 1));
    }
}

/**
 * pop_session_list:
 *
 * Returns: (transfer full) (nullable) (element-type PopMessage): every message in order of its number, oldest first as
 * a rule, with size and unique id; %NULL with @error
 */
GPtrArray *
pop_session_list (PopSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) messages = g_hash_table_new (NULL, NULL);
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) pop_message_free);
  gboolean ok = ask_lists (self, messages, cancellable, error);
  GHashTableIter iter;
  gpointer message;

  g_hash_table_iter_init (&iter, messages);
  while (g_hash_table_iter_next (&iter, NULL, &message))
    g_ptr_array_add (list, message);
  g_ptr_array_sort (list, compare_numbers);
  count_repeated (list);
  if (!ok)
    g_clear_pointer (&list, g_ptr_array_unref);
  return list;
}

/* --- one message --- */

static gboolean
fetch (PopSession *self, const char *command, guint64 max, GOutputStream *sink, guint64 *written,
       GCancellable *cancellable, GError **error)
{
  PopReply *reply = pop_session_command (self, FALSE, cancellable, error, "%s", command);

  if (!pop_session_expect_ok (self, reply, command, error))
    return FALSE;
  if (net_stream_read_dotted (self->stream, max, sink, written, cancellable, error))
    return TRUE;
  self->usable = FALSE;
  return FALSE;
}

/**
 * pop_session_top:
 * @lines: how many lines of the body besides the header
 * @max: most bytes
 * @sink: where they go
 *
 * Reads a message's beginning (RFC 1939 7; offered as TOP). FALSE with POP_ERROR_REFUSED when the server does not want
 * to; with other errors the session is over.
 */
gboolean
pop_session_top (PopSession *self, guint number, guint lines, guint64 max, GOutputStream *sink,
                 GCancellable *cancellable, GError **error)
{
  g_autofree char *command = g_strdup_printf ("TOP %u %u", number, lines);

  return fetch (self, command, max, sink, NULL, cancellable, error);
}

/**
 * pop_session_retrieve:
 * @max: most bytes; the server's word on the size is not believed
 * @sink: where the message goes while it arrives, with CRLF as received; its writes block (a file)
 * @written: (out) (nullable): its size
 *
 * Reads a whole message. Only after TRUE is what @sink holds complete. FALSE with POP_ERROR_REFUSED: the session goes
 * on; with other errors (NET_ERROR_TOO_LONG, connection lost, cancelled) it is over.
 */
gboolean
pop_session_retrieve (PopSession *self, guint number, guint64 max, GOutputStream *sink, guint64 *written,
                      GCancellable *cancellable, GError **error)
{
  g_autofree char *command = g_strdup_printf ("RETR %u", number);

  return fetch (self, command, max, sink, written, cancellable, error);
}

/* --- deleting --- */

static gboolean
delete_some (PopSession *self, const guint *numbers, guint n, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) refusal = NULL;

  for (guint i = 0; i < n; i++)
    if (!pop_session_write (self, FALSE, error, "DELE %u", numbers[i]))
      return FALSE;
  self->deleted = TRUE;
  if (!pop_session_flush (self, cancellable, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PopReply) reply = pop_session_read_reply (self, POP_MAX_REPLY, cancellable, error);

      if (reply == NULL)
        return FALSE;
      if (reply->status != POP_STATUS_OK && refusal == NULL)
        pop_session_set_reply_error (self, reply, "DELE", &refusal);
    }
  if (refusal == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&refusal));
  return FALSE;
}

/**
 * pop_session_delete:
 * @numbers: (array length=n): which messages
 *
 * Marks messages for deletion; the server deletes at pop_session_quit (), and not if the session ends otherwise. Each
 * is asked for; FALSE with the first refusal (the others are marked: pop_session_reset () takes all marks away).
 */
gboolean
pop_session_delete (PopSession *self, const guint *numbers, guint n, GCancellable *cancellable,
                    GError **error)
{
  guint depth = pop_session_has (self, "PIPELINING") ? DELETE_DEPTH : 1;

  for (guint first = 0; first < n; first += depth)
    if (!delete_some (self, numbers + first, MIN (depth, n - first), cancellable, error))
      return FALSE;
  return TRUE;
}

/** pop_session_reset: takes all marks for deletion away (RSET) */
gboolean
pop_session_reset (PopSession *self, GCancellable *cancellable, GError **error)
{
  if (!pop_session_expect_ok (self, pop_session_command (self, FALSE, cancellable, error, "RSET"), "RSET",
                              error))
    return FALSE;
  self->deleted = FALSE;
  return TRUE;
}

/** pop_session_noop: keeps the session alive; servers end it after about 10 minutes (RFC 1939 3) */
gboolean
pop_session_noop (PopSession *self, GCancellable *cancellable, GError **error)
{
  return pop_session_expect_ok (self, pop_session_command (self, FALSE, cancellable, error, "NOOP"), "NOOP",
                                error);
}
