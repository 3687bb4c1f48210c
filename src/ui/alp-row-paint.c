/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-row-paint.c: icons, avatars and lines of text, drawn without a widget each.
 *
 * Main thread, inside snapshot ().  GtkListView keeps some two hundred rows ready; a row of fifteen widgets costs a
 * millisecond to make and one node each in the accessibility tree, one that draws itself costs next to nothing. */
#include "alp-row-paint.h"

#include "alp-style.h"

#include <string.h>

/**
 * alp_paint_icon:
 * @name: a symbolic icon
 * @size: logical pixels
 */
void
alp_paint_icon (GtkWidget *widget, GtkSnapshot *snapshot, const char *name, double x, double y, double size,
                const GdkRGBA *color)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  g_autoptr (GtkIconPaintable) icon
      = gtk_icon_theme_lookup_icon (theme, name, NULL, (int) size, gtk_widget_get_scale_factor (widget),
                                    gtk_widget_get_direction (widget), 0);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, size, size, color, 1);
  gtk_snapshot_restore (snapshot);
}

static void
round_clip (GtkSnapshot *snapshot, graphene_rect_t *bounds, double radius)
{
  GskRoundedRect rounded;

  gsk_rounded_rect_init_from_rect (&rounded, bounds, (float) radius);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
}

void
alp_paint_disc (GtkSnapshot *snapshot, double x, double y, double size, const GdkRGBA *color)
{
  alp_paint_pill (snapshot, x, y, size, size, color);
}

void
alp_paint_pill (GtkSnapshot *snapshot, double x, double y, double width, double height, const GdkRGBA *color)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height);

  round_clip (snapshot, &bounds, MIN (width, height) / 2);
  gtk_snapshot_append_color (snapshot, color, &bounds);
  gtk_snapshot_pop (snapshot);
}

void
alp_paint_layout (GtkSnapshot *snapshot, PangoLayout *layout, double x, double y, const GdkRGBA *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/**
 * alp_avatar_dup_initials:
 * @text: a name or address
 *
 * Returns: (transfer full): the first letters of its first and last word, as AdwAvatar shows them; may be empty
 */
char *
alp_avatar_dup_initials (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *upper = g_utf8_strup (g_strstrip (valid), -1);
  g_autofree char *normal = g_utf8_normalize (upper, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  g_autoptr (GString) out = g_string_new (NULL);
  const char *last;

  if (normal == NULL || *normal == '\0')
    return g_strdup ("");
  g_string_append_unichar (out, g_utf8_get_char (normal));
  last = g_utf8_strrchr (normal, -1, ' ');
  if (last != NULL && last[1] != '\0')
    g_string_append_unichar (out, g_utf8_get_char (last + 1));
  return g_string_free_and_steal (g_steal_pointer (&out));
}

/**
 * alp_paint_avatar:
 * @initials: the letters, laid out
 * @text: whose avatar: chooses one of libadwaita's 14 tones, the same one as AdwAvatar
 */
void
alp_paint_avatar (GtkWidget *widget, GtkSnapshot *snapshot, PangoLayout *initials, const char *text, double x,
                  double y, double size)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT ((float) x, (float) y, (float) size, (float) size);
  AlpTone tone;
  int width, height;

  alp_style_get_tone (text, &tone);
  round_clip (snapshot, &bounds, size / 2);
  gtk_snapshot_append_linear_gradient (
      snapshot, &bounds, &bounds.origin,
      &GRAPHENE_POINT_INIT (bounds.origin.x, bounds.origin.y + bounds.size.height),
      (GskColorStop[]) { { 0, tone.top }, { 1, tone.bottom } }, 2);
  gtk_snapshot_pop (snapshot);
  pango_layout_get_pixel_size (initials, &width, &height);
  alp_paint_layout (snapshot, initials, x + (size - width) / 2, y + (size - height) / 2, &tone.text);
}
