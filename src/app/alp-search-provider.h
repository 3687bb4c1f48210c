/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-search-provider.h: the shell's search over the mail (org.gnome.Shell.SearchProvider2).  Main thread. */
#pragma once

#include "alp-engine.h"

G_BEGIN_DECLS

/* AlpSearchProvider: answers from the local index, with or without a window. */
#define ALP_TYPE_SEARCH_PROVIDER (alp_search_provider_get_type ())
G_DECLARE_FINAL_TYPE (AlpSearchProvider, alp_search_provider, ALP, SEARCH_PROVIDER, GObject)

AlpSearchProvider *alp_search_provider_new (GApplication *application);
/* NULL @engine: questions wait for one, for a few seconds. */
void alp_search_provider_set_engine (AlpSearchProvider *self, AlpEngine *engine);
gboolean alp_search_provider_export (AlpSearchProvider *self, GDBusConnection *connection, GError **error);

/* The query that the shell's words mean: each word must be there, none is an operator. NULL: nothing to look for. Pure. (transfer full) */
char *alp_search_provider_make_query (const char *const *terms);

G_END_DECLS
