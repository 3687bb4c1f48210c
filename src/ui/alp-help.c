/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-help.c: the help dialog: a searchable list of pages, and the page
 *
 * Main thread.  The pages are in the program (docs/help), so help works offline and fits the version. */
#include "alp-help.h"

#include "alp-help-text.h"

#include <glib/gi18n.h>
#include <string.h>

#define PREFIX "/io/github/alpenpost/Alpenpost/help/"

GResource *alp_help_get_resource (void);

/* Which page belongs to which part of the window; the innermost widget decides. */
static const struct
{
  const char *type, *page;
} places[] = {
  { "AlpFolderPane", "folders" },      { "AlpSearchBar", "search" },
  { "AlpOutboxPage", "sending" },      { "AlpComposer", "drafts" },
  { "AlpComposerWindow", "drafts" },   { "AlpAddressSwitcher", "addresses" },
  { "AlpAddressesPage", "addresses" }, { "AlpAccountPage", "addresses" },
  { "AlpAccountDialog", "sign-in" },   { "AlpSignIn", "sign-in" },
  { "AlpFirstRun", "first-run" },      { "AlpMessageCard", "images" },
  { "AlpDevicesPage", "devices" },     { "AlpDeviceDialog", "devices" },
  { "AlpListPane", "keyboard" },       { "AlpStoragePage", "storage" },
  { "AlpPreferences", "storage" },
};

static void
ensure_registered (void)
{
  static gboolean done;

  if (!done)
    g_resources_register (alp_help_get_resource ());
  done = TRUE;
}

/* The order of the resource file is not kept by a resource: the titles' order is given here by name. */
static const char *const order[]
    = { "first-run", "addresses",  "devices", "sign-in",    "folders",  "search",
        "offline",   "undo",       "drafts",  "sending",    "limits",   "bounces",
        "images",    "suspicious", "storage", "background", "keyboard", NULL };

char **
alp_help_list_pages (void)
{
  return g_strdupv ((char **) order);
}

const char *
alp_help_page_of (GtkWidget *focus)
{
  for (GtkWidget *widget = focus; widget != NULL; widget = gtk_widget_get_parent (widget))
    for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
      if (g_str_equal (G_OBJECT_TYPE_NAME (widget), places[i].type))
        return places[i].page;
  return NULL;
}

static AlpHelpText *
load (const char *name)
{
  g_autofree char *path = g_strconcat (PREFIX, name, ".md", NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;

  ensure_registered ();
  bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  if (bytes == NULL)
    return NULL;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return alp_help_text_parse (text);
}

/* ---- a page ---- */

static GtkWidget *
make_label (const char *markup)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

static GtkWidget *
make_block (const AlpHelpBlock *block)
{
  GtkWidget *box, *mark, *label = make_label (block->markup);
  g_autofree char *text = NULL;

  if (block->kind == ALP_HELP_HEADING)
    {
      gtk_widget_add_css_class (label, "heading");
      gtk_widget_set_margin_top (label, 12);
      gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LEVEL, 2, -1);
      return label;
    }
  if (block->kind == ALP_HELP_PARAGRAPH)
    return label;
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  text = block->kind == ALP_HELP_STEP ? g_strdup_printf ("%u.", block->number) : g_strdup ("•");
  mark = gtk_label_new (text);
  gtk_widget_set_valign (mark, GTK_ALIGN_START);
  gtk_widget_add_css_class (mark, "dimmed");
  gtk_label_set_width_chars (GTK_LABEL (mark), 2);
  gtk_box_append (GTK_BOX (box), mark);
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

static AdwNavigationPage *
make_page (const AlpHelpText *text)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *clamp = adw_clamp_new (), *scrolled = gtk_scrolled_window_new (),
            *view = adw_toolbar_view_new ();
  GtkWidget *title = make_label (text->title);

  gtk_widget_add_css_class (title, "title-1");
  gtk_widget_set_margin_bottom (title, 6);
  gtk_box_append (GTK_BOX (column), title);
  for (guint i = 0; i < text->blocks->len; i++)
    gtk_box_append (GTK_BOX (column), make_block (g_ptr_array_index (text->blocks, i)));
  gtk_widget_set_margin_start (column, 24);
  gtk_widget_set_margin_end (column, 24);
  gtk_widget_set_margin_bottom (column, 36);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 560);
  adw_clamp_set_child (ADW_CLAMP (clamp), column);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), scrolled);
  return adw_navigation_page_new (view, text->title);
}

static void
push (AdwNavigationView *view, const char *name)
{
  g_autoptr (AlpHelpText) text = load (name);

  if (text != NULL)
    adw_navigation_view_push (view, make_page (text));
}

/* ---- the list ---- */

static void
on_row (AdwNavigationView *view, GtkListBoxRow *row)
{
  push (view, g_object_get_data (G_OBJECT (row), "page"));
}

static gboolean
filter_row (GtkListBoxRow *row, gpointer entry)
{
  return alp_help_text_matches (g_object_get_data (G_OBJECT (row), "text"),
                                gtk_editable_get_text (GTK_EDITABLE (entry)));
}

static void
on_search (GtkWidget *list)
{
  gtk_list_box_invalidate_filter (GTK_LIST_BOX (list));
}

static GtkWidget *
make_list (AdwNavigationView *view, GtkWidget *entry)
{
  GtkWidget *list = gtk_list_box_new (), *nothing = gtk_label_new (_ ("No page has these words."));

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_valign (list, GTK_ALIGN_START);
  for (guint i = 0; order[i] != NULL; i++)
    {
      AlpHelpText *text = load (order[i]);
      GtkWidget *row = adw_action_row_new ();

      if (text == NULL)
        continue;
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text->title);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_object_set_data (G_OBJECT (row), "page", (gpointer) order[i]);
      g_object_set_data_full (G_OBJECT (row), "text", text, (GDestroyNotify) alp_help_text_free);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  gtk_widget_set_margin_top (nothing, 24);
  gtk_widget_set_margin_bottom (nothing, 24);
  gtk_list_box_set_placeholder (GTK_LIST_BOX (list), nothing);
  gtk_list_box_set_filter_func (GTK_LIST_BOX (list), filter_row, entry, NULL);
  g_signal_connect_object (list, "row-activated", G_CALLBACK (on_row), view, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "search-changed", G_CALLBACK (on_search), list, G_CONNECT_SWAPPED);
  return list;
}

static AdwNavigationPage *
make_contents (AdwNavigationView *view)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18), *entry = gtk_search_entry_new ();
  GtkWidget *clamp = adw_clamp_new (), *scrolled = gtk_scrolled_window_new (),
            *toolbar = adw_toolbar_view_new ();

  gtk_search_entry_set_placeholder_text (GTK_SEARCH_ENTRY (entry), _ ("Search Help"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Search Help"),
                                  -1);
  gtk_box_append (GTK_BOX (column), entry);
  gtk_box_append (GTK_BOX (column), make_list (view, entry));
  gtk_widget_set_margin_start (column, 12);
  gtk_widget_set_margin_end (column, 12);
  gtk_widget_set_margin_top (column, 6);
  gtk_widget_set_margin_bottom (column, 24);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 560);
  adw_clamp_set_child (ADW_CLAMP (clamp), column);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (toolbar), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (toolbar), scrolled);
  return adw_navigation_page_new (toolbar, _ ("Help"));
}

void
alp_help_present (GtkWidget *parent, const char *page)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_navigation_view_new ();

  adw_navigation_view_push (ADW_NAVIGATION_VIEW (view), make_contents (ADW_NAVIGATION_VIEW (view)));
  if (page != NULL)
    push (ADW_NAVIGATION_VIEW (view), page);
  adw_dialog_set_title (dialog, _ ("Help"));
  adw_dialog_set_child (dialog, view);
  adw_dialog_set_content_width (dialog, 640);
  adw_dialog_set_content_height (dialog, 640);
  adw_dialog_present (dialog, parent);
}
