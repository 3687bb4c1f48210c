/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-signature-editor.c: the text of a signature, with its format bar.
 *
 * Main thread.  Written as seen, or as HTML code for those who got theirs from somebody.  Images are read once and stand
 * in the text as data:, small ones only: each mail carries them. */
#include "alp-signature-editor.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_IMAGE (160 * 1024)

struct _AlpSignatureEditor
{
  AdwBin parent_instance;

  AlpEditor *editor;
  GtkWidget *tools; /* of the written form */
  GtkStack *stack;
  GtkTextBuffer *code;
  GtkWidget *code_button;
  GPtrArray *toggles; /* GtkToggleButton, with "alp-command" */
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (AlpSignatureEditor, alp_signature_editor, ADW_TYPE_BIN)

enum
{
  SIGNAL_TOLD,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *const image_types[] = { "image/png", "image/jpeg", "image/gif", "image/webp" };

/* ---- format ---- */

static void
on_state_changed (AlpSignatureEditor *self)
{
  self->updating = TRUE;
  for (guint i = 0; i < self->toggles->len; i++)
    gtk_toggle_button_set_active (
        g_ptr_array_index (self->toggles, i),
        alp_editor_is_on (self->editor,
                          g_object_get_data (g_ptr_array_index (self->toggles, i), "alp-command")));
  self->updating = FALSE;
}

static void
on_toggled (AlpSignatureEditor *self, GtkWidget *button)
{
  if (self->updating)
    return;
  alp_editor_command (self->editor, "focus");
  alp_editor_command (self->editor, g_object_get_data (G_OBJECT (button), "alp-command"));
}

static void
add_toggle (AlpSignatureEditor *self, const char *icon, const char *tooltip, const char *command)
{
  GtkWidget *button = gtk_toggle_button_new ();

  gtk_button_set_icon_name (GTK_BUTTON (button), icon);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_focus_on_click (button, FALSE);
  g_object_set_data (G_OBJECT (button), "alp-command", (gpointer) command);
  g_signal_connect_object (button, "toggled", G_CALLBACK (on_toggled), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->toggles, button);
  gtk_box_append (GTK_BOX (self->tools), button);
}

/* ---- images ---- */

static void
insert_image (AlpSignatureEditor *self, GBytes *bytes, const char *type, const char *name)
{
  g_autofree char *base64 = NULL;
  g_autofree char *uri = NULL;

  if (g_bytes_get_size (bytes) > MAX_IMAGE)
    {
      g_signal_emit (self, signals[SIGNAL_TOLD], 0,
                     _ ("This image is too large for a signature: 160 kB at most"));
      return;
    }
  base64 = g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  uri = g_strdup_printf ("data:%s;base64,%s", type, base64);
  alp_editor_command (self->editor, "focus");
  alp_editor_insert_image (self->editor, uri, name);
}

static void
on_image_pasted (AlpSignatureEditor *self, GBytes *png)
{
  insert_image (self, png, "image/png", _ ("Image"));
}

static void
on_image_loaded (GObject *file, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpSignatureEditor) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_file_load_bytes_finish (G_FILE (file), result, NULL, &error);
  g_autofree char *name = g_file_get_basename (G_FILE (file));
  g_autofree char *guessed = NULL, *type = NULL;
  gsize size;
  const guchar *start = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (start != NULL)
    {
      guessed = g_content_type_guess (NULL, start, MIN (size, 4096), NULL);
      type = g_content_type_get_mime_type (guessed);
    }
  for (gsize i = 0; type != NULL && i < G_N_ELEMENTS (image_types); i++)
    if (g_str_equal (type, image_types[i]))
      {
        insert_image (self, bytes, type, name);
        return;
      }
  g_signal_emit (self, signals[SIGNAL_TOLD], 0,
                 error != NULL ? error->message : _ ("This is no image that every mail program shows"));
}

static void
on_image_chosen (GObject *dialog, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpSignatureEditor) self = data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (dialog), result, NULL);

  if (file != NULL)
    g_file_load_bytes_async (file, NULL, on_image_loaded, g_object_ref (self));
}

static void
on_image (AlpSignatureEditor *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GtkFileFilter) images = gtk_file_filter_new ();
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_file_filter_set_name (images, _ ("Images"));
  for (gsize i = 0; i < G_N_ELEMENTS (image_types); i++)
    gtk_file_filter_add_mime_type (images, image_types[i]);
  gtk_file_dialog_set_title (dialog, _ ("Insert Image"));
  gtk_file_dialog_set_default_filter (dialog, images);
  gtk_file_dialog_open (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, on_image_chosen,
                        g_object_ref (self));
}

/* ---- as code ---- */

static char *
dup_code (AlpSignatureEditor *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->code, &start, &end);
  return gtk_text_buffer_get_text (self->code, &start, &end, FALSE);
}

static gboolean
shows_code (AlpSignatureEditor *self)
{
  return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->code_button));
}

static void
on_code_read (GObject *editor, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpSignatureEditor) self = data;
  g_autofree char *html = alp_editor_get_content_finish (ALP_EDITOR (editor), result, NULL);

  if (html != NULL && self->code != NULL)
    gtk_text_buffer_set_text (self->code, html, -1);
}

static void
on_code_toggled (AlpSignatureEditor *self)
{
  gboolean on = shows_code (self);

  if (on)
    alp_editor_get_content_async (self->editor, on_code_read, g_object_ref (self));
  else
    {
      g_autofree char *code = dup_code (self);
      g_autofree char *clean = alp_draft_clean_html (code);

      alp_editor_load (self->editor, clean, FALSE);
    }
  gtk_widget_set_sensitive (self->tools, !on);
  gtk_stack_set_visible_child_name (self->stack, on ? "code" : "text");
}

/* ---- for the dialog ---- */

static void
on_read (GObject *editor, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  char *html = alp_editor_get_content_finish (ALP_EDITOR (editor), result, &error);

  if (html == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, html, g_free);
}

/**
 * alp_signature_editor_read_async:
 *
 * The signature as HTML, not cleaned yet.  Works also when the widget is on its way out.
 */
void
alp_signature_editor_read_async (AlpSignatureEditor *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (ALP_IS_SIGNATURE_EDITOR (self));

  task = g_task_new (self, NULL, callback, user_data);
  if (shows_code (self))
    {
      g_task_return_pointer (task, dup_code (self), g_free);
      g_object_unref (task);
    }
  else
    alp_editor_get_content_async (self->editor, on_read, task);
}

char *
alp_signature_editor_read_finish (AlpSignatureEditor *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
alp_signature_editor_dispose (GObject *object)
{
  AlpSignatureEditor *self = ALP_SIGNATURE_EDITOR (object);

  g_clear_pointer (&self->toggles, g_ptr_array_unref);
  self->code = NULL;
  G_OBJECT_CLASS (alp_signature_editor_parent_class)->dispose (object);
}

static void
alp_signature_editor_class_init (AlpSignatureEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_signature_editor_dispose;
  signals[SIGNAL_TOLD] = g_signal_new ("told", ALP_TYPE_SIGNATURE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static GtkWidget *
make_tools (AlpSignatureEditor *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *image = gtk_button_new_from_icon_name ("alp-image-symbolic");

  self->tools = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  gtk_widget_add_css_class (bar, "toolbar");
  add_toggle (self, "format-text-bold-symbolic", _ ("Bold (Ctrl+B)"), "bold");
  add_toggle (self, "format-text-italic-symbolic", _ ("Italic (Ctrl+I)"), "italic");
  add_toggle (self, "format-text-underline-symbolic", _ ("Underline (Ctrl+U)"), "underline");
  gtk_widget_set_tooltip_text (image, _ ("Insert Image"));
  g_signal_connect_object (image, "clicked", G_CALLBACK (on_image), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->tools), image);
  gtk_widget_set_hexpand (self->tools, TRUE);
  self->code_button = gtk_toggle_button_new_with_label (_ ("HTML"));
  gtk_widget_set_tooltip_text (self->code_button, _ ("Write as HTML code"));
  g_signal_connect_object (self->code_button, "toggled", G_CALLBACK (on_code_toggled), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (bar), self->tools);
  gtk_box_append (GTK_BOX (bar), self->code_button);
  return bar;
}

static GtkWidget *
make_code (AlpSignatureEditor *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_text_view_new ();

  self->code = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), TRUE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 12);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("HTML code"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  return scroller;
}

static void
alp_signature_editor_init (AlpSignatureEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->toggles = g_ptr_array_new ();
  self->stack = GTK_STACK (gtk_stack_new ());
  self->editor = ALP_EDITOR (alp_editor_new ());
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->editor), "text");
  gtk_stack_add_named (self->stack, make_code (self), "code");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (box), make_tools (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  gtk_widget_set_overflow (box, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (box, "card");
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_object (self->editor, "state-changed", G_CALLBACK (on_state_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->editor, "image-pasted", G_CALLBACK (on_image_pasted), self,
                           G_CONNECT_SWAPPED);
}

/**
 * alp_signature_editor_new:
 * @html: cleaned
 *
 * Returns: (transfer floating): an editor that shows it
 */
GtkWidget *
alp_signature_editor_new (const char *html)
{
  AlpSignatureEditor *self = g_object_new (ALP_TYPE_SIGNATURE_EDITOR, NULL);

  alp_editor_load (self->editor, html, FALSE);
  return GTK_WIDGET (self);
}
