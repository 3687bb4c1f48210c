/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-composer-menu.c: what the composer's menu holds beyond switches: signatures, templates, reminders, earlier versions,
 * header fields.
 *
 * Main thread.  The menu itself is in alp-composer.blp; here its lists are filled. */
#include "alp-composer-private.h"

#include "alp-composer-headers.h"
#include "alp-composer-versions.h"
#include "alp-draft-template.h"
#include "alp-template-dialog.h"

#include <glib/gi18n.h>

/* ---- signatures ---- */

static void
act_signature (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpComposer *self = data;
  gint64 id = g_variant_get_int64 (parameter);

  if (self->personas != NULL)
    alp_composer_identity_sign (self, id != 0 ? alp_personas_find_signature (self->personas, id) : NULL);
}

static void
append_int64 (GMenu *menu, const char *label, const char *action, gint64 value)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "x", value);
  g_menu_append_item (menu, item);
}

/* A menu takes "_" for a mnemonic; a name is a name. */
static char *
dup_label (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "_", -1);

  return g_strjoinv ("__", parts);
}

void
alp_composer_menu_fill_signatures (AlpComposer *self)
{
  GListModel *signatures = G_LIST_MODEL (self->personas->signatures);
  g_autoptr (GMenu) list = g_menu_new ();
  g_autoptr (GMenu) manage = g_menu_new ();

  g_menu_remove_all (self->signature_menu);
  append_int64 (list, C_ ("signature", "_None"), "composer.signature", 0);
  for (guint i = 0; i < g_list_model_get_n_items (signatures); i++)
    {
      g_autoptr (AlpSignature) one = g_list_model_get_item (signatures, i);
      g_autofree char *label = dup_label (alp_signature_get_name (one));

      append_int64 (list, label, "composer.signature", alp_signature_get_id (one));
    }
  g_menu_append (manage, _ ("_Identities and Signatures…"), "composer.signatures");
  g_menu_append_section (self->signature_menu, NULL, G_MENU_MODEL (list));
  g_menu_append_section (self->signature_menu, NULL, G_MENU_MODEL (manage));
}

/* ---- templates ---- */

static void
on_templates (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpComposer) self = data;
  g_autoptr (GPtrArray) names = alp_draft_templates_finish (ALP_ENGINE (engine), result, NULL);
  g_autoptr (GMenu) list = g_menu_new ();
  g_autoptr (GMenu) manage = g_menu_new ();

  if (names == NULL || self->draft == NULL)
    return;
  g_menu_remove_all (self->template_menu);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *label = dup_label (g_ptr_array_index (names, i));
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "composer.template", "s", g_ptr_array_index (names, i));
      g_menu_append_item (list, item);
    }
  g_menu_append (manage, _ ("_Save as Template…"), "composer.template-save");
  if (names->len > 0)
    g_menu_append (manage, _ ("_Manage Templates…"), "composer.template-manage");
  g_menu_append_section (self->template_menu, NULL, G_MENU_MODEL (list));
  g_menu_append_section (self->template_menu, NULL, G_MENU_MODEL (manage));
}

static void
load_templates (AlpComposer *self)
{
  alp_draft_templates_async (self->engine, NULL, on_templates, g_object_ref (self));
}

static void
on_template (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpComposer) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AlpDraft) pattern = alp_draft_template_load_finish (ALP_ENGINE (engine), result, &error);
  g_autofree char *html = NULL;

  if (self->draft == NULL || self->done)
    return;
  if (pattern == NULL)
    {
      alp_composer_toast (self, error->message);
      return;
    }
  html = alp_draft_take_template (self->draft, pattern);
  alp_composer_refill (self);
  if (alp_editor_get_plain (self->editor))
    {
      g_autofree char *text = alp_draft_html_to_text (html);

      alp_editor_insert_text (self->editor, text);
    }
  else
    alp_editor_insert_html (self->editor, html);
  alp_composer_edited (self);
}

/* What is in the fields goes into the draft first: the template fills what is empty. */
static void
insert_collected (AlpComposer *self)
{
  g_autofree char *name = g_object_steal_data (G_OBJECT (self), "alp-template");

  if (name != NULL)
    alp_draft_template_load_async (self->engine, name, NULL, on_template, g_object_ref (self));
}

static void
act_template (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpComposer *self = data;

  g_object_set_data_full (G_OBJECT (self), "alp-template", g_variant_dup_string (parameter, NULL), g_free);
  alp_composer_collect (self, insert_collected);
}

static void
on_template_saved (GObject *draft, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpComposer) self = data;
  g_autoptr (GError) error = NULL;

  if (self->draft == NULL)
    return;
  alp_composer_toast (self, alp_draft_template_change_finish (draft, result, &error) ? _ ("Template saved")
                                                                                     : error->message);
  load_templates (self);
}

static void
save_collected (AlpComposer *self)
{
  g_autofree char *name = g_object_steal_data (G_OBJECT (self), "alp-template");

  if (name != NULL)
    alp_draft_template_save_async (self->draft, name, NULL, on_template_saved, g_object_ref (self));
}

static void
on_template_named (AdwAlertDialog *dialog, const char *response, gpointer data)
{
  AlpComposer *self = data;
  GtkWidget *entry = adw_alert_dialog_get_extra_child (dialog);

  if (!g_str_equal (response, "save") || self->draft == NULL)
    return;
  g_object_set_data_full (G_OBJECT (self), "alp-template",
                          g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))), g_free);
  self->text_dirty = TRUE;
  alp_composer_collect (self, save_collected);
}

static void
act_template_save (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpComposer *self = data;
  AdwDialog *dialog = adw_alert_dialog_new (
      _ ("Save as Template"), _ ("Text, subject, recipients and files are kept under this name."));
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), gtk_editable_get_text (GTK_EDITABLE (self->subject)));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name of the template"), -1);
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), entry);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "save", _ ("_Save"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "save", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "save");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_template_named), self, G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, GTK_WIDGET (self));
  gtk_widget_grab_focus (entry);
}

static void
act_template_manage (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpComposer *self = data;
  AdwDialog *dialog = alp_template_dialog_new (self->engine);

  g_signal_connect_object (dialog, "closed", G_CALLBACK (load_templates), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

/* ---- earlier versions, header fields ---- */

static void
on_version (AlpComposer *self, AlpDraft *version)
{
  if (self->done || self->sending)
    return;
  alp_draft_restore (self->draft, version);
  alp_composer_refill (self);
  self->text_dirty = FALSE;
  alp_composer_load_text (self);
  alp_composer_edited (self);
}

/* What is written now becomes a version too before another one takes its place. */
static void
show_versions (AlpComposer *self)
{
  AdwDialog *dialog = alp_composer_versions_new (self->engine, alp_draft_get_id (self->draft));

  g_signal_connect_object (dialog, "chosen", G_CALLBACK (on_version), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
act_versions (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpComposer *self = data;

  if (self->unsaved_since != 0)
    g_action_group_activate_action (G_ACTION_GROUP (self->actions), "save", NULL);
  show_versions (self);
}

static void
on_headers_closed (AlpComposer *self)
{
  alp_composer_edited (self);
}

static void
act_headers (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpComposer *self = data;
  AdwDialog *dialog = alp_composer_headers_new (self->draft);

  g_signal_connect_object (dialog, "closed", G_CALLBACK (on_headers_closed), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

/* ---- reminders ---- */

static void
change_remind (GSimpleAction *action, GVariant *value, gpointer data)
{
  AlpComposer *self = data;

  g_simple_action_set_state (action, value);
  g_object_set (self->draft, "remind-days", (int) g_variant_get_int64 (value), NULL);
  alp_composer_edited (self);
}

static void
fill_reminders (AlpComposer *self)
{
  static const guint days[] = { 1, 2, 3 };
  static const guint weeks[] = { 1, 2, 4 };

  append_int64 (self->remind_menu, C_ ("reminder", "_Never"), "composer.remind", 0);
  for (gsize i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autofree char *label = g_strdup_printf (ngettext ("After %u Day", "After %u Days", days[i]), days[i]);

      append_int64 (self->remind_menu, label, "composer.remind", days[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (weeks); i++)
    {
      g_autofree char *label
          = g_strdup_printf (ngettext ("After %u Week", "After %u Weeks", weeks[i]), weeks[i]);

      append_int64 (self->remind_menu, label, "composer.remind", weeks[i] * 7);
    }
}

/* The draft is known. */
void
alp_composer_menu_bind (AlpComposer *self)
{
  GAction *remind = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "remind");
  int days;

  g_object_get (self->draft, "remind-days", &days, NULL);
  g_simple_action_set_state (G_SIMPLE_ACTION (remind), g_variant_new_int64 (days));
  load_templates (self);
}

void
alp_composer_menu_init (AlpComposer *self)
{
  static const GActionEntry entries[] = {
    { .name = "signature", .activate = act_signature, .parameter_type = "x" },
    { .name = "template", .activate = act_template, .parameter_type = "s" },
    { .name = "template-save", .activate = act_template_save },
    { .name = "template-manage", .activate = act_template_manage },
    { .name = "versions", .activate = act_versions },
    { .name = "headers", .activate = act_headers },
    { .name = "remind", .parameter_type = "x", .state = "int64 0", .change_state = change_remind },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  fill_reminders (self);
}
