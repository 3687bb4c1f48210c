/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net-credentials.h"
#include "net-endpoint.h"
#include "net-stream.h"
#include "store.h"
#include "sync-notes.h"
#include "sync-oauth.h"
#include "sync-secret.h"

G_BEGIN_DECLS

/* SyncSetup: what every connection of one account needs. Immutable; shared between threads. */
typedef struct
{
  gatomicrefcount ref_count;
  Store *store;         /* not owned: the engine's, which outlives every setup */
  SyncSecrets *secrets; /* not owned: the engine's */
  gint64 account_id;
  StoreAccount *account; /* what it was made from */
  char *email;
  char *user;
  char *password_command; /* nullable */
  char *password;         /* nullable: given, not stored (checking an account) */
  char *secret_key;
  NetEndpoint *imap;
  NetEndpoint *smtp;
  char *partial_dir;   /* nullable: where the beginnings of large messages are kept */
  SyncNotes *notes;    /* thread-safe */
  GMutex filing_lock;  /* held by the one thread that files in Sent */
  GMutex journal_lock; /* held by the one thread that replays this account's journal */
  GMutex sign_in_lock; /* guards refusal */
  SyncOAuth *oauth;    /* not owned; thread-safe */
  GError *refusal;     /* nullable: signing in failed; nothing is tried before a person acts */
} SyncSetup;

SyncSetup *sync_setup_new (Store *store, SyncSecrets *secrets, const StoreAccount *account,
                           const char *password);
gboolean sync_setup_is_of (SyncSetup *self, const StoreAccount *account);
SyncSetup *sync_setup_ref (SyncSetup *self);
void sync_setup_unref (SyncSetup *self);
NetCredentials *sync_setup_get_credentials (SyncSetup *self, NetEndpoint *endpoint, GCancellable *cancellable,
                                            GError **error);
char *sync_setup_secret_key (const StoreAccount *account);
void sync_setup_note_failure (SyncSetup *self, GError *error);
void sync_setup_note_success (SyncSetup *self, NetEndpoint *endpoint, NetStream *stream);
void sync_setup_forgive (SyncSetup *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncSetup, sync_setup_unref)

G_END_DECLS
