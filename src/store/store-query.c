/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-query.c: what a person typed → an FTS5 expression and an SQL condition
 *
 * Pure. Nothing typed gets into SQL or FTS5 syntax: words go between quotes with quotes doubled, the rest is bound. Each term is
 * a condition; all must hold. A word matches the beginnings of words; scripts without spaces are searched as phrases of single
 * characters, just as they were indexed. */

#include "store-private.h"

#include <stdio.h>
#include <string.h>

#define MAX_TERMS 64
#define MAX_TERM_BYTES 200

/* ---- terms ---- */

typedef struct
{
  StoreSearchPlan *plan;
  GString *match;   /* positive FTS conditions */
  GString *without; /* negated ones, joined by OR */
  GString *where;
  gint64 now;
} Compiler;

static gboolean
has_word (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

static void
add_match (Compiler *c, const char *column, const char *text, gboolean phrase, gboolean negative)
{
  g_autofree char *split = store_text_prepare (text);
  g_auto (GStrv) quoted = g_strsplit (split, "\"", -1);
  g_autofree char *doubled = g_strjoinv ("\"\"", quoted);
  GString *out = negative ? c->without : c->match;

  if (!has_word (text))
    return;
  if (out->len > 0)
    g_string_append (out, negative ? " OR " : " AND ");
  if (column != NULL)
    g_string_append_printf (out, "%s : ", column);
  g_string_append_printf (out, "\"%s\"%s", doubled, phrase ? "" : " *");
}

static void
add_where (Compiler *c, gboolean negative, const char *condition)
{
  g_string_append_printf (c->where, " AND %s(%s)", negative ? "NOT " : "", condition);
}

static void
bind_int (Compiler *c, gint64 value)
{
  g_ptr_array_add (c->plan->binds, g_variant_ref_sink (g_variant_new_int64 (value)));
}

static void
bind_text (Compiler *c, const char *value)
{
  g_ptr_array_add (c->plan->binds, g_variant_ref_sink (g_variant_new_string (value)));
}

/* 2M, 300k, 1g → bytes */
static gboolean
parse_size (const char *text, gint64 *bytes)
{
  char *end;
  guint64 n = g_ascii_strtoull (text, &end, 10);
  gint shift;

  if (end == text || n > (1 << 30))
    return FALSE;
  switch (g_ascii_tolower (*end))
    {
    case 'k':
      shift = 10;
      break;
    case 'm':
      shift = 20;
      break;
    case 'g':
      shift = 30;
      break;
    case '\0':
      *bytes = (gint64) n;
      return TRUE;
    default:
      return FALSE;
    }
  *bytes = (gint64) (n << shift);
  return end[1] == '\0' || g_ascii_strcasecmp (end + 1, "b") == 0;
}

/* 2026-03-01, 2026-03, 2026 (local midnight, first day) or 7d 3w 2m 1y ago → Unix seconds */
static gboolean
parse_date (Compiler *c, const char *text, gint64 *when)
{
  int year = 0, month = 1, day = 1, used = 0, n;
  char unit = 0;
  g_autoptr (GDateTime) time = NULL;

  if (sscanf (text, "%5d%c%n", &n, &unit, &used) == 2 && text[used] == '\0' && n >= 0
      && strchr ("dwmy", unit) != NULL)
    {
      int days = unit == 'd' ? 1 : unit == 'w' ? 7 : unit == 'm' ? 30 : 365;

      *when = c->now - (gint64) n * days * 86400;
      return TRUE;
    }
  if (sscanf (text, "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 || text[used] != '\0')
    {
      day = 1;
      if (sscanf (text, "%4d-%2d%n", &year, &month, &used) != 2 || text[used] != '\0')
        {
          month = 1;
          if (sscanf (text, "%4d%n", &year, &used) != 1 || text[used] != '\0')
            return FALSE;
        }
    }
  if (year < 1970 || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  time = g_date_time_new_local (year, month, day, 0, 0, 0);
  *when = time != NULL ? g_date_time_to_unix (time) : 0;
  return time != NULL;
}

static const struct
{
  const char *value;
  const char *condition;
} is_table[] = {
  { "unread", "m.flags & 1 = 0" },    { "unseen", "m.flags & 1 = 0" },   { "read", "m.flags & 1 <> 0" },
  { "seen", "m.flags & 1 <> 0" },     { "starred", "m.flags & 4 <> 0" }, { "flagged", "m.flags & 4 <> 0" },
  { "answered", "m.flags & 2 <> 0" }, { "draft", "m.flags & 16 <> 0" },  { "forwarded", "m.flags & 32 <> 0" },
};

static const struct
{
  const char *name;
  StoreRole role;
} roles[] = {
  { "inbox", STORE_ROLE_INBOX },     { "drafts", STORE_ROLE_DRAFTS }, { "sent", STORE_ROLE_SENT },
  { "archive", STORE_ROLE_ARCHIVE }, { "junk", STORE_ROLE_JUNK },     { "spam", STORE_ROLE_JUNK },
  { "trash", STORE_ROLE_TRASH },
};

static gboolean
compile_is (Compiler *c, const char *value, gboolean negative)
{
  for (gsize i = 0; i < G_N_ELEMENTS (is_table); i++)
    if (g_ascii_strcasecmp (value, is_table[i].value) == 0)
      {
        add_where (c, negative, is_table[i].condition);
        return TRUE;
      }
  return FALSE;
}

static gboolean
compile_in (Compiler *c, const char *value, gboolean negative)
{
  gint64 role = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (g_ascii_strcasecmp (value, roles[i].name) == 0)
      role = roles[i].role;
  add_where (c, negative,
             "EXISTS (SELECT 1 FROM mail.placement p JOIN mail.folder f ON f.id=p.folder_id WHERE "
             "p.message_id=m.id AND p.hidden=0"
             " AND (f.role=? OR f.display=? COLLATE NOCASE OR f.name=? COLLATE NOCASE))");
  bind_int (c, role);
  bind_text (c, value);
  bind_text (c, value);
  return TRUE;
}

static gboolean
compile_number (Compiler *c, const char *key, const char *value, gboolean negative)
{
  gint64 n;
  gboolean is_size = g_str_equal (key, "larger") || g_str_equal (key, "smaller");

  if (is_size ? !parse_size (value, &n) : !parse_date (c, value, &n))
    return FALSE;
  if (g_str_equal (key, "larger"))
    add_where (c, negative, "m.size > ?");
  else if (g_str_equal (key, "smaller"))
    add_where (c, negative, "m.size < ?");
  else if (g_str_equal (key, "before"))
    add_where (c, negative, "m.received < ?");
  else
    add_where (c, negative, "m.received >= ?");
  bind_int (c, n);
  return TRUE;
}

/* FALSE: no such operator or a value it does not understand */
static gboolean
compile_operator (Compiler *c, const char *key, const char *value, gboolean quoted, gboolean negative)
{
  static const char *const columns[][2]
      = { { "from", "sender" },     { "to", "recipients" },      { "cc", "recipients" },
          { "subject", "subject" }, { "filename", "filenames" }, { "body", "body" } };

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    if (g_str_equal (key, columns[i][0]))
      {
        add_match (c, columns[i][1], value, quoted, negative);
        return has_word (value);
      }
  if (g_str_equal (key, "is"))
    return compile_is (c, value, negative);
  if (g_str_equal (key, "has")
      && (g_ascii_strcasecmp (value, "attachment") == 0 || g_ascii_strcasecmp (value, "attachments") == 0))
    {
      add_where (c, negative, "m.has_attachment");
      return TRUE;
    }
  if (g_str_equal (key, "in"))
    return compile_in (c, value, negative);
  if (g_strv_contains ((const char *const[]) { "before", "after", "larger", "smaller", NULL }, key))
    return compile_number (c, key, value, negative);
  return FALSE;
}

/* Reads one term from *@cursor. Returns: FALSE at the end. */
static gboolean
next_term (const char **cursor, char **key, char **value, gboolean *quoted, gboolean *negative)
{
  const char *p = *cursor, *start, *colon = NULL;

  while (g_unichar_isspace (g_utf8_get_char (p)) && *p != '\0')
    p = g_utf8_next_char (p);
  if (*p == '\0')
    return FALSE;
  *negative = *p == '-' && p[1] != '\0' && p[1] != ' ';
  p += *negative;
  for (start = p; *p != '\0' && *p != '"' && !g_unichar_isspace (g_utf8_get_char (p));
       p = g_utf8_next_char (p))
    if (*p == ':' && colon == NULL && p > start)
      {
        colon = p;
        if (p[1] == '"')
          {
            p++;
            break;
          }
      }
  *quoted = *p == '"' && (p == start || (colon != NULL && p == colon + 1));
  *key = colon != NULL ? g_ascii_strdown (start, colon - start) : NULL;
  if (*quoted)
    {
      const char *end = strchr (p + 1, '"');
      gsize length = end != NULL ? (gsize) (end - p - 1) : strlen (p + 1);

      *value = g_utf8_make_valid (p + 1, (gssize) MIN (length, MAX_TERM_BYTES));
      *cursor = end != NULL ? end + 1 : p + 1 + length;
      return TRUE;
    }
  if (p == start && *p == '"')
    p++;
  start = colon != NULL ? colon + 1 : start;
  *value = g_utf8_make_valid (start, MIN (p - start, MAX_TERM_BYTES));
  *cursor = p;
  return TRUE;
}

StoreSearchPlan *
store_query_compile (const char *text, gint64 now)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  StoreSearchPlan *plan = g_new0 (StoreSearchPlan, 1);
  Compiler c = { plan, g_string_new (NULL), g_string_new (NULL), g_string_new ("1"), now };
  const char *cursor = valid;
  g_autofree char *key = NULL;
  g_autofree char *value = NULL;
  gboolean quoted, negative;

  plan->binds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  plan->errors = g_ptr_array_new_with_free_func (g_free);
  for (int i = 0; i < MAX_TERMS && next_term (&cursor, &key, &value, &quoted, &negative); i++)
    {
      if (key == NULL)
        add_match (&c, NULL, value, quoted, negative);
      else if (!compile_operator (&c, key, value, quoted, negative))
        {
          g_autofree char *word = g_strconcat (key, ":", value, NULL);

          add_match (&c, NULL, word, TRUE, negative);
          g_ptr_array_add (plan->errors, g_steal_pointer (&word));
        }
      g_clear_pointer (&key, g_free);
      g_clear_pointer (&value, g_free);
    }
  if (c.match->len > 0 && c.without->len > 0)
    plan->match = g_strdup_printf ("(%s) NOT (%s)", c.match->str, c.without->str);
  else if (c.match->len > 0)
    plan->match = g_strdup (c.match->str);
  else if (c.without->len > 0)
    {
      g_string_append (c.where,
                       " AND m.id NOT IN (SELECT rowid FROM mail.message_fts WHERE message_fts MATCH ?)");
      bind_text (&c, c.without->str);
    }
  g_string_free (c.match, TRUE);
  g_string_free (c.without, TRUE);
  plan->where = g_string_free (c.where, FALSE);
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
