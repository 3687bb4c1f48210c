/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-recipient-chip.c: one recipient in a field: picture, name, a button to remove it.
 *
 * Main thread.  A chip is one stop for keys and assistive technology.  What is no address is marked by color, an icon
 * and in words, and is never sent.  It can be dragged to another field or program as text. */
#include "alp-recipient-chip.h"

#include <glib/gi18n.h>

struct _AlpRecipientChip
{
  GtkWidget parent_instance;

  AlpRecipient *recipient;
  GtkWidget *box;
  GtkWidget *mark; /* nullable: an icon */
  char *warning;   /* nullable */
};

G_DEFINE_FINAL_TYPE (AlpRecipientChip, alp_recipient_chip, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_REMOVED,
  SIGNAL_EDITED,
  SIGNAL_MOVED_AWAY,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

const AlpRecipient *
alp_recipient_chip_get_recipient (AlpRecipientChip *self)
{
  g_return_val_if_fail (ALP_IS_RECIPIENT_CHIP (self), NULL);

  return self->recipient;
}

static const char *
shown_name (const AlpRecipient *recipient)
{
  return recipient->valid && *recipient->name != '\0' ? recipient->name
         : recipient->valid                           ? recipient->email
                                                      : recipient->text;
}

static void
update_words (AlpRecipientChip *self)
{
  const AlpRecipient *r = self->recipient;
  g_autofree char *full = r->valid && *r->name != '\0' ? g_strdup_printf ("%s, %s", r->name, r->email)
                                                       : g_strdup (shown_name (r));
  g_autofree char *spoken = NULL;

  if (!r->valid)
    /* Translators: %s is what was typed as a recipient */
    spoken = g_strdup_printf (_ ("%s: this is not an address"), r->text);
  else if (self->warning != NULL)
    spoken = g_strdup_printf ("%s: %s", full, self->warning);
  else
    spoken = g_strdup (full);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
update_mark (AlpRecipientChip *self)
{
  gboolean marked = !self->recipient->valid || self->warning != NULL;

  g_clear_pointer (&self->mark, gtk_widget_unparent);
  if (marked)
    {
      self->mark = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
      gtk_box_insert_child_after (GTK_BOX (self->box), self->mark, NULL);
    }
}

/**
 * alp_recipient_chip_set_warning:
 * @text: (nullable): why a person should look twice
 */
void
alp_recipient_chip_set_warning (AlpRecipientChip *self, const char *text)
{
  g_return_if_fail (ALP_IS_RECIPIENT_CHIP (self));

  if (!g_set_str (&self->warning, text))
    return;
  if (text != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "warning");
  update_mark (self);
  update_words (self);
}

static void
on_remove_clicked (AlpRecipientChip *self)
{
  g_signal_emit (self, signals[SIGNAL_REMOVED], 0);
}

static void
on_pressed (AlpRecipientChip *self, int n_press)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (n_press == 2)
    g_signal_emit (self, signals[SIGNAL_EDITED], 0);
}

static gboolean
on_key (AlpRecipientChip *self, guint key, guint code, GdkModifierType state)
{
  switch (key)
    {
    case GDK_KEY_BackSpace:
    case GDK_KEY_Delete:
    case GDK_KEY_KP_Delete:
      g_signal_emit (self, signals[SIGNAL_REMOVED], 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      /* Ctrl+Enter sends. */
      if ((state & GDK_CONTROL_MASK) != 0)
        return GDK_EVENT_PROPAGATE;
      g_signal_emit (self, signals[SIGNAL_EDITED], 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_F2:
      g_signal_emit (self, signals[SIGNAL_EDITED], 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_c:
    case GDK_KEY_x:
      if ((state & gtk_accelerator_get_default_mod_mask ()) != GDK_CONTROL_MASK)
        return GDK_EVENT_PROPAGATE;
      gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->recipient->text);
      if (key == GDK_KEY_x)
        g_signal_emit (self, signals[SIGNAL_REMOVED], 0);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* ---- dragging ---- */

static GdkContentProvider *
on_drag_prepare (AlpRecipientChip *self)
{
  return gdk_content_provider_new_typed (G_TYPE_STRING, self->recipient->text);
}

static void
on_drag_begin (AlpRecipientChip *self, GdkDrag *drag, GtkDragSource *source)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, paintable, 12, 12);
}

static void
on_drag_end (AlpRecipientChip *self, GdkDrag *drag, gboolean delete_data)
{
  if (delete_data)
    g_signal_emit (self, signals[SIGNAL_MOVED_AWAY], 0);
}

static void
add_controllers (AlpRecipientChip *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkDragSource *drag = gtk_drag_source_new ();

  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_pressed), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_drag_source_set_actions (drag, GDK_ACTION_MOVE | GDK_ACTION_COPY);
  g_signal_connect_object (drag, "prepare", G_CALLBACK (on_drag_prepare), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (on_drag_begin), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drag, "drag-end", G_CALLBACK (on_drag_end), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

/* ---- making ---- */

static GtkWidget *
make_remove_button (AlpRecipientChip *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *label = g_strdup_printf (_ ("Remove %s"), shown_name (self->recipient));

  gtk_widget_set_focusable (button, FALSE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, label);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_remove_clicked), self, G_CONNECT_SWAPPED);
  return button;
}

/**
 * alp_recipient_chip_new:
 * @recipient: copied
 *
 * Returns: (transfer floating): a chip
 */
GtkWidget *
alp_recipient_chip_new (const AlpRecipient *recipient)
{
  AlpRecipientChip *self = g_object_new (ALP_TYPE_RECIPIENT_CHIP, NULL);
  GtkWidget *label;

  self->recipient = alp_recipient_copy (recipient);
  label = gtk_label_new (shown_name (recipient));
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 32);
  if (recipient->valid)
    {
      GtkWidget *avatar = adw_avatar_new (22, shown_name (recipient), TRUE);

      gtk_accessible_update_state (GTK_ACCESSIBLE (avatar), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
      gtk_box_append (GTK_BOX (self->box), avatar);
    }
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  gtk_box_append (GTK_BOX (self->box), label);
  gtk_box_append (GTK_BOX (self->box), make_remove_button (self));
  update_mark (self);
  update_words (self);
  return GTK_WIDGET (self);
}

static void
alp_recipient_chip_dispose (GObject *object)
{
  AlpRecipientChip *self = ALP_RECIPIENT_CHIP (object);

  self->mark = NULL;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->recipient, alp_recipient_free);
  g_clear_pointer (&self->warning, g_free);
  G_OBJECT_CLASS (alp_recipient_chip_parent_class)->dispose (object);
}

static void
alp_recipient_chip_class_init (AlpRecipientChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_recipient_chip_dispose;
  gtk_widget_class_set_css_name (widget_class, "chip");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);

  /* removed: the person wants it gone. */
  signals[SIGNAL_REMOVED] = g_signal_new ("removed", ALP_TYPE_RECIPIENT_CHIP, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  /* edited: the person wants to change it as text. */
  signals[SIGNAL_EDITED] = g_signal_new ("edited", ALP_TYPE_RECIPIENT_CHIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 0);
  /* moved-away: it was dragged somewhere else. */
  signals[SIGNAL_MOVED_AWAY] = g_signal_new ("moved-away", ALP_TYPE_RECIPIENT_CHIP, G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
alp_recipient_chip_init (AlpRecipientChip *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  add_controllers (self);
}
