/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-setting-order.c: some of several in an order: those chosen first, each to be moved up and down, then the others.
 *
 * Main thread.  The row follows the key; it is made anew after each change, and the focus stays where it was. */
#include "alp-setting-order.h"

#include <glib/gi18n.h>

typedef struct
{
  GSettings *settings;
  AlpSetting setting;
  GPtrArray *rows; /* in the expander */
} Order;

typedef enum
{
  TURN_ON,
  TURN_OFF,
  MOVE_UP,
  MOVE_DOWN,
} Change;

static void
order_free (gpointer data)
{
  Order *self = data;

  g_object_unref (self->settings);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

static Order *
order_of (gpointer row)
{
  return g_object_get_data (G_OBJECT (row), "alp-order");
}

/* The key's list with one change. */
static void
store (Order *self, const char *value, Change change)
{
  g_auto (GStrv) now = g_settings_get_strv (self->settings, self->setting.key);
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  guint at = 0;

  for (guint i = 0; now[i] != NULL; i++)
    if (change == TURN_ON || change == MOVE_UP || change == MOVE_DOWN || g_strcmp0 (now[i], value) != 0)
      g_ptr_array_add (values, now[i]);
  if (change == TURN_ON && !g_strv_contains ((const char *const *) now, value))
    g_ptr_array_add (values, (gpointer) value);
  for (guint i = 0; i < values->len; i++)
    if (g_strcmp0 (values->pdata[i], value) == 0)
      at = i;
  if (change == MOVE_UP && at > 0)
    {
      values->pdata[at] = values->pdata[at - 1];
      values->pdata[at - 1] = (gpointer) value;
    }
  if (change == MOVE_DOWN && at + 1 < values->len)
    {
      values->pdata[at] = values->pdata[at + 1];
      values->pdata[at + 1] = (gpointer) value;
    }
  g_ptr_array_add (values, NULL);
  g_settings_set_strv (self->settings, self->setting.key, (const char *const *) values->pdata);
}

static void
on_switch (GtkWidget *row, GParamSpec *pspec, GtkWidget *expander)
{
  store (order_of (expander), g_object_get_data (G_OBJECT (row), "alp-value"),
         adw_switch_row_get_active (ADW_SWITCH_ROW (row)) ? TURN_ON : TURN_OFF);
}

static void
on_move (GtkWidget *button, GtkWidget *expander)
{
  store (order_of (expander), g_object_get_data (G_OBJECT (button), "alp-value"),
         g_object_get_data (G_OBJECT (button), "alp-down") != NULL ? MOVE_DOWN : MOVE_UP);
}

static GtkWidget *
move_button (GtkWidget *expander, const AlpSettingChoice *choice, gboolean down, gboolean possible)
{
  GtkWidget *button = gtk_button_new_from_icon_name (down ? "go-down-symbolic" : "go-up-symbolic");
  /* Translators: %s is a button in a list, such as "Archive" */
  g_autofree char *name
      = g_strdup_printf (down ? _ ("Move “%s” Down") : _ ("Move “%s” Up"), _ (choice->label));

  gtk_widget_set_tooltip_text (button, name);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (button, possible);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data (G_OBJECT (button), "alp-value", (gpointer) choice->value);
  g_object_set_data (G_OBJECT (button), "alp-down", down ? button : NULL);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_move), expander, G_CONNECT_DEFAULT);
  return button;
}

static void
add_row (GtkWidget *expander, const AlpSettingChoice *choice, int place, int last)
{
  Order *self = order_of (expander);
  GtkWidget *row = adw_switch_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (choice->label));
  adw_switch_row_set_active (ADW_SWITCH_ROW (row), place >= 0);
  if (place >= 0)
    {
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), move_button (expander, choice, TRUE, place < last));
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), move_button (expander, choice, FALSE, place > 0));
    }
  g_object_set_data (G_OBJECT (row), "alp-value", (gpointer) choice->value);
  g_signal_connect_object (row, "notify::active", G_CALLBACK (on_switch), expander, G_CONNECT_DEFAULT);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), row);
  g_ptr_array_add (self->rows, row);
}

static void
fill (GtkWidget *expander)
{
  Order *self = order_of (expander);
  g_auto (GStrv) now = g_settings_get_strv (self->settings, self->setting.key);
  int last = (int) g_strv_length (now) - 1;

  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (expander), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (int place = 0; now[place] != NULL; place++)
    for (guint i = 0; self->setting.choices[i].value != NULL; i++)
      if (g_strcmp0 (self->setting.choices[i].value, now[place]) == 0)
        add_row (expander, &self->setting.choices[i], place, last);
  for (guint i = 0; self->setting.choices[i].value != NULL; i++)
    if (!g_strv_contains ((const char *const *) now, self->setting.choices[i].value))
      add_row (expander, &self->setting.choices[i], -1, last);
}

/* Not while a row of it is still telling of the change. */
static gboolean
fill_later (gpointer expander)
{
  fill (expander);
  return G_SOURCE_REMOVE;
}

static void
on_key (GtkWidget *expander)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, fill_later, g_object_ref (expander), g_object_unref);
}

/**
 * alp_setting_order_row_new:
 * @setting: copied; its strings and choices must be static
 *
 * Returns: (transfer floating): the row, bound to the key for as long as it lives
 */
GtkWidget *
alp_setting_order_row_new (GSettings *settings, const AlpSetting *setting)
{
  GtkWidget *expander = adw_expander_row_new ();
  Order *self = g_new0 (Order, 1);
  g_autofree char *detailed = g_strconcat ("changed::", setting->key, NULL);

  self->settings = g_object_ref (settings);
  self->setting = *setting;
  self->rows = g_ptr_array_new ();
  g_object_set_data_full (G_OBJECT (expander), "alp-order", self, order_free);
  fill (expander);
  g_signal_connect_object (settings, detailed, G_CALLBACK (on_key), expander, G_CONNECT_SWAPPED);
  return expander;
}
