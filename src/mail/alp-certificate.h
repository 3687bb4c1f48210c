/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-engine.h"

G_BEGIN_DECLS

/* Certificates a person accepted although nobody vouches for them: for one server and port each (product 3.4). Main thread. */

/* From now on @certificate is accepted where it was seen; addresses that use this server connect again. ALP_ERROR_INVALID: its
 * faults are of a kind nobody may wave through. */
void alp_engine_trust_certificate_async (AlpEngine *self, BaseCertificate *certificate,
                                         GCancellable *cancellable, GAsyncReadyCallback callback,
                                         gpointer user_data);
/* The same by numbers, for programs. @sha256: 64 hex digits, letter case and colons ignored; NULL: nothing any more. */
void alp_engine_pin_certificate_async (AlpEngine *self, const char *host, guint16 port, const char *sha256,
                                       GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean alp_engine_pin_certificate_finish (AlpEngine *self, GAsyncResult *result, GError **error);

typedef struct
{
  char *host;
  guint16 port;
  char *sha256;
  gint64 since; /* Unix seconds */
} AlpPin;

void alp_pin_free (AlpPin *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpPin, alp_pin_free)

void alp_engine_list_pins_async (AlpEngine *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);
/* Returns: (transfer full) (nullable) (element-type AlpPin): by host and port */
GPtrArray *alp_engine_list_pins_finish (AlpEngine *self, GAsyncResult *result, GError **error);

/* Returns: (transfer full): "00:11:22…", to be compared with what a provider publishes. */
char *alp_certificate_dup_fingerprint (const char *sha256);
/* Returns: (transfer full): what is wrong with it, a line each, for a person who has to decide. */
char **alp_certificate_dup_faults (const BaseCertificate *certificate);

/* The person agreed: passwords the keyring cannot take are kept in memory until the program ends (product 3.6). */
void alp_engine_allow_session_passwords (AlpEngine *self);

G_END_DECLS
