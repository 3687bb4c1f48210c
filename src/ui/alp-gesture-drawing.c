/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-gesture-drawing.c: small looping drawings of what a finger can do in the list.
 *
 * Main thread.  Each gesture is a pure function from the time in its loop to shapes, so a still picture (reduced
 * motion, or a window that is not seen) is simply one chosen moment of it.  The loop runs on the frame clock only
 * while the drawing is mapped. */
#include "alp-gesture-drawing.h"

#include "alp-style.h"

#include <glib/gi18n.h>

#define WIDTH 280
#define HEIGHT 132
#define LOOP_SECONDS 4.2

struct _AlpGestureDrawing
{
  GtkWidget parent_instance;

  AlpGesture gesture;
  char *to_right;
  char *to_left;
  guint tick;
  gint64 started; /* frame time in microseconds, 0: not yet */
  double moment;  /* 0 to 1 in the loop */
};

G_DEFINE_FINAL_TYPE (AlpGestureDrawing, alp_gesture_drawing, GTK_TYPE_WIDGET)

/* Where each loop says most, for the still picture. */
static const double best_moments[] = { 0.24, 0.72, 0.62 };

/* 0 before @begin, 1 after @end, eased between. */
static double
ease (double t, double begin, double end)
{
  double x = CLAMP ((t - begin) / (end - begin), 0, 1);

  return x * x * (3 - 2 * x);
}

/* Up from @a to @b, held, down again from @c to @d. */
static double
hump (double t, double a, double b, double c, double d)
{
  return ease (t, a, b) * (1 - ease (t, c, d));
}

typedef struct
{
  GtkSnapshot *snapshot;
  GtkWidget *widget;
  GdkRGBA text, card, brand, fill_text;
} Pen;

static GdkRGBA
faint (GdkRGBA color, double alpha)
{
  color.alpha *= (float) alpha;
  return color;
}

static void
box (Pen *pen, double x, double y, double width, double height, double radius, GdkRGBA color)
{
  graphene_rect_t rect = GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height);
  GskRoundedRect rounded;

  gsk_rounded_rect_init_from_rect (&rounded, &rect, (float) radius);
  gtk_snapshot_push_rounded_clip (pen->snapshot, &rounded);
  gtk_snapshot_append_color (pen->snapshot, &color, &rect);
  gtk_snapshot_pop (pen->snapshot);
}

static void
icon (Pen *pen, const char *name, double x, double y, double size, GdkRGBA color)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (pen->widget));
  g_autoptr (GtkIconPaintable) paintable
      = gtk_icon_theme_lookup_icon (theme, name, NULL, (int) size, gtk_widget_get_scale_factor (pen->widget),
                                    gtk_widget_get_direction (pen->widget), 0);

  gtk_snapshot_save (pen->snapshot);
  gtk_snapshot_translate (pen->snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (paintable), pen->snapshot, size, size,
                                            &color, 1);
  gtk_snapshot_restore (pen->snapshot);
}

/* One message of the list; @checked (0 to 1) turns its avatar into a check mark. */
static void
row (Pen *pen, const char *name, double x, double y, double width, double checked)
{
  AlpTone tone;

  alp_style_get_tone (name, &tone);
  box (pen, x, y, width, 36, 9, pen->card);
  if (checked > 0)
    box (pen, x, y, width, 36, 9, faint (pen->brand, 0.16 * checked));
  box (pen, x + 9, y + 7, 22, 22, 11, faint (tone.bottom, 1 - checked));
  if (checked > 0)
    {
      box (pen, x + 9, y + 7, 22, 22, 11, faint (pen->brand, checked));
      icon (pen, "object-select-symbolic", x + 14, y + 12, 12, faint (pen->fill_text, checked));
    }
  box (pen, x + 40, y + 10, MAX (8, width * 0.26), 6, 3, faint (pen->text, 0.75));
  box (pen, x + 40, y + 21, MAX (8, width * 0.48), 5, 2.5, faint (pen->text, 0.32));
}

/* The finger: a disc with a ring that grows while it presses. */
static void
finger (Pen *pen, double x, double y, double pressed, double shown)
{
  double halo = 11 + 9 * pressed;

  box (pen, x - halo, y - halo, 2 * halo, 2 * halo, halo, faint (pen->text, 0.14 * shown));
  box (pen, x - 9, y - 9, 18, 18, 9, faint (pen->text, (0.35 + 0.25 * pressed) * shown));
}

static const char *
action_icon (const char *action)
{
  static const struct
  {
    const char *action, *icon;
  } table[] = {
    { "trash", "user-trash-symbolic" }, { "archive", "alp-archive-symbolic" },
    { "star", "alp-star-symbolic" },    { "move", "folder-symbolic" },
    { "read", "alp-unread-symbolic" },  { "spam", "alp-spam-symbolic" },
    { "menu", "view-more-symbolic" },   { "snooze", "alarm-symbolic" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_strcmp0 (action, table[i].action) == 0)
      return table[i].icon;
  return NULL;
}

/* What a swipe uncovers: the action's colour with its icon at the side the row leaves. */
static void
under_row (Pen *pen, const char *action, double offset)
{
  const char *name = action_icon (action);
  GdkRGBA color, mark = { 1, 1, 1, 1 };
  gboolean dark = FALSE;
  double grown = CLAMP ((ABS (offset) - 16) / 40, 0, 1);

  if (name == NULL || !alp_style_get_swipe_color (action, &color, &dark))
    {
      box (pen, 20, 48, 240, 36, 9, faint (pen->text, 0.1));
      return;
    }
  if (dark)
    mark = (GdkRGBA) { 0.1F, 0.1F, 0.12F, 1 };
  box (pen, 20, 48, 240, 36, 9, color);
  if (grown > 0)
    {
      double size = 10 + 7 * grown;

      icon (pen, name, (offset > 0 ? 41 : 239) - size / 2, 66 - size / 2, size, faint (mark, grown));
    }
}

static void
draw_swipe (AlpGestureDrawing *self, Pen *pen, double t)
{
  double right = hump (t, 0.08, 0.22, 0.30, 0.40), left = hump (t, 0.54, 0.68, 0.76, 0.86);
  double offset = 84 * (right - left);
  double shown = hump (t, 0.02, 0.08, 0.86, 0.95);

  row (pen, "Carol", 20, 6, 240, 0);
  row (pen, "Lea", 20, 90, 240, 0);
  if (ABS (offset) > 0.5)
    under_row (pen, offset > 0 ? self->to_right : self->to_left, offset);
  gtk_snapshot_push_rounded_clip (pen->snapshot,
                                  &(GskRoundedRect) { .bounds = GRAPHENE_RECT_INIT (20, 48, 240, 36),
                                                      .corner = { { 9, 9 }, { 9, 9 }, { 9, 9 }, { 9, 9 } } });
  row (pen, "Ana", 20 + offset, 48, 240, 0);
  gtk_snapshot_pop (pen->snapshot);
  finger (pen, 140 + offset, 72, MAX (right, left), shown);
}

static void
draw_press (AlpGestureDrawing *self, Pen *pen, double t)
{
  double first = ease (t, 0.26, 0.32) * (1 - ease (t, 0.92, 0.98));
  double second = ease (t, 0.60, 0.66) * (1 - ease (t, 0.92, 0.98));
  double pressed = MAX (hump (t, 0.08, 0.26, 0.32, 0.38), hump (t, 0.54, 0.58, 0.62, 0.66));
  double y = 24 + 84 * ease (t, 0.40, 0.52);

  row (pen, "Carol", 20, 6, 240, first);
  row (pen, "Ana", 20, 48, 240, 0);
  row (pen, "Lea", 20, 90, 240, second);
  finger (pen, 150, y, pressed, hump (t, 0.02, 0.08, 0.78, 0.86));
}

static void
draw_drag (AlpGestureDrawing *self, Pen *pen, double t)
{
  double lifted = ease (t, 0.14, 0.24), moved = ease (t, 0.26, 0.56), dropped = ease (t, 0.66, 0.74);
  double over = hump (t, 0.48, 0.56, 0.76, 0.86);
  double x = 112 - 92 * moved, y = 48 + 4 * moved, width = 148 - 70 * moved;

  for (int i = 0; i < 3; i++)
    {
      double top = 6 + 42.0 * i;

      box (pen, 20, top, 78, 36, 9,
           i == 1 ? faint (pen->brand, 0.10 + 0.22 * over) : faint (pen->text, 0.05));
      icon (pen,
            i == 0   ? "alp-inbox-symbolic"
            : i == 1 ? "alp-archive-symbolic"
                     : "folder-symbolic",
            30, top + 11, 14, faint (i == 1 ? pen->brand : pen->text, i == 1 ? 1 : 0.55));
      box (pen, 51, top + 16, i == 1 ? 36 : 28, 5, 2.5, faint (pen->text, 0.4));
    }
  row (pen, "Carol", 112, 6, 148, 0);
  row (pen, "Lea", 112, 90 - 42 * dropped, 148, 0);
  if (dropped < 1)
    {
      gtk_snapshot_push_opacity (pen->snapshot, 1 - dropped);
      if (lifted > 0)
        box (pen, x - 2, y + 2, width + 4, 38, 10, faint ((GdkRGBA) { 0, 0, 0, 1 }, 0.16 * lifted));
      row (pen, "Ana", x, y - 3 * lifted, width, 0);
      gtk_snapshot_pop (pen->snapshot);
    }
  finger (pen, x + width * 0.62, y + 22, lifted * (1 - dropped), hump (t, 0.04, 0.12, 0.74, 0.82));
}

static void
alp_gesture_drawing_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  static void (*const draw[]) (AlpGestureDrawing *, Pen *, double) = { draw_swipe, draw_press, draw_drag };
  AlpGestureDrawing *self = ALP_GESTURE_DRAWING (widget);
  float scale
      = MIN ((float) gtk_widget_get_width (widget) / WIDTH, (float) gtk_widget_get_height (widget) / HEIGHT);
  Pen pen = { .snapshot = snapshot, .widget = widget };
  gboolean dark = alp_style_get_dark (alp_style_get_default ());

  gtk_widget_get_color (widget, &pen.text);
  gdk_rgba_parse (&pen.card, dark ? "#38383d" : "#ffffff");
  alp_style_get_color (alp_style_get_default (), ALP_COLOR_BRAND, &pen.brand);
  alp_style_get_color (alp_style_get_default (), ALP_COLOR_FILL_TEXT, &pen.fill_text);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT (((float) gtk_widget_get_width (widget) - scale * WIDTH) / 2, 0));
  gtk_snapshot_scale (snapshot, scale, scale);
  box (&pen, 8, 0, WIDTH - 16, HEIGHT, 14, faint (pen.text, 0.05));
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (8, 0, WIDTH - 16, HEIGHT));
  draw[self->gesture](self, &pen, self->moment);
  gtk_snapshot_pop (snapshot);
}

static void
alp_gesture_drawing_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                             int *natural, int *minimum_baseline, int *natural_baseline)
{
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH - 40 : HEIGHT - 20;
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  AlpGestureDrawing *self = ALP_GESTURE_DRAWING (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double seconds;

  if (self->started == 0)
    self->started = now;
  seconds = (double) (now - self->started) / G_USEC_PER_SEC;
  self->moment = (seconds / LOOP_SECONDS) - (double) (gint64) (seconds / LOOP_SECONDS);
  gtk_widget_queue_draw (widget);
  return G_SOURCE_CONTINUE;
}

/* Runs, or stands still at its best moment, as the desktop's animation switch says. */
static void
update_motion (AlpGestureDrawing *self)
{
  gboolean moving
      = gtk_widget_get_mapped (GTK_WIDGET (self)) && adw_get_enable_animations (GTK_WIDGET (self));

  if (moving && self->tick == 0)
    {
      self->started = 0;
      self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
    }
  else if (!moving && self->tick != 0)
    {
      gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
      self->tick = 0;
    }
  if (!moving)
    self->moment = best_moments[self->gesture];
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
alp_gesture_drawing_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (alp_gesture_drawing_parent_class)->map (widget);
  update_motion (ALP_GESTURE_DRAWING (widget));
}

static void
alp_gesture_drawing_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (alp_gesture_drawing_parent_class)->unmap (widget);
  update_motion (ALP_GESTURE_DRAWING (widget));
}

/**
 * alp_gesture_drawing_set_gesture:
 *
 * What is drawn; a screen reader hears it as one sentence.
 */
void
alp_gesture_drawing_set_gesture (AlpGestureDrawing *self, AlpGesture gesture)
{
  const char *labels[] = {
    _ ("Drawing: a message is swiped to the right and to the left"),
    _ ("Drawing: one message is pressed and held, a second one is tapped"),
    _ ("Drawing: a message is dragged onto a folder"),
  };

  g_return_if_fail (ALP_IS_GESTURE_DRAWING (self));
  g_return_if_fail ((guint) gesture < G_N_ELEMENTS (labels));

  self->gesture = gesture;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, labels[gesture], -1);
  update_motion (self);
}

/**
 * alp_gesture_drawing_set_actions:
 * @to_right: what a swipe to the right does ("archive", …), or "none"
 * @to_left: the same for the left
 */
void
alp_gesture_drawing_set_actions (AlpGestureDrawing *self, const char *to_right, const char *to_left)
{
  g_return_if_fail (ALP_IS_GESTURE_DRAWING (self));

  g_set_str (&self->to_right, to_right);
  g_set_str (&self->to_left, to_left);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
alp_gesture_drawing_finalize (GObject *object)
{
  AlpGestureDrawing *self = ALP_GESTURE_DRAWING (object);

  g_free (self->to_right);
  g_free (self->to_left);
  G_OBJECT_CLASS (alp_gesture_drawing_parent_class)->finalize (object);
}

static void
alp_gesture_drawing_class_init (AlpGestureDrawingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = alp_gesture_drawing_finalize;
  widget_class->snapshot = alp_gesture_drawing_snapshot;
  widget_class->measure = alp_gesture_drawing_measure;
  widget_class->map = alp_gesture_drawing_map;
  widget_class->unmap = alp_gesture_drawing_unmap;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
alp_gesture_drawing_init (AlpGestureDrawing *self)
{
  g_signal_connect_object (alp_style_get_default (), "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-enable-animations",
                           G_CALLBACK (update_motion), self, G_CONNECT_SWAPPED);
}
