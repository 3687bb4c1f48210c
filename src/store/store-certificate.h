/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-types.h"

G_BEGIN_DECLS

/* A certificate a person accepted for one server. In local.db. */
typedef struct
{
  char *host; /* lower case */
  guint16 port;
  char *sha256; /* 64 lower-case hex digits */
  gint64 since; /* Unix seconds */
} StorePin;

void store_pin_free (StorePin *self);
/* (transfer full) (nullable): the SHA-256 accepted for @host and @port. */
char *store_pin_get (Store *store, const char *host, guint16 port);
/* Replaces what was accepted before. @sha256 NULL: from now on none. STORE_ERROR_INVALID: no SHA-256, no host. */
gboolean store_pin_set (Store *store, const char *host, guint16 port, const char *sha256, GError **error);
/* (element-type StorePin): by host and port. */
GPtrArray *store_pins_list (Store *store, GError **error);

/* The certificate of this server was in order by itself. Writes only when it is another than before. */
gboolean store_certificate_note_trusted (Store *store, const char *host, guint16 port, const char *sha256,
                                         GError **error);
/* Whether this server ever showed a certificate that was in order by itself. */
gboolean store_certificate_was_trusted (Store *store, const char *host, guint16 port);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StorePin, store_pin_free)

G_END_DECLS
