/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-window-toast.c: the one toast: what happened, and Undo.  Main thread. */
#include "alp-window-private.h"

#include <glib/gi18n.h>

#define UNDO_SECONDS 10
#define TELL_SECONDS 4

static void
on_toast_dismissed (AlpWindow *self, AdwToast *toast)
{
  if (self->toast == toast)
    g_clear_object (&self->toast);
}

/* Takes the toast away. */
void
alp_window_forget_toast (AlpWindow *self)
{
  g_autoptr (AdwToast) old = g_steal_pointer (&self->toast);

  if (old != NULL)
    adw_toast_dismiss (old);
}

/**
 * alp_window_toast:
 * @text: what happened
 * @undo: whether it can be undone
 *
 * Replaces the toast before it: an Undo button always means the last action.
 */
void
alp_window_toast (AlpWindow *self, const char *text, gboolean undo)
{
  AdwToast *toast;

  g_return_if_fail (ALP_IS_WINDOW (self));

  alp_window_forget_toast (self);
  toast = adw_toast_new (text);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_timeout (toast, undo ? UNDO_SECONDS : TELL_SECONDS);
  if (undo)
    {
      adw_toast_set_button_label (toast, _ ("Undo"));
      adw_toast_set_action_name (toast, "win.undo");
    }
  self->toast = g_object_ref (toast);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (on_toast_dismissed), self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, toast);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}
