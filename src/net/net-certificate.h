/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base-certificate.h"
#include "net-endpoint.h"

G_BEGIN_DECLS

BaseCertificate *net_certificate_describe (GTlsCertificate *certificate, GTlsCertificateFlags flags,
                                           NetEndpoint *endpoint);

G_END_DECLS
