/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-card-files.c: the attachments of a message as tiles: open, save, save all.
 *
 * Main thread.  What is opened is written into a private folder of ours, readable for the person only, and given to the
 * desktop; kinds of files that can do harm are only ever saved.  A message inside the message opens in a window of its
 * own.  Of very many attachments the first MAX_TILES are shown, "Save All" means all. */
#include "alp-card-files.h"

#include "alp-attachment-tile.h"
#include "alp-message-window.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#define MAX_TILES 60

struct _AlpCardFiles
{
  AdwBin parent_instance;

  GtkWidget *tiles;
  GtkWidget *footer;
  GtkWidget *more;
  AlpEngine *engine;
  GListModel *parts;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AlpCardFiles, alp_card_files, ADW_TYPE_BIN)

enum
{
  SIGNAL_TOLD,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
tell (AlpCardFiles *self, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_TOLD], 0, text);
}

static GtkWindow *
window_of (AlpCardFiles *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/* ---- save ---- */

static void
on_saved (GObject *part, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpCardFiles) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (alp_part_save_finish (ALP_PART (part), result, &error))
    text = g_strdup_printf (_ ("“%s” saved"), alp_part_get_name (ALP_PART (part)));
  tell (self, text != NULL ? text : error->message);
}

typedef struct
{
  AlpCardFiles *files;
  AlpPart *part;
} Saving;

static void
on_save_chosen (GObject *dialog, GAsyncResult *result, gpointer data)
{
  g_autofree Saving *saving = data;
  g_autoptr (AlpCardFiles) self = saving->files;
  g_autoptr (AlpPart) part = saving->part;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (dialog), result, NULL);

  if (file != NULL)
    alp_part_save_async (part, file, NULL, on_saved, g_object_ref (self));
}

static void
save_part (AlpCardFiles *self, AlpPart *part)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  Saving *saving = g_new0 (Saving, 1);

  saving->files = g_object_ref (self);
  saving->part = g_object_ref (part);
  gtk_file_dialog_set_title (dialog, _ ("Save Attachment"));
  gtk_file_dialog_set_initial_name (dialog, alp_part_get_name (part));
  gtk_file_dialog_save (dialog, window_of (self), NULL, on_save_chosen, saving);
}

/* A name that is not taken in @folder nor by @taken: "name (2).pdf". */
static GFile *
free_name (GFile *folder, const char *name, GHashTable *taken)
{
  const char *dot = strrchr (name, '.');
  g_autofree char *stem
      = dot != NULL && dot != name ? g_strndup (name, (gsize) (dot - name)) : g_strdup (name);
  const char *extension = dot != NULL && dot != name ? dot : "";

  for (guint i = 1; i < 100000; i++)
    {
      g_autofree char *try = i == 1 ? g_strdup (name) : g_strdup_printf ("%s (%u)%s", stem, i, extension);
      g_autoptr (GFile) file = g_file_get_child (folder, try);

      if (g_hash_table_contains (taken, try) || g_file_query_exists (file, NULL))
        continue;
      g_hash_table_add (taken, g_strdup (try));
      return g_steal_pointer (&file);
    }
  return g_file_get_child (folder, name);
}

typedef struct
{
  AlpCardFiles *files;
  GFile *folder;
  GHashTable *taken;
  guint next;
} SavingAll;

static void save_next (SavingAll *all);

static void
saving_all_free (SavingAll *all)
{
  g_object_unref (all->files);
  g_object_unref (all->folder);
  g_hash_table_unref (all->taken);
  g_free (all);
}

static void
on_one_saved (GObject *part, GAsyncResult *result, gpointer data)
{
  SavingAll *all = data;
  g_autoptr (GError) error = NULL;

  if (!alp_part_save_finish (ALP_PART (part), result, &error))
    {
      tell (all->files, error->message);
      saving_all_free (all);
      return;
    }
  save_next (all);
}

static void
save_next (SavingAll *all)
{
  g_autoptr (AlpPart) part = g_list_model_get_item (all->files->parts, all->next);
  g_autoptr (GFile) file = NULL;
  g_autofree char *text = NULL;

  if (part == NULL)
    {
      text = g_strdup_printf (ngettext ("%u file saved", "%u files saved", all->next), all->next);
      tell (all->files, text);
      saving_all_free (all);
      return;
    }
  all->next++;
  file = free_name (all->folder, alp_part_get_name (part), all->taken);
  alp_part_save_async (part, file, NULL, on_one_saved, all);
}

static void
on_folder_chosen (GObject *dialog, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpCardFiles) self = data;
  g_autoptr (GFile) folder = gtk_file_dialog_select_folder_finish (GTK_FILE_DIALOG (dialog), result, NULL);
  SavingAll *all;

  if (folder == NULL)
    return;
  all = g_new0 (SavingAll, 1);
  all->files = g_object_ref (self);
  all->folder = g_object_ref (folder);
  all->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  save_next (all);
}

static void
on_save_all (AlpCardFiles *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Save All Attachments"));
  gtk_file_dialog_select_folder (dialog, window_of (self), NULL, on_folder_chosen, g_object_ref (self));
}

/* ---- open ---- */

static void
on_launched (GObject *launcher, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpCardFiles) self = data;
  g_autoptr (GError) error = NULL;

  if (!gtk_file_launcher_launch_finish (GTK_FILE_LAUNCHER (launcher), result, &error)
      && !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    tell (self, _ ("No program could open this file. Save it instead."));
}

static void
on_written (GObject *part, GAsyncResult *result, gpointer data)
{
  g_autofree Saving *opening = data;
  g_autoptr (AlpCardFiles) self = opening->files;
  g_autoptr (GFile) file = G_FILE (opening->part);
  g_autoptr (GtkFileLauncher) launcher = NULL;
  g_autoptr (GError) error = NULL;

  if (!alp_part_save_finish (ALP_PART (part), result, &error))
    {
      tell (self, error->message);
      return;
    }
  g_chmod (g_file_peek_path (file), 0400);
  launcher = gtk_file_launcher_new (file);
  gtk_file_launcher_launch (launcher, window_of (self), NULL, on_launched, g_object_ref (self));
}

/* A new folder for each file, so that its name need not change; NULL on failure. */
static char *
make_folder (void)
{
  g_autofree char *unique = g_uuid_string_random ();
  char *path = g_build_filename (g_get_user_cache_dir (), "alpenpost", "open", unique, NULL);

  if (g_mkdir_with_parents (path, 0700) == 0)
    return path;
  g_free (path);
  return NULL;
}

static void
open_part (AlpCardFiles *self, AlpPart *part)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = folder != NULL ? g_build_filename (folder, alp_part_get_name (part), NULL) : NULL;
  Saving *opening;

  if (path == NULL)
    {
      tell (self, g_strerror (errno));
      return;
    }
  opening = g_new0 (Saving, 1);
  opening->files = g_object_ref (self);
  opening->part = (AlpPart *) g_file_new_for_path (path);
  alp_part_save_async (part, G_FILE (opening->part), NULL, on_written, opening);
}

static void
on_message_opened (GObject *part, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpCardFiles) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AlpContent) content = alp_part_open_message_finish (ALP_PART (part), result, &error);

  if (content == NULL)
    tell (self, error->message);
  else
    gtk_window_present (GTK_WINDOW (alp_message_window_new (window_of (self), self->engine, content)));
}

static void
on_tile_activated (GtkWidget *tile, AlpCardFiles *self)
{
  AlpPart *part = g_object_get_data (G_OBJECT (tile), "part");

  if (alp_part_get_is_message (part))
    alp_part_open_message_async (part, NULL, on_message_opened, g_object_ref (self));
  else if (alp_part_get_dangerous (part))
    save_part (self, part);
  else
    open_part (self, part);
}

static void
on_tile_save (GtkWidget *tile, AlpCardFiles *self)
{
  save_part (self, g_object_get_data (G_OBJECT (tile), "part"));
}

/* ---- tiles ---- */

#define THUMBNAIL_SIZE 96

static void
on_thumbnail (GObject *part, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpAttachmentTile) tile = data;
  g_autoptr (AlpThumbnail) thumbnail = alp_part_load_thumbnail_finish (ALP_PART (part), result, NULL);
  g_autoptr (GdkTexture) texture = NULL;

  /* Without one the icon of its kind stays. */
  if (thumbnail == NULL)
    return;
  texture = gdk_memory_texture_new ((int) thumbnail->width, (int) thumbnail->height, GDK_MEMORY_R8G8B8A8,
                                    thumbnail->pixels, thumbnail->width * 4);
  alp_attachment_tile_set_picture (tile, GDK_PAINTABLE (texture));
}

static void
add_tile (AlpCardFiles *self, AlpPart *part)
{
  gboolean dangerous = alp_part_get_dangerous (part);
  GtkWidget *tile = alp_attachment_tile_new (
      alp_part_get_name (part), alp_part_get_content_type (part), alp_part_get_size (part),
      dangerous ? "document-save-symbolic" : NULL, dangerous ? _ ("Save") : C_ ("verb", "Open"));

  if (!dangerous)
    alp_attachment_tile_add_action (ALP_ATTACHMENT_TILE (tile), "document-save-symbolic", _ ("Save"));
  else
    alp_attachment_tile_set_warning (ALP_ATTACHMENT_TILE (tile), _ ("Can do harm when opened"));
  g_object_set_data_full (G_OBJECT (tile), "part", g_object_ref (part), g_object_unref);
  g_signal_connect_object (tile, "activated", G_CALLBACK (on_tile_activated), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (tile, "second-activated", G_CALLBACK (on_tile_save), self, G_CONNECT_DEFAULT);
  gtk_flow_box_append (GTK_FLOW_BOX (self->tiles), tile);
  if (alp_part_get_is_picture (part))
    alp_part_load_thumbnail_async (part, THUMBNAIL_SIZE, self->cancellable, on_thumbnail,
                                   g_object_ref (tile));
}

/**
 * alp_card_files_set_parts:
 * @parts: of #AlpPart
 */
void
alp_card_files_set_parts (AlpCardFiles *self, AlpEngine *engine, GListModel *parts)
{
  guint n = g_list_model_get_n_items (parts);
  g_autofree char *more = NULL;

  g_return_if_fail (ALP_IS_CARD_FILES (self));

  g_set_object (&self->engine, engine);
  g_set_object (&self->parts, parts);
  gtk_flow_box_remove_all (GTK_FLOW_BOX (self->tiles));
  for (guint i = 0; i < MIN (n, MAX_TILES); i++)
    {
      g_autoptr (AlpPart) part = g_list_model_get_item (parts, i);

      add_tile (self, part);
    }
  more = n > MAX_TILES
             ? g_strdup_printf (ngettext ("and %u more", "and %u more", n - MAX_TILES), n - MAX_TILES)
             : g_strdup ("");
  gtk_label_set_text (GTK_LABEL (self->more), more);
  gtk_widget_set_visible (self->footer, n > 1);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

static void
alp_card_files_dispose (GObject *object)
{
  AlpCardFiles *self = ALP_CARD_FILES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->engine);
  g_clear_object (&self->parts);
  G_OBJECT_CLASS (alp_card_files_parent_class)->dispose (object);
}

static void
alp_card_files_class_init (AlpCardFilesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_card_files_dispose;
  signals[SIGNAL_TOLD] = g_signal_new ("told", ALP_TYPE_CARD_FILES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
alp_card_files_init (AlpCardFiles *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *save = gtk_button_new_with_mnemonic (_ ("Save _All…"));

  self->cancellable = g_cancellable_new ();
  self->tiles = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->tiles), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->tiles), 4);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (self->tiles), TRUE);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (self->tiles), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (self->tiles), 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->tiles), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Attachments"), -1);
  gtk_widget_add_css_class (self->tiles, "alp-tiles");
  self->footer = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_add_css_class (self->footer, "alp-tiles-footer");
  gtk_widget_add_css_class (save, "flat");
  self->more = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->more), 0);
  gtk_widget_set_hexpand (self->more, TRUE);
  gtk_widget_add_css_class (self->more, "dim-label");
  gtk_box_append (GTK_BOX (self->footer), self->more);
  gtk_box_append (GTK_BOX (self->footer), save);
  gtk_box_append (GTK_BOX (box), self->tiles);
  gtk_box_append (GTK_BOX (box), self->footer);
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_connect_object (save, "clicked", G_CALLBACK (on_save_all), self, G_CONNECT_SWAPPED);
}

GtkWidget *
alp_card_files_new (void)
{
  return g_object_new (ALP_TYPE_CARD_FILES, NULL);
}
