/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-command-palette.c: every action by a part of its name, with its key.
 *
 * Main thread.  Knows the names of the window's and the program's actions; what cannot be done now is not offered. */
#include "alp-command-palette.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  const char *action;
  const char *name;
  const char *key; /* nullable: single letters; others come from the program */
} Command;

static const Command commands[] = {
  { "app.compose", N_ ("New Message"), NULL },
  { "win.reply", N_ ("Reply"), NULL },
  { "win.reply-all", N_ ("Reply to All"), NULL },
  { "win.forward", N_ ("Forward"), NULL },
  { "win.forward-attached", N_ ("Forward as Attachment"), NULL },
  { "win.redirect", N_ ("Redirect"), NULL },
  { "win.edit-as-new", N_ ("Edit as New Message"), NULL },
  { "win.archive", N_ ("Archive"), "a" },
  { "win.trash", N_ ("Move to Trash"), "Delete" },
  { "win.move-to", N_ ("Move to Folder…"), "m" },
  { "win.star", N_ ("Star or Remove Star"), "s" },
  { "win.mark-read", N_ ("Mark as Read"), NULL },
  { "win.mark-as-unread", N_ ("Mark as Unread"), NULL },
  { "win.spam", N_ ("Report as Spam"), "exclam" },
  { "win.not-spam", N_ ("Not Spam"), NULL },
  { "win.save", N_ ("Save as Files…"), NULL },
  { "win.undo", N_ ("Undo"), "<Control>z" },
  { "win.select", N_ ("Select Messages"), "x" },
  { "win.select-all", N_ ("Select All"), NULL },
  { "win.search", N_ ("Search"), "slash" },
  { "win.find", N_ ("Find in Messages"), NULL },
  { "win.zoom-in", N_ ("Larger Text"), NULL },
  { "win.zoom-out", N_ ("Smaller Text"), NULL },
  { "win.zoom-normal", N_ ("Normal Text Size"), NULL },
  { "win.sync", N_ ("Check for New Mail"), NULL },
  { "win.outbox", N_ ("Outbox"), NULL },
  { "win.next-pane", N_ ("Next Pane"), NULL },
  { "win.list-conversations", N_ ("Conversations or Single Messages"), NULL },
  { "win.list-filters-shown", N_ ("Show or Hide Filters"), NULL },
  { "app.add-account", N_ ("Add Address…"), NULL },
  { "app.preferences", N_ ("Preferences"), NULL },
  { "app.shortcuts", N_ ("Keyboard Shortcuts"), NULL },
  { "app.help", N_ ("Help"), NULL },
  { "app.about", N_ ("About Alpenpost"), NULL },
  { "app.quit", N_ ("Quit"), NULL },
};

struct _AlpCommandPalette
{
  AdwDialog parent_instance;

  GtkWindow *window;
  GtkWidget *entry;
  GtkListBox *list;
  GtkStack *stack;
};

G_DEFINE_FINAL_TYPE (AlpCommandPalette, alp_command_palette, ADW_TYPE_DIALOG)

int
alp_command_match (const char *name, const char *typed)
{
  g_autofree char *a = g_utf8_casefold (name, -1), *b = g_utf8_casefold (typed, -1);
  const char *p = a;
  int score = 0, gap = 0;
  gboolean begins = TRUE;

  for (const char *q = b; *q != '\0'; q = g_utf8_next_char (q))
    {
      gunichar wanted = g_utf8_get_char (q);

      if (g_unichar_isspace (wanted))
        continue;
      for (gap = 0; *p != '\0' && g_utf8_get_char (p) != wanted; p = g_utf8_next_char (p), gap++)
        begins = g_unichar_isspace (g_utf8_get_char (p));
      if (*p == '\0')
        return -1;
      score += begins ? 8 : gap == 0 ? 4 : 1;
      begins = FALSE;
      p = g_utf8_next_char (p);
    }
  return score;
}

static const Command *
command_of (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "command");
}

static int
score_of (AlpCommandPalette *self, GtkListBoxRow *row)
{
  return alp_command_match (_ (command_of (row)->name), gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static gboolean
filter (GtkListBoxRow *row, gpointer data)
{
  return score_of (data, row) >= 0;
}

/* The best first; equal ones as in the table. */
static int
sort (GtkListBoxRow *a, GtkListBoxRow *b, gpointer data)
{
  int difference = score_of (data, b) - score_of (data, a);

  return difference != 0 ? difference : (command_of (a) > command_of (b)) - (command_of (a) < command_of (b));
}

static void
on_search (AlpCommandPalette *self)
{
  GtkListBoxRow *first = NULL;

  gtk_list_box_invalidate_filter (self->list);
  gtk_list_box_invalidate_sort (self->list);
  for (int i = 0; first == NULL && gtk_list_box_get_row_at_index (self->list, i) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, i))))
      first = gtk_list_box_get_row_at_index (self->list, i);
  gtk_list_box_select_row (self->list, first);
  gtk_stack_set_visible_child_name (self->stack, first != NULL ? "list" : "none");
}

static void
run (AlpCommandPalette *self, GtkListBoxRow *row)
{
  g_autoptr (GtkWindow) window = NULL;
  const Command *command;

  if (row == NULL)
    return;
  command = command_of (row);
  window = g_object_ref (self->window);
  adw_dialog_close (ADW_DIALOG (self));
  gtk_widget_activate_action (GTK_WIDGET (window), command->action, NULL);
}

static void
on_activate (AlpCommandPalette *self)
{
  run (self, gtk_list_box_get_selected_row (self->list));
}

static gboolean
on_key (AlpCommandPalette *self, guint key)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int step = key == GDK_KEY_Down ? 1 : key == GDK_KEY_Up ? -1 : 0;

  if (step == 0 || row == NULL)
    return GDK_EVENT_PROPAGATE;
  for (int i = gtk_list_box_row_get_index (row) + step;
       (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i += step)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      {
        gtk_list_box_select_row (self->list, row);
        gtk_widget_grab_focus (GTK_WIDGET (row));
        gtk_widget_grab_focus (self->entry);
        gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
        break;
      }
  return GDK_EVENT_STOP;
}

/* Whether there is such an action, and something to do it with now. */
static gboolean
is_possible (GtkWindow *window, const char *name)
{
  GActionGroup *group = g_str_has_prefix (name, "app.") ? G_ACTION_GROUP (gtk_window_get_application (window))
                                                        : G_ACTION_GROUP (window);

  return group != NULL && g_action_group_has_action (group, name + 4)
         && g_action_group_get_action_enabled (group, name + 4);
}

static char *
key_of (GtkWindow *window, const Command *command)
{
  g_auto (GStrv) keys
      = gtk_application_get_accels_for_action (gtk_window_get_application (window), command->action);
  const char *accelerator = keys != NULL && keys[0] != NULL ? keys[0] : command->key;
  guint key = 0;
  GdkModifierType mods = 0;

  if (accelerator == NULL || !gtk_accelerator_parse (accelerator, &key, &mods))
    return NULL;
  return gtk_accelerator_get_label (key, mods);
}

static void
add (AlpCommandPalette *self, const Command *command)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (_ (command->name));
  g_autofree char *key = key_of (self->window, command);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_box_append (GTK_BOX (box), label);
  if (key != NULL)
    {
      GtkWidget *shown = gtk_label_new (key);

      gtk_widget_add_css_class (shown, "alp-key");
      gtk_widget_set_valign (shown, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (box), shown);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (command->name), -1);
  g_object_set_data (G_OBJECT (row), "command", (gpointer) command);
  gtk_list_box_append (self->list, row);
}

/**
 * alp_command_palette_new:
 * @window: whose actions are offered
 *
 * Returns: (transfer floating): to be presented over @window
 */
AdwDialog *
alp_command_palette_new (GtkWindow *window)
{
  AlpCommandPalette *self = g_object_new (ALP_TYPE_COMMAND_PALETTE, NULL);

  self->window = g_object_ref (window);
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (is_possible (window, commands[i].action))
      add (self, &commands[i]);
  on_search (self);
  return ADW_DIALOG (self);
}

static void
alp_command_palette_dispose (GObject *object)
{
  g_clear_object (&ALP_COMMAND_PALETTE (object)->window);
  G_OBJECT_CLASS (alp_command_palette_parent_class)->dispose (object);
}

static void
alp_command_palette_class_init (AlpCommandPaletteClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_command_palette_dispose;
}

static GtkWidget *
make_list (AlpCommandPalette *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *none = adw_status_page_new ();

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Commands"),
                                  -1);
  gtk_list_box_set_filter_func (self->list, filter, self, NULL);
  gtk_list_box_set_sort_func (self->list, sort, self, NULL);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (run), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (none), "system-search-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (none), _ ("No Such Command"));
  gtk_widget_add_css_class (none, "compact");
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, scrolled, "list");
  gtk_stack_add_named (self->stack, none, "none");
  return GTK_WIDGET (self->stack);
}

static void
alp_command_palette_init (AlpCommandPalette *self)
{
  GtkWidget *view = adw_toolbar_view_new (), *header = adw_header_bar_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->entry = gtk_search_entry_new ();
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_search_entry_set_placeholder_text (GTK_SEARCH_ENTRY (self->entry), _ ("Type a command"));
  gtk_search_entry_set_search_delay (GTK_SEARCH_ENTRY (self->entry), 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Type a command"), -1);
  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (on_search), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (on_activate), self);
  g_signal_connect_swapped (self->entry, "stop-search", G_CALLBACK (adw_dialog_close), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (self->entry, keys);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), self->entry);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), header);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), make_list (self));
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Commands"));
  adw_dialog_set_content_width (ADW_DIALOG (self), 440);
  adw_dialog_set_content_height (ADW_DIALOG (self), 460);
  adw_dialog_set_child (ADW_DIALOG (self), view);
  adw_dialog_set_focus (ADW_DIALOG (self), self->entry);
}
