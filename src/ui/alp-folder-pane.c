/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-folder-pane.c: the left pane: address switcher, folders of that address, the sync line.
 *
 * Main thread.  Holds which address and folder are shown and tells so by "folder-changed"; the window does the rest. */
#include "alp-folder-pane.h"

#include "alp-drag.h"
#include "alp-folder-row.h"
#include "alp-format.h"

#include <glib/gi18n.h>

#define CLOCK_SECONDS 30

struct _AlpFolderPane
{
  AdwBin parent_instance;

  GtkMenuButton *switcher;
  AdwAvatar *switcher_avatar;
  GtkLabel *switcher_name;
  GtkLabel *switcher_label;
  GtkPopover *accounts_popover;
  GtkListBox *accounts;
  GtkListBox *folders;
  GtkStack *sync_icons;
  GtkLabel *sync_label;

  GListModel *model;
  AlpAccount *account;
  AlpFolder *folder;
  guint clock_id;
  gboolean unified;
};

G_DEFINE_FINAL_TYPE (AlpFolderPane, alp_folder_pane, ADW_TYPE_BIN)

enum
{
  SIGNAL_FOLDER_CHANGED,
  SIGNAL_FOLDER_ACTIVATED,
  SIGNAL_ROWS_DROPPED,
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
  g_autofree char *text = NULL;

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
      text = g_strdup (_ ("Getting messages…"));
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

static gboolean
is_special (AlpFolder *folder)
{
  return alp_folder_get_role (folder) != ALP_FOLDER_ROLE_NONE;
}

static void
update_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer unused)
{
  AlpFolder *folder = alp_folder_row_get_folder (ALP_FOLDER_ROW (row));
  GtkWidget *label;

  if (is_special (folder) || before == NULL
      || !is_special (alp_folder_row_get_folder (ALP_FOLDER_ROW (before))))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = gtk_label_new (_ ("Folders"));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "alp-section");
  gtk_list_box_row_set_header (row, label);
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, AlpFolderPane *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));

  if (!G_VALUE_HOLDS (value, ALP_TYPE_ROWS))
    return FALSE;
  g_signal_emit (self, signals[SIGNAL_ROWS_DROPPED], 0, g_value_get_boxed (value),
                 alp_folder_row_get_folder (ALP_FOLDER_ROW (row)));
  return TRUE;
}

static GtkWidget *
make_folder_row (gpointer item, gpointer data)
{
  GtkWidget *row = alp_folder_row_new (item);
  GtkDropTarget *target;

  if (!alp_folder_get_selectable (item))
    return row;
  target = gtk_drop_target_new (ALP_TYPE_ROWS, GDK_ACTION_COPY | GDK_ACTION_MOVE);
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), data, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (target));
  return row;
}

static void
on_folder_selected (AlpFolderPane *self, GtkListBoxRow *row)
{
  AlpFolder *folder = row != NULL ? alp_folder_row_get_folder (ALP_FOLDER_ROW (row)) : NULL;

  if (folder == NULL || folder == self->folder)
    return;
  g_set_object (&self->folder, folder);
  g_signal_emit (self, signals[SIGNAL_FOLDER_CHANGED], 0);
}

static void
on_folder_activated (AlpFolderPane *self, GtkListBoxRow *row)
{
  on_folder_selected (self, row);
  g_signal_emit (self, signals[SIGNAL_FOLDER_ACTIVATED], 0);
}

/* Keeps a folder selected while folders come and go: the same one if it is still there, else the inbox. */
static void
ensure_selection (AlpFolderPane *self)
{
  GtkListBoxRow *row, *best = NULL;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->folders, i)) != NULL; i++)
    {
      AlpFolder *folder = alp_folder_row_get_folder (ALP_FOLDER_ROW (row));

      if (folder == self->folder)
        {
          best = row;
          break;
        }
      if (best == NULL || alp_folder_get_role (folder) == ALP_FOLDER_ROLE_INBOX)
        best = row;
    }
  if (best != NULL)
    gtk_list_box_select_row (self->folders, best);
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
show_account (AlpFolderPane *self, AlpAccount *account)
{
  if (self->account == account)
    return;
  if (self->account != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->account, update_sync_line, self);
      g_signal_handlers_disconnect_by_func (alp_account_get_folders (self->account), ensure_selection, self);
    }
  g_set_object (&self->account, account);
  g_clear_object (&self->folder);
  if (account == NULL)
    {
      gtk_list_box_bind_model (self->folders, NULL, NULL, NULL, NULL);
      return;
    }
  update_switcher (self);
  gtk_list_box_bind_model (self->folders, alp_account_get_folders (account), make_folder_row, self, NULL);
  g_signal_connect_swapped (account, "notify", G_CALLBACK (update_sync_line), self);
  g_signal_connect_swapped (alp_account_get_folders (account), "items-changed", G_CALLBACK (ensure_selection),
                            self);
  ensure_selection (self);
  update_sync_line (self);
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
  if (self->model != NULL && gtk_widget_get_visible (GTK_WIDGET (self->accounts_popover)))
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
  if (account != NULL)
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
 * alp_folder_pane_set_accounts:
 * @accounts: of #AlpAccount; followed from now on
 */
void
alp_folder_pane_set_accounts (AlpFolderPane *self, GListModel *accounts)
{
  g_return_if_fail (ALP_IS_FOLDER_PANE (self));

  g_set_object (&self->model, accounts);
  gtk_list_box_bind_model (self->accounts, accounts, make_account_row, NULL, NULL);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (on_accounts_changed), self,
                           G_CONNECT_SWAPPED);
  on_accounts_changed (self);
}

static void
alp_folder_pane_dispose (GObject *object)
{
  AlpFolderPane *self = ALP_FOLDER_PANE (object);

  g_clear_handle_id (&self->clock_id, g_source_remove);
  if (self->account != NULL && self->folders != NULL)
    show_account (self, NULL);
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
  gtk_widget_class_bind_template_child (widget_class, AlpFolderPane, folders);
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
}

static void
alp_folder_pane_init (AlpFolderPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->folders, update_header, NULL, NULL);
  g_signal_connect_object (self->folders, "row-selected", G_CALLBACK (on_folder_selected), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->folders, "row-activated", G_CALLBACK (on_folder_activated), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->accounts_popover, "notify::visible", G_CALLBACK (fill_accounts), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->accounts, "row-activated", G_CALLBACK (on_account_activated), self,
                           G_CONNECT_SWAPPED);
  self->clock_id = g_timeout_add_seconds (CLOCK_SECONDS, on_clock, self);
}
