/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "alp-folder.h"

G_BEGIN_DECLS

typedef enum
{
  ALP_ACCOUNT_STATE_OFFLINE = 1, /* not started, no network, or the server does not answer */
  ALP_ACCOUNT_STATE_CONNECTING,
  ALP_ACCOUNT_STATE_SYNCING,
  ALP_ACCOUNT_STATE_IDLE,            /* in agreement with the server, waiting for news */
  ALP_ACCOUNT_STATE_NEEDS_ATTENTION, /* a person must act; "error" says what */
} AlpAccountState;

/* Numbers equal StoreSecurity's. */
typedef enum
{
  ALP_SECURITY_TLS = 1,
  ALP_SECURITY_STARTTLS,
  ALP_SECURITY_NONE,
} AlpSecurity;

/* What is needed to add an account. Fill in with g_strdup'ed strings; NULL counts as empty. */
typedef struct
{
  char *email;
  char *name; /* the person's, for From */
  char *user; /* login name, NULL: the address */
  char *imap_host;
  guint16 imap_port;
  AlpSecurity imap_security;
  char *smtp_host;
  guint16 smtp_port;
  AlpSecurity smtp_security;
  char *ca_file;          /* nullable: PEM of a private authority */
  char *password_command; /* nullable: a command that prints the password */
  gboolean pop;           /* imap_* are a POP3 server: mail is fetched from it and kept here */
  int pop_leave_days; /* with @pop, when adding: days until fetched mail is deleted there; 0: at once, -1: never */
} AlpAccountSpec;

#define ALP_TYPE_ACCOUNT_SPEC (alp_account_spec_get_type ())
GType alp_account_spec_get_type (void);
/* Ports 993 and 465 with TLS. */
AlpAccountSpec *alp_account_spec_new (void);
AlpAccountSpec *alp_account_spec_copy (const AlpAccountSpec *self);
void alp_account_spec_free (AlpAccountSpec *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpAccountSpec, alp_account_spec_free)

/* AlpAccount: one address. Main thread. Properties (read-only, notified): id (int64), email, name, color, state (int), error (string),
 * last-sync (int64), folders (GListModel of AlpFolder), profile-id (int64), unified, paused (boolean). */
#define ALP_TYPE_ACCOUNT (alp_account_get_type ())
G_DECLARE_FINAL_TYPE (AlpAccount, alp_account, ALP, ACCOUNT, GObject)

gint64 alp_account_get_id (AlpAccount *self);
const char *alp_account_get_email (AlpAccount *self);
/* The person's name, "" when none. */
const char *alp_account_get_name (AlpAccount *self);
/* Nullable: #rrggbb. */
const char *alp_account_get_color (AlpAccount *self);
/* The AlpProfile it belongs to. */
gint64 alp_account_get_profile_id (AlpAccount *self);
/* Whether it takes part in the views over all addresses. */
gboolean alp_account_get_unified (AlpAccount *self);
/* Whether the person stopped it: it does not connect until it goes on. */
gboolean alp_account_get_paused (AlpAccount *self);
AlpAccountState alp_account_get_state (AlpAccount *self);
/* Nullable: a translated sentence while offline or in need of attention. */
const char *alp_account_get_error (AlpAccount *self);
/* (transfer none) (nullable): the same as the ALP_ERROR it was: its code tells which button helps. */
const GError *alp_account_get_failure (AlpAccount *self);
/* Unix seconds of the last complete sync of the inbox, 0: never. */
gint64 alp_account_get_last_sync (AlpAccount *self);
/* Messages still to be fetched in the folder that is synced now, 0: none or unknown. Property "left" (uint). */
guint alp_account_get_left (AlpAccount *self);
/* (transfer none): special folders first (inbox, drafts, sent, archive, spam, trash), then the others by path. */
GListModel *alp_account_get_folders (AlpAccount *self);
/* (transfer none) (nullable): by shown path, role name or name, letter case ignored. */
AlpFolder *alp_account_find_folder (AlpAccount *self, const char *name);
AlpFolder *alp_account_find_role (AlpAccount *self, AlpFolderRole role);
/* (transfer none): how it was set up, for programs. */
const AlpAccountSpec *alp_account_get_spec (AlpAccount *self);

G_END_DECLS
