/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* OtherClient: a second mail program on the same mailbox, for tests: a bare socket and whole lines, none of our code. */
typedef struct _OtherClient OtherClient;

OtherClient *other_client_new (const char *user, const char *password);
OtherClient *other_client_new_at (const char *endpoint, const char *user, const char *password);
void other_client_free (OtherClient *self);

char *other_client_run (OtherClient *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
char *other_client_try (OtherClient *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
char *other_client_dup_crlf (const char *text);
void other_client_append (OtherClient *self, const char *folder, const char *flags, const char *message);
void other_client_hold (OtherClient *self, gboolean hold);
GArray *other_client_search (OtherClient *self, const char *folder, const char *criteria);
guint other_client_count (OtherClient *self, const char *folder, const char *criteria);
char *other_client_flags (OtherClient *self, const char *folder, const char *message_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtherClient, other_client_free)

G_END_DECLS
