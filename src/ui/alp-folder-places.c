/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-folder-places.c: rows of the folder pane that are no folders: what waits to be sent, and kept searches.
 *
 * Main thread.  Outbox and Scheduled stand under the special folders while there is something in them. */
#include "alp-folder-pane-private.h"

#include "alp-draft-box.h"
#include "alp-format.h"

#include <glib/gi18n.h>

/* A message that leaves later than this is scheduled, not on its way. */
#define SOON_SECONDS 90
/* Times are read one by one; nobody schedules more by hand. */
#define TIMED_MAX 200

static GtkWidget *
make_row (const char *icon, const char *name)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (name), *count = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "alp-name");
  gtk_widget_add_css_class (count, "alp-count");
  gtk_widget_set_valign (count, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (count, FALSE);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), count);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (row), "label", label);
  g_object_set_data (G_OBJECT (row), "count", count);
  return row;
}

/* ---- what waits to be sent ---- */

typedef struct
{
  AlpFolderPane *pane;
  guint waiting;   /* answers still to come */
  guint total;     /* in the outbox, not delivered */
  guint scheduled; /* of them, later */
  guint problems;  /* of them, that a person must look at */
  guint round;
} Count;

static void
show_count (GtkWidget *row, const char *name, guint n, const char *problem)
{
  GtkWidget *count = g_object_get_data (G_OBJECT (row), "count");
  g_autofree char *number = alp_format_count (n);
  /* Translators: "Outbox, 3 messages", read out by assistive technology */
  g_autofree char *spoken = g_strdup_printf (ngettext ("%s, %u message", "%s, %u messages", n), name, n);
  g_autofree char *warned = problem != NULL ? g_strdup_printf ("%s, %s", spoken, problem) : NULL;

  gtk_label_set_text (GTK_LABEL (count), number);
  gtk_widget_set_visible (count, n > 0);
  gtk_widget_set_visible (row, n > 0);
  gtk_widget_set_tooltip_text (row, problem);
  if (problem != NULL)
    gtk_widget_add_css_class (count, "warning");
  else
    gtk_widget_remove_css_class (count, "warning");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  warned != NULL ? warned : spoken, -1);
}

static void
finish_count (Count *count)
{
  AlpFolderPane *self = count->pane;

  if (--count->waiting > 0)
    return;
  if (self->outbox_row != NULL && count->round == self->outbox_round)
    {
      show_count (self->outbox_row, _ ("Outbox"), count->total - count->scheduled,
                  count->problems > 0 ? _ ("Some could not be sent") : NULL);
      show_count (self->scheduled_row, _ ("Scheduled"), count->scheduled, NULL);
      gtk_widget_set_visible (GTK_WIDGET (self->places), count->total > 0);
    }
  g_object_unref (self);
  g_free (count);
}

static void
on_details (GObject *engine, GAsyncResult *result, gpointer data)
{
  Count *count = data;
  g_autoptr (AlpOutboxDetails) details = alp_outbox_load_details_finish (ALP_ENGINE (engine), result, NULL);

  count->scheduled
      += details != NULL && details->not_before > g_get_real_time () / G_USEC_PER_SEC + SOON_SECONDS;
  finish_count (count);
}

static void
on_outbox (GObject *engine, GAsyncResult *result, gpointer data)
{
  Count *count = data;
  g_autoptr (GPtrArray) items = alp_engine_load_outbox_finish (ALP_ENGINE (engine), result, NULL);

  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      const AlpOutboxItem *item = g_ptr_array_index (items, i);

      if (item->state == ALP_OUTBOX_SENT || item->state == ALP_OUTBOX_FILED)
        continue;
      count->total++;
      count->problems += item->state == ALP_OUTBOX_FAILED || item->state == ALP_OUTBOX_UNKNOWN;
      if (item->state != ALP_OUTBOX_QUEUED || count->waiting > TIMED_MAX)
        continue;
      count->waiting++;
      alp_outbox_load_details_async (ALP_ENGINE (engine), item->id, NULL, on_details, count);
    }
  finish_count (count);
}

static void
count_outbox (AlpFolderPane *self)
{
  Count *count;

  if (self->engine == NULL)
    return;
  count = g_new0 (Count, 1);
  count->pane = g_object_ref (self);
  count->waiting = 1;
  count->round = ++self->outbox_round;
  alp_engine_load_outbox_async (self->engine, NULL, on_outbox, count);
}

static void
on_place_activated (AlpFolderPane *self, GtkListBoxRow *row)
{
  alp_folder_pane_activated (self);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.outbox", NULL);
}

/* ---- kept searches ---- */

static void
on_search_named (AlpSavedSearch *search, GParamSpec *pspec, GtkWidget *row)
{
  gtk_label_set_text (g_object_get_data (G_OBJECT (row), "label"), alp_saved_search_get_name (search));
  gtk_widget_set_tooltip_text (row, alp_saved_search_get_query (search));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  alp_saved_search_get_name (search), -1);
}

static void
open_search_menu (AlpFolderPane *self, GtkWidget *row, double x, double y)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) change = g_menu_new ();
  g_autoptr (GMenu) remove = g_menu_new ();

  g_set_object (&self->menu_search, g_object_get_data (G_OBJECT (row), "search"));
  g_menu_append (change, _ ("_Change Search"), "folder.search::edit");
  g_menu_append (change, _ ("_Rename…"), "folder.search::rename");
  g_menu_append (remove, _ ("_Remove"), "folder.search::remove");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (change));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (remove));
  alp_folder_menu_popup (self, row, G_MENU_MODEL (menu), x, y);
}

static void
on_search_secondary (GtkGestureClick *click, int n, double x, double y, AlpFolderPane *self)
{
  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  open_search_menu (self, gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (click)), x, y);
}

/**
 * alp_folder_places_open_menu:
 * @focus: (nullable): what has the keyboard
 *
 * Returns: whether it is a kept search, whose menu was opened
 */
gboolean
alp_folder_places_open_menu (AlpFolderPane *self, GtkWidget *focus)
{
  if (focus == NULL || g_object_get_data (G_OBJECT (focus), "search") == NULL)
    return FALSE;
  open_search_menu (self, focus, 40, 30);
  return TRUE;
}

static GtkWidget *
make_search_row (gpointer item, gpointer data)
{
  AlpFolderPane *self = data;
  GtkWidget *row = make_row ("system-search-symbolic", alp_saved_search_get_name (item));
  GtkGesture *click = gtk_gesture_click_new ();

  g_object_set_data_full (G_OBJECT (row), "search", g_object_ref (item), g_object_unref);
  g_signal_connect_object (item, "notify", G_CALLBACK (on_search_named), row, G_CONNECT_DEFAULT);
  on_search_named (item, NULL, row);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_search_secondary), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
  return row;
}

static void
on_searches_changed (AlpFolderPane *self)
{
  guint n = g_list_model_get_n_items (self->saved);
  gboolean there = self->search == NULL;

  gtk_widget_set_visible (self->searches_title, n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->searches), n > 0);
  for (guint i = 0; i < n && !there; i++)
    {
      g_autoptr (AlpSavedSearch) search = g_list_model_get_item (self->saved, i);

      there = search == self->search;
    }
  /* What was shown is gone: back to a folder. */
  if (!there)
    g_clear_object (&self->search);
  alp_folder_tree_settle (self);
}

static void
on_search_selected (AlpFolderPane *self, GtkListBoxRow *row)
{
  if (!self->selecting && row != NULL)
    alp_folder_pane_choose_search (self, g_object_get_data (G_OBJECT (row), "search"));
}

static void
on_search_activated (AlpFolderPane *self, GtkListBoxRow *row)
{
  on_search_selected (self, row);
  alp_folder_pane_activated (self);
}

/**
 * alp_folder_pane_get_search:
 *
 * Returns: (nullable) (transfer none): the kept search that is chosen instead of a folder
 */
AlpSavedSearch *
alp_folder_pane_get_search (AlpFolderPane *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER_PANE (self), NULL);

  return self->unified ? NULL : self->search;
}

/* Another kept search is shown from now on. */
void
alp_folder_pane_choose_search (AlpFolderPane *self, AlpSavedSearch *search)
{
  if (search == NULL || (search == self->search && !self->unified))
    return;
  self->unified = FALSE;
  g_set_object (&self->search, search);
  g_clear_object (&self->folder);
  alp_folder_tree_settle (self);
  g_signal_emit_by_name (self, "folder-changed");
}

/* The row of the chosen search is selected, or none. */
void
alp_folder_places_settle (AlpFolderPane *self)
{
  GtkListBoxRow *row, *found = NULL;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->searches, i)) != NULL; i++)
    if (self->search != NULL && g_object_get_data (G_OBJECT (row), "search") == self->search)
      found = row;
  gtk_list_box_select_row (self->searches, found);
}

/* Once, when there is an engine. */
void
alp_folder_places_set_engine (AlpFolderPane *self)
{
  g_set_object (&self->saved, alp_search_get_saved (self->engine));
  gtk_list_box_bind_model (self->searches, self->saved, make_search_row, self, NULL);
  g_signal_connect_object (self->saved, "items-changed", G_CALLBACK (on_searches_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->engine, "outbox-changed", G_CALLBACK (count_outbox), self,
                           G_CONNECT_SWAPPED);
  on_searches_changed (self);
  count_outbox (self);
}

void
alp_folder_places_install (AlpFolderPane *self)
{
  self->outbox_row = make_row ("alp-outbox-symbolic", _ ("Outbox"));
  self->scheduled_row = make_row ("alarm-symbolic", _ ("Scheduled"));
  gtk_list_box_append (self->places, self->outbox_row);
  gtk_list_box_append (self->places, self->scheduled_row);
  g_signal_connect_object (self->places, "row-activated", G_CALLBACK (on_place_activated), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->searches, "row-selected", G_CALLBACK (on_search_selected), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->searches, "row-activated", G_CALLBACK (on_search_activated), self,
                           G_CONNECT_SWAPPED);
}
