/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-list-swipe.c: swiping a row of the message list to the side.
 *
 * Main thread.  One recogniser for the whole list: a touch drag or a two-finger scroll that is clearly sideways takes
 * hold of the row under it.  Past a third of the row letting go acts, before that the row springs back.  Springs are
 * libadwaita's, which stand still when the person wants less motion. */
#include "alp-list-swipe.h"

#include <math.h>

#define SLOP 14
#define READY_PIXELS 110

typedef struct
{
  GtkWidget *list;
  AlpListSwipeFunc func;
  gpointer data;
  const char *to_right; /* interned, "" for none */
  const char *to_left;
  AlpMessageRow *row; /* nullable: held now */
  AlpMessage *message;
  double offset;
  double dx; /* of the scroll so far */
  double dy;
  gboolean refused; /* this scroll goes up or down */
  AdwAnimation *spring;
} Swipe;

static void
swipe_free (gpointer data)
{
  Swipe *self = data;

  g_clear_object (&self->spring);
  g_clear_object (&self->row);
  g_clear_object (&self->message);
  g_free (self);
}

static const char *
action_for (Swipe *self, double offset)
{
  gboolean rtl = gtk_widget_get_direction (self->list) == GTK_TEXT_DIR_RTL;

  return (offset > 0) != rtl ? self->to_right : self->to_left;
}

static gboolean
is_ready (Swipe *self)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self->row));

  return *action_for (self, self->offset) != '\0' && fabs (self->offset) > MIN (READY_PIXELS, width / 3);
}

static gboolean
still_ours (Swipe *self)
{
  return self->row != NULL && alp_message_row_get_message (self->row) == self->message;
}

static void
show (Swipe *self, double offset)
{
  if (!still_ours (self))
    return;
  self->offset = offset;
  /* Towards a side without an action the row only gives a little. */
  if (*action_for (self, offset) == '\0')
    offset = CLAMP (offset / 6, -20, 20);
  alp_message_row_set_swipe (self->row, offset, action_for (self, offset), is_ready (self));
}

static void
let_go (Swipe *self)
{
  if (still_ours (self))
    alp_message_row_set_swipe (self->row, 0, NULL, FALSE);
  g_clear_object (&self->row);
  g_clear_object (&self->message);
  self->offset = 0;
}

static gboolean
take_hold (Swipe *self, double x, double y)
{
  GtkWidget *picked = gtk_widget_pick (self->list, x, y, GTK_PICK_DEFAULT);
  GtkWidget *row = picked == NULL                ? NULL
                   : ALP_IS_MESSAGE_ROW (picked) ? picked
                                                 : gtk_widget_get_ancestor (picked, ALP_TYPE_MESSAGE_ROW);

  /* A list item that holds the row is what is picked beside its content. */
  if (row == NULL && picked != NULL && ALP_IS_MESSAGE_ROW (gtk_widget_get_first_child (picked)))
    row = gtk_widget_get_first_child (picked);
  if (row == NULL || alp_message_row_get_message (ALP_MESSAGE_ROW (row)) == NULL)
    return FALSE;
  if (self->spring != NULL)
    adw_animation_skip (self->spring);
  let_go (self);
  self->row = g_object_ref (ALP_MESSAGE_ROW (row));
  self->message = g_object_ref (alp_message_row_get_message (self->row));
  return TRUE;
}

static void
on_spring (double value, gpointer data)
{
  show (data, value);
}

static void
on_spring_done (Swipe *self)
{
  let_go (self);
}

static void
release (Swipe *self, double velocity)
{
  const char *action = action_for (self, self->offset);
  gboolean act;
  AdwAnimationTarget *target;

  if (self->row == NULL)
    return;
  act = is_ready (self) && still_ours (self);
  g_clear_object (&self->spring);
  target = adw_callback_animation_target_new (on_spring, self, NULL);
  self->spring
      = adw_spring_animation_new (self->list, self->offset, 0, adw_spring_params_new (1, 0.5, 500), target);
  adw_spring_animation_set_initial_velocity (ADW_SPRING_ANIMATION (self->spring), velocity);
  adw_spring_animation_set_clamp (ADW_SPRING_ANIMATION (self->spring), TRUE);
  g_signal_connect_swapped (self->spring, "done", G_CALLBACK (on_spring_done), self);
  if (act)
    self->func (self->row, action, self->data);
  adw_animation_play (self->spring);
}

/* ---- touch ---- */

static void
on_drag_update (GtkGestureDrag *drag, double dx, double dy, Swipe *self)
{
  double x, y;

  if (self->row == NULL)
    {
      if (fabs (dx) < SLOP || fabs (dx) < 2 * fabs (dy))
        {
          if (fabs (dy) > SLOP)
            gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_DENIED);
          return;
        }
      gtk_gesture_drag_get_start_point (drag, &x, &y);
      gtk_gesture_set_state (GTK_GESTURE (drag),
                             take_hold (self, x, y) ? GTK_EVENT_SEQUENCE_CLAIMED : GTK_EVENT_SEQUENCE_DENIED);
    }
  show (self, dx);
}

static void
on_drag_end (GtkGestureDrag *drag, double dx, double dy, Swipe *self)
{
  release (self, 0);
}

/* ---- touchpad ---- */

static void
on_scroll_begin (GtkEventControllerScroll *scroll, Swipe *self)
{
  self->dx = self->dy = 0;
  self->refused = FALSE;
}

static gboolean
on_scroll (GtkEventControllerScroll *scroll, double dx, double dy, Swipe *self)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (scroll));
  double x, y;
  graphene_point_t from, to;

  if (self->refused || gtk_event_controller_scroll_get_unit (scroll) != GDK_SCROLL_UNIT_SURFACE)
    return GDK_EVENT_PROPAGATE;
  self->dx += dx;
  self->dy += dy;
  if (self->row == NULL)
    {
      GtkNative *native = gtk_widget_get_native (self->list);
      double offset_x, offset_y;

      self->refused = fabs (self->dy) > SLOP;
      if (self->refused || fabs (self->dx) < SLOP || fabs (self->dx) < 2 * fabs (self->dy)
          || !gdk_event_get_position (event, &x, &y))
        return GDK_EVENT_PROPAGATE;
      gtk_native_get_surface_transform (native, &offset_x, &offset_y);
      from = GRAPHENE_POINT_INIT ((float) (x - offset_x), (float) (y - offset_y));
      if (!gtk_widget_compute_point (GTK_WIDGET (native), self->list, &from, &to)
          || !take_hold (self, to.x, to.y))
        {
          self->refused = TRUE;
          return GDK_EVENT_PROPAGATE;
        }
    }
  show (self, -self->dx);
  return GDK_EVENT_STOP;
}

static void
on_scroll_end (GtkEventControllerScroll *scroll, Swipe *self)
{
  release (self, 0);
}

/**
 * alp_list_swipe_install:
 * @list: a list whose rows are #AlpMessageRow
 * @func: called once for each completed swipe, before the row springs back
 */
void
alp_list_swipe_install (GtkWidget *list, AlpListSwipeFunc func, gpointer data)
{
  Swipe *self = g_new0 (Swipe, 1);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);

  self->list = list;
  self->func = func;
  self->data = data;
  self->to_right = self->to_left = "";
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (drag), TRUE);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_CAPTURE);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  gtk_widget_add_controller (list, GTK_EVENT_CONTROLLER (drag));
  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  g_signal_connect (scroll, "scroll-begin", G_CALLBACK (on_scroll_begin), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  g_signal_connect (scroll, "scroll-end", G_CALLBACK (on_scroll_end), self);
  gtk_widget_add_controller (list, scroll);
  g_object_set_data_full (G_OBJECT (list), "alp-swipe", self, swipe_free);
}

/**
 * alp_list_swipe_set_actions:
 * @to_right: what a swipe to the right does (to the left in right-to-left languages), "" or "none" for nothing
 */
void
alp_list_swipe_set_actions (GtkWidget *list, const char *to_right, const char *to_left)
{
  Swipe *self = g_object_get_data (G_OBJECT (list), "alp-swipe");

  g_return_if_fail (self != NULL);

  self->to_right = g_intern_string (g_strcmp0 (to_right, "none") != 0 ? to_right : "");
  self->to_left = g_intern_string (g_strcmp0 (to_left, "none") != 0 ? to_left : "");
}
