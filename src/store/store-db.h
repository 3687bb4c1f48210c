/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-types.h"

G_BEGIN_DECLS

typedef enum
{
  STORE_PRIORITY_INTERACTIVE = 1, /* a person waits: gets the writer before anything in the background */
  STORE_PRIORITY_BACKGROUND,
} StorePriority;

/**
 * store_open:
 * @data_dir: folder for local.db (accounts, journal, outbox, drafts); made when missing, mode 0700
 * @cache_dir: folder for mail.db and bodies/; made when missing
 *
 * Opens or makes a profile's databases, upgrades them, re-applies the local effect of journal entries. A damaged or
 * unusable mail.db is set aside as mail.db.damaged-N and a new one made (see store_was_rebuilt ()); a damaged local.db is set aside
 * too and what can be read of it saved into a new one (see store_get_recovered ()); when nothing can be it stays as it is:
 * STORE_ERROR_CORRUPT. Errors: READ_ONLY, FULL, TOO_NEW, BUSY too.
 */
Store *store_open (const char *data_dir, const char *cache_dir, GError **error);
/* Waits for the writer, checkpoints, closes. Nobody may be inside another call. */
void store_free (Store *self);

/* TRUE when mail.db had to be made anew at open: everything must be fetched again. */
gboolean store_was_rebuilt (Store *self);
/* TRUE when both databases pass SQLite's quick_check; else a text of what is wrong in @error. For `doctor`. */
gboolean store_check (Store *self, GError **error);

/* Opens a batch on this thread: what follows, up to the matching store_commit (), is one transaction. Nests. Holds the
 * writer: keep it short (about 500 rows), never wait for the network inside. */
gboolean store_begin (Store *self, StorePriority priority, GError **error);
gboolean store_commit (Store *self, GError **error);
/* Undoes the whole batch (all nesting levels fail with it). */
void store_rollback (Store *self);
/* TRUE when someone interactive waits for the writer: a batch should end now. */
gboolean store_should_yield (Store *self);

/* Small named values that belong to the store, such as a clock or a choice. In local.db. NULL value removes. */
gboolean store_setting_set (Store *self, const char *name, const char *value, GError **error);
char *store_setting_get (Store *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Store, store_free)

G_END_DECLS
