/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a person typed into the search field, compiled. Pure data. */
typedef struct
{
  char *match;       /* FTS5 expression, nullable: no words */
  char *where;       /* SQL condition over alias m (message), with ? per bind; "1" when none */
  GPtrArray *binds;  /* (element-type GVariant): 'x' or 's', for @where */
  GPtrArray *errors; /* (element-type utf8): terms not understood (taken as words), for a hint */
} StoreSearchPlan;

/**
 * store_query_compile:
 * @text: anything; bounded to 64 terms, the rest is ignored
 * @now: Unix seconds, for before:7d and the like
 *
 * Words are joined by AND, the last letters may be missing (prefix), "…" is a phrase, - before a term negates. Operators:
 * from: to: subject: body: filename: has:attachment is:unread is:read is:starred is:answered in:FOLDER (name or role)
 * before:YYYY-MM-DD after:YYYY-MM-DD (or 7d 3w 2m 1y) larger:2M smaller:100K. Never fails.
 */
StoreSearchPlan *store_query_compile (const char *text, gint64 now);
void store_search_plan_free (StoreSearchPlan *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreSearchPlan, store_search_plan_free)

G_END_DECLS
