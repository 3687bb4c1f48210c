/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-send-ring.c: a ring that drains while something can still be taken back.
 *
 * Main thread.  With reduced motion it steps once a second instead of moving. */
#include "alp-send-ring.h"

#include <math.h>

#define SIZE 18
#define LINE 2.5f

struct _AlpSendRing
{
  GtkWidget parent_instance;

  gint64 start; /* monotonic, microseconds */
  gint64 length;
  int shown; /* second that was drawn last, with reduced motion */
};

G_DEFINE_FINAL_TYPE (AlpSendRing, alp_send_ring, GTK_TYPE_WIDGET)

static double
left (AlpSendRing *self)
{
  double passed = (double) (g_get_monotonic_time () - self->start) / (double) self->length;

  return CLAMP (1 - passed, 0, 1);
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
  AlpSendRing *self = ALP_SEND_RING (widget);
  int second = (int) (left (self) * (double) self->length / G_USEC_PER_SEC);
  gboolean moves = adw_get_enable_animations (widget);

  if (moves || second != self->shown)
    gtk_widget_queue_draw (widget);
  self->shown = second;
  return left (self) > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
stroke (GtkSnapshot *snapshot, double share, const GdkRGBA *color)
{
  g_autoptr (GskPathBuilder) builder = gsk_path_builder_new ();
  g_autoptr (GskPath) path = NULL;
  g_autoptr (GskStroke) line = gsk_stroke_new (LINE);
  graphene_point_t center = GRAPHENE_POINT_INIT (SIZE / 2.0f, SIZE / 2.0f);
  float radius = (SIZE - LINE) / 2;

  if (share >= 0.999)
    gsk_path_builder_add_circle (builder, &center, radius);
  else
    {
      double angle = 2 * G_PI * share;

      gsk_path_builder_move_to (builder, center.x, center.y - radius);
      gsk_path_builder_svg_arc_to (builder, radius, radius, 0, share > 0.5, FALSE,
                                   center.x - radius * (float) sin (angle),
                                   center.y - radius * (float) cos (angle));
    }
  path = gsk_path_builder_to_path (builder);
  gsk_stroke_set_line_cap (line, GSK_LINE_CAP_ROUND);
  gtk_snapshot_append_stroke (snapshot, path, line, color);
}

static void
alp_send_ring_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AlpSendRing *self = ALP_SEND_RING (widget);
  GdkRGBA color, pale;

  gtk_widget_get_color (widget, &color);
  pale = color;
  pale.alpha *= 0.25f;
  stroke (snapshot, 1, &pale);
  if (left (self) > 0.001)
    stroke (snapshot, left (self), &color);
}

static void
alp_send_ring_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = SIZE;
}

static void
alp_send_ring_class_init (AlpSendRingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = alp_send_ring_snapshot;
  widget_class->measure = alp_send_ring_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
alp_send_ring_init (AlpSendRing *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

/** alp_send_ring_new: Returns: (transfer floating): a ring that is full now and empty in @seconds */
GtkWidget *
alp_send_ring_new (guint seconds)
{
  AlpSendRing *self = g_object_new (ALP_TYPE_SEND_RING, NULL);

  self->start = g_get_monotonic_time ();
  self->length = (gint64) MAX (seconds, 1) * G_USEC_PER_SEC;
  return GTK_WIDGET (self);
}
