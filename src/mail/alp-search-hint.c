/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-search-hint.c: what may come next in a search being typed
 *
 * Pure. The operators are those of store-query.h; only the ones a person meets are offered, with a translated label each. */

#include "alp-search-hint.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
alp_search_hint_free (AlpSearchHint *self)
{
  if (self == NULL)
    return;
  g_free (self->label);
  g_free (self->insert);
  g_free (self);
}

AlpSearchHint *
alp_search_hint_new (AlpHintKind kind, const char *label, const char *insert)
{
  AlpSearchHint *self = g_new0 (AlpSearchHint, 1);

  self->kind = kind;
  self->label = g_strdup (label);
  self->insert = g_strdup (insert);
  return self;
}

/* ---- words ---- */

void
alp_search_find_word (const char *text, gsize cursor, gsize *begin, gsize *end)
{
  gboolean quoted = FALSE;
  gsize length = strlen (text), from = 0;

  cursor = MIN (cursor, length);
  for (gsize i = 0; i < cursor; i++)
    {
      if (text[i] == '"')
        quoted = !quoted;
      else if (!quoted && (g_ascii_isspace (text[i]) || text[i] == '(' || text[i] == ')'))
        from = i + 1;
    }
  *begin = from;
  *end = cursor;
  /* What is behind the cursor belongs to the word too. */
  for (gsize i = cursor; i < length; i++)
    {
      if (text[i] == '"')
        quoted = !quoted;
      else if (!quoted && (g_ascii_isspace (text[i]) || text[i] == '(' || text[i] == ')'))
        break;
      *end = i + 1;
    }
}

gboolean
alp_search_split_word (const char *text, gsize cursor, char **key, char **value)
{
  gsize begin, end;
  g_autofree char *word = NULL;
  const char *colon;

  alp_search_find_word (text, cursor, &begin, &end);
  word = g_strndup (text + begin, end - begin);
  if (*word == '-')
    memmove (word, word + 1, strlen (word));
  colon = strchr (word, ':');
  if (colon == NULL || colon == word)
    {
      *key = NULL;
      *value = g_steal_pointer (&word);
      return FALSE;
    }
  *key = g_ascii_strdown (word, colon - word);
  *value = g_strdup (colon + 1);
  g_strdelimit (*value, "\"", ' ');
  g_strstrip (*value);
  return TRUE;
}

char *
alp_search_quote (const char *key, const char *value)
{
  g_autofree char *clean = g_strdelimit (g_strdup (value), "\"", ' ');
  gboolean plain = *clean != '\0';

  for (const char *p = clean; *p != '\0'; p++)
    plain &= !g_ascii_isspace (*p) && *p != '(' && *p != ')' && *p != ':';
  return g_strdup_printf (plain ? "%s:%s" : "%s:\"%s\"", key, clean);
}

/* ---- hints ---- */

static const struct
{
  const char *insert;
  const char *label;
} operators[] = {
  { "from:", N_ ("From…") },
  { "to:", N_ ("To…") },
  { "subject:", N_ ("Subject…") },
  { "has:", N_ ("Has…") },
  { "is:", N_ ("Is…") },
  { "in:", N_ ("In folder…") },
  { "after:", N_ ("After…") },
  { "before:", N_ ("Before…") },
  { "larger:", N_ ("Larger than…") },
  { "filename:", N_ ("File name…") },
  { "body:", N_ ("Text…") },
  { "label:", N_ ("Label…") },
};

static const struct
{
  const char *insert;
  const char *label;
  gboolean common; /* offered before anything is typed */
} terms[] = {
  { "is:unread", N_ ("Unread"), TRUE },
  { "has:attachment", N_ ("Attachment"), TRUE },
  { "is:starred", N_ ("Starred"), TRUE },
  { "is:answered", N_ ("Answered"), FALSE },
  { "is:forwarded", N_ ("Forwarded"), FALSE },
  { "is:read", N_ ("Read"), FALSE },
  { "is:draft", N_ ("Draft"), FALSE },
  { "is:muted", N_ ("Muted"), FALSE },
  { "is:contact", N_ ("From a contact"), FALSE },
  { "has:pdf", N_ ("PDF"), FALSE },
  { "has:image", N_ ("Image"), FALSE },
  { "has:document", N_ ("Document"), FALSE },
  { "has:sheet", N_ ("Spreadsheet"), FALSE },
  { "has:archive", N_ ("Archive file"), FALSE },
  { "has:calendar", N_ ("Invitation"), FALSE },
  { "has:list", N_ ("Mailing list"), FALSE },
  { "larger:1M", N_ ("1 MB"), FALSE },
  { "larger:5M", N_ ("5 MB"), FALSE },
  { "larger:10M", N_ ("10 MB"), FALSE },
  { "larger:25M", N_ ("25 MB"), FALSE },
  { "smaller:100k", N_ ("100 kB"), FALSE },
  { "smaller:1M", N_ ("1 MB"), FALSE },
  { "in:inbox", N_ ("Inbox"), FALSE },
  { "in:sent", N_ ("Sent"), FALSE },
  { "in:archive", N_ ("Archive Folder"), FALSE },
  { "in:trash", N_ ("Trash"), FALSE },
  { "in:spam", N_ ("Spam"), FALSE },
  { "in:anywhere", N_ ("Everywhere, also Spam and Trash"), FALSE },
};

static void
add (GPtrArray *hints, AlpHintKind kind, const char *label, const char *insert)
{
  g_ptr_array_add (hints, alp_search_hint_new (kind, label, insert));
}

/* Days people mean, as the index wants them. */
static void
add_days (GPtrArray *hints, const char *key, gint64 now)
{
  static const struct
  {
    const char *label;
    int days;
    int months;
    int years;
  } spans[] = { { N_ ("Yesterday"), -1, 0, 0 },       { N_ ("A week ago"), -7, 0, 0 },
                { N_ ("A month ago"), 0, -1, 0 },     { N_ ("Three months ago"), 0, -3, 0 },
                { N_ ("Half a year ago"), 0, -6, 0 }, { N_ ("A year ago"), 0, 0, -1 } };

  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now);

  for (gsize i = 0; today != NULL && i < G_N_ELEMENTS (spans); i++)
    {
      g_autoptr (GDateTime) day
          = g_date_time_add_full (today, spans[i].years, spans[i].months, spans[i].days, 0, 0, 0);
      g_autofree char *value = g_date_time_format (day, "%Y-%m-%d");
      g_autofree char *insert = g_strdup_printf ("%s:%s", key, value);

      add (hints, ALP_HINT_TERM, _ (spans[i].label), insert);
    }
}

gboolean
alp_search_has_term (const char *text, const char *term)
{
  gsize n = strlen (term);

  for (const char *at = text; (at = strstr (at, term)) != NULL; at += n)
    if ((at == text || g_ascii_isspace (at[-1]) || at[-1] == '(')
        && (at[n] == '\0' || g_ascii_isspace (at[n]) || at[n] == ')'))
      return TRUE;
  return FALSE;
}

static gboolean
begins (const char *whole, const char *typed)
{
  g_autofree char *a = g_utf8_casefold (whole, -1);
  g_autofree char *b = g_utf8_casefold (typed, -1);

  return g_str_has_prefix (a, b);
}

static void
add_common (GPtrArray *hints, const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (terms); i++)
    if (terms[i].common && !alp_search_has_term (text, terms[i].insert))
      add (hints, ALP_HINT_TERM, _ (terms[i].label), terms[i].insert);
  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
    add (hints, ALP_HINT_OPERATOR, _ (operators[i].label), operators[i].insert);
}

static void
add_values (GPtrArray *hints, const char *text, const char *key, const char *value)
{
  g_autofree char *typed = g_strdup_printf ("%s:%s", key, value);
  gsize skip = strlen (key) + 1;

  for (gsize i = 0; i < G_N_ELEMENTS (terms); i++)
    if (strncmp (terms[i].insert, typed, skip) == 0
        && (begins (terms[i].insert, typed) || begins (_ (terms[i].label), value))
        && !alp_search_has_term (text, terms[i].insert))
      add (hints, ALP_HINT_TERM, _ (terms[i].label), terms[i].insert);
}

GPtrArray *
alp_search_hints (const char *text, gsize cursor, gint64 now)
{
  GPtrArray *hints = g_ptr_array_new_with_free_func ((GDestroyNotify) alp_search_hint_free);
  g_autofree char *key = NULL, *value = NULL;

  if (alp_search_split_word (text, cursor, &key, &value))
    {
      if ((g_str_equal (key, "after") || g_str_equal (key, "before") || g_str_equal (key, "on"))
          && *value == '\0')
        add_days (hints, key, now);
      add_values (hints, text, key, value);
      return hints;
    }
  if (*value == '\0')
    {
      add_common (hints, text);
      return hints;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (terms); i++)
    if ((begins (_ (terms[i].label), value) || begins (strchr (terms[i].insert, ':') + 1, value))
        && terms[i].insert[0] != 'l' && !alp_search_has_term (text, terms[i].insert))
      add (hints, ALP_HINT_TERM, _ (terms[i].label), terms[i].insert);
  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
    if (begins (_ (operators[i].label), value) || begins (operators[i].insert, value))
      add (hints, ALP_HINT_OPERATOR, _ (operators[i].label), operators[i].insert);
  return hints;
}

/* ---- changing the text ---- */

/* Whether what is typed is the beginning of what is inserted, or of its value. */
static gboolean
completes (const char *word, const char *insert)
{
  const char *value = strchr (insert, ':');

  return *word == '\0' || strchr (word, ':') != NULL || begins (insert, word)
         || (value != NULL && value[1] != '\0' && begins (value + (value[1] == '"' ? 2 : 1), word));
}

char *
alp_search_apply_hint (const char *text, gsize *cursor, const char *insert)
{
  gsize begin, end;
  g_autofree char *word = NULL;
  gboolean whole = !g_str_has_suffix (insert, ":");
  g_autoptr (GString) out = g_string_new (NULL);

  alp_search_find_word (text, *cursor, &begin, &end);
  word = g_strndup (text + begin, end - begin);
  if (!completes (word, insert))
    begin = end;
  g_string_append_len (out, text, (gssize) begin);
  if (out->len > 0 && !g_ascii_isspace (out->str[out->len - 1]) && out->str[out->len - 1] != '(')
    g_string_append_c (out, ' ');
  g_string_append (out, insert);
  if (whole)
    g_string_append_c (out, ' ');
  *cursor = out->len;
  while (whole && g_ascii_isspace (text[end]))
    end++;
  g_string_append (out, text + end);
  return g_string_free_and_steal (g_steal_pointer (&out));
}

char *
alp_search_without_term (const char *text, const char *term)
{
  gsize n = strlen (term);
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *p = text; *p != '\0';)
    {
      gboolean first = p == text || g_ascii_isspace (p[-1]) || p[-1] == '(';

      if (first && strncmp (p, term, n) == 0 && (p[n] == '\0' || g_ascii_isspace (p[n]) || p[n] == ')'))
        {
          p += n;
          while (g_ascii_isspace (*p))
            p++;
        }
      else
        g_string_append_c (out, *p++);
    }
  return g_strchomp (g_string_free_and_steal (g_steal_pointer (&out)));
}

GArray *
alp_search_find_terms (const char *text)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (AlpSearchSpan));
  gsize length = strlen (text);

  for (gsize at = 0; at < length;)
    {
      gsize begin, end;
      const char *colon;

      if (g_ascii_isspace (text[at]) || text[at] == '(' || text[at] == ')')
        {
          at++;
          continue;
        }
      alp_search_find_word (text, at + 1, &begin, &end);
      end = MAX (end, at + 1);
      colon = memchr (text + begin, ':', end - begin);
      if (colon != NULL && colon > text + begin && colon + 1 < text + end
          && g_ascii_isalpha (text[begin + (text[begin] == '-')]))
        {
          AlpSearchSpan span = { begin, end };

          g_array_append_val (spans, span);
        }
      at = end;
    }
  return spans;
}
