/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-editor-paste.c: what the editor takes from the clipboard.
 *
 * Main thread.  The program reads the clipboard, never the page: HTML is bounded and cleaned before the page gets it,
 * images and files become attachments of the draft. */
#include "alp-editor.h"

#include <string.h>

#define MAX_PASTE (4 * 1024 * 1024)

static void
on_text_read (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpEditor) self = data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);

  if (text != NULL && strlen (text) <= MAX_PASTE)
    alp_editor_insert_text (self, text);
}

/** alp_editor_paste_text: pastes the clipboard's text and nothing else. */
void
alp_editor_paste_text (AlpEditor *self)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL, on_text_read,
                                 g_object_ref (self));
}

/* Browsers put UTF-8 there, some others UTF-16 with a mark. */
static char *
decode_html (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  if (size >= 2 && ((guchar) data[0] == 0xFF || (guchar) data[0] == 0xFE)
      && (guchar) data[0] != (guchar) data[1])
    return g_convert (data, (gssize) size, "UTF-8", "UTF-16", NULL, NULL, NULL);
  return data != NULL ? g_utf8_make_valid (data, (gssize) strnlen (data, size)) : NULL;
}

static void
on_html_spliced (GObject *stream, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpEditor) self = data;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *html = NULL;

  if (g_output_stream_splice_finish (G_OUTPUT_STREAM (stream), result, NULL) >= 0)
    bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
  if (bytes != NULL && g_bytes_get_size (bytes) <= MAX_PASTE)
    html = decode_html (bytes);
  if (html != NULL)
    alp_editor_insert_html (self, html);
  else
    alp_editor_paste_text (self);
}

static void
on_html_read (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpEditor) self = data;
  const char *type;
  g_autoptr (GInputStream) in = gdk_clipboard_read_finish (GDK_CLIPBOARD (clipboard), result, &type, NULL);
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();

  if (in == NULL)
    alp_editor_paste_text (self);
  else
    g_output_stream_splice_async (out, in,
                                  G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                  G_PRIORITY_DEFAULT, NULL, on_html_spliced, g_object_ref (self));
}

static void
on_texture_read (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpEditor) self = data;
  g_autoptr (GdkTexture) texture
      = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (clipboard), result, NULL);
  g_autoptr (GBytes) png = texture != NULL ? gdk_texture_save_to_png_bytes (texture) : NULL;

  if (png != NULL)
    g_signal_emit_by_name (self, "image-pasted", png);
}

static void
on_files_read (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpEditor) self = data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (clipboard), result, NULL);

  if (value != NULL)
    g_signal_emit_by_name (self, "files-pasted", g_value_get_boxed (value));
}

/** alp_editor_paste: pastes what the clipboard has: files, HTML, an image, or text. */
void
alp_editor_paste (AlpEditor *self)
{
  static const char *html[] = { "text/html", NULL };
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);

  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, NULL, on_files_read,
                                    g_object_ref (self));
  else if (!alp_editor_get_plain (self) && gdk_content_formats_contain_mime_type (formats, "text/html"))
    gdk_clipboard_read_async (clipboard, html, G_PRIORITY_DEFAULT, NULL, on_html_read, g_object_ref (self));
  else if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE)
           && !gdk_content_formats_contain_mime_type (formats, "text/plain"))
    gdk_clipboard_read_texture_async (clipboard, NULL, on_texture_read, g_object_ref (self));
  else
    alp_editor_paste_text (self);
}
