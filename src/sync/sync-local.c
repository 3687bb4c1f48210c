/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-local.c: accounts without a server that keeps mail: POP3, and "on this computer"
 *
 * What a server is elsewhere is local.db with its files here (store-local): the journal is replayed on it, and mail.db is
 * filled from it, also when mail.db was made anew. Nothing surprises here, so nothing is asked twice. Blocks; any worker
 * thread, one round of an account at a time (journal_lock). */

#include "sync-local.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base-clock.h"
#include "mime-headers.h"
#include "sync-body.h"
#include "sync-error.h"
#include "sync-pop.h"

#define BATCH 100
#define ADDRESSES_IN_TEXT 20

static const struct
{
  StoreRole role;
  const char *path;
} own_folders[] = {
  { STORE_ROLE_INBOX, "INBOX" },     { STORE_ROLE_DRAFTS, "Drafts" }, { STORE_ROLE_SENT, "Sent" },
  { STORE_ROLE_ARCHIVE, "Archive" }, { STORE_ROLE_JUNK, "Junk" },     { STORE_ROLE_TRASH, "Trash" },
};

/* Whether the account's mail is kept here and not by an IMAP server. */
gboolean
sync_local_is_mine (const SyncSetup *setup)
{
  return setup->account->kind == STORE_ACCOUNT_POP || setup->account->kind == STORE_ACCOUNT_LOCAL;
}

/* The folder every such account has for a role; NULL: none. */
const char *
sync_local_role_path (StoreRole role)
{
  for (guint i = 0; i < G_N_ELEMENTS (own_folders); i++)
    if (own_folders[i].role == role)
      return own_folders[i].path;
  return NULL;
}

/* ---- a message comes in ---- */

static gboolean
write_flushed (const char *path, GBytes *message, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (message, &size);

  return g_file_set_contents_full (path, data, (gssize) size,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

/**
 * sync_local_add_bytes:
 * @once: (nullable): names what this is done for; a message already added for it is not added again
 *
 * Returns: the message's id, 0 with @error
 */
gint64
sync_local_add_bytes (Store *store, gint64 account_id, const char *path, StoreFlags flags, gint64 received,
                      GBytes *message, const char *once, GError **error)
{
  g_autofree char *folder = store_local_dup_folder (store, account_id, error);
  g_autofree char *file = folder != NULL ? g_build_filename (folder, "new", NULL) : NULL;
  StoreLocalNew what = { account_id, path, flags, NULL, received, file, g_bytes_get_size (message), once, 0 };
  gint64 id = once != NULL ? store_pop_find (store, account_id, once) : 0;

  if (id != 0)
    return id;
  return file != NULL && write_flushed (file, message, error) ? store_local_add (store, &what, error) : 0;
}

/* ---- mail.db is filled ---- */

static gboolean
ensure_folder (SyncSetup *setup, const char *path, StoreRole role, GError **error)
{
  g_autoptr (StoreFolder) folder = store_folder_new ();
  const char *name = strrchr (path, '/');

  folder->account_id = setup->account_id;
  g_set_str (&folder->path, path);
  g_set_str (&folder->display, path);
  g_set_str (&folder->name, name != NULL ? name + 1 : path);
  folder->delimiter = '/';
  folder->role = role;
  folder->selectable = folder->subscribed = TRUE;
  return store_folder_upsert (setup->store, folder, error) != 0;
}

static gboolean
ensure_folders (SyncSetup *setup, GError **error)
{
  g_auto (GStrv) more = store_local_folders_list (setup->store, setup->account_id, error);

  if (more == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (own_folders); i++)
    if (!ensure_folder (setup, own_folders[i].path, own_folders[i].role, error))
      return FALSE;
  for (guint i = 0; more[i] != NULL; i++)
    if (!ensure_folder (setup, more[i], STORE_ROLE_NONE, error))
      return FALSE;
  return TRUE;
}

/* A row for store_messages_add () and what it borrows from; the row is first. */
typedef struct
{
  StoreNewMessage record;
  MimeHeaders *headers;
  char *to, *cc, *keywords;
  GBytes *body;
} Incoming;

static void
incoming_free (Incoming *self)
{
  mime_headers_free (self->headers);
  g_free (self->to);
  g_free (self->cc);
  g_free (self->keywords);
  g_bytes_unref (self->body);
  g_free (self);
}

static Incoming *
incoming_new (const StoreLocalMessage *message, GBytes *body)
{
  Incoming *self = g_new0 (Incoming, 1);
  StoreNewMessage *record = &self->record;
  gsize size;
  const char *data = g_bytes_get_data (body, &size);
  g_autoptr (GBytes) block = g_bytes_new_from_bytes (body, 0, MIN (mime_headers_length (data, size), size));
  MimeHeaders *headers = mime_headers_parse (block);

  self->headers = headers;
  self->body = g_bytes_ref (body);
  self->keywords = g_strdup (message->keywords);
  record->uid = (guint32) message->id;
  record->flags = message->flags;
  record->keywords = self->keywords;
  record->received = message->received;
  record->size = size;
  record->date = headers->date_unix;
  record->message_id = headers->message_id;
  record->in_reply_to = headers->in_reply_to;
  record->references = (const char *const *) headers->references;
  record->subject = headers->subject;
  record->list_id = headers->list_id;
  if (headers->from->len > 0)
    {
      record->from_name = ((MimeAddress *) headers->from->pdata[0])->name;
      record->from_email = ((MimeAddress *) headers->from->pdata[0])->email;
    }
  record->to = self->to = mime_addresses_to_text (headers->to, ADDRESSES_IN_TEXT);
  record->cc = self->cc = mime_addresses_to_text (headers->cc, ADDRESSES_IN_TEXT);
  return self;
}

static GBytes *
map_file (const char *path)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);

  return file != NULL ? g_mapped_file_get_bytes (file) : NULL;
}

static gboolean
add_batch (SyncSetup *setup, gint64 folder_id, GPtrArray *batch, SyncReport *report, GError **error)
{
  g_autoptr (GArray) ids = NULL;
  g_autofree SyncBodyText *texts = g_new0 (SyncBodyText, batch->len + 1);
  g_autofree StoreNewBody *bodies = g_new0 (StoreNewBody, batch->len + 1);
  gint added = batch->len > 0 ? store_messages_add (setup->store, folder_id, batch, &ids, error) : 0;
  gboolean ok;

  if (batch->len == 0 || added < 0)
    return added == 0;
  for (guint i = 0; i < batch->len; i++)
    {
      sync_body_text_init (&texts[i], g_array_index (ids, gint64, i), ((Incoming *) batch->pdata[i])->body);
      bodies[i] = texts[i].record;
      report->bytes += g_bytes_get_size (texts[i].body);
    }
  ok = store_bodies_add (setup->store, bodies, batch->len, error);
  for (guint i = 0; i < batch->len; i++)
    sync_body_text_clear (&texts[i]);
  report->added += (guint) added;
  report->bodies += batch->len;
  g_ptr_array_set_size (batch, 0);
  return ok;
}

/* What mail.db has and local.db has not is gone; what it has not yet comes; flags are local.db's. */
static gboolean
fill_folder (SyncSetup *setup, const StoreFolder *folder, SyncReport *report, GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GPtrArray) list = store_local_list (setup->store, setup->account_id, folder->path, error);
  g_autoptr (BaseIdset) gone
      = list != NULL ? store_placements_get_uids (setup->store, folder->id, error) : NULL;
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) incoming_free);
  g_autoptr (GArray) updates = g_array_new (FALSE, FALSE, sizeof (StoreFlagsUpdate));
  gint changed;

  if (gone == NULL)
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    {
      const StoreLocalMessage *message = list->pdata[i];
      StoreFlagsUpdate update = { (guint32) message->id, message->flags, message->keywords, 0 };
      g_autofree char *file = NULL;
      g_autoptr (GBytes) body = NULL;

      if (base_idset_contains (gone, (guint32) message->id))
        {
          base_idset_remove_range (gone, (guint32) message->id, (guint32) message->id);
          g_array_append_val (updates, update);
          continue;
        }
      file = store_local_dup_file (setup->store, setup->account_id, message->id);
      body = map_file (file);
      if (body == NULL)
        {
          g_warning ("%s is missing", file);
          continue;
        }
      g_ptr_array_add (batch, incoming_new (message, body));
      if (batch->len == BATCH && !add_batch (setup, folder->id, batch, report, error))
        return FALSE;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    }
  if (!add_batch (setup, folder->id, batch, report, error))
    return FALSE;
  changed = store_placements_update_flags (setup->store, folder->id,
                                           (StoreFlagsUpdate *) (void *) updates->data, updates->len, error);
  if (changed < 0)
    return FALSE;
  report->changed += (guint) changed;
  if (!base_idset_is_empty (gone))
    {
      gint vanished = store_placements_vanish (setup->store, folder->id, gone, error);

      if (vanished < 0)
        return FALSE;
      report->vanished += (guint) vanished;
    }
  return store_folder_set_sync_state (setup->store, folder->id, SYNC_LOCAL_UIDVALIDITY,
                                      (guint32) store_local_get_max_id (setup->store) + 1, 0, 1,
                                      base_clock_now_unix (), error)
         && store_folder_settle (setup->store, folder->id, error);
}

static gboolean
fill (SyncSetup *setup, GPtrArray *reports, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) folders = NULL;

  if (!ensure_folders (setup, error))
    return FALSE;
  folders = store_folders_list (setup->store, setup->account_id, error);
  for (guint i = 0; folders != NULL && i < folders->len; i++)
    {
      const StoreFolder *folder = folders->pdata[i];
      g_autoptr (SyncReport) report = g_new0 (SyncReport, 1);
      gint64 start_us = g_get_monotonic_time ();

      report->folder_id = folder->id;
      report->path = g_strdup (folder->display);
      if (!fill_folder (setup, folder, report, cancellable, error))
        return FALSE;
      report->seconds = (double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC;
      if (reports != NULL)
        g_ptr_array_add (reports, g_steal_pointer (&report));
    }
  return folders != NULL;
}

/* ---- the round ---- */

/**
 * sync_local_round:
 * @look: also at the POP3 server
 * @reports: (nullable) (element-type SyncReport): one per folder is added
 *
 * What the person did, what the server has (POP3), what was sent; then mail.db. What cannot be fetched now does not keep
 * the rest from being done. FALSE with the first error.
 */
gboolean
sync_local_round (SyncSetup *setup, gboolean look, GPtrArray *reports, GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GError) fetch_error = NULL;
  gboolean ok;

  g_mutex_lock (&setup->journal_lock);
  ok = ensure_folders (setup, error) && sync_local_replay (setup, cancellable, error);
  if (ok && look && setup->account->kind == STORE_ACCOUNT_POP)
    sync_pop_fetch (setup, cancellable, &fetch_error);
  ok = ok && sync_local_file_sent (setup, error) && fill (setup, reports, cancellable, error);
  g_mutex_unlock (&setup->journal_lock);
  if (!ok || fetch_error == NULL)
    return ok;
  g_propagate_error (error, g_steal_pointer (&fetch_error));
  return FALSE;
}

/** sync_local_check: whether the POP3 server lets us in; nothing to ask for "on this computer" */
gboolean
sync_local_check (SyncSetup *setup, GCancellable *cancellable, GError **error)
{
  return setup->account->kind != STORE_ACCOUNT_POP || sync_pop_check (setup, cancellable, error);
}

/** sync_local_load_body: Returns: (transfer full) (nullable): a message's bytes out of its file, put back into the store */
GBytes *
sync_local_load_body (Store *store, const StoreMessage *message)
{
  g_autoptr (GPtrArray) placements = store_placements_list (store, message->id, NULL);

  for (guint i = 0; placements != NULL && i < placements->len; i++)
    {
      const StorePlacement *placement = placements->pdata[i];
      g_autoptr (StoreLocalMessage) local
          = placement->uid != 0 ? store_local_get (store, message->account_id, placement->uid, NULL) : NULL;
      g_autofree char *file
          = local != NULL ? store_local_dup_file (store, message->account_id, local->id) : NULL;
      GBytes *body = file != NULL ? map_file (file) : NULL;

      if (body == NULL)
        continue;
      store_body_add (store, message->id, body, NULL);
      return body;
    }
  return NULL;
}
