/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net-stream.h"

G_BEGIN_DECLS

GBytes *imap_spill_read (NetStream *stream, guint64 n, GCancellable *cancellable, GError **error);

G_END_DECLS
