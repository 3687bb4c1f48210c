/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base-device.h"
#include "sync-engine.h"

G_BEGIN_DECLS

/* Device passwords of an address: the provider's service (web/devices), what is remembered here, the keyring, the log of
 * activity. Every call blocks and may wait for the network. Errors are BASE_DEVICE_ERROR where the service said them,
 * else those of sync. A password given out is the caller's to base_secret_wipe(). */

/* Borrowed. */
typedef struct
{
  const char *label;
  BaseDeviceType type;
  BaseDeviceProtocols protocols; /* 0: IMAP and SMTP */
  gint64 expires;                /* Unix seconds, 0: never */
} SyncDeviceRequest;

BaseDeviceService *sync_device_get_service (SyncEngine *engine, gint64 account_id, GError **error);
GPtrArray *sync_device_detect (SyncEngine *engine, gint64 account_id, GCancellable *cancellable,
                               GError **error);
gboolean sync_device_connect (SyncEngine *engine, gint64 account_id, const BaseDeviceService *service,
                              const char *secret, GCancellable *cancellable, GError **error);
gboolean sync_device_disconnect (SyncEngine *engine, gint64 account_id, GError **error);

GPtrArray *sync_device_list (SyncEngine *engine, gint64 account_id, GCancellable *cancellable,
                             GError **error);
char *sync_device_create (SyncEngine *engine, gint64 account_id, const SyncDeviceRequest *request,
                          BaseDevice **device, GCancellable *cancellable, GError **error);
gboolean sync_device_add_by_hand (SyncEngine *engine, gint64 account_id, const SyncDeviceRequest *request,
                                  const char *secret, gboolean use, BaseDevice **device,
                                  GCancellable *cancellable, GError **error);
gboolean sync_device_revoke (SyncEngine *engine, gint64 account_id, const char *const *ids, guint *done,
                             GCancellable *cancellable, GError **error);
gboolean sync_device_revoke_all (SyncEngine *engine, gint64 account_id, GCancellable *cancellable,
                                 GError **error);
gboolean sync_device_rename (SyncEngine *engine, gint64 account_id, const char *id, const char *label,
                             GCancellable *cancellable, GError **error);
char *sync_device_regenerate (SyncEngine *engine, gint64 account_id, const char *id,
                              GCancellable *cancellable, GError **error);
gboolean sync_device_use (SyncEngine *engine, gint64 account_id, const BaseDevice *device, const char *secret,
                          GCancellable *cancellable, GError **error);
gboolean sync_device_repair (SyncEngine *engine, gint64 account_id, const char *label,
                             GCancellable *cancellable, GError **error);

void sync_device_forget_use (Store *store, gint64 account_id);

G_END_DECLS
