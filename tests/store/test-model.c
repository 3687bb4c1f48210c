/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-model.c: random actions, undos and replays against a naive model
 *
 * The model knows for each message its folder and flags as a person sees them, and keeps a stack of whole former states for undo.
 * A made-up server applies the journal's entries in order; at the end server, store and model must be equal. */

#include "store-fixture.h"

enum
{
  N = 12,
  STEPS = 120,
  SEEDS = 15
};

typedef struct
{
  int folder; /* 0 inbox, 1 archive, 2 trash */
  guint flags;
} Place;

typedef struct
{
  Fixture f;
  gint64 ids[N];
  Place model[N];
  Place server[N];
  guint32 server_uid[N];
  guint32 next_uid[3];
  GArray *undo; /* Place[N] before each action, newest last */
} World;

static gint64
folder_id (World *w, int folder)
{
  return folder == 0 ? w->f.inbox : folder == 1 ? w->f.archive : w->f.trash;
}

static int
folder_index (World *w, gint64 id)
{
  return id == w->f.inbox ? 0 : id == w->f.archive ? 1 : 2;
}

static int
find_on_server (World *w, int folder, guint32 uid)
{
  for (int i = 0; i < N; i++)
    if (w->server[i].folder == folder && w->server_uid[i] == uid)
      return i;
  g_assert_not_reached ();
}

/* The oldest entry reaches the server, with or without COPYUID in the answer. */
static void
replay_one (World *w, GRand *random)
{
  g_autoptr (GPtrArray) entries = store_journal_pending (w->f.store, w->f.account, NULL);
  g_autoptr (GArray) from = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) to = g_array_new (FALSE, FALSE, sizeof (guint32));
  gboolean copyuid = g_rand_boolean (random);
  StoreJournalEntry *e;
  g_autoptr (GArray) moved = g_array_new (FALSE, FALSE, sizeof (int));

  if (entries->len == 0)
    return;
  e = entries->pdata[0];
  g_assert_true (store_journal_begin (w->f.store, e->id, NULL));
  for (guint i = 0; i < e->items->len; i++)
    {
      StoreJournalItem *item = e->items->pdata[i];
      int folder = folder_index (w, e->folder_id);
      int m;

      g_assert_cmpuint (item->uid, !=, 0);
      m = find_on_server (w, folder, item->uid);
      if (e->kind == STORE_ACTION_FLAGS)
        w->server[m].flags = (w->server[m].flags | e->add_flags) & ~e->remove_flags;
      else
        {
          w->server[m].folder = folder_index (w, e->target_id);
          g_array_append_val (from, item->uid);
          w->server_uid[m] = w->next_uid[w->server[m].folder]++;
          g_array_append_val (to, w->server_uid[m]);
          g_array_append_val (moved, m);
        }
    }
  g_assert_true (store_journal_done (w->f.store, e->id, copyuid ? 7 : 0, (guint32 *) (gpointer) from->data,
                                     (guint32 *) (gpointer) to->data, copyuid ? from->len : 0, NULL));
  for (guint i = 0; i < moved->len; i++) /* the target's sync */
    {
      int m = g_array_index (moved, int, i);
      g_autofree char *id = g_strdup_printf ("<%d@model>", m);
      StoreNewMessage new = fixture_message (w->server_uid[m], id, "x");

      new.flags = w->server[m].flags;
      new.received = 1000;
      g_assert_cmpint (fixture_add (&w->f, folder_id (w, w->server[m].folder), new), ==, w->ids[m]);
    }
}

static void
act_one (World *w, GRand *random)
{
  static const guint bits[] = { STORE_FLAG_SEEN, STORE_FLAG_FLAGGED, STORE_FLAG_SEEN | STORE_FLAG_FLAGGED };
  StoreAction a = { 0 };
  gint64 ids[3];
  int picked[3];
  guint n = (guint) g_rand_int_range (random, 1, 4);
  int target = g_rand_int_range (random, 0, 3);
  Place before[N];
  gint64 group;

  memcpy (before, w->model, sizeof before);
  for (guint i = 0; i < n; i++)
    {
      picked[i] = (g_rand_int_range (random, 0, N / 3) * 3 + (int) i) % N; /* all different */
      ids[i] = w->ids[picked[i]];
    }
  a.message_ids = ids;
  a.n_messages = n;
  a.kind = g_rand_boolean (random) ? STORE_ACTION_MOVE : STORE_ACTION_FLAGS;
  if (a.kind == STORE_ACTION_MOVE)
    a.target_id = folder_id (w, target);
  else if (g_rand_boolean (random))
    a.add_flags = bits[g_rand_int_range (random, 0, 3)];
  else
    a.remove_flags = bits[g_rand_int_range (random, 0, 3)];
  group = store_act (w->f.store, &a, NULL);
  for (guint i = 0; i < n; i++)
    {
      Place *p = &w->model[picked[i]];

      if (a.kind == STORE_ACTION_MOVE)
        p->folder = target;
      else
        p->flags = (p->flags | a.add_flags) & ~a.remove_flags;
    }
  g_assert_cmpint (group != 0, ==, memcmp (before, w->model, sizeof before) != 0);
  if (group != 0)
    g_array_append_vals (w->undo, before, N);
}

static void
undo_one (World *w)
{
  g_autoptr (GError) error = NULL;

  if (w->undo->len == 0)
    return;
  g_assert_cmpint (store_undo (w->f.store, 0, NULL, &error), !=, 0);
  g_assert_no_error (error);
  memcpy (w->model, &g_array_index (w->undo, Place, w->undo->len - N), sizeof w->model);
  g_array_set_size (w->undo, w->undo->len - N);
}

static void
compare (World *w)
{
  for (int i = 0; i < N; i++)
    {
      g_autoptr (GPtrArray) places = store_placements_list (w->f.store, w->ids[i], NULL);
      guint visible = 0;

      for (guint j = 0; j < places->len; j++)
        {
          StorePlacement *p = places->pdata[j];

          if (p->hidden)
            continue;
          visible++;
          g_assert_cmpint (folder_index (w, p->folder_id), ==, w->model[i].folder);
          g_assert_cmpuint (p->flags, ==, w->model[i].flags);
        }
      g_assert_cmpuint (visible, ==, 1);
    }
}

static void
run_seed (guint32 seed)
{
  World w = { 0 };
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  fixture_set_up (&w.f);
  w.undo = g_array_new (FALSE, FALSE, sizeof (Place));
  for (int i = 0; i < N; i++)
    {
      g_autofree char *id = g_strdup_printf ("<%d@model>", i);
      StoreNewMessage new = fixture_message ((guint32) i + 1, id, "x");

      new.received = 1000;
      w.ids[i] = fixture_add (&w.f, w.f.inbox, new);
      w.server_uid[i] = (guint32) i + 1;
    }
  w.next_uid[0] = w.next_uid[1] = w.next_uid[2] = 100;
  for (int step = 0; step < STEPS; step++)
    {
      int choice = g_rand_int_range (random, 0, 10);

      g_test_message ("step %d: %d", step, choice);

      if (choice < 5)
        act_one (&w, random);
      else if (choice < 7)
        undo_one (&w);
      else if (choice < 9)
        replay_one (&w, random);
      else
        fixture_reopen (&w.f);
      compare (&w);
    }
  for (int i = 0; i < 500; i++)
    replay_one (&w, random);
  compare (&w);
  for (int i = 0; i < N; i++)
    {
      g_assert_cmpint (w.server[i].folder, ==, w.model[i].folder);
      g_assert_cmpuint (w.server[i].flags, ==, w.model[i].flags);
    }
  g_array_unref (w.undo);
  fixture_tear_down (&w.f);
}

static void
test_model (void)
{
  for (guint32 seed = 1; seed <= SEEDS; seed++)
    {
      g_test_message ("seed %u", seed);
      run_seed (seed);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/model", test_model);
  return g_test_run ();
}
