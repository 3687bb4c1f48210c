/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mime-build.h"
#include "sync-engine.h"

G_BEGIN_DECLS

/* A draft as it was when saving or sending was asked for. Private to mail/. */
typedef struct
{
  SyncEngine *sync;
  gint64 draft_id;
  gint64 account_id;
  gint64 source_id; /* the message answered or passed on, 0: none */
  gboolean forward;
  MimeAddress *from;
  char *to;
  char *cc;
  char *bcc;
  char *subject;
  char *text;
  char *html; /* nullable */
  char **paths;
  GPtrArray *attachments; /* (element-type MimeAttachment): of a forwarded message */
  char *in_reply_to;      /* nullable */
  char **references;      /* nullable */
} AlpDraftJob;

AlpDraftJob *alp_draft_job_new (SyncEngine *sync);
/* Copies threading and attachments. */
void alp_draft_job_take_base (AlpDraftJob *self, const MimeDraft *base);
void alp_draft_job_free (gpointer data);

/* BaseWorkerFuncs */
gpointer alp_draft_job_save (gpointer argument, GCancellable *cancellable,
                             GError **error); /* (gint64 *): the draft's id */
gpointer alp_draft_job_discard (gpointer argument, GCancellable *cancellable, GError **error);
gpointer alp_draft_job_send (gpointer argument, GCancellable *cancellable, GError **error);

G_END_DECLS
