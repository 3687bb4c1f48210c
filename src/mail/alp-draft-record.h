/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-draft.h"
#include "mime-build.h"

G_BEGIN_DECLS

/* Private to mail/. */

typedef struct
{
  char *name;
  char *type;
  char *hash; /* of the copy in the attachments' folder */
  char *key;  /* in the HTML: ALP_DRAFT_URI key */
  guint64 size;
  gboolean is_inline;
} AlpDraftFile;

/* Everything a draft is made of, as a record that crosses threads and is what the store keeps. Strings are NULL where nothing is. */
typedef struct
{
  char *uid; /* of the draft, for ever: names it on the server too */
  char *from_name;
  char *from_email;
  char *to;
  char *cc;
  char *bcc;
  char *reply_to;
  char *subject;
  char *text; /* of a plain message; with html: nullable, its plain form */
  char *html;
  char *in_reply_to;
  char **references;
  char *headers;    /* further fields, "Name: value" a line */
  GPtrArray *files; /* AlpDraftFile */
  gint64 source_id; /* the message answered or passed on, 0: none */
  gboolean forward; /* source_id is passed on */
  AlpPriority priority;
  gboolean receipt;  /* ask for a read receipt */
  gboolean delivery; /* ask for a delivery report */
  guint remind_days; /* tell the person when nobody answered by then, 0: no */
} AlpDraftRecord;

/* (transfer full): where the copies of attached files are. */
char *alp_draft_record_dup_folder (const char *profile);

AlpDraftRecord *alp_draft_record_new (void);
void alp_draft_record_free (AlpDraftRecord *self);
void alp_draft_record_add_file (AlpDraftRecord *self, const char *name, const char *type, const char *hash,
                                const char *key, guint64 size, gboolean is_inline);
/* Text form of a GVariant: readable, and a later version can add keys. */
GBytes *alp_draft_record_serialize (const AlpDraftRecord *self);
/* Tolerant: what is missing or of another type is left out. NULL with ALP_ERROR_FAILED when it is no record at all. */
AlpDraftRecord *alp_draft_record_parse (GBytes *content, GError **error);
/* @folder: of the copies. @whole: for sending: addresses must be right; else what is typed is kept as far as it can be said.
 * Errors: ALP_ERROR_INVALID in words. */
MimeDraft *alp_draft_record_to_mime (const AlpDraftRecord *self, const char *folder, gboolean whole,
                                     GError **error);
/* The message as bytes. @with_bcc: for the own copy and the drafts folder. */
GBytes *alp_draft_record_build (const AlpDraftRecord *self, const MimeDraft *draft, gboolean with_bcc,
                                GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpDraftRecord, alp_draft_record_free)

G_END_DECLS
