/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-folder-pane.c: the left pane: address switcher, folders of that address, the sync line.
 *
 * Main thread.  Holds which address and folder are shown and tells so by "folder-changed"; the window does the rest. */
#include "alp-folder-pane-private.h"

#include "alp-drag.h"
#include "alp-format.h"

#include <glib/gi18n.h>

#define CLOCK_SECONDS 30

G_DEFINE_FINAL_TYPE (AlpFolderPane, alp_folder_pane, ADW_TYPE_BIN)

enum
{
  SIGNAL_FOLDER_CHANGED,
  SIGNAL_FOLDER_ACTIVATED,
  SIGNAL_ROWS_DROPPED,
  SIGNAL_SEARCH_ACTION,
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

guint
alp_folder_pane_get_unified_unread (AlpFolderPane *self)
{
  guint unread = 0;

  for (guint i = 0; self->model != NULL && i < g_list_model_get_n_items (self->model); i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (self->model, i);
      AlpFolder *inbox = alp_account_find_role (account, ALP_FOLDER_ROLE_INBOX);

      unread += inbox != NULL ? alp_folder_get_unread (inbox) : 0;
    }
  return unread;
}

static const char *
account_title (AlpAccount *account)
{
  return alp_account_get_email (account);
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

/* The domain stays visible: a long address loses its beginning, and its full form is the tooltip. */
static void
update_switcher (AlpFolderPane *self)
{
  const char *name = alp_account_get_name (self->account);
  const char *email = account_title (self->account);
  gboolean has_name = name != NULL && *name != '\0';
  /* Translators: the button that chooses among the person's own addresses; %s is the one shown now */
  g_autofree char *spoken = g_strdup_printf (_ ("Address: %s"), email);

  adw_avatar_set_text (self->switcher_avatar, has_name ? name : email);
  gtk_label_set_text (self->switcher_name, has_name ? name : "");
  gtk_widget_set_visible (GTK_WIDGET (self->switcher_name), has_name);
  gtk_label_set_text (self->switcher_label, email);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->switcher), email);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->switcher), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
show_unified (AlpFolderPane *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->switcher_name), TRUE);
  gtk_label_set_text (self->switcher_name, _ ("All Inboxes"));
  gtk_label_set_text (self->switcher_label, account_title (self->account));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->switcher), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Address: all inboxes"), -1);
}

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
  if (account == NULL)
    return;
  update_switcher (self);
  alp_folder_tree_bind (self, account);
  g_signal_connect_swapped (account, "notify", G_CALLBACK (update_sync_line), self);
  alp_folder_tree_settle (self);
  update_sync_line (self);
}

static void
on_unified (AlpFolderPane *self)
{
  gtk_popover_popdown (self->accounts_popover);
  if (self->account == NULL)
    return;
  self->unified = TRUE;
  g_clear_object (&self->folder);
  show_unified (self);
  alp_folder_tree_settle (self);
  g_signal_emit (self, signals[SIGNAL_FOLDER_CHANGED], 0);
  g_signal_emit (self, signals[SIGNAL_FOLDER_ACTIVATED], 0);
}

static void
on_account_activated (AlpFolderPane *self, GtkListBoxRow *row)
{
  gtk_popover_popdown (self->accounts_popover);
  alp_folder_pane_select_account (self, (guint) gtk_list_box_row_get_index (row));
}

static GtkWidget *
make_text (const char *text, PangoEllipsizeMode ellipsize, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), ellipsize);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_account_row (gpointer item, gpointer unused)
{
  const char *email = account_title (item);
  AlpFolder *inbox = alp_account_find_role (item, ALP_FOLDER_ROLE_INBOX);
  guint unread = inbox != NULL ? alp_folder_get_unread (inbox) : 0;
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), make_text (email, PANGO_ELLIPSIZE_START, NULL));
  if (alp_account_get_state (item) == ALP_ACCOUNT_STATE_NEEDS_ATTENTION)
    gtk_box_append (GTK_BOX (texts), make_text (_ ("Sign in again"), PANGO_ELLIPSIZE_END, "warning"));
  gtk_box_append (GTK_BOX (box), adw_avatar_new (28, email, TRUE));
  gtk_box_append (GTK_BOX (box), texts);
  if (unread > 0)
    {
      g_autofree char *count = alp_format_count (unread);

      gtk_box_append (GTK_BOX (box), make_text (count, PANGO_ELLIPSIZE_NONE, "alp-count"));
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, email, -1);
  return row;
}

/* The list in the popover is made anew each time it opens: counts and problems are those of now. */
static void
fill_accounts (AlpFolderPane *self)
{
  guint unread;
  g_autofree char *count = NULL;

  if (self->model == NULL || !gtk_widget_get_visible (GTK_WIDGET (self->accounts_popover)))
    return;
  unread = alp_folder_pane_get_unified_unread (self);
  count = alp_format_count (unread);
  gtk_label_set_text (self->unified_count, unread > 0 ? count : "");
  gtk_widget_set_visible (self->unified_button, g_list_model_get_n_items (self->model) > 1);
  gtk_list_box_bind_model (self->accounts, self->model, make_account_row, NULL, NULL);
}

/**
 * alp_folder_pane_select_account:
 * @position: place in the list of addresses; one past the end is ignored
 */
void
alp_folder_pane_select_account (AlpFolderPane *self, guint position)
{
  g_autoptr (AlpAccount) account = NULL;

  g_return_if_fail (ALP_IS_FOLDER_PANE (self));

  account = self->model != NULL ? g_list_model_get_item (self->model, position) : NULL;
  if (account == NULL)
    return;
  if (self->unified)
    {
      self->unified = FALSE;
      update_switcher (self);
      alp_folder_tree_settle (self);
    }
  show_account (self, account);
}

static void
on_accounts_changed (AlpFolderPane *self)
{
  guint n = g_list_model_get_n_items (self->model);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AlpAccount) account = g_list_model_get_item (self->model, i);

      if (account == self->account)
        return;
    }
  if (n == 0)
    show_account (self, NULL);
  else
    alp_folder_pane_select_account (self, 0);
}

/**
 * alp_folder_pane_set_engine:
 * @engine: whose addresses are shown from now on
 */
void
alp_folder_pane_set_engine (AlpFolderPane *self, AlpEngine *engine)
{
  g_return_if_fail (ALP_IS_FOLDER_PANE (self));

  g_set_object (&self->engine, engine);
  g_set_object (&self->model, alp_engine_get_accounts (engine));
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (on_accounts_changed), self,
                           G_CONNECT_SWAPPED);
  on_accounts_changed (self);
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
  g_clear_object (&self->engine);
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
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-folder-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, switcher);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, switcher_avatar);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, switcher_name);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, switcher_label);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, accounts_popover);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, accounts);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, unified_button);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, unified_count);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, specials);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, favorites);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, folders);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, favorites_title);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, folders_title);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, places);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, searches);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, searches_title);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, sync_icons);
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, sync_label);

  /* folder-changed: another folder is selected (alp_folder_pane_get_folder). */
  signals[SIGNAL_FOLDER_CHANGED] = g_signal_new ("folder-changed", ALP_TYPE_FOLDER_PANE, G_SIGNAL_RUN_LAST, 0,
                                                 NULL, NULL, NULL, G_TYPE_NONE, 0);
  /* folder-activated: the person clicked a folder; a pane over the list may close. */
  signals[SIGNAL_FOLDER_ACTIVATED] = g_signal_new ("folder-activated", ALP_TYPE_FOLDER_PANE,
                                                   G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /* rows-dropped (AlpRows, AlpFolder): messages were dragged onto a folder. */
  signals[SIGNAL_ROWS_DROPPED]
      = g_signal_new ("rows-dropped", ALP_TYPE_FOLDER_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 2, ALP_TYPE_ROWS, ALP_TYPE_FOLDER);
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
  g_signal_connect_object (self->unified_button, "clicked", G_CALLBACK (on_unified), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->accounts_popover, "notify::visible", G_CALLBACK (fill_accounts), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->accounts, "row-activated", G_CALLBACK (on_account_activated), self,
                           G_CONNECT_SWAPPED);
  self->clock_id = g_timeout_add_seconds (CLOCK_SECONDS, on_clock, self);
}
