/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-account-page.c: one address in the preferences: its state, its password, its settings to copy, its removal.
 *
 * Main thread.  Removing says what goes away here and that nothing goes away on the server; while something of the
 * address was never sent, it says so and asks a second time. */
#include "alp-account-page.h"

#include "alp-qr-code.h"

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

  AlpEngine *engine;
  AlpAccount *account;
  GCancellable *cancellable;
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

/* ---- removing ---- */

static void remove_now (AlpAccountPage *self, gboolean force);

static void
on_forced (AdwAlertDialog *dialog, const char *response, gpointer data)
{
  if (g_strcmp0 (response, "remove") == 0)
    remove_now (data, TRUE);
}

static void
ask_again (AlpAccountPage *self, const char *reason)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Something Was Never Sent"), NULL);
  g_autofree char *body = g_strdup_printf (_ ("%s If you remove the address now, it is lost."), reason);

  adw_alert_dialog_set_body (ADW_ALERT_DIALOG (dialog), body);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Keep the Address"), "remove",
                                  _ ("_Remove and Lose It"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "remove", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_forced), self, G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpAccountPage) self = data;
  g_autoptr (GError) error = NULL;
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_PREFERENCES_DIALOG);

  gtk_widget_set_sensitive (self->remove, TRUE);
  if (alp_engine_remove_account_finish (ALP_ENGINE (source), result, &error))
    {
      if (dialog != NULL)
        adw_preferences_dialog_pop_subpage (ADW_PREFERENCES_DIALOG (dialog));
    }
  else if (g_error_matches (error, ALP_ERROR, ALP_ERROR_BUSY))
    ask_again (self, error->message);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    toast (self, error->message);
}

static void
remove_now (AlpAccountPage *self, gboolean force)
{
  gtk_widget_set_sensitive (self->remove, FALSE);
  alp_engine_remove_account_async (self->engine, self->account, force, NULL, on_removed, g_object_ref (self));
}

static void
on_remove_answer (AdwAlertDialog *dialog, const char *response, gpointer data)
{
  if (g_strcmp0 (response, "remove") == 0)
    remove_now (data, FALSE);
}

static void
on_remove (AlpAccountPage *self)
{
  AdwDialog *dialog = adw_alert_dialog_new (NULL, NULL);

  adw_alert_dialog_format_heading (ADW_ALERT_DIALOG (dialog), _ ("Remove %s?"),
                                   alp_account_get_email (self->account));
  adw_alert_dialog_set_body (
      ADW_ALERT_DIALOG (dialog),
      _ ("Its mail, settings and password are deleted from this computer. Nothing is deleted on the "
         "server: everything is there again when you add the address again."));
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "remove", _ ("_Remove"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_remove_answer), self, G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, GTK_WIDGET (self));
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
  update_state (self);
  fill_card (self);
  gtk_widget_set_visible (GTK_WIDGET (self->password),
                          alp_account_get_spec (account)->password_command == NULL
                              || *alp_account_get_spec (account)->password_command == '\0');
  g_signal_connect_object (account, "notify", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
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
  g_signal_connect_object (self->remove, "activated", G_CALLBACK (on_remove), self, G_CONNECT_SWAPPED);
}
