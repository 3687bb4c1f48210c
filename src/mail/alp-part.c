/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-part.c: one attachment
 *
 * Main thread. Holds the message's bytes and decodes only its own part, on the engine's worker, each time it is asked: an
 * attachment is looked at once. */

#include "alp-content-private.h"

#include "alp-error.h"
#include "alp-job.h"
#include "alp-parse.h"
#include "mime-archive.h"
#include "mime-message.h"
#include "mime-picture.h"

#include <glib/gi18n-lib.h>

struct _AlpPart
{
  GObject parent_instance;

  GBytes *source;
  char *section;
  char *name;
  char *type;
  guint64 size;
  gboolean is_inline;
  BaseWorker *worker;
};

G_DEFINE_FINAL_TYPE (AlpPart, alp_part, G_TYPE_OBJECT)

enum
{
  PROP_NAME = 1,
  PROP_CONTENT_TYPE,
  PROP_SIZE,
  PROP_INLINE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

const char *
alp_part_get_name (AlpPart *self)
{
  g_return_val_if_fail (ALP_IS_PART (self), NULL);

  return self->name;
}

const char *
alp_part_get_content_type (AlpPart *self)
{
  g_return_val_if_fail (ALP_IS_PART (self), NULL);

  return self->type;
}

gboolean
alp_part_get_dangerous (AlpPart *self)
{
  g_return_val_if_fail (ALP_IS_PART (self), TRUE);

  return mime_type_is_forbidden (self->name);
}

gboolean
alp_part_get_is_message (AlpPart *self)
{
  g_return_val_if_fail (ALP_IS_PART (self), FALSE);

  return g_str_equal (self->type, "message/rfc822") || g_str_equal (self->type, "message/global");
}

guint64
alp_part_get_size (AlpPart *self)
{
  g_return_val_if_fail (ALP_IS_PART (self), 0);

  return self->size;
}

gboolean
alp_part_get_inline (AlpPart *self)
{
  g_return_val_if_fail (ALP_IS_PART (self), FALSE);

  return self->is_inline;
}

typedef struct
{
  GBytes *source;
  char *section;
  GFile *file; /* nullable: only decode */
  gint64 loose_id;
} PartJob;

static void
part_job_free (gpointer data)
{
  PartJob *job = data;

  g_bytes_unref (job->source);
  g_free (job->section);
  g_clear_object (&job->file);
  g_free (job);
}

static gpointer
run_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  PartJob *job = argument;
  g_autoptr (MimeMessage) message = mime_message_parse (job->source, error);
  MimePart *part = message != NULL ? mime_message_find_section (message, job->section) : NULL;
  g_autoptr (GBytes) bytes = part != NULL ? mime_part_decode (part) : NULL;

  if (message == NULL)
    return NULL;
  if (bytes == NULL)
    {
      g_set_error_literal (error, ALP_ERROR, ALP_ERROR_NOT_FOUND, _ ("This attachment cannot be read."));
      return NULL;
    }
  if (job->file == NULL)
    return g_steal_pointer (&bytes);
  if (!g_file_replace_contents (job->file, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL,
                                FALSE, G_FILE_CREATE_REPLACE_DESTINATION, NULL, cancellable, error))
    {
      g_prefix_error_literal (error, _ ("The attachment was not saved: "));
      return NULL;
    }
  return ALP_JOB_DONE;
}

static void
start (AlpPart *self, gpointer tag, GFile *file, GDestroyNotify result_free, GCancellable *cancellable,
       GAsyncReadyCallback callback, gpointer user_data)
{
  PartJob *job = g_new0 (PartJob, 1);

  job->source = g_bytes_ref (self->source);
  job->section = g_strdup (self->section);
  g_set_object (&job->file, file);
  alp_job_run (self, tag, self->worker, BASE_PRIORITY_INTERACTIVE, run_job, job, part_job_free, result_free,
               cancellable, callback, user_data);
}

void
alp_part_load_async (AlpPart *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_return_if_fail (ALP_IS_PART (self));

  start (self, alp_part_load_async, NULL, (GDestroyNotify) g_bytes_unref, cancellable, callback, user_data);
}

GBytes *
alp_part_load_finish (AlpPart *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_part_load_async, result, error);
}

void
alp_part_save_async (AlpPart *self, GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_return_if_fail (ALP_IS_PART (self));
  g_return_if_fail (G_IS_FILE (file));

  start (self, alp_part_save_async, file, NULL, cancellable, callback, user_data);
}

gboolean
alp_part_save_finish (AlpPart *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_part_save_async, result, error) != NULL;
}

static gpointer
open_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  PartJob *job = argument;
  g_autoptr (GBytes) bytes = run_job (job, cancellable, error);

  return bytes != NULL ? alp_parse_bytes (bytes, job->loose_id, ALP_PARSE_DEFAULT, error) : NULL;
}

typedef struct
{
  GTask *task;
  gint64 id;
} Opening;

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Opening *opening = data;
  g_autoptr (GTask) task = opening->task;
  GError *error = NULL;
  AlpParsed *parsed = alp_job_finish (source, on_opened, result, &error);

  if (parsed == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, alp_content_new (opening->id, parsed, ALP_PART (source)->worker),
                           g_object_unref);
}

void
alp_part_open_message_async (AlpPart *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  Opening *opening;
  PartJob *job;

  g_return_if_fail (ALP_IS_PART (self));

  opening = g_new0 (Opening, 1);
  opening->task = g_task_new (self, cancellable, callback, user_data);
  opening->id = alp_content_next_loose_id ();
  job = g_new0 (PartJob, 1);
  job->source = g_bytes_ref (self->source);
  job->section = g_strdup (self->section);
  job->loose_id = opening->id;
  alp_job_run (self, on_opened, self->worker, BASE_PRIORITY_INTERACTIVE, open_job, job, part_job_free,
               (GDestroyNotify) alp_parsed_free, cancellable, on_opened, opening);
}

gpointer
alp_part_open_message_finish (AlpPart *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
alp_part_get_is_picture (AlpPart *self)
{
  g_return_val_if_fail (ALP_IS_PART (self), FALSE);

  return mime_picture_is_type (self->type);
}

void
alp_thumbnail_free (AlpThumbnail *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->pixels);
  g_free (self);
}

typedef struct
{
  PartJob *part;
  guint size;
} ThumbnailJob;

static void
thumbnail_job_free (gpointer data)
{
  ThumbnailJob *job = data;

  part_job_free (job->part);
  g_free (job);
}

static gpointer
thumbnail_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  ThumbnailJob *job = argument;
  g_autoptr (GBytes) bytes = run_job (job->part, cancellable, error);
  g_autoptr (MimePicture) picture = bytes != NULL ? mime_picture_shrink (bytes, job->size, error) : NULL;
  AlpThumbnail *self;

  if (picture == NULL)
    return NULL;
  self = g_new0 (AlpThumbnail, 1);
  self->width = picture->width;
  self->height = picture->height;
  self->pixels = g_bytes_ref (picture->pixels);
  return self;
}

void
alp_part_load_thumbnail_async (AlpPart *self, guint size, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  ThumbnailJob *job;

  g_return_if_fail (ALP_IS_PART (self));

  job = g_new0 (ThumbnailJob, 1);
  job->part = g_new0 (PartJob, 1);
  job->part->source = g_bytes_ref (self->source);
  job->part->section = g_strdup (self->section);
  job->size = size;
  alp_job_run (self, alp_part_load_thumbnail_async, self->worker, BASE_PRIORITY_NORMAL, thumbnail_job, job,
               thumbnail_job_free, (GDestroyNotify) alp_thumbnail_free, cancellable, callback, user_data);
}

AlpThumbnail *
alp_part_load_thumbnail_finish (AlpPart *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_part_load_thumbnail_async, result, error);
}

/* What a part without a name is called. */
static char *
dup_default_name (const char *type)
{
  static const struct
  {
    const char *type;
    const char *name;
  } names[] = { { "text/calendar", N_ ("Invitation.ics") },
                { "message/delivery-status", N_ ("Delivery report.txt") },
                { "message/global-delivery-status", N_ ("Delivery report.txt") },
                { "message/disposition-notification", N_ ("Confirmation.txt") },
                { "text/rfc822-headers", N_ ("Headers of the message.txt") },
                { "text/html", N_ ("Page.html") },
                { "text/plain", N_ ("Text.txt") },
                { "text/vcard", N_ ("Contact.vcf") },
                { "image/png", N_ ("Picture.png") },
                { "image/jpeg", N_ ("Picture.jpg") },
                { "image/gif", N_ ("Picture.gif") },
                { "application/pdf", N_ ("Document.pdf") },
                { "application/pgp-signature", N_ ("Signature.asc") } };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (type, names[i].type))
      return g_strdup (_ (names[i].name));
  return g_strdup (_ ("Attachment"));
}

AlpPart *
alp_part_new (GBytes *source, const AlpParsedPart *part, BaseWorker *worker)
{
  AlpPart *self = g_object_new (ALP_TYPE_PART, NULL);

  self->source = g_bytes_ref (source);
  self->section = g_strdup (part->section);
  self->name = *part->name != '\0' ? g_strdup (part->name) : dup_default_name (part->type);
  self->type = g_strdup (part->type);
  self->size = part->size;
  self->is_inline = !part->attachment;
  self->worker = base_worker_ref (worker);
  return self;
}

static void
alp_part_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AlpPart *self = ALP_PART (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_CONTENT_TYPE:
      g_value_set_string (value, self->type);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->size);
      break;
    case PROP_INLINE:
      g_value_set_boolean (value, self->is_inline);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
alp_part_finalize (GObject *object)
{
  AlpPart *self = ALP_PART (object);

  g_clear_pointer (&self->source, g_bytes_unref);
  g_free (self->section);
  g_free (self->name);
  g_free (self->type);
  g_clear_pointer (&self->worker, base_worker_unref);
  G_OBJECT_CLASS (alp_part_parent_class)->finalize (object);
}

static void
alp_part_class_init (AlpPartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = alp_part_get_property;
  object_class->finalize = alp_part_finalize;
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_CONTENT_TYPE] = g_param_spec_string ("content-type", NULL, NULL, NULL, flags);
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_INLINE] = g_param_spec_boolean ("inline", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
alp_part_init (AlpPart *self)
{
}
