/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-list-pane.c: the list of messages with its states: rows, loading, empty, error, offline banner, search.
 *
 * Main thread.  A GtkListView straight over the lazy list of mail/ (never a sort or filter model, which would load
 * every row).  Selection is one row; the place is kept when the selected row leaves (archived, moved). */
#include "alp-list-pane.h"

#include "alp-message-list.h"
#include "alp-message-row.h"

#include <glib/gi18n.h>

struct _AlpListPane
{
  AdwBin parent_instance;

  AdwWindowTitle *title;
  GtkWidget *sidebar_button;
  GtkToggleButton *search_button;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  AdwBanner *banner;
  GtkStack *stack;
  GtkListView *list;
  AdwStatusPage *empty;
  AdwStatusPage *failure;
  GMenuModel *row_menu;

  GtkWidget *popover;
  GtkSingleSelection *selection;
  GListModel *model;
  AlpListKind kind;
  gboolean busy;
  gboolean large;
  gboolean restoring;   /* the selection is moved by us after a row left */
  gboolean wants_focus; /* asked for while there was no row to take it */
  char *error;
  guint keep; /* position to select when the selected row leaves, or GTK_INVALID_LIST_POSITION */
};

G_DEFINE_FINAL_TYPE (AlpListPane, alp_list_pane, ADW_TYPE_BIN)

enum
{
  SIGNAL_MESSAGE_SELECTED,
  SIGNAL_MESSAGE_ACTIVATED,
  SIGNAL_STAR_TOGGLED,
  SIGNAL_SEARCH_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- states ---- */

static void
update_empty (AlpListPane *self)
{
  static const struct
  {
    const char *icon;
    const char *title;
    const char *text;
  } words[] = {
    [ALP_LIST_KIND_FOLDER] = { "folder-symbolic", N_ ("Nothing Here"), N_ ("This folder is empty.") },
    [ALP_LIST_KIND_INBOX] = { "alp-peaks-symbolic", N_ ("Nothing Here"), N_ ("Enjoy the view.") },
    [ALP_LIST_KIND_SPAM] = { "alp-spam-symbolic", N_ ("No Spam"),
                             N_ ("Messages in Spam are usually deleted by the server after 30 days.") },
    [ALP_LIST_KIND_TRASH] = { "user-trash-symbolic", N_ ("Trash Is Empty"),
                              N_ ("Messages in Trash are usually deleted by the server after 30 days.") },
    [ALP_LIST_KIND_DRAFTS]
    = { "alp-drafts-symbolic", N_ ("No Drafts"), N_ ("What you begin to write is kept here.") },
    [ALP_LIST_KIND_SEARCH]
    = { "system-search-symbolic", N_ ("No Results"), N_ ("Try other or fewer words.") },
  };

  adw_status_page_set_icon_name (self->empty, words[self->kind].icon);
  adw_status_page_set_title (self->empty, _ (words[self->kind].title));
  adw_status_page_set_description (self->empty, _ (words[self->kind].text));
}

static void
update_state (AlpListPane *self)
{
  AlpMessageList *list = ALP_IS_MESSAGE_LIST (self->model) ? ALP_MESSAGE_LIST (self->model) : NULL;
  const GError *error = list != NULL ? alp_message_list_get_error (list) : NULL;
  gboolean loading
      = self->model == NULL || self->busy || (list != NULL && alp_message_list_get_loading (list));
  guint n = self->model != NULL ? g_list_model_get_n_items (self->model) : 0;
  const char *page = "list";

  if (error != NULL)
    g_set_str (&self->error, error->message);
  if (n == 0)
    page = self->error != NULL ? "error" : loading ? "loading" : "empty";
  if (self->error != NULL)
    adw_status_page_set_description (self->failure, self->error);
  update_empty (self);
  gtk_stack_set_visible_child_name (self->stack, page);
  if (n > 0 && self->wants_focus)
    {
      self->wants_focus = FALSE;
      gtk_widget_grab_focus (GTK_WIDGET (self->list));
    }
}

/**
 * alp_list_pane_set_busy:
 * @busy: whether rows may still come: an empty list then shows a spinner
 */
void
alp_list_pane_set_busy (AlpListPane *self, gboolean busy)
{
  g_return_if_fail (ALP_IS_LIST_PANE (self));

  self->busy = busy;
  update_state (self);
}

/**
 * alp_list_pane_set_error:
 * @text: (nullable): a translated sentence, shown instead of an empty list
 */
void
alp_list_pane_set_error (AlpListPane *self, const char *text)
{
  g_return_if_fail (ALP_IS_LIST_PANE (self));

  g_set_str (&self->error, text);
  update_state (self);
}

void
alp_list_pane_set_title (AlpListPane *self, const char *title, const char *subtitle)
{
  g_return_if_fail (ALP_IS_LIST_PANE (self));

  adw_window_title_set_title (self->title, title);
  adw_window_title_set_subtitle (self->title, subtitle);
}

/**
 * alp_list_pane_set_banner:
 * @text: (nullable): a sentence above the list, %NULL for none
 * @button: (nullable): its one action
 * @action: (nullable): the action's name
 */
void
alp_list_pane_set_banner (AlpListPane *self, const char *text, const char *button, const char *action)
{
  g_return_if_fail (ALP_IS_LIST_PANE (self));

  if (text != NULL)
    {
      adw_banner_set_title (self->banner, text);
      adw_banner_set_button_label (self->banner, button);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->banner), action);
    }
  adw_banner_set_revealed (self->banner, text != NULL);
}

/* ---- rows ---- */

static void
on_star (AlpListPane *self, AlpMessage *message)
{
  g_signal_emit (self, signals[SIGNAL_STAR_TOGGLED], 0, message);
}

/* ---- the menu of a row ---- */

static void
open_menu (AlpListPane *self, double x, double y)
{
  GdkRectangle point = { (int) x, (int) y, 1, 1 };

  if (alp_list_pane_get_message (self) == NULL)
    return;
  if (self->popover == NULL)
    {
      self->popover = gtk_popover_menu_new_from_model (self->row_menu);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
      gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
      gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &point);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
on_row_pressed (GtkGesture *gesture, int n_press, double x, double y, gpointer data)
{
  GtkListItem *item = data;
  GtkWidget *row = gtk_list_item_get_child (item);
  GtkWidget *pane = gtk_widget_get_ancestor (row, ALP_TYPE_LIST_PANE);
  graphene_point_t from = GRAPHENE_POINT_INIT ((float) x, (float) y), to;

  if (pane == NULL || !gtk_widget_compute_point (row, pane, &from, &to))
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_single_selection_set_selected (ALP_LIST_PANE (pane)->selection, gtk_list_item_get_position (item));
  open_menu (ALP_LIST_PANE (pane), to.x, to.y);
}

static void
add_menu_gesture (GtkWidget *row, GtkListItem *item)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (on_row_pressed), item);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
}

static gboolean
on_menu_key (GtkWidget *widget, GVariant *unused, gpointer data)
{
  AlpListPane *self = data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  graphene_point_t from = GRAPHENE_POINT_INIT (48, 40), to;

  if (focus == NULL || !gtk_widget_compute_point (focus, GTK_WIDGET (self), &from, &to))
    return GDK_EVENT_PROPAGATE;
  open_menu (self, to.x, to.y);
  return GDK_EVENT_STOP;
}

static void
add_menu_keys (AlpListPane *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  const char *triggers[] = { "Menu", "<Shift>F10" };

  for (gsize i = 0; i < G_N_ELEMENTS (triggers); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (triggers[i]),
                          gtk_callback_action_new (on_menu_key, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->list), controller);
}

static void
setup_row (AlpListPane *self, GtkListItem *item)
{
  GtkWidget *row = alp_message_row_new ();

  alp_message_row_set_large (ALP_MESSAGE_ROW (row), self->large);
  g_signal_connect_object (row, "star-toggled", G_CALLBACK (on_star), self, G_CONNECT_SWAPPED);
  gtk_list_item_set_child (item, row);
  add_menu_gesture (row, item);
}

static void
update_spoken (GtkListItem *item)
{
  AlpMessage *message = gtk_list_item_get_item (item);
  g_autofree char *spoken = message != NULL ? alp_message_row_dup_spoken (message) : NULL;

  if (spoken != NULL)
    gtk_list_item_set_accessible_label (item, spoken);
}

static void
bind_row (AlpListPane *self, GtkListItem *item)
{
  AlpMessageRow *row = ALP_MESSAGE_ROW (gtk_list_item_get_child (item));
  AlpMessage *message = gtk_list_item_get_item (item);

  alp_message_row_set_large (row, self->large);
  alp_message_row_set_message (row, message);
  update_spoken (item);
  g_signal_connect_swapped (message, "notify", G_CALLBACK (update_spoken), item);
}

static void
unbind_row (AlpListPane *self, GtkListItem *item)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), update_spoken, item);
  alp_message_row_set_message (ALP_MESSAGE_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
install_factory (AlpListPane *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_row), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_row), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_row), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
}

/**
 * alp_list_pane_set_large:
 * @large: rows of three lines
 */
void
alp_list_pane_set_large (AlpListPane *self, gboolean large)
{
  g_return_if_fail (ALP_IS_LIST_PANE (self));

  if (self->large == large)
    return;
  self->large = large;
  install_factory (self);
}

/* ---- selection ---- */

AlpMessage *
alp_list_pane_get_message (AlpListPane *self)
{
  g_return_val_if_fail (ALP_IS_LIST_PANE (self), NULL);

  return gtk_single_selection_get_selected_item (self->selection);
}

static void
on_selected (AlpListPane *self)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE_SELECTED], 0);
}

static void
on_activated (AlpListPane *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  g_signal_emit (self, signals[SIGNAL_MESSAGE_ACTIVATED], 0);
}

static void
select_and_show (AlpListPane *self, guint position)
{
  gtk_list_view_scroll_to (self->list, position, GTK_LIST_SCROLL_FOCUS | GTK_LIST_SCROLL_SELECT, NULL);
}

/**
 * alp_list_pane_is_restoring:
 *
 * Returns: during "message-selected", whether the row was chosen by the program because the one before it left
 */
gboolean
alp_list_pane_is_restoring (AlpListPane *self)
{
  g_return_val_if_fail (ALP_IS_LIST_PANE (self), FALSE);

  return self->restoring;
}

/**
 * alp_list_pane_unselect:
 *
 * Selects nothing and keeps no place.
 */
void
alp_list_pane_unselect (AlpListPane *self)
{
  g_return_if_fail (ALP_IS_LIST_PANE (self));

  self->keep = GTK_INVALID_LIST_POSITION;
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
}

/**
 * alp_list_pane_step:
 * @direction: 1 for the next row, -1 for the one before
 * @unread: skip rows that are read
 *
 * Returns: whether another row was selected
 */
gboolean
alp_list_pane_step (AlpListPane *self, int direction, gboolean unread)
{
  guint n, position;

  g_return_val_if_fail (ALP_IS_LIST_PANE (self), FALSE);

  n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  position = gtk_single_selection_get_selected (self->selection);
  /* Bounded: an unread row far below is found by search, not by walking a million rows here. */
  for (guint steps = 0; steps < 2000; steps++)
    {
      g_autoptr (AlpMessage) message = NULL;

      position = position == GTK_INVALID_LIST_POSITION ? (direction > 0 ? 0 : n - 1)
                                                       : position + (guint) direction;
      if (position >= n)
        return FALSE;
      message = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
      if (!unread || (message != NULL && alp_message_get_unread (message)))
        {
          select_and_show (self, position);
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * alp_list_pane_keep_place:
 *
 * Call before an action that makes the selected row leave: the row that takes its place is selected then.
 */
void
alp_list_pane_keep_place (AlpListPane *self)
{
  g_return_if_fail (ALP_IS_LIST_PANE (self));

  self->keep = gtk_single_selection_get_selected (self->selection);
}

static gboolean
restore_place (gpointer data)
{
  g_autoptr (AlpListPane) self = data;
  guint n = self->model != NULL ? g_list_model_get_n_items (self->model) : 0;

  if (self->keep != GTK_INVALID_LIST_POSITION
      && gtk_single_selection_get_selected (self->selection) == GTK_INVALID_LIST_POSITION && n > 0)
    {
      self->restoring = TRUE;
      select_and_show (self, MIN (self->keep, n - 1));
      self->restoring = FALSE;
    }
  self->keep = GTK_INVALID_LIST_POSITION;
  return G_SOURCE_REMOVE;
}

static void
on_items_changed (AlpListPane *self, guint position, guint removed, guint added)
{
  update_state (self);
  /* Later: the selection model has its own answer to this signal and may come after us. */
  if (removed > 0 && self->keep != GTK_INVALID_LIST_POSITION)
    g_idle_add (restore_place, g_object_ref (self));
}

/**
 * alp_list_pane_set_list:
 * @list: (nullable): of #AlpMessage
 * @kind: which words to use when it is empty
 *
 * Shows @list from its top with nothing selected.
 */
void
alp_list_pane_set_list (AlpListPane *self, GListModel *list, AlpListKind kind)
{
  g_return_if_fail (ALP_IS_LIST_PANE (self));

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_pointer (&self->error, g_free);
  self->kind = kind;
  self->keep = GTK_INVALID_LIST_POSITION;
  g_set_object (&self->model, list);
  gtk_single_selection_set_model (self->selection, list);
  if (list != NULL)
    g_signal_connect_swapped (list, "items-changed", G_CALLBACK (on_items_changed), self);
  if (ALP_IS_MESSAGE_LIST (list))
    g_signal_connect_swapped (list, "notify::loading", G_CALLBACK (update_state), self);
  update_state (self);
}

/* ---- search ---- */

static void
on_search_changed (AlpListPane *self)
{
  g_signal_emit (self, signals[SIGNAL_SEARCH_CHANGED], 0,
                 gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

static void
on_search_mode (AlpListPane *self)
{
  if (!gtk_search_bar_get_search_mode (self->search_bar))
    gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
}

void
alp_list_pane_open_search (AlpListPane *self)
{
  g_return_if_fail (ALP_IS_LIST_PANE (self));

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/**
 * alp_list_pane_close_search:
 *
 * Returns: whether it was open
 */
gboolean
alp_list_pane_close_search (AlpListPane *self)
{
  g_return_val_if_fail (ALP_IS_LIST_PANE (self), FALSE);

  if (!gtk_search_bar_get_search_mode (self->search_bar))
    return FALSE;
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  return TRUE;
}

gboolean
alp_list_pane_has_list_focus (AlpListPane *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list));
}

/**
 * alp_list_pane_focus_list:
 *
 * Gives the list the keyboard, now or when its first row comes.
 */
void
alp_list_pane_focus_list (AlpListPane *self)
{
  g_return_if_fail (ALP_IS_LIST_PANE (self));

  self->wants_focus = g_list_model_get_n_items (G_LIST_MODEL (self->selection)) == 0;
  if (!self->wants_focus)
    gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

GtkWidget *
alp_list_pane_get_sidebar_button (AlpListPane *self)
{
  g_return_val_if_fail (ALP_IS_LIST_PANE (self), NULL);

  return self->sidebar_button;
}

static void
alp_list_pane_dispose (GObject *object)
{
  AlpListPane *self = ALP_LIST_PANE (object);

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_object (&self->model);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->error, g_free);
  G_OBJECT_CLASS (alp_list_pane_parent_class)->dispose (object);
}

static void
add_signals (void)
{
  /* message-selected: another row, or none (alp_list_pane_get_message). */
  signals[SIGNAL_MESSAGE_SELECTED] = g_signal_new ("message-selected", ALP_TYPE_LIST_PANE, G_SIGNAL_RUN_LAST,
                                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /* message-activated: Enter or a double click. */
  signals[SIGNAL_MESSAGE_ACTIVATED] = g_signal_new ("message-activated", ALP_TYPE_LIST_PANE,
                                                    G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /* star-toggled (AlpMessage) */
  signals[SIGNAL_STAR_TOGGLED] = g_signal_new ("star-toggled", ALP_TYPE_LIST_PANE, G_SIGNAL_RUN_LAST, 0, NULL,
                                               NULL, NULL, G_TYPE_NONE, 1, ALP_TYPE_MESSAGE);
  /* search-changed (text): empty when the search is over. */
  signals[SIGNAL_SEARCH_CHANGED] = g_signal_new ("search-changed", ALP_TYPE_LIST_PANE, G_SIGNAL_RUN_LAST, 0,
                                                 NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
alp_list_pane_class_init (AlpListPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_list_pane_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-list-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, title);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, sidebar_button);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, search_button);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, search_bar);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, search_entry);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, banner);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, stack);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, list);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, empty);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, failure);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, row_menu);
  add_signals ();
}

static void
alp_list_pane_init (AlpListPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->keep = GTK_INVALID_LIST_POSITION;
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  install_factory (self);
  add_menu_keys (self);
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "activate", G_CALLBACK (on_activated), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_entry, "search-changed", G_CALLBACK (on_search_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_bar, "notify::search-mode-enabled", G_CALLBACK (on_search_mode), self,
                           G_CONNECT_SWAPPED);
  update_state (self);
}
