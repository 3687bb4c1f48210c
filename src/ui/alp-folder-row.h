/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-folder-row.h: one folder in the folder pane.  Main thread. */
#pragma once

#include "alp-folder.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_FOLDER_ROW (alp_folder_row_get_type ())
G_DECLARE_FINAL_TYPE (AlpFolderRow, alp_folder_row, ALP, FOLDER_ROW, GtkListBoxRow)

void alp_folder_row_set_expander (AlpFolderRow *self, gboolean shown, gboolean expanded);
gboolean alp_folder_row_has_expander (AlpFolderRow *self);
GtkWidget *alp_folder_row_new (AlpFolder *folder);
AlpFolder *alp_folder_row_get_folder (AlpFolderRow *self);

G_END_DECLS
