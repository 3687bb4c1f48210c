/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-body.c: one whole message, on demand, in chunks
 *
 * A body is kept only when it is known to be whole: as long as announced, or ended by the server itself (a chunk past
 * the end comes back empty). A short answer that nothing confirms is an error and is fetched again another time
 * (data-safety P7, D-11). What arrived of a large one before a cut is kept (sync-part) and continued. */

#include "sync-body.h"

#include <string.h>

#include "base-clock.h"
#include "net-stream.h"
#include "sync-error.h"
#include "sync-part.h"
#include "sync-plan.h"

#define BODY_MAX ((guint64) 1024 * 1024 * 1024)
#define FETCH_AT_ONCE ((guint64) 256 * 1024) /* up to this size a body is one command */

/**
 * sync_body_text_init:
 *
 * What MIME finds in a body: preview, text for the search, attachment names. A body that cannot be understood is kept all the
 * same, without them.
 */
void
sync_body_text_init (SyncBodyText *self, gint64 message_id, GBytes *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MimeMessage) message = mime_message_parse (body, &error);
  g_autoptr (GString) names = g_string_new (NULL);

  *self = (SyncBodyText) { .body = g_bytes_ref (body) };
  self->record.message_id = message_id;
  self->record.body = self->body;
  if (message == NULL)
    {
      g_info ("message %" G_GINT64_FORMAT " is not indexed: %s", message_id, error->message);
      return;
    }
  self->text = mime_message_dup_text (message);
  self->preview = mime_message_dup_preview (message);
  for (guint i = 0; i < message->leaves->len; i++)
    {
      const MimePart *part = message->leaves->pdata[i];

      if (*part->name != '\0')
        g_string_append_printf (names, "%s%s", names->len > 0 ? "\n" : "", part->name);
    }
  self->filenames = g_string_free (g_steal_pointer (&names), FALSE);
  self->record.has_text = TRUE;
  self->record.text = self->text;
  self->record.preview = self->preview;
  self->record.filenames = self->filenames;
  self->record.has_attachment = mime_message_has_attachment (message);
}

void
sync_body_text_clear (SyncBodyText *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->preview);
  g_free (self->text);
  g_free (self->filenames);
}

/**
 * sync_body_select:
 *
 * Selects the folder for reading when it is not selected. Returns: %FALSE without @error: the UIDs known here are of another
 * validity
 */
gboolean
sync_body_select (SyncSession *session, const StoreFolder *folder, GCancellable *cancellable, GError **error)
{
  g_auto (ImapSelected) selected = { 0 };

  if (sync_session_get_folder (session) == folder->id)
    return TRUE;
  sync_session_set_folder (session, 0);
  if (!imap_session_select (sync_session_get_imap (session), folder->path, TRUE, NULL, &selected, cancellable,
                            error))
    return FALSE;
  if (selected.uidvalidity != folder->uidvalidity)
    return FALSE;
  sync_session_set_folder (session, folder->id);
  return TRUE;
}

/* One body on its way. */
typedef struct
{
  SyncSession *session;
  guint32 uid;
  guint64 announced;
  gint64 deadline_us; /* 0: none */
  SyncPart *part;     /* nullable: small, or read by somebody else */
  GByteArray *bytes;  /* without a part */
  guint64 length;
  gboolean ended; /* by the server */
} Reading;

static gboolean
take_chunk (Reading *r, GBytes *bytes, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint64 limit = MIN (BODY_MAX, r->announced + r->announced / 10 + 1024 * 1024);

  r->ended = size == 0;
  if (r->length + size > limit)
    {
      g_set_error (error, SYNC_ERROR, SYNC_ERROR_INCOMPLETE, "the message is much longer than announced");
      return FALSE;
    }
  r->length += size;
  if (r->part != NULL)
    return sync_part_append (r->part, bytes, error);
  g_byte_array_append (r->bytes, data, (guint) size);
  return TRUE;
}

static gboolean
read_chunks (Reading *r, GCancellable *cancellable, GError **error)
{
  guint64 last_bytes = 0;
  gint64 last_us = 0;

  while (!r->ended && (r->length == 0 || r->length != r->announced))
    {
      g_autoptr (GBytes) bytes = NULL;
      guint64 length
          = r->length == 0 && r->announced <= FETCH_AT_ONCE ? 0 : sync_plan_chunk (last_bytes, last_us);
      gint64 began = base_clock_monotonic_us ();

      if (last_bytes > 0 && r->deadline_us != 0 && began >= r->deadline_us)
        {
          g_set_error (error, SYNC_ERROR, SYNC_ERROR_PAUSED,
                       "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " bytes are here; others go first",
                       r->length, r->announced);
          return FALSE;
        }
      if (!imap_session_fetch_section (sync_session_get_imap (r->session), r->uid, "", r->length, length,
                                       &bytes, cancellable, error)
          || !take_chunk (r, bytes, error))
        return FALSE;
      last_bytes = g_bytes_get_size (bytes);
      last_us = base_clock_monotonic_us () - began;
    }
  if (sync_plan_body_complete (r->announced, r->length, r->ended))
    return TRUE;
  g_set_error (error, SYNC_ERROR, SYNC_ERROR_INCOMPLETE,
               "the server gave %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " bytes", r->length,
               r->announced);
  return FALSE;
}

/* Reads the message at @uid to its end. What a cut leaves is kept; what proves wrong is thrown away. */
static GBytes *
fetch_chunks (SyncSession *session, const StoreFolder *folder, guint32 uid, guint64 announced,
              gint64 deadline_us, GCancellable *cancellable, GError **error)
{
  Reading r = { .session = session, .uid = uid, .announced = announced, .deadline_us = deadline_us };
  g_autoptr (SyncPart) part = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) local = NULL;
  GBytes *body = NULL;

  if (announced > FETCH_AT_ONCE)
    part = sync_part_open (sync_session_get_setup (session), folder->id, folder->uidvalidity, uid);
  if (part != NULL && sync_part_get_length (part) > announced)
    sync_part_discard (part);
  r.part = part;
  r.bytes = bytes;
  r.length = part != NULL ? sync_part_get_length (part) : 0;
  if (read_chunks (&r, cancellable, &local))
    body = part != NULL ? sync_part_read (part, &local)
                        : g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  if (part != NULL && (body != NULL || g_error_matches (local, SYNC_ERROR, SYNC_ERROR_INCOMPLETE)))
    sync_part_discard (part);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return body;
}

/* Tries one placement. NULL without @error: it is not there. */
static GBytes *
fetch_placement (SyncSession *session, const StorePlacement *placement, guint64 announced, gint64 deadline_us,
                 GCancellable *cancellable, GError **error)
{
  Store *store = sync_session_get_setup (session)->store;
  g_autoptr (StoreFolder) folder = store_folder_get (store, placement->folder_id, NULL);
  g_autoptr (GError) local_error = NULL;
  GBytes *body = NULL;

  if (folder == NULL || placement->uid == 0)
    return NULL;
  if (sync_body_select (session, folder, cancellable, &local_error))
    body = fetch_chunks (session, folder, placement->uid, announced, deadline_us, cancellable, &local_error);
  if (body != NULL || local_error == NULL
      || g_error_matches (local_error, IMAP_ERROR, IMAP_ERROR_NOT_RECEIVED)
      || g_error_matches (local_error, IMAP_ERROR, IMAP_ERROR_NOT_FOUND))
    return body;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

static void
keep (Store *store, gint64 message_id, GBytes *body)
{
  SyncBodyText text;
  g_autoptr (GError) error = NULL;

  sync_body_text_init (&text, message_id, body);
  if (!store_bodies_add (store, &text.record, 1, &error))
    g_message ("body of message %" G_GINT64_FORMAT " is not kept: %s", message_id, error->message);
  sync_body_text_clear (&text);
}

/**
 * sync_body_fetch:
 * @deadline_us: (monotonic) when others are to go first; 0: never. What is here then is kept
 *
 * Returns: (transfer full): the body from the store, or from the server (then it is in the store afterwards; shown even when
 * it cannot be kept, as on a full disk). %NULL with SYNC_ERROR_NO_MESSAGE when no folder has it any more, SYNC_ERROR_PAUSED after
 * the deadline. Blocks.
 */
GBytes *
sync_body_fetch (SyncSession *session, gint64 message_id, gint64 deadline_us, GCancellable *cancellable,
                 GError **error)
{
  Store *store = sync_session_get_setup (session)->store;
  GBytes *body = store_body_get (store, message_id, NULL);
  g_autoptr (StoreMessage) message = NULL;
  g_autoptr (GPtrArray) placements = NULL;
  g_autoptr (GError) local_error = NULL;

  if (body != NULL)
    return body;
  message = store_message_get (store, message_id, error);
  if (message == NULL)
    return NULL;
  placements = store_placements_list (store, message_id, error);
  if (placements == NULL)
    return NULL;
  for (guint i = 0; body == NULL && local_error == NULL && i < placements->len; i++)
    body = fetch_placement (session, placements->pdata[i], message->size, deadline_us, cancellable,
                            &local_error);
  if (body == NULL)
    {
      if (local_error == NULL)
        g_set_error (&local_error, SYNC_ERROR, SYNC_ERROR_NO_MESSAGE, "the server no longer has the message");
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  keep (store, message_id, body);
  return body;
}
