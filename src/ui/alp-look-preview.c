/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-look-preview.c: a miniature of the window in the present accent and look.
 *
 * Main thread.  Drawn, not built of widgets: it must stay one picture for a screen reader and fade between two looks,
 * which the real widgets do at once.  Colours come from AlpStyle alone; the fade takes 250 ms and none with reduced motion. */
#include "alp-look-preview.h"

#include "alp-style.h"

#include <glib/gi18n.h>

#define WIDTH 440
#define HEIGHT 236
#define FADE_MS 250

typedef enum
{
  INK_WINDOW, /* ground of the message */
  INK_LIST,   /* ground of the list */
  INK_SIDE,   /* ground of the folders */
  INK_TEXT,
  INK_BRAND,
  INK_FILL,
  INK_FILL_TEXT,
  N_INKS,
} Ink;

struct _AlpLookPreview
{
  GtkWidget parent_instance;

  GdkRGBA from[N_INKS];
  GdkRGBA to[N_INKS];
  double progress;
  AdwAnimation *fade;
};

G_DEFINE_FINAL_TYPE (AlpLookPreview, alp_look_preview, GTK_TYPE_WIDGET)

static GdkRGBA
mix (const GdkRGBA *a, const GdkRGBA *b, double t)
{
  float f = (float) t;

  return (GdkRGBA) { a->red + (b->red - a->red) * f, a->green + (b->green - a->green) * f,
                     a->blue + (b->blue - a->blue) * f, a->alpha + (b->alpha - a->alpha) * f };
}

static GdkRGBA
ink (AlpLookPreview *self, Ink which, double alpha)
{
  GdkRGBA color = mix (&self->from[which], &self->to[which], self->progress);

  color.alpha *= (float) alpha;
  return color;
}

static void
read_inks (GdkRGBA *inks)
{
  static const char *const grounds[2][4] = {
    { "#fafafb", "#f2f2f4", "#ebebed", "#33333a" },
    { "#222226", "#28282c", "#2e2e32", "#ffffff" },
  };
  AlpStyle *style = alp_style_get_default ();
  const char *const *ground = grounds[alp_style_get_dark (style) ? 1 : 0];

  for (int i = INK_WINDOW; i <= INK_TEXT; i++)
    gdk_rgba_parse (&inks[i], ground[i]);
  alp_style_get_color (style, ALP_COLOR_BRAND, &inks[INK_BRAND]);
  alp_style_get_color (style, ALP_COLOR_FILL, &inks[INK_FILL]);
  alp_style_get_color (style, ALP_COLOR_FILL_TEXT, &inks[INK_FILL_TEXT]);
}

/* A filled rectangle with round corners. */
static void
box (GtkSnapshot *snapshot, double x, double y, double width, double height, double radius, GdkRGBA color)
{
  graphene_rect_t rect = GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height);
  GskRoundedRect rounded;

  gsk_rounded_rect_init_from_rect (&rounded, &rect, (float) radius);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, &color, &rect);
  gtk_snapshot_pop (snapshot);
}

static void
avatar (GtkSnapshot *snapshot, const char *name, double x, double y, double size)
{
  AlpTone tone;

  alp_style_get_tone (name, &tone);
  box (snapshot, x, y, size, size, size / 2, mix (&tone.top, &tone.bottom, 0.5));
}

static void
draw_folders (AlpLookPreview *self, GtkSnapshot *snapshot)
{
  static const double lengths[] = { 34, 42, 28, 46, 36 };

  box (snapshot, 12, 14, 18, 18, 9, ink (self, INK_BRAND, 0.9));
  box (snapshot, 36, 17, 44, 6, 3, ink (self, INK_TEXT, 0.55));
  box (snapshot, 36, 26, 30, 4, 2, ink (self, INK_TEXT, 0.25));
  box (snapshot, 7, 45, 98, 22, 7, ink (self, INK_BRAND, 0.18));
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      double y = 52 + i * 25.0;

      box (snapshot, 15, y, 9, 9, 2.5, ink (self, i == 0 ? INK_BRAND : INK_TEXT, i == 0 ? 1 : 0.35));
      box (snapshot, 31, y + 2, lengths[i], 5, 2.5, ink (self, INK_TEXT, i == 0 ? 0.75 : 0.4));
    }
  box (snapshot, 84, 51, 15, 10, 5, ink (self, INK_BRAND, 0.85));
}

static void
draw_row (AlpLookPreview *self, GtkSnapshot *snapshot, int row, const char *name, double sender,
          double subject, gboolean unread)
{
  double y = 40 + row * 48.0;

  if (row == 1)
    box (snapshot, 117, y - 6, 131, 46, 8, ink (self, INK_BRAND, 0.15));
  if (unread)
    box (snapshot, 121, y + 14, 6, 6, 3, ink (self, INK_BRAND, 1));
  avatar (snapshot, name, 132, y + 5, 24);
  box (snapshot, 163, y + 5, sender, 6, 3, ink (self, INK_TEXT, unread ? 0.85 : 0.5));
  box (snapshot, 163, y + 16, subject, 5, 2.5, ink (self, INK_TEXT, unread ? 0.6 : 0.35));
  box (snapshot, 163, y + 26, 72, 4, 2, ink (self, INK_TEXT, 0.2));
  box (snapshot, 224, y + 5, 16, 5, 2.5, ink (self, unread ? INK_BRAND : INK_TEXT, unread ? 0.9 : 0.3));
}

static void
draw_message (AlpLookPreview *self, GtkSnapshot *snapshot)
{
  static const double lines[] = { 138, 146, 122, 140, 86 };

  box (snapshot, 266, 16, 110, 8, 4, ink (self, INK_TEXT, 0.75));
  avatar (snapshot, "Ana", 266, 40, 24);
  box (snapshot, 298, 44, 58, 6, 3, ink (self, INK_TEXT, 0.7));
  box (snapshot, 298, 55, 84, 4, 2, ink (self, INK_TEXT, 0.28));
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    box (snapshot, 266, 80 + i * 14.0, lines[i], 5, 2.5, ink (self, INK_TEXT, 0.34));
  box (snapshot, 266, 154, 78, 5, 2.5, ink (self, INK_BRAND, 0.9));
  box (snapshot, 266, 192, 66, 24, 12, ink (self, INK_FILL, 1));
  box (snapshot, 281, 201, 36, 6, 3, ink (self, INK_FILL_TEXT, 0.95));
  box (snapshot, 340, 192, 66, 24, 12, ink (self, INK_TEXT, 0.1));
  box (snapshot, 355, 201, 36, 6, 3, ink (self, INK_TEXT, 0.55));
}

static void
alp_look_preview_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AlpLookPreview *self = ALP_LOOK_PREVIEW (widget);
  float scale
      = MIN ((float) gtk_widget_get_width (widget) / WIDTH, (float) gtk_widget_get_height (widget) / HEIGHT);
  GskRoundedRect frame;
  GdkRGBA shade = { 0, 0, 0, 0.22F }, edge = ink (self, INK_TEXT, 0.12);
  GdkRGBA edges[4] = { edge, edge, edge, edge };
  const float widths[4] = { 1, 1, 1, 1 };

  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT (((float) gtk_widget_get_width (widget) - scale * WIDTH) / 2,
                                      ((float) gtk_widget_get_height (widget) - scale * HEIGHT) / 2));
  gtk_snapshot_scale (snapshot, scale, scale);
  gsk_rounded_rect_init_from_rect (&frame, &GRAPHENE_RECT_INIT (6, 4, WIDTH - 12, HEIGHT - 14), 12);
  gtk_snapshot_append_outset_shadow (snapshot, &frame, &shade, 0, 2, 0, 7);
  gtk_snapshot_push_rounded_clip (snapshot, &frame);
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    {
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (WIDTH, 0));
      gtk_snapshot_scale (snapshot, -1, 1);
    }
  box (snapshot, 0, 0, 112, HEIGHT, 0, ink (self, INK_SIDE, 1));
  box (snapshot, 112, 0, 140, HEIGHT, 0, ink (self, INK_LIST, 1));
  box (snapshot, 252, 0, WIDTH - 252, HEIGHT, 0, ink (self, INK_WINDOW, 1));
  draw_folders (self, snapshot);
  box (snapshot, 124, 16, 40, 8, 4, ink (self, INK_TEXT, 0.7));
  draw_row (self, snapshot, 0, "Carol", 40, 60, TRUE);
  draw_row (self, snapshot, 1, "Ana", 32, 66, FALSE);
  draw_row (self, snapshot, 2, "Marc", 48, 52, TRUE);
  draw_row (self, snapshot, 3, "Lea", 36, 64, FALSE);
  draw_message (self, snapshot);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &frame, widths, edges);
}

static void
alp_look_preview_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                          int *natural, int *minimum_baseline, int *natural_baseline)
{
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
  *minimum = *natural / 2;
  if (for_size >= 0 && for_size < (orientation == GTK_ORIENTATION_HORIZONTAL ? HEIGHT : WIDTH))
    *natural
        = MAX (*minimum, for_size * *natural / (orientation == GTK_ORIENTATION_HORIZONTAL ? HEIGHT : WIDTH));
}

static GtkSizeRequestMode
alp_look_preview_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
set_progress (double value, gpointer data)
{
  AlpLookPreview *self = data;

  self->progress = value;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_style_changed (AlpLookPreview *self)
{
  GdkRGBA now[N_INKS];

  for (int i = 0; i < N_INKS; i++)
    now[i] = ink (self, (Ink) i, 1);
  memcpy (self->from, now, sizeof now);
  read_inks (self->to);
  self->progress = 0;
  adw_animation_play (self->fade);
}

static void
alp_look_preview_dispose (GObject *object)
{
  g_clear_object (&ALP_LOOK_PREVIEW (object)->fade);
  G_OBJECT_CLASS (alp_look_preview_parent_class)->dispose (object);
}

static void
alp_look_preview_class_init (AlpLookPreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_look_preview_dispose;
  widget_class->snapshot = alp_look_preview_snapshot;
  widget_class->measure = alp_look_preview_measure;
  widget_class->get_request_mode = alp_look_preview_get_request_mode;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
alp_look_preview_init (AlpLookPreview *self)
{
  read_inks (self->to);
  memcpy (self->from, self->to, sizeof self->to);
  self->progress = 1;
  self->fade = adw_timed_animation_new (GTK_WIDGET (self), 0, 1, FADE_MS,
                                        adw_callback_animation_target_new (set_progress, self, NULL));
  g_signal_connect_object (alp_style_get_default (), "changed", G_CALLBACK (on_style_changed), self,
                           G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("A small picture of the inbox in the chosen look"), -1);
}
