/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-certificate.c: certificates accepted for one server, and servers that once had a good one. Outlives a restart. */

#include "store-fixture.h"

static const char sha_a[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
static const char sha_b[] = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100";

static void
test_pins (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pins = NULL;
  g_autofree char *none = NULL, *one = NULL, *other_port = NULL, *changed = NULL, *gone = NULL;

  fixture_set_up (&f);
  none = store_pin_get (f.store, "mail.test", 993);
  g_assert_null (none);
  g_assert_true (store_pin_set (f.store, "Mail.Test", 993, sha_a, &error));
  g_assert_no_error (error);
  one = store_pin_get (f.store, "mail.test", 993);
  g_assert_cmpstr (one, ==, sha_a);
  other_port = store_pin_get (f.store, "mail.test", 465);
  g_assert_null (other_port);
  g_assert_true (store_pin_set (f.store, "mail.test", 993, sha_b, NULL));
  changed = store_pin_get (f.store, "MAIL.TEST", 993);
  g_assert_cmpstr (changed, ==, sha_b);
  pins = store_pins_list (f.store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pins->len, ==, 1);
  g_assert_cmpstr (((StorePin *) pins->pdata[0])->host, ==, "mail.test");
  g_assert_true (store_pin_set (f.store, "mail.test", 993, NULL, NULL));
  gone = store_pin_get (f.store, "mail.test", 993);
  g_assert_null (gone);
  fixture_tear_down (&f);
}

static void
test_bad_pins (void)
{
  Fixture f;
  const char *const bad[] = { "", "00", "00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff",
                              "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff0",
                              "zz112233445566778899aabbccddeeff00112233445566778899aabbccddeeff" };

  fixture_set_up (&f);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (store_pin_set (f.store, "mail.test", 993, bad[i], &error));
      g_assert_error (error, STORE_ERROR, STORE_ERROR_INVALID);
    }
  g_assert_false (store_pin_set (f.store, "", 993, sha_a, NULL));
  g_assert_false (store_pin_set (f.store, "mail.test", 0, sha_a, NULL));
  fixture_tear_down (&f);
}

static void
test_trusted (void)
{
  Fixture f;

  fixture_set_up (&f);
  g_assert_false (store_certificate_was_trusted (f.store, "mail.test", 993));
  g_assert_true (store_pin_set (f.store, "mail.test", 993, sha_b, NULL));
  g_assert_false (store_certificate_was_trusted (f.store, "mail.test", 993));
  g_assert_true (store_certificate_note_trusted (f.store, "mail.test", 993, sha_a, NULL));
  g_assert_true (store_certificate_was_trusted (f.store, "mail.test", 993));
  g_assert_false (store_certificate_was_trusted (f.store, "mail.test", 465));
  {
    g_autofree char *pin = store_pin_get (f.store, "mail.test", 993);

    g_assert_cmpstr (pin, ==, sha_b);
  }
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/certificate/pins", test_pins);
  g_test_add_func ("/store/certificate/bad-pins", test_bad_pins);
  g_test_add_func ("/store/certificate/trusted", test_trusted);
  return g_test_run ();
}
