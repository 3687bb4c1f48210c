/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-selection.h: which rows of a message list are selected, and its sections.  Main thread. */
#pragma once

#include "alp-message-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* AlpSelection: GListModel, GtkSelectionModel and GtkSectionModel over an AlpMessageList.
 * Signal "changed" (): other rows are selected, or the selection mode began or ended. */
#define ALP_TYPE_SELECTION (alp_selection_get_type ())
G_DECLARE_FINAL_TYPE (AlpSelection, alp_selection, ALP, SELECTION, GObject)

AlpSelection *alp_selection_new (void);
void alp_selection_set_list (AlpSelection *self, AlpMessageList *list);
guint alp_selection_get_count (AlpSelection *self);
guint alp_selection_get_position (AlpSelection *self);
AlpMessage *alp_selection_dup_single (AlpSelection *self);
GArray *alp_selection_dup_ids (AlpSelection *self);
void alp_selection_select (AlpSelection *self, guint position);
void alp_selection_toggle (AlpSelection *self, guint position);
void alp_selection_clear (AlpSelection *self);
void alp_selection_set_mode (AlpSelection *self, gboolean mode);
gboolean alp_selection_get_mode (AlpSelection *self);
void alp_selection_new_day (AlpSelection *self);

G_END_DECLS
