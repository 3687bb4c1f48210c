/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-folder-pane-private.h: what the files of the folder pane share.  Not for others. */
#pragma once

#include "alp-folder-pane.h"

#include "alp-account-button.h"
#include "alp-address-switcher.h"
#include "alp-folder-row.h"

G_BEGIN_DECLS

struct _AlpFolderPane
{
  AdwBin parent_instance;

  AlpAddressSwitcher *switcher;
  AlpAccountButton *account_button;
  GtkListBox *specials;
  GtkListBox *favorites;
  GtkListBox *folders;
  GtkWidget *favorites_title;
  GtkWidget *folders_title;
  GtkListBox *places;
  GtkListBox *searches;
  GtkWidget *searches_title;
  GtkWidget *quota_box;
  GtkLabel *quota_label;
  GtkProgressBar *quota_bar;
  AlpQuota quota;
  GtkWidget *outbox_row;
  GtkWidget *scheduled_row;
  GtkStack *sync_icons;
  GtkLabel *sync_label;

  AlpEngine *engine;
  AlpProfile *profile;
  GListModel *model; /* the addresses of @profile */
  AlpAccount *account;
  AlpFolder *folder;
  GtkWidget *menu;
  AlpFolder *menu_folder; /* what the open menu is about */
  AlpSavedSearch *menu_search;
  AlpSavedSearch *search; /* nullable: chosen instead of a folder */
  GListModel *saved;      /* nullable: of AlpSavedSearch */
  guint outbox_round;
  guint clock_id;
  guint settle_id;
  guint refilter_id;
  GtkFilter *filters[3];
  gboolean unified;
  AlpFolderRole unified_role;
  gboolean selecting; /* the lists are being brought into agreement */
};

/* alp-folder-tree.c: the lists */
void alp_folder_tree_install (AlpFolderPane *self);
void alp_folder_tree_bind (AlpFolderPane *self, AlpAccount *account);
void alp_folder_tree_settle (AlpFolderPane *self);
void alp_folder_pane_end_unified (AlpFolderPane *self);
void alp_folder_pane_choose (AlpFolderPane *self, AlpFolder *folder);
void alp_folder_pane_activated (AlpFolderPane *self);
void alp_folder_pane_drop (AlpFolderPane *self, gpointer rows, AlpFolder *folder);
void alp_folder_pane_tell (AlpFolderPane *self, const char *text, gboolean undo);
void alp_folder_pane_folder_done (GObject *engine, GAsyncResult *result, gpointer pane);

/* alp-folder-places.c: what waits to be sent, kept searches */
void alp_folder_places_install (AlpFolderPane *self);
void alp_folder_places_set_engine (AlpFolderPane *self);
void alp_folder_places_settle (AlpFolderPane *self);
gboolean alp_folder_places_open_menu (AlpFolderPane *self, GtkWidget *focus);
void alp_folder_pane_choose_search (AlpFolderPane *self, AlpSavedSearch *search);

/* alp-folder-quota.c: storage */
void alp_folder_quota_bind (AlpFolderPane *self, AlpAccount *account);

/* alp-folder-menu.c: what can be done with a folder */
void alp_folder_menu_install (AlpFolderPane *self);
void alp_folder_menu_popup (AlpFolderPane *self, GtkWidget *row, GMenuModel *menu, double x, double y);
void alp_folder_menu_open (AlpFolderPane *self, GtkWidget *row, AlpFolder *folder, double x, double y);

G_END_DECLS
