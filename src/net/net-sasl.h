/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net-credentials.h"
#include "net-stream.h"

G_BEGIN_DECLS

/* NetSasl: the client side of one SASL exchange (RFC 4422), without the protocol around it. */
typedef struct _NetSasl NetSasl;

NetSasl *net_sasl_new (const char *service, const char *host, NetCredentials *credentials,
                       const char *mechanisms_offered, gboolean encrypted, GError **error);
NetSasl *net_sasl_new_for_stream (const char *service, const char *host, NetCredentials *credentials,
                                  const char *mechanisms_offered, NetStream *stream, GError **error);
void net_sasl_free (NetSasl *self);

const char *net_sasl_get_mechanism (NetSasl *self);
gboolean net_sasl_is_client_first (NetSasl *self);
gboolean net_sasl_step (NetSasl *self, const char *challenge_base64, char **response_base64, gboolean *done,
                        GError **error);
gboolean net_sasl_is_done (NetSasl *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetSasl, net_sasl_free)

G_END_DECLS
