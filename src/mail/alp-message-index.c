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

  self->rising = rising;
  return self;
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

/**
 * alp_message_index_new_from_items:
 * @items: in any order
 */
AlpMessageIndex *
alp_message_index_new_from_items (const StoreListItem *items, gsize n, gboolean rising)
{
  AlpMessageIndex *self = alp_message_index_new (rising);
  g_autoptr (GArray) rows = sorted (self, items, n);

  reserve (self, rows->len);
  for (guint i = 0; i < rows->len; i++)
    {
      self->ids[i] = g_array_index (rows, StoreListItem, i).id;
      self->keys[i] = g_array_index (rows, StoreListItem, i).key;
    }
  self->n = rows->len;
  return self;
}

AlpMessageIndex *
alp_message_index_copy (const AlpMessageIndex *self)
{
  AlpMessageIndex *copy = alp_message_index_new (self->rising);

  reserve (copy, self->n);
  if (self->n > 0)
    {
      memcpy (copy->ids, self->ids, self->n * sizeof (gint64));
      memcpy (copy->keys, self->keys, self->n * sizeof (gint64));
    }
  copy->n = self->n;
  return copy;
}

void
alp_message_index_free (AlpMessageIndex *self)
{
  g_free (self->ids);
  g_free (self->keys);
  g_free (self);
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
  while (i < self->n || p < plus->len)
    {
      const StoreListItem *next = p < plus->len ? &g_array_index (plus, StoreListItem, p) : NULL;
      int order = next == NULL   ? -1
                  : i == self->n ? 1
                                 : compare (self, self->ids[i], self->keys[i], next->id, next->key);
      gboolean gone = FALSE;

      if (order <= 0)
        {
          while (m < minus->len
                 && compare (self, g_array_index (minus, StoreListItem, m).id,
                             g_array_index (minus, StoreListItem, m).key, self->ids[i], self->keys[i])
                        < 0)
            m++;
          gone = order < 0 && m < minus->len && g_array_index (minus, StoreListItem, m).id == self->ids[i]
                 && g_array_index (minus, StoreListItem, m).key == self->keys[i];
        }
      if (!gone)
        {
          result->ids[result->n] = order <= 0 ? self->ids[i] : next->id;
          result->keys[result->n++] = order <= 0 ? self->keys[i] : next->key;
        }
      i += order <= 0;
      p += order >= 0;
    }
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

static void
splice_array (gint64 **array, guint n, const AlpIndexRun *run, const gint64 *source)
{
  gsize tail = n - run->position - run->removed;

  if (run->added > run->removed)
    *array = g_renew (gint64, *array, (gsize) n - run->removed + run->added);
  memmove (*array + run->position + run->added, *array + run->position + run->removed,
           tail * sizeof (gint64));
  if (run->added > 0)
    memcpy (*array + run->position, source + run->new_position, run->added * sizeof (gint64));
}

/**
 * alp_message_index_splice:
 * @run: of alp_message_index_diff () from this index to @to; apply the last run first, so that positions stay right
 */
void
alp_message_index_splice (AlpMessageIndex *self, const AlpIndexRun *run, const AlpMessageIndex *to)
{
  if (self->ids == NULL)
    reserve (self, 0);
  splice_array (&self->ids, self->n, run, to->ids);
  splice_array (&self->keys, self->n, run, to->keys);
  self->n = self->n - run->removed + run->added;
}
