/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Walks the fields of a header, from top to bottom. */
typedef struct _MimeFields MimeFields;

MimeFields *mime_fields_new (GBytes *block);
void mime_fields_free (MimeFields *self);
gboolean mime_fields_next (MimeFields *self, const char **name, const char **value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MimeFields, mime_fields_free)

G_END_DECLS
