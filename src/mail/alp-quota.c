/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-quota.c: how full the storage of an address is; read from what sync noted. Main thread, the engine's reader. */

#include "alp-quota.h"

#include "alp-engine-private.h"

/* The name and form of the account setting are those of sync-quota.h. */
#define SETTING "quota"

typedef struct
{
  Store *store;
  gint64 account_id;
} Question;

gboolean
alp_quota_parse (const char *text, AlpQuota *quota)
{
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", " ", 3);

  *quota = (AlpQuota) { 0 };
  return g_strv_length (parts) == 2
         && g_ascii_string_to_unsigned (parts[0], 10, 0, G_MAXINT64, &quota->used, NULL)
         && g_ascii_string_to_unsigned (parts[1], 10, 1, G_MAXINT64, &quota->limit, NULL);
}

double
alp_quota_get_percent (const AlpQuota *quota)
{
  return quota->limit > 0 ? 100.0 * (double) quota->used / (double) quota->limit : 0;
}

static gpointer
load_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  Question *question = argument;
  g_autofree char *text = store_account_setting_get (question->store, question->account_id, SETTING);
  AlpQuota *quota = g_new0 (AlpQuota, 1);

  if (!alp_quota_parse (text, quota))
    *quota = (AlpQuota) { 0 };
  return quota;
}

void
alp_quota_load_async (AlpEngine *engine, AlpAccount *account, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  SyncEngine *sync;
  Question *question;

  g_return_if_fail (ALP_IS_ENGINE (engine));
  g_return_if_fail (ALP_IS_ACCOUNT (account));

  sync = alp_engine_get_sync (engine);
  if (sync == NULL)
    {
      alp_job_fail (engine, alp_quota_load_async, cancellable, callback, user_data,
                    alp_engine_new_stopped_error ());
      return;
    }
  question = g_new0 (Question, 1);
  question->store = sync_engine_get_store (sync);
  question->account_id = alp_account_get_id (account);
  alp_job_run (engine, alp_quota_load_async, alp_engine_get_reader (engine), BASE_PRIORITY_NORMAL, load_job,
               question, g_free, g_free, cancellable, callback, user_data);
}

gboolean
alp_quota_load_finish (AlpEngine *engine, GAsyncResult *result, AlpQuota *quota, GError **error)
{
  g_autofree AlpQuota *known = alp_job_finish (engine, alp_quota_load_async, result, error);

  if (known == NULL)
    return FALSE;
  *quota = *known;
  return TRUE;
}
