/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-account-dialog.c: the form that adds an address.
 *
 * Main thread.  Servers are prefilled from the domain as soon as the address is complete and stay as the person set
 * them.  Both servers are tried before anything is kept; a failure is a sentence in the form. */
#include "alp-account-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AlpAccountDialog
{
  AdwDialog parent_instance;

  AdwBanner *banner;
  GtkWidget *add_button;
  AdwEntryRow *name;
  AdwEntryRow *email;
  AdwPasswordEntryRow *password;
  AdwEntryRow *user;
  AdwExpanderRow *incoming;
  AdwExpanderRow *outgoing;
  AdwEntryRow *imap_host;
  AdwEntryRow *smtp_host;
  AdwSpinRow *imap_port;
  AdwSpinRow *smtp_port;
  AdwComboRow *imap_security;
  AdwComboRow *smtp_security;

  AlpEngine *engine;
  GCancellable *cancellable;
  char *guessed_imap;
  char *guessed_smtp;
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (AlpAccountDialog, alp_account_dialog, ADW_TYPE_DIALOG)

static const char *
text_of (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static gboolean
looks_like_address (const char *text)
{
  const char *at = strrchr (text, '@');

  return at != NULL && at != text && strchr (at, '.') != NULL && at[1] != '.' && !g_str_has_suffix (text, ".")
         && strpbrk (text, " \t,;<>") == NULL;
}

static void
update_subtitles (AlpAccountDialog *self)
{
  adw_expander_row_set_subtitle (self->incoming, text_of (self->imap_host));
  adw_expander_row_set_subtitle (self->outgoing, text_of (self->smtp_host));
}

static void
update_button (AlpAccountDialog *self)
{
  gtk_widget_set_sensitive (self->add_button, !self->busy && looks_like_address (text_of (self->email))
                                                  && *text_of (self->password) != '\0'
                                                  && *text_of (self->imap_host) != '\0'
                                                  && *text_of (self->smtp_host) != '\0');
  update_subtitles (self);
}

/* Replaces @row's text only while it is what was guessed before. */
static void
guess_host (AdwEntryRow *row, char **guessed, const char *prefix, const char *domain)
{
  const char *now = text_of (row);
  char *guess;

  if (*now != '\0' && g_strcmp0 (now, *guessed) != 0)
    return;
  guess = g_strconcat (prefix, domain, NULL);
  g_free (*guessed);
  *guessed = guess;
  gtk_editable_set_text (GTK_EDITABLE (row), guess);
}

static void
on_email_changed (AlpAccountDialog *self)
{
  const char *email = text_of (self->email);

  if (looks_like_address (email))
    {
      guess_host (self->imap_host, &self->guessed_imap, "imap.", strrchr (email, '@') + 1);
      guess_host (self->smtp_host, &self->guessed_smtp, "smtp.", strrchr (email, '@') + 1);
    }
  update_button (self);
}

/* The usual port follows the encryption, unless another one was typed. */
static void
follow_port (AdwSpinRow *port, guint security, double tls, double starttls)
{
  double now = adw_spin_row_get_value (port);

  if (now == tls || now == starttls)
    adw_spin_row_set_value (port, security == 0 ? tls : starttls);
}

static void
on_imap_security (AlpAccountDialog *self)
{
  follow_port (self->imap_port, adw_combo_row_get_selected (self->imap_security), 993, 143);
}

static void
on_smtp_security (AlpAccountDialog *self)
{
  follow_port (self->smtp_port, adw_combo_row_get_selected (self->smtp_security), 465, 587);
}

static void
set_busy (AlpAccountDialog *self, gboolean busy)
{
  self->busy = busy;
  if (busy)
    gtk_button_set_child (GTK_BUTTON (self->add_button), adw_spinner_new ());
  else
    {
      gtk_button_set_label (GTK_BUTTON (self->add_button), _ ("_Add"));
      gtk_button_set_use_underline (GTK_BUTTON (self->add_button), TRUE);
    }
  update_button (self);
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpAccountDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (alp_engine_add_account_finish (ALP_ENGINE (source), result, &error))
    {
      adw_dialog_force_close (ADW_DIALOG (self));
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_busy (self, FALSE);
  adw_banner_set_title (self->banner, error != NULL ? error->message : _ ("The address could not be added."));
  adw_banner_set_revealed (self->banner, TRUE);
}

static AlpAccountSpec *
make_spec (AlpAccountDialog *self)
{
  AlpAccountSpec *spec = alp_account_spec_new ();

  spec->email = g_strstrip (g_strdup (text_of (self->email)));
  spec->name = g_strstrip (g_strdup (text_of (self->name)));
  spec->user
      = g_strstrip (g_strdup (*text_of (self->user) != '\0' ? text_of (self->user) : text_of (self->email)));
  spec->imap_host = g_strstrip (g_strdup (text_of (self->imap_host)));
  spec->imap_port = (guint16) adw_spin_row_get_value (self->imap_port);
  spec->imap_security
      = adw_combo_row_get_selected (self->imap_security) == 0 ? ALP_SECURITY_TLS : ALP_SECURITY_STARTTLS;
  spec->smtp_host = g_strstrip (g_strdup (text_of (self->smtp_host)));
  spec->smtp_port = (guint16) adw_spin_row_get_value (self->smtp_port);
  spec->smtp_security
      = adw_combo_row_get_selected (self->smtp_security) == 0 ? ALP_SECURITY_TLS : ALP_SECURITY_STARTTLS;
  return spec;
}

static void
on_add (AlpAccountDialog *self)
{
  g_autoptr (AlpAccountSpec) spec = make_spec (self);

  adw_banner_set_revealed (self->banner, FALSE);
  set_busy (self, TRUE);
  alp_engine_add_account_async (self->engine, spec, text_of (self->password), self->cancellable, on_added,
                                g_object_ref (self));
}

static void
on_entry_activated (AlpAccountDialog *self)
{
  if (gtk_widget_get_sensitive (self->add_button))
    on_add (self);
}

static void
on_closed (AlpAccountDialog *self)
{
  g_cancellable_cancel (self->cancellable);
}

/**
 * alp_account_dialog_new:
 *
 * Returns: (transfer floating): the form, to be presented over a window
 */
AdwDialog *
alp_account_dialog_new (AlpEngine *engine)
{
  AlpAccountDialog *self = g_object_new (ALP_TYPE_ACCOUNT_DIALOG, NULL);
  const char *real_name = g_get_real_name ();

  self->engine = g_object_ref (engine);
  if (real_name != NULL && *real_name != '\0' && g_strcmp0 (real_name, "Unknown") != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->name), real_name);
  return ADW_DIALOG (self);
}

static void
alp_account_dialog_dispose (GObject *object)
{
  AlpAccountDialog *self = ALP_ACCOUNT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->guessed_imap, g_free);
  g_clear_pointer (&self->guessed_smtp, g_free);
  G_OBJECT_CLASS (alp_account_dialog_parent_class)->dispose (object);
}

static void
alp_account_dialog_class_init (AlpAccountDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_account_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-account-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AlpAccountDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountDialog, add_button);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountDialog, name);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountDialog, email);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountDialog, password);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountDialog, user);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountDialog, incoming);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountDialog, outgoing);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountDialog, imap_host);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountDialog, smtp_host);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountDialog, imap_port);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountDialog, smtp_port);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountDialog, imap_security);
  gtk_widget_class_bind_template_child (widget_class, AlpAccountDialog, smtp_security);
}

static void
alp_account_dialog_init (AlpAccountDialog *self)
{
  gpointer entries[6];

  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  entries[0] = self->name;
  entries[1] = self->email;
  entries[2] = self->password;
  entries[3] = self->user;
  entries[4] = self->imap_host;
  entries[5] = self->smtp_host;
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      g_signal_connect_object (entries[i], "changed", G_CALLBACK (update_button), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (entries[i], "entry-activated", G_CALLBACK (on_entry_activated), self,
                               G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (self->email, "changed", G_CALLBACK (on_email_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->imap_security, "notify::selected", G_CALLBACK (on_imap_security), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->smtp_security, "notify::selected", G_CALLBACK (on_smtp_security), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->add_button, "clicked", G_CALLBACK (on_add), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "closed", G_CALLBACK (on_closed), self, G_CONNECT_DEFAULT);
}
