/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-redirect-dialog.c: a message passed on as it is.
 *
 * Main thread.  Whoever gets it sees the first sender, and answers go there; only the recipients are asked for. */
#include "alp-redirect-dialog.h"

#include "alp-draft-redirect.h"
#include "alp-identity.h"
#include "alp-recipient-entry.h"
#include "alp-settings.h"

#include <glib/gi18n.h>

struct _AlpRedirectDialog
{
  AdwDialog parent_instance;

  AdwBanner *banner;
  AlpRecipientEntry *to;
  GtkWidget *send;
  GtkLabel *what;
  AlpEngine *engine;
  AlpAccount *account;
  AlpContent *content;
};

G_DEFINE_FINAL_TYPE (AlpRedirectDialog, alp_redirect_dialog, ADW_TYPE_DIALOG)

enum
{
  SIGNAL_SENT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_queued (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpRedirectDialog) self = data;
  g_autoptr (GError) error = NULL;
  gint64 id = alp_draft_redirect_finish (ALP_ENGINE (engine), result, &error);

  gtk_widget_set_sensitive (self->send, TRUE);
  if (id == 0)
    {
      adw_banner_set_title (self->banner, error->message);
      adw_banner_set_revealed (self->banner, TRUE);
      return;
    }
  g_signal_emit (self, signals[SIGNAL_SENT], 0, id);
  adw_dialog_force_close (ADW_DIALOG (self));
}

static void
on_send (AlpRedirectDialog *self)
{
  g_autofree char *to = NULL;
  guint undo = (guint) g_settings_get_int (alp_settings_get_default (), "undo-send-seconds");

  alp_recipient_entry_commit (self->to);
  to = alp_recipient_entry_dup_text (self->to);
  adw_banner_set_revealed (self->banner, FALSE);
  gtk_widget_set_sensitive (self->send, FALSE);
  alp_draft_redirect_async (self->engine, self->account, alp_account_get_name (self->account),
                            alp_account_get_email (self->account), to, alp_content_get_source (self->content),
                            undo, NULL, on_queued, g_object_ref (self));
}

static void
alp_redirect_dialog_dispose (GObject *object)
{
  AlpRedirectDialog *self = ALP_REDIRECT_DIALOG (object);

  g_clear_object (&self->engine);
  g_clear_object (&self->account);
  g_clear_object (&self->content);
  G_OBJECT_CLASS (alp_redirect_dialog_parent_class)->dispose (object);
}

static void
alp_redirect_dialog_class_init (AlpRedirectDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_redirect_dialog_dispose;
  signals[SIGNAL_SENT] = g_signal_new ("sent", ALP_TYPE_REDIRECT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static GtkWidget *
make_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  return label;
}

static GtkWidget *
make_body (AlpRedirectDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *field = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *hint = make_label (
      _ ("The message goes on as it is. Whoever gets it sees who sent it first, and answers go there."));
  GtkWidget *to = g_object_new (ALP_TYPE_RECIPIENT_ENTRY, NULL);

  self->what = GTK_LABEL (make_label (NULL));
  self->to = ALP_RECIPIENT_ENTRY (to);
  gtk_widget_add_css_class (GTK_WIDGET (self->what), "heading");
  gtk_widget_add_css_class (hint, "dim-label");
  gtk_widget_add_css_class (field, "alp-field");
  gtk_widget_add_css_class (field, "card");
  alp_recipient_entry_set_label (self->to, C_ ("recipient of a message", "To"));
  gtk_widget_set_hexpand (to, TRUE);
  gtk_box_append (GTK_BOX (field), gtk_label_new (C_ ("recipient of a message", "To")));
  gtk_box_append (GTK_BOX (field), to);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->what));
  gtk_box_append (GTK_BOX (box), hint);
  gtk_box_append (GTK_BOX (box), field);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 24);
  return box;
}

static void
alp_redirect_dialog_init (AlpRedirectDialog *self)
{
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));

  self->banner = ADW_BANNER (adw_banner_new (""));
  adw_banner_set_use_markup (self->banner, FALSE);
  self->send = gtk_button_new_with_mnemonic (_ ("_Redirect"));
  gtk_widget_add_css_class (self->send, "suggested-action");
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), self->send);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), bar);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (self->banner));
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), make_body (self));
  g_signal_connect_object (cancel, "clicked", G_CALLBACK (adw_dialog_close), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->send, "clicked", G_CALLBACK (on_send), self, G_CONNECT_SWAPPED);
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Redirect Message"));
  adw_dialog_set_child (ADW_DIALOG (self), view);
  adw_dialog_set_content_width (ADW_DIALOG (self), 480);
  adw_dialog_set_focus (ADW_DIALOG (self), GTK_WIDGET (self->to));
}

/** alp_redirect_dialog_new: Returns: (transfer floating): a dialog, to be presented */
AdwDialog *
alp_redirect_dialog_new (AlpEngine *engine, AlpAccount *account, AlpContent *content)
{
  AlpRedirectDialog *self = g_object_new (ALP_TYPE_REDIRECT_DIALOG, NULL);
  const char *subject = alp_content_get_subject (content);

  self->engine = g_object_ref (engine);
  self->account = g_object_ref (account);
  self->content = g_object_ref (content);
  alp_recipient_entry_set_engine (self->to, engine);
  gtk_label_set_text (self->what, *subject != '\0' ? subject : _ ("(No Subject)"));
  return ADW_DIALOG (self);
}
