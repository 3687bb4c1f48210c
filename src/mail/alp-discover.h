/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base-mail-settings.h"

G_BEGIN_DECLS

typedef enum
{
  ALP_DISCOVER_ASKED = 1,
  ALP_DISCOVER_FOUND,
  ALP_DISCOVER_NOTHING,
} AlpDiscoverState;

/* On the thread that called alp_discover_async (): what a list of sources in progress shows. */
typedef void (*AlpDiscoverFunc) (BaseMailSource source, AlpDiscoverState state, gpointer user_data);

/* Finds the servers of @address; @file (nullable) is a provider's autoconfig file to take them from instead of asking
 * anybody. Nothing secret is sent. Takes up to 20 s; the callback comes on the calling thread. */
void alp_discover_async (const char *address, const char *file, AlpDiscoverFunc progress,
                         gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);
/* Returns: (transfer full) (nullable): what was found, for the person to see and change. When `consent_host` is set, ask
 * whether the password may go to that host, which is not of the address's own domain. Errors in words: ALP_ERROR. */
BaseMailSettings *alp_discover_finish (GAsyncResult *result, GError **error);

/* A word for the source, translated: "the provider's own settings file" … */
const char *alp_discover_get_source_words (BaseMailSource source);

G_END_DECLS
