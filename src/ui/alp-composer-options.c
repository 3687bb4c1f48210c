/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-composer-options.c: how one message is written and sent: plain text, priority, receipts, answers elsewhere.
 *
 * Main thread.  Stateful actions of the menu; the draft holds the values. */
#include "alp-composer-private.h"

#include <glib/gi18n.h>

static void
set_state (AlpComposer *self, const char *name, GVariant *value)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), value);
}

/* ---- plain text ---- */

static void
become (AlpComposer *self, gboolean plain)
{
  g_autofree char *html = NULL, *text = NULL;

  g_object_get (self->draft, "html", &html, "text", &text, NULL);
  if (plain)
    {
      g_autofree char *as_text = alp_draft_html_to_text (html);

      g_object_set (self->draft, "text", as_text, "html", NULL, NULL);
    }
  else
    {
      g_autofree char *as_html = alp_draft_text_to_html (text);

      g_object_set (self->draft, "html", as_html, "text", "", NULL);
    }
  alp_composer_load_text (self);
  alp_composer_identity_converted (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->format_revealer), !plain);
  set_state (self, "plain", g_variant_new_boolean (plain));
  alp_composer_edited (self);
}

static void
toggle_plain (AlpComposer *self)
{
  become (self, !alp_editor_get_plain (self->editor));
}

static void
change_plain (GSimpleAction *action, GVariant *value, gpointer data)
{
  AlpComposer *self = data;

  if (g_variant_get_boolean (value) == alp_editor_get_plain (self->editor) || self->sending)
    return;
  self->text_dirty = TRUE;
  alp_composer_collect (self, toggle_plain);
}

/* ---- the rest ---- */

static void
change_format (GSimpleAction *action, GVariant *value, gpointer data)
{
  AlpComposer *self = data;

  gtk_revealer_set_reveal_child (self->format_revealer, g_variant_get_boolean (value));
  g_simple_action_set_state (action, value);
}

static void
update_marks (AlpComposer *self)
{
  int priority;
  gboolean receipt;

  g_object_get (self->draft, "priority", &priority, "receipt", &receipt, NULL);
  gtk_widget_set_visible (self->priority_mark, priority == ALP_PRIORITY_HIGH);
  gtk_widget_set_visible (self->receipt_mark, receipt);
}

static void
change_priority (GSimpleAction *action, GVariant *value, gpointer data)
{
  AlpComposer *self = data;
  const char *name = g_variant_get_string (value, NULL);
  AlpPriority priority = g_str_equal (name, "high")  ? ALP_PRIORITY_HIGH
                         : g_str_equal (name, "low") ? ALP_PRIORITY_LOW
                                                     : ALP_PRIORITY_NORMAL;

  g_simple_action_set_state (action, value);
  g_object_set (self->draft, "priority", (int) priority, NULL);
  update_marks (self);
  alp_composer_edited (self);
}

static void
change_receipt (GSimpleAction *action, GVariant *value, gpointer data)
{
  AlpComposer *self = data;

  g_simple_action_set_state (action, value);
  g_object_set (self->draft, "receipt", g_variant_get_boolean (value), NULL);
  update_marks (self);
  alp_composer_edited (self);
}

static void
change_delivery (GSimpleAction *action, GVariant *value, gpointer data)
{
  AlpComposer *self = data;

  g_simple_action_set_state (action, value);
  g_object_set (self->draft, "delivery", g_variant_get_boolean (value), NULL);
  alp_composer_edited (self);
}

static void
act_reply_to (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpComposer *self = data;

  gtk_widget_set_visible (self->reply_to_row, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->reply_to));
}

void
alp_composer_options_fill (AlpComposer *self)
{
  static const char *const names[]
      = { [ALP_PRIORITY_HIGH] = "high", [ALP_PRIORITY_NORMAL] = "normal", [ALP_PRIORITY_LOW] = "low" };
  g_autofree char *html = NULL;
  int priority;
  gboolean receipt, delivery;

  g_object_get (self->draft, "html", &html, "priority", &priority, "receipt", &receipt, "delivery", &delivery,
                NULL);
  set_state (self, "plain", g_variant_new_boolean (html == NULL));
  set_state (self, "priority", g_variant_new_string (names[priority]));
  set_state (self, "receipt", g_variant_new_boolean (receipt));
  set_state (self, "delivery", g_variant_new_boolean (delivery));
  gtk_widget_set_sensitive (GTK_WIDGET (self->format_revealer), html != NULL);
  update_marks (self);
}

void
alp_composer_options_init (AlpComposer *self)
{
  static const GActionEntry entries[] = {
    { .name = "plain", .state = "false", .change_state = change_plain },
    { .name = "format", .state = "true", .change_state = change_format },
    { .name = "receipt", .state = "false", .change_state = change_receipt },
    { .name = "delivery", .state = "false", .change_state = change_delivery },
    { .name = "priority", .parameter_type = "s", .state = "'normal'", .change_state = change_priority },
    { .name = "reply-to", .activate = act_reply_to },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}
