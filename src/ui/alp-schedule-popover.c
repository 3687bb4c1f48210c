/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-schedule-popover.c: choosing a time: presets, the last one, or a day and hour.
 *
 * Main thread.  The presets are made anew each time it opens, so what it offers is never past.  For sending later and for
 * snoozing. */
#include "alp-schedule-popover.h"

#include "alp-schedule.h"
#include "alp-settings.h"

#include <glib/gi18n.h>

struct _AlpSchedulePopover
{
  GtkPopover parent_instance;

  GtkWidget *box;
  char *title;
  guint years;
  gint64 current;
};

G_DEFINE_FINAL_TYPE (AlpSchedulePopover, alp_schedule_popover, GTK_TYPE_POPOVER)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
choose (gint64 when, gpointer data)
{
  g_settings_set_int64 (alp_settings_get_default (), "last-schedule", when);
  g_signal_emit (data, signals[SIGNAL_CHOSEN], 0, when);
}

static void
on_preset (AlpSchedulePopover *self, GtkWidget *button)
{
  gint64 *when = g_object_get_data (G_OBJECT (button), "alp-when");

  gtk_popover_popdown (GTK_POPOVER (self));
  choose (*when, self);
}

static void
on_other (AlpSchedulePopover *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  alp_schedule_dialog_present (GTK_WIDGET (self), self->title, self->years, self->current, G_OBJECT (self),
                               choose);
}

static GtkWidget *
make_button (const char *label, const char *time)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 24);
  GtkWidget *left = gtk_label_new (label);

  gtk_label_set_xalign (GTK_LABEL (left), 0);
  gtk_widget_set_hexpand (left, TRUE);
  gtk_box_append (GTK_BOX (box), left);
  if (time != NULL)
    {
      GtkWidget *right = gtk_label_new (time);

      gtk_widget_add_css_class (right, "dim-label");
      gtk_widget_add_css_class (right, "numeric");
      gtk_box_append (GTK_BOX (box), right);
    }
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "alp-preset");
  return button;
}

static void
fill (AlpSchedulePopover *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  const AlpPresetHours hours = ALP_PRESET_HOURS_DEFAULT;
  gint64 last = g_settings_get_int64 (alp_settings_get_default (), "last-schedule");
  g_autoptr (GArray) presets = alp_schedule_presets (now, &hours, last, self->current);
  GtkWidget *other = make_button (_ ("Date and Time…"), NULL);

  for (GtkWidget *child; (child = gtk_widget_get_first_child (self->box)) != NULL;)
    gtk_box_remove (GTK_BOX (self->box), child);
  for (guint i = 0; i < presets->len; i++)
    {
      const AlpPreset *preset = &g_array_index (presets, AlpPreset, i);
      g_autofree char *label = alp_preset_dup_label (preset->kind);
      g_autofree char *time = alp_schedule_dup_time (now, preset->when);
      GtkWidget *button = make_button (label, time);

      g_object_set_data_full (G_OBJECT (button), "alp-when", g_memdup2 (&preset->when, sizeof preset->when),
                              g_free);
      g_signal_connect_object (button, "clicked", G_CALLBACK (on_preset), self, G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (self->box), button);
    }
  gtk_box_append (GTK_BOX (self->box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  g_signal_connect_object (other, "clicked", G_CALLBACK (on_other), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), other);
}

static void
alp_schedule_popover_map (GtkWidget *widget)
{
  fill (ALP_SCHEDULE_POPOVER (widget));
  GTK_WIDGET_CLASS (alp_schedule_popover_parent_class)->map (widget);
}

/** alp_schedule_popover_set_current: @when, the time it has now, is not offered again; 0: none */
void
alp_schedule_popover_set_current (AlpSchedulePopover *self, gint64 when)
{
  g_return_if_fail (ALP_IS_SCHEDULE_POPOVER (self));

  self->current = when;
}

static void
alp_schedule_popover_finalize (GObject *object)
{
  g_free (ALP_SCHEDULE_POPOVER (object)->title);
  G_OBJECT_CLASS (alp_schedule_popover_parent_class)->finalize (object);
}

static void
alp_schedule_popover_class_init (AlpSchedulePopoverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = alp_schedule_popover_finalize;
  GTK_WIDGET_CLASS (klass)->map = alp_schedule_popover_map;

  /* chosen (when): Unix seconds. */
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", ALP_TYPE_SCHEDULE_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
alp_schedule_popover_init (AlpSchedulePopover *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  gtk_widget_add_css_class (GTK_WIDGET (self), "menu");
  gtk_popover_set_child (GTK_POPOVER (self), self->box);
}

/**
 * alp_schedule_popover_new:
 * @title: of the dialog for a free choice
 * @years: how far ahead at most
 *
 * Returns: (transfer floating): emits "chosen"
 */
GtkWidget *
alp_schedule_popover_new (const char *title, guint years)
{
  AlpSchedulePopover *self = g_object_new (ALP_TYPE_SCHEDULE_POPOVER, NULL);

  self->title = g_strdup (title);
  self->years = years;
  return GTK_WIDGET (self);
}

/* ---- a free choice ---- */

typedef struct
{
  AdwDialog *dialog;
  GtkCalendar *calendar;
  GtkSpinButton *hour;
  GtkSpinButton *minute;
  GtkLabel *problem;
  GtkWidget *button;
  guint years;
  GObject *owner; /* weak */
  AlpScheduleChosen chosen;
} Choice;

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_clear_weak_pointer (&choice->owner);
  g_free (choice);
}

static gint64
chosen_time (Choice *choice)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (choice->calendar);
  g_autoptr (GDateTime) moment = g_date_time_new_local (
      g_date_time_get_year (day), g_date_time_get_month (day), g_date_time_get_day_of_month (day),
      gtk_spin_button_get_value_as_int (choice->hour), gtk_spin_button_get_value_as_int (choice->minute), 0);

  return moment != NULL ? g_date_time_to_unix (moment) : 0;
}

static void
update_choice (Choice *choice)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *problem = alp_schedule_refuse (now, chosen_time (choice), choice->years);

  gtk_label_set_text (choice->problem, problem != NULL ? problem : "");
  gtk_widget_set_sensitive (choice->button, problem == NULL);
}

static void
take_choice (Choice *choice)
{
  gint64 when = chosen_time (choice);

  if (choice->owner != NULL)
    choice->chosen (when, choice->owner);
  adw_dialog_close (choice->dialog);
}

static gboolean
two_digits (GtkSpinButton *spin)
{
  g_autofree char *text = g_strdup_printf ("%02d", gtk_spin_button_get_value_as_int (spin));

  gtk_editable_set_text (GTK_EDITABLE (spin), text);
  return TRUE;
}

static GtkWidget *
make_spin (Choice *choice, double most, double step, int value, const char *label)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (0, most, step);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (spin), GTK_ORIENTATION_VERTICAL);
  gtk_spin_button_set_wrap (GTK_SPIN_BUTTON (spin), TRUE);
  g_signal_connect (spin, "output", G_CALLBACK (two_digits), NULL);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (update_choice), choice);
  return spin;
}

static void
build_choice (Choice *choice, GtkWidget *box, gint64 when)
{
  g_autoptr (GDateTime) start = g_date_time_new_from_unix_local (when);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  choice->button = gtk_button_new_with_mnemonic (_ ("_Choose"));
  choice->problem = GTK_LABEL (gtk_label_new (""));
  choice->calendar = GTK_CALENDAR (gtk_calendar_new ());
  gtk_calendar_select_day (choice->calendar, start);
  choice->hour = GTK_SPIN_BUTTON (make_spin (choice, 23, 1, g_date_time_get_hour (start), _ ("Hour")));
  choice->minute = GTK_SPIN_BUTTON (make_spin (choice, 59, 5, g_date_time_get_minute (start), _ ("Minute")));
  gtk_widget_set_halign (row, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (choice->hour));
  gtk_box_append (GTK_BOX (row), gtk_label_new (":"));
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (choice->minute));
  gtk_label_set_wrap (choice->problem, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (choice->problem), "dim-label");
  gtk_widget_add_css_class (choice->button, "suggested-action");
  gtk_widget_add_css_class (choice->button, "pill");
  gtk_widget_set_halign (choice->button, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (choice->calendar));
  gtk_box_append (GTK_BOX (box), row);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (choice->problem));
  gtk_box_append (GTK_BOX (box), choice->button);
  g_signal_connect_swapped (choice->calendar, "day-selected", G_CALLBACK (update_choice), choice);
  g_signal_connect_swapped (choice->button, "clicked", G_CALLBACK (take_choice), choice);
}

/**
 * alp_schedule_dialog_present:
 * @when: Unix seconds to begin with, 0: the next ten minutes
 * @owner: given to @chosen; nothing is called when it is gone by then
 */
void
alp_schedule_dialog_present (GtkWidget *parent, const char *title, guint years, gint64 when, GObject *owner,
                             AlpScheduleChosen chosen)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  Choice *choice = g_new0 (Choice, 1);

  choice->dialog = dialog;
  choice->years = years;
  choice->chosen = chosen;
  g_set_weak_pointer (&choice->owner, owner);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 18);
  build_choice (choice, box, when != 0 ? when : alp_schedule_first (now));
  update_choice (choice);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), scroller);
  adw_dialog_set_title (dialog, title);
  adw_dialog_set_child (dialog, view);
  adw_dialog_set_content_width (dialog, 340);
  g_object_set_data_full (G_OBJECT (dialog), "alp-choice", choice, choice_free);
  adw_dialog_present (dialog, parent);
}
