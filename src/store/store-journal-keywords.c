/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-journal-keywords.c: pending changes of keywords, on top of what the server has (three-way, like flags)
 *
 * While operations on a placement's keywords are pending, server_keywords holds what the server has and keywords what is shown;
 * otherwise server_keywords is NULL and keywords is both. Any thread but the main one. */

#include "store-private.h"

#include <string.h>

static gboolean
has_word (char **words, const char *word)
{
  for (; words != NULL && *words != NULL; words++)
    if (g_ascii_strcasecmp (*words, word) == 0)
      return TRUE;
  return FALSE;
}

static void
add_words (GPtrArray *out, char **words, char **without)
{
  for (; *words != NULL; words++)
    {
      gboolean there = **words == '\0' || has_word (without, *words);

      for (guint i = 0; !there && i < out->len; i++)
        there = g_ascii_strcasecmp (g_ptr_array_index (out, i), *words) == 0;
      if (!there)
        g_ptr_array_add (out, *words);
    }
}

/**
 * store_keywords_apply:
 * @base, @add, @remove: (nullable): space-separated
 *
 * Pure. Returns: (transfer full): @base with @add, without @remove; each once, in order; letters compared without case (RFC 9051,
 * 2.3.2)
 */
char *
store_keywords_apply (const char *base, const char *add, const char *remove)
{
  g_auto (GStrv) base_words = g_strsplit (base != NULL ? base : "", " ", -1);
  g_auto (GStrv) add_list = g_strsplit (add != NULL ? add : "", " ", -1);
  g_auto (GStrv) remove_list = g_strsplit (remove != NULL ? remove : "", " ", -1);
  g_autoptr (GPtrArray) out = g_ptr_array_new_null_terminated (8, NULL, TRUE);

  add_words (out, base_words, remove_list);
  add_words (out, add_list, remove_list);
  return out->len > 0 ? g_strjoinv (" ", (char **) out->pdata) : g_strdup ("");
}

/* Those of @words that are (or, @inside FALSE, are not) in @set. */
char *
store_keywords_select (const char *words, const char *set, gboolean inside)
{
  g_auto (GStrv) list = g_strsplit (words != NULL ? words : "", " ", -1);
  g_auto (GStrv) set_list = g_strsplit (set != NULL ? set : "", " ", -1);
  g_autoptr (GPtrArray) out = g_ptr_array_new_null_terminated (8, NULL, TRUE);

  for (char **word = list; *word != NULL; word++)
    if (**word != '\0' && has_word (set_list, *word) == inside)
      g_ptr_array_add (out, *word);
  return out->len > 0 ? g_strjoinv (" ", (char **) out->pdata) : g_strdup ("");
}

gboolean
store_journal_refresh_keywords (StoreConn *conn, gint64 placement_id, const char *add, const char *remove,
                                gboolean *changed, GError **error)
{
  gboolean pending = *add != '\0' || *remove != '\0';
  g_autofree char *base = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *effective = NULL;
  gboolean had_base = FALSE;

  {
    g_auto (StoreStmt) stmt = store_sql (
        conn, error, "SELECT keywords,server_keywords FROM mail.placement WHERE id=?1", "i", placement_id);
    int result = stmt != NULL ? store_step (conn, stmt, error) : -1;

    if (result <= 0)
      return result == 0;
    had_base = sqlite3_column_type (stmt, 1) != SQLITE_NULL;
    shown = store_dup_column (stmt, 0);
    base = store_dup_column (stmt, had_base ? 1 : 0);
  }
  if (!pending && !had_base)
    return TRUE;
  effective = store_keywords_apply (base, add, remove);
  *changed |= strcmp (effective, shown) != 0;
  return store_run (conn, error, "UPDATE mail.placement SET keywords=?2,server_keywords=?3 WHERE id=?1",
                    "iss", placement_id, effective, pending ? base : NULL)
         && (!*changed
             || store_run (conn, error,
                           "UPDATE mail.message SET keywords=?2 WHERE id=(SELECT message_id FROM "
                           "mail.placement WHERE id=?1)",
                           "is", placement_id, effective));
}

gboolean
store_journal_take_server_keywords (StoreConn *conn, gint64 placement_id, const char *add, const char *remove,
                                    GError **error)
{
  g_autofree char *base = NULL;
  g_autofree char *now = NULL;

  if (*add == '\0' && *remove == '\0')
    return TRUE;
  {
    g_auto (StoreStmt) stmt
        = store_sql (conn, error, "SELECT coalesce(server_keywords,keywords) FROM mail.placement WHERE id=?1",
                     "i", placement_id);
    int result = stmt != NULL ? store_step (conn, stmt, error) : -1;

    if (result <= 0)
      return result == 0;
    base = store_dup_column (stmt, 0);
  }
  now = store_keywords_apply (base, add, remove);
  return store_run (conn, error, "UPDATE mail.placement SET server_keywords=?2 WHERE id=?1", "is",
                    placement_id, now);
}
