/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-card-files.h: the attachments of a message.  Main thread. */
#pragma once

#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* AlpCardFiles: signal "told" (text): something was saved, or not. */
#define ALP_TYPE_CARD_FILES (alp_card_files_get_type ())
G_DECLARE_FINAL_TYPE (AlpCardFiles, alp_card_files, ALP, CARD_FILES, AdwBin)

GtkWidget *alp_card_files_new (void);
void alp_card_files_set_parts (AlpCardFiles *self, AlpEngine *engine, GListModel *parts);

G_END_DECLS
