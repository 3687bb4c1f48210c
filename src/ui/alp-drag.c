/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-drag.c: messages on the way from the list to a folder, or out of the window as .eml files.
 *
 * Main thread.  Inside the program a drag carries ids; another program that asks for files gets them written at that
 * moment, into a folder of our own that is emptied at the next start. */
#include "alp-drag.h"

#include <string.h>

#define URI_LIST "text/uri-list"

G_DEFINE_BOXED_TYPE (AlpRows, alp_rows, alp_rows_copy, alp_rows_free)

#define ALP_TYPE_DRAG_CONTENT (alp_drag_content_get_type ())
G_DECLARE_FINAL_TYPE (AlpDragContent, alp_drag_content, ALP, DRAG_CONTENT, GdkContentProvider)

struct _AlpDragContent
{
  GdkContentProvider parent_instance;

  AlpRows *rows;
};

G_DEFINE_FINAL_TYPE (AlpDragContent, alp_drag_content, GDK_TYPE_CONTENT_PROVIDER)

static AlpEngine *drag_engine; /* weak */

static GdkContentFormats *
ref_formats (GdkContentProvider *provider)
{
  GdkContentFormatsBuilder *builder = gdk_content_formats_builder_new ();

  gdk_content_formats_builder_add_gtype (builder, ALP_TYPE_ROWS);
  gdk_content_formats_builder_add_mime_type (builder, URI_LIST);
  return gdk_content_formats_builder_free_to_formats (builder);
}

static gboolean
get_value (GdkContentProvider *provider, GValue *value, GError **error)
{
  if (G_VALUE_HOLDS (value, ALP_TYPE_ROWS))
    {
      g_value_set_boxed (value, ALP_DRAG_CONTENT (provider)->rows);
      return TRUE;
    }
  return GDK_CONTENT_PROVIDER_CLASS (alp_drag_content_parent_class)->get_value (provider, value, error);
}

static void
on_written (GObject *stream, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (stream), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_exported (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) files = alp_engine_export_rows_finish (ALP_ENGINE (engine), result, &error);
  GOutputStream *stream = g_task_get_task_data (task);
  GString *list;
  char *text;

  if (files == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  list = g_string_new (NULL);
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *uri = g_filename_to_uri (g_ptr_array_index (files, i), NULL, NULL);

      g_string_append_printf (list, "%s\r\n", uri);
    }
  text = g_string_free_and_steal (list);
  g_object_set_data_full (G_OBJECT (task), "text", text, g_free);
  g_output_stream_write_all_async (stream, text, strlen (text), G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (task), on_written, g_steal_pointer (&task));
}

static char *
drag_folder (void)
{
  g_autofree char *unique = g_uuid_string_random ();

  return g_build_filename (g_get_user_cache_dir (), "alpenpost", "drag", unique, NULL);
}

static void
write_mime_type_async (GdkContentProvider *provider, const char *type, GOutputStream *stream, int priority,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (provider, cancellable, callback, user_data);
  g_autofree char *folder = NULL;

  g_task_set_source_tag (task, write_mime_type_async);
  if (drag_engine == NULL || g_strcmp0 (type, URI_LIST) != 0)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "not offered: %s", type);
      return;
    }
  folder = drag_folder ();
  g_task_set_task_data (task, g_object_ref (stream), g_object_unref);
  alp_engine_export_rows_async (drag_engine, ALP_DRAG_CONTENT (provider)->rows, folder, cancellable,
                                on_exported, g_steal_pointer (&task));
}

static gboolean
write_mime_type_finish (GdkContentProvider *provider, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
alp_drag_content_finalize (GObject *object)
{
  alp_rows_free (ALP_DRAG_CONTENT (object)->rows);
  G_OBJECT_CLASS (alp_drag_content_parent_class)->finalize (object);
}

static void
alp_drag_content_class_init (AlpDragContentClass *klass)
{
  GdkContentProviderClass *provider_class = GDK_CONTENT_PROVIDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = alp_drag_content_finalize;
  provider_class->ref_formats = ref_formats;
  provider_class->get_value = get_value;
  provider_class->write_mime_type_async = write_mime_type_async;
  provider_class->write_mime_type_finish = write_mime_type_finish;
}

static void
alp_drag_content_init (AlpDragContent *self)
{
}

/**
 * alp_drag_content_new:
 * @rows: (transfer full): what is dragged
 *
 * Returns: (transfer full): its content for drops inside and outside the program
 */
GdkContentProvider *
alp_drag_content_new (AlpRows *rows)
{
  AlpDragContent *self = g_object_new (ALP_TYPE_DRAG_CONTENT, NULL);

  self->rows = rows;
  return GDK_CONTENT_PROVIDER (self);
}

/* Where files for other programs come from. */
void
alp_drag_set_engine (AlpEngine *engine)
{
  g_set_weak_pointer (&drag_engine, engine);
}
