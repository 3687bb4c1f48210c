/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-device-details.c: one device: its facts, renaming, a new password, disconnecting.
 *
 * Main thread.  Disconnecting cannot be undone, and says so; the one this computer signs in with is asked about a second
 * time. */
#include "alp-device-page.h"

#include "alp-device-dialog.h"
#include "alp-device-form.h"
#include "alp-format.h"

#include <glib/gi18n.h>

/* What the page, or a question, is about. */
typedef struct
{
  AlpEngine *engine;
  AlpAccount *account;
  BaseDeviceService *service; /* nullable */
  BaseDevice *device;         /* nullable */
  char **ids;                 /* nullable: all */
  guint count;
  gboolean is_this;
  GtkWidget *widget; /* borrowed: the page; a weak pointer */
  AlpDeviceChangedFunc changed;
  GObject *owner; /* a weak pointer */
} Subject;

static void
subject_free (gpointer data)
{
  Subject *self = data;

  g_clear_weak_pointer (&self->widget);
  g_clear_weak_pointer (&self->owner);
  g_object_unref (self->engine);
  g_object_unref (self->account);
  base_device_service_free (self->service);
  base_device_free (self->device);
  g_strfreev (self->ids);
  g_free (self);
}

static Subject *
subject_new (GtkWidget *widget, AlpEngine *engine, AlpAccount *account, AlpDeviceChangedFunc changed,
             GObject *owner)
{
  Subject *self = g_new0 (Subject, 1);

  g_set_weak_pointer (&self->widget, widget);
  g_set_weak_pointer (&self->owner, owner);
  self->engine = g_object_ref (engine);
  self->account = g_object_ref (account);
  self->changed = changed;
  return self;
}

static void
tell (Subject *self)
{
  if (self->owner != NULL)
    self->changed (self->owner);
}

static void
show_problem (Subject *self, const GError *error)
{
  AdwDialog *dialog;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->widget == NULL)
    return;
  dialog = adw_alert_dialog_new (_ ("That Did Not Work"), error->message);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
  adw_dialog_present (dialog, self->widget);
}

static void
leave (Subject *self)
{
  GtkWidget *view
      = self->widget != NULL ? gtk_widget_get_ancestor (self->widget, ADW_TYPE_NAVIGATION_VIEW) : NULL;

  if (view != NULL && ADW_IS_NAVIGATION_PAGE (self->widget)
      && adw_navigation_view_get_visible_page (ADW_NAVIGATION_VIEW (view))
             == ADW_NAVIGATION_PAGE (self->widget)
      && self->device != NULL)
    adw_navigation_view_pop (ADW_NAVIGATION_VIEW (view));
}

/* ---- disconnecting ---- */

static void
on_revoked (GObject *source, GAsyncResult *result, gpointer data)
{
  Subject *self = data;
  g_autoptr (GError) error = NULL;

  if (alp_device_act_finish (ALP_ENGINE (source), result, &error))
    leave (self);
  else
    show_problem (self, error);
  tell (self);
  subject_free (self);
}

static void
revoke_now (Subject *self)
{
  alp_device_revoke_async (self->engine, self->account, (const char *const *) self->ids, NULL, on_revoked,
                           self);
}

static void
on_second_answer (AdwAlertDialog *dialog, const char *response, gpointer data)
{
  if (g_strcmp0 (response, "revoke") == 0)
    revoke_now (data);
  else
    subject_free (data);
}

static void
ask_second (Subject *self)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("This Computer Uses It"),
                                            _ ("Without it this computer cannot fetch or send mail of the "
                                               "address until you enter or make another password. No "
                                               "mail is lost."));

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Keep It"), "revoke",
                                  _ ("Disconnect _This Computer"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "revoke", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (on_second_answer), self);
  adw_dialog_present (dialog, self->widget);
}

static void
on_first_answer (AdwAlertDialog *dialog, const char *response, gpointer data)
{
  Subject *self = data;

  if (g_strcmp0 (response, "revoke") != 0)
    subject_free (self);
  else if (self->is_this && self->widget != NULL)
    ask_second (self);
  else
    revoke_now (self);
}

static void
ask_first (Subject *self, const char *label, gboolean by_hand)
{
  AdwDialog *dialog = adw_alert_dialog_new (NULL, NULL);

  if (self->ids == NULL)
    adw_alert_dialog_set_heading (ADW_ALERT_DIALOG (dialog), _ ("Disconnect All Devices?"));
  else if (self->count == 1)
    adw_alert_dialog_format_heading (ADW_ALERT_DIALOG (dialog), _ ("Disconnect “%s”?"), label);
  else
    adw_alert_dialog_format_heading (
        ADW_ALERT_DIALOG (dialog), ngettext ("Disconnect %u Device?", "Disconnect %u Devices?", self->count),
        self->count);
  adw_alert_dialog_set_body (
      ADW_ALERT_DIALOG (dialog),
      by_hand
          ? _ ("It is taken off this list. Its password works until you withdraw it on the provider's page.")
          : _ ("Its password ends at once: it can neither read nor send mail any more. This cannot be "
               "undone."));
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "revoke",
                                  _ ("_Disconnect"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "revoke", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (on_first_answer), self);
  adw_dialog_present (dialog, self->widget);
}

/**
 * alp_device_ask_revoke:
 * @devices: (element-type BaseDevice): which
 * @all: they are all there are
 * @changed: called when something may be different now, while @owner lives
 *
 * Asks, and disconnects them.
 */
void
alp_device_ask_revoke (GtkWidget *parent, AlpEngine *engine, AlpAccount *account, GPtrArray *devices,
                       gboolean all, AlpDeviceChangedFunc changed, GObject *owner)
{
  Subject *self = subject_new (parent, engine, account, changed, owner);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  gboolean by_hand = devices->len > 0;

  for (guint i = 0; i < devices->len; i++)
    {
      const BaseDevice *one = g_ptr_array_index (devices, i);

      g_strv_builder_add (ids, one->id);
      self->is_this |= one->is_this;
      by_hand &= one->by_hand;
    }
  self->count = devices->len;
  self->ids = all ? NULL : g_strv_builder_end (ids);
  ask_first (self, devices->len > 0 ? ((BaseDevice *) g_ptr_array_index (devices, 0))->label : "", by_hand);
}

/* ---- the page ---- */

static void
on_revoke (GtkWidget *row, gpointer data)
{
  Subject *self = data;
  Subject *question = subject_new (self->widget, self->engine, self->account, self->changed, self->owner);

  question->device = base_device_copy (self->device);
  question->count = 1;
  question->is_this = self->device->is_this;
  question->ids = g_new0 (char *, 2);
  question->ids[0] = g_strdup (self->device->id);
  ask_first (question, self->device->label, self->device->by_hand);
}

static void
on_renamed (GObject *source, GAsyncResult *result, gpointer data)
{
  Subject *self = data;
  g_autoptr (GError) error = NULL;

  if (!alp_device_act_finish (ALP_ENGINE (source), result, &error))
    show_problem (self, error);
  tell (self);
  subject_free (self);
}

static void
on_rename (GtkWidget *row, gpointer data)
{
  Subject *self = data;
  const char *label = gtk_editable_get_text (GTK_EDITABLE (row));

  alp_device_rename_async (
      self->engine, self->account, self->device->id, label, NULL, on_renamed,
      subject_new (self->widget, self->engine, self->account, self->changed, self->owner));
}

static void
on_regenerated (GObject *source, GAsyncResult *result, gpointer data)
{
  Subject *self = data;
  g_autoptr (GError) error = NULL;
  AlpNewDevice *made = alp_device_create_finish (ALP_ENGINE (source), result, &error);

  if (made == NULL)
    show_problem (self, error);
  else if (self->widget != NULL)
    adw_dialog_present (alp_device_dialog_new_secret (self->engine, self->account, made), self->widget);
  else
    alp_new_device_free (made);
  tell (self);
  subject_free (self);
}

static void
on_regenerate_answer (AdwAlertDialog *dialog, const char *response, gpointer data)
{
  Subject *self = data;

  if (g_strcmp0 (response, "make") == 0)
    alp_device_regenerate_async (self->engine, self->account, self->device, NULL, on_regenerated, self);
  else
    subject_free (self);
}

static void
on_regenerate (GtkWidget *row, gpointer data)
{
  Subject *self = data;
  Subject *question = subject_new (self->widget, self->engine, self->account, self->changed, self->owner);
  AdwDialog *dialog = adw_alert_dialog_new (
      _ ("Make a New Password?"), _ ("The old one ends at once: the device needs the new one. This cannot be "
                                     "undone."));

  question->device = base_device_copy (self->device);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "make", _ ("_Make It"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "make", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (on_regenerate_answer), question);
  adw_dialog_present (dialog, self->widget);
}

static void
add_fact (GtkWidget *group, const char *title, const char *value)
{
  GtkWidget *row;

  if (value == NULL || *value == '\0')
    return;
  row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  gtk_widget_add_css_class (row, "property");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
add_time (GtkWidget *group, const char *title, gint64 time)
{
  g_autofree char *words = time > 0 ? alp_format_full_date (time) : NULL;

  add_fact (group, title, words);
}

static void
add_facts (GtkWidget *column, const BaseDevice *device)
{
  GtkWidget *group = alp_device_form_group (column, NULL, NULL);
  g_autofree char *protocols = alp_device_protocols_words (device->protocols);

  add_fact (group, C_ ("device", "State"), alp_device_status_words (device->status));
  add_fact (group, _ ("Kind"), alp_device_type_words (device->type));
  if (device->is_this)
    add_fact (group, _ ("Used By"), _ ("This computer"));
  add_fact (group, _ ("Held By"), device->holder);
  add_fact (group, _ ("For"), protocols);
  add_time (group, _ ("Made"), device->created);
  add_time (group, _ ("Last Used"), device->last_used);
  add_time (group, _ ("Ends"), device->expires);
  add_fact (group, _ ("Only From"), device->allowed_ips);
  if (device->by_hand)
    add_fact (group, _ ("Kept"), _ ("By hand, on this computer"));
  else
    add_fact (group, _ ("Number at the Provider"), device->id);
}

static void
add_button (GtkWidget *group, const char *title, gboolean destructive, GCallback callback, Subject *self)
{
  GtkWidget *row = adw_button_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (destructive)
    gtk_widget_add_css_class (row, "destructive-action");
  g_signal_connect (row, "activated", callback, self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
add_name (GtkWidget *column, Subject *self)
{
  GtkWidget *group;
  GtkWidget *row;

  if (!self->device->by_hand && !(self->service->abilities & BASE_DEVICE_CAN_RENAME))
    return;
  group = alp_device_form_group (column, NULL, NULL);
  row = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), C_ ("device", "Name"));
  gtk_editable_set_text (GTK_EDITABLE (row), self->device->label);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_signal_connect (row, "apply", G_CALLBACK (on_rename), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
add_actions (GtkWidget *column, Subject *self)
{
  GtkWidget *group = alp_device_form_group (column, NULL, NULL);
  const BaseDevice *device = self->device;

  if (!device->by_hand && device->can_regenerate && self->service->abilities & BASE_DEVICE_CAN_REGENERATE)
    add_button (group, _ ("New Password…"), FALSE, G_CALLBACK (on_regenerate), self);
  if (device->by_hand && *device->note != '\0')
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               alp_device_form_link (_ ("Withdraw It on the Provider's Page"), device->note));
  if (device->can_revoke)
    add_button (group, device->by_hand ? _ ("Take off the List…") : _ ("Disconnect…"), TRUE,
                G_CALLBACK (on_revoke), self);
}

/**
 * alp_device_details_new:
 * @changed: called when something may be different now, while @owner lives
 *
 * Returns: (transfer floating): the page of one device
 */
AdwNavigationPage *
alp_device_details_new (AlpEngine *engine, AlpAccount *account, const BaseDeviceService *service,
                        const BaseDevice *device, AlpDeviceChangedFunc changed, GObject *owner)
{
  GtkWidget *column = alp_device_form_column ();
  AdwNavigationPage *page = alp_device_form_page (
      *device->label != '\0' ? device->label : alp_device_type_words (device->type), "details", column, NULL);
  Subject *self = subject_new (GTK_WIDGET (page), engine, account, changed, owner);

  self->service = base_device_service_copy (service);
  self->device = base_device_copy (device);
  g_object_set_data_full (G_OBJECT (page), "alp-subject", self, subject_free);
  add_name (column, self);
  add_facts (column, device);
  add_actions (column, self);
  return page;
}
