/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Help with typing a search: what may come next, and which letters of a result matched. Pure functions, any thread. */

typedef enum
{
  ALP_HINT_OPERATOR = 1, /* "from:": something must follow */
  ALP_HINT_TERM,         /* "is:unread": whole */
} AlpHintKind;

/* One chip under the search field. */
typedef struct
{
  AlpHintKind kind;
  char *label;  /* translated: "From…", "Unread" */
  char *insert; /* takes the place of the word at the cursor: "from:", "is:unread" */
} AlpSearchHint;

void alp_search_hint_free (AlpSearchHint *self);
AlpSearchHint *alp_search_hint_new (AlpHintKind kind, const char *label, const char *insert);

/* The word the cursor is in or behind: from the last space outside quotes. Byte offsets into valid UTF-8. */
void alp_search_find_word (const char *text, gsize cursor, gsize *begin, gsize *end);
/* What an operator being typed asks for: at "from:An" gives "from" and "An" (quotes left out). FALSE: a plain word, then in @value. */
gboolean alp_search_split_word (const char *text, gsize cursor, char **key, char **value);
/* What may follow @text at @cursor; what it says already is left out. @now: Unix seconds, for dates. (element-type AlpSearchHint) */
GPtrArray *alp_search_hints (const char *text, gsize cursor, gint64 now);
/* @text with the word at @cursor replaced by @insert and, after a whole term, a space; *@cursor is then behind it. A word that does
 * not begin what is inserted stays, and the term comes after it. (transfer full) */
char *alp_search_apply_hint (const char *text, gsize *cursor, const char *insert);
/* Takes the term out again. (transfer full) */
char *alp_search_without_term (const char *text, const char *term);
gboolean alp_search_has_term (const char *text, const char *term);
/* A value as it must be written after an operator: in quotes when it needs them. (transfer full) */
char *alp_search_quote (const char *key, const char *value);

/* Where one operator with its value stands in the text; for drawing it as a chip. */
typedef struct
{
  gsize begin;
  gsize end;
} AlpSearchSpan;

/* (element-type AlpSearchSpan): finished terms with an operator. */
GArray *alp_search_find_terms (const char *text);

/* Words a result is to show marked: those asked for, without case and accents. NULL-terminated. (transfer full) */
char **alp_search_words (const char *text);
/* Where @words (from alp_search_words ()) begin words of @text, at most 32. (element-type AlpSearchSpan) (nullable): NULL for none. */
GArray *alp_search_find_matches (const char *text, const char *const *words);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpSearchHint, alp_search_hint_free)

G_END_DECLS
