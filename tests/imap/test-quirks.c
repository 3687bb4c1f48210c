/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-quirks.c: hostile-servers 2.5: what known servers do differently, and what a person still gets; one test per row
 *
 * The transcripts are shortened ones of the reports named in the table and in imap-quirks.c. */

#include "imap-test.h"

#define BYE PEER_EXPECT_CLOSE (), PEER_END

static guint
flags_of (ImapSession *session)
{
  return imap_session_get_quirks (session)->flags;
}

static void
assert_server (ImapSession *session, const char *name)
{
  g_assert_cmpstr (imap_session_get_quirks (session)->server, ==, name);
}

typedef struct
{
  guint rows, structures, envelopes;
  guint parts;
  char *subject;
} Seen;

static gboolean
note_row (ImapFetch *fetch, gpointer data)
{
  Seen *seen = data;

  seen->rows++;
  if (fetch->bodystructure != NULL)
    {
      seen->structures++;
      seen->parts += fetch->bodystructure->parts->len;
    }
  if (fetch->envelope != NULL)
    {
      seen->envelopes++;
      g_free (seen->subject);
      seen->subject = g_strdup (fetch->envelope->subject);
    }
  return TRUE;
}

static Seen
fetch_rows (ImapSession *session, guint what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BaseIdset) uids = idset (1, 99);
  Seen seen = { 0 };

  imap_session_fetch (session, uids, what, 0, FALSE, note_row, &seen, NULL, &error);
  g_assert_no_error (error);
  return seen;
}

/* Gmail: nested multiparts without parts, [HIGHESTMODSEQ n] without text, flags with "]", labels, [Gmail] not selectable */
static void
test_gmail (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("Gimap ready for requests", "X-GM-EXT-1 SPECIAL-USE XLIST CONDSTORE"),
    PEER_EXPECT ("^(\\S+) LIST"),
    PEER_SEND (
        "* LIST (\\HasNoChildren) \"/\" \"INBOX\"\r\n* LIST (\\HasChildren \\Noselect) \"/\" \"[Gmail]\"\r\n"
        "* LIST (\\All \\HasNoChildren) \"/\" \"[Gmail]/Alle Nachrichten\"\r\n"
        "* LIST (\\HasNoChildren \\Important) \"/\" \"[Gmail]/Wichtig\"\r\n\\1 OK Success\r\n"),
    PEER_EXPECT ("^(\\S+) LSUB"),
    PEER_SEND ("\\1 OK Success\r\n"),
    PEER_EXPECT ("^(\\S+) SELECT INBOX \\(CONDSTORE\\)$"),
    PEER_SEND ("* FLAGS (\\Seen $x a]b)\r\n* OK [PERMANENTFLAGS (\\Seen a]b \\*)] Flags permitted.\r\n"
               "* OK [UIDVALIDITY 7] UIDs valid.\r\n* 3 EXISTS\r\n* OK [HIGHESTMODSEQ 70]\r\n\\1 OK "
               "[READ-WRITE] x\r\n"),
    PEER_EXPECT ("^(\\S+) UID FETCH 1:99 "),
    PEER_SEND (
        "* 1 FETCH (UID 1 BODYSTRUCTURE ((\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 3 1 NIL NIL NIL)"
        "(\"ALTERNATIVE\" (\"BOUNDARY\" \"x\") NIL NIL) \"MIXED\" (\"BOUNDARY\" \"x\") NIL NIL))\r\n"
        "* 2 FETCH (UID 2 BODYSTRUCTURE (\"MESSAGE\" \"RFC822\" NIL NIL NIL \"BASE64\" 3 NIL NIL NIL))\r\n"
        "\\1 OK Success\r\n"),
    BYE,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GPtrArray) folders = NULL;
  g_auto (ImapSelected) selected = { 0 };
  Seen seen;

  assert_server (session, "Gmail");
  g_assert_cmpuint (flags_of (session) & IMAP_QUIRK_LABELS, !=, 0);
  g_assert_true (imap_session_list (session, &folders, NULL, NULL));
  g_assert_false (((ImapFolder *) folders->pdata[1])->selectable);
  g_assert_cmpint (((ImapFolder *) folders->pdata[2])->role, ==, IMAP_ROLE_ALL);
  select_inbox (session, &selected);
  g_assert_cmpuint (selected.highestmodseq, ==, 70);
  g_assert_true (selected.can_make_keywords);
  seen = fetch_rows (session, IMAP_FETCH_BODYSTRUCTURE);
  g_assert_true (seen.rows == 2 && seen.structures == 2);
  end (&session, peer);
}

/* Exchange: "User is authenticated but not connected", throttling, empty COPYUID, codes without "* OK", "inline", a body that
 * only comes without PEEK */
static void
test_exchange (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("The Microsoft Exchange IMAP4 service is ready.", "MOVE UIDPLUS NAMESPACE"),
    PEER_EXPECT ("^(\\S+) SELECT INBOX$"),
    PEER_SEND ("\\1 BAD User is authenticated but not connected.\r\n"),
    PEER_EXPECT ("^(\\S+) SELECT INBOX$"),
    PEER_SEND ("\\1 BAD Request is throttled. Suggested Backoff Time: 2000 milliseconds\r\n"),
    PEER_EXPECT ("^(\\S+) EXAMINE INBOX$"),
    PEER_SEND ("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n[UIDNEXT 9]\r\n\\1 OK [READ-ONLY] x\r\n"),
    PEER_EXPECT ("^(\\S+) UID FETCH 1:99 "),
    PEER_SEND (
        "* 1 FETCH (UID 1 BODYSTRUCTURE ((\"text\" \"plain\" NIL NIL NIL \"7bit\" 3 1 NIL \"inline\" NIL)"
        "(\"image\" \"png\" NIL NIL NIL \"base64\" 3 NIL (\"attachment\" NIL) NIL) \"mixed\" NIL \"text\" "
        "NIL))\r\n"
        "Server Unavailable. 15\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID FETCH 1 \\(UID BODY.PEEK\\[\\]\\)$"),
    PEER_SEND ("* 1 FETCH (UID 1 BODY[] {0}\r\n)\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID FETCH 1 \\(UID BODY\\[\\]\\)$"),
    PEER_SEND ("* 1 FETCH (UID 1 BODY[] {4}\r\nmail)\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID MOVE 1 x$"),
    PEER_SEND ("* OK [COPYUID 12  ] x\r\n* 1 EXPUNGE\r\n\\1 OK x\r\n"),
    BYE,
  };
  static const int codes[] = { IMAP_ERROR_UNAVAILABLE, IMAP_ERROR_TOO_MANY };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (BaseIdset) one = idset (1, 1);
  g_autoptr (ImapNamespaces) namespaces = NULL;
  g_auto (ImapSelected) selected = { 0 };
  g_auto (ImapCopied) copied = { 0 };
  Seen seen;

  assert_server (session, "Exchange");
  g_assert_cmpuint (imap_session_get_quirks (session)->depth, <=, 10);
  g_assert_false (
      imap_session_namespace (session, &namespaces, NULL, NULL)); /* Exchange 2003 would hang up */
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_assert_false (imap_session_select (session, "INBOX", FALSE, NULL, &selected, NULL, &error));
      assert_error_and_clear (error, IMAP_ERROR, codes[i]);
    }
  g_assert_true (imap_session_select (session, "INBOX", TRUE, NULL, &selected, NULL, &error));
  g_assert_cmpuint (selected.uidnext, ==, 9);
  seen = fetch_rows (session, IMAP_FETCH_BODYSTRUCTURE);
  g_assert_true (seen.structures == 1 && seen.parts == 3);
  g_assert_true (imap_session_fetch_section (session, 1, "", 0, 0, &body, NULL, &error));
  g_assert_cmpuint (g_bytes_get_size (body), ==, 4);
  g_assert_true (imap_session_move (session, one, "x", &copied, NULL, &error));
  g_assert_cmpuint (copied.source->len, ==, 0);
  end (&session, peer);
}

/* Yahoo: [SERVERBUG] for a set with one bad message; UIDs descend; MODSEQ is not asked for */
static void
test_yahoo (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("IMAP4rev1 imapgate-1.8.9_01.20780 imap401", "CONDSTORE ENABLE"),
    SELECT_INBOX,
    PEER_EXPECT ("^(\\S+) UID FETCH 1:4 \\(UID FLAGS INTERNALDATE\\)$"),
    PEER_SEND ("* 4 FETCH (UID 4 INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" FLAGS ())\r\n"
               "\\1 NO [SERVERBUG] UID FETCH Server error - Please try again later\r\n"),
    PEER_EXPECT ("^(\\S+) UID FETCH 3 "),
    PEER_SEND (
        "* 3 FETCH (UID 3 INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" FLAGS (\\Seen))\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID FETCH 1:2 "),
    PEER_SEND ("\\1 NO [UNAVAILABLE] x\r\n"),
    PEER_EXPECT ("^(\\S+) UID FETCH 2 "),
    PEER_SEND ("\\1 NO [SERVERBUG] x\r\n"),
    PEER_EXPECT ("^(\\S+) UID FETCH 1 "),
    PEER_SEND ("* 1 FETCH (UID 1 INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" FLAGS ())\r\n\\1 OK x\r\n"),
    BYE,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BaseIdset) uids = idset (1, 4);
  g_autoptr (BaseIdset) bad = base_idset_new ();
  g_autoptr (GString) got = g_string_new (NULL);
  g_autofree char *quarantined = NULL;
  g_auto (ImapSelected) selected = { 0 };

  assert_server (session, "Yahoo");
  g_assert_cmpuint (flags_of (session) & IMAP_QUIRK_FAILS_AT_RANDOM, !=, 0);
  select_inbox (session, &selected);
  g_assert_true (imap_session_fetch_tolerant (session, uids,
                                              IMAP_FETCH_FLAGS | IMAP_FETCH_DATE | IMAP_FETCH_MODSEQ,
                                              collect_flags, got, bad, NULL, &error));
  g_assert_cmpstr (got->str, ==, "4:0 3:1 1:0 ");
  quarantined = base_idset_to_string (bad);
  g_assert_cmpstr (quarantined, ==, "2");
  end (&session, peer);
}

/* iCloud: no QRESYNC, ENABLE without untagged ENABLED, a FETCH without its literal at the first try */
static void
test_icloud (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("iSCREAM ready to rumble (2201B18)", "ID ENABLE QRESYNC UTF8=ACCEPT"),
    PEER_EXPECT ("^(\\S+) ID "),
    PEER_SEND ("* ID (\"name\" \"iCloud\")\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) ENABLE UTF8=ACCEPT$"),
    PEER_SEND ("\\1 OK x\r\n"), /* not said to be on: not used */
    PEER_EXPECT ("^(\\S+) SELECT INBOX \\(CONDSTORE\\)$"),
    PEER_SEND ("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [HIGHESTMODSEQ 70] x\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID FETCH 5 \\(UID BODY.PEEK\\[\\]\\)$"),
    PEER_SEND ("* 1 FETCH (UID 5 FLAGS (\\Seen))\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID FETCH 5 \\(UID BODY.PEEK\\[\\]\\)$"),
    PEER_SEND ("* 1 FETCH (UID 5 BODY[] {4}\r\nmail)\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID FETCH 6 "),
    PEER_SEND ("* 1 FETCH (UID 6)\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID FETCH 6 "),
    PEER_SEND ("* 1 FETCH (UID 6 BODY[] NIL)\r\n\\1 OK x\r\n"),
    BYE,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) none = NULL;
  g_autofree char *name = imap_session_dup_raw_name (session, "\xc3\xbc");
  g_auto (ImapSelected) selected = { 0 };

  assert_server (session, "iCloud");
  g_assert_cmpstr (name, ==, "&APw-");
  g_assert_false (imap_session_has (session, IMAP_EXTENSION_UTF8_ACCEPT));
  select_inbox (session, &selected);
  g_assert_true (imap_session_fetch_section (session, 5, "", 0, 0, &body, NULL, &error));
  g_assert_false (imap_session_fetch_section (session, 6, "", 0, 0, &none, NULL, &error));
  g_assert_error (error, IMAP_ERROR, IMAP_ERROR_NOT_RECEIVED);
  end (&session, peer);
}

/* Proton Bridge: LIST-EXTENDED off, UID last in FETCH, UID EXPUNGE announced and refused */
static void
test_proton (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("Proton Mail Bridge 03.04 - gluon session ID 1", "UIDPLUS LIST-EXTENDED SPECIAL-USE"),
    PEER_EXPECT ("^(\\S+) LIST \"\" \"\\*\"$"),
    PEER_SEND ("* LIST (\\Unmarked) \"/\" INBOX\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) LSUB"),
    PEER_SEND ("\\1 OK x\r\n"),
    SELECT_INBOX,
    PEER_EXPECT ("^(\\S+) UID FETCH 5 "),
    PEER_SEND (
        "* 1 FETCH (BODY[] {5}\r\nwrong UID 6)\r\n* 2 FETCH (BODY[] {4}\r\nmail UID 5)\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID EXPUNGE 5$"),
    PEER_SEND ("\\1 BAD unsupported\r\n"),
    BYE,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (BaseIdset) five = idset (5, 5);
  g_autofree char *refused = NULL;
  g_auto (ImapSelected) selected = { 0 };

  assert_server (session, "Proton Bridge");
  g_assert_cmpuint (flags_of (session) & IMAP_QUIRK_UID_UNSTABLE, !=, 0);
  g_assert_true (imap_session_list (session, &folders, NULL, &error));
  select_inbox (session, &selected);
  g_assert_true (imap_session_fetch_section (session, 5, "", 0, 0, &body, NULL, &error));
  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), "mail", 4);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_false (imap_session_expunge (session, five, NULL, &error));
      assert_error_and_clear (error, IMAP_ERROR, IMAP_ERROR_UNSUPPORTED);
    }
  refused = imap_session_dup_refused (session);
  g_assert_cmpstr (refused, ==, "UIDPLUS");
  end (&session, peer);
}

/* DavMail: "*  522 EXISTS", SIZE asked for late, no UIDPLUS */
static void
test_davmail (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("[davmail] IMAP4rev1 DavMail 6.0.1 server ready", ""),
    PEER_EXPECT ("^(\\S+) SELECT INBOX$"),
    PEER_SEND ("*  522 EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 1]\r\n* OK [UIDNEXT 523]\r\n\\1 OK "
               "[READ-WRITE] x\r\n"),
    BYE,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_auto (ImapSelected) selected = { 0 };

  assert_server (session, "DavMail");
  g_assert_cmpuint (flags_of (session) & IMAP_QUIRK_SIZE_SLOW, !=, 0);
  select_inbox (session, &selected);
  g_assert_cmpuint (selected.exists, ==, 522);
  end (&session, peer);
}

/* Yandex: BYE without end, BODY[section] without a value, XLIST only */
static void
test_yandex (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("Yandex IMAP4rev1 at imap.yandex.com:993 ready to talk", "XLIST"),
    PEER_EXPECT ("^(\\S+) XLIST \"\" \"\\*\"$"),
    PEER_SEND ("* XLIST (\\Inbox) \"|\" INBOX\r\n* XLIST (\\Sent) \"|\" \"Sent|x\"\r\n* XLIST (\\Spam) \"|\" "
               "Spam\r\n"
               "\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) LSUB"),
    PEER_SEND ("\\1 OK x\r\n"),
    SELECT_INBOX,
    PEER_EXPECT ("^(\\S+) UID FETCH 5 "),
    PEER_SEND ("* 1 FETCH (UID 5 BODY[1])\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID FETCH 5 "),
    PEER_SEND ("* BYE Autologout\r\n* BYE Autologout\r\n* BYE Autologout\r\n* BYE Autologout\r\n"),
    PEER_CLOSE (),
    PEER_END,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (GBytes) body = NULL;
  g_auto (ImapSelected) selected = { 0 };

  g_assert_true (imap_session_list (session, &folders, NULL, &error));
  g_assert_cmpint (((ImapFolder *) folders->pdata[1])->role, ==, IMAP_ROLE_SENT);
  g_assert_cmpint (((ImapFolder *) folders->pdata[2])->role, ==, IMAP_ROLE_JUNK);
  select_inbox (session, &selected);
  g_assert_false (imap_session_fetch_section (session, 5, "1", 0, 0, &body, NULL, &error));
  g_assert_error (error, IMAP_ERROR, IMAP_ERROR_BYE);
  end (&session, peer);
}

/* mail.ru: numbers as floats, () for NIL, boundary NIL, quoted empty strings */
static void
test_mail_ru (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("Welcome", ""),
    SELECT_INBOX,
    PEER_EXPECT ("^(\\S+) UID FETCH 1:99 "),
    PEER_SEND (
        "* 1 FETCH (UID 1 BODYSTRUCTURE ((\"text\" \"plain\" () NIL NIL \"8bit\" 9.37e+06 12 NIL NIL NIL)"
        "(\"application\" \"zip\" (\"name\" \"\") \"\" \"\" \"base64\" 1.2e+07 NIL NIL NIL) \"mixed\" "
        "(\"boundary\" NIL) NIL NIL) ENVELOPE (\"d\" \"s\" () () () () NIL NIL \"\" \"<i@x>\"))\r\n\\1 OK "
        "x\r\n"),
    BYE,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_auto (ImapSelected) selected = { 0 };
  Seen seen;

  select_inbox (session, &selected);
  seen = fetch_rows (session, IMAP_FETCH_BODYSTRUCTURE | IMAP_FETCH_ENVELOPE);
  g_assert_true (seen.rows == 1 && seen.structures == 1 && seen.parts == 3);
  g_assert_cmpstr (seen.subject, ==, "s");
  g_free (seen.subject);
  end (&session, peer);
}

/* QQ, 163: ID before SELECT, ascending sets, an empty STATUS list, unescaped quotes cost that message's structure only */
static void
test_qq (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("QQMail IMAP4Server ready", "ID XLIST UIDPLUS"),
    PEER_EXPECT ("^(\\S+) ID \\(\"name\" \"Alpenpost\"\\)$"),
    PEER_SEND ("* ID NIL\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) STATUS INBOX "),
    PEER_SEND ("* STATUS \"INBOX\" ()\r\n\\1 OK x\r\n"),
    SELECT_INBOX,
    PEER_EXPECT ("^(\\S+) UID FETCH 3,5,9 \\(UID BODYSTRUCTURE\\)$"),
    PEER_SEND (
        "* 1 FETCH (UID 3 BODYSTRUCTURE (\"text\" \"plain\" (\"name\" \"a\"\"b\") NIL \"\"x\"\" \"7bit\" "
        "3))\r\n"
        "* 2 FETCH (UID 5 BODYSTRUCTURE (\"text\" \"plain\" NIL NIL NIL \"7bit\" 3 1))\r\n\\1 OK x\r\n"),
    BYE,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImapStatus) status = NULL;
  g_autoptr (BaseIdset) uids = base_idset_new ();
  g_auto (ImapSelected) selected = { 0 };
  Seen seen = { 0 };

  g_assert_true (imap_session_status (session, "INBOX", &status, NULL, &error));
  g_assert_cmpuint (status->has, ==, 0);
  select_inbox (session, &selected);
  base_idset_add (uids, 9);
  base_idset_add (uids, 3);
  base_idset_add (uids, 5);
  g_assert_true (
      imap_session_fetch (session, uids, IMAP_FETCH_BODYSTRUCTURE, 0, FALSE, note_row, &seen, NULL, &error));
  g_assert_cmpuint (seen.rows, >=, 1);
  end (&session, peer);
}

/* Zoho: MODSEQ -1 */
static void
test_zoho (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("Zoho Mail IMAP4rev1 Server", "CONDSTORE"),
    PEER_EXPECT ("^(\\S+) SELECT INBOX"),
    PEER_SEND ("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [HIGHESTMODSEQ -1] x\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID FETCH 5 "),
    PEER_SEND ("* 1 FETCH (UID 5 FLAGS (\\Seen) MODSEQ (-1))\r\n\\1 OK x\r\n"),
    BYE,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (BaseIdset) five = idset (5, 5);
  g_autoptr (GString) got = g_string_new (NULL);
  g_auto (ImapSelected) selected = { 0 };

  select_inbox (session, &selected);
  g_assert_cmpuint (selected.highestmodseq, ==, 0);
  g_assert_true (imap_session_fetch (session, five, IMAP_FETCH_FLAGS | IMAP_FETCH_MODSEQ, 0, FALSE,
                                     collect_flags, got, NULL, NULL));
  g_assert_cmpstr (got->str, ==, "5:1 ");
  end (&session, peer);
}

/* Domino: parentheses around ENVELOPE; Dovecot before 2.3.5: MISSING_MAILBOX; SmarterMail: NIL in an address list */
static void
test_envelopes (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("Domino IMAP4 Server Release 9.0.1", ""),
    SELECT_INBOX,
    PEER_EXPECT ("^(\\S+) UID FETCH 1:99 "),
    PEER_SEND ("* 1 FETCH (UID 1 ENVELOPE ((\"d\" \"domino\" NIL NIL NIL NIL NIL NIL NIL \"<i@x>\")))\r\n\\1 "
               "OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID FETCH 1:99 "),
    PEER_SEND ("* 1 FETCH (UID 1 ENVELOPE (\"d\" \"old\" ((\"n\" NIL \"MISSING_MAILBOX\" \"MISSING_DOMAIN\") "
               "NIL) NIL NIL "
               "NIL NIL NIL NIL NIL))\r\n\\1 OK x\r\n"),
    BYE,
  };
  static const char *const subjects[] = { "domino", "old" };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_auto (ImapSelected) selected = { 0 };

  select_inbox (session, &selected);
  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    {
      Seen seen = fetch_rows (session, IMAP_FETCH_ENVELOPE);

      g_assert_cmpuint (seen.envelopes, ==, 1);
      g_assert_cmpstr (seen.subject, ==, subjects[i]);
      g_free (seen.subject);
    }
  end (&session, peer);
}

/* Cyrus of old, Strato: an extended LIST that gives nothing is followed by a plain one, and not asked for again */
static void
test_cyrus (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("Cyrus IMAP4 v2.3.16 server ready", "LIST-EXTENDED"),
    PEER_EXPECT ("^(\\S+) LIST \"\" \"\\*\"$"), /* off by the table */
    PEER_SEND ("* LIST (\\HasChildren) \".\" INBOX\r\n* LIST () \".\" INBOX.Sent\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) LSUB"),
    PEER_SEND ("\\1 OK x\r\n"),
    BYE,
  };
  static const PeerStep strato[] = {
    LOGIN_CLEAR ("IMAP ready", "LIST-EXTENDED"),
    PEER_EXPECT ("^(\\S+) LIST \"\" \"\\*\" RETURN"),
    PEER_SEND ("\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) LIST \"\" \"\\*\"$"),
    PEER_SEND ("* LIST (\\HasChildren) \".\" INBOX\r\n* LIST () \".\" INBOX.Sent\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) LSUB"),
    PEER_SEND ("\\1 OK x\r\n"),
    BYE,
  };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (Peer) peer = peer_new (i == 0 ? script : strato);
      g_autoptr (ImapSession) session = open_clear (peer, NULL);
      g_autoptr (GPtrArray) folders = NULL;
      g_autofree char *refused = NULL;

      g_assert_true (imap_session_list (session, &folders, NULL, NULL));
      g_assert_cmpuint (folders->len, ==, 2);
      refused = imap_session_dup_refused (session);
      g_assert_cmpstr (refused, ==, i == 0 ? "" : "LIST-EXTENDED");
      end (&session, peer);
    }
}

/* Cyrus 3.10: MAILBOXID in STATUS is any bytes: not asked for, and not believed when it comes */
static void
test_cyrus_status (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("localhost Cyrus IMAP 3.10.2-Debian server ready", "OBJECTID"),
    PEER_EXPECT ("^(\\S+) STATUS INBOX \\(MESSAGES UIDNEXT UIDVALIDITY UNSEEN\\)$"),
    PEER_SEND ("* STATUS INBOX (MESSAGES 3 MAILBOXID (\xb8\xad\xf2J) UNSEEN 1)\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) SELECT INBOX$"),
    PEER_SEND ("* 3 EXISTS\r\n* OK [MAILBOXID (7v7g5218r0roubtbiby757oe)] x\r\n\\1 OK x\r\n"),
    BYE,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (ImapStatus) status = NULL;
  g_auto (ImapSelected) selected = { 0 };

  assert_server (session, "Cyrus 3.10");
  g_assert_true (imap_session_status (session, "INBOX", &status, NULL, NULL));
  g_assert_null (status->mailbox_id);
  g_assert_true (status->messages == 3 && status->unseen == 1);
  select_inbox (session, &selected);
  g_assert_cmpstr (selected.mailbox_id, ==, "7v7g5218r0roubtbiby757oe");
  end (&session, peer);
}

/* Courier: everything under INBOX., told by NAMESPACE; UTF8=ACCEPT is used; no STARTTLS in the list inside TLS is no matter */
static void
test_courier (void)
{
  static const PeerStep script[] = {
    PEER_SEND ("* OK [CAPABILITY IMAP4rev1 STARTTLS] Courier-IMAP ready.\r\n"),
    PEER_EXPECT ("^(\\S+) STARTTLS$"),
    PEER_SEND ("\\1 OK Begin SSL/TLS negotiation now.\r\n"),
    PEER_START_TLS (),
    PEER_EXPECT ("^(\\S+) CAPABILITY$"),
    PEER_SEND ("* CAPABILITY IMAP4rev1 NAMESPACE UTF8=ACCEPT ENABLE  \r\n\\1 OK CAPABILITY completed\r\n"),
    PEER_EXPECT ("^(\\S+) LOGIN \"alice\" \"canary-password\"$"),
    PEER_SEND ("* OK [ALERT] Your client does not support UTF-8\r\n\\1 OK LOGIN Ok.\r\n"),
    PEER_EXPECT ("^(\\S+) CAPABILITY$"),
    PEER_SEND ("* CAPABILITY IMAP4rev1 NAMESPACE UTF8=ACCEPT ENABLE\r\n\\1 OK CAPABILITY completed\r\n"),
    PEER_EXPECT ("^(\\S+) ENABLE UTF8=ACCEPT$"),
    PEER_SEND ("* ENABLED UTF8=ACCEPT\r\n\\1 OK Options enabled\r\n"),
    PEER_EXPECT ("^(\\S+) NAMESPACE$"),
    PEER_SEND (
        "* NAMESPACE ((\"INBOX.\" \".\")) NIL ((\"#shared.\" \".\")(\"shared.\" \".\"))\r\n\\1 OK x\r\n"),
    BYE,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImapSession) session = open_with (peer, NET_SECURITY_STARTTLS, NULL, NULL, &error);
  g_autoptr (ImapNamespaces) namespaces = NULL;
  g_autofree char *name = NULL;

  g_assert_no_error (error);
  g_assert_true (imap_session_namespace (session, &namespaces, NULL, &error));
  g_assert_cmpstr (((ImapNamespace *) namespaces->personal->pdata[0])->prefix, ==, "INBOX.");
  name = imap_session_dup_raw_name (session, "\xc3\xbc");
  g_assert_cmpstr (name, ==, "\xc3\xbc");
  g_clear_pointer (&session, imap_session_free);
  (void) peer_join (peer, NULL);
}

/* home.pl, StartMail: "[" in names; "\" alone as an attribute; what was announced and is BAD is off from then on */
static void
test_learning (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("ready", "IDLE QUOTA NAMESPACE CREATE-SPECIAL-USE MOVE CONDSTORE NOTIFY"),
    PEER_EXPECT ("^(\\S+) LIST"),
    PEER_SEND ("* LIST (\\ \\HasNoChildren) \"/\" [x]\r\n* LIST (\\Sent) \"/\" a]b\r\n* LIST () \"/\" "
               "INBOX\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) LSUB"),
    PEER_SEND ("\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) GETQUOTAROOT"),
    PEER_SEND ("\\1 BAD x\r\n"),
    PEER_EXPECT ("^(\\S+) NAMESPACE"),
    PEER_SEND ("\\1 BAD x\r\n"),
    PEER_EXPECT ("^(\\S+) CREATE .* \\(USE"),
    PEER_SEND ("\\1 BAD x\r\n"),
    PEER_EXPECT ("^(\\S+) CREATE Old$"),
    PEER_SEND ("\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) SELECT INBOX \\(CONDSTORE\\)$"),
    PEER_SEND ("\\1 BAD x\r\n"),
    PEER_EXPECT ("^(\\S+) SELECT INBOX$"),
    PEER_SEND ("* 3 EXISTS\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) NOTIFY"),
    PEER_SEND ("\\1 BAD x\r\n"),
    PEER_EXPECT ("^(\\S+) IDLE$"),
    PEER_SEND ("\\1 NO x\r\n"),
    PEER_EXPECT ("^(\\S+) NOOP$"),
    PEER_SEND ("* 4 EXISTS\r\n\\1 OK x\r\n"),
    BYE,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (GPtrArray) quotas = NULL;
  g_autoptr (ImapNamespaces) namespaces = NULL;
  g_autofree char *refused = NULL;
  g_auto (ImapSelected) selected = { 0 };

  g_assert_true (imap_session_list (session, &folders, NULL, NULL));
  g_assert_cmpuint (folders->len, ==, 3);
  g_assert_cmpstr (((ImapFolder *) folders->pdata[0])->name, ==, "[x]");
  g_assert_false (imap_session_get_quota (session, "INBOX", &quotas, NULL, NULL));
  g_assert_false (imap_session_namespace (session, &namespaces, NULL, NULL));
  g_assert_true (imap_session_create (session, "Old", IMAP_ROLE_ARCHIVE, NULL, NULL));
  select_inbox (session, &selected);
  g_assert_false (imap_session_notify (session, TRUE, NULL, NULL));
  g_assert_cmpint (imap_session_idle (session, g_get_monotonic_time () + 10000, NULL, NULL, NULL), ==,
                   IMAP_IDLE_NEWS);
  refused = imap_session_dup_refused (session);
  g_assert_cmpstr (refused, ==, "CONDSTORE IDLE NOTIFY CREATE-SPECIAL-USE NAMESPACE QUOTA");
  end (&session, peer);
}

/* The table itself: every row says when, why and which test; hosts match by their end only. */
static void
test_table (void)
{
  static const struct
  {
    const char *greeting, *host, *id, *server;
  } rows[] = {
    { "x", "imap.mail.yahoo.com", NULL, "Yahoo" },
    { "x", "yahoo.com", NULL, "Yahoo" },
    { "x", "yahoo.com.evil.example", NULL, NULL },
    { "x", "notyahoo.com", NULL, NULL },
    { "x", "imap.aol.com", NULL, "AOL" },
    { "x", "p01-imap.mail.me.com", NULL, "iCloud" },
    { NULL, "x", "iCloud", "iCloud" },
    { NULL, "127.0.0.1", "gluon", "Proton Bridge" },
    { "Cyrus IMAP4 v2.4.17 ready", "x", NULL, "Cyrus 2" },
    { "Cyrus IMAP 3.12.1 ready", "x", NULL, NULL },
    { "Dovecot ready.", "x", "Dovecot", NULL },
  };

  const ImapCapabilities none = { 0 };
  guint n;
  const ImapQuirkRow *table = imap_quirks_get_rows (&n);

  for (guint i = 0; i < n; i++)
    {
      g_assert_nonnull (table[i].server);
      g_assert_true (strlen (table[i].date) >= 7 && *table[i].evidence != '\0');
      g_assert_true (g_str_has_prefix (table[i].test, "/imap/quirks/")
                     || g_str_has_prefix (table[i].test, "/imap/servers/"));
      g_assert_true (table[i].greeting != NULL || table[i].id != NULL || table[i].host != NULL
                     || table[i].capability != NULL);
    }
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ImapServer server = { (char *) rows[i].id, NULL, NULL };
      ImapQuirks quirks = imap_quirks_find (rows[i].greeting, &server, rows[i].host, &none);

      g_assert_cmpstr (quirks.server, ==, rows[i].server);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imap/quirks/gmail", test_gmail);
  g_test_add_func ("/imap/quirks/exchange", test_exchange);
  g_test_add_func ("/imap/quirks/yahoo", test_yahoo);
  g_test_add_func ("/imap/quirks/icloud", test_icloud);
  g_test_add_func ("/imap/quirks/proton", test_proton);
  g_test_add_func ("/imap/quirks/davmail", test_davmail);
  g_test_add_func ("/imap/quirks/yandex", test_yandex);
  g_test_add_func ("/imap/quirks/mail-ru", test_mail_ru);
  g_test_add_func ("/imap/quirks/qq", test_qq);
  g_test_add_func ("/imap/quirks/zoho", test_zoho);
  g_test_add_func ("/imap/quirks/envelopes", test_envelopes);
  g_test_add_func ("/imap/quirks/cyrus", test_cyrus);
  g_test_add_func ("/imap/quirks/cyrus-status", test_cyrus_status);
  g_test_add_func ("/imap/quirks/courier", test_courier);
  g_test_add_func ("/imap/quirks/learning", test_learning);
  g_test_add_func ("/imap/quirks/table", test_table);
  return g_test_run ();
}
