/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-composer-tools.c: the composer's format bar: styles, lists, links, images, emoji.
 *
 * Main thread.  Buttons show what holds at the cursor and do it by name; the keys are the editor's own. */
#include "alp-composer-private.h"

#include <glib/gi18n.h>
#include <string.h>

static const struct
{
  gsize offset; /* of the button in AlpComposer */
  const char *command;
} toggles[] = {
  { G_STRUCT_OFFSET (AlpComposer, bold_button), "bold" },
  { G_STRUCT_OFFSET (AlpComposer, italic_button), "italic" },
  { G_STRUCT_OFFSET (AlpComposer, underline_button), "underline" },
  { G_STRUCT_OFFSET (AlpComposer, strike_button), "strikeThrough" },
  { G_STRUCT_OFFSET (AlpComposer, list_button), "insertUnorderedList" },
  { G_STRUCT_OFFSET (AlpComposer, numbers_button), "insertOrderedList" },
  { G_STRUCT_OFFSET (AlpComposer, quote_button), "quote" },
};

static GtkWidget *
toggle_button (AlpComposer *self, gsize index)
{
  return G_STRUCT_MEMBER (GtkWidget *, self, toggles[index].offset);
}

static void
on_state_changed (AlpComposer *self)
{
  self->updating_buttons = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (toggles); i++)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (toggle_button (self, i)),
                                  alp_editor_is_on (self->editor, toggles[i].command));
  self->updating_buttons = FALSE;
}

static void
on_toggled (AlpComposer *self, GtkWidget *button)
{
  if (self->updating_buttons)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (toggles); i++)
    if (toggle_button (self, i) == button)
      {
        alp_editor_command (self->editor, "focus");
        alp_editor_command (self->editor, toggles[i].command);
      }
}

static void
on_clear (AlpComposer *self)
{
  alp_editor_command (self->editor, "focus");
  alp_editor_command (self->editor, "clear");
}

/* ---- links ---- */

/* "example.org" → https://example.org, "ana@example.org" → mailto:…; NULL when it is no link a mail may hold. */
static char *
complete_uri (const char *typed)
{
  g_autofree char *text = g_strstrip (g_strdup (typed));
  g_autofree char *scheme = g_uri_parse_scheme (text);

  if (*text == '\0' || strpbrk (text, " \t\n\"<>") != NULL)
    return NULL;
  if (scheme != NULL && strstr (text, "://") == NULL && !g_str_equal (scheme, "mailto")
      && !g_str_equal (scheme, "tel"))
    g_clear_pointer (&scheme, g_free); /* example.org:8080 */
  if (scheme == NULL)
    return strchr (text, '@') != NULL ? g_strconcat ("mailto:", text, NULL)
                                      : g_strconcat ("https://", text, NULL);
  if (g_str_equal (scheme, "http") || g_str_equal (scheme, "https") || g_str_equal (scheme, "mailto")
      || g_str_equal (scheme, "tel"))
    return g_steal_pointer (&text);
  return NULL;
}

static void
apply_link (AlpComposer *self)
{
  GtkWidget *entry = g_object_get_data (G_OBJECT (self->link_button), "alp-entry");
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (entry));
  g_autofree char *uri = *typed != '\0' ? complete_uri (typed) : g_strdup ("");

  if (uri == NULL)
    {
      gtk_widget_add_css_class (entry, "error");
      return;
    }
  gtk_menu_button_popdown (self->link_button);
  alp_editor_command (self->editor, "focus");
  alp_editor_insert_link (self->editor, uri, typed);
}

static void
on_link_known (GObject *editor, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpComposer) self = data;
  g_autofree char *uri = alp_editor_get_content_finish (ALP_EDITOR (editor), result, NULL);
  GtkWidget *entry = g_object_get_data (G_OBJECT (self->link_button), "alp-entry");

  gtk_widget_remove_css_class (entry, "error");
  gtk_editable_set_text (GTK_EDITABLE (entry), uri != NULL ? uri : "");
  gtk_widget_grab_focus (entry);
}

static void
on_link_shown (AlpComposer *self)
{
  alp_editor_get_link_async (self->editor, on_link_known, g_object_ref (self));
}

static void
make_link_popover (AlpComposer *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Set Link"));

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), "https://");
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_URL);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 26);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Link address"),
                                  -1);
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), button);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_menu_button_set_popover (self->link_button, popover);
  g_object_set_data (G_OBJECT (self->link_button), "alp-entry", entry);
  g_signal_connect_object (popover, "show", G_CALLBACK (on_link_shown), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "activate", G_CALLBACK (apply_link), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (button, "clicked", G_CALLBACK (apply_link), self, G_CONNECT_SWAPPED);
}

static void
act_link (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpComposer *self = data;

  if (alp_editor_get_plain (self->editor))
    return;
  gtk_revealer_set_reveal_child (self->format_revealer, TRUE);
  gtk_menu_button_popup (self->link_button);
}

/* ---- images ---- */

static void
insert_ready (AlpComposer *self, AlpDraftAttachment *image)
{
  g_autofree char *uri = alp_draft_attachment_dup_uri (image);

  alp_editor_insert_image (self->editor, uri, alp_draft_attachment_get_name (image));
}

static void
on_image_state (AlpDraftAttachment *image, GParamSpec *pspec, AlpComposer *self)
{
  if (alp_draft_attachment_get_state (image) == ALP_ATTACHMENT_ADDING)
    return;
  g_signal_handlers_disconnect_by_func (image, on_image_state, self);
  if (alp_draft_attachment_get_state (image) == ALP_ATTACHMENT_READY)
    insert_ready (self, image);
  else
    {
      alp_composer_toast (self, alp_draft_attachment_get_error (image));
      alp_draft_remove_attachment (self->draft, image);
    }
}

/* @image: an inline attachment of the draft; put into the text as soon as it is there. */
void
alp_composer_add_image (AlpComposer *self, AlpDraftAttachment *image)
{
  if (alp_draft_attachment_get_state (image) == ALP_ATTACHMENT_READY)
    insert_ready (self, image);
  else
    g_signal_connect_object (image, "notify::state", G_CALLBACK (on_image_state), self, G_CONNECT_DEFAULT);
}

static void
on_image_pasted (AlpComposer *self, GBytes *png)
{
  if (alp_editor_get_plain (self->editor))
    return;
  alp_composer_add_image (self, alp_draft_add_bytes (self->draft, png, _ ("Image.png"), "image/png", TRUE));
}

static void
on_images_chosen (GObject *dialog, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpComposer) self = data;
  g_autoptr (GListModel) files
      = gtk_file_dialog_open_multiple_finish (GTK_FILE_DIALOG (dialog), result, NULL);

  for (guint i = 0; files != NULL && i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      alp_composer_add_image (self, alp_draft_add_file (self->draft, file, TRUE));
    }
}

static void
act_image (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpComposer *self = data;
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) images = gtk_file_filter_new ();
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_file_filter_set_name (images, _ ("Images"));
  gtk_file_filter_add_mime_type (images, "image/png");
  gtk_file_filter_add_mime_type (images, "image/jpeg");
  gtk_file_filter_add_mime_type (images, "image/gif");
  gtk_file_filter_add_mime_type (images, "image/webp");
  g_list_store_append (filters, images);
  gtk_file_dialog_set_title (dialog, _ ("Insert Image"));
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_open_multiple (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL,
                                 on_images_chosen, g_object_ref (self));
}

/* Serves alp-part:draft/KEY to the page from the copy on disk; nothing else. */
static void
serve_part (WebKitURISchemeRequest *request, gpointer data)
{
  AlpComposer *self = data;
  AlpDraftAttachment *image
      = self->draft != NULL ? alp_draft_find_uri (self->draft, webkit_uri_scheme_request_get_uri (request))
                            : NULL;
  g_autofree char *path = image != NULL ? alp_draft_attachment_dup_path (image) : NULL;
  g_autoptr (GFile) file = path != NULL ? g_file_new_for_path (path) : NULL;
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  if (file != NULL && g_str_has_prefix (alp_draft_attachment_get_content_type (image), "image/"))
    stream = g_file_read (file, NULL, &error);
  if (stream != NULL)
    {
      webkit_uri_scheme_request_finish (request, G_INPUT_STREAM (stream),
                                        (gint64) alp_draft_attachment_get_size (image),
                                        alp_draft_attachment_get_content_type (image));
      return;
    }
  if (error == NULL)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no such part");
  webkit_uri_scheme_request_finish_error (request, error);
}

/* ---- emoji ---- */

static void
on_emoji (AlpComposer *self, const char *emoji)
{
  alp_editor_command (self->editor, "focus");
  alp_editor_insert_text (self->editor, emoji);
}

static void
act_emoji (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpComposer *self = data;
  GtkWidget *chooser = g_object_get_data (G_OBJECT (self->emoji_button), "alp-chooser");

  if (chooser == NULL)
    {
      chooser = gtk_emoji_chooser_new ();
      gtk_widget_set_parent (chooser, self->emoji_button);
      g_object_set_data (G_OBJECT (self->emoji_button), "alp-chooser", chooser);
      g_signal_connect_object (chooser, "emoji-picked", G_CALLBACK (on_emoji), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->emoji_button, "destroy", G_CALLBACK (gtk_widget_unparent), chooser,
                               G_CONNECT_SWAPPED);
    }
  gtk_revealer_set_reveal_child (self->format_revealer, TRUE);
  gtk_popover_popup (GTK_POPOVER (chooser));
}

void
alp_composer_tools_init (AlpComposer *self)
{
  static const GActionEntry entries[] = {
    { .name = "link", .activate = act_link },
    { .name = "image", .activate = act_image },
    { .name = "emoji", .activate = act_emoji },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  for (gsize i = 0; i < G_N_ELEMENTS (toggles); i++)
    {
      gtk_widget_set_focus_on_click (toggle_button (self, i), FALSE);
      g_signal_connect_object (toggle_button (self, i), "toggled", G_CALLBACK (on_toggled), self,
                               G_CONNECT_SWAPPED);
    }
  gtk_widget_set_focus_on_click (self->clear_button, FALSE);
  g_signal_connect_object (self->clear_button, "clicked", G_CALLBACK (on_clear), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->editor, "state-changed", G_CALLBACK (on_state_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->editor, "image-pasted", G_CALLBACK (on_image_pasted), self,
                           G_CONNECT_SWAPPED);
  alp_editor_set_part_func (self->editor, serve_part, self);
  make_link_popover (self);
}
