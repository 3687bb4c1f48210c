/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-draft-check.c: the checks on a draft
 *
 * Main thread; building the message and reading archives is done on the worker of the attachments, so that saving and sending never wait
 * for it. */

#include "alp-draft-check.h"

#include "alp-draft-private.h"
#include "alp-engine-private.h"

typedef struct
{
  AlpDraftRecord *record;
  char *folder;
  char *smtp_host;
  char **own;
} CheckJob;

static void
check_job_free (gpointer data)
{
  CheckJob *job = data;

  alp_draft_record_free (job->record);
  g_free (job->folder);
  g_free (job->smtp_host);
  g_strfreev (job->own);
  g_free (job);
}

static gpointer
check_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  CheckJob *job = argument;
  g_autoptr (MimeDraft) draft = alp_draft_record_to_mime (job->record, job->folder, FALSE, error);
  g_autoptr (GBytes) message = NULL;
  AlpCheckContext context = { .from = job->record->from_email,
                              .smtp_host = job->smtp_host,
                              .external_notice = TRUE,
                              .identities = (const char *const *) job->own };

  if (draft == NULL)
    return NULL;
  message = alp_draft_record_build (job->record, draft, TRUE, error);
  return message != NULL ? alp_check_message (message, &context, error) : NULL;
}

void
alp_draft_check_async (AlpDraft *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  CheckJob *job;
  AlpAccount *account;

  g_return_if_fail (ALP_IS_DRAFT (self));

  account = alp_draft_get_account (self);
  job = g_new0 (CheckJob, 1);
  job->record = alp_draft_dup_record (self);
  job->folder = g_strdup (alp_draft_get_folder (self));
  job->smtp_host = g_strdup (account != NULL ? alp_account_get_spec (account)->smtp_host : NULL);
  job->own = alp_draft_dup_own_addresses (alp_draft_get_engine (self));
  alp_job_run (self, alp_draft_check_async, alp_draft_get_worker (alp_draft_get_engine (self)),
               BASE_PRIORITY_NORMAL, check_job, job, check_job_free, (GDestroyNotify) g_ptr_array_unref,
               cancellable, callback, user_data);
}

GPtrArray *
alp_draft_check_finish (AlpDraft *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_draft_check_async, result, error);
}
