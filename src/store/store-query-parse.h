/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  STORE_QUERY_AND = 1,
  STORE_QUERY_OR,
  STORE_QUERY_NOT, /* one child */
  STORE_QUERY_TERM,
} StoreQueryKind;

/* What a person typed into the search field, as a tree. Pure data. */
typedef struct _StoreQueryNode
{
  StoreQueryKind kind;
  GPtrArray *children; /* (element-type StoreQueryNode) (nullable): NULL for a term */
  char *key;           /* nullable: "from", "is" …, lower case */
  char *value;         /* of a term, valid UTF-8, never NULL */
  gboolean phrase;     /* was in quotes: exactly these words, no prefix */
} StoreQueryNode;

/**
 * store_query_parse:
 * @text: anything; bounded to 64 terms of 200 bytes and 20 levels of parentheses, the rest is ignored
 *
 * query = and *("OR" and); and = *(["-" / "NOT"] primary); primary = "(" query ")" / [key ":"] (word / quoted / "(" query ")").
 * AND is understood and means nothing. A parenthesis or quote that is not closed ends with the text. Never fails.
 * Returns: (nullable): NULL when nothing is asked.
 */
StoreQueryNode *store_query_parse (const char *text);
void store_query_node_free (StoreQueryNode *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreQueryNode, store_query_node_free)

G_END_DECLS
