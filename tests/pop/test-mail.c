/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-mail.c: listing, fetching and deleting against scripted servers; in clear on loopback */

#include <string.h>

#include "peer.h"
#include "pop-session.h"

#define LOGIN(capabilities)                                                                                  \
  PEER_SEND ("+OK hi\r\n"), PEER_EXPECT ("^CAPA$"), PEER_SEND ("+OK\r\nUSER\r\n" capabilities ".\r\n"),      \
      PEER_EXPECT ("^USER u$"), PEER_SEND ("+OK\r\n"), PEER_EXPECT ("^PASS p$"), PEER_SEND ("+OK\r\n"),      \
      PEER_EXPECT ("^CAPA$"), PEER_SEND ("+OK\r\nUSER\r\n" capabilities ".\r\n")
#define END PEER_EXPECT_CLOSE (), PEER_END

static PopSession *
open_peer (Peer *peer)
{
  g_autoptr (NetEndpoint) endpoint
      = net_endpoint_new ("127.0.0.1", peer_get_port (peer), NET_SECURITY_NONE, NULL, NULL);
  g_autoptr (NetCredentials) credentials = net_credentials_new ("u", "p", NULL, TRUE);
  g_autoptr (GError) error = NULL;
  PopSession *session = pop_session_open (endpoint, credentials, NULL, &error);

  g_assert_no_error (error);
  return session;
}

/* --- the list --- */

static char *
describe (GPtrArray *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const PopMessage *m = g_ptr_array_index (list, i);

      g_string_append_printf (text, "%u:%" G_GUINT64_FORMAT ":%s:%u ", m->number, m->size,
                              m->uid != NULL ? m->uid : "-", m->repeated);
    }
  return g_string_free_and_steal (text);
}

typedef struct
{
  const char *row, *list, *uidl;
  const char *expected; /* NULL: an error */
} Listing;

static const Listing listings[] = {
  { "good", "+OK\r\n1 10\r\n2 20\r\n.\r\n", "+OK\r\n1 aa\r\n2 bb\r\n.\r\n", "1:10:aa:0 2:20:bb:0 " },
  { "empty", "+OK\r\n.\r\n", "+OK\r\n.\r\n", "" },
  { "no-uidl", "+OK\r\n1 10\r\n.\r\n", "-ERR what\r\n", "1:10:-:0 " },
  { "unsorted", "+OK\r\n3 1\r\n1 2\r\n.\r\n", "+OK\r\n2 b\r\n3 c\r\n1 a\r\n.\r\n",
    "1:2:a:0 2:0:b:0 3:1:c:0 " },
  { "same-uid", "+OK\r\n1 1\r\n2 2\r\n3 3\r\n.\r\n", "+OK\r\n1 a\r\n2 a\r\n3 a\r\n.\r\n",
    "1:1:a:0 2:2:a:1 3:3:a:2 " },
  { "twice", "+OK\r\n1 1\r\n1 9\r\n.\r\n", "+OK\r\n1 a\r\n1 b\r\n.\r\n", "1:9:a:0 " },
  { "odd-lines", "+OK\r\n0 1\r\n-1 5\r\nx y\r\n1\r\n99999999999 3\r\n2  7 more\r\n..\r\n.\r\n",
    "+OK\r\n2  ok \r\n3 \r\n4 a b\r\n5 \xc3\xa4\r\n.\r\n", "2:7:ok:0 " },
  { "bare-lf", "+OK\n1 10\n.\n", "+OK\n1 aa\n.\n", "1:10:aa:0 " },
  { "long-uid", "+OK\r\n1 1\r\n.\r\n",
    "+OK\r\n1 "
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    "aaaaaaaaaa"
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    "aaaaaaaaaa"
    "\r\n.\r\n",
    "1:1:-:0 " },
  { "refused", "-ERR no\r\n", "", NULL },
  { "garbage", "hello\r\n", "", NULL },
  { "answered-twice", "+OK\r\n1 10\r\n.\r\n+OK\r\n1 evil\r\n.\r\n", "", NULL },
};

static void
test_listing (gconstpointer data)
{
  const Listing *row = data;
  const PeerStep script[] = {
    LOGIN (""), PEER_EXPECT ("^LIST$"), PEER_SEND (row->list), PEER_EXPECT ("^UIDL$"), PEER_SEND (row->uidl),
    END
  };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (PopSession) session = open_peer (peer);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = pop_session_list (session, NULL, &error);
  g_autofree char *text = NULL;

  if (row->expected == NULL)
    {
      g_assert_null (list);
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      return;
    }
  g_assert_no_error (error);
  text = describe (list);
  g_assert_cmpstr (text, ==, row->expected);
  g_clear_pointer (&session, pop_session_free);
  peer_assert_done (peer);
}

static void
test_pipelined_listing (void)
{
  static const PeerStep script[] = { LOGIN ("PIPELINING\r\n"), PEER_EXPECT ("^LIST$"), PEER_EXPECT ("^UIDL$"),
                                     PEER_SEND ("+OK\r\n1 5\r\n.\r\n+OK\r\n1 a\r\n.\r\n"), END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (PopSession) session = open_peer (peer);
  g_autoptr (GPtrArray) list = pop_session_list (session, NULL, NULL);
  g_autofree char *text = describe (list);

  g_assert_cmpstr (text, ==, "1:5:a:0 ");
  g_clear_pointer (&session, pop_session_free);
  peer_assert_done (peer);
}

static gboolean
send_endless_list (Peer *peer, GIOStream *connection)
{
  GOutputStream *out = g_io_stream_get_output_stream (connection);
  g_autoptr (GString) block = g_string_new (NULL);

  g_output_stream_write_all (out, "+OK\r\n", 5, NULL, NULL, NULL);
  for (int i = 0; i < 1000; i++)
    g_string_append (block, "7 1\r\n");
  while (g_output_stream_write_all (out, block->str, block->len, NULL, NULL, NULL))
    ;
  return TRUE;
}

static void
test_endless_list (void)
{
  static const PeerStep script[]
      = { LOGIN (""), PEER_EXPECT ("^LIST$"), PEER_FUNC (send_endless_list), PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (PopSession) session = open_peer (peer);
  g_autoptr (GError) error = NULL;

  g_assert_null (pop_session_list (session, NULL, &error));
  g_assert_error (error, POP_ERROR, POP_ERROR_TOO_MANY);
}

/* --- a message --- */

typedef struct
{
  const char *row, *wire;
  const char *expected; /* NULL: an error of NET_ERROR, @code */
  int code;
  guint64 max;
} Fetch;

static const Fetch fetches[] = {
  { "plain", "+OK\r\nSubject: x\r\n\r\nbody\r\n.\r\n", "Subject: x\r\n\r\nbody\r\n", 0, 1000 },
  { "empty", "+OK 0 octets\r\n.\r\n", "", 0, 1000 },
  { "dots", "+OK\r\n..\r\n...\r\n..a\r\na.\r\n.\r\n", ".\r\n..\r\n.a\r\na.\r\n", 0, 1000 },
  /* Nothing inside may end it: the rest would be read as the server's next answers. */
  { "lf-dot-lf", "+OK\r\na\n.\nb\n.\r\nc\r\n.\r\n", "a\n.\nb\n.\r\nc\r\n", 0, 1000 },
  { "cr-dot-cr", "+OK\r\na\r.\rb\r\r\n.\r\n", "a\r.\rb\r\r\n", 0, 1000 },
  { "dot-lf", "+OK\r\n.\nb\r\n.\r\n", "\nb\r\n", 0, 1000 },
  { "dot-cr", "+OK\r\n.\rb\r\n.\r\n", "\rb\r\n", 0, 1000 },
  { "bare-cr-at-end", "+OK\r\na\r\r\n.\r\n", "a\r\r\n", 0, 1000 },
  { "exactly", "+OK\r\n12345678\r\n.\r\n", "12345678\r\n", 0, 10 },
  { "too-long", "+OK\r\n123456789\r\n.\r\n", NULL, NET_ERROR_TOO_LONG, 10 },
};

static void
test_fetch (gconstpointer data, PeerMode mode)
{
  const Fetch *row = data;
  const PeerStep script[]
      = { LOGIN (""), PEER_EXPECT ("^RETR 7$"), PEER_SEND (row->wire), PEER_DRAIN (), PEER_END };
  g_autoptr (Peer) peer = peer_new_full (script, mode, 0, NULL);
  g_autoptr (PopSession) session = open_peer (peer);
  g_autoptr (GOutputStream) sink = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;
  g_autofree char *transcript = NULL;
  guint64 written = 0;
  gboolean ok = pop_session_retrieve (session, 7, row->max, sink, &written, NULL, &error);

  if (row->expected == NULL)
    {
      g_assert_false (ok);
      g_assert_error (error, NET_ERROR, row->code);
      g_assert_false (pop_session_noop (session, NULL, NULL));
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (written, ==, strlen (row->expected));
  g_assert_cmpmem (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (sink)),
                   g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (sink)), row->expected,
                   strlen (row->expected));
  transcript = net_stream_dup_transcript (pop_session_get_stream (session));
  g_assert_null (strstr (transcript, "body"));
}

static void
test_fetch_whole (gconstpointer data)
{
  test_fetch (data, PEER_MODE_WHOLE);
}

static void
test_fetch_bytes (gconstpointer data)
{
  test_fetch (data, PEER_MODE_BYTES);
}

/* NUL bytes are part of a message. */
static void
test_nul (void)
{
  static const PeerStep script[]
      = { LOGIN ("TOP\r\n"), PEER_EXPECT ("^TOP 1 0$"), PEER_SEND_BYTES ("+OK\r\na\0b\r\n.\r\n", 13), END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (PopSession) session = open_peer (peer);
  g_autoptr (GOutputStream) sink = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_assert_true (pop_session_top (session, 1, 0, 100, sink, NULL, &error));
  g_assert_cmpmem (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (sink)),
                   g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (sink)), "a\0b\r\n", 5);
  g_clear_pointer (&session, pop_session_free);
  peer_assert_done (peer);
}

/* Cut after every byte: complete, or an error; never a part for the whole. */
static void
test_cut_everywhere (void)
{
  static const PeerStep script[]
      = { LOGIN (""), PEER_EXPECT ("^RETR 1$"), PEER_SEND ("+OK\r\nSubject: x\r\n\r\n..\r\nend\r\n.\r\n"),
          PEER_DRAIN (), PEER_END };
  static const char *const whole = "Subject: x\r\n\r\n.\r\nend\r\n";
  const gsize before = 46 + 1, all = 46 + 31;

  for (gsize cut = before; cut <= all; cut++)
    {
      g_autoptr (Peer) peer = peer_new_full (script, PEER_MODE_CUT, cut, NULL);
      g_autoptr (PopSession) session = open_peer (peer);
      g_autoptr (GOutputStream) sink = g_memory_output_stream_new_resizable ();
      g_autoptr (GError) error = NULL;
      gboolean ok = pop_session_retrieve (session, 1, 1000, sink, NULL, NULL, &error);

      g_assert_true (ok == (error == NULL));
      g_assert_true (ok == (cut == all));
      if (ok)
        g_assert_cmpmem (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (sink)),
                         g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (sink)), whole,
                         strlen (whole));
    }
}

static gboolean
send_endless_message (Peer *peer, GIOStream *connection)
{
  GOutputStream *out = g_io_stream_get_output_stream (connection);
  static const char block[65536] = "+OK\r\n";

  while (g_output_stream_write_all (out, block, sizeof block, NULL, NULL, NULL))
    ;
  return TRUE;
}

static void
test_endless_message (void)
{
  static const PeerStep script[]
      = { LOGIN (""), PEER_EXPECT ("^RETR 1$"), PEER_FUNC (send_endless_message), PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (PopSession) session = open_peer (peer);
  g_autoptr (GError) error = NULL;

  g_assert_false (pop_session_retrieve (session, 1, 10 * 1024 * 1024, NULL, NULL, NULL, &error));
  g_assert_error (error, NET_ERROR, NET_ERROR_TOO_LONG);
  g_assert_cmpuint (net_stream_get_bytes_received (pop_session_get_stream (session)), <, 11 * 1024 * 1024);
}

/* One message that is gone does not end the session. */
static void
test_refused (void)
{
  static const PeerStep script[] = { LOGIN (""),
                                     PEER_EXPECT ("^RETR 1$"),
                                     PEER_SEND ("-ERR no such message\r\n"),
                                     PEER_EXPECT ("^NOOP$"),
                                     PEER_SEND ("+OK\r\n"),
                                     END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (PopSession) session = open_peer (peer);
  g_autoptr (GError) error = NULL;

  g_assert_false (pop_session_retrieve (session, 1, 1000, NULL, NULL, NULL, &error));
  g_assert_error (error, POP_ERROR, POP_ERROR_REFUSED);
  g_assert_true (pop_session_noop (session, NULL, NULL));
  g_clear_pointer (&session, pop_session_free);
  peer_assert_done (peer);
}

/* --- deleting --- */

#define DELETE(n) PEER_EXPECT ("^DELE " n "$")
#define OK PEER_SEND ("+OK\r\n")

static const PeerStep delete_good[]
    = { LOGIN (""), DELETE ("1"), OK, DELETE ("3"), OK, PEER_EXPECT ("^QUIT$"), OK, END };
static const PeerStep delete_pipelined[]
    = { LOGIN ("PIPELINING\r\n"), DELETE ("1"), DELETE ("3"), PEER_SEND ("+OK\r\n+OK\r\n"),
        PEER_EXPECT ("^QUIT$"),   OK,           END };
static const PeerStep delete_quit_lost[]
    = { LOGIN (""), DELETE ("1"), OK, DELETE ("3"), OK, PEER_EXPECT ("^QUIT$"), PEER_CLOSE (), PEER_END };
static const PeerStep delete_quit_failed[] = { LOGIN (""),
                                               DELETE ("1"),
                                               OK,
                                               DELETE ("3"),
                                               OK,
                                               PEER_EXPECT ("^QUIT$"),
                                               PEER_SEND ("-ERR not all removed\r\n"),
                                               END };
static const PeerStep delete_refused[]
    = { LOGIN (""), DELETE ("1"), PEER_SEND ("-ERR no\r\n"), PEER_EXPECT ("^QUIT$"), OK, END };
static const PeerStep delete_lost[] = { LOGIN (""), DELETE ("1"), PEER_CLOSE (), PEER_END };

typedef struct
{
  const char *row;
  const PeerStep *script;
  gboolean deleted, ended;
} Deletion;

static const Deletion deletions[] = {
  { "good", delete_good, TRUE, TRUE },
  { "pipelined", delete_pipelined, TRUE, TRUE },
  { "quit-lost", delete_quit_lost, TRUE, FALSE },
  { "quit-failed", delete_quit_failed, TRUE, FALSE },
  { "refused", delete_refused, FALSE, TRUE },
  { "lost", delete_lost, FALSE, FALSE },
};

static void
test_deletion (gconstpointer data)
{
  const Deletion *row = data;
  g_autoptr (Peer) peer = peer_new (row->script);
  g_autoptr (PopSession) session = open_peer (peer);
  g_autoptr (GError) error = NULL;
  const guint numbers[] = { 1, 3 };

  g_assert_true (pop_session_delete (session, numbers, 2, NULL, &error) == row->deleted);
  g_clear_error (&error);
  g_assert_true (pop_session_quit (session, NULL, &error) == row->ended);
  if (!row->ended)
    g_assert_error (error, POP_ERROR, POP_ERROR_UNKNOWN);
  g_clear_pointer (&session, pop_session_free);
  peer_assert_done (peer);
}

static void
test_reset (void)
{
  static const PeerStep script[]
      = { LOGIN (""),    DELETE ("1"), OK, PEER_EXPECT ("^RSET$"), OK, PEER_EXPECT ("^QUIT$"),
          PEER_CLOSE (), PEER_END };
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (PopSession) session = open_peer (peer);
  const guint number = 1;

  g_assert_true (pop_session_delete (session, &number, 1, NULL, NULL));
  g_assert_true (pop_session_reset (session, NULL, NULL));
  g_assert_true (pop_session_quit (session, NULL, NULL));
  peer_assert_done (peer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (listings); i++)
    {
      g_autofree char *path = g_strconcat ("/pop/list/", listings[i].row, NULL);

      g_test_add_data_func (path, &listings[i], test_listing);
    }
  for (guint i = 0; i < G_N_ELEMENTS (fetches); i++)
    {
      g_autofree char *whole = g_strconcat ("/pop/fetch/", fetches[i].row, NULL);
      g_autofree char *bytes = g_strconcat ("/pop/fetch-by-byte/", fetches[i].row, NULL);

      g_test_add_data_func (whole, &fetches[i], test_fetch_whole);
      g_test_add_data_func (bytes, &fetches[i], test_fetch_bytes);
    }
  for (guint i = 0; i < G_N_ELEMENTS (deletions); i++)
    {
      g_autofree char *path = g_strconcat ("/pop/delete/", deletions[i].row, NULL);

      g_test_add_data_func (path, &deletions[i], test_deletion);
    }
  g_test_add_func ("/pop/list/with-pipelining", test_pipelined_listing);
  g_test_add_func ("/pop/list/endless", test_endless_list);
  g_test_add_func ("/pop/fetch/nul", test_nul);
  g_test_add_func ("/pop/fetch/cut-everywhere", test_cut_everywhere);
  g_test_add_func ("/pop/fetch/endless", test_endless_message);
  g_test_add_func ("/pop/fetch/refused", test_refused);
  g_test_add_func ("/pop/delete/reset", test_reset);
  return g_test_run ();
}
