/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-list-pane.h: the list of messages.  Main thread. */
#pragma once

#include "alp-message.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What the pane says when there is no row to show. */
typedef enum
{
  ALP_LIST_KIND_FOLDER,
  ALP_LIST_KIND_INBOX,
  ALP_LIST_KIND_SPAM,
  ALP_LIST_KIND_TRASH,
  ALP_LIST_KIND_DRAFTS,
  ALP_LIST_KIND_SEARCH,
} AlpListKind;

#define ALP_TYPE_LIST_PANE (alp_list_pane_get_type ())
G_DECLARE_FINAL_TYPE (AlpListPane, alp_list_pane, ALP, LIST_PANE, AdwBin)

void alp_list_pane_set_list (AlpListPane *self, GListModel *list, AlpListKind kind);
void alp_list_pane_set_title (AlpListPane *self, const char *title, const char *subtitle);
void alp_list_pane_set_banner (AlpListPane *self, const char *text, const char *button, const char *action);
void alp_list_pane_set_busy (AlpListPane *self, gboolean busy);
void alp_list_pane_set_error (AlpListPane *self, const char *text);
void alp_list_pane_set_large (AlpListPane *self, gboolean large);
AlpMessage *alp_list_pane_get_message (AlpListPane *self);
void alp_list_pane_unselect (AlpListPane *self);
gboolean alp_list_pane_step (AlpListPane *self, int direction, gboolean unread);
void alp_list_pane_keep_place (AlpListPane *self);
gboolean alp_list_pane_is_restoring (AlpListPane *self);
void alp_list_pane_open_search (AlpListPane *self);
gboolean alp_list_pane_close_search (AlpListPane *self);
gboolean alp_list_pane_has_list_focus (AlpListPane *self);
void alp_list_pane_focus_list (AlpListPane *self);
GtkWidget *alp_list_pane_get_sidebar_button (AlpListPane *self);

G_END_DECLS
