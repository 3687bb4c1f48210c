/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-account-page.c: one address in the preferences: its state, its password, how it is shown, its settings to copy, its removal.
 *
 * Main thread.  Everything applies at once.  What is asked before it is removed: alp-account-leave.c. */
#include "alp-account-page.h"

#include "alp-account-leave.h"
#include "alp-profile.h"
#include "alp-device-page.h"
#include "alp-certificate-rows.h"
#include "alp-qr-code.h"
#include "alp-setting-row.h"
#include "alp-signature-dialog.h"

#include <glib/gi18n.h>

struct _AlpAccountPage
{
  AdwNavigationPage parent_instance;

  AdwToastOverlay *toasts;
  AdwActionRow *state;
  GtkWidget *check;
  AdwPasswordEntryRow *password;
  AdwPreferencesGroup *card;
  GtkWidget *copy;
  GtkMenuButton *show_code;
  GtkPicture *code;
  GtkWidget *remove;
  AdwEntryRow *name;
  GtkBox *colors;
  GtkWidget *identities;
  GtkWidget *devices;
  AdwComboRow *profile;
  AdwSwitchRow *unified;
  AdwSwitchRow *paused;
  AdwComboRow *policy;

  AlpEngine *engine;
  AlpAccount *account;
  GCancellable *cancellable;
  gboolean updating; /* rows follow the address */
};

G_DEFINE_FINAL_TYPE (AlpAccountPage, alp_account_page, ADW_TYPE_NAVIGATION_PAGE)

static void
toast (AlpAccountPage *self, const char *text)
{
  AdwToast *one = adw_toast_new (text);

  adw_toast_set_use_markup (one, FALSE);
  adw_toast_overlay_add_toast (self->toasts, one);
}

/* ---- state and password ---- */

static void
update_state (AlpAccountPage *self)
{
  const char *error = alp_account_get_error (self->account);
  const char *words[] = { _ ("Offline"), _ ("Connecting…"), _ ("Getting mail…"), _ ("Up to date"),
                          _ ("Needs your attention") };
  guint state = (guint) alp_account_get_state (self->account);

  if (alp_account_get_paused (self->account))
    adw_action_row_set_subtitle (self->state, _ ("Paused"));
  else
    adw_action_row_set_subtitle (self->state, error != NULL && *error != '\0'               ? error
                                              : state >= 1 && state <= G_N_ELEMENTS (words) ? words[state - 1]
                                                                                            : NULL);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpAccountPage) self = data;
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (self->check, TRUE);
  if (alp_engine_check_account_finish (ALP_ENGINE (source), result, &error))
    toast (self, _ ("Both servers answer and accept the password."));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    toast (self, error->message);
}

static void
on_check (AlpAccountPage *self)
{
  gtk_widget_set_sensitive (self->check, FALSE);
  alp_engine_check_account_async (self->engine, self->account, self->cancellable, on_checked,
                                  g_object_ref (self));
}

static void
on_password_set (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpAccountPage) self = data;
  g_autoptr (GError) error = NULL;

  if (alp_engine_set_password_finish (ALP_ENGINE (source), result, &error))
    {
      gtk_editable_set_text (GTK_EDITABLE (self->password), "");
      toast (self, _ ("The new password works."));
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    toast (self, error->message);
}

static void
on_password (AlpAccountPage *self)
{
  const char *password = gtk_editable_get_text (GTK_EDITABLE (self->password));

  if (*password != '\0')
    alp_engine_set_password_async (self->engine, self->account, password, self->cancellable, on_password_set,
                                   g_object_ref (self));
}

/* ---- settings to copy ---- */

static const char *
security_words (AlpSecurity security)
{
  return security == ALP_SECURITY_TLS        ? _ ("TLS")
         : security == ALP_SECURITY_STARTTLS ? _ ("STARTTLS")
                                             : _ ("none");
}

static char *
server_words (const char *host, guint port, AlpSecurity security)
{
  /* Translators: server, port and encryption, as in "mail.example.org, port 993, TLS" */
  return g_strdup_printf (_ ("%s, port %u, %s"), host, port, security_words (security));
}

static char *
settings_text (const AlpAccountSpec *spec)
{
  g_autofree char *receiving = server_words (spec->imap_host, spec->imap_port, spec->imap_security);
  g_autofree char *sending = server_words (spec->smtp_host, spec->smtp_port, spec->smtp_security);

  return g_strdup_printf ("%s: %s\n%s: %s\n%s (IMAP): %s\n%s (SMTP): %s\n", _ ("Address"), spec->email,
                          _ ("User name"),
                          spec->user != NULL && *spec->user != '\0' ? spec->user : spec->email,
                          _ ("Receiving"), receiving, _ ("Sending"), sending);
}

static void
add_fact (AlpAccountPage *self, const char *title, const char *value)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  gtk_widget_add_css_class (row, "property");
  adw_preferences_group_add (self->card, row);
}

static void
fill_card (AlpAccountPage *self)
{
  const AlpAccountSpec *spec = alp_account_get_spec (self->account);
  g_autofree char *receiving = server_words (spec->imap_host, spec->imap_port, spec->imap_security);
  g_autofree char *sending = server_words (spec->smtp_host, spec->smtp_port, spec->smtp_security);

  add_fact (self, _ ("User Name"), spec->user != NULL && *spec->user != '\0' ? spec->user : spec->email);
  add_fact (self, _ ("Receiving (IMAP)"), receiving);
  add_fact (self, _ ("Sending (SMTP)"), sending);
}

static void
on_copy (AlpAccountPage *self)
{
  g_autofree char *text = settings_text (alp_account_get_spec (self->account));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  toast (self, _ ("The settings were copied."));
}

static void
on_show_code (AlpAccountPage *self)
{
  g_autofree char *text = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  if (!gtk_menu_button_get_active (self->show_code) || gtk_picture_get_paintable (self->code) != NULL)
    return;
  text = settings_text (alp_account_get_spec (self->account));
  texture = alp_qr_code_render (text, 8);
  gtk_picture_set_paintable (self->code, GDK_PAINTABLE (texture));
}

/* ---- how it is shown ---- */

static const char *const colors[]
    = { "#1c71d8", "#2190a4", "#2ec27e", "#c88800", "#e66100", "#e01b24", "#d56199", "#9141ac", "#6f8396" };

static void
on_changed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpAccountPage) self = data;
  g_autoptr (GError) error = NULL;

  if (!alp_account_change_finish (ALP_ENGINE (source), result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    toast (self, error->message);
}

static void
change (AlpAccountPage *self, const AlpAccountChange *what)
{
  alp_account_change_async (self->engine, self->account, what, NULL, on_changed, g_object_ref (self));
}

static void
on_name (AlpAccountPage *self)
{
  AlpAccountChange what
      = { .flags = ALP_ACCOUNT_CHANGE_NAME, .name = gtk_editable_get_text (GTK_EDITABLE (self->name)) };

  change (self, &what);
}

static void
on_color (AlpAccountPage *self, GtkToggleButton *button)
{
  AlpAccountChange what
      = { .flags = ALP_ACCOUNT_CHANGE_COLOR, .color = g_object_get_data (G_OBJECT (button), "alp-color") };

  if (gtk_toggle_button_get_active (button) && !self->updating)
    change (self, &what);
}

static GtkWidget *
add_color (AlpAccountPage *self, const char *color, const char *name, GtkWidget *group)
{
  GtkWidget *button = gtk_toggle_button_new (), *dot = gtk_label_new (NULL);
  g_autofree char *markup
      = color != NULL ? g_strdup_printf ("<span foreground=\"%s\">●</span>", color) : NULL;

  gtk_label_set_markup (GTK_LABEL (dot), markup != NULL ? markup : "○");
  gtk_button_set_child (GTK_BUTTON (button), dot);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_add_css_class (button, "alp-color");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (group != NULL)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (group));
  g_object_set_data (G_OBJECT (button), "alp-color", (gpointer) color);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button),
                                g_strcmp0 (color, alp_account_get_color (self->account)) == 0);
  g_signal_connect_object (button, "toggled", G_CALLBACK (on_color), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->colors, button);
  return button;
}

static void
fill_colors (AlpAccountPage *self)
{
  const char *names[] = { C_ ("color", "Blue"),   C_ ("color", "Teal"),   C_ ("color", "Green"),
                          C_ ("color", "Yellow"), C_ ("color", "Orange"), C_ ("color", "Red"),
                          C_ ("color", "Pink"),   C_ ("color", "Purple"), C_ ("color", "Slate") };
  /* Translators: no color of its own */
  GtkWidget *none = add_color (self, NULL, C_ ("color", "None"), NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (colors); i++)
    add_color (self, colors[i], names[i], none);
}

static void
on_devices (AlpAccountPage *self)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_PREFERENCES_DIALOG);

  if (dialog != NULL)
    adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (dialog),
                                         alp_device_page_new (self->engine, self->account));
}

static void
on_identities (AlpAccountPage *self)
{
  adw_dialog_present (alp_signature_dialog_new (self->engine, self->account), GTK_WIDGET (self));
}

/* ---- on this computer ---- */

static const struct
{
  const char *value; /* nullable: as by default */
  const char *label;
} policies[] = {
  { NULL, N_ ("Messages of the Last 30 Days") },     { "months:3", N_ ("Messages of the Last 3 Months") },
  { "months:12", N_ ("Messages of the Last Year") }, { "all", N_ ("All Messages") },
  { "headers", N_ ("Nothing: Only the List") },
};

static void
on_policy_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpAccountPage) self = data;
  g_autoptr (GError) error = NULL;

  if (!alp_account_set_choice_finish (ALP_ENGINE (source), result, &error))
    toast (self, error->message);
  else if (self->engine != NULL)
    alp_engine_sync (self->engine, self->account);
}

static void
on_policy (AlpAccountPage *self)
{
  guint chosen = adw_combo_row_get_selected (self->policy);

  if (!self->updating && chosen < G_N_ELEMENTS (policies))
    alp_account_set_choice_async (self->engine, self->account, "policy", policies[chosen].value, NULL,
                                  on_policy_kept, g_object_ref (self));
}

static void
on_policy_known (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpAccountPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *value = alp_account_get_choice_finish (ALP_ENGINE (source), result, &error);

  if (error != NULL)
    return;
  self->updating = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    if (g_strcmp0 (policies[i].value, value) == 0)
      adw_combo_row_set_selected (self->policy, i);
  self->updating = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->policy), TRUE);
}

static void
fill_policy (AlpAccountPage *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (policies); i++)
    gtk_string_list_append (names, _ (policies[i].label));
  alp_setting_row_name_choices (self->policy);
  adw_combo_row_set_model (self->policy, G_LIST_MODEL (names));
  gtk_widget_set_sensitive (GTK_WIDGET (self->policy), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->policy), !alp_account_get_spec (self->account)->pop);
  alp_account_get_choice_async (self->engine, self->account, "policy", self->cancellable, on_policy_known,
                                g_object_ref (self));
}

static void
on_switch (AlpAccountPage *self)
{
  AlpAccountChange what = { .flags = ALP_ACCOUNT_CHANGE_UNIFIED | ALP_ACCOUNT_CHANGE_PAUSED,
                            .unified = adw_switch_row_get_active (self->unified),
                            .paused = adw_switch_row_get_active (self->paused) };

  if (!self->updating)
    change (self, &what);
}

static void
on_profile (AlpAccountPage *self)
{
  g_autoptr (AlpProfile) chosen = g_list_model_get_item (alp_engine_get_profiles (self->engine),
                                                         adw_combo_row_get_selected (self->profile));
  AlpAccountChange what = { .flags = ALP_ACCOUNT_CHANGE_PROFILE };

  if (chosen == NULL || self->updating
      || alp_profile_get_id (chosen) == alp_account_get_profile_id (self->account))
    return;
  what.profile_id = alp_profile_get_id (chosen);
  change (self, &what);
}

static void
fill_profiles (AlpAccountPage *self)
{
  GListModel *profiles = alp_engine_get_profiles (self->engine);

  adw_combo_row_set_expression (self->profile, gtk_property_expression_new (ALP_TYPE_PROFILE, NULL, "title"));
  adw_combo_row_set_model (self->profile, profiles);
  gtk_widget_set_visible (GTK_WIDGET (self->profile), g_list_model_get_n_items (profiles) > 1);
  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (AlpProfile) profile = g_list_model_get_item (profiles, i);

      if (alp_profile_get_id (profile) == alp_account_get_profile_id (self->account))
        adw_combo_row_set_selected (self->profile, i);
    }
}

/* ---- removing ---- */

static void
on_accounts_changed (AlpAccountPage *self)
{
  GListModel *accounts = alp_engine_get_accounts (self->engine);
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_PREFERENCES_DIALOG);
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_VIEW);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);

      if (account == self->account)
        return;
    }
  if (dialog != NULL)
    adw_preferences_dialog_pop_subpage (ADW_PREFERENCES_DIALOG (dialog));
  else if (view != NULL)
    adw_navigation_view_pop (ADW_NAVIGATION_VIEW (view));
}

static void
on_remove (AlpAccountPage *self)
{
  g_autoptr (GListStore) one = g_list_store_new (ALP_TYPE_ACCOUNT);

  g_list_store_append (one, self->account);
  alp_account_leave_addresses (GTK_WIDGET (self), self->engine, G_LIST_MODEL (one));
}

/**
 * alp_account_page_new:
 *
 * Returns: (transfer floating): the page, to be pushed onto the preferences
 */
AdwNavigationPage *
alp_account_page_new (AlpEngine *engine, AlpAccount *account)
{
  AlpAccountPage *self = g_object_new (ALP_TYPE_ACCOUNT_PAGE, "title", alp_account_get_email (account), NULL);

  self->engine = g_object_ref (engine);
  self->account = g_object_ref (account);
  self->updating = TRUE;
  update_state (self);
  fill_card (self);
  alp_certificate_rows_add (self->card, self->engine, self->account);
  fill_colors (self);
  fill_profiles (self);
  fill_policy (self);
  gtk_editable_set_text (GTK_EDITABLE (self->name), alp_account_get_name (account));
  adw_switch_row_set_active (self->unified, alp_account_get_unified (account));
  adw_switch_row_set_active (self->paused, alp_account_get_paused (account));
  self->updating = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->password),
                          alp_account_get_spec (account)->password_command == NULL
                              || *alp_account_get_spec (account)->password_command == '\0');
  g_signal_connect_object (account, "notify", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (alp_engine_get_accounts (engine), "items-changed",
                           G_CALLBACK (on_accounts_changed), self, G_CONNECT_SWAPPED);
  return ADW_NAVIGATION_PAGE (self);
}

static void
alp_account_page_dispose (GObject *object)
{
  AlpAccountPage *self = ALP_ACCOUNT_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->engine);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (alp_account_page_parent_class)->dispose (object);
}

static void
alp_account_page_class_init (AlpAccountPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_account_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AlpAccountPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountPage, state);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountPage, check);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountPage, password);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountPage, card);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountPage, copy);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountPage, show_code);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountPage, code);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountPage, remove);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountPage, name);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountPage, colors);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountPage, identities);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountPage, devices);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountPage, profile);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountPage, unified);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountPage, paused);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountPage, policy);
}

static void
alp_account_page_init (AlpAccountPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (self->check, "clicked", G_CALLBACK (on_check), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->password, "apply", G_CALLBACK (on_password), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->copy, "clicked", G_CALLBACK (on_copy), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->show_code, "notify::active", G_CALLBACK (on_show_code), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->name, "apply", G_CALLBACK (on_name), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->identities, "clicked", G_CALLBACK (on_identities), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->devices, "clicked", G_CALLBACK (on_devices), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->profile, "notify::selected", G_CALLBACK (on_profile), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->unified, "notify::active", G_CALLBACK (on_switch), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->paused, "notify::active", G_CALLBACK (on_switch), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->policy, "notify::selected", G_CALLBACK (on_policy), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->remove, "activated", G_CALLBACK (on_remove), self, G_CONNECT_SWAPPED);
}
