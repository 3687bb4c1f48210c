/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-index.c: the search index made anew from the bodies that are here
 *
 * The store has the index and the slices (store-reindex.c), MIME has the text; this joins them. No network. */

#include "sync-index.h"

#include "sync-body.h"

static gboolean
read_text (GBytes *body, StoreBodyText *text, gpointer unused)
{
  SyncBodyText found;
  gboolean understood;

  sync_body_text_init (&found, 0, body);
  understood = found.record.has_text;
  text->preview = g_steal_pointer (&found.preview);
  text->text = g_steal_pointer (&found.text);
  text->filenames = g_steal_pointer (&found.filenames);
  text->has_attachment = found.record.has_attachment;
  sync_body_text_clear (&found);
  return understood;
}

gboolean
sync_index_rebuild (SyncEngine *engine, gboolean force, StoreProgressFunc progress, gpointer user_data,
                    GCancellable *cancellable, GError **error)
{
  return store_search_rebuild (sync_engine_get_store (engine), force, read_text, progress, user_data,
                               cancellable, error);
}
