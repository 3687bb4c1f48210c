/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-types.h"

G_BEGIN_DECLS

/* A user account of the program ("Personal", "Work") over one or more addresses (StoreAccount.profile_id). In local.db. */
typedef struct
{
  gint64 id; /* 0: new. 1 is always there */
  char *name;
  char *first_name;
  char *last_name;
  char *birth_date; /* YYYY-MM-DD or "" */
  char *color;      /* #rrggbb or "" */
  GBytes *avatar;   /* nullable: a picture file as it is, 4 MB at most */
  gint position;
} StoreProfile;

void store_profile_free (StoreProfile *self);
/* (element-type StoreProfile): in order of position. */
GPtrArray *store_profiles_list (Store *store, GError **error);
/* Adds (id 0) or changes. Strings may be NULL: "". Returns: the id, 0 on error. */
gint64 store_profile_save (Store *store, const StoreProfile *profile, GError **error);
/* INVALID while addresses belong to it, and for number 1. */
gboolean store_profile_remove (Store *store, gint64 id, GError **error);

/* Who one writes as: an address has one default identity and any number of others (aliases, plus variants). */
typedef struct
{
  gint64 id; /* 0: new */
  gint64 account_id;
  char *name;
  char *email;
  char *reply_to;         /* "" */
  char *bcc;              /* always added, "" */
  gint64 signature_new;   /* StoreSignature, 0: none */
  gint64 signature_reply; /* for answers and forwarded messages */
  gboolean is_default;    /* saving one as default takes it from the others of the address */
  gint position;
} StoreIdentity;

void store_identity_free (StoreIdentity *self);
/* Of an address (0: all), the default first. An address without rows has one made of its own name and address, id 0. */
GPtrArray *store_identities_list (Store *store, gint64 account_id, GError **error);
gint64 store_identity_save (Store *store, const StoreIdentity *identity, GError **error);
gboolean store_identity_remove (Store *store, gint64 id, GError **error);

typedef struct
{
  gint64 id;         /* 0: new */
  gint64 account_id; /* 0: offered for every address */
  char *name;
  char *html; /* sanitised by the caller */
  char *text;
  gint position;
} StoreSignature;

void store_signature_free (StoreSignature *self);
/* Those for an address and those for every one; 0: all there are. */
GPtrArray *store_signatures_list (Store *store, gint64 account_id, GError **error);
StoreSignature *store_signature_get (Store *store, gint64 id, GError **error);
gint64 store_signature_save (Store *store, const StoreSignature *signature, GError **error);
/* Identities that use it have none afterwards. */
gboolean store_signature_remove (Store *store, gint64 id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreProfile, store_profile_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreIdentity, store_identity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreSignature, store_signature_free)

G_END_DECLS
