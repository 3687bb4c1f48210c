/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-window-search.c: searching: as one types, in a scope, kept searches, and back to where one was.
 *
 * Main thread.  The list that was shown stays alive behind the results; leaving the search shows it again as it was. */
#include "alp-window-private.h"

#include "alp-search-server.h"
#include "alp-search.h"

#include <glib/gi18n.h>
#include <string.h>

/* The server is asked once nothing was typed for this long. */
#define ASK_SERVER_MS 800

/* ---- what is not here ---- */

typedef struct
{
  AlpWindow *window;
  guint round;
} Asked;

static void
on_server (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autofree Asked *asked = data;
  g_autoptr (AlpWindow) self = asked->window;
  g_autoptr (GError) error = NULL;
  gint n = alp_search_ask_server_finish (ALP_ENGINE (engine), result, &error);
  AlpSearchBar *bar = alp_list_pane_get_search_bar (self->list_pane);

  if (asked->round != self->search_round || !self->searching)
    return;
  if (n < 0)
    alp_search_bar_set_status (bar,
                               _ ("The server could not be asked. These are the results on this computer."));
  else
    alp_search_bar_update_coverage (bar);
}

static gboolean
ask_server (gpointer data)
{
  AlpWindow *self = data;
  AlpSearchBar *bar = alp_list_pane_get_search_bar (self->list_pane);
  AlpMessageList *list = alp_list_pane_get_list (self->list_pane);
  Asked *asked;

  self->server_id = 0;
  if (!self->searching || list == NULL || alp_search_bar_get_to_go (bar) == 0)
    return G_SOURCE_REMOVE;
  asked = g_new0 (Asked, 1);
  asked->window = g_object_ref (self);
  asked->round = self->search_round;
  alp_search_bar_set_status (bar, _ ("Asking the server for what is not here yet…"));
  g_clear_object (&self->asking);
  self->asking = g_cancellable_new ();
  alp_search_ask_server_async (self->engine, list, self->asking, on_server, asked);
  return G_SOURCE_REMOVE;
}

/* Another search, or none: what was asked does not matter any more. */
static void
stop_asking (AlpWindow *self)
{
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_handle_id (&self->server_id, g_source_remove);
  self->search_round++;
}

/* Enter does not wait. */
static void
on_search_wanted (AlpWindow *self)
{
  alp_window_search_meant (self);
  if (self->server_id == 0)
    return;
  g_clear_handle_id (&self->server_id, g_source_remove);
  ask_server (self);
}

/* ---- as one types ---- */

static void
end_search (AlpWindow *self)
{
  g_autoptr (AlpListPlace) place = g_steal_pointer (&self->place);

  stop_asking (self);
  if (place == NULL || !self->searching)
    return;
  self->searching = FALSE;
  alp_window_update_list_title (self);
  alp_list_pane_go_to_place (self->list_pane, place);
}

static void
on_search_changed (AlpWindow *self)
{
  AlpSearchBar *bar = alp_list_pane_get_search_bar (self->list_pane);
  const char *text = alp_search_bar_get_text (bar);
  g_autoptr (AlpMessageList) list = NULL;

  if (!alp_list_pane_get_searching (self->list_pane))
    {
      end_search (self);
      return;
    }
  if (self->place == NULL)
    self->place = alp_list_pane_dup_place (self->list_pane);
  if (*text == '\0' || self->engine == NULL)
    return;
  self->searching = TRUE;
  list = alp_search_list (self->engine, alp_search_bar_get_scope (bar), alp_search_bar_get_account (bar),
                          alp_search_bar_get_folder (bar), text);
  alp_list_pane_set_list (self->list_pane, list, ALP_LIST_KIND_SEARCH);
  alp_list_pane_set_title (self->list_pane, _ ("Search"), NULL);
  alp_search_bar_update_coverage (bar);
  stop_asking (self);
  self->server_id = g_timeout_add (ASK_SERVER_MS, ask_server, self);
}

/**
 * alp_window_search_reaches_trash:
 *
 * Returns: whether the results may lie in the trash, where deleting is for good
 */
gboolean
alp_window_search_reaches_trash (AlpWindow *self)
{
  AlpSearchBar *bar = alp_list_pane_get_search_bar (self->list_pane);
  AlpSavedSearch *kept = alp_folder_pane_get_search (self->folder_pane);
  AlpFolder *folder = alp_search_bar_get_folder (bar);
  g_autofree char *text = g_ascii_strdown (self->searching ? alp_search_bar_get_text (bar)
                                           : kept != NULL  ? alp_saved_search_get_query (kept)
                                                           : "",
                                           -1);

  if (self->searching && alp_search_bar_get_scope (bar) == ALP_SCOPE_FOLDER && folder != NULL
      && alp_folder_get_role (folder) == ALP_FOLDER_ROLE_TRASH)
    return TRUE;
  return strstr (text, "in:") != NULL;
}

/**
 * alp_window_search_meant:
 *
 * The search led to something: Enter, or a result was opened.  It is offered again next time.
 */
void
alp_window_search_meant (AlpWindow *self)
{
  if (self->searching && self->engine != NULL && alp_list_pane_get_searching (self->list_pane))
    alp_search_remember (self->engine,
                         alp_search_bar_get_text (alp_list_pane_get_search_bar (self->list_pane)));
}

/**
 * alp_window_forget_place:
 *
 * Another folder was chosen: leaving the search does not go back.
 */
void
alp_window_forget_place (AlpWindow *self)
{
  g_clear_pointer (&self->place, alp_list_place_free);
  self->searching = FALSE;
  alp_list_pane_close_search (self->list_pane);
}

/* ---- kept searches ---- */

typedef struct
{
  AlpWindow *window;
  AlpSavedSearch *search; /* nullable: a new one */
  AlpAccount *account;    /* nullable: all */
  char *query;
  GtkWidget *name;
} Keeping;

static void
keeping_free (gpointer data)
{
  Keeping *keeping = data;

  g_object_unref (keeping->window);
  g_clear_object (&keeping->search);
  g_clear_object (&keeping->account);
  g_free (keeping->query);
  g_free (keeping);
}

static void
on_kept (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (alp_search_change_finish (ALP_ENGINE (engine), result, &error))
    alp_window_toast (self, _ ("The search is kept beside the folders"), FALSE);
  else
    alp_window_toast (self, error->message, FALSE);
}

static void
on_removed (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (!alp_search_change_finish (ALP_ENGINE (engine), result, &error))
    alp_window_toast (self, error->message, FALSE);
}

static void
on_name_response (AdwAlertDialog *dialog, const char *response, Keeping *keeping)
{
  AlpWindow *self = keeping->window;

  if (g_str_equal (response, "keep") && self->engine != NULL)
    alp_search_save_async (self->engine,
                           keeping->search != NULL ? alp_saved_search_get_id (keeping->search) : 0,
                           keeping->account, gtk_editable_get_text (GTK_EDITABLE (keeping->name)),
                           keeping->query, NULL, on_kept, g_object_ref (self));
}

static void
on_name_changed (GtkEditable *name, AdwAlertDialog *dialog)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (name)));

  adw_alert_dialog_set_response_enabled (dialog, "keep", *text != '\0');
}

/* Takes over @keeping. */
static void
ask_name (Keeping *keeping, const char *suggestion)
{
  AdwDialog *dialog = adw_alert_dialog_new (
      keeping->search != NULL ? _ ("Rename Search") : _ ("Keep Search"),
      keeping->search != NULL ? NULL : _ ("It stands beside the folders and shows what it finds."));
  GtkWidget *list = gtk_list_box_new ();

  keeping->name = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (keeping->name), C_ ("search", "Name"));
  adw_entry_row_set_max_length (ADW_ENTRY_ROW (keeping->name), 120);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (keeping->name), TRUE);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), keeping->name);
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), list);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "keep",
                                  keeping->search != NULL ? _ ("_Rename") : _ ("_Keep"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "keep", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "keep");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "keeping", keeping, keeping_free);
  g_signal_connect (dialog, "response", G_CALLBACK (on_name_response), keeping);
  g_signal_connect_object (keeping->name, "changed", G_CALLBACK (on_name_changed), dialog, G_CONNECT_DEFAULT);
  gtk_editable_set_text (GTK_EDITABLE (keeping->name), suggestion);
  on_name_changed (GTK_EDITABLE (keeping->name), ADW_ALERT_DIALOG (dialog));
  adw_dialog_present (dialog, GTK_WIDGET (keeping->window));
}

static void
on_search_save (AlpWindow *self)
{
  AlpSearchBar *bar = alp_list_pane_get_search_bar (self->list_pane);
  AlpSearchScope scope = alp_search_bar_get_scope (bar);
  AlpFolder *folder = scope == ALP_SCOPE_FOLDER ? alp_search_bar_get_folder (bar) : NULL;
  AlpAccount *account = scope != ALP_SCOPE_EVERYWHERE ? alp_search_bar_get_account (bar) : NULL;
  Keeping *keeping;

  if (self->engine == NULL || *alp_search_bar_get_text (bar) == '\0')
    return;
  keeping = g_new0 (Keeping, 1);
  keeping->window = g_object_ref (self);
  keeping->account = account != NULL ? g_object_ref (account) : NULL;
  /* A search in one folder keeps saying so. */
  keeping->query = folder != NULL ? alp_search_compose (scope, alp_folder_get_path (folder),
                                                        alp_search_bar_get_text (bar))
                                  : g_strdup (alp_search_bar_get_text (bar));
  ask_name (keeping, alp_search_bar_get_text (bar));
}

/**
 * alp_window_show_saved_search:
 * @search: a kept search: its results are the list, as those of a folder
 */
void
alp_window_show_saved_search (AlpWindow *self, AlpSavedSearch *search)
{
  gint64 account_id = alp_saved_search_get_account_id (search);
  AlpAccount *account = account_id != 0 ? alp_engine_get_account (self->engine, account_id) : NULL;
  AlpFilter filter = alp_list_pane_get_filter (self->list_pane);
  g_autofree char *query = g_strdup_printf ("(%s)%s%s%s%s", alp_saved_search_get_query (search),
                                            (filter & ALP_FILTER_UNREAD) != 0 ? " is:unread" : "",
                                            (filter & ALP_FILTER_STARRED) != 0 ? " is:starred" : "",
                                            (filter & ALP_FILTER_ATTACHMENT) != 0 ? " has:attachment" : "",
                                            (filter & ALP_FILTER_CONTACT) != 0 ? " is:contact" : "");
  g_autoptr (AlpMessageList) list = alp_search_list (
      self->engine, account != NULL ? ALP_SCOPE_ACCOUNT : ALP_SCOPE_EVERYWHERE, account, NULL, query);

  alp_list_pane_set_list (self->list_pane, list, filter != 0 ? ALP_LIST_KIND_FILTERED : ALP_LIST_KIND_SEARCH);
  alp_list_pane_set_title (self->list_pane, alp_saved_search_get_name (search),
                           alp_saved_search_get_query (search));
  adw_navigation_page_set_title (self->list_page, alp_saved_search_get_name (search));
}

/* "edit", "rename", "remove": from the menu of a kept search. */
static void
on_search_action (AlpWindow *self, AlpSavedSearch *search, const char *action)
{
  gint64 account_id = alp_saved_search_get_account_id (search);
  AlpAccount *account = account_id != 0 ? alp_engine_get_account (self->engine, account_id) : NULL;

  if (g_str_equal (action, "remove"))
    alp_search_remove_async (self->engine, alp_saved_search_get_id (search), NULL, on_removed,
                             g_object_ref (self));
  else if (g_str_equal (action, "rename"))
    {
      Keeping *keeping = g_new0 (Keeping, 1);

      keeping->window = g_object_ref (self);
      keeping->search = g_object_ref (search);
      keeping->account = account != NULL ? g_object_ref (account) : NULL;
      keeping->query = g_strdup (alp_saved_search_get_query (search));
      ask_name (keeping, alp_saved_search_get_name (search));
    }
  else if (g_str_equal (action, "edit"))
    {
      adw_navigation_split_view_set_show_content (self->inner, FALSE);
      alp_list_pane_search (self->list_pane, alp_saved_search_get_query (search));
    }
}

void
alp_window_connect_search (AlpWindow *self)
{
  g_signal_connect_object (self->list_pane, "search-changed", G_CALLBACK (on_search_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list_pane, "search-wanted", G_CALLBACK (on_search_wanted), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list_pane, "search-save", G_CALLBACK (on_search_save), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->folder_pane, "search-action", G_CALLBACK (on_search_action), self,
                           G_CONNECT_SWAPPED);
}
