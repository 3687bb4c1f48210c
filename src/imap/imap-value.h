/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base-span.h"

G_BEGIN_DECLS

#define IMAP_VALUE_DEPTH_MAX 100

typedef enum
{
  IMAP_VALUE_ATOM = 1, /* also numbers, flags, BODY[…]<…>, NIL */
  IMAP_VALUE_STRING,   /* quoted or literal, its bytes without the quotes */
  IMAP_VALUE_LIST,
} ImapValueKind;

/* One node. Nodes lie in one array in the order of the text; a list is followed by all that is in it. */
typedef struct
{
  ImapValueKind kind;
  gint32 literal;   /* index of a large literal, -1: none */
  guint32 end;      /* index of the first node after this one and all in it */
  const char *data; /* atoms, strings: in the tree's own text; not NUL-terminated */
  gsize length;
} ImapValue;

/* ImapTree: one response, or the rest of one, as atoms, strings and lists (RFC 9051 9). Owns its text. */
typedef struct
{
  GArray *values;      /* of ImapValue */
  GString *text;       /* what the framer collected; unescaping works in place */
  GPtrArray *literals; /* (nullable): of GBytes, the large ones */
} ImapTree;

/* How the framer marks a literal in the text: {n} LF, then a kind byte; SMALL ones follow in place. No other LF exists. */
#define IMAP_LITERAL_SMALL 's'
#define IMAP_LITERAL_LARGE 'l'

ImapTree *imap_tree_parse (GString *text, gsize start, GPtrArray *literals, GError **error);
void imap_tree_free (ImapTree *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImapTree, imap_tree_free)

const ImapValue *imap_tree_first (const ImapTree *self);
const ImapValue *imap_tree_next (const ImapTree *self, const ImapValue *value);
const ImapValue *imap_tree_child (const ImapTree *self, const ImapValue *list);
const ImapValue *imap_tree_sibling (const ImapTree *self, const ImapValue *list, const ImapValue *child);

GBytes *imap_tree_dup_bytes (const ImapTree *self, const ImapValue *value);

gboolean imap_value_is (const ImapValue *value, const char *word);
gboolean imap_value_is_nil (const ImapValue *value);
char *imap_value_dup_string (const ImapValue *value);
char *imap_value_dup_object_id (const ImapTree *tree, const ImapValue *value);
gboolean imap_value_get_number (const ImapValue *value, guint64 max, guint64 *number);

G_END_DECLS
