/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-calendar.c: invitations read, judged and answered; hostile ones (hostile-content C-050, C-120) */

#include <string.h>

#include "mime-calendar.h"

static char *
event (const char *method, const char *lines)
{
  return g_strdup_printf (
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:%s\r\n"
      "BEGIN:VTIMEZONE\r\nTZID:Odd Zone\r\nBEGIN:STANDARD\r\nTZOFFSETTO:+0530\r\nDTSTART:19700101T000000\r\n"
      "RRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
      "BEGIN:VEVENT\r\nUID:1@x\r\nSEQUENCE:2\r\n%sEND:VEVENT\r\nEND:VCALENDAR\r\n",
      method, lines);
}

static MimeHeaders *
from (const char *email)
{
  g_autofree char *text = g_strdup_printf ("From: %s\n\n", email);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return mime_headers_parse (bytes);
}

static void
test_card (void)
{
  g_autofree char *text = event (
      "REQUEST",
      "DTSTART;TZID=W. Europe Standard Time:20250701T100000\r\nDTEND;TZID=Europe/Zurich:20250701T113000\r\n"
      "SUMMARY:Gr\xC3\xBC\xC3\x9F\r\n e\\, all\r\nLOCATION:Room "
      "1\r\nDESCRIPTION:one\\ntwo\r\nSTATUS:CONFIRMED\r\n"
      "RRULE:FREQ=WEEKLY;COUNT=5\r\n"
      "ORGANIZER;CN=Ana "
      "Lang:mailto:ana@example.org\r\nATTENDEE;CN=Bob;PARTSTAT=ACCEPTED:mailto:bob@example.org\r\n"
      "ATTENDEE;ROLE=OPT-PARTICIPANT:MAILTO:me@example.org\r\nBEGIN:VALARM\r\nACTION:PROCEDURE\r\nATTACH:"
      "file:///bin/sh\r\nEND:VALARM\r\n");
  g_autoptr (MimeHeaders) headers = from ("ana@example.org");
  g_autoptr (MimeInvitation) card = mime_invitation_parse (text, "request", headers);
  const MimeAttendee *bob, *me;

  g_assert_nonnull (card);
  g_assert_cmpint (card->method, ==, MIME_CALENDAR_REQUEST);
  g_assert_cmpstr (card->summary, ==, "Grüße, all");
  g_assert_cmpstr (card->description, ==, "one\ntwo");
  g_assert_cmpstr (card->zone, ==, "Europe/Berlin");
  g_assert_cmpint (card->start, ==, 1751356800);
  g_assert_cmpint (card->end - card->start, ==, 5400);
  g_assert_cmpint (card->sequence, ==, 2);
  g_assert_cmpstr (card->organizer->name, ==, "Ana Lang");
  g_assert_cmpuint (card->attendees->len, ==, 2);
  bob = g_ptr_array_index (card->attendees, 0);
  me = g_ptr_array_index (card->attendees, 1);
  g_assert_cmpint (bob->answer, ==, MIME_ANSWER_ACCEPTED);
  g_assert_cmpstr (me->email, ==, "me@example.org");
  g_assert_true (me->optional);
  g_assert_false (card->sender_differs || card->method_differs || card->floating || card->all_day);
  g_autoptr (GPtrArray) all = mime_invitation_occurrences (card, card->start, card->start + 100 * 86400);
  g_assert_cmpuint (all->len, ==, 5);
  g_assert_cmpint (*(gint64 *) g_ptr_array_index (all, 1), ==, card->start + 7 * 86400);
}

static void
test_times (void)
{
  /* Lines, start, length, all day, floating */
  static const struct
  {
    const char *lines;
    gint64 start, length;
    gboolean all_day, floating;
  } rows[] = {
    { "DTSTART:20250701T080000Z\r\nDURATION:PT1H\r\n", 1751356800, 3600, FALSE, FALSE },
    { "DTSTART;VALUE=DATE:20250701\r\n", 1751328000, 86400, TRUE, FALSE },
    { "DTSTART:20250701T080000\r\n", 1751356800, 0, FALSE, TRUE },
    { "DTSTART;TZID=Odd Zone:20250701T133000\r\n", 1751356800, 0, FALSE, FALSE },
    { "DTSTART;TZID=/x.org/Tz/Europe/Zurich:20250701T100000\r\n", 1751356800, 0, FALSE, FALSE },
    { "DTSTART;TZID=../../etc/passwd:20250701T080000\r\n", 1751356800, 0, FALSE, TRUE },
    { "DTSTART:20250701T080000Z\r\nDTEND:20250601T080000Z\r\n", 1751356800, 0, FALSE, FALSE },
    { "DTSTART:600000701T080000Z\r\n", 0, 0, FALSE, FALSE },
    { "DTSTART:nonsense\r\n", 0, 0, FALSE, FALSE },
    { "SUMMARY:x\r\n", 0, 0, FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = event ("REQUEST", rows[i].lines);
      g_autoptr (MimeInvitation) card = mime_invitation_parse (text, NULL, NULL);

      g_test_message ("%s", rows[i].lines);
      g_assert_nonnull (card);
      if (i == 7)
        continue;
      g_assert_cmpint (card->start, ==, rows[i].start);
      g_assert_cmpint (card->end - card->start, ==, rows[i].length);
      g_assert_cmpint (card->all_day, ==, rows[i].all_day);
      if (rows[i].start != 0)
        g_assert_cmpint (card->floating, ==, rows[i].floating);
    }
}

static void
test_judge (void)
{
  static const MimeKnownEvent known = { "ana@example.org", 2 };
  static const MimeKnownEvent newer = { "ana@example.org", 3 };

  static const struct
  {
    const char *method, *header, *sender;
    const MimeKnownEvent *known;
    MimeApply apply;
  } rows[] = {
    { "REQUEST", "REQUEST", "ana@example.org", NULL, MIME_APPLY_ASK },
    { "REQUEST", NULL, "stranger@evil.test", NULL, MIME_APPLY_ASK },
    { "REQUEST", NULL, "ana@example.org", &known, MIME_APPLY_UPDATE },
    { "REQUEST", NULL, "ana@example.org", &newer, MIME_APPLY_OLD },
    { "REQUEST", NULL, "stranger@evil.test", &known, MIME_APPLY_REFUSE },
    { "CANCEL", NULL, "ana@example.org", &known, MIME_APPLY_UPDATE },
    { "CANCEL", NULL, "stranger@evil.test", &known, MIME_APPLY_REFUSE },
    { "CANCEL", NULL, "ana@example.org", NULL, MIME_APPLY_REFUSE },
    { "REPLY", NULL, "bob@example.org", &known, MIME_APPLY_ANSWER },
    { "REPLY", NULL, "stranger@evil.test", &known, MIME_APPLY_REFUSE },
    { "COUNTER", NULL, "stranger@evil.test", &known, MIME_APPLY_REFUSE },
    { "CANCEL", "REQUEST", "ana@example.org", &known, MIME_APPLY_REFUSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = event (rows[i].method, "DTSTART:20250701T080000Z\r\nORGANIZER:mailto:ana@"
                                                     "example.org\r\nATTENDEE:mailto:bob@example.org\r\n");
      g_autoptr (MimeHeaders) headers = from (rows[i].sender);
      g_autoptr (MimeInvitation) card = mime_invitation_parse (text, rows[i].header, headers);

      g_test_message ("%u", i);
      g_assert_cmpint (mime_invitation_judge (card, rows[i].known, headers, NULL), ==, rows[i].apply);
      g_assert_cmpint (card->sender_differs, ==, g_str_equal (rows[i].sender, "stranger@evil.test"));
    }
  g_autofree char *text = event ("CANCEL", "ORGANIZER:mailto:ana@example.org\r\n");
  g_autoptr (MimeHeaders) headers = from ("ana@example.org");
  g_autoptr (MimeInvitation) card = mime_invitation_parse (text, NULL, headers);
  const MimeAuth forged = { .verdict = MIME_AUTH_FORGED };
  const MimeAuth proved = { .verdict = MIME_AUTH_VERIFIED };
  g_assert_cmpint (mime_invitation_judge (card, &known, headers, &forged), ==, MIME_APPLY_REFUSE);
  g_assert_cmpint (mime_invitation_judge (card, &known, headers, &proved), ==, MIME_APPLY_UPDATE);
}

static void
test_reply (void)
{
  g_autofree char *calendar
      = event ("REQUEST", "DTSTART:20250701T080000Z\r\nSUMMARY:Gr\xC3\xBC\xC3\x9F"
                          "e\r\nORGANIZER;CN=Ana:mailto:ana@example.org\r\n"
                          "ATTENDEE:mailto:me@example.org\r\nDESCRIPTION:secret notes\r\n");
  g_autofree char *source = g_strdup_printf ("From: ana@example.org\r\nMessage-ID: <9@x>\r\nContent-Type: "
                                             "text/calendar; method=REQUEST; charset=utf-8\r\n"
                                             "Content-Transfer-Encoding: 8bit\r\n\r\n%s",
                                             calendar);
  g_autoptr (GBytes) bytes = g_bytes_new (source, strlen (source));
  g_autoptr (MimeMessage) original = mime_message_parse (bytes, NULL);
  g_autoptr (MimeInvitation) card = mime_invitation_read (original);
  g_autoptr (MimeAddress) me = mime_address_new ("M\xC3\xA9, \"I\"\r\nX:y", "me@example.org");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = mime_invitation_build_reply (card, original, me, MIME_ANSWER_TENTATIVE,
                                                          "Tentative: Grüße", "Perhaps.", &error);
  g_autoptr (MimeMessage) back = NULL;
  g_autoptr (MimeInvitation) answer = NULL;

  g_assert_no_error (error);
  back = mime_message_parse (reply, NULL);
  answer = mime_invitation_read (back);
  g_assert_nonnull (answer);
  g_assert_cmpint (answer->method, ==, MIME_CALENDAR_REPLY);
  g_assert_false (answer->method_differs || answer->sender_differs);
  g_assert_cmpstr (answer->uid, ==, "1@x");
  g_assert_cmpint (answer->sequence, ==, 2);
  g_assert_cmpuint (answer->attendees->len, ==, 1);
  g_assert_cmpint (((MimeAttendee *) g_ptr_array_index (answer->attendees, 0))->answer, ==,
                   MIME_ANSWER_TENTATIVE);
  g_assert_cmpstr (answer->summary, ==, "Grüße");
  g_assert_cmpstr (answer->description, ==, "");
  g_assert_cmpstr (((MimeAddress *) g_ptr_array_index (back->headers->to, 0))->email, ==, "ana@example.org");
  g_assert_cmpstr (back->headers->in_reply_to, ==, "9@x");
  g_assert_null (mime_invitation_build_reply (answer, back, me, MIME_ANSWER_ACCEPTED, "x", "y", NULL));
}

static void
test_bombs (void)
{
  static const char *const lines[] = { "RRULE:FREQ=SECONDLY\r\n",
                                       "RRULE:FREQ=DAILY;COUNT=2147483647\r\n",
                                       "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\r\n",
                                       "RRULE:FREQ=MINUTELY;INTERVAL=0\r\n",
                                       "RRULE:FREQ=DAILY;INTERVAL=0\r\n",
                                       "RRULE:FREQ=DAILY;BYSETPOS=366;BYDAY=MO\r\n",
                                       "RRULE:FREQ=WEEKLY;UNTIL=99991231\r\n",
                                       "RRULE:RSCALE=CHINESE;FREQ=YEARLY\r\n",
                                       "RRULE:FREQ=MONTHLY;BYDAY=-53MO\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *both = g_strconcat ("DTSTART:20250701T080000Z\r\n", lines[i], NULL);
      g_autofree char *text = event ("REQUEST", both);
      gint64 start = g_get_monotonic_time ();
      g_autoptr (MimeInvitation) card = mime_invitation_parse (text, NULL, NULL);
      g_autoptr (GPtrArray) all = mime_invitation_occurrences (card, card->start, G_MAXINT64 / 2);

      g_test_message ("%s %u, %" G_GINT64_FORMAT " ms", lines[i], all->len,
                      (g_get_monotonic_time () - start) / 1000);
      g_assert_cmpuint (all->len, <=, 1000);
    }
}

static void
test_floods (void)
{
  static const char *const pieces[] = { "ATTENDEE:mailto:a@b.cd\r\n",
                                        "RDATE:20250701T080000Z\r\n",
                                        "BEGIN:VALARM\r\n",
                                        "BEGIN:VEVENT\r\n",
                                        "BEGIN:VTIMEZONE\r\nTZID:x\r\n",
                                        "X:y\r\n",
                                        "SUMMARY:x\r\n ",
                                        "DESCRIPTION;X=\"",
                                        "\r\n",
                                        "BEGIN:X\r\n",
                                        "COMMENT:\\\\\\\\\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GString) lines = g_string_new ("ORGANIZER:mailto:a@b.cd\r\n");
      gint64 start = g_get_monotonic_time ();

      while (lines->len < 3 * 1024 * 1024)
        g_string_append (lines, pieces[i]);
      g_autofree char *text = event ("REQUEST", lines->str);
      g_autoptr (MimeInvitation) card = mime_invitation_parse (text, NULL, NULL);
      g_test_message ("%.20s: %" G_GINT64_FORMAT " ms", pieces[i], (g_get_monotonic_time () - start) / 1000);
      if (i == 0 && card != NULL)
        {
          g_assert_cmpuint (card->attendees->len, <=, 500);
          g_assert_cmpuint (card->n_attendees, >, 500);
        }
    }
}

static void
test_random (void)
{
  g_autofree char *seed = event (
      "REQUEST",
      "DTSTART;TZID=Odd "
      "Zone:20250701T080000\r\nRRULE:FREQ=WEEKLY;COUNT=3;BYDAY=MO\r\nORGANIZER;CN=\"A\":mailto:a@b.cd\r\n"
      "ATTENDEE;PARTSTAT=ACCEPTED:mailto:c@d.ef\r\nSUMMARY:x\\, y\r\nDURATION:PT1H\r\n");

  for (guint round = 0; round < 1500; round++)
    {
      g_autoptr (GString) text = g_string_new (seed);

      for (gint n = g_test_rand_int_range (1, 10); n > 0; n--)
        {
          gsize at = (gsize) g_test_rand_int_range (0, (gint) text->len - 1);

          if (g_test_rand_bit ())
            text->str[at] = "\r\n:;=,\"\\0TZ-9"[g_test_rand_int_range (0, 13)];
          else
            g_string_erase (text, (gssize) at, 1);
        }
      g_autofree char *valid = g_utf8_make_valid (text->str, (gssize) text->len);
      g_autoptr (MimeInvitation) card = mime_invitation_parse (valid, NULL, NULL);
      g_autoptr (GPtrArray) all = card != NULL ? mime_invitation_occurrences (card, 0, G_MAXINT64 / 2) : NULL;
      if (card != NULL)
        g_assert_true (g_utf8_validate (card->summary, -1, NULL) && all->len <= 1000);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/calendar/card", test_card);
  g_test_add_func ("/mime/calendar/times", test_times);
  g_test_add_func ("/mime/calendar/judge", test_judge);
  g_test_add_func ("/mime/calendar/reply", test_reply);
  g_test_add_func ("/mime/calendar/bombs", test_bombs);
  g_test_add_func ("/mime/calendar/floods", test_floods);
  g_test_add_func ("/mime/calendar/random", test_random);
  return g_test_run ();
}
