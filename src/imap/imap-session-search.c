/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-session-search.c: UID SEARCH (RFC 9051 6.4.4; RFC 4731 ESEARCH)
 *
 * No answer is an error and never "nothing found" (I-16). */

#include <string.h>

#include "imap-session-private.h"

typedef struct
{
  BaseIdset *uids;
  gboolean answered;
} Searching;

static void
take_search (Searching *searching, const ImapTree *tree)
{
  guint64 uid;

  searching->answered = TRUE;
  for (const ImapValue *v = imap_tree_first (tree); v != NULL; v = imap_tree_next (tree, v))
    if (imap_value_get_number (v, G_MAXUINT32, &uid) && uid > 0)
      base_idset_add (searching->uids, uid);
}

/* esearch-response = "ESEARCH" ["(TAG" string ")"] [SP "UID"] *(SP name SP value) */
static void
take_esearch (Searching *searching, const ImapTree *tree)
{
  gboolean uid = FALSE;
  g_autoptr (BaseIdset) uids = base_idset_new ();

  for (const ImapValue *v = imap_tree_first (tree); v != NULL; v = imap_tree_next (tree, v))
    {
      if (imap_value_is (v, "UID"))
        uid = TRUE;
      if (!imap_value_is (v, "ALL"))
        continue;
      v = imap_tree_next (tree, v);
      g_clear_pointer (&uids, base_idset_free);
      if (v == NULL || v->kind == IMAP_VALUE_LIST || (uids = imap_seqset_parse (v->data, v->length)) == NULL)
        return;
    }
  if (!uid)
    return;
  searching->answered = TRUE;
  base_idset_union (searching->uids, uids);
}

static gboolean
on_search (ImapSession *self, ImapResponse *response, gpointer data)
{
  if (response->kind != IMAP_RESPONSE_DATA)
    return FALSE;
  if (strcmp (response->word, "SEARCH") == 0)
    take_search (data, response->tree);
  else if (strcmp (response->word, "ESEARCH") == 0)
    take_esearch (data, response->tree);
  else
    return FALSE;
  return TRUE;
}

static ImapCommand *
begin (ImapSession *self)
{
  ImapCommand *command = imap_session_command (self, "UID SEARCH");

  if (imap_session_has (self, IMAP_EXTENSION_ESEARCH))
    imap_command_add (command, " RETURN (ALL)");
  return command;
}

static gboolean
run (ImapSession *self, ImapCommand *command, BaseIdset **uids, GCancellable *cancellable, GError **error)
{
  g_autoptr (BaseIdset) found = base_idset_new ();
  Searching searching = { found, FALSE };

  if (!imap_session_run (self, command, on_search, &searching, NULL, cancellable, error))
    return FALSE;
  if (!searching.answered)
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_NOT_RECEIVED, "SEARCH without an answer");
      return FALSE;
    }
  *uids = g_steal_pointer (&found);
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
  g_autoptr (ImapCommand) command = begin (self);

  imap_command_add (command, " %s", criteria);
  return run (self, command, uids, cancellable, error);
}

/** imap_session_search_header: messages whose @header holds @value; @value may be anything. */
gboolean
imap_session_search_header (ImapSession *self, const char *header, const char *value, BaseIdset **uids,
                            GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapCommand) command = begin (self);

  if (!g_str_is_ascii (value) && !self->utf8)
    imap_command_add (command, " CHARSET UTF-8");
  imap_command_add (command, " HEADER ");
  imap_command_add_astring (command, header);
  imap_command_add (command, " ");
  imap_command_add_string (command, value);
  return run (self, command, uids, cancellable, error);
}
