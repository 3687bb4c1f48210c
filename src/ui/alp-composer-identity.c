/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-composer-identity.c: who the message is from, and the signature under it.
 *
 * Main thread.  The identity the answered message was written to is chosen; another one takes its own signature along,
 * in the place of the one before.  A new draft gets its signature before it is shown, so that an untouched composer
 * leaves no draft behind. */
#include "alp-composer-private.h"

#include <glib/gi18n.h>

/* "-- " in a plain message (RFC 3676, 4.3). */
static char *
plain_signature (const AlpSignature *signature)
{
  const char *text = signature != NULL ? alp_signature_get_text ((AlpSignature *) signature) : "";

  return *text != '\0' ? g_strdup_printf ("-- \n%s", text) : g_strdup ("");
}

static AlpSignature *
signature_of (AlpComposer *self, AlpIdentity *identity)
{
  gint64 id
      = identity != NULL ? alp_identity_get_signature (identity, alp_draft_get_is_reply (self->draft)) : 0;

  return id != 0 ? alp_personas_find_signature (self->personas, id) : NULL;
}

/* @quiet: the draft does not count as edited */
static void
put_signature (AlpComposer *self, AlpSignature *signature, gboolean quiet)
{
  if (alp_editor_get_plain (self->editor))
    {
      g_autofree char *text = plain_signature (signature);

      if (g_strcmp0 (text, self->plain_signature) == 0)
        return;
      alp_editor_replace_text (self->editor, self->plain_signature != NULL ? self->plain_signature : "",
                               text);
      g_set_str (&self->plain_signature, text);
      if (!quiet)
        alp_composer_edited (self);
      return;
    }
  alp_editor_set_signature (self->editor, signature != NULL ? alp_signature_get_html (signature) : "", quiet);
}

void
alp_composer_identity_sign (AlpComposer *self, AlpSignature *signature)
{
  put_signature (self, signature, FALSE);
}

static AlpIdentity *
chosen_identity (AlpComposer *self)
{
  guint position = gtk_drop_down_get_selected (self->from);
  g_autoptr (AlpIdentity) identity
      = position != GTK_INVALID_LIST_POSITION
            ? g_list_model_get_item (G_LIST_MODEL (self->personas->identities), position)
            : NULL;

  return identity; /* the list keeps it */
}

static void
apply_identity (AlpComposer *self, AlpIdentity *identity)
{
  g_autofree char *reply_to = alp_recipient_entry_dup_text (self->reply_to);

  alp_draft_set_account (self->draft, alp_identity_get_account (identity));
  g_object_set (self->draft, "from-name", alp_identity_get_name (identity), "from-email",
                alp_identity_get_email (identity), NULL);
  if (*reply_to == '\0' && *alp_identity_get_reply_to (identity) != '\0')
    {
      alp_recipient_entry_set_text (self->reply_to, alp_identity_get_reply_to (identity));
      gtk_widget_set_visible (self->reply_to_row, TRUE);
    }
}

static void
on_from_changed (AlpComposer *self)
{
  AlpIdentity *identity;

  if (self->filling || self->personas == NULL)
    return;
  identity = chosen_identity (self);
  if (identity == NULL)
    return;
  apply_identity (self, identity);
  put_signature (self, signature_of (self, identity), FALSE);
  alp_composer_edited (self);
}

static void
choose (AlpComposer *self)
{
  g_autofree char *from = NULL;
  AlpIdentity *identity;
  gboolean fresh = alp_draft_get_id (self->draft) == 0;
  guint position;

  g_object_get (self->draft, "from-email", &from, NULL);
  identity
      = alp_identity_choose (G_LIST_MODEL (self->personas->identities), alp_draft_get_account (self->draft),
                             from, alp_draft_get_written_to (self->draft));
  if (identity == NULL)
    return;
  if (g_list_store_find (self->personas->identities, identity, &position))
    gtk_drop_down_set_selected (self->from, position);
  apply_identity (self, identity);
  if ((fresh && !self->signed_once) || self->sign_again)
    put_signature (self, signature_of (self, identity), !self->sign_again);
  else if (self->plain_signature == NULL)
    self->plain_signature
        = plain_signature (signature_of (self, identity)); /* what a saved one was signed with */
  self->signed_once = TRUE;
  self->sign_again = FALSE;
}

static void
on_loaded (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpComposer) self = data;
  g_autoptr (GError) error = NULL;
  AlpPersonas *personas = alp_personas_load_finish (ALP_ENGINE (engine), result, &error);
  gboolean filling = self->filling;

  if (personas == NULL || self->draft == NULL)
    {
      g_clear_pointer (&personas, alp_personas_free);
      return;
    }
  self->filling = TRUE;
  g_clear_pointer (&self->personas, alp_personas_free);
  self->personas = personas;
  gtk_drop_down_set_model (self->from, G_LIST_MODEL (personas->identities));
  choose (self);
  gtk_widget_set_visible (
      self->from_row, !self->compact && g_list_model_get_n_items (G_LIST_MODEL (personas->identities)) > 1);
  self->filling = filling;
  alp_composer_menu_fill_signatures (self);
}

/**
 * alp_composer_identity_converted:
 *
 * The text became plain, or rich; what stands under it is known again and can be replaced.
 */
void
alp_composer_identity_converted (AlpComposer *self)
{
  AlpIdentity *identity = self->personas != NULL ? chosen_identity (self) : NULL;
  AlpSignature *signature = signature_of (self, identity);

  g_clear_pointer (&self->plain_signature, g_free);
  if (alp_editor_get_plain (self->editor))
    self->plain_signature = plain_signature (signature);
}

void
alp_composer_identity_load (AlpComposer *self)
{
  alp_personas_load_async (self->engine, NULL, on_loaded, g_object_ref (self));
}

/* Whoever changes signatures from here wants to see them here. */
static void
on_dialog_changed (AlpComposer *self)
{
  self->sign_again = TRUE;
  alp_composer_identity_load (self);
}

static void
act_signatures (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpComposer *self = data;
  AdwDialog *dialog = alp_signature_dialog_new (self->engine, NULL);

  g_signal_connect_object (dialog, "changed", G_CALLBACK (on_dialog_changed), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

void
alp_composer_identity_init (AlpComposer *self)
{
  static const GActionEntry entries[] = {
    { .name = "signatures", .activate = act_signatures },
  };
  g_autoptr (GtkExpression) label = gtk_property_expression_new (ALP_TYPE_IDENTITY, NULL, "label");

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_drop_down_set_expression (self->from, label);
  g_signal_connect_object (self->from, "notify::selected", G_CALLBACK (on_from_changed), self,
                           G_CONNECT_SWAPPED);
}
