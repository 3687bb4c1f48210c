/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-message-window.c: a message inside a message, or from a file, in a window of its own; and the source of any.
 *
 * Main thread.  What the outer message is trusted with means nothing here: this one is looked at by itself (C-076). */
#include "alp-message-window.h"

#include "alp-format.h"
#include "alp-message-body.h"
#include "alp-parse.h"

#include <glib/gi18n.h>
#include <string.h>

/* Of a larger source this much is shown. */
#define SOURCE_BYTES (1024 * 1024)

static void
on_link (GtkWidget *body, const char *uri, gpointer window)
{
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (uri);

  gtk_uri_launcher_launch (launcher, GTK_WINDOW (window), NULL, NULL, NULL);
}

static void
on_told (AdwToastOverlay *toasts, const char *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (toasts, toast);
}

static void
add_line (GtkWidget *grid, int row, const char *name, const char *value)
{
  GtkWidget *label, *text;

  if (value == NULL || *value == '\0')
    return;
  label = gtk_label_new (name);
  text = gtk_label_new (value);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_grid_attach (GTK_GRID (grid), label, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), text, 1, row, 1, 1);
}

static GtkWidget *
make_head (AlpContent *content)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *grid = gtk_grid_new ();
  const char *subject = alp_content_get_subject (content);
  GtkWidget *title = gtk_label_new (*subject != '\0' ? subject : _ ("(No Subject)"));
  g_autofree char *date = alp_format_full_date (alp_content_get_date (content));

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_label_set_selectable (GTK_LABEL (title), TRUE);
  gtk_widget_add_css_class (title, "title-3");
  gtk_grid_set_column_spacing (GTK_GRID (grid), 10);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 2);
  add_line (grid, 0, _ ("From"), alp_content_get_from (content));
  add_line (grid, 1, _ ("To"), alp_content_get_to (content));
  add_line (grid, 2, _ ("Cc"), alp_content_get_cc (content));
  add_line (grid, 3, _ ("Date"), date);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), grid);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  return box;
}

static GtkWidget *
make_window (GtkWindow *parent, const char *title, GtkWidget *content, int width, int height)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *view = adw_toolbar_view_new ();

  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), content);
  adw_window_set_content (ADW_WINDOW (window), view);
  gtk_window_set_title (GTK_WINDOW (window), title);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_widget_set_size_request (window, 360, 294);
  if (parent != NULL)
    {
      gtk_window_set_application (GTK_WINDOW (window), gtk_window_get_application (parent));
      gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
    }
  return window;
}

static gboolean
close_window (GtkWidget *widget, GVariant *unused, gpointer data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

static void
close_on_escape (GtkWidget *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Escape"),
                                                        gtk_callback_action_new (close_window, NULL, NULL)));
  gtk_widget_add_controller (window, keys);
}

/**
 * alp_message_window_new:
 * @parent: (nullable): the window it was opened from
 * @content: the message, not one of a folder
 *
 * Returns: (transfer none): a window, to be presented
 */
GtkWidget *
alp_message_window_new (GtkWindow *parent, AlpEngine *engine, AlpContent *content)
{
  GtkWidget *toasts = adw_toast_overlay_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *body = alp_message_body_new (engine);
  GtkWidget *window = make_window (parent, _ ("Attached Message"), toasts, 720, 640);

  gtk_box_append (GTK_BOX (box), make_head (content));
  gtk_box_append (GTK_BOX (box), body);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 860);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (toasts), scrolled);
  g_signal_connect_object (body, "link-activated", G_CALLBACK (on_link), window, G_CONNECT_DEFAULT);
  g_signal_connect_object (body, "told", G_CALLBACK (on_told), toasts, G_CONNECT_SWAPPED);
  close_on_escape (window);
  alp_message_body_set_content (ALP_MESSAGE_BODY (body), content, 0, FALSE);
  return window;
}

static void
copy_all (GtkWidget *button, GtkTextBuffer *buffer)
{
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (button), text);
}

/**
 * alp_source_window_new:
 * @headers_only: the header fields instead of the whole message
 *
 * Returns: (transfer none): a window with the message as the server gave it, to be presented
 */
GtkWidget *
alp_source_window_new (GtkWindow *parent, AlpContent *content, gboolean headers_only)
{
  GBytes *source = alp_content_get_source (content);
  gsize size = 0;
  const char *data = source != NULL ? g_bytes_get_data (source, &size) : "";
  g_autofree char *text = headers_only && source != NULL
                              ? alp_parse_dup_header_block (source)
                              : g_utf8_make_valid (data, (gssize) MIN (size, SOURCE_BYTES));
  GtkWidget *view = gtk_text_view_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *copy = gtk_button_new_with_mnemonic (_ ("_Copy All"));
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkWidget *window
      = make_window (parent, headers_only ? _ ("Message Headers") : _ ("Message Source"), box, 760, 600);

  /* A NUL ends a GTK text. */
  gtk_text_buffer_set_text (buffer, text, -1);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), TRUE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_CHAR);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 8);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Source"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_widget_set_halign (copy, GTK_ALIGN_END);
  gtk_widget_set_margin_end (copy, 12);
  gtk_widget_set_margin_bottom (copy, 12);
  gtk_widget_set_margin_top (copy, 8);
  g_signal_connect_object (copy, "clicked", G_CALLBACK (copy_all), buffer, G_CONNECT_DEFAULT);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_box_append (GTK_BOX (box), copy);
  close_on_escape (window);
  return window;
}
