/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-send.c: messages put into the outbox, taken back, put off, sent again
 *
 * Disk only; any thread but the main one. The wire is sync-outbox.c's. */

#include "sync-send.h"

#include "mime-headers.h"
#include "sync-error.h"
#include "sync-outbox.h"

#include <string.h>

#define BCC_MAX 100000

/* The header block of @message, without the empty line. */
static GBytes *
header_block (GBytes *message)
{
  gsize size;
  const char *data = g_bytes_get_data (message, &size);

  for (gsize i = 0; i + 1 < size; i++)
    if (data[i] == '\n'
        && (data[i + 1] == '\n' || (data[i + 1] == '\r' && i + 2 < size && data[i + 2] == '\n')))
      return g_bytes_new_from_bytes (message, 0, i + 1);
  return g_bytes_ref (message);
}

/* "name value" a line; a line end inside a value would be a line of its own. */
static char *
make_options (const SyncSendRequest *request)
{
  GString *options = g_string_new (NULL);

  if (request->want_report)
    g_string_append (options, "report 1\n");
  if (request->bcc != NULL && *request->bcc != '\0')
    {
      g_autofree char *bcc = g_strndup (request->bcc, BCC_MAX);

      g_strdelimit (bcc, "\r\n", ' ');
      g_string_append_printf (options, "bcc %s\n", bcc);
    }
  return g_string_free (options, FALSE);
}

/* Pure. Returns: (transfer full) (nullable): the value of @name */
char *
sync_send_options_get (const char *options, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (options != NULL ? options : "", "\n", -1);
  gsize length = strlen (name);

  for (char **line = lines; *line != NULL; line++)
    if (strncmp (*line, name, length) == 0 && (*line)[length] == ' ')
      return g_strdup (*line + length + 1);
  return NULL;
}

static gboolean
check (const MimeHeaders *headers, const char *const *recipients, GError **error)
{
  if (recipients == NULL || recipients[0] == NULL)
    g_set_error_literal (error, SYNC_ERROR, SYNC_ERROR_MESSAGE, "the message has no recipient");
  else if (headers->message_id == NULL || *headers->message_id == '\0')
    g_set_error_literal (error, SYNC_ERROR, SYNC_ERROR_MESSAGE, "the message has no Message-ID");
  else
    return TRUE;
  return FALSE;
}

/**
 * sync_outbox_add:
 *
 * See sync_engine_send(). Returns: the outbox id, 0 with SYNC_ERROR_MESSAGE when there is no recipient or no
 * Message-ID (the only thing by which a second delivery could be told), or the store's error.
 */
gint64
sync_outbox_add (Store *store, gint64 account_id, const char *from, const char *const *recipients,
                 GBytes *message, gint64 not_before, GError **error)
{
  g_autoptr (GBytes) block = header_block (message);
  g_autoptr (MimeHeaders) headers = mime_headers_parse (block);

  if (!check (headers, recipients, error))
    return 0;
  return store_outbox_add (store, account_id, from, recipients, message, headers->message_id,
                           headers->subject, not_before, error);
}

gint64
sync_send_queue (SyncEngine *engine, gint64 account_id, const SyncSendRequest *request, GError **error)
{
  g_autoptr (GBytes) block = header_block (request->message);
  g_autoptr (MimeHeaders) headers = mime_headers_parse (block);
  g_autofree char *options = make_options (request);
  StoreOutboxNew what
      = { .account_id = account_id,
          .from = request->from,
          .recipients = request->recipients,
          .message = request->message,
          .message_id = request->message_id != NULL ? request->message_id : headers->message_id,
          .subject = headers->subject,
          .not_before = request->not_before,
          .hold_ms = request->hold_ms,
          .options = options,
          .draft_id = request->draft_id };
  gint64 id;

  if (!check (headers, request->recipients, error))
    return 0;
  if (request->partial)
    what.flags |= STORE_OUTBOX_PARTIAL;
  if (request->not_before != 0 && !request->no_release)
    what.flags |= STORE_OUTBOX_RELEASE;
  id = store_outbox_add_new (sync_engine_get_store (engine), &what, error);
  if (id != 0)
    sync_engine_wake (engine, account_id);
  return id;
}

gboolean
sync_send_cancel (SyncEngine *engine, gint64 outbox_id, gint64 *draft_id, GError **error)
{
  Store *store = sync_engine_get_store (engine);
  g_autoptr (StoreOutboxItem) item = store_outbox_get (store, outbox_id, error);

  if (item == NULL || !store_outbox_remove (store, outbox_id, error))
    return FALSE;
  if (draft_id != NULL)
    *draft_id = item->draft_id;
  return TRUE;
}

gboolean
sync_send_reschedule (SyncEngine *engine, gint64 outbox_id, gint64 not_before, GError **error)
{
  if (!store_outbox_reschedule (sync_engine_get_store (engine), outbox_id, not_before, error))
    return FALSE;
  sync_engine_wake (engine, 0);
  return TRUE;
}

gboolean
sync_send_again (SyncEngine *engine, gint64 outbox_id, gboolean to_accepted, GError **error)
{
  Store *store = sync_engine_get_store (engine);
  g_autoptr (StoreOutboxItem) item = store_outbox_get (store, outbox_id, error);
  guint partial = to_accepted ? (guint) STORE_OUTBOX_PARTIAL : 0;
  gboolean ok;

  if (item == NULL || (partial != 0 && !store_outbox_change_flags (store, outbox_id, partial, 0, error)))
    return FALSE;
  switch ((int) item->state)
    {
    case STORE_OUTBOX_UNKNOWN:
      ok = store_outbox_change_flags (store, outbox_id, STORE_OUTBOX_RESEND, 0, error);
      break;
    case STORE_OUTBOX_FAILED:
    case STORE_OUTBOX_QUEUED:
      ok = store_outbox_set_state (store, outbox_id, STORE_OUTBOX_QUEUED, NULL, 0, error)
           && store_outbox_reschedule (store, outbox_id, 0, error);
      break;
    default:
      g_set_error_literal (error, SYNC_ERROR, SYNC_ERROR_MESSAGE, "the message is on its way or was sent");
      return FALSE;
    }
  if (!ok)
    return FALSE;
  sync_engine_wake (engine, item->account_id);
  if (item->state == STORE_OUTBOX_UNKNOWN)
    sync_engine_refresh (engine, item->account_id);
  return TRUE;
}
