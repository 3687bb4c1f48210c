/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-session-search.c: UID SEARCH (RFC 9051 6.4.4; RFC 4731 ESEARCH)
 *
 * No answer is an error and never "nothing found" (I-16). */

#include <string.h>

#include "imap-session-private.h"

typedef struct
{
  ImapSearch *sum;
  gboolean answered;
} Searching;

static gboolean
on_search (ImapSession *self, ImapResponse *response, gpointer data)
{
  Searching *searching = data;
  g_autoptr (ImapSearch) part = NULL;

  if (response->kind != IMAP_RESPONSE_DATA)
    return FALSE;
  if (strcmp (response->word, "SEARCH") == 0)
    part = imap_search_parse (response->tree, NULL);
  else if (strcmp (response->word, "ESEARCH") == 0)
    part = imap_esearch_parse (response->tree, NULL);
  else
    return FALSE;
  /* Malformed, of another command, or of sequence numbers: no answer (I-16). */
  if (part == NULL || (part->tag != NULL && !imap_connection_has_pending (self->connection, part->tag))
      || (strcmp (response->word, "ESEARCH") == 0 && !part->uid))
    return FALSE;
  searching->answered = TRUE;
  base_idset_union (searching->sum->all, part->all);
  searching->sum->has_all |= part->has_all;
  searching->sum->has_count |= part->has_count;
  searching->sum->count += part->count;
  searching->sum->min = part->min != 0 ? part->min : searching->sum->min;
  searching->sum->max = MAX (searching->sum->max, part->max);
  searching->sum->modseq = MAX (searching->sum->modseq, part->modseq);
  return TRUE;
}

static ImapCommand *
begin (ImapSession *self, const char *options)
{
  ImapCommand *command = imap_session_command (self, "UID SEARCH");

  if (imap_session_has (self, IMAP_EXTENSION_ESEARCH))
    imap_command_add (command, " RETURN (%s)", options); /* never (): Exchange gives nothing then (2.5) */
  return command;
}

static gboolean
run_once (ImapSession *self, ImapCommand *command, Searching *searching, GCancellable *cancellable,
          GError **error)
{
  if (!imap_session_run (self, command, on_search, searching, NULL, cancellable, error))
    return FALSE;
  if (searching->answered)
    return TRUE;
  g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_NOT_RECEIVED, "SEARCH without an answer");
  return FALSE;
}

static gboolean
run (ImapSession *self, ImapCommand *command, BaseIdset **uids, GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapSearch) sum = imap_search_new ();
  Searching searching = { sum, FALSE };

  if (!run_once (self, command, &searching, cancellable, error))
    return FALSE;
  *uids = g_steal_pointer (&sum->all);
  return TRUE;
}

/**
 * imap_session_search:
 * @criteria: in the protocol's words, ASCII, our own making: "ALL", "UNSEEN", "UID 5:*"
 * @uids: (out) (transfer full)
 */
gboolean
imap_session_search (ImapSession *self, const char *criteria, BaseIdset **uids, GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (ImapCommand) command = begin (self, "ALL");

  imap_command_add (command, " %s", criteria);
  return run (self, command, uids, cancellable, error);
}

/** imap_session_search_header: messages whose @header holds @value; @value may be anything. */
gboolean
imap_session_search_header (ImapSession *self, const char *header, const char *value, BaseIdset **uids,
                            GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapCommand) command = begin (self, "ALL");

  if (!g_str_is_ascii (value) && !self->utf8)
    imap_command_add (command, " CHARSET UTF-8");
  imap_command_add (command, " HEADER ");
  imap_command_add_astring (command, header);
  imap_command_add (command, " ");
  imap_command_add_string (command, value);
  return run (self, command, uids, cancellable, error);
}

/**
 * imap_session_search_pieces:
 * @pieces: the criteria: of each its text in the protocol's words, then its value, which may be anything
 *
 * For criteria with words a person typed in several places.
 */
gboolean
imap_session_search_pieces (ImapSession *self, const ImapSearchPiece *pieces, gsize n, BaseIdset **uids,
                            GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapCommand) command = begin (self, "ALL");
  gboolean ascii = TRUE;

  for (gsize i = 0; i < n; i++)
    ascii &= pieces[i].value == NULL || g_str_is_ascii (pieces[i].value);
  if (!ascii && !self->utf8)
    imap_command_add (command, " CHARSET UTF-8");
  imap_command_add (command, " ");
  for (gsize i = 0; i < n; i++)
    {
      imap_command_add (command, "%s", pieces[i].text);
      if (pieces[i].value != NULL)
        imap_command_add_string (command, pieces[i].value);
    }
  return run (self, command, uids, cancellable, error);
}

/** imap_session_search_gmail: @query in the words of Gmail's own search (X-GM-RAW). IMAP_ERROR_UNSUPPORTED elsewhere. */
gboolean
imap_session_search_gmail (ImapSession *self, const char *query, BaseIdset **uids, GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (ImapCommand) command = begin (self, "ALL");

  if (!imap_session_has (self, IMAP_EXTENSION_GMAIL))
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_UNSUPPORTED, "the server is not Gmail");
      return FALSE;
    }
  if (!g_str_is_ascii (query) && !self->utf8)
    imap_command_add (command, " CHARSET UTF-8");
  imap_command_add (command, " X-GM-RAW ");
  imap_command_add_string (command, query);
  return run (self, command, uids, cancellable, error);
}

/* Without ESEARCH the summary is made here. */
static void
summarize (ImapSearch *sum)
{
  sum->has_count = TRUE;
  sum->count = base_idset_count (sum->all);
  sum->min = (guint32) base_idset_min (sum->all);
  sum->max = (guint32) base_idset_max (sum->all);
}

/**
 * imap_session_search_summary:
 * @summary: (out) (transfer full): count, min and max
 *
 * How many, the lowest and the highest UID (RFC 4731): one line where ESEARCH is offered, however many there are.
 */
gboolean
imap_session_search_summary (ImapSession *self, const char *criteria, ImapSearch **summary,
                             GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapCommand) command = begin (self, "MIN MAX COUNT");
  g_autoptr (ImapSearch) sum = imap_search_new ();
  Searching searching = { sum, FALSE };

  imap_command_add (command, " %s", criteria);
  if (!run_once (self, command, &searching, cancellable, error))
    return FALSE;
  if (!sum->has_count)
    summarize (sum);
  *summary = g_steal_pointer (&sum);
  return TRUE;
}
