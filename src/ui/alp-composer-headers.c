/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-composer-headers.c: header fields of one's own, for those who need them.
 *
 * Main thread.  A row is a name and a value; what a person may not set (From, Received, Content-…) is marked and left out.
 * Everything else about safety is done where the message is built. */
#include "alp-composer-headers.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_FIELDS 30

struct _AlpComposerHeaders
{
  AdwDialog parent_instance;

  GtkListBox *list;
  GtkWidget *add;
  AlpDraft *draft;
};

G_DEFINE_FINAL_TYPE (AlpComposerHeaders, alp_composer_headers, ADW_TYPE_DIALOG)

typedef struct
{
  GtkWidget *name;
  GtkWidget *value;
} Field;

static Field *
field_of (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "alp-field");
}

static void
store (AlpComposerHeaders *self)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      Field *field = field_of (row);
      const char *name = field != NULL ? gtk_editable_get_text (GTK_EDITABLE (field->name)) : "";
      const char *value = field != NULL ? gtk_editable_get_text (GTK_EDITABLE (field->value)) : "";
      gboolean good = alp_draft_may_add_header (name);

      if (field == NULL)
        continue;
      if (good || *name == '\0')
        gtk_widget_remove_css_class (field->name, "error");
      else
        gtk_widget_add_css_class (field->name, "error");
      gtk_widget_set_tooltip_text (field->name,
                                   good || *name == '\0' ? NULL : _ ("This field cannot be set by hand"));
      if (good && *value != '\0')
        g_string_append_printf (lines, "%s: %s\n", name, value);
    }
  g_object_set (self->draft, "headers", lines->str, NULL);
}

static void
on_remove (AlpComposerHeaders *self, GtkWidget *button)
{
  gtk_list_box_remove (self->list, gtk_widget_get_ancestor (button, GTK_TYPE_LIST_BOX_ROW));
  store (self);
}

static GtkWidget *
make_entry (AlpComposerHeaders *self, const char *text, const char *label)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), label);
  gtk_entry_set_max_length (GTK_ENTRY (entry), 900);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_hexpand (entry, TRUE);
  return entry;
}

static GtkWidget *
add_field (AlpComposerHeaders *self, const char *name, const char *value)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");
  Field *field = g_new0 (Field, 1);

  field->name = make_entry (self, name, _ ("Name, for example X-Project"));
  field->value = make_entry (self, value, _ ("Value"));
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_tooltip_text (remove, _ ("Remove This Field"));
  gtk_box_append (GTK_BOX (texts), field->name);
  gtk_box_append (GTK_BOX (texts), field->value);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), remove);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 6);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  g_object_set_data_full (G_OBJECT (row), "alp-field", field, g_free);
  g_signal_connect_object (field->name, "changed", G_CALLBACK (store), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (field->value, "changed", G_CALLBACK (store), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (remove, "clicked", G_CALLBACK (on_remove), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (self->list, row);
  return field->name;
}

static void
on_add (AlpComposerHeaders *self)
{
  if (gtk_list_box_get_row_at_index (self->list, MAX_FIELDS - 1) == NULL)
    gtk_widget_grab_focus (add_field (self, "", ""));
}

static void
fill (AlpComposerHeaders *self)
{
  g_autofree char *headers = NULL;
  g_auto (GStrv) lines = NULL;

  g_object_get (self->draft, "headers", &headers, NULL);
  lines = g_strsplit (headers != NULL ? headers : "", "\n", MAX_FIELDS);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *colon = strchr (lines[i], ':');

      if (colon == NULL)
        continue;
      *colon = '\0';
      add_field (self, g_strstrip (lines[i]), g_strstrip (colon + 1));
    }
  if (gtk_list_box_get_row_at_index (self->list, 0) == NULL)
    add_field (self, "", "");
}

static void
alp_composer_headers_dispose (GObject *object)
{
  g_clear_object (&ALP_COMPOSER_HEADERS (object)->draft);
  G_OBJECT_CLASS (alp_composer_headers_parent_class)->dispose (object);
}

static void
alp_composer_headers_class_init (AlpComposerHeadersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_composer_headers_dispose;
}

static void
alp_composer_headers_init (AlpComposerHeaders *self)
{
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *list = gtk_list_box_new ();

  self->list = GTK_LIST_BOX (list);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  self->add = gtk_button_new_from_icon_name ("list-add-symbolic");
  gtk_widget_set_tooltip_text (self->add, _ ("Add a Field"));
  g_signal_connect_object (self->add, "clicked", G_CALLBACK (on_add), self, G_CONNECT_SWAPPED);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), self->add);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _ ("Lines in the header of this message, for programs that look for "
                                            "them. Everybody who gets it can read them."));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), list);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), bar);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Header Fields"));
  adw_dialog_set_child (ADW_DIALOG (self), view);
  adw_dialog_set_content_width (ADW_DIALOG (self), 460);
  adw_dialog_set_content_height (ADW_DIALOG (self), 420);
}

/** alp_composer_headers_new: Returns: (transfer floating): a dialog that writes to @draft's "headers" */
AdwDialog *
alp_composer_headers_new (AlpDraft *draft)
{
  AlpComposerHeaders *self = g_object_new (ALP_TYPE_COMPOSER_HEADERS, NULL);

  self->draft = g_object_ref (draft);
  fill (self);
  return ADW_DIALOG (self);
}
