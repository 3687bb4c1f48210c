/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-gesture-drawing.h: small looping drawings of what a finger can do in the list.  Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  ALP_GESTURE_SWIPE, /* a row to the right, then to the left */
  ALP_GESTURE_PRESS, /* press and hold one row, tap another */
  ALP_GESTURE_DRAG,  /* a row onto a folder */
} AlpGesture;

#define ALP_TYPE_GESTURE_DRAWING (alp_gesture_drawing_get_type ())
G_DECLARE_FINAL_TYPE (AlpGestureDrawing, alp_gesture_drawing, ALP, GESTURE_DRAWING, GtkWidget)

void alp_gesture_drawing_set_gesture (AlpGestureDrawing *self, AlpGesture gesture);
void alp_gesture_drawing_set_actions (AlpGestureDrawing *self, const char *to_right, const char *to_left);

G_END_DECLS
