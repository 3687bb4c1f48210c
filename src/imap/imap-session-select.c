/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-session-select.c: SELECT and EXAMINE, with CONDSTORE and QRESYNC (RFC 9051 6.3.2; RFC 7162 3.2.5) */

#include <string.h>

#include "imap-session-private.h"

typedef struct
{
  ImapSelected *out;
  gboolean has_exists;
} Selecting;

static void
reset (ImapSelected *out)
{
  imap_selected_clear (out);
  out->vanished = base_idset_new ();
  out->changed = g_ptr_array_new_with_free_func ((GDestroyNotify) imap_fetch_free);
  out->permanent_flags
      = IMAP_FLAG_SEEN | IMAP_FLAG_ANSWERED | IMAP_FLAG_FLAGGED | IMAP_FLAG_DELETED | IMAP_FLAG_DRAFT;
}

void
imap_selected_clear (ImapSelected *self)
{
  g_clear_pointer (&self->vanished, base_idset_free);
  g_clear_pointer (&self->changed, g_ptr_array_unref);
  g_free (self->mailbox_id);
  *self = (ImapSelected) { 0 };
}

static guint64
code_number (ImapResponse *response, guint64 max)
{
  BaseSpan span = base_span_from_string (response->code_rest != NULL ? response->code_rest : "");
  guint64 n;

  return base_span_take_number (&span, max, &n) && base_span_at_end (&span) ? n : 0;
}

static void
take_permanent_flags (ImapSelected *out, ImapResponse *response)
{
  g_autoptr (ImapTree) tree = imap_tree_parse (g_string_new (response->code_rest), 0, NULL, NULL);
  guint flags;

  if (tree == NULL || !imap_flags_parse (tree, imap_tree_first (tree), &flags, NULL))
    return;
  out->can_make_keywords = (flags & IMAP_FLAG_ANY_KEYWORD) != 0;
  out->permanent_flags = flags & ~(guint) (IMAP_FLAG_ANY_KEYWORD | IMAP_FLAG_RECENT);
}

/* "MAILBOXID" SP "(" objectid ")" (RFC 8474 4.2) */
static void
take_mailbox_id (ImapSelected *out, ImapResponse *response)
{
  g_autoptr (ImapTree) tree = imap_tree_parse (g_string_new (response->code_rest), 0, NULL, NULL);

  g_free (out->mailbox_id);
  out->mailbox_id = tree != NULL ? imap_value_dup_object_id (tree, imap_tree_first (tree)) : NULL;
}

static gboolean
take_code (Selecting *selecting, ImapResponse *response)
{
  ImapSelected *out = selecting->out;

  if (response->code == NULL)
    return FALSE;
  if (strcmp (response->code, "UIDVALIDITY") == 0)
    out->uidvalidity = (guint32) code_number (response, G_MAXUINT32);
  else if (strcmp (response->code, "UIDNEXT") == 0)
    out->uidnext = (guint32) code_number (response, G_MAXUINT32);
  else if (strcmp (response->code, "HIGHESTMODSEQ") == 0)
    out->highestmodseq = code_number (response, G_MAXINT64);
  else if (strcmp (response->code, "NOMODSEQ") == 0)
    out->nomodseq = TRUE;
  else if (strcmp (response->code, "UIDNOTSTICKY") == 0)
    out->uids_not_sticky = TRUE;
  else if (strcmp (response->code, "MAILBOXID") == 0)
    take_mailbox_id (out, response);
  else if (strcmp (response->code, "PERMANENTFLAGS") == 0)
    take_permanent_flags (out, response);
  else if (strcmp (response->code, "CLOSED") == 0) /* what came before was of the folder we leave */
    {
      reset (out);
      selecting->has_exists = FALSE;
    }
  else
    return FALSE;
  return TRUE;
}

static void
take_vanished (ImapSelected *out, ImapResponse *response)
{
  const ImapValue *v = imap_tree_first (response->tree);
  g_autoptr (BaseIdset) uids = NULL;

  if (v != NULL && v->kind == IMAP_VALUE_LIST)
    v = imap_tree_next (response->tree, v);
  if (v != NULL && v->kind != IMAP_VALUE_LIST && (uids = imap_seqset_parse (v->data, v->length)) != NULL)
    base_idset_union (out->vanished, uids);
}

static gboolean
on_select (ImapSession *self, ImapResponse *response, gpointer data)
{
  Selecting *selecting = data;

  if (response->kind == IMAP_RESPONSE_STATUS)
    return take_code (selecting, response);
  if (strcmp (response->word, "EXISTS") == 0 && response->has_number)
    {
      selecting->out->exists = response->number;
      selecting->has_exists = TRUE;
    }
  else if (strcmp (response->word, "VANISHED") == 0)
    take_vanished (selecting->out, response);
  else if (strcmp (response->word, "FETCH") == 0)
    {
      ImapFetch *fetch = imap_fetch_parse (response->tree, response->number, NULL);

      if (fetch != NULL && fetch->uid != 0)
        g_ptr_array_add (selecting->out->changed, fetch);
      else
        imap_fetch_free (fetch);
    }
  else
    return strcmp (response->word, "FLAGS") == 0 || strcmp (response->word, "RECENT") == 0
           || strcmp (response->word, "LIST") == 0;
  return TRUE;
}

static void
add_parameters (ImapSession *self, ImapCommand *command, const ImapResync *known)
{
  if (known != NULL && known->modseq > 0 && known->uidvalidity > 0 && self->qresync)
    {
      g_autoptr (GPtrArray) sets
          = known->uids != NULL ? imap_seqset_format (known->uids, IMAP_SET_LENGTH) : NULL;

      imap_command_add (command, " (QRESYNC (%u %" G_GUINT64_FORMAT, known->uidvalidity, known->modseq);
      /* Known UIDs are optional; a list too long for one line is left out, and VANISHED may then say more. */
      if (sets != NULL && sets->len == 1)
        imap_command_add (command, " %s", (const char *) g_ptr_array_index (sets, 0));
      imap_command_add (command, "))");
    }
  else if (imap_session_has (self, IMAP_EXTENSION_CONDSTORE))
    imap_command_add (command, " (CONDSTORE)");
}

/* What we did not have cannot have gone: "1:4294967295" says no more than all of ours (I-15). */
static void
bound_vanished (ImapSelected *out, const ImapResync *known)
{
  BaseIdset *ours;

  if (known == NULL || known->uids == NULL)
    return;
  ours = base_idset_intersect (out->vanished, known->uids);
  base_idset_free (out->vanished);
  out->vanished = ours;
}

static gboolean
select_once (ImapSession *self, const char *name, gboolean read_only, const ImapResync *known, gboolean plain,
             ImapSelected *out, GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapCommand) command = imap_session_command (self, read_only ? "EXAMINE" : "SELECT");
  g_autoptr (ImapResponse) answer = NULL;
  Selecting selecting = { out, FALSE };

  imap_command_add (command, " ");
  imap_command_add_astring (command, name);
  if (!plain)
    add_parameters (self, command, known);
  reset (out);
  g_clear_pointer (&self->selected, g_free); /* a failed SELECT leaves nothing selected */
  if (!imap_session_run (self, command, on_select, &selecting, &answer, cancellable, error))
    return FALSE;
  if (!selecting.has_exists)
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_NOT_RECEIVED,
                           "SELECT without the number of messages");
      return FALSE;
    }
  out->read_only = read_only || g_strcmp0 (answer->code, "READ-ONLY") == 0;
  out->resynced = !plain && self->qresync && known != NULL && known->modseq > 0 && out->highestmodseq > 0
                  && out->uidvalidity != 0 && out->uidvalidity == known->uidvalidity && !out->nomodseq;
  if (out->nomodseq || !imap_session_has (self, IMAP_EXTENSION_CONDSTORE)) /* Cyrus says it unasked */
    out->highestmodseq = 0;
  bound_vanished (out, known);
  self->selected = g_strdup (name);
  self->selected_read_only = out->read_only;
  self->selected_uidvalidity = out->uidvalidity;
  return TRUE;
}

/**
 * imap_session_select:
 * @known: (nullable): what we know, for QRESYNC
 * @out: cleared here; imap_selected_clear () it
 *
 * A parameter the server does not understand is left out at the second try, and for the rest of the session.
 */
gboolean
imap_session_select (ImapSession *self, const char *name, gboolean read_only, const ImapResync *known,
                     ImapSelected *out, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean ok;

  *out = (ImapSelected) { 0 };
  ok = select_once (self, name, read_only, known, FALSE, out, cancellable, &local);
  if (!ok && g_error_matches (local, IMAP_ERROR, IMAP_ERROR_BAD)
      && imap_session_has (self, IMAP_EXTENSION_CONDSTORE))
    {
      imap_session_refuse (self, IMAP_EXTENSION_CONDSTORE);
      self->qresync = FALSE;
      g_clear_error (&local);
      ok = select_once (self, name, read_only, known, TRUE, out, cancellable, &local);
    }
  if (ok)
    return TRUE;
  imap_selected_clear (out);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * imap_session_unselect:
 *
 * Leaves the folder without expunging anything: UNSELECT (RFC 3691), otherwise EXAMINE and CLOSE, which in a folder opened
 * for reading removes nothing (RFC 9051 6.4.1).
 */
gboolean
imap_session_unselect (ImapSession *self, GCancellable *cancellable, GError **error)
{
  gboolean can = imap_session_has (self, IMAP_EXTENSION_UNSELECT);
  g_autoptr (ImapCommand) command = imap_session_command (self, can ? "UNSELECT" : "CLOSE");
  g_autoptr (GError) local = NULL;

  if (self->selected == NULL)
    return TRUE;
  if (!can && !self->selected_read_only)
    {
      g_autofree char *name = g_strdup (self->selected);
      g_auto (ImapSelected) selected = { 0 };

      if (!imap_session_select (self, name, TRUE, NULL, &selected, cancellable, error))
        return FALSE;
    }
  if (imap_session_run (self, command, NULL, NULL, NULL, cancellable, &local))
    {
      g_clear_pointer (&self->selected, g_free);
      return TRUE;
    }
  if (can && g_error_matches (local, IMAP_ERROR, IMAP_ERROR_BAD))
    {
      imap_session_refuse (self, IMAP_EXTENSION_UNSELECT);
      return imap_session_unselect (self, cancellable, error);
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
