/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-print.h: a message on paper or as PDF.  Main thread. */
#pragma once

#include "alp-content.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Called once: @error is NULL when it is done. */
typedef void (*AlpPrintDone) (const GError *error, gpointer data);

void alp_print_message (GtkWindow *parent, AlpContent *content);
void alp_print_to_pdf (GtkWindow *parent, AlpContent *content, GFile *file, AlpPrintDone done, gpointer data);

G_END_DECLS
