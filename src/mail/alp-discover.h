/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "alp-account.h"
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

/* What our own table of providers knows, at once and without asking anybody. Returns: (transfer full) (nullable) */
BaseMailSettings *alp_discover_known (const char *address);
/* Returns: (transfer full) (nullable): @settings as an account to be tried; %NULL when they have no IMAP or no SMTP server. */
AlpAccountSpec *alp_discover_make_spec (const BaseMailSettings *settings, const char *address,
                                        const char *name);
/* Returns: (transfer full) (nullable): a sentence on what password this provider wants, for below its field. */
char *alp_discover_dup_password_hint (const BaseMailSettings *settings);

/* For each provider where anybody can have a new address: its name and its https page. */
typedef void (*AlpSignUpFunc) (const char *name, const char *page, gpointer user_data);
void alp_discover_each_sign_up (AlpSignUpFunc func, gpointer user_data);

/* Returns: (nullable): when the network itself is the trouble (none, or one that wants a sign-in of its own), a sentence that says
 * so. Asks the desktop only. Main thread. */
const char *alp_discover_get_network_trouble (void);

G_END_DECLS
