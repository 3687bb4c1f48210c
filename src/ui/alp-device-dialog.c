/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-device-dialog.c: the steps of adding a device (product 9.2): connecting the provider's service once, name and type, the
 * new password; or, for every other provider, its page, pasting, trying.
 *
 * Main thread.  Closing it while a password stands there asks whether it was saved: it cannot be shown again. */
#include "alp-device-dialog.h"

#include "alp-device-form.h"
#include "alp-device-secret.h"

#include <glib/gi18n.h>

struct _AlpDeviceDialog
{
  AdwDialog parent_instance;

  AdwNavigationView *views;

  /* connecting */
  AdwComboRow *kind;
  GtkWidget *steps_box;
  GtkWidget *url;
  GtkWidget *login;
  GtkWidget *token;
  GtkWidget *connect;
  GtkWidget *connect_problem;

  /* describing */
  GtkWidget *name;
  AdwComboRow *type;
  GtkWidget *pop;
  GtkWidget *pasted;
  AdwSwitchRow *use;
  GtkWidget *add;
  GtkWidget *add_problem;

  AlpEngine *engine;
  AlpAccount *account;
  BaseDeviceService *service;
  GCancellable *cancellable;
  gboolean only_connect;
  gboolean showing; /* a password */
};

G_DEFINE_FINAL_TYPE (AlpDeviceDialog, alp_device_dialog, ADW_TYPE_DIALOG)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *const kinds[] = { "infomaniak", "stalwart", "mailcow", "wildduck" };
static const BaseDeviceType types[]
    = { BASE_DEVICE_TYPE_PHONE, BASE_DEVICE_TYPE_TABLET, BASE_DEVICE_TYPE_COMPUTER, BASE_DEVICE_TYPE_OTHER };

static gboolean
is_manual (AlpDeviceDialog *self)
{
  return g_str_equal (self->service->kind, "manual");
}

static const char *
text_of (GtkWidget *entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

/* ---- the password ---- */

static void
on_saved_answer (AdwAlertDialog *question, const char *response, gpointer data)
{
  AlpDeviceDialog *self = data;

  if (g_strcmp0 (response, "saved") != 0)
    return;
  self->showing = FALSE;
  adw_dialog_force_close (ADW_DIALOG (self));
}

static void
ask_saved (AlpDeviceDialog *self)
{
  AdwDialog *question = adw_alert_dialog_new (
      _ ("Have You Saved It?"),
      _ ("The password is not shown again. If it is lost, disconnect the device and add it once more."));

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (question), "cancel", _ ("_Back to the Password"), "saved",
                                  _ ("_Close"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (question), "saved", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (question), "cancel");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (question), "cancel");
  g_signal_connect_object (question, "response", G_CALLBACK (on_saved_answer), self, G_CONNECT_DEFAULT);
  adw_dialog_present (question, GTK_WIDGET (self));
}

static void
on_close_attempt (AlpDeviceDialog *self)
{
  if (self->showing)
    ask_saved (self);
  else
    adw_dialog_force_close (ADW_DIALOG (self));
}

static void
on_done (AlpDeviceDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

/* This computer has it: nothing is lost by closing. */
static void
on_used (AlpDeviceDialog *self)
{
  self->showing = FALSE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
show_secret (AlpDeviceDialog *self, AlpNewDevice *made)
{
  GtkWidget *column = alp_device_form_column ();
  GtkWidget *done = alp_device_form_button (_ ("_Done"));
  GtkWidget *secret = alp_device_secret_new (self->engine, self->account, made);
  AdwNavigationPage *page;

  gtk_widget_remove_css_class (done, "suggested-action");
  gtk_box_append (GTK_BOX (column), secret);
  g_signal_connect_object (secret, "used", G_CALLBACK (on_used), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (done, "clicked", G_CALLBACK (on_done), self, G_CONNECT_SWAPPED);
  /* The title names no device: titles are shown by window lists and screen sharing. */
  page = alp_device_form_page (_ ("New Password"), "secret", column, done);
  adw_navigation_page_set_can_pop (page, FALSE);
  self->showing = TRUE;
  adw_dialog_set_can_close (ADW_DIALOG (self), FALSE);
  adw_navigation_view_push (self->views, page);
}

/* ---- name and type ---- */

static void
on_created (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpDeviceDialog) self = data;
  g_autoptr (GError) error = NULL;
  AlpNewDevice *made = alp_device_create_finish (ALP_ENGINE (source), result, &error);

  gtk_widget_set_sensitive (self->add, TRUE);
  if (made == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        alp_device_form_show_problem (self->add_problem, error->message);
      return;
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (made->secret != NULL)
    show_secret (self, made);
  else
    {
      alp_new_device_free (made);
      adw_dialog_force_close (ADW_DIALOG (self));
    }
}

static void
on_add (AlpDeviceDialog *self)
{
  guint type = adw_combo_row_get_selected (self->type);
  guint protocols = BASE_DEVICE_IMAP | BASE_DEVICE_SMTP;
  AlpDeviceRequest request
      = { .label = text_of (self->name), .type = types[MIN (type, G_N_ELEMENTS (types) - 1)] };
  const char *pasted = self->pasted != NULL ? text_of (self->pasted) : "";

  if (self->pop != NULL && adw_switch_row_get_active (ADW_SWITCH_ROW (self->pop)))
    protocols |= BASE_DEVICE_POP3;
  request.protocols = (BaseDeviceProtocols) protocols;
  if (*request.label == '\0')
    {
      alp_device_form_show_problem (self->add_problem,
                                    _ ("Give the device a name, so that you know it later."));
      gtk_widget_grab_focus (self->name);
      return;
    }
  alp_device_form_show_problem (self->add_problem, NULL);
  gtk_widget_set_sensitive (self->add, FALSE);
  if (!is_manual (self))
    alp_device_create_async (self->engine, self->account, &request, self->cancellable, on_created,
                             g_object_ref (self));
  else
    alp_device_add_by_hand_async (self->engine, self->account, &request, *pasted != '\0' ? pasted : NULL,
                                  *pasted != '\0' && adw_switch_row_get_active (self->use), self->cancellable,
                                  on_created, g_object_ref (self));
}

static void
add_manual_rows (AlpDeviceDialog *self, GtkWidget *column)
{
  GtkWidget *group
      = alp_device_form_group (column, _ ("The Password It Shows"),
                               _ ("It is tried with both servers. Leave it empty if it is for another device "
                                  "and you only want to remember it."));

  self->pasted = adw_password_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->pasted), _ ("Password"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->pasted);
  self->use = ADW_SWITCH_ROW (adw_switch_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->use), _ ("Use It on This Computer"));
  adw_switch_row_set_active (self->use, TRUE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->use));
}

static void
add_page_steps (AlpDeviceDialog *self, GtkWidget *column)
{
  g_auto (GStrv) steps = alp_device_page_steps (self->service->steps);
  GtkWidget *group = alp_device_form_steps (steps, *self->service->name != '\0' ? self->service->name
                                                                                : _ ("At Your Provider"));

  if (self->service->page != NULL)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               alp_device_form_link (_ ("Open the Page"), self->service->page));
  gtk_box_append (GTK_BOX (column), group);
}

static void push_connect (AlpDeviceDialog *self, gboolean choose);

/* From the steps by hand to a service that the mail server may have. */
static void
on_has_service (AlpDeviceDialog *self)
{
  push_connect (self, TRUE);
}

static void
add_other_way (AlpDeviceDialog *self, GtkWidget *column)
{
  GtkWidget *group = alp_device_form_group (column, NULL, NULL);
  GtkWidget *row = adw_button_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("My Mail Server Can Do It by Itself…"));
  gtk_widget_set_tooltip_text (
      row, _ ("Stalwart, mailcow, WildDuck and Infomaniak make device passwords from here"));
  g_signal_connect_object (row, "activated", G_CALLBACK (on_has_service), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static GtkWidget *
make_describe (AlpDeviceDialog *self)
{
  GtkWidget *column = alp_device_form_column ();
  GtkWidget *group = alp_device_form_group (column, NULL, NULL);
  const char *words[G_N_ELEMENTS (types) + 1] = { NULL };
  g_autoptr (GtkStringList) model = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    words[i] = alp_device_type_words (types[i]);
  model = gtk_string_list_new (words);
  self->name = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name), _ ("Name, such as “Ana's phone”"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->name);
  self->type = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->type), _ ("Kind of Device"));
  adw_combo_row_set_model (self->type, G_LIST_MODEL (model));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->type));
  self->pop = NULL;
  if (self->service->abilities & BASE_DEVICE_PER_PROTOCOL)
    {
      self->pop = adw_switch_row_new ();
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->pop), _ ("Also for POP3"));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (self->pop),
                                   _ ("For programs that fetch mail and delete it on the server"));
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->pop);
    }
  if (is_manual (self))
    {
      add_page_steps (self, column);
      add_manual_rows (self, column);
      add_other_way (self, column);
    }
  self->add_problem = alp_device_form_problem (column);
  return column;
}

static void
push_describe (AlpDeviceDialog *self)
{
  GtkWidget *column = make_describe (self);
  AdwNavigationPage *page;

  self->add = alp_device_form_button (is_manual (self) ? _ ("_Try and Add") : _ ("_Make the Password"));
  g_signal_connect_object (self->add, "clicked", G_CALLBACK (on_add), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->name, "entry-activated", G_CALLBACK (on_add), self, G_CONNECT_SWAPPED);
  page = alp_device_form_page (_ ("Add a Device"), "describe", column, self->add);
  adw_navigation_view_push (self->views, page);
  gtk_widget_grab_focus (self->name);
}

/* ---- connecting ---- */

static const char *
chosen_kind (AlpDeviceDialog *self)
{
  if (self->kind == NULL)
    return self->service->kind;
  return kinds[MIN (adw_combo_row_get_selected (self->kind), G_N_ELEMENTS (kinds) - 1)];
}

static BaseDeviceService *
wanted_service (AlpDeviceDialog *self)
{
  BaseDeviceService *wanted = base_device_service_new (chosen_kind (self));
  g_autofree char *url = g_strstrip (g_strdup (text_of (self->url)));
  g_autofree char *login = g_strstrip (g_strdup (text_of (self->login)));

  g_set_str (&wanted->url, url);
  g_set_str (&wanted->login, *login != '\0' ? login : NULL);
  return wanted;
}

static void
go_by_hand (AlpDeviceDialog *self)
{
  g_set_str (&self->service->kind, "manual");
  push_describe (self);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpDeviceDialog) self = data;
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (self->connect, TRUE);
  if (alp_device_connect_finish (ALP_ENGINE (source), result, &error))
    {
      gtk_editable_set_text (GTK_EDITABLE (self->token), "");
      g_set_str (&self->service->kind, chosen_kind (self));
      self->service->connected = TRUE;
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
      if (self->only_connect)
        adw_dialog_force_close (ADW_DIALOG (self));
      else
        push_describe (self);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  alp_device_form_show_problem (self->connect_problem, error->message);
  /* Not enabled for this account: by hand it works everywhere. */
  if (g_error_matches (error, BASE_DEVICE_ERROR, BASE_DEVICE_ERROR_NOT_ENABLED) && !self->only_connect)
    {
      go_by_hand (self);
      alp_device_form_show_problem (self->add_problem, error->message);
    }
}

static void
on_connect (AlpDeviceDialog *self)
{
  g_autoptr (BaseDeviceService) wanted = wanted_service (self);

  alp_device_form_show_problem (self->connect_problem, NULL);
  if (*wanted->url == '\0' || *text_of (self->token) == '\0')
    {
      alp_device_form_show_problem (self->connect_problem,
                                    *wanted->url == '\0' ? _ ("The address of the service is missing.")
                                                         : _ ("The token, key or password is missing."));
      gtk_widget_grab_focus (*wanted->url == '\0' ? self->url : self->token);
      return;
    }
  gtk_widget_set_sensitive (self->connect, FALSE);
  alp_device_connect_async (self->engine, self->account, wanted, text_of (self->token), self->cancellable,
                            on_connected, g_object_ref (self));
}

/* What the chosen service asks for. */
static void
update_kind (AlpDeviceDialog *self)
{
  const char *kind = chosen_kind (self);
  g_auto (GStrv) steps = alp_device_token_steps (kind);
  gboolean own_login = g_str_equal (kind, "stalwart") || g_str_equal (kind, "wildduck");
  GtkWidget *group = alp_device_form_steps (steps, _ ("Once for This Address"));
  GtkWidget *old = gtk_widget_get_first_child (self->steps_box);

  if (old != NULL)
    gtk_box_remove (GTK_BOX (self->steps_box), old);
  if (g_str_equal (kind, "infomaniak"))
    adw_preferences_group_add (
        ADW_PREFERENCES_GROUP (group),
        alp_device_form_link (_ ("Open the Page"),
                              self->service->token_page != NULL
                                  ? self->service->token_page
                                  : "https://manager.infomaniak.com/v3/ng/accounts/token/list"));
  gtk_box_append (GTK_BOX (self->steps_box), group);
  gtk_widget_set_visible (self->login, own_login);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->token), own_login ? _ ("Password of the Account")
                                                                    : g_str_equal (kind, "infomaniak")
                                                                        ? _ ("Token")
                                                                        : _ ("Key of the Administrator"));
  if (g_str_equal (kind, "infomaniak") && *text_of (self->url) == '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->url), "https://api.infomaniak.com");
}

static void
on_detected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpDeviceDialog) self = data;
  g_autoptr (GPtrArray) found = alp_device_detect_finish (ALP_ENGINE (source), result, NULL);
  const BaseDeviceService *first = found != NULL && found->len > 0 ? g_ptr_array_index (found, 0) : NULL;

  if (first == NULL || self->kind == NULL || *text_of (self->url) != '\0')
    return;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i], first->kind))
      adw_combo_row_set_selected (self->kind, i);
  gtk_editable_set_text (GTK_EDITABLE (self->url), first->url);
}

static void
add_kind (AlpDeviceDialog *self, GtkWidget *group)
{
  const char *const names[] = { "Infomaniak", "Stalwart", "mailcow", "WildDuck", NULL };
  g_autoptr (GtkStringList) model = gtk_string_list_new (names);

  self->kind = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->kind), _ ("Service"));
  adw_combo_row_set_model (self->kind, G_LIST_MODEL (model));
  adw_combo_row_set_selected (self->kind, 2);
  g_signal_connect_object (self->kind, "notify::selected", G_CALLBACK (update_kind), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->kind));
}

static GtkWidget *
add_entry (GtkWidget *group, GtkWidget *row, const char *title)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

static void
add_by_hand (AlpDeviceDialog *self, GtkWidget *column)
{
  GtkWidget *group = alp_device_form_group (column, NULL, NULL);
  GtkWidget *row = adw_button_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Make It by Hand on the Provider's Page…"));
  g_signal_connect_object (row, "activated", G_CALLBACK (go_by_hand), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

/* @choose: which service it is, the person says; the address's server is asked meanwhile. */
static void
push_connect (AlpDeviceDialog *self, gboolean choose)
{
  GtkWidget *column = alp_device_form_column ();
  GtkWidget *group;

  self->kind = NULL;
  self->steps_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  if (choose)
    {
      add_kind (self, alp_device_form_group (column, NULL, NULL));
      alp_device_detect_async (self->engine, self->account, self->cancellable, on_detected,
                               g_object_ref (self));
    }
  gtk_box_append (GTK_BOX (column), self->steps_box);
  group = alp_device_form_group (column, NULL, NULL);
  self->url = add_entry (group, adw_entry_row_new (), _ ("Address of the Service (https://…)"));
  gtk_editable_set_text (GTK_EDITABLE (self->url), self->service->url);
  gtk_widget_set_visible (self->url, choose || *self->service->url == '\0');
  self->login = add_entry (group, adw_entry_row_new (), _ ("Login, if It Is Not the Address"));
  self->token = add_entry (group, adw_password_entry_row_new (), "");
  self->connect_problem = alp_device_form_problem (column);
  self->connect = alp_device_form_button (_ ("_Connect"));
  if (!choose && !self->only_connect)
    add_by_hand (self, column);
  update_kind (self);
  g_signal_connect_object (self->connect, "clicked", G_CALLBACK (on_connect), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->token, "entry-activated", G_CALLBACK (on_connect), self, G_CONNECT_SWAPPED);
  adw_navigation_view_push (
      self->views, alp_device_form_page (_ ("Connect the Provider"), "connect", column, self->connect));
}

/* ---- making ---- */

static AlpDeviceDialog *
dialog_new (AlpEngine *engine, AlpAccount *account)
{
  AlpDeviceDialog *self = g_object_new (ALP_TYPE_DEVICE_DIALOG, NULL);

  self->engine = g_object_ref (engine);
  self->account = g_object_ref (account);
  return self;
}

/**
 * alp_device_dialog_new:
 * @service: what stands behind the passwords of @account
 *
 * Signal "changed": something was made or connected. Returns: (transfer floating): the steps of adding a device
 */
AdwDialog *
alp_device_dialog_new (AlpEngine *engine, AlpAccount *account, const BaseDeviceService *service)
{
  AlpDeviceDialog *self = dialog_new (engine, account);

  self->service = base_device_service_copy (service);
  if (service->connected || is_manual (self))
    push_describe (self);
  else
    push_connect (self, FALSE);
  return ADW_DIALOG (self);
}

/** alp_device_dialog_new_connect: Returns: (transfer floating): the step of connecting the service alone */
AdwDialog *
alp_device_dialog_new_connect (AlpEngine *engine, AlpAccount *account, const BaseDeviceService *service)
{
  AlpDeviceDialog *self = dialog_new (engine, account);

  self->service = base_device_service_copy (service);
  self->only_connect = TRUE;
  push_connect (self, is_manual (self));
  return ADW_DIALOG (self);
}

/** alp_device_dialog_new_secret: @made: (transfer full). Returns: (transfer floating): the new password alone */
AdwDialog *
alp_device_dialog_new_secret (AlpEngine *engine, AlpAccount *account, AlpNewDevice *made)
{
  AlpDeviceDialog *self = dialog_new (engine, account);

  self->service = base_device_service_new ("manual");
  show_secret (self, made);
  return ADW_DIALOG (self);
}

static void
alp_device_dialog_dispose (GObject *object)
{
  AlpDeviceDialog *self = ALP_DEVICE_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->engine);
  g_clear_object (&self->account);
  g_clear_pointer (&self->service, base_device_service_free);
  G_OBJECT_CLASS (alp_device_dialog_parent_class)->dispose (object);
}

static void
alp_device_dialog_class_init (AlpDeviceDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_device_dialog_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", ALP_TYPE_DEVICE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
}

static void
alp_device_dialog_init (AlpDeviceDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->views = ADW_NAVIGATION_VIEW (adw_navigation_view_new ());
  adw_dialog_set_child (ADW_DIALOG (self), GTK_WIDGET (self->views));
  adw_dialog_set_content_width (ADW_DIALOG (self), 480);
  adw_dialog_set_content_height (ADW_DIALOG (self), 620);
  g_signal_connect_object (self, "close-attempt", G_CALLBACK (on_close_attempt), self, G_CONNECT_SWAPPED);
}
