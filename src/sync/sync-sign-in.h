/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-session.h"
#include "pop-session.h"
#include "smtp-session.h"
#include "sync-engine.h"
#include "sync-setup.h"

G_BEGIN_DECLS

ImapSession *sync_sign_in_imap (SyncSetup *setup, const ImapOptions *options, GCancellable *cancellable,
                                GError **error);
PopSession *sync_sign_in_pop (SyncSetup *setup, GCancellable *cancellable, GError **error);
SmtpSession *sync_sign_in_smtp (SyncSetup *setup, GCancellable *cancellable, GError **error);

G_END_DECLS
