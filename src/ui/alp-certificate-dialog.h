/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-certificate-dialog.h: may this certificate be trusted for this server?  Main thread. */
#pragma once

#include "alp-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

typedef void (*AlpCertificateFunc) (gboolean trusted, const GError *error, gpointer user_data);

void alp_certificate_dialog_ask (GtkWidget *parent, AlpEngine *engine, BaseCertificate *certificate,
                                 GCancellable *cancellable, AlpCertificateFunc func, gpointer user_data);

G_END_DECLS
