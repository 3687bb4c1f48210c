/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-composer-selection.h: what is selected in a message that is answered.  Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void alp_composer_selection_async (GtkWidget *below, GAsyncReadyCallback callback, gpointer user_data);
char *alp_composer_selection_finish (GtkWidget *below, GAsyncResult *result);

G_END_DECLS
