/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-session-fetch.c: UID FETCH: rows (RFC 9051 6.4.5, 6.4.9; RFC 7162 3.1.4, 3.2.6; RFC 8474, 8514, 8970)
 *
 * Only a response with a UID that was asked for, and with something that was asked for, is an answer (I-12); any other is
 * an event. Bytes belong to the UID in the same response or to nobody. */

#include "imap-session-fetch.h"

#include <string.h>

/* What a list row and a thread need, in one literal. */
#define HEADER_FIELDS                                                                                        \
  "BODY.PEEK[HEADER.FIELDS (DATE FROM SENDER REPLY-TO TO CC BCC SUBJECT MESSAGE-ID IN-REPLY-TO REFERENCES "  \
  "CONTENT-TYPE "                                                                                            \
  "LIST-ID LIST-POST LIST-UNSUBSCRIBE LIST-UNSUBSCRIBE-POST PRECEDENCE AUTO-SUBMITTED)]"

/* What a server sends unasked too proves nothing about what was asked. */
#define PROOF                                                                                                \
  (IMAP_FETCH_HEADERS | IMAP_FETCH_ENVELOPE | IMAP_FETCH_BODYSTRUCTURE | IMAP_FETCH_SIZE | IMAP_FETCH_DATE)

static const struct
{
  guint bit;
  const char *item;
  int extension; /* ImapExtension; -1: of IMAP4rev1 */
} items[] = {
  { IMAP_FETCH_FLAGS, " FLAGS", -1 },
  { IMAP_FETCH_DATE, " INTERNALDATE", -1 },
  { IMAP_FETCH_SIZE, " RFC822.SIZE", -1 },
  { IMAP_FETCH_ENVELOPE, " ENVELOPE", -1 },
  { IMAP_FETCH_BODYSTRUCTURE, " BODYSTRUCTURE", -1 },
  { IMAP_FETCH_HEADERS, " " HEADER_FIELDS, -1 },
  { IMAP_FETCH_MODSEQ, " MODSEQ", IMAP_EXTENSION_CONDSTORE },
  { IMAP_FETCH_EMAILID, " EMAILID", IMAP_EXTENSION_OBJECTID },
  { IMAP_FETCH_THREADID, " THREADID", IMAP_EXTENSION_OBJECTID },
  { IMAP_FETCH_SAVEDATE, " SAVEDATE", IMAP_EXTENSION_SAVEDATE },
  { IMAP_FETCH_PREVIEW, " PREVIEW (LAZY)", IMAP_EXTENSION_PREVIEW },
  { IMAP_FETCH_GMAIL, " X-GM-MSGID X-GM-THRID X-GM-LABELS", IMAP_EXTENSION_GMAIL },
};

static void
add_section (ImapCommand *command, const ImapFetching *fetching)
{
  imap_command_add (command, " %s%s[%s]", fetching->binary ? "BINARY" : "BODY",
                    fetching->unpeeked ? "" : ".PEEK", fetching->section);
  if (fetching->length > 0)
    imap_command_add (command, "<%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT ">", fetching->offset,
                      fetching->length);
}

/* Fills one UID FETCH for @set. */
ImapCommand *
imap_fetching_make (ImapSession *self, const char *set, gpointer data)
{
  const ImapFetching *fetching = data;
  ImapCommand *command = imap_session_command (self, "UID FETCH");

  imap_command_add (command, " %s (UID", set);
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    if ((fetching->what & items[i].bit) != 0
        && (items[i].extension < 0 || imap_session_has (self, (ImapExtension) items[i].extension)))
      imap_command_add (command, "%s", items[i].item);
  if (fetching->section != NULL)
    add_section (command, fetching);
  imap_command_add (command, ")");
  if (fetching->changed_since > 0)
    imap_command_add (command, " (CHANGEDSINCE %" G_GUINT64_FORMAT "%s)", fetching->changed_since,
                      fetching->vanished && self->qresync ? " VANISHED" : "");
  return command;
}

/* Several pieces of one section may be on their way: each has its own offset. */
static gboolean
is_section_asked (const ImapFetching *fetching, const ImapFetch *fetch)
{
  if ((fetch->has & IMAP_FETCH_SECTION) != 0)
    return g_ascii_strcasecmp (fetch->section, fetching->section) == 0
           && fetch->section_offset == (fetching->length > 0 ? fetching->offset : 0);
  return (fetch->has & IMAP_FETCH_HEADERS) != 0 && g_ascii_strncasecmp (fetching->section, "HEADER", 6) == 0;
}

static gboolean
is_answer (const ImapFetching *fetching, const ImapFetch *fetch)
{
  if (fetch->uid == 0 || !base_idset_contains (fetching->uids, fetch->uid))
    return FALSE;
  if (fetching->section != NULL)
    return is_section_asked (fetching, fetch);
  return fetching->needed == 0 || (fetch->has & fetching->needed) != 0;
}

/* The sink of every FETCH. */
gboolean
imap_fetching_take (ImapSession *self, ImapResponse *response, gpointer data)
{
  ImapFetching *fetching = data;
  ImapFetch *fetch;

  if (response->kind != IMAP_RESPONSE_DATA || strcmp (response->word, "FETCH") != 0)
    return FALSE;
  fetch = imap_response_get_fetch (response);
  if (fetch == NULL)
    return TRUE;
  if (!is_answer (fetching, fetch))
    return FALSE;
  if (!fetching->stopped && !fetching->func (fetch, fetching->data))
    fetching->stopped = TRUE;
  return TRUE;
}

static void
fetching_free (gpointer data)
{
  ImapFetching *fetching = data;

  base_idset_free (fetching->own_uids);
  g_free (fetching);
}

static ImapFetching
describe (ImapSession *self, const BaseIdset *uids, guint what, guint64 changed_since, gboolean vanished,
          ImapFetchFunc func, gpointer data)
{
  return (ImapFetching) {
    .uids = uids,
    .what = what,
    .needed = what & PROOF,
    .changed_since = imap_session_has (self, IMAP_EXTENSION_CONDSTORE) ? changed_since : 0,
    .vanished = vanished,
    .func = func,
    .data = data,
  };
}

/**
 * imap_session_fetch:
 * @what: ImapFetchWhat bits; what the server does not offer is left out
 * @changed_since: with CONDSTORE: only messages with a higher MODSEQ; 0: all
 * @vanished: with QRESYNC and @changed_since: the UIDs of @uids that are gone come as IMAP_EVENT_VANISHED, earlier
 * @func: called for each response as it arrives
 *
 * OK does not mean that every UID was answered: those that were not are gone, or the server kept them back; ask again.
 */
gboolean
imap_session_fetch (ImapSession *self, const BaseIdset *uids, guint what, guint64 changed_since,
                    gboolean vanished, ImapFetchFunc func, gpointer data, GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GPtrArray) sets = imap_seqset_format (uids, IMAP_SET_LENGTH);
  ImapFetching fetching = describe (self, uids, what, changed_since, vanished, func, data);

  return imap_session_run_sets (self, TRUE, sets, imap_fetching_make, NULL, imap_fetching_take, &fetching,
                                cancellable, error);
}

/**
 * imap_session_begin_fetch: like imap_session_fetch (), without waiting
 *
 * @func and @data must live until the request is finished or abandoned; @uids are copied. Requests on their way at the same
 * time ask for different UIDs or different items, or the first one gets what both asked for. Returns: (transfer full):
 * imap_session_finish () it
 */
ImapRequest *
imap_session_begin_fetch (ImapSession *self, const BaseIdset *uids, guint what, guint64 changed_since,
                          ImapFetchFunc func, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) sets = imap_seqset_format (uids, IMAP_SET_LENGTH);
  ImapFetching *fetching = g_new (ImapFetching, 1);

  *fetching = describe (self, uids, what, changed_since, FALSE, func, data);
  fetching->uids = fetching->own_uids = base_idset_copy (uids);
  return imap_session_begin (self, sets, imap_fetching_make, NULL, imap_fetching_take, fetching,
                             fetching_free, cancellable);
}

typedef struct
{
  ImapFetchFunc func;
  gpointer data;
  BaseIdset *left; /* not answered yet */
} Tolerating;

static gboolean
note_answer (ImapFetch *fetch, gpointer data)
{
  Tolerating *tolerating = data;

  base_idset_remove_range (tolerating->left, fetch->uid, fetch->uid);
  return tolerating->func (fetch, tolerating->data);
}

/* Whether asking for fewer may go better: the server has trouble with something in the set. */
static gboolean
is_about_content (const GError *error)
{
  return g_error_matches (error, IMAP_ERROR, IMAP_ERROR_NO)
         || g_error_matches (error, IMAP_ERROR, IMAP_ERROR_UNAVAILABLE)
         || g_error_matches (error, IMAP_ERROR, IMAP_ERROR_BAD);
}

#define REFUSALS_MAX 200 /* commands refused before the whole is given up */

/**
 * imap_session_fetch_tolerant:
 * @bad: UIDs the server refuses even alone are added
 *
 * Like imap_session_fetch (), for servers that refuse a whole set because of one message, or at random (Yahoo, 2.5): what
 * was not answered is asked for again in halves, down to single messages. No such message blocks the others.
 */
gboolean
imap_session_fetch_tolerant (ImapSession *self, const BaseIdset *uids, guint what, ImapFetchFunc func,
                             gpointer data, BaseIdset *bad, GCancellable *cancellable, GError **error)
{
  GQueue todo = G_QUEUE_INIT;
  guint refusals = 0;
  gboolean ok = TRUE;

  g_queue_push_tail (&todo, base_idset_copy (uids));
  while (ok && !g_queue_is_empty (&todo))
    {
      g_autoptr (BaseIdset) set = g_queue_pop_head (&todo);
      g_autoptr (BaseIdset) left = base_idset_copy (set);
      g_autoptr (GError) local = NULL;
      Tolerating tolerating = { func, data, left };
      guint64 n;

      if (imap_session_fetch (self, set, what, 0, FALSE, note_answer, &tolerating, cancellable, &local))
        continue;
      n = base_idset_count (left);
      if (imap_session_is_broken (self) || !is_about_content (local) || ++refusals > REFUSALS_MAX)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          ok = FALSE;
        }
      else if (n == 1)
        base_idset_union (bad, left);
      else if (n > 1)
        {
          g_queue_push_tail (&todo, base_idset_take_highest (left, n / 2));
          g_queue_push_tail (&todo, g_steal_pointer (&left));
        }
    }
  g_queue_clear_full (&todo, (GDestroyNotify) base_idset_free);
  return ok;
}
