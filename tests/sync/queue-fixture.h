/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A profile whose account is on a FakeImap, with folders and messages that both sides have. */

#include "fake-imap.h"
#include "store.h"
#include "sync-setup.h"

G_BEGIN_DECLS

typedef struct
{
  char *dir;
  FakeImap *imap;
  guint16 smtp_port; /* set before queue_fixture_set_up (), 0: none */
  Store *store;
  SyncSetup *setup;
  gint64 account;
  gint64 inbox, archive, trash, sent, drafts;
} QueueFixture;

void queue_fixture_set_up (QueueFixture *f, const char *capabilities);
void queue_fixture_tear_down (QueueFixture *f);
/* Store and setup anew, as after a restart; of the same account. */
void queue_fixture_open (QueueFixture *f);
void queue_fixture_close (QueueFixture *f);
/* On the server and here. @message_id: (nullable). Returns: the message's key */
gint64 queue_fixture_add (QueueFixture *f, gint64 folder, const char *path, const char *message_id);
gint64 queue_fixture_act (QueueFixture *f, StoreActionKind kind, gint64 message, gint64 folder, gint64 target,
                          guint add, guint remove);
/* One connection, one replay. Returns: whether it went to its end. */
gboolean queue_fixture_replay (QueueFixture *f, GError **error);
/* Until nothing is pending; at most @tries connections. */
void queue_fixture_replay_all (QueueFixture *f, guint tries);
guint queue_fixture_count_pending (QueueFixture *f);
guint queue_fixture_count_failed (QueueFixture *f);

G_END_DECLS
