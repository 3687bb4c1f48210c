/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-sign-in.c: name, address, password; the servers are found, tried, and the address is added.
 *
 * Main thread.  Used by the assistant of the first run and by the dialog that adds another address.  What was typed
 * stays whatever happens: a failure is a sentence above the form, with the advice and the link the façade knows, and
 * nothing is kept of an address that did not pass both servers.  One attempt has one cancellable; whatever ends it
 * (Cancel, a failure, the widget's end) cancels that, and answers that still come are dropped by it. */
#include "alp-sign-in.h"

#include "alp-certificate-dialog.h"
#include "alp-certificate.h"
#include "alp-demo.h"
#include "alp-discover.h"
#include "alp-oauth.h"
#include "alp-online-account.h"
#include "alp-server-form.h"
#include "alp-sign-up-dialog.h"
#include "alp-step-list.h"

#include <glib/gi18n.h>

#define SLOW_S 10 /* after this the person is told that waiting is all right */

struct _AlpSignIn
{
  AdwBin parent_instance;

  GtkWidget *problem_box;
  GtkLabel *problem;
  GtkLinkButton *help_link;
  GtkButton *problem_button;
  AdwEntryRow *name;
  AdwEntryRow *email;
  AdwEntryRow *password;
  GtkWidget *hint_box;
  GtkLabel *password_hint;
  GtkLinkButton *password_link;
  AlpServerForm *servers;
  AlpStepList *steps;
  GtkWidget *sign_in;
  GtkWidget *cancel;
  AdwPreferencesGroup *online;
  GtkWidget *extras;
  GtkWidget *no_address;
  GtkWidget *demo;

  AlpEngine *engine;
  GCancellable *attempt;        /* nullable: of the attempt under way */
  BaseMailSettings *settings;   /* nullable: found, or known, for @settings_of */
  char *settings_of;            /* nullable: the address the servers in the form belong to */
  BaseCertificate *certificate; /* nullable: the one the problem is about */
  guint slow_id;
  gboolean browser; /* signing in with the browser is configured for this address */
};

G_DEFINE_FINAL_TYPE (AlpSignIn, alp_sign_in, ADW_TYPE_BIN)

enum
{
  SIGNAL_DONE,
  SIGNAL_TYPED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static char *
text_of (gpointer row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static gboolean
is_empty (gpointer row)
{
  return *gtk_editable_get_text (GTK_EDITABLE (row)) == '\0';
}

/* Enough to be worth a try; the search and the servers have the last word. */
static gboolean
looks_like_address (const char *text)
{
  const char *at = strrchr (text, '@');

  return at != NULL && at != text && at[1] != '\0' && strpbrk (text, " \t,;<>") == NULL;
}

static void
update_button (AlpSignIn *self)
{
  g_autofree char *email = text_of (self->email);

  gtk_widget_set_sensitive (self->sign_in, self->attempt == NULL && self->engine != NULL
                                               && looks_like_address (email)
                                               && (self->browser || !is_empty (self->password)));
  gtk_button_set_label (GTK_BUTTON (self->sign_in), self->browser && is_empty (self->password)
                                                        ? _ ("_Sign In with the Browser")
                                                        : _ ("_Sign In"));
}

/* ---- an attempt ---- */

static gboolean
on_slow (gpointer data)
{
  AlpSignIn *self = data;

  self->slow_id = 0;
  alp_step_list_note (self->steps,
                      _ ("This takes longer than usual. You can wait, or cancel and try again."));
  return G_SOURCE_REMOVE;
}

static void
begin_step (AlpSignIn *self, const char *title)
{
  alp_step_list_begin (self->steps, title);
  g_clear_handle_id (&self->slow_id, g_source_remove);
  self->slow_id = g_timeout_add_seconds (SLOW_S, on_slow, self);
}

static void
set_busy (AlpSignIn *self, gboolean busy)
{
  /* Not insensitive: that would throw the cursor out of the field it stands in. */
  gtk_editable_set_editable (GTK_EDITABLE (self->name), !busy);
  gtk_editable_set_editable (GTK_EDITABLE (self->email), !busy);
  gtk_editable_set_editable (GTK_EDITABLE (self->password), !busy);
  /* Makes room for the steps and for Cancel, which must be in sight. */
  gtk_widget_set_visible (GTK_WIDGET (self->servers), !busy);
  gtk_widget_set_visible (self->sign_in, !busy);
  gtk_widget_set_visible (self->cancel, busy);
  gtk_widget_set_visible (self->extras, !busy);
  update_button (self);
}

static void
end_attempt (AlpSignIn *self)
{
  g_clear_handle_id (&self->slow_id, g_source_remove);
  if (self->attempt != NULL)
    g_cancellable_cancel (self->attempt);
  g_clear_object (&self->attempt);
  alp_step_list_clear (self->steps);
  set_busy (self, FALSE);
}

/* Answers of an attempt that was given up say so, whatever they are. */
static gboolean
is_over (GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
hide_problem (AlpSignIn *self)
{
  gtk_widget_set_visible (self->problem_box, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->help_link), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_button), FALSE);
}

/* After the next layout: the sentence may stand above what is seen now. */
static gboolean
on_show_problem (gpointer data)
{
  AlpSignIn *self = data;
  GtkWidget *viewport = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_VIEWPORT);

  if (viewport != NULL && gtk_widget_get_visible (self->problem_box))
    gtk_viewport_scroll_to (GTK_VIEWPORT (viewport), self->problem_box, NULL);
  return G_SOURCE_REMOVE;
}

static void
show_problem (AlpSignIn *self, const char *text)
{
  end_attempt (self);
  hide_problem (self);
  gtk_label_set_text (self->problem, text);
  gtk_widget_set_visible (self->problem_box, TRUE);
  g_timeout_add_full (G_PRIORITY_LOW, 50, on_show_problem, g_object_ref (self), g_object_unref);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static void
show_link (GtkLinkButton *button, const char *label, const char *uri)
{
  gtk_widget_set_visible (GTK_WIDGET (button), uri != NULL);
  if (uri == NULL)
    return;
  gtk_button_set_label (GTK_BUTTON (button), label);
  gtk_link_button_set_uri (button, uri);
}

/* ---- what is known of the address ---- */

static void
take_settings (AlpSignIn *self, BaseMailSettings *settings, const char *email)
{
  g_autofree char *hint = settings != NULL ? alp_discover_dup_password_hint (settings) : NULL;

  base_mail_settings_free (self->settings);
  self->settings = settings;
  self->browser = looks_like_address (email) && alp_oauth_is_possible (email);
  g_set_str (&self->settings_of, email);
  gtk_widget_set_visible (self->hint_box, hint != NULL);
  if (hint == NULL)
    return;
  gtk_label_set_text (self->password_hint, hint);
  show_link (self->password_link, _ ("Make a Password for Mail Programs"), settings->password_page);
}

/* Hints appear while the address is typed; the table is asked, nobody else. */
static void
on_email_changed (AlpSignIn *self)
{
  g_autofree char *email = text_of (self->email);

  if (g_strcmp0 (self->settings_of, email) != 0)
    {
      if (!alp_server_form_is_edited (self->servers))
        alp_server_form_clear (self->servers);
      take_settings (self, looks_like_address (email) ? alp_discover_known (email) : NULL, email);
    }
  update_button (self);
  g_signal_emit (self, signals[SIGNAL_TYPED], 0);
}

static void
on_typed (AlpSignIn *self)
{
  update_button (self);
  g_signal_emit (self, signals[SIGNAL_TYPED], 0);
}

/* ---- trying the servers ---- */

static AlpAccountSpec *
make_spec (AlpSignIn *self)
{
  AlpAccountSpec *spec = alp_account_spec_new ();

  spec->email = text_of (self->email);
  spec->name = text_of (self->name);
  alp_server_form_fill (self->servers, spec);
  return spec;
}

/* The button below the sentence, for what can be settled right here. */
static void
offer_repair (AlpSignIn *self, const GError *error)
{
  BaseCertificate *certificate = alp_error_get_certificate (error);
  const char *label = certificate != NULL ? _ ("_Look at the Certificate")
                      : g_error_matches (error, ALP_ERROR, ALP_ERROR_KEYRING)
                          ? _ ("_Use the Password Until Alpenpost Is Closed")
                          : NULL;

  g_clear_pointer (&self->certificate, base_certificate_unref);
  if (certificate != NULL)
    self->certificate = base_certificate_ref (certificate);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_button), label != NULL);
  if (label != NULL)
    gtk_button_set_label (self->problem_button, label);
}

/* A server on this computer needs no network. */
static gboolean
is_on_this_computer (AlpSignIn *self)
{
  g_autoptr (AlpAccountSpec) spec = make_spec (self);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (spec->imap_host);

  return g_strcmp0 (spec->imap_host, "localhost") == 0
         || (address != NULL && g_inet_address_get_is_loopback (address));
}

static void
show_failure (AlpSignIn *self, const GError *error)
{
  gboolean is_network = g_error_matches (error, ALP_ERROR, ALP_ERROR_OFFLINE)
                        || g_error_matches (error, ALP_ERROR, ALP_ERROR_NOT_FOUND);
  const char *trouble
      = is_network && !is_on_this_computer (self) ? alp_discover_get_network_trouble () : NULL;

  show_problem (self, trouble != NULL ? trouble : error->message);
  if (trouble != NULL)
    return;
  offer_repair (self, error);
  if (g_error_matches (error, ALP_ERROR, ALP_ERROR_SIGN_IN) && self->settings != NULL)
    show_link (self->help_link, _ ("Make a Password for Mail Programs"), self->settings->password_page);
  else if (!g_error_matches (error, ALP_ERROR, ALP_ERROR_KEYRING))
    alp_server_form_expand (self->servers);
  if (g_error_matches (error, ALP_ERROR, ALP_ERROR_SIGN_IN))
    gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpSignIn) self = data;
  g_autoptr (GError) error = NULL;

  if (alp_engine_add_account_finish (ALP_ENGINE (source), result, &error))
    {
      gtk_editable_set_text (GTK_EDITABLE (self->password), "");
      end_attempt (self);
      g_signal_emit (self, signals[SIGNAL_DONE], 0);
      alp_server_form_clear (self->servers);
      return;
    }
  if (!is_over (error))
    show_failure (self, error);
}

/* @secret: a password, or what the browser brought. */
static void
add_with (AlpSignIn *self, const char *secret)
{
  g_autoptr (AlpAccountSpec) spec = make_spec (self);

  begin_step (self, _ ("Signing in to both servers"));
  alp_engine_add_account_async (self->engine, spec, secret, self->attempt, on_added, g_object_ref (self));
}

static void
on_browser_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpSignIn) self = data;
  g_autoptr (GError) error = NULL;
  char *secret = alp_oauth_sign_in_finish (result, &error);

  if (secret != NULL && self->attempt != NULL)
    {
      alp_step_list_finish (self->steps, NULL, NULL);
      add_with (self, secret);
    }
  else if (error != NULL && !is_over (error))
    show_failure (self, error);
  alp_oauth_wipe (secret);
}

static void
open_browser (const char *url, gpointer data)
{
  AlpSignIn *self = data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (url);

  gtk_uri_launcher_launch (launcher, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, NULL, NULL);
}

static void
add (AlpSignIn *self)
{
  if (!self->browser || !is_empty (self->password))
    {
      add_with (self, gtk_editable_get_text (GTK_EDITABLE (self->password)));
      return;
    }
  begin_step (self, _ ("Waiting for you to sign in in the browser"));
  alp_oauth_sign_in_async (alp_sign_in_get_email (self), open_browser, self, self->attempt, on_browser_done,
                           g_object_ref (self));
}

/* ---- accounts the desktop knows ---- */

static void
on_online_row (AdwActionRow *row, gpointer data)
{
  AlpSignIn *self = data;
  const AlpOnlineAccount *account = g_object_get_data (G_OBJECT (row), "alp-account");

  if (self->attempt != NULL || self->engine == NULL)
    return;
  hide_problem (self);
  self->attempt = g_cancellable_new ();
  set_busy (self, TRUE);
  begin_step (self, _ ("Signing in to both servers"));
  alp_engine_add_account_async (self->engine, account->spec, account->secret, self->attempt, on_added,
                                g_object_ref (self));
}

static void
on_online_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpSignIn) self = data;
  g_autoptr (GPtrArray) list = alp_online_accounts_list_finish (result);

  g_ptr_array_set_free_func (list, NULL);
  for (guint i = 0; i < list->len; i++)
    {
      AlpOnlineAccount *account = g_ptr_array_index (list, i);
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), account->spec->email);
      if (account->provider != NULL)
        adw_action_row_set_subtitle (ADW_ACTION_ROW (row), account->provider);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_object_set_data_full (G_OBJECT (row), "alp-account", account,
                              (GDestroyNotify) alp_online_account_free);
      g_signal_connect_object (row, "activated", G_CALLBACK (on_online_row), self, G_CONNECT_DEFAULT);
      adw_preferences_group_add (self->online, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->online), list->len > 0);
}

/* ---- may the password go there? ---- */

static void
on_consent (AdwAlertDialog *dialog, const char *response, gpointer data)
{
  AlpSignIn *self = data;

  if (self->attempt == NULL)
    return;
  if (g_strcmp0 (response, "use") == 0)
    {
      add (self);
      return;
    }
  end_attempt (self);
  alp_server_form_expand (self->servers);
}

static void
ask (AlpSignIn *self, const char *heading, const char *body, const char *agree, gboolean dangerous)
{
  AdwDialog *dialog = adw_alert_dialog_new (heading, body);

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "use", agree, NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "use",
                                            dangerous ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_consent), self, G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
add_with_consent (AlpSignIn *self)
{
  const char *host = self->settings != NULL && !alp_server_form_is_edited (self->servers)
                         ? self->settings->consent_host
                         : NULL;
  g_autofree char *body = NULL;

  if (alp_server_form_is_plain (self->servers))
    {
      ask (self, _ ("Send Your Password in the Clear?"),
           _ ("Without encryption everybody on the way, as on a public Wi-Fi, can read your password and all "
              "your mail. Do this only in a network of your own."),
           _ ("_Send It All the Same"), TRUE);
      return;
    }
  if (host == NULL)
    {
      add (self);
      return;
    }
  body = g_strdup_printf (_ ("The settings found for this address use the server “%s”, which does not belong "
                             "to the address's own "
                             "domain. Agree only if you know this name as your provider's."),
                          host);
  ask (self, _ ("Send Your Password to Another Company?"), body, _ ("_Use This Server"), FALSE);
}

/* ---- finding the servers ---- */

static void
on_search_news (BaseMailSource source, AlpDiscoverState state, gpointer data)
{
  AlpSignIn *self = data;
  g_autofree char *text = NULL;

  if (state == ALP_DISCOVER_NOTHING)
    return;
  text = state == ALP_DISCOVER_FOUND
             /* Translators: %s is a place where settings were found, as "Known provider" */
             ? g_strdup_printf (_ ("%s: found"), alp_discover_get_source_words (source))
             : g_strdup_printf ("%s…", alp_discover_get_source_words (source));
  alp_step_list_note (self->steps, text);
}

static char *
describe (const char *host, guint port, AlpSecurity security)
{
  /* Translators: server, port and encryption, as in "mail.example.org, port 993, TLS" */
  return g_strdup_printf (_ ("%s, port %u, %s"), host, port,
                          security == ALP_SECURITY_TLS ? _ ("TLS") : _ ("STARTTLS"));
}

static void
show_found (AlpSignIn *self, const AlpAccountSpec *spec)
{
  g_autofree char *incoming = describe (spec->imap_host, spec->imap_port, spec->imap_security);
  g_autofree char *outgoing = describe (spec->smtp_host, spec->smtp_port, spec->smtp_security);

  alp_server_form_show (self->servers, spec);
  alp_step_list_finish (self->steps,
                        self->settings->provider != NULL ? self->settings->provider : _ ("Settings found"),
                        alp_discover_get_source_words (self->settings->source));
  alp_step_list_begin (self->steps, _ ("Receiving"));
  alp_step_list_finish (self->steps, NULL, incoming);
  alp_step_list_begin (self->steps, _ ("Sending"));
  alp_step_list_finish (self->steps, NULL, outgoing);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpSignIn) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *email = text_of (self->email), *name = text_of (self->name);
  g_autoptr (AlpAccountSpec) spec = NULL;
  BaseMailSettings *settings = alp_discover_finish (result, &error);

  if (settings != NULL)
    {
      take_settings (self, settings, email);
      spec = alp_discover_make_spec (settings, email, name);
    }
  if (spec != NULL)
    {
      show_found (self, spec);
      add_with_consent (self);
      return;
    }
  if (error == NULL)
    g_set_error_literal (&error, ALP_ERROR, ALP_ERROR_NOT_FOUND,
                         _ ("Only a part of the settings was found. Enter the missing server by hand."));
  if (!is_over (error))
    show_failure (self, error);
}

static void
on_sign_in (AlpSignIn *self)
{
  g_autofree char *email = text_of (self->email);
  const char *mistake;

  if (self->attempt != NULL)
    return;
  hide_problem (self);
  mistake = alp_server_form_has_servers (self->servers) ? alp_server_form_get_mistake (self->servers) : NULL;
  if (mistake != NULL)
    {
      show_problem (self, mistake);
      return;
    }
  alp_step_list_clear (self->steps);
  self->attempt = g_cancellable_new ();
  set_busy (self, TRUE);
  gtk_widget_grab_focus (self->cancel);
  /* Servers typed by hand, or found before for this very address, are taken as they are. */
  if (alp_server_form_has_servers (self->servers))
    {
      add_with_consent (self);
      return;
    }
  begin_step (self, _ ("Looking for your settings"));
  alp_discover_async (email, NULL, on_search_news, self, self->attempt, on_found, g_object_ref (self));
}

static void
on_decided (gboolean trusted, const GError *error, gpointer data)
{
  g_autoptr (AlpSignIn) self = data;

  if (error != NULL)
    show_failure (self, error);
  else if (trusted && self->attempt == NULL)
    on_sign_in (self);
}

static void
on_problem_button (AlpSignIn *self)
{
  if (self->engine == NULL || self->attempt != NULL)
    return;
  if (self->certificate != NULL)
    {
      alp_certificate_dialog_ask (GTK_WIDGET (self), self->engine, self->certificate, NULL, on_decided,
                                  g_object_ref (self));
      return;
    }
  alp_engine_allow_session_passwords (self->engine);
  on_sign_in (self);
}

static void
on_cancel (AlpSignIn *self)
{
  end_attempt (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static void
on_entry_activated (AlpSignIn *self)
{
  if (gtk_widget_get_sensitive (self->sign_in) && gtk_widget_get_visible (self->sign_in))
    on_sign_in (self);
}

static void
on_demo_added (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpSignIn) self = data;
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (self->demo, TRUE);
  if (alp_engine_add_demo_finish (ALP_ENGINE (source), result, &error))
    g_signal_emit (self, signals[SIGNAL_DONE], 0);
  else if (!is_over (error))
    show_problem (self, error->message);
}

static void
on_demo (AlpSignIn *self)
{
  if (self->engine == NULL)
    return;
  gtk_widget_set_sensitive (self->demo, FALSE);
  alp_engine_add_demo_async (self->engine, NULL, on_demo_added, g_object_ref (self));
}

static void
on_no_address (AlpSignIn *self)
{
  adw_dialog_present (alp_sign_up_dialog_new (), GTK_WIDGET (self));
}

/**
 * alp_sign_in_set_engine:
 * @engine: (nullable): where the address goes; without one the button stays insensitive
 */
void
alp_sign_in_set_engine (AlpSignIn *self, AlpEngine *engine)
{
  g_return_if_fail (ALP_IS_SIGN_IN (self));

  if (g_set_object (&self->engine, engine) && engine != NULL)
    alp_online_accounts_list_async (NULL, on_online_listed, g_object_ref (self));
  update_button (self);
}

/**
 * alp_sign_in_focus:
 *
 * Puts the cursor into the first field that is still empty.
 */
void
alp_sign_in_focus (AlpSignIn *self)
{
  g_return_if_fail (ALP_IS_SIGN_IN (self));

  gtk_widget_grab_focus (GTK_WIDGET (is_empty (self->name)    ? self->name
                                     : is_empty (self->email) ? self->email
                                                              : self->password));
}

/** alp_sign_in_get_name: Returns: what stands in the field, owned by it */
const char *
alp_sign_in_get_name (AlpSignIn *self)
{
  g_return_val_if_fail (ALP_IS_SIGN_IN (self), "");

  return gtk_editable_get_text (GTK_EDITABLE (self->name));
}

/** alp_sign_in_get_email: Returns: what stands in the field, owned by it */
const char *
alp_sign_in_get_email (AlpSignIn *self)
{
  g_return_val_if_fail (ALP_IS_SIGN_IN (self), "");

  return gtk_editable_get_text (GTK_EDITABLE (self->email));
}

/**
 * alp_sign_in_set_typed:
 * @name: (nullable)
 * @email: (nullable)
 *
 * Goes on with what was typed before the program ended. Fields that are not empty stay.
 */
void
alp_sign_in_set_typed (AlpSignIn *self, const char *name, const char *email)
{
  g_return_if_fail (ALP_IS_SIGN_IN (self));

  if (name != NULL && *name != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->name), name);
  if (email != NULL && is_empty (self->email))
    gtk_editable_set_text (GTK_EDITABLE (self->email), email);
}

static void
alp_sign_in_dispose (GObject *object)
{
  AlpSignIn *self = ALP_SIGN_IN (object);

  g_clear_handle_id (&self->slow_id, g_source_remove);
  if (self->attempt != NULL)
    g_cancellable_cancel (self->attempt);
  g_clear_object (&self->attempt);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->settings, base_mail_settings_free);
  g_clear_pointer (&self->settings_of, g_free);
  g_clear_pointer (&self->certificate, base_certificate_unref);
  G_OBJECT_CLASS (alp_sign_in_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, AlpSignIn, problem_box);
  gtk_widget_class_bind_template_child (klass, AlpSignIn, problem);
  gtk_widget_class_bind_template_child (klass, AlpSignIn, help_link);
  gtk_widget_class_bind_template_child (klass, AlpSignIn, problem_button);
  gtk_widget_class_bind_template_child (klass, AlpSignIn, name);
  gtk_widget_class_bind_template_child (klass, AlpSignIn, email);
  gtk_widget_class_bind_template_child (klass, AlpSignIn, password);
  gtk_widget_class_bind_template_child (klass, AlpSignIn, hint_box);
  gtk_widget_class_bind_template_child (klass, AlpSignIn, password_hint);
  gtk_widget_class_bind_template_child (klass, AlpSignIn, password_link);
  gtk_widget_class_bind_template_child (klass, AlpSignIn, servers);
  gtk_widget_class_bind_template_child (klass, AlpSignIn, steps);
  gtk_widget_class_bind_template_child (klass, AlpSignIn, sign_in);
  gtk_widget_class_bind_template_child (klass, AlpSignIn, cancel);
  gtk_widget_class_bind_template_child (klass, AlpSignIn, online);
  gtk_widget_class_bind_template_child (klass, AlpSignIn, extras);
  gtk_widget_class_bind_template_child (klass, AlpSignIn, no_address);
  gtk_widget_class_bind_template_child (klass, AlpSignIn, demo);
}

static void
alp_sign_in_class_init (AlpSignInClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_sign_in_dispose;
  g_type_ensure (ALP_TYPE_SERVER_FORM);
  g_type_ensure (ALP_TYPE_STEP_LIST);
  /* AlpSignIn::done: the address is there. AlpSignIn::typed: name or address changed. */
  signals[SIGNAL_DONE]
      = g_signal_new ("done", ALP_TYPE_SIGN_IN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_TYPED]
      = g_signal_new ("typed", ALP_TYPE_SIGN_IN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-sign-in.ui");
  bind_children (widget_class);
}

static void
fill_name (AlpSignIn *self)
{
  const char *real_name = g_get_real_name ();

  if (real_name != NULL && *real_name != '\0' && g_strcmp0 (real_name, "Unknown") != 0
      && g_strcmp0 (real_name, g_get_user_name ()) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->name), real_name);
}

static void
connect (AlpSignIn *self, gpointer object, const char *signal, void (*func) (AlpSignIn *self))
{
  g_signal_connect_object (object, signal, G_CALLBACK (func), self, G_CONNECT_SWAPPED);
}

static void
alp_sign_in_init (AlpSignIn *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_name (self);
  connect (self, self->name, "changed", on_typed);
  connect (self, self->email, "changed", on_email_changed);
  connect (self, self->password, "changed", update_button);
  connect (self, self->name, "entry-activated", on_entry_activated);
  connect (self, self->email, "entry-activated", on_entry_activated);
  connect (self, self->password, "entry-activated", on_entry_activated);
  connect (self, self->servers, "changed", update_button);
  connect (self, self->servers, "activated", on_entry_activated);
  connect (self, self->sign_in, "clicked", on_sign_in);
  connect (self, self->cancel, "clicked", on_cancel);
  connect (self, self->no_address, "clicked", on_no_address);
  connect (self, self->demo, "clicked", on_demo);
  connect (self, self->problem_button, "clicked", on_problem_button);
}
