/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-message-card.c: one message of the conversation: header, notices, body, attachments.
 *
 * Main thread.  Collapsed it is one line and loads nothing; opened it asks mail/ for the content once.  HTML goes to the
 * locked-down web view; when that is not possible the plain text is shown instead, never the other way round. */
#include "alp-message-card.h"

#include "alp-attachment-tile.h"
#include "alp-format.h"
#include "alp-style.h"
#include "alp-web-view.h"

#include <glib/gi18n.h>
#include <string.h>

/* A GtkLabel lays out all of its text at once; beyond this a text view, which does it by lines, is used. */
#define LABEL_BYTES (48 * 1024)

struct _AlpMessageCard
{
  AdwBin parent_instance;

  GtkWidget *header;
  AdwAvatar *avatar;
  GtkLabel *name;
  GtkLabel *address;
  GtkWidget *attachment;
  GtkLabel *time;
  GtkLabel *line;
  GtkRevealer *revealer;
  GtkWidget *content;
  GtkWidget *notice;
  GtkLabel *notice_label;
  GtkWidget *notice_button;
  GtkStack *stack;
  GtkLabel *text;
  GtkTextView *long_text;
  AdwBin *html;
  GtkLabel *error_label;
  GtkWidget *retry_button;
  GtkWidget *tiles;

  AlpEngine *engine;
  AlpMessage *message;
  AlpContent *loaded;
  AlpWebView *web;
  GCancellable *cancellable;
  gboolean expanded;
};

G_DEFINE_FINAL_TYPE (AlpMessageCard, alp_message_card, ADW_TYPE_BIN)

enum
{
  SIGNAL_LINK_ACTIVATED,
  SIGNAL_LINK_HOVERED,
  SIGNAL_LOADED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void load (AlpMessageCard *self);

AlpMessage *
alp_message_card_get_message (AlpMessageCard *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE_CARD (self), NULL);

  return self->message;
}

/**
 * alp_message_card_get_content:
 *
 * Returns: (nullable) (transfer none): what was loaded, %NULL before that
 */
AlpContent *
alp_message_card_get_content (AlpMessageCard *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE_CARD (self), NULL);

  return self->loaded;
}

gboolean
alp_message_card_get_expanded (AlpMessageCard *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE_CARD (self), FALSE);

  return self->expanded;
}

/* ---- header ---- */

static void
update_header (AlpMessageCard *self)
{
  const char *sender = alp_message_get_sender (self->message);
  const char *email = alp_message_get_sender_email (self->message);
  const char *preview = alp_message_get_preview (self->message);
  const char *name = sender != NULL && *sender != '\0' ? sender : email;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = alp_format_list_date (alp_message_get_date (self->message), now);
  g_autofree char *full = alp_format_full_date (alp_message_get_date (self->message));
  g_autofree char *to = NULL, *spoken = NULL;

  if (alp_message_get_loading (self->message))
    return;
  name = name != NULL && *name != '\0' ? name : _ ("Unknown Sender");
  adw_avatar_set_text (self->avatar, name);
  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->address, email != NULL && g_strcmp0 (email, name) != 0 ? email : "");
  gtk_widget_set_visible (GTK_WIDGET (self->address),
                          self->expanded && *gtk_label_get_text (self->address) != '\0');
  gtk_label_set_text (self->time, time);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->time), full);
  gtk_widget_set_visible (self->attachment,
                          !self->expanded && alp_message_get_has_attachment (self->message));

  if (self->expanded)
    {
      const char *recipients
          = self->loaded != NULL ? alp_content_get_to (self->loaded) : alp_message_get_to (self->message);
      const char *copies = self->loaded != NULL ? alp_content_get_cc (self->loaded) : "";
      g_autofree char *all = NULL;

      /* Translators: the recipients of a message, in its header */
      to = g_strdup_printf (
          _ ("to %s"), recipients != NULL && *recipients != '\0' ? recipients : _ ("undisclosed recipients"));
      gtk_label_set_text (self->line, to);
      /* Translators: all recipients of a message, in the tooltip of its header */
      all = *copies != '\0' ? g_strdup_printf (_ ("To: %s\nCc: %s"), recipients, copies) : g_strdup (to);
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->line), all);
    }
  else
    gtk_label_set_text (self->line, preview != NULL ? preview : "");

  /* Translators: sender and date of one message of a conversation, read out by assistive technology */
  spoken = g_strdup_printf (_ ("Message from %s, %s"), name, full);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->header), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->header), GTK_ACCESSIBLE_STATE_EXPANDED, self->expanded,
                               -1);
}

static void
on_header_clicked (AlpMessageCard *self)
{
  alp_message_card_set_expanded (self, !self->expanded);
}

/* ---- body ---- */

static char *
text_markup (const char *text)
{
  g_autoptr (GString) out = g_string_sized_new (strlen (text) + 256);
  g_autoptr (GRegex) links
      = g_regex_new ("(https?://[^\\s<>\"]+[^\\s<>\"\\.,;:!?\\)\\]'])", G_REGEX_CASELESS, 0, NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *escaped = g_markup_escape_text (lines[i], -1);
      g_autofree char *linked = g_regex_replace (links, escaped, -1, 0, "<a href=\"\\1\">\\1</a>", 0, NULL);
      const char *line = linked != NULL ? linked : escaped;

      if (i > 0)
        g_string_append_c (out, '\n');
      if (g_str_has_prefix (lines[i], ">"))
        g_string_append_printf (out, "<span alpha=\"60%%\">%s</span>", line);
      else
        g_string_append (out, line);
    }
  return g_string_free_and_steal (g_steal_pointer (&out));
}

static void
show_text (AlpMessageCard *self)
{
  const char *text = alp_content_get_text (self->loaded);
  g_autofree char *clean = NULL, *markup = NULL;

  clean = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_strchomp (clean);
  if (*clean == '\0')
    {
      g_autofree char *empty = g_markup_printf_escaped ("<i>%s</i>", _ ("This message has no text."));

      gtk_label_set_markup (self->text, empty);
      gtk_stack_set_visible_child_name (self->stack, "text");
      return;
    }
  if (strlen (clean) > LABEL_BYTES)
    {
      gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->long_text), clean, -1);
      gtk_stack_set_visible_child_name (self->stack, "long");
      return;
    }
  markup = text_markup (clean);
  if (pango_parse_markup (markup, -1, 0, NULL, NULL, NULL, NULL) || strstr (markup, "<a href") != NULL)
    gtk_label_set_markup (self->text, markup);
  else
    gtk_label_set_text (self->text, clean);
  gtk_stack_set_visible_child_name (self->stack, "text");
}

static gboolean
on_text_link (AlpMessageCard *self, const char *uri)
{
  g_signal_emit (self, signals[SIGNAL_LINK_ACTIVATED], 0, uri);
  return TRUE;
}

static void
on_web_link (AlpMessageCard *self, const char *uri)
{
  g_signal_emit (self, signals[SIGNAL_LINK_ACTIVATED], 0, uri);
}

static void
on_web_hover (AlpMessageCard *self, const char *uri)
{
  g_signal_emit (self, signals[SIGNAL_LINK_HOVERED], 0, uri);
}

static void
on_web_unavailable (AlpMessageCard *self)
{
  show_text (self);
}

static void
answer_part (WebKitURISchemeRequest *request, gpointer data)
{
  AlpMessageCard *self = data;
  g_autofree char *type = NULL;
  g_autoptr (GBytes) bytes
      = self->loaded != NULL
            ? alp_content_dup_part (self->loaded, webkit_uri_scheme_request_get_uri (request), &type)
            : NULL;
  g_autoptr (GInputStream) stream = NULL;

  if (bytes == NULL || type == NULL || !g_str_has_prefix (type, "image/"))
    {
      g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no such part");

      webkit_uri_scheme_request_finish_error (request, error);
      return;
    }
  stream = g_memory_input_stream_new_from_bytes (bytes);
  webkit_uri_scheme_request_finish (request, stream, (gint64) g_bytes_get_size (bytes), type);
}

/* A mail brings its own colours and expects paper: in the dark look it lies on a white sheet. */
static void
show_html (AlpMessageCard *self)
{
  gboolean dark = alp_style_get_dark (alp_style_get_default ());

  if (self->web == NULL)
    {
      self->web = ALP_WEB_VIEW (alp_web_view_new ());
      g_signal_connect_object (self->web, "link-activated", G_CALLBACK (on_web_link), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->web, "link-hovered", G_CALLBACK (on_web_hover), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->web, "unavailable", G_CALLBACK (on_web_unavailable), self,
                               G_CONNECT_SWAPPED);
      alp_web_view_set_part_func (self->web, answer_part, self);
      adw_bin_set_child (self->html, GTK_WIDGET (self->web));
    }
  if (dark)
    gtk_widget_add_css_class (GTK_WIDGET (self->html), "alp-paper");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->html), "alp-paper");
  gtk_stack_set_visible_child_name (self->stack, "html");
  alp_web_view_load (self->web, alp_content_get_html (self->loaded), FALSE);
}

static void
on_style_changed (AlpMessageCard *self)
{
  if (self->loaded != NULL && self->web != NULL)
    show_html (self);
}

/* ---- attachments ---- */

static void
on_save_chosen (GObject *dialog, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpPart) part = data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (dialog), result, NULL);

  if (file != NULL)
    alp_part_save_async (part, file, NULL, NULL, NULL);
}

static void
on_tile_activated (GtkWidget *tile, AlpPart *part)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  GtkRoot *root = gtk_widget_get_root (tile);

  gtk_file_dialog_set_title (dialog, _ ("Save Attachment"));
  gtk_file_dialog_set_initial_name (dialog, alp_part_get_name (part));
  gtk_file_dialog_save (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, on_save_chosen,
                        g_object_ref (part));
}

static void
show_attachments (AlpMessageCard *self)
{
  GListModel *parts = alp_content_get_attachments (self->loaded);
  guint n = parts != NULL ? g_list_model_get_n_items (parts) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AlpPart) part = g_list_model_get_item (parts, i);
      GtkWidget *tile
          = alp_attachment_tile_new (alp_part_get_name (part), alp_part_get_content_type (part),
                                     alp_part_get_size (part), "document-save-symbolic", _ ("Save"));

      g_signal_connect_data (tile, "activated", G_CALLBACK (on_tile_activated), g_object_ref (part),
                             (GClosureNotify) (GCallback) g_object_unref, 0);
      gtk_flow_box_append (GTK_FLOW_BOX (self->tiles), tile);
    }
  gtk_widget_set_visible (self->tiles, n > 0);
}

static void
show_notice (AlpMessageCard *self)
{
  guint images = alp_content_get_remote_images (self->loaded);
  guint trackers = alp_content_get_trackers (self->loaded);
  g_autofree char *images_text
      = g_strdup_printf (ngettext ("%u remote image blocked", "%u remote images blocked", images), images);
  g_autofree char *trackers_text
      = g_strdup_printf (ngettext ("%u tracker blocked", "%u trackers blocked", trackers), trackers);
  g_autofree char *both = NULL;

  if (images > 0 && trackers > 0)
    /* Translators: two short facts side by side: "3 remote images blocked · 1 tracker blocked" */
    both = g_strdup_printf (_ ("%s · %s"), images_text, trackers_text);
  gtk_label_set_text (self->notice_label, both != NULL ? both : images > 0 ? images_text : trackers_text);
  gtk_widget_set_visible (self->notice, images + trackers > 0);
  gtk_widget_set_visible (self->notice_button, FALSE);
}

/* ---- loading ---- */

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpMessageCard) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AlpContent) content = alp_engine_load_content_finish (ALP_ENGINE (source), result, &error);

  g_clear_object (&self->cancellable);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (content == NULL)
    {
      gtk_label_set_text (self->error_label,
                          error != NULL ? error->message : _ ("This message could not be read."));
      gtk_stack_set_visible_child_name (self->stack, "error");
      return;
    }
  self->loaded = g_steal_pointer (&content);
  update_header (self);
  show_notice (self);
  show_attachments (self);
  if (alp_content_get_html (self->loaded) != NULL)
    show_html (self);
  else
    show_text (self);
  g_signal_emit (self, signals[SIGNAL_LOADED], 0);
}

static void
load (AlpMessageCard *self)
{
  if (self->loaded != NULL || self->cancellable != NULL)
    return;
  self->cancellable = g_cancellable_new ();
  gtk_stack_set_visible_child_name (self->stack, "loading");
  alp_engine_load_content_async (self->engine, self->message, self->cancellable, on_loaded,
                                 g_object_ref (self));
}

/**
 * alp_message_card_set_expanded:
 * @expanded: whether the body is shown; loads it the first time
 */
void
alp_message_card_set_expanded (AlpMessageCard *self, gboolean expanded)
{
  g_return_if_fail (ALP_IS_MESSAGE_CARD (self));

  self->expanded = expanded;
  gtk_widget_set_visible (GTK_WIDGET (self->revealer), expanded);
  gtk_revealer_set_reveal_child (self->revealer, expanded);
  update_header (self);
  if (expanded)
    load (self);
}

/**
 * alp_message_card_new:
 *
 * Returns: (transfer floating): a collapsed card; references to both are kept
 */
GtkWidget *
alp_message_card_new (AlpEngine *engine, AlpMessage *message)
{
  AlpMessageCard *self = g_object_new (ALP_TYPE_MESSAGE_CARD, NULL);

  self->engine = g_object_ref (engine);
  self->message = g_object_ref (message);
  g_signal_connect_object (message, "notify", G_CALLBACK (update_header), self, G_CONNECT_SWAPPED);
  alp_message_card_set_expanded (self, FALSE);
  return GTK_WIDGET (self);
}

static void
alp_message_card_dispose (GObject *object)
{
  AlpMessageCard *self = ALP_MESSAGE_CARD (object);

  g_cancellable_cancel (self->cancellable);
  if (self->web != NULL)
    alp_web_view_set_part_func (self->web, NULL, NULL);
  self->web = NULL;
  g_clear_object (&self->cancellable);
  g_clear_object (&self->engine);
  g_clear_object (&self->message);
  g_clear_object (&self->loaded);
  G_OBJECT_CLASS (alp_message_card_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, header);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, avatar);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, name);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, address);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, attachment);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, time);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, line);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, revealer);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, content);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, notice);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, notice_label);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, notice_button);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, stack);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, text);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, long_text);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, html);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, error_label);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, retry_button);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, tiles);
}

static void
alp_message_card_class_init (AlpMessageCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_message_card_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-message-card.ui");
  bind_children (widget_class);

  /* link-activated (uri), link-hovered (uri or NULL): as in AlpWebView; loaded: the content is there. */
  signals[SIGNAL_LINK_ACTIVATED] = g_signal_new ("link-activated", ALP_TYPE_MESSAGE_CARD, G_SIGNAL_RUN_LAST,
                                                 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_LINK_HOVERED] = g_signal_new ("link-hovered", ALP_TYPE_MESSAGE_CARD, G_SIGNAL_RUN_LAST, 0,
                                               NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_LOADED] = g_signal_new ("loaded", ALP_TYPE_MESSAGE_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 0);
}

static void
alp_message_card_init (AlpMessageCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_add_css_class (self->content, "alp-body");
  g_signal_connect_object (self->header, "clicked", G_CALLBACK (on_header_clicked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->retry_button, "clicked", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->text, "activate-link", G_CALLBACK (on_text_link), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (alp_style_get_default (), "changed", G_CALLBACK (on_style_changed), self,
                           G_CONNECT_SWAPPED);
}
