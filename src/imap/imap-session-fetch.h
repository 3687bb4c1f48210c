/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-session-private.h"

G_BEGIN_DECLS

/* ImapFetching: what one UID FETCH asks for and who gets it. Private to imap-session-fetch.c and -body.c. */
typedef struct
{
  const BaseIdset *uids;
  BaseIdset *own_uids; /* (nullable): the same, when they have to live as long as this */
  guint what;
  guint needed; /* one of these makes it an answer; 0: any */
  guint64 changed_since;
  gboolean vanished;
  const char *section; /* (nullable) */
  guint64 offset, length;
  gboolean binary;   /* decoded by the server */
  gboolean unpeeked; /* only where nothing can be marked as seen by it */
  ImapFetchFunc func;
  gpointer data;
  gboolean stopped;
} ImapFetching;

ImapCommand *imap_fetching_make (ImapSession *self, const char *set, gpointer data);
gboolean imap_fetching_take (ImapSession *self, ImapResponse *response, gpointer data);

G_END_DECLS
