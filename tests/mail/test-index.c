/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-index.c: merge and difference of list orders against a naive model */

#include "alp-message-index.h"

static GArray *
random_items (guint n, guint range)
{
  GArray *items = g_array_new (FALSE, FALSE, sizeof (StoreListItem));

  for (guint i = 0; i < n; i++)
    {
      gint64 id = g_test_rand_int_range (1, (int) range);
      StoreListItem item = { id, id * 7919 % 13 };

      g_array_append_val (items, item);
    }
  return items;
}

static const StoreListItem *
items_of (GArray *array)
{
  return (const StoreListItem *) (gpointer) array->data;
}

static void
assert_sorted (const AlpMessageIndex *index)
{
  for (guint i = 1; i < index->n; i++)
    {
      gboolean falls = index->keys[i - 1] > index->keys[i]
                       || (index->keys[i - 1] == index->keys[i] && index->ids[i - 1] > index->ids[i]);

      g_assert_true (index->rising ? !falls : falls);
    }
}

/* What lies between the runs is the same in both orders, whatever the limit of runs. */
static void
check_diff (const AlpMessageIndex *from, const AlpMessageIndex *to, guint max_runs)
{
  g_autoptr (GArray) runs = alp_message_index_diff (from, to, max_runs);
  guint i = 0, j = 0;

  g_assert_cmpuint (runs->len, <=, max_runs);
  for (guint k = 0; k <= runs->len; k++)
    {
      AlpIndexRun end = { from->n, 0, to->n, 0 };
      const AlpIndexRun *run = k < runs->len ? &g_array_index (runs, AlpIndexRun, k) : &end;

      g_assert_cmpuint (run->position - i, ==, run->new_position - j);
      for (; i < run->position; i++, j++)
        {
          g_assert_cmpint (from->ids[i], ==, to->ids[j]);
          g_assert_cmpint (from->keys[i], ==, to->keys[j]);
        }
      i += run->removed;
      j += run->added;
    }
  g_assert_cmpuint (i, ==, from->n);
  g_assert_cmpuint (j, ==, to->n);
}

static void
check_merge (const AlpMessageIndex *index, GArray *added, GArray *removed)
{
  g_autoptr (AlpMessageIndex) merged
      = alp_message_index_merge (index, items_of (added), added->len, items_of (removed), removed->len);
  g_autoptr (GHashTable) naive = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < index->n; i++)
    g_hash_table_add (naive, g_memdup2 (&index->ids[i], sizeof (gint64)));
  for (guint i = 0; i < removed->len; i++)
    g_hash_table_remove (naive, &items_of (removed)[i].id);
  for (guint i = 0; i < added->len; i++)
    g_hash_table_add (naive, g_memdup2 (&items_of (added)[i].id, sizeof (gint64)));
  assert_sorted (merged);
  g_assert_cmpuint (merged->n, ==, g_hash_table_size (naive));
  for (guint i = 0; i < merged->n; i++)
    g_assert_true (g_hash_table_contains (naive, &merged->ids[i]));
  check_diff (index, merged, 1);
  check_diff (index, merged, 4);
  check_diff (index, merged, G_MAXUINT);
}

static void
test_random (void)
{
  for (guint round = 0; round < 400; round++)
    {
      g_autoptr (GArray) items = random_items ((guint) g_test_rand_int_range (0, 60), 80);
      g_autoptr (GArray) added = random_items ((guint) g_test_rand_int_range (0, 20), 120);
      g_autoptr (GArray) removed = random_items ((guint) g_test_rand_int_range (0, 20), 120);
      g_autoptr (AlpMessageIndex) index
          = alp_message_index_new_from_items (items_of (items), items->len, round % 2);

      assert_sorted (index);
      check_merge (index, added, removed);
    }
}

static void
test_find (void)
{
  const StoreListItem items[] = { { 1, 10 }, { 2, 30 }, { 3, 30 }, { 4, 20 } };
  g_autoptr (AlpMessageIndex) index = alp_message_index_new_from_items (items, G_N_ELEMENTS (items), FALSE);
  const gint64 expected[] = { 3, 2, 4, 1 };
  guint position;

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_cmpint (index->ids[i], ==, expected[i]);
      g_assert_true (alp_message_index_find (index, index->ids[i], index->keys[i], &position));
      g_assert_cmpuint (position, ==, i);
      g_assert_cmpuint (alp_message_index_find_id (index, expected[i]), ==, i);
    }
  g_assert_false (alp_message_index_find (index, 9, 25, &position));
  g_assert_cmpuint (position, ==, 2);
  g_assert_cmpuint (alp_message_index_find_id (index, 9), ==, G_MAXUINT);
}

/* A million rows: one change stays cheap. */
static void
test_million (void)
{
  g_autoptr (AlpMessageIndex) index = alp_message_index_new (FALSE);
  g_autoptr (AlpMessageIndex) merged = NULL;
  g_autoptr (GArray) runs = NULL;
  const StoreListItem added = { 2000001, 500000 };

  index->n = 1000000;
  index->ids = g_new (gint64, index->n);
  index->keys = g_new (gint64, index->n);
  for (guint i = 0; i < index->n; i++)
    index->ids[i] = index->keys[i] = index->n - i;
  merged = alp_message_index_merge (index, &added, 1, NULL, 0);
  runs = alp_message_index_diff (index, merged, 16);
  g_assert_cmpuint (runs->len, ==, 1);
  g_assert_cmpuint (g_array_index (runs, AlpIndexRun, 0).added, ==, 1);
  g_assert_cmpuint (g_array_index (runs, AlpIndexRun, 0).removed, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/index/random", test_random);
  g_test_add_func ("/mail/index/find", test_find);
  g_test_add_func ("/mail/index/million", test_million);
  return g_test_run ();
}
