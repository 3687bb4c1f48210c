/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-notes.c: short memory of an account
 *
 * Shared by the lanes of an account; behind one lock that is held for a table look-up only. Forgotten means looked at once
 * more. That would be dear for what the server refused: extensions that do not work, messages at which connections end or whose body it
 * does not give. Those are a setting of the account, as long as it is on the same server. */

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
  Store *store;         /* nullable: nothing outlasts the program */
  gint64 account_id;
  char *host;
  gboolean is_new; /* something of it is not kept yet */
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
  g_free (self->host);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* ---- what outlasts the program ---- */

#define SETTING "refused"
#define KEPT_MAX 500 /* of each kind */
#define KEPT_FOR_US (G_GINT64_CONSTANT (7 * 24 * 3600) * G_USEC_PER_SEC)

static void
add_timed (GString *text, const char *kind, const char *name, gint64 until_us)
{
  gint64 left_us = until_us - base_clock_monotonic_us ();

  if (left_us > 0)
    g_string_append_printf (text, "%s %s %" G_GINT64_FORMAT "\n", kind, name,
                            base_clock_now_unix () + left_us / G_USEC_PER_SEC);
}

/* A line each: x EXTENSION UNTIL; b MESSAGE UNTIL; s MESSAGE. Under the lock. */
static char *
format (SyncNotes *self)
{
  GString *text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer key, until;
  guint n = 0;

  g_string_append_printf (text, "h %s\n", self->host);
  g_hash_table_iter_init (&iter, self->refused);
  while (g_hash_table_iter_next (&iter, &key, &until) && n++ < KEPT_MAX)
    add_timed (text, "x", key, *(gint64 *) until);
  n = 0;
  g_hash_table_iter_init (&iter, self->skipped);
  while (g_hash_table_iter_next (&iter, &key, &until) && n++ < KEPT_MAX)
    {
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, *(gint64 *) key);

      add_timed (text, "b", id, *(gint64 *) until);
    }
  n = 0;
  g_hash_table_iter_init (&iter, self->suspects);
  while (g_hash_table_iter_next (&iter, &key, NULL) && n++ < KEPT_MAX)
    g_string_append_printf (text, "s %" G_GINT64_FORMAT "\n", *(gint64 *) key);
  return g_string_free (text, FALSE);
}

/* Blocks (disk) when there is something new. Not under the lock. */
static void
keep (SyncNotes *self)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (self->store == NULL)
    return;
  g_mutex_lock (&self->lock);
  if (self->is_new)
    text = format (self);
  self->is_new = FALSE;
  g_mutex_unlock (&self->lock);
  if (text != NULL && !store_account_setting_set (self->store, self->account_id, SETTING, text, &error))
    g_info ("what the server refused is not kept: %s", error->message);
}

static void
take_line (SyncNotes *self, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  gint64 id = words[0] != NULL && words[1] != NULL ? g_ascii_strtoll (words[1], NULL, 10) : 0;
  gint64 left_us, until;

  if (g_str_equal (words[0], "s") && id > 0)
    g_hash_table_add (self->suspects, g_memdup2 (&id, sizeof id));
  if (g_strv_length (words) < 3)
    return;
  left_us = (g_ascii_strtoll (words[2], NULL, 10) - base_clock_now_unix ()) * G_USEC_PER_SEC;
  until = base_clock_monotonic_us () + left_us;
  if (left_us <= 0 || left_us > KEPT_FOR_US) /* a clock that was set */
    return;
  if (g_str_equal (words[0], "x"))
    g_hash_table_insert (self->refused, g_strdup (words[1]), g_memdup2 (&until, sizeof until));
  else if (g_str_equal (words[0], "b") && id > 0)
    g_hash_table_insert (self->skipped, g_memdup2 (&id, sizeof id), g_memdup2 (&until, sizeof until));
}

/**
 * sync_notes_keep:
 * @store: lives longer than @self
 *
 * Takes over what was kept of @host, and keeps it from now on. Before @self is shared. Blocks (disk).
 */
void
sync_notes_keep (SyncNotes *self, Store *store, gint64 account_id, const char *host)
{
  g_autofree char *text = store_account_setting_get (store, account_id, SETTING);
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", 4 * KEPT_MAX);
  g_autofree char *mine = g_strdup_printf ("h %s", host);

  self->store = store;
  self->account_id = account_id;
  self->host = g_strdup (host);
  for (guint i = 1; lines[0] != NULL && g_str_equal (lines[0], mine) && lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      take_line (self, lines[i]);
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
  self->is_new = TRUE; /* kept when the connection ends: there may be hundreds */
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
  self->is_new |= g_hash_table_add (self->suspects, g_memdup2 (&message_id, sizeof message_id));
  g_mutex_unlock (&self->lock);
  keep (self);
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

/* A connection ends: what it announced and refused, "": nothing. Blocks (disk) when something is new. */
void
sync_notes_add_refused (SyncNotes *self, const char *names)
{
  g_auto (GStrv) list = g_strsplit (names, " ", -1);
  gint64 until = base_clock_monotonic_us () + REFUSED_US;

  g_mutex_lock (&self->lock);
  for (guint i = 0; list[i] != NULL; i++)
    if (*list[i] != '\0')
      self->is_new
          |= g_hash_table_insert (self->refused, g_strdup (list[i]), g_memdup2 (&until, sizeof until));
  g_mutex_unlock (&self->lock);
  keep (self);
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
