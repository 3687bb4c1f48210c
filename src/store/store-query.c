/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-query.c: a search as a tree → an FTS5 expression and an SQL condition
 *
 * Pure. Nothing typed gets into SQL or FTS5 syntax: words go between quotes with quotes doubled, the rest is bound. What is text
 * and must hold becomes one FTS5 expression, which finds the candidates; the rest becomes a condition on them, where text under
 * OR and NOT beside other things is a subquery of the index. store-query-term.c has the single terms. */

#include "store-query-private.h"

#include <string.h>

void
store_expr_free (StoreExpr *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_clear_pointer (&self->binds, g_ptr_array_unref);
  g_free (self->fts);
  g_free (self->sql);
  g_free (self);
}

/* Terms that say nothing are left out; NULL when all do. */
static StoreExpr *
build (const StoreQueryNode *node, gint64 now, GPtrArray *errors)
{
  StoreExpr *self;

  if (node->kind == STORE_QUERY_TERM)
    return store_expr_from_term (node, now, errors);
  self = g_new0 (StoreExpr, 1);
  self->kind = node->kind;
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) store_expr_free);
  for (guint i = 0; i < node->children->len; i++)
    {
      StoreExpr *child = build (g_ptr_array_index (node->children, i), now, errors);

      if (child != NULL)
        g_ptr_array_add (self->children, child);
    }
  if (self->children->len == 0)
    g_clear_pointer (&self, store_expr_free);
  return self;
}

static char *to_fts (const StoreExpr *self);

/* FTS5 has NOT only between two: what must be there NOT what must not. NULL when nothing must be there. */
static char *
and_to_fts (GPtrArray *children)
{
  g_autoptr (GString) with = g_string_new (NULL);
  g_autoptr (GString) without = g_string_new (NULL);

  for (guint i = 0; i < children->len; i++)
    {
      const StoreExpr *child = g_ptr_array_index (children, i);
      gboolean negative = child->kind == STORE_QUERY_NOT;
      g_autofree char *fts = to_fts (negative ? g_ptr_array_index (child->children, 0) : child);
      GString *out = negative ? without : with;

      if (fts == NULL)
        return NULL;
      g_string_append_printf (out, "%s(%s)", out->len == 0 ? "" : negative ? " OR " : " AND ", fts);
    }
  if (with->len == 0)
    return NULL;
  return without->len > 0 ? g_strdup_printf ("(%s) NOT (%s)", with->str, without->str) : g_strdup (with->str);
}

/* The whole of it as one FTS5 expression; NULL when it is not all text, or only says what must not be there. */
static char *
to_fts (const StoreExpr *self)
{
  g_autoptr (GString) out = NULL;

  if (self->kind == STORE_QUERY_TERM)
    return g_strdup (self->fts);
  if (self->kind == STORE_QUERY_NOT)
    return NULL;
  if (self->kind == STORE_QUERY_AND)
    return and_to_fts (self->children);
  out = g_string_new (NULL);
  for (guint i = 0; i < self->children->len; i++)
    {
      g_autofree char *fts = to_fts (g_ptr_array_index (self->children, i));

      if (fts == NULL)
        return NULL;
      g_string_append_printf (out, "%s(%s)", i > 0 ? " OR " : "", fts);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* As an SQL condition on message m. */
static void
to_sql (const StoreExpr *self, GString *out, GPtrArray *binds)
{
  g_autofree char *fts = to_fts (self);

  if (fts != NULL)
    {
      g_string_append (out, "m.id IN (SELECT rowid FROM mail.message_fts WHERE message_fts MATCH ?)");
      g_ptr_array_add (binds, g_variant_ref_sink (g_variant_new_string (fts)));
      return;
    }
  if (self->kind == STORE_QUERY_TERM)
    {
      g_string_append (out, self->sql);
      for (guint i = 0; i < self->binds->len; i++)
        g_ptr_array_add (binds, g_variant_ref (g_ptr_array_index (self->binds, i)));
      return;
    }
  g_string_append (out, self->kind == STORE_QUERY_NOT ? "NOT (" : "(");
  for (guint i = 0; i < self->children->len; i++)
    {
      if (i > 0)
        g_string_append (out, self->kind == STORE_QUERY_OR ? " OR " : " AND ");
      to_sql (g_ptr_array_index (self->children, i), out, binds);
    }
  g_string_append_c (out, ')');
}

/* One condition that must hold: text joins the expression that finds candidates, the rest is asked of them. */
static void
add_condition (const StoreExpr *expr, GString *with, GString *without, GString *where, GPtrArray *binds)
{
  gboolean negative = expr->kind == STORE_QUERY_NOT;
  g_autofree char *fts = to_fts (negative ? g_ptr_array_index (expr->children, 0) : expr);

  if (fts == NULL)
    {
      g_string_append (where, " AND ");
      to_sql (expr, where, binds);
    }
  else if (negative)
    g_string_append_printf (without, "%s(%s)", without->len > 0 ? " OR " : "", fts);
  else
    g_string_append_printf (with, "%s(%s)", with->len > 0 ? " AND " : "", fts);
}

static void
compile (StoreSearchPlan *plan, const StoreExpr *expr)
{
  g_autoptr (GString) with = g_string_new (NULL);
  g_autoptr (GString) without = g_string_new (NULL);
  GString *where = g_string_new ("1");

  if (expr->kind == STORE_QUERY_AND)
    for (guint i = 0; i < expr->children->len; i++)
      add_condition (g_ptr_array_index (expr->children, i), with, without, where, plan->binds);
  else
    add_condition (expr, with, without, where, plan->binds);
  if (with->len > 0 && without->len > 0)
    plan->match = g_strdup_printf ("(%s) NOT (%s)", with->str, without->str);
  else if (with->len > 0)
    plan->match = g_strdup (with->str);
  else if (without->len > 0)
    {
      g_string_append (where,
                       " AND m.id NOT IN (SELECT rowid FROM mail.message_fts WHERE message_fts MATCH ?)");
      g_ptr_array_add (plan->binds, g_variant_ref_sink (g_variant_new_string (without->str)));
    }
  plan->where = g_string_free (where, FALSE);
}

StoreSearchPlan *
store_query_compile (const char *text, gint64 now)
{
  g_autoptr (StoreQueryNode) tree = store_query_parse (text);
  StoreSearchPlan *plan = g_new0 (StoreSearchPlan, 1);
  g_autoptr (StoreExpr) expr = NULL;

  plan->binds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  plan->errors = g_ptr_array_new_with_free_func (g_free);
  expr = tree != NULL ? build (tree, now, plan->errors) : NULL;
  if (expr != NULL)
    compile (plan, expr);
  else
    plan->where = g_strdup ("1");
  return plan;
}

/* Whether it hangs on a word somewhere. */
static gboolean
has_words (const StoreQueryNode *node, gint64 now)
{
  if (node->kind == STORE_QUERY_TERM)
    {
      g_autoptr (GPtrArray) errors = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (StoreExpr) expr = store_expr_from_term (node, now, errors);

      return expr == NULL || expr->fts != NULL;
    }
  for (guint i = 0; i < node->children->len; i++)
    if (has_words (g_ptr_array_index (node->children, i), now))
      return TRUE;
  return FALSE;
}

/* Words left out: what may hold although a word of it is not known to be there. NULL: anything may. */
static StoreExpr *
build_conditions (const StoreQueryNode *node, gint64 now, GPtrArray *errors)
{
  StoreExpr *self;
  gboolean open = FALSE;

  if (node->kind == STORE_QUERY_NOT && has_words (node, now))
    return NULL;
  if (node->kind == STORE_QUERY_TERM)
    {
      self = store_expr_from_term (node, now, errors);
      if (self != NULL && self->fts != NULL)
        g_clear_pointer (&self, store_expr_free);
      return self;
    }
  self = g_new0 (StoreExpr, 1);
  self->kind = node->kind;
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) store_expr_free);
  for (guint i = 0; i < node->children->len; i++)
    {
      StoreExpr *child = build_conditions (g_ptr_array_index (node->children, i), now, errors);

      open |= child == NULL;
      if (child != NULL)
        g_ptr_array_add (self->children, child);
    }
  if (self->children->len == 0 || (open && node->kind != STORE_QUERY_AND))
    g_clear_pointer (&self, store_expr_free);
  return self;
}

StoreSearchPlan *
store_query_compile_conditions (const char *text, gint64 now)
{
  g_autoptr (StoreQueryNode) tree = store_query_parse (text);
  StoreSearchPlan *plan = g_new0 (StoreSearchPlan, 1);
  g_autoptr (StoreExpr) expr = NULL;

  plan->binds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  plan->errors = g_ptr_array_new_with_free_func (g_free);
  expr = tree != NULL ? build_conditions (tree, now, plan->errors) : NULL;
  if (expr != NULL)
    compile (plan, expr);
  else
    plan->where = g_strdup ("1");
  return plan;
}

void
store_search_plan_free (StoreSearchPlan *self)
{
  if (self == NULL)
    return;
  g_free (self->match);
  g_free (self->where);
  g_ptr_array_unref (self->binds);
  g_ptr_array_unref (self->errors);
  g_free (self);
}
