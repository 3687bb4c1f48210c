/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-sync.c: random operations on both sides of a mailbox, then both sides are equal and nothing is lost (D-10)
 *
 * A person here flags, moves, copies, deletes, appends, makes folders and undoes, offline; another program (other.py: Python's
 * imaplib, none of our code) does such things there; now and then they meet, and now and then this program is ended and started
 * again. In the end: every folder has the same messages with the same flags on both sides, every message that nobody deleted
 * exists as often as it was made, and one more round changes nothing. The seed is printed; ALP_MODEL_SEED repeats a run,
 * ALP_MODEL_RUNS and ALP_MODEL_OPERATIONS set how many. */

#include <stdlib.h>
#include <string.h>

#include "sync-fixture.h"

typedef struct
{
  SyncFixture *f;
  GRand *rand;
  GSubprocess *other;
  GDataInputStream *from;
  guint next;
  GHashTable *made; /* Message-ID → how often it may be there at most */
  GHashTable *gone; /* Message-IDs that somebody deleted somewhere */
  guint ours, theirs;
} Model;

static guint
pick (Model *m, guint n)
{
  return (guint) g_rand_int_range (m->rand, 0, (gint32) n);
}

/* ---- the other program ---- */

static void
note_made (Model *m, const char *id, gint times)
{
  gint n = GPOINTER_TO_INT (g_hash_table_lookup (m->made, id));

  g_hash_table_insert (m->made, g_strdup (id), GINT_TO_POINTER (n + times));
}

static void
note_line (Model *m, const char *line, GPtrArray *lines)
{
  if (lines != NULL)
    g_ptr_array_add (lines, g_strdup (line));
  else if (g_str_has_prefix (line, "gone "))
    g_hash_table_add (m->gone, g_strdup (line + 5));
  else if (g_str_has_prefix (line, "copied "))
    note_made (m, line + 7, 1);
  else
    note_made (m, line, 1);
}

/* One command, all its answer. @lines: (nullable): where it goes */
static void
tell (Model *m, GPtrArray *lines, const char *format, ...)
{
  GOutputStream *out = g_subprocess_get_stdin_pipe (m->other);
  g_autofree char *command = NULL;
  va_list args;

  va_start (args, format);
  command = g_strdup_vprintf (format, args);
  va_end (args);
  g_assert_true (g_output_stream_write_all (out, command, strlen (command), NULL, NULL, NULL));
  g_assert_true (g_output_stream_flush (out, NULL, NULL));
  while (TRUE)
    {
      g_autofree char *line = g_data_input_stream_read_line (m->from, NULL, NULL, NULL);

      g_assert_nonnull (line); /* it died: its last words are on standard error */
      if (g_str_equal (line, "."))
        break;
      note_line (m, line, lines);
    }
}

static void
start_other (Model *m, guint32 seed)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "model", "other.py", NULL);
  g_autofree char *number = g_strdup_printf ("%u", seed);
  g_autoptr (GError) error = NULL;

  m->other
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "python3",
                          script, g_getenv ("LAB_IMAPS"), "alice@mail.test", "alicepw", number, NULL);
  g_assert_no_error (error);
  m->from = g_data_input_stream_new (g_subprocess_get_stdout_pipe (m->other));
  tell (m, NULL, "clear\n");
}

static void
end_other (Model *m)
{
  g_output_stream_close (g_subprocess_get_stdin_pipe (m->other), NULL, NULL);
  g_assert_true (g_subprocess_wait_check (m->other, NULL, NULL));
  g_object_unref (m->from);
  g_object_unref (m->other);
}

/* ---- both sides as "folder message-id seen flagged paid" lines ---- */

static gint
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
add_ours (Model *m, const StoreFolder *folder, GPtrArray *lines)
{
  Store *store = m->f->store;
  StoreListQuery query = { .folder_id = folder->id };
  g_autoptr (GArray) items = store_list_ids (store, &query, 0, NULL, NULL);

  for (guint i = 0; i < items->len; i++)
    {
      gint64 id = g_array_index (items, StoreListItem, i).id;
      g_autoptr (StoreMessage) message = store_message_get (store, id, NULL);
      g_autoptr (GPtrArray) placements = store_placements_list (store, id, NULL);

      for (guint j = 0; j < placements->len; j++)
        {
          const StorePlacement *p = placements->pdata[j];

          if (p->folder_id == folder->id && !p->hidden)
            g_ptr_array_add (lines,
                             g_strdup_printf ("%s %s %d %d %d", folder->path, message->message_id,
                                              (p->flags & STORE_FLAG_SEEN) != 0,
                                              (p->flags & STORE_FLAG_FLAGGED) != 0,
                                              p->keywords != NULL && strstr (p->keywords, "Paid") != NULL));
        }
    }
}

static GPtrArray *
dump_ours (Model *m)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) folders = store_folders_list (m->f->store, m->f->account, NULL);

  for (guint i = 0; i < folders->len; i++)
    add_ours (m, folders->pdata[i], lines);
  g_ptr_array_sort (lines, compare);
  return lines;
}

static GPtrArray *
dump_theirs (Model *m)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  tell (m, lines, "dump\n");
  g_ptr_array_sort (lines, compare);
  return lines;
}

static guint
count_id (GPtrArray *lines, const char *id)
{
  g_autofree char *word = g_strdup_printf (" %s ", id);
  guint n = 0;

  for (guint i = 0; i < lines->len; i++)
    n += strstr (lines->pdata[i], word) != NULL;
  return n;
}

/* What nobody deleted is there as often as it was made; what somebody deleted, at most so often. */
static void
check_counts (Model *m, GPtrArray *theirs)
{
  GHashTableIter iter;
  gpointer id, most;

  g_hash_table_iter_init (&iter, m->made);
  while (g_hash_table_iter_next (&iter, &id, &most))
    {
      guint n = count_id (theirs, id);

      if (n > GPOINTER_TO_UINT (most) || (n == 0 && !g_hash_table_contains (m->gone, id)))
        g_test_message ("%s is there %u times, made %u", (char *) id, n, GPOINTER_TO_UINT (most));
      g_assert_cmpuint (n, <=, GPOINTER_TO_UINT (most));
      if (!g_hash_table_contains (m->gone, id))
        g_assert_cmpuint (n, >=, 1);
    }
}

static void
check_equal (Model *m)
{
  g_autoptr (GPtrArray) ours = dump_ours (m);
  g_autoptr (GPtrArray) theirs = dump_theirs (m);
  g_autoptr (GPtrArray) again = NULL;

  for (guint i = 0; i < MIN (ours->len, theirs->len); i++)
    g_assert_cmpstr (ours->pdata[i], ==, theirs->pdata[i]);
  g_assert_cmpuint (ours->len, ==, theirs->len);
  check_counts (m, theirs);
  sync_fixture_sync (m->f);
  again = dump_theirs (m);
  g_assert_cmpuint (again->len, ==, theirs->len);
  for (guint i = 0; i < again->len; i++)
    g_assert_cmpstr (again->pdata[i], ==, theirs->pdata[i]);
}

/* ---- what a person does here ---- */

static StoreFolder *
pick_folder (Model *m, const StoreFolder *not_this)
{
  g_autoptr (GPtrArray) folders = store_folders_list (m->f->store, m->f->account, NULL);

  for (guint i = 0; i < 20 && folders->len > 1; i++)
    {
      const StoreFolder *folder = folders->pdata[pick (m, folders->len)];

      if (folder->selectable && folder->role != STORE_ROLE_DRAFTS && folder->role != STORE_ROLE_SENT
          && folder->role != STORE_ROLE_JUNK && (not_this == NULL || folder->id != not_this->id))
        return store_folder_get (m->f->store, folder->id, NULL);
    }
  return NULL;
}

static void
append (Model *m, const StoreFolder *folder)
{
  g_autofree char *id = g_strdup_printf ("ours%u@test", m->next++);
  g_autofree char *text
      = g_strdup_printf ("From: a@mail.test\r\nMessage-ID: <%s>\r\nSubject: x\r\n\r\nx\r\n", id);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  if (store_act_append (m->f->store, m->f->account, folder->path, 0, id, bytes, NULL, NULL) != 0)
    note_made (m, id, 1);
}

static void
make_folder (Model *m)
{
  g_autofree char *name = g_strdup_printf ("Ours%u", m->next++);
  StoreFolderAction create = { STORE_ACTION_FOLDER_CREATE, m->f->account, 0, name, name, '/', FALSE, NULL };

  store_act_folder (m->f->store, &create, NULL);
}

static void
act_on (Model *m, const StoreFolder *folder, gint64 id)
{
  g_autoptr (StoreFolder) target = pick_folder (m, folder);
  g_autoptr (StoreMessage) message = store_message_get (m->f->store, id, NULL);
  StoreAction action = { .kind = STORE_ACTION_FLAGS, .n_messages = 1, .message_ids = &id };
  guint what = pick (m, 12);

  if (what < 2)
    *(what == 0 ? &action.add_flags : &action.remove_flags) = STORE_FLAG_SEEN;
  else if (what < 4)
    *(what == 2 ? &action.add_flags : &action.remove_flags) = STORE_FLAG_FLAGGED;
  else if (what < 6)
    *(what == 4 ? &action.add_keywords : &action.remove_keywords) = "Paid";
  else if (what < 10)
    action.kind = STORE_ACTION_MOVE;
  else
    action.kind = what == 10 ? STORE_ACTION_COPY : STORE_ACTION_DELETE;
  if (what >= 6)
    action.folder_id = folder->id;
  if (what >= 6 && what < 11)
    {
      if (target == NULL)
        return;
      action.target_id = target->id;
    }
  if (store_act (m->f->store, &action, NULL) == 0)
    return;
  if (action.kind == STORE_ACTION_COPY)
    note_made (m, message->message_id, 1);
  if (action.kind == STORE_ACTION_DELETE)
    g_hash_table_add (m->gone, g_strdup (message->message_id));
}

static void
our_change (Model *m)
{
  g_autoptr (StoreFolder) folder = pick_folder (m, NULL);
  StoreListQuery query = { 0 };
  g_autoptr (GArray) items = NULL;
  guint what = pick (m, 40);

  m->ours++;
  if (what == 0)
    make_folder (m);
  else if (what < 4)
    store_undo (m->f->store, 0, NULL, NULL);
  if (what < 4 || folder == NULL)
    return;
  if (what < 6)
    {
      append (m, folder);
      return;
    }
  query.folder_id = folder->id;
  items = store_list_ids (m->f->store, &query, 0, NULL, NULL);
  if (items->len > 0)
    act_on (m, folder, g_array_index (items, StoreListItem, pick (m, items->len)).id);
}

static void
meet_or_restart (Model *m)
{
  if (pick (m, 3) > 0)
    sync_fixture_sync (m->f);
  else
    {
      sync_engine_free (m->f->engine);
      sync_fixture_open (m->f);
    }
}

static void
step (Model *m)
{
  guint what = pick (m, 100);

  if (what < 4)
    tell (m, NULL, "mail 1\n");
  else if (what < 30)
    {
      guint n = 1 + pick (m, 4);

      tell (m, NULL, "change %u\n", n);
      m->theirs += n;
    }
  else if (what < 34)
    meet_or_restart (m);
  else
    our_change (m);
}

static void
run_seed (SyncFixture *f, guint32 seed, guint operations)
{
  Model m = { .f = f, .rand = g_rand_new_with_seed (seed) };
  g_autoptr (GPtrArray) failed = NULL;

  g_test_message ("ALP_MODEL_SEED=%u", seed); /* first, so that a crash shows it */
  m.made = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  m.gone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  start_other (&m, seed);
  tell (&m, NULL, "mail %u\n", 20 + operations / 20);
  sync_fixture_sync (f);
  while (m.ours + m.theirs < operations)
    step (&m);
  for (guint i = 0; i < 3; i++)
    sync_fixture_sync (f);
  check_equal (&m);
  failed = store_journal_failed (f->store, f->account, NULL);
  g_print (
      "# seed %u: %u operations here, %u there, %u refused and listed; %u messages, lost 0, duplicates 0\n",
      seed, m.ours, m.theirs, failed->len, g_hash_table_size (m.made));
  end_other (&m);
  g_rand_free (m.rand);
  g_hash_table_unref (m.made);
  g_hash_table_unref (m.gone);
}

static guint
number_from (const char *name, guint otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) atoi (text) : otherwise;
}

static void
test_model (void)
{
  const char *seed = g_getenv ("ALP_MODEL_SEED");
  guint n = seed != NULL ? 1 : number_from ("ALP_MODEL_RUNS", 2);

  for (guint i = 0; i < n; i++)
    {
      SyncFixture f = { 0 };

      sync_fixture_set_up (&f, NULL);
      run_seed (&f, seed != NULL ? (guint32) strtoul (seed, NULL, 10) : g_random_int (),
                number_from ("ALP_MODEL_OPERATIONS", 120));
      sync_fixture_tear_down (&f, NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("LAB_IMAPS") == NULL)
    {
      g_printerr ("needs tests/servers/with-lab\n");
      return 1; /* a test that cannot run is a failure of the environment, not a skip */
    }
  g_test_add_func ("/model/sync", test_model);
  return g_test_run ();
}
