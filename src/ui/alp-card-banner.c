/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-card-banner.c: one notice inside a message card: an icon, a sentence, details, buttons that wrap below it.
 *
 * Main thread.  It belongs to the program, never to the message: the body cannot draw outside its own view. */
#include "alp-card-banner.h"

struct _AlpCardBanner
{
  AdwBin parent_instance;

  GtkLabel *label;
  GtkWidget *texts;
  GtkWidget *buttons;
};

G_DEFINE_FINAL_TYPE (AlpCardBanner, alp_card_banner, ADW_TYPE_BIN)

enum
{
  SIGNAL_RESPONSE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_clicked (GtkButton *button, AlpCardBanner *self)
{
  g_signal_emit (self, signals[SIGNAL_RESPONSE], 0, g_object_get_data (G_OBJECT (button), "id"));
}

void
alp_card_banner_set_text (AlpCardBanner *self, const char *text)
{
  g_return_if_fail (ALP_IS_CARD_BANNER (self));

  gtk_label_set_text (self->label, text);
}

/* A smaller line under the sentence: a reason, what a server said. */
void
alp_card_banner_add_detail (AlpCardBanner *self, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_insert_child_after (GTK_BOX (self->texts), label, gtk_widget_get_prev_sibling (self->buttons));
}

void
alp_card_banner_add_button (AlpCardBanner *self, const char *id, const char *label)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_return_if_fail (ALP_IS_CARD_BANNER (self));

  g_object_set_data_full (G_OBJECT (button), "id", g_strdup (id), g_free);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_clicked), self, G_CONNECT_DEFAULT);
  adw_wrap_box_append (ADW_WRAP_BOX (self->buttons), button);
  gtk_widget_set_visible (self->buttons, TRUE);
}

/**
 * alp_card_banner_new:
 * @alarming: whether it warns
 *
 * Returns: (transfer floating): a notice without buttons
 */
GtkWidget *
alp_card_banner_new (const char *icon_name, const char *text, gboolean alarming)
{
  AlpCardBanner *self = g_object_new (ALP_TYPE_CARD_BANNER, NULL);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_name);

  self->texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  self->label = GTK_LABEL (gtk_label_new (text));
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_wrap_mode (self->label, PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (self->texts, TRUE);
  gtk_widget_set_valign (self->texts, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_set_margin_top (icon, 4);
  self->buttons = adw_wrap_box_new ();
  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (self->buttons), 4);
  gtk_widget_set_visible (self->buttons, FALSE);
  gtk_widget_set_halign (self->buttons, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self->texts), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), self->texts);
  gtk_box_append (GTK_BOX (self->texts), self->buttons);
  adw_bin_set_child (ADW_BIN (self), row);
  gtk_widget_add_css_class (GTK_WIDGET (self), "alp-notice");
  if (alarming)
    gtk_widget_add_css_class (GTK_WIDGET (self), "alp-alarm");
  return GTK_WIDGET (self);
}

static void
alp_card_banner_class_init (AlpCardBannerClass *klass)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  signals[SIGNAL_RESPONSE] = g_signal_new ("response", ALP_TYPE_CARD_BANNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
alp_card_banner_init (AlpCardBanner *self)
{
}
