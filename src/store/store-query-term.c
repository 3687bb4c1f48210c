/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-query-term.c: one term of a search: a word, or an operator with its value. Pure; see store-query.h for the language. */

#include "store-query-private.h"

#include <stdio.h>
#include <string.h>

static StoreExpr *
expr_new (void)
{
  StoreExpr *self = g_new0 (StoreExpr, 1);

  self->kind = STORE_QUERY_TERM;
  return self;
}

/* ---- text ---- */

static gboolean
has_word (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

/* Whether more letters may follow: not after a single plain letter, which begins every tenth word, nor after a script whose characters
 * stand alone in the index. */
static gboolean
may_continue (const char *prepared)
{
  const char *end = prepared + strlen (prepared);
  guint letters = 0;

  while (end > prepared && !g_unichar_isalnum (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  if (*end == ' ') /* store_text_prepare () puts a space after each of those characters */
    return FALSE;
  while (end > prepared && letters < 2 && g_unichar_isalnum (g_utf8_get_char (g_utf8_prev_char (end))))
    {
      end = g_utf8_prev_char (end);
      letters++;
    }
  return letters >= 2;
}

/* NULL when there is no word in it. @columns: nullable: all. */
static char *
text_to_fts (const char *columns, const char *text, gboolean phrase)
{
  g_autofree char *prepared = store_text_prepare (text);
  g_auto (GStrv) quoted = g_strsplit (prepared, "\"", -1);
  g_autofree char *doubled = g_strjoinv ("\"\"", quoted);

  if (!has_word (text))
    return NULL;
  return g_strdup_printf ("%s%s\"%s\"%s", columns != NULL ? columns : "", columns != NULL ? " : " : "",
                          doubled, phrase || !may_continue (prepared) ? "" : " *");
}

static StoreExpr *
text_expr (const char *columns, const char *text, gboolean phrase)
{
  StoreExpr *self;
  char *fts = text_to_fts (columns, text, phrase);

  if (fts == NULL)
    return NULL;
  self = expr_new ();
  self->fts = fts;
  return self;
}

/* ---- conditions ---- */

static StoreExpr *
sql_expr (const char *condition)
{
  StoreExpr *self = expr_new ();

  self->sql = g_strconcat ("(", condition, ")", NULL);
  self->binds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  return self;
}

static StoreExpr *
bind_int (StoreExpr *self, gint64 value)
{
  g_ptr_array_add (self->binds, g_variant_ref_sink (g_variant_new_int64 (value)));
  return self;
}

static StoreExpr *
bind_text (StoreExpr *self, const char *value)
{
  g_ptr_array_add (self->binds, g_variant_ref_sink (g_variant_new_string (value)));
  return self;
}

/* 2M, 300k, 1g, 1.5m → bytes */
static gboolean
parse_size (const char *text, gint64 *bytes)
{
  char *end;
  double n = g_ascii_isdigit (*text) ? g_ascii_strtod (text, &end) : -1;
  gint64 unit = 1;

  if (n < 0 || n > 1e12)
    return FALSE;
  switch (g_ascii_tolower (*end))
    {
    case 'k':
      unit = 1 << 10;
      break;
    case 'm':
      unit = 1 << 20;
      break;
    case 'g':
      unit = 1 << 30;
      break;
    case 'b':
    case '\0':
      break;
    default:
      return FALSE;
    }
  if (*end != '\0' && unit > 1)
    end++;
  *bytes = (gint64) (MIN (n, 1e9) * (double) unit);
  if (unit == 1)
    *bytes = (gint64) n;
  return *end == '\0' || g_ascii_strcasecmp (end, "b") == 0;
}

/* 7d 3w 2m 1y → seconds */
static gboolean
parse_span (const char *text, gint64 *seconds)
{
  char *end;
  guint64 n = g_ascii_isdigit (*text) ? g_ascii_strtoull (text, &end, 10) : G_MAXUINT64;
  const char *unit;

  if (n > 100000 || *end == '\0' || end[1] != '\0'
      || (unit = strchr ("dwmyh", g_ascii_tolower (*end))) == NULL)
    return FALSE;
  switch (*unit)
    {
    case 'h':
      *seconds = (gint64) n * 3600;
      break;
    case 'd':
      *seconds = (gint64) n * 86400;
      break;
    case 'w':
      *seconds = (gint64) n * 7 * 86400;
      break;
    case 'm':
      *seconds = (gint64) n * 30 * 86400;
      break;
    default:
      *seconds = (gint64) n * 365 * 86400;
    }
  return TRUE;
}

/* Reads one number of at most @digits at *@cursor. */
static gboolean
read_number (const char **cursor, int digits, int *number)
{
  int n = 0;

  for (*number = 0; n < digits && g_ascii_isdigit (**cursor); n++, (*cursor)++)
    *number = *number * 10 + (**cursor - '0');
  return n > 0;
}

/* 2026, 2026-03, 2026-03-01 (also with / or .): local time; @end: (out): first moment after it */
static gboolean
parse_day (const char *text, gint64 *begin, gint64 *end)
{
  const char *p = text;
  int year, month = 1, day = 1, parts = 1;
  g_autoptr (GDateTime) from = NULL;
  g_autoptr (GDateTime) to = NULL;

  if (!read_number (&p, 4, &year) || p - text != 4)
    return FALSE;
  if (*p != '\0' && strchr ("-/.", *p) != NULL && p++ && read_number (&p, 2, &month))
    {
      parts = 2;
      if (*p != '\0' && strchr ("-/.", *p) != NULL && p++ && read_number (&p, 2, &day))
        parts = 3;
    }
  if (*p != '\0' || year < 1970 || year > 9000 || month < 1 || month > 12 || day < 1
      || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  from = g_date_time_new_local (year, month, day, 0, 0, 0);
  if (from == NULL)
    return FALSE;
  to = parts == 1   ? g_date_time_add_years (from, 1)
       : parts == 2 ? g_date_time_add_months (from, 1)
                    : g_date_time_add_days (from, 1);
  *begin = g_date_time_to_unix (from);
  *end = g_date_time_to_unix (to);
  return TRUE;
}

static StoreExpr *
compile_time (const char *key, const char *value, gint64 now)
{
  gint64 begin, end, span;

  if (parse_span (value, &span))
    {
      if (g_str_has_prefix (key, "older") || g_str_equal (key, "before"))
        return bind_int (sql_expr ("m.received < ?"), now - span);
      return g_str_equal (key, "on") ? NULL : bind_int (sql_expr ("m.received >= ?"), now - span);
    }
  if (!parse_day (value, &begin, &end))
    return NULL;
  if (g_str_has_prefix (key, "older") || g_str_equal (key, "before"))
    return bind_int (sql_expr ("m.received < ?"), begin);
  if (g_str_equal (key, "on"))
    return bind_int (bind_int (sql_expr ("m.received >= ? AND m.received < ?"), begin), end);
  return bind_int (sql_expr ("m.received >= ?"), begin);
}

static StoreExpr *
compile_size (const char *key, const char *value, gint64 now)
{
  gint64 bytes;

  if (!parse_size (value, &bytes))
    return NULL;
  return bind_int (sql_expr (g_str_equal (key, "larger") ? "m.size > ?" : "m.size < ?"), bytes);
}

static StoreExpr *
compile_is (const char *key, const char *value, gint64 now)
{
  static const char *const table[][2] = {
    { "unread", "m.flags & 1 = 0" },
    { "unseen", "m.flags & 1 = 0" },
    { "read", "m.flags & 1 <> 0" },
    { "seen", "m.flags & 1 <> 0" },
    { "starred", "m.flags & 4 <> 0" },
    { "flagged", "m.flags & 4 <> 0" },
    { "answered", "m.flags & 2 <> 0" },
    { "replied", "m.flags & 2 <> 0" },
    { "draft", "m.flags & 16 <> 0" },
    { "forwarded", "m.flags & 32 <> 0" },
    { "junk", "m.flags & 64 <> 0" },
    { "spam", "m.flags & 64 <> 0" },
    { "contact",
      "EXISTS (SELECT 1 FROM mail.contact c WHERE c.account_id=m.account_id AND c.email=m.from_email"
      " AND c.sent>0)" },
    { "muted", "EXISTS (SELECT 1 FROM mail.thread t WHERE t.id=m.thread_id AND t.muted)" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_ascii_strcasecmp (value, table[i][0]) == 0)
      return sql_expr (table[i][1]);
  return NULL;
}

static StoreExpr *
compile_has (const char *key, const char *value, gint64 now)
{
  static const char *const conditions[][2] = {
    { "attachment", STORE_SQL_ATTACHMENT }, { "attachments", STORE_SQL_ATTACHMENT },
    { "star", STORE_SQL_STARRED },          { "label", "m.keywords <> ''" },
    { "list", "m.list_id <> ''" },
  };
  static const char *const files[][2] = {
    { "pdf", "\"pdf\"" },
    { "image", "\"jpg\" OR \"jpeg\" OR \"png\" OR \"gif\" OR \"webp\" OR \"heic\" OR \"avif\" OR \"tif\" OR "
               "\"tiff\"" },
    { "document", "\"doc\" OR \"docx\" OR \"odt\" OR \"rtf\" OR \"pages\"" },
    { "sheet", "\"xls\" OR \"xlsx\" OR \"ods\" OR \"csv\" OR \"numbers\"" },
    { "archive", "\"zip\" OR \"7z\" OR \"rar\" OR \"tar\" OR \"gz\" OR \"xz\" OR \"zst\"" },
    { "calendar", "\"ics\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (conditions); i++)
    if (g_ascii_strcasecmp (value, conditions[i][0]) == 0)
      return sql_expr (conditions[i][1]);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    if (g_ascii_strcasecmp (value, files[i][0]) == 0)
      {
        StoreExpr *self = expr_new ();

        self->fts = g_strdup_printf ("filenames : (%s)", files[i][1]);
        return self;
      }
  return NULL;
}

static StoreExpr *
compile_in (const char *key, const char *value, gint64 now)
{
  static const struct
  {
    const char *name;
    StoreRole role;
  } roles[] = {
    { "inbox", STORE_ROLE_INBOX },     { "drafts", STORE_ROLE_DRAFTS }, { "sent", STORE_ROLE_SENT },
    { "archive", STORE_ROLE_ARCHIVE }, { "junk", STORE_ROLE_JUNK },     { "spam", STORE_ROLE_JUNK },
    { "trash", STORE_ROLE_TRASH },     { "bin", STORE_ROLE_TRASH },
  };

  gint64 role = 0;

  if (g_ascii_strcasecmp (value, "anywhere") == 0)
    return sql_expr ("1");
  if (g_ascii_strcasecmp (value, "starred") == 0)
    return sql_expr ("m.flags & 4 <> 0");
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (g_ascii_strcasecmp (value, roles[i].name) == 0)
      role = roles[i].role;
  return bind_text (
      bind_text (
          bind_int (sql_expr ("EXISTS (SELECT 1 FROM mail.placement p JOIN mail.folder f ON f.id=p.folder_id"
                              " WHERE p.message_id=m.id AND p.hidden=0 AND (f.role=? OR f.display=?"
                              " COLLATE NOCASE OR f.name=? COLLATE NOCASE))"),
                    role),
          value),
      value);
}

/* Keywords are words separated by single spaces. */
static StoreExpr *
compile_label (const char *key, const char *value, gint64 now)
{
  g_autofree char *folded = g_ascii_strdown (value, -1);

  if (*folded == '\0' || strchr (folded, ' ') != NULL)
    return NULL;
  return bind_text (sql_expr ("instr(' '||lower(m.keywords)||' ',' '||?||' ')>0"), folded);
}

static const struct
{
  const char *key;
  const char *columns;
} text_operators[] = {
  { "from", "sender" },        { "to", "{recipients cc}" }, { "cc", "cc" },     { "subject", "subject" },
  { "filename", "filenames" }, { "body", "body" },          { "list", "list" },
};

static const struct
{
  const char *key;
  StoreExpr *(*func) (const char *key, const char *value, gint64 now);
} operators[] = {
  { "is", compile_is },        { "has", compile_has },         { "in", compile_in },
  { "label", compile_label },  { "before", compile_time },     { "after", compile_time },
  { "on", compile_time },      { "older_than", compile_time }, { "newer_than", compile_time },
  { "older", compile_time },   { "newer", compile_time },      { "larger", compile_size },
  { "smaller", compile_size },
};

StoreExpr *
store_expr_from_term (const StoreQueryNode *term, gint64 now, GPtrArray *errors)
{
  StoreExpr *self = NULL;
  g_autofree char *words = NULL;

  if (term->key == NULL)
    return text_expr (NULL, term->value, term->phrase);
  for (gsize i = 0; i < G_N_ELEMENTS (text_operators); i++)
    if (g_str_equal (term->key, text_operators[i].key))
      return text_expr (text_operators[i].columns, term->value, term->phrase);
  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
    if (g_str_equal (term->key, operators[i].key))
      self = operators[i].func (term->key, term->value, now);
  if (self != NULL)
    return self;
  words = g_strconcat (term->key, ":", term->value, NULL);
  g_ptr_array_add (errors, g_strdup (words));
  return text_expr (NULL, words, TRUE);
}
