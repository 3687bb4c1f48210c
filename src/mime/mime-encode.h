/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mime-address.h"

G_BEGIN_DECLS

/* Header fields and bodies as bytes for the wire; line ends are LF, made CRLF in one place at the end. */
void mime_encode_field (GString *out, const char *name, const char *value);
void mime_encode_addresses (GString *out, const char *name, GPtrArray *addresses);
void mime_encode_ids (GString *out, const char *name, const char *const *ids);
void mime_encode_parameter (GString *out, const char *name, const char *value, gboolean extended);
char *mime_encode_flowed (const char *text);
void mime_encode_text_body (GString *out, const char *text);
void mime_encode_base64_body (GString *out, GBytes *bytes);

G_END_DECLS
