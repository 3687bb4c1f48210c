/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-quota.c: how much of its storage an address uses (RFC 9208)
 *
 * A worker's thread, with the session of a round. The answer is a note for the person: a server that refuses it, or has no quota,
 * fails nothing. */

#include "sync-quota.h"

#include "base-clock.h"

/* A round comes every few minutes; storage does not fill that fast. */
#define ASK_SECONDS (10 * 60)
#define SETTING_ASKED "quota-asked"

/* The STORAGE resource that is fullest: a mailbox may lie under several roots. FALSE: none is limited. */
static gboolean
find_fullest (GPtrArray *quotas, guint64 *used, guint64 *limit)
{
  double fullest = -1;

  for (guint i = 0; i < quotas->len; i++)
    {
      const ImapQuotaResource *storage = imap_quota_find (g_ptr_array_index (quotas, i), "STORAGE");

      if (storage == NULL || storage->limit == 0 || storage->limit > G_MAXINT64 / 1024)
        continue;
      if ((double) storage->usage / (double) storage->limit > fullest)
        {
          fullest = (double) storage->usage / (double) storage->limit;
          *used = MIN (storage->usage, (guint64) G_MAXINT64 / 1024) * 1024;
          *limit = storage->limit * 1024;
        }
    }
  return fullest >= 0;
}

static gboolean
is_due (SyncSession *session)
{
  g_autofree char *asked = store_account_setting_get (
      sync_session_get_setup (session)->store, sync_session_get_setup (session)->account->id, SETTING_ASKED);
  gint64 then = asked != NULL ? g_ascii_strtoll (asked, NULL, 10) : 0, now = base_clock_now_unix ();

  return now - then > ASK_SECONDS || now < then;
}

/**
 * sync_quota_run:
 *
 * Asks the server for the storage of the inbox, at most every ten minutes, and keeps what it says; nothing when it says nothing.
 */
void
sync_quota_run (SyncSession *session, GCancellable *cancellable)
{
  Store *store = sync_session_get_setup (session)->store;
  gint64 account_id = sync_session_get_setup (session)->account->id;
  g_autoptr (GPtrArray) quotas = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *value = NULL, *before = NULL, *asked = NULL;
  guint64 used = 0, limit = 0;

  if (!imap_session_has (sync_session_get_imap (session), IMAP_EXTENSION_QUOTA) || !is_due (session))
    return;
  asked = g_strdup_printf ("%" G_GINT64_FORMAT, base_clock_now_unix ());
  if (!store_account_setting_set (store, account_id, SETTING_ASKED, asked, NULL)
      || !imap_session_get_quota (sync_session_get_imap (session), "INBOX", &quotas, cancellable, &error))
    {
      g_debug ("quota: %s", error != NULL ? error->message : "not stored");
      return;
    }
  if (find_fullest (quotas, &used, &limit))
    value = g_strdup_printf ("%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, used, limit);
  before = store_account_setting_get (store, account_id, SYNC_QUOTA_SETTING);
  if (g_strcmp0 (before, value) != 0)
    store_account_setting_set (store, account_id, SYNC_QUOTA_SETTING, value, NULL);
}
