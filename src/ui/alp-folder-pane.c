/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-folder-pane.c: the left pane: folders of one address of the open user account, and the sync line.
 *
 * Main thread.  Holds which user account, address and folder are shown and tells so by signals; the window does the rest. */
#include "alp-folder-pane-private.h"

#include "alp-drag.h"
#include "alp-format.h"

#include <glib/gi18n.h>

#define CLOCK_SECONDS 30

G_DEFINE_FINAL_TYPE (AlpFolderPane, alp_folder_pane, ADW_TYPE_BIN)

enum
{
  SIGNAL_FOLDER_CHANGED,
  SIGNAL_PROFILE_CHANGED,
  SIGNAL_FOLDER_ACTIVATED,
  SIGNAL_ROWS_DROPPED,
  SIGNAL_SEARCH_ACTION,
  SIGNAL_QUOTA_CHANGED,
  SIGNAL_TOLD,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

AlpAccount *
alp_folder_pane_get_account (AlpFolderPane *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER_PANE (self), NULL);

  return self->account;
}

AlpFolder *
alp_folder_pane_get_folder (AlpFolderPane *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER_PANE (self), NULL);

  return self->folder;
}

/**
 * alp_folder_pane_get_unified:
 *
 * Returns: whether the inboxes of all addresses are chosen instead of a folder
 */
gboolean
alp_folder_pane_get_unified (AlpFolderPane *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER_PANE (self), FALSE);

  return self->unified;
}

/**
 * alp_folder_pane_get_unified_role:
 *
 * Returns: the folders of which role are chosen, where alp_folder_pane_get_unified () says so
 */
AlpFolderRole
alp_folder_pane_get_unified_role (AlpFolderPane *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER_PANE (self), ALP_FOLDER_ROLE_INBOX);

  return self->unified_role;
}

guint
alp_folder_pane_get_unified_unread (AlpFolderPane *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER_PANE (self), 0);

  return self->profile != NULL && self->unified_role == ALP_FOLDER_ROLE_INBOX
             ? alp_profile_count_unread (self->profile, TRUE)
             : 0;
}

AlpProfile *
alp_folder_pane_get_profile (AlpFolderPane *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER_PANE (self), NULL);

  return self->profile;
}

/* ---- sync line ---- */

static void
update_sync_line (AlpFolderPane *self)
{
  const char *icon = "good", *reason;
  g_autofree char *text = NULL, *number = NULL;
  guint left;

  if (self->account == NULL)
    return;
  reason = alp_account_get_error (self->account);
  switch (alp_account_get_state (self->account))
    {
    case ALP_ACCOUNT_STATE_OFFLINE:
      icon = "offline";
      text = g_strdup (_ ("Working offline"));
      break;
    case ALP_ACCOUNT_STATE_CONNECTING:
      icon = "busy";
      text = g_strdup (_ ("Connecting…"));
      break;
    case ALP_ACCOUNT_STATE_SYNCING:
      icon = "busy";
      left = alp_account_get_left (self->account);
      number = alp_format_count (left);
      text = left > 0
                 ? g_strdup_printf (ngettext ("Getting %s message…", "Getting %s messages…", left), number)
                 : g_strdup (_ ("Getting messages…"));
      break;
    case ALP_ACCOUNT_STATE_NEEDS_ATTENTION:
      icon = "problem";
      text = g_strdup (_ ("Sign in again"));
      break;
    case ALP_ACCOUNT_STATE_IDLE:
    default:
      text = alp_format_ago (alp_account_get_last_sync (self->account), g_get_real_time () / G_USEC_PER_SEC);
      break;
    }
  gtk_stack_set_visible_child_name (self->sync_icons, icon);
  gtk_label_set_text (self->sync_label, text);
  /* The reason is there for who looks for it; being offline is no alarm. */
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->sync_label),
                               reason != NULL && *reason != '\0' ? reason : text);
}

static gboolean
on_clock (gpointer data)
{
  update_sync_line (data);
  return G_SOURCE_CONTINUE;
}

/* ---- folders ---- */

/* Another folder is shown from now on. */
void
alp_folder_pane_choose (AlpFolderPane *self, AlpFolder *folder)
{
  if (folder == NULL || folder == self->folder)
    return;
  g_clear_object (&self->search);
  g_set_object (&self->folder, folder);
  g_signal_emit (self, signals[SIGNAL_FOLDER_CHANGED], 0);
}

void
alp_folder_pane_activated (AlpFolderPane *self)
{
  g_signal_emit (self, signals[SIGNAL_FOLDER_ACTIVATED], 0);
}

/* @rows: #AlpRows, borrowed */
void
alp_folder_pane_drop (AlpFolderPane *self, gpointer rows, AlpFolder *folder)
{
  g_signal_emit (self, signals[SIGNAL_ROWS_DROPPED], 0, rows, folder);
}

void
alp_folder_pane_tell (AlpFolderPane *self, const char *text, gboolean undo)
{
  g_signal_emit (self, signals[SIGNAL_TOLD], 0, text, undo);
}

/* ---- addresses ---- */

static void
show_account (AlpFolderPane *self, AlpAccount *account)
{
  if (self->account == account)
    return;
  if (self->account != NULL)
    g_signal_handlers_disconnect_by_func (self->account, update_sync_line, self);
  alp_folder_tree_bind (self, NULL);
  g_set_object (&self->account, account);
  g_clear_object (&self->folder);
  alp_address_switcher_show_account (self->switcher, account);
  if (account == NULL)
    return;
  alp_folder_tree_bind (self, account);
  g_signal_connect_swapped (account, "notify", G_CALLBACK (update_sync_line), self);
  alp_folder_tree_settle (self);
  update_sync_line (self);
}

static void
leave_unified (AlpFolderPane *self)
{
  if (!self->unified)
    return;
  self->unified = FALSE;
  alp_address_switcher_show_account (self->switcher, self->account);
  alp_folder_tree_settle (self);
}

/* A folder of the tree is chosen instead. */
void
alp_folder_pane_end_unified (AlpFolderPane *self)
{
  if (!self->unified)
    return;
  self->unified = FALSE;
  alp_address_switcher_show_account (self->switcher, self->account);
}

static void
on_unified_chosen (AlpFolderPane *self, int role)
{
  if (self->account == NULL)
    return;
  self->unified = TRUE;
  self->unified_role = (AlpFolderRole) role;
  g_clear_object (&self->folder);
  alp_address_switcher_show_unified (self->switcher, self->unified_role);
  alp_folder_tree_settle (self);
  g_signal_emit (self, signals[SIGNAL_FOLDER_CHANGED], 0);
  g_signal_emit (self, signals[SIGNAL_FOLDER_ACTIVATED], 0);
}

static void
on_account_chosen (AlpFolderPane *self, AlpAccount *account)
{
  g_object_ref (account);
  leave_unified (self);
  show_account (self, account);
  g_object_unref (account);
}

/**
 * alp_folder_pane_select_account:
 * @position: place among the addresses of the open user account; one past the end is ignored
 */
void
alp_folder_pane_select_account (AlpFolderPane *self, guint position)
{
  g_autoptr (AlpAccount) account = NULL;

  g_return_if_fail (ALP_IS_FOLDER_PANE (self));

  account = self->model != NULL ? g_list_model_get_item (self->model, position) : NULL;
  if (account != NULL)
    on_account_chosen (self, account);
}

/* The address shown stays while it is there; after it the next one; without any, another user account. */
static void
on_accounts_changed (AlpFolderPane *self)
{
  guint n = g_list_model_get_n_items (self->model);
  AlpProfile *next;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (self->model, i);

      if (account == self->account)
        return;
    }
  if (n > 0)
    {
      alp_folder_pane_select_account (self, 0);
      return;
    }
  next = alp_engine_next_profile (self->engine, self->profile);
  if (next != NULL)
    alp_folder_pane_set_profile (self, next);
  else
    show_account (self, NULL);
}

/**
 * alp_folder_pane_set_profile:
 * @profile: the user account whose addresses are shown from now on
 */
void
alp_folder_pane_set_profile (AlpFolderPane *self, AlpProfile *profile)
{
  g_return_if_fail (ALP_IS_FOLDER_PANE (self));
  g_return_if_fail (ALP_IS_PROFILE (profile));

  if (self->profile == profile)
    return;
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, on_accounts_changed, self);
  g_set_object (&self->profile, profile);
  g_set_object (&self->model, alp_profile_get_accounts (profile));
  self->unified = FALSE;
  alp_engine_set_default_profile (self->engine, alp_profile_get_id (profile));
  alp_address_switcher_set_profile (self->switcher, profile);
  alp_account_button_set_profile (self->account_button, profile);
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (on_accounts_changed), self,
                           G_CONNECT_SWAPPED);
  on_accounts_changed (self);
  g_signal_emit (self, signals[SIGNAL_PROFILE_CHANGED], 0);
}

/* The first address of all may come at any time, into any user account. */
static void
on_any_account (AlpFolderPane *self)
{
  AlpProfile *next;

  if (self->profile != NULL && g_list_model_get_n_items (self->model) > 0)
    return;
  next = alp_engine_next_profile (self->engine, self->profile);
  if (next != NULL)
    alp_folder_pane_set_profile (self, next);
}

/**
 * alp_folder_pane_set_engine:
 * @engine: whose addresses are shown from now on
 */
void
alp_folder_pane_set_engine (AlpFolderPane *self, AlpEngine *engine)
{
  AlpProfile *first;

  g_return_if_fail (ALP_IS_FOLDER_PANE (self));

  g_set_object (&self->engine, engine);
  alp_account_button_set_engine (self->account_button, engine);
  first = alp_engine_get_profile_by_id (engine, alp_engine_get_default_profile (engine));
  if (first == NULL || g_list_model_get_n_items (alp_profile_get_accounts (first)) == 0)
    first = alp_engine_next_profile (engine, NULL);
  if (first == NULL)
    first = alp_engine_get_profile_by_id (engine, 1);
  g_signal_connect_object (alp_engine_get_profiles (engine), "items-changed", G_CALLBACK (on_any_account),
                           self, G_CONNECT_SWAPPED);
  if (first != NULL)
    alp_folder_pane_set_profile (self, first);
}

/**
 * alp_folder_pane_show_account_button:
 * @shown: whether this header is where the user account is chosen, because no other is seen
 */
void
alp_folder_pane_show_account_button (AlpFolderPane *self, gboolean shown)
{
  g_return_if_fail (ALP_IS_FOLDER_PANE (self));

  gtk_widget_set_visible (GTK_WIDGET (self->account_button), shown);
}

static void
alp_folder_pane_dispose (GObject *object)
{
  AlpFolderPane *self = ALP_FOLDER_PANE (object);

  g_clear_object (&self->menu_search);
  g_clear_object (&self->search);
  g_clear_object (&self->saved);
  g_clear_handle_id (&self->clock_id, g_source_remove);
  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_clear_handle_id (&self->refilter_id, g_source_remove);
  for (gsize i = 0; i < G_N_ELEMENTS (self->filters); i++)
    g_clear_object (&self->filters[i]);
  if (self->account != NULL && self->folders != NULL)
    show_account (self, NULL);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_object (&self->menu_folder);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, on_accounts_changed, self);
  g_clear_object (&self->engine);
  g_clear_object (&self->profile);
  g_clear_object (&self->model);
  g_clear_object (&self->account);
  g_clear_object (&self->folder);
  G_OBJECT_CLASS (alp_folder_pane_parent_class)->dispose (object);
}

static void
alp_folder_pane_class_init (AlpFolderPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_folder_pane_dispose;
  g_type_ensure (ALP_TYPE_ADDRESS_SWITCHER);
  g_type_ensure (ALP_TYPE_ACCOUNT_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-folder-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, switcher);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, account_button);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, specials);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, favorites);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, folders);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, favorites_title);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, folders_title);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, places);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, searches);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, searches_title);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, quota_box);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, quota_label);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, quota_bar);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, sync_icons);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, sync_label);

  /* folder-changed: another folder is selected (alp_folder_pane_get_folder). */
  signals[SIGNAL_FOLDER_CHANGED] = g_signal_new ("folder-changed", ALP_TYPE_FOLDER_PANE, G_SIGNAL_RUN_LAST, 0,
                                                 NULL, NULL, NULL, G_TYPE_NONE, 0);
  /* profile-changed: another user account is open (alp_folder_pane_get_profile). */
  signals[SIGNAL_PROFILE_CHANGED] = g_signal_new ("profile-changed", ALP_TYPE_FOLDER_PANE, G_SIGNAL_RUN_LAST,
                                                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /* folder-activated: the person clicked a folder; a pane over the list may close. */
  signals[SIGNAL_FOLDER_ACTIVATED] = g_signal_new ("folder-activated", ALP_TYPE_FOLDER_PANE,
                                                   G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /* rows-dropped (AlpRows, AlpFolder): messages were dragged onto a folder. */
  signals[SIGNAL_ROWS_DROPPED]
      = g_signal_new ("rows-dropped", ALP_TYPE_FOLDER_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 2, ALP_TYPE_ROWS, ALP_TYPE_FOLDER);
  /* quota-changed: alp_folder_pane_get_quota_percent () is another. */
  signals[SIGNAL_QUOTA_CHANGED] = g_signal_new ("quota-changed", ALP_TYPE_FOLDER_PANE, G_SIGNAL_RUN_LAST, 0,
                                                NULL, NULL, NULL, G_TYPE_NONE, 0);
  /* search-action (AlpSavedSearch, name): chosen from the menu of a kept search: "edit", "rename", "remove". */
  signals[SIGNAL_SEARCH_ACTION]
      = g_signal_new ("search-action", ALP_TYPE_FOLDER_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 2, ALP_TYPE_SAVED_SEARCH, G_TYPE_STRING);
  /* told (text, undoable): something was done with a folder, or not. */
  signals[SIGNAL_TOLD] = g_signal_new ("told", ALP_TYPE_FOLDER_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
}

static void
alp_folder_pane_init (AlpFolderPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  alp_folder_tree_install (self);
  alp_folder_menu_install (self);
  self->unified_role = ALP_FOLDER_ROLE_INBOX;
  g_signal_connect_object (self->switcher, "account-chosen", G_CALLBACK (on_account_chosen), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->switcher, "unified-chosen", G_CALLBACK (on_unified_chosen), self,
                           G_CONNECT_SWAPPED);
  self->clock_id = g_timeout_add_seconds (CLOCK_SECONDS, on_clock, self);
}
