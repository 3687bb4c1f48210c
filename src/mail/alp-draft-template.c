/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-draft-template.c: texts a person writes again and again
 *
 * Main thread; files are read and written on the worker of the attachments. A template is a draft's record as a file; its name is
 * percent-encoded, so that any name is one file of the one folder. */

#include "alp-draft-template.h"

#include "alp-draft-files.h"
#include "alp-draft-private.h"
#include "alp-engine-private.h"
#include "alp-error.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define SUFFIX ".template"
#define MAX_NAME 100 /* characters */
#define MAX_TEMPLATES 200
#define MAX_SIZE (8 * 1024 * 1024)

typedef struct
{
  char *folder;           /* of the templates */
  char *attachments;      /* of the drafts' files */
  char *name;             /* nullable */
  AlpDraftRecord *record; /* nullable */
} TemplateJob;

static void
template_job_free (gpointer data)
{
  TemplateJob *job = data;

  g_free (job->folder);
  g_free (job->attachments);
  g_free (job->name);
  g_clear_pointer (&job->record, alp_draft_record_free);
  g_free (job);
}

static TemplateJob *
template_job_new (AlpEngine *engine, const char *name)
{
  TemplateJob *job = g_new0 (TemplateJob, 1);

  job->folder = g_build_filename (alp_engine_get_profile (engine), "templates", NULL);
  job->attachments = alp_draft_record_dup_folder (alp_engine_get_profile (engine));
  job->name = g_strstrip (g_strdup (name));
  return job;
}

static gboolean
check_name (const char *name, GError **error)
{
  if (name != NULL && *name != '\0' && g_utf8_validate (name, -1, NULL)
      && g_utf8_strlen (name, -1) <= MAX_NAME)
    return TRUE;
  g_set_error_literal (error, ALP_ERROR, ALP_ERROR_INVALID,
                       _ ("Give the template a name of at most 100 letters."));
  return FALSE;
}

/* Never a path: all but letters, digits and "-_" is escaped, dots too. */
static char *
dup_path (const TemplateJob *job)
{
  g_autoptr (GString) file = g_string_new (NULL);

  for (const char *p = job->name; *p != '\0'; p++)
    if (g_ascii_isalnum (*p) || *p == '-' || *p == '_')
      g_string_append_c (file, *p);
    else
      g_string_append_printf (file, "%%%02X", (guchar) *p);
  g_string_append (file, SUFFIX);
  return g_build_filename (job->folder, file->str, NULL);
}

static void
set_failed (GError **error, const char *why)
{
  g_set_error (error, ALP_ERROR, ALP_ERROR_FAILED, _ ("The template could not be kept or read: %s"), why);
}

/* Hard links where they can be, copies elsewhere: a file of content never changes. */
static gboolean
copy_files (const AlpDraftRecord *record, const char *from, const char *to, GError **error)
{
  if (g_mkdir_with_parents (to, 0700) != 0)
    {
      set_failed (error, g_strerror (errno));
      return FALSE;
    }
  for (guint i = 0; i < record->files->len; i++)
    {
      const AlpDraftFile *one = g_ptr_array_index (record->files, i);
      g_autofree char *source_path = NULL, *target_path = NULL;
      g_autoptr (GFile) source = NULL, target = NULL;
      g_autoptr (GError) problem = NULL;

      if (!alp_stash_is_hash (one->hash))
        continue;
      source_path = g_build_filename (from, one->hash, NULL);
      target_path = g_build_filename (to, one->hash, NULL);
      source = g_file_new_for_path (source_path);
      target = g_file_new_for_path (target_path);
      if (g_file_test (target_path, G_FILE_TEST_EXISTS))
        continue;
      if (!g_file_copy (source, target, G_FILE_COPY_NONE, NULL, NULL, NULL, &problem))
        {
          set_failed (error, problem->message);
          return FALSE;
        }
    }
  return TRUE;
}

static char *
files_folder (const TemplateJob *job)
{
  return g_build_filename (job->folder, "files", NULL);
}

/* ---- the list ---- */

static char *
name_of_file (const char *file)
{
  gsize length = strlen (file);

  if (!g_str_has_suffix (file, SUFFIX))
    return NULL;
  return g_uri_unescape_segment (file, file + length - strlen (SUFFIX), NULL);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (*(const char *const *) a, *(const char *const *) b);
}

static gpointer
list_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  TemplateJob *job = argument;
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (job->folder, 0, NULL);

  for (const char *file; dir != NULL && names->len < MAX_TEMPLATES && (file = g_dir_read_name (dir)) != NULL;)
    {
      char *name = name_of_file (file);

      if (name != NULL && g_utf8_validate (name, -1, NULL))
        g_ptr_array_add (names, name);
      else
        g_free (name);
    }
  g_ptr_array_sort (names, compare_names);
  return names;
}

void
alp_draft_templates_async (AlpEngine *engine, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (engine));

  alp_job_run (engine, alp_draft_templates_async, alp_draft_get_worker (engine), BASE_PRIORITY_INTERACTIVE,
               list_job, template_job_new (engine, ""), template_job_free, (GDestroyNotify) g_ptr_array_unref,
               cancellable, callback, user_data);
}

GPtrArray *
alp_draft_templates_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_draft_templates_async, result, error);
}

/* ---- keeping ---- */

static gpointer
save_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  TemplateJob *job = argument;
  g_autofree char *path = dup_path (job);
  g_autofree char *files = files_folder (job);
  g_autoptr (GBytes) content = alp_draft_record_serialize (job->record);
  g_autoptr (GError) problem = NULL;

  if (!copy_files (job->record, job->attachments, files, error))
    return NULL;
  if (g_file_set_contents_full (path, g_bytes_get_data (content, NULL), (gssize) g_bytes_get_size (content),
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &problem))
    return ALP_JOB_DONE;
  set_failed (error, problem->message);
  return NULL;
}

void
alp_draft_template_save_async (AlpDraft *draft, const char *name, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  TemplateJob *job;
  GError *error = NULL;

  g_return_if_fail (ALP_IS_DRAFT (draft));

  job = template_job_new (alp_draft_get_engine (draft), name);
  if (!check_name (job->name, &error))
    {
      alp_job_fail (draft, alp_draft_template_change_finish, cancellable, callback, user_data, error);
      template_job_free (job);
      return;
    }
  job->record = alp_draft_dup_record (draft);
  job->record->source_id = 0;
  g_clear_pointer (&job->record->in_reply_to, g_free);
  g_clear_pointer (&job->record->references, g_strfreev);
  alp_job_run (draft, alp_draft_template_change_finish, alp_draft_get_worker (alp_draft_get_engine (draft)),
               BASE_PRIORITY_INTERACTIVE, save_job, job, template_job_free, NULL, cancellable, callback,
               user_data);
}

/* Its files stay: others may have the same, and they are few. */
static gpointer
remove_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = dup_path (argument);

  if (g_unlink (path) == 0 || errno == ENOENT)
    return ALP_JOB_DONE;
  set_failed (error, g_strerror (errno));
  return NULL;
}

void
alp_draft_template_remove_async (AlpEngine *engine, const char *name, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (engine));

  alp_job_run (engine, alp_draft_template_change_finish, alp_draft_get_worker (engine),
               BASE_PRIORITY_INTERACTIVE, remove_job, template_job_new (engine, name), template_job_free,
               NULL, cancellable, callback, user_data);
}

gboolean
alp_draft_template_change_finish (gpointer object, GAsyncResult *result, GError **error)
{
  return alp_job_finish (object, alp_draft_template_change_finish, result, error) != NULL;
}

/* ---- using ---- */

static gpointer
load_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  TemplateJob *job = argument;
  g_autofree char *path = dup_path (job);
  g_autofree char *files = files_folder (job);
  g_autofree char *content = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (AlpDraftRecord) record = NULL;
  g_autoptr (GError) problem = NULL;
  gsize size = 0;

  if (!g_file_get_contents (path, &content, &size, &problem) || size > MAX_SIZE)
    {
      set_failed (error, problem != NULL ? problem->message : _ ("it is too large"));
      return NULL;
    }
  bytes = g_bytes_new_take (g_steal_pointer (&content), size);
  record = alp_draft_record_parse (bytes, error);
  if (record == NULL || !copy_files (record, files, job->attachments, error))
    return NULL;
  return g_steal_pointer (&record);
}

void
alp_draft_template_load_async (AlpEngine *engine, const char *name, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (engine));

  alp_job_run (engine, alp_draft_template_load_async, alp_draft_get_worker (engine),
               BASE_PRIORITY_INTERACTIVE, load_job, template_job_new (engine, name), template_job_free,
               (GDestroyNotify) alp_draft_record_free, cancellable, callback, user_data);
}

AlpDraft *
alp_draft_template_load_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  g_autoptr (AlpDraftRecord) record = alp_job_finish (engine, alp_draft_template_load_async, result, error);
  AlpDraft *draft;

  if (record == NULL)
    return NULL;
  draft = alp_draft_new (engine, NULL);
  alp_draft_take_record (draft, 0, record);
  return draft;
}
