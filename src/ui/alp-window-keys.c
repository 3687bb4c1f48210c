/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-window-keys.c: single letters, Escape, panes and addresses by key.
 *
 * Main thread.  Letters act only while the list or the conversation has the focus and can be switched off; keys with
 * Ctrl are accelerators of app/. */
#include "alp-window-private.h"

#include "alp-command-palette.h"
#include "alp-quick-reply.h"

static void
act_search (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;

  adw_navigation_split_view_set_show_content (self->inner, FALSE);
  alp_list_pane_open_search (self->list_pane);
}

static void
act_account (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;

  alp_folder_pane_select_account (self->folder_pane, (guint) g_variant_get_int32 (parameter));
}

static void
act_sync (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;

  if (self->engine != NULL)
    alp_engine_sync (self->engine, self->account);
}

static void
focus_list (AlpWindow *self)
{
  if (alp_list_pane_has_rows (self->list_pane))
    alp_list_pane_focus_list (self->list_pane);
  else
    gtk_widget_child_focus (GTK_WIDGET (self->list_pane), GTK_DIR_TAB_FORWARD);
}

/* List, conversation, folders, and round again; what is not shown or has nothing to focus is left out. */
static void
act_next_pane (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  /* Its header is not the pane a person means. */
  gboolean in_folders
      = GTK_IS_LIST_BOX_ROW (focus) && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->folder_pane));
  gboolean in_conversation = alp_conversation_pane_has_focus (self->conversation_pane);
  gboolean folders_shown = adw_overlay_split_view_get_show_sidebar (self->outer);

  if (in_folders || (in_conversation && !folders_shown))
    focus_list (self);
  else if (in_conversation || self->message == NULL
           || !gtk_widget_child_focus (GTK_WIDGET (self->conversation_pane), GTK_DIR_TAB_FORWARD))
    {
      if (folders_shown)
        alp_folder_pane_focus (self->folder_pane);
      else
        focus_list (self);
    }
}

static void
act_commands (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;

  if (self->engine != NULL
      && adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self)) == NULL)
    adw_dialog_present (alp_command_palette_new (GTK_WINDOW (self)), GTK_WIDGET (self));
}

static gboolean
is_typing (AlpWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  return focus != NULL
         && (GTK_IS_EDITABLE (focus)
             || (GTK_IS_TEXT_VIEW (focus) && gtk_text_view_get_editable (GTK_TEXT_VIEW (focus))));
}

static gboolean
letters_allowed (AlpWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (!g_settings_get_boolean (self->settings, "single-key-shortcuts") || self->engine == NULL
      || is_typing (self))
    return FALSE;
  if (focus == NULL)
    return TRUE;
  return alp_list_pane_has_list_focus (self->list_pane)
         || alp_conversation_pane_has_focus (self->conversation_pane);
}

static gboolean
activate (AlpWindow *self, const char *action)
{
  g_action_group_activate_action (G_ACTION_GROUP (self), action, NULL);
  return TRUE;
}

static gboolean
act_on_letter (AlpWindow *self, guint key)
{
  switch (key)
    {
    case GDK_KEY_a:
      return activate (self, "archive");
    case GDK_KEY_s:
      return activate (self, "star");
    case GDK_KEY_u:
      return activate (self, "mark-unread");
    case GDK_KEY_exclam:
      return activate (self, "spam");
    case GDK_KEY_m:
      return activate (self, "move-to");
    case GDK_KEY_x:
      return activate (self, "select");
    case GDK_KEY_j:
      return alp_list_pane_step (self->list_pane, 1, FALSE), TRUE;
    case GDK_KEY_k:
      return alp_list_pane_step (self->list_pane, -1, FALSE), TRUE;
    case GDK_KEY_n:
      return alp_list_pane_step (self->list_pane, 1, TRUE), TRUE;
    case GDK_KEY_p:
      return alp_list_pane_step (self->list_pane, -1, TRUE), TRUE;
    case GDK_KEY_slash:
      return activate (self, "search");
    case GDK_KEY_Delete:
    case GDK_KEY_KP_Delete:
      return activate (self, "trash");
    default:
      return FALSE;
    }
}

/* From the inside out: the find bar, gathered rows, search, the message of a narrow window. */
static gboolean
leave (AlpWindow *self)
{
  if (alp_conversation_pane_close_find (self->conversation_pane)
      || alp_list_pane_leave_selection (self->list_pane) || alp_list_pane_close_search (self->list_pane))
    return GDK_EVENT_STOP;
  if (adw_navigation_split_view_get_collapsed (self->inner)
      && adw_navigation_split_view_get_show_content (self->inner))
    {
      adw_navigation_split_view_set_show_content (self->inner, FALSE);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

static gboolean
on_key (AlpWindow *self, guint key, guint code, GdkModifierType state)
{
  GdkModifierType mods = state & gtk_accelerator_get_default_mod_mask () & ~GDK_SHIFT_MASK;

  /* A dialog over the window has its own keys. */
  if (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self)) != NULL)
    return GDK_EVENT_PROPAGATE;
  /* Who writes an answer in the conversation types; its own keys come first. */
  if (alp_quick_reply_has_focus (GTK_WINDOW (self)))
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Escape && mods == 0)
    return leave (self);
  if (key == GDK_KEY_z && mods == GDK_CONTROL_MASK && !is_typing (self))
    return activate (self, "undo");
  if (key == GDK_KEY_a && mods == GDK_CONTROL_MASK && alp_list_pane_has_list_focus (self->list_pane))
    return activate (self, "select-all");
  if (mods != 0 || !letters_allowed (self))
    return GDK_EVENT_PROPAGATE;
  return act_on_letter (self, key) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
}

void
alp_window_add_keys (AlpWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "sync", .activate = act_sync },
    { .name = "search", .activate = act_search },
    { .name = "account", .activate = act_account, .parameter_type = "i" },
    { .name = "next-pane", .activate = act_next_pane },
    { .name = "commands", .activate = act_commands },
  };
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
