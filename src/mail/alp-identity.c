/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-identity.c: who one writes as, and what stands under it
 *
 * Main thread; rows are read and written on the engine's actor. */

#include "alp-identity.h"

#include "alp-draft.h"
#include "alp-engine-private.h"
#include "alp-error.h"
#include "mime-address.h"
#include "store-profile.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_SIGNATURE (1024 * 1024)

struct _AlpIdentity
{
  GObject parent_instance;

  gint64 id;
  AlpAccount *account;
  char *name;
  char *email;
  char *reply_to;
  char *label;
  gint64 signatures[2]; /* new, reply */
  gboolean is_default;
};

G_DEFINE_FINAL_TYPE (AlpIdentity, alp_identity, G_TYPE_OBJECT)

struct _AlpSignature
{
  GObject parent_instance;

  gint64 id;
  char *name;
  char *html;
  char *text;
};

G_DEFINE_FINAL_TYPE (AlpSignature, alp_signature, G_TYPE_OBJECT)

gint64
alp_identity_get_id (AlpIdentity *self)
{
  g_return_val_if_fail (ALP_IS_IDENTITY (self), 0);

  return self->id;
}

AlpAccount *
alp_identity_get_account (AlpIdentity *self)
{
  g_return_val_if_fail (ALP_IS_IDENTITY (self), NULL);

  return self->account;
}

const char *
alp_identity_get_name (AlpIdentity *self)
{
  g_return_val_if_fail (ALP_IS_IDENTITY (self), NULL);

  return self->name;
}

const char *
alp_identity_get_email (AlpIdentity *self)
{
  g_return_val_if_fail (ALP_IS_IDENTITY (self), NULL);

  return self->email;
}

const char *
alp_identity_get_reply_to (AlpIdentity *self)
{
  g_return_val_if_fail (ALP_IS_IDENTITY (self), NULL);

  return self->reply_to;
}

gint64
alp_identity_get_signature (AlpIdentity *self, gboolean reply)
{
  g_return_val_if_fail (ALP_IS_IDENTITY (self), 0);

  return self->signatures[reply ? 1 : 0];
}

gboolean
alp_identity_get_is_default (AlpIdentity *self)
{
  g_return_val_if_fail (ALP_IS_IDENTITY (self), FALSE);

  return self->is_default;
}

AlpIdentity *
alp_identity_new (gint64 id, AlpAccount *account, const char *name, const char *email, const char *reply_to,
                  gint64 signature_new, gint64 signature_reply, gboolean is_default)
{
  AlpIdentity *self = g_object_new (ALP_TYPE_IDENTITY, NULL);
  g_autoptr (MimeAddress) address = mime_address_new (name != NULL ? name : "", email);

  self->id = id;
  g_set_object (&self->account, account);
  self->name = g_strdup (address->name);
  self->email = g_strdup (address->email);
  self->reply_to = g_strdup (reply_to != NULL ? reply_to : "");
  self->label = mime_address_format (address);
  self->signatures[0] = signature_new;
  self->signatures[1] = signature_reply;
  self->is_default = is_default;
  return self;
}

gint64
alp_signature_get_id (AlpSignature *self)
{
  g_return_val_if_fail (ALP_IS_SIGNATURE (self), 0);

  return self->id;
}

const char *
alp_signature_get_name (AlpSignature *self)
{
  g_return_val_if_fail (ALP_IS_SIGNATURE (self), NULL);

  return self->name;
}

const char *
alp_signature_get_html (AlpSignature *self)
{
  g_return_val_if_fail (ALP_IS_SIGNATURE (self), NULL);

  return self->html;
}

const char *
alp_signature_get_text (AlpSignature *self)
{
  g_return_val_if_fail (ALP_IS_SIGNATURE (self), NULL);

  return self->text;
}

AlpSignature *
alp_signature_new (gint64 id, const char *name, const char *html)
{
  AlpSignature *self = g_object_new (ALP_TYPE_SIGNATURE, NULL);

  self->id = id;
  self->name = g_strdup (name);
  self->html = alp_draft_clean_html (html);
  self->text = alp_draft_html_to_text (self->html);
  return self;
}

AlpIdentity *
alp_identity_choose (GListModel *identities, AlpAccount *account, const char *from, const char *written_to)
{
  const char *wanted[] = { written_to, from };
  AlpIdentity *fallback = NULL;

  for (gsize w = 0; w < G_N_ELEMENTS (wanted); w++)
    for (guint i = 0; wanted[w] != NULL && i < g_list_model_get_n_items (identities); i++)
      {
        g_autoptr (AlpIdentity) one = g_list_model_get_item (identities, i);

        if (mime_address_equal (one->email, wanted[w]))
          return one; /* the list keeps it */
      }
  for (guint i = 0; i < g_list_model_get_n_items (identities); i++)
    {
      g_autoptr (AlpIdentity) one = g_list_model_get_item (identities, i);

      if (one->account == account && (fallback == NULL || (one->is_default && !fallback->is_default)))
        fallback = one;
    }
  return fallback;
}

/* ---- loading ---- */

void
alp_personas_free (AlpPersonas *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->identities);
  g_clear_object (&self->signatures);
  g_free (self);
}

AlpSignature *
alp_personas_find_signature (AlpPersonas *self, gint64 id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->signatures)); i++)
    {
      g_autoptr (AlpSignature) one = g_list_model_get_item (G_LIST_MODEL (self->signatures), i);

      if (one->id == id)
        return one; /* the list keeps it */
    }
  return NULL;
}

typedef struct
{
  GPtrArray *identities;
  GPtrArray *signatures;
} Rows;

static void
rows_free (gpointer data)
{
  Rows *rows = data;

  g_clear_pointer (&rows->identities, g_ptr_array_unref);
  g_clear_pointer (&rows->signatures, g_ptr_array_unref);
  g_free (rows);
}

static gpointer
load_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  Rows *rows = g_new0 (Rows, 1);

  rows->identities = store_identities_list (argument, 0, error);
  rows->signatures = rows->identities != NULL ? store_signatures_list (argument, 0, error) : NULL;
  if (rows->signatures == NULL)
    g_clear_pointer (&rows, rows_free);
  return rows;
}

static gboolean
is_running (AlpEngine *self, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  if (alp_engine_get_sync (self) != NULL)
    return TRUE;
  alp_job_fail (self, tag, cancellable, callback, user_data, alp_engine_new_stopped_error ());
  return FALSE;
}

void
alp_personas_load_async (AlpEngine *engine, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (engine));

  if (is_running (engine, alp_personas_load_async, cancellable, callback, user_data))
    alp_job_run (engine, alp_personas_load_async, alp_engine_get_actor (engine), BASE_PRIORITY_INTERACTIVE,
                 load_job, sync_engine_get_store (alp_engine_get_sync (engine)), NULL, rows_free, cancellable,
                 callback, user_data);
}

/* For replies, which may not wait: see alp_draft_dup_own_addresses (). */
static void
remember_addresses (AlpEngine *engine, GListModel *identities)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < g_list_model_get_n_items (identities); i++)
    {
      g_autoptr (AlpIdentity) one = g_list_model_get_item (identities, i);

      g_strv_builder_add (builder, one->email);
    }
  g_object_set_data_full (G_OBJECT (engine), "alp-own-addresses", g_strv_builder_end (builder),
                          (GDestroyNotify) g_strfreev);
}

AlpPersonas *
alp_personas_load_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  Rows *rows = alp_job_finish (engine, alp_personas_load_async, result, error);
  AlpPersonas *self;

  if (rows == NULL)
    return NULL;
  self = g_new0 (AlpPersonas, 1);
  self->identities = g_list_store_new (ALP_TYPE_IDENTITY);
  self->signatures = g_list_store_new (ALP_TYPE_SIGNATURE);
  for (guint i = 0; i < rows->identities->len; i++)
    {
      const StoreIdentity *row = g_ptr_array_index (rows->identities, i);
      AlpAccount *account = alp_engine_get_account (engine, row->account_id);
      g_autoptr (AlpIdentity) one
          = account != NULL ? alp_identity_new (row->id, account, row->name, row->email, row->reply_to,
                                                row->signature_new, row->signature_reply, row->is_default)
                            : NULL;

      if (one != NULL)
        g_list_store_append (self->identities, one);
    }
  for (guint i = 0; i < rows->signatures->len; i++)
    {
      const StoreSignature *row = g_ptr_array_index (rows->signatures, i);
      g_autoptr (AlpSignature) one = alp_signature_new (row->id, row->name, row->html);

      g_list_store_append (self->signatures, one);
    }
  rows_free (rows);
  remember_addresses (engine, G_LIST_MODEL (self->identities));
  return self;
}

/* ---- changing ---- */

typedef struct
{
  Store *store;
  StoreIdentity *identity; /* one of these two */
  StoreSignature *signature;
  gboolean remove;
  gboolean is_itself; /* the identity is the address's own one */
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_clear_pointer (&change->identity, store_identity_free);
  g_clear_pointer (&change->signature, store_signature_free);
  g_free (change);
}

/* An address without rows writes as itself; with the first alias that has to be written down, or it would be gone. */
static gboolean
keep_standard (Store *store, gint64 account_id, GError **error)
{
  g_autoptr (GPtrArray) rows = store_identities_list (store, account_id, error);
  StoreIdentity *first = rows != NULL && rows->len > 0 ? g_ptr_array_index (rows, 0) : NULL;

  if (first == NULL || first->id != 0)
    return rows != NULL;
  first->is_default = TRUE;
  return store_identity_save (store, first, error) != 0;
}

static gpointer
change_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  Change *change = argument;
  gint64 id = change->identity != NULL ? change->identity->id : change->signature->id;

  if (change->identity != NULL && !change->remove && id == 0 && !change->is_itself
      && !keep_standard (change->store, change->identity->account_id, error))
    return NULL;
  if (change->remove)
    id = (change->identity != NULL ? store_identity_remove (change->store, id, error)
                                   : store_signature_remove (change->store, id, error))
             ? id
             : 0;
  else
    id = change->identity != NULL ? store_identity_save (change->store, change->identity, error)
                                  : store_signature_save (change->store, change->signature, error);
  return id != 0 ? g_memdup2 (&id, sizeof id) : NULL;
}

static void
run (AlpEngine *engine, Change *change, GAsyncReadyCallback callback, gpointer user_data)
{
  if (!is_running (engine, alp_persona_finish, NULL, callback, user_data))
    {
      change_free (change);
      return;
    }
  change->store = sync_engine_get_store (alp_engine_get_sync (engine));
  alp_job_run (engine, alp_persona_finish, alp_engine_get_actor (engine), BASE_PRIORITY_INTERACTIVE,
               change_job, change, change_free, g_free, NULL, callback, user_data);
}

static Change *
identity_change (AlpIdentity *identity)
{
  Change *change = g_new0 (Change, 1);
  StoreIdentity *row = g_new0 (StoreIdentity, 1);

  row->id = identity->id;
  row->account_id = alp_account_get_id (identity->account);
  row->name = g_strdup (identity->name);
  row->email = g_strdup (identity->email);
  row->reply_to = g_strdup (identity->reply_to);
  row->bcc = g_strdup ("");
  row->signature_new = identity->signatures[0];
  row->signature_reply = identity->signatures[1];
  row->is_default = identity->is_default;
  change->is_itself = mime_address_equal (identity->email, alp_account_get_email (identity->account));
  change->identity = row;
  return change;
}

static Change *
signature_change (AlpSignature *signature)
{
  Change *change = g_new0 (Change, 1);
  StoreSignature *row = g_new0 (StoreSignature, 1);

  row->id = signature->id;
  row->name = g_strdup (signature->name);
  row->html = g_strdup (signature->html);
  row->text = g_strdup (signature->text);
  change->signature = row;
  return change;
}

/**
 * alp_identity_save_async:
 *
 * ALP_ERROR_INVALID: its address is none.
 */
void
alp_identity_save_async (AlpEngine *engine, AlpIdentity *identity, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (ALP_IS_IDENTITY (identity));

  if (!mime_address_is_valid (identity->email)
      || (*identity->reply_to != '\0' && !mime_address_is_valid (identity->reply_to)))
    alp_job_fail (engine, alp_persona_finish, NULL, callback, user_data,
                  g_error_new_literal (ALP_ERROR, ALP_ERROR_INVALID, _ ("This is not an address.")));
  else
    run (engine, identity_change (identity), callback, user_data);
}

void
alp_identity_remove_async (AlpEngine *engine, AlpIdentity *identity, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  Change *change = identity_change (identity);

  change->remove = TRUE;
  run (engine, change, callback, user_data);
}

/**
 * alp_signature_save_async:
 *
 * ALP_ERROR_INVALID: it has no name, or is larger than a signature can be.
 */
void
alp_signature_save_async (AlpEngine *engine, AlpSignature *signature, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (ALP_IS_SIGNATURE (signature));

  if (*signature->name == '\0' || strlen (signature->html) > MAX_SIGNATURE)
    alp_job_fail (engine, alp_persona_finish, NULL, callback, user_data,
                  g_error_new_literal (ALP_ERROR, ALP_ERROR_INVALID,
                                       *signature->name == '\0' ? _ ("Give the signature a name.")
                                                                : _ ("The signature is too large.")));
  else
    run (engine, signature_change (signature), callback, user_data);
}

void
alp_signature_remove_async (AlpEngine *engine, AlpSignature *signature, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  Change *change = signature_change (signature);

  change->remove = TRUE;
  run (engine, change, callback, user_data);
}

gint64
alp_persona_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *id = alp_job_finish (engine, alp_persona_finish, result, error);

  return id != NULL ? *id : 0;
}

/* ---- GObject ---- */

enum
{
  PROP_LABEL = 1,
};

static void
alp_identity_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LABEL)
    g_value_set_string (value, ALP_IDENTITY (object)->label);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
alp_identity_finalize (GObject *object)
{
  AlpIdentity *self = ALP_IDENTITY (object);

  g_clear_object (&self->account);
  g_free (self->name);
  g_free (self->email);
  g_free (self->reply_to);
  g_free (self->label);
  G_OBJECT_CLASS (alp_identity_parent_class)->finalize (object);
}

static void
alp_identity_class_init (AlpIdentityClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = alp_identity_get_property;
  G_OBJECT_CLASS (klass)->finalize = alp_identity_finalize;
  g_object_class_install_property (
      G_OBJECT_CLASS (klass), PROP_LABEL,
      g_param_spec_string ("label", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
alp_identity_init (AlpIdentity *self)
{
}

static void
alp_signature_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LABEL)
    g_value_set_string (value, ALP_SIGNATURE (object)->name);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
alp_signature_finalize (GObject *object)
{
  AlpSignature *self = ALP_SIGNATURE (object);

  g_free (self->name);
  g_free (self->html);
  g_free (self->text);
  G_OBJECT_CLASS (alp_signature_parent_class)->finalize (object);
}

static void
alp_signature_class_init (AlpSignatureClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = alp_signature_get_property;
  G_OBJECT_CLASS (klass)->finalize = alp_signature_finalize;
  g_object_class_install_property (
      G_OBJECT_CLASS (klass), PROP_LABEL,
      g_param_spec_string ("label", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
alp_signature_init (AlpSignature *self)
{
}
