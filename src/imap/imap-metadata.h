/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-value.h"

G_BEGIN_DECLS

/* ImapMetadata: one entry of a folder or of the server (RFC 5464). */
typedef struct
{
  char *name;    /* "/private/comment", lower case */
  GBytes *value; /* (nullable): not set, or only its name was told */
} ImapMetadata;

GPtrArray *imap_metadata_parse (const ImapTree *tree, char **folder, GError **error);
void imap_metadata_free (ImapMetadata *self);

G_END_DECLS
