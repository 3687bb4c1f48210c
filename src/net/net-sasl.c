/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net-sasl.c: the client side of one SASL exchange
 *
 * libgsasl does the password mechanisms; the two bearer-token ones (XOAUTH2, OAUTHBEARER of RFC 7628) are a line each
 * and are made here. Only mechanisms of the list below are ever used, best first: DIGEST-MD5, NTLM and the like are not
 * on it (N-17). Those that show the password need TLS or the person's word. A token account never falls back to a
 * password (N-18). Servers are held to bounds: 3 rounds, 64 KiB a challenge (N-20), SCRAM iterations 4096 to 1,000,000
 * (RFC 5802; N-21). An exchange counts as done only when the mechanism says so: for SCRAM after the server proved that
 * it knows the password. Belongs to one thread. */

#include "net-sasl.h"

#include <gsasl.h>
#include <string.h>

#define MAX_ROUNDS 3
#define MAX_CHALLENGE (64 * 1024)
#define MIN_ITERATIONS 4096
#define MAX_ITERATIONS 1000000

typedef enum
{
  NEEDS_TOKEN = 1 << 0,
  NEEDS_PASSWORD = 1 << 1,
  SHOWS_SECRET = 1 << 2,  /* only under TLS, or when allowed */
  NEEDS_BINDING = 1 << 3, /* channel binding data */
  SERVER_FIRST = 1 << 4,
  IS_SCRAM = 1 << 5,
  NEEDS_NOTHING = 1 << 6, /* EXTERNAL: the connection itself says who we are */
} Traits;

typedef struct
{
  const char *name;
  Traits traits;
} Mechanism;

static const Mechanism mechanisms[] = {
  { "OAUTHBEARER", NEEDS_TOKEN | SHOWS_SECRET },
  { "XOAUTH2", NEEDS_TOKEN | SHOWS_SECRET },
  { "SCRAM-SHA-256-PLUS", NEEDS_PASSWORD | NEEDS_BINDING | IS_SCRAM },
  { "SCRAM-SHA-256", NEEDS_PASSWORD | IS_SCRAM },
  { "SCRAM-SHA-1-PLUS", NEEDS_PASSWORD | NEEDS_BINDING | IS_SCRAM },
  { "SCRAM-SHA-1", NEEDS_PASSWORD | IS_SCRAM },
  { "PLAIN", NEEDS_PASSWORD | SHOWS_SECRET },
  { "LOGIN", NEEDS_PASSWORD | SHOWS_SECRET | SERVER_FIRST },
  /* Only when there is nothing else: what it sends can be tried against a dictionary, so not in clear either. */
  { "CRAM-MD5", NEEDS_PASSWORD | SHOWS_SECRET | SERVER_FIRST },
  { "EXTERNAL", NEEDS_NOTHING },
};

struct _NetSasl
{
  const Mechanism *mechanism;
  NetCredentials *credentials;
  char *host;
  Gsasl *library; /* NULL for token mechanisms */
  Gsasl_session *session;
  guint rounds;
  gboolean done;
};

static gboolean
is_offered (const char *offered, const char *name)
{
  g_auto (GStrv) words = g_strsplit_set (offered, " ,\t\r\n", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *word = g_ascii_strncasecmp (words[i], "AUTH=", 5) == 0 ? words[i] + 5 : words[i];

      if (g_ascii_strcasecmp (word, name) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_usable (const Mechanism *mechanism, NetCredentials *credentials, gboolean encrypted, gboolean binding)
{
  gboolean has_token = credentials->oauth_token != NULL;
  gboolean has_password = !has_token && credentials->password != NULL;

  if (mechanism->traits & NEEDS_TOKEN && (!has_token || !encrypted))
    return FALSE;
  if (mechanism->traits & NEEDS_PASSWORD && !has_password)
    return FALSE;
  if (mechanism->traits & NEEDS_NOTHING && (has_token || has_password || !encrypted))
    return FALSE;
  if (mechanism->traits & SHOWS_SECRET && !encrypted && !credentials->allow_plain_without_tls)
    return FALSE;
  return !(mechanism->traits & NEEDS_BINDING) || binding;
}

static const Mechanism *
choose (const char *offered, NetCredentials *credentials, gboolean encrypted, gboolean binding)
{
  for (guint i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    if (is_usable (&mechanisms[i], credentials, encrypted, binding)
        && is_offered (offered, mechanisms[i].name))
      return &mechanisms[i];
  return NULL;
}

static gboolean
set_property (NetSasl *self, Gsasl_property property, const char *value, GError **error)
{
  if (value == NULL || gsasl_property_set (self->session, property, value) == GSASL_OK)
    return TRUE;
  g_set_error (error, NET_ERROR, NET_ERROR_AUTH_FAILED, "SASL: out of memory");
  return FALSE;
}

static gboolean
start_library (NetSasl *self, const char *service, GError **error)
{
  int status;

  if (self->mechanism->traits & NEEDS_TOKEN)
    return TRUE;
  status = gsasl_init (&self->library);
  if (status == GSASL_OK)
    status = gsasl_client_start (self->library, self->mechanism->name, &self->session);
  if (status != GSASL_OK)
    {
      g_set_error (error, NET_ERROR, NET_ERROR_AUTH_UNSUPPORTED, "SASL %s: %s", self->mechanism->name,
                   gsasl_strerror (status));
      return FALSE;
    }
  if (self->mechanism->traits & NEEDS_NOTHING)
    return set_property (self, GSASL_AUTHZID, "", error);
  return set_property (self, GSASL_AUTHID, self->credentials->user, error)
         && set_property (self, GSASL_PASSWORD, self->credentials->password, error)
         && set_property (self, GSASL_SERVICE, service, error)
         && set_property (self, GSASL_HOSTNAME, self->host, error);
}

static NetSasl *
start (const char *service, const char *host, NetCredentials *credentials, const char *offered,
       gboolean encrypted, gboolean binding, GError **error)
{
  g_autoptr (NetSasl) self = NULL;
  const Mechanism *mechanism = choose (offered, credentials, encrypted, binding);

  if (mechanism == NULL)
    {
      g_set_error (error, NET_ERROR, NET_ERROR_AUTH_UNSUPPORTED,
                   "the server offers no way to log in that is safe here (it offers: %.200s)", offered);
      return NULL;
    }
  self = g_new0 (NetSasl, 1);
  self->mechanism = mechanism;
  self->credentials = net_credentials_ref (credentials);
  self->host = g_strdup (host);
  if (!start_library (self, service, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * net_sasl_new:
 * @service: "imap", "smtp", "sieve"
 * @host: the server's name
 * @mechanisms_offered: what the server offers, separated by spaces, each with or without "AUTH="
 * @encrypted: whether the connection is under TLS: ask the stream, not the protocol
 *
 * Chooses the best mechanism. Returns: (transfer full) (nullable): the exchange, or %NULL with
 * NET_ERROR_AUTH_UNSUPPORTED
 */
NetSasl *
net_sasl_new (const char *service, const char *host, NetCredentials *credentials,
              const char *mechanisms_offered, gboolean encrypted, GError **error)
{
  return start (service, host, credentials, mechanisms_offered, encrypted, FALSE, error);
}

/* The others would only say with it "I could have" (flag "y"), which helps nobody. */
static gboolean
bind_channel (NetSasl *self, GBytes *unique, GError **error)
{
  g_autofree char *base64 = NULL;

  if (unique == NULL || !(self->mechanism->traits & NEEDS_BINDING))
    return TRUE;
  base64 = g_base64_encode (g_bytes_get_data (unique, NULL), g_bytes_get_size (unique));
  return set_property (self, GSASL_CB_TLS_UNIQUE, base64, error);
}

/**
 * net_sasl_new_for_stream:
 *
 * Like net_sasl_new (), with the facts taken from @stream: whether it is encrypted, and under TLS 1.2 the channel
 * binding (RFC 5929 tls-unique) that lets SCRAM-…-PLUS detect a man in the middle.
 *
 * Not under TLS 1.3. There tls-unique does not exist and RFC 9266 wants tls-exporter, but no capability says which of
 * them a server knows: Cyrus (3.10, and its main branch of 2026-08: imap/tls.c names tls-unique whatever the version)
 * offers -PLUS and then refuses the right password. That cannot be told from a wrong one, and trying again without
 * binding would give a man in the middle what he wants; so -PLUS waits until servers agree. Test: net/binding.
 */
NetSasl *
net_sasl_new_for_stream (const char *service, const char *host, NetCredentials *credentials,
                         const char *mechanisms_offered, NetStream *stream, GError **error)
{
  g_autoptr (GBytes) unique = net_stream_dup_channel_binding (stream, G_TLS_CHANNEL_BINDING_TLS_UNIQUE);
  g_autoptr (NetSasl) self = start (service, host, credentials, mechanisms_offered,
                                    net_stream_is_encrypted (stream), unique != NULL, error);

  if (self == NULL || !bind_channel (self, unique, error))
    return NULL;
  net_stream_add_secret (stream, credentials->password);
  net_stream_add_secret (stream, credentials->oauth_token);
  return g_steal_pointer (&self);
}

/** net_sasl_free: @self may be %NULL */
void
net_sasl_free (NetSasl *self)
{
  if (self == NULL)
    return;
  if (self->session != NULL)
    gsasl_finish (self->session);
  if (self->library != NULL)
    gsasl_done (self->library);
  net_credentials_unref (self->credentials);
  g_free (self->host);
  g_free (self);
}

/** net_sasl_get_mechanism: Returns: the chosen mechanism's registered name */
const char *
net_sasl_get_mechanism (NetSasl *self)
{
  return self->mechanism->name;
}

/** net_sasl_is_client_first: Returns: whether the mechanism has an initial response (step with a %NULL challenge) */
gboolean
net_sasl_is_client_first (NetSasl *self)
{
  return !(self->mechanism->traits & SERVER_FIRST);
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error (error, NET_ERROR, NET_ERROR_AUTH_FAILED, "SASL: %s", why);
  return FALSE;
}

/* RFC 5802 7: server-first-message = [reserved-mext ","] nonce "," salt "," iteration-count ["," extensions] */
static gboolean
check_scram_first (const char *message, GError **error)
{
  g_auto (GStrv) fields = g_strsplit (message, ",", -1);

  if (g_str_has_prefix (message, "m="))
    return refuse (error, "the server demands an unknown SCRAM extension");
  for (guint i = 0; fields[i] != NULL; i++)
    if (g_str_has_prefix (fields[i], "i="))
      {
        guint64 iterations;

        if (!g_ascii_string_to_unsigned (fields[i] + 2, 10, MIN_ITERATIONS, MAX_ITERATIONS, &iterations,
                                         NULL))
          return refuse (error, "the server's SCRAM iteration count is out of bounds");
        return TRUE;
      }
  return refuse (error, "the server's SCRAM message has no iteration count");
}

/* Strict base64 (RFC 4648 4): GLib's decoder would skip what it does not know. */
static gboolean
is_base64 (const char *text)
{
  gsize length = strlen (text);
  gsize digits = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
  gsize padding = strspn (text + digits, "=");

  return length % 4 == 0 && padding <= 2 && digits + padding == length;
}

static gboolean
check_challenge (NetSasl *self, const char *challenge, GError **error)
{
  g_autofree guchar *decoded = NULL;
  g_autofree char *message = NULL;
  gsize length;

  if (challenge == NULL || *challenge == '\0')
    return TRUE;
  if (strlen (challenge) > MAX_CHALLENGE)
    return refuse (error, "the server's challenge is too long");
  /* LOGIN prompts mean nothing; whatever they hold is not read (S-10). */
  if (g_str_equal (self->mechanism->name, "LOGIN") || self->mechanism->traits & NEEDS_TOKEN)
    return TRUE;
  if (!is_base64 (challenge))
    return refuse (error, "the server's challenge is not base64");
  if (!(self->mechanism->traits & IS_SCRAM) || self->rounds != 1)
    return TRUE;
  decoded = g_base64_decode (challenge, &length);
  message = g_strndup ((const char *) decoded, length);
  return check_scram_first (message, error);
}

static char *
token_response (NetSasl *self)
{
  NetCredentials *c = self->credentials;
  g_autofree char *text = NULL;

  /* A second challenge is the error report; the answer ends the exchange (N-19; RFC 7628 3.2.3). */
  if (self->rounds > 0)
    return g_strdup (g_str_equal (self->mechanism->name, "XOAUTH2") ? "" : "AQ==");
  if (g_str_equal (self->mechanism->name, "XOAUTH2"))
    text = g_strdup_printf ("user=%s\001auth=Bearer %s\001\001", c->user, c->oauth_token);
  else
    text = g_strdup_printf ("n,a=%s,\001host=%s\001auth=Bearer %s\001\001", c->user, self->host,
                            c->oauth_token);
  return g_base64_encode ((const guchar *) text, strlen (text));
}

static gboolean
library_step (NetSasl *self, const char *challenge, char **response, GError **error)
{
  const char *input = challenge;
  char *output = NULL;
  int status;

  if (g_str_equal (self->mechanism->name, "LOGIN"))
    input = "VXNlcg=="; /* any prompt will do */
  status = gsasl_step64 (self->session, input != NULL ? input : "", &output);
  if (status != GSASL_OK && status != GSASL_NEEDS_MORE)
    {
      g_set_error (error, NET_ERROR, NET_ERROR_AUTH_FAILED, "SASL %s: %s", self->mechanism->name,
                   gsasl_strerror (status));
      return FALSE;
    }
  *response = g_strdup (output != NULL ? output : "");
  gsasl_free (output);
  self->done = status == GSASL_OK;
  return TRUE;
}

/**
 * net_sasl_step:
 * @challenge_base64: (nullable): the server's challenge; %NULL for the initial response
 * @response_base64: (out): what to send, base64, perhaps empty; a secret
 * @done: (out) (nullable): whether our side is complete
 *
 * Returns: %FALSE with NET_ERROR_AUTH_FAILED when the server breaks the rules: abort the exchange, do not go on
 */
gboolean
net_sasl_step (NetSasl *self, const char *challenge_base64, char **response_base64, gboolean *done,
               GError **error)
{
  *response_base64 = NULL;
  if (self->rounds >= MAX_ROUNDS)
    return refuse (error, "too many rounds");
  if (!check_challenge (self, challenge_base64, error))
    return FALSE;
  if (self->mechanism->traits & NEEDS_TOKEN)
    {
      if (self->rounds > 1)
        return refuse (error, "too many rounds");
      *response_base64 = token_response (self);
      self->done = self->rounds == 0;
    }
  else if (self->done && (challenge_base64 == NULL || *challenge_base64 == '\0'))
    *response_base64 = g_strdup ("");
  else if (!library_step (self, challenge_base64, response_base64, error))
    return FALSE;
  self->rounds++;
  if (done != NULL)
    *done = self->done;
  return TRUE;
}

/**
 * net_sasl_is_done:
 *
 * Returns: whether the exchange is complete. A server's "OK" counts only then: before, it has not proved itself.
 */
gboolean
net_sasl_is_done (NetSasl *self)
{
  return self->done;
}
