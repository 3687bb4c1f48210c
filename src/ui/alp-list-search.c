/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-list-search.c: the search of the list pane: its field comes and goes, earlier searches are offered, places are kept.
 *
 * Main thread.  What is searched is the window's business; here is only what a person sees of it. */
#include "alp-list-pane-private.h"

#include "alp-format.h"
#include "alp-search-hint.h"

#include <glib/gi18n.h>

#define RECENT 12
#define SETTLE_MS 60

/* ---- earlier searches ---- */

static void fill_recent (AlpListPane *self);

static void
on_forget (AlpListPane *self, GtkButton *button)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_LIST_BOX_ROW);

  if (row == NULL || self->engine == NULL)
    return;
  alp_search_forget (self->engine, g_object_get_data (G_OBJECT (row), "text"));
  gtk_list_box_remove (self->recent, row);
  if (gtk_list_box_get_row_at_index (self->recent, 0) == NULL)
    fill_recent (self);
}

static void
on_clear (AlpListPane *self)
{
  if (self->engine == NULL)
    return;
  alp_search_forget (self->engine, NULL);
  gtk_list_box_remove_all (self->recent);
  gtk_widget_set_visible (self->recent_title, FALSE);
  gtk_widget_set_visible (self->recent_none, TRUE);
  alp_search_bar_focus (self->search_bar);
}

static GtkWidget *
make_recent (AlpListPane *self, const char *text)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (text), *forget = gtk_button_new_from_icon_name ("edit-delete-symbolic");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 6);
  gtk_widget_set_tooltip_text (forget, _ ("Forget This Search"));
  gtk_widget_set_valign (forget, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (forget, "flat");
  gtk_widget_add_css_class (forget, "circular");
  gtk_widget_add_css_class (forget, "alp-expander");
  g_signal_connect_object (forget, "clicked", G_CALLBACK (on_forget), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("document-open-recent-symbolic"));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), forget);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_object_set_data_full (G_OBJECT (row), "text", g_strdup (text), g_free);
  return row;
}

static void
on_recent_loaded (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpListPane) self = data;
  g_auto (GStrv) texts = alp_search_load_recent_finish (ALP_ENGINE (engine), result, NULL);

  if (self->engine == NULL)
    return;
  gtk_list_box_remove_all (self->recent);
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    gtk_list_box_append (self->recent, make_recent (self, texts[i]));
  gtk_widget_set_visible (self->recent_title, texts != NULL && texts[0] != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->recent), texts != NULL && texts[0] != NULL);
  gtk_widget_set_visible (self->recent_none, texts == NULL || texts[0] == NULL);
}

static void
fill_recent (AlpListPane *self)
{
  if (self->engine != NULL)
    alp_search_load_recent_async (self->engine, RECENT, NULL, on_recent_loaded, g_object_ref (self));
}

/* ---- the field ---- */

static void
tell (AlpListPane *self, const char *signal)
{
  g_signal_emit_by_name (self, signal);
}

static void
on_changed (AlpListPane *self)
{
  g_strfreev (self->words);
  self->words = self->searching ? alp_search_words (alp_search_bar_get_text (self->search_bar)) : NULL;
  alp_list_rows_set_words (self);
  /* First: where one is can only be seen while the list is shown. */
  tell (self, "search-changed");
  alp_list_pane_update_state (self);
}

static void
on_recent_activated (AlpListPane *self, GtkListBoxRow *row)
{
  alp_search_bar_set_text (self->search_bar, g_object_get_data (G_OBJECT (row), "text"));
  alp_search_bar_focus (self->search_bar);
  on_changed (self);
}

static void
on_down (AlpListPane *self)
{
  const char *page = gtk_stack_get_visible_child_name (self->stack);

  if (g_strcmp0 (page, "recent") == 0)
    gtk_widget_child_focus (GTK_WIDGET (self->recent), GTK_DIR_TAB_FORWARD);
  else
    alp_list_pane_focus_list (self);
}

static void
on_activated (AlpListPane *self)
{
  tell (self, "search-wanted");
  if (*alp_search_bar_get_text (self->search_bar) != '\0')
    alp_list_pane_focus_list (self);
}

static void
on_save (AlpListPane *self)
{
  tell (self, "search-save");
}

static void
on_stopped (AlpListPane *self)
{
  alp_list_pane_close_search (self);
}

static void
on_revealed (AlpListPane *self)
{
  gboolean shown = gtk_revealer_get_reveal_child (self->search_revealer);

  if (self->searching == shown)
    return;
  self->searching = shown;
  alp_search_bar_set_text (self->search_bar, "");
  gtk_widget_set_visible (self->chips, !shown && self->filters_shown);
  if (shown)
    {
      fill_recent (self);
      alp_search_bar_focus (self->search_bar);
    }
  else
    alp_list_pane_focus_list (self);
  on_changed (self);
}

void
alp_list_pane_open_search (AlpListPane *self)
{
  g_return_if_fail (ALP_IS_LIST_PANE (self));

  gtk_revealer_set_reveal_child (self->search_revealer, TRUE);
  alp_search_bar_focus (self->search_bar);
}

/* Opens the search with this text. */
void
alp_list_pane_search (AlpListPane *self, const char *text)
{
  g_return_if_fail (ALP_IS_LIST_PANE (self));

  alp_list_pane_open_search (self);
  alp_search_bar_set_text (self->search_bar, text);
  on_changed (self);
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

  if (!self->searching)
    return FALSE;
  gtk_revealer_set_reveal_child (self->search_revealer, FALSE);
  return TRUE;
}

gboolean
alp_list_pane_get_searching (AlpListPane *self)
{
  g_return_val_if_fail (ALP_IS_LIST_PANE (self), FALSE);

  return self->searching;
}

/* (nullable) (transfer none): what is shown */
AlpMessageList *
alp_list_pane_get_list (AlpListPane *self)
{
  g_return_val_if_fail (ALP_IS_LIST_PANE (self), NULL);

  return self->model;
}

AlpSearchBar *
alp_list_pane_get_search_bar (AlpListPane *self)
{
  g_return_val_if_fail (ALP_IS_LIST_PANE (self), NULL);

  return self->search_bar;
}

/**
 * alp_list_pane_set_search_place:
 * @account: (nullable): %NULL: all
 * @folder: (nullable): what the list shows when nothing is searched
 */
void
alp_list_pane_set_search_place (AlpListPane *self, AlpEngine *engine, AlpAccount *account, AlpFolder *folder)
{
  g_return_if_fail (ALP_IS_LIST_PANE (self));

  g_set_object (&self->engine, engine);
  alp_search_bar_set_place (self->search_bar, engine, account, folder);
}

/* How many results there are, under the title. */
void
alp_list_search_show_count (AlpListPane *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  g_autofree char *number = alp_format_count (n);
  g_autofree char *text = g_strdup_printf (ngettext ("%s result", "%s results", n), number);

  alp_list_pane_set_title (self, _ ("Search"), n > 0 ? text : NULL);
}

gboolean
alp_list_pane_has_rows (AlpListPane *self)
{
  g_return_val_if_fail (ALP_IS_LIST_PANE (self), FALSE);

  return g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0;
}

/* ---- places ---- */

void
alp_list_place_free (AlpListPlace *place)
{
  if (place == NULL)
    return;
  g_clear_object (&place->list);
  g_free (place);
}

/**
 * alp_list_pane_dup_place:
 *
 * Returns: (transfer full): the list shown, what is selected in it and how far it is scrolled
 */
AlpListPlace *
alp_list_pane_dup_place (AlpListPane *self)
{
  AlpListPlace *place = g_new0 (AlpListPlace, 1);
  g_autoptr (AlpMessage) single = NULL;

  g_return_val_if_fail (ALP_IS_LIST_PANE (self), place);

  place->kind = self->kind;
  if (self->model == NULL)
    return place;
  place->list = g_object_ref (self->model);
  single = alp_selection_dup_single (self->selection);
  place->selected = single != NULL ? alp_message_get_id (single) : 0;
  place->scrolled = gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (self->scroller));
  return place;
}

/* Once the rows have their sizes. */
static gboolean
scroll_back (gpointer data)
{
  AlpListPane *self = data;

  self->place_id = 0;
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), self->place_value);
  return G_SOURCE_REMOVE;
}

/**
 * alp_list_pane_go_to_place:
 *
 * Shows the list of @place as it was left; a row that is gone since is not looked for.
 */
void
alp_list_pane_go_to_place (AlpListPane *self, const AlpListPlace *place)
{
  guint selected;

  g_return_if_fail (ALP_IS_LIST_PANE (self));

  alp_list_pane_set_list (self, place->list, place->kind);
  if (place->list == NULL)
    return;
  g_clear_handle_id (&self->pin_id, g_source_remove);
  selected = place->selected != 0 ? alp_message_list_find (place->list, place->selected) : G_MAXUINT;
  if (selected != G_MAXUINT)
    {
      self->restoring = TRUE;
      alp_selection_select (self->selection, selected);
      self->restoring = FALSE;
      gtk_list_view_scroll_to (self->list, selected, GTK_LIST_SCROLL_FOCUS, NULL);
    }
  self->place_value = place->scrolled;
  g_clear_handle_id (&self->place_id, g_source_remove);
  self->place_id = g_timeout_add (SETTLE_MS, scroll_back, self);
}

void
alp_list_search_install (AlpListPane *self)
{
  g_signal_connect_object (self->search_revealer, "notify::reveal-child", G_CALLBACK (on_revealed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_bar, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_bar, "activated", G_CALLBACK (on_activated), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_bar, "down", G_CALLBACK (on_down), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_bar, "save", G_CALLBACK (on_save), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_bar, "stopped", G_CALLBACK (on_stopped), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->recent, "row-activated", G_CALLBACK (on_recent_activated), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->recent_clear, "clicked", G_CALLBACK (on_clear), self, G_CONNECT_SWAPPED);
}
