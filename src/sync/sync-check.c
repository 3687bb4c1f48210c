/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-check.c: the second look before anything goes here, and the cheap one after everything seemed well
 *
 * A server that restores a backup, a proxy that answers for it, a defect in QRESYNC: each looks like a person who deleted
 * everything. So mass changes are asked for again in another way, and even a good-looking sync is compared by numbers
 * (hostile-servers I-09 … I-16, clients 2.11). */

#include "sync-folder-private.h"

#include "sync-error.h"

#define SAMPLES 16
#define SAMPLE_EVERY_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define COMPARE_EVERY_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

/**
 * sync_check_rekey:
 *
 * UIDVALIDITY changed, so every UID known here means nothing any more. Selects once more: only a server that says the same
 * twice is believed. Returns: %FALSE with SYNC_ERROR_SUSPICIOUS otherwise
 */
gboolean
sync_check_rekey (SyncRun *run, GError **error)
{
  guint32 first = run->selected.uidvalidity;

  imap_selected_clear (&run->selected);
  if (!imap_session_select (run->imap, run->folder->path, FALSE, NULL, &run->selected, run->cancellable,
                            error))
    return FALSE;
  if (run->selected.uidvalidity == first)
    return TRUE;
  g_set_error (error, SYNC_ERROR, SYNC_ERROR_SUSPICIOUS, "UIDVALIDITY was %u and is %u at the second look",
               first, run->selected.uidvalidity);
  return FALSE;
}

static gboolean
on_present (ImapFetch *fetch, gpointer data)
{
  base_idset_add (data, fetch->uid);
  return TRUE;
}

/**
 * sync_check_vanished:
 *
 * Asks by FETCH, another way than the one that told of it, whether all of @gone are gone. Returns: %FALSE with
 * SYNC_ERROR_SUSPICIOUS when one is still there
 */
gboolean
sync_check_vanished (SyncRun *run, const BaseIdset *gone, GError **error)
{
  g_autoptr (BaseIdset) present = base_idset_new ();

  if (!imap_session_fetch (run->imap, gone, IMAP_FETCH_FLAGS, 0, FALSE, on_present, present, run->cancellable,
                           error))
    return FALSE;
  if (base_idset_is_empty (present))
    return TRUE;
  g_set_error (error, SYNC_ERROR, SYNC_ERROR_SUSPICIOUS,
               "the server says that %" G_GUINT64_FORMAT
               " messages are gone, and still shows %" G_GUINT64_FORMAT " of them",
               base_idset_count (gone), base_idset_count (present));
  return FALSE;
}

static guint64
nth (const BaseIdset *set, guint64 n)
{
  guint n_ranges;
  const BaseIdRange *ranges = base_idset_get_ranges (set, &n_ranges);

  for (guint i = 0; i < n_ranges; i++)
    {
      guint64 length = ranges[i].last - ranges[i].first + 1;

      if (n < length)
        return ranges[i].first + n;
      n -= length;
    }
  return base_idset_max (set);
}

/* Whether the server has a few UIDs, picked at random, that are here. */
static gboolean
check_sample (SyncRun *run, gboolean *agrees, GError **error)
{
  g_autoptr (BaseIdset) sample = base_idset_new ();
  g_autoptr (BaseIdset) found = NULL;
  g_autofree char *set = NULL;
  g_autofree char *criteria = NULL;
  guint64 n = base_idset_count (run->local);

  for (guint i = 0; i < SAMPLES; i++)
    base_idset_add (sample, nth (run->local, (guint64) (g_random_double () * (double) n)));
  set = base_idset_to_string (sample);
  criteria = g_strconcat ("UID ", set, NULL);
  if (!imap_session_search (run->imap, criteria, &found, run->cancellable, error))
    return FALSE;
  base_idset_subtract (sample, found);
  *agrees = base_idset_is_empty (sample) || sync_session_take_news (run->session);
  return TRUE;
}

/**
 * sync_check_agrees:
 * @agrees: (out): whether count, UIDNEXT and a few UIDs are the same on both sides
 *
 * After a sync that trusted the server's own account of what changed. A difference that a full comparison could not
 * explain is not compared again within the hour.
 */
gboolean
sync_check_agrees (SyncRun *run, gboolean *agrees, GError **error)
{
  SyncNotes *notes = sync_session_get_setup (run->session)->notes;
  g_autoptr (BaseIdset) all = base_idset_copy (run->local);
  guint64 highest = base_idset_max (run->local);

  *agrees = TRUE;
  if (run->mode != SYNC_MODE_QRESYNC && run->mode != SYNC_MODE_CONDSTORE)
    return TRUE;
  base_idset_union (all, run->unreadable);
  if (base_idset_count (all) != run->selected.exists
      || (run->selected.uidnext != 0 && highest >= run->selected.uidnext))
    *agrees = sync_session_take_news (run->session);
  else if (highest > 0 && sync_notes_is_due (notes, run->folder->id, SYNC_LOOK_SAMPLE, SAMPLE_EVERY_US))
    {
      if (!check_sample (run, agrees, error))
        return FALSE;
      sync_notes_looked (notes, run->folder->id, SYNC_LOOK_SAMPLE);
    }
  if (*agrees)
    return TRUE;
  g_info ("%s: %" G_GUINT64_FORMAT " messages here, %u there", run->folder->display, base_idset_count (all),
          run->selected.exists);
  *agrees = !sync_notes_is_due (notes, run->folder->id, SYNC_LOOK_ALL, COMPARE_EVERY_US);
  sync_notes_looked (notes, run->folder->id, SYNC_LOOK_ALL);
  return TRUE;
}
