/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-session-change.c: UID STORE, COPY, MOVE, EXPUNGE (RFC 9051 6.4; RFC 4315 UIDPLUS; RFC 6851 MOVE)
 *
 * There is no plain EXPUNGE here: it would delete what others marked (I-23). */

#include <string.h>

#include "imap-session-private.h"

#define PAIRS_MAX 1000000

typedef struct
{
  const char *verb;
  const char *target;
  ImapCopied *copied;
  gboolean unclear; /* a COPYUID was missing or senseless */
} Changing;

void
imap_copied_clear (ImapCopied *self)
{
  g_clear_pointer (&self->source, g_array_unref);
  g_clear_pointer (&self->target, g_array_unref);
  g_clear_pointer (&self->left, base_idset_free);
  self->uidvalidity = 0;
}

/* @data: the command's end, by pieces: literals too. */
static ImapCommand *
make_store (ImapSession *self, const char *set, gpointer data)
{
  ImapCommand *command = imap_session_command (self, "UID STORE");

  imap_command_add (command, " %s %s", set, (const char *) data);
  return command;
}

static char *
describe_store (int sign, guint flags, const char *const *keywords, GError **error)
{
  g_autoptr (GString) text = g_string_new (sign > 0 ? "+FLAGS.SILENT " : "-FLAGS.SILENT ");

  if (!imap_flags_format (flags, keywords, text, error))
    return NULL;
  return g_string_free_and_steal (g_steal_pointer (&text));
}

/** imap_session_store: the new flags are told as events only by servers that do so unasked; the change is silent. */
gboolean
imap_session_store (ImapSession *self, const BaseIdset *uids, int sign, guint flags,
                    const char *const *keywords, GCancellable *cancellable, GError **error)
{
  ImapRequest *request = imap_session_begin_store (self, uids, sign, flags, keywords, cancellable, error);

  return request != NULL && imap_session_finish (self, request, cancellable, error);
}

/**
 * imap_session_begin_store: like imap_session_store (), without waiting
 *
 * Returns: (transfer full) (nullable): imap_session_finish () it; %NULL with IMAP_ERROR_BAD_NAME: nothing was sent
 */
ImapRequest *
imap_session_begin_store (ImapSession *self, const BaseIdset *uids, int sign, guint flags,
                          const char *const *keywords, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) sets = imap_seqset_format (uids, IMAP_SET_LENGTH);
  char *text = describe_store (sign, flags, keywords, error);

  return text != NULL ? imap_session_begin (self, sets, make_store, NULL, NULL, text, g_free, cancellable)
                      : NULL;
}

typedef struct
{
  int sign;
  const char *const *labels;
} Labeling;

static ImapCommand *
make_labels (ImapSession *self, const char *set, gpointer data)
{
  const Labeling *labeling = data;
  ImapCommand *command = imap_session_command (self, "UID STORE");

  imap_command_add (command, " %s %cX-GM-LABELS.SILENT (", set, labeling->sign > 0 ? '+' : '-');
  for (guint i = 0; labeling->labels[i] != NULL; i++)
    {
      imap_command_add (command, "%s", i > 0 ? " " : "");
      if (labeling->labels[i][0] == '\\' && g_ascii_isalpha (labeling->labels[i][1])
          && strspn (labeling->labels[i] + 1, G_CSET_A_2_Z G_CSET_a_2_z) == strlen (labeling->labels[i] + 1))
        imap_command_add (command, "%s", labeling->labels[i]); /* a system label: \Inbox */
      else
        imap_command_add_astring (command, labeling->labels[i]);
    }
  imap_command_add (command, ")");
  return command;
}

/**
 * imap_session_store_labels:
 * @labels: raw names as X-GM-LABELS gives them: folder names, or "\\Inbox", "\\Starred" …
 *
 * X-GM-EXT-1. IMAP_ERROR_UNSUPPORTED elsewhere.
 */
gboolean
imap_session_store_labels (ImapSession *self, const BaseIdset *uids, int sign, const char *const *labels,
                           GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) sets = imap_seqset_format (uids, IMAP_SET_LENGTH);
  Labeling labeling = { sign, labels };

  if (!imap_session_has (self, IMAP_EXTENSION_GMAIL))
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_UNSUPPORTED, "the server knows no labels");
      return FALSE;
    }
  return imap_session_run_sets (self, TRUE, sets, make_labels, NULL, NULL, &labeling, cancellable, error);
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

/* COPYUID about messages nobody asked for is senseless too. */
static gboolean
are_asked (const ImapCopied *copied, const BaseIdset *uids)
{
  for (guint i = 0; i < copied->source->len; i++)
    if (!base_idset_contains (uids, g_array_index (copied->source, guint32, i)))
      return FALSE;
  return TRUE;
}

static gboolean
run_copy (ImapSession *self, const char *verb, const BaseIdset *uids, const char *target, ImapCopied *copied,
          GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) sets = imap_seqset_format (uids, IMAP_SET_LENGTH);
  Changing changing = { .verb = verb, .target = target, .copied = copied };
  gboolean ok;

  copied->uidvalidity = 0;
  copied->source = g_array_new (FALSE, FALSE, sizeof (guint32));
  copied->target = g_array_new (FALSE, FALSE, sizeof (guint32));
  copied->left = NULL;
  ok = imap_session_run_sets (self, FALSE, sets, make_copy, on_copy_answer, on_copy, &changing, cancellable,
                              error);
  if (changing.unclear || !are_asked (copied, uids)) /* none of it can be believed then */
    {
      copied->uidvalidity = 0;
      g_array_set_size (copied->source, 0);
      g_array_set_size (copied->target, 0);
    }
  return ok;
}

/** imap_session_copy: @copied: (out): clear it in any case. IMAP_ERROR_UNKNOWN: look before doing it again. */
gboolean
imap_session_copy (ImapSession *self, const BaseIdset *uids, const char *target, ImapCopied *copied,
                   GCancellable *cancellable, GError **error)
{
  return run_copy (self, "UID COPY", uids, target, copied, cancellable, error);
}

static void
remove_sources (const ImapCopied *copied, BaseIdset *from)
{
  for (guint i = 0; i < copied->source->len; i++)
    {
      guint32 uid = g_array_index (copied->source, guint32, i);

      base_idset_remove_range (from, uid, uid);
    }
}

/* COPY, then \Deleted and UID EXPUNGE of what COPYUID proves to be in the target, and of nothing else. */
static gboolean
move_by_copy (ImapSession *self, const BaseIdset *uids, const char *target, ImapCopied *copied,
              GCancellable *cancellable, GError **error)
{
  g_autoptr (BaseIdset) proven = base_idset_copy (uids);
  gboolean ok = run_copy (self, "UID COPY", uids, target, copied, cancellable, error);

  copied->left = base_idset_copy (uids);
  if (!ok)
    return FALSE;
  remove_sources (copied, proven);
  base_idset_subtract (copied->left, proven);
  if (base_idset_is_empty (copied->left) || !imap_session_has (self, IMAP_EXTENSION_UIDPLUS))
    {
      base_idset_union (copied->left, proven);
      return TRUE;
    }
  if (!imap_session_store (self, copied->left, +1, IMAP_FLAG_DELETED, NULL, cancellable, error)
      || !imap_session_expunge (self, copied->left, cancellable, error))
    {
      base_idset_union (copied->left, proven);
      if (error != NULL && *error != NULL)
        {
          (*error)->domain = IMAP_ERROR; /* the copy exists: repeating the whole would double it */
          (*error)->code = IMAP_ERROR_UNKNOWN;
        }
      return FALSE;
    }
  base_idset_clear (copied->left);
  base_idset_union (copied->left, proven);
  return TRUE;
}

/**
 * imap_session_move:
 * @copied: (out): pairs, and in `left` the sources that are still there; clear it in any case
 *
 * UID MOVE (RFC 6851). Where it is not offered or is answered BAD: COPY, then \Deleted and UID EXPUNGE of exactly what
 * COPYUID proves to have arrived. Whatever is not proven, and everything on a server without UIDPLUS, stays in `left`,
 * unmarked: the caller finds it in the target by Message-ID before it removes it (I-23, D-03). Never a plain EXPUNGE.
 *
 * After NO the pairs tell which part of the set was moved all the same; `left` is the rest. IMAP_ERROR_UNKNOWN: look at both
 * folders before doing it again.
 */
gboolean
imap_session_move (ImapSession *self, const BaseIdset *uids, const char *target, ImapCopied *copied,
                   GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean ok;

  if (!imap_session_has (self, IMAP_EXTENSION_MOVE))
    return move_by_copy (self, uids, target, copied, cancellable, error);
  ok = run_copy (self, "UID MOVE", uids, target, copied, cancellable, &local);
  if (!ok && g_error_matches (local, IMAP_ERROR, IMAP_ERROR_BAD) && copied->source->len == 0)
    {
      imap_session_refuse (self, IMAP_EXTENSION_MOVE);
      imap_copied_clear (copied);
      return move_by_copy (self, uids, target, copied, cancellable, error);
    }
  copied->left = ok ? base_idset_new () : base_idset_copy (uids);
  if (!ok)
    {
      remove_sources (copied, copied->left);
      g_propagate_error (error, g_steal_pointer (&local));
    }
  return ok;
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
  g_autoptr (GError) local = NULL;

  if (!imap_session_has (self, IMAP_EXTENSION_UIDPLUS))
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_UNSUPPORTED,
                           "the server can only expunge everything");
      return FALSE;
    }
  if (imap_session_run_sets (self, FALSE, sets, make_expunge, NULL, NULL, NULL, cancellable, &local))
    return TRUE;
  if (g_error_matches (local, IMAP_ERROR,
                       IMAP_ERROR_BAD)) /* Proton Bridge announces it and refuses it (2.5) */
    {
      imap_session_refuse (self, IMAP_EXTENSION_UIDPLUS);
      local->code = IMAP_ERROR_UNSUPPORTED;
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
