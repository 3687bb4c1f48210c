/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-message-index.c: the order of a list of messages
 *
 * Two parallel arrays of int64 (16 MB per million rows), sorted by key, then id. Changes become a new index by one merge pass, and the
 * difference of two indexes becomes few runs by another: what a GListModel has to announce. Pure, any thread. */

#include "alp-message-index.h"

#include <string.h>

AlpMessageIndex *
alp_message_index_new (gboolean rising)
{
  AlpMessageIndex *self = g_new0 (AlpMessageIndex, 1);

  g_atomic_ref_count_init (&self->refs);
  self->rising = rising;
  return self;
}

AlpMessageIndex *
alp_message_index_ref (AlpMessageIndex *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
alp_message_index_unref (AlpMessageIndex *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->ids);
  g_free (self->keys);
  g_free (self);
}

/* -1: (@id, @key) stands before (@other_id, @other_key) */
static int
compare (const AlpMessageIndex *self, gint64 id, gint64 key, gint64 other_id, gint64 other_key)
{
  int order;

  if (key != other_key)
    order = key > other_key ? -1 : 1;
  else if (id != other_id)
    order = id > other_id ? -1 : 1;
  else
    return 0;
  return self->rising ? -order : order;
}

static void
reserve (AlpMessageIndex *self, gsize n)
{
  self->ids = g_new (gint64, MAX (n, 1));
  self->keys = g_new (gint64, MAX (n, 1));
}

static int
compare_items (const void *a, const void *b, gpointer self)
{
  const StoreListItem *x = a, *y = b;

  return compare (self, x->id, x->key, y->id, y->key);
}

/* Returns: a sorted copy without doubles. */
static GArray *
sorted (AlpMessageIndex *self, const StoreListItem *items, gsize n)
{
  GArray *copy = g_array_sized_new (FALSE, FALSE, sizeof (StoreListItem), (guint) n);
  guint kept = 0;

  if (n > 0)
    g_array_append_vals (copy, items, (guint) n);
  g_array_sort_with_data (copy, compare_items, self);
  for (guint i = 0; i < copy->len; i++)
    if (kept == 0
        || compare_items (&g_array_index (copy, StoreListItem, kept - 1),
                          &g_array_index (copy, StoreListItem, i), self)
               != 0)
      g_array_index (copy, StoreListItem, kept++) = g_array_index (copy, StoreListItem, i);
  g_array_set_size (copy, kept);
  return copy;
}

static gboolean
is_sorted (AlpMessageIndex *self, const StoreListItem *items, gsize n)
{
  for (gsize i = 1; i < n; i++)
    if (compare_items (&items[i - 1], &items[i], self) >= 0)
      return FALSE;
  return TRUE;
}

/**
 * alp_message_index_new_from_items:
 * @items: in any order
 */
AlpMessageIndex *
alp_message_index_new_from_items (const StoreListItem *items, gsize n, gboolean rising)
{
  AlpMessageIndex *self = alp_message_index_new (rising);
  g_autoptr (GArray) rows = is_sorted (self, items, n) ? NULL : sorted (self, items, n);

  /* The store gives them in order. */
  if (rows != NULL)
    {
      items = (const StoreListItem *) (gpointer) rows->data;
      n = rows->len;
    }
  reserve (self, n);
  for (gsize i = 0; i < n; i++)
    {
      self->ids[i] = items[i].id;
      self->keys[i] = items[i].key;
    }
  self->n = (guint) n;
  return self;
}

/**
 * alp_message_index_find:
 * @position: (out): where it is, or where it would have to be put
 *
 * Returns: whether it is there; binary search
 */
gboolean
alp_message_index_find (const AlpMessageIndex *self, gint64 id, gint64 key, guint *position)
{
  guint low = 0, high = self->n;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      int order = compare (self, self->ids[middle], self->keys[middle], id, key);

      if (order == 0)
        {
          *position = middle;
          return TRUE;
        }
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }
  *position = low;
  return FALSE;
}

/* Returns: position, G_MAXUINT when it is not there. Walks the ids (a millisecond per million). */
guint
alp_message_index_find_id (const AlpMessageIndex *self, gint64 id)
{
  for (guint i = 0; i < self->n; i++)
    if (self->ids[i] == id)
      return i;
  return G_MAXUINT;
}

/* Appends the rows from @begin up to @end of @from. */
static void
copy_rows (AlpMessageIndex *self, const AlpMessageIndex *from, guint begin, guint end)
{
  if (end <= begin)
    return;
  memcpy (self->ids + self->n, from->ids + begin, (end - begin) * sizeof (gint64));
  memcpy (self->keys + self->n, from->keys + begin, (end - begin) * sizeof (gint64));
  self->n += end - begin;
}

/**
 * alp_message_index_merge:
 * @added, @removed: in any order; what is in both is in the result; what is removed and not there is ignored
 *
 * Returns: (transfer full): the new order
 */
AlpMessageIndex *
alp_message_index_merge (const AlpMessageIndex *self, const StoreListItem *added, gsize n_added,
                         const StoreListItem *removed, gsize n_removed)
{
  AlpMessageIndex *result = alp_message_index_new (self->rising);
  g_autoptr (GArray) plus = sorted (result, added, n_added);
  g_autoptr (GArray) minus = sorted (result, removed, n_removed);
  guint i = 0, p = 0, m = 0;

  reserve (result, (gsize) self->n + plus->len);
  /* Between two changes nothing differs: whole stretches are copied. */
  while (p < plus->len || m < minus->len)
    {
      const StoreListItem *next = p < plus->len ? &g_array_index (plus, StoreListItem, p) : NULL;
      const StoreListItem *gone = m < minus->len ? &g_array_index (minus, StoreListItem, m) : NULL;
      int order = next == NULL ? 1 : gone == NULL ? -1 : compare_items (next, gone, result);
      const StoreListItem *first = order <= 0 ? next : gone;
      guint at;
      gboolean there = alp_message_index_find (self, first->id, first->key, &at);

      copy_rows (result, self, i, at);
      i = MAX (i, at);
      if (order <= 0)
        {
          result->ids[result->n] = next->id;
          result->keys[result->n++] = next->key;
        }
      i += there;
      p += order <= 0;
      m += order >= 0;
    }
  copy_rows (result, self, i, self->n);
  return result;
}

static void
add_run (GArray *runs, guint position, guint removed, guint new_position, guint added, guint max_runs)
{
  AlpIndexRun run = { position, removed, new_position, added };

  if (runs->len == max_runs)
    {
      AlpIndexRun *last = &g_array_index (runs, AlpIndexRun, runs->len - 1);

      last->removed = position + removed - last->position;
      last->added = new_position + added - last->new_position;
      return;
    }
  g_array_append_val (runs, run);
}

/**
 * alp_message_index_diff:
 * @max_runs: at least 1; beyond that, the rest is one run
 *
 * Returns: (transfer full) (element-type AlpIndexRun): rising positions; empty when both are the same
 */
GArray *
alp_message_index_diff (const AlpMessageIndex *from, const AlpMessageIndex *to, guint max_runs)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (AlpIndexRun));
  guint i = 0, j = 0;

  while (i < from->n || j < to->n)
    {
      guint start = i, new_start = j;

      while (i < from->n || j < to->n)
        {
          int order = i == from->n ? 1
                      : j == to->n ? -1
                                   : compare (from, from->ids[i], from->keys[i], to->ids[j], to->keys[j]);

          if (order == 0)
            break;
          i += order < 0;
          j += order > 0;
        }
      if (i > start || j > new_start)
        add_run (runs, start, i - start, new_start, j - new_start, max_runs);
      while (i < from->n && j < to->n && from->ids[i] == to->ids[j] && from->keys[i] == to->keys[j])
        {
          i++;
          j++;
        }
    }
  return runs;
}
