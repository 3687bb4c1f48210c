/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-engine.h"

G_BEGIN_DECLS

/* A message in a few words: for a notification, for the shell's search. */
typedef struct
{
  gint64 message_id;
  gint64 account_id;
  gint64 folder_id; /* 0: none in particular */
  char *sender;     /* name, else address */
  char *subject;
  char *preview;
  gint64 received; /* Unix seconds */
} AlpBrief;

AlpBrief *alp_brief_copy (const AlpBrief *self);
void alp_brief_free (AlpBrief *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpBrief, alp_brief_free)

/* AlpNews: tells of mail that has just come. Main thread. One for an engine.
 *
 * New is what became visible in a folder that is told of (inboxes, and those the person chose) and is younger than all
 * that was there before: the server's dates are compared with each other, never with this computer's clock. So neither a
 * first sync, nor an Undo, nor a message moved in by hand is news; what came while the program was closed is.
 *
 * Signals: "arrived" (GPtrArray of AlpBrief, newest last), "settled" (gint64 message id: told of, and now read or gone). */
#define ALP_TYPE_NEWS (alp_news_get_type ())
G_DECLARE_FINAL_TYPE (AlpNews, alp_news, ALP, NEWS, GObject)

AlpNews *alp_news_new (AlpEngine *engine);

/* The newest messages that a query finds; at most @limit (at most 100). Everything is local. Returns (finish): (transfer full)
 * (element-type AlpBrief): newest first */
void alp_engine_find_briefs_async (AlpEngine *self, const char *query, guint limit, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
/* Those of @ids that still exist, in their order. */
void alp_engine_load_briefs_async (AlpEngine *self, const gint64 *ids, gsize n, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *alp_engine_briefs_finish (AlpEngine *self, GAsyncResult *result, GError **error);

G_END_DECLS
