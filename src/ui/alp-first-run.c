/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-first-run.c: the assistant that is shown while there is no address: welcome, look, how it works, sign in.
 *
 * Main thread.  It fills the main window.  Nothing is kept but settings, each at once, so leaving it half way leaves
 * no half account; the page and what was typed, but no password, are kept in the profile until an address is there. */
#include "alp-first-run.h"

#include "alp-first-run-state.h"
#include "alp-gesture-drawing.h"
#include "alp-look-preview.h"
#include "alp-settings.h"
#include "alp-sign-in.h"
#include "alp-style.h"

#include <glib/gi18n.h>

#define LAST_PAGE 3

struct _AlpFirstRun
{
  AdwBin parent_instance;

  AdwCarousel *pages;
  GtkWidget *back;
  GtkWidget *skip;
  GtkWidget *next;
  GtkToggleButton *pink;
  GtkToggleButton *blue;
  GtkToggleButton *system_accent;
  AdwToggleGroup *scheme;
  AlpGestureDrawing *swipe_drawing;
  AlpGestureDrawing *press_drawing;
  AlpGestureDrawing *drag_drawing;
  GtkDropDown *swipe_right;
  GtkDropDown *swipe_left;
  AlpSignIn *sign_in;

  GSettings *settings;
  char *profile; /* nullable until the engine is there */
  guint save_id;
};

G_DEFINE_FINAL_TYPE (AlpFirstRun, alp_first_run, ADW_TYPE_BIN)

static const char *const swipe_actions[]
    = { "none", "read", "trash", "archive", "star", "move", "spam", "menu" };

/* ---- pages ---- */

static guint
current_page (AlpFirstRun *self)
{
  return (guint) CLAMP (adw_carousel_get_position (self->pages) + 0.5, 0, LAST_PAGE);
}

static void
go_to (AlpFirstRun *self, guint page)
{
  adw_carousel_scroll_to (self->pages, adw_carousel_get_nth_page (self->pages, MIN (page, LAST_PAGE)), TRUE);
}

static void
on_back (AlpFirstRun *self)
{
  guint page = current_page (self);

  if (page > 0)
    go_to (self, page - 1);
}

static void
on_next (AlpFirstRun *self)
{
  go_to (self, current_page (self) + 1);
}

static void
on_skip (AlpFirstRun *self)
{
  go_to (self, LAST_PAGE);
}

static void
on_position (AlpFirstRun *self)
{
  guint page = current_page (self);

  gtk_widget_set_visible (self->back, page > 0);
  gtk_widget_set_visible (self->skip, page < LAST_PAGE);
  gtk_widget_set_visible (self->next, page < LAST_PAGE);
  /* A page that is not shown must not be reached by Tab. */
  for (guint i = 0; i <= LAST_PAGE; i++)
    gtk_widget_set_can_focus (adw_carousel_get_nth_page (self->pages, i), i == page);
}

/* ---- going on after a crash ---- */

static gboolean
on_save (gpointer data)
{
  AlpFirstRun *self = data;
  AlpFirstRunState state = { current_page (self), (char *) alp_sign_in_get_name (self->sign_in),
                             (char *) alp_sign_in_get_email (self->sign_in) };

  self->save_id = 0;
  alp_first_run_state_save (&state, self->profile);
  return G_SOURCE_REMOVE;
}

static void
save_soon (AlpFirstRun *self)
{
  if (self->profile != NULL && self->save_id == 0)
    self->save_id = g_timeout_add (300, on_save, self);
}

static void
on_done (AlpFirstRun *self)
{
  g_clear_handle_id (&self->save_id, g_source_remove);
  if (self->profile != NULL)
    alp_first_run_state_forget (self->profile);
}

static gboolean
on_resume (gpointer data)
{
  AlpFirstRun *self = data;
  guint page = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (self), "alp-resume"));

  if (adw_carousel_get_n_pages (self->pages) > page)
    adw_carousel_scroll_to (self->pages, adw_carousel_get_nth_page (self->pages, page), FALSE);
  return G_SOURCE_REMOVE;
}

static void
resume (AlpFirstRun *self)
{
  AlpFirstRunState state;

  if (!alp_first_run_state_load (&state, self->profile))
    return;
  alp_sign_in_set_typed (self->sign_in, state.name, state.email);
  g_object_set_data (G_OBJECT (self), "alp-resume", GUINT_TO_POINTER (state.page));
  /* Only a carousel that has its size can scroll. */
  g_idle_add_full (G_PRIORITY_LOW, on_resume, g_object_ref (self), g_object_unref);
  alp_first_run_state_clear (&state);
}

static void
on_page_changed (AlpFirstRun *self, guint page)
{
  save_soon (self);
  if (page == LAST_PAGE)
    alp_sign_in_focus (self->sign_in);
  else
    gtk_widget_grab_focus (self->next);
}

/* ---- look ---- */

static void
on_accent_toggled (AlpFirstRun *self, GtkToggleButton *button)
{
  AlpAccent accent = button == self->pink   ? ALP_ACCENT_PINK
                     : button == self->blue ? ALP_ACCENT_BLUE
                                            : ALP_ACCENT_SYSTEM;

  if (gtk_toggle_button_get_active (button))
    g_settings_set_enum (self->settings, "accent", (int) accent);
}

static void
on_scheme (AlpFirstRun *self)
{
  g_settings_set_enum (self->settings, "color-scheme", (int) adw_toggle_group_get_active (self->scheme));
}

static void
set_up_look (AlpFirstRun *self)
{
  GtkToggleButton *swatches[] = { self->pink, self->blue, self->system_accent };
  int accent = g_settings_get_enum (self->settings, "accent");

  gtk_toggle_button_set_active (swatches[CLAMP (accent, 0, 2)], TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (swatches); i++)
    g_signal_connect_object (swatches[i], "toggled", G_CALLBACK (on_accent_toggled), self, G_CONNECT_SWAPPED);
  adw_toggle_group_set_active (self->scheme, (guint) g_settings_get_enum (self->settings, "color-scheme"));
  g_signal_connect_object (self->scheme, "notify::active", G_CALLBACK (on_scheme), self, G_CONNECT_SWAPPED);
}

/* ---- swipes ---- */

static void
update_drawing (AlpFirstRun *self)
{
  g_autofree char *right = g_settings_get_string (self->settings, "swipe-right");
  g_autofree char *left = g_settings_get_string (self->settings, "swipe-left");

  alp_gesture_drawing_set_actions (self->swipe_drawing, right, left);
}

static void
on_swipe_chosen (AlpFirstRun *self, GParamSpec *pspec, GtkDropDown *choice)
{
  guint chosen = gtk_drop_down_get_selected (choice);

  if (chosen < G_N_ELEMENTS (swipe_actions))
    g_settings_set_string (self->settings, choice == self->swipe_right ? "swipe-right" : "swipe-left",
                           swipe_actions[chosen]);
  update_drawing (self);
}

static void
set_up_swipe (AlpFirstRun *self, GtkDropDown *choice, const char *key, const char *label)
{
  const char *names[]
      = { C_ ("swipe action", "Nothing"), C_ ("swipe action", "Read or Unread"), C_ ("swipe action", "Trash"),
          C_ ("swipe action", "Archive"), C_ ("swipe action", "Star"),           C_ ("swipe action", "Move…"),
          C_ ("swipe action", "Spam"),    C_ ("swipe action", "More…"),          NULL };
  g_autoptr (GtkStringList) model = gtk_string_list_new (names);
  g_autofree char *now = g_settings_get_string (self->settings, key);

  gtk_drop_down_set_model (choice, G_LIST_MODEL (model));
  for (guint i = 0; i < G_N_ELEMENTS (swipe_actions); i++)
    if (g_strcmp0 (swipe_actions[i], now) == 0)
      gtk_drop_down_set_selected (choice, i);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (on_swipe_chosen), self, G_CONNECT_SWAPPED);
}

/**
 * alp_first_run_set_engine:
 * @engine: (nullable): the opened mail, to which the address is added
 */
void
alp_first_run_set_engine (AlpFirstRun *self, AlpEngine *engine)
{
  g_return_if_fail (ALP_IS_FIRST_RUN (self));

  alp_sign_in_set_engine (self->sign_in, engine);
  if (engine == NULL || self->profile != NULL
      || g_list_model_get_n_items (alp_engine_get_accounts (engine)) > 0)
    return;
  self->profile = g_strdup (alp_engine_get_profile (engine));
  resume (self);
}

static void
alp_first_run_dispose (GObject *object)
{
  AlpFirstRun *self = ALP_FIRST_RUN (object);

  g_clear_handle_id (&self->save_id, g_source_remove);
  g_clear_pointer (&self->profile, g_free);
  G_OBJECT_CLASS (alp_first_run_parent_class)->dispose (object);
}

static void
alp_first_run_class_init (AlpFirstRunClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_first_run_dispose;
  g_type_ensure (ALP_TYPE_LOOK_PREVIEW);
  g_type_ensure (ALP_TYPE_GESTURE_DRAWING);
  g_type_ensure (ALP_TYPE_SIGN_IN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-first-run.ui");
  gtk_widget_class_bind_template_child (widget_class, AlpFirstRun, pages);
  gtk_widget_class_bind_template_child (widget_class, AlpFirstRun, back);
  gtk_widget_class_bind_template_child (widget_class, AlpFirstRun, skip);
  gtk_widget_class_bind_template_child (widget_class, AlpFirstRun, next);
  gtk_widget_class_bind_template_child (widget_class, AlpFirstRun, pink);
  gtk_widget_class_bind_template_child (widget_class, AlpFirstRun, blue);
  gtk_widget_class_bind_template_child (widget_class, AlpFirstRun, system_accent);
  gtk_widget_class_bind_template_child (widget_class, AlpFirstRun, scheme);
  gtk_widget_class_bind_template_child (widget_class, AlpFirstRun, swipe_drawing);
  gtk_widget_class_bind_template_child (widget_class, AlpFirstRun, press_drawing);
  gtk_widget_class_bind_template_child (widget_class, AlpFirstRun, drag_drawing);
  gtk_widget_class_bind_template_child (widget_class, AlpFirstRun, swipe_right);
  gtk_widget_class_bind_template_child (widget_class, AlpFirstRun, swipe_left);
  gtk_widget_class_bind_template_child (widget_class, AlpFirstRun, sign_in);
}

static void
alp_first_run_init (AlpFirstRun *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = alp_settings_get_default ();
  alp_gesture_drawing_set_gesture (self->swipe_drawing, ALP_GESTURE_SWIPE);
  alp_gesture_drawing_set_gesture (self->press_drawing, ALP_GESTURE_PRESS);
  alp_gesture_drawing_set_gesture (self->drag_drawing, ALP_GESTURE_DRAG);
  set_up_look (self);
  set_up_swipe (self, self->swipe_right, "swipe-right", _ ("Swipe to the right"));
  set_up_swipe (self, self->swipe_left, "swipe-left", _ ("Swipe to the left"));
  update_drawing (self);
  g_signal_connect_object (self->back, "clicked", G_CALLBACK (on_back), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->next, "clicked", G_CALLBACK (on_next), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->skip, "clicked", G_CALLBACK (on_skip), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pages, "notify::position", G_CALLBACK (on_position), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pages, "page-changed", G_CALLBACK (on_page_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sign_in, "typed", G_CALLBACK (save_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sign_in, "done", G_CALLBACK (on_done), self, G_CONNECT_SWAPPED);
  on_position (self);
}
