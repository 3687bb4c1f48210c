/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-export.c: messages leave as .eml files
 *
 * The job runs on the engine's loader and may wait for the network. Files are written to a temporary name and then linked under the
 * final one, which is never one that exists. */

#include "alp-export-private.h"

#include "alp-engine-private.h"
#include "alp-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#define NAME_BYTES 120

AlpRows *
alp_rows_copy (const AlpRows *rows)
{
  AlpRows *copy = g_new0 (AlpRows, 1);

  copy->ids = g_array_copy (rows->ids);
  copy->conversations = rows->conversations;
  copy->folder_id = rows->folder_id;
  return copy;
}

void
alp_rows_free (AlpRows *rows)
{
  if (rows == NULL)
    return;
  g_array_unref (rows->ids);
  g_free (rows);
}

static gboolean
is_bad (gunichar c)
{
  return g_unichar_iscntrl (c) || c == '/' || c == '\\' || c == ':' || c == '*' || c == '?' || c == '"'
         || c == '<' || c == '>' || c == '|' || g_unichar_type (c) == G_UNICODE_FORMAT
         || g_unichar_type (c) == G_UNICODE_UNASSIGNED || g_unichar_type (c) == G_UNICODE_LINE_SEPARATOR
         || g_unichar_type (c) == G_UNICODE_PARAGRAPH_SEPARATOR;
}

char *
alp_export_dup_name (const char *subject, gint64 received)
{
  g_autofree char *valid = g_utf8_make_valid (subject != NULL ? subject : "", -1);
  g_autoptr (GDateTime) when = received > 0 ? g_date_time_new_from_unix_local (received) : NULL;
  g_autoptr (GString) name = g_string_new (NULL);

  if (when != NULL)
    g_string_append_printf (name, "%04d-%02d-%02d ", g_date_time_get_year (when),
                            g_date_time_get_month (when), g_date_time_get_day_of_month (when));
  for (const char *p = valid; *p != '\0' && name->len < NAME_BYTES - 10; p = g_utf8_next_char (p))
    g_string_append_unichar (name, is_bad (g_utf8_get_char (p)) ? '_' : g_utf8_get_char (p));
  g_strchomp (name->str);
  g_string_set_size (name, strlen (name->str));
  while (name->len > 0 && name->str[name->len - 1] == '.')
    g_string_set_size (name, name->len - 1);
  if (name->len == 0 || *name->str == '.')
    g_string_prepend (name, "message");
  g_string_append (name, ".eml");
  return g_string_free_and_steal (g_steal_pointer (&name));
}

typedef struct
{
  SyncEngine *sync;
  AlpRows *rows;
  char *folder;
} ExportJob;

static void
export_job_free (gpointer data)
{
  ExportJob *job = data;

  alp_rows_free (job->rows);
  g_free (job->folder);
  g_free (job);
}

char *
alp_export_write_file (const char *folder, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *stem = g_strndup (name, strlen (name) - strlen (".eml"));
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  for (guint i = 1; i <= ALP_EXPORT_MAX; i++)
    {
      g_autofree char *file = i == 1 ? g_strdup (name) : g_strdup_printf ("%s (%u).eml", stem, i);
      g_autofree char *path = g_build_filename (folder, file, NULL);
      int fd = open (path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
      gsize done = 0;

      if (fd < 0 && errno == EEXIST)
        continue;
      while (fd >= 0 && done < size)
        {
          gssize n = write (fd, data + done, size - done);

          if (n < 0 && errno == EINTR)
            continue;
          if (n <= 0)
            break;
          done += (gsize) n;
        }
      if (fd < 0 || done < size || close (fd) != 0)
        {
          g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (errno), "%s: %s", path,
                       g_strerror (errno));
          if (fd >= 0)
            unlink (path);
          return NULL;
        }
      return g_steal_pointer (&path);
    }
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST, "%s: too many files of that name", name);
  return NULL;
}

static gboolean
is_in_folder (Store *store, gint64 message_id, gint64 folder_id)
{
  g_autoptr (GPtrArray) placements = store_placements_list (store, message_id, NULL);

  for (guint i = 0; placements != NULL && i < placements->len; i++)
    if (((StorePlacement *) g_ptr_array_index (placements, i))->folder_id == folder_id)
      return TRUE;
  return FALSE;
}

/* Returns: (element-type gint64): messages of the rows, NULL on error. */
static GArray *
expand (ExportJob *job, Store *store, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!job->rows->conversations)
    g_array_append_vals (ids, job->rows->ids->data, job->rows->ids->len);
  for (guint i = 0; job->rows->conversations && i < job->rows->ids->len; i++)
    {
      g_autoptr (GPtrArray) messages
          = store_thread_get_messages (store, g_array_index (job->rows->ids, gint64, i), error);

      if (messages == NULL)
        return NULL;
      for (guint j = 0; j < messages->len; j++)
        {
          const StoreMessage *message = g_ptr_array_index (messages, j);

          if (job->rows->folder_id == 0 || is_in_folder (store, message->id, job->rows->folder_id))
            g_array_append_val (ids, message->id);
        }
    }
  if (ids->len > ALP_EXPORT_MAX)
    {
      g_set_error (error, ALP_ERROR, ALP_ERROR_INVALID,
                   ngettext ("At most %d message can be saved at once. Choose fewer.",
                             "At most %d messages can be saved at once. Choose fewer.", ALP_EXPORT_MAX),
                   ALP_EXPORT_MAX);
      return NULL;
    }
  return g_steal_pointer (&ids);
}

static gpointer
export_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  ExportJob *job = argument;
  Store *store = sync_engine_get_store (job->sync);
  g_autoptr (GArray) ids = expand (job, store, error);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);

  if (ids == NULL)
    return NULL;
  if (g_mkdir_with_parents (job->folder, 0700) != 0)
    {
      g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (errno), "%s: %s", job->folder,
                   g_strerror (errno));
      return NULL;
    }
  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);
      g_autoptr (StoreMessage) message = store_message_get (store, id, error);
      g_autoptr (GBytes) bytes
          = message != NULL ? sync_engine_fetch_body (job->sync, id, cancellable, error) : NULL;
      g_autofree char *name
          = message != NULL ? alp_export_dup_name (message->subject, message->received) : NULL;
      char *path = bytes != NULL ? alp_export_write_file (job->folder, name, bytes, error) : NULL;

      if (path == NULL)
        return NULL;
      g_ptr_array_add (files, path);
    }
  return g_steal_pointer (&files);
}

void
alp_engine_export_rows_async (AlpEngine *self, const AlpRows *rows, const char *folder,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  ExportJob *job;

  g_return_if_fail (ALP_IS_ENGINE (self));
  g_return_if_fail (rows != NULL && folder != NULL);

  if (alp_engine_get_sync (self) == NULL)
    {
      alp_job_fail (self, alp_engine_export_rows_async, cancellable, callback, user_data,
                    alp_engine_new_stopped_error ());
      return;
    }
  job = g_new0 (ExportJob, 1);
  job->sync = alp_engine_get_sync (self);
  job->rows = alp_rows_copy (rows);
  job->folder = g_strdup (folder);
  alp_job_run (self, alp_engine_export_rows_async, alp_engine_get_loader (self), BASE_PRIORITY_INTERACTIVE,
               export_job, job, export_job_free, (GDestroyNotify) g_ptr_array_unref, cancellable, callback,
               user_data);
}

GPtrArray *
alp_engine_export_rows_finish (AlpEngine *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_engine_export_rows_async, result, error);
}
