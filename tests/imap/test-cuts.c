/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-cuts.c: one recorded session: whole, byte by byte, and cut after every byte (design 7, level 3)
 *
 * Wherever the line ends: what was told as done is right, what may be done is told as unknown, nothing else is told. */

#include "imap-test.h"

static const PeerStep script[] = {
  LOGIN_CLEAR ("ready", "ID ENABLE QRESYNC ESEARCH MOVE UIDPLUS IDLE LIST-EXTENDED LIST-STATUS"),
  PEER_EXPECT ("^(\\S+) ID "),
  PEER_SEND ("* ID (\"name\" \"Peer\")\r\n\\1 OK x\r\n"),
  PEER_EXPECT ("^(\\S+) ENABLE QRESYNC$"),
  PEER_SEND ("* ENABLED QRESYNC\r\n\\1 OK x\r\n"),
  PEER_EXPECT ("^(\\S+) LIST "),
  PEER_SEND ("* LIST (\\HasNoChildren \\Subscribed) \"/\" INBOX\r\n"
             "* STATUS INBOX (MESSAGES 3 UIDNEXT 10 UIDVALIDITY 7)\r\n* LIST (\\Sent) \"/\" "
             "{4}\r\nSent\r\n\\1 OK x\r\n"),
  PEER_EXPECT ("^(\\S+) SELECT INBOX \\(CONDSTORE\\)$"),
  PEER_SEND ("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 10] x\r\n* OK [HIGHESTMODSEQ 9] x\r\n"
             "* OK [PERMANENTFLAGS (\\Seen \\*)] x\r\n\\1 OK [READ-WRITE] x\r\n"),
  PEER_EXPECT ("^(\\S+) UID FETCH 5:7 "),
  PEER_SEND ("* 1 FETCH (UID 5 FLAGS (\\Seen) BODY[HEADER.FIELDS (DATE)] {11}\r\nDate: x\r\n\r\n)\r\n"
             "* 2 FETCH (UID 7 FLAGS () BODY[HEADER.FIELDS (DATE)] \"\")\r\n\\1 OK x\r\n"),
  PEER_EXPECT ("^(\\S+) UID FETCH 5 "),
  PEER_SEND ("* 1 FETCH (UID 5 BODY[] {12}\r\nDate: x\r\n\r\nb)\r\n\\1 OK x\r\n"),
  PEER_EXPECT ("^(\\S+) UID SEARCH RETURN \\(ALL\\) ALL$"),
  PEER_SEND ("* ESEARCH (TAG \"\\1\") UID ALL 5:7\r\n\\1 OK x\r\n"),
  PEER_EXPECT ("^(\\S+) UID STORE "),
  PEER_SEND ("* 1 FETCH (UID 5 MODSEQ (10))\r\n\\1 OK x\r\n"),
  PEER_EXPECT ("^(\\S+) UID MOVE 5 Sent$"),
  PEER_SEND ("* OK [COPYUID 9 5 21] x\r\n* VANISHED 5\r\n\\1 OK x\r\n"),
  PEER_EXPECT ("^(\\S+) APPEND Sent \\(\\\\Seen\\) \\{11\\}$"),
  PEER_SEND ("+ go\r\n"),
  PEER_EXPECT ("^mail-canary$"),
  PEER_SEND ("\\1 OK [APPENDUID 9 22] x\r\n"),
  PEER_EXPECT ("^(\\S+) IDLE$"),
  PEER_SEND ("+ idling\r\n* 4 EXISTS\r\n"),
  PEER_EXPECT ("^DONE$"),
  PEER_SEND ("\\1 OK x\r\n"),
  PEER_EXPECT ("^(\\S+) LOGOUT$"),
  PEER_SEND ("* BYE x\r\n\\1 OK x\r\n"),
  PEER_EXPECT_CLOSE (),
  PEER_END,
};

typedef struct
{
  gboolean opened, moved, appended, all; /* told as done */
  int move_code, append_code;            /* 0: not tried or done */
} Played;

static gboolean
check_row (ImapFetch *fetch, gpointer data)
{
  g_assert_true (fetch->uid == 5 || fetch->uid == 7);
  g_assert_cmpuint (g_bytes_get_size (fetch->header), ==, fetch->uid == 5 ? 11 : 0);
  ++*(guint *) data;
  return TRUE;
}

static gboolean
play_reading (ImapSession *session)
{
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (BaseIdset) uids = idset (5, 7);
  g_autoptr (BaseIdset) found = NULL;
  g_autoptr (GBytes) body = NULL;
  g_auto (ImapSelected) selected = { 0 };
  guint rows = 0;

  if (!imap_session_list (session, &folders, NULL, NULL))
    return FALSE;
  g_assert_cmpuint (folders->len, ==, 2);
  g_assert_cmpuint (((ImapFolder *) folders->pdata[0])->status->messages, ==, 3);
  if (!imap_session_select (session, "INBOX", FALSE, NULL, &selected, NULL, NULL))
    return FALSE;
  g_assert_true (selected.exists == 3 && selected.uidvalidity == 7 && selected.uidnext == 10
                 && selected.highestmodseq == 9 && selected.can_make_keywords);
  if (!imap_session_fetch (session, uids, IMAP_FETCH_FLAGS | IMAP_FETCH_HEADERS, 0, FALSE, check_row, &rows,
                           NULL, NULL))
    return FALSE;
  g_assert_cmpuint (rows, ==, 2);
  if (!imap_session_fetch_section (session, 5, "", 0, 0, &body, NULL, NULL))
    return FALSE;
  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), "Date: x\r\n\r\nb", 12);
  if (!imap_session_search (session, "ALL", &found, NULL, NULL))
    return FALSE;
  g_assert_true (base_idset_equal (found, uids));
  return TRUE;
}

static gboolean
play_changing (ImapSession *session, Played *played)
{
  g_autoptr (BaseIdset) five = idset (5, 5);
  g_autoptr (GBytes) message = g_bytes_new_static ("mail-canary", 11);
  g_autoptr (GError) move_error = NULL;
  g_autoptr (GError) append_error = NULL;
  g_auto (ImapCopied) copied = { 0 };
  ImapAppended appended;

  if (!imap_session_store (session, five, 1, IMAP_FLAG_FLAGGED, NULL, NULL, NULL))
    return FALSE;
  played->moved = imap_session_move (session, five, "Sent", &copied, NULL, &move_error);
  if (!played->moved)
    {
      played->move_code = move_error->domain == IMAP_ERROR ? move_error->code : -1;
      return FALSE;
    }
  g_assert_true (copied.uidvalidity == 9 && copied.source->len == 1 && base_idset_is_empty (copied.left));
  played->appended
      = imap_session_append (session, "Sent", IMAP_FLAG_SEEN, 0, message, &appended, NULL, &append_error);
  if (!played->appended)
    {
      played->append_code = append_error->domain == IMAP_ERROR ? append_error->code : -1;
      return FALSE;
    }
  g_assert_cmpuint (appended.uid, ==, 22);
  return TRUE;
}

static Played
play (Peer *peer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImapSession) session = open_with (peer, NET_SECURITY_NONE, NULL, NULL, &error);
  Played played = { 0 };

  if (session == NULL)
    {
      g_assert_nonnull (error);
      return played;
    }
  played.opened = TRUE;
  if (play_reading (session) && play_changing (session, &played)
      && imap_session_idle (session, -1, NULL, NULL, NULL) == IMAP_IDLE_NEWS)
    played.all = imap_session_logout (session, NULL, NULL);
  if (!played.all)
    g_assert_true (imap_session_is_broken (session));
  return played;
}

static void
test_whole (gconstpointer data)
{
  g_autoptr (Peer) peer = peer_new_full (script, (PeerMode) GPOINTER_TO_INT (data), 0, NULL);
  Played played = play (peer);

  peer_assert_done (peer);
  g_assert_true (played.all);
}

static gboolean
has_received (GBytes *received, const char *text)
{
  return g_bytes_get_size (received) > 0
         && memmem (g_bytes_get_data (received, NULL), g_bytes_get_size (received), text, strlen (text))
                != NULL;
}

static gsize
measure (void)
{
  g_autoptr (Peer) peer = peer_new (script);

  play (peer);
  peer_assert_done (peer);
  return peer_get_sent (peer);
}

static void
test_cut (void)
{
  gsize length = measure ();
  guint unknown = 0;

  g_assert_cmpuint (length, >, 1000);
  for (gsize cut = 0; cut < length; cut++)
    {
      g_autoptr (Peer) peer = peer_new_full (script, PEER_MODE_CUT, cut, NULL);
      g_autoptr (GBytes) received = NULL;
      Played played = play (peer);

      (void) peer_join (peer, NULL);
      received = peer_get_received (peer);
      g_assert_false (played.all);
      /* Once the command was sent whole, its fate is not known: never "failed", which would be done again. */
      if (!played.moved && has_received (received, " UID MOVE 5 Sent\r\n"))
        g_assert_cmpint (played.move_code, ==, IMAP_ERROR_UNKNOWN);
      if (!played.appended && has_received (received, "mail-canary\r\n"))
        g_assert_cmpint (played.append_code, ==, IMAP_ERROR_UNKNOWN);
      unknown += played.move_code == IMAP_ERROR_UNKNOWN || played.append_code == IMAP_ERROR_UNKNOWN;
    }
  g_assert_cmpuint (unknown, >, 50);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/imap/cuts/whole", GINT_TO_POINTER (PEER_MODE_WHOLE), test_whole);
  g_test_add_data_func ("/imap/cuts/bytes", GINT_TO_POINTER (PEER_MODE_BYTES), test_whole);
  g_test_add_func ("/imap/cuts/every-byte", test_cut);
  return g_test_run ();
}
