/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-composer-versions.c: earlier versions of a draft, looked at and taken back.
 *
 * Main thread.  Taking one back makes it the newest version; the one before stays in the list, so nothing is lost. */
#include "alp-composer-versions.h"

#include "alp-draft-box.h"
#include "alp-schedule.h"

#include <glib/gi18n.h>

struct _AlpComposerVersions
{
  AdwDialog parent_instance;

  AdwNavigationView *pages;
  GtkListBox *list;
  AlpEngine *engine;
  gint64 draft_id;
};

G_DEFINE_FINAL_TYPE (AlpComposerVersions, alp_composer_versions, ADW_TYPE_DIALOG)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- one version ---- */

static void
on_use (AlpComposerVersions *self, GtkWidget *button)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, g_object_get_data (G_OBJECT (button), "alp-draft"));
  adw_dialog_close (ADW_DIALOG (self));
}

static GtkWidget *
make_text (AlpDraft *version)
{
  GtkWidget *label, *scroller = gtk_scrolled_window_new ();
  g_autofree char *html = NULL, *text = NULL, *to = NULL, *subject = NULL, *whole = NULL;

  g_object_get (version, "html", &html, "text", &text, "to", &to, "subject", &subject, NULL);
  if (html != NULL)
    {
      g_free (text);
      text = alp_draft_html_to_text (html);
    }
  /* Translators: the beginning of a draft: recipients, subject, text */
  whole = g_strdup_printf (_ ("To: %s\nSubject: %s\n\n%s"), to, subject, text);
  label = gtk_label_new (whole);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_can_focus (label, FALSE); /* or all of it would be selected at once */
  gtk_widget_set_margin_start (label, 18);
  gtk_widget_set_margin_end (label, 18);
  gtk_widget_set_margin_top (label, 12);
  gtk_widget_set_margin_bottom (label, 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), label);
  return scroller;
}

static void
on_opened (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpComposerVersions) self = data;
  g_autoptr (AlpDraft) version = alp_draft_open_finish (ALP_ENGINE (engine), result, NULL);
  GtkWidget *view, *bar, *button;

  if (version == NULL || self->engine == NULL)
    return;
  view = adw_toolbar_view_new ();
  bar = adw_header_bar_new ();
  button = gtk_button_new_with_mnemonic (_ ("_Use"));
  gtk_widget_set_tooltip_text (button, _ ("Go on with this version"));
  gtk_widget_add_css_class (button, "suggested-action");
  g_object_set_data_full (G_OBJECT (button), "alp-draft", g_object_ref (version), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_use), self, G_CONNECT_SWAPPED);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), button);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), bar);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), make_text (version));
  adw_navigation_view_push (self->pages, adw_navigation_page_new (view, _ ("Earlier Version")));
}

/* ---- the list ---- */

static void
on_row (AlpComposerVersions *self, GtkListBoxRow *row)
{
  guint version = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "alp-version"));

  alp_draft_open_async (self->engine, self->draft_id, version, NULL, on_opened, g_object_ref (self));
}

static GtkWidget *
make_row (const AlpDraftInfo *info, gboolean newest)
{
  GtkWidget *row = adw_action_row_new ();
  g_autoptr (GDateTime) saved = g_date_time_new_from_unix_local (info->saved);
  g_autofree char *time = g_date_time_format (saved, "%X");
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = alp_schedule_dup_time (now, info->saved);
  g_autofree char *title
      = newest ? g_strdup_printf (_ ("%s, as it is now"), time) : g_strdup_printf ("%s (%s)", time, day);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               *info->subject != '\0' ? info->subject : _ ("(No Subject)"));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "alp-version", GUINT_TO_POINTER (info->version));
  return row;
}

static void
on_loaded (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpComposerVersions) self = data;
  g_autoptr (GPtrArray) infos = alp_draft_versions_finish (ALP_ENGINE (engine), result, NULL);

  for (guint i = 0; infos != NULL && self->engine != NULL && i < infos->len; i++)
    gtk_list_box_append (self->list, make_row (g_ptr_array_index (infos, i), i == 0));
}

static void
alp_composer_versions_dispose (GObject *object)
{
  g_clear_object (&ALP_COMPOSER_VERSIONS (object)->engine);
  G_OBJECT_CLASS (alp_composer_versions_parent_class)->dispose (object);
}

static void
alp_composer_versions_class_init (AlpComposerVersionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_composer_versions_dispose;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", ALP_TYPE_COMPOSER_VERSIONS, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, ALP_TYPE_DRAFT);
}

static void
alp_composer_versions_init (AlpComposerVersions *self)
{
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *none = gtk_label_new (_ ("Nothing is saved yet"));

  self->list = GTK_LIST_BOX (list);
  self->pages = ADW_NAVIGATION_VIEW (adw_navigation_view_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_add_css_class (none, "dim-label");
  gtk_widget_set_margin_top (none, 18);
  gtk_widget_set_margin_bottom (none, 18);
  gtk_list_box_set_placeholder (self->list, none);
  g_signal_connect_object (list, "row-activated", G_CALLBACK (on_row), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), list);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_navigation_view_add (self->pages, adw_navigation_page_new (view, _ ("Earlier Versions")));
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Earlier Versions"));
  adw_dialog_set_child (ADW_DIALOG (self), GTK_WIDGET (self->pages));
  adw_dialog_set_content_width (ADW_DIALOG (self), 440);
  adw_dialog_set_content_height (ADW_DIALOG (self), 520);
}

/**
 * alp_composer_versions_new:
 * @draft_id: 0: nothing is saved yet
 *
 * Returns: (transfer floating): a dialog that emits "chosen"
 */
AdwDialog *
alp_composer_versions_new (AlpEngine *engine, gint64 draft_id)
{
  AlpComposerVersions *self = g_object_new (ALP_TYPE_COMPOSER_VERSIONS, NULL);

  self->engine = g_object_ref (engine);
  self->draft_id = draft_id;
  if (draft_id != 0)
    alp_draft_versions_async (engine, draft_id, NULL, on_loaded, g_object_ref (self));
  return ADW_DIALOG (self);
}
