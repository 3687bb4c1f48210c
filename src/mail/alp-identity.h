/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "alp-account.h"

G_BEGIN_DECLS

typedef struct _AlpEngine AlpEngine;

/* AlpIdentity: who one writes as. Main thread. Properties (read-only): label (string), the rest by function. Never changes: a saved one
 * is a new object of the next list. */
#define ALP_TYPE_IDENTITY (alp_identity_get_type ())
G_DECLARE_FINAL_TYPE (AlpIdentity, alp_identity, ALP, IDENTITY, GObject)

/* 0: made of the address itself, not stored yet. */
gint64 alp_identity_get_id (AlpIdentity *self);
/* (transfer none): whose server it is sent by. */
AlpAccount *alp_identity_get_account (AlpIdentity *self);
const char *alp_identity_get_name (AlpIdentity *self);
const char *alp_identity_get_email (AlpIdentity *self);
const char *alp_identity_get_reply_to (AlpIdentity *self);
/* Ids of AlpSignature, 0: none. */
gint64 alp_identity_get_signature (AlpIdentity *self, gboolean reply);
gboolean alp_identity_get_is_default (AlpIdentity *self);
/* (transfer full): the same with other values; nullable strings mean ""; saved with alp_identity_save_async (). */
AlpIdentity *alp_identity_new (gint64 id, AlpAccount *account, const char *name, const char *email,
                               const char *reply_to, gint64 signature_new, gint64 signature_reply,
                               gboolean is_default);

/* AlpSignature: what stands under a message. Main thread. */
#define ALP_TYPE_SIGNATURE (alp_signature_get_type ())
G_DECLARE_FINAL_TYPE (AlpSignature, alp_signature, ALP, SIGNATURE, GObject)

gint64 alp_signature_get_id (AlpSignature *self);
const char *alp_signature_get_name (AlpSignature *self);
/* Cleaned. */
const char *alp_signature_get_html (AlpSignature *self);
const char *alp_signature_get_text (AlpSignature *self);
/* @html: anything; cleaned. */
AlpSignature *alp_signature_new (gint64 id, const char *name, const char *html);

/* All of them; kept by the engine until they change. */
typedef struct
{
  GListStore *identities; /* AlpIdentity: by address, the default of each first */
  GListStore *signatures; /* AlpSignature */
} AlpPersonas;

void alp_personas_free (AlpPersonas *self);
AlpSignature *alp_personas_find_signature (AlpPersonas *self, gint64 id);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpPersonas, alp_personas_free)

void alp_personas_load_async (AlpEngine *engine, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
AlpPersonas *alp_personas_load_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

void alp_identity_save_async (AlpEngine *engine, AlpIdentity *identity, GAsyncReadyCallback callback,
                              gpointer user_data);
void alp_identity_remove_async (AlpEngine *engine, AlpIdentity *identity, GAsyncReadyCallback callback,
                                gpointer user_data);
void alp_signature_save_async (AlpEngine *engine, AlpSignature *signature, GAsyncReadyCallback callback,
                               gpointer user_data);
void alp_signature_remove_async (AlpEngine *engine, AlpSignature *signature, GAsyncReadyCallback callback,
                                 gpointer user_data);
/* For these four. Returns: the id, 0 with @error; a removed one's id. */
gint64 alp_persona_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

/* Which of @identities (AlpIdentity) a message is written as: @written_to, else @from, else the default of @account. Pure. (nullable)
 * (transfer none) */
AlpIdentity *alp_identity_choose (GListModel *identities, AlpAccount *account, const char *from,
                                  const char *written_to);

G_END_DECLS
