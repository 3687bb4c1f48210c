/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-reply.c: reading what a server answers (RFC 5321, 4.2; hostile-servers S-02) */

#include "smtp-reply.h"
#include "smtp-session.h"

static void
test_good (void)
{
  static const struct
  {
    const char *const lines[6];
    guint code;
    const char *enhanced;
    const char *text;
  } rows[] = {
    { { "250 OK" }, 250, NULL, "OK" },
    { { "250" }, 250, NULL, "" },
    { { "250-mail.test", "250-SIZE 20", "250 HELP" }, 250, NULL, "mail.test SIZE 20 HELP" },
    { { "550 5.1.1 no such user" }, 550, "5.1.1", "no such user" },
    { { "550-5.7.1 blocked", "550 5.7.1 see page" }, 550, "5.7.1", "blocked see page" },
    { { "550 4.1.1 class differs" }, 550, NULL, "4.1.1 class differs" },
    { { "550 5.1 is no status" }, 550, NULL, "5.1 is no status" },
    { { "550 5.1.1234 is no status" }, 550, NULL, "5.1.1234 is no status" },
    { { "250 a\tb\x1b[31m" }, 250, NULL, "a b [31m" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SmtpReply) reply = smtp_reply_parse (rows[i].lines, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (reply->code, ==, rows[i].code);
      g_assert_cmpstr (reply->enhanced, ==, rows[i].enhanced);
      g_assert_cmpstr (reply->text, ==, rows[i].text);
    }
}

static void
test_bad (void)
{
  static const char *const rows[][4] = {
    { "999 x" }, { "25" }, { "2500" }, { "abc" }, { "" }, { "250-never ended" }, { "250-a", "550 b" },
    { "250 a", "250 b" }, { "100 no" }, { "600 no" }, { "25x y" }, { " 250 OK" }, { "250_a" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SmtpReply) reply = smtp_reply_parse (rows[i], &error);

      g_assert_null (reply);
      g_assert_error (error, SMTP_ERROR, SMTP_ERROR_PROTOCOL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/reply/good", test_good);
  g_test_add_func ("/smtp/reply/bad", test_bad);
  return g_test_run ();
}
