/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-search-bar.h: the search field with its scope, chips and coverage.  Main thread. */
#pragma once

#include "alp-search.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* AlpSearchBar.  Signals: "changed" (): text or scope, a moment after the last key; "activated" (): Enter, the results are wanted;
 * "down" (): the keyboard goes to the results; "save" (): the search is to be kept; "stopped" (): Escape. */
#define ALP_TYPE_SEARCH_BAR (alp_search_bar_get_type ())
G_DECLARE_FINAL_TYPE (AlpSearchBar, alp_search_bar, ALP, SEARCH_BAR, AdwBin)

void alp_search_bar_set_place (AlpSearchBar *self, AlpEngine *engine, AlpAccount *account, AlpFolder *folder);
const char *alp_search_bar_get_text (AlpSearchBar *self);
void alp_search_bar_set_text (AlpSearchBar *self, const char *text);
AlpSearchScope alp_search_bar_get_scope (AlpSearchBar *self);
AlpAccount *alp_search_bar_get_account (AlpSearchBar *self);
AlpFolder *alp_search_bar_get_folder (AlpSearchBar *self);
void alp_search_bar_focus (AlpSearchBar *self);
void alp_search_bar_set_status (AlpSearchBar *self, const char *text);
void alp_search_bar_update_coverage (AlpSearchBar *self);
guint alp_search_bar_get_to_go (AlpSearchBar *self);

G_END_DECLS
