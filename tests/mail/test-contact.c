/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-contact.c: who is offered first, and who only looks like somebody */

#include "alp-contact.h"

#include <string.h>

static void
test_rank (void)
{
  g_autoptr (GPtrArray) contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) alp_contact_free);
  static const char *const expected[]
      = { "ana@firm.example", "anna@home.example", "ana@firrn.example", "spam@x.example" };

  /* An attacker who wrote 500 times stands after the friend who was written to once (hostile-content C-116). */
  g_ptr_array_add (contacts, alp_contact_new ("Ana M", "ana@firrn.example", 0, 500, 2000));
  g_ptr_array_add (contacts, alp_contact_new ("News", "spam@x.example", 0, 900, 1000));
  g_ptr_array_add (contacts, alp_contact_new ("Anna", "anna@home.example", 1, 0, 10));
  g_ptr_array_add (contacts, alp_contact_new ("Ana Maria", "ana@firm.example", 7, 3, 100));
  alp_contacts_rank (contacts, 10);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (((AlpContact *) contacts->pdata[i])->email, ==, expected[i]);
  g_assert_true (((AlpContact *) contacts->pdata[2])->look_alike);
  g_assert_cmpstr (((AlpContact *) contacts->pdata[2])->looks_like, ==, "ana@firm.example");
  g_assert_false (((AlpContact *) contacts->pdata[3])->look_alike);
  alp_contacts_rank (contacts, 2);
  g_assert_cmpuint (contacts->len, ==, 2);
}

static void
test_looks (void)
{
  static const struct
  {
    const char *name;
    const char *email;
    gboolean alike;
  } rows[] = {
    { "", "paypal@firm.example", FALSE },
    { "", "раypal@pay.example", TRUE }, /* Cyrillic р and а */
    { "", "paypaI@pay.example", TRUE }, /* capital i */
    { "", "pay.pal@pay.example", TRUE },
    { "Pay Pal", "other@evil.example", TRUE },
    { "paypal@pay.example", "x@evil.example", TRUE },
    { "Somebody", "else@evil.example", FALSE },
    { "", "paypal@pay.example", FALSE }, /* the same */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) alp_contact_free);

      g_ptr_array_add (contacts, alp_contact_new ("Pay Pal", "paypal@pay.example", 3, 3, 1));
      g_ptr_array_add (contacts, alp_contact_new (rows[i].name, rows[i].email, 0, 9, 9));
      alp_contacts_rank (contacts, 10);
      g_test_message ("%s <%s>", rows[i].name, rows[i].email);
      g_assert_cmpint (((AlpContact *) contacts->pdata[1])->look_alike, ==, rows[i].alike);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/contact/rank", test_rank);
  g_test_add_func ("/mail/contact/looks", test_looks);
  return g_test_run ();
}
