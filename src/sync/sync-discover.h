/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base-mail-settings.h"

G_BEGIN_DECLS

typedef enum
{
  SYNC_DISCOVER_BAD_ADDRESS = 1, /* no mail address with a domain */
  SYNC_DISCOVER_NOT_FOUND,       /* no source knows the servers */
  SYNC_DISCOVER_BAD_FILE,        /* the file is no autoconfig file, or means harm */
  SYNC_DISCOVER_INSECURE,        /* it names unencrypted servers only */
  SYNC_DISCOVER_UNREADABLE,      /* the file cannot be read */
} SyncDiscoverError;

#define SYNC_DISCOVER_ERROR (sync_discover_error_quark ())
GQuark sync_discover_error_quark (void);

typedef enum
{
  SYNC_DISCOVER_ASKED = 1,
  SYNC_DISCOVER_FOUND,
  SYNC_DISCOVER_NOTHING,
} SyncDiscoverState;

/* On the thread that searches. */
typedef void (*SyncDiscoverFunc) (BaseMailSource source, SyncDiscoverState state, gpointer user_data);

BaseMailSettings *sync_discover (const char *address, SyncDiscoverFunc func, gpointer user_data,
                                 GCancellable *cancellable, GError **error);
BaseMailSettings *sync_discover_file (const char *address, const char *path, GError **error);
BaseMailSettings *sync_discover_known (const char *address);

/* On the calling thread, for each provider. */
typedef void (*SyncSignUpFunc) (const char *name, const char *page, gpointer user_data);
void sync_discover_each_sign_up (SyncSignUpFunc func, gpointer user_data);

G_END_DECLS
