/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 first;
  guint64 last; /* inclusive */
} BaseIdRange;

/* BaseIdset: a set of positive integers (UIDs, row ids) as sorted, disjoint, non-adjacent ranges. */
typedef struct _BaseIdset BaseIdset;

BaseIdset *base_idset_new (void);
BaseIdset *base_idset_copy (const BaseIdset *self);
void base_idset_free (BaseIdset *self);
void base_idset_clear (BaseIdset *self);

void base_idset_add (BaseIdset *self, guint64 id);
void base_idset_add_range (BaseIdset *self, guint64 first, guint64 last);
void base_idset_remove_range (BaseIdset *self, guint64 first, guint64 last);
gboolean base_idset_contains (const BaseIdset *self, guint64 id);
gboolean base_idset_is_empty (const BaseIdset *self);
guint64 base_idset_count (const BaseIdset *self);
guint64 base_idset_min (const BaseIdset *self);
guint64 base_idset_max (const BaseIdset *self);
gboolean base_idset_equal (const BaseIdset *a, const BaseIdset *b);

void base_idset_union (BaseIdset *self, const BaseIdset *other);
void base_idset_subtract (BaseIdset *self, const BaseIdset *other);
BaseIdset *base_idset_intersect (const BaseIdset *a, const BaseIdset *b);
BaseIdset *base_idset_take_highest (BaseIdset *self, guint64 n);
BaseIdset *base_idset_take_lowest (BaseIdset *self, guint64 n);

const BaseIdRange *base_idset_get_ranges (const BaseIdset *self, guint *n_ranges);
char *base_idset_to_string (const BaseIdset *self);
void base_idset_append_to (const BaseIdset *self, GString *out);

/* Iterates single ids in rising order: guint64 id; BaseIdsetIter it = { .set = s }; while (base_idset_next (&it, &id)) … */
typedef struct
{
  const BaseIdset *set;
  guint range;
  guint64 offset;
} BaseIdsetIter;

gboolean base_idset_next (BaseIdsetIter *iter, guint64 *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BaseIdset, base_idset_free)

G_END_DECLS
