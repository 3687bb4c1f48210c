/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-private.h"

G_BEGIN_DECLS

/* A compiled part of a search: a term is either text (@fts) or a condition (@sql with @binds). */
typedef struct
{
  StoreQueryKind kind;
  GPtrArray *children; /* (element-type StoreExpr) (nullable) */
  char *fts;           /* nullable */
  char *sql;           /* nullable */
  GPtrArray *binds;    /* (nullable) (element-type GVariant) */
} StoreExpr;

void store_expr_free (StoreExpr *self);
/* NULL: the term says nothing (no letter or digit in it). Unknown operators and values become words and are added to @errors. */
StoreExpr *store_expr_from_term (const StoreQueryNode *term, gint64 now, GPtrArray *errors);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreExpr, store_expr_free)

G_END_DECLS
