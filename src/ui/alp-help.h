/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-help.h: the help pages.  Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* @page: (nullable): the name of a page of docs/help; else the list. */
void alp_help_present (GtkWidget *parent, const char *page);
/* The page of the place where the focus is. (nullable) */
const char *alp_help_page_of (GtkWidget *focus);
/* Names of all pages, in order. (transfer full): NULL-terminated. */
char **alp_help_list_pages (void);

G_END_DECLS
