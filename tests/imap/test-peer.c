/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-peer.c: the session against scripted servers: the rows N-*, B-*, T-*, I-* of hostile-servers that it can meet
 *
 * A row is a script and the error a client must end with. Tags are groups: \1 is the tag of the last line. */

#include <string.h>

#include "imap-session.h"
#include "net-error.h"
#include "peer.h"

#define CAPS "IMAP4rev1 AUTH=PLAIN SASL-IR "
#define LOGIN(extra)                                                                                         \
  PEER_START_TLS (), PEER_SEND ("* OK [CAPABILITY " CAPS "] ready\r\n"),                                     \
      PEER_EXPECT ("^(\\S+) AUTHENTICATE PLAIN \\S+$"),                                                      \
      PEER_SEND ("\\1 OK [CAPABILITY IMAP4rev1 " extra "] in\r\n")
#define SELECT                                                                                               \
  PEER_EXPECT ("^(\\S+) SELECT INBOX"),                                                                      \
      PEER_SEND ("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 10] x\r\n\\1 OK [READ-WRITE] x\r\n")

static NetEndpoint *
endpoint_for (Peer *peer, NetSecurity security)
{
  return net_endpoint_new ("127.0.0.1", peer_get_port (peer), security, peer_get_ca_file (peer), NULL);
}

static ImapSession *
open_session (Peer *peer, NetSecurity security, GError **error)
{
  g_autoptr (NetEndpoint) endpoint = endpoint_for (peer, security);
  g_autoptr (NetCredentials) credentials = net_credentials_new ("alice", "canary-password", NULL, FALSE);

  return imap_session_open (endpoint, credentials, NULL, error);
}

/* ---- opening: the error, and no secret in clear ---- */
typedef struct
{
  const char *name;
  NetSecurity security;
  GQuark (*domain) (void);
  int code; /* 0: any error */
  PeerStep script[8];
} OpenRow;

#define STARTTLS PEER_EXPECT ("^(\\S+) STARTTLS$")

static const OpenRow open_rows[] = {
  { "N-01",
    NET_SECURITY_STARTTLS,
    net_error_quark,
    NET_ERROR_TLS_REQUIRED,
    { PEER_SEND ("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=LOGIN] ready\r\n"), PEER_EXPECT_CLOSE (),
      PEER_END } },
  { "N-02",
    NET_SECURITY_STARTTLS,
    net_error_quark,
    NET_ERROR_TLS_REQUIRED,
    { PEER_SEND ("* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n"), STARTTLS, PEER_SEND ("\\1 NO do not\r\n"),
      PEER_EXPECT_CLOSE (), PEER_END } },
  { "N-03",
    NET_SECURITY_STARTTLS,
    net_error_quark,
    NET_ERROR_TLS_REQUIRED,
    { PEER_SEND ("* OK ready\r\n"), STARTTLS, PEER_SEND ("\\1 BAD what\r\n"), PEER_EXPECT_CLOSE (),
      PEER_END } },
  { "N-04",
    NET_SECURITY_STARTTLS,
    imap_error_quark,
    IMAP_ERROR_PROTOCOL,
    { PEER_SEND ("* OK ready\r\n"), STARTTLS, PEER_SEND ("+ continue with something\r\n"),
      PEER_EXPECT_CLOSE (), PEER_END } },
  { "N-07",
    NET_SECURITY_TLS,
    imap_error_quark,
    IMAP_ERROR_PROTOCOL,
    { PEER_START_TLS (), PEER_SEND ("* OK [CAPABILITY IMAP4] ready\r\n"), PEER_EXPECT ("^(\\S+) CAPABILITY$"),
      PEER_SEND ("* CAPABILITY IMAP4\r\n\\1 OK x\r\n"), PEER_EXPECT_CLOSE (), PEER_END } },
  { "N-08",
    NET_SECURITY_STARTTLS,
    imap_error_quark,
    IMAP_ERROR_PREAUTH,
    { PEER_SEND ("* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n"), PEER_EXPECT_CLOSE (), PEER_END } },
  { "N-08-tls",
    NET_SECURITY_TLS,
    imap_error_quark,
    IMAP_ERROR_PREAUTH,
    { PEER_START_TLS (), PEER_SEND ("* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n"), PEER_EXPECT_CLOSE (),
      PEER_END } },
  { "N-09",
    NET_SECURITY_STARTTLS,
    imap_error_quark,
    IMAP_ERROR_PREAUTH,
    { PEER_SEND ("* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] x\r\n"), PEER_EXPECT_CLOSE (),
      PEER_END } },
  { "N-10",
    NET_SECURITY_STARTTLS,
    imap_error_quark,
    IMAP_ERROR_PREAUTH,
    { PEER_SEND ("* PREAUTH [CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=LOGIN] x\r\n"), PEER_EXPECT_CLOSE (),
      PEER_END } },
  { "N-11",
    NET_SECURITY_TLS,
    imap_error_quark,
    IMAP_ERROR_AUTH_FAILED,
    { PEER_START_TLS (), PEER_SEND ("* OK [CAPABILITY " CAPS "] ready\r\n"),
      PEER_EXPECT ("^(\\S+) AUTHENTICATE PLAIN \\S+$"),
      PEER_SEND ("\\1 NO [REFERRAL imap://;AUTH=*@other.example:243/] try there\r\n"), PEER_EXPECT_CLOSE (),
      PEER_END } },
  { "N-14-bye",
    NET_SECURITY_STARTTLS,
    imap_error_quark,
    IMAP_ERROR_BYE,
    { PEER_SEND ("* BYE go away\r\n"), PEER_EXPECT_CLOSE (), PEER_END } },
  { "N-14-no",
    NET_SECURITY_STARTTLS,
    imap_error_quark,
    IMAP_ERROR_PROTOCOL,
    { PEER_SEND ("* NO x\r\n"), PEER_EXPECT_CLOSE (), PEER_END } },
  { "N-14-tagged",
    NET_SECURITY_STARTTLS,
    imap_error_quark,
    IMAP_ERROR_PROTOCOL,
    { PEER_SEND ("XYZ OK tagged\r\n"), PEER_EXPECT_CLOSE (), PEER_END } },
  { "N-14-garbage",
    NET_SECURITY_STARTTLS,
    imap_error_quark,
    IMAP_ERROR_PROTOCOL,
    { PEER_SEND ("garbage\r\nmore\r\n* OK ready\r\n"), PEER_EXPECT_CLOSE (), PEER_END } },
  { "N-15",
    NET_SECURITY_NONE,
    net_error_quark,
    NET_ERROR_TLS_REQUIRED,
    { PEER_SEND ("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN LOGINDISABLED] x\r\n"), PEER_EXPECT_CLOSE (),
      PEER_END } },
  { "N-15-none",
    NET_SECURITY_NONE,
    net_error_quark,
    NET_ERROR_AUTH_UNSUPPORTED,
    { PEER_SEND ("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] x\r\n"), PEER_EXPECT_CLOSE (), PEER_END } },
  { "N-17",
    NET_SECURITY_TLS,
    NULL,
    0,
    { PEER_START_TLS (),
      PEER_SEND ("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=NTLM AUTH=ANONYMOUS] x\r\n"),
      PEER_EXPECT_CLOSE (), PEER_END } },
  { "N-20",
    NET_SECURITY_TLS,
    net_error_quark,
    NET_ERROR_AUTH_FAILED,
    { PEER_START_TLS (), PEER_SEND ("* OK [CAPABILITY IMAP4rev1 AUTH=SCRAM-SHA-256] x\r\n"),
      PEER_EXPECT ("^(\\S+) AUTHENTICATE SCRAM-SHA-256$"), PEER_SEND ("+ \r\n"), PEER_EXPECT ("^\\S+$"),
      PEER_SEND ("+ !!not-base64!!\r\n"), PEER_DRAIN (), PEER_END } },
  { "N-22",
    NET_SECURITY_STARTTLS,
    imap_error_quark,
    IMAP_ERROR_PROTOCOL,
    { PEER_SEND ("* OK hi\r\nA1 OK\r\na001 OK\r\n1 OK\r\nA0001 OK\r\n"), PEER_EXPECT ("STARTTLS"),
      PEER_EXPECT_CLOSE (), PEER_END } },
  { "B-01",
    NET_SECURITY_STARTTLS,
    net_error_quark,
    NET_ERROR_INJECTION,
    { PEER_SEND ("* OK hi\r\n"), STARTTLS,
      PEER_SEND ("\\1 OK begin TLS\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nX OK done\r\n"),
      PEER_EXPECT_CLOSE (), PEER_END } },
  { "B-04",
    NET_SECURITY_STARTTLS,
    net_error_quark,
    NET_ERROR_INJECTION,
    { PEER_SEND ("* OK hi\r\n"), STARTTLS, PEER_SEND ("\\1 OK\r\n* BYE close\r\n"), PEER_EXPECT_CLOSE (),
      PEER_END } },
  { "B-07",
    NET_SECURITY_STARTTLS,
    net_error_quark,
    NET_ERROR_INJECTION,
    { PEER_SEND ("* OK hi\r\n"), STARTTLS, PEER_SEND ("\\1 OK begin\r\n* 1 FET"), PEER_EXPECT_CLOSE (),
      PEER_END } },
};

static void
test_open (gconstpointer data)
{
  const OpenRow *row = data;
  g_autoptr (Peer) peer = peer_new (row->script);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImapSession) session = open_session (peer, row->security, &error);
  g_autoptr (GBytes) clear = NULL;
  g_autofree char *problem = NULL;

  g_assert_null (session);
  g_assert_nonnull (error);
  if (row->code != 0)
    g_assert_error (error, row->domain (), row->code);
  /* The peer's own verdict is not asked: it may see our close as a reset. */
  (void) peer_join (peer, &problem);
  clear = peer_get_received_clear (peer);

  g_autoptr (GString) sent = g_string_new_len (
      g_bytes_get_size (clear) > 0 ? g_bytes_get_data (clear, NULL) : "", (gssize) g_bytes_get_size (clear));
  const char *text = sent->str;

  g_assert_null (strstr (text, "canary"));
  g_assert_null (strstr (text, "LOGIN"));
  g_assert_null (strstr (text, "AUTHENTICATE"));
}

static void
count_event (ImapSession *session, const ImapEvent *event, gpointer data)
{
  guint *counts = data;

  counts[event->kind]++;
}

/* T-01 … T-11, N-12, N-16, B-03, U-*: what is said before TLS is forgotten; the sign-in inside TLS works. */
static void
test_starttls (void)
{
  static const PeerStep script[] = {
    PEER_SEND ("* OK [ALERT] call 555\r\n* LIST () \"/\" evil\r\n* 54321 EXISTS\r\n* 1 EXPUNGE\r\n"
               "* OK [REFERRAL imaps://other.example] x\r\n* 1 FETCH (BODY[] {3}\r\nabc)\r\n* CAPABILITY "
               "IDLE STARTTLS\r\n"),
    PEER_EXPECT ("^(\\S+) STARTTLS$"),
    PEER_SEND ("* SEARCH 1 2 3\r\n\\1 OK go\r\n"),
    PEER_START_TLS (),
    PEER_EXPECT ("^(\\S+) CAPABILITY$"),
    PEER_SEND ("* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) AUTHENTICATE PLAIN \\S+$"),
    PEER_SEND ("\\1 OK in\r\n"),
    PEER_EXPECT ("^(\\S+) CAPABILITY$"),
    PEER_SEND ("* CAPABILITY IMAP4rev1\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) NOOP$"),
    PEER_SEND ("\\1 OK x\r\n"),
    PEER_EXPECT_CLOSE (),
    PEER_END,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImapSession) session = open_session (peer, NET_SECURITY_STARTTLS, &error);
  guint counts[16] = { 0 };

  g_assert_no_error (error);
  imap_session_set_event_func (session, count_event, counts);
  g_assert_true (imap_session_noop (session, NULL, &error));
  g_assert_false (imap_session_has (session, IMAP_EXTENSION_IDLE));
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    g_assert_cmpuint (counts[i], ==, 0);
  g_clear_pointer (&session, imap_session_free);
  peer_assert_done (peer);
}

static gboolean
collect (ImapFetch *fetch, gpointer data)
{
  g_string_append_printf (data, "%u:%u:%d ", fetch->uid, fetch->flags,
                          fetch->section_bytes != NULL ? (int) g_bytes_get_size (fetch->section_bytes) : -1);
  return TRUE;
}

/* I-12 (wrong, no, late UIDs), I-16, I-23, I-26 in one conversation */
static const PeerStep verbs_script[] = {
  LOGIN ("MOVE UIDPLUS ESEARCH IDLE LITERAL+"),
  PEER_EXPECT ("^(\\S+) LIST \"\" \"\\*\"$"),
  PEER_SEND ("* LIST () \"/\" INBOX\r\n* LIST () \"/\" INBOX\r\n* LIST () \"/\" \"a b\"\r\n* LIST "
             "broken\r\n\\1 OK x\r\n"),
  PEER_EXPECT ("^(\\S+) LSUB"),
  PEER_SEND ("* LSUB () \"/\" \"a b\"\r\n\\1 OK x\r\n"),
  SELECT,
  PEER_EXPECT ("^(\\S+) UID FETCH 5:7 \\(UID FLAGS\\)$"),
  PEER_SEND (
      "* 1 FETCH (FLAGS (\\Seen) UID 5)\r\n* 2 FETCH (UID 99 FLAGS ())\r\n* 2 FETCH (UID 0 FLAGS ())\r\n"
      "* 2 FETCH (FLAGS ())\r\n* 3 FETCH (((((\r\n* 3 FETCH (UID 7 FLAGS (\\Flagged))\r\n\\1 OK x\r\n"),
  PEER_EXPECT ("^(\\S+) UID FETCH 6 \\(UID BODY.PEEK\\[\\]\\)$"),
  PEER_SEND ("* 1 FETCH (UID 5 BODY[] \"wrong\")\r\n* 2 FETCH (BODY[] {4}\r\nmail UID 6)\r\n\\1 OK x\r\n"),
  PEER_EXPECT ("^(\\S+) UID FETCH 6 "),
  PEER_SEND ("* 2 FETCH (UID 6)\r\n\\1 OK x\r\n"),
  PEER_EXPECT ("^(\\S+) UID FETCH 6 "), /* asked once more */
  PEER_SEND ("* 2 FETCH (UID 6)\r\n\\1 OK x\r\n"),
  PEER_EXPECT ("^(\\S+) UID SEARCH RETURN \\(ALL\\) ALL$"),
  PEER_SEND ("* ESEARCH (TAG \"\\1\") UID ALL 5:6,6,7\r\n\\1 OK x\r\n"),
  PEER_EXPECT ("^(\\S+) UID SEARCH"),
  PEER_SEND ("\\1 OK x\r\n"),
  PEER_EXPECT ("^(\\S+) UID STORE 5 \\+FLAGS.SILENT \\(\\\\Seen \\$x\\)$"),
  PEER_SEND ("\\1 OK x\r\n"),
  PEER_EXPECT ("^(\\S+) UID MOVE 5:6 \"a b\"$"),
  PEER_SEND ("* OK [COPYUID 9 5:6 21:22] x\r\n* 1 EXPUNGE\r\n* 1 EXPUNGE\r\n\\1 OK x\r\n"),
  PEER_EXPECT ("^(\\S+) UID MOVE 7 \"a b\"$"),
  PEER_SEND ("* OK [COPYUID 9 5:7 21:22] x\r\n\\1 OK x\r\n"),
  PEER_EXPECT ("^(\\S+) IDLE$"),
  PEER_SEND ("+ idling\r\n* 4 EXISTS\r\n"),
  PEER_EXPECT ("^DONE$"),
  PEER_CLOSE (),
  PEER_END,
};

static void
run_verbs (gconstpointer data)
{
  g_autoptr (Peer) peer = peer_new_full (verbs_script, (PeerMode) GPOINTER_TO_INT (data), 0, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImapSession) session = open_session (peer, NET_SECURITY_TLS, &error);
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (BaseIdset) uids = base_idset_new ();
  g_autoptr (BaseIdset) found = NULL;
  g_autoptr (BaseIdset) none = NULL;
  g_autoptr (GString) got = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_auto (ImapSelected) selected = { 0 };
  g_auto (ImapCopied) copied = { 0 };
  g_auto (ImapCopied) odd = { 0 };
  guint counts[16] = { 0 };

  g_assert_no_error (error);
  imap_session_set_event_func (session, count_event, counts);
  g_assert_true (imap_session_list (session, &folders, NULL, &error));
  g_assert_cmpuint (folders->len, ==, 2);
  g_assert_true (((ImapFolder *) g_ptr_array_index (folders, 1))->subscribed);
  g_assert_true (imap_session_select (session, "INBOX", FALSE, NULL, &selected, NULL, &error));
  g_assert_cmpuint (selected.exists, ==, 3);
  g_assert_cmpuint (selected.uidvalidity, ==, 7);
  base_idset_add_range (uids, 5, 7);
  g_assert_true (imap_session_fetch (session, uids, IMAP_FETCH_FLAGS, 0, FALSE, collect, got, NULL, &error));
  g_assert_cmpstr (got->str, ==, "5:1:-1 7:4:-1 ");
  g_assert_cmpuint (counts[IMAP_EVENT_FLAGS], ==, 3);
  g_assert_true (imap_session_fetch_section (session, 6, "", 0, 0, &bytes, NULL, &error));
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 4);
  g_assert_false (imap_session_fetch_section (session, 6, "", 0, 0, &bytes, NULL, &error));
  g_assert_error (error, IMAP_ERROR, IMAP_ERROR_NOT_RECEIVED);
  g_clear_error (&error);
  g_assert_true (imap_session_search (session, "ALL", &found, NULL, &error));
  g_assert_cmpuint (base_idset_count (found), ==, 3);
  g_assert_false (imap_session_search (session, "ALL", &none, NULL, &error));
  g_assert_error (error, IMAP_ERROR, IMAP_ERROR_NOT_RECEIVED);
  g_clear_error (&error);
  base_idset_clear (uids);
  base_idset_add (uids, 5);
  g_assert_true (
      imap_session_store (session, uids, 1, IMAP_FLAG_SEEN, (const char *[]) { "$x", NULL }, NULL, &error));
  g_assert_false (imap_session_store (session, uids, 1, 0, (const char *[]) { "a b", NULL }, NULL, NULL));
  base_idset_add (uids, 6);
  g_assert_true (imap_session_move (session, uids, "a b", &copied, NULL, &error));
  g_assert_cmpuint (copied.source->len, ==, 2);
  g_assert_cmpuint (g_array_index (copied.target, guint32, 1), ==, 22);
  g_assert_cmpuint (counts[IMAP_EVENT_EXPUNGE], ==, 2);
  base_idset_clear (uids);
  base_idset_add (uids, 7);
  g_assert_true (imap_session_move (session, uids, "a b", &odd, NULL, &error));
  g_assert_cmpuint (odd.uidvalidity, ==, 0);
  /* the server leaves after DONE: I-20 */
  g_assert_cmpint (imap_session_idle (session, -1, NULL, NULL, &error), ==, IMAP_IDLE_FAILED);
  g_assert_cmpuint (counts[IMAP_EVENT_EXISTS], ==, 1);
  g_assert_true (imap_session_is_broken (session));
  peer_assert_done (peer);
}

/* I-20, I-22: the connection ends in APPEND: nobody knows; a refusal before the literal is a plain refusal. */
static void
test_append (void)
{
  static const PeerStep script[] = {
    LOGIN ("UIDPLUS"),
    PEER_EXPECT ("^(\\S+) APPEND Sent \\(\\) \\{4\\}$"),
    PEER_SEND ("\\1 NO [TRYCREATE] no\r\n"),
    PEER_EXPECT ("^(\\S+) APPEND Sent \\(\\) \\{4\\}$"),
    PEER_SEND ("\\1 NO [OVERQUOTA] no\r\n"),
    PEER_EXPECT ("^(\\S+) APPEND Sent \\(\\) \\{4\\}$"),
    PEER_SEND ("+ \r\n"),
    PEER_EXPECT ("^mail$"),
    PEER_CLOSE (),
    PEER_END,
  };
  static const int codes[] = { IMAP_ERROR_TRY_CREATE, IMAP_ERROR_OVER_QUOTA, IMAP_ERROR_UNKNOWN };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImapSession) session = open_session (peer, NET_SECURITY_TLS, &error);
  g_autoptr (GBytes) message = g_bytes_new_static ("mail", 4);
  ImapAppended appended;

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_assert_false (imap_session_append (session, "Sent", 0, 0, message, &appended, NULL, &error));
      g_assert_error (error, IMAP_ERROR, codes[i]);
      g_clear_error (&error);
    }
  peer_assert_done (peer);
}

/* I-25 IDLE refused; I-28 STATUS of another folder; N-23 an answer to no question */
static void
test_odd (void)
{
  static const PeerStep script[] = {
    LOGIN ("IDLE"),
    PEER_EXPECT ("^(\\S+) STATUS INBOX "),
    PEER_SEND ("* STATUS other (MESSAGES 1)\r\n\\1 OK x\r\n"),
    SELECT,
    PEER_EXPECT ("^(\\S+) IDLE$"),
    PEER_SEND ("\\1 BAD no\r\n"),
    PEER_EXPECT ("^(\\S+) NOOP$"),
    PEER_SEND ("* 4 EXISTS\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) NOOP$"),
    PEER_SEND ("AAAAAAAAAA OK early\r\n"),
    PEER_EXPECT_CLOSE (),
    PEER_END,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImapSession) session = open_session (peer, NET_SECURITY_TLS, &error);
  g_auto (ImapSelected) selected = { 0 };
  g_autoptr (ImapStatus) status = NULL;

  g_assert_no_error (error);
  g_assert_false (imap_session_status (session, "INBOX", &status, NULL, &error));
  g_assert_error (error, IMAP_ERROR, IMAP_ERROR_NOT_RECEIVED);
  g_clear_error (&error);
  g_assert_true (imap_session_select (session, "INBOX", FALSE, NULL, &selected, NULL, &error));
  g_assert_cmpint (imap_session_idle (session, g_get_monotonic_time () + 10000, NULL, NULL, &error), ==,
                   IMAP_IDLE_NEWS);
  g_assert_false (imap_session_noop (session, NULL, &error));
  g_assert_error (error, IMAP_ERROR, IMAP_ERROR_PROTOCOL);
  g_clear_pointer (&session, imap_session_free);
  peer_assert_done (peer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (open_rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/imap/open/%s", open_rows[i].name);

      g_test_add_data_func (path, &open_rows[i], test_open);
    }
  g_test_add_data_func ("/imap/verbs/whole", GINT_TO_POINTER (PEER_MODE_WHOLE), run_verbs);
  g_test_add_data_func ("/imap/verbs/bytes", GINT_TO_POINTER (PEER_MODE_BYTES), run_verbs);
  g_test_add_func ("/imap/append", test_append);
  g_test_add_func ("/imap/odd", test_odd);
  g_test_add_func ("/imap/starttls", test_starttls);
  return g_test_run ();
}
