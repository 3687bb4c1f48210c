/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-list-pane-private.h: what the files of the list pane share.  Not for others. */
#pragma once

#include "alp-list-pane.h"

#include "alp-message-row.h"
#include "alp-search-bar.h"
#include "alp-selection.h"

G_BEGIN_DECLS

struct _AlpListPane
{
  AdwBin parent_instance;

  AdwToolbarView *view;
  AdwWindowTitle *title;
  GtkWidget *sidebar_button;
  GtkWidget *compose_button;
  GtkWidget *select_button;
  GtkToggleButton *search_button;
  GtkRevealer *search_revealer;
  AlpSearchBar *search_bar;
  GtkWidget *recent_title;
  GtkWidget *recent_clear;
  GtkListBox *recent;
  GtkWidget *recent_none;
  GtkWidget *chips;
  GtkToggleButton *unread_chip;
  GtkToggleButton *starred_chip;
  GtkToggleButton *attachment_chip;
  GtkToggleButton *contact_chip;
  AdwBanner *banner;
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkListView *list;
  GtkLabel *sticky;
  AdwStatusPage *empty;
  AdwStatusPage *failure;
  GtkWidget *action_bar;
  GtkWidget *select_all;

  GtkWidget *popover;
  GPtrArray *items; /* GtkListItem: those that exist now; not owned */
  AlpSelection *selection;
  AlpMessageList *model;
  AlpListKind kind;
  AlpDensity density;
  AlpAdvance advance;
  char **hover_actions;
  char *name; /* of the folder */
  char *subtitle;
  char *error;
  guint keep; /* position to select when the selected rows leave, or GTK_INVALID_LIST_POSITION */
  guint last; /* position selected before */
  int direction;
  AlpMessage *selected; /* nullable: told last */
  guint many;           /* told last */
  guint place_id;       /* scrolling back is still to be done */
  double place_value;
  guint pin_id;       /* a new list stays at its top until then */
  AlpEngine *engine;  /* nullable: whose searches are remembered */
  char **words;       /* nullable: marked in the rows */
  gboolean searching; /* the search field is shown */
  gboolean filters_shown;
  gboolean busy;
  gboolean sections;
  gboolean restoring;   /* the selection is moved by us after a row left */
  gboolean wants_focus; /* asked for while there was no row to take it */
};

void alp_list_rows_install (AlpListPane *self);
void alp_list_rows_refresh (AlpListPane *self);
void alp_list_rows_install_factory (AlpListPane *self);
void alp_list_rows_pin_top (AlpListPane *self);
void alp_list_pane_act_on_row (AlpListPane *self, AlpMessageRow *row, const char *action);
void alp_list_pane_update_state (AlpListPane *self);
void alp_list_rows_open_menu (AlpListPane *self, AlpMessageRow *row);
void alp_list_rows_set_words (AlpListPane *self);

/* alp-list-search.c */
void alp_list_search_install (AlpListPane *self);
void alp_list_search_show_count (AlpListPane *self);

G_END_DECLS
