/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MIME_ARCHIVE_NONE = 0,   /* not an archive by its name */
  MIME_ARCHIVE_CLEAN,      /* looked through to the end */
  MIME_ARCHIVE_FORBIDDEN,  /* holds a forbidden type */
  MIME_ARCHIVE_UNREADABLE, /* encrypted, broken, or over the limits: nobody can say */
} MimeArchiveVerdict;

MimeArchiveVerdict mime_archive_scan (GBytes *bytes, const char *name, char **found);
gboolean mime_archive_is_name (const char *name);
gboolean mime_type_is_forbidden (const char *name);

G_END_DECLS
