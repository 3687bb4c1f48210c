/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-addresses-signature.c: a menu of signatures; the chosen one becomes that of the default identity of each address.
 *
 * Main thread.  Made for one opening: the signatures are those of now. */
#include "alp-addresses-signature.h"

#include "alp-identity.h"

#include <glib/gi18n.h>

typedef struct
{
  AlpEngine *engine;
  GListModel *accounts;
  GtkWidget *popover; /* weak */
  GtkWidget *box;
  AlpPersonas *personas; /* nullable: on its way */
} Menu;

static void
menu_free (gpointer data)
{
  Menu *menu = data;

  g_object_unref (menu->engine);
  g_object_unref (menu->accounts);
  g_clear_pointer (&menu->personas, alp_personas_free);
  g_free (menu);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (alp_persona_finish (ALP_ENGINE (source), result, &error) == 0)
    g_warning ("a signature was not set: %s", error->message);
}

static gboolean
is_chosen (Menu *menu, AlpAccount *account)
{
  for (guint i = 0; i < g_list_model_get_n_items (menu->accounts); i++)
    {
      g_autoptr (AlpAccount) one = g_list_model_get_item (menu->accounts, i);

      if (one == account)
        return TRUE;
    }
  return FALSE;
}

static void
on_signature (GtkButton *button, Menu *menu)
{
  gint64 id = *(gint64 *) g_object_get_data (G_OBJECT (button), "alp-signature");
  GListModel *identities = G_LIST_MODEL (menu->personas->identities);

  for (guint i = 0; i < g_list_model_get_n_items (identities); i++)
    {
      g_autoptr (AlpIdentity) old = g_list_model_get_item (identities, i);
      g_autoptr (AlpIdentity) changed = NULL;

      if (!alp_identity_get_is_default (old) || !is_chosen (menu, alp_identity_get_account (old)))
        continue;
      changed = alp_identity_new (alp_identity_get_id (old), alp_identity_get_account (old),
                                  alp_identity_get_name (old), alp_identity_get_email (old),
                                  alp_identity_get_reply_to (old), id, id, TRUE);
      alp_identity_save_async (menu->engine, changed, on_saved, NULL);
    }
  gtk_popover_popdown (GTK_POPOVER (menu->popover));
}

static void
add_item (Menu *menu, const char *label, gint64 id)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "flat");
  gtk_label_set_xalign (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), 0);
  g_object_set_data_full (G_OBJECT (button), "alp-signature", g_memdup2 (&id, sizeof id), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_signature), menu);
  gtk_box_append (GTK_BOX (menu->box), button);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) popover = data;
  Menu *menu = g_object_get_data (G_OBJECT (popover), "alp-menu");

  menu->personas = alp_personas_load_finish (ALP_ENGINE (source), result, NULL);
  if (menu->personas == NULL)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (menu->personas->signatures)); i++)
    {
      g_autoptr (AlpSignature) one = g_list_model_get_item (G_LIST_MODEL (menu->personas->signatures), i);

      add_item (menu, alp_signature_get_name (one), alp_signature_get_id (one));
    }
  /* Translators: a choice among signatures */
  add_item (menu, C_ ("signature", "None"), 0);
}

/**
 * alp_addresses_signature_popover_new:
 * @accounts: of #AlpAccount, that get the signature
 *
 * Returns: (transfer floating): the menu
 */
GtkWidget *
alp_addresses_signature_popover_new (AlpEngine *engine, GListModel *accounts)
{
  Menu *menu = g_new0 (Menu, 1);

  menu->engine = g_object_ref (engine);
  menu->accounts = g_object_ref (accounts);
  menu->popover = gtk_popover_new ();
  menu->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  gtk_popover_set_child (GTK_POPOVER (menu->popover), menu->box);
  g_object_set_data_full (G_OBJECT (menu->popover), "alp-menu", menu, menu_free);
  alp_personas_load_async (engine, NULL, on_loaded, g_object_ref (menu->popover));
  return menu->popover;
}
