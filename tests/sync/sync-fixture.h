/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "other-client.h"
#include "store.h"
#include "sync-engine.h"

G_BEGIN_DECLS

typedef struct
{
  char *profile;
  SyncEngine *engine;
  Store *store;
  gint64 account;
  OtherClient *other;
  const char *user;
} SyncFixture;

void sync_fixture_set_up (SyncFixture *f, gconstpointer user);
void sync_fixture_tear_down (SyncFixture *f, gconstpointer user);
void sync_fixture_open (SyncFixture *f);
StoreAccount *sync_fixture_make_account (const char *user);
void sync_fixture_sync (SyncFixture *f);
void sync_fixture_add_mail (SyncFixture *f, const char *folder, const char *id);
void sync_fixture_add_mail_with_flags (SyncFixture *f, const char *folder, const char *id, const char *flags);

G_END_DECLS
