/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base-wake.h"
#include "mime-message.h"
#include "sync-engine.h"
#include "sync-session.h"

G_BEGIN_DECLS

GBytes *sync_body_fetch (SyncSession *session, gint64 message_id, gint64 deadline_us,
                         GCancellable *cancellable, GError **error);
gboolean sync_body_select (SyncSession *session, const StoreFolder *folder, GCancellable *cancellable,
                           GError **error);

/* What MIME finds in a body, in the store's words. `record` borrows from the rest. */
typedef struct
{
  StoreNewBody record;
  GBytes *body;
  char *preview, *text, *filenames;
} SyncBodyText;

void sync_body_text_init (SyncBodyText *self, gint64 message_id, GBytes *body);
void sync_body_text_clear (SyncBodyText *self);

G_END_DECLS
