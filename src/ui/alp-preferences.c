/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-preferences.c: the preferences dialog.
 *
 * Main thread.  Everything is a GSettings key or an address; changes act at once, there is no button to confirm. */
#include "alp-preferences.h"

#include "alp-account.h"
#include "alp-style.h"

#include <glib/gi18n.h>

struct _AlpPreferences
{
  AdwPreferencesDialog parent_instance;

  GtkToggleButton *pink;
  GtkToggleButton *blue;
  GtkToggleButton *system_accent;
  AdwComboRow *scheme;
  AdwComboRow *density;
  AdwSwitchRow *single_keys;
  AdwPreferencesGroup *addresses;

  GSettings *settings;
};

G_DEFINE_FINAL_TYPE (AlpPreferences, alp_preferences, ADW_TYPE_PREFERENCES_DIALOG)

static void
on_accent_toggled (AlpPreferences *self, GtkToggleButton *button)
{
  AlpAccent accent = button == self->pink   ? ALP_ACCENT_PINK
                     : button == self->blue ? ALP_ACCENT_BLUE
                                            : ALP_ACCENT_SYSTEM;

  if (gtk_toggle_button_get_active (button) && g_settings_get_enum (self->settings, "accent") != (int) accent)
    g_settings_set_enum (self->settings, "accent", (int) accent);
}

static void
on_scheme_selected (AlpPreferences *self)
{
  g_settings_set_enum (self->settings, "color-scheme", (int) adw_combo_row_get_selected (self->scheme));
}

static void
on_density_selected (AlpPreferences *self)
{
  g_settings_set_enum (self->settings, "list-density", (int) adw_combo_row_get_selected (self->density));
}

static void
add_swatch (AlpPreferences *self, GtkToggleButton *button, const char *name, gboolean active)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_toggle_button_set_active (button, active);
  g_signal_connect_object (button, "toggled", G_CALLBACK (on_accent_toggled), self, G_CONNECT_SWAPPED);
}

static void
add_addresses (AlpPreferences *self, GListModel *accounts)
{
  guint n = accounts != NULL ? g_list_model_get_n_items (accounts) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), alp_account_get_email (account));
      if (alp_account_get_name (account) != NULL)
        adw_action_row_set_subtitle (ADW_ACTION_ROW (row), alp_account_get_name (account));
      adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                                 adw_avatar_new (32, alp_account_get_email (account), TRUE));
      adw_preferences_group_add (self->addresses, row);
    }
  if (n == 0)
    adw_preferences_group_set_description (self->addresses, _ ("No address yet."));
}

/**
 * alp_preferences_new:
 * @accounts: (nullable): of #AlpAccount
 *
 * Returns: (transfer floating): the dialog, to be presented over a window
 */
AdwDialog *
alp_preferences_new (GSettings *settings, GListModel *accounts)
{
  AlpPreferences *self = g_object_new (ALP_TYPE_PREFERENCES, NULL);
  int accent = g_settings_get_enum (settings, "accent");

  self->settings = g_object_ref (settings);
  add_swatch (self, self->pink, C_ ("colour", "Pink"), accent == ALP_ACCENT_PINK);
  add_swatch (self, self->blue, C_ ("colour", "Blue"), accent == ALP_ACCENT_BLUE);
  add_swatch (self, self->system_accent, _ ("The system's accent"), accent == ALP_ACCENT_SYSTEM);
  adw_combo_row_set_selected (self->scheme, (guint) g_settings_get_enum (settings, "color-scheme"));
  adw_combo_row_set_selected (self->density, (guint) g_settings_get_enum (settings, "list-density"));
  g_settings_bind (settings, "single-key-shortcuts", self->single_keys, "active", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (self->scheme, "notify::selected", G_CALLBACK (on_scheme_selected), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->density, "notify::selected", G_CALLBACK (on_density_selected), self,
                           G_CONNECT_SWAPPED);
  add_addresses (self, accounts);
  return ADW_DIALOG (self);
}

static void
alp_preferences_dispose (GObject *object)
{
  g_clear_object (&ALP_PREFERENCES (object)->settings);
  G_OBJECT_CLASS (alp_preferences_parent_class)->dispose (object);
}

static void
alp_preferences_class_init (AlpPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_preferences_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, AlpPreferences, pink);
  gtk_widget_class_bind_template_child (widget_class, AlpPreferences, blue);
  gtk_widget_class_bind_template_child (widget_class, AlpPreferences, system_accent);
  gtk_widget_class_bind_template_child (widget_class, AlpPreferences, scheme);
  gtk_widget_class_bind_template_child (widget_class, AlpPreferences, density);
  gtk_widget_class_bind_template_child (widget_class, AlpPreferences, single_keys);
  gtk_widget_class_bind_template_child (widget_class, AlpPreferences, addresses);
}

static void
alp_preferences_init (AlpPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
