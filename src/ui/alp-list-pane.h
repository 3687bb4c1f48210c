/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-list-pane.h: the list of messages.  Main thread. */
#pragma once

#include "alp-engine.h"
#include "alp-message-row.h"
#include "alp-search-bar.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What the pane says when there is no row to show, and what its menus offer. */
typedef enum
{
  ALP_LIST_KIND_FOLDER,
  ALP_LIST_KIND_INBOX,
  ALP_LIST_KIND_SPAM,
  ALP_LIST_KIND_TRASH,
  ALP_LIST_KIND_DRAFTS,
  ALP_LIST_KIND_SEARCH,
  ALP_LIST_KIND_FILTERED,
} AlpListKind;

/* What is selected when the selected row leaves.  Numbers are those of the setting "auto-advance". */
typedef enum
{
  ALP_ADVANCE_NEXT,
  ALP_ADVANCE_PREVIOUS,
  ALP_ADVANCE_LIST,
  ALP_ADVANCE_SAME,
} AlpAdvance;

/* AlpListPane.  Signals: "message-selected" (): another row, none, or several; "message-activated" (): Enter or a double
 * click; "row-action" (AlpMessage, name): a button of, or a swipe on, one row; "search-changed" (): text, scope, or the field
 * came or went; "search-wanted" (): Enter, the search is meant; "search-save" (): to be kept; "filter-changed" (). */
#define ALP_TYPE_LIST_PANE (alp_list_pane_get_type ())
G_DECLARE_FINAL_TYPE (AlpListPane, alp_list_pane, ALP, LIST_PANE, AdwBin)

void alp_list_pane_set_list (AlpListPane *self, AlpMessageList *list, AlpListKind kind);
void alp_list_pane_set_title (AlpListPane *self, const char *title, const char *subtitle);
void alp_list_pane_set_banner (AlpListPane *self, const char *text, const char *button, const char *action);
void alp_list_pane_set_busy (AlpListPane *self, gboolean busy);
void alp_list_pane_set_error (AlpListPane *self, const char *text);
void alp_list_pane_bind_settings (AlpListPane *self, GSettings *settings);
void alp_list_pane_set_narrow (AlpListPane *self, gboolean narrow);
AlpFilter alp_list_pane_get_filter (AlpListPane *self);
void alp_list_pane_clear_filter (AlpListPane *self);

AlpMessage *alp_list_pane_get_message (AlpListPane *self);
guint alp_list_pane_get_n_selected (AlpListPane *self);
AlpRows *alp_list_pane_dup_rows (AlpListPane *self);
gboolean alp_list_pane_any_unread (AlpListPane *self);
gboolean alp_list_pane_all_starred (AlpListPane *self);
void alp_list_pane_unselect (AlpListPane *self);
gboolean alp_list_pane_leave_selection (AlpListPane *self);
void alp_list_pane_begin_selection (AlpListPane *self);
void alp_list_pane_select_all (AlpListPane *self);
gboolean alp_list_pane_step (AlpListPane *self, int direction, gboolean unread);
gboolean alp_list_pane_keep_place (AlpListPane *self);
gboolean alp_list_pane_is_restoring (AlpListPane *self);

/* Where one was in a list; see alp_list_pane_dup_place (). */
typedef struct
{
  AlpMessageList *list; /* nullable */
  AlpListKind kind;
  gint64 selected; /* id of the only selected row, 0: none */
  double scrolled; /* pixels */
} AlpListPlace;

void alp_list_place_free (AlpListPlace *place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpListPlace, alp_list_place_free)
AlpListPlace *alp_list_pane_dup_place (AlpListPane *self);
void alp_list_pane_go_to_place (AlpListPane *self, const AlpListPlace *place);

AlpMessageList *alp_list_pane_get_list (AlpListPane *self);
AlpSearchBar *alp_list_pane_get_search_bar (AlpListPane *self);
void alp_list_pane_set_search_place (AlpListPane *self, AlpEngine *engine, AlpAccount *account,
                                     AlpFolder *folder);
void alp_list_pane_open_search (AlpListPane *self);
void alp_list_pane_search (AlpListPane *self, const char *text);
gboolean alp_list_pane_close_search (AlpListPane *self);
gboolean alp_list_pane_get_searching (AlpListPane *self);
gboolean alp_list_pane_has_list_focus (AlpListPane *self);
gboolean alp_list_pane_has_rows (AlpListPane *self);
void alp_list_pane_focus_list (AlpListPane *self);
GtkWidget *alp_list_pane_get_sidebar_button (AlpListPane *self);

G_END_DECLS
