/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-folders.c: the account's folder list, server → store
 *
 * Folders are known by the server's own bytes; names shown are made from them (I-18, I-19). One strange answer removes
 * nothing: a folder that is not listed is asked for by name, and only "no such folder" removes it here. */

#include "sync-folders.h"

#include <string.h>

#include "sync-error.h"
#include "sync-journal.h"
#include "sync-plan.h"
#include "sync-roles.h"

#define FOLDERS_MAX 20000

void
sync_folder_entry_free (SyncFolderEntry *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->folder, store_folder_free);
  g_free (self);
}

static StoreRole
role_from_imap (ImapRole role)
{
  switch (role)
    {
    case IMAP_ROLE_INBOX:
      return STORE_ROLE_INBOX;
    case IMAP_ROLE_ALL:
      return STORE_ROLE_ALL;
    case IMAP_ROLE_ARCHIVE:
      return STORE_ROLE_ARCHIVE;
    case IMAP_ROLE_DRAFTS:
      return STORE_ROLE_DRAFTS;
    case IMAP_ROLE_FLAGGED:
      return STORE_ROLE_FLAGGED;
    case IMAP_ROLE_JUNK:
      return STORE_ROLE_JUNK;
    case IMAP_ROLE_SENT:
      return STORE_ROLE_SENT;
    case IMAP_ROLE_TRASH:
      return STORE_ROLE_TRASH;
    case IMAP_ROLE_IMPORTANT:
      return STORE_ROLE_IMPORTANT;
    case IMAP_ROLE_NONE:
    default:
      return STORE_ROLE_NONE;
    }
}

static const char *
last_part (const ImapFolder *folder)
{
  const char *slash = folder->delimiter != '\0' ? strrchr (folder->display, folder->delimiter) : NULL;

  return slash != NULL && slash[1] != '\0' ? slash + 1 : folder->display;
}

static SyncRoleCandidate *
make_candidates (GPtrArray *listed)
{
  SyncRoleCandidate *candidates = g_new0 (SyncRoleCandidate, listed->len + 1);

  for (guint i = 0; i < listed->len; i++)
    {
      const ImapFolder *folder = listed->pdata[i];

      candidates[i] = (SyncRoleCandidate) { folder->display, folder->delimiter, folder->selectable,
                                            role_from_imap (folder->role), STORE_ROLE_NONE };
    }
  sync_roles_assign (candidates, listed->len);
  return candidates;
}

static gint64
upsert (SyncSetup *setup, const ImapFolder *listed, StoreRole role, GError **error)
{
  StoreFolder record = {
    .account_id = setup->account_id,
    .path = listed->name,
    .display = listed->display,
    .name = (char *) last_part (listed),
    .delimiter = listed->delimiter,
    .role = role,
    .attributes = listed->attributes,
    .selectable = listed->selectable,
    .subscribed = listed->subscribed,
  };

  return store_folder_upsert (setup->store, &record, error);
}

/**
 * sync_folders_judge:
 * @status: (nullable): what the server says of the folder
 *
 * Sets the entry's verdict. Counts are compared only when the journal is empty: what waits there has changed ours.
 */
void
sync_folders_judge (SyncSession *session, SyncFolderEntry *entry, const ImapStatus *status)
{
  const guint needed
      = IMAP_STATUS_MESSAGES | IMAP_STATUS_UIDNEXT | IMAP_STATUS_UIDVALIDITY | IMAP_STATUS_UNSEEN;
  SyncSetup *setup = sync_session_get_setup (session);
  const StoreFolder *folder = entry->folder;
  SyncNumbers here
      = { folder->uidvalidity, folder->uidnext, folder->highestmodseq, folder->total, folder->unread };
  SyncNumbers there = { 0 };
  g_autoptr (BaseIdset) unreadable = NULL;

  entry->numbers = SYNC_NUMBERS_CHANGED;
  if (status == NULL || (status->has & needed) != needed || folder->low_uid != 1)
    return;
  there = (SyncNumbers) { status->uidvalidity, status->uidnext,
                          status->has & IMAP_STATUS_HIGHESTMODSEQ ? status->highestmodseq : 0,
                          status->messages, status->unseen };
  if (there.messages != here.messages || there.unseen != here.unseen)
    {
      guint deleted, unread;

      /* the server counts what is marked \Deleted, and nobody sees it here */
      store_folder_count_deleted (setup->store, folder->id, &deleted, &unread, NULL);
      here.messages += deleted;
      here.unseen += unread;
    }
  unreadable = sync_notes_get_unreadable (setup->notes, folder->id, folder->uidvalidity);
  if (!base_idset_is_empty (unreadable))
    {
      here.messages += base_idset_count (unreadable);
      here.unseen = there.unseen; /* nobody knows their flags */
    }
  entry->numbers = sync_plan_numbers (&here, &there);
  if (entry->numbers == SYNC_NUMBERS_DOUBTFUL && sync_journal_has_work (setup))
    entry->numbers = SYNC_NUMBERS_CHANGED;
}

static gboolean
write_listed (SyncSession *session, GPtrArray *listed, GPtrArray *entries, GError **error)
{
  SyncSetup *setup = sync_session_get_setup (session);
  g_autofree SyncRoleCandidate *candidates = make_candidates (listed);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (!store_begin (setup->store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  for (guint i = 0; i < listed->len && i < FOLDERS_MAX; i++)
    {
      const ImapFolder *folder = listed->pdata[i];
      SyncFolderEntry *entry;
      gint64 id;

      if (folder->name == NULL || *folder->name == '\0' || !g_hash_table_add (seen, folder->name))
        continue;
      id = upsert (setup, folder, candidates[i].role, error);
      entry = g_new0 (SyncFolderEntry, 1);
      g_ptr_array_add (entries, entry);
      if (id != 0)
        entry->folder = store_folder_get (setup->store, id, error);
      if (entry->folder == NULL)
        {
          store_rollback (setup->store);
          return FALSE;
        }
      entry->listed = folder->status != NULL;
      sync_folders_judge (session, entry, folder->status);
    }
  return store_commit (setup->store, error);
}

static gboolean
entries_have (GPtrArray *entries, const char *path)
{
  for (guint i = 0; i < entries->len; i++)
    if (strcmp (((SyncFolderEntry *) entries->pdata[i])->folder->path, path) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_inbox (GPtrArray *entries)
{
  for (guint i = 0; i < entries->len; i++)
    if (((SyncFolderEntry *) entries->pdata[i])->folder->role == STORE_ROLE_INBOX)
      return TRUE;
  return FALSE;
}

/* Whether the server, asked by name, says that there is no such folder. FALSE with @error: it cannot be asked. */
static gboolean
is_gone (SyncSession *session, const StoreFolder *folder, GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapStatus) status = NULL;
  g_autoptr (GError) status_error = NULL;

  if (imap_session_status (sync_session_get_imap (session), folder->path, &status, cancellable,
                           &status_error))
    return FALSE;
  if (g_error_matches (status_error, IMAP_ERROR, IMAP_ERROR_NOT_FOUND)
      || g_error_matches (status_error, IMAP_ERROR, IMAP_ERROR_NO))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&status_error));
  return FALSE;
}

/* Of @missing those that a second list does not name either. NULL on failure. */
static GPtrArray *
list_again (SyncSession *session, GPtrArray *missing, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) listed = NULL;
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *still = g_ptr_array_new ();

  if (!imap_session_list (sync_session_get_imap (session), &listed, cancellable, error))
    {
      g_ptr_array_unref (still);
      return NULL;
    }
  for (guint i = 0; i < listed->len; i++)
    g_hash_table_add (names, ((ImapFolder *) listed->pdata[i])->name);
  for (guint i = 0; i < missing->len; i++)
    if (!g_hash_table_contains (names, ((StoreFolder *) missing->pdata[i])->path))
      g_ptr_array_add (still, missing->pdata[i]);
  return still;
}

/* Removes folders of the store that the server, asked by name, says do not exist. */
static gboolean
remove_missing (SyncSession *session, GPtrArray *entries, GCancellable *cancellable, GError **error)
{
  SyncSetup *setup = sync_session_get_setup (session);
  g_autoptr (GPtrArray) local = store_folders_list (setup->store, setup->account_id, error);
  g_autoptr (GPtrArray) missing = g_ptr_array_new ();
  SyncMissing verdict;

  if (local == NULL)
    return FALSE;
  for (guint i = 0; i < local->len; i++)
    if (!entries_have (entries, ((StoreFolder *) local->pdata[i])->path))
      g_ptr_array_add (missing, local->pdata[i]);
  if (missing->len == 0)
    return TRUE;
  verdict = sync_plan_missing_folders (local->len, entries->len, missing->len, has_inbox (entries));
  if (verdict == SYNC_MISSING_KEEP)
    {
      g_message ("the folder list lacks %u of %u folders; nothing is removed", missing->len, local->len);
      return TRUE;
    }
  if (verdict == SYNC_MISSING_LIST)
    {
      GPtrArray *still = list_again (session, missing, cancellable, error);

      if (still == NULL)
        return FALSE;
      g_ptr_array_unref (missing);
      missing = still;
    }
  for (guint i = 0; i < missing->len; i++)
    {
      const StoreFolder *folder = missing->pdata[i];
      g_autoptr (GError) ask_error = NULL;

      if (!store_journal_has_folder (setup->store, setup->account_id, folder->path)
          && is_gone (session, folder, cancellable, &ask_error)
          && !store_folder_remove (setup->store, folder->id, error))
        return FALSE;
      if (ask_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&ask_error));
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * sync_folders_run:
 *
 * Brings the folder list into agreement. Blocks. Returns: (transfer full) (element-type SyncFolderEntry): the
 * server's folders in its order; %NULL on failure
 */
GPtrArray *
sync_folders_run (SyncSession *session, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) listed = NULL;
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) sync_folder_entry_free);

  if (!imap_session_list (sync_session_get_imap (session), &listed, cancellable, error))
    return NULL;
  if (!write_listed (session, listed, entries, error)
      || !remove_missing (session, entries, cancellable, error))
    return NULL;
  return g_steal_pointer (&entries);
}

/**
 * sync_folders_ensure_role:
 * @role: Sent, Trash, Drafts, Archive or Junk
 *
 * Returns: (transfer full): the folder with this role; made on the server when there is none. Blocks.
 */
StoreFolder *
sync_folders_ensure_role (SyncSession *session, StoreRole role, GCancellable *cancellable, GError **error)
{
  static const struct
  {
    StoreRole role;
    ImapRole imap_role;
    const char *name;
  } made[] = {
    { STORE_ROLE_SENT, IMAP_ROLE_SENT, "Sent" },       { STORE_ROLE_TRASH, IMAP_ROLE_TRASH, "Trash" },
    { STORE_ROLE_DRAFTS, IMAP_ROLE_DRAFTS, "Drafts" }, { STORE_ROLE_ARCHIVE, IMAP_ROLE_ARCHIVE, "Archive" },
    { STORE_ROLE_JUNK, IMAP_ROLE_JUNK, "Junk" },
  };

  SyncSetup *setup = sync_session_get_setup (session);
  StoreFolder *folder = store_folder_get_by_role (setup->store, setup->account_id, role, NULL);

  for (gsize i = 0; folder == NULL && i < G_N_ELEMENTS (made); i++)
    {
      g_autoptr (GPtrArray) entries = NULL;

      if (made[i].role != role)
        continue;
      if (!imap_session_create (sync_session_get_imap (session), made[i].name, made[i].imap_role, cancellable,
                                error))
        return NULL;
      imap_session_subscribe (sync_session_get_imap (session), made[i].name, TRUE, cancellable, NULL);
      entries = sync_folders_run (session, cancellable, error);
      if (entries == NULL)
        return NULL;
      return store_folder_get_by_role (setup->store, setup->account_id, role, error);
    }
  if (folder == NULL)
    g_set_error (error, SYNC_ERROR, SYNC_ERROR_NO_FOLDER, "the account has no folder with role %d", role);
  return folder;
}
