/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-types.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 id;
  gint64 account_id;
  guint version;   /* counts saves */
  gint64 saved;    /* Unix seconds */
  char *subject;   /* for lists, "" */
  GBytes *content; /* opaque to the store */
} StoreDraft;

void store_draft_free (StoreDraft *self);

/* Saves a new version, durable when it returns. @id 0 makes a new draft. The last 10 versions are kept. Returns: the id, 0 on error. */
gint64 store_draft_save (Store *store, gint64 id, gint64 account_id, const char *subject, GBytes *content,
                         GError **error);
/* Newest version of each draft of the account (0: all), newest first. (element-type StoreDraft) */
GPtrArray *store_drafts_list (Store *store, gint64 account_id, GError **error);
/* @version 0: the newest. */
StoreDraft *store_draft_get (Store *store, gint64 id, guint version, GError **error);
gboolean store_draft_remove (Store *store, gint64 id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreDraft, store_draft_free)

G_END_DECLS
