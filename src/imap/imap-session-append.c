/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-session-append.c: APPEND of one message and of many (RFC 9051 6.3.12; RFC 3502 MULTIAPPEND; RFC 4315 APPENDUID;
 * RFC 3516 literal8; RFC 6855 UTF8)
 *
 * A lost answer is IMAP_ERROR_UNKNOWN: search before appending again (D-08). Belongs to the session's thread. */

#include <string.h>

#include "imap-date.h"
#include "imap-session-private.h"

/* APPENDUID = "APPENDUID" SP uidvalidity SP uid-set. Fewer or more UIDs than messages prove nothing. */
static void
take_appenduid (ImapAppended *appended, guint n, ImapResponse *answer)
{
  g_auto (GStrv) words = g_strsplit (answer->code_rest != NULL ? answer->code_rest : "", " ", 3);
  g_autoptr (GArray) uids = NULL;
  guint64 validity;

  if (g_strcmp0 (answer->code, "APPENDUID") != 0 || g_strv_length (words) != 2
      || !g_ascii_string_to_unsigned (words[0], 10, 1, G_MAXUINT32, &validity, NULL))
    return;
  uids = imap_seqset_parse_list (words[1], strlen (words[1]), n);
  if (uids == NULL || uids->len != n)
    return;
  for (guint i = 0; i < n; i++)
    appended[i] = (ImapAppended) { (guint32) validity, g_array_index (uids, guint32, i) };
}

/* A message with 8-bit headers (RFC 6532) needs its own form where UTF8=ACCEPT is on (RFC 6855 4). */
static gboolean
has_utf8_header (GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  for (gsize i = 0; i < length; i++)
    {
      if (data[i] >= 0x80)
        return TRUE;
      if (data[i] == '\n' && i + 2 < length && (data[i + 1] == '\n' || data[i + 1] == '\r'))
        return FALSE;
    }
  return FALSE;
}

static gboolean
has_nul (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return length > 0 && memchr (data, '\0', length) != NULL;
}

/* append-message = [SP flag-list] [SP date-time] SP literal */
static gboolean
add_message (ImapSession *self, ImapCommand *command, const ImapNewMessage *message, GError **error)
{
  g_autoptr (GString) list = g_string_new (NULL);
  guint64 limit = imap_session_get_append_limit (self);

  if (limit > 0 && g_bytes_get_size (message->bytes) > limit)
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_TOO_LARGE, "the message is over the server's limit");
      return FALSE;
    }
  if (!imap_flags_format (message->flags, NULL, list, error))
    return FALSE;
  imap_command_add (command, " %s ", list->str);
  if (message->date_unix > 0)
    {
      g_autofree char *date = imap_date_format (message->date_unix);

      imap_command_add (command, "%s ", date);
    }
  if (self->utf8 && imap_session_has (self, IMAP_EXTENSION_UTF8_ACCEPT) && has_utf8_header (message->bytes))
    {
      imap_command_add (command, "UTF8 (");
      imap_command_add_literal8 (command, message->bytes);
      imap_command_add (command, ")");
    }
  else if (imap_session_has (self, IMAP_EXTENSION_BINARY) && has_nul (message->bytes))
    imap_command_add_literal8 (command, message->bytes);
  else
    imap_command_add_literal (command, message->bytes);
  return TRUE;
}

static gboolean
append (ImapSession *self, const char *folder, const ImapNewMessage *messages, guint n,
        ImapAppended *appended, GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapCommand) command = imap_session_command (self, "APPEND");
  g_autoptr (ImapResponse) answer = NULL;

  memset (appended, 0, n * sizeof *appended);
  imap_command_add (command, " ");
  imap_command_add_astring (command, folder);
  for (guint i = 0; i < n; i++)
    if (!add_message (self, command, &messages[i], error))
      return FALSE;
  command->changes = TRUE;
  if (!imap_session_run (self, command, NULL, NULL, &answer, cancellable, error))
    return FALSE;
  take_appenduid (appended, n, answer);
  return TRUE;
}

/**
 * imap_session_append:
 * @date_unix: INTERNALDATE; 0: now, by the server's clock
 * @message: with CRLF line ends
 * @appended: (out): zeros when the server does not say
 *
 * IMAP_ERROR_UNKNOWN: the message may be there: search before appending again. IMAP_ERROR_TRY_CREATE: create the folder.
 */
gboolean
imap_session_append (ImapSession *self, const char *folder, guint flags, gint64 date_unix, GBytes *message,
                     ImapAppended *appended, GCancellable *cancellable, GError **error)
{
  ImapNewMessage one = { flags, date_unix, message };

  return append (self, folder, &one, 1, appended, cancellable, error);
}

#define GROUP_BYTES (1024 * 1024) /* what is lost by a cut in one command stays small */
#define GROUP_MAX 50

/**
 * imap_session_append_many:
 * @appended: (out caller-allocates): @n_messages of them; zeros where the server does not say, and where nothing was tried
 *
 * In groups where MULTIAPPEND is offered (a group is there whole or not at all, RFC 3502), otherwise one by one. After an
 * error, messages with a UID in @appended are there for sure; IMAP_ERROR_UNKNOWN: look for the others by Message-ID.
 */
gboolean
imap_session_append_many (ImapSession *self, const char *folder, const ImapNewMessage *messages,
                          guint n_messages, ImapAppended *appended, GCancellable *cancellable, GError **error)
{
  memset (appended, 0, n_messages * sizeof *appended);
  for (guint i = 0; i < n_messages;)
    {
      g_autoptr (GError) local = NULL;
      gsize bytes = g_bytes_get_size (messages[i].bytes);
      guint n = 1;

      while (imap_session_has (self, IMAP_EXTENSION_MULTIAPPEND) && i + n < n_messages && n < GROUP_MAX
             && bytes + g_bytes_get_size (messages[i + n].bytes) <= GROUP_BYTES)
        bytes += g_bytes_get_size (messages[i + n++].bytes);
      if (append (self, folder, messages + i, n, appended + i, cancellable, &local))
        {
          i += n;
          continue;
        }
      if (n == 1 || !g_error_matches (local, IMAP_ERROR, IMAP_ERROR_BAD))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      imap_session_refuse (self, IMAP_EXTENSION_MULTIAPPEND); /* nothing of the group is there: one by one */
    }
  return TRUE;
}
