/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define IMAP_FRAMER_LINE_MAX (8 * 1024 * 1024) /* text of one response, small literals included */
#define IMAP_FRAMER_LITERAL_MAX (G_GUINT64_CONSTANT (256) * 1024 * 1024)
#define IMAP_FRAMER_SMALL_MAX (16 * 1024)
#define IMAP_LITERAL_MEMORY_MAX                                                                              \
  (4 * 1024 * 1024) /* literals of one response in memory; more goes to a file */

typedef enum
{
  IMAP_FRAME_ERROR = 0, /* the connection cannot be followed any more */
  IMAP_FRAME_DONE,      /* one whole response */
  IMAP_FRAME_LITERAL,   /* so many bytes come next */
} ImapFrame;

/* ImapFramer: lines and literals → one whole response. Pure; fed by imap-connection. */
typedef struct
{
  GString *text;       /* (nullable) */
  GPtrArray *literals; /* (nullable) */
  guint64 literal;     /* bytes that come next */
  guint n_literals;
  guint64 total;
} ImapFramer;

ImapFrame imap_framer_feed_line (ImapFramer *self, const char *line, gsize length, guint64 *literal,
                                 GError **error);
gboolean imap_framer_feed_literal (ImapFramer *self, GBytes *bytes, GError **error);
GString *imap_framer_take (ImapFramer *self, GPtrArray **literals);
void imap_framer_clear (ImapFramer *self);

G_END_DECLS
