/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base-idset.h"
#include "store.h"

G_BEGIN_DECLS

/* SyncNotes: what the program remembers of an account's folders and may forget: when it last looked closely, which UIDs the
 * server lists and does not give. What the server refused outlasts the program (sync_notes_keep ()). Any thread. */
typedef struct _SyncNotes SyncNotes;

SyncNotes *sync_notes_new (void);
void sync_notes_free (SyncNotes *self);
void sync_notes_keep (SyncNotes *self, Store *store, gint64 account_id, const char *host);

BaseIdset *sync_notes_get_unreadable (SyncNotes *self, gint64 folder_id, guint32 uidvalidity);
void sync_notes_set_unreadable (SyncNotes *self, gint64 folder_id, guint32 uidvalidity,
                                const BaseIdset *uids);

/* Each kind of closer look has its own clock. */
typedef enum
{
  SYNC_LOOK_FLAGS = 0, /* every flag compared */
  SYNC_LOOK_SAMPLE,    /* single UIDs asked for */
  SYNC_LOOK_ALL,       /* everything compared because the numbers differed */
  SYNC_N_LOOKS
} SyncLook;

gboolean sync_notes_is_due (SyncNotes *self, gint64 folder_id, SyncLook look, gint64 every_us);
void sync_notes_looked (SyncNotes *self, gint64 folder_id, SyncLook look);

/* Messages whose body is not to be had now: not asked for again before the time given. */
void sync_notes_skip_body (SyncNotes *self, gint64 message_id, gint64 for_us);
gboolean sync_notes_skips_body (SyncNotes *self, gint64 message_id);
void sync_notes_suspect_body (SyncNotes *self, gint64 message_id);
gboolean sync_notes_suspects_body (SyncNotes *self, gint64 message_id);

/* Folders that somebody (NOTIFY, a watch) saw change: looked at before the next rest. */
void sync_notes_add_changed (SyncNotes *self, gint64 folder_id);
gboolean sync_notes_take_changed (SyncNotes *self, gint64 *folder_id);

/* Extensions the server announced and refused ("IDLE MOVE"): not tried again for a day (hostile-servers 2.5). */
void sync_notes_add_refused (SyncNotes *self, const char *names);
char *sync_notes_dup_refused (SyncNotes *self);

/* Folders that may have bodies to fetch: all of them at first. */
void sync_notes_bodies_due (SyncNotes *self, gint64 folder_id);
void sync_notes_all_bodies_due (SyncNotes *self);
gboolean sync_notes_take_bodies_due (SyncNotes *self, gint64 folder_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncNotes, sync_notes_free)

G_END_DECLS
