/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <gumbo.h>

G_BEGIN_DECLS

/* The tree of an HTML text, within limits. */
typedef struct
{
  GumboOutput *output; /* %NULL: over the limits */
  char *text;          /* the tree points into it */
  gboolean truncated;
  GPtrArray *blocks; /* private: everything gumbo allocated */
} MimeTree;

MimeTree *mime_tree_parse (const char *html);
void mime_tree_free (MimeTree *self);
char *mime_tree_strip_tags (const char *html);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MimeTree, mime_tree_free)

G_END_DECLS
