/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-extensions.c: each extension of design 3: used when offered, switched off when refused, done without otherwise
 *
 * Scripted, so that what is sent is seen word by word; test-servers.c does the same with real servers. */

#include "imap-test.h"

#define BYE PEER_EXPECT_CLOSE (), PEER_END

/* ---- several commands on the wire ---- */
static void
test_pipeline (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", ""),
    SELECT_INBOX,
    /* all three arrive before the first is answered; the answers come in another order */
    PEER_EXPECT ("^\\S+ UID FETCH 5:6 \\(UID FLAGS\\)$"),
    PEER_EXPECT ("^(\\S+) UID FETCH 7 \\(UID FLAGS INTERNALDATE\\)$"),
    PEER_SEND (
        "* 3 FETCH (UID 7 FLAGS (\\Seen) INTERNALDATE \"17-Jul-1996 02:44:25 -0700\")\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) STATUS Sent "),
    PEER_SEND (
        "* STATUS Sent (MESSAGES 9)\r\n* 1 FETCH (UID 5 FLAGS ())\r\n* 2 FETCH (UID 6 FLAGS (\\Flagged))\r\n"
        "\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID STORE 5 \\+FLAGS.SILENT \\(\\\\Seen\\)$"),
    PEER_SEND ("\\1 NO x\r\n"),
    BYE,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, &short_options);
  g_autoptr (GError) error = NULL;
  g_autoptr (BaseIdset) low = idset (5, 6);
  g_autoptr (BaseIdset) high = idset (7, 7);
  g_autoptr (BaseIdset) five = idset (5, 5);
  g_autoptr (GString) got_low = g_string_new (NULL);
  g_autoptr (GString) got_high = g_string_new (NULL);
  g_autoptr (ImapStatus) status = NULL;
  g_auto (ImapSelected) selected = { 0 };
  ImapRequest *first, *second, *third, *fourth;

  select_inbox (session, &selected);
  first = imap_session_begin_fetch (session, low, IMAP_FETCH_FLAGS, 0, collect_flags, got_low, NULL);
  second = imap_session_begin_fetch (session, high, IMAP_FETCH_FLAGS | IMAP_FETCH_DATE, 0, collect_flags,
                                     got_high, NULL);
  third = imap_session_begin_status (session, "Sent", IMAP_STATUS_MESSAGES, &status, NULL);
  fourth = imap_session_begin_store (session, five, 1, IMAP_FLAG_SEEN, NULL, NULL, &error);
  /* The first tag is never answered. What was answered before the time-out counts all the same. */
  g_assert_true (imap_session_finish (session, second, NULL, &error));
  g_assert_false (imap_session_finish (session, first, NULL, &error));
  assert_error_and_clear (error, NET_ERROR, NET_ERROR_TIMED_OUT);
  g_assert_true (imap_session_finish (session, third, NULL, &error));
  g_assert_false (imap_session_finish (session, fourth, NULL, &error));
  assert_error_and_clear (error, IMAP_ERROR, IMAP_ERROR_NO);
  g_assert_cmpstr (got_high->str, ==, "7:1 ");
  g_assert_cmpstr (got_low->str, ==, "5:0 6:4 ");
  g_assert_cmpuint (status->messages, ==, 9);
  end (&session, peer);
}

static gboolean
stop_at_once (ImapFetch *fetch, gpointer data)
{
  g_assert_not_reached ();
  return FALSE;
}

static void
test_abandon (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", ""),
    SELECT_INBOX,
    PEER_EXPECT ("^(\\S+) UID FETCH 5:7 "),
    PEER_SEND ("* 1 FETCH (UID 5 FLAGS ())\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) NOOP$"),
    PEER_SEND ("\\1 OK x\r\n"),
    PEER_EXPECT ("^\\S+ UID FETCH 5:7 "),
    BYE,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (BaseIdset) uids = idset (5, 7);
  g_auto (ImapSelected) selected = { 0 };

  select_inbox (session, &selected);
  imap_session_abandon (
      session, imap_session_begin_fetch (session, uids, IMAP_FETCH_FLAGS, 0, stop_at_once, NULL, NULL));
  g_assert_true (imap_session_noop (session, NULL, NULL));
  /* freed with a request on its way */
  imap_session_begin_fetch (session, uids, IMAP_FETCH_FLAGS, 0, stop_at_once, NULL, NULL);
  end (&session, peer);
}

/* ---- FETCH: PREVIEW, OBJECTID, SAVEDATE, X-GM-EXT-1, BINARY; pieces ---- */
static gboolean
check_items (ImapFetch *fetch, gpointer data)
{
  g_assert_cmpstr (fetch->preview, ==, "Hello there");
  g_assert_cmpstr (fetch->email_id, ==, "M1");
  g_assert_cmpstr (fetch->thread_id, ==, "T1");
  g_assert_cmpint (fetch->save_date, ==, 837596665);
  g_assert_true (fetch->gm_msgid == G_GUINT64_CONSTANT (1278455344230334865) && fetch->gm_thrid == 7);
  g_assert_cmpstr (fetch->gm_labels[0], ==, "\\Inbox");
  *(gboolean *) data = TRUE;
  return TRUE;
}

#define EXTRA                                                                                                \
  (IMAP_FETCH_FLAGS | IMAP_FETCH_EMAILID | IMAP_FETCH_THREADID | IMAP_FETCH_SAVEDATE | IMAP_FETCH_PREVIEW    \
   | IMAP_FETCH_GMAIL | IMAP_FETCH_MODSEQ)

static void
test_fetch_items (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", "OBJECTID SAVEDATE PREVIEW X-GM-EXT-1"),
    SELECT_INBOX,
    PEER_EXPECT ("^(\\S+) UID FETCH 5 \\(UID FLAGS EMAILID THREADID SAVEDATE PREVIEW \\(LAZY\\) "
                 "X-GM-MSGID X-GM-THRID X-GM-LABELS\\)$"),
    PEER_SEND (
        "* 1 FETCH (UID 5 PREVIEW \"Hello\tthere\" EMAILID (M1) THREADID (T1) SAVEDATE \"17-Jul-1996 "
        "02:44:25 "
        "-0700\" X-GM-MSGID 1278455344230334865 X-GM-THRID 7 X-GM-LABELS (\\Inbox \"a b\"))\r\n\\1 OK x\r\n"),
    BYE,
  };
  static const PeerStep plain[] = {
    LOGIN_CLEAR ("x", ""),      SELECT_INBOX, PEER_EXPECT ("^(\\S+) UID FETCH 5 \\(UID FLAGS\\)$"),
    PEER_SEND ("\\1 OK x\r\n"), BYE,
  };
  g_autoptr (BaseIdset) uids = idset (5, 5);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (Peer) peer = peer_new (i == 0 ? script : plain);
      g_autoptr (ImapSession) session = open_clear (peer, NULL);
      g_auto (ImapSelected) selected = { 0 };
      gboolean called = FALSE;

      select_inbox (session, &selected);
      g_assert_true (imap_session_fetch (session, uids, EXTRA, 0, FALSE, check_items, &called, NULL, NULL));
      g_assert_true (called == (i == 0));
      end (&session, peer);
    }
}

#define BINARY_PART "* 1 FETCH (UID 5 BINARY[1.2] ~{4}\r\na\0\r\n)\r\n"

static void
test_binary (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", "BINARY"),
    SELECT_INBOX,
    PEER_EXPECT ("^(\\S+) UID FETCH 5 \\(UID BINARY.PEEK\\[1.2\\]\\)$"),
    PEER_SEND_BYTES (BINARY_PART, sizeof BINARY_PART - 1),
    PEER_SEND ("\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID FETCH 5 "),
    PEER_SEND ("\\1 NO [UNKNOWN-CTE] what\r\n"),
    PEER_EXPECT ("^(\\S+) UID FETCH 5 "),
    PEER_SEND ("\\1 BAD what\r\n"),
    PEER_EXPECT ("^(\\S+) APPEND x \\(\\) \\{4\\}$"), /* off: no literal8 */
    PEER_SEND ("\\1 NO x\r\n"),
    BYE,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) message = g_bytes_new_static ("a\0b", 4);
  g_autofree char *refused = NULL;
  g_auto (ImapSelected) selected = { 0 };
  ImapAppended appended;

  select_inbox (session, &selected);
  g_assert_true (imap_session_fetch_decoded (session, 5, "1.2", 0, 0, &bytes, NULL, &error));
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "a\0\r\n", 4);
  for (guint i = 0; i < 3; i++) /* the third is not even asked */
    {
      g_autoptr (GBytes) none = NULL;

      g_assert_false (imap_session_fetch_decoded (session, 5, "1.2", 0, 0, &none, NULL, &error));
      assert_error_and_clear (error, IMAP_ERROR, IMAP_ERROR_UNSUPPORTED);
    }
  refused = imap_session_dup_refused (session);
  g_assert_cmpstr (refused, ==, "BINARY");
  g_assert_false (imap_session_append (session, "x", 0, 0, message, &appended, NULL, NULL));
  end (&session, peer);
}

static gboolean
add_piece (GBytes *piece, gpointer data)
{
  g_string_append_len (data, g_bytes_get_data (piece, NULL), (gssize) g_bytes_get_size (piece));
  return TRUE;
}

static void
test_pieces (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", ""),
    SELECT_INBOX,
    PEER_EXPECT ("^(\\S+) UID FETCH 5 \\(UID BODY.PEEK\\[\\]<0.4>\\)$"),
    PEER_SEND ("* 1 FETCH (UID 5 BODY[]<0> \"abcd\")\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID FETCH 5 \\(UID BODY.PEEK\\[\\]<4.4>\\)$"),
    PEER_SEND ("* 1 FETCH (UID 5 BODY[]<4> \"efgh\")\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID FETCH 5 \\(UID BODY.PEEK\\[\\]<8.4>\\)$"),
    PEER_SEND ("* 1 FETCH (UID 5 BODY[]<8> \"ij\")\r\n\\1 OK x\r\n"),
    /* a server that knows no pieces gives the whole */
    PEER_EXPECT ("^(\\S+) UID FETCH 5 \\(UID BODY.PEEK\\[\\]<0.4>\\)$"),
    PEER_SEND ("* 1 FETCH (UID 5 BODY[] \"abcdefghij\")\r\n\\1 OK x\r\n"),
    /* the message goes away in the middle: what came is told */
    PEER_EXPECT ("^(\\S+) UID FETCH 5 \\(UID BODY.PEEK\\[\\]<0.4>\\)$"),
    PEER_SEND ("* 1 FETCH (UID 5 BODY[]<0> \"abcd\")\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID FETCH 5 \\(UID BODY.PEEK\\[\\]<4.4>\\)$"),
    PEER_SEND ("\\1 OK x\r\n"),
    /* longer than any we take */
    PEER_EXPECT ("^(\\S+) UID FETCH 5 \\(UID BODY.PEEK\\[\\]<0.4>\\)$"),
    PEER_SEND ("* 1 FETCH (UID 5 BODY[]<0> \"abcd\")\r\n\\1 OK x\r\n"),
    BYE,
  };

  static const struct
  {
    guint64 announced, max, received;
    int code;
  } rows[] = {
    { 0, 100, 10, 0 },
    { 0, 100, 10, 0 },
    { 0, 100, 4, IMAP_ERROR_NOT_RECEIVED },
    { 0, 3, 0, IMAP_ERROR_TOO_LARGE },
  };

  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_auto (ImapSelected) selected = { 0 };

  select_inbox (session, &selected);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GString) got = g_string_new (NULL);
      guint64 received = 99;

      if (imap_session_fetch_pieces (session, 5, "", rows[i].announced, 4, rows[i].max, add_piece, got,
                                     &received, NULL, &error))
        {
          g_assert_cmpint (rows[i].code, ==, 0);
          g_assert_cmpstr (got->str, ==, "abcdefghij");
        }
      else
        g_assert_error (error, IMAP_ERROR, rows[i].code);
      g_assert_cmpuint (received, ==, rows[i].received);
    }
  end (&session, peer);
}

/* With a size known, several pieces are on the wire, and the end is still where the server says. */
static void
test_pieces_ahead (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", ""),
    SELECT_INBOX,
    PEER_EXPECT ("^(\\S+) UID FETCH 5 \\(UID BODY.PEEK\\[\\]<0.4>\\)$"),
    PEER_SEND ("* 1 FETCH (UID 5 BODY[]<0> \"abcd\")\r\n* 1 FETCH (UID 5 BODY[]<4> \"ef\")\r\n"
               "* 1 FETCH (UID 5 BODY[]<8> \"\")\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID FETCH 5 \\(UID BODY.PEEK\\[\\]<4.4>\\)$"),
    PEER_SEND ("\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID FETCH 5 \\(UID BODY.PEEK\\[\\]<8.4>\\)$"),
    PEER_SEND ("\\1 OK x\r\n"),
    BYE,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) got = g_string_new (NULL);
  g_auto (ImapSelected) selected = { 0 };

  select_inbox (session, &selected);
  g_assert_true (imap_session_fetch_pieces (session, 5, "", 10, 4, 100, add_piece, got, NULL, NULL, &error));
  g_assert_cmpstr (got->str, ==, "abcdef");
  end (&session, peer);
}

/* ---- folders: NAMESPACE, STATUS=SIZE, OBJECTID, APPENDLIMIT, CREATE-SPECIAL-USE, UNSELECT ---- */
static void
test_folders (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", "NAMESPACE STATUS=SIZE OBJECTID APPENDLIMIT CREATE-SPECIAL-USE UNSELECT"),
    PEER_EXPECT ("^(\\S+) NAMESPACE$"),
    PEER_SEND ("* NAMESPACE ((\"INBOX.\" \".\")) NIL ((\"#pub/\" \"/\")(\"flat\" NIL))\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) STATUS INBOX \\(MESSAGES SIZE MAILBOXID APPENDLIMIT\\)$"),
    PEER_SEND ("* STATUS INBOX (MESSAGES 3 SIZE 44421 MAILBOXID (F1) APPENDLIMIT 500)\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) CREATE Old \\(USE \\(\\\\Archive\\)\\)$"),
    PEER_SEND ("\\1 NO [USEATTR] not here\r\n"),
    PEER_EXPECT ("^(\\S+) CREATE Old$"),
    PEER_SEND ("\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) SELECT INBOX$"),
    PEER_SEND ("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [MAILBOXID (F1)] x\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UNSELECT$"),
    PEER_SEND ("\\1 BAD what\r\n"),
    PEER_EXPECT ("^(\\S+) EXAMINE INBOX$"),
    PEER_SEND ("* 3 EXISTS\r\n\\1 OK [READ-ONLY] x\r\n"),
    PEER_EXPECT ("^(\\S+) CLOSE$"),
    PEER_SEND ("\\1 OK x\r\n"),
    BYE,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImapNamespaces) namespaces = NULL;
  g_autoptr (ImapStatus) status = NULL;
  g_auto (ImapSelected) selected = { 0 };
  const ImapNamespace *personal;

  g_assert_true (imap_session_namespace (session, &namespaces, NULL, &error));
  g_assert_true (namespaces->personal->len == 1 && namespaces->other->len == 0
                 && namespaces->shared->len == 2);
  personal = namespaces->personal->pdata[0];
  g_assert_cmpstr (personal->prefix, ==, "INBOX.");
  g_assert_cmpint (personal->delimiter, ==, '.');
  g_assert_true (imap_session_status_full (session, "INBOX",
                                           IMAP_STATUS_SIZE | IMAP_STATUS_MAILBOXID | IMAP_STATUS_APPENDLIMIT,
                                           &status, NULL, &error));
  g_assert_true (status->size == 44421 && status->append_limit == 500);
  g_assert_cmpstr (status->mailbox_id, ==, "F1");
  g_assert_true (imap_session_create (session, "Old", IMAP_ROLE_ARCHIVE, NULL, &error));
  select_inbox (session, &selected);
  g_assert_cmpstr (selected.mailbox_id, ==, "F1");
  g_assert_true (imap_session_unselect (session, NULL, &error));
  g_assert_null (imap_session_get_selected (session));
  end (&session, peer);
}

/* ---- QUOTA, ACL, METADATA ---- */
static void
test_account (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", "QUOTA ACL METADATA"),
    PEER_EXPECT ("^(\\S+) GETQUOTAROOT INBOX$"),
    PEER_SEND (
        "* QUOTAROOT INBOX \"\"\r\n* QUOTA \"\" (STORAGE 10 4398046511104 MESSAGE x 5)\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) MYRIGHTS INBOX$"),
    PEER_SEND ("* MYRIGHTS other lr\r\n* MYRIGHTS inbox lrs\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) GETACL INBOX$"),
    PEER_SEND ("* ACL INBOX alice lrswi \"b b\" lr odd\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) SETACL INBOX bob \"\\+w\"$"),
    PEER_SEND ("\\1 NO [NOPERM] x\r\n"),
    PEER_EXPECT ("^(\\S+) DELETEACL INBOX bob$"),
    PEER_SEND ("\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) GETMETADATA \\(MAXSIZE 65536\\) \"\" \\(/shared/comment /shared/admin\\)$"),
    PEER_SEND ("* METADATA \"\" (/shared/comment {3}\r\na\nb /shared/admin NIL)\r\n\\1 OK [METADATA "
               "LONGENTRIES 70000] "
               "x\r\n"),
    PEER_EXPECT ("^(\\S+) SETMETADATA \"INBOX\" \\(/private/comment \"x\"\\)$"),
    PEER_SEND ("\\1 BAD what\r\n"),
    BYE,
  };
  static const char *const names[] = { "/shared/comment", "/shared/admin", NULL };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) quotas = NULL;
  g_autoptr (GPtrArray) acl = NULL;
  g_autoptr (GPtrArray) metadata = NULL;
  g_autofree char *rights = NULL;
  const ImapQuotaResource *storage;

  g_assert_true (imap_session_get_quota (session, "INBOX", &quotas, NULL, &error));
  g_assert_cmpuint (quotas->len, ==, 1);
  storage = imap_quota_find (quotas->pdata[0], "STORAGE");
  g_assert_true (storage->usage == 10 && storage->limit == G_GUINT64_CONSTANT (4398046511104));
  g_assert_null (imap_quota_find (quotas->pdata[0], "MESSAGE"));
  g_assert_true (imap_session_get_rights (session, "INBOX", &rights, NULL, &error));
  g_assert_cmpstr (rights, ==, "lrs");
  g_assert_true (imap_session_get_acl (session, "INBOX", &acl, NULL, &error));
  g_assert_cmpuint (acl->len, ==, 2);
  g_assert_cmpstr (((ImapAccess *) acl->pdata[1])->identifier, ==, "b b");
  g_assert_false (imap_session_set_acl (session, "INBOX", "bob", "+w", NULL, &error));
  assert_error_and_clear (error, IMAP_ERROR, IMAP_ERROR_NO_PERMISSION);
  g_assert_true (imap_session_delete_acl (session, "INBOX", "bob", NULL, &error));
  g_assert_true (imap_session_get_metadata (session, "", names, &metadata, NULL, &error));
  g_assert_cmpuint (metadata->len, ==, 2);
  g_assert_cmpuint (g_bytes_get_size (((ImapMetadata *) metadata->pdata[0])->value), ==, 3);
  g_assert_null (((ImapMetadata *) metadata->pdata[1])->value);
  for (guint i = 0; i < 2; i++) /* refused once, not asked again */
    {
      g_assert_false (imap_session_set_metadata (session, "INBOX", "/private/comment", "x", NULL, &error));
      assert_error_and_clear (error, IMAP_ERROR, (int) (i == 0 ? IMAP_ERROR_BAD : IMAP_ERROR_UNSUPPORTED));
    }
  end (&session, peer);
}

/* ---- APPEND: MULTIAPPEND, LITERAL+ and -, UTF8=ACCEPT, APPENDLIMIT ---- */
static void
test_append_many (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", "MULTIAPPEND UIDPLUS LITERAL+ APPENDLIMIT=100"),
    PEER_EXPECT ("^(\\S+) APPEND Sent \\(\\\\Seen\\) \\{5\\+\\}$"),
    PEER_EXPECT ("^first \\(\\) \" 1-Jan-2020 00:00:00 \\+0000\" \\{6\\+\\}$"),
    PEER_EXPECT ("^second$"),
    PEER_SEND ("\\1 OK [APPENDUID 9 20:21] x\r\n"),
    PEER_EXPECT ("^(\\S+) APPEND Sent \\(\\\\Seen\\) \\{5\\+\\}$"),
    PEER_EXPECT ("^first \\(\\) \" 1-Jan-2020 00:00:00 \\+0000\" \\{6\\+\\}$"),
    PEER_EXPECT ("^second$"),
    PEER_SEND ("\\1 BAD too much\r\n"),
    PEER_EXPECT ("^(\\S+) APPEND Sent \\(\\\\Seen\\) \\{5\\+\\}$"),
    PEER_EXPECT ("^first$"),
    PEER_SEND ("\\1 OK [APPENDUID 9 30] x\r\n"),
    PEER_EXPECT ("^(\\S+) APPEND Sent \\(\\) "),
    PEER_EXPECT ("^second$"),
    PEER_SEND ("\\1 NO [OVERQUOTA] x\r\n"),
    BYE,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) first = g_bytes_new_static ("first", 5);
  g_autoptr (GBytes) second = g_bytes_new_static ("second", 6);
  g_autofree char *text = g_strnfill (101, 'x');
  g_autoptr (GBytes) large = g_bytes_new_static (text, 101);
  const ImapNewMessage messages[] = { { IMAP_FLAG_SEEN, 0, first }, { 0, 1577836800, second } };
  ImapAppended appended[2];

  g_assert_true (imap_session_append_many (session, "Sent", messages, 2, appended, NULL, &error));
  g_assert_true (appended[0].uid == 20 && appended[1].uid == 21 && appended[1].uidvalidity == 9);
  g_assert_false (imap_session_append_many (session, "Sent", messages, 2, appended, NULL, &error));
  assert_error_and_clear (error, IMAP_ERROR, IMAP_ERROR_OVER_QUOTA);
  g_assert_true (appended[0].uid == 30 && appended[1].uid == 0);
  g_assert_false (imap_session_append (session, "Sent", 0, 0, large, appended, NULL, &error));
  assert_error_and_clear (error, IMAP_ERROR, IMAP_ERROR_TOO_LARGE);
  end (&session, peer);
}

/* LITERAL+ for small ones; a large message is not sent before the server wants it. */
static void
test_large_literal (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", "LITERAL+"),
    PEER_EXPECT ("^(\\S+) APPEND Sent \\(\\) \\{102401\\}$"),
    PEER_SEND ("\\1 NO [TRYCREATE] no such folder\r\n"),
    PEER_EXPECT ("^(\\S+) NOOP$"),
    PEER_SEND ("\\1 OK x\r\n"),
    BYE,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strnfill (102401, 'x');
  g_autoptr (GBytes) message = g_bytes_new_static (text, 102401);
  ImapAppended appended;

  g_assert_false (imap_session_append (session, "Sent", 0, 0, message, &appended, NULL, &error));
  assert_error_and_clear (error, IMAP_ERROR, IMAP_ERROR_TRY_CREATE);
  g_assert_true (imap_session_noop (session, NULL, &error));
  end (&session, peer);
}

static void
test_utf8 (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", "ENABLE UTF8=ACCEPT LITERAL- BINARY"),
    PEER_EXPECT ("^(\\S+) ENABLE UTF8=ACCEPT$"),
    PEER_SEND ("* ENABLED UTF8=ACCEPT\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) STATUS \"Entw\xc3\xbcrfe\" "),
    PEER_SEND ("* STATUS \"Entw\xc3\xbcrfe\" (MESSAGES 1)\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) APPEND x \\(\\) UTF8 \\(~\\{17\\+\\}$"),
    PEER_EXPECT_BYTES (17),
    PEER_EXPECT ("^\\)$"),
    PEER_SEND ("\\1 OK x\r\n"),
    BYE,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImapStatus) status = NULL;
  g_autoptr (GBytes) message = g_bytes_new_static ("Subject: \xc3\xbc\r\n\r\nx\r", 17);
  g_autofree char *raw = imap_session_dup_raw_name (session, "Entw\xc3\xbcrfe");
  ImapAppended appended;

  g_assert_cmpstr (raw, ==, "Entw\xc3\xbcrfe");
  g_assert_true (imap_session_status (session, raw, &status, NULL, &error));
  g_assert_true (imap_session_append (session, "x", 0, 0, message, &appended, NULL, &error));
  end (&session, peer);
}

/* IMAP4rev2 beside rev1 has to be asked for; what it implies is used. */
static void
test_rev2 (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", "IMAP4rev2"),
    PEER_EXPECT ("^(\\S+) ENABLE IMAP4rev2$"),
    PEER_SEND ("* ENABLED IMAP4rev2\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) LIST \"\" \"\\*\" RETURN \\(SUBSCRIBED CHILDREN SPECIAL-USE STATUS \\(MESSAGES "),
    PEER_SEND ("* LIST () \"/\" \"Entw\xc3\xbcrfe\"\r\n* LIST () \"/\" INBOX\r\n\\1 OK x\r\n"),
    SELECT_INBOX,
    PEER_EXPECT ("^(\\S+) UID SEARCH RETURN \\(MIN MAX COUNT\\) UNSEEN$"),
    PEER_SEND ("* ESEARCH (TAG \"\\1\") UID MIN 3 MAX 90 COUNT 40\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID MOVE 5 x$"),
    PEER_SEND ("\\1 OK x\r\n"),
    BYE,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (ImapSearch) summary = NULL;
  g_autoptr (BaseIdset) five = idset (5, 5);
  g_auto (ImapSelected) selected = { 0 };
  g_auto (ImapCopied) copied = { 0 };

  g_assert_true (imap_session_list (session, &folders, NULL, &error));
  g_assert_cmpstr (((ImapFolder *) folders->pdata[0])->display, ==, "Entw\xc3\xbcrfe");
  select_inbox (session, &selected);
  g_assert_true (imap_session_search_summary (session, "UNSEEN", &summary, NULL, &error));
  g_assert_true (summary->min == 3 && summary->max == 90 && summary->count == 40);
  g_assert_true (imap_session_move (session, five, "x", &copied, NULL, &error));
  end (&session, peer);
}

/* Without ESEARCH the summary is made from the list. X-GM-EXT-1: labels and its own search. */
static void
test_gmail_verbs (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", "X-GM-EXT-1"),
    SELECT_INBOX,
    PEER_EXPECT ("^(\\S+) UID SEARCH UNSEEN$"),
    PEER_SEND ("* SEARCH 90 3 4\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID SEARCH X-GM-RAW \"has:attachment\"$"),
    PEER_SEND ("* SEARCH 3\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID STORE 5 \\+X-GM-LABELS.SILENT \\(\\\\Starred \"a b\" \"\\\\\\\\x y\"\\)$"),
    PEER_SEND ("\\1 OK x\r\n"),
    BYE,
  };
  static const char *const labels[] = { "\\Starred", "a b", "\\x y", NULL };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImapSearch) summary = NULL;
  g_autoptr (BaseIdset) found = NULL;
  g_autoptr (BaseIdset) five = idset (5, 5);
  g_auto (ImapSelected) selected = { 0 };

  select_inbox (session, &selected);
  g_assert_true (imap_session_search_summary (session, "UNSEEN", &summary, NULL, &error));
  g_assert_true (summary->min == 3 && summary->max == 90 && summary->count == 3);
  g_assert_true (imap_session_search_gmail (session, "has:attachment", &found, NULL, &error));
  g_assert_true (imap_session_store_labels (session, five, 1, labels, NULL, &error));
  end (&session, peer);
}

/* ---- NOTIFY ---- */
static void
test_notify (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", "NOTIFY"),
    SELECT_INBOX,
    PEER_EXPECT (
        "^(\\S+) NOTIFY SET STATUS \\(selected \\(MessageNew \\(UID FLAGS\\) MessageExpunge FlagChange\\)\\) "
        "\\(personal \\(MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange\\)\\)$"),
    PEER_SEND ("* STATUS Sent (MESSAGES 1 UIDNEXT 2)\r\n\\1 OK x\r\n"),
    PEER_WAIT (20),
    PEER_SEND ("* STATUS Sent (MESSAGES 2 UIDNEXT 3)\r\n* LIST () \"/\" New\r\n* 4 EXISTS\r\n"
               "* 4 FETCH (UID 10 FLAGS ())\r\n"),
    PEER_EXPECT ("^(\\S+) NOOP$"),
    PEER_SEND ("* OK [NOTIFICATIONOVERFLOW] too much\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) NOTIFY SET"),
    PEER_SEND ("\\1 NO [BADEVENT (MessageNew)] x\r\n"),
    BYE,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_auto (ImapSelected) selected = { 0 };
  guint counts[N_EVENTS] = { 0 };

  imap_session_set_event_func (session, count_event, counts);
  select_inbox (session, &selected);
  g_assert_true (imap_session_notify (session, TRUE, NULL, &error));
  g_assert_cmpuint (counts[IMAP_EVENT_STATUS], ==, 1);
  g_assert_cmpint (imap_session_idle (session, -1, NULL, NULL, &error), ==, IMAP_IDLE_NEWS);
  g_assert_cmpuint (counts[IMAP_EVENT_STATUS], ==, 2);
  g_assert_cmpuint (counts[IMAP_EVENT_FOLDER], ==, 1);
  g_assert_cmpuint (counts[IMAP_EVENT_EXISTS], ==, 1);
  g_assert_cmpuint (counts[IMAP_EVENT_FLAGS], ==, 1);
  g_assert_true (imap_session_noop (session, NULL, &error));
  g_assert_cmpuint (counts[IMAP_EVENT_OVERFLOW], ==, 1);
  g_assert_false (imap_session_notify (session, TRUE, NULL, &error));
  g_assert_error (error, IMAP_ERROR, IMAP_ERROR_UNSUPPORTED);
  end (&session, peer);
}

/* ---- all off: plain IMAP4rev1 with a server that has everything ---- */
#define EVERYTHING                                                                                           \
  "IMAP4rev2 ENABLE QRESYNC ID COMPRESS=DEFLATE LITERAL+ MOVE UIDPLUS LIST-EXTENDED LIST-STATUS "            \
  "SPECIAL-USE "                                                                                             \
  "ESEARCH UTF8=ACCEPT IDLE NAMESPACE BINARY OBJECTID PREVIEW"

static void
test_off (void)
{
  static const PeerStep script[] = {
    PEER_SEND ("* OK [CAPABILITY " CAPS EVERYTHING "] x\r\n"),
    PEER_EXPECT ("^(\\S+) AUTHENTICATE PLAIN$"), /* SASL-IR is off too */
    PEER_SEND ("+ \r\n"),
    PEER_EXPECT ("^\\S+$"),
    PEER_SEND ("\\1 OK [CAPABILITY IMAP4rev1 " EVERYTHING "] in\r\n"),
    PEER_EXPECT ("^(\\S+) LIST \"\" \"\\*\"$"),
    PEER_SEND ("* LIST () \"/\" INBOX\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) LSUB \"\" \"\\*\"$"),
    PEER_SEND ("\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) SELECT INBOX$"),
    PEER_SEND ("* 3 EXISTS\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID SEARCH ALL$"),
    PEER_SEND ("* SEARCH 5\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID COPY 5 x$"),
    PEER_SEND ("\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) NOOP$"),
    PEER_SEND ("* 4 EXISTS\r\n\\1 OK x\r\n"),
    BYE,
  };
  static const ImapOptions plain = { .off = "*" };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, &plain);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (BaseIdset) found = NULL;
  g_autoptr (BaseIdset) five = idset (5, 5);
  g_auto (ImapSelected) selected = { 0 };
  g_auto (ImapCopied) copied = { 0 };

  g_assert_true (imap_session_list (session, &folders, NULL, &error));
  select_inbox (session, &selected);
  g_assert_true (imap_session_search (session, "ALL", &found, NULL, &error));
  g_assert_true (imap_session_move (session, five, "x", &copied, NULL, &error));
  g_assert_true (base_idset_equal (copied.left, five));
  g_assert_cmpint (imap_session_idle (session, g_get_monotonic_time () + 10000, NULL, NULL, &error), ==,
                   IMAP_IDLE_NEWS);
  end (&session, peer);
}

/* Names survive a day in a file; unknown ones do no harm. */
static void
test_names (void)
{
  guint64 bits = imap_extensions_parse ("IDLE metadata NONSENSE COMPRESS=DEFLATE");
  g_autofree char *text = imap_extensions_format (bits);
  g_autofree char *all = imap_extensions_format (imap_extensions_parse ("*"));

  g_assert_cmpstr (text, ==, "IDLE COMPRESS=DEFLATE METADATA");
  g_assert_cmpuint (imap_extensions_parse (text), ==, bits);
  g_assert_cmpuint (imap_extensions_parse (NULL), ==, 0);
  g_assert_null (strstr (all, "STARTTLS"));
  g_assert_null (strstr (all, "LOGINDISABLED"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imap/extensions/pipeline", test_pipeline);
  g_test_add_func ("/imap/extensions/abandon", test_abandon);
  g_test_add_func ("/imap/extensions/fetch-items", test_fetch_items);
  g_test_add_func ("/imap/extensions/binary", test_binary);
  g_test_add_func ("/imap/extensions/pieces", test_pieces);
  g_test_add_func ("/imap/extensions/pieces-ahead", test_pieces_ahead);
  g_test_add_func ("/imap/extensions/folders", test_folders);
  g_test_add_func ("/imap/extensions/account", test_account);
  g_test_add_func ("/imap/extensions/append-many", test_append_many);
  g_test_add_func ("/imap/extensions/large-literal", test_large_literal);
  g_test_add_func ("/imap/extensions/utf8", test_utf8);
  g_test_add_func ("/imap/extensions/rev2", test_rev2);
  g_test_add_func ("/imap/extensions/gmail", test_gmail_verbs);
  g_test_add_func ("/imap/extensions/notify", test_notify);
  g_test_add_func ("/imap/extensions/off", test_off);
  g_test_add_func ("/imap/extensions/names", test_names);
  return g_test_run ();
}
