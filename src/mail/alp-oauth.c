/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-oauth.c: signing in with the browser, without waiting
 *
 * The waiting is done on a thread of GLib's pool; what the browser must open is told on the caller's main context. */

#include "alp-oauth.h"

#include "alp-error.h"
#include "sync-error.h"
#include "sync-oauth.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  char *address;
  AlpOAuthOpenFunc open;
  gpointer open_data;
} Request;

typedef struct
{
  GTask *task;
  char *url;
} Errand;

static void
request_free (Request *self)
{
  g_free (self->address);
  g_free (self);
}

static void
errand_free (Errand *self)
{
  g_object_unref (self->task);
  g_free (self->url);
  g_free (self);
}

gboolean
alp_oauth_is_possible (const char *address)
{
  return sync_oauth_is_possible (address);
}

static gboolean
open_now (gpointer data)
{
  Errand *errand = data;
  Request *request = g_task_get_task_data (errand->task);

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (errand->task)))
    request->open (errand->url, request->open_data);
  return G_SOURCE_REMOVE;
}

/* On the waiting thread. */
static void
on_open (const char *url, gpointer data)
{
  GTask *task = data;
  Errand *errand = g_new0 (Errand, 1);
  GSource *idle = g_idle_source_new ();

  errand->task = g_object_ref (task);
  errand->url = g_strdup (url);
  g_source_set_priority (idle, G_PRIORITY_DEFAULT);
  g_source_set_callback (idle, open_now, errand, (GDestroyNotify) errand_free);
  g_source_attach (idle, g_task_get_context (task));
  g_source_unref (idle);
}

static GError *
explain (GError *error)
{
  GError *words;

  if (error->domain != SYNC_ERROR)
    {
      alp_error_translate (&error);
      return error;
    }
  words
      = error->code == SYNC_ERROR_OFFLINE
            ? g_error_new_literal (ALP_ERROR, ALP_ERROR_OFFLINE,
                                   _ ("The provider's sign-in server did not answer as it should. Check the "
                                      "connection, then try again."))
            : g_error_new_literal (
                  ALP_ERROR, ALP_ERROR_SIGN_IN,
                  _ ("The sign-in in the browser was not finished. Try again, and agree there "
                     "to the use of your mailbox."));
  g_error_free (error);
  return words;
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  GError *error = NULL;
  char *secret = sync_oauth_sign_in (request->address, on_open, task, cancellable, &error);

  if (secret != NULL)
    g_task_return_pointer (task, secret, (GDestroyNotify) alp_oauth_wipe);
  else
    g_task_return_error (task, explain (error));
}

void
alp_oauth_sign_in_async (const char *address, AlpOAuthOpenFunc open, gpointer open_data,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  request->address = g_strstrip (g_strdup (address));
  request->open = open;
  request->open_data = open_data;
  g_task_set_source_tag (task, alp_oauth_sign_in_async);
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  g_task_run_in_thread (task, run);
}

char *
alp_oauth_sign_in_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
alp_oauth_wipe (char *secret)
{
  sync_secret_wipe (secret);
}
