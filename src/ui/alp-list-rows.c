/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-list-rows.c: the rows of the list pane: making and recycling them, section labels, clicks, menu, drags.
 *
 * Main thread.  Gestures are on the list, not on each row, and find the row under the pointer: a row costs nothing but
 * what it draws.  One sentence per row is what assistive technology hears. */
#include "alp-list-pane-private.h"

#include "alp-drag.h"
#include "alp-list-swipe.h"
#include "alp-section.h"

#include <glib/gi18n.h>

#define PIN_MS 600
#define PIN_PIXELS 60

/* ---- rows ---- */

static void
update_check (AlpListPane *self, GtkListItem *item)
{
  gboolean shown = alp_selection_get_mode (self->selection) || alp_selection_get_count (self->selection) > 1;
  GtkWidget *row = gtk_list_item_get_child (item);

  if (row != NULL)
    alp_message_row_set_check (ALP_MESSAGE_ROW (row), shown, gtk_list_item_get_selected (item));
}

/* After the selection changed: check marks come, go or move. */
void
alp_list_rows_refresh (AlpListPane *self)
{
  for (guint i = 0; i < self->items->len; i++)
    update_check (self, g_ptr_array_index (self->items, i));
}

static void
on_row_action (AlpMessageRow *row, const char *action, gpointer data)
{
  alp_list_pane_act_on_row (data, row, action);
}

static void
setup_row (AlpListPane *self, GtkListItem *item)
{
  GtkWidget *row = alp_message_row_new ();

  alp_message_row_set_density (ALP_MESSAGE_ROW (row), self->density);
  alp_message_row_set_hover_actions (ALP_MESSAGE_ROW (row), (const char *const *) self->hover_actions);
  g_signal_connect_object (row, "action", G_CALLBACK (on_row_action), self, G_CONNECT_DEFAULT);
  g_object_set_data (G_OBJECT (row), "alp-item", item);
  gtk_list_item_set_child (item, row);
  g_ptr_array_add (self->items, item);
}

static void
teardown_row (AlpListPane *self, GtkListItem *item)
{
  g_ptr_array_remove_fast (self->items, item);
}

static void
update_spoken (GtkListItem *item)
{
  AlpMessage *message = gtk_list_item_get_item (item);
  g_autofree char *spoken = NULL;

  if (message == NULL || alp_message_get_loading (message))
    return;
  spoken = alp_message_row_dup_spoken (message);
  gtk_list_item_set_accessible_label (item, spoken);
}

/* After another search: other letters are marked. */
void
alp_list_rows_set_words (AlpListPane *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      GtkWidget *row = gtk_list_item_get_child (g_ptr_array_index (self->items, i));

      if (row != NULL)
        alp_message_row_set_words (ALP_MESSAGE_ROW (row), (const char *const *) self->words);
    }
}

static void
bind_row (AlpListPane *self, GtkListItem *item)
{
  AlpMessage *message = gtk_list_item_get_item (item);

  alp_message_row_set_words (ALP_MESSAGE_ROW (gtk_list_item_get_child (item)),
                             (const char *const *) self->words);
  alp_message_row_set_message (ALP_MESSAGE_ROW (gtk_list_item_get_child (item)), message);
  update_spoken (item);
  update_check (self, item);
  g_signal_connect_swapped (message, "notify", G_CALLBACK (update_spoken), item);
}

static void
unbind_row (AlpListPane *self, GtkListItem *item)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), update_spoken, item);
  alp_message_row_set_message (ALP_MESSAGE_ROW (gtk_list_item_get_child (item)), NULL);
}

/* ---- sections ---- */

static char *
section_title (AlpListPane *self, guint position)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return alp_section_dup_title (alp_message_list_get_key (self->model, position), now);
}

static void
setup_header (AlpListPane *self, GtkListHeader *header)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "alp-section");
  gtk_list_header_set_child (header, label);
}

static void
bind_header (AlpListPane *self, GtkListHeader *header)
{
  g_autofree char *title = NULL;

  if (self->model == NULL)
    return;
  title = section_title (self, gtk_list_header_get_start (header));
  gtk_label_set_text (GTK_LABEL (gtk_list_header_get_child (header)), title);
}

static AlpMessageRow *
row_at (AlpListPane *self, double x, double y)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self->list), x, y, GTK_PICK_DEFAULT);
  GtkWidget *row = picked;

  while (row != NULL && row != GTK_WIDGET (self->list) && !ALP_IS_MESSAGE_ROW (row))
    {
      GtkWidget *child = gtk_widget_get_first_child (row);

      if (ALP_IS_MESSAGE_ROW (child))
        return ALP_MESSAGE_ROW (child);
      row = gtk_widget_get_parent (row);
    }
  return ALP_IS_MESSAGE_ROW (row) ? ALP_MESSAGE_ROW (row) : NULL;
}

static guint
position_of (AlpMessageRow *row)
{
  return gtk_list_item_get_position (g_object_get_data (G_OBJECT (row), "alp-item"));
}

static gboolean
go_to_top (gpointer data)
{
  g_autoptr (AlpListPane) self = data;

  if (self->pin_id != 0)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  return G_SOURCE_REMOVE;
}

static gboolean
on_pinned_enough (gpointer data)
{
  ALP_LIST_PANE (data)->pin_id = 0;
  return G_SOURCE_REMOVE;
}

/**
 * alp_list_rows_pin_top:
 *
 * A list that fills stays at its very top: GTK would scroll to the first row, past the label of its section.
 */
void
alp_list_rows_pin_top (AlpListPane *self)
{
  g_clear_handle_id (&self->pin_id, g_source_remove);
  self->pin_id = g_timeout_add (PIN_MS, on_pinned_enough, self);
}

/* The label of the section at the top stays there while its rows scroll by. */
static void
on_scrolled (AlpListPane *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  AlpMessageRow *row = NULL;
  g_autofree char *title = NULL;

  if (self->pin_id != 0 && gtk_adjustment_get_value (adjustment) > 0
      && gtk_adjustment_get_value (adjustment) < PIN_PIXELS)
    g_idle_add (go_to_top, g_object_ref (self));
  if (self->sections && self->model != NULL && gtk_adjustment_get_value (adjustment) > 1)
    row = row_at (self, gtk_widget_get_width (GTK_WIDGET (self->list)) / 2.0, 4);
  if (row != NULL)
    title = section_title (self, position_of (row));
  if (title != NULL)
    gtk_label_set_text (self->sticky, title);
  gtk_widget_set_visible (GTK_WIDGET (self->sticky), title != NULL);
}

/* ---- clicks ---- */

static GMenu *
make_menu (AlpListPane *self)
{
  g_autoptr (AlpMessage) one = alp_selection_dup_single (self->selection);
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) answers = g_menu_new ();
  g_autoptr (GMenu) actions = g_menu_new ();
  g_autoptr (GMenu) more = g_menu_new ();

  if (one != NULL)
    {
      g_menu_append (answers, _ ("_Reply"), "win.reply");
      g_menu_append (answers, _ ("Reply _All"), "win.reply-all");
      g_menu_append (answers, _ ("_Forward"), "win.forward");
      g_menu_append_section (menu, NULL, G_MENU_MODEL (answers));
    }
  g_menu_append (actions, _ ("_Archive"), "win.archive");
  g_menu_append (actions, _ ("Move to _Trash"), "win.trash");
  g_menu_append (actions, _ ("_Move to Folder…"), "win.move-to");
  if (self->kind == ALP_LIST_KIND_SPAM)
    g_menu_append (actions, _ ("_Not Spam"), "win.not-spam");
  else
    g_menu_append (actions, _ ("Report as S_pam"), "win.spam");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (actions));
  g_menu_append (more, one != NULL && alp_message_get_starred (one) ? _ ("Remove S_tar") : _ ("S_tar"),
                 "win.star");
  g_menu_append (more,
                 one == NULL || alp_message_get_unread (one) ? _ ("Mark as Rea_d") : _ ("Mark as _Unread"),
                 "win.mark-unread");
  g_menu_append (more, _ ("S_elect Messages"), "win.select");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (more));
  return menu;
}

static void
open_menu (AlpListPane *self, double x, double y)
{
  GdkRectangle point = { (int) x, (int) y, 1, 1 };
  g_autoptr (GMenu) menu = NULL;

  if (alp_selection_get_count (self->selection) == 0)
    return;
  menu = make_menu (self);
  if (self->popover == NULL)
    {
      self->popover = gtk_popover_menu_new_from_model (NULL);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
      gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
      gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
    }
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->popover), G_MENU_MODEL (menu));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &point);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static gboolean
to_pane (AlpListPane *self, GtkWidget *from, double x, double y, graphene_point_t *to)
{
  graphene_point_t point = GRAPHENE_POINT_INIT ((float) x, (float) y);

  return gtk_widget_compute_point (from, GTK_WIDGET (self), &point, to);
}

/* All that can be done with one row: a swipe asked for it. */
void
alp_list_rows_open_menu (AlpListPane *self, AlpMessageRow *row)
{
  graphene_point_t at;

  if (!to_pane (self, GTK_WIDGET (row), 24, gtk_widget_get_height (GTK_WIDGET (row)) / 2.0, &at))
    return;
  if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), position_of (row)))
    alp_selection_select (self->selection, position_of (row));
  open_menu (self, at.x, at.y);
}

static void
on_secondary (GtkGestureClick *click, int n, double x, double y, AlpListPane *self)
{
  AlpMessageRow *row = row_at (self, x, y);
  graphene_point_t at;

  if (row == NULL || !to_pane (self, GTK_WIDGET (self->list), x, y, &at))
    return;
  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  /* A click on one of the selected rows means them all. */
  if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), position_of (row)))
    alp_selection_select (self->selection, position_of (row));
  open_menu (self, at.x, at.y);
}

/* In selection mode a click adds or takes away. */
static void
on_primary (GtkGestureClick *click, int n, double x, double y, AlpListPane *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (click));
  AlpMessageRow *row = row_at (self, x, y);

  if (!alp_selection_get_mode (self->selection) || row == NULL
      || (state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)) != 0)
    return;
  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  alp_selection_toggle (self->selection, position_of (row));
}

static void
on_long_press (GtkGestureLongPress *press, double x, double y, AlpListPane *self)
{
  AlpMessageRow *row = row_at (self, x, y);

  if (row == NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (press), GTK_EVENT_SEQUENCE_CLAIMED);
  alp_selection_set_mode (self->selection, TRUE);
  alp_selection_toggle (self->selection, position_of (row));
}

static gboolean
on_menu_key (GtkWidget *widget, GVariant *unused, gpointer data)
{
  AlpListPane *self = data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  graphene_point_t at;

  if (focus == NULL || !to_pane (self, focus, 48, 40, &at))
    return GDK_EVENT_PROPAGATE;
  open_menu (self, at.x, at.y);
  return GDK_EVENT_STOP;
}

static gboolean
on_space (GtkWidget *widget, GVariant *unused, gpointer data)
{
  AlpListPane *self = data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;

  if (!alp_selection_get_mode (self->selection) || !ALP_IS_MESSAGE_ROW (row))
    return GDK_EVENT_PROPAGATE;
  alp_selection_toggle (self->selection, position_of (ALP_MESSAGE_ROW (row)));
  return GDK_EVENT_STOP;
}

static void
add_keys (AlpListPane *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  static const struct
  {
    const char *trigger;
    GtkShortcutFunc func;
  } keys[] = { { "Menu", on_menu_key }, { "<Shift>F10", on_menu_key }, { "space", on_space } };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys[i].trigger),
                          gtk_callback_action_new (keys[i].func, self, NULL)));
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->list), controller);
}

/* ---- drags ---- */

static GdkContentProvider *
on_drag_prepare (GtkDragSource *source, double x, double y, AlpListPane *self)
{
  AlpMessageRow *row = row_at (self, x, y);

  if (row == NULL || self->model == NULL)
    return NULL;
  if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), position_of (row)))
    alp_selection_select (self->selection, position_of (row));
  return alp_drag_content_new (alp_list_pane_dup_rows (self));
}

static void
on_drag_begin (GtkDragSource *source, GdkDrag *drag, AlpListPane *self)
{
  guint n = alp_selection_get_count (self->selection);
  g_autofree char *text = g_strdup_printf (ngettext ("%u message", "%u messages", n), n);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "alp-drag");
  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)), label);
}

static void
on_swiped (AlpMessageRow *row, const char *action, gpointer data)
{
  alp_list_pane_act_on_row (data, row, action);
}

/* ---- set-up ---- */

/**
 * alp_list_rows_install_factory:
 *
 * Makes rows anew: after another density or other buttons.
 */
void
alp_list_rows_install_factory (AlpListPane *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkListItemFactory) headers = NULL;

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_row), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_row), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_row), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "teardown", G_CALLBACK (teardown_row), self, G_CONNECT_SWAPPED);
  if (self->sections)
    {
      headers = gtk_signal_list_item_factory_new ();
      g_signal_connect_object (headers, "setup", G_CALLBACK (setup_header), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (headers, "bind", G_CALLBACK (bind_header), self, G_CONNECT_SWAPPED);
    }
  gtk_list_view_set_header_factory (self->list, headers);
  gtk_list_view_set_factory (self->list, factory);
}

static void
add_click (AlpListPane *self, guint button, GtkPropagationPhase phase, GCallback func)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), button);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), phase);
  g_signal_connect_object (click, "pressed", func, self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (click));
}

void
alp_list_rows_install (AlpListPane *self)
{
  GtkGesture *press = gtk_gesture_long_press_new ();
  GtkDragSource *drag = gtk_drag_source_new ();

  add_keys (self);
  add_click (self, GDK_BUTTON_SECONDARY, GTK_PHASE_BUBBLE, G_CALLBACK (on_secondary));
  add_click (self, GDK_BUTTON_PRIMARY, GTK_PHASE_CAPTURE, G_CALLBACK (on_primary));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect_object (press, "pressed", G_CALLBACK (on_long_press), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (press));
  gtk_drag_source_set_actions (drag, GDK_ACTION_COPY | GDK_ACTION_MOVE);
  g_signal_connect_object (drag, "prepare", G_CALLBACK (on_drag_prepare), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (on_drag_begin), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (drag));
  alp_list_swipe_install (GTK_WIDGET (self->list), on_swiped, self);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "value-changed",
                           G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
}
