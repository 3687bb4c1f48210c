/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-types.h"

G_BEGIN_DECLS

/* Somebody met in mail. Collected by store_messages_add (): in Sent those written to, elsewhere (not in spam, trash, drafts) those who
 * wrote. In mail.db: it comes back with the mail when that is fetched anew. */
typedef struct
{
  char *email; /* as last seen */
  char *name;  /* "" */
  guint sent;  /* times written to */
  guint received;
  gint64 last;      /* Unix seconds of the newest message either way */
  gint64 last_sent; /* 0: never written to */
} StoreContact;

void store_contact_free (StoreContact *self);
/* Those whose name's words or address begin with every word of @text (case and diacritics aside), "" for all; people written to come
 * first, then by how often and how recently. @account_id 0: all addresses together. At most @limit (0: 20). (element-type StoreContact) */
GPtrArray *store_contacts_search (Store *store, gint64 account_id, const char *text, guint limit,
                                  GError **error);
/* NULL without @error when never met (or hidden). */
StoreContact *store_contact_get (Store *store, gint64 account_id, const char *email, GError **error);
/* Not to be offered again; FALSE for @hidden takes that back. Durable: in local.db. */
gboolean store_contact_set_hidden (Store *store, const char *email, gboolean hidden, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreContact, store_contact_free)

G_END_DECLS
