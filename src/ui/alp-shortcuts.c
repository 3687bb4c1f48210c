/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-shortcuts.c: the dialog that lists the keys.
 *
 * Main thread.  GtkShortcutsWindow is deprecated and AdwShortcutsDialog needs libadwaita 1.8, so this is one table
 * shown as rows.  The keys themselves act in alp-application.c and alp-window.c. */
#include "alp-shortcuts.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *title;
  const char *keys; /* accelerators, each separated by a space */
} Shortcut;

typedef struct
{
  const char *title;
  Shortcut shortcuts[12];
} Group;

static const Group groups[] = {
  { N_ ("Writing"),
    { { N_ ("New message"), "<Control>n" },
      { N_ ("Reply"), "<Control>r" },
      { N_ ("Reply to all"), "<Control><Shift>r" },
      { N_ ("Forward"), "<Control>l" },
      { N_ ("Send"), "<Control>Return" },
      { N_ ("Save the draft"), "<Control>s" },
      { N_ ("Attach a file"), "<Control><Shift>a" },
      { N_ ("Bold, italic, underlined"), "<Control>b <Control>i <Control>u" },
      { N_ ("Insert a link"), "<Control>k" },
      { N_ ("Insert an emoji"), "<Control>period" },
      { N_ ("Show or hide the format bar"), "<Control><Shift>f" } } },
  { N_ ("Messages"),
    { { N_ ("Archive"), "a" },
      { N_ ("Move to trash"), "Delete" },
      { N_ ("Star or unstar"), "s" },
      { N_ ("Mark read or unread"), "u" },
      { N_ ("Move to a folder"), "m" },
      { N_ ("Report as spam"), "exclam" },
      { N_ ("Select, select all"), "x <Control>a" },
      { N_ ("Menu of a message or folder"), "<Shift>F10" },
      { N_ ("Undo"), "<Control>z" } } },
  { N_ ("Moving Around"),
    { { N_ ("Next or previous message"), "j k" },
      { N_ ("Next or previous unread message"), "n p" },
      { N_ ("Search"), "<Control>f slash" },
      { N_ ("Find in messages"), "<Control><Shift>f" },
      { N_ ("First address, second address, …"), "<Control>1 <Control>2" },
      { N_ ("First user account, second user account, …"), "<Control><Alt>1 <Control><Alt>2" },
      { N_ ("Next pane"), "F6" },
      { N_ ("Leave search or the message"), "Escape" } } },
  { N_ ("General"),
    { { N_ ("Check for new mail"), "F5" },
      { N_ ("Command palette"), "<Control>k" },
      { N_ ("Larger or smaller text"), "<Control>plus <Control>minus" },
      { N_ ("Text as large as before"), "<Control>0" },
      { N_ ("Preferences"), "<Control>comma" },
      { N_ ("Help"), "F1" },
      { N_ ("Keyboard shortcuts"), "<Control>question" },
      { N_ ("Main menu"), "F10" },
      { N_ ("Close the window"), "<Control>w" },
      { N_ ("Quit"), "<Control>q" } } },
};

static GtkWidget *
make_key (const char *accelerator)
{
  guint key = 0;
  GdkModifierType mods = 0;
  g_autofree char *text = NULL;
  GtkWidget *label;

  gtk_accelerator_parse (accelerator, &key, &mods);
  text = gtk_accelerator_get_label (key, mods);
  label = gtk_label_new (text);
  gtk_widget_add_css_class (label, "alp-key");
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  return label;
}

static GtkWidget *
make_row (const Shortcut *shortcut)
{
  GtkWidget *row = adw_action_row_new ();
  g_auto (GStrv) keys = g_strsplit (shortcut->keys, " ", -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (shortcut->title));
  for (guint i = 0; keys[i] != NULL; i++)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_key (keys[i]));
  return row;
}

/**
 * alp_shortcuts_dialog_new:
 *
 * Returns: (transfer floating): the dialog, to be presented over a window
 */
AdwDialog *
alp_shortcuts_dialog_new (void)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *page = adw_preferences_page_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      GtkWidget *group = adw_preferences_group_new ();

      adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ (groups[i].title));
      for (gsize j = 0; j < G_N_ELEMENTS (groups[i].shortcuts) && groups[i].shortcuts[j].title != NULL; j++)
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_row (&groups[i].shortcuts[j]));
      adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
    }
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_dialog_set_title (dialog, _ ("Keyboard Shortcuts"));
  adw_dialog_set_content_width (dialog, 520);
  adw_dialog_set_content_height (dialog, 640);
  adw_dialog_set_child (dialog, view);
  return dialog;
}
