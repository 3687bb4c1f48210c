/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-composer-open.c: which drafts are open, for a program that is killed.
 *
 * Main thread; the file <profile>/open-drafts holds their numbers, one a line, and is written without waiting.  It only
 * decides what is offered at the next start: the drafts themselves are safe in the journal. */
#include "alp-composer-open.h"

#include <string.h>

#define NAME "open-drafts"
#define MOST 100

static GArray *
open_ones (AlpEngine *engine)
{
  GArray *ids = g_object_get_data (G_OBJECT (engine), NAME);

  if (ids == NULL)
    {
      ids = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_object_set_data_full (G_OBJECT (engine), NAME, ids, (GDestroyNotify) g_array_unref);
    }
  return ids;
}

static GFile *
list_file (AlpEngine *engine)
{
  g_autofree char *path = g_build_filename (alp_engine_get_profile (engine), NAME, NULL);

  return g_file_new_for_path (path);
}

static void
on_written (GObject *file, GAsyncResult *result, gpointer unused)
{
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (file), result, NULL, &error))
    g_debug ("open drafts: %s", error->message);
}

/** alp_composer_open_note: @draft_id is being written from now on, or no more */
void
alp_composer_open_note (AlpEngine *engine, gint64 draft_id, gboolean open)
{
  GArray *ids = open_ones (engine);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GFile) file = list_file (engine);

  if (draft_id == 0)
    return;
  for (guint i = ids->len; i > 0; i--)
    if (g_array_index (ids, gint64, i - 1) == draft_id)
      g_array_remove_index (ids, i - 1);
  if (open && ids->len < MOST)
    g_array_append_val (ids, draft_id);
  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (text, "%" G_GINT64_FORMAT "\n", g_array_index (ids, gint64, i));
  bytes = g_string_free_to_bytes (g_steal_pointer (&text));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, on_written,
                                       NULL);
}

static void
on_read (GObject *file, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (g_file_load_contents_finish (G_FILE (file), result, &text, NULL, NULL, NULL))
    lines = g_strsplit (text, "\n", MOST);
  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    {
      gint64 id = g_ascii_strtoll (lines[i], NULL, 10);

      if (id > 0)
        g_array_append_val (ids, id);
    }
  g_task_return_pointer (task, ids, (GDestroyNotify) g_array_unref);
}

void
alp_composer_open_load_async (AlpEngine *engine, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GFile) file = list_file (engine);

  g_file_load_contents_async (file, NULL, on_read, g_task_new (engine, NULL, callback, user_data));
}

GArray *
alp_composer_open_load_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
