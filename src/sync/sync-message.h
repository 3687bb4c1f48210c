/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-fetch.h"
#include "mime-headers.h"
#include "store.h"

G_BEGIN_DECLS

/* SyncMessage: a FETCH response in the store's words. `record` borrows from the rest, and is first: a pointer to this
 * is a pointer to a StoreNewMessage. */
typedef struct
{
  StoreNewMessage record;
  MimeHeaders *headers;
  char *to;
  char *cc;
  char *keywords;
  char *email_id;
} SyncMessage;

SyncMessage *sync_message_new (ImapFetch *fetch);
void sync_message_free (SyncMessage *self);

StoreFlags sync_flags_from_imap (guint imap_flags, const char *const *keywords, char **other_keywords);
guint sync_flags_to_imap (StoreFlags flags, const char *keywords[4]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncMessage, sync_message_free)

G_END_DECLS
