/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-profile-act.c: user accounts and addresses changed by the person
 *
 * Main thread; the jobs run on the setup worker, because pausing and removing an address wait for its connections to end. What changed
 * comes back to the objects through the store's changes. */

#include "alp-profile-private.h"

#include "alp-account-private.h"
#include "alp-engine-private.h"
#include "alp-error.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#define TEXT(s) ((s) != NULL ? (s) : "")

typedef struct
{
  SyncEngine *sync;
  StoreProfile *profile; /* nullable */
  gint64 profile_id;
  gint64 account_id;
  AlpAccountChange change;
  char *name;  /* of @change, or of a choice */
  char *value; /* nullable */
  gboolean force;
  gboolean started;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->profile, store_profile_free);
  g_free (job->name);
  g_free (job->value);
  g_free (job);
}

static void
run (AlpEngine *engine, gpointer tag, BaseWorkerFunc func, Job *job, GDestroyNotify result_free,
     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  if (alp_engine_get_sync (engine) == NULL)
    {
      job_free (job);
      alp_job_fail (engine, tag, cancellable, callback, user_data, alp_engine_new_stopped_error ());
      return;
    }
  job->sync = alp_engine_get_sync (engine);
  job->started = alp_engine_get_started (engine);
  alp_job_run (engine, tag, alp_engine_get_setup (engine), BASE_PRIORITY_INTERACTIVE, func, job, job_free,
               result_free, cancellable, callback, user_data);
}

/* ---- user accounts ---- */

static gboolean
is_color (const char *text)
{
  if (*text == '\0')
    return TRUE;
  if (strlen (text) != 7 || *text != '#')
    return FALSE;
  for (guint i = 1; i < 7; i++)
    if (!g_ascii_isxdigit (text[i]))
      return FALSE;
  return TRUE;
}

static gboolean
is_date (const char *text)
{
  g_autoptr (GDate) date = NULL;
  int year, month, day, end = 0;

  if (*text == '\0')
    return TRUE;
  /* The pattern is fixed: no other calendar or order. */
  if (sscanf (text, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 || end != 10 || text[10] != '\0')
    return FALSE;
  return year >= 1800 && year <= 9999 && month >= 1 && month <= 12 && day >= 1
         && g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);
}

static gboolean
is_name (const char *text)
{
  if (!g_utf8_validate (text, -1, NULL) || g_utf8_strlen (text, -1) > ALP_PROFILE_NAME_MAX)
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

const char *
alp_profile_find_mistake (const AlpProfileValues *values)
{
  if (!is_name (TEXT (values->name)) || !is_name (TEXT (values->first_name))
      || !is_name (TEXT (values->last_name)))
    return _ ("A name can have 100 characters, all of which can be seen.");
  if (!is_date (TEXT (values->birth_date)))
    return _ ("This is not a date. It looks like 1990-12-31.");
  if (!is_color (TEXT (values->color)))
    return _ ("This is not a color.");
  if (values->avatar != NULL
      && (g_bytes_get_size (values->avatar) == 0
          || g_bytes_get_size (values->avatar) > ALP_PROFILE_AVATAR_MAX))
    return _ ("This picture is too large. 4 MB are possible.");
  return NULL;
}

static gpointer
save_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  Job *job = argument;
  gint64 id = store_profile_save (sync_engine_get_store (job->sync), job->profile, error);

  return id != 0 ? g_memdup2 (&id, sizeof id) : NULL;
}

void
alp_profile_save_async (AlpEngine *engine, const AlpProfileValues *values, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  const char *mistake;
  Job *job;

  g_return_if_fail (ALP_IS_ENGINE (engine));

  mistake = alp_profile_find_mistake (values);
  if (mistake != NULL)
    {
      alp_job_fail (engine, alp_profile_save_async, cancellable, callback, user_data,
                    g_error_new_literal (ALP_ERROR, ALP_ERROR_INVALID, mistake));
      return;
    }
  job = g_new0 (Job, 1);
  job->profile = g_new0 (StoreProfile, 1);
  job->profile->id = values->id;
  job->profile->name = g_strstrip (g_strdup (TEXT (values->name)));
  job->profile->first_name = g_strstrip (g_strdup (TEXT (values->first_name)));
  job->profile->last_name = g_strstrip (g_strdup (TEXT (values->last_name)));
  job->profile->birth_date = g_strdup (TEXT (values->birth_date));
  job->profile->color = g_strdup (TEXT (values->color));
  job->profile->avatar = values->avatar != NULL ? g_bytes_ref (values->avatar) : NULL;
  job->profile->position = (int) MIN (values->id != 0 ? values->id : G_MAXINT, G_MAXINT);
  run (engine, alp_profile_save_async, save_job, job, g_free, cancellable, callback, user_data);
}

gint64
alp_profile_save_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *id = alp_job_finish (engine, alp_profile_save_async, result, error);

  return id != NULL ? *id : 0;
}

/* Number 1 stays, as nobody's. */
static gboolean
forget_profile (Store *store, gint64 id, GError **error)
{
  StoreProfile nobody = { .id = 1 };

  return id == 1 ? store_profile_save (store, &nobody, error) != 0 : store_profile_remove (store, id, error);
}

static gpointer
detach_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  Job *job = argument;
  Store *store = sync_engine_get_store (job->sync);
  g_autoptr (GPtrArray) accounts = store_accounts_list (store, error);

  if (accounts == NULL)
    return NULL;
  for (guint i = 0; i < accounts->len; i++)
    {
      const StoreAccount *account = g_ptr_array_index (accounts, i);

      if (account->profile_id == job->profile_id
          && !sync_engine_remove_account (job->sync, account->id, job->force, error))
        return NULL;
    }
  return forget_profile (store, job->profile_id, error) ? ALP_JOB_DONE : NULL;
}

void
alp_profile_detach_async (AlpEngine *engine, AlpProfile *profile, gboolean force, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job;

  g_return_if_fail (ALP_IS_ENGINE (engine));
  g_return_if_fail (ALP_IS_PROFILE (profile));

  job = g_new0 (Job, 1);
  job->profile_id = alp_profile_get_id (profile);
  job->force = force;
  run (engine, alp_profile_detach_async, detach_job, job, NULL, cancellable, callback, user_data);
}

gboolean
alp_profile_detach_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_profile_detach_async, result, error) != NULL;
}

void
alp_profiles_prune (Store *store)
{
  g_autoptr (GPtrArray) profiles = store_profiles_list (store, NULL);

  /* Those with addresses refuse to go. */
  for (guint i = 0; profiles != NULL && i < profiles->len; i++)
    if (((StoreProfile *) g_ptr_array_index (profiles, i))->id != 1)
      store_profile_remove (store, ((StoreProfile *) g_ptr_array_index (profiles, i))->id, NULL);
}

/* ---- addresses ---- */

static void
apply_change (StoreAccount *record, const Job *job)
{
  const AlpAccountChange *change = &job->change;

  if (change->flags & ALP_ACCOUNT_CHANGE_NAME)
    g_set_str (&record->name, TEXT (job->name));
  if (change->flags & ALP_ACCOUNT_CHANGE_COLOR)
    g_set_str (&record->color, job->value);
  if (change->flags & ALP_ACCOUNT_CHANGE_UNIFIED)
    record->unified = change->unified;
  if (change->flags & ALP_ACCOUNT_CHANGE_PAUSED)
    record->paused = change->paused;
  if (change->flags & ALP_ACCOUNT_CHANGE_PROFILE)
    record->profile_id = change->profile_id;
  if (change->flags & ALP_ACCOUNT_CHANGE_POSITION)
    record->position = change->position;
}

static gpointer
change_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  Job *job = argument;
  Store *store = sync_engine_get_store (job->sync);
  g_autoptr (StoreAccount) record = store_account_get (store, job->account_id, error);
  gboolean was_paused = record != NULL && record->paused;

  if (record == NULL)
    return NULL;
  apply_change (record, job);
  if (!store_account_update (store, record, error))
    return NULL;
  if (record->paused && !was_paused)
    sync_engine_stop_account (job->sync, job->account_id);
  else if (!record->paused && was_paused && job->started)
    sync_engine_start_account (job->sync, job->account_id);
  return ALP_JOB_DONE;
}

void
alp_account_change_async (AlpEngine *engine, AlpAccount *account, const AlpAccountChange *change,
                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  const char *mistake = NULL;
  Job *job;

  g_return_if_fail (ALP_IS_ENGINE (engine));
  g_return_if_fail (ALP_IS_ACCOUNT (account));

  if ((change->flags & ALP_ACCOUNT_CHANGE_NAME) && !is_name (TEXT (change->name)))
    mistake = _ ("A name can have 100 characters, all of which can be seen.");
  else if ((change->flags & ALP_ACCOUNT_CHANGE_COLOR) && !is_color (TEXT (change->color)))
    mistake = _ ("This is not a color.");
  else if ((change->flags & ALP_ACCOUNT_CHANGE_PROFILE)
           && alp_engine_get_profile_by_id (engine, change->profile_id) == NULL)
    mistake = _ ("There is no such user account.");
  if (mistake != NULL)
    {
      alp_job_fail (engine, alp_account_change_async, cancellable, callback, user_data,
                    g_error_new_literal (ALP_ERROR, ALP_ERROR_INVALID, mistake));
      return;
    }
  job = g_new0 (Job, 1);
  job->account_id = alp_account_get_id (account);
  job->change = *change;
  job->name = g_strdup (change->name);
  job->value = change->color != NULL && *change->color != '\0' ? g_strdup (change->color) : NULL;
  job->change.name = job->change.color = NULL;
  run (engine, alp_account_change_async, change_job, job, NULL, cancellable, callback, user_data);
}

gboolean
alp_account_change_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_account_change_async, result, error) != NULL;
}

/* ---- choices ---- */

static gpointer
set_choice_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  Job *job = argument;

  return store_account_setting_set (sync_engine_get_store (job->sync), job->account_id, job->name, job->value,
                                    error)
             ? ALP_JOB_DONE
             : NULL;
}

static gpointer
get_choice_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  Job *job = argument;
  char *value = store_account_setting_get (sync_engine_get_store (job->sync), job->account_id, job->name);

  return value != NULL ? value : g_strdup ("");
}

static Job *
choice_job (AlpAccount *account, const char *name, const char *value)
{
  Job *job = g_new0 (Job, 1);

  job->account_id = alp_account_get_id (account);
  job->name = g_strdup (name);
  job->value = g_strdup (value);
  return job;
}

void
alp_account_set_choice_async (AlpEngine *engine, AlpAccount *account, const char *name, const char *value,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (engine));
  g_return_if_fail (ALP_IS_ACCOUNT (account));

  run (engine, alp_account_set_choice_async, set_choice_job, choice_job (account, name, value), NULL,
       cancellable, callback, user_data);
}

gboolean
alp_account_set_choice_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_account_set_choice_async, result, error) != NULL;
}

void
alp_account_get_choice_async (AlpEngine *engine, AlpAccount *account, const char *name,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (engine));
  g_return_if_fail (ALP_IS_ACCOUNT (account));

  run (engine, alp_account_get_choice_async, get_choice_job, choice_job (account, name, NULL), g_free,
       cancellable, callback, user_data);
}

char *
alp_account_get_choice_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  char *value = alp_job_finish (engine, alp_account_get_choice_async, result, error);

  if (value == NULL || *value != '\0')
    return value;
  g_free (value);
  return NULL;
}
