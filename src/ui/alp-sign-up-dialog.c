/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-sign-up-dialog.c: providers who give new addresses; choosing one opens its page in the browser.
 *
 * Main thread.  The list is data (data/providers.ini); nothing is asked of anybody. */
#include "alp-sign-up-dialog.h"

#include "alp-discover.h"

#include <glib/gi18n.h>

static void
on_row_activated (GtkWidget *row, gpointer data)
{
  const char *page = g_object_get_data (G_OBJECT (row), "alp-page");
  GtkRoot *root = gtk_widget_get_root (row);
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (page);

  gtk_uri_launcher_launch (launcher, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, NULL, NULL);
}

static void
add_provider (const char *name, const char *page, gpointer data)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name ("adw-external-link-symbolic");
  g_autoptr (GUri) uri = g_uri_parse (page, G_URI_FLAGS_NONE, NULL);

  gtk_widget_add_css_class (icon, "dimmed");
  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  if (uri != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), g_uri_get_host (uri));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), icon);
  g_object_set_data_full (G_OBJECT (row), "alp-page", g_strdup (page), g_free);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect (row, "activated", G_CALLBACK (on_row_activated), NULL);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (data), row);
}

/** alp_sign_up_dialog_new: Returns: (transfer floating): the list, to be presented over a window */
AdwDialog *
alp_sign_up_dialog_new (void)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new (), *page = adw_preferences_page_new (),
            *group = adw_preferences_group_new ();

  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group),
      _ ("Choose a provider; its page opens in your browser. Come back with the new address and sign in."));
  alp_discover_each_sign_up (add_provider, group);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_dialog_set_title (dialog, _ ("Get an Address"));
  adw_dialog_set_content_width (dialog, 420);
  adw_dialog_set_content_height (dialog, 520);
  adw_dialog_set_child (dialog, view);
  return dialog;
}
