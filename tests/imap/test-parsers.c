/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-parsers.c: tables for the pure half of imap/: framer, value and every typed record */

#include <string.h>

#include "imap-capability.h"
#include "imap-command.h"
#include "imap-date.h"
#include "imap-error.h"
#include "imap-fetch.h"
#include "imap-list.h"
#include "imap-response.h"
#include "imap-seqset.h"
#include "imap-status.h"
#include "imap-utf7.h"

/* Feeds @bytes as a connection would. NULL: refused, with the error. */
static ImapResponse *
parse (const char *bytes, GError **error)
{
  ImapFramer framer = { 0 };
  const char *stop = bytes + strlen (bytes);

  for (const char *p = bytes;;)
    {
      const char *end = memmem (p, (gsize) (stop - p), "\r\n", 2);
      guint64 n = 0;
      GPtrArray *literals;
      GString *text;
      g_autoptr (GBytes) literal = NULL;
      ImapFrame frame;

      g_assert_nonnull (end);
      frame = imap_framer_feed_line (&framer, p, end - p, &n, error);
      p = end + 2;
      if (frame == IMAP_FRAME_ERROR)
        {
          imap_framer_clear (&framer);
          return NULL;
        }
      if (frame == IMAP_FRAME_LITERAL)
        {
          g_assert_cmpuint (n, <=, (gsize) (stop - p));
          literal = g_bytes_new (p, n);
          p += n;
          g_assert_true (imap_framer_feed_literal (&framer, literal, error));
          continue;
        }
      text = imap_framer_take (&framer, &literals);
      return imap_response_parse (text, literals, error);
    }
}

static ImapFetch *
parse_fetch (const char *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImapResponse) response = parse (bytes, &error);
  ImapFetch *fetch;

  g_assert_no_error (error);
  g_assert_cmpstr (response->word, ==, "FETCH");
  fetch = imap_fetch_parse (response->tree, response->number, &error);
  g_assert_no_error (error);
  return fetch;
}

static void
test_literals (void)
{
  /* I-01: what is no number is text; what is too large ends the connection. */
  static const struct
  {
    const char *literal;
    int code;
  } rows[] = {
    { "{4294967296}", IMAP_ERROR_TOO_LARGE },
    { "{99999999999999999999}", IMAP_ERROR_TOO_LARGE },
    { "{2147483647}", IMAP_ERROR_TOO_LARGE },
    { "{-1}", IMAP_ERROR_PARSE },
    { "{+5}", IMAP_ERROR_PARSE },
    { "{5x}", IMAP_ERROR_PARSE },
    { "{}", IMAP_ERROR_PARSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *line = g_strdup_printf ("* 1 FETCH (BODY[] %s\r\n", rows[i].literal);
      g_autoptr (GError) error = NULL;
      g_autoptr (ImapResponse) response = parse (line, &error);

      g_assert_null (response);
      g_assert_error (error, IMAP_ERROR, rows[i].code);
    }
  g_autoptr (ImapFetch) fetch = parse_fetch ("* 1 FETCH (UID 7 BODY[] {0005}\r\na\r\nb) FLAGS (\\Seen))\r\n");
  gsize n;

  g_assert_cmpuint (fetch->uid, ==, 7);
  g_assert_cmpmem (g_bytes_get_data (fetch->section_bytes, &n), 5, "a\r\nb)", 5);
  g_assert_cmpuint (n, ==, 5);
  g_assert_cmpuint (fetch->flags, ==, IMAP_FLAG_SEEN);
}

static void
test_large_literal (void)
{
  g_autoptr (GString) text = g_string_new ("* 1 FETCH (BODY[] {100000}\r\n");

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (text, 'x');
  g_string_append (text, " UID 3)\r\n");

  g_autoptr (ImapFetch) fetch = parse_fetch (text->str);

  g_assert_cmpuint (fetch->uid, ==, 3);
  g_assert_cmpuint (g_bytes_get_size (fetch->section_bytes), ==, 100000);
}

static void
test_many_literals (void)
{
  /* I-04: linear */
  g_autoptr (GString) text = g_string_new ("* 1 FETCH (UID 1 X (");

  for (guint i = 0; i < 100000; i++)
    g_string_append (text, "{1}\r\na ");
  g_string_append (text, "))\r\n");

  g_autoptr (ImapFetch) fetch = parse_fetch (text->str);

  g_assert_cmpuint (fetch->uid, ==, 1);
}

static void
test_depth (void)
{
  /* I-07 */
  g_autoptr (GString) text = g_string_new ("* 1 FETCH (BODYSTRUCTURE ");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 1000000; i++)
    g_string_append_c (text, '(');
  g_string_append (text, "\r\n");

  g_autoptr (ImapResponse) response = parse (text->str, &error);

  g_assert_null (response);
  g_assert_error (error, IMAP_ERROR, IMAP_ERROR_PARSE);
}

static void
test_brackets (void)
{
  g_autoptr (ImapFetch) fetch = parse_fetch (
      "* 2 FETCH (BODY[HEADER.FIELDS (DATE \"FROM\")] {6}\r\nA: b\r\n UID 9 RFC822.SIZE 12)\r\n");

  g_assert_cmpuint (g_bytes_get_size (fetch->header), ==, 6);
  g_assert_cmpuint (fetch->uid, ==, 9);
  g_assert_cmpuint (fetch->size, ==, 12);
}

static void
test_fetch (void)
{
  g_autoptr (ImapFetch) fetch
      = parse_fetch ("*  522 FETCH (FLAGS (\\Seen $Forwarded a]b \\X) MODSEQ (77) INTERNALDATE \"17-Jul-1996 "
                     "02:44:25 -0700\" UID 4 "
                     "EMAILID (M1) X-GM-LABELS (\\Inbox \"a b\") BODY[1.2]<100> \"xy\")\r\n");

  g_assert_cmpuint (fetch->sequence, ==, 522);
  g_assert_cmpuint (g_strv_length (fetch->keywords), ==, 2);
  g_assert_cmpstr (fetch->keywords[1], ==, "a]b");
  g_assert_cmpuint (fetch->modseq, ==, 77);
  g_assert_cmpint (fetch->internal_date, ==, 837596665);
  g_assert_cmpstr (fetch->email_id, ==, "M1");
  g_assert_cmpstr (fetch->gm_labels[1], ==, "a b");
  g_assert_cmpstr (fetch->section, ==, "1.2");
  g_assert_cmpuint (fetch->section_offset, ==, 100);
}

/* I-12: a UID that is said twice counts when both are the same. */
static void
test_fetch_uid (void)
{
  static const struct
  {
    const char *items;
    guint32 uid;
  } rows[] = {
    { "UID 5", 5 },          { "UID 5 UID 5", 5 }, { "UID 5 UID 6", 0 },
    { "UID 5 UID 0", 5 },    { "UID 0", 0 },       { "UID 4294967296", 0 },
    { "FLAGS () UID 5", 5 }, { "UID (5)", 0 },     { "UID 5 UID 6 UID 5", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *line = g_strdup_printf ("* 1 FETCH (%s)\r\n", rows[i].items);
      g_autoptr (ImapFetch) fetch = parse_fetch (line);

      g_assert_cmpuint (fetch->uid, ==, rows[i].uid);
      g_assert_true (((fetch->has & IMAP_FETCH_UID) != 0) == (rows[i].uid != 0));
    }
}

static void
test_envelope (void)
{
  g_autoptr (ImapFetch) fetch = parse_fetch ("* 1 FETCH (UID 1 ENVELOPE (\"d\" \"a \\\"b\\\"\" ((NIL NIL "
                                             "\"x\" \"y.z\") NIL) NIL () NIL NIL NIL NIL \"<i@d>\"))\r\n");
  g_autoptr (ImapFetch) doubled
      = parse_fetch ("* 1 FETCH (UID 1 ENVELOPE ((\"d\" \"s\" NIL NIL NIL NIL NIL NIL NIL NIL)))\r\n");
  g_autoptr (ImapFetch) bad = parse_fetch ("* 1 FETCH (ENVELOPE NIL UID 5)\r\n");

  g_assert_cmpstr (fetch->envelope->subject, ==, "a \"b\"");
  g_assert_cmpuint (fetch->envelope->from->len, ==, 1);
  g_assert_cmpstr (fetch->envelope->message_id, ==, "<i@d>");
  g_assert_cmpstr (doubled->envelope->subject, ==, "s");
  g_assert_null (bad->envelope);
  g_assert_cmpuint (bad->uid, ==, 5);
}

static void
test_bodystructure (void)
{
  /* text of the parts as "section type/subtype", in order; NULL: refused */
  static const struct
  {
    const char *text, *parts;
  } rows[] = {
    { "(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"x\") NIL NIL \"7BIT\" 5 1 NIL NIL NIL)", "1 text/plain|" },
    { "((\"TEXT\" \"PLAIN\" NIL NIL NIL NIL 5 1)(\"TEXT\" \"HTML\" NIL NIL NIL \"8BIT\" 5 1) \"ALTERNATIVE\" "
      "(\"BOUNDARY\" NIL))",
      " multipart/alternative|1 text/plain|2 text/html|" },
    { "(((\"TEXT\" \"PLAIN\" () NIL NIL NIL 9.37e+06 1) \"RELATED\")(\"image\" \"png\" NIL NIL NIL "
      "\"base64\" 10 NIL \"inline\") \"MIXED\")",
      " multipart/mixed|1 multipart/related|1.1 text/plain|2 image/png|" },
    { "(\"ALTERNATIVE\" (\"BOUNDARY\" \"x\"))", "1 alternative/octet-stream|" },
    { "(NIL NIL NIL NIL NIL NIL NIL)", "1 application/octet-stream|" },
    { "NIL", NULL },
    { "()", NULL },
    { "(())", " multipart/mixed|1 application/octet-stream|" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *line = g_strdup_printf ("* 1 FETCH (BODYSTRUCTURE %s UID 5)\r\n", rows[i].text);
      g_autoptr (ImapFetch) fetch = parse_fetch (line);
      g_autoptr (GString) parts = g_string_new (NULL);

      g_assert_cmpuint (fetch->uid, ==, 5);
      if (rows[i].parts == NULL)
        {
          g_assert_null (fetch->bodystructure);
          continue;
        }
      for (guint j = 0; j < fetch->bodystructure->parts->len; j++)
        {
          ImapPart *part = g_ptr_array_index (fetch->bodystructure->parts, j);

          g_string_append_printf (parts, "%s %s/%s|", part->section, part->type, part->subtype);
        }
      g_assert_cmpstr (parts->str, ==, rows[i].parts);
    }
}

static void
test_response (void)
{
  /* I-27, I-33 */
  static const struct
  {
    const char *line;
    int kind, status;
    const char *code, *rest, *text;
  } rows[] = {
    { "* OK [UIDNEXT 5] next\r\n", IMAP_RESPONSE_STATUS, IMAP_STATUS_OK, "UIDNEXT", "5", "next" },
    { "* OK [HIGHESTMODSEQ 1]\r\n", IMAP_RESPONSE_STATUS, IMAP_STATUS_OK, "HIGHESTMODSEQ", "1", "" },
    { "[COPYUID 1 2 3] x\r\n", IMAP_RESPONSE_STATUS, IMAP_STATUS_OK, "COPYUID", "1 2 3", "x" },
    { "A1 OK [READ-WRITE\r\n", IMAP_RESPONSE_TAGGED, IMAP_STATUS_OK, NULL, NULL, "[READ-WRITE" },
    { "A1 NO text {5}\r\n", IMAP_RESPONSE_TAGGED, IMAP_STATUS_NO, NULL, NULL, "text {5}" },
    { "A1 OK\r\n", IMAP_RESPONSE_TAGGED, IMAP_STATUS_OK, NULL, NULL, "" },
    { "+\r\n", IMAP_RESPONSE_CONTINUATION, 0, NULL, NULL, "" },
    { "+ abc\r\n", IMAP_RESPONSE_CONTINUATION, 0, NULL, NULL, "abc" },
    { "* OK [PERMANENTFLAGS (a]b \\*)] ok\r\n", IMAP_RESPONSE_STATUS, IMAP_STATUS_OK, "PERMANENTFLAGS",
      "(a]b \\*)", "ok" },
    { "Server Unavailable. 15\r\n", 0, 0, NULL, NULL, NULL },
    { "\r\n", 0, 0, NULL, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (ImapResponse) response = parse (rows[i].line, NULL);

      if (rows[i].kind == 0)
        {
          g_assert_null (response);
          continue;
        }
      g_assert_nonnull (response);
      g_assert_cmpint (response->kind, ==, rows[i].kind);
      g_assert_cmpint (response->status, ==, rows[i].status);
      g_assert_cmpstr (response->code, ==, rows[i].code);
      g_assert_cmpstr (response->code_rest, ==, rows[i].rest);
      g_assert_cmpstr (response->text, ==, rows[i].text);
    }
}

static void
test_list (void)
{
  static const struct
  {
    const char *line, *name, *display;
    char delimiter;
    int role;
  } rows[] = {
    { "* LIST (\\HasNoChildren \\Sent) \"/\" Sent\r\n", "Sent", "Sent", '/', IMAP_ROLE_SENT },
    { "* LIST () \"\\\\\" \"a\\\\b\"\r\n", "a\\b", "a\\b", '\\', IMAP_ROLE_NONE },
    { "* LIST () NIL inbox\r\n", "INBOX", "INBOX", 0, IMAP_ROLE_INBOX },
    { "* LIST () \".\" {5}\r\na b c\r\n", "a b c", "a b c", '.', IMAP_ROLE_NONE },
    { "* LIST () \"/\" \"Entw&APw-rfe\"\r\n", "Entw&APw-rfe", "Entwürfe", '/', IMAP_ROLE_NONE },
    { "* LIST (\\) \"/\" [x\r\n", "[x", "[x", '/', IMAP_ROLE_NONE },
    { "* LIST () \"/\" \"\"\r\n", NULL, NULL, 0, 0 },
    { "* LIST () \"/\" {3}\r\na\r\n\r\n", NULL, NULL, 0, 0 },
    { "* LIST () \"/\"\r\n", NULL, NULL, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (ImapResponse) response = parse (rows[i].line, NULL);
      g_autoptr (ImapFolder) folder = imap_list_parse (response->tree, FALSE, NULL);

      if (rows[i].name == NULL)
        {
          g_assert_null (folder);
          continue;
        }
      g_assert_nonnull (folder);
      g_assert_cmpstr (folder->name, ==, rows[i].name);
      g_assert_cmpstr (folder->display, ==, rows[i].display);
      g_assert_cmpint (folder->delimiter, ==, rows[i].delimiter);
      g_assert_cmpint (folder->role, ==, rows[i].role);
    }
}

static void
test_status (void)
{
  g_autoptr (ImapResponse) response
      = parse ("* STATUS \"a b\" (MESSAGES 3 UIDNEXT x HIGHESTMODSEQ -1 UNSEEN 2 )\r\n", NULL);
  g_autoptr (ImapStatus) status = imap_status_parse (response->tree, NULL);

  g_assert_cmpstr (status->name, ==, "a b");
  g_assert_cmpuint (status->has, ==, IMAP_STATUS_MESSAGES | IMAP_STATUS_UNSEEN);
  g_assert_cmpuint (status->unseen, ==, 2);
}

static void
test_utf7 (void)
{
  /* I-19: what does not decode exactly is shown as it is */
  static const char *const pairs[][2] = {
    { "&", NULL },        { "&A", NULL },
    { "&-&", NULL },      { "&AGE", NULL },
    { "&2D0-", NULL },    { "&2D3eAA-", "😀" },
    { "&AAA-", NULL },    { "&Jjo!", NULL },
    { "&AGE-", NULL },    { "&-", "&" },
    { "a&-b", "a&b" },    { "&Jjo-", "☺" },
    { "&2D3eAg-", "😂" }, { "~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/台北/日本語" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *decoded = imap_utf7_decode (pairs[i][0]);
      g_autofree char *shown = imap_utf7_display (pairs[i][0], FALSE);

      g_assert_cmpstr (decoded, ==, pairs[i][1]);
      g_assert_cmpstr (shown, ==, pairs[i][1] != NULL ? pairs[i][1] : pairs[i][0]);
      if (decoded != NULL)
        {
          g_autofree char *encoded = imap_utf7_encode (decoded);

          g_assert_cmpstr (encoded, ==, pairs[i][0]);
        }
    }
}

static void
test_date (void)
{
  static const struct
  {
    const char *text;
    gint64 unix_seconds;
  } rows[] = {
    { " 1-Jan-2026 00:00:00 +0000", 1767225600 }, { "01-Jan-2026 01:00:00 +0100", 1767225600 },
    { "31-Feb-2026 00:00:00 +0000", 0 },          { "01-Jan-0000 00:00:00 +0000", 0 },
    { "01-Jan-9999 00:00:00 +0000", 0 },          { "01-Jan-2026 00:00:00 +9999", 0 },
    { "31-Dec-1969 00:00:00 +0000", 0 },          { "", 0 },
    { "29-Feb-2024 12:00:00 -0000", 1709208000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gint64 got = 0;

      imap_date_parse (rows[i].text, strlen (rows[i].text), &got);
      g_assert_cmpint (got, ==, rows[i].unix_seconds);
    }
  g_autofree char *text = imap_date_format (1767225600);

  g_assert_cmpstr (text, ==, "\" 1-Jan-2026 00:00:00 +0000\"");
}

static void
test_seqset (void)
{
  g_autoptr (BaseIdset) set = imap_seqset_parse ("1:4294967295", 12);
  g_autoptr (BaseIdset) mixed = imap_seqset_parse ("9,3:1,5", 7);
  g_autofree char *text = base_idset_to_string (mixed);
  g_autoptr (GArray) list = imap_seqset_parse_list ("9,1:3", 5, 100);

  g_assert_cmpuint (base_idset_count (set), ==, G_MAXUINT32);
  g_assert_cmpstr (text, ==, "1:3,5,9");
  g_assert_cmpuint (list->len, ==, 4);
  g_assert_cmpuint (g_array_index (list, guint32, 0), ==, 9);
  g_assert_null (imap_seqset_parse_list ("1:4294967295", 12, 1000));
  g_assert_null (imap_seqset_parse ("0", 1));
  g_assert_null (imap_seqset_parse ("1:x", 3));
  g_assert_null (imap_seqset_parse ("4294967296", 10));
  g_autoptr (GPtrArray) texts = imap_seqset_format (mixed, 25);

  g_assert_cmpuint (texts->len, ==, 2);
}

static void
test_capability (void)
{
  ImapCapabilities capabilities = { 0 };
  const char *text = "IMAP4rev2 AUTH=PLAIN  APPENDLIMIT=100 QRESYNC ";
  g_autofree char *mechanisms = NULL;

  imap_capabilities_parse (&capabilities, text, strlen (text));
  mechanisms = imap_capabilities_dup_mechanisms (&capabilities);
  g_assert_cmpstr (mechanisms, ==, "PLAIN");
  g_assert_cmpuint (capabilities.append_limit, ==, 100);
  g_assert_true (imap_capabilities_has (&capabilities, IMAP_EXTENSION_MOVE));
  g_assert_true (imap_capabilities_has (&capabilities, IMAP_EXTENSION_CONDSTORE));
  imap_capabilities_switch_off (&capabilities, IMAP_EXTENSION_MOVE);
  g_assert_false (imap_capabilities_has (&capabilities, IMAP_EXTENSION_MOVE));
  imap_capabilities_clear (&capabilities);
}

static void
test_command (void)
{
  static const struct
  {
    const char *value, *text; /* text NULL: a literal */
  } rows[] = {
    { "INBOX", "X INBOX" },           { "a b", "X \"a b\"" }, { "", "X \"\"" },   { "NIL", "X \"NIL\"" },
    { "a\"b\\", "X \"a\\\"b\\\\\"" }, { "&-", "X \"&-\"" },   { "a\r\nb", NULL }, { "\xc3\xa4", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (ImapCommand) command = imap_command_new ("X");
      GArray *pieces;

      imap_command_add (command, " ");
      imap_command_add_astring (command, rows[i].value);
      pieces = imap_command_get_pieces (command);
      g_assert_cmpuint (pieces->len, ==, rows[i].text == NULL ? 2 : 1);
      if (rows[i].text != NULL)
        g_assert_cmpstr (g_array_index (pieces, ImapPiece, 0).text, ==, rows[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imap/framer/literals", test_literals);
  g_test_add_func ("/imap/framer/large-literal", test_large_literal);
  g_test_add_func ("/imap/framer/many-literals", test_many_literals);
  g_test_add_func ("/imap/value/depth", test_depth);
  g_test_add_func ("/imap/value/brackets", test_brackets);
  g_test_add_func ("/imap/fetch", test_fetch);
  g_test_add_func ("/imap/fetch-uid", test_fetch_uid);
  g_test_add_func ("/imap/envelope", test_envelope);
  g_test_add_func ("/imap/bodystructure", test_bodystructure);
  g_test_add_func ("/imap/response", test_response);
  g_test_add_func ("/imap/list", test_list);
  g_test_add_func ("/imap/status", test_status);
  g_test_add_func ("/imap/utf7", test_utf7);
  g_test_add_func ("/imap/date", test_date);
  g_test_add_func ("/imap/seqset", test_seqset);
  g_test_add_func ("/imap/capability", test_capability);
  g_test_add_func ("/imap/command", test_command);
  return g_test_run ();
}
