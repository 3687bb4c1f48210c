/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-sign-in-again.c: a new password for an address whose sign-in stopped working (product 9.5).
 *
 * Main thread.  The password is tried before it takes the old one's place, so a mistyped one breaks nothing.  Closing
 * the dialog ends the attempt. */
#include "alp-sign-in-again.h"

#include "alp-certificate-dialog.h"
#include "alp-certificate.h"
#include "alp-discover.h"
#include "alp-oauth.h"

#include <glib/gi18n.h>

struct _AlpSignInAgain
{
  AdwDialog parent_instance;

  GtkLabel *problem;
  GtkButton *problem_button;
  AdwActionRow *address;
  AdwEntryRow *password;
  GtkWidget *hint_box;
  GtkLabel *password_hint;
  GtkLinkButton *password_link;
  GtkWidget *spinner;
  GtkWidget *sign_in;

  AlpEngine *engine;
  AlpAccount *account;
  GCancellable *cancellable;
  BaseCertificate *certificate; /* nullable: the one to decide about */
  gboolean busy;
  gboolean browser; /* signing in with the browser is configured for this address */
};

G_DEFINE_FINAL_TYPE (AlpSignInAgain, alp_sign_in_again, ADW_TYPE_DIALOG)

static void
update (AlpSignInAgain *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->password));

  gtk_widget_set_visible (self->spinner, self->busy);
  gtk_widget_set_sensitive (self->sign_in, !self->busy && (self->browser || *text != '\0'));
  gtk_button_set_label (GTK_BUTTON (self->sign_in),
                        self->browser && *text == '\0' ? _ ("_Sign In with the Browser") : _ ("_Sign In"));
  gtk_editable_set_editable (GTK_EDITABLE (self->password), !self->busy);
}

static void
show_problem (AlpSignInAgain *self, const GError *error)
{
  const char *trouble
      = g_error_matches (error, ALP_ERROR, ALP_ERROR_OFFLINE) ? alp_discover_get_network_trouble () : NULL;
  const char *button = NULL;
  BaseCertificate *certificate = alp_error_get_certificate (error);

  g_clear_pointer (&self->certificate, base_certificate_unref);
  if (certificate != NULL)
    {
      self->certificate = base_certificate_ref (certificate);
      button = _ ("_Look at the Certificate");
    }
  else if (g_error_matches (error, ALP_ERROR, ALP_ERROR_KEYRING)
           && *gtk_editable_get_text (GTK_EDITABLE (self->password)) != '\0')
    button = _ ("_Use It Until Alpenpost Is Closed");
  gtk_label_set_text (self->problem, trouble != NULL ? trouble : error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_button), button != NULL);
  if (button != NULL)
    gtk_button_set_label (self->problem_button, button);
}

static void
on_password_set (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpSignInAgain) self = data;
  g_autoptr (GError) error = NULL;

  self->busy = FALSE;
  if (alp_engine_set_password_finish (ALP_ENGINE (source), result, &error))
    {
      gtk_editable_set_text (GTK_EDITABLE (self->password), "");
      adw_dialog_force_close (ADW_DIALOG (self));
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  show_problem (self, error);
  gtk_accessible_announce (GTK_ACCESSIBLE (self->problem), error->message,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static void
on_browser_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpSignInAgain) self = data;
  g_autoptr (GError) error = NULL;
  char *secret = alp_oauth_sign_in_finish (result, &error);

  if (secret != NULL)
    alp_engine_set_password_async (self->engine, self->account, secret, self->cancellable, on_password_set,
                                   g_object_ref (self));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      self->busy = FALSE;
      show_problem (self, error);
      update (self);
    }
  alp_oauth_wipe (secret);
}

static void
open_browser (const char *url, gpointer data)
{
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (url);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (data));

  gtk_uri_launcher_launch (launcher, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, NULL, NULL);
}

static void
on_sign_in (AlpSignInAgain *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->password));

  if (self->busy || (*text == '\0' && !self->browser))
    return;
  self->busy = TRUE;
  update (self);
  if (*text == '\0')
    {
      alp_oauth_sign_in_async (alp_account_get_email (self->account), open_browser, self, self->cancellable,
                               on_browser_done, g_object_ref (self));
      return;
    }
  alp_engine_set_password_async (self->engine, self->account, text, self->cancellable, on_password_set,
                                 g_object_ref (self));
}

static void
on_decided (gboolean trusted, const GError *error, gpointer data)
{
  g_autoptr (AlpSignInAgain) self = data;

  if (error != NULL)
    show_problem (self, error);
  else if (trusted)
    on_sign_in (self);
}

static void
on_problem_button (AlpSignInAgain *self)
{
  if (self->certificate != NULL)
    {
      alp_certificate_dialog_ask (GTK_WIDGET (self), self->engine, self->certificate, self->cancellable,
                                  on_decided, g_object_ref (self));
      return;
    }
  alp_engine_allow_session_passwords (self->engine);
  on_sign_in (self);
}

static void
show_hint (AlpSignInAgain *self)
{
  g_autoptr (BaseMailSettings) settings = alp_discover_known (alp_account_get_email (self->account));
  g_autofree char *hint = settings != NULL ? alp_discover_dup_password_hint (settings) : NULL;

  gtk_widget_set_visible (self->hint_box, hint != NULL);
  if (hint == NULL)
    return;
  gtk_label_set_text (self->password_hint, hint);
  gtk_widget_set_visible (GTK_WIDGET (self->password_link), settings->password_page != NULL);
  if (settings->password_page == NULL)
    return;
  gtk_button_set_label (GTK_BUTTON (self->password_link), _ ("Make a Password for Mail Programs"));
  gtk_link_button_set_uri (self->password_link, settings->password_page);
}

/** alp_sign_in_again_new: Returns: (transfer floating): the dialog, to be presented over a window */
AdwDialog *
alp_sign_in_again_new (AlpEngine *engine, AlpAccount *account)
{
  AlpSignInAgain *self = g_object_new (ALP_TYPE_SIGN_IN_AGAIN, NULL);
  const GError *failure = alp_account_get_failure (account);

  self->engine = g_object_ref (engine);
  self->account = g_object_ref (account);
  adw_action_row_set_subtitle (self->address, alp_account_get_email (account));
  self->browser = alp_oauth_is_possible (alp_account_get_email (account));
  if (failure != NULL)
    show_problem (self, failure);
  show_hint (self);
  update (self);
  return ADW_DIALOG (self);
}

static void
alp_sign_in_again_dispose (GObject *object)
{
  AlpSignInAgain *self = ALP_SIGN_IN_AGAIN (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->engine);
  g_clear_object (&self->account);
  g_clear_pointer (&self->certificate, base_certificate_unref);
  G_OBJECT_CLASS (alp_sign_in_again_parent_class)->dispose (object);
}

static void
on_closed (AlpSignInAgain *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static void
alp_sign_in_again_class_init (AlpSignInAgainClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_sign_in_again_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-sign-in-again.ui");
  gtk_widget_class_bind_template_child (widget_class, AlpSignInAgain, problem);
  gtk_widget_class_bind_template_child (widget_class, AlpSignInAgain, problem_button);
  gtk_widget_class_bind_template_child (widget_class, AlpSignInAgain, address);
  gtk_widget_class_bind_template_child (widget_class, AlpSignInAgain, password);
  gtk_widget_class_bind_template_child (widget_class, AlpSignInAgain, hint_box);
  gtk_widget_class_bind_template_child (widget_class, AlpSignInAgain, password_hint);
  gtk_widget_class_bind_template_child (widget_class, AlpSignInAgain, password_link);
  gtk_widget_class_bind_template_child (widget_class, AlpSignInAgain, spinner);
  gtk_widget_class_bind_template_child (widget_class, AlpSignInAgain, sign_in);
}

static void
alp_sign_in_again_init (AlpSignInAgain *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (self->password, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->password, "entry-activated", G_CALLBACK (on_sign_in), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sign_in, "clicked", G_CALLBACK (on_sign_in), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->problem_button, "clicked", G_CALLBACK (on_problem_button), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "closed", G_CALLBACK (on_closed), NULL);
  adw_dialog_set_focus (ADW_DIALOG (self), GTK_WIDGET (self->password));
}
