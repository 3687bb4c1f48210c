/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "other-client.h"
#include "store.h"
#include "sync-engine.h"
#include "wire-proxy.h"

G_BEGIN_DECLS

typedef struct
{
  char *profile;
  SyncEngine *engine;
  Store *store;
  gint64 account;
  OtherClient *other;
  const char *user;
  WireProxy *proxy; /* nullable */
} SyncFixture;

/* With this as user data the fixture's account goes through a WireProxy. "cyrus": to the second server. */
typedef struct
{
  gboolean cyrus;
  const char *hide; /* nullable: extensions the engine is not told of */
} SyncFixtureWay;

void sync_fixture_set_up_way (SyncFixture *f, gconstpointer way);

void sync_fixture_set_up (SyncFixture *f, gconstpointer user);
void sync_fixture_tear_down (SyncFixture *f, gconstpointer user);
void sync_fixture_open (SyncFixture *f);
StoreAccount *sync_fixture_make_account (const char *user);
void sync_fixture_sync (SyncFixture *f);
guint sync_fixture_try_sync (SyncFixture *f, SyncBodies bodies, guint *n_bodies);
guint sync_fixture_count_shown (SyncFixture *f, const char *path);
void sync_fixture_check_equal (SyncFixture *f, const char *path);
void sync_fixture_add_mail (SyncFixture *f, const char *folder, const char *id);
void sync_fixture_add_mails (SyncFixture *f, const char *folder, const char *prefix, guint n);
void sync_fixture_add_mail_with_flags (SyncFixture *f, const char *folder, const char *id, const char *flags);

G_END_DECLS
