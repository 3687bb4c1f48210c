/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-session-body.c: sections, decoded parts and whole messages, also in pieces (RFC 9051 6.4.5; RFC 3516 BINARY)
 *
 * Memory is bounded: a literal over IMAP_LITERAL_MEMORY_MAX lies in a nameless file (imap-spill), and pieces are handed on
 * as they come. */

#include <string.h>

#include "imap-session-fetch.h"

#define BODY_GROUP 20 /* whole messages in one command */
#define PIECES_ON_WIRE 3

/* imap-session-fetch.c has seen to it that these are the bytes asked for. */
static gboolean
on_section (ImapFetch *fetch, gpointer data)
{
  GBytes **bytes = data;
  GBytes **from = (fetch->has & IMAP_FETCH_SECTION) != 0 ? &fetch->section_bytes : &fetch->header;

  g_clear_pointer (bytes, g_bytes_unref);
  *bytes = g_steal_pointer (from);
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

/* One UID FETCH of one section. @bytes stays NULL when OK came without it. */
static gboolean
fetch_once (ImapSession *self, guint32 uid, ImapFetching *fetching, GBytes **bytes, GCancellable *cancellable,
            GError **error)
{
  g_autoptr (BaseIdset) uids = base_idset_new ();
  g_autoptr (GPtrArray) sets = NULL;
  GBytes *wanted = NULL;

  base_idset_add (uids, uid);
  fetching->uids = uids;
  fetching->func = on_section;
  fetching->data = &wanted;
  sets = imap_seqset_format (uids, IMAP_SET_LENGTH);
  if (!imap_session_run_sets (self, TRUE, sets, imap_fetching_make, NULL, imap_fetching_take, fetching,
                              cancellable, error))
    {
      g_clear_pointer (&wanted, g_bytes_unref);
      return FALSE;
    }
  *bytes = wanted;
  return TRUE;
}

static gboolean
is_empty (GBytes *bytes)
{
  return bytes == NULL || g_bytes_get_size (bytes) == 0;
}

static gboolean
fetch_section (ImapSession *self, guint32 uid, ImapFetching *fetching, GBytes **bytes,
               GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) got = NULL;

  if (!is_section (fetching->section))
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_BAD_NAME, "not a section");
      return FALSE;
    }
  if (!fetch_once (self, uid, fetching, &got, cancellable, error))
    return FALSE;
  /* Missing or empty: once more. Exchange gives some calendar items only without PEEK, which marks nothing in a folder
   * that was opened for reading (2.5). */
  if (is_empty (got) && (got == NULL || fetching->offset == 0) && !fetching->binary)
    {
      g_autoptr (GBytes) again = NULL;

      fetching->unpeeked = self->selected_read_only;
      if (!fetch_once (self, uid, fetching, &again, cancellable, error))
        return FALSE;
      if (again != NULL)
        {
          g_clear_pointer (&got, g_bytes_unref);
          got = g_steal_pointer (&again);
        }
    }
  if (got == NULL)
    {
      g_set_error (error, IMAP_ERROR, IMAP_ERROR_NOT_RECEIVED, "UID %u: OK, but no bytes", uid);
      return FALSE;
    }
  *bytes = g_steal_pointer (&got);
  return TRUE;
}

/**
 * imap_session_fetch_section:
 * @section: "" for the message, "1.2", "HEADER", "1.MIME"
 * @length: bytes from @offset; 0: all of it
 * @bytes: (out) (transfer full): empty past the end
 *
 * IMAP_ERROR_NOT_RECEIVED when the server says OK twice without the bytes: the message is gone, or the server is odd (2.5).
 */
gboolean
imap_session_fetch_section (ImapSession *self, guint32 uid, const char *section, guint64 offset,
                            guint64 length, GBytes **bytes, GCancellable *cancellable, GError **error)
{
  ImapFetching fetching = { .section = section, .offset = offset, .length = length };

  return fetch_section (self, uid, &fetching, bytes, cancellable, error);
}

/**
 * imap_session_fetch_decoded: like imap_session_fetch_section (), with the transfer encoding undone by the server
 *
 * RFC 3516. IMAP_ERROR_UNSUPPORTED where BINARY is not offered, or not for this part ([UNKNOWN-CTE]): fetch the section
 * and decode it here.
 */
gboolean
imap_session_fetch_decoded (ImapSession *self, guint32 uid, const char *section, guint64 offset,
                            guint64 length, GBytes **bytes, GCancellable *cancellable, GError **error)
{
  ImapFetching fetching = { .section = section, .offset = offset, .length = length, .binary = TRUE };
  g_autoptr (GError) local = NULL;

  if (!imap_session_has (self, IMAP_EXTENSION_BINARY))
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_UNSUPPORTED, "the server decodes nothing");
      return FALSE;
    }
  if (fetch_section (self, uid, &fetching, bytes, cancellable, &local))
    return TRUE;
  if (g_error_matches (local, IMAP_ERROR, IMAP_ERROR_BAD))
    imap_session_refuse (self, IMAP_EXTENSION_BINARY);
  if (g_error_matches (local, IMAP_ERROR, IMAP_ERROR_BAD)
      || g_error_matches (local, IMAP_ERROR, IMAP_ERROR_NO)) /* NO [UNKNOWN-CTE] */
    local->code = IMAP_ERROR_UNSUPPORTED;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* One piece on its way. */
typedef struct
{
  ImapFetching fetching;
  BaseIdset *uids;
  GBytes *bytes;
  ImapRequest *request;
} Piece;

static void
piece_free (Piece *piece)
{
  base_idset_free (piece->uids);
  g_clear_pointer (&piece->bytes, g_bytes_unref);
  g_free (piece);
}

static Piece *
piece_begin (ImapSession *self, guint32 uid, const char *section, guint64 offset, guint32 length,
             GCancellable *cancellable)
{
  Piece *piece = g_new0 (Piece, 1);
  g_autoptr (GPtrArray) sets = NULL;

  piece->uids = base_idset_new ();
  base_idset_add (piece->uids, uid);
  piece->fetching = (ImapFetching) { .uids = piece->uids,
                                     .section = section,
                                     .offset = offset,
                                     .length = length,
                                     .func = on_section,
                                     .data = &piece->bytes };
  sets = imap_seqset_format (piece->uids, IMAP_SET_LENGTH);
  piece->request = imap_session_begin (self, sets, imap_fetching_make, NULL, imap_fetching_take,
                                       &piece->fetching, NULL, cancellable);
  return piece;
}

/* Takes the oldest piece. *bytes: NULL with an error. */
static gboolean
piece_finish (ImapSession *self, Piece *piece, guint32 uid, GBytes **bytes, GCancellable *cancellable,
              GError **error)
{
  gboolean ok = imap_session_finish (self, piece->request, cancellable, error);

  if (ok && piece->bytes == NULL)
    {
      g_set_error (error, IMAP_ERROR, IMAP_ERROR_NOT_RECEIVED, "UID %u: OK, but no piece", uid);
      ok = FALSE;
    }
  *bytes = g_steal_pointer (&piece->bytes);
  piece_free (piece);
  return ok;
}

static gboolean
take_piece (GBytes *bytes, guint32 length, guint64 max, ImapPieceFunc func, gpointer data, guint64 *received,
            gboolean *more, GError **error)
{
  gsize size = g_bytes_get_size (bytes);

  if (size > length && *received > 0)
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_PROTOCOL, "a piece is longer than asked for");
      return FALSE;
    }
  if (size != length) /* longer: a server that knows no pieces and gave the whole */
    *more = FALSE;
  if (*received + size > max)
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_TOO_LARGE,
                           "the message is larger than any we accept");
      return FALSE;
    }
  *received += size;
  if (size > 0 && !func (bytes, data))
    *more = FALSE;
  return TRUE;
}

/**
 * imap_session_fetch_pieces:
 * @section: "" for the message
 * @announced: RFC822.SIZE or the part's size, as a hint how many pieces to ask for at once; 0: unknown
 * @piece_length: bytes per piece
 * @max: most bytes to take
 * @func: gets each piece, in order
 * @received: (out) (optional): bytes handed to @func, also after a failure: go on from there
 *
 * BODY.PEEK[]<offset.length> with several pieces on their way. Ends where the server does: at a short or an empty piece,
 * never at @announced (D-11). At most a few pieces are in memory. IMAP_ERROR_TOO_LARGE past @max.
 */
gboolean
imap_session_fetch_pieces (ImapSession *self, guint32 uid, const char *section, guint64 announced,
                           guint32 piece_length, guint64 max, ImapPieceFunc func, gpointer data,
                           guint64 *received, GCancellable *cancellable, GError **error)
{
  GQueue wire = G_QUEUE_INIT;
  guint64 asked = 0;
  guint64 total = 0;
  gboolean more = is_section (section) && piece_length > 0;
  gboolean ok = TRUE;

  if (!more)
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_BAD_NAME, "not a section");
      return FALSE;
    }
  while ((ok && more) || !g_queue_is_empty (&wire))
    {
      g_autoptr (GBytes) bytes = NULL;
      gboolean ahead = asked < announced && g_queue_get_length (&wire) < PIECES_ON_WIRE;

      if (ok && more && (g_queue_is_empty (&wire) || ahead))
        {
          g_queue_push_tail (&wire, piece_begin (self, uid, section, asked, piece_length, cancellable));
          asked += piece_length;
          continue;
        }
      if (!piece_finish (self, g_queue_pop_head (&wire), uid, &bytes, cancellable, ok && more ? error : NULL))
        ok = ok && !more;
      else if (ok && more)
        ok = take_piece (bytes, piece_length, max, func, data, &total, &more, error);
    }
  if (received != NULL)
    *received = total;
  return ok;
}

/** imap_session_fetch_bodies: whole messages in rising order of UID; @func gets uid and section_bytes. */
gboolean
imap_session_fetch_bodies (ImapSession *self, const BaseIdset *uids, ImapFetchFunc func, gpointer data,
                           GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) sets = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (BaseIdset) left = base_idset_copy (uids);
  ImapFetching fetching
      = { .uids = uids, .section = "", .needed = IMAP_FETCH_SECTION, .func = func, .data = data };

  while (!base_idset_is_empty (left))
    {
      g_autoptr (BaseIdset) group = base_idset_take_lowest (left, BODY_GROUP);

      g_ptr_array_add (sets, base_idset_to_string (group));
    }
  return imap_session_run_sets (self, TRUE, sets, imap_fetching_make, NULL, imap_fetching_take, &fetching,
                                cancellable, error);
}
