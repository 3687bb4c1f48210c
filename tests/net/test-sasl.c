/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-sasl.c: which mechanism is chosen, and servers that break the rules of the exchange (rows N-17..N-21, S-10) */

#include <string.h>

#include "net-sasl.h"

typedef struct
{
  const char *row, *offered;
  gboolean token, encrypted, allow_clear;
  const char *chosen; /* NULL: none */
} Choice;

static const Choice choices[] = {
  { "scram-first", "AUTH=PLAIN AUTH=SCRAM-SHA-1 AUTH=LOGIN AUTH=SCRAM-SHA-256", FALSE, TRUE, FALSE,
    "SCRAM-SHA-256" },
  { "no-binding", "SCRAM-SHA-256-PLUS SCRAM-SHA-1", FALSE, TRUE, FALSE, "SCRAM-SHA-1" },
  { "plain", "LOGIN PLAIN CRAM-MD5", FALSE, TRUE, FALSE, "PLAIN" },
  { "login", "login", FALSE, TRUE, FALSE, "LOGIN" },
  { "N-15 plain in clear", "PLAIN LOGIN", FALSE, FALSE, FALSE, NULL },
  { "plain in clear, allowed", "PLAIN", FALSE, FALSE, TRUE, "PLAIN" },
  { "cram in clear", "PLAIN CRAM-MD5", FALSE, FALSE, FALSE, NULL },
  { "cram as the last", "CRAM-MD5 DIGEST-MD5", FALSE, TRUE, FALSE, "CRAM-MD5" },
  { "scram in clear", "PLAIN SCRAM-SHA-1", FALSE, FALSE, FALSE, "SCRAM-SHA-1" },
  { "N-17 only weak ones", "DIGEST-MD5 NTLM ANONYMOUS GSSAPI AUTH=X-OWN AUTH=", FALSE, TRUE, TRUE, NULL },
  { "N-18 token, only PLAIN", "AUTH=PLAIN AUTH=LOGIN SCRAM-SHA-256", TRUE, TRUE, TRUE, NULL },
  { "token", "PLAIN XOAUTH2", TRUE, TRUE, FALSE, "XOAUTH2" },
  { "token, standard", "XOAUTH2 OAUTHBEARER", TRUE, TRUE, FALSE, "OAUTHBEARER" },
  { "token in clear", "XOAUTH2 OAUTHBEARER", TRUE, FALSE, TRUE, NULL },
  { "nothing", "", FALSE, TRUE, TRUE, NULL },
};

static void
test_choice (gconstpointer data)
{
  const Choice *row = data;
  g_autoptr (NetCredentials) credentials
      = net_credentials_new ("user", "pencil", row->token ? "tok" : NULL, row->allow_clear);
  g_autoptr (GError) error = NULL;
  g_autoptr (NetSasl) sasl
      = net_sasl_new ("imap", "localhost", credentials, row->offered, row->encrypted, &error);

  if (row->chosen == NULL)
    {
      g_assert_null (sasl);
      g_assert_error (error, NET_ERROR, NET_ERROR_AUTH_UNSUPPORTED);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpstr (net_sasl_get_mechanism (sasl), ==, row->chosen);
}

static NetSasl *
start (const char *mechanism)
{
  gboolean token = strstr (mechanism, "OAUTH") != NULL;
  g_autoptr (NetCredentials) credentials
      = net_credentials_new ("user", "pencil", token ? "tok" : NULL, FALSE);
  g_autoptr (GError) error = NULL;
  NetSasl *sasl = net_sasl_new ("imap", "localhost", credentials, mechanism, TRUE, &error);

  g_assert_no_error (error);
  return sasl;
}

static char *
step (NetSasl *sasl, const char *challenge)
{
  g_autofree char *base64
      = challenge != NULL ? g_base64_encode ((const guchar *) challenge, strlen (challenge)) : NULL;
  g_autofree char *response = NULL;
  g_autofree guchar *decoded = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  if (!net_sasl_step (sasl, base64, &response, NULL, &error))
    {
      g_assert_error (error, NET_ERROR, NET_ERROR_AUTH_FAILED);
      return NULL;
    }
  decoded = g_base64_decode (response, &length);
  for (gsize i = 0; i < length; i++)
    if (decoded[i] == '\0')
      decoded[i] = '|';
  return g_strndup ((const char *) decoded, length);
}

static void
test_plain (void)
{
  g_autoptr (NetSasl) sasl = start ("PLAIN");
  g_autofree char *response = step (sasl, NULL);

  g_assert_true (net_sasl_is_client_first (sasl));
  g_assert_cmpstr (response, ==, "|user|pencil");
  g_assert_true (net_sasl_is_done (sasl));
}

/* S-10: prompts mean nothing, whatever they are. */
static void
test_login (void)
{
  g_autoptr (NetSasl) sasl = start ("LOGIN");
  g_autofree char *user = NULL;
  g_autofree char *password = NULL;

  g_assert_false (net_sasl_is_client_first (sasl));
  user = step (sasl, "Benutzername:");
  g_assert_true (net_sasl_step (sasl, "not base64!", &password, NULL, NULL));
  g_assert_cmpstr (user, ==, "user");
  g_assert_cmpstr (password, ==, "cGVuY2ls");
  g_assert_true (net_sasl_is_done (sasl));
}

/* N-19: the error challenge is answered once, to end the exchange. */
static void
test_tokens (void)
{
  g_autoptr (NetSasl) xoauth2 = start ("XOAUTH2");
  g_autoptr (NetSasl) bearer = start ("OAUTHBEARER");
  g_autofree char *first = step (xoauth2, NULL);
  g_autofree char *second = step (xoauth2, "{\"status\":\"401\"}");
  g_autofree char *bearer_first = step (bearer, NULL);
  g_autofree char *bearer_second = step (bearer, "{\"status\":\"invalid_token\"}");

  g_assert_cmpstr (first, ==, "user=user\001auth=Bearer tok\001\001");
  g_assert_cmpstr (second, ==, "");
  g_assert_false (net_sasl_is_done (xoauth2));
  g_assert_null (step (xoauth2, "again"));
  g_assert_cmpstr (bearer_first, ==, "n,a=user,\001host=localhost\001auth=Bearer tok\001\001");
  g_assert_cmpstr (bearer_second, ==, "\001");
}

static char *
nonce_of (const char *client_first)
{
  const char *at = strstr (client_first, ",r=");

  g_assert_nonnull (at);
  return g_strdup (at + 3);
}

typedef struct
{
  const char *row, *format; /* %s: the client's nonce */
  gboolean first_is_good;
  const char *end; /* after a good first message */
} Scram;

static const Scram scrams[] = {
  { "foreign nonce", "r=0%.0sabcdef,s=QSXCR+Q6sek8bf92,i=4096", FALSE },
  { "iterations 1", "r=%s1,s=QSXCR+Q6sek8bf92,i=1", FALSE },
  { "iterations 2e9", "r=%s1,s=QSXCR+Q6sek8bf92,i=2000000000", FALSE },
  { "iterations -1", "r=%s1,s=QSXCR+Q6sek8bf92,i=-1", FALSE },
  { "iterations none", "r=%s1,s=QSXCR+Q6sek8bf92", FALSE },
  { "extension", "m=x,r=%s1,s=QSXCR+Q6sek8bf92,i=4096", FALSE },
  { "iterations 1000001", "r=%s1,s=QSXCR+Q6sek8bf92,i=1000001", FALSE },
  { "own nonce only", "r=%s,s=QSXCR+Q6sek8bf92", FALSE },
  { "wrong signature", "r=%s1,s=QSXCR+Q6sek8bf92,i=4096", TRUE, "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=" },
  { "wrong signature of the right size", "r=%s1,s=QSXCR+Q6sek8bf92,i=4096", TRUE,
    "v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" },
  { "missing signature", "r=%s1,s=QSXCR+Q6sek8bf92,i=4096", TRUE, "" },
  { "empty signature", "r=%s1,s=QSXCR+Q6sek8bf92,i=4096", TRUE, "v=" },
  { "error instead", "r=%s1,s=QSXCR+Q6sek8bf92,i=4096", TRUE, "e=invalid-proof" },
};

static void
test_scram (gconstpointer data)
{
  const Scram *row = data;
  g_autoptr (NetSasl) sasl = start ("SCRAM-SHA-256");
  g_autofree char *first = step (sasl, NULL);
  g_autofree char *nonce = nonce_of (first);
  g_autofree char *challenge = NULL;
  g_autofree char *final = NULL;

  g_assert_true (g_str_has_prefix (first, "n,,n=user,r="));
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  challenge = g_strdup_printf (row->format, nonce);
#pragma GCC diagnostic pop
  final = step (sasl, challenge);
  g_assert_false (net_sasl_is_done (sasl));
  if (!row->first_is_good)
    {
      g_assert_null (final);
      return;
    }
  g_assert_nonnull (strstr (final, ",p="));
  g_assert_null (step (sasl, row->end));
  g_assert_false (net_sasl_is_done (sasl));
}

/* N-20 */
static void
test_bad_challenges (void)
{
  g_autoptr (NetSasl) garbage = start ("SCRAM-SHA-256");
  g_autoptr (NetSasl) endless = start ("SCRAM-SHA-1");
  g_autoptr (NetSasl) huge = start ("SCRAM-SHA-256");
  g_autofree char *long_challenge = g_strnfill (10 * 1024 * 1024, 'A');
  g_autofree char *response = NULL;
  g_autoptr (GError) error = NULL;
  int rounds = 0;

  g_assert_false (net_sasl_step (garbage, "%%% no base64", &response, NULL, &error));
  g_assert_error (error, NET_ERROR, NET_ERROR_AUTH_FAILED);
  g_clear_error (&error);
  g_assert_false (net_sasl_step (huge, long_challenge, &response, NULL, &error));
  g_assert_error (error, NET_ERROR, NET_ERROR_AUTH_FAILED);
  for (; rounds < 100 && net_sasl_step (endless, "", &response, NULL, NULL); rounds++)
    g_clear_pointer (&response, g_free);
  g_assert_cmpint (rounds, <=, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autofree char *path = g_strconcat ("/net/sasl/choice/", choices[i].row, NULL);

      g_test_add_data_func (path, &choices[i], test_choice);
    }
  for (guint i = 0; i < G_N_ELEMENTS (scrams); i++)
    {
      g_autofree char *path = g_strconcat ("/net/sasl/scram/", scrams[i].row, NULL);

      g_test_add_data_func (path, &scrams[i], test_scram);
    }
  g_test_add_func ("/net/sasl/plain", test_plain);
  g_test_add_func ("/net/sasl/login", test_login);
  g_test_add_func ("/net/sasl/tokens", test_tokens);
  g_test_add_func ("/net/sasl/bad-challenges", test_bad_challenges);
  return g_test_run ();
}
