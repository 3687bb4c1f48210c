/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <gnutls/gnutls.h>

G_BEGIN_DECLS

/* TlsPeer: one connection's TLS server on GnuTLS itself, for what GIO's server does not do: old versions and ciphers,
 * stapled answers, odd records. It greets with "hello\r\n" after @act (nullable) did its worst. */
typedef struct _TlsPeer TlsPeer;

typedef gboolean (*TlsPeerAct) (gnutls_session_t session);

TlsPeer *tls_peer_new (const char *priority, const char *certificate, const char *staple, TlsPeerAct act);
TlsPeer *tls_peer_new_raw (gboolean (*talk) (int fd));
guint16 tls_peer_get_port (TlsPeer *self);
void tls_peer_free (TlsPeer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlsPeer, tls_peer_free)

G_END_DECLS
