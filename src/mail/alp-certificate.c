/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-certificate.c: certificates a person accepted, and the other choice at signing in: a keyring that does not work
 *
 * Main thread; the work is done on the setup worker. */

#include "alp-certificate.h"

#include "alp-engine-private.h"
#include "sync-trust.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  SyncEngine *sync;
  char *host;
  guint16 port;
  char *sha256; /* nullable */
} PinJob;

static void
pin_job_free (gpointer data)
{
  PinJob *job = data;

  g_free (job->host);
  g_free (job->sha256);
  g_free (job);
}

static gpointer
pin_job (gpointer data, GCancellable *cancellable, GError **error)
{
  PinJob *job = data;

  return sync_engine_trust_certificate (job->sync, job->host, job->port, job->sha256, error) ? ALP_JOB_DONE
                                                                                             : NULL;
}

/* Lower-case hex digits alone. */
static char *
normalize (const char *sha256)
{
  GString *digits = g_string_new (NULL);

  for (const char *p = sha256; *p != '\0' && digits->len <= 64; p++)
    if (*p != ':' && *p != ' ')
      g_string_append_c (digits, g_ascii_tolower (*p));
  return g_string_free_and_steal (digits);
}

/**
 * alp_engine_pin_certificate_async:
 * @sha256: (nullable)
 */
void
alp_engine_pin_certificate_async (AlpEngine *self, const char *host, guint16 port, const char *sha256,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  SyncEngine *sync;
  PinJob *job;

  g_return_if_fail (ALP_IS_ENGINE (self));

  sync = alp_engine_get_sync (self);
  if (sync == NULL)
    {
      alp_job_fail (self, alp_engine_pin_certificate_async, cancellable, callback, user_data,
                    alp_engine_new_stopped_error ());
      return;
    }
  job = g_new0 (PinJob, 1);
  job->sync = sync;
  job->host = g_strdup (host);
  job->port = port;
  job->sha256 = sha256 != NULL ? normalize (sha256) : NULL;
  alp_job_run (self, alp_engine_pin_certificate_async, alp_engine_get_setup (self), BASE_PRIORITY_INTERACTIVE,
               pin_job, job, pin_job_free, NULL, cancellable, callback, user_data);
}

gboolean
alp_engine_pin_certificate_finish (AlpEngine *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_engine_pin_certificate_async, result, error) != NULL;
}

void
alp_engine_trust_certificate_async (AlpEngine *self, BaseCertificate *certificate, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_ENGINE (self));

  if (!base_certificate_can_be_accepted (certificate))
    {
      alp_job_fail (self, alp_engine_pin_certificate_async, cancellable, callback, user_data,
                    g_error_new_literal (ALP_ERROR, ALP_ERROR_INVALID,
                                         _ ("A certificate that is broken, too weak or withdrawn cannot be "
                                            "trusted by anybody.")));
      return;
    }
  alp_engine_pin_certificate_async (self, certificate->host, certificate->port, certificate->sha256,
                                    cancellable, callback, user_data);
}

void
alp_pin_free (AlpPin *self)
{
  g_free (self->host);
  g_free (self->sha256);
  g_free (self);
}

static gpointer
list_job (gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) records = store_pins_list (sync_engine_get_store (data), error);
  GPtrArray *pins;

  if (records == NULL)
    return NULL;
  pins = g_ptr_array_new_with_free_func ((GDestroyNotify) alp_pin_free);
  for (guint i = 0; i < records->len; i++)
    {
      const StorePin *record = g_ptr_array_index (records, i);
      AlpPin *pin = g_new0 (AlpPin, 1);

      pin->host = g_strdup (record->host);
      pin->port = record->port;
      pin->sha256 = g_strdup (record->sha256);
      pin->since = record->since;
      g_ptr_array_add (pins, pin);
    }
  return pins;
}

void
alp_engine_list_pins_async (AlpEngine *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  SyncEngine *sync;

  g_return_if_fail (ALP_IS_ENGINE (self));

  sync = alp_engine_get_sync (self);
  if (sync == NULL)
    alp_job_fail (self, alp_engine_list_pins_async, cancellable, callback, user_data,
                  alp_engine_new_stopped_error ());
  else
    alp_job_run (self, alp_engine_list_pins_async, alp_engine_get_reader (self), BASE_PRIORITY_INTERACTIVE,
                 list_job, sync, NULL, (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

GPtrArray *
alp_engine_list_pins_finish (AlpEngine *self, GAsyncResult *result, GError **error)
{
  return alp_job_finish (self, alp_engine_list_pins_async, result, error);
}

char *
alp_certificate_dup_fingerprint (const char *sha256)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; sha256[i] != '\0'; i++)
    {
      if (i > 0 && i % 2 == 0)
        g_string_append_c (text, ':');
      g_string_append_c (text, g_ascii_toupper (sha256[i]));
    }
  return g_string_free_and_steal (text);
}

char **
alp_certificate_dup_faults (const BaseCertificate *certificate)
{
  static const struct
  {
    BaseCertificateFault fault;
    const char *words;
  } table[] = {
    { BASE_CERTIFICATE_UNKNOWN_ISSUER, N_ ("Nobody this computer trusts vouches for it.") },
    { BASE_CERTIFICATE_OTHER_NAME, N_ ("It was made for another server.") },
    { BASE_CERTIFICATE_EXPIRED, N_ ("It has expired.") },
    { BASE_CERTIFICATE_NOT_YET, N_ ("It is not valid yet.") },
    { BASE_CERTIFICATE_REVOKED, N_ ("Its issuer withdrew it.") },
    { BASE_CERTIFICATE_WEAK, N_ ("It is too weak.") },
    { BASE_CERTIFICATE_BROKEN, N_ ("It is broken.") },
  };

  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (certificate->faults & table[i].fault)
      g_strv_builder_add (lines, _ (table[i].words));
  return g_strv_builder_end (lines);
}

void
alp_engine_allow_session_passwords (AlpEngine *self)
{
  SyncEngine *sync;

  g_return_if_fail (ALP_IS_ENGINE (self));

  sync = alp_engine_get_sync (self);
  if (sync != NULL)
    sync_secrets_allow_session (sync_engine_get_secrets (sync));
}
