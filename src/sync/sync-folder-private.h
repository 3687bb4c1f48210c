/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync-folder.h"
#include "sync-plan.h"

G_BEGIN_DECLS

/* SyncRun: one folder being brought into agreement. Belongs to the thread that runs it. */
typedef struct
{
  SyncSession *session;
  ImapSession *imap;
  Store *store;
  StoreFolder *folder;
  const SyncFolderOptions *options;
  SyncReport *report;
  GCancellable *cancellable;
  ImapSelected selected;
  SyncMode mode;
  BaseIdset *local;      /* UIDs here, as they become known */
  BaseIdset *server;     /* nullable: all UIDs of the server, when they had to be asked for */
  BaseIdset *wanted;     /* nullable: UIDs to fetch */
  gboolean wanted_exact; /* every UID of wanted was listed by the server, not guessed from UIDNEXT */
  BaseIdset *unreadable; /* UIDs the server lists and did not give lately */
} SyncRun;

/* sync-look.c */
gboolean sync_look_select (SyncRun *run, GError **error);
gboolean sync_look_flags (SyncRun *run, GError **error);
gboolean sync_look_vanished (SyncRun *run, GError **error);
gboolean sync_look_wanted (SyncRun *run, GError **error);

/* sync-check.c */
gboolean sync_check_rekey (SyncRun *run, GError **error);
gboolean sync_check_vanished (SyncRun *run, const BaseIdset *gone, GError **error);
gboolean sync_check_agrees (SyncRun *run, gboolean *agrees, GError **error);

/* sync-headers.c */
gboolean sync_headers_fetch (SyncRun *run, gboolean *complete, GError **error);

G_END_DECLS
