/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-provider.c: the table of providers, addresses and who owns a host */

#include "web-provider.h"

typedef struct
{
  const char *address, *provider, *imap, *user, *smtp_user;
  BaseSignIn best;
} Known;

static const Known known[] = {
  { "zoe@ik.me", "Infomaniak", "mail.infomaniak.com", "zoe@ik.me", "zoe@ik.me",
    BASE_SIGN_IN_DEVICE_PASSWORD },
  { "a.b@GMAIL.com", "Gmail", "imap.gmail.com", "a.b@GMAIL.com", "a.b@GMAIL.com", BASE_SIGN_IN_OAUTH2 },
  { "me@icloud.com", "iCloud Mail", "imap.mail.me.com", "me", "me@icloud.com", BASE_SIGN_IN_APP_PASSWORD },
  { "x@team.onmicrosoft.com", "Microsoft 365", "outlook.office365.com", "x@team.onmicrosoft.com",
    "x@team.onmicrosoft.com", BASE_SIGN_IN_OAUTH2 },
  { "p@proton.me", "Proton Mail (with its Bridge on this computer)", "127.0.0.1", "p@proton.me",
    "p@proton.me", BASE_SIGN_IN_APP_PASSWORD },
};

static void
test_known (gconstpointer data)
{
  const Known *row = data;
  g_autoptr (BaseMailSettings) settings = web_provider_find (row->address);
  const BaseMailServer *imap, *smtp;

  g_assert_nonnull (settings);
  imap = base_mail_settings_get_best (settings, BASE_MAIL_IMAP);
  smtp = base_mail_settings_get_best (settings, BASE_MAIL_SMTP);
  g_assert_cmpstr (settings->provider, ==, row->provider);
  g_assert_cmpstr (imap->host, ==, row->imap);
  g_assert_cmpstr (imap->user, ==, row->user);
  g_assert_cmpstr (smtp->user, ==, row->smtp_user);
  g_assert_cmpint (settings->best_sign_in, ==, row->best);
  g_assert_cmpuint (settings->refused, ==, 0);
}

/* Product 3.3, to the letter. */
static void
test_infomaniak (void)
{
  static const struct
  {
    BaseMailProtocol protocol;
    guint port;
    BaseMailSecurity security;
  } expected[] = {
    { BASE_MAIL_IMAP, 993, BASE_MAIL_TLS }, { BASE_MAIL_IMAP, 143, BASE_MAIL_STARTTLS },
    { BASE_MAIL_POP3, 995, BASE_MAIL_TLS }, { BASE_MAIL_POP3, 110, BASE_MAIL_STARTTLS },
    { BASE_MAIL_SMTP, 465, BASE_MAIL_TLS }, { BASE_MAIL_SMTP, 587, BASE_MAIL_STARTTLS },
  };

  g_autoptr (BaseMailSettings) settings
      = web_provider_find_by_mx ("me@my-firm.example", "mta-gw.infomaniak.ch.");

  g_assert_nonnull (settings);
  g_assert_cmpint (settings->source, ==, BASE_MAIL_SOURCE_MX);
  g_assert_cmpuint (settings->servers->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const BaseMailServer *server = g_ptr_array_index (settings->servers, i);

      g_assert_cmpint (server->protocol, ==, expected[i].protocol);
      g_assert_cmpuint (server->port, ==, expected[i].port);
      g_assert_cmpint (server->security, ==, expected[i].security);
      g_assert_cmpstr (server->host, ==, "mail.infomaniak.com");
      g_assert_cmpstr (server->user, ==, "me@my-firm.example");
    }
}

static void
test_unknown (void)
{
  static const char *const addresses[]
      = { "me@example.org", "me@gmail.com.evil.test", "me@notgmail.com", "me",        "@gmail.com", "me@",
          "me@localhost",   "me@sub.gmail.com",       "a\nb@gmail.com",  "me@1.2.3.4" };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    g_assert_null (web_provider_find (addresses[i]));
  g_assert_null (web_provider_find_by_mx ("me@example.org", "evil-infomaniak.ch"));
  g_assert_null (web_provider_find_by_mx ("me@example.org", "infomaniak.ch.evil.test"));
  g_assert_null (web_provider_find_by_mx ("me@example.org", ""));
}

/* Every group of the table can be used as it stands. */
static void
test_whole_table (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", "providers.ini", NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) groups = NULL;
  g_autoptr (GHashTable) domains = g_hash_table_new (g_str_hash, g_str_equal);
  static const char *const pages[] = { "SignUp", "PasswordPage", "Help" };

  g_assert_true (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL));
  groups = g_key_file_get_groups (file, NULL);
  g_assert_cmpuint (g_strv_length (groups), >, 40);
  for (guint g = 0; groups[g] != NULL; g++)
    {
      g_auto (GStrv) names = g_key_file_get_string_list (file, groups[g], "Domains", NULL, NULL);
      g_auto (GStrv) mx = g_key_file_get_string_list (file, groups[g], "MX", NULL, NULL);
      g_autofree char *address = NULL;
      g_autoptr (BaseMailSettings) settings = NULL;

      if (g_str_equal (groups[g], "import servers"))
        continue;
      g_test_message ("%s", groups[g]);
      for (guint i = 0; names != NULL && names[i] != NULL; i++)
        g_assert_true (g_hash_table_add (domains, (gpointer) g_intern_string (names[i])));
      address = g_strconcat ("me@", names != NULL ? names[0] : "example.org", NULL);
      settings = names != NULL ? web_provider_find (address) : web_provider_find_by_mx (address, mx[0]);
      g_assert_nonnull (settings);
      g_assert_true (base_mail_settings_is_complete (settings));
      g_assert_cmpuint (settings->refused, ==, 0);
      g_assert_cmpint (settings->best_sign_in, !=, 0);
      for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
        {
          g_autofree char *page = g_key_file_get_string (file, groups[g], pages[i], NULL);

          g_assert_true (page == NULL || g_str_has_prefix (page, "https://"));
        }
    }
}

static void
test_import_servers (void)
{
  g_autoptr (GPtrArray) list = web_provider_list_import_servers ();
  const WebImportServer *first = g_ptr_array_index (list, 0);

  g_assert_cmpuint (list->len, ==, 30);
  g_assert_cmpstr (first->name, ==, "1&1 (IONOS)");
  g_assert_cmpstr (first->host, ==, "imap.1and1.fr");
  g_assert_cmpuint (first->port, ==, 993);
}

static void
test_owners (void)
{
  g_assert_true (web_domain_is_same_owner ("imap.example.org", "example.org"));
  g_assert_true (web_domain_is_same_owner ("mx.a.example.co.uk", "b.example.co.uk"));
  g_assert_false (web_domain_is_same_owner ("evil.co.uk", "example.co.uk"));
  g_assert_false (web_domain_is_same_owner ("example.org.evil.test", "example.org"));
  g_assert_false (web_domain_is_same_owner ("co.uk", "example.co.uk"));
  g_assert_true (web_provider_owns_host ("imap.gmail.com"));
  g_assert_true (web_provider_owns_host ("x.infomaniak.com"));
  g_assert_false (web_provider_owns_host ("infomaniak.com.evil.test"));
  g_assert_true (web_provider_is_public_domain ("ik.me"));
  g_assert_false (web_provider_is_public_domain ("onmicrosoft.com"));
  g_assert_false (web_provider_is_public_domain ("example.org"));
}

static void
test_expand (void)
{
  static const struct
  {
    const char *pattern, *expected;
  } rows[] = {
    { "%EMAILADDRESS%", "a%EMAILDOMAIN%b@example.org" }, /* once only */
    { "%EMAILLOCALPART%", "a%EMAILDOMAIN%b" },
    { "imap.%EMAILDOMAIN%", "imap.example.org" },
    { "%EMAILLOCALPART%.%EMAILDOMAIN%", "a%EMAILDOMAIN%b.example.org" },
    { "fixed", "fixed" },
    { "%REALNAME%", NULL },
    { "%EMAILADDRESS", NULL },
    { "100%", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = web_address_expand (rows[i].pattern, "a%EMAILDOMAIN%b@example.org");

      g_assert_cmpstr (text, ==, rows[i].expected);
    }
}

static void
test_hosts (void)
{
  static const struct
  {
    const char *host, *expected;
  } rows[] = {
    { "Mail.Example.ORG", "mail.example.org" },
    { "mail.例え.jp", "mail.xn--r8jz45g.jp" },
    { "mail.example.org.", "mail.example.org" },
    { "localhost", NULL },
    { "127.0.0.1", NULL },
    { "::1", NULL },
    { "[::1]", NULL },
    { "mail.example.org\r\nx", NULL },
    { "mail..example.org", NULL },
    { "-x.example.org", NULL },
    { "mail.example.org:993", NULL },
    { "mail.example.org/x", NULL },
    { "user@mail.example.org", NULL },
    { "mail example.org", NULL },
    { "", NULL },
    { ".", NULL },
    { "\xff.org", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *host = base_mail_dup_host (rows[i].host);

      g_assert_cmpstr (host, ==, rows[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autofree char *path = g_strconcat ("/web/provider/known/", known[i].address, NULL);

      g_test_add_data_func (path, &known[i], test_known);
    }
  g_test_add_func ("/web/provider/infomaniak", test_infomaniak);
  g_test_add_func ("/web/provider/unknown", test_unknown);
  g_test_add_func ("/web/provider/whole-table", test_whole_table);
  g_test_add_func ("/web/provider/import-servers", test_import_servers);
  g_test_add_func ("/web/provider/owners", test_owners);
  g_test_add_func ("/web/provider/expand", test_expand);
  g_test_add_func ("/web/provider/hosts", test_hosts);
  return g_test_run ();
}
