/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-search.c: asking the server for what the index here does not have
 *
 * Here everything is known of a message but the words of a body that was not fetched yet. So conditions are applied here, words go to the
 * server, and of what it finds only messages count whose text is not in the index: for the others the index is right, and finds whole
 * words where a server finds any piece of one. Blocks; on a connection of its own, so that nothing waits behind a slow search. */

#include "sync-search-private.h"

#include <string.h>

#include "sync-body.h"

/* Messages looked at, and folders asked. */
#define MAX_UNREAD 200000
#define MAX_FOLDERS 100

/* ---- the words as criteria ---- */

typedef struct
{
  GArray *pieces;
  GString *text; /* not put into a piece yet */
} Criteria;

static void
clear_piece (gpointer data)
{
  ImapSearchPiece *piece = data;

  g_free (piece->text);
  g_free (piece->value);
}

/* @before, then @value as a string. */
static void
add_value (Criteria *out, const char *before, const char *value)
{
  ImapSearchPiece piece;

  g_string_append (out->text, before);
  piece.text = g_strdup (out->text->str);
  piece.value = g_strdup (value);
  g_array_append_val (out->pieces, piece);
  g_string_truncate (out->text, 0);
}

static const struct
{
  const char *key;
  const char *criterion; /* NULL: known here */
} operators[] = {
  { "from", "FROM " }, { "cc", "CC " },         { "subject", "SUBJECT " },
  { "body", "BODY " }, { "filename", "TEXT " }, { "list", "HEADER List-Id " },
  { "is", NULL },      { "has", NULL },         { "in", NULL },
  { "label", NULL },   { "before", NULL },      { "after", NULL },
  { "on", NULL },      { "older_than", NULL },  { "newer_than", NULL },
  { "older", NULL },   { "newer", NULL },       { "larger", NULL },
  { "smaller", NULL },
};

static gboolean
has_word (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

static gboolean
is_words (const StoreQueryNode *term)
{
  for (gsize i = 0; term->key != NULL && i < G_N_ELEMENTS (operators); i++)
    if (g_str_equal (operators[i].key, term->key) && operators[i].criterion == NULL)
      return FALSE;
  return has_word (term->value);
}

/* Whether there is no condition in it. */
static gboolean
is_all_words (const StoreQueryNode *node)
{
  if (node->kind == STORE_QUERY_TERM)
    return is_words (node);
  for (guint i = 0; i < node->children->len; i++)
    if (!is_all_words (g_ptr_array_index (node->children, i)))
      return FALSE;
  return TRUE;
}

/* Whether the server has a say in this part, with the conditions left out of it. Under OR each must be asked for, and what is negated
 * must be whole: else too little would be found. */
static gboolean
is_asked (const StoreQueryNode *node)
{
  gboolean any = FALSE, all = TRUE;

  if (node->kind == STORE_QUERY_TERM)
    return is_words (node);
  if (node->kind == STORE_QUERY_NOT)
    return is_all_words (node);
  for (guint i = 0; i < node->children->len; i++)
    {
      gboolean asked = is_asked (g_ptr_array_index (node->children, i));

      any |= asked;
      all &= asked;
    }
  return node->kind == STORE_QUERY_AND ? any : all;
}

static void
add_term (Criteria *out, const StoreQueryNode *term)
{
  g_autofree char *words = NULL;

  if (term->key == NULL)
    {
      add_value (out, "TEXT ", term->value);
      return;
    }
  if (g_str_equal (term->key, "to"))
    {
      add_value (out, "OR TO ", term->value);
      add_value (out, " CC ", term->value);
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
    if (g_str_equal (operators[i].key, term->key))
      {
        add_value (out, operators[i].criterion, term->value);
        return;
      }
  words = g_strconcat (term->key, ":", term->value, NULL);
  add_value (out, "TEXT ", words);
}

/* One search-key (RFC 9051 9). */
static void
add_key (Criteria *out, const StoreQueryNode *node)
{
  gboolean first = TRUE;

  if (node->kind == STORE_QUERY_TERM)
    {
      add_term (out, node);
      return;
    }
  if (node->kind == STORE_QUERY_NOT)
    {
      g_string_append (out->text, "NOT ");
      add_key (out, g_ptr_array_index (node->children, 0));
      return;
    }
  if (node->kind == STORE_QUERY_AND)
    g_string_append_c (out->text, '(');
  for (guint i = 0; i < node->children->len; i++)
    {
      const StoreQueryNode *child = g_ptr_array_index (node->children, i);

      if (!is_asked (child))
        continue;
      if (!first)
        g_string_append_c (out->text, ' ');
      if (node->kind == STORE_QUERY_OR && i + 1 < node->children->len)
        g_string_append (out->text, "OR ");
      add_key (out, child);
      first = FALSE;
    }
  if (node->kind == STORE_QUERY_AND)
    g_string_append_c (out->text, ')');
}

GArray *
sync_search_compile (const char *text)
{
  g_autoptr (StoreQueryNode) tree = store_query_parse (text);
  Criteria out;

  if (tree == NULL || !is_asked (tree))
    return NULL;
  out.pieces = g_array_new (FALSE, FALSE, sizeof (ImapSearchPiece));
  g_array_set_clear_func (out.pieces, clear_piece);
  out.text = g_string_new (NULL);
  add_key (&out, tree);
  if (out.text->len > 0)
    {
      ImapSearchPiece piece = { g_strdup (out.text->str), NULL };

      g_array_append_val (out.pieces, piece);
    }
  g_string_free (out.text, TRUE);
  return out.pieces;
}

/* ---- asking ---- */

typedef struct
{
  Store *store;
  GArray *criteria;
  GArray *unread; /* StoreUnread */
  GArray *found;  /* StoreListItem */
} Asking;

/* What of @unread is in this folder and in @uids. */
static void
take_found (Asking *asking, gint64 folder_id, const BaseIdset *uids)
{
  for (guint i = 0; i < asking->unread->len; i++)
    {
      const StoreUnread *one = &g_array_index (asking->unread, StoreUnread, i);
      StoreListItem item = { one->message_id, one->received };

      if (one->folder_id == folder_id && base_idset_contains (uids, one->uid))
        g_array_append_val (asking->found, item);
    }
}

/* FALSE: the connection is gone or the call was cancelled. */
static gboolean
ask_folder (Asking *asking, SyncSession *session, gint64 folder_id, GCancellable *cancellable, GError **error)
{
  g_autoptr (StoreFolder) folder = store_folder_get (asking->store, folder_id, NULL);
  g_autoptr (BaseIdset) uids = NULL;
  g_autoptr (GError) problem = NULL;

  if (folder == NULL || !folder->selectable)
    return TRUE;
  if (sync_body_select (session, folder, cancellable, &problem)
      && imap_session_search_pieces (sync_session_get_imap (session),
                                     (const ImapSearchPiece *) (gpointer) asking->criteria->data,
                                     asking->criteria->len, &uids, cancellable, &problem))
    {
      take_found (asking, folder_id, uids);
      return TRUE;
    }
  /* of another UIDVALIDITY, or refused: the other folders may still answer */
  if (problem == NULL || g_error_matches (problem, IMAP_ERROR, IMAP_ERROR_NO)
      || g_error_matches (problem, IMAP_ERROR, IMAP_ERROR_BAD)
      || g_error_matches (problem, IMAP_ERROR, IMAP_ERROR_UNAVAILABLE))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/* Folders in the order of their newest message. */
static gboolean
ask (SyncSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Asking *asking = data;
  g_autoptr (GHashTable) asked = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < asking->unread->len && g_hash_table_size (asked) < MAX_FOLDERS; i++)
    {
      gint64 id = g_array_index (asking->unread, StoreUnread, i).folder_id;

      if (g_hash_table_add (asked, g_memdup2 (&id, sizeof id))
          && !ask_folder (asking, session, id, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

static gint
compare_items (gconstpointer a, gconstpointer b)
{
  const StoreListItem *x = a, *y = b;

  if (x->key != y->key)
    return x->key > y->key ? -1 : 1;
  return x->id > y->id ? -1 : x->id < y->id;
}

GArray *
sync_search_server (SyncEngine *engine, gint64 account_id, const char *text, GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GArray) criteria = sync_search_compile (text);
  g_autoptr (GArray) unread = NULL;
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (StoreListItem));
  Asking asking = { sync_engine_get_store (engine), criteria, NULL, found };

  if (criteria == NULL)
    return g_steal_pointer (&found);
  unread = store_search_unread (asking.store, account_id, text, MAX_UNREAD, cancellable, error);
  if (unread == NULL)
    return NULL;
  asking.unread = unread;
  if (unread->len > 0 && !sync_engine_run_alone (engine, account_id, ask, &asking, cancellable, error))
    return NULL;
  g_array_sort (found, compare_items);
  return g_steal_pointer (&found);
}
