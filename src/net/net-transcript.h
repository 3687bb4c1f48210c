/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* NetTranscript: the last 200 lines of a conversation, fit to be shown: no secret, no message text. */
typedef struct _NetTranscript NetTranscript;

NetTranscript *net_transcript_new (void);
void net_transcript_free (NetTranscript *self);

void net_transcript_add_secret (NetTranscript *self, const char *secret);
char *net_transcript_dup_redacted (NetTranscript *self, const char *text);
void net_transcript_received (NetTranscript *self, const char *line, gsize length);
void net_transcript_received_block (NetTranscript *self, guint64 length);
void net_transcript_sent (NetTranscript *self, const char *data, gsize length);
void net_transcript_sent_hidden (NetTranscript *self, const char *what, gsize length);
void net_transcript_note (NetTranscript *self, const char *text);
char *net_transcript_dup_text (NetTranscript *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetTranscript, net_transcript_free)

G_END_DECLS
