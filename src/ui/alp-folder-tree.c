/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-folder-tree.c: the three lists of the folder pane: folders with a purpose, favorites, all the others as a tree.
 *
 * Main thread.  One folder is selected over all three; a folder below a collapsed one is filtered out.  The models are
 * filters over the account's folders, of which there are few: this is not the message list. */
#include "alp-folder-pane-private.h"

#include "alp-drag.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean
is_special (gpointer item, gpointer unused)
{
  return alp_folder_get_role (item) != ALP_FOLDER_ROLE_NONE;
}

static gboolean
is_favorite (gpointer item, gpointer unused)
{
  return alp_folder_get_favorite (item) && alp_folder_get_selectable (item);
}

static gboolean
is_other (gpointer item, gpointer unused)
{
  return alp_folder_get_role (item) == ALP_FOLDER_ROLE_NONE;
}

/* ---- rows ---- */

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, AlpFolderPane *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));

  if (!G_VALUE_HOLDS (value, ALP_TYPE_ROWS))
    return FALSE;
  alp_folder_pane_drop (self, g_value_get_boxed (value), alp_folder_row_get_folder (ALP_FOLDER_ROW (row)));
  return TRUE;
}

static void
on_secondary (GtkGestureClick *click, int n, double x, double y, AlpFolderPane *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (click));

  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  alp_folder_menu_open (self, row, alp_folder_row_get_folder (ALP_FOLDER_ROW (row)), x, y);
}

static void
on_expander (AlpFolderRow *row, AlpFolderPane *self)
{
  AlpFolder *folder = alp_folder_row_get_folder (row);

  alp_engine_set_folder_collapsed_async (self->engine, folder, !alp_folder_get_collapsed (folder), NULL,
                                         alp_folder_pane_folder_done, g_object_ref (self));
}

static gboolean
refilter (gpointer data)
{
  AlpFolderPane *self = data;

  self->refilter_id = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (self->filters); i++)
    if (self->filters[i] != NULL)
      gtk_filter_changed (self->filters[i], GTK_FILTER_CHANGE_DIFFERENT);
  alp_folder_tree_settle (self);
  return G_SOURCE_REMOVE;
}

/* A folder became a favorite, got another purpose, was opened or closed. */
static void
refilter_soon (AlpFolderPane *self)
{
  if (self->refilter_id == 0)
    self->refilter_id = g_idle_add (refilter, self);
}

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  AlpFolderPane *self = data;
  GtkWidget *row = alp_folder_row_new (item);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_secondary), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (press));
  /* Once: the row in the other list of a favorite is about the same folder. */
  g_signal_handlers_disconnect_by_func (item, refilter_soon, self);
  g_signal_connect_object (item, "notify::favorite", G_CALLBACK (refilter_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (item, "notify::role", G_CALLBACK (refilter_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (item, "notify::collapsed", G_CALLBACK (refilter_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "expander-clicked", G_CALLBACK (on_expander), self, G_CONNECT_DEFAULT);
  if (alp_folder_get_selectable (item))
    {
      GtkDropTarget *target = gtk_drop_target_new (ALP_TYPE_ROWS, GDK_ACTION_COPY | GDK_ACTION_MOVE);

      g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), self, G_CONNECT_DEFAULT);
      gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (target));
    }
  return row;
}

/* ---- selection ---- */

static void
select_in (AlpFolderPane *self, GtkListBox *list)
{
  GtkListBoxRow *row, *found = NULL;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (list, i)) != NULL; i++)
    if (!self->unified && alp_folder_row_get_folder (ALP_FOLDER_ROW (row)) == self->folder)
      found = row;
  gtk_list_box_select_row (list, found);
}

static AlpFolder *
find_folder (AlpFolderPane *self)
{
  GListModel *folders = alp_account_get_folders (self->account);
  guint n = g_list_model_get_n_items (folders);
  AlpFolder *best = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AlpFolder) folder = g_list_model_get_item (folders, i);

      if (folder == self->folder)
        return folder;
      if (best == NULL || alp_folder_get_role (folder) == ALP_FOLDER_ROLE_INBOX)
        best = alp_folder_get_selectable (folder) ? folder : best;
    }
  return best;
}

static char *
below (AlpFolder *folder)
{
  return g_strdup_printf ("%s%c", alp_folder_get_path (folder), alp_folder_get_delimiter (folder));
}

/* Which rows have others below them, and which are below a collapsed one.  Folders come sorted by path. */
static void
update_tree (AlpFolderPane *self)
{
  g_autofree char *hidden = NULL;
  GtkListBoxRow *widget;

  for (int i = 0; (widget = gtk_list_box_get_row_at_index (self->folders, i)) != NULL; i++)
    {
      AlpFolder *folder = alp_folder_row_get_folder (ALP_FOLDER_ROW (widget));
      GtkListBoxRow *next = gtk_list_box_get_row_at_index (self->folders, i + 1);
      g_autofree char *prefix = below (folder);
      gboolean parent = next != NULL && alp_folder_get_delimiter (folder) != '\0'
                        && g_str_has_prefix (
                            alp_folder_get_path (alp_folder_row_get_folder (ALP_FOLDER_ROW (next))), prefix);
      gboolean shown = hidden == NULL || !g_str_has_prefix (alp_folder_get_path (folder), hidden);

      gtk_widget_set_visible (GTK_WIDGET (widget), shown);
      alp_folder_row_set_expander (ALP_FOLDER_ROW (widget), parent, !alp_folder_get_collapsed (folder));
      if (shown)
        g_set_str (&hidden, parent && alp_folder_get_collapsed (folder) ? prefix : NULL);
    }
}

static gboolean
settle (gpointer data)
{
  AlpFolderPane *self = data;

  self->settle_id = 0;
  if (self->account == NULL)
    return G_SOURCE_REMOVE;
  update_tree (self);
  gtk_widget_set_visible (self->favorites_title, gtk_list_box_get_row_at_index (self->favorites, 0) != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->favorites),
                          gtk_list_box_get_row_at_index (self->favorites, 0) != NULL);
  if (!self->unified && self->search == NULL)
    alp_folder_pane_choose (self, find_folder (self));
  self->selecting = TRUE;
  select_in (self, self->specials);
  select_in (self, self->favorites);
  select_in (self, self->folders);
  alp_folder_places_settle (self);
  self->selecting = FALSE;
  return G_SOURCE_REMOVE;
}

/**
 * alp_folder_tree_settle:
 *
 * Keeps a folder selected while folders come and go: the same one if it is still there, else the inbox.
 */
void
alp_folder_tree_settle (AlpFolderPane *self)
{
  g_clear_handle_id (&self->settle_id, g_source_remove);
  settle (self);
}

static void
settle_soon (AlpFolderPane *self)
{
  if (self->settle_id == 0)
    self->settle_id = g_idle_add (settle, self);
}

static void
on_row_selected (AlpFolderPane *self, GtkListBoxRow *row)
{
  if (self->selecting || row == NULL)
    return;
  alp_folder_pane_end_unified (self);
  alp_folder_pane_choose (self, alp_folder_row_get_folder (ALP_FOLDER_ROW (row)));
  alp_folder_tree_settle (self);
}

static void
on_row_activated (AlpFolderPane *self, GtkListBoxRow *row)
{
  on_row_selected (self, row);
  alp_folder_pane_activated (self);
}

static gboolean
on_menu_key (GtkWidget *widget, GVariant *unused, gpointer data)
{
  AlpFolderPane *self = data;
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (alp_folder_places_open_menu (self, focus))
    return GDK_EVENT_STOP;
  if (!ALP_IS_FOLDER_ROW (focus))
    return GDK_EVENT_PROPAGATE;
  alp_folder_menu_open (self, focus, alp_folder_row_get_folder (ALP_FOLDER_ROW (focus)), 40, 30);
  return GDK_EVENT_STOP;
}

/* Left closes a folder, Right opens it, as in every tree. */
static gboolean
on_arrow (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, AlpFolderPane *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (!ALP_IS_FOLDER_ROW (focus) || !alp_folder_row_has_expander (ALP_FOLDER_ROW (focus))
      || (key != GDK_KEY_Left && key != GDK_KEY_Right))
    return GDK_EVENT_PROPAGATE;
  if (alp_folder_get_collapsed (alp_folder_row_get_folder (ALP_FOLDER_ROW (focus))) == (key == GDK_KEY_Right))
    on_expander (ALP_FOLDER_ROW (focus), self);
  return GDK_EVENT_STOP;
}

/* ---- models ---- */

static void
bind_list (AlpFolderPane *self, GtkListBox *list, GListModel *folders, GtkCustomFilterFunc func, guint which)
{
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (func, NULL, NULL));
  g_autoptr (GtkFilterListModel) model
      = gtk_filter_list_model_new (g_object_ref (folders), g_object_ref (filter));

  g_set_object (&self->filters[which], filter);
  g_object_unref (filter);

  gtk_list_box_bind_model (list, G_LIST_MODEL (model), make_row, self, NULL);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (settle_soon), self, G_CONNECT_SWAPPED);
}

/**
 * alp_folder_tree_bind:
 * @account: (nullable): whose folders to show
 */
void
alp_folder_tree_bind (AlpFolderPane *self, AlpAccount *account)
{
  GListModel *folders = account != NULL ? alp_account_get_folders (account) : NULL;
  GtkListBox *lists[] = { self->specials, self->favorites, self->folders };

  g_clear_object (&self->search);
  alp_folder_quota_bind (self, account);
  if (folders != NULL && self->saved == NULL)
    alp_folder_places_set_engine (self);
  self->selecting = TRUE;
  if (folders == NULL)
    for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
      gtk_list_box_bind_model (lists[i], NULL, NULL, NULL, NULL);
  else
    {
      bind_list (self, self->specials, folders, is_special, 0);
      bind_list (self, self->favorites, folders, is_favorite, 1);
      bind_list (self, self->folders, folders, is_other, 2);
    }
  self->selecting = FALSE;
}

/**
 * alp_folder_pane_focus:
 *
 * Gives the keyboard to the chosen folder.
 */
void
alp_folder_pane_focus (AlpFolderPane *self)
{
  GtkListBox *lists[] = { self->specials, self->folders, self->favorites, self->searches };

  g_return_if_fail (ALP_IS_FOLDER_PANE (self));

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_selected_row (lists[i]);

      if (row != NULL && gtk_widget_grab_focus (GTK_WIDGET (row)))
        return;
    }
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

void
alp_folder_tree_install (AlpFolderPane *self)
{
  GtkListBox *lists[] = { self->specials, self->favorites, self->folders };
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  const char *triggers[] = { "Menu", "<Shift>F10" };

  alp_folder_places_install (self);
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_signal_connect_object (lists[i], "row-selected", G_CALLBACK (on_row_selected), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (lists[i], "row-activated", G_CALLBACK (on_row_activated), self,
                               G_CONNECT_SWAPPED);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (triggers); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (shortcuts),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (triggers[i]),
                          gtk_callback_action_new (on_menu_key, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), shortcuts);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_arrow), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
