/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-oauth.c: the pure parts of signing in with the browser: challenge, redirect, token, configuration */

#include "web-oauth.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* RFC 7636, appendix B */
static void
test_challenge (void)
{
  g_autofree char *challenge = web_oauth_challenge ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");

  g_assert_cmpstr (challenge, ==, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

static void
test_redirect (void)
{
  /* @ok FALSE: an error; @code NULL with @ok: some other visitor */
  static const struct
  {
    const char *line, *issuer, *code;
    gboolean ok;
  } rows[] = {
    { "GET /?code=abc&state=S HTTP/1.1", NULL, "abc", TRUE },
    { "GET /?state=S&code=a%2Fb HTTP/1.1", NULL, "a/b", TRUE },
    { "GET /?code=abc&state=S&iss=https%3A%2F%2Fa.test HTTP/1.1", "https://a.test", "abc", TRUE },
    { "GET /?code=abc&state=S HTTP/1.1", "https://a.test", "abc", TRUE },
    { "GET /?code=abc&state=S&iss=https%3A%2F%2Fevil.test HTTP/1.1", "https://a.test", NULL, FALSE },
    { "GET /?error=access_denied&state=S HTTP/1.1", NULL, NULL, FALSE },
    { "GET /?code=&state=S HTTP/1.1", NULL, NULL, FALSE },
    { "GET /?code=abc&state=T HTTP/1.1", NULL, NULL, TRUE },
    { "GET /?code=abc&state=SS HTTP/1.1", NULL, NULL, TRUE },
    { "GET /?code=abc&state= HTTP/1.1", NULL, NULL, TRUE },
    { "GET /?code=abc HTTP/1.1", NULL, NULL, TRUE },
    { "GET /?error=access_denied&state=T HTTP/1.1", NULL, NULL, TRUE },
    { "POST /?code=abc&state=S HTTP/1.1", NULL, NULL, TRUE },
    { "GET /x?code=abc&state=S HTTP/1.1", NULL, NULL, TRUE },
    { "GET /favicon.ico HTTP/1.1", NULL, NULL, TRUE },
    { "GET /?code=abc&state=S", NULL, NULL, TRUE },
    { "GET /?code=abc&state=%zz HTTP/1.1", NULL, NULL, TRUE },
    { "", NULL, NULL, TRUE },
    { "\001\002\003", NULL, NULL, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *code = NULL;
      g_autoptr (GError) error = NULL;
      gboolean ok = web_oauth_read_redirect (rows[i].line, "S", rows[i].issuer, &code, &error);

      g_test_message ("%s", rows[i].line);
      g_assert_cmpint (ok, ==, rows[i].ok);
      g_assert_cmpstr (code, ==, rows[i].code);
      g_assert_true (ok == (error == NULL));
    }
}

static void
test_token (void)
{
  static const struct
  {
    const char *json, *access, *refresh;
    gint64 expires;
    int code; /* of WEB_ERROR, 0: a token */
  } rows[] = {
    { "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":3600,\"refresh_token\":\"r\"}", "a",
      "r", 1000 + 3600, 0 },
    { "{\"access_token\":\"a\",\"token_type\":\"bearer\",\"expires_in\":\"60\"}", "a", NULL, 1060, 0 },
    { "{\"access_token\":\"a\"}", "a", NULL, 0, 0 },
    { "{\"access_token\":\"a\",\"expires_in\":-5}", "a", NULL, 0, 0 },
    { "{\"access_token\":\"a\",\"expires_in\":9000000000000}", "a", NULL, 1000 + 366 * 86400, 0 },
    { "{\"access_token\":\"a\",\"token_type\":\"mac\"}", NULL, NULL, 0, WEB_ERROR_BAD_DOCUMENT },
    { "{\"access_token\":\"a\\r\\nQUIT\"}", NULL, NULL, 0, WEB_ERROR_BAD_DOCUMENT },
    { "{\"access_token\":\"a b\"}", NULL, NULL, 0, WEB_ERROR_BAD_DOCUMENT },
    { "{\"access_token\":\"\"}", NULL, NULL, 0, WEB_ERROR_BAD_DOCUMENT },
    { "{\"access_token\":7}", NULL, NULL, 0, WEB_ERROR_BAD_DOCUMENT },
    { "{\"access_token\":\"a\",\"refresh_token\":\"r\\u0001\"}", NULL, NULL, 0, WEB_ERROR_BAD_DOCUMENT },
    { "{\"error\":\"invalid_grant\"}", NULL, NULL, 0, WEB_ERROR_DENIED },
    { "{\"error\":\"temporarily_unavailable\"}", NULL, NULL, 0, WEB_ERROR_NETWORK },
    { "[]", NULL, NULL, 0, WEB_ERROR_BAD_DOCUMENT },
    { "", NULL, NULL, 0, WEB_ERROR_BAD_DOCUMENT },
    { "<html>", NULL, NULL, 0, WEB_ERROR_BAD_DOCUMENT },
    { "{\"access_token\":\"a\"", NULL, NULL, 0, WEB_ERROR_BAD_DOCUMENT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WebOAuthToken) token = web_oauth_token_parse (rows[i].json, -1, 1000, &error);

      g_test_message ("%s", rows[i].json);
      if (rows[i].code != 0)
        {
          g_assert_null (token);
          g_assert_error (error, WEB_ERROR, rows[i].code);
          g_assert_null (strstr (error->message, "invalid_grant"));
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpstr (token->access, ==, rows[i].access);
      g_assert_cmpstr (token->refresh, ==, rows[i].refresh);
      g_assert_cmpint (token->expires, ==, rows[i].expires);
    }
}

static WebOAuthClient *
find (const char *address, const char *text, GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s/oauth-%d.ini", g_get_tmp_dir (), (int) getpid ());
  WebOAuthClient *client;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  client = web_oauth_client_find (address, path, error);
  g_unlink (path);
  return client;
}

static void
test_client (void)
{
  g_autoptr (WebOAuthClient) known = find ("a@gmail.com", "[gmail]\nClientId=me\n", NULL);
  g_autoptr (WebOAuthClient) own = find ("a@corp.test",
                                         "[corp]\nDomains=corp.test\nClientId=me\nAuthorization=https://"
                                         "id.corp.test/a\nToken=https://id.corp.test/t\n"
                                         "Scope=mail\n",
                                         NULL);
  static const char *const bad[] = {
    "",
    "[gmail]\nClientId=\n",
    "[other]\nClientId=me\n",
    "no key file",
    "[gmail]\nClientId=me\nToken=http://oauth2.googleapis.com/token\n",
    "[gmail]\nClientId=me\nAuthorization=https://user:pw@accounts.google.com/\n",
    "[gmail]\nClientId=me\nAuthorization=javascript:alert(1)\n",
  };

  g_assert_cmpstr (known->token_url, ==, "https://oauth2.googleapis.com/token");
  g_assert_cmpstr (known->issuer, ==, "https://accounts.google.com");
  g_assert_cmpstr (known->redirect_host, ==, "127.0.0.1");
  g_assert_cmpstr (own->token_url, ==, "https://id.corp.test/t");
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (find ("a@gmail.com", bad[i], &error));
      g_assert_true (error->domain == WEB_ERROR);
    }
  g_assert_null (web_oauth_client_find ("a@gmail.com", NULL, NULL));
  g_assert_null (find ("nobody", "[gmail]\nClientId=me\n", NULL));
}

static void
test_flow (void)
{
  g_autoptr (WebOAuthClient) client = find ("a@gmail.com", "[gmail]\nClientId=me\n", NULL);
  g_autoptr (WebOAuthFlow) one = web_oauth_flow_new (client, "a@gmail.com", NULL);
  g_autoptr (WebOAuthFlow) two = web_oauth_flow_new (client, "a@gmail.com", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (WebOAuthToken) token = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_assert_cmpstr (web_oauth_flow_get_url (one), !=, web_oauth_flow_get_url (two));
  g_assert_nonnull (strstr (web_oauth_flow_get_url (one), "code_challenge_method=S256"));
  g_assert_null (strstr (web_oauth_flow_get_url (one), "code_verifier"));
  token = web_oauth_flow_run (one, 50, NULL, &error);
  g_assert_null (token);
  g_assert_error (error, WEB_ERROR, WEB_ERROR_TIMED_OUT);
  g_clear_error (&error);
  g_cancellable_cancel (cancelled);
  token = web_oauth_flow_run (two, 60000, cancelled, &error);
  g_assert_null (token);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/web/oauth/challenge", test_challenge);
  g_test_add_func ("/web/oauth/redirect", test_redirect);
  g_test_add_func ("/web/oauth/token", test_token);
  g_test_add_func ("/web/oauth/client", test_client);
  g_test_add_func ("/web/oauth/flow", test_flow);
  return g_test_run ();
}
