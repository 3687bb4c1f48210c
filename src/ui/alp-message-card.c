/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-message-card.c: one message of the conversation: header, details, menu, and its body.
 *
 * Main thread.  Collapsed it is one line and loads nothing; opened it asks mail/ for the content once and gives it to
 * AlpMessageBody.  What its menu does with the message itself is in alp-card-menu.c. */
#include "alp-message-card.h"

#include "alp-card-menu.h"
#include "alp-card-notices.h"
#include "alp-format.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AlpMessageCard
{
  AdwBin parent_instance;

  GtkWidget *header;
  AdwAvatar *avatar;
  GtkLabel *name;
  GtkLabel *address;
  GtkLabel *badge;
  GtkWidget *star;
  GtkWidget *attachment;
  GtkLabel *time;
  GtkLabel *line;
  GtkMenuButton *menu_button;
  GtkRevealer *revealer;
  GtkWidget *content;
  GtkWidget *details_button;
  GtkLabel *recipients;
  GtkImage *details_arrow;
  GtkGrid *details;
  GtkStack *stack;
  AdwBin *body_bin;
  GtkLabel *error_label;
  GtkWidget *retry_button;

  AlpEngine *engine;
  AlpMessage *message;
  AlpMessageBody *body; /* from the first load on */
  AlpContent *loaded;
  GCancellable *cancellable;
  gboolean expanded;
  gboolean spam;
};

G_DEFINE_FINAL_TYPE (AlpMessageCard, alp_message_card, ADW_TYPE_BIN)

enum
{
  SIGNAL_LINK_ACTIVATED,
  SIGNAL_LINK_HOVERED,
  SIGNAL_LOADED,
  SIGNAL_TOLD,
  SIGNAL_ACTION,
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

/**
 * alp_message_card_get_body:
 *
 * Returns: (nullable) (transfer none): %NULL before anything was loaded
 */
AlpMessageBody *
alp_message_card_get_body (AlpMessageCard *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE_CARD (self), NULL);

  return self->body;
}

/* Whether it lies in the spam folder. Before it is expanded. */
void
alp_message_card_set_spam (AlpMessageCard *self, gboolean spam)
{
  self->spam = spam;
}

/* ---- header ---- */

static const char *
sender_name (AlpMessageCard *self)
{
  const char *sender = alp_message_get_sender (self->message);
  const char *email = alp_message_get_sender_email (self->message);
  const char *name = sender != NULL && *sender != '\0' ? sender : email;

  return name != NULL && *name != '\0' ? name : _ ("Unknown Sender");
}

/* A name that carries another address than the real one is not a name (C-057): then only the address is shown. */
static gboolean
name_lies (const char *name, const char *email)
{
  return strchr (name, '@') != NULL && email != NULL && *email != '\0' && strstr (name, email) == NULL;
}

static void
update_header (AlpMessageCard *self)
{
  const char *email = alp_message_get_sender_email (self->message);
  const char *preview = alp_message_get_preview (self->message);
  const char *name = sender_name (self);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = alp_format_list_date (alp_message_get_date (self->message), now);
  g_autofree char *full = alp_format_full_date (alp_message_get_date (self->message));
  g_autofree char *spoken = NULL;

  if (alp_message_get_loading (self->message))
    return;
  if (name_lies (name, email))
    name = email;
  adw_avatar_set_text (self->avatar, name);
  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->address, email != NULL && g_strcmp0 (email, name) != 0 ? email : "");
  gtk_widget_set_visible (GTK_WIDGET (self->address),
                          self->expanded && *gtk_label_get_text (self->address) != '\0');
  gtk_label_set_text (self->time, time);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->time), full);
  gtk_widget_set_visible (self->attachment,
                          !self->expanded && alp_message_get_has_attachment (self->message));
  gtk_widget_set_visible (self->star, alp_message_get_starred (self->message));
  gtk_label_set_text (self->line, preview != NULL ? preview : "");
  gtk_widget_set_visible (GTK_WIDGET (self->line), !self->expanded);
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button), self->expanded);

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

/* ---- details ---- */

static void
add_detail (AlpMessageCard *self, int row, const char *name, const char *value)
{
  GtkWidget *label = gtk_label_new (name), *text = gtk_label_new (value);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (text), 12);
  gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_grid_attach (self->details, label, 0, row, 1, 1);
  gtk_grid_attach (self->details, text, 1, row, 1, 1);
}

static void
fill_details (AlpMessageCard *self)
{
  g_autofree char *date = alp_format_full_date (alp_content_get_date (self->loaded));
  g_auto (GStrv) lines = NULL;
  g_autofree char *checked = NULL;
  const char *values[][2] = { { N_ ("From"), alp_content_get_from (self->loaded) },
                              { N_ ("Reply to"), alp_content_get_reply_to (self->loaded) },
                              { N_ ("To"), alp_content_get_to (self->loaded) },
                              { N_ ("Cc"), alp_content_get_cc (self->loaded) },
                              { N_ ("Bcc"), alp_content_get_bcc (self->loaded) },
                              { N_ ("Sent"), date } };

  for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (self->details))) != NULL;)
    gtk_grid_remove (self->details, child);
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    if (values[i][1] != NULL && *values[i][1] != '\0')
      add_detail (self, (int) i, _ (values[i][0]), values[i][1]);
  lines = alp_notice_dup_auth_lines (self->loaded);
  checked = g_strjoinv ("\n", lines);
  add_detail (self, G_N_ELEMENTS (values), _ ("Sender"), checked);
}

static void
update_recipients (AlpMessageCard *self)
{
  AlpAccount *account = alp_engine_get_account (self->engine, alp_message_get_account_id (self->message));
  const char *own = account != NULL ? alp_account_get_email (account) : NULL;
  const char *to
      = self->loaded != NULL ? alp_content_get_to (self->loaded) : alp_message_get_to (self->message);
  const char *cc = self->loaded != NULL ? alp_content_get_cc (self->loaded) : "";
  g_autofree char *text = alp_format_recipients (to, cc, own);

  gtk_label_set_text (self->recipients, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->details_button), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  -1);
}

static void
on_details_clicked (AlpMessageCard *self)
{
  gboolean shown = !gtk_widget_get_visible (GTK_WIDGET (self->details)) && self->loaded != NULL;

  if (shown)
    fill_details (self);
  gtk_widget_set_visible (GTK_WIDGET (self->details), shown);
  gtk_image_set_from_icon_name (self->details_arrow, shown ? "pan-up-symbolic" : "pan-down-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->details_button), GTK_ACCESSIBLE_STATE_EXPANDED, shown,
                               -1);
}

/* ---- loading ---- */

static void
on_body_link (AlpMessageCard *self, const char *uri)
{
  g_signal_emit (self, signals[SIGNAL_LINK_ACTIVATED], 0, uri);
}

static void
on_body_hover (AlpMessageCard *self, const char *uri)
{
  g_signal_emit (self, signals[SIGNAL_LINK_HOVERED], 0, uri);
}

static void
on_body_told (AlpMessageCard *self, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_TOLD], 0, text);
}

static void
on_menu_action (AlpMessageCard *self, const char *name)
{
  g_signal_emit (self, signals[SIGNAL_ACTION], 0, name);
}

static void
show_loaded (AlpMessageCard *self)
{
  self->body = ALP_MESSAGE_BODY (alp_message_body_new (self->engine));
  g_signal_connect_object (self->body, "link-activated", G_CALLBACK (on_body_link), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->body, "link-hovered", G_CALLBACK (on_body_hover), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->body, "told", G_CALLBACK (on_body_told), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->body_bin, GTK_WIDGET (self->body));
  alp_message_body_set_content (self->body, self->loaded, alp_message_get_account_id (self->message),
                                self->spam);
  gtk_stack_set_visible_child_name (self->stack, "body");
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpMessageCard) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AlpContent) content = alp_engine_load_content_finish (ALP_ENGINE (source), result, &error);

  g_clear_object (&self->cancellable);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->engine == NULL)
    return;
  if (content == NULL)
    {
      gtk_label_set_text (self->error_label,
                          error != NULL ? error->message : _ ("This message could not be read."));
      gtk_stack_set_visible_child_name (self->stack, "error");
      return;
    }
  self->loaded = g_steal_pointer (&content);
  alp_notice_update_badge (self->badge, self->loaded);
  update_header (self);
  update_recipients (self);
  show_loaded (self);
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
  update_recipients (self);
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
  alp_card_menu_install (self, self->menu_button, G_CALLBACK (on_menu_action));
  alp_message_card_set_expanded (self, FALSE);
  return GTK_WIDGET (self);
}

static void
alp_message_card_dispose (GObject *object)
{
  AlpMessageCard *self = ALP_MESSAGE_CARD (object);

  g_cancellable_cancel (self->cancellable);
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
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, badge);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, star);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, attachment);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, time);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, line);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, menu_button);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, revealer);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, content);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, details_button);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, recipients);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, details_arrow);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, details);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, stack);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, body_bin);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, error_label);
  gtk_widget_class_bind_template_child (widget_class, AlpMessageCard, retry_button);
}

static guint
add_signal (const char *name, GType type)
{
  if (type == G_TYPE_NONE)
    return g_signal_new (name, ALP_TYPE_MESSAGE_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  return g_signal_new (name, ALP_TYPE_MESSAGE_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                       type);
}

static void
alp_message_card_class_init (AlpMessageCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_message_card_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-message-card.ui");
  bind_children (widget_class);
  signals[SIGNAL_LINK_ACTIVATED] = add_signal ("link-activated", G_TYPE_STRING);
  signals[SIGNAL_LINK_HOVERED] = add_signal ("link-hovered", G_TYPE_STRING);
  signals[SIGNAL_LOADED] = add_signal ("loaded", G_TYPE_NONE);
  signals[SIGNAL_TOLD] = add_signal ("told", G_TYPE_STRING);
  signals[SIGNAL_ACTION] = add_signal ("action", G_TYPE_STRING);
}

static void
alp_message_card_init (AlpMessageCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_add_css_class (self->content, "alp-body");
  g_signal_connect_object (self->header, "clicked", G_CALLBACK (on_header_clicked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->details_button, "clicked", G_CALLBACK (on_details_clicked), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->retry_button, "clicked", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
}
