/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* NetDeflate: both directions of a raw DEFLATE connection (RFC 4978). */
typedef struct _NetDeflate NetDeflate;

NetDeflate *net_deflate_new (void);
void net_deflate_free (NetDeflate *self);

void net_deflate_compress (NetDeflate *self, const void *data, gsize length, GByteArray *out);
void net_deflate_flush (NetDeflate *self, GByteArray *out);

void net_deflate_feed (NetDeflate *self, const void *data, gsize length);
gboolean net_deflate_has_input (NetDeflate *self);
gssize net_deflate_take (NetDeflate *self, void *buffer, gsize size, GError **error);

G_END_DECLS
