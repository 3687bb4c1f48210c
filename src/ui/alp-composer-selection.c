/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-composer-selection.c: what is selected in a message that is answered.
 *
 * Main thread.  A label tells its selection.  A page tells only that there is one (script is off in it); its text is then
 * what the desktop holds as the primary selection, which the page owns from the moment it was selected. */
#include "alp-composer-selection.h"

#include <string.h>
#include <webkit/webkit.h>

#define MAX_SELECTION (256 * 1024)

/* (transfer full) (nullable) */
static char *
label_selection (GtkWidget *widget)
{
  int start, end;

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (GTK_IS_LABEL (widget) && gtk_label_get_selection_bounds (GTK_LABEL (widget), &start, &end))
    {
      const char *text = gtk_label_get_text (GTK_LABEL (widget));

      return g_utf8_substring (text, start, end);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      char *found = label_selection (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
find_page (GtkWidget *widget)
{
  if (WEBKIT_IS_WEB_VIEW (widget) && gtk_widget_get_mapped (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_page (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
on_text (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);

  if (text != NULL && (*g_strstrip (text) == '\0' || strlen (text) > MAX_SELECTION))
    g_clear_pointer (&text, g_free);
  g_task_return_pointer (task, g_steal_pointer (&text), g_free);
}

static void
on_can_copy (GObject *page, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GdkClipboard *primary = gtk_widget_get_primary_clipboard (GTK_WIDGET (page));

  if (webkit_web_view_can_execute_editing_command_finish (WEBKIT_WEB_VIEW (page), result, NULL)
      && gdk_clipboard_is_local (primary))
    gdk_clipboard_read_text_async (primary, NULL, on_text, g_steal_pointer (&task));
  else
    g_task_return_pointer (task, NULL, NULL);
}

/**
 * alp_composer_selection_async:
 * @below: the text of one message
 *
 * Asks what is selected in it.
 */
void
alp_composer_selection_async (GtkWidget *below, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (below, NULL, callback, user_data);
  char *text = label_selection (below);
  GtkWidget *page = text == NULL ? find_page (below) : NULL;

  if (page != NULL)
    {
      webkit_web_view_can_execute_editing_command (WEBKIT_WEB_VIEW (page), WEBKIT_EDITING_COMMAND_COPY, NULL,
                                                   on_can_copy, task);
      return;
    }
  g_task_return_pointer (task, text, g_free);
  g_object_unref (task);
}

/* Returns: (transfer full) (nullable): the text; %NULL when nothing is selected */
char *
alp_composer_selection_finish (GtkWidget *below, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, below), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
