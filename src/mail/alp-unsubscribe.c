/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-unsubscribe.c: leaving a list by one request (RFC 8058)
 *
 * Main thread, libsoup, through the same gate as remote images (alp-remote.c): what leads into the local network is never
 * connected to.  A redirect is not followed: RFC 8058, 3.1 forbids it, and the sender's signature covers one address only. */

#include "alp-unsubscribe.h"

#include "alp-error.h"
#include "alp-remote.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#define SECONDS 20
#define BODY "List-Unsubscribe=One-Click"

static void
on_sent (GObject *session, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = soup_session_send_finish (SOUP_SESSION (session), result, &error);
  SoupMessage *message = g_task_get_task_data (task);
  guint status = soup_message_get_status (message);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (stream == NULL)
    g_task_return_new_error (task, ALP_ERROR, ALP_ERROR_OFFLINE,
                             _ ("The list’s server cannot be reached. Try again later."));
  else if (!SOUP_STATUS_IS_SUCCESSFUL (status))
    g_task_return_new_error (
        task, ALP_ERROR, ALP_ERROR_SERVER,
        _ ("The list’s server did not accept it. Open its page in the browser instead."));
  else
    g_task_return_boolean (task, TRUE);
  soup_session_abort (SOUP_SESSION (session));
}

void
alp_unsubscribe_async (const char *uri, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GUri) parsed = g_uri_parse (uri, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (SoupSession) session = parsed != NULL ? alp_remote_new_session (parsed, SECONDS) : NULL;
  g_autoptr (GBytes) body = g_bytes_new_static (BODY, sizeof BODY - 1);
  SoupMessage *message;

  g_task_set_source_tag (task, alp_unsubscribe_async);
  if (session == NULL || !g_str_equal (g_uri_get_scheme (parsed), "https"))
    {
      g_task_return_new_error (task, ALP_ERROR, ALP_ERROR_INVALID, _ ("This list cannot be left this way."));
      g_object_unref (task);
      return;
    }
  message = soup_message_new_from_uri (SOUP_METHOD_POST, parsed);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  soup_message_set_request_body_from_bytes (message, "application/x-www-form-urlencoded", body);
  g_task_set_task_data (task, message, g_object_unref);
  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, cancellable, on_sent, task);
}

gboolean
alp_unsubscribe_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
