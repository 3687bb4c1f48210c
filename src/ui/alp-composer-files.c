/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-composer-files.c: the composer's attachments: choosing, dropping, tiles.
 *
 * Main thread.  The tiles follow the draft's list; copying a file never holds anything up. */
#include "alp-composer-private.h"

#include "alp-attachment-tile.h"

#include <glib/gi18n.h>

static void
on_tile_removed (AlpComposer *self, GtkWidget *tile)
{
  alp_draft_remove_attachment (self->draft, g_object_get_data (G_OBJECT (tile), "alp-attachment"));
  alp_composer_edited (self);
}

static GtkWidget *
make_tile (AlpComposer *self, AlpDraftAttachment *attachment)
{
  gboolean adding = alp_draft_attachment_get_state (attachment) == ALP_ATTACHMENT_ADDING;
  GtkWidget *tile = alp_attachment_tile_new (
      alp_draft_attachment_get_name (attachment), alp_draft_attachment_get_content_type (attachment),
      alp_draft_attachment_get_size (attachment),
      adding ? "content-loading-symbolic" : "window-close-symbolic", _ ("Remove"));

  g_object_set_data_full (G_OBJECT (tile), "alp-attachment", g_object_ref (attachment), g_object_unref);
  g_signal_connect_object (tile, "activated", G_CALLBACK (on_tile_removed), self, G_CONNECT_SWAPPED);
  return tile;
}

static void
on_attachment_state (AlpDraftAttachment *attachment, GParamSpec *pspec, AlpComposer *self)
{
  if (alp_draft_attachment_get_state (attachment) == ALP_ATTACHMENT_FAILED
      && !alp_draft_attachment_get_inline (attachment))
    {
      alp_composer_toast (self, alp_draft_attachment_get_error (attachment));
      alp_draft_remove_attachment (self->draft, attachment);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->tiles)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *tile = gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (child));

      if (g_object_get_data (G_OBJECT (tile), "alp-attachment") == attachment)
        gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), make_tile (self, attachment));
    }
  alp_composer_edited (self);
}

static void
on_items_changed (AlpComposer *self, guint position, guint removed, guint added)
{
  GListModel *attachments = alp_draft_get_attachments (self->draft);

  for (guint i = 0; i < added; i++)
    {
      g_autoptr (AlpDraftAttachment) one = g_list_model_get_item (attachments, position + i);

      g_signal_connect_object (one, "notify::state", G_CALLBACK (on_attachment_state), self,
                               G_CONNECT_DEFAULT);
    }
  gtk_flow_box_remove_all (self->tiles);
  for (guint i = 0; i < g_list_model_get_n_items (attachments); i++)
    {
      g_autoptr (AlpDraftAttachment) one = g_list_model_get_item (attachments, i);

      if (!alp_draft_attachment_get_inline (one))
        gtk_flow_box_append (self->tiles, make_tile (self, one));
    }
  gtk_widget_set_visible (self->tiles_scroller, gtk_flow_box_get_child_at_index (self->tiles, 0) != NULL);
  alp_composer_edited (self);
}

void
alp_composer_files_bind (AlpComposer *self)
{
  GListModel *attachments = alp_draft_get_attachments (self->draft);

  g_signal_connect_object (attachments, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED);
  on_items_changed (self, 0, 0, g_list_model_get_n_items (attachments));
}

/* ---- choosing ---- */

void
alp_composer_add_file (AlpComposer *self, GFile *file)
{
  alp_draft_add_file (self->draft, file, FALSE);
}

static void
on_files_chosen (GObject *dialog, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpComposer) self = data;
  g_autoptr (GListModel) files
      = gtk_file_dialog_open_multiple_finish (GTK_FILE_DIALOG (dialog), result, NULL);

  for (guint i = 0; files != NULL && i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      alp_composer_add_file (self, file);
    }
}

static void
act_attach (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpComposer *self = data;
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_file_dialog_set_title (dialog, _ ("Attach Files"));
  gtk_file_dialog_open_multiple (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL,
                                 on_files_chosen, g_object_ref (self));
}

/* A file by path: for programs that share with us, and for tests. */
static void
act_attach_path (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpComposer *self = data;
  g_autoptr (GFile) file = g_file_new_for_path (g_variant_get_string (parameter, NULL));

  alp_composer_add_file (self, file);
}

static void
add_list (AlpComposer *self, GdkFileList *list)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (list);

  for (GSList *l = files; l != NULL; l = l->next)
    alp_composer_add_file (self, l->data);
}

static void
on_files_pasted (AlpComposer *self, GdkFileList *list)
{
  add_list (self, list);
}

static gboolean
on_drop (AlpComposer *self, const GValue *value)
{
  add_list (self, g_value_get_boxed (value));
  return TRUE;
}

void
alp_composer_files_init (AlpComposer *self)
{
  static const GActionEntry entries[] = {
    { .name = "attach", .activate = act_attach },
    { .name = "attach-path", .activate = act_attach_path, .parameter_type = "s" },
  };
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drop), GTK_PHASE_CAPTURE);
  g_signal_connect_object (drop, "drop", G_CALLBACK (on_drop), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
  g_signal_connect_object (self->editor, "files-pasted", G_CALLBACK (on_files_pasted), self,
                           G_CONNECT_SWAPPED);
}
