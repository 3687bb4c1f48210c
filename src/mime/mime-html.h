/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bump when the result for the same input changes: what was derived is made anew (design 4). */
#define MIME_HTML_VERSION 2

/* Maps a content id (without "cid:") to a URI to show, or %NULL to drop it. Returns: (transfer full) (nullable) */
typedef char *(*MimeCidFunc) (const char *content_id, gpointer user_data);
/* The same for a remote image that may be shown; %NULL drops it. */
typedef char *(*MimeRemoteFunc) (const char *uri, gpointer user_data);

typedef struct
{
  MimeCidFunc cid_func;       /* nullable: no inline images */
  MimeRemoteFunc remote_func; /* nullable: remote images are left out */
  gpointer user_data;
  gboolean keep_own_uris; /* img with alp-part: stays: the input is our own output */
  gboolean for_quote;     /* to be sent on: no style sheet, class or id, nothing hidden (C-085) */
} MimeHtmlOptions;

typedef struct
{
  char *html;          /* a fragment for <body>, valid UTF-8 */
  guint remote_images; /* left out or mapped */
  guint trackers;      /* of these: one pixel, or of a known tracker */
  gboolean truncated;  /* over the limits: the end is missing */
} MimeHtml;

MimeHtml *mime_html_sanitize (const char *html, const MimeHtmlOptions *options);
void mime_html_free (MimeHtml *self);
char *mime_html_to_text (const char *html);
char *mime_html_to_text_full (const char *html);
gboolean mime_html_uri_is_safe_link (const char *uri);
char *mime_html_clean_style (const char *style);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MimeHtml, mime_html_free)

G_END_DECLS
