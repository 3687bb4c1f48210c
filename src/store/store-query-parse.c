/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-query-parse.c: search text → tree. Pure; bounded in terms, bytes and depth, so that recursion cannot run away. */

#include "store-query-parse.h"

#include <string.h>

#define MAX_TERMS 64
#define MAX_TERM_BYTES 200
#define MAX_DEPTH 20

typedef struct
{
  const char *p;
  guint terms;
  guint depth;
} Parser;

void
store_query_node_free (StoreQueryNode *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self->key);
  g_free (self->value);
  g_free (self);
}

static StoreQueryNode *
node_new (StoreQueryKind kind)
{
  StoreQueryNode *self = g_new0 (StoreQueryNode, 1);

  self->kind = kind;
  if (kind != STORE_QUERY_TERM)
    self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) store_query_node_free);
  return self;
}

/* Nothing for none, the child itself for one. Takes over @node. */
static StoreQueryNode *
simplify (StoreQueryNode *node)
{
  StoreQueryNode *only = NULL;

  if (node->children->len > 1)
    return node;
  if (node->children->len == 1)
    only = g_ptr_array_steal_index (node->children, 0);
  store_query_node_free (node);
  return only;
}

static void
skip_space (Parser *parser)
{
  while (*parser->p != '\0' && g_unichar_isspace (g_utf8_get_char (parser->p)))
    parser->p = g_utf8_next_char (parser->p);
}

static gboolean
ends_word (const char *p)
{
  return *p == '\0' || *p == '(' || *p == ')' || *p == '"' || g_unichar_isspace (g_utf8_get_char (p));
}

/* The word @word, alone, is next: steps over it. */
static gboolean
take_word (Parser *parser, const char *word)
{
  gsize length = strlen (word);

  if (strncmp (parser->p, word, length) != 0 || !ends_word (parser->p + length))
    return FALSE;
  parser->p += length;
  return TRUE;
}

static StoreQueryNode *
make_term (Parser *parser, const char *key, const char *text, gsize length, gboolean phrase)
{
  StoreQueryNode *term;

  if (length == 0 || parser->terms >= MAX_TERMS)
    return NULL;
  parser->terms++;
  term = node_new (STORE_QUERY_TERM);
  term->key = g_strdup (key);
  term->value = g_utf8_make_valid (text, (gssize) MIN (length, MAX_TERM_BYTES));
  term->phrase = phrase;
  return term;
}

static StoreQueryNode *
parse_quoted (Parser *parser, const char *key)
{
  const char *start = parser->p + 1;
  const char *end = strchr (start, '"');
  gsize length = end != NULL ? (gsize) (end - start) : strlen (start);

  parser->p = start + length + (end != NULL);
  return make_term (parser, key, start, length, TRUE);
}

static StoreQueryNode *parse_or (Parser *parser, const char *key);

static StoreQueryNode *
parse_group (Parser *parser, const char *key)
{
  StoreQueryNode *inside;

  parser->p++;
  if (parser->depth >= MAX_DEPTH)
    return NULL; /* too deep: the parenthesis is not there */
  parser->depth++;
  inside = parse_or (parser, key);
  parser->depth--;
  if (*parser->p == ')')
    parser->p++;
  return inside;
}

/* A word up to a space, quote or parenthesis; with a colon after letters in it, the part before is the operator. */
static StoreQueryNode *
parse_word (Parser *parser, const char *outer_key)
{
  const char *start = parser->p, *colon = NULL;
  g_autofree char *key = NULL;

  while (!ends_word (parser->p))
    {
      if (*parser->p == ':' && colon == NULL && parser->p > start)
        {
          colon = parser->p;
          parser->p++;
          if (*parser->p == '"' || *parser->p == '(')
            break;
          continue;
        }
      parser->p = g_utf8_next_char (parser->p);
    }
  if (colon == NULL)
    return make_term (parser, outer_key, start, (gsize) (parser->p - start), FALSE);
  key = g_ascii_strdown (start, colon - start);
  if (*parser->p == '"' && parser->p == colon + 1)
    return parse_quoted (parser, key);
  if (*parser->p == '(' && parser->p == colon + 1)
    return parse_group (parser, key);
  return make_term (parser, key, colon + 1, (gsize) (parser->p - colon - 1), FALSE);
}

static StoreQueryNode *
parse_primary (Parser *parser, const char *key)
{
  gboolean negative = FALSE;
  StoreQueryNode *node, *not;

  for (;;)
    {
      skip_space (parser);
      if (*parser->p == '-' && !ends_word (parser->p + 1))
        parser->p++;
      else if (*parser->p == '-' && (parser->p[1] == '"' || parser->p[1] == '('))
        parser->p++;
      else if (!take_word (parser, "NOT"))
        break;
      negative = !negative;
    }
  if (*parser->p == '(')
    node = parse_group (parser, key);
  else
    node = *parser->p == '"' ? parse_quoted (parser, key) : parse_word (parser, key);
  if (node == NULL || !negative)
    return node;
  not = node_new (STORE_QUERY_NOT);
  g_ptr_array_add (not->children, node);
  return not;
}

static StoreQueryNode *
parse_and (Parser *parser, const char *key)
{
  StoreQueryNode *all = node_new (STORE_QUERY_AND);

  for (;;)
    {
      const char *before;
      StoreQueryNode *node;

      skip_space (parser);
      before = parser->p;
      if (*parser->p == ')' && parser->depth == 0)
        {
          parser->p++; /* closes nothing */
          continue;
        }
      if (*parser->p == '\0' || *parser->p == ')' || (take_word (parser, "OR") && (parser->p = before)))
        break;
      if (take_word (parser, "AND"))
        continue;
      node = parse_primary (parser, key);
      if (node != NULL)
        g_ptr_array_add (all->children, node);
      else if (parser->p == before)
        break;
    }
  return simplify (all);
}

static StoreQueryNode *
parse_or (Parser *parser, const char *key)
{
  StoreQueryNode *any = node_new (STORE_QUERY_OR);

  do
    {
      StoreQueryNode *node = parse_and (parser, key);

      if (node != NULL)
        g_ptr_array_add (any->children, node);
      skip_space (parser);
    }
  while (take_word (parser, "OR"));
  return simplify (any);
}

StoreQueryNode *
store_query_parse (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  Parser parser = { valid, 0, 0 };

  return parse_or (&parser, NULL);
}
