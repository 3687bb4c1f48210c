/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-account-dialog.c: the dialog that adds another address.
 *
 * Main thread.  A frame around AlpSignIn, which does the work; closing the dialog cancels it. */
#include "alp-account-dialog.h"

#include "alp-sign-in.h"

struct _AlpAccountDialog
{
  AdwDialog parent_instance;

  AlpSignIn *sign_in;
};

G_DEFINE_FINAL_TYPE (AlpAccountDialog, alp_account_dialog, ADW_TYPE_DIALOG)

static void
on_done (AlpAccountDialog *self)
{
  adw_dialog_force_close (ADW_DIALOG (self));
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

  alp_sign_in_set_engine (self->sign_in, engine);
  return ADW_DIALOG (self);
}

static void
alp_account_dialog_class_init (AlpAccountDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ALP_TYPE_SIGN_IN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-account-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AlpAccountDialog, sign_in);
}

static void
alp_account_dialog_init (AlpAccountDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->sign_in, "done", G_CALLBACK (on_done), self, G_CONNECT_SWAPPED);
}
