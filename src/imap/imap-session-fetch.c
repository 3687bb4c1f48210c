/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-session-fetch.c: UID FETCH: rows, sections, whole messages (RFC 9051 6.4.5, 6.4.9; RFC 7162 3.1.4, 3.2.6)
 *
 * Only a response with a UID that was asked for, and with something that was asked for, is an answer (I-12); any other is
 * an event. Bytes belong to the UID in the same response or to nobody. */

#include <string.h>

#include "imap-session-private.h"

/* What a list row and a thread need, in one literal. */
#define HEADER_FIELDS                                                                                        \
  "BODY.PEEK[HEADER.FIELDS (DATE FROM SENDER REPLY-TO TO CC BCC SUBJECT MESSAGE-ID IN-REPLY-TO REFERENCES "  \
  "CONTENT-TYPE "                                                                                            \
  "LIST-ID LIST-POST LIST-UNSUBSCRIBE LIST-UNSUBSCRIBE-POST PRECEDENCE AUTO-SUBMITTED)]"

#define BODY_GROUP 20 /* whole messages in one command */

typedef struct
{
  const BaseIdset *uids;
  guint what;
  guint needed; /* one of these makes it an answer; 0: any */
  guint64 changed_since;
  gboolean vanished;
  const char *section; /* (nullable) */
  guint64 offset, length;
  ImapFetchFunc func;
  gpointer data;
  gboolean stopped;
} Fetching;

static void
add_items (ImapSession *self, ImapCommand *command, const Fetching *fetching)
{
  static const struct
  {
    guint bit;
    const char *item;
  } items[] = {
    { IMAP_FETCH_FLAGS, " FLAGS" },
    { IMAP_FETCH_DATE, " INTERNALDATE" },
    { IMAP_FETCH_SIZE, " RFC822.SIZE" },
    { IMAP_FETCH_ENVELOPE, " ENVELOPE" },
    { IMAP_FETCH_BODYSTRUCTURE, " BODYSTRUCTURE" },
    { IMAP_FETCH_HEADERS, " " HEADER_FIELDS },
  };

  imap_command_add (command, " (UID");
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    if ((fetching->what & items[i].bit) != 0)
      imap_command_add (command, "%s", items[i].item);
  if ((fetching->what & IMAP_FETCH_MODSEQ) != 0 && imap_session_has (self, IMAP_EXTENSION_CONDSTORE))
    imap_command_add (command, " MODSEQ");
  if ((fetching->what & IMAP_FETCH_EMAILID) != 0 && imap_session_has (self, IMAP_EXTENSION_OBJECTID))
    imap_command_add (command, " EMAILID");
  if ((fetching->what & IMAP_FETCH_GMAIL) != 0 && imap_session_has (self, IMAP_EXTENSION_GMAIL))
    imap_command_add (command, " X-GM-MSGID X-GM-THRID X-GM-LABELS");
  if (fetching->section != NULL)
    imap_command_add (command, " BODY.PEEK[%s]", fetching->section);
  if (fetching->section != NULL && fetching->length > 0)
    imap_command_add (command, "<%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT ">", fetching->offset,
                      fetching->length);
  imap_command_add (command, ")");
}

static ImapCommand *
make_fetch (ImapSession *self, const char *set, gpointer data)
{
  const Fetching *fetching = data;
  ImapCommand *command = imap_session_command (self, "UID FETCH");

  imap_command_add (command, " %s", set);
  add_items (self, command, fetching);
  if (fetching->changed_since > 0)
    imap_command_add (command, " (CHANGEDSINCE %" G_GUINT64_FORMAT "%s)", fetching->changed_since,
                      fetching->vanished && self->qresync ? " VANISHED" : "");
  return command;
}

static gboolean
is_answer (const Fetching *fetching, const ImapFetch *fetch)
{
  if (fetch->uid == 0 || !base_idset_contains (fetching->uids, fetch->uid))
    return FALSE;
  return fetching->needed == 0 || (fetch->has & fetching->needed) != 0;
}

static gboolean
on_fetch (ImapSession *self, ImapResponse *response, gpointer data)
{
  Fetching *fetching = data;
  g_autoptr (ImapFetch) fetch = NULL;

  if (response->kind != IMAP_RESPONSE_DATA || strcmp (response->word, "FETCH") != 0)
    return FALSE;
  fetch = imap_fetch_parse (response->tree, response->number, NULL);
  if (fetch == NULL)
    return TRUE;
  if (!is_answer (fetching, fetch))
    return FALSE;
  if (!fetching->stopped && !fetching->func (fetch, fetching->data))
    fetching->stopped = TRUE;
  return TRUE;
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
  Fetching fetching = { .uids = uids, .what = what, .vanished = vanished, .func = func, .data = data };

  fetching.needed = what
                    & (IMAP_FETCH_HEADERS | IMAP_FETCH_ENVELOPE | IMAP_FETCH_BODYSTRUCTURE | IMAP_FETCH_SIZE
                       | IMAP_FETCH_DATE);
  if (imap_session_has (self, IMAP_EXTENSION_CONDSTORE))
    fetching.changed_since = changed_since;
  return imap_session_run_sets (self, sets, make_fetch, NULL, on_fetch, &fetching, cancellable, error);
}

typedef struct
{
  const char *section;
  guint64 offset;
  GBytes *bytes;
} Wanted;

static gboolean
on_section (ImapFetch *fetch, gpointer data)
{
  Wanted *wanted = data;

  if ((fetch->has & IMAP_FETCH_SECTION) != 0 && g_ascii_strcasecmp (fetch->section, wanted->section) == 0
      && fetch->section_offset == wanted->offset)
    {
      g_clear_pointer (&wanted->bytes, g_bytes_unref);
      wanted->bytes = g_steal_pointer (&fetch->section_bytes);
    }
  else if ((fetch->has & IMAP_FETCH_HEADERS) != 0 && g_ascii_strncasecmp (wanted->section, "HEADER", 6) == 0)
    {
      g_clear_pointer (&wanted->bytes, g_bytes_unref);
      wanted->bytes = g_steal_pointer (&fetch->header);
    }
  return TRUE;
}

static gboolean
is_section (const char *section)
{
  for (; *section != '\0'; section++)
    if (!g_ascii_isalnum (*section) && *section != '.')
      return FALSE;
  return TRUE;
}

/**
 * imap_session_fetch_section:
 * @section: "" for the message, "1.2", "HEADER", "1.MIME"
 * @length: bytes from @offset; 0: all of it
 * @bytes: (out) (transfer full): empty past the end
 *
 * IMAP_ERROR_NOT_RECEIVED when the server says OK without the bytes: the message is gone, or the server is odd (2.5).
 */
gboolean
imap_session_fetch_section (ImapSession *self, guint32 uid, const char *section, guint64 offset,
                            guint64 length, GBytes **bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr (BaseIdset) uids = base_idset_new ();
  g_autoptr (GPtrArray) sets = NULL;
  Wanted wanted = { section, length > 0 ? offset : 0, NULL };
  Fetching fetching = {
    .uids = uids, .section = section, .offset = offset, .length = length, .func = on_section, .data = &wanted
  };

  if (!is_section (section))
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_BAD_NAME, "not a section");
      return FALSE;
    }
  base_idset_add (uids, uid);
  fetching.needed = IMAP_FETCH_SECTION | IMAP_FETCH_HEADERS;
  sets = imap_seqset_format (uids, IMAP_SET_LENGTH);
  if (!imap_session_run_sets (self, sets, make_fetch, NULL, on_fetch, &fetching, cancellable, error))
    {
      g_clear_pointer (&wanted.bytes, g_bytes_unref);
      return FALSE;
    }
  if (wanted.bytes == NULL)
    {
      g_set_error (error, IMAP_ERROR, IMAP_ERROR_NOT_RECEIVED, "UID %u: OK, but no bytes", uid);
      return FALSE;
    }
  *bytes = wanted.bytes;
  return TRUE;
}

/** imap_session_fetch_bodies: whole messages in rising order of UID; @func gets uid and section_bytes. */
gboolean
imap_session_fetch_bodies (ImapSession *self, const BaseIdset *uids, ImapFetchFunc func, gpointer data,
                           GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) sets = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (BaseIdset) left = base_idset_copy (uids);
  Fetching fetching
      = { .uids = uids, .section = "", .needed = IMAP_FETCH_SECTION, .func = func, .data = data };

  while (!base_idset_is_empty (left))
    {
      g_autoptr (BaseIdset) group = base_idset_take_lowest (left, BODY_GROUP);

      g_ptr_array_add (sets, base_idset_to_string (group));
    }
  return imap_session_run_sets (self, sets, make_fetch, NULL, on_fetch, &fetching, cancellable, error);
}
