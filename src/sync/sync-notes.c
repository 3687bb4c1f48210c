/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-notes.c: short memory of an account
 *
 * Shared by the lanes of an account; behind one lock that is held for a table look-up only. Nothing here matters after a
 * restart: forgotten means looked at once more. */

#include "sync-notes.h"

#include "base-clock.h"

#define UNREADABLE_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC) /* then they are asked for again */
#define SKIPPED_MAX 10000
#define REFUSED_US (G_GINT64_CONSTANT (24 * 3600) * G_USEC_PER_SEC)

typedef struct
{
  guint32 uidvalidity;
  BaseIdset *unreadable; /* nullable */
  gint64 unreadable_us;
  gint64 looked_us[SYNC_N_LOOKS]; /* 0: never */
  gboolean bodies_done;
} Note;

struct _SyncNotes
{
  GMutex lock;
  GHashTable *folders;  /* gint64 → Note */
  GHashTable *skipped;  /* gint64 message → gint64 until, monotonic */
  GHashTable *suspects; /* gint64 message, a set */
  GHashTable *changed;  /* gint64 folder, a set */
  GHashTable *refused;  /* names of extensions → gint64 until, monotonic */
};

static void
note_free (gpointer data)
{
  Note *note = data;

  g_clear_pointer (&note->unreadable, base_idset_free);
  g_free (note);
}

SyncNotes *
sync_notes_new (void)
{
  SyncNotes *self = g_new0 (SyncNotes, 1);

  g_mutex_init (&self->lock);
  self->folders = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, note_free);
  self->skipped = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->suspects = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->changed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->refused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
sync_notes_free (SyncNotes *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->folders);
  g_hash_table_unref (self->skipped);
  g_hash_table_unref (self->suspects);
  g_hash_table_unref (self->changed);
  g_hash_table_unref (self->refused);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Under the lock. */
static Note *
get_note (SyncNotes *self, gint64 folder_id)
{
  Note *note = g_hash_table_lookup (self->folders, &folder_id);

  if (note == NULL)
    {
      note = g_new0 (Note, 1);
      g_hash_table_insert (self->folders, g_memdup2 (&folder_id, sizeof folder_id), note);
    }
  return note;
}

/* Returns: (transfer full): UIDs the server counts and does not give; they are left alone for a while (quirks: Yahoo). */
BaseIdset *
sync_notes_get_unreadable (SyncNotes *self, gint64 folder_id, guint32 uidvalidity)
{
  BaseIdset *uids = NULL;
  Note *note;

  g_mutex_lock (&self->lock);
  note = get_note (self, folder_id);
  if (note->unreadable != NULL && note->uidvalidity == uidvalidity
      && base_clock_monotonic_us () < note->unreadable_us + UNREADABLE_US)
    uids = base_idset_copy (note->unreadable);
  g_mutex_unlock (&self->lock);
  return uids != NULL ? uids : base_idset_new ();
}

/* Replaces the set. */
void
sync_notes_set_unreadable (SyncNotes *self, gint64 folder_id, guint32 uidvalidity, const BaseIdset *uids)
{
  Note *note;

  g_mutex_lock (&self->lock);
  note = get_note (self, folder_id);
  g_clear_pointer (&note->unreadable, base_idset_free);
  note->unreadable = base_idset_copy (uids);
  note->uidvalidity = uidvalidity;
  note->unreadable_us = base_clock_monotonic_us ();
  g_mutex_unlock (&self->lock);
}

/* Whether the last such look at the folder is longer ago than @every_us, or never was. */
gboolean
sync_notes_is_due (SyncNotes *self, gint64 folder_id, SyncLook look, gint64 every_us)
{
  gint64 last;

  g_mutex_lock (&self->lock);
  last = get_note (self, folder_id)->looked_us[look];
  g_mutex_unlock (&self->lock);
  return last == 0 || base_clock_monotonic_us () >= last + every_us;
}

void
sync_notes_looked (SyncNotes *self, gint64 folder_id, SyncLook look)
{
  g_mutex_lock (&self->lock);
  get_note (self, folder_id)->looked_us[look] = base_clock_monotonic_us ();
  g_mutex_unlock (&self->lock);
}

void
sync_notes_skip_body (SyncNotes *self, gint64 message_id, gint64 for_us)
{
  gint64 until = base_clock_monotonic_us () + for_us;

  g_mutex_lock (&self->lock);
  if (g_hash_table_size (self->skipped) >= SKIPPED_MAX)
    g_hash_table_remove_all (self->skipped);
  g_hash_table_insert (self->skipped, g_memdup2 (&message_id, sizeof message_id),
                       g_memdup2 (&until, sizeof until));
  g_mutex_unlock (&self->lock);
}

gboolean
sync_notes_skips_body (SyncNotes *self, gint64 message_id)
{
  const gint64 *until;
  gboolean skips;

  g_mutex_lock (&self->lock);
  until = g_hash_table_lookup (self->skipped, &message_id);
  skips = until != NULL && base_clock_monotonic_us () < *until;
  if (until != NULL && !skips)
    g_hash_table_remove (self->skipped, &message_id);
  g_mutex_unlock (&self->lock);
  return skips;
}

/* A connection ended at this message, as far as one can tell. */
void
sync_notes_suspect_body (SyncNotes *self, gint64 message_id)
{
  g_mutex_lock (&self->lock);
  if (g_hash_table_size (self->suspects) >= SKIPPED_MAX)
    g_hash_table_remove_all (self->suspects);
  g_hash_table_add (self->suspects, g_memdup2 (&message_id, sizeof message_id));
  g_mutex_unlock (&self->lock);
}

/* Whether it is better fetched alone, and in chunks. */
gboolean
sync_notes_suspects_body (SyncNotes *self, gint64 message_id)
{
  gboolean suspect;

  g_mutex_lock (&self->lock);
  suspect = g_hash_table_contains (self->suspects, &message_id);
  g_mutex_unlock (&self->lock);
  return suspect;
}

void
sync_notes_add_refused (SyncNotes *self, const char *names)
{
  g_auto (GStrv) list = g_strsplit (names, " ", -1);
  gint64 until = base_clock_monotonic_us () + REFUSED_US;

  g_mutex_lock (&self->lock);
  for (guint i = 0; list[i] != NULL; i++)
    if (*list[i] != '\0')
      g_hash_table_insert (self->refused, g_strdup (list[i]), g_memdup2 (&until, sizeof until));
  g_mutex_unlock (&self->lock);
}

/* Returns: (transfer full): what ImapOptions.off takes; "": nothing */
char *
sync_notes_dup_refused (SyncNotes *self)
{
  GString *names = g_string_new (NULL);
  gint64 now = base_clock_monotonic_us ();
  GHashTableIter iter;
  gpointer name, until;

  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->refused);
  while (g_hash_table_iter_next (&iter, &name, &until))
    if (now < *(gint64 *) until)
      g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", (const char *) name);
    else
      g_hash_table_iter_remove (&iter);
  g_mutex_unlock (&self->lock);
  return g_string_free (names, FALSE);
}

/* Something came into the folder: its bodies are worth a look. */
void
sync_notes_bodies_due (SyncNotes *self, gint64 folder_id)
{
  g_mutex_lock (&self->lock);
  get_note (self, folder_id)->bodies_done = FALSE;
  g_mutex_unlock (&self->lock);
}

/* Time has passed, or a person asked. */
void
sync_notes_all_bodies_due (SyncNotes *self)
{
  GHashTableIter iter;
  gpointer note;

  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->folders);
  while (g_hash_table_iter_next (&iter, NULL, &note))
    ((Note *) note)->bodies_done = FALSE;
  g_mutex_unlock (&self->lock);
}

/* Whether the folder's bodies are worth a look; they are not any more after this call. */
gboolean
sync_notes_take_bodies_due (SyncNotes *self, gint64 folder_id)
{
  Note *note;
  gboolean due;

  g_mutex_lock (&self->lock);
  note = get_note (self, folder_id);
  due = !note->bodies_done;
  note->bodies_done = TRUE;
  g_mutex_unlock (&self->lock);
  return due;
}

void
sync_notes_add_changed (SyncNotes *self, gint64 folder_id)
{
  g_mutex_lock (&self->lock);
  g_hash_table_add (self->changed, g_memdup2 (&folder_id, sizeof folder_id));
  g_mutex_unlock (&self->lock);
}

/* Takes one of them. Returns: FALSE when there is none */
gboolean
sync_notes_take_changed (SyncNotes *self, gint64 *folder_id)
{
  GHashTableIter iter;
  gpointer key;
  gboolean found;

  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->changed);
  found = g_hash_table_iter_next (&iter, &key, NULL);
  if (found)
    {
      *folder_id = *(gint64 *) key;
      g_hash_table_iter_remove (&iter);
    }
  g_mutex_unlock (&self->lock);
  return found;
}
