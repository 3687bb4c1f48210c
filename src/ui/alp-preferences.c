/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-preferences.c: the preferences dialog.
 *
 * Main thread.  Everything is a GSettings key or an address; changes act at once, there is no button to confirm.  The
 * rows are a table: a new key of the schema is one line here. */
#include "alp-preferences.h"

#include "alp-account-page.h"
#include "alp-setting-row.h"
#include "alp-style.h"

#include <glib/gi18n.h>

struct _AlpPreferences
{
  AdwPreferencesDialog parent_instance;

  AdwPreferencesPage *general;
  AdwPreferencesPage *appearance;
  AdwPreferencesPage *list;
  AdwPreferencesPage *reading;
  AdwPreferencesPage *writing;
  GtkToggleButton *pink;
  GtkToggleButton *blue;
  GtkToggleButton *system_accent;
  AdwPreferencesGroup *addresses;

  GSettings *settings;
  AlpEngine *engine; /* nullable */
  GPtrArray *rows;   /* of @addresses */
};

G_DEFINE_FINAL_TYPE (AlpPreferences, alp_preferences, ADW_TYPE_PREFERENCES_DIALOG)

/* ---- the table ---- */

static const AlpSettingChoice schemes[] = {
  { "system", N_ ("Follow System") },
  { "light", N_ ("Light") },
  { "dark", N_ ("Dark") },
  { NULL, NULL },
};

static const AlpSettingChoice densities[] = {
  { "compact", N_ ("Compact: one line") },
  { "normal", N_ ("Normal: two lines") },
  { "large", N_ ("Large: three lines") },
  { NULL, NULL },
};

static const AlpSettingChoice orders[] = {
  { "newest", N_ ("Newest First") },
  { "oldest", N_ ("Oldest First") },
  { NULL, NULL },
};

static const AlpSettingChoice advances[] = {
  { "next", N_ ("The Following Message") },
  { "previous", N_ ("The Message Before") },
  { "same-direction", N_ ("Going On in the Same Direction") },
  { "list", N_ ("The List") },
  { NULL, NULL },
};

static const AlpSettingChoice swipes[] = {
  { "none", N_ ("Nothing") },    { "read", N_ ("Read or Unread") }, { "trash", N_ ("Trash") },
  { "archive", N_ ("Archive") }, { "star", N_ ("Star") },           { "move", N_ ("Move…") },
  { "spam", N_ ("Spam") },       { "menu", N_ ("More…") },          { NULL, NULL },
};

static const AlpSettingChoice undo_times[] = {
  { "0", N_ ("Off") },         { "5", N_ ("5 Seconds") },
  { "10", N_ ("10 Seconds") }, { "15", N_ ("15 Seconds") },
  { "20", N_ ("20 Seconds") }, { "25", N_ ("25 Seconds") },
  { "30", N_ ("30 Seconds") }, { NULL, NULL },
};

static const AlpSettingChoice hovers[] = {
  { "archive", N_ ("Archive") },
  { "trash", N_ ("Trash") },
  { "star", N_ ("Star") },
  { "read", N_ ("Read or Unread") },
  { "move", N_ ("Move…") },
  { "spam", N_ ("Spam") },
  { NULL, NULL },
};

typedef struct
{
  const char *page;
  const char *group; /* untranslated; a new one begins where it differs from the row before */
  AlpSetting setting;
} Row;

static const Row rows[] = {
  { "general",
    N_ ("Keyboard"),
    { "single-key-shortcuts", N_ ("Single-Letter Shortcuts"),
      N_ ("A archives, S stars … while the list or the conversation has the focus"), NULL, 0 } },
  { "appearance", N_ ("Colors"), { "color-scheme", N_ ("Style"), NULL, schemes, 0 } },
  { "list", N_ ("Rows"), { "list-density", N_ ("Height"), NULL, densities, 0 } },
  { "list", N_ ("Rows"), { "list-order", N_ ("Order"), NULL, orders, 0 } },
  { "list",
    N_ ("Rows"),
    { "list-conversations", N_ ("Conversations"), N_ ("Messages that answer each other share one row"), NULL,
      0 } },
  { "list", N_ ("Rows"), { "list-filters-shown", N_ ("Filters Above the List"), NULL, NULL, 0 } },
  { "list",
    N_ ("Acting on Messages"),
    { "auto-advance", N_ ("After Archiving or Deleting, Show"), NULL, advances, 0 } },
  { "list", N_ ("Acting on Messages"), { "swipe-right", N_ ("Swipe to the Right"), NULL, swipes, 0 } },
  { "list", N_ ("Acting on Messages"), { "swipe-left", N_ ("Swipe to the Left"), NULL, swipes, 0 } },
  { "list",
    N_ ("Acting on Messages"),
    { "hover-actions", N_ ("Buttons Under the Pointer"), N_ ("At most four"), hovers, 4 } },
  { "writing",
    N_ ("Sending"),
    { "undo-send-seconds", N_ ("Undo Sending Within"), N_ ("The message waits this long before it leaves"),
      undo_times, 0 } },
  { "writing",
    N_ ("Text"),
    { "compose-plain", N_ ("Plain Text"), N_ ("Begin without styles and images"), NULL, 0 } },
};

static AdwPreferencesPage *
page_named (AlpPreferences *self, const char *name)
{
  AdwPreferencesPage *pages[] = { self->general, self->appearance, self->list, self->reading, self->writing };

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    if (g_strcmp0 (adw_preferences_page_get_name (pages[i]), name) == 0)
      return pages[i];
  return self->general;
}

static gboolean
has_rows (const char *page)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_strcmp0 (rows[i].page, page) == 0)
      return TRUE;
  return FALSE;
}

static void
add_rows (AlpPreferences *self)
{
  AdwPreferencesPage *pages[] = { self->general, self->list, self->reading, self->writing };
  AdwPreferencesGroup *group = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    if (!has_rows (adw_preferences_page_get_name (pages[i])))
      adw_preferences_dialog_remove (ADW_PREFERENCES_DIALOG (self), pages[i]);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (i == 0 || g_strcmp0 (rows[i].page, rows[i - 1].page) != 0
          || g_strcmp0 (rows[i].group, rows[i - 1].group) != 0)
        {
          group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
          /* The page of colors has its group's title in the template. */
          if (g_strcmp0 (rows[i].page, "appearance") != 0)
            adw_preferences_group_set_title (group, _ (rows[i].group));
          adw_preferences_page_add (page_named (self, rows[i].page), group);
        }
      adw_preferences_group_add (group, alp_setting_row_new (self->settings, &rows[i].setting));
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
      g_signal_connect_object (alp_engine_get_accounts (engine), "items-changed",
                               G_CALLBACK (update_addresses), self, G_CONNECT_SWAPPED);
    }
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
}
