/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-headers.c: messages that are not here yet: their headers, newest first
 *
 * The first screen is one small command, so that it is there at once; then commands grow until one takes about a second. While
 * the server sends, another thread writes (sync-pipe). A message that the server lists and does not give stops nobody: the
 * batch is split until it is alone, and it is left aside for a while. */

#include "sync-folder-private.h"

#include "base-clock.h"
#include "sync-message.h"
#include "sync-pipe.h"

#define ROWS_AT_ONCE 250    /* one transaction */
#define ROWS_UNDER_WAY 1500 /* read and not yet written */
#define AGAIN_MAX 200       /* unanswered ones that are asked for a second time */

typedef struct
{
  SyncRun *run;
  SyncPipe *pipe; /* nullable: few messages are written on the thread that reads */
  gint added;     /* atomic */
  GPtrArray *rows;
  BaseIdset *answered; /* of the command under way */
  BaseIdset *missing;  /* asked for and not given */
  gboolean failed;     /* of the pipe */
} Headers;

static GPtrArray *
new_rows (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) sync_message_free);
}

/* On the pipe's thread, or on ours. */
static gboolean
write_rows (gpointer rows, gpointer data, GError **error)
{
  Headers *self = data;
  gint added = store_messages_add (self->run->store, self->run->folder->id, rows, NULL, error);

  if (added < 0)
    return FALSE;
  g_atomic_int_add (&self->added, added);
  return TRUE;
}

static gboolean
flush_rows (Headers *self, GError **error)
{
  g_autoptr (GPtrArray) rows = self->rows;
  guint n = rows->len;

  self->rows = new_rows ();
  if (n == 0)
    return TRUE;
  if (self->pipe == NULL)
    return write_rows (rows, self, error);
  if (!sync_pipe_push (self->pipe, g_steal_pointer (&rows), n))
    self->failed = TRUE; /* sync_pipe_finish () has the error */
  return !self->failed;
}

static gboolean
on_message (ImapFetch *fetch, gpointer data)
{
  Headers *self = data;

  if (fetch->uid == 0)
    return TRUE;
  base_idset_add (self->answered, fetch->uid);
  g_ptr_array_add (self->rows, sync_message_new (fetch));
  if (self->pipe != NULL && self->rows->len >= ROWS_AT_ONCE)
    return flush_rows (self, NULL);
  return TRUE;
}

/* The server refuses this command, not the connection: a smaller one may do. */
static gboolean
is_about_the_batch (SyncRun *run, const GError *error)
{
  return !imap_session_is_broken (run->imap) && error->domain == IMAP_ERROR
         && error->code != IMAP_ERROR_TOO_MANY;
}

/* One command. What it was not answered for is added to missing. */
static gboolean
fetch_batch (Headers *self, const BaseIdset *batch, GError **error)
{
  const guint what = IMAP_FETCH_FLAGS | IMAP_FETCH_DATE | IMAP_FETCH_SIZE | IMAP_FETCH_HEADERS
                     | IMAP_FETCH_MODSEQ | IMAP_FETCH_EMAILID | IMAP_FETCH_GMAIL;
  g_autoptr (BaseIdset) unanswered = base_idset_copy (batch);
  gboolean ok;

  base_idset_clear (self->answered);
  ok = imap_session_fetch (self->run->imap, batch, what, 0, FALSE, on_message, self, self->run->cancellable,
                           error);
  if (!flush_rows (self, ok ? error : NULL) || !ok)
    return FALSE;
  base_idset_subtract (unanswered, self->answered);
  base_idset_union (self->missing, unanswered);
  base_idset_union (self->run->local, self->answered);
  return TRUE;
}

static void
tell_progress (SyncRun *run, guint64 total)
{
  SyncProgress progress
      = { sync_session_get_setup (run->session)->account_id, run->folder->id, SYNC_PROGRESS_HEADERS,
          (guint) (total - base_idset_count (run->wanted)), (guint) total };

  if (run->options->progress != NULL)
    run->options->progress (&progress, run->options->progress_data);
}

/* Takes batches out of wanted until it is empty or other work waits. */
static gboolean
fetch_all (Headers *self, gboolean *complete, GError **error)
{
  SyncRun *run = self->run;
  guint64 total = base_idset_count (run->wanted);
  guint size = SYNC_FIRST_BATCH;

  while (!base_idset_is_empty (run->wanted))
    {
      g_autoptr (BaseIdset) batch = base_idset_take_highest (run->wanted, size);
      g_autoptr (GError) local = NULL;
      gint64 began = base_clock_monotonic_us ();

      if (fetch_batch (self, batch, &local))
        size = sync_plan_batch (size, base_clock_monotonic_us () - began);
      else if (self->failed || local == NULL || !is_about_the_batch (run, local))
        {
          if (local != NULL)
            g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      else if (size > 1)
        {
          g_info ("%s: %s; asking for less", run->folder->display, local->message);
          base_idset_union (run->wanted, batch);
          base_idset_subtract (run->wanted, run->local);
          size = MAX (1, size / 4);
          continue;
        }
      else
        base_idset_union (self->missing, batch);
      tell_progress (run, total);
      if (run->options->interrupt != NULL && base_wake_is_set (run->options->interrupt)
          && !base_idset_is_empty (run->wanted))
        return TRUE;
    }
  *complete = TRUE;
  return TRUE;
}

/* Those not given are asked for once more; then they are left aside. A hole between guessed UIDs is none of them. */
static gboolean
ask_again (Headers *self, GError **error)
{
  SyncRun *run = self->run;
  g_autoptr (BaseIdset) again = base_idset_copy (self->missing);
  g_autoptr (GError) local = NULL;

  if (base_idset_is_empty (again) || !run->wanted_exact)
    return TRUE;
  if (base_idset_count (again) <= AGAIN_MAX && !fetch_batch (self, again, &local)
      && (self->failed || local == NULL || !is_about_the_batch (run, local)))
    {
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  base_idset_subtract (again, run->local);
  if (base_idset_is_empty (again))
    return TRUE;
  g_info ("%s: the server lists %" G_GUINT64_FORMAT " messages and does not give them", run->folder->display,
          base_idset_count (again));
  base_idset_union (run->unreadable, again);
  sync_notes_set_unreadable (sync_session_get_setup (run->session)->notes, run->folder->id,
                             run->selected.uidvalidity, run->unreadable);
  return TRUE;
}

/**
 * sync_headers_fetch:
 * @complete: (out): whether all of the run's wanted messages were asked for; else other work waits and the rest stays
 *
 * Fetches and stores headers, newest first. Everything that arrived is stored when this returns, also after a failure.
 */
gboolean
sync_headers_fetch (SyncRun *run, gboolean *complete, GError **error)
{
  Headers self = { .run = run };
  g_autoptr (GError) pipe_error = NULL;
  gboolean ok;

  *complete = FALSE;
  if (base_idset_is_empty (run->wanted))
    {
      *complete = TRUE;
      return TRUE;
    }
  self.rows = new_rows ();
  self.answered = base_idset_new ();
  self.missing = base_idset_new ();
  if (base_idset_count (run->wanted) > SYNC_FIRST_BATCH)
    self.pipe = sync_pipe_new (ROWS_UNDER_WAY, write_rows, &self, (GDestroyNotify) g_ptr_array_unref);
  ok = fetch_all (&self, complete, error) && (!*complete || ask_again (&self, error));
  if (self.pipe != NULL && !sync_pipe_finish (self.pipe, &pipe_error))
    {
      g_clear_error (error);
      g_propagate_error (error, g_steal_pointer (&pipe_error));
      ok = FALSE;
    }
  sync_notes_bodies_due (sync_session_get_setup (run->session)->notes, run->folder->id);
  run->report->added += (guint) g_atomic_int_get (&self.added);
  g_ptr_array_unref (self.rows);
  base_idset_free (self.answered);
  base_idset_free (self.missing);
  return ok;
}
