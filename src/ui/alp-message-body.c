/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-message-body.c: what is below the header of a message: notices, text, attachments.
 *
 * Main thread.  HTML goes to the locked-down web view; when that is not possible the plain text is shown instead, never
 * the other way round.  Remote images are alp-part: numbers in the page: they load only after the person said so, and
 * then through AlpRemote, never through WebKit. */
#include "alp-message-body.h"

#include "alp-card-banner.h"
#include "alp-card-files.h"
#include "alp-card-notices.h"
#include "alp-remote.h"
#include "alp-settings.h"
#include "alp-style.h"
#include "alp-web-view.h"

#include <glib/gi18n.h>
#include <string.h>

/* A GtkLabel lays out all of its text at once; beyond this a text view, which does it by lines, is used. */
#define LABEL_BYTES (48 * 1024)
/* A plain text longer than this is shown up to here (C-053); the rest is in the source and the saved file. */
#define TEXT_BYTES (2 * 1024 * 1024)

struct _AlpMessageBody
{
  AdwBin parent_instance;

  GtkWidget *box;
  GtkWidget *banners;
  GtkStack *stack;
  GtkLabel *text;
  GtkTextView *long_text;
  AdwBin *html;
  GtkWidget *quotes;
  GtkWidget *files;

  AlpEngine *engine;
  AlpContent *content;
  AlpWebView *web;
  AlpRemote *remote; /* nullable: images are not shown */
  GCancellable *cancellable;
  gint64 account_id;
  double zoom;
  gboolean plain;
  gboolean dark;
  gboolean quotes_shown;
  gboolean unavailable; /* HTML cannot be shown */
};

G_DEFINE_FINAL_TYPE (AlpMessageBody, alp_message_body, ADW_TYPE_BIN)

enum
{
  SIGNAL_LINK_ACTIVATED,
  SIGNAL_LINK_HOVERED,
  SIGNAL_TOLD,
  SIGNAL_SHOWN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void show (AlpMessageBody *self);

/* ---- plain text ---- */

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

/* Where the quoted end of a text begins: lines with ">" to its end, with the line that introduces them. NULL: nowhere. */
static char *
find_quote (char *text)
{
  char *begin = NULL;
  gboolean own = FALSE;

  for (char *line = text; line != NULL; line = strchr (line, '\n'), line = line != NULL ? line + 1 : NULL)
    {
      const char *end = strchr (line, '\n');
      gboolean empty = *line == '\n' || *line == '\r' || *line == '\0';

      if (*line == '>')
        begin = begin != NULL ? begin : line;
      else if (!empty)
        {
          begin = end != NULL && end > line && end[-1] == ':' && end[1] == '>' ? line : NULL;
          own |= begin == NULL;
        }
    }
  return own && begin != text ? begin : NULL;
}

static void
set_quotes_button (AlpMessageBody *self, gboolean has)
{
  gtk_widget_set_visible (self->quotes, has);
  gtk_widget_set_tooltip_text (self->quotes,
                               self->quotes_shown ? _ ("Hide Quoted Text") : _ ("Show Quoted Text"));
}

static void
show_long (AlpMessageBody *self, const char *text)
{
  g_autofree char *bounded = g_utf8_make_valid (text, (gssize) MIN (strlen (text), TEXT_BYTES));

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->long_text), bounded, -1);
  gtk_stack_set_visible_child_name (self->stack, "long");
}

static void
show_text (AlpMessageBody *self)
{
  const char *text = alp_content_get_text (self->content);
  g_autofree char *clean = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_autofree char *markup = NULL;
  char *quote;

  g_strchomp (clean);
  if (*clean == '\0')
    {
      g_autofree char *empty = g_markup_printf_escaped ("<i>%s</i>", _ ("This message has no text."));

      gtk_label_set_markup (self->text, empty);
      set_quotes_button (self, FALSE);
      gtk_stack_set_visible_child_name (self->stack, "text");
      return;
    }
  quote = strlen (clean) <= LABEL_BYTES ? find_quote (clean) : NULL;
  set_quotes_button (self, quote != NULL);
  if (quote != NULL && !self->quotes_shown)
    {
      *quote = '\0';
      g_strchomp (clean);
    }
  if (strlen (clean) > LABEL_BYTES)
    {
      show_long (self, clean);
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
on_text_link (AlpMessageBody *self, const char *uri)
{
  g_signal_emit (self, signals[SIGNAL_LINK_ACTIVATED], 0, uri);
  return TRUE;
}

/* ---- HTML ---- */

static void
open_link (GtkWidget *body, const char *uri)
{
  g_signal_emit (body, signals[SIGNAL_LINK_ACTIVATED], 0, uri);
}

static void
on_web_link (AlpMessageBody *self, const char *uri)
{
  alp_notice_open_link (GTK_WIDGET (self), self->content, uri, open_link);
}

static void
on_web_hover (AlpMessageBody *self, const char *uri)
{
  g_signal_emit (self, signals[SIGNAL_LINK_HOVERED], 0, uri);
}

static void
on_web_unavailable (AlpMessageBody *self)
{
  GtkWidget *banner;

  self->unavailable = TRUE;
  banner = alp_card_banner_new (
      "dialog-warning-symbolic",
      _ ("This message is too heavy to show as it was designed. Its text is below."), FALSE);
  gtk_box_append (GTK_BOX (self->banners), banner);
  show (self);
}

static void
on_web_shown (AlpMessageBody *self)
{
  g_signal_emit (self, signals[SIGNAL_SHOWN], 0);
}

static void
refuse_part (WebKitURISchemeRequest *request)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no such part");

  webkit_uri_scheme_request_finish_error (request, error);
}

static void
answer_with (WebKitURISchemeRequest *request, GBytes *bytes, const char *type)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);

  webkit_uri_scheme_request_finish (request, stream, (gint64) g_bytes_get_size (bytes), type);
}

static void
on_remote (GObject *remote, GAsyncResult *result, gpointer data)
{
  g_autoptr (WebKitURISchemeRequest) request = data;
  g_autofree char *type = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = alp_remote_fetch_finish (ALP_REMOTE (remote), result, &type, &error);

  if (bytes != NULL)
    answer_with (request, bytes, type);
  else
    {
      g_debug ("remote image: %s", error->message);
      refuse_part (request);
    }
}

/* The place of a picture that is not loaded: one clear dot, so that no broken picture is drawn. */
static void
answer_nothing (WebKitURISchemeRequest *request)
{
  g_autofree guchar *dot = NULL;
  gsize size = 0;
  g_autoptr (GBytes) bytes = NULL;

  dot = g_base64_decode ("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", &size);
  bytes = g_bytes_new (dot, size);
  answer_with (request, bytes, "image/gif");
}

static void
answer_part (WebKitURISchemeRequest *request, gpointer data)
{
  AlpMessageBody *self = data;
  const char *uri = webkit_uri_scheme_request_get_uri (request);
  const char *remote = self->content != NULL ? alp_content_get_remote_uri (self->content, uri) : NULL;
  g_autofree char *type = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (remote != NULL && self->remote != NULL)
    {
      alp_remote_fetch_async (self->remote, remote, self->cancellable, on_remote, g_object_ref (request));
      return;
    }
  bytes = self->content != NULL ? alp_content_dup_part (self->content, uri, &type) : NULL;
  if (bytes != NULL)
    answer_with (request, bytes, type);
  else if (remote != NULL)
    answer_nothing (request);
  else
    refuse_part (request);
}

static void
ensure_web (AlpMessageBody *self)
{
  if (self->web != NULL)
    return;
  self->web = ALP_WEB_VIEW (alp_web_view_new ());
  g_signal_connect_object (self->web, "link-activated", G_CALLBACK (on_web_link), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->web, "link-hovered", G_CALLBACK (on_web_hover), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->web, "shown", G_CALLBACK (on_web_shown), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->web, "unavailable", G_CALLBACK (on_web_unavailable), self,
                           G_CONNECT_SWAPPED);
  alp_web_view_set_part_func (self->web, answer_part, self);
  alp_web_view_set_zoom (self->web, self->zoom);
  adw_bin_set_child (self->html, GTK_WIDGET (self->web));
}

/* A mail brings its own colours and expects paper: in the dark look it lies on a white sheet, unless it is to be dark. */
static void
show_html (AlpMessageBody *self)
{
  gboolean dark = alp_style_get_dark (alp_style_get_default ());
  const char *html = alp_content_get_html (self->content);
  gboolean quotes = alp_web_engine_has_quotes (html);
  AlpWebFlags flags = quotes && !self->quotes_shown ? ALP_WEB_HIDE_QUOTES : ALP_WEB_DEFAULT;

  if (self->remote == NULL)
    flags |= ALP_WEB_BLOCKED;
  ensure_web (self);
  set_quotes_button (self, quotes);
  if (dark && self->dark)
    flags |= ALP_WEB_RENDER_DARK;
  if (dark && !self->dark)
    gtk_widget_add_css_class (GTK_WIDGET (self->html), "alp-paper");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->html), "alp-paper");
  gtk_stack_set_visible_child_name (self->stack, "html");
  alp_web_view_load (self->web, html, FALSE, flags);
}

static void
show (AlpMessageBody *self)
{
  if (self->content == NULL)
    return;
  if (alp_content_get_html (self->content) != NULL && !self->plain && !self->unavailable)
    show_html (self);
  else
    show_text (self);
}

static void
on_quotes_clicked (AlpMessageBody *self)
{
  self->quotes_shown = !self->quotes_shown;
  show (self);
}

static void
on_style_changed (AlpMessageBody *self)
{
  if (self->web != NULL)
    show (self);
}

/* ---- remote images ---- */

static void
show_images (AlpMessageBody *self)
{
  if (self->remote == NULL)
    self->remote = alp_remote_new ();
  show (self);
}

static void
on_trusted (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpMessageBody) self = data;

  if (alp_engine_is_trusted_finish (ALP_ENGINE (engine), result))
    {
      gtk_widget_set_visible (g_object_get_data (G_OBJECT (self), "alp-remote-banner"), FALSE);
      show_images (self);
    }
}

static void
on_trust_kept (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpMessageBody) self = data;
  g_autoptr (GError) error = NULL;

  if (!alp_engine_trust_finish (ALP_ENGINE (engine), result, &error))
    g_signal_emit (self, signals[SIGNAL_TOLD], 0, error->message);
}

static void
on_remote_response (AlpMessageBody *self, const char *id, GtkWidget *banner)
{
  g_autofree char *email = alp_notice_dup_sender (self->content);
  const char *domain = email != NULL ? strchr (email, '@') : NULL;

  if (g_str_equal (id, "sender") && email != NULL)
    alp_engine_trust_async (self->engine, ALP_TRUST_IMAGES, self->account_id, email, on_trust_kept,
                            g_object_ref (self));
  else if (g_str_equal (id, "domain") && domain != NULL)
    alp_engine_trust_async (self->engine, ALP_TRUST_IMAGES, self->account_id, domain + 1, on_trust_kept,
                            g_object_ref (self));
  gtk_widget_set_visible (banner, FALSE);
  show_images (self);
}

static gboolean
always_shows_images (void)
{
  g_autofree char *choice = g_settings_get_string (alp_settings_get_default (), "remote-content");

  return g_str_equal (choice, "always");
}

/* A grant belongs to a sender who is who he says: without proof each message is asked for anew, and spam never offers it. */
static void
add_remote_banner (AlpMessageBody *self, gboolean spam)
{
  guint images = alp_content_get_remote_images (self->content);
  guint trackers = alp_content_get_trackers (self->content);
  gboolean proven = alp_notice_is_proven (self->content);
  g_autofree char *text = alp_notice_dup_remote_text (images - trackers, trackers);
  g_autofree char *email = alp_notice_dup_sender (self->content);
  GtkWidget *banner;

  if (images == 0)
    return;
  if (!spam && always_shows_images ())
    {
      self->remote = alp_remote_new ();
      if (trackers == 0)
        return;
    }
  banner = alp_card_banner_new ("alp-image-blocked-symbolic", text, FALSE);
  if (images > trackers && !spam && self->remote == NULL)
    {
      alp_card_banner_add_button (ALP_CARD_BANNER (banner), "once", _ ("_Show"));
      if (proven && email != NULL)
        {
          alp_card_banner_add_button (ALP_CARD_BANNER (banner), "sender", _ ("Always for This Sender"));
          alp_card_banner_add_button (ALP_CARD_BANNER (banner), "domain", _ ("Always for This Domain"));
          g_object_set_data (G_OBJECT (self), "alp-remote-banner", banner);
          alp_engine_is_trusted_async (self->engine, ALP_TRUST_IMAGES, self->account_id, email,
                                       self->cancellable, on_trusted, g_object_ref (self));
        }
    }
  g_signal_connect_object (banner, "response", G_CALLBACK (on_remote_response), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->banners), banner);
}

/* ---- content ---- */

static void
on_files_told (AlpMessageBody *self, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_TOLD], 0, text);
}

/**
 * alp_message_body_set_content:
 * @account_id: the address it came to, 0: none
 * @spam: whether it lies in the spam folder: images are not offered
 */
void
alp_message_body_set_content (AlpMessageBody *self, AlpContent *content, gint64 account_id, gboolean spam)
{
  g_return_if_fail (ALP_IS_MESSAGE_BODY (self));

  g_set_object (&self->content, content);
  self->account_id = account_id;
  for (GtkWidget *banner; (banner = gtk_widget_get_first_child (self->banners)) != NULL;)
    gtk_box_remove (GTK_BOX (self->banners), banner);
  alp_notices_add_before (GTK_BOX (self->banners), self->engine, content);
  add_remote_banner (self, spam);
  alp_notices_add_after (GTK_BOX (self->banners), self->engine, content, spam);
  alp_card_files_set_parts (ALP_CARD_FILES (self->files), self->engine,
                            alp_content_get_attachments (content));
  show (self);
}

AlpContent *
alp_message_body_get_content (AlpMessageBody *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE_BODY (self), NULL);

  return self->content;
}

/* Whether the plain text is shown although there is HTML. */
void
alp_message_body_set_plain (AlpMessageBody *self, gboolean plain)
{
  g_return_if_fail (ALP_IS_MESSAGE_BODY (self));

  self->plain = plain;
  show (self);
}

gboolean
alp_message_body_get_plain (AlpMessageBody *self)
{
  return self->plain;
}

/* Whether a message is made dark in the dark look, instead of lying on white paper. */
void
alp_message_body_set_dark (AlpMessageBody *self, gboolean dark)
{
  g_return_if_fail (ALP_IS_MESSAGE_BODY (self));

  self->dark = dark;
  show (self);
}

gboolean
alp_message_body_get_dark (AlpMessageBody *self)
{
  return self->dark;
}

gboolean
alp_message_body_get_images_shown (AlpMessageBody *self)
{
  return self->remote != NULL;
}

void
alp_message_body_set_zoom (AlpMessageBody *self, double zoom)
{
  g_return_if_fail (ALP_IS_MESSAGE_BODY (self));

  self->zoom = zoom;
  if (self->web != NULL)
    alp_web_view_set_zoom (self->web, zoom);
}

static void
find_in_label (AlpMessageBody *self, const char *text)
{
  const char *shown = gtk_label_get_text (self->text);
  g_autofree char *folded = g_utf8_casefold (shown, -1);
  g_autofree char *wanted = text != NULL ? g_utf8_casefold (text, -1) : NULL;
  const char *hit = wanted != NULL && *wanted != '\0' ? strstr (folded, wanted) : NULL;
  int begin = hit != NULL ? (int) g_utf8_pointer_to_offset (folded, hit) : 0;

  gtk_label_select_region (self->text, begin, hit != NULL ? begin + (int) g_utf8_strlen (wanted, -1) : 0);
}

/**
 * alp_message_body_find:
 * @text: (nullable): what to mark; %NULL ends it
 * @direction: 0: begin, 1: next, -1: previous
 */
void
alp_message_body_find (AlpMessageBody *self, const char *text, int direction)
{
  g_return_if_fail (ALP_IS_MESSAGE_BODY (self));

  if (self->web != NULL && g_str_equal (gtk_stack_get_visible_child_name (self->stack), "html"))
    alp_web_view_find (self->web, text, direction);
  else if (direction == 0)
    find_in_label (self, text);
}

GtkWidget *
alp_message_body_new (AlpEngine *engine)
{
  AlpMessageBody *self = g_object_new (ALP_TYPE_MESSAGE_BODY, NULL);

  self->engine = g_object_ref (engine);
  return GTK_WIDGET (self);
}

/* ---- object ---- */

static void
alp_message_body_dispose (GObject *object)
{
  AlpMessageBody *self = ALP_MESSAGE_BODY (object);

  g_cancellable_cancel (self->cancellable);
  if (self->web != NULL)
    alp_web_view_set_part_func (self->web, NULL, NULL);
  self->web = NULL;
  g_clear_object (&self->cancellable);
  g_clear_object (&self->engine);
  g_clear_object (&self->content);
  g_clear_object (&self->remote);
  G_OBJECT_CLASS (alp_message_body_parent_class)->dispose (object);
}

static void
alp_message_body_class_init (AlpMessageBodyClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_message_body_dispose;
  signals[SIGNAL_LINK_ACTIVATED] = g_signal_new ("link-activated", ALP_TYPE_MESSAGE_BODY, G_SIGNAL_RUN_LAST,
                                                 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_LINK_HOVERED] = g_signal_new ("link-hovered", ALP_TYPE_MESSAGE_BODY, G_SIGNAL_RUN_LAST, 0,
                                               NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_SHOWN]
      = g_signal_new ("shown", ALP_TYPE_MESSAGE_BODY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_TOLD] = g_signal_new ("told", ALP_TYPE_MESSAGE_BODY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
make_text_pages (AlpMessageBody *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->text = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->text, 0);
  gtk_label_set_yalign (self->text, 0);
  gtk_label_set_wrap (self->text, TRUE);
  gtk_label_set_wrap_mode (self->text, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (self->text, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->text), "alp-text");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->text), "text");

  self->long_text = GTK_TEXT_VIEW (gtk_text_view_new ());
  gtk_text_view_set_editable (self->long_text, FALSE);
  gtk_text_view_set_cursor_visible (self->long_text, FALSE);
  gtk_text_view_set_wrap_mode (self->long_text, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_left_margin (self->long_text, 18);
  gtk_text_view_set_right_margin (self->long_text, 18);
  gtk_widget_add_css_class (GTK_WIDGET (self->long_text), "alp-editor");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->long_text), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Message text"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 4000);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->long_text));
  gtk_stack_add_named (self->stack, scrolled, "long");
}

static void
on_dark_setting (AlpMessageBody *self, const char *key, GSettings *settings)
{
  self->dark = g_settings_get_boolean (settings, key);
  if (self->content != NULL)
    show (self);
}

static void
alp_message_body_init (AlpMessageBody *self)
{
  self->cancellable = g_cancellable_new ();
  self->zoom = 1;
  g_signal_connect_object (alp_settings_get_default (), "changed::dark-messages",
                           G_CALLBACK (on_dark_setting), self, G_CONNECT_SWAPPED);
  self->dark = g_settings_get_boolean (alp_settings_get_default (), "dark-messages");
  self->plain = g_settings_get_boolean (alp_settings_get_default (), "plain-messages");
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->banners = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  make_text_pages (self);
  self->html = ADW_BIN (adw_bin_new ());
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->html), "html");
  self->quotes = gtk_button_new_from_icon_name ("view-more-horizontal-symbolic");
  gtk_widget_set_halign (self->quotes, GTK_ALIGN_START);
  gtk_widget_set_visible (self->quotes, FALSE);
  gtk_widget_add_css_class (self->quotes, "alp-quotes");
  self->files = alp_card_files_new ();
  gtk_box_append (GTK_BOX (self->box), self->banners);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->stack));
  gtk_box_append (GTK_BOX (self->box), self->quotes);
  gtk_box_append (GTK_BOX (self->box), self->files);
  adw_bin_set_child (ADW_BIN (self), self->box);
  g_signal_connect_object (self->quotes, "clicked", G_CALLBACK (on_quotes_clicked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->text, "activate-link", G_CALLBACK (on_text_link), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->files, "told", G_CALLBACK (on_files_told), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (alp_style_get_default (), "changed", G_CALLBACK (on_style_changed), self,
                           G_CONNECT_SWAPPED);
}
