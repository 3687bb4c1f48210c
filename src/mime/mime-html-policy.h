/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <gumbo.h>

G_BEGIN_DECLS

/* What becomes of an element. */
typedef enum
{
  MIME_HTML_UNWRAP = 0, /* its children stay */
  MIME_HTML_KEEP,
  MIME_HTML_DROP, /* with all it holds */
} MimeHtmlFate;

MimeHtmlFate mime_html_fate (GumboTag tag);
gboolean mime_html_is_void (GumboTag tag);
gboolean mime_html_attribute_allowed (const char *name);
gboolean mime_html_property_allowed (const char *name);

G_END_DECLS
