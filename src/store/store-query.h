/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-query-parse.h"

G_BEGIN_DECLS

/* A search compiled for SQLite. Pure data. */
typedef struct
{
  char *match;       /* FTS5 expression, nullable: no words that must be there */
  char *where;       /* SQL condition over alias m (message), with ? per bind; "1" when none */
  GPtrArray *binds;  /* (element-type GVariant): 'x' or 's', for @where */
  GPtrArray *errors; /* (element-type utf8): terms not understood (taken as words), for a hint */
} StoreSearchPlan;

/**
 * store_query_compile:
 * @text: anything; see store_query_parse () for the bounds
 * @now: Unix seconds, for older_than: and the like
 *
 * Terms side by side must all hold, OR and parentheses as one expects, - or NOT before a term or parenthesis negates, "…" is a phrase.
 * The last letters of a word may be missing (not of a single letter, nor in quotes). Case and diacritics do not matter.
 *
 *   from: to: (To and Cc) cc: subject: body: filename: list:   words in that part; an operator may hold for a parenthesis
 *   label:NAME                                       keyword on the server
 *   has:attachment pdf image document sheet archive calendar star label list
 *   is:unread read starred answered forwarded draft muted junk contact (one writes to the sender)
 *   in:FOLDER                                        by name, path, or inbox drafts sent archive junk spam trash starred; in:anywhere
 *   before: after: on:  YYYY, YYYY-MM, YYYY-MM-DD    local time; after and on include the day
 *   older_than: newer_than: (older: newer:)          7d 3w 2m 1y
 *   larger: smaller:                                 300k 2M 1G
 *
 * Never fails.
 */
StoreSearchPlan *store_query_compile (const char *text, gint64 now);
/* Only the conditions of @text, as if its words were found: what a message must be, of which the words are asked elsewhere. No match. */
StoreSearchPlan *store_query_compile_conditions (const char *text, gint64 now);
void store_search_plan_free (StoreSearchPlan *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreSearchPlan, store_search_plan_free)

G_END_DECLS
