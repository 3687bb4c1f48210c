/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-content.h"
#include "alp-parse.h"
#include "base-worker.h"
#include "store.h"

G_BEGIN_DECLS

/* Takes over @parsed. @worker: decodes parts when they are asked for. */
AlpContent *alp_content_new (gint64 message_id, AlpParsed *parsed, BaseWorker *worker);
/* Ids of messages that are in no folder: for the URIs of their pictures only. Main thread. */
gint64 alp_content_next_loose_id (void);
AlpPart *alp_part_new (GBytes *source, const AlpParsedPart *part, BaseWorker *worker);

AlpParsed *alp_parse_bytes_for (GBytes *source, gint64 message_id, AlpParseFlags flags, Store *store,
                                gint64 account_id, GError **error);

G_END_DECLS
