/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "alp-account.h"

G_BEGIN_DECLS

typedef struct _AlpEngine AlpEngine;

/* AlpProfile: a user account of this computer ("Personal", "Work") over one or more addresses. Main thread. Properties (read-only,
 * notified): id (int64), title (string), color (string), avatar (GBytes), accounts (GListModel of AlpAccount; notified
 * when others of them take part in the views over all). */
#define ALP_TYPE_PROFILE (alp_profile_get_type ())
G_DECLARE_FINAL_TYPE (AlpProfile, alp_profile, ALP, PROFILE, GObject)

gint64 alp_profile_get_id (AlpProfile *self);
/* Never empty: its name, else the person's, else that of its first address, else a word. */
const char *alp_profile_get_title (AlpProfile *self);
/* As typed, "" when none. */
const char *alp_profile_get_name (AlpProfile *self);
const char *alp_profile_get_first_name (AlpProfile *self);
const char *alp_profile_get_last_name (AlpProfile *self);
/* YYYY-MM-DD or "". Never leaves this computer. */
const char *alp_profile_get_birth_date (AlpProfile *self);
/* #rrggbb or "". */
const char *alp_profile_get_color (AlpProfile *self);
/* (transfer none) (nullable): a picture file, as alp_profile_save_async () was given it. */
GBytes *alp_profile_get_avatar (AlpProfile *self);
/* (transfer none): its AlpAccounts in the person's order; the same model as long as the profile lives. */
GListModel *alp_profile_get_accounts (AlpProfile *self);
/* Unread messages in its inboxes. @unified: only of addresses that take part in the views over all addresses. */
guint alp_profile_count_unread (AlpProfile *self, gboolean unified);

/* (transfer none): of AlpProfile, in the person's order. Number 1 is always there; one without addresses is being set up. */
GListModel *alp_engine_get_profiles (AlpEngine *self);
/* (transfer none) (nullable) */
AlpProfile *alp_engine_get_profile_by_id (AlpEngine *self, gint64 id);
/* (transfer none) (nullable): the first after @except (nullable) that has addresses, going round. */
AlpProfile *alp_engine_next_profile (AlpEngine *self, AlpProfile *except);
/* Addresses added from now on belong to it. */
void alp_engine_set_default_profile (AlpEngine *self, gint64 id);
gint64 alp_engine_get_default_profile (AlpEngine *self);

/* What a profile is made of. Strings nullable: "". */
typedef struct
{
  gint64 id; /* 0: a new one */
  const char *name;
  const char *first_name;
  const char *last_name;
  const char *birth_date; /* YYYY-MM-DD */
  const char *color;      /* #rrggbb */
  GBytes *avatar;         /* nullable */
} AlpProfileValues;

#define ALP_PROFILE_NAME_MAX 100
#define ALP_PROFILE_AVATAR_MAX (4 * 1024 * 1024)

/* (nullable): why these values cannot be, as a sentence. Pure. */
const char *alp_profile_find_mistake (const AlpProfileValues *values);
/* Adds or changes. ALP_ERROR_INVALID with the sentence of alp_profile_find_mistake (). Returns (finish): the id, 0 on error. */
void alp_profile_save_async (AlpEngine *engine, const AlpProfileValues *values, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
gint64 alp_profile_save_finish (AlpEngine *engine, GAsyncResult *result, GError **error);
/* Signs the user account out of this computer: its addresses go with mail, settings and passwords here; nothing is deleted on a server.
 * ALP_ERROR_BUSY: something was never sent (the sentence names the address), unless @force; addresses before that one are gone then. */
void alp_profile_detach_async (AlpEngine *engine, AlpProfile *profile, gboolean force,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean alp_profile_detach_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

/* What to change about an address; the others stay. */
typedef enum
{
  ALP_ACCOUNT_CHANGE_NAME = 1 << 0,
  ALP_ACCOUNT_CHANGE_COLOR = 1 << 1,
  ALP_ACCOUNT_CHANGE_UNIFIED = 1 << 2,
  ALP_ACCOUNT_CHANGE_PAUSED = 1 << 3,
  ALP_ACCOUNT_CHANGE_PROFILE = 1 << 4,
  ALP_ACCOUNT_CHANGE_POSITION = 1 << 5,
} AlpAccountChangeFlags;

typedef struct
{
  AlpAccountChangeFlags flags;
  const char *name;
  const char *color; /* nullable: none */
  gboolean unified;
  gboolean paused;
  gint64 profile_id;
  gint position;
} AlpAccountChange;

/* Changes at once: a paused address stops, one that goes on starts. ALP_ERROR_INVALID. */
void alp_account_change_async (AlpEngine *engine, AlpAccount *account, const AlpAccountChange *change,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean alp_account_change_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

/* Small choices of one address by name, such as "policy". @value nullable: as by default. */
void alp_account_set_choice_async (AlpEngine *engine, AlpAccount *account, const char *name,
                                   const char *value, GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean alp_account_set_choice_finish (AlpEngine *engine, GAsyncResult *result, GError **error);
/* (transfer full) (nullable) on finish; NULL without @error: as by default. */
void alp_account_get_choice_async (AlpEngine *engine, AlpAccount *account, const char *name,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
char *alp_account_get_choice_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

G_END_DECLS
