/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-device-dialog.h: adding a device, connecting the provider's service, showing a new password.  Main thread. */
#pragma once

#include "alp-device.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_DEVICE_DIALOG (alp_device_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AlpDeviceDialog, alp_device_dialog, ALP, DEVICE_DIALOG, AdwDialog)

AdwDialog *alp_device_dialog_new (AlpEngine *engine, AlpAccount *account, const BaseDeviceService *service);
AdwDialog *alp_device_dialog_new_connect (AlpEngine *engine, AlpAccount *account,
                                          const BaseDeviceService *service);
AdwDialog *alp_device_dialog_new_secret (AlpEngine *engine, AlpAccount *account, AlpNewDevice *made);

G_END_DECLS
