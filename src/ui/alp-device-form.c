/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-device-form.c: pieces that the pages about devices are put together from.  Main thread. */
#include "alp-device-form.h"

#include <glib/gi18n.h>

/** alp_device_form_column: Returns: (transfer floating): a box for the content of a page */
GtkWidget *
alp_device_form_column (void)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  gtk_widget_set_margin_start (column, 12);
  gtk_widget_set_margin_end (column, 12);
  gtk_widget_set_margin_top (column, 12);
  gtk_widget_set_margin_bottom (column, 18);
  return column;
}

/**
 * alp_device_form_page:
 * @button: (nullable): the one that goes on, below the content and always in sight
 *
 * Returns: (transfer floating): a page that scrolls
 */
AdwNavigationPage *
alp_device_form_page (const char *title, const char *tag, GtkWidget *content, GtkWidget *button)
{
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  AdwNavigationPage *page;

  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 520);
  adw_clamp_set_child (ADW_CLAMP (clamp), content);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), scroller);
  if (button != NULL)
    {
      GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

      gtk_widget_set_margin_top (bar, 6);
      gtk_widget_set_margin_bottom (bar, 12);
      gtk_widget_set_halign (bar, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (bar), button);
      adw_toolbar_view_add_bottom_bar (ADW_TOOLBAR_VIEW (view), bar);
    }
  page = adw_navigation_page_new (view, title);
  adw_navigation_page_set_tag (page, tag);
  return page;
}

/** alp_device_form_button: Returns: (transfer floating): the suggested one of a page */
GtkWidget *
alp_device_form_button (const char *label)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_add_css_class (button, "pill");
  return button;
}

/** alp_device_form_group: Returns: (transfer none): a group at the end of @column; @title, @description: (nullable) */
GtkWidget *
alp_device_form_group (GtkWidget *column, const char *title, const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  if (title != NULL)
    adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  if (description != NULL)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  gtk_box_append (GTK_BOX (column), group);
  return group;
}

/** alp_device_form_steps: Returns: (transfer floating): numbered sentences */
GtkWidget *
alp_device_form_steps (char **steps, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  for (guint i = 0; steps[i] != NULL; i++)
    {
      GtkWidget *row = adw_action_row_new ();
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      GtkWidget *badge = gtk_label_new (number);

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), steps[i]);
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
      gtk_widget_add_css_class (badge, "alp-step");
      gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), badge);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  return group;
}

static void
on_link (GtkWidget *row, gpointer uri)
{
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (uri);
  GtkRoot *root = gtk_widget_get_root (row);

  gtk_uri_launcher_launch (launcher, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, NULL, NULL);
}

/** alp_device_form_link: Returns: (transfer floating): a row that opens @uri in the browser */
GtkWidget *
alp_device_form_link (const char *label, const char *uri)
{
  GtkWidget *row = adw_button_row_new ();
  char *copy = g_strdup (uri);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  adw_button_row_set_end_icon_name (ADW_BUTTON_ROW (row), "adw-external-link-symbolic");
  g_object_set_data_full (G_OBJECT (row), "alp-uri", copy, g_free);
  g_signal_connect (row, "activated", G_CALLBACK (on_link), copy);
  gtk_widget_set_tooltip_text (row, uri);
  return row;
}

/** alp_device_form_problem: Returns: (transfer none): a place at the end of @column for what went wrong, hidden */
GtkWidget *
alp_device_form_problem (GtkWidget *column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "error");
  gtk_widget_set_visible (label, FALSE);
  gtk_box_append (GTK_BOX (column), label);
  return label;
}

/** alp_device_form_show_problem: @text: (nullable): hides it */
void
alp_device_form_show_problem (GtkWidget *problem, const char *text)
{
  gtk_label_set_text (GTK_LABEL (problem), text != NULL ? text : "");
  gtk_widget_set_visible (problem, text != NULL);
  if (text != NULL)
    gtk_accessible_announce (GTK_ACCESSIBLE (problem), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}
