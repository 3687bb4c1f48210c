/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-surprise.c: hostile-servers 2.2, after the sign-in: answers that surprise, and the safe outcome of each row
 *
 * README.md of this folder says which row is where. */

#include "imap-test.h"

/* ---- numbers that are no counts ---- */
static void
test_numbers (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", ""),
    SELECT_INBOX,
    PEER_EXPECT ("^(\\S+) UID FETCH 5:7 \\(UID FLAGS\\)$"),
    /* I-09, I-10, I-11, I-14: none of it may touch what belongs to a UID; UIDs descend as with Yahoo */
    PEER_SEND (
        "* 4294967295 EXISTS\r\n* -1 EXISTS\r\n* 2 EXISTS\r\n* 0 FETCH (FLAGS (\\Deleted))\r\n"
        "* 3 FETCH (UID 7 FLAGS (\\Seen))\r\n* 99999 EXPUNGE\r\n* 1 EXPUNGE\r\n"
        "* 77 FETCH (UID 6 FLAGS ())\r\n* 99999999999 EXISTS\r\n* 1 FETCH (UID 5 FLAGS (\\Flagged))\r\n"
        "* 1 FETCH (UID 4294967296 FLAGS ())\r\n\\1 OK x\r\n"),
    PEER_EXPECT_CLOSE (),
    PEER_END,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GString) got = g_string_new (NULL);
  g_autoptr (BaseIdset) uids = idset (5, 7);
  g_auto (ImapSelected) selected = { 0 };
  guint counts[N_EVENTS] = { 0 };

  imap_session_set_event_func (session, count_event, counts);
  select_inbox (session, &selected);
  g_assert_true (
      imap_session_fetch (session, uids, IMAP_FETCH_FLAGS, 0, FALSE, collect_flags, got, NULL, NULL));
  g_assert_cmpstr (got->str, ==, "7:1 6:0 5:4 ");
  g_assert_cmpuint (counts[IMAP_EVENT_EXISTS], ==, 2);
  g_assert_cmpuint (counts[IMAP_EVENT_EXPUNGE], ==, 2);
  end (&session, peer);
}

/* I-11: 1,000 EXPUNGE and EXISTS between the answers: every answer is of its own UID. */
static gboolean
send_interleaved (Peer *peer, GIOStream *connection)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  for (guint uid = 1; uid <= 1000; uid++)
    {
      g_string_append_printf (text, "* %u FETCH (UID %u FLAGS (%s))\r\n", g_rand_int_range (random, 1, 999),
                              uid, uid % 3 == 0 ? "\\Seen" : "");
      if (g_rand_boolean (random))
        g_string_append_printf (text, "* %u EXPUNGE\r\n", g_rand_int_range (random, 1, 999));
      else
        g_string_append_printf (text, "* %u EXISTS\r\n", g_rand_int_range (random, 1, 2000));
    }
  return write_blocks (connection, text->str, text->len, 1);
}

static gboolean
check_third (ImapFetch *fetch, gpointer data)
{
  g_assert_cmpuint (fetch->flags, ==, fetch->uid % 3 == 0 ? IMAP_FLAG_SEEN : 0);
  ++*(guint *) data;
  return TRUE;
}

static void
test_interleaved (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", ""),
    SELECT_INBOX,
    PEER_EXPECT ("^(\\S+) UID FETCH 1:1000 \\(UID FLAGS\\)$"),
    PEER_FUNC (send_interleaved),
    PEER_SEND ("\\1 OK x\r\n"),
    PEER_EXPECT_CLOSE (),
    PEER_END,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (BaseIdset) uids = idset (1, 1000);
  g_auto (ImapSelected) selected = { 0 };
  guint n = 0;

  select_inbox (session, &selected);
  g_assert_true (imap_session_fetch (session, uids, IMAP_FETCH_FLAGS, 0, FALSE, check_third, &n, NULL, NULL));
  g_assert_cmpuint (n, ==, 1000);
  end (&session, peer);
}

/* ---- selecting: I-13, I-14, I-15, I-17 ---- */
typedef struct
{
  const char *name;
  const char *answer;
  int code; /* 0: selected */
  guint32 uidvalidity;
  guint64 highestmodseq;
  gboolean read_only, nomodseq;
  guint permanent_flags;
} SelectRow;

#define ALL_FLAGS                                                                                            \
  (IMAP_FLAG_SEEN | IMAP_FLAG_ANSWERED | IMAP_FLAG_FLAGGED | IMAP_FLAG_DELETED | IMAP_FLAG_DRAFT)

static const SelectRow select_rows[] = {
  { "I-13-zero", "* 3 EXISTS\r\n* OK [UIDVALIDITY 0] x\r\n\\1 OK x\r\n", 0, 0, 0, FALSE, FALSE, ALL_FLAGS },
  { "I-13-missing", "* 3 EXISTS\r\n\\1 OK x\r\n", 0, 0, 0, FALSE, FALSE, ALL_FLAGS },
  { "I-13-large", "* 3 EXISTS\r\n* OK [UIDVALIDITY 4294967296] x\r\n\\1 OK x\r\n", 0, 0, 0, FALSE, FALSE,
    ALL_FLAGS },
  { "I-14-none", "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [NOMODSEQ] x\r\n\\1 OK x\r\n", 0, 7, 0, FALSE,
    TRUE, ALL_FLAGS },
  { "I-14-zoho", "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [HIGHESTMODSEQ -1] x\r\n\\1 OK x\r\n", 0, 7, 0,
    FALSE, FALSE, ALL_FLAGS },
  { "I-14-huge",
    "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [HIGHESTMODSEQ 9223372036854775808] x\r\n\\1 OK x\r\n", 0,
    7, 0, FALSE, FALSE, ALL_FLAGS },
  { "I-14-good", "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [HIGHESTMODSEQ 90]\r\n\\1 OK x\r\n", 0, 7, 90,
    FALSE, FALSE, ALL_FLAGS },
  { "I-17-no-exists", "* OK [UIDVALIDITY 7] x\r\n\\1 OK x\r\n", IMAP_ERROR_NOT_RECEIVED, 0, 0, FALSE, FALSE,
    0 },
  { "I-17-no", "\\1 NO [NONEXISTENT] not there\r\n", IMAP_ERROR_NOT_FOUND, 0, 0, FALSE, FALSE, 0 },
  { "I-17-closed", "* 99 EXISTS\r\n* OK [CLOSED] x\r\n* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n\\1 OK x\r\n",
    0, 7, 0, FALSE, FALSE, ALL_FLAGS },
  { "I-17-read-only", "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n\\1 OK [READ-ONLY] x\r\n", 0, 7, 0, TRUE,
    FALSE, ALL_FLAGS },
  { "I-17-no-flags", "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [PERMANENTFLAGS ()] x\r\n\\1 OK x\r\n", 0,
    7, 0, FALSE, FALSE, 0 },
  { "I-29-flags",
    "* FLAGS (\\Seen a]b)\r\n* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n"
    "* OK [PERMANENTFLAGS (\\Seen a]b \\*)] x\r\n\\1 OK x\r\n",
    0, 7, 0, FALSE, FALSE, IMAP_FLAG_SEEN },
};

static void
test_select_row (gconstpointer data)
{
  const SelectRow *row = data;
  const PeerStep script[] = {
    LOGIN_CLEAR ("x", "CONDSTORE"),
    PEER_EXPECT ("^(\\S+) SELECT INBOX \\(CONDSTORE\\)$"),
    PEER_SEND (row->answer),
    PEER_EXPECT_CLOSE (),
    PEER_END,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_auto (ImapSelected) selected = { 0 };

  if (imap_session_select (session, "INBOX", FALSE, NULL, &selected, NULL, &error))
    {
      g_assert_cmpint (row->code, ==, 0);
      g_assert_cmpuint (selected.exists, ==, 3);
      g_assert_cmpuint (selected.uidvalidity, ==, row->uidvalidity);
      g_assert_cmpuint (selected.highestmodseq, ==, row->highestmodseq);
      g_assert_cmpuint (selected.permanent_flags, ==, row->permanent_flags);
      g_assert_true (selected.read_only == row->read_only && selected.nomodseq == row->nomodseq);
    }
  else
    {
      g_assert_error (error, IMAP_ERROR, row->code);
      g_assert_null (imap_session_get_selected (session));
      g_assert_false (imap_session_is_broken (session));
    }
  end (&session, peer);
}

/* I-15: VANISHED of everything says no more than what we had. I-13: another UIDVALIDITY in the middle ends the session. */
static void
test_vanished (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", "ENABLE QRESYNC"),
    PEER_EXPECT ("^(\\S+) ENABLE QRESYNC$"),
    PEER_SEND ("* ENABLED QRESYNC\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) SELECT INBOX \\(QRESYNC \\(7 80 5:9\\)\\)$"),
    PEER_SEND ("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [HIGHESTMODSEQ 90] x\r\n"
               "* VANISHED (EARLIER) 1:4294967295\r\n* 1 FETCH (UID 5 FLAGS () MODSEQ (85))\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) NOOP$"),
    PEER_SEND ("* VANISHED 1:4294967295\r\n* VANISHED 5:x\r\n* VANISHED\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) NOOP$"),
    PEER_SEND ("* OK [UIDVALIDITY 8] x\r\n\\1 OK x\r\n"),
    PEER_EXPECT_CLOSE (),
    PEER_END,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BaseIdset) known = idset (5, 9);
  g_auto (ImapSelected) selected = { 0 };
  ImapResync resync = { 7, 80, known };
  guint counts[N_EVENTS] = { 0 };

  imap_session_set_event_func (session, count_event, counts);
  g_assert_true (imap_session_select (session, "INBOX", FALSE, &resync, &selected, NULL, &error));
  g_assert_true (selected.resynced);
  g_assert_true (base_idset_equal (selected.vanished, known));
  g_assert_cmpuint (selected.changed->len, ==, 1);
  g_assert_true (imap_session_noop (session, NULL, &error));
  g_assert_cmpuint (counts[IMAP_EVENT_VANISHED], ==, 1);
  g_assert_true (imap_session_noop (session, NULL, &error));
  g_assert_true (imap_session_is_broken (session));
  g_assert_null (imap_session_get_selected (session));
  g_assert_false (imap_session_noop (session, NULL, &error));
  g_assert_error (error, NET_ERROR, NET_ERROR_CLOSED);
  end (&session, peer);
}

/* ---- searching: I-16 ---- */
static void
test_search (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", "ESEARCH"),
    SELECT_INBOX,
    PEER_EXPECT ("^(\\S+) UID SEARCH RETURN \\(ALL\\) ALL$"),
    PEER_SEND ("* ESEARCH (TAG \"AAAAAAAAAA\") UID ALL 1:9\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID SEARCH"),
    PEER_SEND ("* ESEARCH (TAG \"\\1\") ALL 1:9\r\n\\1 OK x\r\n"), /* sequence numbers */
    PEER_EXPECT ("^(\\S+) UID SEARCH"),
    PEER_SEND ("* ESEARCH (TAG \"\\1\") UID ALL 1:x\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID SEARCH"),
    PEER_SEND ("\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID SEARCH"),
    PEER_SEND ("* SEARCH 9 5 5 7\r\n* SEARCH 8 5 0 -1 4294967296\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID SEARCH"),
    PEER_SEND ("* ESEARCH (TAG \"\\1\") UID\r\n\\1 OK x\r\n"), /* nothing was found */
    PEER_EXPECT_CLOSE (),
    PEER_END,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BaseIdset) some = NULL;
  g_autoptr (BaseIdset) none = NULL;
  g_autofree char *text = NULL;
  g_auto (ImapSelected) selected = { 0 };

  select_inbox (session, &selected);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_false (imap_session_search (session, "ALL", &some, NULL, &error));
      assert_error_and_clear (error, IMAP_ERROR, IMAP_ERROR_NOT_RECEIVED);
    }
  g_assert_true (imap_session_search (session, "ALL", &some, NULL, &error));
  text = base_idset_to_string (some);
  g_assert_cmpstr (text, ==, "5,7:9");
  g_assert_true (imap_session_search (session, "ALL", &none, NULL, &error));
  g_assert_true (base_idset_is_empty (none));
  end (&session, peer);
}

/* ---- moving: I-23, D-03 ---- */
typedef struct
{
  const char *name;
  const char *capabilities;
  const char *left; /* what stays unmarked in the source */
  guint pairs;
  int code; /* 0: success */
  PeerStep script[10];
} MoveRow;

#define MOVE_LOGIN(capabilities) LOGIN_CLEAR ("x", capabilities), SELECT_INBOX
#define MARK(set)                                                                                            \
  PEER_EXPECT ("^(\\S+) UID STORE " set " \\+FLAGS.SILENT \\(\\\\Deleted\\)$"), PEER_SEND ("\\1 OK x\r\n")
#define EXPUNGE(set) PEER_EXPECT ("^(\\S+) UID EXPUNGE " set "$"), PEER_SEND ("\\1 OK x\r\n")

static const MoveRow move_rows[] = {
  { "I-23-move",
    "MOVE UIDPLUS",
    "",
    3,
    0,
    { PEER_EXPECT ("^(\\S+) UID MOVE 5:7 to$"), PEER_SEND ("* OK [COPYUID 9 5:7 21:23] x\r\n\\1 OK x\r\n"),
      PEER_EXPECT_CLOSE (), PEER_END } },
  { "I-23-move-bad",
    "MOVE UIDPLUS",
    "",
    3,
    0,
    { PEER_EXPECT ("^(\\S+) UID MOVE"), PEER_SEND ("\\1 BAD what\r\n"),
      PEER_EXPECT ("^(\\S+) UID COPY 5:7 to$"), PEER_SEND ("\\1 OK [COPYUID 9 5:7 21:23] x\r\n"),
      MARK ("5:7"), EXPUNGE ("5:7"), PEER_EXPECT_CLOSE () } },
  { "I-23-missing",
    "UIDPLUS",
    "5:7",
    0,
    0,
    { PEER_EXPECT ("^(\\S+) UID COPY"), PEER_SEND ("\\1 OK x\r\n"), PEER_EXPECT_CLOSE (), PEER_END } },
  { "I-23-empty",
    "UIDPLUS",
    "5:7",
    0,
    0,
    { PEER_EXPECT ("^(\\S+) UID COPY"), PEER_SEND ("\\1 OK [COPYUID 12  ] x\r\n"), PEER_EXPECT_CLOSE (),
      PEER_END } },
  { "I-23-odd",
    "UIDPLUS",
    "5:7",
    0,
    0,
    { PEER_EXPECT ("^(\\S+) UID COPY"), PEER_SEND ("\\1 OK [COPYUID 9 5:7 21:22] x\r\n"),
      PEER_EXPECT_CLOSE (), PEER_END } },
  { "I-23-validity",
    "UIDPLUS",
    "5:7",
    0,
    0,
    { PEER_EXPECT ("^(\\S+) UID COPY"),
      PEER_SEND ("* OK [COPYUID 9 5:6 21:22] x\r\n\\1 OK [COPYUID 10 7 1] x\r\n"), PEER_EXPECT_CLOSE (),
      PEER_END } },
  { "I-23-others",
    "UIDPLUS",
    "5:7",
    0,
    0,
    { PEER_EXPECT ("^(\\S+) UID COPY"), PEER_SEND ("\\1 OK [COPYUID 9 5:7,99 21:24] x\r\n"),
      PEER_EXPECT_CLOSE (), PEER_END } },
  { "I-23-part-proven",
    "UIDPLUS",
    "7",
    2,
    0,
    { PEER_EXPECT ("^(\\S+) UID COPY"), PEER_SEND ("\\1 OK [COPYUID 9 5:6 21:22] x\r\n"), MARK ("5:6"),
      EXPUNGE ("5:6"), PEER_EXPECT_CLOSE (), PEER_END } },
  { "D-03-neither",
    "",
    "5:7",
    0,
    0,
    { PEER_EXPECT ("^(\\S+) UID COPY"), PEER_SEND ("\\1 OK x\r\n"), PEER_EXPECT_CLOSE (), PEER_END } },
  { "I-23-part-moved",
    "MOVE UIDPLUS",
    "6:7",
    1,
    IMAP_ERROR_OVER_QUOTA,
    { PEER_EXPECT ("^(\\S+) UID MOVE"),
      PEER_SEND ("* OK [COPYUID 9 5 21] x\r\n* 1 EXPUNGE\r\n\\1 NO [OVERQUOTA] full\r\n"),
      PEER_EXPECT_CLOSE (), PEER_END } },
  { "I-23-expunge-refused",
    "UIDPLUS",
    "5:7",
    3,
    IMAP_ERROR_UNKNOWN,
    { PEER_EXPECT ("^(\\S+) UID COPY"), PEER_SEND ("\\1 OK [COPYUID 9 5:7 21:23] x\r\n"), MARK ("5:7"),
      PEER_EXPECT ("^(\\S+) UID EXPUNGE"), PEER_SEND ("\\1 BAD what\r\n"), PEER_EXPECT_CLOSE (), PEER_END } },
  { "I-23-lost",
    "MOVE UIDPLUS",
    "5:7",
    0,
    IMAP_ERROR_UNKNOWN,
    { PEER_EXPECT ("^(\\S+) UID MOVE"), PEER_CLOSE (), PEER_END } },
};

static void
test_move_row (gconstpointer data)
{
  const MoveRow *row = data;
  g_autofree char *answer = g_strdup_printf ("\\1 OK [CAPABILITY IMAP4rev1 %s] in\r\n", row->capabilities);
  PeerStep script[20]
      = { PEER_SEND ("* OK [CAPABILITY " CAPS "] x\r\n"), PEER_EXPECT ("^(\\S+) AUTHENTICATE PLAIN \\S+$"),
          PEER_SEND (answer), SELECT_INBOX };
  g_autoptr (Peer) peer = NULL;
  g_autoptr (ImapSession) session = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BaseIdset) uids = idset (5, 7);
  g_autoptr (GBytes) received = NULL;
  g_autofree char *left = NULL;
  g_auto (ImapSelected) selected = { 0 };
  g_auto (ImapCopied) copied = { 0 };

  memcpy (script + 5, row->script, sizeof row->script);
  peer = peer_new (script);
  session = open_clear (peer, NULL);
  select_inbox (session, &selected);
  if (imap_session_move (session, uids, "to", &copied, NULL, &error))
    g_assert_cmpint (row->code, ==, 0);
  else
    g_assert_error (error, IMAP_ERROR, row->code);
  left = base_idset_to_string (copied.left);
  g_assert_cmpstr (left, ==, row->left);
  g_assert_cmpuint (copied.source->len, ==, row->pairs);
  g_assert_cmpuint (copied.target->len, ==, row->pairs);
  end (&session, peer);
  received = peer_get_received (peer);
  /* never plain EXPUNGE: others' marks are theirs; and CLOSE does the same */
  g_assert_null (memmem (g_bytes_get_data (received, NULL), g_bytes_get_size (received), "CLOSE", 5));
}

/* ---- the rest ---- */

/* I-21: a reset while idle; I-25: "+" never, EXISTS between "+" and DONE */
static void
test_idle (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", "IDLE"),
    SELECT_INBOX,
    PEER_EXPECT ("^(\\S+) IDLE$"),
    PEER_SEND ("+ idling\r\n"),
    PEER_EXPECT ("^DONE$"),
    PEER_SEND ("* 4 EXISTS\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) IDLE$"),
    PEER_SEND ("+ idling\r\n"),
    PEER_WAIT (20),
    PEER_ABORT (),
    PEER_END,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, &short_options);
  g_autoptr (GError) error = NULL;
  g_auto (ImapSelected) selected = { 0 };

  select_inbox (session, &selected);
  g_assert_cmpint (imap_session_idle (session, g_get_monotonic_time () + 20000, NULL, NULL, &error), ==,
                   IMAP_IDLE_NEWS);
  g_assert_cmpint (imap_session_idle (session, -1, NULL, NULL, &error), ==, IMAP_IDLE_FAILED);
  g_assert_nonnull (error);
  g_assert_true (imap_session_is_broken (session));
  end (&session, peer);
}

static void
test_idle_stalls (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", "IDLE"), SELECT_INBOX, PEER_EXPECT ("^(\\S+) IDLE$"), PEER_STALL (), PEER_END,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, &short_options);
  g_autoptr (GError) error = NULL;
  g_auto (ImapSelected) selected = { 0 };

  select_inbox (session, &selected);
  g_assert_cmpint (imap_session_idle (session, -1, NULL, NULL, &error), ==, IMAP_IDLE_FAILED);
  g_assert_error (error, NET_ERROR, NET_ERROR_TIMED_OUT);
  end (&session, peer);
}

/* I-22: "+" unasked, "+" never, [TOOBIG], no APPENDUID */
static void
test_append (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", "UIDPLUS"),
    PEER_EXPECT ("^(\\S+) NOOP$"),
    PEER_SEND ("+ go on\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) APPEND Sent \\(\\) \\{4\\}$"),
    PEER_SEND ("\\1 NO [TOOBIG] no\r\n"),
    PEER_EXPECT ("^(\\S+) APPEND Sent \\(\\) \\{4\\}$"),
    PEER_SEND ("+\r\n"), /* I-27: no space */
    PEER_EXPECT ("^mail$"),
    PEER_SEND ("\\1 OK done\r\n"),
    PEER_EXPECT ("^(\\S+) APPEND Sent \\(\\) \\{4\\}$"),
    PEER_STALL (),
    PEER_END,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, &short_options);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) message = g_bytes_new_static ("mail", 4);
  ImapAppended appended;

  g_assert_true (imap_session_noop (session, NULL, &error));
  g_assert_false (imap_session_append (session, "Sent", 0, 0, message, &appended, NULL, &error));
  assert_error_and_clear (error, IMAP_ERROR, IMAP_ERROR_TOO_LARGE);
  g_assert_true (imap_session_append (session, "Sent", 0, 0, message, &appended, NULL, &error));
  g_assert_cmpuint (appended.uid, ==, 0);
  /* nothing of the message was sent: a plain time-out, it may be done again */
  g_assert_false (imap_session_append (session, "Sent", 0, 0, message, &appended, NULL, &error));
  g_assert_error (error, NET_ERROR, NET_ERROR_TIMED_OUT);
  end (&session, peer);
}

/* I-24, and what refusals mean */
static void
test_store (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", ""),
    SELECT_INBOX,
    PEER_EXPECT ("^(\\S+) UID STORE"),
    PEER_SEND ("\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID STORE"),
    PEER_SEND ("* 1 FETCH (FLAGS (\\Deleted))\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) UID STORE"),
    PEER_SEND ("\\1 NO [NOPERM] x\r\n"),
    PEER_EXPECT ("^(\\S+) UID STORE"),
    PEER_SEND ("\\1 NO [LIMIT] x\r\n"),
    PEER_EXPECT ("^(\\S+) UID STORE"),
    PEER_SEND ("\\1 NO [READ-ONLY] x\r\n"),
    PEER_EXPECT_CLOSE (),
    PEER_END,
  };
  static const int codes[] = { IMAP_ERROR_NO_PERMISSION, IMAP_ERROR_TOO_MANY, IMAP_ERROR_NO_PERMISSION };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BaseIdset) uids = idset (5, 5);
  g_auto (ImapSelected) selected = { 0 };
  guint counts[N_EVENTS] = { 0 };

  imap_session_set_event_func (session, count_event, counts);
  select_inbox (session, &selected);
  g_assert_true (imap_session_store (session, uids, 1, IMAP_FLAG_SEEN, NULL, NULL, &error));
  g_assert_true (imap_session_store (session, uids, 1, IMAP_FLAG_SEEN, NULL, NULL, &error));
  g_assert_cmpuint (counts[IMAP_EVENT_FLAGS], ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_assert_false (imap_session_store (session, uids, 1, IMAP_FLAG_SEEN, NULL, NULL, &error));
      assert_error_and_clear (error, IMAP_ERROR, codes[i]);
    }
  end (&session, peer);
}

#define ODD_LINES                                                                                            \
  "Server Unavailable. 15\r\n[HIGHESTMODSEQ 1]\r\n* OK [HIGHESTMODSEQ 1]\r\n\r\n*\r\n* \r\n"                 \
  "* x\0y\r\n\0\0* NOTHING\n* 12\r\n* STATUS other (MESSAGES 1)\r\n* STATUS INBOX ()\r\n"

/* I-27, I-28, I-08: lines that are not quite IMAP cost at most themselves */
static void
test_odd_lines (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", ""),
    PEER_EXPECT ("^(\\S+) STATUS INBOX "),
    PEER_SEND_BYTES (ODD_LINES, sizeof ODD_LINES - 1),
    PEER_SEND ("*  STATUS  inbox (MESSAGES 3 UIDNEXT x)  \r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) STATUS INBOX "),
    PEER_SEND ("* STATUS INBOX MESSAGES 4\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) STATUS INBOX "),
    PEER_SEND ("\\1 OK x\r\n"),
    PEER_EXPECT_CLOSE (),
    PEER_END,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImapStatus) status = NULL;

  g_assert_true (imap_session_status (session, "INBOX", &status, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (status->messages, ==, 3);
  g_assert_cmpuint (status->has, ==, IMAP_STATUS_MESSAGES);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_false (imap_session_status (session, "INBOX", &status, NULL, &error));
      assert_error_and_clear (error, IMAP_ERROR, IMAP_ERROR_NOT_RECEIVED);
    }
  end (&session, peer);
}

/* I-18: names are bytes; one INBOX; nothing of a name is ever a path; too long or unusable names are left out */
static void
test_list (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", ""),
    PEER_EXPECT ("^(\\S+) LIST"),
    PEER_SEND ("* LIST () NIL inbox\r\n* LIST () \"/\" INBOX\r\n* LIST () \"/\" InBoX\r\n"
               "* LIST () \"/\" INBOX/INBOX\r\n* LIST () \"\\\\\" \"a\\\\b\"\r\n* LIST () \"^\" a^b\r\n"
               "* LIST () \"&\" \"a&b\"\r\n* LIST () \"xy\" two\r\n* LIST () \"/\" \"\"\r\n"
               "* LIST () \"/\" \"/lead\"\r\n* LIST () \"/\" \"trail/\"\r\n* LIST () \"/\" \"..\"\r\n"
               "* LIST () \"/\" \"../../etc/passwd\"\r\n* LIST () \"/\" \"space \"\r\n* LIST () \"/\" "
               "{3}\r\na\r\n\r\n"
               "* LIST () \"/\" \"..\"\r\n* LIST (\\) \"/\" slash\r\n* LIST () \"/\" box[1]\r\n"
               "* LIST () \"/\" a/a/a/a/a/a\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) LSUB"),
    PEER_SEND ("* LSUB () \"/\" gone\r\n* LSUB () \"/\" inbox\r\n\\1 OK x\r\n"),
    PEER_EXPECT_CLOSE (),
    PEER_END,
  };
  static const char *const names[]
      = { "INBOX", "INBOX/INBOX",      "a\\b",   "a^b",   "a&b",    "two",        "/lead", "trail/",
          "..",    "../../etc/passwd", "space ", "slash", "box[1]", "a/a/a/a/a/a" };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) folders = NULL;

  g_assert_true (imap_session_list (session, &folders, NULL, &error));
  g_assert_cmpuint (folders->len, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < folders->len; i++)
    g_assert_cmpstr (((ImapFolder *) folders->pdata[i])->name, ==, names[i]);
  g_assert_true (((ImapFolder *) folders->pdata[0])->subscribed);
  end (&session, peer);
}

/* I-34: SELECT of another folder waits for the FETCH of this one; nothing is mixed up */
static void
test_pipelined_select (void)
{
  static const PeerStep script[] = {
    LOGIN_CLEAR ("x", ""),
    SELECT_INBOX,
    PEER_EXPECT ("^(\\S+) UID FETCH 5:7 "),
    PEER_SEND ("* 1 FETCH (UID 5 FLAGS ())\r\n\\1 OK x\r\n"),
    PEER_EXPECT ("^(\\S+) SELECT other$"),
    PEER_SEND ("* 1 EXISTS\r\n* 1 FETCH (UID 5 FLAGS (\\Seen))\r\n\\1 OK x\r\n"),
    PEER_EXPECT_CLOSE (),
    PEER_END,
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (ImapSession) session = open_clear (peer, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BaseIdset) uids = idset (5, 7);
  g_autoptr (GString) got = g_string_new (NULL);
  g_auto (ImapSelected) selected = { 0 };
  g_auto (ImapSelected) other = { 0 };
  ImapRequest *request;

  select_inbox (session, &selected);
  request = imap_session_begin_fetch (session, uids, IMAP_FETCH_FLAGS, 0, collect_flags, got, NULL);
  g_assert_true (imap_session_select (session, "other", FALSE, NULL, &other, NULL, &error));
  g_assert_true (imap_session_finish (session, request, NULL, &error));
  g_assert_cmpstr (got->str, ==, "5:0 ");
  end (&session, peer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_ROWS (select_rows, "surprise/select", test_select_row);
  ADD_ROWS (move_rows, "surprise/move", test_move_row);
  g_test_add_func ("/imap/surprise/numbers", test_numbers);
  g_test_add_func ("/imap/surprise/interleaved", test_interleaved);
  g_test_add_func ("/imap/surprise/vanished", test_vanished);
  g_test_add_func ("/imap/surprise/search", test_search);
  g_test_add_func ("/imap/surprise/idle", test_idle);
  g_test_add_func ("/imap/surprise/idle-stalls", test_idle_stalls);
  g_test_add_func ("/imap/surprise/append", test_append);
  g_test_add_func ("/imap/surprise/store", test_store);
  g_test_add_func ("/imap/surprise/odd-lines", test_odd_lines);
  g_test_add_func ("/imap/surprise/list", test_list);
  g_test_add_func ("/imap/surprise/pipelined-select", test_pipelined_select);
  return g_test_run ();
}
