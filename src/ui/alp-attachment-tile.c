/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-attachment-tile.c: one attachment as a tile: kind, name (its extension always visible), size, one button.
 *
 * Main thread.  Used for reading ("Save…") and writing ("Remove"); the owner connects to "activated". */
#include "alp-attachment-tile.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AlpAttachmentTile
{
  AdwBin parent_instance;

  GtkWidget *row;
  GtkWidget *kind;
  GtkWidget *size;
};

G_DEFINE_FINAL_TYPE (AlpAttachmentTile, alp_attachment_tile, ADW_TYPE_BIN)

enum
{
  SIGNAL_ACTIVATED,
  SIGNAL_SECOND_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *
kind_icon (const char *type)
{
  static const struct
  {
    const char *prefix;
    const char *icon;
  } kinds[] = {
    { "image/", "image-x-generic-symbolic" },
    { "audio/", "audio-x-generic-symbolic" },
    { "video/", "video-x-generic-symbolic" },
    { "text/calendar", "x-office-calendar-symbolic" },
    { "text/vcard", "x-office-address-book-symbolic" },
    { "text/", "text-x-generic-symbolic" },
    { "message/", "mail-unread-symbolic" },
    { "application/zip", "package-x-generic-symbolic" },
    { "application/gzip", "package-x-generic-symbolic" },
    { "application/vnd.oasis.opendocument.spreadsheet", "x-office-spreadsheet-symbolic" },
    { "application/vnd.openxmlformats-officedocument.spreadsheetml", "x-office-spreadsheet-symbolic" },
    { "application/vnd.openxmlformats-officedocument.presentationml", "x-office-presentation-symbolic" },
  };

  for (gsize i = 0; type != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (type, kinds[i].prefix))
      return kinds[i].icon;
  return "x-office-document-symbolic";
}

static void
on_clicked (AlpAttachmentTile *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static void
on_second_clicked (AlpAttachmentTile *self)
{
  g_signal_emit (self, signals[SIGNAL_SECOND_ACTIVATED], 0);
}

static GtkWidget *
make_texts (AlpAttachmentTile *self, const char *name, const char *size)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name_label = gtk_label_new (name);
  GtkWidget *size_label = gtk_label_new (size);

  gtk_label_set_xalign (GTK_LABEL (name_label), 0);
  /* In the middle: the extension says what the file is and must never be cut. */
  gtk_label_set_ellipsize (GTK_LABEL (name_label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (name_label), 10);
  gtk_label_set_max_width_chars (GTK_LABEL (name_label), 24);
  gtk_label_set_xalign (GTK_LABEL (size_label), 0);
  gtk_widget_add_css_class (size_label, "alp-size");
  gtk_label_set_ellipsize (GTK_LABEL (size_label), PANGO_ELLIPSIZE_END);
  self->size = size_label;
  gtk_box_append (GTK_BOX (texts), name_label);
  gtk_box_append (GTK_BOX (texts), size_label);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  return texts;
}

/**
 * alp_attachment_tile_new:
 * @name: (nullable): file name, already cleaned
 * @type: (nullable): MIME type
 * @size: bytes, 0 when unknown
 * @action_icon: (nullable): icon at the end
 * @action_label: what a click does, for the tooltip and assistive technology
 *
 * Returns: (transfer floating): a tile that emits "activated"
 */
GtkWidget *
alp_attachment_tile_new (const char *name, const char *type, guint64 size, const char *action_icon,
                         const char *action_label)
{
  AlpAttachmentTile *self = g_object_new (ALP_TYPE_ATTACHMENT_TILE, NULL);
  g_autofree char *size_text = size > 0 ? g_format_size (size) : g_strdup (_ ("Unknown size"));
  const char *shown = name != NULL && *name != '\0' ? name : _ ("Unnamed");
  /* Translators: what a click does, a file name and its size, read out by assistive technology */
  g_autofree char *spoken = g_strdup_printf (_ ("%s: %s, %s"), action_label, shown, size_text);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *kind = gtk_image_new_from_icon_name (kind_icon (type));

  self->kind = kind;
  gtk_widget_add_css_class (kind, "alp-kind");
  gtk_box_append (GTK_BOX (box), kind);
  gtk_box_append (GTK_BOX (box), make_texts (self, shown, size_text));
  if (action_icon != NULL)
    gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (action_icon));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "alp-tile");
  gtk_widget_set_tooltip_text (button, shown);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_clicked), self);
  gtk_widget_set_hexpand (button, TRUE);
  self->row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->row, "linked");
  gtk_box_append (GTK_BOX (self->row), button);
  adw_bin_set_child (ADW_BIN (self), self->row);
  return GTK_WIDGET (self);
}

/**
 * alp_attachment_tile_add_action:
 *
 * A second button beside the tile, which emits "second-activated".
 */
void
alp_attachment_tile_add_action (AlpAttachmentTile *self, const char *icon, const char *label)
{
  GtkWidget *button;

  g_return_if_fail (ALP_IS_ATTACHMENT_TILE (self));

  button = gtk_button_new_from_icon_name (icon);
  gtk_widget_set_tooltip_text (button, label);
  gtk_widget_add_css_class (button, "alp-tile-action");
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_second_clicked), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->row), button);
}

void
alp_attachment_tile_set_picture (AlpAttachmentTile *self, GdkPaintable *picture)
{
  g_return_if_fail (ALP_IS_ATTACHMENT_TILE (self));

  gtk_image_set_from_paintable (GTK_IMAGE (self->kind), picture);
  gtk_image_set_pixel_size (GTK_IMAGE (self->kind), 48);
  gtk_widget_add_css_class (self->kind, "alp-picture");
}

/* Stands in place of the size. */
void
alp_attachment_tile_set_warning (AlpAttachmentTile *self, const char *text)
{
  g_return_if_fail (ALP_IS_ATTACHMENT_TILE (self));

  gtk_label_set_text (GTK_LABEL (self->size), text);
  gtk_widget_add_css_class (self->size, "warning");
}

static void
alp_attachment_tile_class_init (AlpAttachmentTileClass *klass)
{
  /* activated: the tile's one action. */
  signals[SIGNAL_SECOND_ACTIVATED] = g_signal_new ("second-activated", ALP_TYPE_ATTACHMENT_TILE,
                                                   G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", ALP_TYPE_ATTACHMENT_TILE, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 0);
}

static void
alp_attachment_tile_init (AlpAttachmentTile *self)
{
}
