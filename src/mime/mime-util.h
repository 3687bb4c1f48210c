/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gmime/gmime.h>

G_BEGIN_DECLS

/* Shared by the files of this folder. */
void mime_init (void);
GMimeParserOptions *mime_parser_options (void);
char *mime_clean_line (const char *text, gsize max_chars);
char *mime_to_utf8 (const char *data, gsize length, const char *charset);
char *mime_decode_header (const char *raw, gsize max_chars);
void mime_append_escaped (GString *out, const char *text, gssize length, gboolean quotes);
char *mime_safe_file_name (const char *name, const char *type);

/* GMime has none of its own. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeParser, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeStream, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InternetAddressList, g_object_unref)

G_END_DECLS
