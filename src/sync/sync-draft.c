/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-draft.c: a draft's copy in the server's Drafts folder: the new one first, then the old one goes
 *
 * Each version has a Message-ID of its own, so the new one is found again after a cut and never put there twice. The old one is
 * deleted only when the new one is proven, and only the very message we put there: by UID, UIDVALIDITY and Message-ID. What another
 * program made of it meanwhile stays. Runs on a thread with an IMAP session. */

#include "sync-append.h"
#include "sync-error.h"
#include "sync-folders.h"
#include "sync-journal-private.h"

#include <stdlib.h>
#include <string.h>

/* Fills uids with the old copy if it is still what we put there. */
static gboolean
find_old (SyncReplay *self, const StoreDraftCopy *old, BaseIdset **uids, GError **error)
{
  g_auto (ImapSelected) selected = { 0 };

  sync_session_set_folder (self->session, 0);
  if (!imap_session_select (self->imap, old->path, FALSE, NULL, &selected, self->cancellable, error)
      || !sync_append_find (self->imap, old->rfc_message_id, 0, uids, self->cancellable, error))
    return FALSE;
  if (selected.uidvalidity != 0 && selected.uidvalidity == old->uidvalidity && old->uid != 0
      && base_idset_contains (*uids, old->uid))
    {
      base_idset_clear (*uids);
      base_idset_add (*uids, old->uid);
    }
  else if (base_idset_count (*uids) > 1)
    base_idset_clear (*uids); /* not sure which: none */
  return TRUE;
}

static gboolean
delete_old (SyncReplay *self, const StoreDraftCopy *old, GError **error)
{
  g_autoptr (BaseIdset) uids = NULL;
  g_autoptr (GError) local_error = NULL;

  if (old == NULL || *old->rfc_message_id == '\0' || old->account_id != self->entry->account_id
      || strcmp (old->rfc_message_id, self->entry->rfc_message_id) == 0)
    return TRUE;
  if (!find_old (self, old, &uids, &local_error))
    {
      if (g_error_matches (local_error, IMAP_ERROR, IMAP_ERROR_NOT_FOUND))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  return base_idset_is_empty (uids) || sync_replay_delete (self, uids, error);
}

static gboolean
replace (SyncReplay *self, GBytes *payload, const StoreDraftCopy *old, GError **error)
{
  const StoreJournalEntry *entry = self->entry;
  g_autoptr (StoreFolder) drafts
      = sync_folders_ensure_role (self->session, STORE_ROLE_DRAFTS, self->cancellable, error);
  ImapAppended appended;
  StoreDraftCopy copy = { .draft_id = entry->argument, .account_id = entry->account_id };

  if (drafts == NULL
      || !sync_append_once (self->session, drafts->path, IMAP_FLAG_DRAFT | IMAP_FLAG_SEEN,
                            entry->rfc_message_id, payload, self->was_running, &appended, self->cancellable,
                            error))
    return FALSE;
  if (appended.uid == 0)
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_NOT_RECEIVED,
                           "the draft cannot be found on the server");
      return FALSE;
    }
  copy.path = drafts->path;
  copy.uidvalidity = appended.uidvalidity;
  copy.uid = appended.uid;
  copy.rfc_message_id = entry->rfc_message_id;
  copy.version = (guint) strtoul (entry->note, NULL, 10);
  return delete_old (self, old, error) && store_journal_draft_done (self->store, entry->id, &copy, error);
}

gboolean
sync_replay_draft (SyncReplay *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) payload = store_journal_get_payload (self->store, self->entry->id, &local_error);
  g_autoptr (StoreDraftCopy) old = store_draft_copy_get (self->store, self->entry->argument);

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (payload != NULL)
    return replace (self, payload, old, error);
  return delete_old (self, old, error)
         && store_journal_draft_done (self->store, self->entry->id, NULL, error);
}
