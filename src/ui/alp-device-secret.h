/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-device-secret.h: a password that is shown once.  Main thread. */
#pragma once

#include "alp-device.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_DEVICE_SECRET (alp_device_secret_get_type ())
G_DECLARE_FINAL_TYPE (AlpDeviceSecret, alp_device_secret, ALP, DEVICE_SECRET, AdwBin)

GtkWidget *alp_device_secret_new (AlpEngine *engine, AlpAccount *account, AlpNewDevice *made);

void alp_device_copy_secret (GtkWidget *widget, const char *secret);

G_END_DECLS
