/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-pages.c: the table of pages for app passwords, the service an address has, the generator and the words for programs */

#include <gio/gio.h>
#include <string.h>

#include "web-device.h"

static void
test_table (void)
{
  static const char *const steps[] = { "two-step", "security", "bridge", "oauth", "allow", "panel", NULL };
  g_autoptr (GPtrArray) pages = web_device_list_pages ();

  g_assert_cmpuint (pages->len, >=, 14);
  for (guint i = 0; i < pages->len; i++)
    {
      const BaseDeviceService *one = g_ptr_array_index (pages, i);

      g_assert_cmpstr (one->name, !=, "");
      g_assert_true (one->page != NULL && g_str_has_prefix (one->page, "https://"));
      g_assert_true (one->steps != NULL && g_strv_contains (steps, one->steps));
      g_assert_true (g_uri_is_valid (one->page, G_URI_FLAGS_NONE, NULL));
    }
}

static void
test_service (void)
{
  static const struct
  {
    const char *address, *host, *kind, *name;
  } rows[] = {
    { "a@ik.me", NULL, "infomaniak", "Infomaniak" },
    { "a@my-own.example", "mail.infomaniak.com", "infomaniak", "Infomaniak" },
    { "a@my-own.example", "notinfomaniak.com", "manual", "" },
    { "a@gmail.com", "imap.gmail.com", "manual", "Gmail" },
    { "a@company.example", "imap.gmail.com", "manual", "Gmail" },
    { "a@hotmail.com", "outlook.office365.com", "manual", "Outlook.com" },
    { "a@yahoo.com", NULL, "manual", "Yahoo Mail" },
    { "a@icloud.com", "imap.mail.me.com", "manual", "iCloud Mail" },
    { "a@fastmail.com", "imap.fastmail.com", "manual", "Fastmail" },
    { "a@gmx.de", "imap.gmx.net", "manual", "GMX" },
    { "a@proton.me", "127.0.0.1", "manual", "Proton Mail (with its Bridge on this computer)" },
    { "a@zoho.com", "imap.zoho.com", "manual", "Zoho Mail" },
    { "a@mail.ru", "imap.mail.ru", "manual", "Mail.ru" },
    { "a@yandex.ru", "imap.yandex.com", "manual", "Yandex Mail" },
    { "a@laposte.net", "imap.laposte.net", "manual", "La Poste" },
    { "a@orange.fr", "imap.orange.fr", "manual", "Orange" },
    { "no address", "", "manual", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BaseDeviceService) service = web_device_service_for (rows[i].address, rows[i].host);

      g_assert_cmpstr (service->kind, ==, rows[i].kind);
      g_assert_cmpstr (service->name, ==, rows[i].name);
    }
}

static void
test_generator (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint histogram[128] = { 0 };

  for (guint i = 0; i < 2000; i++)
    {
      char *secret = base_secret_generate (i % 40);

      g_assert_cmpuint (strlen (secret), ==, MAX (16, i % 40));
      g_assert_true (strpbrk (secret, "abcdefghijkmnopqrstuvwxyz") != NULL);
      g_assert_true (strpbrk (secret, "ABCDEFGHJKLMNPQRSTUVWXYZ") != NULL);
      g_assert_true (strpbrk (secret, "23456789") != NULL && strpbrk (secret, "-_.+") != NULL);
      g_assert_true (strpbrk (secret, "lI1O0 :\"'\\@/") == NULL);
      g_assert_true (g_ascii_isalpha (secret[0]) && g_ascii_isalpha (secret[strlen (secret) - 1]));
      for (char *c = secret; *c != '\0'; c++)
        histogram[(guchar) *c]++;
      g_assert_true (g_hash_table_add (seen, secret));
    }
  /* Every character comes, none much more often than its share of about 550. */
  for (guint c = 0; c < 128; c++)
    g_assert_true (histogram[c] == 0 || (histogram[c] > 300 && histogram[c] < 1400));
}

static void
test_group (void)
{
  static const char *const rows[][2] = {
    { "abcdefgh", "abcd efgh" }, { "abcde", "abcd e" }, { "", "" }, { "äöüßé", "äöüß é" }, { "abcd", "abcd" }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char *grouped = base_secret_group (rows[i][0]);

      g_assert_cmpstr (grouped, ==, rows[i][1]);
      base_secret_wipe (grouped);
    }
}

static void
test_words (void)
{
  for (guint i = 0; i <= BASE_DEVICE_TYPE_LEGACY; i++)
    g_assert_cmpint (base_device_type_parse (base_device_type_get_name (i)), ==, i);
  for (guint i = 0; i <= BASE_DEVICE_STATUS_EXPIRED; i++)
    g_assert_cmpint (base_device_status_parse (base_device_status_get_name (i)), ==, i);
  for (guint i = 0; i < 64; i++)
    {
      g_autofree char *words = base_device_protocols_format (i);

      g_assert_cmpint (base_device_protocols_parse (words), ==, i);
    }
  g_assert_cmpint (base_device_type_parse (NULL), ==, BASE_DEVICE_TYPE_UNKNOWN);
  g_assert_cmpint (base_device_type_parse ("fridge"), ==, BASE_DEVICE_TYPE_UNKNOWN);
  for (guint i = 1; i < BASE_DEVICE_N_ERRORS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) copy = NULL;

      base_device_set_error (&error, i, i, "field", "words %u", i);
      copy = g_error_copy (error);
      g_assert_cmpstr (base_device_error_get_name (copy), !=, "failed");
      g_assert_cmpuint (base_device_error_get_retry_after (copy), ==, i);
      g_assert_cmpstr (base_device_error_get_detail (copy), ==, "field");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/device-pages/table", test_table);
  g_test_add_func ("/device-pages/service", test_service);
  g_test_add_func ("/device-pages/generator", test_generator);
  g_test_add_func ("/device-pages/group", test_group);
  g_test_add_func ("/device-pages/words", test_words);
  return g_test_run ();
}
