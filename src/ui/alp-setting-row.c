/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-setting-row.c: one key of the program's settings as a row of the preferences.
 *
 * Main thread.  Two-way and at once: the row follows the key and the key the row.  The schema refuses values that are
 * not in it, so a row can only choose among what it was given. */
#include "alp-setting-row.h"

#include "alp-setting-order.h"

#include <glib/gi18n.h>

typedef struct
{
  GSettings *settings;
  AlpSetting setting;
  GPtrArray *switches; /* of an array of strings, in the order of the choices */
  gboolean updating;
} Binding;

static void
binding_free (gpointer data)
{
  Binding *self = data;

  g_object_unref (self->settings);
  g_clear_pointer (&self->switches, g_ptr_array_unref);
  g_free (self);
}

static Binding *
binding_new (GtkWidget *row, GSettings *settings, const AlpSetting *setting)
{
  Binding *self = g_new0 (Binding, 1);

  self->settings = g_object_ref (settings);
  self->setting = *setting;
  g_object_set_data_full (G_OBJECT (row), "alp-binding", self, binding_free);
  return self;
}

static Binding *
binding_of (gpointer row)
{
  return g_object_get_data (G_OBJECT (row), "alp-binding");
}

static void
follow_key (GtkWidget *row, GSettings *settings, const char *key, GCallback callback)
{
  g_autofree char *detailed = g_strconcat ("changed::", key, NULL);

  g_signal_connect_object (settings, detailed, callback, row, G_CONNECT_SWAPPED);
}

static void
describe (GtkWidget *row, const AlpSetting *setting)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (setting->title));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (setting->title),
                                  -1);
  if (setting->subtitle == NULL)
    return;
  if (ADW_IS_EXPANDER_ROW (row))
    adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), _ (setting->subtitle));
  else
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (setting->subtitle));
}

/* ---- a choice ---- */

static char *
value_as_text (GSettings *settings, const char *key)
{
  g_autoptr (GVariant) value = g_settings_get_value (settings, key);

  return g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) ? g_variant_dup_string (value, NULL)
                                                             : g_variant_print (value, FALSE);
}

static void
set_from_text (GSettings *settings, const char *key, const char *text)
{
  g_autoptr (GVariant) now = g_settings_get_value (settings, key);
  g_autoptr (GVariant) value = g_variant_is_of_type (now, G_VARIANT_TYPE_STRING)
                                   ? g_variant_ref_sink (g_variant_new_string (text))
                                   : g_variant_parse (g_variant_get_type (now), text, NULL, NULL, NULL);

  if (value != NULL)
    g_settings_set_value (settings, key, value);
}

static void
on_choice_key (GtkWidget *row)
{
  Binding *self = binding_of (row);
  g_autofree char *now = value_as_text (self->settings, self->setting.key);

  self->updating = TRUE;
  for (guint i = 0; self->setting.choices[i].value != NULL; i++)
    if (g_strcmp0 (self->setting.choices[i].value, now) == 0)
      adw_combo_row_set_selected (ADW_COMBO_ROW (row), i);
  self->updating = FALSE;
}

static void
on_chosen (GtkWidget *row)
{
  Binding *self = binding_of (row);

  if (!self->updating)
    set_from_text (self->settings, self->setting.key,
                   self->setting.choices[adw_combo_row_get_selected (ADW_COMBO_ROW (row))].value);
}

/* ---- names of the choices ---- */

static void
setup_choice (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  gtk_list_item_set_child (item, label);
}

static void
bind_choice (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkStringObject *choice = gtk_list_item_get_item (item);
  const char *text = GTK_IS_STRING_OBJECT (choice) ? gtk_string_object_get_string (choice) : "";

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), text);
  gtk_list_item_set_accessible_label (item, text);
}

/**
 * alp_setting_row_name_choices:
 * @row: with a #GtkStringList
 *
 * Gives each choice a name for assistive technology, which the row's own factory does not.
 */
void
alp_setting_row_name_choices (AdwComboRow *row)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_choice), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_choice), NULL);
  adw_combo_row_set_factory (row, factory);
}

static GtkWidget *
choice_row (GSettings *settings, const AlpSetting *setting)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) model = gtk_string_list_new (NULL);

  for (guint i = 0; setting->choices[i].value != NULL; i++)
    gtk_string_list_append (model, _ (setting->choices[i].label));
  alp_setting_row_name_choices (ADW_COMBO_ROW (row));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  binding_new (row, settings, setting);
  on_choice_key (row);
  g_signal_connect (row, "notify::selected", G_CALLBACK (on_chosen), NULL);
  follow_key (row, settings, setting->key, G_CALLBACK (on_choice_key));
  return row;
}

/* ---- several of some ---- */

static void
on_set_key (GtkWidget *row)
{
  Binding *self = binding_of (row);
  g_auto (GStrv) now = g_settings_get_strv (self->settings, self->setting.key);
  gboolean full = self->setting.most > 0 && g_strv_length (now) >= self->setting.most;

  self->updating = TRUE;
  for (guint i = 0; i < self->switches->len; i++)
    {
      GtkWidget *one = g_ptr_array_index (self->switches, i);
      gboolean on = g_strv_contains ((const char *const *) now, self->setting.choices[i].value);

      adw_switch_row_set_active (ADW_SWITCH_ROW (one), on);
      gtk_widget_set_sensitive (one, on || !full);
    }
  self->updating = FALSE;
}

static void
on_switched (GtkWidget *row)
{
  Binding *self = binding_of (row);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) values = NULL;

  if (self->updating)
    return;
  for (guint i = 0; i < self->switches->len; i++)
    if (adw_switch_row_get_active (g_ptr_array_index (self->switches, i)))
      g_strv_builder_add (builder, self->setting.choices[i].value);
  values = g_strv_builder_end (builder);
  g_settings_set_strv (self->settings, self->setting.key, (const char *const *) values);
}

static GtkWidget *
set_row (GSettings *settings, const AlpSetting *setting)
{
  GtkWidget *row = adw_expander_row_new ();
  Binding *self = binding_new (row, settings, setting);

  self->switches = g_ptr_array_new ();
  for (guint i = 0; setting->choices[i].value != NULL; i++)
    {
      GtkWidget *one = adw_switch_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (one), _ (setting->choices[i].label));
      adw_expander_row_add_row (ADW_EXPANDER_ROW (row), one);
      g_ptr_array_add (self->switches, one);
      g_signal_connect_object (one, "notify::active", G_CALLBACK (on_switched), row, G_CONNECT_SWAPPED);
    }
  on_set_key (row);
  follow_key (row, settings, setting->key, G_CALLBACK (on_set_key));
  return row;
}

/**
 * alp_setting_row_new:
 * @setting: copied; its strings and choices must be static
 *
 * Returns: (transfer floating): the row, bound to the key for as long as it lives
 */
GtkWidget *
alp_setting_row_new (GSettings *settings, const AlpSetting *setting)
{
  g_autoptr (GVariant) value = g_settings_get_value (settings, setting->key);
  GtkWidget *row;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    {
      row = adw_switch_row_new ();
      g_settings_bind (settings, setting->key, row, "active", G_SETTINGS_BIND_DEFAULT);
    }
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    row = setting->ordered ? alp_setting_order_row_new (settings, setting) : set_row (settings, setting);
  else
    row = choice_row (settings, setting);
  describe (row, setting);
  return row;
}
