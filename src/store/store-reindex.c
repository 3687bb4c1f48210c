/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-reindex.c: a new search index beside the old one, and texts the index lacks
 *
 * search_state.next_id says how far the new index (message_fts_new) has come: messages up to it are kept in both from then on
 * (store-index.c), later ones are still ahead. So it can stop and go on at any time, and mail may come and go meanwhile. When
 * nothing is ahead, one transaction puts it in the old one's place. Any thread but the main one. */

#include "store-private.h"

#define STEP 200

#define CREATE_NEW                                                                                           \
  "CREATE VIRTUAL TABLE IF NOT EXISTS mail.message_fts_new USING fts5 (subject, sender, recipients, cc, "    \
  "body, filenames, list, content='', contentless_delete=1, tokenize=\"unicode61 remove_diacritics 2\")"

typedef struct
{
  Store *store;
  StoreTextFunc text_func;
  gpointer user_data;
} Reindex;

typedef struct
{
  gint64 id;
  gboolean has_body;
  StoreBodyText body;
} Text;

void
store_body_text_clear (StoreBodyText *self)
{
  g_clear_pointer (&self->preview, g_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->filenames, g_free);
}

static void
text_clear (gpointer data)
{
  store_body_text_clear (&((Text *) data)->body);
}

/* The next messages after @after, and whether their bodies are here. @missing: only those the index lacks the text of. */
static GArray *
read_ids (Store *store, gint64 after, gboolean missing, GError **error)
{
  g_autoptr (GArray) texts = g_array_new (FALSE, TRUE, sizeof (Text));
  StoreConn *conn = store_read_begin (store, NULL);
  int result = -1;

  g_array_set_clear_func (texts, text_clear);
  {
    g_auto (StoreStmt) stmt
        = store_sql (conn, error,
                     missing ? "SELECT id,1 FROM mail.message INDEXED BY message_unread_text WHERE "
                               "text_version=0 AND body_state=2"
                               " AND id>?1 ORDER BY id LIMIT ?2"
                             : "SELECT id,body_state=2 FROM mail.message WHERE id>?1 ORDER BY id LIMIT ?2",
                     "ii", after, (gint64) STEP);

    while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
      {
        Text text = { sqlite3_column_int64 (stmt, 0), sqlite3_column_int (stmt, 1) != 0, { 0 } };

        g_array_append_val (texts, text);
      }
  }
  store_read_end (store, conn);
  return result == 0 ? g_steal_pointer (&texts) : NULL;
}

static void
read_text (Reindex *r, Text *text)
{
  g_autoptr (GBytes) body = store_body_get (r->store, text->id, NULL);

  text->has_body = body != NULL;
  /* what nobody can read has no text, and is not asked for again */
  if (body != NULL && !r->text_func (body, &text->body, r->user_data))
    store_body_text_clear (&text->body);
}

static gboolean
queue_one (Reindex *r, const Text *text, GError **error)
{
  g_auto (StoreStmt) stmt
      = store_sql (&r->store->writer, error, STORE_SQL_INDEX_HEADERS " WHERE id=?1", "i", text->id);
  int result = stmt != NULL ? store_step (&r->store->writer, stmt, error) : -1;
  StoreIndexDoc doc = { 0 };

  if (result <= 0)
    return result == 0; /* gone meanwhile */
  store_index_doc_from_row (&doc, stmt);
  doc.body = text->body.text;
  doc.filenames = text->body.filenames;
  return store_index_write_new (r->store, &doc, error)
         && store_run (&r->store->writer, error, "UPDATE mail.message SET text_version=?2 WHERE id=?1", "ii",
                       text->id, (gint64) (text->has_body ? STORE_INDEX_VERSION : 0));
}

/* A body that came while its message was on its way into the new index: read again, inside the transaction. */
static void
catch_up (Reindex *r, Text *text)
{
  if (!text->has_body
      && store_value (&r->store->writer, 0, "SELECT body_state FROM mail.message WHERE id=?1", "i", text->id)
             == STORE_BODY_COMPLETE)
    read_text (r, text);
}

static gboolean
write_step (Reindex *r, GArray *texts, GError **error)
{
  gint64 last = g_array_index (texts, Text, texts->len - 1).id;
  gboolean ok = TRUE;

  if (!store_begin (r->store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  for (guint i = 0; ok && i < texts->len; i++)
    {
      Text *text = &g_array_index (texts, Text, i);

      catch_up (r, text);
      ok = queue_one (r, text, error);
    }
  ok = ok && store_run (&r->store->writer, error, "UPDATE mail.search_state SET next_id=?1", "i", last);
  return store_end (r->store, ok, error);
}

static gboolean
swap (Store *store, GError **error)
{
  StoreConn *conn = &store->writer;
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  /* mail that came since the last look is not in the new one */
  if (store_value (conn, 0, "SELECT 1 FROM mail.message WHERE id>(SELECT next_id FROM mail.search_state)", "")
      != 0)
    return store_end (store, TRUE, error);
  ok = store_index_flush (store, TRUE, error)
       && store_exec_script (conn, "DROP TABLE mail.message_fts", error)
       && store_exec_script (conn, "ALTER TABLE mail.message_fts_new RENAME TO message_fts", error)
       && store_run (conn, error, "UPDATE mail.search_state SET version=?1,next_id=-1", "i",
                     (gint64) STORE_INDEX_VERSION);
  return store_end (store, ok, error);
}

static gint64
read_value (Store *store, const char *sql)
{
  StoreConn *conn = store_read_begin (store, NULL);
  gint64 value = store_value (conn, -1, sql, "");

  store_read_end (store, conn);
  return value;
}

static gboolean
begin_building (Store *store, GError **error)
{
  gboolean ok;

  if (!store_begin (store, STORE_PRIORITY_BACKGROUND, error))
    return FALSE;
  ok = store_exec_script (&store->writer, CREATE_NEW, error)
       && store_run (&store->writer, error, "UPDATE mail.search_state SET next_id=0 WHERE next_id<0", "");
  return store_end (store, ok, error);
}

/* Returns: 1: step done, 0: nothing left, -1: error */
static int
build_step (Reindex *r, GError **error)
{
  gint64 next = read_value (r->store, "SELECT next_id FROM mail.search_state");
  g_autoptr (GArray) texts = NULL;

  if (next < 0)
    return 0;
  texts = read_ids (r->store, next, FALSE, error);
  if (texts == NULL)
    return -1;
  if (texts->len == 0)
    return swap (r->store, error) ? 1 : -1;
  for (guint i = 0; i < texts->len; i++)
    if (g_array_index (texts, Text, i).has_body)
      read_text (r, &g_array_index (texts, Text, i));
  return write_step (r, texts, error) ? 1 : -1;
}

/* Texts of bodies that are here; @after: (inout): where to go on. */
static int
missing_step (Reindex *r, gint64 *after, GError **error)
{
  g_autoptr (GArray) texts = read_ids (r->store, *after, TRUE, error);
  gboolean ok;

  if (texts == NULL)
    return -1;
  if (texts->len == 0)
    return 0;
  for (guint i = 0; i < texts->len; i++)
    read_text (r, &g_array_index (texts, Text, i));
  if (!store_begin (r->store, STORE_PRIORITY_BACKGROUND, error))
    return -1;
  ok = TRUE;
  for (guint i = 0; ok && i < texts->len; i++)
    {
      const Text *text = &g_array_index (texts, Text, i);

      if (text->has_body)
        ok = store_body_set_text (r->store, text->id, text->body.preview, text->body.text,
                                  text->body.filenames, text->body.has_attachment, error);
      *after = text->id;
    }
  return store_end (r->store, ok, error) ? 1 : -1;
}

gboolean
store_search_rebuild (Store *store, gboolean force, StoreTextFunc text_func, StoreProgressFunc progress,
                      gpointer user_data, GCancellable *cancellable, GError **error)
{
  Reindex r = { store, text_func, user_data };
  gint64 after = 0;
  int result = 1;

  if ((force || read_value (store, "SELECT version FROM mail.search_state") != STORE_INDEX_VERSION)
      && !begin_building (store, error))
    return FALSE;
  while (result > 0)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      result = build_step (&r, error);
      if (result > 0 && progress != NULL
          && !progress (read_value (store, "SELECT next_id FROM mail.search_state"),
                        read_value (store, "SELECT max(id) FROM mail.message"), user_data))
        return FALSE;
    }
  for (result = result < 0 ? -1 : 1; result > 0;)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      result = missing_step (&r, &after, error);
    }
  return result == 0 && store_index_write (store, error);
}
