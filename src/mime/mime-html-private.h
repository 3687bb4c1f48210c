/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <gumbo.h>

G_BEGIN_DECLS

/* mime-html-box.c: the mail as one box */
char *mime_html_dup_sheet (const GumboNode *root);
const GumboElement *mime_html_find_body (const GumboNode *root);
const GumboNode *mime_html_find_box (const GumboElement *body);
char *mime_html_dup_body_style (const GumboElement *body);
void mime_html_append_class (GString *out, const char *value, gboolean is_box);
gboolean mime_html_is_hidden (const GumboElement *element);

G_END_DECLS
