/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-certificate-dialog.c: the facts of a refused certificate, and the decision about it (product 3.4).
 *
 * Main thread.  Cancel is always the default.  Where the server had a good certificate before, the button to trust is
 * dead until the person says that the provider announced the change; a broken, weak or withdrawn one cannot be
 * trusted at all. */
#include "alp-certificate-dialog.h"

#include "alp-certificate.h"

#include <glib/gi18n.h>

typedef struct
{
  AlpEngine *engine;
  BaseCertificate *certificate;
  GCancellable *cancellable; /* nullable */
  AlpCertificateFunc func;
  gpointer user_data;
} Question;

static void
question_free (Question *self)
{
  g_object_unref (self->engine);
  base_certificate_unref (self->certificate);
  g_clear_object (&self->cancellable);
  g_free (self);
}

static void
on_trusted (GObject *source, GAsyncResult *result, gpointer data)
{
  Question *self = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = alp_engine_pin_certificate_finish (ALP_ENGINE (source), result, &error);

  self->func (ok, error, self->user_data);
  question_free (self);
}

static void
on_response (AdwAlertDialog *dialog, const char *response, gpointer data)
{
  Question *self = data;

  if (g_strcmp0 (response, "trust") == 0)
    {
      alp_engine_trust_certificate_async (self->engine, self->certificate, self->cancellable, on_trusted,
                                          self);
      return;
    }
  self->func (FALSE, NULL, self->user_data);
  question_free (self);
}

static void
add_fact (GtkWidget *list, const char *title, const char *value)
{
  GtkWidget *row;

  if (value == NULL || *value == '\0')
    return;
  row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  gtk_widget_add_css_class (row, "property");
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static char *
day (gint64 seconds)
{
  g_autoptr (GDateTime) date = seconds > 0 ? g_date_time_new_from_unix_local (seconds) : NULL;

  return date != NULL ? g_date_time_format (date, "%x") : g_strdup ("?");
}

static GtkWidget *
make_facts (const BaseCertificate *certificate)
{
  GtkWidget *list = gtk_list_box_new ();
  g_auto (GStrv) faults = alp_certificate_dup_faults (certificate);
  g_autofree char *wrong = g_strjoinv (" ", faults);
  g_autofree char *names = g_strjoinv (", ", certificate->names);
  g_autofree char *from = day (certificate->not_before), *until = day (certificate->not_after);
  /* Translators: the first and the last day of a certificate */
  g_autofree char *validity = g_strdup_printf (_ ("%s to %s"), from, until);
  g_autofree char *fingerprint = alp_certificate_dup_fingerprint (certificate->sha256);

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  add_fact (list, _ ("What Is Wrong"), wrong);
  add_fact (list, _ ("Made For"), *names != '\0' ? names : certificate->subject);
  add_fact (list, _ ("Issued By"), certificate->self_signed ? _ ("Itself") : certificate->issuer);
  add_fact (list, _ ("Valid"), validity);
  add_fact (list, "SHA-256", fingerprint);
  return list;
}

static void
on_checked (GtkCheckButton *check, GParamSpec *pspec, gpointer dialog)
{
  adw_alert_dialog_set_response_enabled (dialog, "trust", gtk_check_button_get_active (check));
}

static void
add_strong_warning (AdwAlertDialog *dialog, GtkWidget *box)
{
  GtkWidget *check = gtk_check_button_new_with_mnemonic (
      _ ("My provider _announced this change, and I compared the SHA-256"));
  GtkWidget *label = gtk_widget_get_last_child (check);

  if (GTK_IS_LABEL (label))
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (box), check);
  adw_alert_dialog_set_response_enabled (dialog, "trust", FALSE);
  g_signal_connect_object (check, "notify::active", G_CALLBACK (on_checked), dialog, G_CONNECT_DEFAULT);
}

static char *
make_body (const BaseCertificate *certificate, gboolean changed)
{
  if (changed)
    return g_strdup_printf (_ ("“%s” had another certificate before. If nobody announced the change, "
                               "somebody may be reading along. "
                               "Nothing was sent there."),
                            certificate->host);
  return g_strdup_printf (
      _ ("“%s” cannot prove that it is the right server. Your password has not been sent. "
         "Trust its certificate only if you run this server or its owner gave you the SHA-256."),
      certificate->host);
}

/**
 * alp_certificate_dialog_ask:
 * @cancellable: (nullable): for making the decision effective
 * @func: called once, with what was decided; @error when it could not be kept
 *
 * Shows @certificate over @parent and keeps it for its server when the person says so.
 */
void
alp_certificate_dialog_ask (GtkWidget *parent, AlpEngine *engine, BaseCertificate *certificate,
                            GCancellable *cancellable, AlpCertificateFunc func, gpointer user_data)
{
  gboolean changed = certificate->was_trusted || certificate->was_pinned;
  g_autofree char *body = make_body (certificate, changed);
  AdwDialog *dialog = adw_alert_dialog_new (
      changed ? _ ("Another Certificate than Before") : _ ("Trust This Server?"), body);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  Question *self = g_new0 (Question, 1);

  self->engine = g_object_ref (engine);
  self->certificate = base_certificate_ref (certificate);
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  self->func = func;
  self->user_data = user_data;
  gtk_box_append (GTK_BOX (box), make_facts (certificate));
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), box);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Do Not Connect"));
  if (base_certificate_can_be_accepted (certificate))
    {
      adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "trust", _ ("_Trust for This Server"));
      adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "trust", ADW_RESPONSE_DESTRUCTIVE);
      if (changed)
        add_strong_warning (ADW_ALERT_DIALOG (dialog), box);
    }
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), self);
  adw_dialog_present (dialog, parent);
}
