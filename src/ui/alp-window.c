/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-window.c: the main window: three panes that adapt, and what happens between them.
 *
 * Main thread.  The panes know nothing of each other: they tell by signals what was chosen, the files of this window
 * decide what is shown and call mail/.  Here: set-up, which message is shown, opening and closing. */
#include "alp-window-private.h"

#include "alp-drag.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (AlpWindow, alp_window, ADW_TYPE_APPLICATION_WINDOW)

/* ---- the message shown ---- */

static void
on_message_selected (AlpWindow *self)
{
  AlpMessage *message = alp_list_pane_get_message (self->list_pane);
  guint n = alp_list_pane_get_n_selected (self->list_pane);
  g_autoptr (AlpMessageList) list = NULL;

  if (message == self->message && message != NULL)
    return;
  /* A filtered list lets a row go because it was read: what is being read stays. */
  if (message == NULL && n == 0 && alp_list_pane_get_filter (self->list_pane) != 0 && self->message != NULL
      && !adw_navigation_split_view_get_collapsed (self->inner))
    return;
  g_clear_handle_id (&self->read_id, g_source_remove);
  g_set_object (&self->message, message);
  alp_window_update_action_state (self);
  if (message == NULL)
    {
      if (n > 0)
        alp_conversation_pane_show_many (self->conversation_pane, n);
      else
        alp_conversation_pane_clear (self->conversation_pane);
      return;
    }
  alp_window_search_meant (self);
  list = alp_engine_list_conversation (self->engine, message);
  alp_conversation_pane_set_spam (self->conversation_pane,
                                  self->folder != NULL
                                      && alp_folder_get_role (self->folder) == ALP_FOLDER_ROLE_SPAM);
  alp_conversation_pane_show (self->conversation_pane, self->engine, message, G_LIST_MODEL (list));
  adw_navigation_split_view_set_show_content (self->inner, TRUE);
  /* Nobody asked to read a row that only took the place of one that left. */
  if (!alp_list_pane_is_restoring (self->list_pane))
    alp_window_mark_read_soon (self);
}

static void
on_message_activated (AlpWindow *self)
{
  on_message_selected (self);
  adw_navigation_split_view_set_show_content (self->inner, self->message != NULL);
}

static void
on_row_action (AlpWindow *self, AlpMessage *message, const char *action)
{
  alp_window_act_on_message (self, message, action);
}

static void
on_link_activated (AlpWindow *self, const char *uri)
{
  g_autoptr (GtkUriLauncher) launcher = NULL;

  if (g_ascii_strncasecmp (uri, "mailto:", 7) == 0)
    {
      alp_window_compose (self, uri);
      return;
    }
  launcher = gtk_uri_launcher_new (uri);
  gtk_uri_launcher_launch (launcher, GTK_WINDOW (self), NULL, NULL, NULL);
}

static void
on_card_action (AlpWindow *self, AlpMessageCard *card, const char *name)
{
  alp_window_act_on_card (self, card, name);
}

static void
on_rows_dropped (AlpWindow *self, AlpRows *rows, AlpFolder *folder)
{
  alp_window_move_rows (self, rows, alp_folder_get_id (folder));
}

/* ---- opening ---- */

static void
update_page (AlpWindow *self)
{
  guint n = g_list_model_get_n_items (alp_engine_get_accounts (self->engine));

  gtk_stack_set_visible_child_name (self->pages, n > 0 ? "mail" : "welcome");
  if (n > 0 && !alp_list_pane_has_list_focus (self->list_pane))
    alp_list_pane_focus_list (self->list_pane);
}

/**
 * alp_window_set_engine:
 * @engine: (nullable): the opened mail, or %NULL with @error
 *
 * Ends the loading page.
 */
void
alp_window_set_engine (AlpWindow *self, AlpEngine *engine, const GError *error)
{
  g_return_if_fail (ALP_IS_WINDOW (self));

  if (engine == NULL)
    {
      adw_status_page_set_description (self->failure,
                                       error != NULL ? error->message : _ ("The reason is not known."));
      gtk_stack_set_visible_child_name (self->pages, "failed");
      return;
    }
  g_set_object (&self->engine, engine);
  alp_drag_set_engine (engine);
  alp_first_run_set_engine (self->first_run, engine);
  alp_window_watch_outbox (self);
  alp_window_watch_trouble (self);
  alp_window_watch_accounts (self);
  alp_folder_pane_set_engine (self->folder_pane, engine);
  g_signal_connect_object (alp_engine_get_accounts (engine), "items-changed", G_CALLBACK (update_page), self,
                           G_CONNECT_SWAPPED);
  update_page (self);
}

static gboolean
on_close_request (AlpWindow *self)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
  if (!adw_overlay_split_view_get_collapsed (self->outer))
    g_settings_set_boolean (self->settings, "folder-pane-shown",
                            adw_overlay_split_view_get_show_sidebar (self->outer));
  g_settings_set_int (self->settings, "window-width", CLAMP (width, 360, 10000));
  g_settings_set_int (self->settings, "window-height", CLAMP (height, 294, 10000));
  return FALSE;
}

/* Menus set these at once; the panes follow the settings. */
static void
add_setting_actions (AlpWindow *self)
{
  static const char *const keys[]
      = { "list-order", "list-density", "list-conversations", "list-filters-shown" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GAction) action = g_settings_create_action (self->settings, keys[i]);

      g_action_map_add_action (G_ACTION_MAP (self), action);
    }
}

/**
 * alp_window_new:
 *
 * Returns: (transfer floating): the window on its loading page, as big as it was left
 */
GtkWidget *
alp_window_new (GtkApplication *application, GSettings *settings)
{
  AlpWindow *self = g_object_new (ALP_TYPE_WINDOW, "application", application, NULL);

  self->settings = g_object_ref (settings);
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  adw_overlay_split_view_set_show_sidebar (self->outer,
                                           g_settings_get_boolean (settings, "folder-pane-shown"));
  add_setting_actions (self);
  alp_window_connect_list (self);
  return GTK_WIDGET (self);
}

static void
alp_window_dispose (GObject *object)
{
  AlpWindow *self = ALP_WINDOW (object);

  g_clear_handle_id (&self->read_id, g_source_remove);
  alp_window_disconnect_list (self);
  g_clear_object (&self->message);
  g_clear_object (&self->toast);
  g_clear_object (&self->engine);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (alp_window_parent_class)->dispose (object);
}

static void
alp_window_class_init (AlpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AlpWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, AlpWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, AlpWindow, failure);
  gtk_widget_class_bind_template_child (widget_class, AlpWindow, first_run);
  gtk_widget_class_bind_template_child (widget_class, AlpWindow, outer);
  gtk_widget_class_bind_template_child (widget_class, AlpWindow, inner);
  gtk_widget_class_bind_template_child (widget_class, AlpWindow, folder_pane);
  gtk_widget_class_bind_template_child (widget_class, AlpWindow, list_pane);
  gtk_widget_class_bind_template_child (widget_class, AlpWindow, conversation_pane);
  gtk_widget_class_bind_template_child (widget_class, AlpWindow, list_page);
}

static void
connect_panes (AlpWindow *self)
{
  g_signal_connect_object (self->list_pane, "message-selected", G_CALLBACK (on_message_selected), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list_pane, "message-activated", G_CALLBACK (on_message_activated), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list_pane, "row-action", G_CALLBACK (on_row_action), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->folder_pane, "rows-dropped", G_CALLBACK (on_rows_dropped), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->folder_pane, "told", G_CALLBACK (alp_window_toast), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->conversation_pane, "link-activated", G_CALLBACK (on_link_activated), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->conversation_pane, "card-action", G_CALLBACK (on_card_action), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->conversation_pane, "told", G_CALLBACK (alp_window_toast), self,
                           G_CONNECT_SWAPPED);
  alp_conversation_pane_add_actions (self->conversation_pane, G_ACTION_MAP (self));
  g_object_bind_property (self->outer, "show-sidebar", alp_list_pane_get_sidebar_button (self->list_pane),
                          "active", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

static void
alp_window_init (AlpWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  alp_window_add_actions (self);
  alp_window_add_write_actions (self);
  alp_window_add_device_actions (self);
  alp_window_add_account_actions (self);
  alp_window_add_keys (self);
  connect_panes (self);
  alp_window_update_action_state (self);
  g_signal_connect_object (self, "close-request", G_CALLBACK (on_close_request), self, G_CONNECT_DEFAULT);
}
