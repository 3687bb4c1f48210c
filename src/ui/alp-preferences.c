/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-preferences.c: the preferences dialog.
 *
 * Main thread.  Everything is a GSettings key (alp-preferences-table.c) or an address; changes act at once, there is no button to
 * confirm.  What is kept on this computer: alp-storage-page.c. */
#include "alp-preferences.h"

#include "alp-account-page.h"
#include "alp-addresses-page.h"
#include "alp-preferences-table.h"
#include "alp-signature-dialog.h"
#include "alp-storage-page.h"
#include "alp-style.h"
#include "base-log.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AlpPreferences
{
  AdwPreferencesDialog parent_instance;

  AdwPreferencesPage *general;
  AdwPreferencesPage *appearance;
  AdwPreferencesPage *list;
  AdwPreferencesPage *reading;
  AdwPreferencesPage *writing;
  AdwPreferencesPage *notifications;
  AdwPreferencesPage *storage;
  AdwPreferencesPage *privacy;
  GtkWidget *signatures;
  GtkWidget *manage;
  GtkWidget *copy_log;
  GtkWidget *save_log;
  GtkToggleButton *pink;
  GtkToggleButton *blue;
  GtkToggleButton *system_accent;
  AdwPreferencesGroup *addresses;

  GSettings *settings;
  AlpEngine *engine; /* nullable */
  GPtrArray *rows;   /* of @addresses */
};

G_DEFINE_FINAL_TYPE (AlpPreferences, alp_preferences, ADW_TYPE_PREFERENCES_DIALOG)

/* ---- settings ---- */

static AdwPreferencesPage *
page_named (AlpPreferences *self, const char *name)
{
  AdwPreferencesPage *pages[] = { self->general, self->appearance,    self->list,   self->reading,
                                  self->writing, self->notifications, self->privacy };

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    if (g_strcmp0 (adw_preferences_page_get_name (pages[i]), name) == 0)
      return pages[i];
  return self->general;
}

static AdwPreferencesGroup *
new_group (AlpPreferences *self, const AlpPreferencesRow *row)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  /* The page of colors has its group's title in the template. */
  if (g_strcmp0 (row->page, "appearance") != 0)
    adw_preferences_group_set_title (group, _ (row->group));
  if (row->description != NULL)
    adw_preferences_group_set_description (group, _ (row->description));
  adw_preferences_page_add (page_named (self, row->page), group);
  return group;
}

static void
add_rows (AlpPreferences *self)
{
  const AlpPreferencesRow *before = NULL;
  AdwPreferencesGroup *group = NULL;

  for (const AlpPreferencesRow *row = alp_preferences_rows; row->page != NULL; row++)
    {
      if (before == NULL || g_strcmp0 (row->page, before->page) != 0
          || g_strcmp0 (row->group, before->group) != 0)
        group = new_group (self, row);
      adw_preferences_group_add (group, alp_setting_row_new (self->settings, &row->setting));
      before = row;
    }
}

/* ---- accent ---- */

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
add_swatch (AlpPreferences *self, GtkToggleButton *button, const char *name, gboolean active)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_toggle_button_set_active (button, active);
  g_signal_connect_object (button, "toggled", G_CALLBACK (on_accent_toggled), self, G_CONNECT_SWAPPED);
}

/* ---- addresses ---- */

static void
on_address (AlpPreferences *self, AdwActionRow *row)
{
  AlpAccount *account = g_object_get_data (G_OBJECT (row), "alp-account");

  adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (self),
                                       alp_account_page_new (self->engine, account));
}

static GtkWidget *
address_row (AlpPreferences *self, AlpAccount *account)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), alp_account_get_email (account));
  g_object_bind_property (account, "name", row, "subtitle", G_BINDING_SYNC_CREATE);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), adw_avatar_new (32, alp_account_get_name (account), TRUE));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "alp-account", g_object_ref (account), g_object_unref);
  g_signal_connect_object (row, "activated", G_CALLBACK (on_address), self, G_CONNECT_SWAPPED);
  return row;
}

static void
update_addresses (AlpPreferences *self)
{
  GListModel *accounts = alp_engine_get_accounts (self->engine);
  guint n = g_list_model_get_n_items (accounts);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->addresses, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);
      GtkWidget *row = address_row (self, account);

      adw_preferences_group_add (self->addresses, row);
      g_ptr_array_add (self->rows, row);
    }
  adw_preferences_group_set_description (self->addresses, n == 0 ? _ ("No address yet.") : NULL);
}

/* ---- identities, addresses ---- */

static void
on_signatures (AlpPreferences *self)
{
  adw_dialog_present (alp_signature_dialog_new (self->engine, NULL), GTK_WIDGET (self));
}

static void
on_manage (AlpPreferences *self)
{
  adw_dialog_present (alp_addresses_page_new (self->engine), GTK_WIDGET (self));
}

/* ---- the log ---- */

static void
tell (AlpPreferences *self, const char *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (self), toast);
}

static void
on_copy_log (AlpPreferences *self)
{
  g_autofree char *log = base_log_dup_recent ();

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), log);
  tell (self, _ ("The log was copied."));
}

static void
on_log_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpPreferences) self = data;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    tell (self, _ ("The log was saved."));
  else
    tell (self, error->message);
}

static void
on_log_file (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpPreferences) self = data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autofree char *log = base_log_dup_recent ();
  g_autoptr (GBytes) bytes = NULL;

  if (file == NULL)
    return;
  bytes = g_bytes_new (log, strlen (log));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, on_log_written,
                                       g_object_ref (self));
}

static void
on_save_log (AlpPreferences *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_file_dialog_set_initial_name (dialog, "alpenpost-log.txt");
  gtk_file_dialog_save (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, on_log_file,
                        g_object_ref (self));
}

/**
 * alp_preferences_new:
 * @engine: (nullable): whose addresses are shown
 *
 * Returns: (transfer floating): the dialog, to be presented over a window
 */
AdwDialog *
alp_preferences_new (GSettings *settings, AlpEngine *engine)
{
  AlpPreferences *self = g_object_new (ALP_TYPE_PREFERENCES, NULL);
  int accent = g_settings_get_enum (settings, "accent");

  self->settings = g_object_ref (settings);
  add_swatch (self, self->pink, C_ ("colour", "Pink"), accent == ALP_ACCENT_PINK);
  add_swatch (self, self->blue, C_ ("colour", "Blue"), accent == ALP_ACCENT_BLUE);
  add_swatch (self, self->system_accent, _ ("The system's accent"), accent == ALP_ACCENT_SYSTEM);
  add_rows (self);
  if (engine != NULL)
    {
      self->engine = g_object_ref (engine);
      update_addresses (self);
      alp_storage_page_fill (self->storage, engine);
      g_signal_connect_object (alp_engine_get_accounts (engine), "items-changed",
                               G_CALLBACK (update_addresses), self, G_CONNECT_SWAPPED);
    }
  gtk_widget_set_sensitive (self->signatures, engine != NULL);
  gtk_widget_set_sensitive (self->manage, engine != NULL);
  if (engine == NULL)
    adw_preferences_dialog_remove (ADW_PREFERENCES_DIALOG (self), self->storage);
  return ADW_DIALOG (self);
}

static void
alp_preferences_dispose (GObject *object)
{
  AlpPreferences *self = ALP_PREFERENCES (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (alp_preferences_parent_class)->dispose (object);
}

static void
alp_preferences_class_init (AlpPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_preferences_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, AlpPreferences, general);
  gtk_widget_class_bind_template_child (widget_class, AlpPreferences, appearance);
  gtk_widget_class_bind_template_child (widget_class, AlpPreferences, list);
  gtk_widget_class_bind_template_child (widget_class, AlpPreferences, reading);
  gtk_widget_class_bind_template_child (widget_class, AlpPreferences, writing);
  gtk_widget_class_bind_template_child (widget_class, AlpPreferences, notifications);
  gtk_widget_class_bind_template_child (widget_class, AlpPreferences, storage);
  gtk_widget_class_bind_template_child (widget_class, AlpPreferences, privacy);
  gtk_widget_class_bind_template_child (widget_class, AlpPreferences, signatures);
  gtk_widget_class_bind_template_child (widget_class, AlpPreferences, manage);
  gtk_widget_class_bind_template_child (widget_class, AlpPreferences, copy_log);
  gtk_widget_class_bind_template_child (widget_class, AlpPreferences, save_log);
  gtk_widget_class_bind_template_child (widget_class, AlpPreferences, pink);
  gtk_widget_class_bind_template_child (widget_class, AlpPreferences, blue);
  gtk_widget_class_bind_template_child (widget_class, AlpPreferences, system_accent);
  gtk_widget_class_bind_template_child (widget_class, AlpPreferences, addresses);
}

static void
alp_preferences_init (AlpPreferences *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->signatures, "clicked", G_CALLBACK (on_signatures), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->manage, "clicked", G_CALLBACK (on_manage), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->copy_log, "clicked", G_CALLBACK (on_copy_log), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->save_log, "clicked", G_CALLBACK (on_save_log), self, G_CONNECT_SWAPPED);
}
