/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-quick-reply.c: a composer inside of a conversation, in the place of its answer buttons.
 *
 * Main thread.  The same composer as in a window, with its tools in a line below; it can become a window at any time and
 * takes text, undo and all along.  Escape closes it; what was written is a draft. */
#include "alp-quick-reply.h"

#include "alp-schedule-popover.h"

#include <glib/gi18n.h>

#define SEND_YEARS 10 /* how far ahead a message may wait */

struct _AlpQuickReply
{
  AdwBin parent_instance;

  GtkWidget *box;
  GtkWidget *title;
  GtkLabel *state;
  AdwSplitButton *send;
  GtkMenuButton *more;
  AlpComposer *composer; /* nullable: has a window of its own now */
};

G_DEFINE_FINAL_TYPE (AlpQuickReply, alp_quick_reply, ADW_TYPE_BIN)

enum
{
  SIGNAL_DETACHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

AlpComposer *
alp_quick_reply_get_composer (AlpQuickReply *self)
{
  g_return_val_if_fail (ALP_IS_QUICK_REPLY (self), NULL);

  return self->composer;
}

gboolean
alp_quick_reply_has_focus (GtkWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (window);

  return focus != NULL && gtk_widget_get_ancestor (focus, ALP_TYPE_QUICK_REPLY) != NULL;
}

static void
on_changed (AlpQuickReply *self)
{
  if (self->composer != NULL)
    gtk_label_set_text (self->state, alp_composer_get_state_text (self->composer));
}

static void
on_chosen (AlpQuickReply *self, gint64 when)
{
  if (self->composer != NULL)
    g_action_group_activate_action (alp_composer_get_actions (self->composer), "send-at",
                                    g_variant_new_int64 (when));
}

static void
on_detach (AlpQuickReply *self)
{
  g_autoptr (AlpComposer) composer = NULL;

  if (self->composer == NULL)
    return;
  composer = g_object_ref (g_steal_pointer (&self->composer)); /* so far the box alone held it */
  g_signal_handlers_disconnect_by_data (composer, self);
  gtk_box_remove (GTK_BOX (self->box), GTK_WIDGET (composer));
  alp_composer_set_compact (composer, FALSE);
  g_signal_emit (self, signals[SIGNAL_DETACHED], 0, composer);
}

static void
act_leave (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AlpQuickReply *self = ALP_QUICK_REPLY (widget);

  if (self->composer != NULL)
    alp_composer_close (self->composer);
}

static GtkWidget *
add_button (GtkWidget *box, const char *icon, const char *tooltip, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_add_css_class (button, "flat");
  if (action != NULL)
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static GtkWidget *
make_top (AlpQuickReply *self)
{
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  GtkWidget *window;

  self->title = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->title, TRUE);
  gtk_widget_add_css_class (self->title, "heading");
  gtk_box_append (GTK_BOX (top), self->title);
  window = add_button (top, "view-fullscreen-symbolic", _ ("Open in a Window"), NULL);
  g_signal_connect_object (window, "clicked", G_CALLBACK (on_detach), self, G_CONNECT_SWAPPED);
  add_button (top, "user-trash-symbolic", _ ("Discard Draft"), "composer.discard");
  add_button (top, "window-close-symbolic", _ ("Close (Esc)"), "quick-reply.leave");
  gtk_widget_set_margin_start (top, 18);
  gtk_widget_set_margin_end (top, 6);
  gtk_widget_set_margin_top (top, 6);
  return top;
}

static GtkWidget *
make_bottom (AlpQuickReply *self)
{
  GtkWidget *bottom = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  GtkWidget *popover = alp_schedule_popover_new (_ ("Send Later"), SEND_YEARS);
  GtkWidget *format = gtk_toggle_button_new ();

  add_button (bottom, "mail-attachment-symbolic", _ ("Attach Files (Ctrl+Shift+A)"), "composer.attach");
  gtk_button_set_icon_name (GTK_BUTTON (format), "format-text-rich-symbolic");
  gtk_widget_set_tooltip_text (format, _ ("Format Bar"));
  gtk_widget_add_css_class (format, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (format), "composer.format");
  gtk_box_append (GTK_BOX (bottom), format);
  self->more = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_icon_name (self->more, "view-more-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->more), _ ("More"));
  gtk_widget_add_css_class (GTK_WIDGET (self->more), "flat");
  gtk_box_append (GTK_BOX (bottom), GTK_WIDGET (self->more));
  self->state = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->state, PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (self->state, 1);
  gtk_widget_set_hexpand (GTK_WIDGET (self->state), TRUE);
  gtk_widget_set_margin_end (GTK_WIDGET (self->state), 8);
  gtk_widget_add_css_class (GTK_WIDGET (self->state), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->state), "dim-label");
  gtk_box_append (GTK_BOX (bottom), GTK_WIDGET (self->state));
  self->send = ADW_SPLIT_BUTTON (adw_split_button_new ());
  adw_split_button_set_label (self->send, _ ("_Send"));
  adw_split_button_set_use_underline (self->send, TRUE);
  adw_split_button_set_dropdown_tooltip (self->send, _ ("Send Later"));
  adw_split_button_set_popover (self->send, GTK_POPOVER (popover));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->send), _ ("Send (Ctrl+Enter)"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->send), "composer.send");
  gtk_widget_add_css_class (GTK_WIDGET (self->send), "suggested-action");
  g_signal_connect_object (popover, "chosen", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (bottom), GTK_WIDGET (self->send));
  gtk_widget_set_margin_start (bottom, 12);
  gtk_widget_set_margin_end (bottom, 12);
  gtk_widget_set_margin_top (bottom, 6);
  gtk_widget_set_margin_bottom (bottom, 12);
  return bottom;
}

static void
alp_quick_reply_dispose (GObject *object)
{
  ALP_QUICK_REPLY (object)->composer = NULL;
  G_OBJECT_CLASS (alp_quick_reply_parent_class)->dispose (object);
}

static void
alp_quick_reply_class_init (AlpQuickReplyClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_quick_reply_dispose;
  signals[SIGNAL_DETACHED] = g_signal_new ("detached", ALP_TYPE_QUICK_REPLY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 1, ALP_TYPE_COMPOSER);
  gtk_widget_class_install_action (widget_class, "quick-reply.leave", NULL, act_leave);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "quick-reply.leave", NULL);
}

static void
alp_quick_reply_init (AlpQuickReply *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->box), make_top (self));
  adw_bin_set_child (ADW_BIN (self), self->box);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "alp-quick-reply");
}

/**
 * alp_quick_reply_new:
 * @composer: floating; held until it has a window of its own
 * @title: "Reply to Ana"
 *
 * Returns: (transfer floating)
 */
GtkWidget *
alp_quick_reply_new (AlpComposer *composer, const char *title)
{
  AlpQuickReply *self = g_object_new (ALP_TYPE_QUICK_REPLY, NULL);

  self->composer = composer;
  alp_composer_set_compact (composer, TRUE);
  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (composer));
  gtk_box_append (GTK_BOX (self->box), make_bottom (self));
  gtk_widget_set_size_request (GTK_WIDGET (composer), -1, 240);
  gtk_menu_button_set_menu_model (self->more, alp_composer_get_menu (composer));
  alp_composer_add_shortcuts (composer, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_object (composer, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
