/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-device-page.h: the devices of an address.  Main thread. */
#pragma once

#include "alp-device.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_DEVICE_PAGE (alp_device_page_get_type ())
G_DECLARE_FINAL_TYPE (AlpDevicePage, alp_device_page, ALP, DEVICE_PAGE, AdwNavigationPage)

AdwNavigationPage *alp_device_page_new (AlpEngine *engine, AlpAccount *account);
AdwDialog *alp_device_page_new_dialog (AlpEngine *engine, AlpAccount *account);

/* alp-device-details.c */
typedef void (*AlpDeviceChangedFunc) (gpointer user_data);
AdwNavigationPage *alp_device_details_new (AlpEngine *engine, AlpAccount *account,
                                           const BaseDeviceService *service, const BaseDevice *device,
                                           AlpDeviceChangedFunc changed, GObject *owner);
void alp_device_ask_revoke (GtkWidget *parent, AlpEngine *engine, AlpAccount *account, GPtrArray *devices,
                            gboolean all, AlpDeviceChangedFunc changed, GObject *owner);

G_END_DECLS
