/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-engine.h"
#include "base-device.h"

G_BEGIN_DECLS

/* The device passwords of an address (product 9). Main thread; nothing blocks. Errors are ALP_ERROR, or, where the provider's
 * service said no, BASE_DEVICE_ERROR with a whole translated sentence. */

/* A password that was just made: shown once, then gone. Freeing it wipes it. */
typedef struct
{
  BaseDevice *device;
  char *secret;
} AlpNewDevice;

void alp_new_device_free (AlpNewDevice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpNewDevice, alp_new_device_free)

typedef struct
{
  const char *label;
  BaseDeviceType type;
  BaseDeviceProtocols protocols; /* 0: IMAP and SMTP */
} AlpDeviceRequest;

/* What stands behind the passwords of @account; asks nobody. Returns (finish): (transfer full) (nullable) */
void alp_device_load_service_async (AlpEngine *engine, AlpAccount *account, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
BaseDeviceService *alp_device_load_service_finish (AlpEngine *engine, GAsyncResult *result, GError **error);
/* Asks the address's server which service it runs; sends no password. Returns (finish): (element-type BaseDeviceService) */
void alp_device_detect_async (AlpEngine *engine, AlpAccount *account, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *alp_device_detect_finish (AlpEngine *engine, GAsyncResult *result, GError **error);
/* Tries @secret with the service, then keeps it in the keyring. @service NULL: forgets what was kept. */
void alp_device_connect_async (AlpEngine *engine, AlpAccount *account, const BaseDeviceService *service,
                               const char *secret, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean alp_device_connect_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

/* Returns (finish): (transfer full) (element-type BaseDevice) */
void alp_device_list_async (AlpEngine *engine, AlpAccount *account, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *alp_device_list_finish (AlpEngine *engine, GAsyncResult *result, GError **error);
void alp_device_create_async (AlpEngine *engine, AlpAccount *account, const AlpDeviceRequest *request,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* One the person made on the provider's page. @secret NULL: only remembered, for another device; else tried with both
 * servers. @use: this computer signs in with it from now on. */
void alp_device_add_by_hand_async (AlpEngine *engine, AlpAccount *account, const AlpDeviceRequest *request,
                                   const char *secret, gboolean use, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
/* A new password for an entry. All three end in alp_device_create_finish (); by hand there is no secret in it. */
void alp_device_regenerate_async (AlpEngine *engine, AlpAccount *account, const BaseDevice *device,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
AlpNewDevice *alp_device_create_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

/* This computer signs in with it, after both servers accepted it. */
void alp_device_use_async (AlpEngine *engine, AlpAccount *account, const BaseDevice *device,
                           const char *secret, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
/* @ids: NULL-terminated; NULL: all of the address. Cannot be undone. */
void alp_device_revoke_async (AlpEngine *engine, AlpAccount *account, const char *const *ids,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
void alp_device_rename_async (AlpEngine *engine, AlpAccount *account, const char *id, const char *label,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* The address does not sign in any more: makes a new password at its provider and uses it. @label: (nullable) */
void alp_device_repair_async (AlpEngine *engine, AlpAccount *account, const char *label,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* For the four above. */
gboolean alp_device_act_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

/* alp-device-words.c: translated; pure, any thread */
const char *alp_device_type_words (BaseDeviceType type);
const char *alp_device_status_words (BaseDeviceStatus status);
char *alp_device_protocols_words (BaseDeviceProtocols protocols);
char *alp_device_describe (const BaseDevice *device, gint64 now);
char *alp_device_default_label (void);
char **alp_device_token_steps (const char *kind);
char **alp_device_page_steps (const char *steps);
const char *alp_device_type_icon (BaseDeviceType type);
GError *alp_device_error_from (const GError *error);

G_END_DECLS
