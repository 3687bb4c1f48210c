/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-draft-check.c: the checks on a draft
 *
 * Main thread; building the message and reading archives is done on the worker of the attachments, so that saving and sending never wait
 * for it. While writing, each set of attached files is looked at once: what was found is kept with the draft, and the message that is
 * checked after each pause holds a few bytes in the place of each file. */

#include "alp-draft-check.h"

#include "alp-draft-private.h"
#include "alp-engine-private.h"
#include "mime-headers.h"

#include <string.h>

/* What was found out about one set of files. Immutable once made. */
typedef struct
{
  char *key;           /* hashes and names */
  GPtrArray *findings; /* AlpCheckFinding: of attachments only */
} FilesSeen;

typedef struct
{
  Store *store;
  AlpDraftRecord *record;
  char *folder;
  char *smtp_host;
  char **own;
  char **added;
  gint64 account_id;
  gboolean writing;
  FilesSeen *seen; /* (nullable): from before, of these very files */
} CheckJob;

typedef struct
{
  GPtrArray *findings;
  FilesSeen *seen; /* nullable: new */
} Checked;

static void
files_seen_free (gpointer data)
{
  FilesSeen *self = data;

  if (self == NULL)
    return;
  g_free (self->key);
  g_ptr_array_unref (self->findings);
  g_free (self);
}

static void
checked_free (gpointer data)
{
  Checked *self = data;

  g_clear_pointer (&self->findings, g_ptr_array_unref);
  files_seen_free (self->seen);
  g_free (self);
}

static void
check_job_free (gpointer data)
{
  CheckJob *job = data;

  alp_draft_record_free (job->record);
  g_free (job->folder);
  g_free (job->smtp_host);
  g_strfreev (job->own);
  g_strfreev (job->added);
  files_seen_free (job->seen);
  g_free (job);
}

static char *
files_key (const AlpDraftRecord *record)
{
  GString *key = g_string_new (NULL);

  for (guint i = 0; i < record->files->len; i++)
    {
      const AlpDraftFile *file = g_ptr_array_index (record->files, i);

      g_string_append_printf (key, "%s %s\n", file->hash, file->name);
    }
  return g_string_free_and_steal (key);
}

static gboolean
is_about_files (const AlpCheckFinding *finding)
{
  return strcmp (finding->id, "attachment-type-forbidden") == 0
         || strcmp (finding->id, "attachments-over-size") == 0;
}

static FilesSeen *
files_seen_copy (const FilesSeen *from)
{
  FilesSeen *self = g_new0 (FilesSeen, 1);

  self->key = g_strdup (from->key);
  self->findings = g_ptr_array_ref (from->findings);
  return self;
}

static GBytes *
header_block (GBytes *message)
{
  gsize size;
  const char *data = g_bytes_get_data (message, &size);

  return g_bytes_new_from_bytes (message, 0, data != NULL ? MIN (mime_headers_length (data, size), size) : 0);
}

/* Only its header, and only when it is here: a check never asks the server. */
static GBytes *
load_original (CheckJob *job)
{
  g_autoptr (GBytes) whole = job->record->source_id != 0 && !job->record->forward && job->store != NULL
                                 ? store_body_get (job->store, job->record->source_id, NULL)
                                 : NULL;

  return whole != NULL ? header_block (whole) : NULL;
}

/* A file that is there in name only: what is in it was looked at before. */
static void
stand_in (MimeDraft *draft)
{
  static const char nothing[] = "-";

  for (guint i = 0; i < draft->attachments->len; i++)
    {
      MimeAttachment *one = g_ptr_array_index (draft->attachments, i);

      g_set_str (&one->name, "file");
      g_set_str (&one->type, "application/octet-stream");
      g_clear_pointer (&one->bytes, g_bytes_unref);
      one->bytes = g_bytes_new_static (nothing, 1);
    }
}

static GPtrArray *
check (CheckJob *job, gboolean light, GError **error)
{
  g_autoptr (MimeDraft) draft = alp_draft_record_to_mime (job->record, job->folder, FALSE, error);
  g_autoptr (GBytes) message = NULL;
  g_autoptr (GBytes) original = NULL;
  g_auto (GStrv) own_domains = NULL;
  AlpCheckContext context = { .from = job->record->from_email,
                              .smtp_host = job->smtp_host,
                              .external_notice = TRUE,
                              .added = (const char *const *) job->added,
                              .identities = (const char *const *) job->own };

  if (draft == NULL)
    return NULL;
  if (light)
    stand_in (draft);
  if (job->store != NULL)
    {
      g_autofree char *notice = store_account_setting_get (job->store, job->account_id, "external-notice");

      context.external_notice = g_strcmp0 (notice, "0") != 0;
      own_domains = store_trust_list (job->store, STORE_TRUST_ORGANIZATION, job->account_id, NULL);
    }
  context.own_domains = (const char *const *) own_domains;
  original = load_original (job);
  context.original = original;
  message = alp_draft_record_build (job->record, draft, TRUE, error);
  return message != NULL ? alp_check_message (message, &context, error) : NULL;
}

static FilesSeen *
files_seen_new (const CheckJob *job, GPtrArray *findings)
{
  FilesSeen *self = g_new0 (FilesSeen, 1);

  self->key = files_key (job->record);
  self->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) alp_check_finding_free);
  for (guint i = 0; i < findings->len; i++)
    if (is_about_files (g_ptr_array_index (findings, i)))
      g_ptr_array_add (self->findings, alp_check_finding_copy (g_ptr_array_index (findings, i)));
  return self;
}

static gpointer
check_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  CheckJob *job = argument;
  gboolean light = job->writing && job->seen != NULL;
  GPtrArray *findings = check (job, light, error);
  Checked *checked;

  if (findings == NULL)
    return NULL;
  checked = g_new0 (Checked, 1);
  checked->findings = findings;
  if (!light)
    checked->seen = files_seen_new (job, findings);
  else
    for (guint i = 0; i < job->seen->findings->len; i++)
      g_ptr_array_add (findings, alp_check_finding_copy (g_ptr_array_index (job->seen->findings, i)));
  return checked;
}

#define SEEN "alp-files-seen"

static void
start (AlpDraft *self, gboolean writing, GCancellable *cancellable, GAsyncReadyCallback callback,
       gpointer user_data)
{
  AlpEngine *engine = alp_draft_get_engine (self);
  AlpAccount *account = alp_draft_get_account (self);
  const FilesSeen *seen = g_object_get_data (G_OBJECT (self), SEEN);
  CheckJob *job = g_new0 (CheckJob, 1);
  g_autofree char *key = NULL;

  job->store
      = alp_engine_get_sync (engine) != NULL ? sync_engine_get_store (alp_engine_get_sync (engine)) : NULL;
  job->record = alp_draft_dup_record (self);
  job->folder = g_strdup (alp_draft_get_folder (self));
  job->smtp_host = g_strdup (account != NULL ? alp_account_get_spec (account)->smtp_host : NULL);
  job->account_id = account != NULL ? alp_account_get_id (account) : 0;
  job->own = alp_draft_dup_own_addresses (engine);
  job->added = g_strdupv ((char **) alp_draft_get_added (self));
  job->writing = writing;
  key = files_key (job->record);
  if (seen != NULL && strcmp (seen->key, key) == 0)
    job->seen = files_seen_copy (seen);
  alp_job_run (self, alp_draft_check_async, alp_draft_get_worker (engine), BASE_PRIORITY_NORMAL, check_job,
               job, check_job_free, checked_free, cancellable, callback, user_data);
}

typedef struct
{
  GCancellable *cancellable; /* nullable */
  GAsyncReadyCallback callback;
  gpointer user_data;
} Waiting;

/* No file is being copied any more; one that failed is told when the message is built. */
static void
on_added (AlpDraft *self, const GError *error, gpointer data)
{
  g_autofree Waiting *waiting = data;
  g_autoptr (GCancellable) cancellable = waiting->cancellable;

  start (self, FALSE, cancellable, waiting->callback, waiting->user_data);
}

void
alp_draft_check_async (AlpDraft *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  Waiting *waiting;

  g_return_if_fail (ALP_IS_DRAFT (self));

  waiting = g_new0 (Waiting, 1);
  g_set_object (&waiting->cancellable, cancellable);
  waiting->callback = callback;
  waiting->user_data = user_data;
  alp_draft_when_added (self, on_added, waiting);
}

void
alp_draft_check_writing_async (AlpDraft *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (ALP_IS_DRAFT (self));

  start (self, TRUE, cancellable, callback, user_data);
}

GPtrArray *
alp_draft_check_finish (AlpDraft *self, GAsyncResult *result, GError **error)
{
  Checked *checked = alp_job_finish (self, alp_draft_check_async, result, error);
  GPtrArray *findings;

  if (checked == NULL)
    return NULL;
  if (checked->seen != NULL)
    g_object_set_data_full (G_OBJECT (self), SEEN, g_steal_pointer (&checked->seen), files_seen_free);
  findings = g_steal_pointer (&checked->findings);
  checked_free (checked);
  return findings;
}
