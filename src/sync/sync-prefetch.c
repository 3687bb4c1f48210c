/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-prefetch.c: whole messages ahead of demand, many at once
 *
 * Newest first, small ones many in one command, while another thread reads them as MIME and writes them in groups with one flush
 * each (sync-pipe, store_bodies_add ()). Large ones come after them, one by one in chunks. Nothing here blocks the lane: a command
 * that stands still is given up together with its connection, its first unanswered message is left aside for a while, and a
 * large message makes way after half a minute and goes on from there the next time. */

#include "sync-prefetch.h"

#include "base-clock.h"
#include "net-stream.h"
#include "sync-body.h"
#include "sync-error.h"
#include "sync-folder.h"
#include "sync-pipe.h"
#include "sync-plan.h"
#include "sync-policy.h"

#define PIPELINED_MAX ((guint64) 512 * 1024) /* larger ones come in chunks */
#define SLICE_BYTES_MIN ((guint64) 512 * 1024)
#define SLICE_BYTES_MAX ((guint64) 16 * 1024 * 1024)
#define SLICE_MAX 400                         /* messages asked for in one go */
#define GROUP_MAX 150                         /* messages written in one go … */
#define GROUP_BYTES ((gsize) 6 * 1024 * 1024) /* … and bytes */
#define UNDER_WAY ((gsize) 18 * 1024 * 1024)
#define STILL_S 40 /* nothing arrived for so long */
#define LARGE_US (30 * G_USEC_PER_SEC)
#define SKIP_US (10 * 60 * G_USEC_PER_SEC)

typedef struct
{
  gint64 message_id;
  GBytes *body;
} Fetched;

typedef struct
{
  SyncSession *session;
  Store *store;
  SyncNotes *notes;
  const StoreFolder *folder;
  const SyncPrefetchOptions *options;
  SyncPipe *pipe;
  GHashTable *by_uid; /* guint32 → StoreBodyWanted, borrowed; those asked for and not yet answered */
  GArray *group;      /* Fetched */
  gsize group_bytes;
  GArray *doubtful; /* StoreBodyWanted: not as long as announced; read again in chunks */
  guint64 arrived;  /* bytes of the slice */
  gint done;        /* atomic: written */
  guint total;
  gint64 last_us; /* when something arrived last */
  GCancellable *cancellable;
} Prefetch;

static void
fetched_clear (gpointer data)
{
  g_clear_pointer (&((Fetched *) data)->body, g_bytes_unref);
}

static GArray *
new_group (void)
{
  GArray *group = g_array_new (FALSE, FALSE, sizeof (Fetched));

  g_array_set_clear_func (group, fetched_clear);
  return group;
}

/* On the pipe's thread. */
static gboolean
write_group (gpointer item, gpointer data, GError **error)
{
  Prefetch *self = data;
  GArray *group = item;
  g_autofree SyncBodyText *texts = g_new0 (SyncBodyText, group->len);
  g_autofree StoreNewBody *records = g_new0 (StoreNewBody, group->len);
  gboolean ok;

  for (guint i = 0; i < group->len; i++)
    {
      Fetched *fetched = &g_array_index (group, Fetched, i);

      sync_body_text_init (&texts[i], fetched->message_id, fetched->body);
      records[i] = texts[i].record;
    }
  ok = store_bodies_add (self->store, records, group->len, error);
  for (guint i = 0; i < group->len; i++)
    sync_body_text_clear (&texts[i]);
  if (ok)
    g_atomic_int_add (&self->done, (gint) group->len);
  return ok;
}

static gboolean
flush_group (Prefetch *self)
{
  GArray *group = self->group;
  gsize weight = self->group_bytes;

  if (group->len == 0)
    return TRUE;
  self->group = new_group ();
  self->group_bytes = 0;
  return sync_pipe_push (self->pipe, group, weight);
}

static gboolean
on_body (ImapFetch *fetch, gpointer data)
{
  Prefetch *self = data;
  const StoreBodyWanted *wanted = g_hash_table_lookup (self->by_uid, GUINT_TO_POINTER (fetch->uid));
  Fetched fetched;
  gsize size;

  self->last_us = base_clock_monotonic_us ();
  if (fetch->section_bytes == NULL || wanted == NULL)
    return TRUE;
  g_hash_table_remove (self->by_uid, GUINT_TO_POINTER (fetch->uid));
  size = g_bytes_get_size (fetch->section_bytes);
  self->arrived += size;
  if (!sync_plan_body_complete (wanted->size, size, FALSE))
    {
      g_array_append_val (self->doubtful, *wanted);
      return TRUE;
    }
  fetched = (Fetched) { wanted->message_id, g_steal_pointer (&fetch->section_bytes) };
  g_array_append_val (self->group, fetched);
  self->group_bytes += size;
  if (self->group->len >= GROUP_MAX || self->group_bytes >= GROUP_BYTES)
    return flush_group (self);
  return TRUE;
}

/* Standing still */

typedef struct
{
  Prefetch *prefetch;
  GCancellable *still; /* ours: the caller's leads here too */
  gboolean gave_up;
} Watch;

static gboolean
on_watch (gpointer data)
{
  Watch *watch = data;
  gint64 still_us = base_clock_monotonic_us () - watch->prefetch->last_us;

  if (still_us < STILL_S * G_USEC_PER_SEC)
    return G_SOURCE_CONTINUE;
  watch->gave_up = TRUE;
  g_cancellable_cancel (watch->still);
  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *from, gpointer to)
{
  g_cancellable_cancel (to);
}

/* The lowest unanswered one is what the server stopped at: commands go by rising UID. From now on it is fetched alone, and when
 * the server stood still it is left aside for a while. */
static void
suspect_first_unanswered (Prefetch *self, gboolean stood_still)
{
  GHashTableIter iter;
  gpointer value;
  const StoreBodyWanted *first = NULL;

  g_hash_table_iter_init (&iter, self->by_uid);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (first == NULL || ((const StoreBodyWanted *) value)->uid < first->uid)
      first = value;
  if (first == NULL)
    return;
  sync_notes_suspect_body (self->notes, first->message_id);
  if (stood_still)
    sync_notes_skip_body (self->notes, first->message_id, SKIP_US);
}

/* One command's worth, with somebody who watches it. */
static gboolean
fetch_watched (Prefetch *self, const BaseIdset *uids, GError **error)
{
  g_autoptr (GCancellable) still = g_cancellable_new ();
  Watch watch = { self, still, FALSE };
  g_autoptr (GSource) timer = g_timeout_source_new_seconds (STILL_S / 4);
  gulong handler = 0;
  g_autoptr (GError) local = NULL;
  gboolean ok;

  if (self->cancellable != NULL)
    handler = g_cancellable_connect (self->cancellable, G_CALLBACK (on_cancelled), g_object_ref (still),
                                     g_object_unref);
  self->last_us = base_clock_monotonic_us ();
  g_source_set_callback (timer, on_watch, &watch, NULL);
  g_source_attach (timer, g_main_context_get_thread_default ());
  ok = imap_session_fetch_bodies (sync_session_get_imap (self->session), uids, on_body, self, still, &local);
  g_source_destroy (timer);
  if (handler != 0)
    g_cancellable_disconnect (self->cancellable, handler);
  if (ok)
    return TRUE;
  if (self->cancellable == NULL || !g_cancellable_is_cancelled (self->cancellable))
    suspect_first_unanswered (self, watch.gave_up);
  if (watch.gave_up)
    g_set_error (error, NET_ERROR, NET_ERROR_TIMED_OUT, "a message did not go on for %d seconds", STILL_S);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
is_interrupted (Prefetch *self)
{
  return self->options->interrupt != NULL && base_wake_is_set (self->options->interrupt);
}

static void
tell_progress (Prefetch *self, guint asked)
{
  SyncProgress progress = { sync_session_get_setup (self->session)->account_id, self->folder->id,
                            SYNC_PROGRESS_BODIES, asked, self->total };

  if (self->options->progress != NULL)
    self->options->progress (&progress, self->options->progress_data);
}

static gboolean
goes_alone (Prefetch *self, const StoreBodyWanted *row)
{
  return row->size > PIPELINED_MAX || sync_notes_suspects_body (self->notes, row->message_id);
}

/* Takes the next ones that are small off @wanted. */
static BaseIdset *
next_slice (Prefetch *self, GArray *wanted, guint *at, guint64 max_bytes)
{
  BaseIdset *uids = base_idset_new ();
  guint64 bytes = 0;
  guint n = 0;

  for (; *at < wanted->len && n < SLICE_MAX && (bytes < max_bytes || n == 0); (*at)++)
    {
      StoreBodyWanted *row = &g_array_index (wanted, StoreBodyWanted, *at);

      if (goes_alone (self, row))
        continue;
      base_idset_add (uids, row->uid);
      g_hash_table_insert (self->by_uid, GUINT_TO_POINTER (row->uid), row);
      bytes += row->size;
      n++;
    }
  return uids;
}

static gboolean
fetch_small (Prefetch *self, GArray *wanted, GError **error)
{
  guint64 slice = SLICE_BYTES_MIN;
  guint at = 0;

  while (at < wanted->len && !is_interrupted (self))
    {
      g_autoptr (BaseIdset) uids = next_slice (self, wanted, &at, slice);
      gint64 began = base_clock_monotonic_us ();
      GHashTableIter iter;
      gpointer value;

      if (base_idset_is_empty (uids))
        break;
      self->arrived = 0;
      if (!fetch_watched (self, uids, error))
        return FALSE;
      /* Answered without bytes: not there, or not to be had now. */
      g_hash_table_iter_init (&iter, self->by_uid);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        sync_notes_skip_body (self->notes, ((StoreBodyWanted *) value)->message_id, SKIP_US);
      g_hash_table_remove_all (self->by_uid);
      slice = CLAMP (2 * sync_plan_slice (self->arrived, base_clock_monotonic_us () - began), SLICE_BYTES_MIN,
                     SLICE_BYTES_MAX);
      tell_progress (self, at);
      if (!flush_group (self))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_about_the_message (Prefetch *self, const GError *error)
{
  return error->domain == SYNC_ERROR
         || (error->domain == IMAP_ERROR && !imap_session_is_broken (sync_session_get_imap (self->session)));
}

static gboolean
fetch_in_chunks (Prefetch *self, const StoreBodyWanted *row, GError **error)
{
  g_autoptr (GError) local = NULL;
  /* Where nobody can interrupt, nobody waits either. */
  gint64 deadline_us = self->options->interrupt != NULL ? base_clock_monotonic_us () + LARGE_US : 0;
  g_autoptr (GBytes) body
      = sync_body_fetch (self->session, row->message_id, deadline_us, self->cancellable, &local);

  if (body != NULL)
    {
      g_atomic_int_inc (&self->done);
      return TRUE;
    }
  if (g_error_matches (local, SYNC_ERROR, SYNC_ERROR_PAUSED))
    sync_notes_bodies_due (self->notes, self->folder->id);
  else if (is_about_the_message (self, local))
    sync_notes_skip_body (self->notes, row->message_id, SKIP_US);
  if (is_about_the_message (self, local))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
fetch_large (Prefetch *self, GArray *wanted, GError **error)
{
  for (guint i = 0; i < self->doubtful->len; i++)
    if (!is_interrupted (self)
        && !fetch_in_chunks (self, &g_array_index (self->doubtful, StoreBodyWanted, i), error))
      return FALSE;
  for (guint i = 0; i < wanted->len; i++)
    {
      const StoreBodyWanted *row = &g_array_index (wanted, StoreBodyWanted, i);

      if (!goes_alone (self, row) || store_body_has (self->store, row->message_id))
        continue;
      if (is_interrupted (self))
        break;
      if (!fetch_in_chunks (self, row, error))
        return FALSE;
    }
  return TRUE;
}

/* Everything of @wanted that is not left aside. */
static gboolean
fetch_wanted (Prefetch *self, GArray *wanted, GError **error)
{
  g_autoptr (GError) pipe_error = NULL;
  g_autoptr (GError) local = NULL;
  gboolean ok;

  self->by_uid = g_hash_table_new (NULL, NULL);
  self->group = new_group ();
  self->doubtful = g_array_new (FALSE, FALSE, sizeof (StoreBodyWanted));
  self->pipe = sync_pipe_new (UNDER_WAY, write_group, self, (GDestroyNotify) g_array_unref);
  self->total = wanted->len;
  ok = fetch_small (self, wanted, &local);
  ok = flush_group (self) && ok; /* what arrived before a failure is kept */
  if (!sync_pipe_finish (self->pipe, &pipe_error))
    {
      g_clear_error (&local);
      local = g_steal_pointer (&pipe_error);
      ok = FALSE;
    }
  ok = ok && fetch_large (self, wanted, &local);
  g_hash_table_unref (self->by_uid);
  g_array_unref (self->group);
  g_array_unref (self->doubtful);
  if (!is_interrupted (self))
    tell_progress (self, self->total);
  if (ok)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Those that were not given up lately. */
static void
drop_skipped (SyncNotes *notes, GArray *wanted)
{
  guint n = 0;

  for (guint i = 0; i < wanted->len; i++)
    {
      StoreBodyWanted row = g_array_index (wanted, StoreBodyWanted, i);

      if (!sync_notes_skips_body (notes, row.message_id))
        g_array_index (wanted, StoreBodyWanted, n++) = row;
    }
  g_array_set_size (wanted, n);
}

/**
 * sync_prefetch_folder:
 * @report: (nullable): counts are added to it
 *
 * Fetches the bodies of a folder that its policy wants and that are not here. Blocks; on a thread with a main context of its
 * own. Returns: %FALSE when the connection or the store failed; what arrived is kept
 */
gboolean
sync_prefetch_folder (SyncSession *session, gint64 folder_id, const SyncPrefetchOptions *options,
                      SyncReport *report, GCancellable *cancellable, GError **error)
{
  SyncSetup *setup = sync_session_get_setup (session);
  gboolean none = options->bodies == 0 || options->bodies == SYNC_BODIES_NONE;
  g_autoptr (StoreFolder) folder = none ? NULL : store_folder_get (setup->store, folder_id, NULL);
  NetStream *stream = imap_session_get_stream (sync_session_get_imap (session));
  Prefetch self = { .session = session,
                    .store = setup->store,
                    .notes = setup->notes,
                    .folder = folder,
                    .options = options,
                    .cancellable = cancellable };
  g_autoptr (GArray) wanted = NULL;
  g_autoptr (GError) local = NULL;
  SyncPolicy policy;
  guint64 before = net_stream_get_bytes_received (stream);
  gboolean ok;

  if (folder == NULL || !folder->selectable || folder->total == 0)
    return TRUE;
  policy = sync_policy_get (setup, folder, options->bodies);
  if (!policy.headers || !policy.bodies)
    return TRUE;
  wanted = store_bodies_wanted (setup->store, folder_id, policy.since, policy.max_size, 0, error);
  if (wanted == NULL)
    return FALSE;
  drop_skipped (setup->notes, wanted);
  if (wanted->len == 0)
    return TRUE;
  if (!sync_body_select (session, folder, cancellable, &local))
    {
      if (local == NULL)
        return TRUE; /* another UIDVALIDITY: the next look at the folder says what is true */
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  ok = fetch_wanted (&self, wanted, error);
  if (report != NULL)
    {
      report->bodies += (guint) g_atomic_int_get (&self.done);
      report->bytes += net_stream_get_bytes_received (stream) - before;
    }
  return ok;
}

/* Whether a folder that changed lately has a body to fetch; looks at the store alone. Blocks (disk). */
gboolean
sync_prefetch_has_work (SyncSetup *setup, SyncBodies bodies)
{
  g_autoptr (GPtrArray) folders = store_folders_list (setup->store, setup->account_id, NULL);

  for (guint i = 0; folders != NULL && i < folders->len; i++)
    {
      const StoreFolder *folder = folders->pdata[i];
      g_autoptr (GArray) wanted = NULL;
      SyncPolicy policy;

      if (!sync_notes_take_bodies_due (setup->notes, folder->id))
        continue;
      policy = sync_policy_get (setup, folder, bodies);
      if (policy.headers && policy.bodies && folder->selectable && folder->total > 0)
        wanted = store_bodies_wanted (setup->store, folder->id, policy.since, policy.max_size, 0, NULL);
      if (wanted != NULL)
        drop_skipped (setup->notes, wanted);
      if (wanted == NULL || wanted->len == 0)
        continue;
      sync_notes_bodies_due (setup->notes, folder->id);
      return TRUE;
    }
  return FALSE;
}

static gint
compare_folders (gconstpointer a, gconstpointer b)
{
  const StoreFolder *fa = *(const StoreFolder *const *) a;
  const StoreFolder *fb = *(const StoreFolder *const *) b;
  gint ra = fa->role == STORE_ROLE_INBOX    ? 0
            : fa->role == STORE_ROLE_DRAFTS ? 1
            : fa->role == STORE_ROLE_SENT   ? 2
                                            : 3;
  gint rb = fb->role == STORE_ROLE_INBOX    ? 0
            : fb->role == STORE_ROLE_DRAFTS ? 1
            : fb->role == STORE_ROLE_SENT   ? 2
                                            : 3;

  return ra != rb ? ra - rb : g_strcmp0 (fa->display, fb->display);
}

/**
 * sync_prefetch_all:
 *
 * The same over all folders of the account that have something new for it, inbox first. A folder the server refuses does not stop
 * the others. Blocks.
 */
gboolean
sync_prefetch_all (SyncSession *session, const SyncPrefetchOptions *options, GCancellable *cancellable,
                   GError **error)
{
  SyncSetup *setup = sync_session_get_setup (session);
  g_autoptr (GPtrArray) folders = store_folders_list (setup->store, setup->account_id, error);

  if (folders == NULL)
    return FALSE;
  g_ptr_array_sort (folders, compare_folders);
  for (guint i = 0; i < folders->len; i++)
    {
      const StoreFolder *folder = folders->pdata[i];
      g_autoptr (GError) local = NULL;

      if (options->interrupt != NULL && base_wake_is_set (options->interrupt))
        break;
      if (!sync_notes_take_bodies_due (setup->notes, folder->id))
        continue;
      if (sync_prefetch_folder (session, folder->id, options, NULL, cancellable, &local))
        {
          if (options->interrupt != NULL && base_wake_is_set (options->interrupt))
            sync_notes_bodies_due (setup->notes, folder->id);
          continue;
        }
      sync_notes_bodies_due (setup->notes, folder->id);
      if (local->domain != IMAP_ERROR || imap_session_is_broken (sync_session_get_imap (session)))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      g_info ("%s: %s", folder->display, local->message);
    }
  return TRUE;
}
