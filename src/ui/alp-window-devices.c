/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-window-devices.c: the main window's way to the devices of an address and to the log of activity.  Main thread. */
#include "alp-window-private.h"

#include "alp-activity-page.h"
#include "alp-device-page.h"

/* The address shown; in a view over all, the first. Borrowed: the engine keeps it. */
static AlpAccount *
find_account (AlpWindow *self)
{
  GListModel *accounts = self->engine != NULL ? alp_engine_get_accounts (self->engine) : NULL;
  g_autoptr (AlpAccount) first = accounts != NULL ? g_list_model_get_item (accounts, 0) : NULL;

  return self->account != NULL ? self->account : first;
}

static void
act_devices (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;
  AlpAccount *account = find_account (self);

  if (account != NULL)
    adw_dialog_present (alp_device_page_new_dialog (self->engine, account), GTK_WIDGET (self));
}

static void
act_activity (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *self = data;

  if (self->engine != NULL)
    adw_dialog_present (alp_activity_page_new_dialog (self->engine, NULL), GTK_WIDGET (self));
}

/** alp_window_add_device_actions: "win.devices" and "win.activity" */
void
alp_window_add_device_actions (AlpWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "devices", .activate = act_devices },
    { .name = "activity", .activate = act_activity },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
