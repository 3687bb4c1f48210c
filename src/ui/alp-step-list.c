/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-step-list.c: what is going on, line by line: the last line has a spinner until it ends with a check mark.
 *
 * Main thread.  Each new line is spoken by a screen reader.  Hidden while it is empty. */
#include "alp-step-list.h"

struct _AlpStepList
{
  AdwBin parent_instance;

  GtkWidget *group;
  GPtrArray *lines; /* rows of @group, in order */
};

G_DEFINE_FINAL_TYPE (AlpStepList, alp_step_list, ADW_TYPE_BIN)

static void
set_mark (GtkWidget *row, GtkWidget *mark)
{
  GtkWidget *old = g_object_get_data (G_OBJECT (row), "alp-mark");

  if (old != NULL)
    adw_action_row_remove (ADW_ACTION_ROW (row), old);
  gtk_accessible_update_state (GTK_ACCESSIBLE (mark), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), mark);
  g_object_set_data (G_OBJECT (row), "alp-mark", mark);
}

static GtkWidget *
last_line (AlpStepList *self)
{
  return self->lines->len > 0 ? g_ptr_array_index (self->lines, self->lines->len - 1) : NULL;
}

/** alp_step_list_begin: adds a line with a spinner */
void
alp_step_list_begin (AlpStepList *self, const char *title)
{
  GtkWidget *row = adw_action_row_new (), *spinner = adw_spinner_new ();

  g_return_if_fail (ALP_IS_STEP_LIST (self));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_widget_set_size_request (spinner, 16, 16);
  set_mark (row, spinner);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), row);
  g_ptr_array_add (self->lines, row);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), title, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/** alp_step_list_note: says more below the last line, which goes on */
void
alp_step_list_note (AlpStepList *self, const char *subtitle)
{
  g_return_if_fail (ALP_IS_STEP_LIST (self));

  if (self->lines->len > 0)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (last_line (self)), subtitle);
}

/**
 * alp_step_list_finish:
 * @title: (nullable): what the line says from now on
 * @subtitle: (nullable)
 *
 * Ends the last line with a check mark.
 */
void
alp_step_list_finish (AlpStepList *self, const char *title, const char *subtitle)
{
  GtkWidget *row, *mark;

  g_return_if_fail (ALP_IS_STEP_LIST (self));

  row = last_line (self);
  if (row == NULL)
    return;
  mark = gtk_image_new_from_icon_name ("object-select-symbolic");
  gtk_widget_add_css_class (mark, "accent");
  set_mark (row, mark);
  if (title != NULL)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");
}

/** alp_step_list_clear: takes all lines away and hides the list */
void
alp_step_list_clear (AlpStepList *self)
{
  g_return_if_fail (ALP_IS_STEP_LIST (self));

  for (guint i = 0; i < self->lines->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self->group), g_ptr_array_index (self->lines, i));
  g_ptr_array_set_size (self->lines, 0);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
alp_step_list_finalize (GObject *object)
{
  AlpStepList *self = ALP_STEP_LIST (object);

  g_ptr_array_unref (self->lines);
  G_OBJECT_CLASS (alp_step_list_parent_class)->finalize (object);
}

static void
alp_step_list_class_init (AlpStepListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = alp_step_list_finalize;
}

static void
alp_step_list_init (AlpStepList *self)
{
  self->lines = g_ptr_array_new ();
  self->group = adw_preferences_group_new ();
  adw_bin_set_child (ADW_BIN (self), self->group);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
