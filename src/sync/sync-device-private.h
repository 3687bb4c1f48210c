/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Between sync-device.c and sync-device-memory.c. */

#include "sync-device.h"

G_BEGIN_DECLS

/* What is remembered in the store about the device passwords of one address. */
void sync_device_note (Store *store, gint64 account_id, const char *what, const char *kind, const char *label,
                       const GError *error);
gboolean sync_device_remember (Store *store, gint64 account_id, const char *kind, BaseDevice *device,
                               GError **error);
void sync_device_mark (Store *store, gint64 account_id, const char *kind, const char *id, gboolean is_this);
void sync_device_mark_revoked (Store *store, gint64 account_id, const char *kind, const char *id);
void sync_device_relabel (Store *store, gint64 account_id, const char *kind, const char *id,
                          const char *label);
GPtrArray *sync_device_remembered (Store *store, gint64 account_id, GError **error);
void sync_device_merge (Store *store, gint64 account_id, const char *kind, GPtrArray *listed);
BaseDevice *sync_device_find (Store *store, gint64 account_id, const char *kind, const char *id);

G_END_DECLS
