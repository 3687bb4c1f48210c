/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-selection.c: which rows of a message list are selected, and its sections by date.
 *
 * Main thread.  Positions are kept in a bitset; ids of up to MAX_IDS selected rows as well, so that a row that only
 * moves (a conversation that gets an answer goes to the top) stays selected.  In selection mode a plain click adds to
 * the selection instead of replacing it.  Sections are found by binary search over the sort keys: no row is made. */
#include "alp-selection.h"

#include "alp-section.h"

#define MAX_IDS 2000

struct _AlpSelection
{
  GObject parent_instance;

  AlpMessageList *list; /* nullable */
  GtkBitset *bits;
  GHashTable *ids; /* gint64*: selected; only while there are few */
  GDateTime *now;
  gboolean mode;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static guint
n_rows (AlpSelection *self)
{
  return self->list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->list)) : 0;
}

/* ---- GListModel ---- */

static GType
get_item_type (GListModel *model)
{
  return ALP_TYPE_MESSAGE;
}

static guint
get_n_items (GListModel *model)
{
  return n_rows (ALP_SELECTION (model));
}

static gpointer
get_item (GListModel *model, guint position)
{
  AlpSelection *self = ALP_SELECTION (model);

  return self->list != NULL ? g_list_model_get_item (G_LIST_MODEL (self->list), position) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* ---- GtkSelectionModel ---- */

static void
remember_ids (AlpSelection *self)
{
  GtkBitsetIter iter;
  guint position;

  g_hash_table_remove_all (self->ids);
  if (gtk_bitset_get_size (self->bits) > MAX_IDS)
    return;
  for (gboolean more = gtk_bitset_iter_init_first (&iter, self->bits, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      gint64 id = alp_message_list_get_id (self->list, position);

      g_hash_table_add (self->ids, g_memdup2 (&id, sizeof id));
    }
}

/* Takes over @bits. */
static void
take_bits (AlpSelection *self, GtkBitset *bits)
{
  g_autoptr (GtkBitset) difference = gtk_bitset_copy (self->bits);
  guint first, last;

  gtk_bitset_difference (difference, bits);
  gtk_bitset_unref (self->bits);
  self->bits = bits;
  if (gtk_bitset_is_empty (difference))
    return;
  remember_ids (self);
  first = gtk_bitset_get_minimum (difference);
  last = gtk_bitset_get_maximum (difference);
  gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), first, last - first + 1);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  return gtk_bitset_contains (ALP_SELECTION (model)->bits, position);
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model, guint position, guint n)
{
  return gtk_bitset_ref (ALP_SELECTION (model)->bits);
}

static gboolean
select_item (GtkSelectionModel *model, guint position, gboolean unselect_rest)
{
  AlpSelection *self = ALP_SELECTION (model);
  GtkBitset *bits;

  /* A plain move of the cursor in selection mode selects nothing; Space and clicks do (alp_selection_toggle ()). */
  if (self->mode && unselect_rest)
    return TRUE;
  bits = unselect_rest ? gtk_bitset_new_empty () : gtk_bitset_copy (self->bits);
  if (position < n_rows (self))
    gtk_bitset_add (bits, position);
  take_bits (self, bits);
  return TRUE;
}

static gboolean
unselect_item (GtkSelectionModel *model, guint position)
{
  AlpSelection *self = ALP_SELECTION (model);
  GtkBitset *bits = gtk_bitset_copy (self->bits);

  gtk_bitset_remove (bits, position);
  take_bits (self, bits);
  return TRUE;
}

static gboolean
set_selection (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  AlpSelection *self = ALP_SELECTION (model);
  GtkBitset *bits = gtk_bitset_copy (self->bits);
  g_autoptr (GtkBitset) chosen = gtk_bitset_copy (selected);

  gtk_bitset_intersect (chosen, mask);
  gtk_bitset_subtract (bits, mask);
  gtk_bitset_union (bits, chosen);
  if (n_rows (self) > 0)
    gtk_bitset_remove_range_closed (bits, n_rows (self), G_MAXUINT);
  take_bits (self, bits);
  return TRUE;
}

static gboolean
select_all (GtkSelectionModel *model)
{
  take_bits (ALP_SELECTION (model), gtk_bitset_new_range (0, n_rows (ALP_SELECTION (model))));
  return TRUE;
}

static gboolean
unselect_all (GtkSelectionModel *model)
{
  take_bits (ALP_SELECTION (model), gtk_bitset_new_empty ());
  return TRUE;
}

static void
selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
  iface->select_item = select_item;
  iface->unselect_item = unselect_item;
  iface->set_selection = set_selection;
  iface->select_all = select_all;
  iface->unselect_all = unselect_all;
}

/* ---- GtkSectionModel ---- */

/* First position whose key is out of (falling) or into (rising) the span that ends at @limit. */
static guint
search (AlpSelection *self, gint64 limit, gboolean rising)
{
  guint low = 0, high = n_rows (self);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      gint64 key = alp_message_list_get_key (self->list, middle);

      if (rising ? key < limit : key >= limit)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
get_section (GtkSectionModel *model, guint position, guint *start, guint *end)
{
  AlpSelection *self = ALP_SELECTION (model);
  guint n = n_rows (self);
  gboolean rising;
  AlpSection section;

  if (position >= n)
    {
      *start = n;
      *end = G_MAXUINT;
      return;
    }
  rising = alp_message_list_get_rising (self->list);
  alp_section_find (alp_message_list_get_key (self->list, position), self->now, &section);
  *start = rising                      ? search (self, section.begin, TRUE)
           : section.end == G_MAXINT64 ? 0
                                       : search (self, section.end, FALSE);
  *end = rising ? (section.end == G_MAXINT64 ? n : search (self, section.end, TRUE))
                : search (self, section.begin, FALSE);
  *start = MIN (*start, position);
  *end = MAX (*end, position + 1);
}

static void
section_model_init (GtkSectionModelInterface *iface)
{
  iface->get_section = get_section;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AlpSelection, alp_selection, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, selection_model_init)
                                       G_IMPLEMENT_INTERFACE (GTK_TYPE_SECTION_MODEL, section_model_init))

/* ---- following the list ---- */

static void
on_items_changed (AlpSelection *self, guint position, guint removed, guint added)
{
  guint before = (guint) gtk_bitset_get_size (self->bits);
  guint found = 0;

  gtk_bitset_splice (self->bits, position, removed, added);
  for (guint i = 0; i < added && g_hash_table_size (self->ids) > 0; i++)
    {
      gint64 id = alp_message_list_get_id (self->list, position + i);

      if (g_hash_table_contains (self->ids, &id))
        found += gtk_bitset_add (self->bits, position + i);
    }
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  if (gtk_bitset_get_size (self->bits) != before || found > 0)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * alp_selection_set_list:
 * @list: (nullable): shown from now on, nothing of it selected
 */
void
alp_selection_set_list (AlpSelection *self, AlpMessageList *list)
{
  guint before = n_rows (self);
  gboolean had = !gtk_bitset_is_empty (self->bits) || self->mode;

  g_return_if_fail (ALP_IS_SELECTION (self));

  if (self->list != NULL)
    g_signal_handlers_disconnect_by_func (self->list, on_items_changed, self);
  g_set_object (&self->list, list);
  gtk_bitset_remove_all (self->bits);
  g_hash_table_remove_all (self->ids);
  self->mode = FALSE;
  if (list != NULL)
    g_signal_connect_swapped (list, "items-changed", G_CALLBACK (on_items_changed), self);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, n_rows (self));
  if (had)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

guint
alp_selection_get_count (AlpSelection *self)
{
  g_return_val_if_fail (ALP_IS_SELECTION (self), 0);

  return (guint) gtk_bitset_get_size (self->bits);
}

/**
 * alp_selection_get_position:
 *
 * Returns: the first selected position, or %GTK_INVALID_LIST_POSITION
 */
guint
alp_selection_get_position (AlpSelection *self)
{
  g_return_val_if_fail (ALP_IS_SELECTION (self), GTK_INVALID_LIST_POSITION);

  return gtk_bitset_is_empty (self->bits) ? GTK_INVALID_LIST_POSITION : gtk_bitset_get_minimum (self->bits);
}

/**
 * alp_selection_dup_single:
 *
 * Returns: (nullable) (transfer full): the row when exactly one is selected and none is being gathered
 */
AlpMessage *
alp_selection_dup_single (AlpSelection *self)
{
  g_return_val_if_fail (ALP_IS_SELECTION (self), NULL);

  if (self->mode || self->list == NULL || gtk_bitset_get_size (self->bits) != 1)
    return NULL;
  return g_list_model_get_item (G_LIST_MODEL (self->list), gtk_bitset_get_minimum (self->bits));
}

/**
 * alp_selection_dup_ids:
 *
 * Returns: (transfer full) (element-type gint64): ids of the selected rows, without making them
 */
GArray *
alp_selection_dup_ids (AlpSelection *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GtkBitsetIter iter;
  guint position;

  g_return_val_if_fail (ALP_IS_SELECTION (self), ids);

  for (gboolean more = gtk_bitset_iter_init_first (&iter, self->bits, &position); more && self->list != NULL;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      gint64 id = alp_message_list_get_id (self->list, position);

      if (id != 0)
        g_array_append_val (ids, id);
    }
  return ids;
}

/* Selects one row only, whatever the mode. */
void
alp_selection_select (AlpSelection *self, guint position)
{
  GtkBitset *bits = gtk_bitset_new_empty ();

  if (position < n_rows (self))
    gtk_bitset_add (bits, position);
  take_bits (self, bits);
}

void
alp_selection_toggle (AlpSelection *self, guint position)
{
  GtkBitset *bits = gtk_bitset_copy (self->bits);

  if (!gtk_bitset_remove (bits, position) && position < n_rows (self))
    gtk_bitset_add (bits, position);
  take_bits (self, bits);
}

/* Selects nothing and ends the selection mode. */
void
alp_selection_clear (AlpSelection *self)
{
  alp_selection_set_mode (self, FALSE);
  take_bits (self, gtk_bitset_new_empty ());
}

/**
 * alp_selection_set_mode:
 * @mode: whether clicks gather rows
 */
void
alp_selection_set_mode (AlpSelection *self, gboolean mode)
{
  g_return_if_fail (ALP_IS_SELECTION (self));

  if (self->mode == mode)
    return;
  self->mode = mode;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
alp_selection_get_mode (AlpSelection *self)
{
  g_return_val_if_fail (ALP_IS_SELECTION (self), FALSE);

  return self->mode;
}

/* Past midnight "Today" means something else. */
void
alp_selection_new_day (AlpSelection *self)
{
  g_date_time_unref (self->now);
  self->now = g_date_time_new_now_local ();
  if (n_rows (self) > 0)
    gtk_section_model_sections_changed (GTK_SECTION_MODEL (self), 0, n_rows (self));
}

static void
alp_selection_dispose (GObject *object)
{
  AlpSelection *self = ALP_SELECTION (object);

  if (self->list != NULL)
    g_signal_handlers_disconnect_by_func (self->list, on_items_changed, self);
  g_clear_object (&self->list);
  G_OBJECT_CLASS (alp_selection_parent_class)->dispose (object);
}

static void
alp_selection_finalize (GObject *object)
{
  AlpSelection *self = ALP_SELECTION (object);

  gtk_bitset_unref (self->bits);
  g_hash_table_unref (self->ids);
  g_date_time_unref (self->now);
  G_OBJECT_CLASS (alp_selection_parent_class)->finalize (object);
}

static void
alp_selection_class_init (AlpSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_selection_dispose;
  G_OBJECT_CLASS (klass)->finalize = alp_selection_finalize;
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", ALP_TYPE_SELECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
alp_selection_init (AlpSelection *self)
{
  self->bits = gtk_bitset_new_empty ();
  self->ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->now = g_date_time_new_now_local ();
}

AlpSelection *
alp_selection_new (void)
{
  return g_object_new (ALP_TYPE_SELECTION, NULL);
}
