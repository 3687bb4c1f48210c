/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-draft-attachment.h"
#include "base-worker.h"

G_BEGIN_DECLS

/* Private to mail/. The copies of attached files: <profile>/attachments/<sha256>. */

/* What is to be attached; one of the two. */
typedef struct
{
  char *folder;  /* of the copies */
  GFile *file;   /* nullable */
  GBytes *bytes; /* nullable */
  char *name;    /* nullable with file */
  char *type;    /* nullable: guessed */
} AlpStashJob;

typedef struct
{
  char *name;
  char *type;
  char *hash; /* hex */
  guint64 size;
} AlpStashed;

AlpStashJob *alp_stash_job_new (const char *folder, GFile *file, GBytes *bytes, const char *name,
                                const char *type);
void alp_stash_job_free (gpointer data);
void alp_stashed_free (gpointer data);
/* A BaseWorkerFunc. Returns: AlpStashed */
gpointer alp_stash_job_run (gpointer argument, GCancellable *cancellable, GError **error);
/* Removes copies that no name in @hashes (a set) says, when older than an hour. */
void alp_stash_sweep (const char *folder, GHashTable *hashes);
gboolean alp_stash_is_hash (const char *text);

AlpDraftAttachment *alp_draft_attachment_new (const char *folder, const char *name, const char *type,
                                              guint64 size, const char *hash, const char *key,
                                              gboolean is_inline);
void alp_draft_attachment_set_done (AlpDraftAttachment *self, const AlpStashed *stashed, const char *error);
const char *alp_draft_attachment_get_hash (AlpDraftAttachment *self);
const char *alp_draft_attachment_get_key (AlpDraftAttachment *self);

G_END_DECLS
