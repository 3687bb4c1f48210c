/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* SyncSecrets: where passwords live. Thread-safe; every call blocks (it may start the keyring or run a command). */
typedef struct _SyncSecrets SyncSecrets;

SyncSecrets *sync_secrets_new_service (void);
SyncSecrets *sync_secrets_new_memory (void);
void sync_secrets_free (SyncSecrets *self);
void sync_secrets_allow_session (SyncSecrets *self);

gboolean sync_secrets_store (SyncSecrets *self, const char *account_key, const char *label,
                             const char *password, GCancellable *cancellable, GError **error);
char *sync_secrets_lookup (SyncSecrets *self, const char *account_key, GCancellable *cancellable,
                           GError **error);
gboolean sync_secrets_clear (SyncSecrets *self, const char *account_key, GCancellable *cancellable,
                             GError **error);

char *sync_secret_run_command (const char *command, guint timeout_ms, GCancellable *cancellable,
                               GError **error);
void sync_secret_wipe (char *secret);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncSecrets, sync_secrets_free)

G_END_DECLS
