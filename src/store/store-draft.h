/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-types.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 id;
  gint64 account_id;
  guint version;    /* counts saves */
  gint64 outbox_id; /* it waits there to be sent; 0: no */
  gint64 saved;     /* Unix seconds */
  char *subject;    /* for lists, "" */
  GBytes *content;  /* opaque to the store */
} StoreDraft;

void store_draft_free (StoreDraft *self);

/* Saves a new version, durable when it returns. @id 0 makes a new draft. The last 5 versions are kept, and one of each minute before. Returns: the id, 0 on error. */
gint64 store_draft_save (Store *store, gint64 id, gint64 account_id, const char *subject, GBytes *content,
                         GError **error);
/* Newest version of each draft of the account (0: all), newest first. (element-type StoreDraft) */
GPtrArray *store_drafts_list (Store *store, gint64 account_id, GError **error);
/* @version 0: the newest. */
StoreDraft *store_draft_get (Store *store, gint64 id, guint version, GError **error);
/* Here, and (by the journal, in the same transaction) its copy on the server. */
gboolean store_draft_remove (Store *store, gint64 id, GError **error);
/* Versions kept, newest first. (element-type StoreDraft) */
GPtrArray *store_draft_versions (Store *store, gint64 id, GError **error);
/* It waits in the outbox from now on; 0: no longer. */
gboolean store_draft_set_outbox (Store *store, gint64 id, gint64 outbox_id, GError **error);

/* The copy of a draft in the server's Drafts folder. */
typedef struct
{
  gint64 draft_id;
  gint64 account_id;
  char *path; /* of the folder, server's bytes */
  guint32 uidvalidity;
  guint32 uid;
  char *rfc_message_id; /* without <>, "" */
  guint version;        /* which one it is of; 0: another program's */
  gint64 uploaded;      /* Unix seconds */
} StoreDraftCopy;

void store_draft_copy_free (StoreDraftCopy *self);
/* NULL: there is none. */
StoreDraftCopy *store_draft_copy_get (Store *store, gint64 draft_id);
gboolean store_draft_copy_set (Store *store, const StoreDraftCopy *copy, GError **error);
/* The draft whose copy is this message (of a Drafts folder), 0: none. */
gint64 store_draft_find_by_message (Store *store, gint64 message_id);
/* The message that is this draft's copy, as far as sync has seen it; 0: none. */
gint64 store_draft_find_message (Store *store, gint64 draft_id);

/* Drafts with a version saved at or before @before (Unix seconds) that is neither on the server nor on its way there; not those in the
 * outbox. (element-type StoreDraft): the newest version of each. */
GPtrArray *store_drafts_to_upload (Store *store, gint64 account_id, gint64 before, GError **error);
/**
 * store_act_draft:
 * @message_id: of @message, unique to this version
 * @message: (nullable): NULL: the copy is deleted
 *
 * The journal puts it into the server's Drafts folder and then deletes the copy before it. Earlier versions that have not begun to go
 * are left out. Durable when it returns. Returns: the entry, 0 on error.
 */
gint64 store_act_draft (Store *store, gint64 draft_id, gint64 account_id, guint version,
                        const char *message_id, GBytes *message, GError **error);
/* The server has it: @copy is the draft's copy from now on (NULL: it has none), and the entry is done. */
gboolean store_journal_draft_done (Store *store, gint64 entry_id, const StoreDraftCopy *copy, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreDraft, store_draft_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreDraftCopy, store_draft_copy_free)

G_END_DECLS
