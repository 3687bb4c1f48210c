/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-types.h"

G_BEGIN_DECLS

/* Numbers equal NetSecurity's. */
typedef enum
{
  STORE_SECURITY_TLS = 1,
  STORE_SECURITY_STARTTLS,
  STORE_SECURITY_NONE,
} StoreSecurity;

/* Values are stored: never renumber. */
typedef enum
{
  STORE_ACCOUNT_IMAP = 1,
  STORE_ACCOUNT_POP,   /* imap_* hold the POP3 server */
  STORE_ACCOUNT_LOCAL, /* "On this computer": no server, sends nothing */
} StoreAccountKind;

/* One account as set up. In local.db. Strings are never NULL unless marked nullable. No password is ever stored. */
typedef struct
{
  gint64 id;
  char *email;
  char *name; /* the person's, for From */
  char *user; /* login name */
  char *imap_host;
  guint16 imap_port;
  StoreSecurity imap_security;
  char *smtp_host;
  guint16 smtp_port;
  StoreSecurity smtp_security;
  char *ca_file;          /* nullable: PEM of a private authority */
  char *password_command; /* nullable: prints the password */
  char *color;            /* nullable: #rrggbb */
  gint position;          /* order in lists */
  gint64 profile_id;      /* StoreProfile it belongs to */
  StoreAccountKind kind;
  gboolean unified; /* takes part in the views over all addresses */
  gboolean paused;  /* not synced until the person says so */
} StoreAccount;

/* An empty record to fill in (strings g_strdup'ed), IMAP, ports 993 and 465 with TLS, profile 1, unified. */
StoreAccount *store_account_new (void);
StoreAccount *store_account_copy (const StoreAccount *self);
void store_account_free (StoreAccount *self);

/* Returns: (element-type StoreAccount): in order of position; NULL on error. */
GPtrArray *store_accounts_list (Store *store, GError **error);
/* STORE_ERROR_NOT_FOUND when there is none. */
StoreAccount *store_account_get (Store *store, gint64 id, GError **error);
StoreAccount *store_account_get_by_email (Store *store, const char *email, GError **error);
/* Ignores @account's id. STORE_ERROR_INVALID when the address is there already. Returns: the new id, 0 on error. */
gint64 store_account_add (Store *store, const StoreAccount *account, GError **error);
gboolean store_account_update (Store *store, const StoreAccount *account, GError **error);
/* Removes the account with its mail, journal, outbox and drafts. The caller has asked about unsent things before. */
gboolean store_account_remove (Store *store, gint64 id, GError **error);
/* Journal entries not yet replayed plus outbox entries not yet sent. */
guint store_account_count_unfinished (Store *store, gint64 id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreAccount, store_account_free)

G_END_DECLS
