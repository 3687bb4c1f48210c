/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-window-open.c: what the desktop asks for: notifications, the shell's search, files
 *
 * Main thread.  Without an engine nothing happens: the program opens it first (alp-application.c). */
#include "alp-window-open.h"

#include "alp-message-window.h"
#include "alp-open.h"
#include "alp-window-private.h"

#include <glib/gi18n.h>

typedef struct
{
  AlpWindow *window; /* weak */
  gboolean reply;
  AlpContent *content;
} Request;

static Request *
request_new (AlpWindow *self, gboolean reply)
{
  Request *request = g_new0 (Request, 1);

  g_set_weak_pointer (&request->window, self);
  request->reply = reply;
  return request;
}

static void
request_free (Request *request)
{
  g_clear_weak_pointer (&request->window);
  g_clear_object (&request->content);
  g_free (request);
}

static void
fail (Request *request, const GError *error)
{
  if (request->window != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    alp_window_toast (request->window, error->message, FALSE);
  request_free (request);
}

static void
show (Request *request)
{
  if (request->window != NULL)
    gtk_window_present (GTK_WINDOW (
        alp_message_window_new (GTK_WINDOW (request->window), request->window->engine, request->content)));
  request_free (request);
}

static void
on_message (GObject *engine, GAsyncResult *result, gpointer data)
{
  Request *request = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AlpMessage) message = alp_engine_find_message_finish (ALP_ENGINE (engine), result, &error);

  if (message == NULL)
    {
      fail (request, error);
      return;
    }
  if (request->window != NULL)
    alp_window_answer (request->window, message, request->content, ALP_REPLY_SENDER);
  request_free (request);
}

static void
on_content (GObject *engine, GAsyncResult *result, gpointer data)
{
  Request *request = data;
  g_autoptr (GError) error = NULL;

  request->content = alp_engine_load_content_finish (ALP_ENGINE (engine), result, &error);
  if (request->content == NULL)
    fail (request, error);
  else if (request->reply)
    alp_engine_find_message_async (ALP_ENGINE (engine), alp_content_get_message_id (request->content), NULL,
                                   on_message, request);
  else
    show (request);
}

static void
on_file (GObject *engine, GAsyncResult *result, gpointer data)
{
  Request *request = data;
  g_autoptr (GError) error = NULL;

  request->content = alp_engine_open_file_finish (ALP_ENGINE (engine), result, &error);
  if (request->content == NULL)
    fail (request, error);
  else
    show (request);
}

void
alp_window_open_message (AlpWindow *self, gint64 message_id)
{
  g_return_if_fail (ALP_IS_WINDOW (self));

  if (self->engine != NULL)
    alp_engine_load_content_by_id_async (self->engine, message_id, NULL, on_content,
                                         request_new (self, FALSE));
}

void
alp_window_reply_to (AlpWindow *self, gint64 message_id)
{
  g_return_if_fail (ALP_IS_WINDOW (self));

  if (self->engine != NULL)
    alp_engine_load_content_by_id_async (self->engine, message_id, NULL, on_content,
                                         request_new (self, TRUE));
}

void
alp_window_open_file (AlpWindow *self, GFile *file)
{
  g_return_if_fail (ALP_IS_WINDOW (self));

  if (self->engine != NULL)
    alp_engine_open_file_async (self->engine, file, NULL, on_file, request_new (self, FALSE));
}

void
alp_window_search (AlpWindow *self, const char *text)
{
  g_return_if_fail (ALP_IS_WINDOW (self));

  alp_list_pane_search (self->list_pane, text);
}
