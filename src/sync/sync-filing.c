/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-filing.c: a copy of what was sent, in Sent, exactly once
 *
 * The Message-ID is looked for first: the server may have filed by itself, or an attempt of ours may have been cut
 * after the APPEND arrived. Runs on a thread with an IMAP session. */

#include "sync-filing.h"

#include "base-clock.h"
#include "sync-folders.h"

typedef struct
{
  SyncSession *session;
  SyncSetup *setup;
  GCancellable *cancellable;
} Filing;

/* Whether @folder has a message with this Message-ID. Leaves it selected for reading. */
static gboolean
folder_has (Filing *filing, const StoreFolder *folder, const char *message_id, gboolean *has, GError **error)
{
  g_auto (ImapSelected) selected = { 0 };
  g_autoptr (BaseIdset) found = NULL;
  ImapSession *imap = sync_session_get_imap (filing->session);

  sync_session_set_folder (filing->session, 0);
  *has = FALSE;
  if (!imap_session_select (imap, folder->path, TRUE, NULL, &selected, filing->cancellable, error)
      || !imap_session_search_header (imap, "Message-ID", message_id, &found, filing->cancellable, error))
    return FALSE;
  *has = !base_idset_is_empty (found);
  return TRUE;
}

/* A copy in Sent, unless the server (or an attempt of ours that was cut) put one there already. */
static gboolean
file_sent (Filing *filing, gint64 outbox_id, GError **error)
{
  g_autoptr (StoreOutboxItem) item = store_outbox_get (filing->setup->store, outbox_id, error);
  g_autoptr (StoreFolder) sent = NULL;
  ImapAppended appended;
  gboolean has;

  if (item == NULL)
    return FALSE;
  sent = sync_folders_ensure_role (filing->session, STORE_ROLE_SENT, filing->cancellable, error);
  if (sent == NULL || !folder_has (filing, sent, item->message_id, &has, error))
    return FALSE;
  if (!has
      && !imap_session_append (sync_session_get_imap (filing->session), sent->path, IMAP_FLAG_SEEN,
                               base_clock_now_unix (), item->message, &appended, filing->cancellable, error))
    return FALSE;
  return store_outbox_set_state (filing->setup->store, outbox_id, STORE_OUTBOX_FILED, NULL, 0, error);
}

/* A message of which nobody knows whether it was delivered: seen in Sent or in our own inbox, it was. */
static gboolean
look_for_unknown (Filing *filing, const StoreOutboxItem *item, GError **error)
{
  static const StoreRole roles[] = { STORE_ROLE_SENT, STORE_ROLE_INBOX };

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autoptr (StoreFolder) folder
          = store_folder_get_by_role (filing->setup->store, filing->setup->account_id, roles[i], NULL);
      gboolean has;

      if (folder == NULL)
        continue;
      if (!folder_has (filing, folder, item->message_id, &has, error))
        return FALSE;
      if (has && !store_outbox_set_state (filing->setup->store, item->id, STORE_OUTBOX_SENT, NULL, 0, error))
        return FALSE;
      if (has)
        return file_sent (filing, item->id, error);
    }
  return TRUE;
}

/**
 * sync_filing_run:
 *
 * Puts what was delivered into Sent, exactly once, and looks whether what is unknown was delivered after all. Blocks.
 */
gboolean
sync_filing_run (SyncSession *session, GCancellable *cancellable, GError **error)
{
  Filing filing = { session, sync_session_get_setup (session), cancellable };
  g_autoptr (GPtrArray) items
      = store_outbox_list (filing.setup->store, filing.setup->account_id, FALSE, error);
  gboolean ok = TRUE;

  if (items == NULL)
    return FALSE;
  g_mutex_lock (&filing.setup->filing_lock);
  for (guint i = 0; ok && i < items->len; i++)
    {
      const StoreOutboxItem *item = items->pdata[i];

      if (item->state == STORE_OUTBOX_SENT)
        ok = file_sent (&filing, item->id, error);
      else if (item->state == STORE_OUTBOX_UNKNOWN)
        ok = look_for_unknown (&filing, item, error);
    }
  g_mutex_unlock (&filing.setup->filing_lock);
  return ok;
}
