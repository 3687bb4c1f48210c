/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base-idset.c: sets of UIDs and row ids
 *
 * A set is kept as sorted, disjoint ranges, because servers send and want ranges and folders are mostly contiguous:
 * a million UIDs with a thousand gaps cost 16 kB. Adding in rising order is O(1), elsewhere O(log n) to find the
 * place plus a memmove. The text form is IMAP's sequence-set (RFC 9051, section 9). Pure functions, any thread. */

#include "base-idset.h"

#include <string.h>

struct _BaseIdset
{
  GArray *ranges; /* BaseIdRange */
};

#define RANGE(self, i) g_array_index ((self)->ranges, BaseIdRange, i)

/** base_idset_new: Returns: (transfer full): an empty set */
BaseIdset *
base_idset_new (void)
{
  BaseIdset *self = g_new0 (BaseIdset, 1);

  self->ranges = g_array_new (FALSE, FALSE, sizeof (BaseIdRange));
  return self;
}

/** base_idset_copy: Returns: (transfer full): a set equal to @self; %NULL gives an empty one */
BaseIdset *
base_idset_copy (const BaseIdset *self)
{
  BaseIdset *copy = base_idset_new ();

  if (self != NULL && self->ranges->len > 0)
    g_array_append_vals (copy->ranges, self->ranges->data, self->ranges->len);
  return copy;
}

/** base_idset_free: frees the set; %NULL is allowed. */
void
base_idset_free (BaseIdset *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->ranges);
  g_free (self);
}

/** base_idset_clear: removes all ids. */
void
base_idset_clear (BaseIdset *self)
{
  g_array_set_size (self->ranges, 0);
}

/* The index of the first range whose last id is ≥ @id; the number of ranges when there is none. */
static guint
find_range (const BaseIdset *self, guint64 id)
{
  guint low = 0;
  guint high = self->ranges->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (RANGE (self, middle).last < id)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/** base_idset_add: adds one id; 0 is ignored, as no UID or row has it. */
void
base_idset_add (BaseIdset *self, guint64 id)
{
  base_idset_add_range (self, id, id);
}

/** base_idset_add_range: adds all ids from @first to @last, both included; the wrong order is put right. */
void
base_idset_add_range (BaseIdset *self, guint64 first, guint64 last)
{
  guint i, end;

  if (first > last)
    {
      guint64 swap = first;
      first = last;
      last = swap;
    }
  first = MAX (first, 1);
  if (last < first)
    return;

  /* Ranges that touch or overlap [first, last] melt into one. */
  i = find_range (self, first - 1);
  for (end = i; end < self->ranges->len && RANGE (self, end).first <= (last == G_MAXUINT64 ? last : last + 1);
       end++)
    {
      first = MIN (first, RANGE (self, end).first);
      last = MAX (last, RANGE (self, end).last);
    }
  if (end == i)
    {
      BaseIdRange range = { first, last };
      g_array_insert_val (self->ranges, i, range);
      return;
    }
  RANGE (self, i) = (BaseIdRange) { first, last };
  if (end - i > 1)
    g_array_remove_range (self->ranges, i + 1, end - i - 1);
}

/** base_idset_remove_range: removes all ids from @first to @last, both included. */
void
base_idset_remove_range (BaseIdset *self, guint64 first, guint64 last)
{
  guint i = find_range (self, first);

  while (i < self->ranges->len && RANGE (self, i).first <= last)
    {
      BaseIdRange range = RANGE (self, i);

      if (range.first < first && range.last > last)
        {
          BaseIdRange tail = { last + 1, range.last };
          RANGE (self, i).last = first - 1;
          g_array_insert_val (self->ranges, i + 1, tail);
          return;
        }
      if (range.first < first)
        RANGE (self, i++).last = first - 1;
      else if (range.last > last)
        RANGE (self, i++).first = last + 1;
      else
        g_array_remove_index (self->ranges, i);
    }
}

/** base_idset_contains: Returns: whether @id is in the set. O(log n). */
gboolean
base_idset_contains (const BaseIdset *self, guint64 id)
{
  guint i = find_range (self, id);

  return i < self->ranges->len && RANGE (self, i).first <= id;
}

/** base_idset_is_empty: Returns: whether there is no id in @self */
gboolean
base_idset_is_empty (const BaseIdset *self)
{
  return self->ranges->len == 0;
}

/** base_idset_count: Returns: how many ids there are. O(ranges). */
guint64
base_idset_count (const BaseIdset *self)
{
  guint64 count = 0;

  for (guint i = 0; i < self->ranges->len; i++)
    count += RANGE (self, i).last - RANGE (self, i).first + 1;
  return count;
}

/** base_idset_min: Returns: the lowest id, 0 when empty */
guint64
base_idset_min (const BaseIdset *self)
{
  return self->ranges->len > 0 ? RANGE (self, 0).first : 0;
}

/** base_idset_max: Returns: the highest id, 0 when empty */
guint64
base_idset_max (const BaseIdset *self)
{
  return self->ranges->len > 0 ? RANGE (self, self->ranges->len - 1).last : 0;
}

/** base_idset_equal: Returns: whether both hold the same ids */
gboolean
base_idset_equal (const BaseIdset *a, const BaseIdset *b)
{
  return a->ranges->len == b->ranges->len
         && (a->ranges->len == 0
             || memcmp (a->ranges->data, b->ranges->data, a->ranges->len * sizeof (BaseIdRange)) == 0);
}

/** base_idset_union: adds all ids of @other to @self. */
void
base_idset_union (BaseIdset *self, const BaseIdset *other)
{
  for (guint i = 0; i < other->ranges->len; i++)
    base_idset_add_range (self, RANGE (other, i).first, RANGE (other, i).last);
}

/** base_idset_subtract: removes all ids of @other from @self. */
void
base_idset_subtract (BaseIdset *self, const BaseIdset *other)
{
  for (guint i = 0; i < other->ranges->len; i++)
    base_idset_remove_range (self, RANGE (other, i).first, RANGE (other, i).last);
}

/** base_idset_intersect: Returns: (transfer full): the ids that are in both. One pass over the ranges. */
BaseIdset *
base_idset_intersect (const BaseIdset *a, const BaseIdset *b)
{
  BaseIdset *both = base_idset_new ();
  guint i = 0, j = 0;

  while (i < a->ranges->len && j < b->ranges->len)
    {
      guint64 first = MAX (RANGE (a, i).first, RANGE (b, j).first);
      guint64 last = MIN (RANGE (a, i).last, RANGE (b, j).last);

      if (first <= last)
        base_idset_add_range (both, first, last);
      if (RANGE (a, i).last < RANGE (b, j).last)
        i++;
      else
        j++;
    }
  return both;
}

/** base_idset_take_highest: moves the @n highest ids out of @self. Returns: (transfer full): them */
BaseIdset *
base_idset_take_highest (BaseIdset *self, guint64 n)
{
  BaseIdset *taken = base_idset_new ();

  while (n > 0 && self->ranges->len > 0)
    {
      BaseIdRange range = RANGE (self, self->ranges->len - 1);
      guint64 first = range.last - range.first + 1 > n ? range.last - n + 1 : range.first;

      base_idset_add_range (taken, first, range.last);
      base_idset_remove_range (self, first, range.last);
      n -= range.last - first + 1;
    }
  return taken;
}

/** base_idset_take_lowest: moves the @n lowest ids out of @self. Returns: (transfer full): them */
BaseIdset *
base_idset_take_lowest (BaseIdset *self, guint64 n)
{
  BaseIdset *taken = base_idset_new ();

  while (n > 0 && self->ranges->len > 0)
    {
      BaseIdRange range = RANGE (self, 0);
      guint64 last = range.last - range.first + 1 > n ? range.first + n - 1 : range.last;

      base_idset_add_range (taken, range.first, last);
      base_idset_remove_range (self, range.first, last);
      n -= last - range.first + 1;
    }
  return taken;
}

/** base_idset_get_ranges: Returns: (transfer none): @n_ranges ranges in rising order, valid until @self changes */
const BaseIdRange *
base_idset_get_ranges (const BaseIdset *self, guint *n_ranges)
{
  *n_ranges = self->ranges->len;
  return (const BaseIdRange *) (gpointer) self->ranges->data;
}

/** base_idset_append_to: appends "1:3,7" to @out; nothing for an empty set. */
void
base_idset_append_to (const BaseIdset *self, GString *out)
{
  for (guint i = 0; i < self->ranges->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      g_string_append_printf (out, "%" G_GUINT64_FORMAT, RANGE (self, i).first);
      if (RANGE (self, i).last > RANGE (self, i).first)
        g_string_append_printf (out, ":%" G_GUINT64_FORMAT, RANGE (self, i).last);
    }
}

/** base_idset_to_string: Returns: (transfer full): "1:3,7", "" when empty */
char *
base_idset_to_string (const BaseIdset *self)
{
  GString *out = g_string_new (NULL);

  base_idset_append_to (self, out);
  return g_string_free_and_steal (out);
}

/** base_idset_next: Returns: whether @id was set to the next id; the set must not change in between */
gboolean
base_idset_next (BaseIdsetIter *iter, guint64 *id)
{
  if (iter->range >= iter->set->ranges->len)
    return FALSE;
  *id = RANGE (iter->set, iter->range).first + iter->offset;
  if (*id == RANGE (iter->set, iter->range).last)
    {
      iter->range++;
      iter->offset = 0;
    }
  else
    iter->offset++;
  return TRUE;
}
