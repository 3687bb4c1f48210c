/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-composer-window.c: a composer in a window of its own.
 *
 * Main thread.  Title and subtitle are the subject and what became of the text.  Closing hides the window at once; it
 * is gone when the last words are on disk. */
#include "alp-composer-window.h"

#include "alp-schedule-popover.h"

#include <glib/gi18n.h>

#define SEND_YEARS 10 /* how far ahead a message may wait */

struct _AlpComposerWindow
{
  AdwWindow parent_instance;

  AdwToolbarView *view;
  AdwWindowTitle *title;
  GtkWidget *format_button;
  AdwSplitButton *send_button;
  GtkMenuButton *more_button;

  AlpComposer *composer;
  gboolean closed;
};

G_DEFINE_FINAL_TYPE (AlpComposerWindow, alp_composer_window, ADW_TYPE_WINDOW)

AlpComposer *
alp_composer_window_get_composer (AlpComposerWindow *self)
{
  g_return_val_if_fail (ALP_IS_COMPOSER_WINDOW (self), NULL);

  return self->composer;
}

static void
on_changed (AlpComposerWindow *self)
{
  adw_window_title_set_title (self->title, alp_composer_get_title (self->composer));
  adw_window_title_set_subtitle (self->title, alp_composer_get_state_text (self->composer));
  gtk_window_set_title (GTK_WINDOW (self), alp_composer_get_title (self->composer));
}

static void
on_chosen (AlpComposerWindow *self, gint64 when)
{
  g_action_group_activate_action (alp_composer_get_actions (self->composer), "send-at",
                                  g_variant_new_int64 (when));
}

static void
on_closed (AlpComposerWindow *self)
{
  self->closed = TRUE;
  gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
on_close_request (AlpComposerWindow *self)
{
  if (self->closed || self->composer == NULL)
    return FALSE;
  alp_composer_close (self->composer);
  return TRUE;
}

static void
act_close (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

/**
 * alp_composer_window_new:
 * @composer: floating; the window holds it
 *
 * Returns: (transfer floating): the window, not yet presented
 */
GtkWidget *
alp_composer_window_new (GtkApplication *application, AlpComposer *composer)
{
  AlpComposerWindow *self = g_object_new (ALP_TYPE_COMPOSER_WINDOW, "application", application, NULL);
  GtkWidget *popover = alp_schedule_popover_new (_ ("Send Later"), SEND_YEARS);

  self->composer = composer;
  adw_toolbar_view_set_content (self->view, GTK_WIDGET (composer));
  alp_composer_add_shortcuts (composer, GTK_WIDGET (self));
  g_signal_connect_object (composer, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (composer, "closed", G_CALLBACK (on_closed), self, G_CONNECT_SWAPPED);
  gtk_menu_button_set_menu_model (self->more_button, alp_composer_get_menu (composer));
  adw_split_button_set_popover (self->send_button, GTK_POPOVER (popover));
  g_signal_connect_object (popover, "chosen", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  on_changed (self);
  alp_composer_focus (composer);
  return GTK_WIDGET (self);
}

static void
alp_composer_window_dispose (GObject *object)
{
  AlpComposerWindow *self = ALP_COMPOSER_WINDOW (object);

  self->composer = NULL;
  G_OBJECT_CLASS (alp_composer_window_parent_class)->dispose (object);
}

static void
alp_composer_window_class_init (AlpComposerWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_composer_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-composer-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AlpComposerWindow, view);
  gtk_widget_class_bind_template_child (widget_class, AlpComposerWindow, title);
  gtk_widget_class_bind_template_child (widget_class, AlpComposerWindow, format_button);
  gtk_widget_class_bind_template_child (widget_class, AlpComposerWindow, send_button);
  gtk_widget_class_bind_template_child (widget_class, AlpComposerWindow, more_button);
  gtk_widget_class_install_action (widget_class, "window.leave", NULL, act_close);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.leave", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.leave", NULL);
}

static void
alp_composer_window_init (AlpComposerWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self, "close-request", G_CALLBACK (on_close_request), self, G_CONNECT_DEFAULT);
}
