/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-list-pane.c: the list of messages with its states: rows, loading, empty, error, offline banner, search, selection.
 *
 * Main thread.  A GtkListView over AlpSelection over the lazy list of mail/ (never a sort or filter model, which would
 * load every row).  The place is kept when the selected rows leave (archived, moved).  What a row looks like and what
 * the pointer does with it is in alp-list-rows.c. */
#include "alp-list-pane-private.h"

#include "alp-format.h"
#include "alp-list-swipe.h"

#include <glib/gi18n.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (AlpListPane, alp_list_pane, ADW_TYPE_BIN)

enum
{
  SIGNAL_MESSAGE_SELECTED,
  SIGNAL_MESSAGE_ACTIVATED,
  SIGNAL_ROW_ACTION,
  SIGNAL_SEARCH_CHANGED,
  SIGNAL_SEARCH_WANTED,
  SIGNAL_SEARCH_SAVE,
  SIGNAL_FILTER_CHANGED,
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
    [ALP_LIST_KIND_FILTERED]
    = { "system-search-symbolic", N_ ("No Such Messages"), N_ ("No message here passes the filters above.") },
  };

  adw_status_page_set_icon_name (self->empty, words[self->kind].icon);
  adw_status_page_set_title (self->empty, _ (words[self->kind].title));
  adw_status_page_set_description (self->empty, _ (words[self->kind].text));
}

/* Which of rows, spinner, emptiness, error, earlier searches is seen. */
void
alp_list_pane_update_state (AlpListPane *self)
{
  const GError *error = self->model != NULL ? alp_message_list_get_error (self->model) : NULL;
  gboolean loading = self->model == NULL || self->busy || alp_message_list_get_loading (self->model);
  guint n = self->model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->model)) : 0;
  const char *page = "list";

  if (error != NULL)
    g_set_str (&self->error, error->message);
  if (n == 0)
    page = self->error != NULL ? "error" : loading ? "loading" : "empty";
  if (self->searching && *alp_search_bar_get_text (self->search_bar) == '\0')
    page = "recent";
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
  alp_list_pane_update_state (self);
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
  alp_list_pane_update_state (self);
}

/* While rows are gathered the title says how many. */
static void
update_title (AlpListPane *self)
{
  guint n = alp_selection_get_count (self->selection);
  g_autofree char *number = alp_format_count (n);
  g_autofree char *text = NULL;

  if (!alp_selection_get_mode (self->selection) && n < 2)
    {
      adw_window_title_set_title (self->title, self->name != NULL ? self->name : "");
      adw_window_title_set_subtitle (self->title, self->subtitle != NULL ? self->subtitle : "");
      return;
    }
  text = g_strdup_printf (ngettext ("%s Selected", "%s Selected", n), number);
  adw_window_title_set_title (self->title, text);
  adw_window_title_set_subtitle (self->title, self->name != NULL ? self->name : "");
}

void
alp_list_pane_set_title (AlpListPane *self, const char *title, const char *subtitle)
{
  g_return_if_fail (ALP_IS_LIST_PANE (self));

  g_set_str (&self->name, title);
  g_set_str (&self->subtitle, subtitle);
  update_title (self);
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

/* ---- settings ---- */

static void
on_setting (AlpListPane *self, const char *key, GSettings *settings)
{
  AlpDensity density = g_settings_get_enum (settings, "list-density");
  g_autofree char *right = g_settings_get_string (settings, "swipe-right");
  g_autofree char *left = g_settings_get_string (settings, "swipe-left");

  self->advance = g_settings_get_enum (settings, "auto-advance");
  alp_list_swipe_set_actions (GTK_WIDGET (self->list), right, left);
  self->filters_shown = g_settings_get_boolean (settings, "list-filters-shown");
  gtk_widget_set_visible (self->chips, self->filters_shown && !self->searching);
  g_strfreev (self->hover_actions);
  self->hover_actions = g_settings_get_strv (settings, "hover-actions");
  self->density = density;
  self->sections = density != ALP_DENSITY_COMPACT && g_settings_get_boolean (settings, "list-sections");
  if (key == NULL || g_str_equal (key, "list-density") || g_str_equal (key, "hover-actions")
      || g_str_equal (key, "list-sections"))
    alp_list_rows_install_factory (self);
}

/**
 * alp_list_pane_bind_settings:
 * @settings: the program's; density, buttons, swipes and what follows an action are taken from it from now on
 */
void
alp_list_pane_bind_settings (AlpListPane *self, GSettings *settings)
{
  static const char *const keys[] = { "list-density", "hover-actions",      "swipe-right",  "swipe-left",
                                      "auto-advance", "list-filters-shown", "list-sections" };

  g_return_if_fail (ALP_IS_LIST_PANE (self));

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *name = g_strconcat ("changed::", keys[i], NULL);

      g_signal_connect_object (settings, name, G_CALLBACK (on_setting), self, G_CONNECT_SWAPPED);
    }
  on_setting (self, NULL, settings);
}

/**
 * alp_list_pane_set_narrow:
 * @narrow: whether the pane is the whole window of a phone: the header keeps what has no other way
 */
void
alp_list_pane_set_narrow (AlpListPane *self, gboolean narrow)
{
  g_return_if_fail (ALP_IS_LIST_PANE (self));

  gtk_widget_set_visible (self->select_button, !narrow);
}

/* ---- filters ---- */

AlpFilter
alp_list_pane_get_filter (AlpListPane *self)
{
  AlpFilter filter = 0;

  g_return_val_if_fail (ALP_IS_LIST_PANE (self), 0);

  if (gtk_toggle_button_get_active (self->unread_chip))
    filter |= ALP_FILTER_UNREAD;
  if (gtk_toggle_button_get_active (self->starred_chip))
    filter |= ALP_FILTER_STARRED;
  if (gtk_toggle_button_get_active (self->attachment_chip))
    filter |= ALP_FILTER_ATTACHMENT;
  if (gtk_toggle_button_get_active (self->contact_chip))
    filter |= ALP_FILTER_CONTACT;
  return filter;
}

static void
on_chip (AlpListPane *self)
{
  g_signal_emit (self, signals[SIGNAL_FILTER_CHANGED], 0);
}

/* Another folder begins with all its messages; tells nobody. */
void
alp_list_pane_clear_filter (AlpListPane *self)
{
  GtkToggleButton *chips[]
      = { self->unread_chip, self->starred_chip, self->attachment_chip, self->contact_chip };

  for (gsize i = 0; i < G_N_ELEMENTS (chips); i++)
    {
      g_signal_handlers_block_by_func (chips[i], on_chip, self);
      gtk_toggle_button_set_active (chips[i], FALSE);
      g_signal_handlers_unblock_by_func (chips[i], on_chip, self);
    }
}

/* ---- selection ---- */

/**
 * alp_list_pane_get_message:
 *
 * Returns: (nullable) (transfer none): the selected row, %NULL when none or several are
 */
AlpMessage *
alp_list_pane_get_message (AlpListPane *self)
{
  g_return_val_if_fail (ALP_IS_LIST_PANE (self), NULL);

  return self->selected;
}

guint
alp_list_pane_get_n_selected (AlpListPane *self)
{
  g_return_val_if_fail (ALP_IS_LIST_PANE (self), 0);

  return alp_selection_get_count (self->selection);
}

/**
 * alp_list_pane_dup_rows:
 *
 * Returns: (transfer full): what an action is about; empty when nothing is selected
 */
AlpRows *
alp_list_pane_dup_rows (AlpListPane *self)
{
  AlpRows *rows = g_new0 (AlpRows, 1);

  rows->ids = alp_selection_dup_ids (self->selection);
  if (self->model != NULL)
    {
      rows->conversations = alp_message_list_get_conversations (self->model);
      rows->folder_id = alp_message_list_get_folder_id (self->model);
    }
  return rows;
}

/* Looks at the rows that are here: of a million selected ones most are not. */
static gboolean
any_row (AlpListPane *self, gboolean (*is) (AlpMessage *message), gboolean wanted)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      GtkListItem *item = g_ptr_array_index (self->items, i);
      AlpMessage *message = gtk_list_item_get_item (item);

      if (message != NULL && gtk_list_item_get_selected (item) && is (message) == wanted)
        return TRUE;
    }
  return FALSE;
}

gboolean
alp_list_pane_any_unread (AlpListPane *self)
{
  return self->selected != NULL ? alp_message_get_unread (self->selected)
                                : any_row (self, alp_message_get_unread, TRUE);
}

gboolean
alp_list_pane_all_starred (AlpListPane *self)
{
  return self->selected != NULL ? alp_message_get_starred (self->selected)
                                : !any_row (self, alp_message_get_starred, FALSE);
}

static void
on_selection_changed (AlpListPane *self)
{
  g_autoptr (AlpMessage) single = alp_selection_dup_single (self->selection);
  guint n = alp_selection_get_count (self->selection),
        position = alp_selection_get_position (self->selection);
  gboolean gathering = alp_selection_get_mode (self->selection) || n > 1;
  guint many = gathering ? n : 0;

  if (single != NULL && self->last != GTK_INVALID_LIST_POSITION && position != self->last)
    self->direction = position < self->last ? -1 : 1;
  if (single != NULL)
    self->last = position;
  adw_toolbar_view_set_reveal_bottom_bars (self->view, gathering);
  update_title (self);
  alp_list_rows_refresh (self);
  if (single == self->selected && many == self->many)
    return;
  g_set_object (&self->selected, single);
  self->many = many;
  g_signal_emit (self, signals[SIGNAL_MESSAGE_SELECTED], 0);
}

static void
on_activated (AlpListPane *self, guint position)
{
  if (alp_selection_get_mode (self->selection))
    return;
  alp_selection_select (self->selection, position);
  g_signal_emit (self, signals[SIGNAL_MESSAGE_ACTIVATED], 0);
}

static void
select_and_show (AlpListPane *self, guint position)
{
  alp_selection_select (self->selection, position);
  gtk_list_view_scroll_to (self->list, position, GTK_LIST_SCROLL_FOCUS, NULL);
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
 * Selects nothing, leaves the selection mode and keeps no place.
 */
void
alp_list_pane_unselect (AlpListPane *self)
{
  g_return_if_fail (ALP_IS_LIST_PANE (self));

  self->keep = GTK_INVALID_LIST_POSITION;
  alp_selection_clear (self->selection);
}

/**
 * alp_list_pane_leave_selection:
 *
 * Returns: whether rows were being gathered
 */
gboolean
alp_list_pane_leave_selection (AlpListPane *self)
{
  g_return_val_if_fail (ALP_IS_LIST_PANE (self), FALSE);

  if (!alp_selection_get_mode (self->selection) && alp_selection_get_count (self->selection) < 2)
    return FALSE;
  alp_list_pane_unselect (self);
  alp_list_pane_focus_list (self);
  return TRUE;
}

void
alp_list_pane_begin_selection (AlpListPane *self)
{
  g_return_if_fail (ALP_IS_LIST_PANE (self));

  alp_selection_set_mode (self->selection, TRUE);
  alp_list_pane_focus_list (self);
}

void
alp_list_pane_select_all (AlpListPane *self)
{
  g_return_if_fail (ALP_IS_LIST_PANE (self));

  gtk_selection_model_select_all (GTK_SELECTION_MODEL (self->selection));
}

/* A button on one row, or a swipe: about that row only, whatever is selected. */
void
alp_list_pane_act_on_row (AlpListPane *self, AlpMessageRow *row, const char *action)
{
  AlpMessage *message = alp_message_row_get_message (row);

  if (message != NULL && g_str_equal (action, "menu"))
    alp_list_rows_open_menu (self, row);
  else if (message != NULL)
    g_signal_emit (self, signals[SIGNAL_ROW_ACTION], 0, message, action);
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
  position = alp_selection_get_position (self->selection);
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
 * Call before an action that makes the selected rows leave: what the person chose to come next is selected then.
 *
 * Returns: whether a row will be selected; %FALSE: the list itself comes next
 */
gboolean
alp_list_pane_keep_place (AlpListPane *self)
{
  guint position = alp_selection_get_position (self->selection);
  gboolean back
      = self->advance == ALP_ADVANCE_PREVIOUS || (self->advance == ALP_ADVANCE_SAME && self->direction < 0);

  g_return_val_if_fail (ALP_IS_LIST_PANE (self), FALSE);

  self->keep = self->advance == ALP_ADVANCE_LIST || self->many > 0             ? GTK_INVALID_LIST_POSITION
               : back && position > 0 && position != GTK_INVALID_LIST_POSITION ? position - 1
                                                                               : position;
  return self->keep != GTK_INVALID_LIST_POSITION;
}

static gboolean
restore_place (gpointer data)
{
  g_autoptr (AlpListPane) self = data;
  guint n = self->model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->model)) : 0;

  if (self->keep != GTK_INVALID_LIST_POSITION && alp_selection_get_count (self->selection) == 0 && n > 0)
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
  if (self->kind == ALP_LIST_KIND_SEARCH && self->searching)
    alp_list_search_show_count (self);
  alp_list_pane_update_state (self);
  /* Later: the selection has its own answer to this signal and may come after us. */
  if (removed > 0 && self->keep != GTK_INVALID_LIST_POSITION)
    g_idle_add (restore_place, g_object_ref (self));
  if (alp_selection_get_mode (self->selection) && alp_selection_get_count (self->selection) == 0
      && removed > 0)
    alp_selection_set_mode (self->selection, FALSE);
}

/**
 * alp_list_pane_set_list:
 * @list: (nullable): shown from now on
 * @kind: which words to use when it is empty
 *
 * Shows @list from its top with nothing selected.
 */
void
alp_list_pane_set_list (AlpListPane *self, AlpMessageList *list, AlpListKind kind)
{
  g_return_if_fail (ALP_IS_LIST_PANE (self));

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_pointer (&self->error, g_free);
  self->kind = kind;
  self->keep = self->last = GTK_INVALID_LIST_POSITION;
  self->direction = 1;
  g_set_object (&self->model, list);
  gtk_widget_set_visible (GTK_WIDGET (self->sticky), FALSE);
  alp_list_rows_pin_top (self);
  alp_selection_set_list (self->selection, list);
  if (list != NULL)
    {
      g_signal_connect_swapped (list, "items-changed", G_CALLBACK (on_items_changed), self);
      g_signal_connect_swapped (list, "notify::loading", G_CALLBACK (alp_list_pane_update_state), self);
    }
  alp_list_pane_update_state (self);
}

/* ---- focus ---- */

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

/* ---- object ---- */

static void
alp_list_pane_dispose (GObject *object)
{
  AlpListPane *self = ALP_LIST_PANE (object);

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_handle_id (&self->pin_id, g_source_remove);
  g_clear_handle_id (&self->place_id, g_source_remove);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_object (&self->engine);
  g_clear_object (&self->model);
  g_clear_object (&self->selection);
  g_clear_object (&self->selected);
  g_clear_pointer (&self->hover_actions, g_strfreev);
  g_clear_pointer (&self->error, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->subtitle, g_free);
  G_OBJECT_CLASS (alp_list_pane_parent_class)->dispose (object);
}

static void
alp_list_pane_finalize (GObject *object)
{
  g_ptr_array_unref (ALP_LIST_PANE (object)->items);
  g_strfreev (ALP_LIST_PANE (object)->words);
  G_OBJECT_CLASS (alp_list_pane_parent_class)->finalize (object);
}

static void
add_signals (void)
{
  signals[SIGNAL_MESSAGE_SELECTED] = g_signal_new ("message-selected", ALP_TYPE_LIST_PANE, G_SIGNAL_RUN_LAST,
                                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_MESSAGE_ACTIVATED] = g_signal_new ("message-activated", ALP_TYPE_LIST_PANE,
                                                    G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ROW_ACTION] = g_signal_new ("row-action", ALP_TYPE_LIST_PANE, G_SIGNAL_RUN_LAST, 0, NULL,
                                             NULL, NULL, G_TYPE_NONE, 2, ALP_TYPE_MESSAGE, G_TYPE_STRING);
  signals[SIGNAL_SEARCH_CHANGED] = g_signal_new ("search-changed", ALP_TYPE_LIST_PANE, G_SIGNAL_RUN_LAST, 0,
                                                 NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SEARCH_WANTED] = g_signal_new ("search-wanted", ALP_TYPE_LIST_PANE, G_SIGNAL_RUN_LAST, 0,
                                                NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SEARCH_SAVE] = g_signal_new ("search-save", ALP_TYPE_LIST_PANE, G_SIGNAL_RUN_LAST, 0, NULL,
                                              NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FILTER_CHANGED] = g_signal_new ("filter-changed", ALP_TYPE_LIST_PANE, G_SIGNAL_RUN_LAST, 0,
                                                 NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
alp_list_pane_class_init (AlpListPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ALP_TYPE_SEARCH_BAR);
  G_OBJECT_CLASS (klass)->dispose = alp_list_pane_dispose;
  G_OBJECT_CLASS (klass)->finalize = alp_list_pane_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-list-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, view);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, title);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, sidebar_button);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, compose_button);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, select_button);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, search_button);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, search_bar);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, search_revealer);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, recent_title);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, recent_clear);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, recent);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, recent_none);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, chips);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, unread_chip);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, starred_chip);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, attachment_chip);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, contact_chip);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, banner);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, stack);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, scroller);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, list);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, sticky);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, empty);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, failure);
  gtk_widget_class_bind_template_child (widget_class, AlpListPane, action_bar);
  add_signals ();
}

static void
alp_list_pane_init (AlpListPane *self)
{
  GtkToggleButton *chips[4];

  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_ptr_array_new ();
  self->keep = self->last = GTK_INVALID_LIST_POSITION;
  self->direction = 1;
  self->sections = TRUE;
  self->selection = alp_selection_new ();
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  alp_list_rows_install (self);
  alp_list_search_install (self);
  g_signal_connect_object (self->selection, "changed", G_CALLBACK (on_selection_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "activate", G_CALLBACK (on_activated), self, G_CONNECT_SWAPPED);
  chips[0] = self->unread_chip;
  chips[1] = self->starred_chip;
  chips[2] = self->attachment_chip;
  chips[3] = self->contact_chip;
  for (gsize i = 0; i < G_N_ELEMENTS (chips); i++)
    g_signal_connect_object (chips[i], "toggled", G_CALLBACK (on_chip), self, G_CONNECT_SWAPPED);
  alp_list_pane_update_state (self);
}
