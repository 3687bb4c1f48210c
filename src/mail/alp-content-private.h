/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-content.h"
#include "alp-parse.h"
#include "base-worker.h"

G_BEGIN_DECLS

/* Takes over @parsed. @worker: decodes parts when they are asked for. */
AlpContent *alp_content_new (gint64 message_id, AlpParsed *parsed, BaseWorker *worker);
AlpPart *alp_part_new (GBytes *source, const AlpParsedPart *part, BaseWorker *worker);

G_END_DECLS
