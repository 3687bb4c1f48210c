/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-template-dialog.c: the templates there are, to be removed.  Main thread. */
#include "alp-template-dialog.h"

#include "alp-draft-template.h"

#include <glib/gi18n.h>

struct _AlpTemplateDialog
{
  AdwDialog parent_instance;

  AdwToastOverlay *toasts;
  GtkListBox *list;
  AlpEngine *engine;
};

G_DEFINE_FINAL_TYPE (AlpTemplateDialog, alp_template_dialog, ADW_TYPE_DIALOG)

static void load (AlpTemplateDialog *self);

static void
on_removed (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpTemplateDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (!alp_draft_template_change_finish (engine, result, &error))
    adw_toast_overlay_add_toast (self->toasts, adw_toast_new (error->message));
  load (self);
}

static void
on_remove (AlpTemplateDialog *self, GtkWidget *button)
{
  alp_draft_template_remove_async (self->engine, g_object_get_data (G_OBJECT (button), "alp-name"), NULL,
                                   on_removed, g_object_ref (self));
}

static GtkWidget *
make_row (AlpTemplateDialog *self, const char *name)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *tooltip = g_strdup_printf (_ ("Remove “%s”"), name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, tooltip);
  g_object_set_data_full (G_OBJECT (button), "alp-name", g_strdup (name), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_remove), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
on_loaded (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpTemplateDialog) self = data;
  g_autoptr (GPtrArray) names = alp_draft_templates_finish (ALP_ENGINE (engine), result, NULL);

  if (self->engine == NULL || names == NULL)
    return;
  gtk_list_box_remove_all (self->list);
  for (guint i = 0; i < names->len; i++)
    gtk_list_box_append (self->list, make_row (self, g_ptr_array_index (names, i)));
}

static void
load (AlpTemplateDialog *self)
{
  if (self->engine != NULL)
    alp_draft_templates_async (self->engine, NULL, on_loaded, g_object_ref (self));
}

static void
alp_template_dialog_dispose (GObject *object)
{
  g_clear_object (&ALP_TEMPLATE_DIALOG (object)->engine);
  G_OBJECT_CLASS (alp_template_dialog_parent_class)->dispose (object);
}

static void
alp_template_dialog_class_init (AlpTemplateDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_template_dialog_dispose;
}

static void
alp_template_dialog_init (AlpTemplateDialog *self)
{
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *none = gtk_label_new (_ ("No template yet"));

  self->list = GTK_LIST_BOX (list);
  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_add_css_class (none, "dim-label");
  gtk_widget_set_margin_top (none, 18);
  gtk_widget_set_margin_bottom (none, 18);
  gtk_list_box_set_placeholder (self->list, none);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), list);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_toast_overlay_set_child (self->toasts, view);
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Templates"));
  adw_dialog_set_child (ADW_DIALOG (self), GTK_WIDGET (self->toasts));
  adw_dialog_set_content_width (ADW_DIALOG (self), 420);
  adw_dialog_set_content_height (ADW_DIALOG (self), 420);
}

/** alp_template_dialog_new: Returns: (transfer floating): a dialog, to be presented */
AdwDialog *
alp_template_dialog_new (AlpEngine *engine)
{
  AlpTemplateDialog *self = g_object_new (ALP_TYPE_TEMPLATE_DIALOG, NULL);

  self->engine = g_object_ref (engine);
  load (self);
  return ADW_DIALOG (self);
}
