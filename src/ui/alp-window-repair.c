/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-window-repair.c: an address that needs its person: the banner's sentence, its one button, what the button does.
 *
 * Main thread (product 9.5).  Which button helps is told by the failure's code, never by its words. */
#include "alp-window-private.h"

#include "alp-certificate-dialog.h"
#include "alp-sign-in-again.h"

#include <glib/gi18n.h>

/* The address the banner speaks of: the one shown, or, in a view over all, the first that needs somebody. */
static AlpAccount *
find_troubled (AlpWindow *self)
{
  GListModel *accounts;

  if (self->account != NULL)
    return self->account;
  accounts = self->engine != NULL ? alp_engine_get_accounts (self->engine) : NULL;
  for (guint i = 0; accounts != NULL && i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);

      if (alp_account_get_state (account) == ALP_ACCOUNT_STATE_NEEDS_ATTENTION)
        return account; /* the engine keeps it */
    }
  return NULL;
}

static char *
dup_sentence (AlpAccount *account, const GError *failure)
{
  const char *email = alp_account_get_email (account);

  if (g_error_matches (failure, ALP_ERROR, ALP_ERROR_SIGN_IN))
    /* Translators: %s is a mail address */
    return g_strdup_printf (_ ("%s: the server does not accept the sign-in any more."), email);
  if (g_error_matches (failure, ALP_ERROR, ALP_ERROR_CERTIFICATE))
    /* Translators: %s is a mail address */
    return g_strdup_printf (_ ("%s: the server's certificate is not trusted. Nothing was sent there."),
                            email);
  if (g_error_matches (failure, ALP_ERROR, ALP_ERROR_KEYRING))
    /* Translators: %s is a mail address */
    return g_strdup_printf (_ ("%s: the keyring does not give the password."), email);
  return g_strdup (failure != NULL ? failure->message : _ ("Sign in again to get new mail."));
}

/**
 * alp_window_show_trouble:
 *
 * Shows the banner of an address that needs somebody. Returns: whether there is one
 */
gboolean
alp_window_show_trouble (AlpWindow *self)
{
  AlpAccount *account = find_troubled (self);
  const GError *failure;
  g_autofree char *sentence = NULL;
  const char *button = _ ("Try Again"), *action = "win.sync";

  if (account == NULL || alp_account_get_state (account) != ALP_ACCOUNT_STATE_NEEDS_ATTENTION)
    return FALSE;
  failure = alp_account_get_failure (account);
  sentence = dup_sentence (account, failure);
  if (g_error_matches (failure, ALP_ERROR, ALP_ERROR_SIGN_IN)
      || g_error_matches (failure, ALP_ERROR, ALP_ERROR_KEYRING))
    {
      button = _ ("Sign In…");
      action = "win.repair";
    }
  else if (alp_error_get_certificate (failure) != NULL)
    {
      button = _ ("Look…");
      action = "win.repair";
    }
  alp_list_pane_set_banner (self->list_pane, sentence, button, action);
  return TRUE;
}

static void
on_decided (gboolean trusted, const GError *error, gpointer data)
{
  g_autoptr (AlpWindow) self = data;

  if (error != NULL)
    alp_window_toast (self, error->message, FALSE);
}

static void
act_repair (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;
  AlpAccount *account = find_troubled (self);
  const GError *failure = account != NULL ? alp_account_get_failure (account) : NULL;
  BaseCertificate *certificate = failure != NULL ? alp_error_get_certificate (failure) : NULL;

  if (certificate != NULL)
    alp_certificate_dialog_ask (GTK_WIDGET (self), self->engine, certificate, NULL, on_decided,
                                g_object_ref (self));
  else if (account != NULL)
    adw_dialog_present (alp_sign_in_again_new (self->engine, account), GTK_WIDGET (self));
}

static void
on_accounts_changed (AlpWindow *self, guint position, guint removed, guint added, GListModel *accounts)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (accounts, i);

      g_signal_connect_object (account, "notify::state", G_CALLBACK (alp_window_update_account_state), self,
                               G_CONNECT_SWAPPED);
    }
  alp_window_update_account_state (self);
}

/** alp_window_watch_trouble: to be called once, when the engine is there */
void
alp_window_watch_trouble (AlpWindow *self)
{
  static const GActionEntry entries[] = { { .name = "repair", .activate = act_repair } };
  GListModel *accounts = alp_engine_get_accounts (self->engine);

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (on_accounts_changed), self,
                           G_CONNECT_SWAPPED);
  on_accounts_changed (self, 0, 0, g_list_model_get_n_items (accounts), accounts);
}
