/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-types.h"

G_BEGIN_DECLS

/* What a person chose: searches kept, folders treated in their own way, senders trusted. In local.db. */

typedef struct
{
  gint64 id;         /* 0: new */
  gint64 account_id; /* 0: all addresses */
  char *name;
  char *query; /* see store-query.h */
  char *icon;  /* icon name, "" */
  gint position;
} StoreSavedSearch;

void store_saved_search_free (StoreSavedSearch *self);
/* (element-type StoreSavedSearch): in order of position. */
GPtrArray *store_saved_searches_list (Store *store, GError **error);
/* Adds (id 0) or changes. Returns: the id, 0 on error. */
gint64 store_saved_search_save (Store *store, const StoreSavedSearch *search, GError **error);
gboolean store_saved_search_remove (Store *store, gint64 id, GError **error);

/* Remembers a search that was carried out; the newest 50 are kept. Empty text is ignored. */
gboolean store_recent_search_add (Store *store, const char *query, GError **error);
/* Newest first, at most @limit (0: 50), only those beginning with @prefix (nullable). NULL-terminated. */
char **store_recent_searches_list (Store *store, const char *prefix, guint limit, GError **error);
/* @query NULL: all of them. */
gboolean store_recent_search_remove (Store *store, const char *query, GError **error);

/* How much of a folder is kept here. Values are stored: never renumber. */
typedef enum
{
  STORE_POLICY_DEFAULT = 0, /* as the address has it */
  STORE_POLICY_ALL,         /* every body */
  STORE_POLICY_MONTHS,      /* bodies of the last n months */
  STORE_POLICY_HEADERS,     /* headers only, bodies on demand */
  STORE_POLICY_NONE,        /* not fetched at all */
} StorePolicy;

typedef struct
{
  gint64 account_id;
  char *path; /* the server's bytes, as in StoreFolder */
  StorePolicy policy;
  guint months;   /* for STORE_POLICY_MONTHS */
  StoreRole role; /* what the person says it is, 0: as the server says. Wins in store_folder_upsert () */
  gboolean favorite;
  gint position; /* among the favorites */
  gint notify;   /* 0: as by default, 1: always, -1: never */
  gboolean collapsed;
} StoreFolderSetting;

void store_folder_setting_free (StoreFolderSetting *self);
/* Never NULL without @error: a folder without a row has the defaults. */
StoreFolderSetting *store_folder_setting_get (Store *store, gint64 account_id, const char *path,
                                              GError **error);
/* Those that differ from the defaults. @account_id 0: all. Favorites first, in their order. */
GPtrArray *store_folder_settings_list (Store *store, gint64 account_id, GError **error);
/* A changed role takes effect on the folder at once; the folder that had it by the person's choice loses it. */
gboolean store_folder_setting_save (Store *store, const StoreFolderSetting *setting, GError **error);

/* A choice of one address by name. NULL value removes. */
gboolean store_account_setting_set (Store *store, gint64 account_id, const char *name, const char *value,
                                    GError **error);
char *store_account_setting_get (Store *store, gint64 account_id, const char *name);

/* Values are stored: never renumber. */
typedef enum
{
  STORE_TRUST_IMAGES = 1,   /* remote images of this sender or domain are shown */
  STORE_TRUST_ORGANIZATION, /* this domain is not external */
  STORE_TRUST_FINE,         /* "it is fine": no warning for this sender */
  STORE_TRUST_BLOCKED,      /* blocked sender or domain (local rule) */
} StoreTrust;

/* @name: an address, or a domain without @. @account_id 0: for all addresses. */
gboolean store_trust_add (Store *store, StoreTrust kind, gint64 account_id, const char *name, GError **error);
gboolean store_trust_remove (Store *store, StoreTrust kind, gint64 account_id, const char *name,
                             GError **error);
/* Whether @email, or its whole domain, has this kind for the address or for all. Not its parent domains. */
gboolean store_trust_has (Store *store, StoreTrust kind, gint64 account_id, const char *email);
/* Names, sorted. NULL-terminated. */
char **store_trust_list (Store *store, StoreTrust kind, gint64 account_id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreSavedSearch, store_saved_search_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreFolderSetting, store_folder_setting_free)

G_END_DECLS
