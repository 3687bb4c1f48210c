/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-value.c: text of one response → generic tree
 *
 * Pure, one pass, no recursion: nodes go into one array in the order of the text and a list knows where it ends, so a
 * million parentheses cost a refusal and not a stack (I-07). Any thread. */

#include "imap-value.h"

#include "imap-error.h"

#define VALUES_MAX 1000000

typedef struct
{
  GString *text;
  gsize position;
  guint n_literals;
  gboolean no_bracket_end; /* no ']' is left in the text: do not look again */
  GArray *values;
  GPtrArray *literals;
  guint32 open[IMAP_VALUE_DEPTH_MAX];
  guint depth;
} Parser;

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, IMAP_ERROR, IMAP_ERROR_PARSE, "malformed response: %s", what);
  return FALSE;
}

static gboolean
add (Parser *self, ImapValueKind kind, const char *data, gsize length, gint32 literal, GError **error)
{
  ImapValue value = { kind, literal, self->values->len + 1, data, length };

  if (self->values->len >= VALUES_MAX)
    return fail (error, "too many values");
  g_array_append_val (self->values, value);
  return TRUE;
}

/* quoted = DQUOTE *QUOTED-CHAR DQUOTE. A backslash before any other character stands for itself in some servers. */
static gboolean
parse_quoted (Parser *self, GError **error)
{
  char *from = self->text->str + self->position + 1;
  char *end = self->text->str + self->text->len;
  char *in = from;
  char *out;

  while (in < end && *in != '"' && *in != '\\' && *in != '\n' && *in != '\0')
    in++;
  for (out = in; in < end && *in != '"'; in++)
    {
      if (*in == '\n' || *in == '\0')
        return fail (error, "control character in a quoted string");
      if (*in == '\\' && in + 1 < end && (in[1] == '"' || in[1] == '\\'))
        in++;
      *out++ = *in;
    }
  if (in >= end)
    return fail (error, "quoted string without end");
  self->position = in + 1 - self->text->str;
  return add (self, IMAP_VALUE_STRING, from, out - from, -1, error);
}

/* literal = "{" number "}" LF kind bytes, as the framer left it; literal8 has "~" before. */
static gboolean
parse_literal (Parser *self, GError **error)
{
  BaseSpan span = base_span (self->text->str, self->text->len);
  guint64 length;
  int kind;

  span.position = self->position + 1;
  if (!base_span_take_number (&span, G_MAXINT32, &length) || !base_span_skip_char (&span, '}')
      || !base_span_skip_char (&span, '\n'))
    return fail (error, "literal");
  kind = base_span_take (&span);
  if (kind == IMAP_LITERAL_SMALL && base_span_left (&span) >= length)
    {
      self->position = span.position + length;
      return add (self, IMAP_VALUE_STRING, self->text->str + span.position, length, -1, error);
    }
  if (kind == IMAP_LITERAL_LARGE && self->literals != NULL && self->n_literals < self->literals->len)
    {
      GBytes *bytes = g_ptr_array_index (self->literals, self->n_literals);
      gsize size;
      const char *data = g_bytes_get_data (bytes, &size);

      self->position = span.position;
      return add (self, IMAP_VALUE_STRING, data, size, self->n_literals++, error);
    }
  return fail (error, "literal");
}

/* Skips "[…]" whole when it has an end on this line: BODY[HEADER.FIELDS (DATE)]<0> is one atom. */
static void
skip_brackets (Parser *self)
{
  const char *from = self->text->str + self->position;
  const char *end = self->no_bracket_end ? NULL : memchr (from, ']', self->text->len - self->position);

  if (end == NULL)
    {
      self->no_bracket_end = TRUE;
      self->position++;
    }
  else if (memchr (from, '\n', end - from) != NULL || memchr (from, '\0', end - from) != NULL)
    self->position++;
  else
    self->position = end + 1 - self->text->str;
}

static gboolean
parse_atom (Parser *self, GError **error)
{
  gsize start = self->position;

  while (self->position < self->text->len)
    {
      char c = self->text->str[self->position];

      if (c == ' ' || c == '(' || c == ')' || c == '"' || c == '\r' || c == '\t')
        break;
      if (c == '\0' || c == '\n')
        return fail (error, "control character in an atom");
      if (c == '[')
        skip_brackets (self);
      else
        self->position++;
    }
  return add (self, IMAP_VALUE_ATOM, self->text->str + start, self->position - start, -1, error);
}

static gboolean
open_list (Parser *self, GError **error)
{
  if (self->depth >= IMAP_VALUE_DEPTH_MAX)
    return fail (error, "nested too deep");
  self->open[self->depth++] = self->values->len;
  self->position++;
  return add (self, IMAP_VALUE_LIST, NULL, 0, -1, error);
}

static gboolean
close_list (Parser *self, GError **error)
{
  if (self->depth == 0)
    return fail (error, "closing parenthesis without an opening one");
  self->position++;
  g_array_index (self->values, ImapValue, self->open[--self->depth]).end = self->values->len;
  return TRUE;
}

static gboolean
is_literal_start (Parser *self)
{
  const char *at = self->text->str + self->position;
  gsize left = self->text->len - self->position;
  gsize i = 1;

  if (left < 4 || *at != '{')
    return FALSE;
  while (i < left && g_ascii_isdigit (at[i]))
    i++;
  return i > 1 && i + 1 < left && at[i] == '}' && at[i + 1] == '\n';
}

static gboolean
parse_one (Parser *self, GError **error)
{
  switch (self->text->str[self->position])
    {
    case ' ':
    case '\t':
    case '\r':
      self->position++;
      return TRUE;
    case '(':
      return open_list (self, error);
    case ')':
      return close_list (self, error);
    case '"':
      return parse_quoted (self, error);
    case '~':
      if (self->position + 1 < self->text->len && self->text->str[self->position + 1] == '{')
        {
          self->position++;
          return TRUE;
        }
      return parse_atom (self, error);
    case '{':
      return is_literal_start (self) ? parse_literal (self, error) : parse_atom (self, error);
    default:
      return parse_atom (self, error);
    }
}

/**
 * imap_tree_parse:
 * @text: (transfer full): what the framer collected
 * @start: where in it to begin
 * @literals: (transfer full) (nullable): the large literals, in order
 *
 * Returns: (transfer full) (nullable): the tree, or %NULL with IMAP_ERROR_PARSE; linear in the size of @text
 */
ImapTree *
imap_tree_parse (GString *text, gsize start, GPtrArray *literals, GError **error)
{
  ImapTree *tree = g_new0 (ImapTree, 1);
  Parser parser = { .text = text, .position = start, .literals = literals };
  gboolean ok = TRUE;

  tree->text = text;
  tree->literals = literals;
  tree->values = parser.values = g_array_sized_new (FALSE, FALSE, sizeof (ImapValue), 16);
  while (ok && parser.position < text->len)
    ok = parse_one (&parser, error);
  if (ok && parser.depth > 0)
    ok = fail (error, "parenthesis not closed");
  if (!ok)
    g_clear_pointer (&tree, imap_tree_free);
  return tree;
}

/** imap_tree_free: %NULL is allowed. */
void
imap_tree_free (ImapTree *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->values);
  g_string_free (self->text, TRUE);
  g_clear_pointer (&self->literals, g_ptr_array_unref);
  g_free (self);
}

static const ImapValue *
at (const ImapTree *self, guint index)
{
  return index < self->values->len ? &g_array_index (self->values, ImapValue, index) : NULL;
}

/** imap_tree_first: the first top-level value, %NULL: none. */
const ImapValue *
imap_tree_first (const ImapTree *self)
{
  return at (self, 0);
}

/** imap_tree_next: the value after @value (and all in it) at top level; %NULL at the end or when @value is. */
const ImapValue *
imap_tree_next (const ImapTree *self, const ImapValue *value)
{
  return value != NULL ? at (self, value->end) : NULL;
}

/** imap_tree_child: the first value in @list; %NULL when it is empty, no list or %NULL. */
const ImapValue *
imap_tree_child (const ImapTree *self, const ImapValue *list)
{
  guint index;

  if (list == NULL || list->kind != IMAP_VALUE_LIST)
    return NULL;
  index = list - (const ImapValue *) self->values->data + 1;
  return index < list->end ? at (self, index) : NULL;
}

/** imap_tree_sibling: the value after @child in the same @list, %NULL at its end. */
const ImapValue *
imap_tree_sibling (const ImapTree *self, const ImapValue *list, const ImapValue *child)
{
  return child != NULL && child->end < list->end ? at (self, child->end) : NULL;
}

/** imap_tree_dup_bytes: an atom's or string's bytes; large literals are shared, not copied. */
GBytes *
imap_tree_dup_bytes (const ImapTree *self, const ImapValue *value)
{
  if (value->literal >= 0)
    return g_bytes_ref (g_ptr_array_index (self->literals, value->literal));
  return g_bytes_new (value->data, value->length);
}

/** imap_value_is: whether @value (nullable) is the atom @word in any case. */
gboolean
imap_value_is (const ImapValue *value, const char *word)
{
  return value != NULL && value->kind == IMAP_VALUE_ATOM && strlen (word) == value->length
         && g_ascii_strncasecmp (value->data, word, value->length) == 0;
}

/** imap_value_is_nil: NIL, or the empty list that some servers send for it (mail.ru), or nothing. */
gboolean
imap_value_is_nil (const ImapValue *value)
{
  return value == NULL || imap_value_is (value, "NIL");
}

/** imap_value_dup_string: (nullable): an atom or string as C string, up to its first NUL; %NULL for NIL and lists. */
char *
imap_value_dup_string (const ImapValue *value)
{
  if (imap_value_is_nil (value) || value->kind == IMAP_VALUE_LIST)
    return NULL;
  return g_strndup (value->data, value->length);
}

/** imap_value_dup_object_id: (nullable): objectid, in parentheses or not (RFC 8474 7); %NULL for anything else. */
char *
imap_value_dup_object_id (const ImapTree *tree, const ImapValue *value)
{
  g_autofree char *id = NULL;

  if (value != NULL && value->kind == IMAP_VALUE_LIST)
    value = imap_tree_child (tree, value);
  id = imap_value_dup_string (value);
  if (id == NULL || value->length == 0 || value->length > 255 || strlen (id) != value->length)
    return NULL;
  for (const char *p = id; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '_' && *p != '-')
      return NULL;
  return g_steal_pointer (&id);
}

/** imap_value_get_number: an unsigned number up to @max, and nothing else. */
gboolean
imap_value_get_number (const ImapValue *value, guint64 max, guint64 *number)
{
  BaseSpan span;

  if (value == NULL || value->kind == IMAP_VALUE_LIST)
    return FALSE;
  span = base_span (value->data, value->length);
  return base_span_take_number (&span, max, number) && base_span_at_end (&span);
}
