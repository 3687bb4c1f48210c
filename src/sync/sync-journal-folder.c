/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-journal-folder.c: folders made, renamed, deleted and subscribed on the server
 *
 * Each is asked about before it is repeated: a folder that is there was made, one that is not was deleted. A folder that got mail
 * since the person chose to delete it is not deleted. Runs on a thread with an IMAP session. */

#include "sync-error.h"
#include "sync-journal-private.h"

#include <string.h>

/* Whether the server has the folder; @status: (out) (nullable). */
static gboolean
ask (SyncReplay *self, const char *path, gboolean *there, ImapStatus **status, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  *there = imap_session_status (self->imap, path, status, self->cancellable, &local_error);
  if (*there || g_error_matches (local_error, IMAP_ERROR, IMAP_ERROR_NO)
      || g_error_matches (local_error, IMAP_ERROR, IMAP_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* The server's bytes for the shown name, which only a session knows (UTF-7 or UTF-8). */
static char *
raw_name (SyncReplay *self)
{
  char *raw = imap_session_dup_raw_name (self->imap, self->entry->target_path);

  return raw != NULL ? raw : g_strdup (self->entry->path);
}

static gboolean
named (SyncReplay *self, const char *raw, GError **error)
{
  return store_journal_folder_named (self->store, self->entry->id, raw, error)
         && sync_replay_finish (self, NULL, error);
}

static gboolean
replay_create (SyncReplay *self, GError **error)
{
  g_autofree char *raw = raw_name (self);
  g_autoptr (GError) local_error = NULL;

  if (!imap_session_create (self->imap, raw, IMAP_ROLE_NONE, self->cancellable, &local_error)
      && !g_error_matches (local_error, IMAP_ERROR, IMAP_ERROR_ALREADY_EXISTS))
    {
      g_autoptr (ImapStatus) status = NULL;
      gboolean there = FALSE;

      /* old servers say NO without a code */
      if (!g_error_matches (local_error, IMAP_ERROR, IMAP_ERROR_NO) || !ask (self, raw, &there, &status, NULL)
          || !there)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
    }
  if (!imap_session_subscribe (self->imap, raw, TRUE, self->cancellable, NULL)
      && imap_session_is_broken (self->imap))
    g_info ("the connection was lost while a new folder was subscribed");
  return named (self, raw, error);
}

static gboolean
replay_rename (SyncReplay *self, GError **error)
{
  g_autofree char *raw = raw_name (self);
  g_autoptr (ImapStatus) old_status = NULL;
  g_autoptr (ImapStatus) new_status = NULL;
  gboolean old_there = TRUE, new_there = FALSE;

  if (strcmp (raw, self->entry->wire_path) == 0)
    return named (self, raw, error);
  if (self->was_running
      && (!ask (self, self->entry->wire_path, &old_there, &old_status, error)
          || !ask (self, raw, &new_there, &new_status, error)))
    return FALSE;
  if (old_there || !new_there)
    {
      const char *selected = imap_session_get_selected (self->imap);

      if (selected != NULL && strcmp (selected, self->entry->wire_path) == 0
          && !imap_session_unselect (self->imap, self->cancellable, error))
        return FALSE;
      if (!imap_session_rename (self->imap, self->entry->wire_path, raw, self->cancellable, error))
        return FALSE;
    }
  /* Subscriptions are of names; what comes of these two is no reason to say that the rename failed. */
  if (imap_session_subscribe (self->imap, raw, TRUE, self->cancellable, NULL))
    imap_session_subscribe (self->imap, self->entry->wire_path, FALSE, self->cancellable, NULL);
  return named (self, raw, error);
}

static gboolean
replay_delete (SyncReplay *self, GError **error)
{
  const StoreJournalEntry *entry = self->entry;
  const char *selected = imap_session_get_selected (self->imap);
  g_autoptr (ImapStatus) status = NULL;
  g_autoptr (GError) local_error = NULL;
  gboolean there;

  if (!ask (self, entry->wire_path, &there, &status, error))
    return FALSE;
  if (there && entry->argument > 0 && (status->has & IMAP_STATUS_UIDNEXT)
      && status->uidnext > (guint64) entry->argument
      && (!(status->has & IMAP_STATUS_MESSAGES) || status->messages > 0))
    {
      g_set_error_literal (error, SYNC_ERROR, SYNC_ERROR_REFUSED, "new mail came into the folder meanwhile");
      return FALSE;
    }
  if (selected != NULL && strcmp (selected, entry->wire_path) == 0
      && !imap_session_unselect (self->imap, self->cancellable, error))
    return FALSE;
  if (there && !imap_session_delete (self->imap, entry->wire_path, self->cancellable, &local_error)
      && !g_error_matches (local_error, IMAP_ERROR, IMAP_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  imap_session_subscribe (self->imap, entry->wire_path, FALSE, self->cancellable, NULL);
  return sync_replay_finish (self, NULL, error);
}

gboolean
sync_replay_folder (SyncReplay *self, GError **error)
{
  sync_session_set_folder (self->session, 0);
  switch ((int) self->entry->kind)
    {
    case STORE_ACTION_FOLDER_CREATE:
      return replay_create (self, error);
    case STORE_ACTION_FOLDER_RENAME:
      return replay_rename (self, error);
    case STORE_ACTION_FOLDER_DELETE:
      return replay_delete (self, error);
    default:
      return imap_session_subscribe (self->imap, self->entry->wire_path, self->entry->add_flags != 0,
                                     self->cancellable, error)
             && sync_replay_finish (self, NULL, error);
    }
}
