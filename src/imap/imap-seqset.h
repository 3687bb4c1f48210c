/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base-idset.h"
#include "base-span.h"

G_BEGIN_DECLS

BaseIdset *imap_seqset_parse (const char *text, gsize length);
GArray *imap_seqset_parse_list (const char *text, gsize length, guint max);
GPtrArray *imap_seqset_format (const BaseIdset *uids, gsize max_length);

G_END_DECLS
