/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-search.c: searches in a scope, searches kept and remembered, how far the index goes
 *
 * Main thread. What asks the store runs on the engine's reader, what writes on its actor. The kept searches of an engine are one list
 * model, made at the first call and read again when the store says that they changed. */

#include "alp-search.h"

#include "alp-engine-private.h"
#include "alp-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define NAME_MAX_CHARS 120
#define QUERY_MAX_BYTES 2000
#define REMEMBER_MIN_CHARS 3
#define SAVED_KEY "alp-saved-searches"

/* ---- lists ---- */

/* Whether the person says in which folders to look. */
static gboolean
names_folder (const char *text)
{
  g_autofree char *folded = g_ascii_strdown (text, -1);
  const char *at = folded;

  while ((at = strstr (at, "in:")) != NULL)
    {
      if (at == folded || !g_ascii_isalnum (at[-1]))
        return TRUE;
      at += 3;
    }
  return FALSE;
}

char *
alp_search_compose (AlpSearchScope scope, const char *folder_path, const char *text)
{
  g_autofree char *bounded = g_utf8_make_valid (text, (gssize) MIN (strlen (text), QUERY_MAX_BYTES));
  const char *p = bounded;

  while (g_unichar_isspace (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  if (*p == '\0')
    return g_strdup ("");
  if (scope == ALP_SCOPE_FOLDER && folder_path != NULL)
    {
      /* A quote inside a name would end the phrase. */
      g_autofree char *path = g_strdelimit (g_strdup (folder_path), "\"", ' ');

      return g_strdup_printf ("in:\"%s\" (%s)", path, p);
    }
  if (names_folder (p))
    return g_strdup (p);
  return g_strdup_printf ("(%s) -in:trash -in:spam", p);
}

AlpMessageList *
alp_search_list (AlpEngine *engine, AlpSearchScope scope, AlpAccount *account, AlpFolder *folder,
                 const char *text)
{
  g_autofree char *composed = NULL;

  g_return_val_if_fail (ALP_IS_ENGINE (engine), NULL);

  composed = alp_search_compose (scope, folder != NULL ? alp_folder_get_path (folder) : NULL, text);
  if (scope == ALP_SCOPE_FOLDER && folder != NULL)
    account = alp_engine_get_account (engine, alp_folder_get_account_id (folder));
  return alp_engine_list_search (engine, scope != ALP_SCOPE_EVERYWHERE ? account : NULL, composed);
}

/* ---- a kept search ---- */

struct _AlpSavedSearch
{
  GObject parent_instance;

  gint64 id;
  gint64 account_id;
  char *name;
  char *query;
};

enum
{
  PROP_NAME = 1,
  PROP_QUERY,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AlpSavedSearch, alp_saved_search, G_TYPE_OBJECT)

gint64
alp_saved_search_get_id (AlpSavedSearch *self)
{
  g_return_val_if_fail (ALP_IS_SAVED_SEARCH (self), 0);

  return self->id;
}

gint64
alp_saved_search_get_account_id (AlpSavedSearch *self)
{
  g_return_val_if_fail (ALP_IS_SAVED_SEARCH (self), 0);

  return self->account_id;
}

const char *
alp_saved_search_get_name (AlpSavedSearch *self)
{
  g_return_val_if_fail (ALP_IS_SAVED_SEARCH (self), NULL);

  return self->name;
}

const char *
alp_saved_search_get_query (AlpSavedSearch *self)
{
  g_return_val_if_fail (ALP_IS_SAVED_SEARCH (self), NULL);

  return self->query;
}

static void
take_record (AlpSavedSearch *self, const StoreSavedSearch *record)
{
  self->id = record->id;
  self->account_id = record->account_id;
  if (g_set_str (&self->name, record->name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
  if (g_set_str (&self->query, record->query))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_QUERY]);
}

static void
alp_saved_search_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AlpSavedSearch *self = ALP_SAVED_SEARCH (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_QUERY:
      g_value_set_string (value, self->query);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
alp_saved_search_finalize (GObject *object)
{
  AlpSavedSearch *self = ALP_SAVED_SEARCH (object);

  g_free (self->name);
  g_free (self->query);
  G_OBJECT_CLASS (alp_saved_search_parent_class)->finalize (object);
}

static void
alp_saved_search_class_init (AlpSavedSearchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = alp_saved_search_get_property;
  object_class->finalize = alp_saved_search_finalize;
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_QUERY] = g_param_spec_string ("query", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
alp_saved_search_init (AlpSavedSearch *self)
{
}

/* ---- the list of them ---- */

static gpointer
load_saved_job (gpointer store, GCancellable *cancellable, GError **error)
{
  return store_saved_searches_list (store, error);
}

/* The same search is the same object, so that what is selected stays selected. */
static AlpSavedSearch *
find_saved (GListModel *saved, gint64 id)
{
  for (guint i = 0; i < g_list_model_get_n_items (saved); i++)
    {
      g_autoptr (AlpSavedSearch) search = g_list_model_get_item (saved, i);

      if (search->id == id)
        return g_steal_pointer (&search);
    }
  return g_object_new (ALP_TYPE_SAVED_SEARCH, NULL);
}

static void
on_saved_loaded (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (GListStore) saved = data;
  g_autoptr (GPtrArray) records = alp_job_finish (engine, load_saved_job, result, NULL);
  g_autoptr (GPtrArray) searches = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean same;

  if (records == NULL)
    return;
  for (guint i = 0; i < records->len; i++)
    {
      const StoreSavedSearch *record = g_ptr_array_index (records, i);
      AlpSavedSearch *search = find_saved (G_LIST_MODEL (saved), record->id);

      take_record (search, record);
      g_ptr_array_add (searches, search);
    }
  same = searches->len == g_list_model_get_n_items (G_LIST_MODEL (saved));
  for (guint i = 0; same && i < searches->len; i++)
    {
      g_autoptr (AlpSavedSearch) search = g_list_model_get_item (G_LIST_MODEL (saved), i);

      same = search == g_ptr_array_index (searches, i);
    }
  if (!same)
    g_list_store_splice (saved, 0, g_list_model_get_n_items (G_LIST_MODEL (saved)), searches->pdata,
                         searches->len);
}

static void
load_saved (AlpEngine *engine, GListStore *saved)
{
  SyncEngine *sync = alp_engine_get_sync (engine);

  if (sync != NULL)
    alp_job_run (engine, load_saved_job, alp_engine_get_reader (engine), BASE_PRIORITY_NORMAL, load_saved_job,
                 sync_engine_get_store (sync), NULL, (GDestroyNotify) g_ptr_array_unref, NULL,
                 on_saved_loaded, g_object_ref (saved));
}

GListModel *
alp_search_get_saved (AlpEngine *engine)
{
  GListStore *saved;

  g_return_val_if_fail (ALP_IS_ENGINE (engine), NULL);

  saved = g_object_get_data (G_OBJECT (engine), SAVED_KEY);
  if (saved == NULL)
    {
      saved = g_list_store_new (ALP_TYPE_SAVED_SEARCH);
      g_object_set_data_full (G_OBJECT (engine), SAVED_KEY, saved, g_object_unref);
      g_signal_connect_object (engine, "searches-changed", G_CALLBACK (load_saved), saved, G_CONNECT_DEFAULT);
      load_saved (engine, saved);
    }
  return G_LIST_MODEL (saved);
}

/* ---- changes ---- */

typedef struct
{
  Store *store;
  gint64 id;
  gint64 account_id;
  char *name;
  char *query;
} SearchJob;

static void
search_job_free (gpointer data)
{
  SearchJob *job = data;

  g_free (job->name);
  g_free (job->query);
  g_free (job);
}

static gpointer
save_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  SearchJob *job = argument;
  StoreSavedSearch record = {
    .id = job->id, .account_id = job->account_id, .name = job->name, .query = job->query, .icon = (char *) ""
  };

  if (job->id == 0)
    {
      g_autoptr (GPtrArray) others = store_saved_searches_list (job->store, error);

      if (others == NULL)
        return NULL;
      record.position = (gint) others->len;
    }
  return store_saved_search_save (job->store, &record, error) != 0 ? ALP_JOB_DONE : NULL;
}

static gpointer
remove_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  SearchJob *job = argument;

  return store_saved_search_remove (job->store, job->id, error) ? ALP_JOB_DONE : NULL;
}

static gpointer
remember_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  SearchJob *job = argument;

  return store_recent_search_add (job->store, job->query, error) ? ALP_JOB_DONE : NULL;
}

static gpointer
forget_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  SearchJob *job = argument;

  return store_recent_search_remove (job->store, job->query, error) ? ALP_JOB_DONE : NULL;
}

/* Takes over @job. */
static void
start_change (AlpEngine *engine, BaseWorkerFunc func, SearchJob *job, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  if (alp_engine_get_sync (engine) == NULL)
    {
      search_job_free (job);
      alp_job_fail (engine, alp_search_save_async, cancellable, callback, user_data,
                    alp_engine_new_stopped_error ());
      return;
    }
  job->store = sync_engine_get_store (alp_engine_get_sync (engine));
  alp_job_run (engine, alp_search_save_async, alp_engine_get_actor (engine), BASE_PRIORITY_INTERACTIVE, func,
               job, search_job_free, NULL, cancellable, callback, user_data);
}

void
alp_search_save_async (AlpEngine *engine, gint64 id, AlpAccount *account, const char *name, const char *query,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  SearchJob *job;

  g_return_if_fail (ALP_IS_ENGINE (engine));

  job = g_new0 (SearchJob, 1);
  job->id = id;
  job->account_id = account != NULL ? alp_account_get_id (account) : 0;
  job->name = g_strstrip (g_utf8_make_valid (name, -1));
  job->query = g_strstrip (g_utf8_make_valid (query, -1));
  if (*job->name == '\0' || *job->query == '\0' || g_utf8_strlen (job->name, -1) > NAME_MAX_CHARS
      || strlen (job->query) > QUERY_MAX_BYTES)
    {
      search_job_free (job);
      alp_job_fail (engine, alp_search_save_async, cancellable, callback, user_data,
                    g_error_new_literal (ALP_ERROR, ALP_ERROR_INVALID,
                                         _ ("A kept search needs a short name and something to look for.")));
      return;
    }
  start_change (engine, save_job, job, cancellable, callback, user_data);
}

void
alp_search_remove_async (AlpEngine *engine, gint64 id, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  SearchJob *job;

  g_return_if_fail (ALP_IS_ENGINE (engine));

  job = g_new0 (SearchJob, 1);
  job->id = id;
  start_change (engine, remove_job, job, cancellable, callback, user_data);
}

gboolean
alp_search_change_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_search_save_async, result, error) != NULL;
}

void
alp_search_remember (AlpEngine *engine, const char *text)
{
  SearchJob *job;

  g_return_if_fail (ALP_IS_ENGINE (engine));

  job = g_new0 (SearchJob, 1);
  job->query = g_strstrip (g_utf8_make_valid (text, -1));
  if (g_utf8_strlen (job->query, -1) < REMEMBER_MIN_CHARS || strlen (job->query) > QUERY_MAX_BYTES)
    search_job_free (job);
  else
    start_change (engine, remember_job, job, NULL, NULL, NULL);
}

void
alp_search_forget (AlpEngine *engine, const char *text)
{
  SearchJob *job;

  g_return_if_fail (ALP_IS_ENGINE (engine));

  job = g_new0 (SearchJob, 1);
  job->query = g_strdup (text);
  start_change (engine, forget_job, job, NULL, NULL, NULL);
}

/* ---- questions ---- */

typedef struct
{
  Store *store;
  gint64 account_id;
  guint limit;
} Question;

/* Takes over nothing of its own: records without pointers. */
static void
ask (AlpEngine *engine, gpointer tag, BaseWorkerFunc func, gint64 account_id, guint limit,
     GDestroyNotify result_free, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  SyncEngine *sync = alp_engine_get_sync (engine);
  Question *question;

  if (sync == NULL)
    {
      alp_job_fail (engine, tag, cancellable, callback, user_data, alp_engine_new_stopped_error ());
      return;
    }
  question = g_new0 (Question, 1);
  question->store = sync_engine_get_store (sync);
  question->account_id = account_id;
  question->limit = limit;
  alp_job_run (engine, tag, alp_engine_get_reader (engine), BASE_PRIORITY_INTERACTIVE, func, question, g_free,
               result_free, cancellable, callback, user_data);
}

static gpointer
recent_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  Question *question = argument;

  return store_recent_searches_list (question->store, NULL, question->limit, error);
}

void
alp_search_load_recent_async (AlpEngine *engine, guint limit, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (engine));

  ask (engine, alp_search_load_recent_async, recent_job, 0, limit, (GDestroyNotify) g_strfreev, cancellable,
       callback, user_data);
}

char **
alp_search_load_recent_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_search_load_recent_async, result, error);
}

static gpointer
coverage_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  Question *question = argument;
  g_autofree AlpCoverage *coverage = g_new0 (AlpCoverage, 1);
  StoreCoverage record;

  if (!store_search_get_coverage (question->store, question->account_id, &record, error))
    return NULL;
  coverage->to_go = record.to_go;
  coverage->back_to = record.back_to;
  coverage->rebuilding = record.rebuilding;
  return g_steal_pointer (&coverage);
}

void
alp_search_load_coverage_async (AlpEngine *engine, AlpAccount *account, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (engine));

  ask (engine, alp_search_load_coverage_async, coverage_job,
       account != NULL ? alp_account_get_id (account) : 0, 0, g_free, cancellable, callback, user_data);
}

gboolean
alp_search_load_coverage_finish (AlpEngine *engine, GAsyncResult *result, AlpCoverage *coverage,
                                 GError **error)
{
  g_autofree AlpCoverage *known = alp_job_finish (engine, alp_search_load_coverage_async, result, error);

  if (known == NULL)
    return FALSE;
  *coverage = *known;
  return TRUE;
}
