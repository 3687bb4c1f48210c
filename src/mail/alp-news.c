/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-news.c: which messages have just come, and which of them are settled
 *
 * Main thread; the store is read by jobs on the engine's reader. What was told last is kept per folder in the store, as the
 * received time and id of the newest message ("news/FOLDER" = "TIME ID"), so that a restart tells nothing twice. */

#include "alp-news.h"

#include "alp-changes.h"
#include "alp-engine-private.h"

/* More at once are told as a number anyway; keeps a batch of a first sync cheap. */
#define MAX_TOLD 200
#define MAX_FOUND 100

struct _AlpNews
{
  GObject parent_instance;

  AlpEngine *engine;  /* weak: the engine outlives its changes, not the news */
  GHashTable *told;   /* (element-type gint64): message ids */
  GHashTable *marked; /* (element-type gint64): folders that are known to have a mark */
};

G_DEFINE_FINAL_TYPE (AlpNews, alp_news, G_TYPE_OBJECT)

enum
{
  SIGNAL_ARRIVED,
  SIGNAL_SETTLED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- briefs ---- */

AlpBrief *
alp_brief_copy (const AlpBrief *self)
{
  AlpBrief *copy = g_new0 (AlpBrief, 1);

  *copy = *self;
  copy->sender = g_strdup (self->sender);
  copy->subject = g_strdup (self->subject);
  copy->preview = g_strdup (self->preview);
  return copy;
}

void
alp_brief_free (AlpBrief *self)
{
  if (self == NULL)
    return;
  g_free (self->sender);
  g_free (self->subject);
  g_free (self->preview);
  g_free (self);
}

static AlpBrief *
brief_of (const StoreMessage *message, gint64 folder_id)
{
  AlpBrief *brief = g_new0 (AlpBrief, 1);

  brief->message_id = message->id;
  brief->account_id = message->account_id;
  brief->folder_id = folder_id;
  brief->sender = g_strdup (*message->from_name != '\0' ? message->from_name : message->from_email);
  brief->subject = g_strdup (message->subject);
  brief->preview = g_strdup (message->preview);
  brief->received = message->received;
  return brief;
}

static GPtrArray *
briefs_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) alp_brief_free);
}

/* ---- what is new: a job ---- */

typedef struct
{
  Store *store;
  gint64 folder_id;
  GArray *items; /* (element-type StoreChangeItem) */
} NewsJob;

static void
news_job_free (gpointer data)
{
  NewsJob *job = data;

  g_array_unref (job->items);
  g_free (job);
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const StoreChangeItem *x = a, *y = b;

  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  return x->message_id < y->message_id ? -1 : x->message_id > y->message_id;
}

/* Whether the person wants to hear of this folder. */
static gboolean
is_told (Store *store, const StoreFolder *folder)
{
  g_autoptr (StoreFolderSetting) setting
      = store_folder_setting_get (store, folder->account_id, folder->path, NULL);

  if (setting != NULL && setting->notify != 0)
    return setting->notify > 0;
  return folder->role == STORE_ROLE_INBOX;
}

/* The newest message told of. FALSE: there is no mark yet, so what comes is a first sync. */
static gboolean
read_mark (Store *store, const char *name, StoreChangeItem *mark)
{
  g_autofree char *text = store_setting_get (store, name);
  char *end = NULL;

  *mark = (StoreChangeItem) { 0 };
  if (text == NULL)
    return FALSE;
  mark->key = g_ascii_strtoll (text, &end, 10);
  mark->message_id = g_ascii_strtoll (end, NULL, 10);
  return TRUE;
}

static void
write_mark (Store *store, const char *name, const StoreChangeItem *mark)
{
  g_autofree char *text
      = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, mark->key, mark->message_id);

  store_setting_set (store, name, text, NULL);
}

static gboolean
is_news (Store *store, const StoreMessage *message)
{
  return (message->flags & (STORE_FLAG_SEEN | STORE_FLAG_DRAFT | STORE_FLAG_DELETED)) == 0;
}

static gpointer
news_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  NewsJob *job = argument;
  g_autoptr (StoreFolder) folder = store_folder_get (job->store, job->folder_id, error);
  g_autofree char *name = g_strdup_printf ("news/%" G_GINT64_FORMAT, job->folder_id);
  g_autoptr (GPtrArray) briefs = briefs_new ();
  StoreChangeItem mark;

  if (folder == NULL)
    return NULL;
  if (!read_mark (job->store, name, &mark) || !is_told (job->store, folder))
    return g_steal_pointer (&briefs);
  g_array_sort (job->items, compare_items);
  for (guint i = 0; i < job->items->len; i++)
    {
      const StoreChangeItem *item = &g_array_index (job->items, StoreChangeItem, i);
      g_autoptr (StoreMessage) message = NULL;

      if (compare_items (item, &mark) <= 0)
        continue;
      mark = *item;
      if (job->items->len - i > MAX_TOLD)
        continue;
      message = store_message_get (job->store, item->message_id, NULL);
      if (message != NULL && is_news (job->store, message))
        g_ptr_array_add (briefs, brief_of (message, job->folder_id));
    }
  if (mark.message_id != 0)
    write_mark (job->store, name, &mark);
  return g_steal_pointer (&briefs);
}

static void
on_news (GObject *unused, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpNews) self = data;
  g_autoptr (GPtrArray) briefs = base_worker_run_finish (result, NULL);

  if (briefs == NULL || briefs->len == 0)
    return;
  for (guint i = 0; i < briefs->len; i++)
    {
      gint64 id = ((AlpBrief *) g_ptr_array_index (briefs, i))->message_id;

      g_hash_table_add (self->told, g_memdup2 (&id, sizeof id));
    }
  g_signal_emit (self, signals[SIGNAL_ARRIVED], 0, briefs);
}

static void
ask_for_news (AlpNews *self, const AlpChange *change)
{
  NewsJob *job = g_new0 (NewsJob, 1);

  job->store = sync_engine_get_store (alp_engine_get_sync (self->engine));
  job->folder_id = change->folder_id;
  job->items = g_array_copy (change->items);
  base_worker_run_async (alp_engine_get_reader (self->engine), BASE_PRIORITY_BACKGROUND, news_job, job,
                         news_job_free, (GDestroyNotify) g_ptr_array_unref, NULL, on_news,
                         g_object_ref (self));
}

/* ---- where new begins: a job ---- */

typedef struct
{
  Store *store;
  gint64 folder_id;
} MarkJob;

/* A folder that is whole for the first time: its newest message is the mark. Changes and jobs keep their order, so all that the first
 * sync added was looked at before, without a mark. Returns (gboolean): whether there is one */
static gpointer
mark_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  MarkJob *job = argument;
  g_autoptr (StoreFolder) folder = store_folder_get (job->store, job->folder_id, NULL);
  g_autofree char *name = g_strdup_printf ("news/%" G_GINT64_FORMAT, job->folder_id);
  StoreListQuery query = { .folder_id = job->folder_id };
  g_autoptr (GArray) newest = NULL;
  StoreChangeItem mark;

  if (read_mark (job->store, name, &mark))
    return GINT_TO_POINTER (TRUE);
  if (folder == NULL || folder->synced_at == 0)
    return NULL;
  newest = store_list_ids (job->store, &query, 1, cancellable, NULL);
  if (newest != NULL && newest->len > 0)
    mark = (StoreChangeItem) { .message_id = g_array_index (newest, StoreListItem, 0).id,
                               .key = g_array_index (newest, StoreListItem, 0).key };
  write_mark (job->store, name, &mark);
  return GINT_TO_POINTER (TRUE);
}

typedef struct
{
  AlpNews *self;
  gint64 folder_id;
} Marking;

static void
on_marked (GObject *unused, GAsyncResult *result, gpointer data)
{
  g_autofree Marking *marking = data;
  g_autoptr (AlpNews) self = marking->self;

  if (base_worker_run_finish (result, NULL) != NULL)
    g_hash_table_add (self->marked, g_memdup2 (&marking->folder_id, sizeof marking->folder_id));
}

static void
set_mark (AlpNews *self, gint64 folder_id)
{
  MarkJob *job;
  Marking *marking;

  if (folder_id == 0 || g_hash_table_contains (self->marked, &folder_id))
    return;
  job = g_new0 (MarkJob, 1);
  job->store = sync_engine_get_store (alp_engine_get_sync (self->engine));
  job->folder_id = folder_id;
  marking = g_new0 (Marking, 1);
  marking->self = g_object_ref (self);
  marking->folder_id = folder_id;
  base_worker_run_async (alp_engine_get_reader (self->engine), BASE_PRIORITY_BACKGROUND, mark_job, job,
                         g_free, NULL, NULL, on_marked, marking);
}

/* ---- what is settled ---- */

typedef struct
{
  Store *store;
  GArray *ids; /* (element-type gint64) */
} SettledJob;

static void
settled_job_free (gpointer data)
{
  SettledJob *job = data;

  g_array_unref (job->ids);
  g_free (job);
}

/* Of the messages told of and touched since, those that are read or nowhere to be seen. */
static gpointer
settled_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  SettledJob *job = argument;
  GArray *settled = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < job->ids->len; i++)
    {
      gint64 id = g_array_index (job->ids, gint64, i);
      g_autoptr (StoreMessage) message = store_message_get (job->store, id, NULL);
      g_autoptr (GPtrArray) placements
          = message != NULL ? store_placements_list (job->store, id, NULL) : NULL;
      gboolean visible = FALSE;

      for (guint j = 0; placements != NULL && j < placements->len; j++)
        {
          const StorePlacement *placement = g_ptr_array_index (placements, j);
          g_autoptr (StoreFolder) folder = store_folder_get (job->store, placement->folder_id, NULL);

          visible |= !placement->hidden && folder != NULL && is_told (job->store, folder);
        }
      if (!visible || (message->flags & STORE_FLAG_SEEN) != 0)
        g_array_append_val (settled, id);
    }
  return settled;
}

static void
on_settled (GObject *unused, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpNews) self = data;
  g_autoptr (GArray) settled = base_worker_run_finish (result, NULL);

  for (guint i = 0; settled != NULL && i < settled->len; i++)
    {
      gint64 id = g_array_index (settled, gint64, i);

      if (g_hash_table_remove (self->told, &id))
        g_signal_emit (self, signals[SIGNAL_SETTLED], 0, id);
    }
}

static void
ask_whether_settled (AlpNews *self, const AlpChange *change)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  SettledJob *job;

  for (guint i = 0; i < change->items->len; i++)
    {
      gint64 id = g_array_index (change->items, StoreChangeItem, i).message_id;

      if (g_hash_table_contains (self->told, &id))
        g_array_append_val (ids, id);
    }
  if (ids->len == 0)
    return;
  job = g_new0 (SettledJob, 1);
  job->store = sync_engine_get_store (alp_engine_get_sync (self->engine));
  job->ids = g_steal_pointer (&ids);
  base_worker_run_async (alp_engine_get_reader (self->engine), BASE_PRIORITY_BACKGROUND, settled_job, job,
                         settled_job_free, (GDestroyNotify) g_array_unref, NULL, on_settled,
                         g_object_ref (self));
}

static void
on_changes (GPtrArray *changes, gpointer data)
{
  AlpNews *self = data;

  if (self->engine == NULL || alp_engine_get_sync (self->engine) == NULL)
    return;
  for (guint i = 0; i < changes->len; i++)
    {
      const AlpChange *change = g_ptr_array_index (changes, i);

      if (change->kind == STORE_CHANGE_FOLDER)
        set_mark (self, change->folder_id);
      if (change->items == NULL || change->items->len == 0)
        continue;
      if (change->kind == STORE_CHANGE_ADDED && change->folder_id != 0)
        ask_for_news (self, change);
      else if (change->kind == STORE_CHANGE_REMOVED || change->kind == STORE_CHANGE_CHANGED)
        ask_whether_settled (self, change);
    }
}

/* ---- a few messages by query or id ---- */

typedef struct
{
  Store *store;
  char *query; /* nullable */
  guint limit;
  GArray *ids; /* (element-type gint64) (nullable) */
} BriefsJob;

static void
briefs_job_free (gpointer data)
{
  BriefsJob *job = data;

  g_free (job->query);
  g_clear_pointer (&job->ids, g_array_unref);
  g_free (job);
}

static gpointer
briefs_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  BriefsJob *job = argument;
  g_autoptr (GPtrArray) messages = NULL;
  GPtrArray *briefs;

  if (job->query != NULL)
    {
      g_autoptr (GArray) found
          = store_search (job->store, 0, job->query, FALSE, job->limit, cancellable, error);

      if (found == NULL)
        return NULL;
      job->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
      for (guint i = 0; i < found->len; i++)
        g_array_append_val (job->ids, g_array_index (found, StoreListItem, i).id);
    }
  messages
      = store_messages_get (job->store, (const gint64 *) (gpointer) job->ids->data, job->ids->len, error);
  if (messages == NULL)
    return NULL;
  briefs = briefs_new ();
  for (guint i = 0; i < messages->len; i++)
    g_ptr_array_add (briefs, brief_of (g_ptr_array_index (messages, i), 0));
  return briefs;
}

static void
run_briefs (AlpEngine *self, BriefsJob *job, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  SyncEngine *sync = alp_engine_get_sync (self);

  if (sync == NULL)
    {
      briefs_job_free (job);
      alp_job_fail (self, alp_engine_briefs_finish, cancellable, callback, user_data,
                    alp_engine_new_stopped_error ());
      return;
    }
  job->store = sync_engine_get_store (sync);
  alp_job_run (self, alp_engine_briefs_finish, alp_engine_get_reader (self), BASE_PRIORITY_INTERACTIVE,
               briefs_job, job, briefs_job_free, (GDestroyNotify) g_ptr_array_unref, cancellable, callback,
               user_data);
}

void
alp_engine_find_briefs_async (AlpEngine *self, const char *query, guint limit, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  BriefsJob *job = g_new0 (BriefsJob, 1);

  job->query = g_strdup (query);
  job->limit = CLAMP (limit, 1, MAX_FOUND);
  run_briefs (self, job, cancellable, callback, user_data);
}

void
alp_engine_load_briefs_async (AlpEngine *self, const gint64 *ids, gsize n, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  BriefsJob *job = g_new0 (BriefsJob, 1);

  job->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_vals (job->ids, ids, (guint) MIN (n, MAX_FOUND));
  run_briefs (self, job, cancellable, callback, user_data);
}

GPtrArray *
alp_engine_briefs_finish (AlpEngine *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_engine_briefs_finish, result, error);
}

/* ---- the object ---- */

static void
alp_news_dispose (GObject *object)
{
  AlpNews *self = ALP_NEWS (object);

  if (self->engine != NULL)
    alp_engine_set_watch (self->engine, NULL, NULL);
  g_clear_weak_pointer (&self->engine);
  G_OBJECT_CLASS (alp_news_parent_class)->dispose (object);
}

static void
alp_news_finalize (GObject *object)
{
  g_hash_table_unref (ALP_NEWS (object)->told);
  g_hash_table_unref (ALP_NEWS (object)->marked);
  G_OBJECT_CLASS (alp_news_parent_class)->finalize (object);
}

static void
alp_news_class_init (AlpNewsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_news_dispose;
  G_OBJECT_CLASS (klass)->finalize = alp_news_finalize;
  signals[SIGNAL_ARRIVED] = g_signal_new ("arrived", ALP_TYPE_NEWS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
  signals[SIGNAL_SETTLED] = g_signal_new ("settled", ALP_TYPE_NEWS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
alp_news_init (AlpNews *self)
{
  self->told = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->marked = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

/* Returns: (transfer full): begins to listen; to be made before alp_engine_start () */
AlpNews *
alp_news_new (AlpEngine *engine)
{
  AlpNews *self = g_object_new (ALP_TYPE_NEWS, NULL);

  g_set_weak_pointer (&self->engine, engine);
  alp_engine_set_watch (engine, on_changes, self);
  return self;
}
