/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-session-change.c: UID STORE, COPY, MOVE, EXPUNGE, and APPEND (RFC 9051 6.3.12, 6.4; RFC 4315 UIDPLUS)
 *
 * There is no plain EXPUNGE here: it would delete what others marked (I-23). */

#include <string.h>

#include "imap-date.h"
#include "imap-session-private.h"

#define PAIRS_MAX 1000000

typedef struct
{
  const char *verb;
  const char *target;
  GString *flags;
  ImapCopied *copied;
  gboolean unclear; /* a COPYUID was missing or senseless */
} Changing;

void
imap_copied_clear (ImapCopied *self)
{
  g_clear_pointer (&self->source, g_array_unref);
  g_clear_pointer (&self->target, g_array_unref);
  self->uidvalidity = 0;
}

static ImapCommand *
make_store (ImapSession *self, const char *set, gpointer data)
{
  Changing *changing = data;
  ImapCommand *command = imap_session_command (self, "UID STORE");

  imap_command_add (command, " %s %s", set, changing->flags->str);
  return command;
}

/** imap_session_store: the new flags are told as events only by servers that do so unasked; the change is silent. */
gboolean
imap_session_store (ImapSession *self, const BaseIdset *uids, int sign, guint flags,
                    const char *const *keywords, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) sets = imap_seqset_format (uids, IMAP_SET_LENGTH);
  g_autoptr (GString) text = g_string_new (sign > 0 ? "+FLAGS.SILENT " : "-FLAGS.SILENT ");
  Changing changing = { .flags = text };

  if (!imap_flags_format (flags, keywords, text, error))
    return FALSE;
  return imap_session_run_sets (self, sets, make_store, NULL, NULL, &changing, cancellable, error);
}

/* COPYUID = "COPYUID" SP uidvalidity SP uid-set SP uid-set */
static gboolean
take_copyuid (Changing *changing, ImapResponse *response)
{
  ImapCopied *copied = changing->copied;
  g_auto (GStrv) words = NULL;
  g_autoptr (GArray) source = NULL;
  g_autoptr (GArray) target = NULL;
  guint64 validity;

  if (g_strcmp0 (response->code, "COPYUID") != 0)
    return FALSE;
  words = g_strsplit (response->code_rest != NULL ? response->code_rest : "", " ", 4);
  if (g_strv_length (words) != 3
      || !g_ascii_string_to_unsigned (words[0], 10, 1, G_MAXUINT32, &validity, NULL)
      || (source = imap_seqset_parse_list (words[1], strlen (words[1]), PAIRS_MAX)) == NULL
      || (target = imap_seqset_parse_list (words[2], strlen (words[2]), PAIRS_MAX)) == NULL
      || source->len != target->len || source->len == 0
      || (copied->uidvalidity != 0 && copied->uidvalidity != validity))
    {
      changing->unclear = TRUE;
      return TRUE;
    }
  copied->uidvalidity = (guint32) validity;
  g_array_append_vals (copied->source, source->data, source->len);
  g_array_append_vals (copied->target, target->data, target->len);
  return TRUE;
}

static gboolean
on_copy (ImapSession *self, ImapResponse *response, gpointer data)
{
  return response->kind == IMAP_RESPONSE_STATUS && take_copyuid (data, response);
}

static void
on_copy_answer (ImapSession *self, ImapResponse *answer, gpointer data)
{
  take_copyuid (data, answer);
}

static ImapCommand *
make_copy (ImapSession *self, const char *set, gpointer data)
{
  Changing *changing = data;
  ImapCommand *command = imap_session_command (self, changing->verb);

  imap_command_add (command, " %s ", set);
  imap_command_add_astring (command, changing->target);
  command->changes = TRUE;
  return command;
}

static gboolean
run_copy (ImapSession *self, const char *verb, const BaseIdset *uids, const char *target, ImapCopied *copied,
          GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) sets = imap_seqset_format (uids, IMAP_SET_LENGTH);
  Changing changing = { .verb = verb, .target = target, .copied = copied };

  copied->uidvalidity = 0;
  copied->source = g_array_new (FALSE, FALSE, sizeof (guint32));
  copied->target = g_array_new (FALSE, FALSE, sizeof (guint32));
  if (!imap_session_run_sets (self, sets, make_copy, on_copy_answer, on_copy, &changing, cancellable, error))
    {
      imap_copied_clear (copied);
      return FALSE;
    }
  if (changing.unclear)
    {
      copied->uidvalidity = 0;
      g_array_set_size (copied->source, 0);
      g_array_set_size (copied->target, 0);
    }
  return TRUE;
}

/** imap_session_copy: @copied: (out): clear it after a success. IMAP_ERROR_UNKNOWN: look before doing it again. */
gboolean
imap_session_copy (ImapSession *self, const BaseIdset *uids, const char *target, ImapCopied *copied,
                   GCancellable *cancellable, GError **error)
{
  return run_copy (self, "UID COPY", uids, target, copied, cancellable, error);
}

/**
 * imap_session_move:
 *
 * Where MOVE is not offered or does not work: COPY, then \Deleted, then UID EXPUNGE. A server without UIDPLUS keeps the
 * sources, marked \Deleted: nothing else may remove them. Nothing is marked before the copy is proven by OK.
 */
gboolean
imap_session_move (ImapSession *self, const BaseIdset *uids, const char *target, ImapCopied *copied,
                   GCancellable *cancellable, GError **error)
{
  if (imap_session_has (self, IMAP_EXTENSION_MOVE))
    {
      g_autoptr (GError) local = NULL;

      if (run_copy (self, "UID MOVE", uids, target, copied, cancellable, &local))
        return TRUE;
      if (!g_error_matches (local, IMAP_ERROR, IMAP_ERROR_BAD))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      imap_capabilities_switch_off (imap_connection_get_capabilities (self->connection), IMAP_EXTENSION_MOVE);
    }
  if (!run_copy (self, "UID COPY", uids, target, copied, cancellable, error))
    return FALSE;
  if (!imap_session_store (self, uids, +1, IMAP_FLAG_DELETED, NULL, cancellable, error)
      || (imap_session_has (self, IMAP_EXTENSION_UIDPLUS)
          && !imap_session_expunge (self, uids, cancellable, error)))
    {
      imap_copied_clear (copied);
      if (error != NULL && *error != NULL)
        {
          (*error)->domain = IMAP_ERROR; /* the copy exists: repeating the whole would double it */
          (*error)->code = IMAP_ERROR_UNKNOWN;
        }
      return FALSE;
    }
  return TRUE;
}

static ImapCommand *
make_expunge (ImapSession *self, const char *set, gpointer data)
{
  ImapCommand *command = imap_session_command (self, "UID EXPUNGE");

  imap_command_add (command, " %s", set);
  return command;
}

/** imap_session_expunge: removes those of @uids that are \Deleted. IMAP_ERROR_UNSUPPORTED without UIDPLUS. */
gboolean
imap_session_expunge (ImapSession *self, const BaseIdset *uids, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) sets = imap_seqset_format (uids, IMAP_SET_LENGTH);

  if (!imap_session_has (self, IMAP_EXTENSION_UIDPLUS))
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_UNSUPPORTED,
                           "the server can only expunge everything");
      return FALSE;
    }
  return imap_session_run_sets (self, sets, make_expunge, NULL, NULL, NULL, cancellable, error);
}

/* APPENDUID = "APPENDUID" SP uidvalidity SP uid-set, here of one */
static void
take_appenduid (ImapAppended *appended, ImapResponse *answer)
{
  g_auto (GStrv) words = g_strsplit (answer->code_rest != NULL ? answer->code_rest : "", " ", 3);
  guint64 validity, uid;

  if (g_strcmp0 (answer->code, "APPENDUID") != 0 || g_strv_length (words) != 2
      || !g_ascii_string_to_unsigned (words[0], 10, 1, G_MAXUINT32, &validity, NULL)
      || !g_ascii_string_to_unsigned (words[1], 10, 1, G_MAXUINT32, &uid, NULL))
    return;
  appended->uidvalidity = (guint32) validity;
  appended->uid = (guint32) uid;
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
  g_autoptr (ImapCommand) command = imap_session_command (self, "APPEND");
  g_autoptr (GString) list = g_string_new (NULL);
  g_autoptr (ImapResponse) answer = NULL;
  guint64 limit = imap_session_get_append_limit (self);

  *appended = (ImapAppended) { 0 };
  if (limit > 0 && g_bytes_get_size (message) > limit)
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_TOO_LARGE, "the message is over the server's limit");
      return FALSE;
    }
  if (!imap_flags_format (flags, NULL, list, error))
    return FALSE;
  imap_command_add (command, " ");
  imap_command_add_astring (command, folder);
  imap_command_add (command, " %s ", list->str);
  if (date_unix > 0)
    {
      g_autofree char *date = imap_date_format (date_unix);

      imap_command_add (command, "%s ", date);
    }
  imap_command_add_literal (command, message);
  command->changes = TRUE;
  if (!imap_session_run (self, command, NULL, NULL, &answer, cancellable, error))
    return FALSE;
  take_appenduid (appended, answer);
  return TRUE;
}
