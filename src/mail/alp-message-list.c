/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-message-list.c: a list of any number of messages or conversations
 *
 * Main thread. Three things are kept: the index (id and sort key of every row, see alp-message-index.c), a weak table id → row object,
 * and the rows used last (strong, bounded). A row is made when its position is looked at, with loading = TRUE; its page of 64 is then
 * read by id on the reader. The first screen is queried first, then the whole.
 *
 * Changes: those of a list of messages of one folder say everything (id, key) and are merged into the index. Elsewhere, where one change
 * may move other rows, the ids are queried again (a covering index: milliseconds) and the difference is applied. Both ways end in few
 * items-changed; rows that only changed are read again, without any. */

#include "alp-message-list-private.h"

#include "alp-changes.h"
#include "alp-error.h"
#include "alp-list-jobs.h"
#include "alp-message-index.h"
#include "alp-message-private.h"

#define PAGE_ROWS 64
#define FIRST_ROWS 200
#define KEPT_ROWS (40 * PAGE_ROWS)
/* While many changes come, the ids are queried again at most this often. */
#define REQUERY_MS 100
/* A search costs more, and most changes are none for it. */
#define SEARCH_REQUERY_MS 700

struct _AlpMessageList
{
  GObject parent_instance;

  Store *store; /* nullable: detached */
  BaseWorker *reader;
  StoreListQuery query;
  char *search;
  AlpMessageIndex *index;
  AlpMessageIndex *
      next; /* nullable: while it takes the place of index: its rows before next_split are in force, then those of */
  guint next_split; /* index from split on */
  guint split;
  GHashTable *rows;  /* gint64* → AlpMessage (weak) */
  GQueue kept;       /* AlpMessage: used last at the tail */
  GHashTable *asked; /* gint64*: being read now */
  GCancellable *cancellable;
  gboolean querying;
  gboolean dirty; /* query again when the running one is done */
  guint requery_id;
  gboolean loading;
  GError *error;
  GArray *found; /* StoreListItem (nullable): of a server's search, beside what is queried */
  void (*gone_func) (AlpMessageList *list, gpointer user_data);
  gpointer gone_data;
  GDestroyNotify gone_destroy;
};

enum
{
  PROP_LOADING = 1,
  PROP_N_ITEMS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void query_ids (AlpMessageList *self, guint limit);

/* Rows in force now, also while one order takes the place of another: nothing is copied for it. */
static guint
n_rows (AlpMessageList *self)
{
  return self->next != NULL ? self->next_split + self->index->n - self->split : self->index->n;
}

/* 0 beyond the end. @key: (out) (optional) */
static gint64
row_at (AlpMessageList *self, guint position, gint64 *key)
{
  const AlpMessageIndex *from = self->index;

  if (position >= n_rows (self))
    return 0;
  if (self->next != NULL && position < self->next_split)
    from = self->next;
  else if (self->next != NULL)
    position = position - self->next_split + self->split;
  if (key != NULL)
    *key = from->keys[position];
  return from->ids[position];
}

/* ---- rows ---- */

/* The memory of the object is still there: its id may be read, nothing else. */
static void
on_row_gone (gpointer data, GObject *where)
{
  AlpMessageList *self = data;
  gint64 id = alp_message_peek_id ((AlpMessage *) where);

  g_hash_table_remove (self->rows, &id);
}

static void
keep (AlpMessageList *self, AlpMessage *row)
{
  g_queue_push_tail (&self->kept, g_object_ref (row));
  while (self->kept.length > KEPT_ROWS)
    g_object_unref (g_queue_pop_head (&self->kept));
}

/* Returns: (transfer full) */
static AlpMessage *
row_for_id (AlpMessageList *self, gint64 id)
{
  AlpMessage *row = g_hash_table_lookup (self->rows, &id);

  if (row != NULL)
    return g_object_ref (row);
  row = alp_message_new (id, self->query.conversations, self->query.folder_id);
  g_hash_table_insert (self->rows, g_memdup2 (&id, sizeof id), row);
  g_object_weak_ref (G_OBJECT (row), on_row_gone, self);
  keep (self, row);
  return row;
}

static void
fill_row (AlpMessageList *self, gpointer record)
{
  gint64 id
      = self->query.conversations ? ((StoreConversation *) record)->thread_id : ((StoreMessage *) record)->id;
  AlpMessage *row = g_hash_table_lookup (self->rows, &id);

  if (row == NULL)
    return;
  if (self->query.conversations)
    alp_message_set_conversation (row, record);
  else
    alp_message_set_message (row, record);
}

typedef struct
{
  AlpMessageList *list;
  GArray *ids;
} Asked;

static void
on_rows (GObject *unused, GAsyncResult *result, gpointer data)
{
  g_autofree Asked *asked = data;
  g_autoptr (AlpMessageList) self = asked->list;
  g_autoptr (GArray) ids = asked->ids;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = base_worker_run_finish (result, &error);

  /* rows that cannot be read stay as they are; who waits for them looks at the error */
  if (error != NULL && self->error == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->error = alp_error_from (error);
  for (guint i = 0; records != NULL && i < records->len; i++)
    fill_row (self, g_ptr_array_index (records, i));
  for (guint i = 0; i < ids->len; i++)
    {
      AlpMessage *row = g_hash_table_lookup (self->rows, &g_array_index (ids, gint64, i));

      g_hash_table_remove (self->asked, &g_array_index (ids, gint64, i));
      if (row != NULL && records != NULL)
        alp_message_set_gone (row);
    }
}

/* Takes over @ids. */
static void
read_rows (AlpMessageList *self, GArray *ids, BasePriority priority)
{
  Asked *asked;

  if (self->store == NULL || ids->len == 0)
    {
      g_array_unref (ids);
      return;
    }
  asked = g_new0 (Asked, 1);
  asked->list = g_object_ref (self);
  asked->ids = g_array_ref (ids);
  base_worker_run_async (self->reader, priority, alp_rows_job_run,
                         alp_rows_job_new (self->store, &self->query, ids), alp_rows_job_free,
                         (GDestroyNotify) g_ptr_array_unref, self->cancellable, on_rows, asked);
}

/* The whole page around @position: what is scrolled to next is then here already. */
static void
read_page (AlpMessageList *self, guint position)
{
  guint first = position / PAGE_ROWS * PAGE_ROWS;
  guint end = MIN (first + PAGE_ROWS, n_rows (self));
  GArray *ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), PAGE_ROWS);

  for (guint i = first; i < end; i++)
    {
      gint64 id = row_at (self, i, NULL);
      g_autoptr (AlpMessage) row = row_for_id (self, id);

      if (!alp_message_get_loading (row) || g_hash_table_contains (self->asked, &id))
        continue;
      g_hash_table_add (self->asked, g_memdup2 (&id, sizeof id));
      g_array_append_val (ids, id);
    }
  read_rows (self, ids, BASE_PRIORITY_INTERACTIVE);
}

/* ---- the index ---- */

/* @runs: from the index in force to @next. */
static void
take_index (AlpMessageList *self, AlpMessageIndex *next, GArray *runs)
{
  g_autoptr (AlpMessageIndex) before = self->index;
  guint n = before->n;

  self->next = alp_message_index_ref (next);
  self->next_split = self->split = 0;
  for (guint i = 0; i < runs->len; i++)
    {
      const AlpIndexRun *run = &g_array_index (runs, AlpIndexRun, i);

      self->next_split = run->new_position + run->added;
      self->split = run->position + run->removed;
      g_list_model_items_changed (G_LIST_MODEL (self), run->new_position, run->removed, run->added);
    }
  self->index = g_steal_pointer (&self->next);
  if (self->index->n != n)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static void
set_loading (AlpMessageList *self, gboolean loading)
{
  if (self->loading == loading)
    return;
  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static gboolean
on_requery (gpointer data)
{
  AlpMessageList *self = data;

  self->requery_id = 0;
  query_ids (self, 0);
  return G_SOURCE_REMOVE;
}

static void
requery (AlpMessageList *self)
{
  if (self->querying)
    self->dirty = TRUE;
  else if (self->requery_id == 0 && self->store != NULL)
    self->requery_id
        = g_timeout_add (self->query.search != NULL ? SEARCH_REQUERY_MS : REQUERY_MS, on_requery, self);
}

static void
take_change (AlpMessageList *self, AlpIndexChange *change)
{
  g_autoptr (GArray) runs = NULL;
  g_autoptr (AlpMessageIndex) with_found = NULL;

  if (self->found != NULL)
    {
      with_found = alp_message_index_merge (change->to, (const StoreListItem *) (gpointer) self->found->data,
                                            self->found->len, NULL, 0);
      runs = alp_message_index_diff (self->index, with_found, ALP_INDEX_RUNS);
      take_index (self, with_found, runs);
      return;
    }
  /* Rows came or went by themselves while the ids were read. */
  if (change->from != self->index)
    runs = alp_message_index_diff (self->index, change->to, ALP_INDEX_RUNS);
  take_index (self, change->to, runs != NULL ? runs : change->runs);
}

static void
on_ids (AlpMessageList *self, GAsyncResult *result, gboolean whole)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AlpIndexChange) change = base_worker_run_finish (result, &error);
  guint found = change != NULL ? change->to->n : 0;

  self->querying = FALSE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->store == NULL)
    {
      set_loading (self, FALSE);
      return;
    }
  g_clear_error (&self->error);
  if (change == NULL)
    self->error = alp_error_from (error);
  else
    take_change (self, change);
  if (change != NULL && !whole && found >= FIRST_ROWS)
    {
      query_ids (self, 0);
      return;
    }
  set_loading (self, FALSE);
  if (self->dirty)
    {
      self->dirty = FALSE;
      requery (self);
    }
}

const StoreListQuery *
alp_message_list_get_search (AlpMessageList *self)
{
  return self->query.search != NULL && self->store != NULL ? &self->query : NULL;
}

void
alp_message_list_add_found (AlpMessageList *self, GArray *items)
{
  if (items->len == 0 || self->store == NULL)
    return;
  if (self->found == NULL)
    self->found = g_array_new (FALSE, FALSE, sizeof (StoreListItem));
  g_array_append_vals (self->found, items->data, items->len);
  set_loading (self, TRUE);
  if (self->querying)
    self->dirty = TRUE;
  else
    query_ids (self, 0);
}

static void
on_first_ids (GObject *unused, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpMessageList) self = data;

  on_ids (self, result, FALSE);
}

static void
on_all_ids (GObject *unused, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpMessageList) self = data;

  on_ids (self, result, TRUE);
}

static void
query_ids (AlpMessageList *self, guint limit)
{
  if (self->store == NULL)
    return;
  self->querying = TRUE;
  base_worker_run_async (self->reader, limit > 0 ? BASE_PRIORITY_INTERACTIVE : BASE_PRIORITY_NORMAL,
                         alp_ids_job_run, alp_ids_job_new (self->store, &self->query, limit, self->index),
                         alp_ids_job_free, (GDestroyNotify) alp_index_change_free, self->cancellable,
                         limit > 0 ? on_first_ids : on_all_ids, g_object_ref (self));
}

/* ---- changes ---- */

typedef struct
{
  gint64 id;
  gint64 key;
  gboolean added;
} Pending;

typedef struct
{
  GHashTable *pending; /* gint64* (in the value) → Pending */
  GHashTable *refresh; /* gint64*: rows to read again */
  gboolean requery;
} Gathered;

static void
gather_direct (const AlpChange *change, gint64 id, gint64 key, Gathered *out)
{
  gboolean added = change->kind == STORE_CHANGE_ADDED;
  Pending *pending = g_hash_table_lookup (out->pending, &id);

  if (pending != NULL)
    {
      pending->added |= added;
      return;
    }
  pending = g_new0 (Pending, 1);
  *pending = (Pending) { id, key, added };
  g_hash_table_insert (out->pending, &pending->id, pending);
}

static void
gather_item (AlpMessageList *self, const AlpChange *change, const StoreChangeItem *item, Gathered *out)
{
  gint64 id = self->query.conversations ? item->thread_id : item->message_id;
  gboolean direct = self->query.folder_id != 0 && !self->query.conversations && self->query.search == NULL;

  if (self->query.thread_id != 0 && item->thread_id != self->query.thread_id)
    return;
  if (g_hash_table_contains (self->rows, &id))
    g_hash_table_add (out->refresh, g_memdup2 (&id, sizeof id));
  if (change->kind == STORE_CHANGE_CHANGED)
    {
      /* A message that joins another conversation moves rows; one that is starred may be found now. */
      out->requery
          |= (self->query.search != NULL || (self->query.conversations && g_hash_table_size (self->rows) > 0))
             && !g_hash_table_contains (self->rows, &id);
      return;
    }
  /* Records of one transaction come in no order: what both goes and comes (it joined another conversation) stays, and
   * the ids are queried again, as after every removal, so that the list agrees in the end whatever came first. */
  out->requery |= !direct || change->kind == STORE_CHANGE_REMOVED;
  if (direct)
    gather_direct (change, id, item->key, out);
}

static void
gather (AlpMessageList *self, const AlpChange *change, Gathered *out)
{
  gboolean any_folder = self->query.folder_id == 0 || change->folder_id == 0;

  if (change->kind != STORE_CHANGE_ADDED && change->kind != STORE_CHANGE_REMOVED
      && change->kind != STORE_CHANGE_CHANGED)
    return;
  /* A conversation row also changes with its messages in other folders. */
  if (!any_folder && change->folder_id != self->query.folder_id && !self->query.conversations)
    return;
  if (change->items == NULL)
    out->requery = TRUE;
  for (guint i = 0; change->items != NULL && i < change->items->len; i++)
    gather_item (self, change, &g_array_index (change->items, StoreChangeItem, i), out);
}

static void
merge_pending (AlpMessageList *self, GHashTable *pending)
{
  g_autoptr (GArray) added = g_array_new (FALSE, FALSE, sizeof (StoreListItem));
  g_autoptr (GArray) removed = g_array_new (FALSE, FALSE, sizeof (StoreListItem));
  g_autoptr (AlpMessageIndex) next = NULL;
  g_autoptr (GArray) runs = NULL;
  GHashTableIter iter;
  gpointer value;

  if (g_hash_table_size (pending) == 0)
    return;
  g_hash_table_iter_init (&iter, pending);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Pending *one = value;
      StoreListItem item = { one->id, one->key };

      g_array_append_val (one->added ? added : removed, item);
    }
  next = alp_message_index_merge (self->index, (const StoreListItem *) (gpointer) added->data, added->len,
                                  (const StoreListItem *) (gpointer) removed->data, removed->len);
  runs = alp_message_index_diff (self->index, next, ALP_INDEX_RUNS);
  take_index (self, next, runs);
}

static void
refresh_rows (AlpMessageList *self, GHashTable *refresh)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, refresh);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_array_append_val (ids, *(gint64 *) key);
  read_rows (self, ids, BASE_PRIORITY_NORMAL);
}

void
alp_message_list_apply (AlpMessageList *self, GPtrArray *changes)
{
  g_autoptr (GHashTable) pending = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  g_autoptr (GHashTable) refresh = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  Gathered gathered = { pending, refresh, FALSE };

  if (self->store == NULL)
    return;
  for (guint i = 0; i < changes->len; i++)
    gather (self, g_ptr_array_index (changes, i), &gathered);
  merge_pending (self, pending);
  /* A query that runs may have looked before these changes. */
  if (gathered.requery || (self->querying && g_hash_table_size (pending) > 0))
    requery (self);
  refresh_rows (self, refresh);
}

void
alp_message_list_detach (AlpMessageList *self)
{
  self->store = NULL;
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->requery_id, g_source_remove);
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
  return n_rows (ALP_MESSAGE_LIST (model));
}

static gpointer
get_item (GListModel *model, guint position)
{
  AlpMessageList *self = ALP_MESSAGE_LIST (model);
  gint64 id = row_at (self, position, NULL);
  AlpMessage *row;

  if (id == 0)
    return NULL;
  row = row_for_id (self, id);
  if (alp_message_get_loading (row) && !g_hash_table_contains (self->asked, &id))
    read_page (self, position);
  return row;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AlpMessageList, alp_message_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

gboolean
alp_message_list_get_loading (AlpMessageList *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE_LIST (self), FALSE);

  return self->loading;
}

guint
alp_message_list_find (AlpMessageList *self, gint64 id)
{
  guint position;

  g_return_val_if_fail (ALP_IS_MESSAGE_LIST (self), G_MAXUINT);

  if (self->next != NULL)
    {
      position = alp_message_index_find_id (self->next, id);
      if (position < self->next_split)
        return position;
      position = alp_message_index_find_id (self->index, id);
      return position != G_MAXUINT && position >= self->split ? position - self->split + self->next_split
                                                              : G_MAXUINT;
    }
  return alp_message_index_find_id (self->index, id);
}

gint64
alp_message_list_get_id (AlpMessageList *self, guint position)
{
  g_return_val_if_fail (ALP_IS_MESSAGE_LIST (self), 0);

  return row_at (self, position, NULL);
}

gint64
alp_message_list_get_key (AlpMessageList *self, guint position)
{
  gint64 key = 0;

  g_return_val_if_fail (ALP_IS_MESSAGE_LIST (self), 0);

  return row_at (self, position, &key) != 0 ? key : 0;
}

gboolean
alp_message_list_get_conversations (AlpMessageList *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE_LIST (self), FALSE);

  return self->query.conversations;
}

gint64
alp_message_list_get_folder_id (AlpMessageList *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE_LIST (self), 0);

  return self->query.folder_id;
}

gboolean
alp_message_list_get_rising (AlpMessageList *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE_LIST (self), FALSE);

  return self->index->rising;
}

const GError *
alp_message_list_get_error (AlpMessageList *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE_LIST (self), NULL);

  return self->error;
}

void
alp_message_list_set_gone_func (AlpMessageList *self, void (*func) (AlpMessageList *list, gpointer user_data),
                                gpointer user_data, GDestroyNotify destroy)
{
  self->gone_func = func;
  self->gone_data = user_data;
  self->gone_destroy = destroy;
}

AlpMessageList *
alp_message_list_new (Store *store, BaseWorker *reader, const StoreListQuery *query, gboolean rising)
{
  AlpMessageList *self = g_object_new (ALP_TYPE_MESSAGE_LIST, NULL);

  self->store = store;
  self->reader = base_worker_ref (reader);
  self->query = *query;
  self->search = g_strdup (query->search);
  self->query.search = self->search;
  self->index = alp_message_index_new (rising);
  query_ids (self, FIRST_ROWS);
  return self;
}

static void
alp_message_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AlpMessageList *self = ALP_MESSAGE_LIST (object);

  switch (id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, n_rows (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
alp_message_list_dispose (GObject *object)
{
  AlpMessageList *self = ALP_MESSAGE_LIST (object);
  GHashTableIter iter;
  gpointer row;

  alp_message_list_detach (self);
  if (self->gone_func != NULL)
    self->gone_func (self, self->gone_data);
  if (self->gone_destroy != NULL)
    self->gone_destroy (self->gone_data);
  self->gone_func = NULL;
  self->gone_destroy = NULL;
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_object_weak_unref (row, on_row_gone, self);
  g_hash_table_remove_all (self->rows);
  g_queue_clear_full (&self->kept, g_object_unref);
  G_OBJECT_CLASS (alp_message_list_parent_class)->dispose (object);
}

static void
alp_message_list_finalize (GObject *object)
{
  AlpMessageList *self = ALP_MESSAGE_LIST (object);

  g_hash_table_unref (self->rows);
  g_hash_table_unref (self->asked);
  g_clear_pointer (&self->index, alp_message_index_unref);
  g_clear_pointer (&self->reader, base_worker_unref);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->found, g_array_unref);
  g_clear_error (&self->error);
  g_free (self->search);
  G_OBJECT_CLASS (alp_message_list_parent_class)->finalize (object);
}

static void
alp_message_list_class_init (AlpMessageListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = alp_message_list_get_property;
  object_class->dispose = alp_message_list_dispose;
  object_class->finalize = alp_message_list_finalize;
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, TRUE, flags);
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
alp_message_list_init (AlpMessageList *self)
{
  self->rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->asked = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_queue_init (&self->kept);
  self->cancellable = g_cancellable_new ();
  self->loading = TRUE;
}
