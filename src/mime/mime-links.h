/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A link of an HTML text. */
typedef struct
{
  char *target;         /* as a browser reads it */
  char *host;           /* nullable: of an http or https target, in A-labels */
  char *text;           /* what the reader sees, blanks single */
  char *named;          /* nullable: the host that the text names */
  gboolean names_other; /* the text names another site than the target's (C-070) */
  gboolean hides_host;  /* user info, backslash, number in place of a name, or another script */
} MimeLink;

GPtrArray *mime_links_find (const char *html);
char *mime_link_dup_host (const char *uri, gboolean *hides_host);
char *mime_link_dup_named_host (const char *text);

G_END_DECLS
