/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-move-dialog.h: choosing a folder by typing.  Main thread. */
#pragma once

#include "alp-account.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* AlpMoveDialog: signal "chosen" (AlpFolder): once, then it closes itself. */
#define ALP_TYPE_MOVE_DIALOG (alp_move_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AlpMoveDialog, alp_move_dialog, ALP, MOVE_DIALOG, AdwDialog)

AdwDialog *alp_move_dialog_new (AlpAccount *account, gint64 except_folder_id);

G_END_DECLS
