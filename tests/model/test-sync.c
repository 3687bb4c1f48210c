/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-sync.c: random operations on both sides of a mailbox, then both sides are equal and nothing is lost (D-10)
 *
 * A person here flags, moves, deletes and undoes, offline; another program does the same there; now and then they meet.
 * In the end: every folder has the same messages with the same flags on both sides, and every message that nobody
 * deleted exists exactly once. The seed is printed; ALP_MODEL_SEED repeats a run, ALP_MODEL_RUNS sets how many. */

#include <stdlib.h>
#include <string.h>

#include "sync-fixture.h"

#define OPERATIONS 60

static const char *const folders[] = { "INBOX", "Archive", "Trash" };
static const StoreRole roles[] = { STORE_ROLE_INBOX, STORE_ROLE_ARCHIVE, STORE_ROLE_TRASH };

typedef struct
{
  SyncFixture *f;
  GRand *rand;
  guint next;
  GHashTable *alive; /* Message-IDs that nobody deleted */
} Model;

static guint
pick (Model *m, guint n)
{
  return (guint) g_rand_int_range (m->rand, 0, (gint32) n);
}

/* Both sides as "folder message-id flags" lines */

static void
add_line (GPtrArray *lines, const char *folder, const char *id, gboolean seen, gboolean flagged)
{
  g_ptr_array_add (lines,
                   g_strdup_printf ("%s %s%s%s", folder, id, seen ? " seen" : "", flagged ? " flagged" : ""));
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
add_theirs (Model *m, const char *folder, GPtrArray *lines)
{
  g_autofree char *selected = other_client_run (m->f->other, "SELECT %s", folder);
  g_autofree char *answer = NULL;
  const char *at;

  if (strstr (selected, "* 0 EXISTS") != NULL)
    return;
  answer = other_client_run (m->f->other, "UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])");
  for (at = answer; (at = strstr (at, "FLAGS (")) != NULL;)
    {
      g_autofree char *flags = g_strndup (at + 7, (gsize) (strchr (at + 7, ')') - at - 7));
      const char *open = strchr (at, '<');
      const char *close = open == NULL ? NULL : strchr (open, '>');
      g_autofree char *id = NULL;

      g_assert_nonnull (close);
      id = g_strndup (open + 1, (gsize) (close - open - 1));
      add_line (lines, folder, id, strstr (flags, "\\Seen") != NULL, strstr (flags, "\\Flagged") != NULL);
      at = close;
    }
}

static StorePlacement *
take_placement (Store *store, gint64 message_id, gint64 folder_id, guint32 uid)
{
  g_autoptr (GPtrArray) placements = store_placements_list (store, message_id, NULL);

  for (guint i = 0; i < placements->len; i++)
    {
      StorePlacement *placement = placements->pdata[i];

      if (placement->folder_id == folder_id && placement->uid == uid)
        {
          g_ptr_array_set_free_func (placements, NULL);
          for (guint j = 0; j < placements->len; j++)
            if (j != i)
              store_placement_free (placements->pdata[j]);
          return placement;
        }
    }
  g_assert_not_reached ();
}

static void
add_ours (Model *m, guint which, GPtrArray *lines)
{
  Store *store = m->f->store;
  g_autoptr (StoreFolder) folder = store_folder_get_by_role (store, m->f->account, roles[which], NULL);
  g_autoptr (BaseIdset) uids = NULL;
  BaseIdsetIter iter;
  guint64 uid;

  g_assert_nonnull (folder);
  uids = store_placements_get_uids (store, folder->id, NULL);
  iter = (BaseIdsetIter) { .set = uids };
  while (base_idset_next (&iter, &uid))
    {
      gint64 id = store_placement_find (store, folder->id, (guint32) uid);
      g_autoptr (StoreMessage) message = store_message_get (store, id, NULL);
      g_autoptr (StorePlacement) placement = take_placement (store, id, folder->id, (guint32) uid);

      g_assert_false (placement->hidden);
      add_line (lines, folders[which], message->message_id, placement->flags & STORE_FLAG_SEEN,
                placement->flags & STORE_FLAG_FLAGGED);
    }
}

static void
check_equal (Model *m)
{
  g_autoptr (GPtrArray) ours = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) theirs = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer id;

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      add_ours (m, i, ours);
      add_theirs (m, folders[i], theirs);
    }
  g_ptr_array_sort (ours, compare);
  g_ptr_array_sort (theirs, compare);
  for (guint i = 0; i < MIN (ours->len, theirs->len); i++)
    g_assert_cmpstr (ours->pdata[i], ==, theirs->pdata[i]);
  g_assert_cmpuint (ours->len, ==, theirs->len);
  g_hash_table_iter_init (&iter, m->alive);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_autofree char *word = g_strdup_printf (" %s", (char *) id);
      guint n = 0;

      for (guint i = 0; i < theirs->len; i++)
        {
          const char *at = strstr (theirs->pdata[i], word);

          n += at != NULL && (at[strlen (word)] == '\0' || at[strlen (word)] == ' ');
        }
      if (n != 1)
        g_test_message ("%s is there %u times", (char *) id, n);
      g_assert_cmpuint (n, ==, 1);
    }
}

/* Operations */

static void
their_mail (Model *m)
{
  g_autofree char *id = g_strdup_printf ("m%u", m->next++);

  sync_fixture_add_mail (m->f, folders[pick (m, 2)], id);
  g_hash_table_add (m->alive, g_strconcat (id, "@test", NULL));
}

static void
forget (Model *m, const char *message_id)
{
  g_hash_table_remove (m->alive, message_id);
}

static void
their_change (Model *m)
{
  guint from = pick (m, 3);
  g_autoptr (GArray) uids = other_client_search (m->f->other, folders[from], "ALL");
  guint uid;
  g_autofree char *answer = NULL;

  if (uids->len == 0)
    return;
  uid = g_array_index (uids, guint, pick (m, uids->len));
  switch (pick (m, 6))
    {
    case 0:
    case 1:
      answer = other_client_run (m->f->other, "UID STORE %u %sFLAGS (\\Seen)", uid, pick (m, 2) ? "+" : "-");
      break;
    case 2:
      answer
          = other_client_run (m->f->other, "UID STORE %u %sFLAGS (\\Flagged)", uid, pick (m, 2) ? "+" : "-");
      break;
    case 3:
    case 4:
      answer = other_client_run (m->f->other, "UID MOVE %u %s", uid, folders[(from + 1 + pick (m, 2)) % 3]);
      break;
    default:
      {
        g_autofree char *header
            = other_client_run (m->f->other, "UID FETCH %u (BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])", uid);
        const char *open = strchr (header, '<');
        g_autofree char *id = g_strndup (open + 1, (gsize) (strchr (open, '>') - open - 1));
        g_autofree char *marked = other_client_run (m->f->other, "UID STORE %u +FLAGS (\\Deleted)", uid);

        answer = other_client_run (m->f->other, "UID EXPUNGE %u", uid);
        forget (m, id);
      }
    }
}

static void
our_change (Model *m)
{
  Store *store = m->f->store;
  guint from = pick (m, 3);
  g_autoptr (StoreFolder) folder = store_folder_get_by_role (store, m->f->account, roles[from], NULL);
  g_autoptr (StoreFolder) target = NULL;
  StoreListQuery query = { 0 };
  g_autoptr (GArray) items = NULL;
  StoreAction action = { .n_messages = 1 };
  gint64 id;

  if (folder == NULL)
    return;
  query.folder_id = folder->id;
  items = store_list_ids (store, &query, 0, NULL, NULL);
  if (items->len == 0)
    return;
  id = g_array_index (items, StoreListItem, pick (m, items->len)).id;
  action.message_ids = &id;
  action.kind = STORE_ACTION_FLAGS;
  switch (pick (m, 8))
    {
    case 0:
      action.add_flags = STORE_FLAG_SEEN;
      break;
    case 1:
      action.remove_flags = STORE_FLAG_SEEN;
      break;
    case 2:
      action.add_flags = STORE_FLAG_FLAGGED;
      break;
    case 3:
      store_undo (store, 0, NULL, NULL);
      return;
    case 4:
    case 5:
    case 6:
      target = store_folder_get_by_role (store, m->f->account, roles[(from + 1 + pick (m, 2)) % 3], NULL);
      action.kind = STORE_ACTION_MOVE;
      action.folder_id = folder->id;
      action.target_id = target->id;
      break;
    default:
      {
        g_autoptr (StoreMessage) message = store_message_get (store, id, NULL);

        action.kind = STORE_ACTION_DELETE;
        action.folder_id = folder->id;
        forget (m, message->message_id);
      }
    }
  store_act (store, &action, NULL);
}

static void
run_seed (SyncFixture *f, guint32 seed)
{
  Model m
      = { f, g_rand_new_with_seed (seed), 0, g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };

  g_test_message ("ALP_MODEL_SEED=%u", seed); /* first, so that a crash shows it */
  for (guint i = 0; i < 10; i++)
    their_mail (&m);
  sync_fixture_sync (f);
  for (guint i = 0; i < OPERATIONS; i++)
    switch (pick (&m, 10))
      {
      case 0:
        their_mail (&m);
        break;
      case 1:
      case 2:
      case 3:
        their_change (&m);
        break;
      case 4:
        if (pick (&m, 2))
          sync_fixture_sync (f);
        else
          {
            sync_engine_free (f->engine);
            sync_fixture_open (f);
          }
        break;
      default:
        our_change (&m);
      }
  sync_fixture_sync (f);
  sync_fixture_sync (f);
  check_equal (&m);
  g_rand_free (m.rand);
  g_hash_table_unref (m.alive);
}

static void
test_model (void)
{
  const char *seed = g_getenv ("ALP_MODEL_SEED");
  const char *runs = g_getenv ("ALP_MODEL_RUNS");
  guint n = seed != NULL ? 1 : (runs != NULL ? (guint) atoi (runs) : 4);

  for (guint i = 0; i < n; i++)
    {
      SyncFixture f = { 0 };

      sync_fixture_set_up (&f, NULL);
      run_seed (&f, seed != NULL ? (guint32) strtoul (seed, NULL, 10) : g_random_int ());
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
