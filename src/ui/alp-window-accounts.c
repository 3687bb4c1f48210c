/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-window-accounts.c: which user account is open: choosing, adding, changing, leaving one.
 *
 * Main thread.  The folder pane holds the open user account; here are the actions and what else in the window follows it. */
#include "alp-window-private.h"

#include "alp-account-editor.h"
#include "alp-account-leave.h"
#include "alp-addresses-page.h"

static AlpProfile *
open_profile (AlpWindow *self)
{
  return self->engine != NULL ? alp_folder_pane_get_profile (self->folder_pane) : NULL;
}

static void
choose (AlpWindow *self, AlpProfile *profile)
{
  if (profile == NULL || g_list_model_get_n_items (alp_profile_get_accounts (profile)) == 0)
    return;
  g_object_ref (profile);
  alp_folder_pane_set_profile (self->folder_pane, profile);
  adw_navigation_split_view_set_show_content (self->inner, FALSE);
  g_object_unref (profile);
}

static void
act_profile (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;

  if (self->engine != NULL)
    choose (self, alp_engine_get_profile_by_id (self->engine, g_variant_get_int64 (parameter)));
}

/* The n-th of those the menu shows. */
static void
act_profile_nth (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;
  GListModel *profiles = self->engine != NULL ? alp_engine_get_profiles (self->engine) : NULL;
  int left = g_variant_get_int32 (parameter);

  for (guint i = 0; profiles != NULL && i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (AlpProfile) profile = g_list_model_get_item (profiles, i);

      if (g_list_model_get_n_items (alp_profile_get_accounts (profile)) > 0 && left-- == 0)
        {
          choose (self, profile);
          return;
        }
    }
}

static void
on_made (AlpWindow *self, AlpProfile *profile)
{
  choose (self, profile);
}

static void
act_new_profile (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;
  AdwDialog *dialog;

  if (self->engine == NULL)
    return;
  dialog = alp_account_editor_new (self->engine, NULL);
  g_signal_connect_object (dialog, "made", G_CALLBACK (on_made), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
act_edit_profile (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;

  if (open_profile (self) != NULL)
    adw_dialog_present (alp_account_editor_new (self->engine, open_profile (self)), GTK_WIDGET (self));
}

static void
act_detach_profile (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;

  if (open_profile (self) != NULL)
    alp_account_leave_profile (GTK_WIDGET (self), self->engine, open_profile (self));
}

static void
act_addresses (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;

  if (self->engine != NULL)
    adw_dialog_present (alp_addresses_page_new (self->engine), GTK_WIDGET (self));
}

/* Others of its addresses take part in the views over all. */
static void
on_unified_changed (AlpWindow *self)
{
  if (alp_folder_pane_get_unified (self->folder_pane) && !self->searching)
    alp_window_show_folder (self);
}

static void
on_profile_changed (AlpWindow *self)
{
  AlpProfile *profile = alp_folder_pane_get_profile (self->folder_pane);
  AlpAccountButton *button = alp_conversation_pane_get_account_button (self->conversation_pane);
  GListModel *profiles = alp_engine_get_profiles (self->engine);

  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (AlpProfile) one = g_list_model_get_item (profiles, i);

      g_signal_handlers_disconnect_by_func (one, on_unified_changed, self);
    }
  g_signal_connect_object (profile, "notify::accounts", G_CALLBACK (on_unified_changed), self,
                           G_CONNECT_SWAPPED);
  alp_account_button_set_profile (button, profile);
  g_settings_set_int64 (self->settings, "open-profile", alp_profile_get_id (profile));
}

/**
 * alp_window_place_account_button:
 * @narrow: whether one pane is seen at a time: then the folders' header holds the user account
 */
void
alp_window_place_account_button (AlpWindow *self, gboolean narrow)
{
  gtk_widget_set_visible (GTK_WIDGET (alp_conversation_pane_get_account_button (self->conversation_pane)),
                          !narrow);
  alp_folder_pane_show_account_button (self->folder_pane, narrow);
}

/* Call before the folder pane gets the engine. */
void
alp_window_watch_accounts (AlpWindow *self)
{
  alp_engine_set_default_profile (self->engine, g_settings_get_int64 (self->settings, "open-profile"));
  alp_account_button_set_engine (alp_conversation_pane_get_account_button (self->conversation_pane),
                                 self->engine);
  g_signal_connect_object (self->folder_pane, "profile-changed", G_CALLBACK (on_profile_changed), self,
                           G_CONNECT_SWAPPED);
}

void
alp_window_add_account_actions (AlpWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "profile", .activate = act_profile, .parameter_type = "x" },
    { .name = "profile-nth", .activate = act_profile_nth, .parameter_type = "i" },
    { .name = "new-profile", .activate = act_new_profile },
    { .name = "edit-profile", .activate = act_edit_profile },
    { .name = "detach-profile", .activate = act_detach_profile },
    { .name = "addresses", .activate = act_addresses },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
